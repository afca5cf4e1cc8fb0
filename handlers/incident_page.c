/*
 * Asking for an answer, and what follows when none comes. All steps are timers set when a
 * person is asked; each looks at the records when it fires, so that an answer ends them all.
 */
#include "handlers/incident_page.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/incident_law.h"
#include "handlers/leave.h"
#include "handlers/named.h"

enum { PAGED_FROM = 3, DETAIL_PARTS = 3 };

struct request {
	const char *person;
	const char *office;
	const char *why;
	const char *stead; /* "": for himself */
};

static enum kg_status ask(struct act *act, const struct incident *i, const struct request *r);

bool page_is_due(const struct act *act, const struct incident *i)
{
	(void)act;
	return i->severity >= PAGED_FROM;
}

/* --- when --- */

struct kg_time page_step_at(
    struct act *act, const struct incident *i, const struct page *page, const char *key)
{
	int64_t minutes = desk_rule_int(act, key, page->asked);

	if (strcmp(i->ongoing, "yes") == 0) {
		int64_t all = desk_rule_int(act, "ack_minutes", page->asked);
		int64_t fast = desk_rule_int(act, "ack_ongoing_minutes", page->asked);

		return kg_time_add(
		    page->asked, minutes * KG_MINUTE * fast / (all < 1 ? 1 : all));
	}
	return kg_time_add(page->asked, minutes * KG_MINUTE);
}

static enum kg_status set_step(
    struct act *act, const struct page *page, const char *step, struct kg_time at)
{
	return timer_set(act->desk->store, "page.step", page->incident,
	    arena_printf(act->desk->arena, "%s|%s|%s", page->person, step,
	        desk_int(act, page->asked.ms)),
	    at);
}

static enum kg_status set_steps(
    struct act *act, const struct incident *i, const struct page *page)
{
	struct kg_time phone = page_step_at(act, i, page, "ack_minutes");
	int64_t half = (phone.ms - page->asked.ms) / 2;

	TRY(set_step(act, page, "again", kg_time_add(page->asked, half)));
	TRY(set_step(act, page, "phone", phone));
	TRY(set_step(act, page, "next", page_step_at(act, i, page, "ack_escalate_minutes")));
	return set_step(act, page, "final", page_step_at(act, i, page, "ack_final_minutes"));
}

/* --- who comes next --- */

static const char *contact(const char *office, size_t place)
{
	static const struct {
		const char *office;
		const char *next[2];
	} contacts[] = {
		{ "ciso", { "deputy_ciso", "vice" } },
		{ "deputy_ciso", { "vice", NULL } },
		{ "chair", { "vice", OFFICE_VICE_CHIEF } },
		{ "vice", { OFFICE_VICE_CHIEF, NULL } },
	};

	for (size_t k = 0; k < sizeof(contacts) / sizeof(contacts[0]); k++) {
		if (strcmp(contacts[k].office, office) == 0) {
			return place < 2 ? contacts[k].next[place] : NULL;
		}
	}
	return NULL;
}

static enum kg_status is_asked(
    struct act *act, const struct incident *i, const char *person, bool *out)
{
	struct page page;
	enum kg_status st =
	    page_load(act->desk->store, i->number, person, act->desk->arena, &page);

	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

/* The first contact who was not asked yet. */
static enum kg_status ask_next(
    struct act *act, const struct incident *i, const struct page *page, const char *why)
{
	const char *office;

	for (size_t place = 0; (office = contact(page->office, place)) != NULL; place++) {
		struct tenure *held;
		size_t count;

		TRY(holders_of(act->desk->store, office, act->event->when, act->desk->arena,
		    &held, &count));
		for (size_t k = 0; k < count; k++) {
			struct request next = { held[k].person, office, why, page->person };
			bool asked;

			TRY(is_asked(act, i, next.person, &asked));
			if (!asked) {
				return ask(act, i, &next);
			}
		}
	}
	return KG_OK;
}

/* Somebody who was asked in his stead has answered: nobody further is called. */
static enum kg_status has_stand_in(struct act *act, const struct page *page, bool *out_answered)
{
	struct page *list;
	size_t count;

	*out_answered = false;
	TRY(page_list(act->desk->store, page->incident, act->desk->arena, &list, &count));
	for (size_t k = 0; k < count; k++) {
		*out_answered = *out_answered || (strcmp(list[k].stead, page->person) == 0 &&
		                                     kg_time_is_set(list[k].answered));
	}
	return KG_OK;
}

/* --- asking --- */

static enum kg_status is_absent(struct act *act, const char *person, bool *out)
{
	char *reason;
	enum kg_status st =
	    absence_of(act->desk->store, person, act->event->when, act->desk->arena, &reason);

	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status send_page(
    struct act *act, const struct incident *i, const struct page *page, size_t *out_count)
{
	struct address *to;

	TRY(desk_accounts(act, page->person, &to, out_count));
	for (size_t k = 0; k < *out_count; k++) {
		enum language l = to[k].language;
		struct card *card = desk_card(act);
		struct notice notice = { .kind = POST_PAGE,
			.matter = i->number,
			.priority = PRIORITY_PAGE,
			.card = card };
		struct outbox_row quiet = { .workspace = to[k].workspace,
			.conversation = to[k].conversation,
			.verb = OUTBOX_QUIET,
			.priority = PRIORITY_ASK };

		incident_card(act, i, POST_INCIDENT_TOLD, page->person, l, card);
		if (page->sent > 1) {
			card->title = arena_printf(
			    act->desk->arena, tr(l, "【再度のご連絡】%s"), card->title);
		}
		TRY(desk_post(act, &to[k], &notice, &quiet.posting));
		TRY(outbox_add(act->desk->store, &quiet));
	}
	return KG_OK;
}

static enum kg_status send_task(
    struct act *act, const struct incident *i, const struct page *page)
{
	struct tenure *held;
	struct page *list;
	size_t count;
	size_t place = 0;

	TRY(desk_append(act, "page.phone", { "number", i->number }, { "person", page->person },
	    { "when", desk_when(act) }));
	TRY(page_list(act->desk->store, i->number, act->desk->arena, &list, &count));
	while (place < count && strcmp(list[place].person, page->person) != 0) {
		place++;
	}
	TRY(holders_of(act->desk->store, "secretariat", act->event->when, act->desk->arena,
	    &held, &count));
	for (size_t k = 0; k < count; k++) {
		struct address *to;
		size_t accounts;

		TRY(desk_accounts(act, held[k].person, &to, &accounts));
		for (size_t a = 0; a < accounts; a++) {
			struct card *card = desk_card(act);
			struct notice notice = { .kind = POST_PAGE_TASK,
				.matter = i->number,
				.round = (int)place + 1,
				.priority = PRIORITY_PAGE,
				.card = card };

			page_task_card(act, i, page, to[a].language, card);
			TRY(desk_post(act, &to[a], &notice, NULL));
		}
	}
	return KG_OK;
}

/* It did not go out: once for each asking, the next contact and the telephone at once. */
static enum kg_status fail(
    struct act *act, const struct incident *i, struct page *page, const char *error)
{
	bool first = page->failed[0] == '\0';

	TRY(desk_append(act, "page.failed", { "number", i->number }, { "person", page->person },
	    { "error", error }, { "note", error }, { "when", desk_when(act) }));
	if (!first) {
		return KG_OK;
	}
	page->failed = error;
	TRY(ask_next(act, i, page, "next"));
	return send_task(act, i, page);
}

static enum kg_status record_ask(
    struct act *act, const struct incident *i, const struct request *r)
{
	bool told = false;

	for (size_t k = 0; k < i->told_count; k++) {
		told = told || strcmp(i->told[k].person, r->person) == 0;
	}
	if (!told) {
		TRY(desk_append(act, "incident.told", { "number", i->number },
		    { "person", r->person }, { "office", r->office }, { "why", r->why },
		    { "when", desk_when(act) }));
	}
	return desk_append(act, "page.asked", { "number", i->number }, { "person", r->person },
	    { "office", r->office }, { "why", r->why }, { "stead", r->stead },
	    { "when", desk_when(act) });
}

static enum kg_status ask(struct act *act, const struct incident *i, const struct request *r)
{
	struct incident now;
	struct page page;
	size_t accounts;
	bool absent;

	TRY(record_ask(act, i, r));
	TRY(incident_load(act->desk->store, i->number, act->desk->arena, &now));
	TRY(page_load(act->desk->store, i->number, r->person, act->desk->arena, &page));
	TRY(set_steps(act, &now, &page));
	TRY(send_page(act, &now, &page, &accounts));
	if (accounts == 0) {
		return fail(act, &now, &page, "no_account");
	}
	TRY(is_absent(act, r->person, &absent));
	return absent ? ask_next(act, &now, &page, "away") : KG_OK;
}

/* anew: also who has answered before; who has not is waited for as it is. */
static enum kg_status ask_office(
    struct act *act, const struct incident *i, const char *office, const char *why, bool anew)
{
	struct tenure *held;
	size_t count;

	TRY(holders_of(
	    act->desk->store, office, act->event->when, act->desk->arena, &held, &count));
	for (size_t k = 0; k < count; k++) {
		struct request r = { held[k].person, office, why, "" };
		struct page page;
		enum kg_status st =
		    page_load(act->desk->store, i->number, r.person, act->desk->arena, &page);

		if (st != KG_OK && st != KG_NOT_FOUND) {
			return st;
		}
		if (st == KG_NOT_FOUND || (anew && kg_time_is_set(page.answered))) {
			TRY(ask(act, i, &r));
		}
	}
	if (count == 0) {
		struct page vacant = {
			.incident = i->number, .person = "", .office = office, .stead = ""
		};

		return ask_next(act, i, &vacant, why);
	}
	return KG_OK;
}

enum kg_status page_graded(struct act *act, const struct incident *i, int before)
{
	bool risen = i->severity > before;

	if (!page_is_due(act, i)) {
		return KG_OK;
	}
	TRY(ask_office(act, i, "ciso", "level", risen));
	return ask_office(act, i, "chair", "level", risen);
}

enum kg_status page_choose(struct act *act, const struct incident *i)
{
	if (!incident_is(i, "recognised")) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は認定前です。「認定」のあと、レベルにかかわらず受領を求めることができます。"),
		    i->number);
		return KG_OK;
	}
	TRY(ask_office(act, i, "ciso", "chosen", true));
	TRY(ask_office(act, i, "chair", "chosen", true));
	(void)desk_answer(act,
	    tr(act->language, "%s について、CISOと議長に受領をお願いしました。"), i->number);
	return KG_OK;
}

/* --- the steps --- */

/* The level has fallen since: nobody is pressed any more. */
static enum kg_status is_wanted(
    struct act *act, const struct incident *i, const struct page *page, bool *out)
{
	struct page first = *page;
	enum kg_status st = KG_OK;

	if (page->stead[0] != '\0') {
		st = page_load(
		    act->desk->store, i->number, page->stead, act->desk->arena, &first);
		st = st == KG_NOT_FOUND ? KG_OK : st;
	}
	*out = !kg_time_is_set(page->answered) && !i->end.is_closed &&
	       (page_is_due(act, i) || strcmp(first.why, "chosen") == 0);
	return st;
}

static enum kg_status again(struct act *act, const struct incident *i, struct page *page)
{
	size_t accounts;

	TRY(desk_append(act, "page.again", { "number", i->number }, { "person", page->person },
	    { "when", desk_when(act) }));
	page->sent++;
	return send_page(act, i, page, &accounts);
}

/* The duty is his own: without it he and 庶務 are reminded for as long as it is open, each time
 * after twice as long, at last once a day. */
static enum kg_status go_on(struct act *act, const struct incident *i, struct page *page)
{
	int64_t first = page_step_at(act, i, page, "ack_final_minutes").ms - page->asked.ms;
	int64_t wait = act->event->when.ms - page->asked.ms;
	bool answered;

	wait = wait < first ? first : wait > KG_DAY ? KG_DAY : wait;
	TRY(has_stand_in(act, page, &answered));
	if (!answered && page->stead[0] == '\0') {
		TRY(ask_next(act, i, page, "next"));
	}
	TRY(again(act, i, page));
	TRY(send_task(act, i, page));
	return set_step(act, page, "final", kg_time_add(act->event->when, wait));
}

static enum kg_status run_step(
    struct act *act, const struct incident *i, struct page *page, const char *step)
{
	bool answered;

	if (strcmp(step, "again") == 0) {
		return again(act, i, page);
	}
	if (strcmp(step, "phone") == 0) {
		return send_task(act, i, page);
	}
	if (strcmp(step, "final") == 0) {
		return go_on(act, i, page);
	}
	if (page->stead[0] != '\0') {
		return KG_OK; /* whom he stands in for goes on */
	}
	TRY(has_stand_in(act, page, &answered));
	TRY(answered ? KG_OK : ask_next(act, i, page, "next"));
	return incident_redraw(act, i);
}

enum kg_status page_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	size_t size = strcspn(detail, "|");
	const char *person = arena_strndup(act->desk->arena, detail, size);
	const char *rest = detail + size + (detail[size] == '|' ? 1 : 0);
	const char *step = arena_strndup(act->desk->arena, rest, strcspn(rest, "|"));
	const char *asked = strchr(rest, '|');
	struct incident i;
	struct page page;
	bool wanted;

	KG_ASSERT(strcmp(kind, "page.step") == 0 && asked != NULL);
	TRY(incident_load(act->desk->store, matter, act->desk->arena, &i));
	TRY(page_load(act->desk->store, matter, person, act->desk->arena, &page));
	if (strtoll(asked + 1, NULL, 10) != page.asked.ms) {
		return KG_OK; /* he was asked anew since */
	}
	TRY(is_wanted(act, &i, &page, &wanted));
	return wanted ? run_step(act, &i, &page, step) : KG_OK;
}

/* --- what the network says --- */

/* Another account of his has it. */
static enum kg_status has_arrived(
    struct act *act, const struct posting *posting, struct kg_time asked, bool *out)
{
	struct posting *list;
	size_t count;

	*out = false;
	TRY(posting_list(
	    act->desk->store, posting->matter, POST_PAGE, act->desk->arena, &list, &count));
	for (size_t k = 0; k < count; k++) {
		*out = *out || (list[k].id != posting->id && list[k].state == POSTING_LIVE &&
		                   strcmp(list[k].person, posting->person) == 0 &&
		                   list[k].live_at.ms >= asked.ms);
	}
	return KG_OK;
}

static enum kg_status note_quiet(
    struct act *act, const struct incident *i, const struct page *page)
{
	const char *until = act->event->message;

	if (until == NULL || strtoll(until, NULL, 10) == page->quiet.ms) {
		return KG_OK;
	}
	TRY(desk_append(act, "page.quiet", { "number", i->number }, { "person", page->person },
	    { "until", until }, { "when", desk_when(act) }));
	return incident_redraw(act, i);
}

enum kg_status page_sent(
    struct act *act, const struct outbox_row *row, const struct posting *posting)
{
	bool is_ok = act->event->action != NULL && strcmp(act->event->action, "ok") == 0;
	bool is_say = row->verb == OUTBOX_SAY;
	struct incident i;
	struct page page;
	bool arrived;
	enum kg_status st;

	if (!(is_say && !is_ok) && !(row->verb == OUTBOX_QUIET && is_ok)) {
		return KG_OK;
	}
	TRY(incident_load(act->desk->store, posting->matter, act->desk->arena, &i));
	if (strcmp(posting->kind, POST_PAGE_INTAKE) == 0) {
		return page_intake_failed(act, &i);
	}
	if (strcmp(posting->kind, POST_PAGE) != 0) {
		return KG_OK;
	}
	st = page_load(act->desk->store, i.number, posting->person, act->desk->arena, &page);
	if (st != KG_OK || kg_time_is_set(page.answered)) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	if (!is_say) {
		return note_quiet(act, &i, &page);
	}
	TRY(has_arrived(act, posting, page.asked, &arrived));
	return arrived ? KG_OK
	               : fail(act, &i, &page,
	                     act->event->text == NULL ? "refused" : act->event->text);
}

enum kg_status page_roster(struct act *act)
{
	struct page *list;
	size_t count;

	TRY(page_open(act->desk->store, act->desk->arena, &list, &count));
	for (size_t k = 0; k < count; k++) {
		struct incident i;
		bool wanted;
		bool absent;
		bool asked = false;
		struct page *all;
		size_t all_count;

		TRY(incident_load(act->desk->store, list[k].incident, act->desk->arena, &i));
		TRY(is_wanted(act, &i, &list[k], &wanted));
		TRY(is_absent(act, list[k].person, &absent));
		TRY(page_list(act->desk->store, i.number, act->desk->arena, &all, &all_count));
		for (size_t a = 0; a < all_count; a++) {
			asked = asked || strcmp(all[a].stead, list[k].person) == 0;
		}
		if (wanted && absent && !asked) {
			TRY(ask_next(act, &i, &list[k], "away"));
		}
	}
	return KG_OK;
}
