/* The rules on any day with their sources, one rule's history, one proposal's page. Only what
 * is on record: the same question about a day that is over has the same answer for ever. */

#include <string.h>

#include "config/rule.h"
#include "handlers/circulate.h"
#include "handlers/ruling.h"
#include "handlers/text.h"
#include "handlers/versions.h"

enum { OPEN_MAX = 100 };

/* What begins to hold after that day. */
static enum kg_status add_later(
    struct act *act, const char *key, struct kg_time at, struct card *card)
{
	enum language l = act->language;
	const struct rule_info *info = ruling_info(key);
	struct rule_row *rows;
	size_t count;

	TRY(rule_history(act->desk->store, key, act->desk->arena, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		if (rows[i].from.ms > at.ms) {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, tr(l, " → %sから %s(%s)"),
			        dates_document_day(
			            kg_date_of(rows[i].from), l, act->desk->arena),
			        ruling_value_word(act, info, rows[i].value, l),
			        rows[i].document));
		}
	}
	return KG_OK;
}

static enum kg_status add_council_rule(
    struct act *act, const struct charter_default *d, struct kg_time at, struct card *card)
{
	enum language l = act->language;
	const struct rule_info *info = rule_find(d->key);
	struct rule_row row;
	enum kg_status st = rule_row_at(act->desk->store, d->key, at, act->desk->arena, &row);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	card_line(card, LINE_PLAIN, "・%s:", card_in(&info->subject, l));
	card_run(card, RUN_BOLD, NULL,
	    ruling_value_word(act, info, st == KG_OK ? row.value : d->value, l));
	card_run(card, RUN_TEXT, NULL,
	    st == KG_NOT_FOUND
	        ? tr(l, "(既定値)")
	        : arena_printf(act->desk->arena, tr(l, "(%s・%s施行)"), row.document,
	              dates_document_day(kg_date_of(row.from), l, act->desk->arena)));
	return add_later(act, d->key, at, card);
}

/* The committee's own, if it ever had one. */
static enum kg_status add_committee_rule(struct act *act, const struct rule_info *info,
    struct kg_time at, struct card *card, size_t *out_count)
{
	enum language l = act->language;
	const char *key = arena_printf(act->desk->arena, COMMITTEES_OWN "%s", info->key);
	struct rule_row *rows;
	struct rule_row row;
	size_t count;
	enum kg_status st;

	TRY(rule_history(act->desk->store, key, act->desk->arena, &rows, &count));
	if (count == 0) {
		return KG_OK;
	}
	(*out_count)++;
	st = rule_row_at(act->desk->store, key, at, act->desk->arena, &row);
	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	card_line(card, LINE_PLAIN, "・%s:", card_in(&info->subject, l));
	if (st == KG_OK) {
		card_run(card, RUN_BOLD, NULL, ruling_value_word(act, info, row.value, l));
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, "(%s・%s施行)"), row.document,
		        dates_document_day(kg_date_of(row.from), l, act->desk->arena)));
	} else {
		card_run(card, RUN_TEXT, NULL, tr(l, "管理会議の例による"));
	}
	return add_later(act, key, at, card);
}

static enum kg_status add_committee(struct act *act, struct kg_time at, struct card *card)
{
	enum language l = act->language;
	size_t count = 0;

	card_line(card, LINE_RULE, "%s", "");
	card_line(
	    card, LINE_PLAIN, "%s", tr(l, "【幹事会】幹事会の運営について定められた事項"));
	for (size_t i = 0; i < rule_count(); i++) {
		if (rule_is_committees(rule_at(i))) {
			TRY(add_committee_rule(act, rule_at(i), at, card, &count));
		}
	}
	card_line(card, LINE_NOTE, "%s",
	    count == 0 ? tr(l, "※幹事会として定めた事項はありません。管理会議の例によります。")
	               : tr(l, "※このほかは管理会議の例によります。"));
	return KG_OK;
}

static enum kg_status add_open(struct act *act, struct card *card)
{
	enum language l = act->language;
	char **numbers;
	size_t count;

	if (!desk_may(act, CAN_SEE_PREPARED)) {
		return KG_OK;
	}
	TRY(ruling_numbers(
	    act->desk->store, true, OPEN_MAX, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct ruling r;

		TRY(ruling_load(act->desk->store, numbers[i], act->desk->arena, &r));
		card_line(card, LINE_NOTE, tr(l, "提案中:%s(%d件)%s"), r.number,
		    (int)r.clause_count, ruling_state_word(&r, l));
	}
	return KG_OK;
}

static void say_unknown(struct act *act, const char *typed, const struct dates_fault *fault)
{
	const char *near = ruling_nearest(act, typed);
	struct card *card;

	if (fault->kind != DATES_UNKNOWN) {
		(void)desk_answer(
		    act, "%s", dates_fault_text(fault, act->language, act->desk->arena));
		return;
	}
	card = desk_answer(act,
	    tr(act->language,
	        "「%s」という項目はありません。項目の一覧は「/kaigi 規則」でご覧いただけます。"),
	    text_truncate(text_clean(typed, act->desk->arena), 40, act->desk->arena));
	if (near != NULL) {
		card_line(
		    card, LINE_PLAIN, tr(act->language, "「%s」のことでしょうか。"), near);
	}
}

enum kg_status ruling_show_day(struct act *act, const char *typed)
{
	const struct charter *charter = act->desk->charter;
	struct dates_rules rules = { .end_of_day = 23 * 60 + 59 };
	struct kg_time at = act->event->when;
	enum language l = act->language;
	struct dates_fault fault;
	struct card *card;

	if (!text_is_blank(typed)) {
		if (dates_parse_past(typed, act->event->when, &rules, &at, &fault) != KG_OK) {
			say_unknown(act, typed, &fault);
			return KG_OK;
		}
		at = kg_time_add(kg_date_start(kg_date_of(at)), 24 * 60 * KG_MINUTE - 1);
	}
	charter = charter_at(charter, kg_date_of(at));
	card = desk_answer(act, tr(l, "【管理会議】運営の規則(要綱第8条・%s現在)"),
	    dates_document_day(kg_date_of(at), l, act->desk->arena));
	for (size_t i = 0; i < charter->default_count; i++) {
		TRY(add_council_rule(act, &charter->defaults[i], at, card));
	}
	TRY(add_committee(act, at, card));
	return add_open(act, card);
}

static enum kg_status add_history(
    struct act *act, const char *key, const char *fallback, struct card *card)
{
	enum language l = act->language;
	const struct rule_info *info = ruling_info(key);
	struct rule_row *rows;
	size_t count;

	card_line(card, LINE_PLAIN, "%s", fallback);
	TRY(rule_history(act->desk->store, key, act->desk->arena, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		bool waits = rows[i].from.ms > act->event->now.ms;

		card_line(card, LINE_PLAIN, tr(l, "%sから %s(%s)%s"),
		    dates_document_day(kg_date_of(rows[i].from), l, act->desk->arena),
		    ruling_value_word(act, info, rows[i].value, l), rows[i].document,
		    waits ? tr(l, "・施行待ち") : "");
		if (rows[i].person[0] != '\0') {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, " %s:%s・%s", rows[i].capacity,
			        card_person_title(act, rows[i].person, l), rows[i].ruling));
		}
	}
	return KG_OK;
}

enum kg_status ruling_show_key(struct act *act, const struct rule_info *rule)
{
	enum language l = act->language;
	struct card *card =
	    desk_answer(act, tr(l, "【管理会議】規則「%s」"), card_in(&rule->subject, l));

	TRY(add_history(act, rule->key,
	    arena_printf(act->desk->arena, tr(l, "定めのない間は %s(既定値)"),
	        ruling_value_word(
	            act, rule, charter_default(act->desk->charter, rule->key), l)),
	    card));
	if (rule_is_committees(rule)) {
		TRY(add_history(act,
		    arena_printf(act->desk->arena, COMMITTEES_OWN "%s", rule->key),
		    tr(l, "【幹事会】定めのない間は、管理会議の例による"), card));
	}
	card_line(
	    card, LINE_NOTE, tr(l, "選べる値:%s(%s)"), ruling_values(act, rule, l), rule->key);
	return KG_OK;
}

/* One whose day has not come is known by that day, and by what it does to the seats. */
static void add_ahead(struct act *act, const struct charter *next, struct card *card)
{
	enum language l = act->language;
	struct versions_seats seats = versions_compare(act, next->before, next, l);

	card_line(card, LINE_PLAIN, tr(l, "・%s施行%s"),
	    dates_document_day(next->in_force, l, act->desk->arena), tr(l, "(施行前)"));
	if (*seats.abolished != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "廃止される席:%s"), seats.abolished);
	}
	if (*seats.added != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "新設される席:%s"), seats.added);
	}
}

enum kg_status ruling_show_charter(struct act *act, const char *typed)
{
	const struct charter *charter = act->desk->charter;
	struct dates_rules rules = { .end_of_day = 12 * 60 };
	enum language l = act->language;
	struct dates_fault fault;
	struct kg_time at;
	struct card *card;

	if (!text_is_blank(typed)) {
		if (dates_parse_past(typed, act->event->when, &rules, &at, &fault) != KG_OK) {
			(void)desk_answer(
			    act, "%s", dates_fault_text(&fault, l, act->desk->arena));
			return KG_OK;
		}
		charter = charter_at(charter, kg_date_of(at));
	}
	card = desk_answer(act, tr(l, "%s(%s)"), card_in(&charter->title, l),
	    card_charter(act, charter->version, l));
	card_line(card, LINE_PLAIN, "%s", tr(l, "施行の経過(附則):"));
	for (size_t i = 0; i < charter->amended_count; i++) {
		card_line(card, LINE_PLAIN, tr(l, "・%s施行%s"),
		    dates_document_day(charter->amended[i], l, act->desk->arena),
		    charter->amended[i].day == charter->in_force.day ? tr(l, "(この版)") : "");
	}
	for (const struct charter *next = charter->after; next != NULL; next = next->after) {
		add_ahead(act, next, card);
	}
	card_line(card, LINE_NOTE, tr(l, "本文 SHA-256:%s"), charter->text_sha256);
	return KG_OK;
}

static const char *step_word(const char *step, enum language l)
{
	static const char *const words[][2] = {
		{ "drafted", TR_NOOP("提案") },
		{ "reviewed", TR_NOOP("庶務内確認") },
		{ "determined", TR_NOOP("決定") },
		{ "returned", TR_NOOP("差戻し") },
		{ "withdrawn", TR_NOOP("取下げ") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i][0], step) == 0) {
			return tr(l, words[i][1]);
		}
	}
	return step;
}

enum kg_status ruling_show(struct act *act, const char *number)
{
	enum language l = act->language;
	struct record_step *steps;
	struct ruling r;
	struct card *card;
	size_t count;

	TRY(ruling_find(act, number, &r));
	TRY(ruling_steps(act->desk->store, number, act->desk->arena, &steps, &count));
	card = desk_answer(act, "%s%s", ruling_head(act, &r, l), ruling_state_word(&r, l));
	ruling_add_clauses(act, &r, l, card);
	card_line(card, LINE_RULE, "%s", "");
	for (size_t i = 0; i < count; i++) {
		const struct record_step *s = &steps[i];

		card_line(card, LINE_PLAIN, "%s %s",
		    dates_chat(s->at, act->event->now, l, act->desk->arena),
		    step_word(s->step, l));
		if (s->person[0] != '\0') {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, ":%s・%s",
			        card_person_title(act, s->person, l), s->capacity));
		}
		if (s->text[0] != '\0') {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, "(%s)",
			        text_clean(s->text, act->desk->arena)));
		}
	}
	card_line(card, LINE_NOTE, tr(l, "%s・案 SHA-256:%s"),
	    card_charter(act, r.charter_version, l), r.sha256);
	return KG_OK;
}

enum kg_status ruling_rows(struct act *act, struct card *card, size_t *out_count)
{
	enum language l = act->language;
	char **numbers;
	size_t count;

	*out_count = 0;
	if (!desk_may(act, CAN_SEE_PREPARED)) {
		return KG_OK;
	}
	TRY(ruling_numbers(
	    act->desk->store, true, OPEN_MAX, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct ruling r;

		TRY(ruling_load(act->desk->store, numbers[i], act->desk->arena, &r));
		card_line(card, LINE_PLAIN, "%s", "");
		card_run(card, RUN_BOLD, NULL, r.number);
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " 規則の案(%d件)・%s"),
		        (int)r.clause_count, ruling_state_word(&r, l)));
		(*out_count)++;
	}
	return KG_OK;
}
