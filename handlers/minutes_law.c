/* What stands in the minutes and on cards about them, in words. */

#include "handlers/minutes_law.h"

#include <string.h>

#include "handlers/dates.h"
#include "handlers/text.h"
#include "handlers/words.h"

static bool is(const char *text, const char *word)
{
	return strcmp(text, word) == 0;
}

const char *minutes_meeting_name(const struct meeting *m, enum language l, struct arena *arena)
{
	const char *year = dates_fiscal_year(m->session_year, l, arena);

	return arena_printf(arena,
	    is(m->body, "committee") ? tr(l, "%s第%d回情報セキュリティ管理会議幹事会")
	                             : tr(l, "%s第%d回情報セキュリティ管理会議"),
	    year, m->session);
}

const char *minutes_item_name(
    const struct meeting_item *item, enum language l, struct arena *arena)
{
	const char *title = text_clean(item->title, arena);

	if (is(item->kind, "item") && item->agenda > 0) {
		return arena_printf(arena, tr(l, "議案第%d号 %s"), item->agenda, title);
	}
	if (is(item->kind, "report") && item->agenda > 0) {
		return arena_printf(arena, tr(l, "報告第%d号 %s"), item->agenda, title);
	}
	return title;
}

static const char *result_word(const char *result, enum language l)
{
	static const char *const words[][2] = {
		{ "passed", TR_NOOP("可決") },
		{ "amended", TR_NOOP("修正可決") },
		{ "rejected", TR_NOOP("否決") },
		{ "continued", TR_NOOP("継続審議") },
		{ "noted", TR_NOOP("了承") },
		{ "withdrawn", TR_NOOP("取下げ") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (is(words[i][0], result)) {
			return tr(l, words[i][1]);
		}
	}
	return result;
}

const char *minutes_result_words(
    const struct meeting_result *r, enum language l, struct arena *arena)
{
	const char *how = "";

	if (is(r->method, "no_objection")) {
		how = tr(l, "(異議なし)");
	} else if (is(r->method, "recorded")) {
		how = arena_printf(arena, tr(l, "(賛成%d・反対%d・棄権%d)"), r->votes_for,
		    r->votes_against, r->abstained);
	}
	return arena_printf(arena, "%s%s%s%s", result_word(r->result, l), how,
	    r->resolution[0] == '\0' ? "" : "・", r->resolution);
}

const char *minutes_action_words(const struct action *a, enum language l, struct arena *arena)
{
	return arena_printf(arena, tr(l, "担当:%s、期限:%s"),
	    a->owner_name[0] == '\0' ? tr(l, "定めなし") : text_clean(a->owner_name, arena),
	    kg_time_is_set(a->due) ? dates_document_day(kg_date_of(a->due), l, arena)
	                           : tr(l, "定めなし"));
}

size_t minutes_count_present(const struct sitting *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->seat_count; i++) {
		count += is(s->seats[i].state, "present") ? 1 : 0;
	}
	return count;
}

size_t minutes_count_filled(const struct sitting *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->seat_count; i++) {
		count += is(s->seats[i].state, "vacant") ? 0 : 1;
	}
	return count;
}
