/*
 * 名簿 as 庶務 edits it: entered ahead, ended, corrected by a later entry that says what it
 * corrects. Nothing is ever taken off the record.
 */

#include "handlers/roster_edit.h"

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/leave.h"
#include "handlers/named.h"
#include "handlers/text.h"
#include "handlers/versions.h"
#include "store/files.h"

static bool overlaps(const struct tenure *a, const struct tenure *b)
{
	return (!kg_time_is_set(b->to) || a->from.ms < b->to.ms) &&
	       (!kg_time_is_set(a->to) || b->from.ms < a->to.ms);
}

static bool is_among(const char *const *ids, const char *id)
{
	for (; ids != NULL && *ids != NULL; ids++) {
		if (strcmp(*ids, id) == 0) {
			return true;
		}
	}
	return false;
}

const char *roster_id(struct act *act, const struct tenure *tenure)
{
	return arena_printf(act->desk->arena, "%s|%s|%lld", tenure->office, tenure->person,
	    (long long)tenure->from.ms);
}

enum kg_status roster_fault(struct act *act, const struct tenure *tenure,
    const char *const *ids, const char **out_fault)
{
	enum language l = act->language;
	const char *id = roster_id(act, tenure);
	struct tenure *held;
	size_t count;

	*out_fault = NULL;
	if (kg_time_is_set(tenure->to) && tenure->to.ms <= tenure->from.ms) {
		*out_fault = tr(l, "終わりが始まりより後になっていません。");
		return KG_OK;
	}
	if (tenure->published.ms > tenure->from.ms) {
		*out_fault = tr(l, "公表日時が在任の始まりより後です。");
		return KG_OK;
	}
	TRY(tenures_of(act->desk->store, tenure->office, act->desk->arena, &held, &count));
	KG_ASSERT(tenure->person != NULL);
	for (size_t i = 0; i < count && *out_fault == NULL; i++) {
		bool same = strcmp(held[i].person, tenure->person) == 0;

		if (strcmp(held[i].id, id) != 0 && !is_among(ids, held[i].id) &&
		    (same || named_is_single(tenure->office)) && overlaps(&held[i], tenure)) {
			*out_fault = arena_printf(act->desk->arena,
			    tr(l,
			        "%s には、その期間にすでに在任の方がいます(%s)。先に「/kaigi 名簿 終了」で終わりを登録してください。"),
			    named_office_word(act, tenure->office, l),
			    named_period(act, held[i].from, held[i].to, l));
		}
	}
	return KG_OK;
}

enum kg_status roster_append(struct act *act, const struct roster_change *change)
{
	const struct tenure *t = &change->tenure;

	return desk_append(act, "tenure", { "id", t->id == NULL ? roster_id(act, t) : t->id },
	    { "office", t->office }, { "person", t->person }, { "title", t->title },
	    { "from", desk_int(act, t->from.ms) }, { "to", desk_int(act, t->to.ms) },
	    { "published", desk_int(act, t->published.ms) }, { "kind", t->kind },
	    { "appointed",
	        kg_time_is_set(t->appointed) ? desk_int(act, t->appointed.ms) : NULL },
	    { "document", t->document }, { "whose", t->whose },
	    { "corrects", change->corrects == 0 ? NULL : desk_int(act, change->corrects) },
	    { "reason", change->reason }, { "made_by", change->made_by });
}

/* --- what was typed --- */

static void read_day(
    struct act *act, const struct command *command, const char *key, struct kg_time *out)
{
	const char *typed = command_value(command, key);
	struct dates_fault fault;

	if (typed != NULL &&
	    named_edge(act, typed, strcmp(key, "to") == 0, out, &fault) != KG_OK) {
		desk_fault(act, key, dates_fault_text(&fault, act->language, act->desk->arena));
	}
}

static const char *read_kind(struct act *act, const struct command *command)
{
	static const char *const kinds[] = { "兼務", "事務取扱", "心得" };
	const char *typed = command_value(command, "kind");

	for (size_t i = 0; typed != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(typed, kinds[i]) == 0) {
			return kinds[i];
		}
	}
	if (typed != NULL && *typed != '\0') {
		desk_fault(act, "kind",
		    tr(act->language, "種別は、兼務・事務取扱・心得のいずれかです。"));
	}
	return typed == NULL ? NULL : "";
}

/* The office; a seat that the charter doesn't have is refused by its article. */
/* As the charter of that day words it; unset: of today. */
/* Somebody's mention stands for the one seat that he holds; several would be a guess. */
static enum kg_status office_of_mention(struct act *act, const char *typed, const char **out)
{
	const char *person = NULL;
	struct tenure *held;
	size_t count = 0;

	if (strncmp(typed, "<@", 2) == 0 || *typed == '@') {
		TRY(named_person(act, typed, &person));
	}
	if (person != NULL) {
		TRY(offices_of(act->desk->store, person, act->event->when, act->desk->arena,
		    &held, &count));
		*out = count == 1 ? held[0].office : NULL;
	}
	return KG_OK;
}

static enum kg_status read_office(
    struct act *act, const struct command *command, struct kg_time at, const char **out_office)
{
	const char *typed = command_value(command, "seat");
	const char *office = typed == NULL ? NULL : named_office_at(act, typed, at);

	if (office == NULL && typed != NULL) {
		TRY(office_of_mention(act, typed, &office));
	}
	*out_office = office;
	if (office == NULL) {
		desk_fault(act, "seat",
		    tr(act->language,
		        "席(職名)が要綱第2条の構成員にも、庶務等の担当にも見当たりません。例:席=委員4"));
	} else if (strcmp(office, OFFICE_VICE_CHIEF) == 0) {
		desk_fault(act, "seat",
		    tr(act->language,
		        "副幹事長は、幹事長が「/kaigi 指名」で指名します(要綱第3条の2第3項)。"));
	}
	return KG_OK;
}

/* As typed, or as the network writes a mention: <@U123> or <@U123|name>. */
static const char *account_of(struct act *act, const char *typed)
{
	KG_ASSERT(typed != NULL);
	if (strncmp(typed, "<@", 2) == 0 && typed[strlen(typed) - 1] == '>') {
		return arena_strndup(act->desk->arena, typed + 2, strcspn(typed + 2, "|>"));
	}
	return typed[0] == '@' && strchr(typed, ':') == NULL ? typed + 1 : typed;
}

/* @user:server is a Matrix account, anything else Slack's; of several workspaces the first. */
static const char *workspace_for(struct act *act, const char *account)
{
	const struct settings *settings = act->desk->settings;
	bool matrix = account[0] == '@';

	for (size_t i = 0; i < settings->workspace_count; i++) {
		if ((settings->workspaces[i].kind == WORKSPACE_MATRIX) == matrix) {
			return settings->workspaces[i].name;
		}
	}
	return NULL;
}

/* The account's holder so far, or a fault when it is somebody else's or no id. */
static enum kg_status check_account(struct act *act, const char *account, const char *person)
{
	const char *workspace = workspace_for(act, account);
	struct person known;
	enum kg_status st;

	if (workspace == NULL || strpbrk(account, " \t") != NULL || account[0] == '\0') {
		desk_fault(act, "account",
		    tr(act->language,
		        "アカウントは、名前ではなくIDでお願いいたします(U0123ABCD や @user:example.jp)。"));
		return KG_OK;
	}
	st = person_of_account(act->desk->store, workspace, account, act->desk->arena, &known);
	if (st == KG_OK && (person == NULL || strcmp(known.id, person) != 0)) {
		desk_fault(act, "account",
		    tr(act->language,
		        "そのアカウントは、別の方のものとして登録されています。"));
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status add_account(struct act *act, const char *account, const char *person)
{
	const char *workspace = workspace_for(act, account);
	struct person known;
	enum kg_status st =
	    person_of_account(act->desk->store, workspace, account, act->desk->arena, &known);

	if (st != KG_NOT_FOUND) {
		return st;
	}
	return desk_append(act, "account", { "workspace", workspace }, { "account", account },
	    { "person", person });
}

/* By name; with an account he may be new: then *out_new. */
static enum kg_status read_person(
    struct act *act, const struct command *command, const char **out, bool *out_new)
{
	const char *name = command_value(command, "person");
	const char *account = command_value(command, "account");

	*out = NULL;
	*out_new = false;
	if (name == NULL || text_is_blank(name)) {
		desk_fault(act, "person", tr(act->language, "氏名をご記入ください。"));
		return KG_OK;
	}
	TRY(named_person(act, name, out));
	if (account != NULL) {
		TRY(check_account(act, account_of(act, account), *out));
	}
	*out_new = *out == NULL;
	if (*out_new && named_office(act, name) != NULL) {
		desk_fault(act, "person", tr(act->language, "氏名をご記入ください。"));
	}
	return KG_OK;
}

static enum kg_status add_person(struct act *act, const char *name, const char **out)
{
	struct person *all;
	size_t count;

	TRY(persons_all(act->desk->store, act->desk->arena, &all, &count));
	*out = arena_printf(act->desk->arena, "person-%zu", count + 1);
	return desk_append(
	    act, "person", { "id", *out }, { "name", name }, { "language", "ja" });
}

static bool says_faults(struct act *act)
{
	if (!desk_has_faults(act)) {
		return false;
	}
	desk_say_faults(act);
	return true;
}

static void echo(struct act *act, const struct tenure *t)
{
	enum language l = act->language;
	struct person person = { .name = "" };
	struct card *card = act->reply->card;

	if (person_load(act->desk->store, t->person, act->desk->arena, &person) != KG_OK) {
		return;
	}
	card_line(card, LINE_PLAIN, "%s:%s%s%s%s", named_office_word(act, t->office, l),
	    person.name, *t->kind == '\0' ? "" : "(", t->kind, *t->kind == '\0' ? "" : ")");
	card_line(card, LINE_PLAIN, "%s", named_period(act, t->from, t->to, l));
	if (t->published.ms > act->event->now.ms) {
		card_line(card, LINE_NOTE,
		    tr(l, "公表までは、名簿を編集する庶務のほかには表示しません(公表:%s)。"),
		    dates_chat(t->published, act->event->now, l, act->desk->arena));
	}
}

/* --- 登録 --- */

static enum kg_status find_whose(
    struct act *act, const struct command *command, struct tenure *t)
{
	const char *typed = command_value(command, "for");

	if (strcmp(t->office, "secretary") != 0) {
		return KG_OK;
	}
	TRY(named_person(act, typed == NULL ? "" : typed, &t->whose));
	if (t->whose == NULL) {
		desk_fault(act, "for",
		    tr(act->language, "どなたの秘書かをご記入ください。例:対象=議長"));
	}
	return KG_OK;
}

/* A seat that the charter of that day does not have yet, or has no longer (article 2). */
static void check_seat_then(struct act *act, const struct tenure *t)
{
	const struct charter *then = charter_at(act->desk->charter, kg_date_of(t->from));

	if (kg_time_is_set(t->from) && charter_seat_ever(then, t->office) != NULL &&
	    charter_seat(then, t->office) == NULL) {
		desk_fault(act, "seat",
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "その日に施行されている%sに、「%s」の席はありません(要綱第2条)。"),
		        card_charter(act, then->version, act->language),
		        named_office_word(act, t->office, act->language)));
	}
}

static enum kg_status enter(struct act *act, const struct command *command)
{
	const char *account = command_value(command, "account");
	struct tenure t = { .kind = read_kind(act, command) };
	struct roster_change change = { .made_by = act->person.id };
	const struct charter_seat *seat;
	const char *fault = NULL;
	bool is_new;

	read_day(act, command, "from", &t.from);
	TRY(read_office(act, command, t.from, &t.office));
	TRY(read_person(act, command, &t.person, &is_new));
	if (command_value(command, "from") == NULL) {
		desk_fault(act, "from",
		    tr(act->language, "開始の日をご記入ください。例:開始=2027-04-01"));
	}
	read_day(act, command, "to", &t.to);
	t.published = t.from;
	read_day(act, command, "published", &t.published);
	read_day(act, command, "appointed", &t.appointed);
	t.document = command_value(command, "document");
	t.kind = t.kind == NULL ? "" : t.kind;
	t.to = t.office == NULL ? t.to : versions_end_of(act, t.office, t.from, t.to);
	if (t.office != NULL) {
		TRY(find_whose(act, command, &t));
		check_seat_then(act, &t);
	}
	if (says_faults(act)) {
		return KG_OK;
	}
	seat = charter_seat(charter_at(act->desk->charter, kg_date_of(t.from)), t.office);
	if (seat != NULL && t.person != NULL && strcmp(t.person, act->person.id) == 0) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "ご自身を構成員の席に登録することはできません。庶務の別の方にお願いしてください。"));
		return KG_OK;
	}
	if (is_new) {
		t.person = "";
	}
	TRY(roster_fault(act, &t, NULL, &fault));
	if (fault != NULL) {
		(void)desk_answer(act, "%s", fault);
		return KG_OK;
	}
	if (is_new) {
		TRY(add_person(act, command_value(command, "person"), &t.person));
	}
	if (account != NULL) {
		TRY(add_account(act, account_of(act, account), t.person));
	}
	t.title = seat != NULL ? seat->post.ja : named_office_word(act, t.office, LANGUAGE_JA);
	change.tenure = t;
	TRY(roster_append(act, &change));
	(void)desk_answer(act, "%s", tr(act->language, "名簿に登録しました。"));
	echo(act, &t);
	return people_changed(act);
}

/* --- 終了, 訂正: of the tenure that the words name --- */

static enum kg_status find_tenure(
    struct act *act, const struct command *command, struct tenure *out, bool *out_found)
{
	const char *office;
	const char *name = command_value(command, "person");
	const char *person = NULL;
	struct tenure *held;
	size_t count = 0;

	*out_found = false;
	TRY(read_office(act, command, (struct kg_time){ 0 }, &office));
	if (name != NULL) {
		TRY(named_person(act, name, &person));
		if (person == NULL) {
			desk_fault(act, "person",
			    tr(act->language, "その氏名の方が名簿に見当たりません。"));
		}
	}
	if (says_faults(act)) {
		return KG_OK;
	}
	TRY(tenures_of(act->desk->store, office, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		bool begun = held[i].from.ms <= act->event->when.ms;

		if (person != NULL ? strcmp(held[i].person, person) == 0 : begun) {
			*out = held[i];
			*out_found = true;
		}
	}
	if (!*out_found) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "その席に、当たる在任の登録がありません。氏名を添えてください。"));
	}
	return KG_OK;
}

static enum kg_status finish(struct act *act, const struct command *command)
{
	struct roster_change change = { .reason = command_value(command, "reason"),
		.made_by = act->person.id };
	const char *fault;
	bool found;

	if (command_value(command, "to") == NULL) {
		desk_fault(act, "to",
		    tr(act->language,
		        "終わりの日をご記入ください。例:まで=2027-03-31(その日限り)"));
	}
	TRY(find_tenure(act, command, &change.tenure, &found));
	if (!found) {
		return KG_OK;
	}
	read_day(act, command, "to", &change.tenure.to);
	if (says_faults(act)) {
		return KG_OK;
	}
	TRY(roster_fault(act, &change.tenure, NULL, &fault));
	if (fault != NULL) {
		(void)desk_answer(act, "%s", fault);
		return KG_OK;
	}
	TRY(roster_append(act, &change));
	(void)desk_answer(act, "%s",
	    tr(act->language, "在任の終わりを登録しました。後任がなければ欠員となります。"));
	echo(act, &change.tenure);
	return people_changed(act);
}

static enum kg_status void_old(struct act *act, const struct tenure *old, const char *reason)
{
	return desk_append(act, "tenure.void", { "id", old->id },
	    { "corrects", desk_int(act, old->entry) }, { "reason", reason },
	    { "made_by", act->person.id });
}

/* Another beginning or none at all: the old entry holds no longer, and stays readable. */
static enum kg_status correct(struct act *act, const struct command *command)
{
	const char *reason = command_value(command, "reason");
	const char *kind = read_kind(act, command);
	const char *undo = command_value(command, "undo");
	struct roster_change change = { .reason = reason, .made_by = act->person.id };
	const char *ids[] = { NULL, NULL };
	const char *fault = NULL;
	struct tenure old;
	bool found;

	if (reason == NULL || text_is_blank(reason)) {
		desk_fault(act, "reason",
		    tr(act->language, "訂正の理由をご記入ください。記録に残ります。"));
	}
	TRY(find_tenure(act, command, &old, &found));
	if (!found) {
		return KG_OK;
	}
	change.tenure = old;
	change.tenure.kind = kind == NULL ? old.kind : kind;
	change.corrects = old.entry;
	read_day(act, command, "from", &change.tenure.from);
	read_day(act, command, "to", &change.tenure.to);
	if (change.tenure.from.ms != old.from.ms && old.published.ms == old.from.ms) {
		change.tenure.published = change.tenure.from;
	}
	read_day(act, command, "published", &change.tenure.published);
	if (says_faults(act)) {
		return KG_OK;
	}
	if (undo != NULL && strcmp(undo, "はい") == 0) {
		TRY(void_old(act, &old, reason));
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "誤った登録として訂正しました。元の登録は、記録に残ります。"));
		return people_changed(act);
	}
	ids[0] = old.id;
	change.tenure.id = roster_id(act, &change.tenure);
	TRY(roster_fault(act, &change.tenure, ids, &fault));
	if (fault != NULL) {
		(void)desk_answer(act, "%s", fault);
		return KG_OK;
	}
	if (strcmp(change.tenure.id, old.id) != 0) {
		TRY(void_old(act, &old, reason));
	}
	TRY(roster_append(act, &change));
	(void)desk_answer(act,
	    tr(act->language,
	        "訂正しました(台帳 第%lld項の訂正)。元の登録は、記録に残ります。"),
	    (long long)old.entry);
	echo(act, &change.tenure);
	return people_changed(act);
}

static enum kg_status give_account(struct act *act, const struct command *command)
{
	const char *account = command_value(command, "account");
	const char *person;
	bool is_new;

	if (account == NULL) {
		desk_fault(act, "account",
		    tr(act->language,
		        "アカウントは、名前ではなくIDでお願いいたします(U0123ABCD や @user:example.jp)。"));
	}
	TRY(read_person(act, command, &person, &is_new));
	if (is_new && !desk_has_faults(act)) {
		desk_fault(
		    act, "person", tr(act->language, "その氏名の方が名簿に見当たりません。"));
	}
	if (says_faults(act)) {
		return KG_OK;
	}
	TRY(add_account(act, account_of(act, account), person));
	(void)desk_answer(act, tr(act->language, "アカウントを登録しました:%s(%s)"),
	    named_full(act, person, act->language), account_of(act, account));
	return people_changed(act);
}

enum kg_status roster_edit(struct act *act, const struct command *command, bool *out_taken)
{
	static const struct {
		const char *words[3];
		enum kg_status (*run)(struct act *act, const struct command *command);
	} verbs[] = {
		{ { "登録", "add", NULL }, enter },
		{ { "終了", "end", NULL }, finish },
		{ { "訂正", "correct", NULL }, correct },
		{ { "アカウント", "account", NULL }, give_account },
		{ { "削除", "delete", NULL }, NULL },
	};
	const char *text = command->text == NULL ? "" : command->text;

	*out_taken = false;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(text, verbs[i].words[0]) != 0 &&
		    strcmp(text, verbs[i].words[1]) != 0) {
			continue;
		}
		*out_taken = true;
		if (!desk_may(act, CAN_ROSTER_EDIT)) {
			(void)desk_answer(act, "%s",
			    tr(act->language,
			        "名簿の登録・訂正は、庶務(要綱第7条)の操作です。相違がありましたら庶務にお寄せください。"));
			return KG_OK;
		}
		if (verbs[i].run == NULL) {
			(void)desk_answer(act, "%s",
			    tr(act->language,
			        "名簿の記録は削除できません。離任は「/kaigi 名簿 終了」、誤りは「/kaigi 名簿 訂正」でお願いいたします。"));
			return KG_OK;
		}
		return verbs[i].run(act, command);
	}
	return KG_OK;
}
