/*
 * A roster file becomes entries: only what differs from what stands is appended, so the same
 * file twice changes nothing. The operator's hand on the local socket is the authority; the
 * file's hash is the cause that stays on record.
 */

#include <string.h>

#include "config/roster.h"
#include "handlers/leave.h"
#include "handlers/named.h"
#include "handlers/roster.h"
#include "handlers/roster_edit.h"
#include "handlers/versions.h"
#include "store/files.h"

struct import {
	struct act *act;
	const struct roster *roster;
	int added;
};

static enum kg_status add_account(
    struct import *im, const struct roster_person *person, const struct roster_account *a)
{
	struct act *act = im->act;
	struct person known;
	enum kg_status st = person_of_account(
	    act->desk->store, a->workspace, a->account, act->desk->arena, &known);

	if (st == KG_OK && strcmp(known.id, person->id) == 0) {
		return KG_OK;
	}
	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	im->added++;
	return desk_append(act, "account", { "workspace", a->workspace },
	    { "account", a->account }, { "person", person->id });
}

static enum kg_status add_person(struct import *im, const struct roster_person *person)
{
	struct act *act = im->act;
	struct person known;
	enum kg_status st = person_load(act->desk->store, person->id, act->desk->arena, &known);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	if (st == KG_NOT_FOUND || strcmp(known.name, person->name) != 0) {
		im->added++;
		TRY(desk_append(act, "person", { "id", person->id }, { "name", person->name },
		    { "language", st == KG_OK ? known.language : person->language },
		    { "phone", person->phone }));
	}
	for (size_t i = 0; i < person->account_count; i++) {
		TRY(add_account(im, person, &person->accounts[i]));
	}
	return KG_OK;
}

/* On record as the file has it: what the file doesn't say is no difference. */
static enum kg_status stands(struct act *act, const char *id, const struct roster_tenure *t,
    struct kg_time to, bool *out)
{
	struct tenure known;

	TRY(roster_has(act->desk->store, "tenure", id, to, out));
	if (!*out) {
		return KG_OK;
	}
	TRY(tenure_load(act->desk->store, id, act->desk->arena, &known));
	*out = (*t->whose == '\0' || strcmp(t->whose, known.whose) == 0) &&
	       (*t->document == '\0' || strcmp(t->document, known.document) == 0);
	return KG_OK;
}

static enum kg_status add_tenure(struct import *im, const struct roster_tenure *t)
{
	struct act *act = im->act;
	const struct charter_seat *seat =
	    charter_seat(charter_at(act->desk->charter, kg_date_of(t->from)), t->office);
	bool nomination = strcmp(t->office, OFFICE_VICE_CHIEF) == 0;
	struct roster_change change = { .made_by = "",
		.reason = nomination ? "指名書による登録(庶務)" : NULL };
	struct tenure *made = &change.tenure;
	bool same;

	*made = (struct tenure){ .office = t->office,
		.person = t->person,
		.title = t->title[0] != '\0' ? t->title
		         : seat != NULL      ? seat->post.ja
		         : nomination        ? "副幹事長"
		                             : t->office,
		.from = t->from,
		/* A file of before the amendment does not give an abolished seat back. */
		.to = versions_end_of(act, t->office, t->from, t->to),
		.published = kg_time_is_set(t->published) ? t->published : t->from,
		.document = t->document[0] != '\0' ? t->document : NULL,
		.whose = t->whose[0] != '\0' ? t->whose : NULL };
	made->id = roster_id(act, made);
	if (nomination) {
		TRY(roster_nomination_known(act, made->id, &same));
	} else {
		TRY(stands(act, made->id, t, made->to, &same));
	}
	if (same) {
		return KG_OK;
	}
	im->added++;
	TRY(roster_append(act, &change));
	return nomination ? roster_nomination_tell(act, made) : KG_OK;
}

static enum kg_status add_absence(struct import *im, const struct roster_absence *a)
{
	struct act *act = im->act;
	const char *id =
	    arena_printf(act->desk->arena, "%s|%lld", a->person, (long long)a->from.ms);
	bool same;

	TRY(roster_has(act->desk->store, "absence", id, a->to, &same));
	if (same) {
		return KG_OK;
	}
	im->added++;
	return desk_append(act, "absence", { "id", id }, { "person", a->person },
	    { "from", desk_int(act, a->from.ms) }, { "to", desk_int(act, a->to.ms) },
	    { "reason", a->reason });
}

static enum kg_status add_acting(struct import *im, const struct roster_acting *a)
{
	struct act *act = im->act;
	const char *id = arena_printf(
	    act->desk->arena, "%s|%s|%lld", a->body, a->person, (long long)a->from.ms);
	bool same;

	TRY(roster_has(act->desk->store, "acting", id, a->to, &same));
	if (same) {
		return KG_OK;
	}
	im->added++;
	return desk_append(act, "acting", { "id", id }, { "body", a->body },
	    { "person", a->person }, { "from", desk_int(act, a->from.ms) },
	    { "to", desk_int(act, a->to.ms) }, { "reason", a->reason });
}

static enum kg_status add_rule(struct import *im, const struct roster_rule *r)
{
	struct act *act = im->act;
	struct rule_value now;
	enum kg_status st =
	    rule_in_force(act->desk->store, r->key, r->from, act->desk->arena, &now);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	if (st == KG_OK && strcmp(now.value, r->value) == 0 &&
	    strcmp(now.document, r->document) == 0) {
		return KG_OK;
	}
	im->added++;
	return desk_append(act, "rule", { "key", r->key }, { "value", r->value },
	    { "document", r->document }, { "from", desk_int(act, r->from.ms) });
}

static enum kg_status add_all(struct import *im)
{
	const struct roster *r = im->roster;

	for (size_t i = 0; i < r->person_count; i++) {
		TRY(add_person(im, &r->persons[i]));
	}
	for (size_t i = 0; i < r->tenure_count; i++) {
		TRY(add_tenure(im, &r->tenures[i]));
	}
	for (size_t i = 0; i < r->absence_count; i++) {
		TRY(add_absence(im, &r->absences[i]));
	}
	for (size_t i = 0; i < r->acting_count; i++) {
		TRY(add_acting(im, &r->actings[i]));
	}
	for (size_t i = 0; i < r->rule_count; i++) {
		TRY(add_rule(im, &r->rules[i]));
	}
	return KG_OK;
}

/* As faults, not as an answer: `kaigi import` ends with another code then. */
static void say_problems(struct act *act, const struct problems *problems)
{
	struct arena *arena = act->desk->arena;
	struct fault *faults = arena_alloc(arena, (problems->count + 1) * sizeof(*faults));

	faults[0].text = arena_printf(arena,
	    tr(act->language,
	        "取り込めませんでした。%zu件の誤りがあります。何も変更していません。"),
	    problems->count);
	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->list[i];

		faults[i + 1].text =
		    arena_printf(arena, "%s:%zu:%zu: %s%s%s", p->file, p->line, p->column,
		        p->text, p->hint == NULL ? "" : " → ", p->hint == NULL ? "" : p->hint);
	}
	*act->reply = (struct reply){
		.kind = REPLY_FAULTS, .faults = faults, .fault_count = problems->count + 1
	};
}

/* Against what stands already; what the file itself changes does not count. */
static enum kg_status check_tenures(
    struct act *act, const struct roster *roster, const char **out_fault)
{
	const char **ids =
	    arena_alloc(act->desk->arena, (roster->tenure_count + 1) * sizeof(*ids));

	*out_fault = NULL;
	for (size_t i = 0; i < roster->tenure_count; i++) {
		const struct roster_tenure *t = &roster->tenures[i];
		struct tenure tenure = {
			.office = t->office, .person = t->person, .from = t->from
		};

		ids[i] = roster_id(act, &tenure);
	}
	ids[roster->tenure_count] = NULL;
	for (size_t i = 0; i < roster->tenure_count && *out_fault == NULL; i++) {
		const struct roster_tenure *t = &roster->tenures[i];
		struct tenure tenure = { .office = t->office,
			.person = t->person,
			.from = t->from,
			.to = t->to,
			.published = t->published };

		if (strcmp(t->office, OFFICE_VICE_CHIEF) == 0) {
			continue; /* check_nominations asked more */
		}
		TRY(roster_fault(act, &tenure, ids, out_fault));
	}
	return KG_OK;
}

/* --- a nomination that was made on paper (article 3-2(3)) --- */

/* In the file, or on record. */
static enum kg_status had_role(struct act *act, const struct roster *roster, const char *person,
    enum seat_role role, struct kg_time at, bool *out)
{
	const struct charter *then = charter_at(act->desk->charter, kg_date_of(at));
	const struct charter_seat *seat;
	struct tenure *held;
	size_t count;

	*out = false;
	for (size_t i = 0; i < roster->tenure_count; i++) {
		const struct roster_tenure *t = &roster->tenures[i];

		seat = charter_seat(then, t->office);
		*out = *out ||
		       (seat != NULL && seat->role == role && strcmp(t->person, person) == 0 &&
		           t->from.ms <= at.ms && (!kg_time_is_set(t->to) || at.ms < t->to.ms));
	}
	TRY(offices_of(act->desk->store, person, at, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		seat = charter_seat(then, held[i].office);
		*out = *out || (seat != NULL && seat->role == role);
	}
	return KG_OK;
}

static enum kg_status check_nominations(
    struct act *act, const struct roster *roster, const char **out_fault)
{
	*out_fault = NULL;
	for (size_t i = 0; i < roster->tenure_count && *out_fault == NULL; i++) {
		const struct roster_tenure *t = &roster->tenures[i];
		struct tenure made = {
			.office = t->office, .person = t->person, .from = t->from, .to = t->to
		};
		bool chief;
		bool member;

		if (strcmp(t->office, OFFICE_VICE_CHIEF) != 0) {
			continue;
		}
		TRY(had_role(act, roster, t->whose, ROLE_VICE, t->from, &chief));
		TRY(had_role(act, roster, t->person, ROLE_MEMBER, t->from, &member));
		TRY(roster_nomination_fault(act, &made, chief, member, out_fault));
	}
	return KG_OK;
}

static enum kg_status import_roster(struct act *act, const struct roster *roster)
{
	struct import im = { .act = act, .roster = roster };
	char hash[SHA256_HEX + 1];
	const char *fault;

	TRY(check_nominations(act, roster, &fault));
	if (fault == NULL) {
		TRY(check_tenures(act, roster, &fault));
	}
	if (fault != NULL) {
		desk_fault(act, NULL, fault);
		return KG_OK;
	}
	TRY(add_all(&im));
	if (im.added > 0) {
		sha256_hex(act->event->text, strlen(act->event->text), hash);
		TRY(desk_append(act, "note", { "text", "名簿の取込み" },
		    { "file", act->event->action }, { "sha256", hash }));
	}
	(void)desk_answer(
	    act, tr(act->language, "名簿を取り込みました(%d件を記録)。"), im.added);
	return people_changed(act);
}

enum kg_status roster_import(struct act *act)
{
	struct problems problems;
	struct roster roster = { 0 };
	enum kg_status st;

	problems_init(&problems, act->language);
	st = roster_parse(act->event->action, act->event->text, strlen(act->event->text),
	    act->desk->charter, &problems, &roster);
	if (st == KG_OK) {
		st = import_roster(act, &roster);
	} else if (problems.count > 0) {
		say_problems(act, &problems);
		st = KG_OK;
	}
	roster_finish(&roster);
	problems_finish(&problems);
	return st;
}
