#include "handlers/meeting_calendar.h"

#include <string.h>

#include "handlers/ics.h"
#include "handlers/minutes_law.h"
#include "handlers/text.h"
#include "store/files.h"

enum { FILE_MAX = 256 * 1024, REIWA = 2018 };

static enum kg_status stamp_of(struct act *act, const struct meeting *m, struct kg_time *out)
{
	struct sitting s;

	*out = m->convened;
	TRY(meeting_sitting(act->desk->store, m->number, 0, act->desk->arena, &s));
	for (size_t i = 0; i < s.step_count; i++) {
		if (strcmp(s.steps[i].step, "changed") == 0 ||
		    strcmp(s.steps[i].step, "cancelled") == 0) {
			*out = s.steps[i].at;
		}
	}
	return KG_OK;
}

/* No address of an online room: that goes to those who attend by a way of its own. */
static const char *description(struct act *act, const struct meeting *m, enum language l)
{
	const char *text = arena_printf(act->desk->arena, "%s", m->number);

	if (m->purpose[0] != '\0') {
		text = arena_printf(act->desk->arena, "%s\n%s", text,
		    text_clean_lines(m->purpose, act->desk->arena));
	}
	for (size_t i = 0; i < m->item_count; i++) {
		text = arena_printf(act->desk->arena, "%s\n%s", text,
		    minutes_item_name(&m->items[i], l, act->desk->arena));
	}
	return arena_printf(act->desk->arena, "%s\n%s", text,
	    tr(l, "出欠は、チャットの開催通知でお知らせください。"));
}

enum kg_status meeting_calendar_attach(
    struct act *act, const struct address *to, int64_t posting, const struct meeting *m)
{
	struct arena *arena = act->desk->arena;
	struct ics_entry entry = { .uid = arena_printf(arena, "kaigi-meeting-R%d-%03d@%s",
		                       m->year - REIWA, m->ordinal,
		                       act->desk->settings->council),
		.sequence = m->version - 1,
		.cancelled = m->state == MEETING_CANCELLED,
		.summary = minutes_meeting_name(m, to->language, arena),
		.location = text_clean(m->place, arena),
		.description = description(act, m, to->language),
		.organizer = tr(to->language, m->convened_capacity),
		.starts = m->starts,
		.ends = m->ends };
	KG_AUTO_BUF struct buf text;
	char hash[SHA256_HEX + 1];

	TRY(stamp_of(act, m, &entry.stamp));
	buf_init(&text, FILE_MAX);
	ics_write(&entry, &text);
	if (text.overflow) {
		return KG_FULL;
	}
	TRY(file_keep(act->desk->store, text.bytes, text.size, hash));
	return desk_attach(act, to, posting, arena_strdup(arena, hash),
	    arena_printf(arena, "%s_%d.ics", m->number, m->version));
}
