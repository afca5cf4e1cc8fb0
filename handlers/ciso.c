/* A report to the CISO as it is written, read once more and sent. */
#include "handlers/ciso.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/dates.h"
#include "handlers/text.h"
#include "store/files.h"

enum { FIELDS = 4, TEXT_MAX = 1000, NEXT_MAX = 60, END_OF_DAY = 17 * 60 + 15 };

/* 既定値: when the next report is due where nobody says otherwise. */
static struct kg_time next_by_level(const struct act *act, const struct incident *i)
{
	static const int64_t hours[] = { 72, 48, 24, 3, 1 };
	size_t level = i->severity < 0 ? 2 : i->severity > 4 ? 4 : (size_t)i->severity;

	return kg_time_add(act->event->when, hours[level] * KG_HOUR);
}

static bool may_write(struct act *act, const struct incident *i)
{
	if (!desk_may(act, CAN_INCIDENT_TAKE)) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "CISOへの報告の作成は、庶務、幹事長又は議長の操作です(要綱第5条・第7条)。"));
		return false;
	}
	if (!incident_is(i, "recognised")) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は認定前です。「認定」のあと、CISOへの報告をお送りいただけます。"),
		    i->number);
		return false;
	}
	if (i->end.is_closed) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は終結しています。改める場合は「再開」をお使いください。"),
		    i->number);
		return false;
	}
	return true;
}

static struct field long_field(
    struct act *act, const char *key, const char *label, const char *value, bool required)
{
	return (struct field){ .key = key,
		.type = FIELD_LONG_TEXT,
		.label = tr(act->language, label),
		.value = value,
		.limit = TEXT_MAX,
		.required = required };
}

/* The draft that was not sent is filled in again. */
static enum kg_status draft_of(
    struct act *act, const struct incident *i, struct ciso_report *out, int *out_ordinal)
{
	struct ciso_report *list;
	size_t count;

	*out = (struct ciso_report){ .known = NULL };
	TRY(ciso_report_list(act->desk->store, i->number, act->desk->arena, &list, &count));
	*out_ordinal = (int)count + 1;
	if (count > 0 && !list[count - 1].is_sent) {
		*out = list[count - 1];
		*out_ordinal = out->ordinal;
	}
	return KG_OK;
}

static enum kg_status ask(struct act *act, const struct incident *i)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, FIELDS * sizeof(*f));
	struct ciso_report draft;
	int ordinal;

	if (!may_write(act, i)) {
		return KG_OK;
	}
	TRY(draft_of(act, i, &draft, &ordinal));
	f[0] = long_field(act, "situation", TR_NOOP("判明していること"), draft.known, true);
	f[0].hint = tr(l, "職員や住民の氏名は書かないでください。");
	f[1] = long_field(act, "measures", TR_NOOP("行った措置"), draft.done, true);
	f[2] = long_field(act, "request", TR_NOOP("お願いしたいこと"), draft.asked, false);
	f[2].hint = tr(l, "ないときは空欄のままで差し支えありません。");
	f[3] = (struct field){ .key = "next",
		.label = tr(l, "次報の予定"),
		.value =
		    dates_chat(next_by_level(act, i), act->event->when, l, act->desk->arena),
		.hint = tr(l, "レベルによる既定値です。変更できます。次報がないときは「なし」"),
		.limit = NEXT_MAX };
	*form = (struct form){ .kind = "ciso.write",
		.title = tr(l, "CISOへの報告"),
		.submit = tr(l, "内容を確かめる"),
		.intro = arena_printf(act->desk->arena,
		    tr(l, "%s 第%d報。送信の前に、もう一度ご確認いただけます。"), i->number,
		    ordinal),
		.fields = f,
		.field_count = FIELDS };
	return desk_ask(act, form, i->number, "");
}

static void check(struct act *act, struct kg_time *out_next)
{
	static const char *const keys[] = { "situation", "measures", "request" };
	const char *typed = text_normal(desk_answer_of(act, "next"), act->desk->arena);
	struct dates_rules rules = { .end_of_day = END_OF_DAY };
	struct dates_fault fault;

	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
		const char *text = desk_answer_of(act, keys[k]);

		if (k < 2 && text_is_blank(text)) {
			desk_fault(act, keys[k],
			    tr(act->language,
			        "ご記入ください。わからないことは「調査中」と書いてください。"));
		}
		incident_check_text(act, keys[k]);
	}
	*out_next = (struct kg_time){ 0 };
	/* Where a form is asked by messages なし arrives as nothing. */
	if (text_is_blank(typed) || strcmp(typed, "なし") == 0 || strcmp(typed, "none") == 0) {
		return;
	}
	if (dates_parse(typed, act->event->when, &rules, out_next, &fault) != KG_OK) {
		desk_fault(
		    act, "next", dates_fault_text(&fault, act->language, act->desk->arena));
	} else if (out_next->ms <= act->event->now.ms) {
		desk_fault(act, "next", tr(act->language, "次報の予定が過ぎています。"));
	}
}

static enum kg_status preview(
    struct act *act, const struct incident *i, const struct ciso_report *draft)
{
	enum language l = act->language;
	struct card *card = desk_answer(
	    act, tr(l, "【%s】CISOへの報告 第%d報(送信前)"), i->number, draft->ordinal);

	ciso_add_text(act, draft, l, card);
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "CISOと、登録された代理の方にお送りします。送信後は変更できません。訂正は次の報でお願いいたします。"));
	card_button(card, BUTTON_PRIMARY, "ciso.send",
	    arena_printf(
	        act->desk->arena, "%s|%d|%.20s", i->number, draft->ordinal, draft->sha256),
	    tr(l, "この内容で報告する"));
	card_button(card, BUTTON_PLAIN, "ciso.write", i->number, tr(l, "書き直す"));
	return KG_OK;
}

static enum kg_status take(
    struct act *act, const struct incident *i, const struct dialogue *dialogue)
{
	struct ciso_report draft;
	char sha256[SHA256_HEX + 1];
	const char *text;
	int ordinal;

	if (!may_write(act, i)) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	TRY(draft_of(act, i, &draft, &ordinal));
	draft = (struct ciso_report){ .incident = i->number,
		.ordinal = ordinal,
		.known = desk_answer_of(act, "situation"),
		.done = desk_answer_of(act, "measures"),
		.asked = desk_answer_of(act, "request") };
	check(act, &draft.next);
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	text = ciso_text(act, &draft);
	sha256_hex(text, strlen(text), sha256);
	draft.sha256 = sha256;
	TRY(desk_append(act, "ciso.drafted", { "number", i->number },
	    { "ordinal", desk_int(act, ordinal) }, { "known", draft.known },
	    { "done", draft.done }, { "asked", draft.asked },
	    { "next", desk_int(act, draft.next.ms) }, { "sha256", sha256 },
	    { "person", act->person.id }, { "capacity", incident_capacity(act) },
	    { "when", desk_when(act) }));
	return preview(act, i, &draft);
}

/* What was read is what is sent: another hash is another draft. */
static enum kg_status send(
    struct act *act, const struct incident *i, int ordinal, const char *sha256)
{
	enum language l = act->language;
	struct ciso_report draft;
	enum kg_status st =
	    ciso_report_load(act->desk->store, i->number, ordinal, act->desk->arena, &draft);

	if (st != KG_OK || !may_write(act, i)) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	if (strncmp(draft.sha256, sha256, strlen(sha256)) != 0) {
		(void)desk_answer(act, "%s",
		    tr(l, "その後、内容が書き直されています。新しい案をご確認ください。"));
		return KG_OK;
	}
	if (draft.is_sent) {
		(void)desk_answer(act,
		    tr(l,
		        "%s 第%d報は、すでにお送りしています。訂正は次の報でお願いいたします。"),
		    i->number, ordinal);
		return KG_OK;
	}
	TRY(desk_append(act, "ciso.sent", { "number", i->number },
	    { "ordinal", desk_int(act, ordinal) }, { "person", act->person.id },
	    { "capacity", incident_capacity(act) },
	    { "note",
	        arena_printf(act->desk->arena, "第%d報 記録:%.20s", ordinal, draft.sha256) },
	    { "when", desk_when(act) }));
	TRY(ciso_report_load(act->desk->store, i->number, ordinal, act->desk->arena, &draft));
	(void)desk_answer(act, tr(l, "%s 第%d報をCISOにお送りしました。"), i->number, ordinal);
	return ciso_sent_off(act, i, &draft);
}

enum kg_status ciso_button(struct act *act, const char *action, const char *value)
{
	size_t size = strcspn(value, "|");
	const char *rest = value + size + (value[size] == '|' ? 1 : 0);
	const char *sha256 = strchr(rest, '|');
	int ordinal = (int)strtol(rest, NULL, 10);
	struct incident i;
	enum kg_status st = incident_load(act->desk->store,
	    arena_strndup(act->desk->arena, value, size), act->desk->arena, &i);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	if (strcmp(action, "ciso.write") == 0) {
		return ask(act, &i);
	}
	if (strcmp(action, "ciso.send") == 0) {
		return send(act, &i, ordinal, sha256 == NULL ? "-" : sha256 + 1);
	}
	if (strcmp(action, "ciso.ack") == 0) {
		return ciso_receive(act, &i, ordinal, "button");
	}
	return strcmp(action, "ciso.call") == 0 ? ciso_ask_call(act, &i, ordinal) : KG_OK;
}

enum kg_status ciso_form(struct act *act, const struct dialogue *dialogue)
{
	struct incident i;

	TRY(incident_load(act->desk->store, dialogue->matter, act->desk->arena, &i));
	return strcmp(dialogue->kind, "ciso.write") == 0 ? take(act, &i, dialogue)
	                                                 : ciso_take_call(act, &i, dialogue);
}

enum kg_status ciso_command(
    struct act *act, const char *number, const struct command *command, bool *out_taken)
{
	static const struct {
		const char *word;
		const char *action;
	} words[] = { { "報告", "write" }, { "CISO報告", "write" }, { "report", "write" },
		{ "報告書", "all" }, { "reports", "all" }, { "報告受領", "ack" },
		{ "report ack", "ack" }, { "報告電話", "call" }, { "report call", "call" } };
	const char *word =
	    text_normal(command->text == NULL ? "" : command->text, act->desk->arena);
	const char *action = NULL;
	struct ciso_report newest = { .ordinal = 0 };
	struct incident i;
	enum kg_status st;

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
		action = strcmp(words[k].word, word) == 0 ? words[k].action : action;
	}
	*out_taken = action != NULL;
	if (action == NULL) {
		return KG_OK;
	}
	TRY(incident_load(act->desk->store, number, act->desk->arena, &i));
	if (!incident_may_see(act, &i)) {
		return KG_NOT_FOUND;
	}
	if (strcmp(action, "write") == 0) {
		return ask(act, &i);
	}
	if (strcmp(action, "all") == 0) {
		return ciso_show_all(act, &i);
	}
	st = ciso_newest(act, number, &newest);
	if (st == KG_NOT_FOUND) {
		(void)desk_answer(act,
		    tr(act->language, "%s について、CISOへの報告はまだありません。"), number);
		return KG_OK;
	}
	if (st != KG_OK) {
		return st;
	}
	return strcmp(action, "ack") == 0 ? ciso_receive(act, &i, newest.ordinal, "command")
	                                  : ciso_ask_call(act, &i, newest.ordinal);
}
