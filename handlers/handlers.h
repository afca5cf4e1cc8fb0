#ifndef KAIGI_HANDLERS_HANDLERS_H
#define KAIGI_HANDLERS_HANDLERS_H

/*
 * The one door from the world into the matters. A handler loads through store/, asks law, and
 * appends; it sees no socket, clock, random number or network's JSON. Everything it does is in
 * the caller's transaction.
 */

#include "config/charter.h"
#include "config/clocks.h"
#include "config/settings.h"
#include "handlers/event.h"
#include "store/outbox.h"

struct store;

struct desk { /* what a handler works with, for one event */
	struct store *store;
	/* Handed in: any version, the others are linked with it. For a handler: the version in
	 * force on the day of the event. */
	const struct charter *charter;
	const struct settings *settings;
	const struct clocks *clocks; /* NULL or without rows: none are configured */
	struct arena *arena;         /* the event's; nothing is freed by handlers */
	const char *cause;           /* "inbox:12": goes into every entry */
	struct kg_time now;          /* rendering only; events bring their own */
};

/*
 * Takes one event. KG_OK: done, *out_reply says what the person is answered (REPLY_NONE for
 * nothing). Refusals are replies. Any other status fails the transaction: KG_FULL (disk), KG_IO
 * end as design.md section 4 says, KG_INVALID parks the event.
 */
KG_MUST_CHECK enum kg_status handlers_take(
    struct desk *desk, const struct event *event, struct reply *out_reply);

/* The present look of a posting, for a `show`, in the language of its conversation. */
KG_MUST_CHECK enum kg_status handlers_render(
    struct desk *desk, const struct posting *posting, struct card *out);

/* The words "it is kept, but could not be carried out; 庶務 is told". */
void handlers_parked(struct desk *desk, enum language language, struct reply *out_reply);
/* The same as a message to who did it, where the network carries no reply. */
KG_MUST_CHECK enum kg_status handlers_tell_parked(struct desk *desk, const struct event *event);

/* The words "disk is full, please say it again later" in the person's language, made without
 * the store. */
void handlers_full(struct desk *desk, enum language language, struct reply *out_reply);

#endif
