/* The register of matters as a list, one matter's page, and its story. */

#include <string.h>

#include "handlers/article4.h"
#include "handlers/circulate.h"
#include "handlers/item.h"
#include "handlers/text.h"

enum { LISTED = 20 };

void item_add_text(struct act *act, const struct item *item, enum language l, struct card *card)
{
	const char *body = text_fits(item->text, TEXT_BODY_INLINE_MAX)
	                       ? item->text
	                       : text_truncate(item->text, 300, act->desk->arena);

	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"),
	    text_clean(item->title, act->desk->arena), item->class);
	if (item->important) {
		card_run(card, RUN_BOLD, NULL,
		    item->provisional ? tr(l, "【特に重要(仮)】") : tr(l, "【特に重要】"));
	}
	article4_lines(act, item->class, l, card);
	if (item->class_reason[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "第8号とする理由:%s"),
		    text_clean(item->class_reason, act->desk->arena));
	}
	card_line(card, LINE_QUOTE, "%s", text_clean_lines(body, act->desk->arena));
	for (size_t i = 0; i < item->document_count; i++) {
		const struct circular_document *d = &item->documents[i];

		card_line(card, LINE_PLAIN, "・%s ", d->name);
		card_run(card, RUN_CODE, NULL,
		    strcmp(d->state, "waiting") == 0
		        ? tr(l, "取込み中")
		        : text_truncate(d->sha256, 12, card->arena));
	}
	card_line(
	    card, LINE_NOTE, tr(l, "第%d版・文面 %.12s"), item->version, item->text_sha256);
}

static const char *way_outcome(const char *outcome, enum language l)
{
	if (outcome[0] == '\0') {
		return tr(l, "審議中");
	}
	if (strcmp(outcome, "continued") == 0 || strcmp(outcome, "deliberated") == 0) {
		return outcome[0] == 'c' ? tr(l, "継続審議") : tr(l, "幹事会で審議");
	}
	return strcmp(outcome, "received") == 0 ? tr(l, "報告を受けた")
	                                        : card_outcome_word(outcome, l);
}

static void add_ways(
    struct act *act, const struct item *item, enum language l, struct card *card)
{
	for (size_t i = 0; i < item->way_count; i++) {
		const struct item_way *w = &item->ways[i];

		card_line(card, LINE_PLAIN, "→ %s(%s):%s %s", w->matter,
		    dates_chat_day(w->at, act->event->now, l, act->desk->arena),
		    way_outcome(w->outcome, l), w->resolution);
	}
	for (size_t i = 0; i < item->flag_count; i++) {
		const struct item_flag *f = &item->flags[i];

		card_line(card, LINE_PLAIN, "%s %s:%s(%s)",
		    dates_chat(f->at, act->event->now, l, act->desk->arena), f->capacity,
		    !f->important    ? tr(l, "特に重要としない")
		    : f->provisional ? tr(l, "特に重要(仮)")
		                     : tr(l, "特に重要"),
		    strcmp(f->rule_source, "既定値") == 0 ? tr(l, "既定値") : f->rule_source);
		if (f->reason[0] != '\0') {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, tr(l, " 理由:%s"),
			        text_clean(f->reason, act->desk->arena)));
		}
	}
}

enum kg_status item_show(struct act *act, const char *number)
{
	enum language l = act->language;
	struct item item;
	struct card *card;

	TRY(item_find(act, number, &item));
	card = desk_answer(
	    act, tr(l, "【管理会議・審議事項 %s】%s"), number, item_state_word(&item, l));
	item_add_text(act, &item, l, card);
	add_ways(act, &item, l, card);
	if (item.opinion_record[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "幹事会の集約意見:%s"), item.opinion_record);
	}
	card_line(
	    card, LINE_NOTE, tr(l, "経緯は「/kaigi 経緯 %s」でご覧いただけます。"), number);
	return KG_OK;
}

static const char *step_word(const char *step, enum language l)
{
	static const struct {
		const char *step;
		const char *word;
	} words[] = {
		{ "registered", TR_NOOP("登録") },
		{ "revised", TR_NOOP("改版") },
		{ "flagged", TR_NOOP("特に重要の別") },
		{ "went", TR_NOOP("審議に付した") },
		{ "came", TR_NOOP("審議の結果") },
		{ "withdrawn", TR_NOOP("取下げ") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].step, step) == 0) {
			return tr(l, words[i].word);
		}
	}
	return step;
}

enum kg_status item_story(struct act *act, const char *number)
{
	enum language l = act->language;
	struct record_step *steps;
	struct item item;
	struct card *card;
	size_t count;

	TRY(item_find(act, number, &item));
	TRY(item_steps(act->desk->store, number, act->desk->arena, &steps, &count));
	card = desk_answer(act, tr(l, "【管理会議・審議事項 %s】経緯"), number);
	item_add_text(act, &item, l, card);
	card_line(card, LINE_PLAIN, "%s", card_charter(act, item.charter_version, l));
	card_line(card, LINE_RULE, "%s", "");
	for (size_t i = 0; i < count; i++) {
		card_line(card, LINE_PLAIN, "%s %s:%s %s",
		    dates_chat(steps[i].at, act->event->now, l, act->desk->arena),
		    step_word(steps[i].step, l),
		    steps[i].person[0] == '\0' ? ""
		                               : card_person_title(act, steps[i].person, l),
		    text_clean(steps[i].text, act->desk->arena));
	}
	add_ways(act, &item, l, card);
	return KG_OK;
}

enum kg_status item_list(struct act *act)
{
	enum language l = act->language;
	char **numbers;
	size_t all;
	size_t shown = 0;
	struct card *card;

	TRY(item_numbers(act->desk->store, false, 1000, act->desk->arena, &numbers, &all));
	card = desk_answer(act, "%s", tr(l, "【管理会議・審議事項】審議を終えていないもの"));
	for (size_t i = 0; i < all && shown < LISTED; i++) {
		struct item item;
		enum kg_status st = item_find(act, numbers[i], &item);

		if (st == KG_NOT_FOUND) {
			continue;
		}
		TRY(st);
		shown++;
		card_line(card, LINE_PLAIN, "%s", "");
		card_run(card, RUN_BOLD, NULL, item.number);
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " %s(第4条第%d号)%s・%s"),
		        text_clean(item.title, act->desk->arena), item.class,
		        item.important ? tr(l, "【特に重要】") : "",
		        item_state_word(&item, l)));
	}
	if (shown == 0) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "ありません。"));
	}
	if (desk_may(act, CAN_ITEM_REGISTER)) {
		card_button(card, BUTTON_PRIMARY, "item.new", "", tr(l, "登録する"));
	}
	return KG_OK;
}

/* The one who was asked whether it is 特に重要, while it is open; NULL: nobody. */
static enum kg_status asked_of(struct act *act, const struct item *item, const char **out)
{
	struct posting *list;
	size_t count;

	*out = NULL;
	if (!item->provisional && item->flag_count > 0) {
		return KG_OK;
	}
	TRY(posting_list(
	    act->desk->store, item->number, POST_FLAG, act->desk->arena, &list, &count));
	if (count > 0) {
		*out = list[count - 1].person;
	}
	return KG_OK;
}

/* NULL: it waits for nobody, or its circulation or report has a line of its own. */
static const char *waits_for(const struct item *item, const char *asked, enum language l)
{
	if (item->provisional) {
		return tr(l, "特に重要の別について議長のご確認待ち");
	}
	if (asked != NULL) {
		return tr(l, "特に重要の別について幹事長のご判断待ち");
	}
	if (item->state == ITEM_WAITING) {
		return tr(l, "会議への付議待ち");
	}
	return item->state == ITEM_REGISTERED
	           ? tr(l, "持ち回り・幹事会・会議のいずれかへの付議待ち")
	           : NULL;
}

enum kg_status item_rows(struct act *act, struct card *card, size_t *out_count)
{
	enum language l = act->language;
	char **numbers;
	size_t all;

	*out_count = 0;
	TRY(item_numbers(act->desk->store, false, 1000, act->desk->arena, &numbers, &all));
	for (size_t i = 0; i < all; i++) {
		const char *asked;
		const char *waits;
		struct item item;
		enum kg_status st = item_find(act, numbers[i], &item);
		bool mine;

		if (st == KG_NOT_FOUND) {
			continue;
		}
		TRY(st);
		TRY(asked_of(act, &item, &asked));
		waits = waits_for(&item, asked, l);
		if (waits == NULL || ++*out_count > LISTED) {
			continue; /* counted; 審議事項 lists it */
		}
		mine = asked != NULL && act->person.id != NULL &&
		       strcmp(asked, act->person.id) == 0;
		card_line(card, LINE_PLAIN, "%s", mine ? tr(l, "▶ ") : "");
		card_run(card, RUN_BOLD, NULL, item.number);
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " %s(第4条第%d号)%s・%s"),
		        text_clean(item.title, act->desk->arena), item.class,
		        item.important ? tr(l, "【特に重要】") : "", waits));
	}
	return KG_OK;
}
