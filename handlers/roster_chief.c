/*
 * 副幹事長: nominated by the 幹事長 himself from the seven, until either leaves his post. And
 * before 1 April: seats whose next holder no account reaches.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/leave.h"
#include "handlers/named.h"
#include "handlers/roster_edit.h"
#include "handlers/text.h"

#define READY "roster.ready"

static bool is_member(struct act *act, const char *office)
{
	const struct charter_seat *seat = charter_seat_ever(act->desk->charter, office);

	return seat != NULL && seat->role == ROLE_MEMBER;
}

static enum kg_status is_one_of_seven(
    struct act *act, const char *person, struct kg_time at, bool *out)
{
	struct tenure *held;
	size_t count;

	*out = false;
	TRY(offices_of(act->desk->store, person, at, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		*out = *out || is_member(act, held[i].office);
	}
	return KG_OK;
}

/* Who stands in the way; NULL: the actor may nominate this person. */
static enum kg_status refusal(struct act *act, const char *person, const char **out)
{
	enum language l = act->language;
	struct acting_posts posts;
	bool member = false;

	TRY(acting_posts_at(act, "committee", act->event->when, &posts));
	if (!desk_may(act, CAN_NOMINATE)) {
		*out = tr(l,
		    "副幹事長は、幹事長ご本人が幹事の中から指名します(要綱第3条の2第3項)。議長や職務代理者による指名はできません。");
		return KG_OK;
	}
	if (person != NULL) {
		TRY(is_one_of_seven(act, person, act->event->when, &member));
	}
	*out =
	    !member
	        ? tr(l,
	              "副幹事長は、幹事(要綱第2条第4項の7つの職)の中から指名します(要綱第3条の2第3項)。例:/kaigi 指名 委員3")
	    : strcmp(person, posts.head) == 0
	        ? tr(l, "幹事長ご自身を副幹事長に指名することはできません。")
	        : NULL;
	return KG_OK;
}

static enum kg_status end_now(
    struct act *act, const struct tenure *old, struct kg_time to, const char *reason)
{
	struct roster_change change = { .tenure = *old,
		.reason = reason,
		.made_by = act->person.id == NULL ? "" : act->person.id };

	change.tenure.to = to;
	return roster_append(act, &change);
}

enum kg_status roster_nominate(struct act *act, const struct command *command)
{
	enum language l = act->language;
	const char *typed = command_value(command, "seat");
	struct roster_change change = { .made_by = act->person.id };
	struct tenure *held;
	const char *person;
	const char *why;
	size_t count;

	typed = typed == NULL ? command->text : typed;
	TRY(named_person(act, typed == NULL ? "" : typed, &person));
	TRY(refusal(act, person, &why));
	if (why != NULL) {
		(void)desk_answer(act, "%s", why);
		return KG_OK;
	}
	TRY(holders_of(act->desk->store, OFFICE_VICE_CHIEF, act->event->when, act->desk->arena,
	    &held, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(held[i].person, person) == 0) {
			(void)desk_answer(
			    act, "%s", tr(l, "すでに副幹事長に指名されています。"));
			return KG_OK;
		}
		TRY(end_now(act, &held[i], act->event->when, "新たな指名による交代"));
	}
	change.tenure = (struct tenure){ .office = OFFICE_VICE_CHIEF,
		.person = person,
		.title = "副幹事長",
		.from = act->event->when,
		.published = act->event->when,
		.kind = "",
		.document = command_value(command, "document"),
		.whose = act->person.id };
	TRY(roster_append(act, &change));
	(void)desk_answer(act,
	    tr(l, "【幹事会】副幹事長に指名しました:%s(要綱第3条の2第3項)。"),
	    named_full(act, person, l));
	TRY(desk_tell_office(act, "secretariat", "",
	    TR_NOOP("【幹事会】幹事長が副幹事長を指名しました:%s。"),
	    named_full(act, person, LANGUAGE_JA)));
	if (strcmp(person, act->person.id) != 0) {
		struct card *card = desk_card(act);
		enum language his = desk_language_of(act, person);

		card_title(card, "%s",
		    tr(his,
		        "【幹事会】幹事長から副幹事長に指名されました(要綱第3条の2第3項)。幹事長に事故があるときは、その職務を代理していただきます。"));
		TRY(desk_tell(act, person, "", card));
	}
	return people_changed(act);
}

/* --- one that was made on paper, and comes with a roster file --- */

enum kg_status roster_nomination_known(struct act *act, const char *id, bool *out)
{
	struct tenure known;
	enum kg_status st = tenure_load(act->desk->store, id, act->desk->arena, &known);

	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static bool overlap(const struct tenure *a, const struct tenure *b)
{
	return (!kg_time_is_set(b->to) || a->from.ms < b->to.ms) &&
	       (!kg_time_is_set(a->to) || b->from.ms < a->to.ms);
}

enum kg_status roster_nomination_fault(
    struct act *act, const struct tenure *t, bool chief, bool member, const char **out_fault)
{
	enum language l = act->language;
	struct tenure *held;
	bool known;
	size_t count;

	*out_fault = NULL;
	TRY(roster_nomination_known(act, roster_id(act, t), &known));
	if (known) {
		return KG_OK;
	}
	if (!chief) {
		*out_fault = tr(l,
		    "副幹事長を指名した方が、その日の幹事長として名簿に見当たりません。副幹事長は、幹事長ご本人が指名します(要綱第3条の2第3項)。");
		return KG_OK;
	}
	if (!member) {
		*out_fault = tr(l,
		    "副幹事長に指名された方が、その日の幹事として名簿に見当たりません。副幹事長は、幹事の中から指名します(要綱第3条の2第3項)。");
		return KG_OK;
	}
	TRY(tenures_of(act->desk->store, OFFICE_VICE_CHIEF, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count && *out_fault == NULL; i++) {
		if (overlap(&held[i], t)) {
			*out_fault = arena_printf(act->desk->arena,
			    tr(l,
			        "その期間には、すでに副幹事長の指名があります(%s)。改めての指名は、幹事長が「/kaigi 指名」で行います(要綱第3条の2第3項)。"),
			    named_period(act, held[i].from, held[i].to, l));
		}
	}
	return KG_OK;
}

enum kg_status roster_nomination_tell(struct act *act, const struct tenure *t)
{
	enum language his = desk_language_of(act, t->person);
	enum language chiefs = desk_language_of(act, t->whose);
	struct kg_time now = act->event->now;
	struct card *card;

	if (t->from.ms > now.ms || (kg_time_is_set(t->to) && t->to.ms <= now.ms)) {
		return KG_OK;
	}
	card = desk_card(act);
	card_title(card,
	    tr(his,
	        "【幹事会】幹事長の指名書(%s)により、副幹事長の指名が名簿に登録されました(要綱第3条の2第3項。登録:庶務)。幹事長に事故があるときは、その職務を代理していただきます。"),
	    t->document);
	TRY(desk_tell(act, t->person, "", card));
	card = desk_card(act);
	card_title(card,
	    tr(chiefs,
	        "【幹事会】指名書(%s)により、副幹事長の指名が名簿に登録されました(登録:庶務):%s。相違がある場合は、「/kaigi 指名」で改めて指名できます。"),
	    t->document, named_full(act, t->person, chiefs));
	return desk_tell(act, t->whose, "", card);
}

/* When the person left the posts that he had at `since`; 0: he has one of them still. */
static enum kg_status left_at(
    struct act *act, const char *person, bool chief, struct kg_time since, struct kg_time *out)
{
	struct tenure *held;
	size_t count;

	*out = (struct kg_time){ 0 };
	TRY(offices_of(act->desk->store, person, since, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		bool counts = chief ? strcmp(held[i].office, "vice") == 0
		                    : is_member(act, held[i].office);

		if (!counts) {
			continue;
		}
		if (!kg_time_is_set(held[i].to) || held[i].to.ms > act->event->now.ms) {
			*out = (struct kg_time){ 0 };
			return KG_OK;
		}
		out->ms = held[i].to.ms > out->ms ? held[i].to.ms : out->ms;
	}
	out->ms = out->ms == 0 ? act->event->now.ms : out->ms;
	return KG_OK;
}

static enum kg_status lapse(struct act *act, const struct tenure *t, struct kg_time at)
{
	TRY(end_now(act, t, at, "幹事長又は副幹事長が職を離れたため失効"));
	return desk_tell_office(act, "secretariat", "",
	    TR_NOOP(
	        "【幹事会】副幹事長の指名は、幹事長又は副幹事長が職を離れたため効力を失いました:%s。必要な場合は、幹事長に改めて指名をお願いしてください。"),
	    named_full(act, t->person, LANGUAGE_JA));
}

static enum kg_status watch_nomination(struct act *act)
{
	struct tenure *held;
	size_t count;

	TRY(holders_of(act->desk->store, OFFICE_VICE_CHIEF, act->event->now, act->desk->arena,
	    &held, &count));
	for (size_t i = 0; i < count; i++) {
		struct kg_time chief;
		struct kg_time deputy;

		TRY(left_at(act, held[i].whose, true, held[i].from, &chief));
		TRY(left_at(act, held[i].person, false, held[i].from, &deputy));
		if (chief.ms != 0 || deputy.ms != 0) {
			struct kg_time first =
			    chief.ms != 0 && (deputy.ms == 0 || chief.ms < deputy.ms) ? chief
			                                                              : deputy;

			TRY(lapse(act, &held[i], first));
		}
	}
	return KG_OK;
}

/* --- before 1 April --- */

/* The next 25 March, 9:00, or the next morning within the week that follows it. */
static struct kg_time next_look(struct kg_time now)
{
	struct kg_civil c = kg_civil_of(now);
	struct kg_date day = { 0 };
	struct kg_time at;

	if (c.month == 3 && c.day >= 25) {
		day = kg_date_of(now);
		at = kg_time_at(day, 9, 0);
		if (at.ms > now.ms) {
			return at;
		}
		day.day++;
		if (kg_civil_of_date(day).month == 3) {
			return kg_time_at(day, 9, 0);
		}
	}
	(void)kg_date_make(
	    c.month > 3 || (c.month == 3 && c.day >= 25) ? c.year + 1 : c.year, 3, 25, &day);
	return kg_time_at(day, 9, 0);
}

enum kg_status roster_look(struct act *act)
{
	TRY(watch_nomination(act));
	return timer_set(act->desk->store, READY, "", "", next_look(act->event->now));
}

enum kg_status roster_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	const struct charter_body *council;
	struct kg_date april;
	const char *names = "";

	(void)matter;
	(void)detail;
	if (strcmp(kind, READY) != 0 ||
	    !kg_date_make(kg_civil_of(act->event->now).year, 4, 1, &april)) {
		return KG_OK;
	}
	council = charter_body(charter_at(act->desk->charter, april), "council");
	for (size_t i = 0; i < council->seat_count; i++) {
		struct address *to;
		const char *person;
		size_t count = 1;

		TRY(matter_holder(act, council->seats[i].id, kg_date_start(april), &person));
		if (person != NULL) {
			TRY(desk_accounts(act, person, &to, &count));
		}
		if (count == 0) {
			names = arena_printf(act->desk->arena, "%s\n・%s", names,
			    named_office_word(act, council->seats[i].id, LANGUAGE_JA));
		}
	}
	if (*names != '\0') {
		TRY(desk_tell_office(act, "secretariat", "",
		    TR_NOOP(
		        "4月1日に在任となる方のうち、アカウントの登録がない席があります。「/kaigi 名簿 アカウント」でご登録ください。%s"),
		    names));
	}
	return timer_set(act->desk->store, READY, "", "", next_look(act->event->now));
}
