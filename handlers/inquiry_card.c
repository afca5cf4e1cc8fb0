/* How 照会 and 供覧 read: to one addressee, to the reviewer, and as one table for 庶務. Nobody
 * else's answer is shown to an addressee. */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/inquiry.h"
#include "handlers/text.h"

const char *inquiry_head(struct act *act, const struct inquiry *q, enum language l)
{
	const struct charter_body *body = charter_body(act->desk->charter, q->body);
	const char *kind = inquiry_is_circulation(q) ? tr(l, "供覧") : tr(l, "照会");

	return body == NULL
	           ? arena_printf(act->desk->arena, tr(l, "【庶務・%s %s】"), kind, q->number)
	           : arena_printf(act->desk->arena, tr(l, "【%s・%s %s】"),
	                 card_in(&body->name, l), kind, q->number);
}

static const char *state_word(const struct inquiry *q, enum language l)
{
	if (inquiry_is(q, "collecting")) {
		return tr(l, "資料の取込み中");
	}
	if (inquiry_is(q, "review")) {
		return tr(l, "庶務内確認中");
	}
	if (inquiry_is(q, "open")) {
		return tr(l, "回答受付中");
	}
	return inquiry_is(q, "closed") ? tr(l, "締切") : tr(l, "取下げ");
}

static void add_matter(
    struct act *act, const struct inquiry *q, enum language l, struct card *card)
{
	const char *body = text_fits(q->text, TEXT_BODY_INLINE_MAX)
	                       ? q->text
	                       : text_truncate(q->text, 300, act->desk->arena);

	card_line(card, LINE_PLAIN, "%s", tr(l, "件名:"));
	card_run(card, RUN_BOLD, NULL, q->title);
	card_line(card, LINE_QUOTE, "%s", text_clean_lines(body, act->desk->arena));
	for (size_t i = 0; i < q->document_count; i++) {
		card_line(card, LINE_PLAIN, "・");
		card_run(card, strcmp(q->documents[i].kind, "link") == 0 ? RUN_LINK : RUN_TEXT,
		    q->documents[i].source, q->documents[i].name);
	}
	card_line(card, LINE_PLAIN, tr(l, "期限:%s"),
	    dates_chat(q->deadline, act->event->now, l, act->desk->arena));
}

static void add_answer(struct act *act, const struct inquiry *q, const struct inquiry_person *p,
    enum language l, struct card *card)
{
	card_run(card, RUN_TEXT, NULL,
	    arena_printf(act->desk->arena, "%s%s(%s)",
	        inquiry_is_circulation(q) ? tr(l, "閲覧")
	                                  : text_clean_lines(p->text, act->desk->arena),
	        p->late ? tr(l, "【期限後】") : "",
	        dates_chat(p->at, act->event->now, l, act->desk->arena)));
}

static void card_of_addressee(struct act *act, const struct inquiry *q, const char *person,
    enum language l, struct card *card)
{
	const struct inquiry_person *me = inquiry_asked(q, person);

	card_title(card,
	    inquiry_is_circulation(q)
	        ? tr(l, "%s次の件を供覧します。ご覧くださいますようお願いいたします。")
	        : tr(l,
	              "%s次の件について照会します。ご意見をお寄せくださいますようお願いいたします。"),
	    inquiry_head(act, q, l));
	add_matter(act, q, l, card);
	if (me != NULL && me->answered) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "ご回答:"));
		add_answer(act, q, me, l, card);
	}
	if (!inquiry_is(q, "open")) {
		card_line(card, LINE_NOTE, "%s", state_word(q, l));
		return;
	}
	if (inquiry_is_circulation(q)) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "※「閲覧」を押すか、印を付けてください。決裁ではありません。"));
		card_button(card, BUTTON_PRIMARY, "inquiry.read", q->number, tr(l, "閲覧"));
		return;
	}
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※「回答を記入」を押すか、このスレッドにご返信ください。期限までは改められます。決裁ではありません。"));
	card_button(card, BUTTON_PRIMARY, "inquiry.answer", q->number, tr(l, "回答を記入"));
}

static void add_names(
    struct act *act, const struct inquiry *q, enum language l, struct card *card)
{
	const char *names = "";

	for (size_t i = 0; i < q->person_count; i++) {
		names = arena_printf(
		    act->desk->arena, "%s%s%s", names, i == 0 ? "" : "、", q->persons[i].title);
	}
	card_line(card, LINE_PLAIN, tr(l, "宛先(%zu名):%s"), q->person_count, names);
}

void inquiry_card(struct act *act, const struct inquiry *q, const char *kind,
    const char *person, enum language l, struct card *card)
{
	if (strcmp(kind, POST_INQUIRY_DM) == 0) {
		card_of_addressee(act, q, person, l, card);
		return;
	}
	card_title(card, tr(l, "%s庶務内確認をお願いいたします。"), inquiry_head(act, q, l));
	add_matter(act, q, l, card);
	add_names(act, q, l, card);
	if (!inquiry_is(q, "review")) {
		card_line(card, LINE_PLAIN, "%s", state_word(q, l));
		return;
	}
	card_line(card, LINE_NOTE, "%s",
	    tr(l, "※⭕ を付けるか「確認」を押すと、宛先の皆さまにお送りします。"));
	card_button(card, BUTTON_PRIMARY, "inquiry.ok", q->number, tr(l, "確認"));
	card_button(card, BUTTON_PLAIN, "inquiry.back", q->number, tr(l, "差戻し"));
}

enum kg_status inquiry_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out)
{
	struct inquiry q;

	if (strcmp(posting->kind, POST_INQUIRY_DM) != 0 &&
	    strcmp(posting->kind, POST_INQUIRY_REVIEW) != 0) {
		return KG_NOT_FOUND;
	}
	TRY(inquiry_load(act->desk->store, posting->matter, act->desk->arena, &q));
	inquiry_card(act, &q, posting->kind, posting->person, language, out);
	return KG_OK;
}

/* 庶務 and the chair read the table; the 幹事長 too, whose committee was asked. */
static bool may_read_all(const struct act *act, const struct inquiry *q)
{
	return desk_may_own(act, CAN_SEE_PENDING, strcmp(q->body, "committee") == 0);
}

static void add_table(
    struct act *act, const struct inquiry *q, enum language l, struct card *card)
{
	size_t answered = 0;

	for (size_t i = 0; i < q->person_count; i++) {
		answered += q->persons[i].answered ? 1 : 0;
	}
	card_line(card, LINE_PLAIN, tr(l, "回答 %zu名・未回答 %zu名"), answered,
	    q->person_count - answered);
	for (size_t i = 0; i < q->person_count; i++) {
		const struct inquiry_person *p = &q->persons[i];

		card_line(card, LINE_SEAT, "%s:", p->title);
		if (p->answered) {
			add_answer(act, q, p, l, card);
		} else {
			card_run(card, RUN_TEXT, NULL, tr(l, "未回答"));
		}
	}
	if (q->deliberated_by[0] != '\0') {
		card_line(card, LINE_PLAIN,
		    tr(l, "幹事会の審議等として扱う(要綱第3条の3第6項・%s)"),
		    q->deliberated_capacity);
	}
}

enum kg_status inquiry_show(struct act *act, const char *number)
{
	enum language l = act->language;
	struct inquiry q;
	struct card *card;
	bool all;

	TRY(inquiry_load(act->desk->store, number, act->desk->arena, &q));
	all = may_read_all(act, &q);
	if (!all && inquiry_asked(&q, act->person.id) == NULL) {
		return KG_NOT_FOUND;
	}
	card = desk_answer(act, "%s%s", inquiry_head(act, &q, l), state_word(&q, l));
	add_matter(act, &q, l, card);
	if (all) {
		add_table(act, &q, l, card);
	} else if (inquiry_asked(&q, act->person.id)->answered) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "ご回答:"));
		add_answer(act, &q, inquiry_asked(&q, act->person.id), l, card);
	}
	return KG_OK;
}

static const char *step_word(const char *step, enum language l)
{
	static const struct {
		const char *step;
		const char *word;
	} words[] = {
		{ "drafted", TR_NOOP("起案") },
		{ "reviewed", TR_NOOP("庶務内確認") },
		{ "opened", TR_NOOP("送付") },
		{ "closed", TR_NOOP("締切") },
		{ "withdrawn", TR_NOOP("取下げ") },
		{ "deliberated", TR_NOOP("審議等として扱う") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].step, step) == 0) {
			return tr(l, words[i].word);
		}
	}
	return step;
}

enum kg_status inquiry_story(struct act *act, const char *number)
{
	struct record_step *steps;
	struct card *card;
	size_t count;
	enum language l = act->language;

	TRY(inquiry_show(act, number));
	card = act->reply->card;
	TRY(inquiry_steps(act->desk->store, number, act->desk->arena, &steps, &count));
	card_line(card, LINE_RULE, "%s", "");
	for (size_t i = 0; i < count; i++) {
		card_line(card, LINE_PLAIN, "%s %s",
		    dates_chat(steps[i].at, act->event->now, l, act->desk->arena),
		    step_word(steps[i].step, l));
		if (steps[i].person[0] != '\0') {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, ":%s",
			        card_person_title(act, steps[i].person, l)));
		}
	}
	return KG_OK;
}

enum kg_status inquiry_rows(struct act *act, struct card *card, size_t *out_count)
{
	char **numbers;
	size_t count;
	enum language l = act->language;

	*out_count = 0;
	TRY(inquiry_open_numbers(act->desk->store, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		const struct inquiry_person *me;
		struct inquiry q;
		bool all;

		TRY(inquiry_load(act->desk->store, numbers[i], act->desk->arena, &q));
		all = may_read_all(act, &q);
		me = inquiry_is(&q, "open") ? inquiry_asked(&q, act->person.id) : NULL;
		if (!all && me == NULL) {
			continue;
		}
		card_line(card, LINE_PLAIN, tr(l, "%s%s%s・期限 %s・%s"),
		    me != NULL && !me->answered ? "▶ " : "", inquiry_head(act, &q, l), q.title,
		    dates_chat(q.deadline, act->event->now, l, act->desk->arena),
		    state_word(&q, l));
		(*out_count)++;
	}
	return KG_OK;
}
