/*
 * The chair's acts on a running circulation, and the few that others may do before it runs.
 * Each is lawful or refused by what tally says at that instant; each is on record with its
 * maker, capacity and reason.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/number.h"
#include "handlers/text.h"
#include "store/resolutions.h"

struct choice {
	const char *name;
	enum verb verb;
	enum capability capability; /* of a running one */
	unsigned bit;               /* of tally's choices */
	const char *outcome;        /* NULL: it goes on */
};

static const struct choice choices[] = {
	{ "continue", VERB_CONTINUE, CAN_CONTINUE, CHOICE_CONTINUE, NULL },
	{ "return", VERB_RETURN, CAN_STOP, CHOICE_RETURN, "returned" },
	{ "refer", VERB_REFER, CAN_REFER, CHOICE_REFER, "referred" },
	{ "fail", VERB_FAIL, CAN_FAIL, CHOICE_FAIL, "failed" },
	{ "withdraw", VERB_WITHDRAW, CAN_STOP, CHOICE_WITHDRAW, "withdrawn" },
	{ "extend", VERB_EXTEND, CAN_EXTEND, CHOICE_EXTEND, NULL },
	{ "kouetsu", VERB_KOUETSU, CAN_KOUETSU, CHOICE_KOUETSU, NULL },
	{ "reseat", VERB_RESEAT, CAN_RESEAT, CHOICE_RESEAT, NULL },
};

static const struct choice *choice_named(const char *name)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		if (strcmp(choices[i].name, name) == 0) {
			return &choices[i];
		}
	}
	return NULL;
}

static const struct choice *choice_of_verb(enum verb verb)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		if (choices[i].verb == verb) {
			return &choices[i];
		}
	}
	return NULL;
}

static bool is_before_start(const struct circular *c)
{
	return c->state == CIRCULAR_COLLECTING || c->state == CIRCULAR_REVIEW ||
	       c->state == CIRCULAR_CONFIRM;
}

/*
 * In what capacity this person may do it now; NULL: he may not, and was told why. Before the
 * start: 庶務 takes back, the reviewer and the chair return. Afterwards the chair, or who acts
 * for him, and nobody else.
 */
static enum kg_status capacity_for(
    struct act *act, const struct matter *m, const struct choice *choice, const char **out)
{
	enum language l = act->language;
	const char *chair;
	bool acting;

	*out = NULL;
	TRY(matter_chair(act, act->event->when, &chair, &acting));
	if (m->c.state == CIRCULAR_CLOSED) {
		(void)desk_answer(act, tr(l, "%s はすでに終了しています(%s)。"), m->c.number,
		    card_outcome_word(m->c.outcome, l));
		return KG_OK;
	}
	if (is_before_start(&m->c)) {
		bool reviewer = m->c.state == CIRCULAR_REVIEW && act->person.id != NULL &&
		                strcmp(m->c.reviewer, act->person.id) == 0;

		if (choice->bit == CHOICE_WITHDRAW && desk_may(act, CAN_TAKE_BACK)) {
			*out = "庶務";
		} else if (choice->bit == CHOICE_RETURN &&
		           desk_may_own(act, CAN_SEND_BACK, reviewer) &&
		           (reviewer || m->c.state == CIRCULAR_CONFIRM)) {
			*out = reviewer ? "庶務内確認" : matter_capacity(act, "chair", acting);
		} else {
			(void)desk_answer(act,
			    tr(l,
			        "%s はまだ始まっていません。いまできるのは、庶務の取下げと、確認者・議長の差戻しです。"),
			    m->c.number);
		}
		return KG_OK;
	}
	if (!desk_may(act, choice->capability)) {
		(void)desk_answer(act,
		    tr(l,
		        "%s の取扱いは、議長(要綱第3条第1項)又は職務を代理する副議長(同条第2項)がお決めになります。ご意見は庶務にお寄せください。"),
		    m->c.number);
		return KG_OK;
	}
	if ((m->tally.choices & choice->bit) == 0) {
		(void)desk_answer(act, tr(l, "いまの状況では選べません(%s)。現在:%s"),
		    m->c.number, card_counts(act, m, l));
		return KG_OK;
	}
	*out = matter_capacity(act, "chair", acting);
	return KG_OK;
}

static enum kg_status ask_reason(
    struct act *act, const struct matter *m, const struct choice *choice)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *fields = arena_alloc(act->desk->arena, 2 * sizeof(*fields));
	enum language l = act->language;
	size_t count = 0;

	if (choice->bit == CHOICE_EXTEND) {
		fields[count++] = (struct field){ .key = "deadline",
			.label = tr(l, "新しい期限"),
			.hint = tr(l, "例:12月1日(火) 17時、明日正午、本日中"),
			.limit = 60,
			.required = true };
	}
	if (choice->bit == CHOICE_KOUETSU) {
		struct field_option *options =
		    arena_alloc(act->desk->arena, (m->c.seat_count + 1) * sizeof(*options));
		size_t n = 0;

		for (size_t i = 0; i < m->c.seat_count; i++) {
			if (tally_may_kouetsu(&m->input, &m->seats[i])) {
				options[n++] = (struct field_option){ m->c.seats[i].seat,
					text_truncate(
					    card_seat_name(act, m->c.seats[i].seat, l), 70,
					    act->desk->arena) };
			}
		}
		fields[count++] = (struct field){ .key = "seat",
			.type = FIELD_CHOICE,
			.label = tr(l, "後閲とする席"),
			.required = true,
			.options = options,
			.option_count = n };
	}
	fields[count++] = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "理由"),
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "circulate.choice",
		.title = text_truncate(commands_of(choice->verb)->name, 24, act->desk->arena),
		.submit = tr(l, "決定"),
		.fields = fields,
		.field_count = count };
	return desk_ask(act, form, m->c.number, choice->name);
}

static enum kg_status go_on(struct act *act, const struct matter *m, const char *capacity)
{
	TRY(desk_append(act, "circular.went_on", { "number", m->c.number },
	    { "person", act->person.id }, { "capacity", capacity },
	    { "when", desk_int(act, act->event->now.ms) }));
	(void)desk_answer(act,
	    tr(act->language,
	        "続行として記録しました。%s の回答の受付を続けます。否認・会議希望の回答は変更できます。"),
	    m->c.number);
	return settle(act, m->c.number);
}

/* To go on despite an objection needs no reason, to go on without a new seat does. */
static bool needs_no_reason(const struct matter *m, const struct choice *choice)
{
	return choice->bit == CHOICE_CONTINUE && m->changed == NULL;
}

static enum kg_status recount_late(struct act *act, const struct matter *m)
{
	for (size_t i = 0; i < m->c.mark_count; i++) {
		TRY(marks_recount(act, m->c.number, m->c.marks[i].person));
	}
	return KG_OK;
}

static enum kg_status extend(struct act *act, const struct matter *m, const char *capacity,
    const char *typed, const char *reason)
{
	struct dates_rules rules = { .end_of_day =
		                         desk_rule_clock(act, "day_end", act->event->when) };
	struct dates_fault fault;
	struct kg_time deadline;
	struct matter now;

	if (dates_parse(typed, act->event->when, &rules, &deadline, &fault) != KG_OK) {
		desk_fault(
		    act, "deadline", dates_fault_text(&fault, act->language, act->desk->arena));
		return KG_OK;
	}
	if (deadline.ms <= m->c.deadline.ms || deadline.ms <= act->event->now.ms) {
		desk_fault(act, "deadline",
		    tr(act->language, "いまの期限より後の日時をご指定ください。"));
		return KG_OK;
	}
	TRY(desk_append(act, "circular.extended", { "number", m->c.number },
	    { "person", act->person.id }, { "capacity", capacity },
	    { "deadline", desk_int(act, deadline.ms) }, { "note", reason },
	    { "when", desk_when(act) }));
	TRY(timer_set(act->desk->store, "circular.deadline", m->c.number, "", deadline));
	TRY(matter_load(act, m->c.number, &now));
	TRY(settle_plan_reminder(act, &now.c));
	TRY(recount_late(act, &now));
	(void)desk_answer(act, tr(act->language, "%s の期限を %s に延長しました。"),
	    m->c.number,
	    dates_chat(deadline, act->event->now, act->language, act->desk->arena));
	return settle(act, m->c.number);
}

static enum kg_status mark_kouetsu(struct act *act, const struct matter *m,
    const char *capacity, const char *seat, const char *reason)
{
	for (size_t i = 0; i < m->c.seat_count; i++) {
		const char *person = m->seats[i].person;
		struct card *card;

		if (strcmp(m->c.seats[i].seat, seat) != 0 ||
		    !tally_may_kouetsu(&m->input, &m->seats[i])) {
			continue;
		}
		TRY(desk_append(act, "circular.kouetsu", { "number", m->c.number },
		    { "round", desk_int(act, m->c.round) }, { "seat", seat }, { "on", "1" },
		    { "person", act->person.id }, { "capacity", capacity },
		    { "note",
		        arena_printf(act->desk->arena, "%s:%s", m->c.seats[i].title, reason) },
		    { "when", desk_when(act) }));
		if (person != NULL) {
			enum language l = desk_language_of(act, person);

			card = desk_card(act);
			card_title(card,
			    tr(l,
			        "持ち回り %s(%s)は、ご不在のため後閲の扱いとなりました。お戻りになりましたら内容をご確認ください。終了前であれば、ご回答もいただけます。"),
			    m->c.number, m->c.title);
			TRY(desk_tell(act, person, m->c.number, card));
		}
		(void)desk_answer(act, tr(act->language, "%s を後閲として記録しました(%s)。"),
		    card_seat_name(act, seat, act->language), m->c.number);
		return settle(act, m->c.number);
	}
	desk_fault(act, "seat",
	    tr(act->language, "後閲にできるのは、不在の届出がある席(議長の席を除く)です。"));
	return KG_OK;
}

static enum kg_status perform(struct act *act, struct matter *m, const struct choice *choice,
    const char *capacity, const struct answer *given, size_t count)
{
	const char *reason = "";
	const char *deadline = "";
	const char *seat = "";

	for (size_t i = 0; i < count; i++) {
		if (strcmp(given[i].key, "reason") == 0) {
			reason = given[i].value;
		} else if (strcmp(given[i].key, "deadline") == 0) {
			deadline = given[i].value;
		} else if (strcmp(given[i].key, "seat") == 0) {
			seat = given[i].value;
		}
	}
	if (text_is_blank(reason)) {
		desk_fault(
		    act, "reason", tr(act->language, "理由をご記入ください。記録に残ります。"));
		return KG_OK;
	}
	if (choice->bit == CHOICE_EXTEND) {
		return extend(act, m, capacity, deadline, reason);
	}
	if (choice->bit == CHOICE_CONTINUE) {
		return reseat_keep(act, m, capacity, reason);
	}
	if (choice->bit == CHOICE_KOUETSU) {
		return mark_kouetsu(act, m, capacity, seat, reason);
	}
	TRY(settle_end(act, m, choice->outcome, capacity, reason));
	(void)desk_answer(act, tr(act->language, "%s を「%s」として記録しました。"),
	    m->c.number, card_outcome_word(choice->outcome, act->language));
	return KG_OK;
}

static enum kg_status press_review(struct act *act, struct matter *m)
{
	bool asked = act->person.id != NULL && strcmp(m->c.reviewer, act->person.id) == 0;

	if (m->c.state != CIRCULAR_REVIEW || !desk_may_own(act, CAN_REVIEW, asked)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は、いま庶務内確認の段階にないか、確認者が別の方です。"),
		    m->c.number);
		return KG_OK;
	}
	TRY(start_reviewed(act, m));
	(void)desk_answer(act,
	    tr(act->language, "確認済として記録しました。議長へ付議の伺いを送ります(%s)。"),
	    m->c.number);
	return KG_OK;
}

static enum kg_status press_put(struct act *act, struct matter *m, bool later)
{
	if (m->c.state != CIRCULAR_CONFIRM || !desk_may(act, CAN_PUT)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は、いま付議の段階にないか、付議できる方が別の方です(要綱第3条・第6条により議長又は職務を代理する副議長)。"),
		    m->c.number);
		return KG_OK;
	}
	return later ? crossing_put(act, m) : start_put(act, m);
}

enum kg_status choice_button(struct act *act, const char *name, const char *number)
{
	const struct choice *choice;
	const char *capacity;
	struct matter m;
	enum kg_status st;

	if (strcmp(name, "reason") == 0) {
		return reason_form(act, number);
	}
	if (strcmp(name, "errata.allow") == 0) {
		return errata_allow(act, number);
	}
	st = matter_load(act, number, &m);
	if (st == KG_NOT_FOUND) {
		return KG_OK;
	}
	TRY(st);
	if (strcmp(name, "review.ok") == 0) {
		return press_review(act, &m);
	}
	if (strcmp(name, "put") == 0 || strcmp(name, "put.later") == 0) {
		return press_put(act, &m, strcmp(name, "put.later") == 0);
	}
	if (strcmp(name, "choice.unchecked") == 0) {
		return away_go_on(act, &m);
	}
	choice = strncmp(name, "choice.", 7) == 0 ? choice_named(name + 7) : NULL;
	if (choice == NULL) {
		return KG_OK;
	}
	TRY(capacity_for(act, &m, choice, &capacity));
	if (capacity == NULL) {
		return KG_OK;
	}
	if (choice->bit == CHOICE_RESEAT) {
		return reseat(act, &m, capacity);
	}
	return needs_no_reason(&m, choice) ? go_on(act, &m, capacity)
	                                   : ask_reason(act, &m, choice);
}

enum kg_status choice_form(struct act *act, const struct dialogue *dialogue)
{
	const struct choice *choice = choice_named(dialogue->context);
	const char *capacity;
	struct matter m;

	if (choice == NULL) {
		return KG_INVALID;
	}
	TRY(matter_load(act, dialogue->matter, &m));
	TRY(capacity_for(act, &m, choice, &capacity));
	if (capacity != NULL) {
		TRY(perform(
		    act, &m, choice, capacity, act->event->answers, act->event->answer_count));
	}
	return desk_has_faults(act) ? KG_OK : dialogue_close(act->desk->store, dialogue->token);
}

/* Every form of a circulation. */
enum kg_status choice_dialogue(struct act *act, const struct dialogue *dialogue)
{
	if (strcmp(dialogue->kind, "circulate.new") == 0) {
		if (!desk_may(act, CAN_CIRCULATE)) {
			desk_refuse(act, commands_of(VERB_CIRCULATE));
			return KG_OK;
		}
		return draft_form(act, dialogue);
	}
	if (strcmp(dialogue->kind, "circulate.override") == 0) {
		return start_override(act, dialogue);
	}
	if (strcmp(dialogue->kind, "circulate.choice") == 0) {
		return choice_form(act, dialogue);
	}
	if (strcmp(dialogue->kind, "circulate.reason") == 0) {
		TRY(reason_given(act, dialogue->matter, desk_answer_of(act, "reason")));
		return desk_has_faults(act) ? KG_OK
		                            : dialogue_close(act->desk->store, dialogue->token);
	}
	return KG_INVALID;
}

/* A seat as people type it: its post, 副議長, 委員3, or the charter file's own name for it. */
static const char *seat_named(struct act *act, const struct matter *m, const char *typed)
{
	const char *wanted = text_title_key(typed, act->desk->arena);
	int member = 0;

	for (size_t i = 0; i < m->c.seat_count; i++) {
		const struct circular_seat *seat = &m->c.seats[i];
		const char *names[] = { seat->seat, seat->title,
			card_seat_name(act, seat->seat, LANGUAGE_JA), "" };

		if (strcmp(seat->role, "member") == 0) {
			names[3] = arena_printf(act->desk->arena, "委員%d", ++member);
		}
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			if (strcmp(text_title_key(names[k], act->desk->arena), wanted) == 0) {
				return seat->seat;
			}
		}
	}
	return typed;
}

/* A button's press is answered where the matter is put; a word is answered here. */
static enum kg_status reseat_typed(struct act *act, struct matter *m, const char *capacity)
{
	TRY(reseat(act, m, capacity));
	if (act->reply->kind == REPLY_NONE) {
		(void)desk_answer(act,
		    tr(act->language, "付議しました。%s を構成員の皆さまにお送りしています。"),
		    m->c.number);
	}
	return KG_OK;
}

static enum kg_status direct_choice(struct act *act, struct matter *m,
    const struct choice *choice, const struct command *command)
{
	const char *reason = command_value(command, "reason");
	const char *deadline = command_value(command, "deadline");
	const char *seat = command_value(command, "seat");
	struct answer given[3];
	const char *capacity;
	size_t count = 0;

	TRY(capacity_for(act, m, choice, &capacity));
	if (capacity == NULL) {
		return KG_OK;
	}
	if (choice->bit == CHOICE_RESEAT) {
		return reseat_typed(act, m, capacity);
	}
	if (needs_no_reason(m, choice)) {
		return go_on(act, m, capacity);
	}
	reason = reason == NULL ? command->text : reason;
	if (reason == NULL || (choice->bit == CHOICE_EXTEND && deadline == NULL) ||
	    (choice->bit == CHOICE_KOUETSU && seat == NULL)) {
		return ask_reason(act, m, choice);
	}
	given[count++] = (struct answer){ "reason", reason };
	given[count++] = (struct answer){ "deadline", deadline == NULL ? "" : deadline };
	given[count++] =
	    (struct answer){ "seat", seat == NULL ? "" : seat_named(act, m, seat) };
	TRY(perform(act, m, choice, capacity, given, count));
	if (desk_has_faults(act)) {
		const char *text = act->reply->faults[0].text;

		*act->reply = (struct reply){ .kind = REPLY_NONE };
		(void)desk_answer(act, "%s", text);
	}
	return KG_OK;
}

/* A resolution stands for its matter; a number of another kind is no circulation's. */
static const char *circulation_of(struct act *act, const struct number *parts)
{
	enum number_kind kind = parts->kind == NUMBER_ANY ? NUMBER_CIRCULATION : parts->kind;
	const char *number =
	    number_format(kind, parts->fiscal_year, parts->serial, act->desk->arena);
	struct resolution r;

	if (kind == NUMBER_RESOLUTION &&
	    resolution_load(act->desk->store, number, act->desk->arena, &r) == KG_OK) {
		return r.matter;
	}
	return number;
}

/* 回R8-O1, 令和8年5号: a slip that must not act on another matter. */
static bool is_like_a_number(const char *text)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *plain = text_title_key(text, &arena);
	const char *p = plain + (strncmp(plain, "回", strlen("回")) == 0 ? strlen("回") : 0);
	bool era = strncmp(p, "令", strlen("令")) == 0;
	bool letter = *p == 'r' && p[1] >= '0' && p[1] <= '9';

	return era || letter || (p > plain && *p >= '0' && *p <= '9');
}

/* The number, or the only one that is running when none was typed. */
enum kg_status choice_find_number(
    struct act *act, const struct command *command, const char **out)
{
	struct number parts;
	char **numbers;
	size_t count;

	*out = NULL;
	if (command->number != NULL && number_parse(command->number, &parts)) {
		*out = circulation_of(act, &parts);
		return KG_OK;
	}
	if (command->text != NULL && is_like_a_number(command->text)) {
		(void)desk_answer(act,
		    tr(act->language, "番号を読み取れませんでした。例:/kaigi %s 回R8-001"),
		    command->verb);
		return KG_OK;
	}
	TRY(circular_numbers(
	    act->desk->store, false, 0, 2, act->desk->arena, &numbers, &count));
	if (count == 1) {
		*out = numbers[0];
	} else {
		(void)desk_answer(act,
		    tr(act->language, "番号を添えてください。例:/kaigi %s 回R8-001"),
		    command->verb);
	}
	return KG_OK;
}

enum kg_status choice_command(struct act *act, const struct command *command, enum verb verb)
{
	const struct choice *choice = choice_of_verb(verb);
	const char *number;
	struct matter m;
	enum kg_status st;

	TRY(choice_find_number(act, command, &number));
	if (number == NULL) {
		return KG_OK;
	}
	st = matter_load(act, number, &m);
	if (st == KG_NOT_FOUND) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s という案件は見当たりません。「/kaigi 状況」で一覧をご覧ください。"),
		    number);
		return KG_OK;
	}
	TRY(st);
	if (verb == VERB_APPROVE || verb == VERB_REJECT || verb == VERB_MEETING) {
		return marks_command(act, command,
		    verb == VERB_APPROVE  ? ANSWER_APPROVE
		    : verb == VERB_REJECT ? ANSWER_REJECT
		                          : ANSWER_MEETING,
		    number);
	}
	if (verb == VERB_ERRATA) {
		const char *body = command_value(command, "body");

		return errata_propose(act, &m, body == NULL ? command->text : body);
	}
	if (verb == VERB_REFER && m.c.state == CIRCULAR_CONFIRM) {
		return press_put(act, &m, false); /* the word on the card that asks him */
	}
	if (verb == VERB_VERSION) {
		return draft_revise(act, command, number);
	}
	if (verb == VERB_REVIEW) {
		return press_review(act, &m);
	}
	if (verb == VERB_UNCHECKED) {
		return away_go_on(act, &m);
	}
	return choice == NULL ? KG_INVALID : direct_choice(act, &m, choice, command);
}

enum kg_status choice_ask(struct act *act, const struct matter *m)
{
	if (m->tally.chair == NULL) {
		return desk_tell_office(act, "secretariat", m->c.number,
		    TR_NOOP(
		        "【管理会議・持ち回り %s】議長のご判断が必要ですが、議長・副議長とも決裁できる状態にありません。職務代理の開始をご検討ください(要綱第3条第2項)。"),
		    m->c.number);
	}
	return matter_ask(act, m, m->tally.chair, POST_CHOICE);
}
