#ifndef KAIGI_HANDLERS_DESK_H
#define KAIGI_HANDLERS_DESK_H

/*
 * What every handler needs at its desk: who is acting and what he may, appending to the ledger,
 * posting, telling a person, answering. Private to handlers/. Everything lies in the event's
 * arena.
 */

#include <stdbool.h>

#include "handlers/card.h"
#include "handlers/commands.h"
#include "handlers/event.h"
#include "handlers/form.h"
#include "handlers/handlers.h"
#include "handlers/words.h"
#include "store/dialogue.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/people.h"
#include "store/store.h"
#include "store/timer.h"

struct act { /* one event on its way through the handlers */
	struct desk *desk;
	const struct event *event;
	struct reply *reply;
	struct person person;   /* id NULL: the account is not on the roster, or nobody acted */
	enum language language; /* of the answer */
	unsigned as;            /* enum capacity: in what capacities, at event->when */
	const char *secretariat; /* "" or the office that lets him act for 庶務 */
	bool by_message; /* the event's workspace answers by messages only: see guide.h */
};

#define TRY(call)                                                                              \
	do {                                                                                   \
		enum kg_status try_status = (call);                                            \
		if (try_status != KG_OK) {                                                     \
			return try_status;                                                     \
		}                                                                              \
	} while (0)

/* Finds person, language and capacities of the event's account. */
KG_MUST_CHECK enum kg_status desk_open(
    struct desk *desk, const struct event *event, struct reply *reply, struct act *out);

/* The actor's capacities, once his person is known. */
KG_MUST_CHECK enum kg_status desk_find_capacities(struct act *act);
/* By the table of capabilities: wholly, whoever it concerns; */
bool desk_may(const struct act *act, enum capability capability);
/* the same of somebody else than the actor (what his card offers), nobody when NULL; */
KG_MUST_CHECK enum kg_status desk_may_person(
    struct act *act, enum capability capability, const char *person, bool *out);
/* wholly, or (`own`) because he is the one who is asked or whom it concerns; */
bool desk_may_own(const struct act *act, enum capability capability, bool own);
/* the same for what concerns a person: himself, or whose 秘書 the actor is. */
KG_MUST_CHECK enum kg_status desk_may_for(
    struct act *act, enum capability capability, const char *person, bool *out);

/* Ledger: an entry with these fields; values NULL are left out. */
KG_MUST_CHECK enum kg_status desk_append_fields(
    struct act *act, const char *kind, const struct ledger_field *fields, size_t count);
#define desk_append(act, kind, ...)                                                            \
	desk_append_fields(act, kind, (const struct ledger_field[]){ __VA_ARGS__ },            \
	    sizeof((const struct ledger_field[]){ __VA_ARGS__ }) /                             \
	        sizeof(struct ledger_field))
const char *desk_int(struct act *act, int64_t value); /* as a field's value */
const char *desk_when(struct act *act);               /* event->when as a field's value */

/* A rule's value in force at `at`, and where it comes from: 議長決定's document or 既定値. */
struct rule_value desk_rule(struct act *act, const char *key, struct kg_time at);
/* For the committee its own value, else what holds for the council. */
struct rule_value desk_rule_of(
    struct act *act, const char *body, const char *key, struct kg_time at);
#define COMMITTEES_OWN "committee." /* before a key: the committee's value of it */
int desk_rule_int(struct act *act, const char *key, struct kg_time at);
/* "17:15" as minutes of the day. */
int desk_rule_clock(struct act *act, const char *key, struct kg_time at);

/* Answers. A text is a private card of one paragraph; lines may follow with card_line. */
struct card *desk_answer(struct act *act, const char *format, ...) KG_PRINTF(2, 3);
/* The word is somebody else's: whose, by which article. */
/* An article as people cite it: 第3条の3第4項 of "3-3(4)". */
const char *desk_article(struct act *act, const char *article, enum language l);
void desk_refuse(struct act *act, const struct command_word *word);
void desk_fault(struct act *act, const char *key, const char *text); /* one more field fault */
/* All faults of a command in one answer, instead of by their fields. */
void desk_say_faults(struct act *act);
bool desk_has_faults(const struct act *act);
/* Opens a dialogue and answers with the form. `context` is the handler's own. */
KG_MUST_CHECK enum kg_status desk_ask(
    struct act *act, struct form *form, const char *matter, const char *context);
const char *desk_answer_of(
    const struct act *act, const char *key); /* EVENT_FORM: "" when empty */

/* Where a message goes. */
struct address {
	int64_t workspace;
	const char *conversation; /* channel, or "@account" */
	const char *person;       /* "" for a channel */
	enum language language;
};

/* The channels that settings give a role, over all workspaces. */
KG_MUST_CHECK enum kg_status desk_channels(
    struct act *act, const char *role, struct address **out, size_t *out_count);
enum language desk_language_of_channel(
    struct act *act, int64_t workspace, const char *conversation);
bool desk_in_channel(
    struct act *act, const char *role); /* is the event's channel one of them? */
/* Every active account of a person. None: *out_count 0. */
KG_MUST_CHECK enum kg_status desk_accounts(
    struct act *act, const char *person, struct address **out, size_t *out_count);

/* One account by the name of its workspace. KG_NOT_FOUND: we don't serve it. */
KG_MUST_CHECK enum kg_status desk_account(
    struct act *act, const char *workspace, const char *account, struct address *out);

struct notice {           /* what is posted */
	const char *kind; /* the posting's */
	const char *matter;
	int round;
	enum outbox_priority priority;
	const struct card *card;
	int64_t thread;
	struct kg_time expires;
	bool marked; /* seed the ballot's marks */
	bool pinned; /* for whoever comes later, in a channel of either network */
	bool tapped; /* seed ⭕ alone: one tap goes on, everything else has buttons */
	const char *const
	    *seeds; /* these instead of the ballot's; NULL-terminated; NULL: none */
};

/* One posting with its say row (and seeds). */
KG_MUST_CHECK enum kg_status desk_post(struct act *act, const struct address *to,
    const struct notice *notice, int64_t *out_posting);
/* A kept file, under that name, in the thread of what was posted to that address. */
KG_MUST_CHECK enum kg_status desk_attach(struct act *act, const struct address *to,
    int64_t posting, const char *sha256, const char *name);
/* A plain word to a person on every account of his: card built by the caller in his language.
 */
KG_MUST_CHECK enum kg_status desk_tell(
    struct act *act, const char *person, const char *matter, const struct card *card);
/* The same to everybody in an office now. */
KG_MUST_CHECK enum kg_status desk_tell_office(struct act *act, const char *office,
    const char *matter, const char *ja_format_with_one_s, const char *argument);
/* To whoever acted, roster or not: a direct message. */
KG_MUST_CHECK enum kg_status desk_tell_actor(
    struct act *act, const char *matter, const struct card *card);

struct card *desk_card(struct act *act); /* an empty card in the arena */
enum language desk_language_of(struct act *act, const char *person);

#endif
