#include "handlers/item.h"

#include <string.h>

#include "handlers/article4.h"
#include "handlers/number.h"
#include "handlers/register.h"
#include "handlers/text.h"
#include "store/files.h"

/* Until it goes somewhere it is 庶務's, the 幹事長's and the chair's. */
static bool may_see(const struct act *act, const struct item *item)
{
	return item->way_count > 0 || desk_may(act, CAN_SEE_PREPARED);
}

enum kg_status item_find(struct act *act, const char *number, struct item *out)
{
	enum kg_status st = item_load(act->desk->store, number, act->desk->arena, out);

	return st == KG_OK && !may_see(act, out) ? KG_NOT_FOUND : st;
}

const char *item_number_of(struct act *act, const char *typed)
{
	struct number parts;

	if (typed == NULL || !number_parse(typed, &parts) ||
	    (parts.kind != NUMBER_ITEM && parts.kind != NUMBER_ANY)) {
		return NULL;
	}
	return number_format(NUMBER_ITEM, parts.fiscal_year, parts.serial, act->desk->arena);
}

bool item_is_free(const struct item *item)
{
	return item->state == ITEM_REGISTERED || item->state == ITEM_WAITING;
}

enum kg_status item_goes(struct act *act, const char *item, const char *matter)
{
	return desk_append(act, "item.way", { "number", item }, { "matter", matter },
	    { "person", act->person.id }, { "note", matter }, { "when", desk_when(act) });
}

static const char *state_after(const char *outcome)
{
	if (strcmp(outcome, "approved") == 0) {
		return "resolved";
	}
	if (strcmp(outcome, "received") == 0) {
		return "received";
	}
	return strcmp(outcome, "referred") == 0 || strcmp(outcome, "continued") == 0
	           ? "waiting"
	           : "registered";
}

enum kg_status item_comes(struct act *act, const struct item_end *end)
{
	return desk_append(act, "item.came", { "number", end->item }, { "matter", end->matter },
	    { "outcome", end->outcome }, { "state", state_after(end->outcome) },
	    { "resolution", end->resolution }, { "opinion_record", end->opinion },
	    { "person", act->person.id },
	    { "note", arena_printf(act->desk->arena, "%s:%s%s", end->matter, end->outcome,
	                  end->resolution == NULL ? "" : end->resolution) },
	    { "when", desk_when(act) });
}

enum kg_status item_amended_text(
    struct act *act, const char *item, const char *amendment, const char **out_sha256)
{
	char hash[SHA256_HEX + 1];
	struct item loaded;
	const char *text;

	TRY(item_load(act->desk->store, item, act->desk->arena, &loaded));
	text = arena_printf(act->desk->arena, "%s\n\n【修正】\n%s", loaded.text, amendment);
	TRY(file_keep(act->desk->store, text, strlen(text), hash));
	*out_sha256 = arena_strdup(act->desk->arena, hash);
	return KG_OK;
}

const char *item_state_word(const struct item *item, enum language l)
{
	switch (item->state) {
	case ITEM_REGISTERED:
		return tr(l, "受付");
	case ITEM_DELIBERATING:
		return tr(l, "審議中");
	case ITEM_WAITING:
		return tr(l, "付議待ち");
	case ITEM_RESOLVED:
		return tr(l, "議決");
	case ITEM_RECEIVED:
		return tr(l, "報告を受けた");
	case ITEM_WITHDRAWN:
		return tr(l, "取下げ");
	}
	KG_UNREACHABLE();
}

static enum kg_status not_found(struct act *act, const char *number)
{
	(void)desk_answer(act,
	    tr(act->language,
	        "【管理会議・審議事項】%s という審議事項は見当たりません。一覧は「/kaigi 審議事項」でご覧いただけます。"),
	    number);
	return KG_OK;
}

/* 審議事項 審R8-001 特に重要=はい: the flag by words. */
static enum kg_status flag_command(
    struct act *act, const struct command *command, const struct item *item)
{
	const char *typed = command_value(command, "important");
	const char *reason = command_value(command, "reason");
	bool yes = article4_is_yes(typed, act->desk->arena);

	if (!yes && !article4_is_no(typed, act->desk->arena)) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "【管理会議・審議事項】特に重要の別は「はい」又は「いいえ」でお願いいたします。"));
		return KG_OK;
	}
	return item_flag(act, item, yes, reason == NULL ? "" : reason);
}

static bool registers(const struct command *command)
{
	return command_value(command, "title") != NULL ||
	       command_value(command, "class") != NULL ||
	       command_value(command, "body") != NULL;
}

enum kg_status item_command(struct act *act, const struct command *command)
{
	const char *text = command->text == NULL ? "" : command->text;
	const char *number =
	    item_number_of(act, command->number != NULL ? command->number : text);
	bool is_register = strcmp(text, "登録") == 0 || strcmp(text, "new") == 0;
	struct item item;
	enum kg_status st;

	if (strcmp(text, "報告事項") == 0 || strcmp(text, "reported") == 0) {
		return register_unreported(act);
	}
	if (number != NULL) {
		st = item_find(act, number, &item);
		if (st != KG_OK) {
			return st == KG_NOT_FOUND ? not_found(act, number) : st;
		}
		return command_value(command, "important") != NULL
		           ? flag_command(act, command, &item)
		           : item_show(act, number);
	}
	if (!is_register && !registers(command)) {
		return item_list(act);
	}
	if (!desk_may(act, CAN_ITEM_REGISTER)) {
		desk_refuse(act, commands_of(VERB_ITEM));
		return KG_OK;
	}
	return item_register(act, command);
}

static enum kg_status withdraw(
    struct act *act, const struct command *command, const struct item *item)
{
	const char *reason = command_value(command, "reason");

	reason = reason == NULL ? command->text : reason;
	if (!desk_may(act, CAN_ITEM_REGISTER)) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "【管理会議・審議事項】審議事項の取下げは、庶務(要綱第7条)の操作です。ご意見は庶務にお寄せください。"));
		return KG_OK;
	}
	if (!item_is_free(item)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "【管理会議・審議事項】%s は、いま「%s」のため取り下げられません。審議中の持ち回り又は報告を先に終えてください。"),
		    item->number, item_state_word(item, act->language));
		return KG_OK;
	}
	if (reason == NULL || text_is_blank(reason)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "【管理会議・審議事項】取り下げる理由を添えてください。例:/kaigi 取下げ %s 理由=「事情が変わったため」"),
		    item->number);
		return KG_OK;
	}
	TRY(desk_append(act, "item.withdrawn", { "number", item->number },
	    { "person", act->person.id }, { "capacity", "庶務" }, { "note", reason },
	    { "when", desk_when(act) }));
	(void)desk_answer(
	    act, tr(act->language, "【管理会議・審議事項 %s】取り下げました。"), item->number);
	return KG_OK;
}

enum kg_status item_on_number(
    struct act *act, const struct command *command, enum verb verb, const char *number)
{
	struct item item;
	enum kg_status st = item_find(act, number, &item);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? not_found(act, number) : st;
	}
	if (verb == VERB_WITHDRAW) {
		return withdraw(act, command, &item);
	}
	if (verb == VERB_VERSION) {
		return item_revise(act, command, &item);
	}
	(void)desk_answer(act,
	    tr(act->language,
	        "【管理会議・審議事項】%s は審議事項です。審議は、持ち回り(/kaigi 持ち回り 議案=%s)、幹事会又は会議で行います。"),
	    number, number);
	return KG_OK;
}

enum kg_status item_form(struct act *act, const struct dialogue *dialogue)
{
	if (strcmp(dialogue->kind, "item.new") == 0) {
		if (!desk_may(act, CAN_ITEM_REGISTER)) {
			desk_refuse(act, commands_of(VERB_ITEM));
			return KG_OK;
		}
		return item_draft_form(act, dialogue);
	}
	if (strcmp(dialogue->kind, "item.clear") == 0) {
		return item_flag_form(act, dialogue);
	}
	return KG_INVALID;
}

enum kg_status item_button(struct act *act, const char *action, const char *value)
{
	struct item item;
	enum kg_status st;

	if (strcmp(action, "item.new") == 0) {
		if (!desk_may(act, CAN_ITEM_REGISTER)) {
			desk_refuse(act, commands_of(VERB_ITEM));
			return KG_OK;
		}
		return item_open_form(act);
	}
	st = item_find(act, value, &item);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? not_found(act, value) : st;
	}
	if (strcmp(action, "item.set") == 0 || strcmp(action, "item.clear") == 0) {
		return item_flag(act, &item, strcmp(action, "item.set") == 0, "");
	}
	return KG_OK;
}
