/*
 * The chair's answer to a report, line by line (article 3-3(5)). The law says what may be; here
 * it is carried out: an approval takes the next number of the register, everything else goes
 * back to the item. Each answer is given once, on the version that he saw.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/item.h"
#include "handlers/register.h"
#include "handlers/report.h"
#include "handlers/text.h"

static const struct {
	enum report_answer answer;
	const char *name;
} answers[] = {
	{ ANSWER_LINE_APPROVE, "approved" },
	{ ANSWER_LINE_RECEIVE, "received" },
	{ ANSWER_LINE_RETURN, "returned" },
	{ ANSWER_LINE_REFER, "referred" },
};

static const char *answer_name(enum report_answer answer)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (answers[i].answer == answer) {
			return answers[i].name;
		}
	}
	KG_UNREACHABLE();
}

static unsigned answer_given(const char *name)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (strcmp(answers[i].name, name) == 0) {
			return (unsigned)answers[i].answer;
		}
	}
	return 0;
}

static enum report_stage stage_of(const struct report *r)
{
	if (r->state == REPORT_REPORTED) {
		return REPORT_STAGE_REPORTED;
	}
	return r->state == REPORT_ANSWERED || r->state == REPORT_WITHDRAWN ? REPORT_STAGE_OVER
	                                                                   : REPORT_STAGE_DRAFT;
}

static enum report_own_rule own_rule(struct act *act, const struct report *r)
{
	const char *value = desk_rule(act, "acting_chair_own_report", r->reported).value;

	if (strcmp(value, "allow") == 0) {
		return OWN_ALLOW;
	}
	return strcmp(value, "allow_with_kouetsu") == 0 ? OWN_WITH_KOUETSU : OWN_REFUSE;
}

/* What is asked about is what was frozen: the line's own hash, and the item's text. */
static bool is_same_text(
    struct act *act, const struct report_line *line, const struct item *item)
{
	return strcmp(report_line_hash(act, line), line->sha256) == 0 &&
	       strcmp(item->text_sha256, line->item_sha256) == 0;
}

enum kg_status report_case_of(struct act *act, const struct report *r,
    const struct report_line *line, const char *person, struct report_case *out)
{
	const char *chair;
	struct item item;
	bool acting;
	bool may;

	TRY(matter_chair(act, act->event->when, &chair, &acting));
	TRY(desk_may_person(act, CAN_REPORT_ANSWER, person, &may));
	TRY(item_load(act->desk->store, line->item, act->desk->arena, &item));
	*out = (struct report_case){
		.stage = stage_of(r),
		.who = REPORT_BY_OTHER,
		.own = person != NULL && strcmp(r->reported_by, person) == 0,
		.important = line->important || item.important,
		.same_text = is_same_text(act, line, &item),
		.result = report_result_of(line->result),
		.given = answer_given(line->answer),
		.incident = r->incident[0] != '\0' || item.incident[0] != '\0',
		.own_rule = own_rule(act, r),
	};
	if (may) {
		out->who = acting ? REPORT_BY_ACTING : REPORT_BY_CHAIR;
	}
	return KG_OK;
}

struct given { /* an answer about to be written */
	enum report_answer answer;
	const char *person; /* NULL: the charter itself */
	const char *capacity;
	const char *reason;
	enum report_word word;
	const char *resolution;
};

static enum kg_status append_resolution(struct act *act, const struct report *r,
    const struct report_line *line, const struct given *given, const char **out_number)
{
	static const char *const rules[] = { "acting_chair_own_report",
		"acting_chair_as_committee_accident", "especially_important_by", "review",
		NULL };
	struct rule_value rule = desk_rule(act, "acting_chair_own_report", r->reported);
	bool own = given->word != REPORT_LAWFUL;
	struct resolution_draft draft = { .route = "3-3(5)",
		.class = line->class,
		.title = line->title,
		.matter = r->number,
		.charter_version = act->desk->charter->version,
		.rule = own ? TR_NOOP("議長の承認(職務代理・同一人)") : TR_NOOP("議長の承認"),
		.rule_source = !own              ? "要綱第3条の3第5項"
		               : rule.entry == 0 ? "既定値"
		                                 : rule.document,
		.decided = act->event->when,
		.rules = rules,
		.ruled = r->reported };

	draft.tally = arena_printf(act->desk->arena, "幹事会の審議結果:%s%s・%sの承認",
	    report_result_word(line->result, LANGUAGE_JA),
	    line->dissent[0] == '\0' ? "" : "(少数意見あり)", given->capacity);
	draft.text_sha256 = line->item_sha256;
	if (strcmp(line->result, "amended") == 0) {
		TRY(item_amended_text(act, line->item, line->amendment, &draft.text_sha256));
	}
	return register_append(act, &draft, out_number);
}

/* To the council's channels and to each member. */
static bool is_told(const char **told, size_t count, const char *person)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(told[i], person) == 0) {
			return true;
		}
	}
	return false;
}

static enum kg_status tell_members(struct act *act, const struct report *r,
    const struct report_line *line, const char *witness)
{
	const struct charter_body *council = charter_body(act->desk->charter, "council");
	const char **told = arena_alloc(act->desk->arena, council->seat_count * sizeof(*told));
	size_t count = 0;

	for (size_t i = 0; i < council->seat_count; i++) {
		const char *person;
		struct card *card = desk_card(act);

		TRY(matter_holder(act, council->seats[i].id, act->event->now, &person));
		if (person == NULL || is_told(told, count, person)) {
			continue;
		}
		told[count++] = person;
		report_card_of_resolution(
		    act, r, line, witness, desk_language_of(act, person), card);
		TRY(desk_tell(act, person, r->number, card));
	}
	return KG_OK;
}

static enum kg_status announce(struct act *act, const struct report *r,
    const struct report_line *line, const char *witness)
{
	struct address *to;
	size_t count;

	TRY(desk_channels(act, "council", &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = "report.result",
			.matter = r->number,
			.round = r->version,
			.priority = PRIORITY_SAY,
			.card = card };

		report_card_of_resolution(act, r, line, witness, to[i].language, card);
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return tell_members(act, r, line, witness);
}

static enum kg_status append_answer(struct act *act, const struct report *r,
    const struct report_line *line, const struct given *given)
{
	bool own = given->word == REPORT_LAWFUL_OWN || given->word == REPORT_LAWFUL_OWN_KOUETSU;
	const char *name = answer_name(given->answer);
	bool opinion = line->important && line->opinion[0] != '\0';

	TRY(desk_append(act, "report.answer", { "number", r->number },
	    { "position", desk_int(act, line->position) }, { "answer", name },
	    { "person", given->person }, { "capacity", given->capacity },
	    { "reason", given->reason }, { "same_person", own ? "1" : "0" },
	    { "kouetsu", given->word == REPORT_LAWFUL_OWN_KOUETSU ? "due" : "" },
	    { "resolution", given->resolution },
	    { "note", arena_printf(act->desk->arena, "%s:%s%s%s%s", line->item,
	                  report_answer_word(name, LANGUAGE_JA),
	                  own ? "(職務代理・同一人)" : "", given->resolution == NULL ? "" : " ",
	                  given->resolution == NULL ? "" : given->resolution) },
	    { "when", desk_when(act) }));
	return item_comes(act, &(struct item_end){ .item = line->item,
	                           .matter = r->number,
	                           .outcome = name,
	                           .resolution = given->resolution,
	                           .opinion = opinion ? r->number : NULL });
}

enum kg_status report_refer_important(
    struct act *act, const struct report *r, const struct report_line *line)
{
	struct given given = { .answer = ANSWER_LINE_REFER,
		.reason = "特に重要な事案(要綱第3条第4項・第3条の3第6項)",
		.word = REPORT_LAWFUL };
	struct address *to;
	size_t count;

	TRY(append_answer(act, r, line, &given));
	TRY(desk_channels(act, "council", &to, &count));
	for (size_t i = 0; i < count; i++) {
		enum language l = to[i].language;
		struct card *card = desk_card(act);
		struct notice notice = { .kind = "report.opinion",
			.matter = r->number,
			.round = r->version,
			.priority = PRIORITY_SAY,
			.card = card };

		card_title(card,
		    tr(l,
		        "【管理会議】幹事会から、特に重要な事案について意見を集約した報告がありました(要綱第3条の3第6項・%s)。管理会議に付議します。"),
		    r->number);
		card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"),
		    text_clean(line->title, act->desk->arena), line->class);
		card_line(
		    card, LINE_PLAIN, tr(l, "結果:%s"), report_result_word(line->result, l));
		card_line(
		    card, LINE_QUOTE, "%s", text_clean_lines(line->opinion, act->desk->arena));
		if (line->dissent[0] != '\0') {
			card_line(card, LINE_PLAIN, tr(l, "少数意見:%s"),
			    text_clean(line->dissent, act->desk->arena));
		}
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

enum kg_status report_close_if_done(struct act *act, struct report *r)
{
	TRY(report_load(act->desk->store, r->number, act->desk->arena, r));
	for (size_t i = 0; i < r->line_count; i++) {
		if (r->lines[i].answer[0] == '\0') {
			return report_redraw(act, r);
		}
	}
	TRY(desk_append(
	    act, "report.closed", { "number", r->number }, { "when", desk_when(act) }));
	TRY(report_load(act->desk->store, r->number, act->desk->arena, r));
	TRY(report_redraw(act, r));
	return report_ask_again(act, r);
}

static enum kg_status carry_out(
    struct act *act, struct report *r, const struct report_line *line, struct given *given)
{
	const char *chair;
	const char *witness;
	bool acting;

	TRY(matter_chair(act, act->event->when, &chair, &acting));
	given->person = act->person.id;
	given->capacity = matter_capacity(act, "chair", acting);
	if (given->answer == ANSWER_LINE_APPROVE) {
		TRY(append_resolution(act, r, line, given, &given->resolution));
	}
	TRY(append_answer(act, r, line, given));
	if (given->resolution != NULL) {
		TRY(register_sign(act, &witness));
		TRY(report_load(act->desk->store, r->number, act->desk->arena, r));
		TRY(announce(act, r, report_line_at(r, line->position), witness));
	}
	return committee_tell(act, r->number, TR_NOOP("【幹事会・報告】%s"),
	    arena_printf(act->desk->arena, "%s の %s について、議長のご判断は「%s」です。%s%s",
	        r->number, line->item,
	        report_answer_word(answer_name(given->answer), LANGUAGE_JA),
	        given->resolution == NULL ? "" : given->resolution,
	        given->reason == NULL || given->reason[0] == '\0'
	            ? ""
	            : arena_printf(act->desk->arena, "理由:%s",
	                  text_clean(given->reason, act->desk->arena))));
}

static enum kg_status say_done(struct act *act, const struct report *r, int position)
{
	const struct report_line *line = report_line_at(r, position);
	enum language l = act->language;

	return report_say_council(act, r->number,
	    line->resolution[0] == '\0'
	        ? arena_printf(act->desk->arena, tr(l, "%s の %s を「%s」として記録しました。"),
	              r->number, line->item, report_answer_word(line->answer, l))
	        : arena_printf(act->desk->arena,
	              tr(l,
	                  "%s の %s は、ご承認をもって、要綱第3条の3第5項の規定により管理会議の議決となりました(%s)。"),
	              r->number, line->item, line->resolution));
}

enum kg_status report_answer_line(struct act *act, struct report *r,
    const struct report_asked *asked, enum report_answer answer, const char *reason)
{
	const struct report_line *line = report_line_at(r, asked->position);
	struct given given = { .answer = answer, .reason = reason };
	struct report_case c;

	if (line == NULL) {
		return report_not_found(act, r->number);
	}
	TRY(report_case_of(act, r, line, act->person.id, &c));
	c.who = desk_may(act, CAN_REPORT_ANSWER) ? c.who : REPORT_BY_OTHER;
	c.same_text = c.same_text && asked->version == r->version;
	given.word = report_may(&c, answer);
	if (given.word == REPORT_NOT_REPORTED && asked->version < r->version) {
		given.word = REPORT_EDITED;
	}
	if (!report_is_lawful(given.word)) {
		return report_say_council(
		    act, r->number, report_refusal(act, r, line, given.word));
	}
	if (answer == ANSWER_LINE_RETURN && (reason == NULL || text_is_blank(reason))) {
		return report_ask_reason(act, r->number,
		    arena_printf(act->desk->arena, "%d|%d", asked->version, asked->position),
		    tr(act->language, "幹事会に差し戻す理由"));
	}
	TRY(carry_out(act, r, line, &given));
	TRY(report_close_if_done(act, r));
	return say_done(act, r, asked->position);
}

enum kg_status report_approve_rest(struct act *act, struct report *r, int version)
{
	const char *numbers = "";
	size_t count = r->line_count;

	for (size_t i = 0; i < count; i++) {
		const struct report_line line = r->lines[i];
		struct given given = { .answer = ANSWER_LINE_APPROVE };
		struct report_case c;

		TRY(report_case_of(act, r, &line, act->person.id, &c));
		c.who = desk_may(act, CAN_REPORT_ANSWER) ? c.who : REPORT_BY_OTHER;
		c.same_text = c.same_text && version == r->version;
		given.word = report_may(&c, ANSWER_LINE_APPROVE);
		if (report_is_lawful(given.word)) {
			TRY(carry_out(act, r, &line, &given));
			numbers = arena_printf(act->desk->arena, "%s%s%s", numbers,
			    *numbers == '\0' ? "" : "、", given.resolution);
		} else if (c.who == REPORT_BY_OTHER) {
			return report_say_council(
			    act, r->number, report_refusal(act, r, &line, given.word));
		}
	}
	if (*numbers == '\0') {
		return report_say_council(act, r->number,
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "%s には、いま承認をもって議決とできる議題がありません。"),
		        r->number));
	}
	TRY(report_close_if_done(act, r));
	return report_say_council(act, r->number,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s の残りの議題は、ご承認をもって管理会議の議決となりました(%s)。"),
	        r->number, numbers));
}

enum kg_status report_kouetsu_seen(struct act *act, const struct report *r)
{
	enum language l = act->language;
	bool is_due = false;

	for (size_t i = 0; i < r->line_count; i++) {
		is_due = is_due ||
		         (strcmp(r->lines[i].kouetsu, "due") == 0 && act->person.id != NULL &&
		             strcmp(r->lines[i].answered_by, act->person.id) != 0);
	}
	if (!desk_may_own(act, CAN_REPORT_READ, is_due)) {
		return report_say_council(act, r->number,
		    arena_printf(act->desk->arena,
		        tr(l, "%s に、いま後閲をお願いしているものはありません。"), r->number));
	}
	TRY(desk_append(act, "report.kouetsu", { "number", r->number },
	    { "person", act->person.id }, { "capacity", "議長" }, { "when", desk_when(act) }));
	TRY(report_redraw(act, r));
	return report_say_council(act, r->number,
	    arena_printf(act->desk->arena, tr(l, "%s の後閲を記録しました。"), r->number));
}
