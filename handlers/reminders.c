/* Reminders by the calendar: every one is checked against the same rule before it is kept. */
#include "handlers/reminders.h"

enum { LAST_CALL = 30 * KG_MINUTE };

struct plan {
	struct kg_time opened;
	struct kg_time deadline;
	const struct reminders_rules *rules;
	struct kg_time *times;
	size_t count;
};

static bool is_quiet(const struct plan *plan, struct kg_time time)
{
	return !plan->rules->ignore_quiet && calendar_is_within(plan->rules->quiet, time);
}

static bool is_lawful(const struct plan *plan, struct kg_time time)
{
	struct kg_time first =
	    kg_time_add(plan->opened, (int64_t)plan->rules->not_within * KG_MINUTE);

	return time.ms >= first.ms && time.ms < plan->deadline.ms && !is_quiet(plan, time);
}

/* Keeps the list ascending and without equals. */
static void add(struct plan *plan, struct kg_time time)
{
	size_t at = plan->count;

	if (!is_lawful(plan, time) || plan->count == REMINDERS_MAX) {
		return;
	}
	while (at > 0 && plan->times[at - 1].ms > time.ms) {
		at--;
	}
	if (at > 0 && plan->times[at - 1].ms == time.ms) {
		return;
	}
	for (size_t i = plan->count; i > at; i--) {
		plan->times[i] = plan->times[i - 1];
	}
	plan->times[at] = time;
	plan->count++;
}

static struct kg_time last_call(const struct plan *plan)
{
	struct kg_time time =
	    kg_time_add(plan->deadline, -(int64_t)plan->rules->before * KG_MINUTE);
	struct calendar_hours quiet = plan->rules->quiet;
	struct kg_time begin;

	if (!is_quiet(plan, time)) {
		return time;
	}
	if (calendar_after(quiet, time).ms + LAST_CALL <= plan->deadline.ms) {
		return calendar_after(quiet, time);
	}
	begin = kg_time_at(kg_date_of(time), quiet.from / 60, quiet.from % 60);
	if (begin.ms > time.ms) {
		begin = kg_time_add(begin, -(int64_t)KG_DAY);
	}
	return kg_time_add(begin, -(int64_t)LAST_CALL);
}

size_t reminders_plan(struct kg_time opened, struct kg_time deadline,
    const struct reminders_rules *rules, struct kg_time out_times[REMINDERS_MAX])
{
	struct plan plan = {
		.opened = opened, .deadline = deadline, .rules = rules, .times = out_times
	};
	struct kg_date last = kg_date_of(deadline);

	add(&plan, last_call(&plan));
	for (int32_t day = kg_date_of(opened).day + 1; day <= last.day; day++) {
		struct kg_date date = { day };

		if (plan.count == REMINDERS_MAX) {
			break;
		}
		if (calendar_is_working(date)) {
			add(&plan, kg_time_at(date, rules->morning / 60, rules->morning % 60));
		}
	}
	return plan.count;
}

bool reminders_next(struct kg_time opened, struct kg_time deadline, struct kg_time now,
    const struct reminders_rules *rules, struct kg_time *out_time)
{
	struct kg_time times[REMINDERS_MAX];
	size_t count = reminders_plan(opened, deadline, rules, times);

	for (size_t i = 0; i < count; i++) {
		if (times[i].ms > now.ms) {
			*out_time = times[i];
			return true;
		}
	}
	return false;
}
