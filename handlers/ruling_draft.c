/*
 * A proposal as typed and as understood. Every fault is said at once, with what would be right;
 * nothing back-dated, nothing twice for one day, nothing that another open proposal is about.
 */

#include <stdio.h>
#include <string.h>

#include "config/rule.h"
#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/number.h"
#include "handlers/ruling.h"
#include "handlers/text.h"
#include "store/files.h"

static const char *or_empty(const char *value)
{
	return value == NULL ? "" : value;
}

/* The committee in any of its names; NULL: no body of ours. */
static const char *body_named(struct act *act, const char *typed)
{
	const char *plain = text_title_key(typed, act->desk->arena);

	if (*plain == '\0' || strcmp(plain, "管理会議") == 0 || strcmp(plain, "council") == 0) {
		return "council";
	}
	return strcmp(plain, "幹事会") == 0 || strcmp(plain, "committee") == 0 ? "committee"
	                                                                       : NULL;
}

static const char *key_of(
    struct act *act, const struct proposed *p, const struct rule_info *rule)
{
	return strcmp(p->body, "committee") == 0
	           ? arena_printf(act->desk->arena, COMMITTEES_OWN "%s", rule->key)
	           : rule->key;
}

static void fault_unknown(struct act *act, const char *name)
{
	enum language l = act->language;
	const char *near = ruling_nearest(act, name);
	const char *shown =
	    text_truncate(text_clean(name, act->desk->arena), 40, act->desk->arena);

	desk_fault(act, "clauses",
	    near == NULL
	        ? arena_printf(act->desk->arena,
	              tr(l,
	                  "「%s」という項目はありません。項目の一覧は「/kaigi 規則」でご覧いただけます。"),
	              shown)
	        : arena_printf(act->desk->arena,
	              tr(l, "「%s」という項目はありません。「%s」のことでしょうか。"), shown,
	              near));
}

/* A rule that is determined for that day: the civil day of "from now on" is today. */
static enum kg_status has_same_day(
    struct act *act, const char *key, struct kg_time from, const struct rule_row **out)
{
	struct kg_date day = kg_date_of(kg_time_is_set(from) ? from : act->event->now);
	struct rule_row *rows;
	size_t count;

	*out = NULL;
	TRY(rule_history(act->desk->store, key, act->desk->arena, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		if (kg_date_start(kg_date_of(rows[i].from)).ms == kg_date_start(day).ms) {
			*out = &rows[i];
		}
	}
	return KG_OK;
}

static enum kg_status check_free(
    struct act *act, const struct proposed *p, const struct rule_info *rule, const char *key)
{
	enum language l = act->language;
	const char *subject = card_in(&rule->subject, l);
	const struct rule_row *same;
	char *open;
	enum kg_status st = ruling_open_for(act->desk->store, key, act->desk->arena, &open);

	if (st == KG_OK) {
		desk_fault(act, "clauses",
		    arena_printf(act->desk->arena,
		        tr(l,
		            "「%s」は、%s で提案中です。その決定、差戻し又は取下げの後にお願いいたします。"),
		        subject, open));
		return KG_OK;
	}
	if (st != KG_NOT_FOUND) {
		return st;
	}
	TRY(has_same_day(act, key, p->from, &same));
	if (same != NULL) {
		desk_fault(act, "clauses",
		    arena_printf(act->desk->arena,
		        tr(l,
		            "「%s」は、同じ日から施行するものが %s で定められています。別の日をご指定ください。"),
		        subject, same->document));
	}
	return KG_OK;
}

static bool is_twice(const struct proposed *p, const char *key)
{
	for (size_t i = 0; i < p->clause_count; i++) {
		if (strcmp(p->clauses[i].key, key) == 0) {
			return true;
		}
	}
	return false;
}

static enum kg_status add_clause(
    struct act *act, struct proposed *p, const char *name, const char *typed)
{
	enum language l = act->language;
	struct arena *arena = act->desk->arena;
	const struct rule_info *rule = ruling_rule_named(act, name);
	const char *value;
	const char *key;

	if (rule == NULL) {
		fault_unknown(act, name);
		return KG_OK;
	}
	key = key_of(act, p, rule);
	if (ruling_is_committees(key) && !rule_is_committees(rule)) {
		desk_fault(act, "clauses",
		    arena_printf(arena,
		        tr(l,
		            "「%s」は管理会議の議長が定める事項です(要綱第8条)。会議体=管理会議 でご提案ください。"),
		        card_in(&rule->subject, l)));
		return KG_OK;
	}
	value = ruling_value(act, rule, typed);
	if (value == NULL) {
		desk_fault(act, "clauses",
		    arena_printf(arena, tr(l, "「%s」の値は、%sでご指定ください(ご指定:%s)。"),
		        card_in(&rule->subject, l), ruling_values(act, rule, l),
		        text_truncate(text_clean(typed, arena), 40, arena)));
		return KG_OK;
	}
	if (is_twice(p, key) || p->clause_count == RULING_CLAUSES_MAX) {
		desk_fault(act, "clauses",
		    arena_printf(arena, tr(l, "「%s」が二度指定されています。"),
		        card_in(&rule->subject, l)));
		return KG_OK;
	}
	TRY(check_free(act, p, rule, key));
	p->clauses[p->clause_count++] = (struct ruling_clause){ .key = key,
		.value = value,
		.text = arena_printf(arena, "%s:%s", rule->subject.ja,
		    ruling_value_word(act, rule, value, LANGUAGE_JA)) };
	return KG_OK;
}

/* Where the name ends and the value begins: = or : in either width. */
static const char *find_parting(const char *line, size_t *out_size)
{
	static const char *const signs[] = { "=", "\xEF\xBC\x9D", ":", "\xEF\xBC\x9A" };
	const char *first = NULL;

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		const char *at = strstr(line, signs[i]);

		if (at != NULL && (first == NULL || at < first)) {
			first = at;
			*out_size = strlen(signs[i]);
		}
	}
	return first;
}

static enum kg_status read_clauses(struct act *act, const char *typed, struct proposed *p)
{
	char *rest = arena_strdup(act->desk->arena, text_clean_lines(typed, act->desk->arena));
	char *line;

	p->clauses = arena_alloc(act->desk->arena, RULING_CLAUSES_MAX * sizeof(*p->clauses));
	while ((line = strsep(&rest, "\n")) != NULL) {
		size_t size = 0;
		const char *parting = find_parting(line, &size);

		if (text_is_blank(line)) {
			continue;
		}
		if (parting == NULL) {
			desk_fault(act, "clauses",
			    arena_printf(act->desk->arena,
			        tr(act->language,
			            "「%s」は、定足数=過半数 のように、項目と値を = でつないでください。"),
			        text_truncate(line, 40, act->desk->arena)));
			continue;
		}
		TRY(add_clause(act, p,
		    arena_strndup(act->desk->arena, line, (size_t)(parting - line)),
		    parting + size));
	}
	if (p->clause_count == 0 && !desk_has_faults(act)) {
		desk_fault(act, "clauses",
		    tr(act->language, "項目と値をご指定ください。例:定足数=過半数"));
	}
	return KG_OK;
}

static void read_from(struct act *act, const char *typed, struct proposed *p)
{
	struct dates_rules rules = { .end_of_day = 23 * 60 + 59 };
	struct dates_fault fault;
	struct kg_time at;

	if (text_is_blank(typed)) {
		return; /* from its determination */
	}
	if (dates_parse(typed, act->event->when, &rules, &at, &fault) == KG_OK) {
		p->from = kg_date_start(kg_date_of(at));
		return;
	}
	if (fault.kind == DATES_PAST) {
		desk_fault(act, "from",
		    tr(act->language,
		        "さかのぼって施行することはできません。本日以後の日をご指定ください(空欄のときは、決定の時から施行します)。"));
		return;
	}
	desk_fault(act, "from", dates_fault_text(&fault, act->language, act->desk->arena));
}

static enum kg_status read_document(struct act *act, const char *typed, struct proposed *p)
{
	const char *document = text_clean(typed, act->desk->arena);
	char **taken;
	size_t count;

	p->document = document;
	TRY(ruling_documents(act->desk->store, act->desk->arena, &taken, &count));
	for (size_t i = 0; *document != '\0' && i < count; i++) {
		if (text_same_title(taken[i], document)) {
			desk_fault(act, "decree",
			    arena_printf(act->desk->arena,
			        tr(act->language,
			            "文書番号「%s」は、すでに使われています。空欄のときは、次の番号を付けます。"),
			        document));
			return KG_OK;
		}
	}
	if (!text_fits(document, 60)) {
		desk_fault(
		    act, "decree", tr(act->language, "文書番号は60字以内でお願いいたします。"));
	}
	return KG_OK;
}

static enum kg_status check(struct act *act, const struct proposal *from, struct proposed *p)
{
	p->body = body_named(act, from->organ);
	if (p->body == NULL) {
		desk_fault(act, "organ",
		    tr(act->language, "会議体は、管理会議又は幹事会でご指定ください。"));
		return KG_OK;
	}
	read_from(act, from->from, p);
	TRY(read_document(act, from->document, p));
	TRY(read_clauses(act, from->clauses, p));
	p->reason = from->reason;
	p->file_sha256 = "";
	if (text_is_blank(from->reason) || !text_fits(from->reason, TEXT_REASON_MAX)) {
		desk_fault(act, "reason",
		    tr(act->language,
		        "定める理由を、1,000字以内でご記入ください。記録に残ります。"));
	}
	return KG_OK;
}

/* Everything that is determined, and nothing else. */
static const char *hash_of(struct act *act, const struct proposed *p)
{
	KG_AUTO_BUF struct buf text;
	char hash[SHA256_HEX + 1];

	buf_init(&text, 256UL * 1024);
	buf_printf(&text, "%s\n%lld\n", p->body, (long long)p->from.ms);
	for (size_t i = 0; i < p->clause_count; i++) {
		buf_printf(&text, "%s=%s\n%s\n", p->clauses[i].key, p->clauses[i].value,
		    p->clauses[i].text);
	}
	KG_ASSERT(!text.overflow);
	sha256_hex(text.bytes, text.size, hash);
	return arena_strdup(act->desk->arena, hash);
}

static enum kg_status append(
    struct act *act, const struct proposed *p, const char *number, const struct number *parts)
{
	TRY(desk_append(act, "ruling.draft", { "number", number },
	    { "year", desk_int(act, parts->fiscal_year) },
	    { "ordinal", desk_int(act, parts->serial) }, { "body", p->body },
	    { "whole", p->whole ? "1" : "0" }, { "document", p->document },
	    { "from", desk_int(act, p->from.ms) }, { "reason", p->reason },
	    { "sha256", hash_of(act, p) }, { "file_sha256", p->file_sha256 },
	    { "person", act->person.id }, { "capacity", "庶務" },
	    { "charter_version", act->desk->charter->version }, { "when", desk_when(act) }));
	for (size_t i = 0; i < p->clause_count; i++) {
		TRY(desk_append(act, "ruling.clause", { "number", number },
		    { "position", desk_int(act, (int64_t)i + 1) }, { "key", p->clauses[i].key },
		    { "value", p->clauses[i].value }, { "text", p->clauses[i].text }));
	}
	return KG_OK;
}

static enum kg_status say_next(struct act *act, const char *number)
{
	enum language l = act->language;
	struct ruling r;
	struct card *card;

	TRY(ruling_load(act->desk->store, number, act->desk->arena, &r));
	card = desk_answer(act, tr(l, "%s提案を受け付けました。"), ruling_head(act, &r, l));
	ruling_add_clauses(act, &r, l, card);
	if (r.state == RULING_REVIEW) {
		card_line(card, LINE_PLAIN, tr(l, "次は庶務内確認です(確認者:%s)。"),
		    card_person_title(act, r.reviewer, l));
	} else {
		card_line(card, LINE_PLAIN, "%s", ruling_state_word(&r, l));
	}
	card_line(card, LINE_NOTE, tr(l, "取り下げる場合は「/kaigi 取下げ %s」です。"), number);
	return KG_OK;
}

enum kg_status ruling_create(struct act *act, const struct proposed *p)
{
	struct number parts = { .kind = NUMBER_RULING,
		.fiscal_year = calendar_fiscal_year(act->event->when) };
	const char *number;

	TRY(ruling_next(act->desk->store, parts.fiscal_year, &parts.serial));
	number =
	    number_format(NUMBER_RULING, parts.fiscal_year, parts.serial, act->desk->arena);
	TRY(append(act, p, number, &parts));
	TRY(ruling_pass_on(act, number));
	return say_next(act, number);
}

/* The form. */

static enum kg_status open_form(struct act *act, const struct proposal *from)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 5 * sizeof(*f));
	struct field_option *bodies = arena_alloc(act->desk->arena, 2 * sizeof(*bodies));
	const char *body = body_named(act, from->organ);

	bodies[0] = (struct field_option){ "council", tr(l, "管理会議(議長が定める)") };
	bodies[1] = (struct field_option){ "committee", tr(l, "幹事会(幹事長が定める)") };
	f[0] = (struct field){ .key = "organ",
		.type = FIELD_CHOICE,
		.label = tr(l, "会議体"),
		.value = body == NULL ? "council" : body,
		.required = true,
		.options = bodies,
		.option_count = 2 };
	f[1] = (struct field){ .key = "clauses",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "項目と値(1行に1件)"),
		.hint = tr(l,
		    "例:定足数=3分の2以上。項目と選べる値は「/kaigi 規則 定足数」のように確かめられます。"),
		.value = from->clauses,
		.limit = 3000,
		.required = true };
	f[2] = (struct field){ .key = "from",
		.label = tr(l, "施行日"),
		.hint = tr(l, "例:令和9年4月1日。空欄のときは、決定の時から施行します。"),
		.value = from->from,
		.limit = 60 };
	f[3] = (struct field){ .key = "decree",
		.label = tr(l, "文書番号"),
		.hint = tr(l, "空欄のときは、決定のときに次の番号を付けます。"),
		.value = from->document,
		.limit = 60 };
	f[4] = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "理由"),
		.value = from->reason,
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "rule.new",
		.title = tr(l, "規則の提案(要綱第8条)"),
		.submit = tr(l, "提案する"),
		.fields = f,
		.field_count = 5 };
	return desk_ask(act, form, "", "");
}

/* 項目=A、B 値=x、y: as lines, as long as there are as many of each. */
static const char *as_lines(struct act *act, const char *names, const char *values)
{
	static const char *const partings[] = { "、", ",", "\n" };
	struct arena *arena = act->desk->arena;
	const char *lines = "";

	while (*names != '\0' || *values != '\0') {
		const char *name_end = names + strlen(names);
		const char *value_end = values + strlen(values);
		size_t name_skip = 0;
		size_t value_skip = 0;

		for (size_t i = 0; i < sizeof(partings) / sizeof(partings[0]); i++) {
			const char *a = strstr(names, partings[i]);
			const char *b = strstr(values, partings[i]);

			if (a != NULL && a < name_end) {
				name_end = a;
				name_skip = strlen(partings[i]);
			}
			if (b != NULL && b < value_end) {
				value_end = b;
				value_skip = strlen(partings[i]);
			}
		}
		lines = arena_printf(arena, "%s%.*s=%.*s\n", lines, (int)(name_end - names),
		    names, (int)(value_end - values), values);
		names = name_end + name_skip;
		values = value_end + value_skip;
	}
	return lines;
}

enum kg_status ruling_propose(struct act *act, const struct command *command)
{
	const char *names = command_value(command, "rule");
	const char *values = command_value(command, "value");
	const char *from_day = command_value(command, "effective");
	struct proposal from = {
		.organ = or_empty(command_value(command, "for")),
		.clauses = names == NULL && values == NULL
		               ? ""
		               : as_lines(act, or_empty(names), or_empty(values)),
		.from = or_empty(from_day == NULL ? command_value(command, "from") : from_day),
		.document = or_empty(command_value(command, "decree")),
		.reason = or_empty(command_value(command, "reason")),
	};
	struct proposed p = { .document = "" };

	if (names == NULL || values == NULL || command_value(command, "reason") == NULL) {
		return open_form(act, &from);
	}
	TRY(check(act, &from, &p));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return ruling_create(act, &p);
}

enum kg_status ruling_propose_form(struct act *act, const struct dialogue *dialogue)
{
	struct proposal from = {
		.organ = desk_answer_of(act, "organ"),
		.clauses = desk_answer_of(act, "clauses"),
		.from = desk_answer_of(act, "from"),
		.document = desk_answer_of(act, "decree"),
		.reason = desk_answer_of(act, "reason"),
	};
	struct proposed p = { .document = "" };

	TRY(check(act, &from, &p));
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return ruling_create(act, &p);
}
