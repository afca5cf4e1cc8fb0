/*
 * 経緯 of a resolution that came from the committee's report: who approved it, in what
 * capacity, when, under which article and rules, on which text. One page, for who was not
 * there.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/item.h"
#include "handlers/register.h"
#include "handlers/report.h"
#include "handlers/text.h"

static const char *name_of(struct act *act, const char *person)
{
	struct person p;

	return person_load(act->desk->store, person, act->desk->arena, &p) == KG_OK ? p.name
	                                                                            : person;
}

static void add_people(
    struct act *act, const struct report *r, const struct report_line *line, struct card *card)
{
	enum language l = act->language;
	struct arena *arena = act->desk->arena;

	card_line(card, LINE_PLAIN, tr(l, "幹事会:%s(%s 開催)"), r->session,
	    dates_chat(r->held, act->event->now, l, arena));
	card_line(card, LINE_PLAIN, tr(l, "報告:%s 第%d版・%s %s・%s"), r->number, r->version,
	    r->reported_capacity, name_of(act, r->reported_by),
	    dates_chat(r->reported, act->event->now, l, arena));
	card_line(card, LINE_PLAIN, tr(l, "承認:%s %s・%s"), line->answer_capacity,
	    name_of(act, line->answered_by),
	    dates_chat(line->answered, act->event->now, l, arena));
	if (line->same_person) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l, "※承認者は報告を行った幹事長と同一の方です(職務代理・同一人)。"));
	}
	if (line->kouetsu[0] != '\0') {
		card_line(card, LINE_PLAIN, "%s",
		    strcmp(line->kouetsu, "done") == 0 ? tr(l, "議長の後閲:済")
		                                       : tr(l, "議長の後閲:未了"));
	}
}

/* What the council resolved: the matter's text as it was frozen, and its documents. */
static enum kg_status add_frozen(struct act *act, const struct resolution *resolution,
    const struct report_line *line, struct card *card)
{
	enum language l = act->language;
	struct item item;

	TRY(item_load(act->desk->store, line->item, act->desk->arena, &item));
	if (strcmp(item.text_sha256, line->item_sha256) == 0) {
		card_line(card, LINE_QUOTE, "%s",
		    text_clean_lines(text_fits(item.text, TEXT_BODY_INLINE_MAX)
		                         ? item.text
		                         : text_truncate(item.text, 300, act->desk->arena),
		        act->desk->arena));
		for (size_t i = 0; i < item.document_count; i++) {
			card_line(card, LINE_NOTE, tr(l, "資料:%s SHA-256:%s"),
			    item.documents[i].name, item.documents[i].sha256);
		}
	}
	card_line(card, LINE_NOTE, tr(l, "審議事項の文面(%s 第%d版)SHA-256:%s"), line->item,
	    line->item_version, line->item_sha256);
	card_line(card, LINE_NOTE, tr(l, "議題の審議結果 SHA-256:%s"), line->sha256);
	card_line(card, LINE_NOTE, tr(l, "文面 SHA-256:%s・台帳 第%lld項"),
	    resolution->text_sha256, (long long)resolution->entry);
	return KG_OK;
}

static void add_others(
    struct act *act, const struct report *r, const struct report_line *line, struct card *card)
{
	enum language l = act->language;

	for (size_t i = 0; i < r->line_count; i++) {
		const struct report_line *other = &r->lines[i];

		if (other->position != line->position) {
			card_line(card, LINE_NOTE, tr(l, "同じ報告の他の議題:%s %s:%s %s"),
			    other->item, text_clean(other->title, act->desk->arena),
			    report_answer_word(other->answer, l), other->resolution);
		}
	}
}

static enum kg_status add_page(struct act *act, const struct resolution *resolution,
    const struct report *r, struct report_line *line)
{
	enum language l = act->language;
	struct report alone = *r;
	struct card *card =
	    desk_answer(act, tr(l, "【管理会議】%s(議決日 %s)経緯"), resolution->number,
	        dates_document_day(kg_date_of(resolution->decided), l, act->desk->arena));

	alone.lines = line;
	alone.line_count = 1;
	card_line(card, LINE_PLAIN, tr(l, "根拠:%s・%s"), register_route(resolution->route, l),
	    card_charter(act, resolution->charter_version, l));
	report_add_lines(act, &alone, l, card);
	add_people(act, r, line, card);
	TRY(register_add_rules(act, resolution->number, card));
	TRY(add_frozen(act, resolution, line, card));
	add_others(act, r, line, card);
	card_line(card, LINE_NOTE,
	    tr(l, "報告の全体の経緯は「/kaigi 経緯 %s」でご覧いただけます。"), r->number);
	return KG_OK;
}

enum kg_status report_resolution_story(struct act *act, const struct resolution *resolution)
{
	struct report r;

	TRY(report_load(act->desk->store, resolution->matter, act->desk->arena, &r));
	for (size_t i = 0; i < r.line_count; i++) {
		if (strcmp(r.lines[i].resolution, resolution->number) == 0) {
			return add_page(act, resolution, &r, &r.lines[i]);
		}
	}
	return report_story(act, r.number);
}
