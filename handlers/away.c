/* Which networks a circulation may do without. */
#include "handlers/away.h"

struct away away_decide(
    const struct away_network *networks, size_t count, int minutes, struct kg_time now)
{
	struct away out = { .state = AWAY_NONE };
	struct kg_time last = { 0 };
	bool all_down = true;
	bool any_read = false;

	for (size_t i = 0; i < count; i++) {
		if (!networks[i].unread) {
			any_read = true;
			continue;
		}
		out.state = AWAY_WAIT;
		all_down = all_down && kg_time_is_set(networks[i].down);
		last = networks[i].down.ms > last.ms ? networks[i].down : last;
	}
	if (out.state == AWAY_NONE || !all_down || !any_read) {
		return out;
	}
	out.look = kg_time_add(last, (int64_t)minutes * KG_MINUTE);
	if (now.ms >= out.look.ms) {
		out = (struct away){ .state = AWAY_OFFER };
	}
	return out;
}
