/*
 * Resolutions: numbered, listed, one by one. A number that is missing between two others is
 * shown as missing: it is never passed over in silence.
 */

#include "handlers/register.h"

#include <string.h>

#include "config/rule.h"
#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/number.h"
#include "handlers/ruling.h"
#include "handlers/text.h"
#include "store/resolutions.h"

static enum kg_status append_rules(
    struct act *act, const struct resolution_draft *draft, const char *number)
{
	for (const char *const *key = draft->rules; *key != NULL; key++) {
		struct rule_value rule = desk_rule(act, *key, draft->ruled);

		TRY(desk_append(act, "resolution.rule", { "resolution", number },
		    { "key", *key }, { "value", rule.value },
		    { "source", rule.entry == 0 ? "既定値" : rule.document },
		    { "rule_entry", desk_int(act, rule.entry) }));
	}
	return KG_OK;
}

enum kg_status register_append(
    struct act *act, const struct resolution_draft *draft, const char **out_number)
{
	int year = calendar_fiscal_year(draft->decided);
	int ordinal;

	if (draft->route[0] == '\0' || draft->class < 1 || draft->text_sha256[0] == '\0' ||
	    draft->charter_version[0] == '\0' || draft->rule[0] == '\0' ||
	    draft->rule_source[0] == '\0' || draft->rules[0] == NULL) {
		return KG_INVALID;
	}
	TRY(resolution_next(act->desk->store, year, &ordinal));
	*out_number = number_format(NUMBER_RESOLUTION, year, ordinal, act->desk->arena);
	TRY(desk_append(act, "resolution", { "resolution", *out_number },
	    { "year", desk_int(act, year) }, { "ordinal", desk_int(act, ordinal) },
	    { "route", draft->route }, { "class", desk_int(act, draft->class) },
	    { "title", draft->title }, { "number", draft->matter },
	    { "text_sha256", draft->text_sha256 },
	    { "charter_version", draft->charter_version }, { "rule", draft->rule },
	    { "rule_source", draft->rule_source }, { "tally", draft->tally },
	    { "when", desk_int(act, draft->decided.ms) }));
	return append_rules(act, draft, *out_number);
}

enum kg_status register_sign(struct act *act, const char **out_witness)
{
	char head[LEDGER_HASH_HEX + 1];
	int64_t seq;

	TRY(ledger_sign(act->desk->store, act->event->now));
	TRY(ledger_head(act->desk->store, head, &seq));
	head[LEDGER_WITNESS_HEX] = '\0';
	*out_witness = arena_strdup(act->desk->arena, head);
	return KG_OK;
}

const char *register_route(const char *route, enum language l)
{
	if (strcmp(route, "6") == 0) {
		return tr(l, "要綱第6条の持ち回り");
	}
	if (strcmp(route, "3-3(5)") == 0) {
		return tr(l, "要綱第3条の3第5項による議長の承認");
	}
	return tr(l, "要綱第3条の会議");
}

static void add_row(struct act *act, const struct resolution *r, struct card *card)
{
	enum language l = act->language;

	card_line(card, LINE_PLAIN, "%s", "");
	card_run(card, RUN_BOLD, NULL, r->number);
	card_run(card, RUN_TEXT, NULL,
	    arena_printf(act->desk->arena, tr(l, " %s・%s・第4条第%d号・%s(%s)"),
	        dates_chat_day(r->decided, act->event->now, l, act->desk->arena),
	        register_route(r->route, l), r->class, text_clean(r->title, act->desk->arena),
	        r->matter));
	card_run(card, RUN_TEXT, NULL,
	    arena_printf(act->desk->arena, "・%s・%s(%s)",
	        card_charter(act, r->charter_version, l), card_rule_word(r->rule, l),
	        strcmp(r->rule_source, "既定値") == 0 ? tr(l, "既定値") : r->rule_source));
}

static enum kg_status list_year(struct act *act, int year)
{
	enum language l = act->language;
	struct resolution *list;
	size_t count;
	int expected = 1;
	struct card *card;

	TRY(resolution_list(act->desk->store, year, act->desk->arena, &list, &count));
	card = desk_answer(act, tr(l, "【管理会議】%sの議決は%zu件です。"),
	    dates_fiscal_year(year, l, act->desk->arena), count);
	for (size_t i = 0; i < count; i++) {
		for (; expected < list[i].ordinal; expected++) {
			card_line(card, LINE_PLAIN, tr(l, "%s:欠番(理由の記録がありません)"),
			    number_format(NUMBER_RESOLUTION, year, expected, act->desk->arena));
		}
		expected = list[i].ordinal + 1;
		add_row(act, &list[i], card);
	}
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "一件の内容は「/kaigi 議決 令和8年度第1号」のように、番号を添えてください。"));
	return KG_OK;
}

enum kg_status register_add_rules(struct act *act, const char *number, struct card *card)
{
	enum language l = act->language;
	struct resolution_rule *rules;
	size_t count;

	TRY(resolution_rules(act->desk->store, number, act->desk->arena, &rules, &count));
	for (size_t i = 0; i < count; i++) {
		const struct rule_info *info = rule_find(rules[i].key);
		const char *subject = rules[i].key;
		const char *value = rules[i].value;

		if (info != NULL) {
			subject = l == LANGUAGE_JA ? info->subject.ja : info->subject.en;
			value = ruling_value_word(act, info, value, l);
		}
		card_line(card, LINE_PLAIN, tr(l, "規則:%s=%s(%s)"), subject, value,
		    rules[i].rule_entry == 0 ? tr(l, "既定値") : rules[i].source);
	}
	return KG_OK;
}

static enum kg_status show_one(struct act *act, const char *number)
{
	enum language l = act->language;
	struct resolution r;
	struct card *card;
	enum kg_status st = resolution_load(act->desk->store, number, act->desk->arena, &r);

	if (st == KG_NOT_FOUND) {
		(void)desk_answer(act,
		    tr(l,
		        "%s という議決は見当たりません。一覧は「/kaigi 議決」でご覧いただけます。"),
		    number);
		return KG_OK;
	}
	TRY(st);
	card = desk_answer(act, tr(l, "【管理会議】%s(議決日 %s)"), number,
	    dates_document_day(kg_date_of(r.decided), l, act->desk->arena));
	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"),
	    text_clean(r.title, act->desk->arena), r.class);
	card_line(card, LINE_PLAIN, tr(l, "根拠:%s・%s"), register_route(r.route, l),
	    card_charter(act, r.charter_version, l));
	card_line(card, LINE_PLAIN, tr(l, "結果:%s"), r.tally);
	TRY(register_add_rules(act, number, card));
	card_line(card, LINE_NOTE, tr(l, "文面 SHA-256:%s・台帳 第%lld項"), r.text_sha256,
	    (long long)r.entry);
	card_line(
	    card, LINE_NOTE, tr(l, "経緯は「/kaigi 経緯 %s」でご覧いただけます。"), number);
	return KG_OK;
}

enum kg_status register_command(struct act *act, const struct command *command)
{
	const char *typed = command->number != NULL ? command->number : command->text;
	struct number parts;

	if (typed == NULL) {
		return list_year(act, calendar_fiscal_year(act->event->when));
	}
	if (number_parse(typed, &parts) && parts.kind == NUMBER_RESOLUTION) {
		return show_one(act, number_format(parts.kind, parts.fiscal_year, parts.serial,
		                         act->desk->arena));
	}
	if (number_parse(arena_printf(act->desk->arena, "%s第1号", typed), &parts) &&
	    parts.kind == NUMBER_RESOLUTION) {
		return list_year(act, parts.fiscal_year);
	}
	(void)desk_answer(act, "%s",
	    tr(act->language,
	        "年度又は議決の番号を添えてください。例:/kaigi 議決 令和8年度、/kaigi 議決 令和8年度第1号"));
	return KG_OK;
}

enum kg_status register_unreported(struct act *act)
{
	enum language l = act->language;
	struct resolution *list;
	size_t count;
	struct card *card;

	TRY(resolution_unreported(act->desk->store, act->desk->arena, &list, &count));
	card = desk_answer(act,
	    tr(l, "【管理会議】次の会議の報告事項(会議によらない議決)は%zu件です。"), count);
	for (size_t i = 0; i < count; i++) {
		add_row(act, &list[i], card);
	}
	return KG_OK;
}
