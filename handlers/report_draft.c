/*
 * The results of a sitting, line by line, by 庶務 or the 幹事長. Each line is frozen by its
 * hash as it is entered; after it was handed in, an edit begins a new version, and nothing that
 * was asked for the old one can be answered any more.
 */

#include <string.h>

#include "handlers/item.h"
#include "handlers/number.h"
#include "handlers/report.h"
#include "handlers/text.h"
#include "store/files.h"

static const struct {
	const char *result;
	enum report_result value;
	const char *word;
	const char *aliases[6];
} results[] = {
	{ "as_is", RESULT_AS_IS, TR_NOOP("原案のとおり適当"),
	    { "原案のとおり適当", "原案どおり", "原案のとおり", "適当", "as_is", NULL } },
	{ "amended", RESULT_AMENDED, TR_NOOP("修正のうえ適当"),
	    { "修正のうえ適当", "修正の上適当", "修正", "amended", NULL, NULL } },
	{ "unfit", RESULT_UNFIT, TR_NOOP("不適当"), { "不適当", "unfit", NULL } },
	{ "continued", RESULT_CONTINUED, TR_NOOP("継続"),
	    { "継続", "継続審議", "continued", NULL } },
};

enum { RESULTS = sizeof(results) / sizeof(results[0]) };

const char *report_result_word(const char *result, enum language l)
{
	for (size_t i = 0; i < RESULTS; i++) {
		if (strcmp(results[i].result, result) == 0) {
			return tr(l, results[i].word);
		}
	}
	return tr(l, "未記入");
}

enum report_result report_result_of(const char *result)
{
	for (size_t i = 0; i < RESULTS; i++) {
		if (strcmp(results[i].result, result) == 0) {
			return results[i].value;
		}
	}
	return RESULT_NONE;
}

/* As typed; "" when it is none of the four. */
static const char *read_result(struct act *act, const char *typed)
{
	const char *key = text_title_key(typed, act->desk->arena);

	for (size_t i = 0; i < RESULTS; i++) {
		for (const char *const *alias = results[i].aliases; *alias != NULL; alias++) {
			if (strcmp(text_title_key(*alias, act->desk->arena), key) == 0) {
				return results[i].result;
			}
		}
	}
	return "";
}

const char *report_line_hash(struct act *act, const struct report_line *line)
{
	const char *text = arena_printf(act->desk->arena,
	    "%s\n%d\n%s\n%d\n%s\n%d\n%s\n%s\n%s\n%s\n", line->item, line->item_version,
	    line->title, line->class, line->item_sha256, line->important ? 1 : 0, line->result,
	    line->amendment, line->dissent, line->opinion);
	char hash[SHA256_HEX + 1];

	sha256_hex(text, strlen(text), hash);
	return arena_strdup(act->desk->arena, hash);
}

/* What was asked for the old version is void: cards say so, and the chair is told. */
static enum kg_status begin_version(struct act *act, struct report *r)
{
	bool was_reported = r->state == REPORT_REPORTED;

	TRY(desk_append(act, "report.version", { "number", r->number },
	    { "person", act->person.id }, { "when", desk_when(act) }));
	TRY(report_redraw(act, r));
	TRY(report_load(act->desk->store, r->number, act->desk->arena, r));
	if (!was_reported) {
		return KG_OK;
	}
	TRY(timer_set(act->desk->store, "report.due", r->number, "", r->due));
	return committee_tell(act, r->number,
	    TR_NOOP(
	        "【幹事会・報告】報告の内容が改められたため、議長へのお伺いはいったん取り止めました。改めて提出と報告が必要です。%s"),
	    arena_printf(act->desk->arena, "(%s 第%d版)", r->number, r->version));
}

static bool is_editable(struct act *act, const struct report *r, const struct report_line *line)
{
	enum language l = act->language;

	if (r->state == REPORT_ANSWERED || r->state == REPORT_WITHDRAWN) {
		(void)desk_answer(act, tr(l, "%s はすでに終了しています(%s)。"), r->number,
		    report_state_word(r, l));
		return false;
	}
	if (line->answer[0] != '\0') {
		(void)desk_answer(act,
		    tr(l, "%s の %s には、すでに議長のご判断(%s)があるため改められません。"),
		    r->number, line->item, report_answer_word(line->answer, l));
		return false;
	}
	return true;
}

static void check_line(struct act *act, const struct report_line *line)
{
	enum language l = act->language;

	if (line->result[0] == '\0') {
		desk_fault(act, "result",
		    tr(l,
		        "審議結果は、原案のとおり適当・修正のうえ適当・不適当・継続のいずれかでご記入ください。"));
	}
	if (strcmp(line->result, "amended") == 0 && text_is_blank(line->amendment)) {
		desk_fault(act, "amendment", tr(l, "修正の内容をご記入ください。"));
	}
	if (line->important && text_is_blank(line->opinion)) {
		desk_fault(act, "consensus",
		    tr(l,
		        "特に重要な事案には、幹事会として集約した意見の記入が必要です(要綱第3条の3第6項)。"));
	}
	if (!text_fits(line->amendment, TEXT_REASON_MAX) ||
	    !text_fits(line->dissent, TEXT_REASON_MAX) ||
	    !text_fits(line->opinion, TEXT_REASON_MAX)) {
		desk_fault(act, "dissent", tr(l, "各欄は1,000字以内でお願いいたします。"));
	}
}

static enum kg_status append_line(
    struct act *act, const char *number, const struct report_line *line)
{
	TRY(desk_append(act, "report.line", { "number", number },
	    { "position", desk_int(act, line->position) }, { "item", line->item },
	    { "item_version", desk_int(act, line->item_version) }, { "title", line->title },
	    { "class", desk_int(act, line->class) }, { "item_sha256", line->item_sha256 },
	    { "important", line->important ? "1" : "0" }, { "result", line->result },
	    { "amendment", line->amendment }, { "dissent", line->dissent },
	    { "opinion", line->opinion }, { "sha256", report_line_hash(act, line) }));
	return desk_append(act, "report.drafted", { "number", number },
	    { "person", act->person.id },
	    { "note", arena_printf(act->desk->arena, "%s:%s", line->item,
	                  report_result_word(line->result, LANGUAGE_JA)) },
	    { "when", desk_when(act) });
}

static enum kg_status answer_entered(struct act *act, const char *number)
{
	enum language l = act->language;
	struct report r;
	struct card *card;
	size_t missing = 0;

	TRY(report_load(act->desk->store, number, act->desk->arena, &r));
	card = desk_answer(act, tr(l, "【幹事会・報告 %s】記入しました。"), number);
	report_add_lines(act, &r, l, card);
	for (size_t i = 0; i < r.line_count; i++) {
		if (r.lines[i].result[0] == '\0' && missing++ < 5) {
			card_button(card, BUTTON_PLAIN, "report.line",
			    arena_printf(act->desk->arena, "%s|%d|%d", number, r.version,
			        r.lines[i].position),
			    arena_printf(act->desk->arena, tr(l, "%s 記入"), r.lines[i].item));
		}
	}
	if (missing == 0) {
		card_line(card, LINE_NOTE,
		    tr(l, "よろしければ「提出」で庶務内確認に進みます(/kaigi 報告 %s 提出)。"),
		    number);
		card_button(card, BUTTON_PRIMARY, "report.submit", number, tr(l, "提出"));
	}
	return KG_OK;
}

/* The line with what was entered; the item's flag as it stands now. */
static enum kg_status enter(struct act *act, struct report *r, struct report_line line)
{
	struct item item;

	TRY(item_load(act->desk->store, line.item, act->desk->arena, &item));
	line.important = item.important;
	check_line(act, &line);
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	if (strcmp(line.sha256, report_line_hash(act, &line)) == 0) {
		return answer_entered(act, r->number); /* said again: no edit */
	}
	if (r->state != REPORT_DUE) {
		TRY(begin_version(act, r));
	}
	TRY(append_line(act, r->number, &line));
	return answer_entered(act, r->number);
}

enum kg_status report_open_line(struct act *act, const struct report *r, int position)
{
	enum language l = act->language;
	const struct report_line *line = report_line_at(r, position);
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 4 * sizeof(*f));
	struct field_option *options =
	    arena_alloc(act->desk->arena, RESULTS * sizeof(*options));
	struct item item;

	if (line == NULL || !is_editable(act, r, line)) {
		return KG_OK;
	}
	TRY(item_load(act->desk->store, line->item, act->desk->arena, &item));
	for (size_t i = 0; i < RESULTS; i++) {
		options[i] = (struct field_option){ results[i].result, tr(l, results[i].word) };
	}
	f[0] = (struct field){ .key = "result",
		.type = FIELD_CHOICE,
		.label = tr(l, "審議結果"),
		.value = line->result,
		.required = true,
		.options = options,
		.option_count = RESULTS };
	f[1] = (struct field){ .key = "amendment",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "修正の内容(修正のうえ適当のとき)"),
		.value = line->amendment,
		.limit = TEXT_REASON_MAX };
	f[2] = (struct field){ .key = "dissent",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "少数意見(あれば)"),
		.value = line->dissent,
		.limit = TEXT_REASON_MAX };
	f[3] = (struct field){ .key = "consensus",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "幹事会として集約した意見(特に重要)"),
		.value = line->opinion,
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "report.line",
		.title = tr(l, "審議結果の記入"),
		.submit = tr(l, "記入する"),
		.intro = arena_printf(act->desk->arena, "%s %s", line->item,
		    text_clean(line->title, act->desk->arena)),
		.fields = f,
		.field_count = item.important ? 4 : 3 };
	return desk_ask(act, form, r->number, desk_int(act, position));
}

enum kg_status report_line_form(struct act *act, const struct dialogue *dialogue)
{
	struct report r;
	struct report_line *line;

	TRY(report_load(act->desk->store, dialogue->matter, act->desk->arena, &r));
	line = report_line_of(act, &r, dialogue->context);
	if (!desk_may(act, CAN_REPORT_ENTER)) {
		desk_refuse(act, commands_of(VERB_COMMITTEE));
		return KG_OK;
	}
	if (line == NULL || !is_editable(act, &r, line)) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	line->result = read_result(act, desk_answer_of(act, "result"));
	line->amendment = desk_answer_of(act, "amendment");
	line->dissent = desk_answer_of(act, "dissent");
	line->opinion = desk_answer_of(act, "consensus");
	TRY(enter(act, &r, *line));
	return desk_has_faults(act) ? KG_OK : dialogue_close(act->desk->store, dialogue->token);
}

static bool enters(const struct command *command)
{
	static const char *const keys[] = { "result", "amendment", "dissent", "consensus" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (command_value(command, keys[i]) != NULL) {
			return true;
		}
	}
	return false;
}

static enum kg_status enter_command(
    struct act *act, const struct command *command, struct report *r)
{
	const char *typed = command_value(command, "item");
	struct report_line *line = report_line_of(act, r, typed);
	const char *value;

	if (line == NULL) {
		(void)desk_answer(act,
		    tr(act->language,
		        "どの議題についてか、議題=審R8-001 のように添えてください(%s)。"),
		    r->number);
		return KG_OK;
	}
	if (!is_editable(act, r, line)) {
		return KG_OK;
	}
	value = command_value(command, "result");
	line->result = value == NULL ? line->result : read_result(act, value);
	value = command_value(command, "amendment");
	line->amendment = value == NULL ? line->amendment : value;
	value = command_value(command, "dissent");
	line->dissent = value == NULL ? line->dissent : value;
	value = command_value(command, "consensus");
	line->opinion = value == NULL ? line->opinion : value;
	TRY(enter(act, r, *line));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
	}
	return KG_OK;
}

enum kg_status report_command(struct act *act, const struct command *command)
{
	const char *text = command->text == NULL ? "" : command->text;
	struct number parts;
	struct report r;
	const char *number;
	enum kg_status st;

	if (command->number == NULL || !number_parse(command->number, &parts)) {
		return report_list(act);
	}
	number =
	    number_format(NUMBER_REPORT, parts.fiscal_year, parts.serial, act->desk->arena);
	if (parts.kind != NUMBER_REPORT && parts.kind != NUMBER_ANY) {
		return report_not_found(act, command->number);
	}
	st = report_find(act, number, &r);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? report_not_found(act, number) : st;
	}
	if (strcmp(text, "提出") != 0 && strcmp(text, "submit") != 0 && !enters(command)) {
		return report_show(act, number);
	}
	if (!desk_may(act, CAN_REPORT_ENTER)) {
		desk_refuse(act, commands_of(VERB_COMMITTEE));
		return KG_OK;
	}
	if (enters(command)) {
		return enter_command(act, command, &r);
	}
	return r.state == REPORT_READY ? report_make(act, &r, r.version)
	                               : report_hand_in(act, number);
}
