/*
 * A report that nobody takes up: 庶務's duty list in its order, the 幹事長, the chair, each
 * after the rule's minutes; who is away or can't be reached costs no time. When all were called
 * the round begins again.
 */

#include <stdlib.h>
#include <string.h>

#include "handlers/dates.h"
#include "handlers/incident_law.h"
#include "handlers/incident_page.h"
#include "handlers/named.h"

enum { CALLED_MAX = 64 };

static enum kg_status duty_list(struct act *act, const char **list, size_t *out_count)
{
	static const char *const offices[] = { "secretariat", "vice", "chair" };

	*out_count = 0;
	for (size_t k = 0; k < sizeof(offices) / sizeof(offices[0]); k++) {
		struct tenure *held;
		size_t count;

		TRY(holders_of(act->desk->store, offices[k], act->event->when, act->desk->arena,
		    &held, &count));
		for (size_t h = 0; h < count && *out_count < CALLED_MAX; h++) {
			list[(*out_count)++] = held[h].person;
		}
	}
	return KG_OK;
}

/* Away, or without any account: called in his turn all the same, and not waited for. */
static enum kg_status is_silent(struct act *act, const char *person, bool *out)
{
	struct address *to;
	char *reason;
	size_t count;
	enum kg_status st =
	    absence_of(act->desk->store, person, act->event->when, act->desk->arena, &reason);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	TRY(desk_accounts(act, person, &to, &count));
	*out = st == KG_OK || count == 0;
	return KG_OK;
}

static enum kg_status call_one(struct act *act, const struct incident *i, const char *person)
{
	struct address *to;
	size_t count;

	TRY(desk_append(act, "incident.paged", { "number", i->number }, { "person", person },
	    { "when", desk_when(act) }));
	TRY(desk_accounts(act, person, &to, &count));
	for (size_t k = 0; k < count; k++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = POST_PAGE_INTAKE,
			.matter = i->number,
			.priority = PRIORITY_PAGE,
			.card = card };

		TRY(page_intake_card(act, i, to[k].language, card));
		TRY(desk_post(act, &to[k], &notice, NULL));
	}
	return KG_OK;
}

/* All were called: from the beginning, as a report that came now. */
static struct kg_time next_round(struct act *act, const struct incident *i)
{
	bool ongoing = strcmp(i->ongoing, "yes") == 0;

	return incident_law_take_by(act->event->when, ongoing,
	    desk_rule_int(
	        act, ongoing ? "intake_ongoing_minutes" : "intake_minutes", act->event->when));
}

enum kg_status page_intake(struct act *act, const struct incident *i, const char *detail)
{
	int minutes = desk_rule_int(act, "ack_minutes", act->event->when);
	const char *list[CALLED_MAX];
	struct kg_time at;
	bool silent = true;
	size_t count;
	int called;

	TRY(duty_list(act, list, &count));
	TRY(page_intake_count(act->desk->store, i->number, &called));
	if (count == 0 || strtol(detail, NULL, 10) != called) {
		return KG_OK; /* whose turn it was has been called already */
	}
	do {
		const char *person = list[(size_t)called++ % count];

		TRY(call_one(act, i, person));
		TRY(is_silent(act, person, &silent));
	} while (silent && (size_t)called % count != 0);
	at = (size_t)called % count == 0
	         ? next_round(act, i)
	         : kg_time_add(act->event->when, (int64_t)minutes * KG_MINUTE);
	return timer_set(
	    act->desk->store, "incident.intake", i->number, desk_int(act, called), at);
}

enum kg_status page_intake_failed(struct act *act, const struct incident *i)
{
	const char *list[CALLED_MAX];
	size_t count;
	int called;

	TRY(duty_list(act, list, &count));
	TRY(page_intake_count(act->desk->store, i->number, &called));
	if (!incident_is(i, "reported") || count == 0 || (size_t)called % count == 0) {
		return KG_OK;
	}
	return timer_set(act->desk->store, "incident.intake", i->number, desk_int(act, called),
	    act->event->when);
}

enum kg_status page_intake_card(
    struct act *act, const struct incident *i, enum language l, struct card *card)
{
	struct record_step *steps;
	size_t count;

	incident_card(act, i, POST_INCIDENT_CARD, "", l, card);
	if (!incident_is(i, "reported")) {
		return KG_OK;
	}
	card_line(card, LINE_PLAIN, "%s",
	    tr(l,
	        "まだ受け付けられていません。休日夜間連絡順によりお知らせしています。[受付]は、お知らせを受けたどなたでも行えます。"));
	TRY(incident_steps(act->desk->store, i->number, act->desk->arena, &steps, &count));
	for (size_t k = 0; k < count; k++) {
		if (strcmp(steps[k].step, "paged") == 0) {
			card_line(card, LINE_NOTE, tr(l, "・%s %s(お電話でもご確認ください)"),
			    dates_clock(steps[k].at, act->desk->arena),
			    named_full(act, steps[k].person, l));
		}
	}
	return KG_OK;
}
