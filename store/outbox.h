#ifndef KAIGI_STORE_OUTBOX_H
#define KAIGI_STORE_OUTBOX_H

/*
 * What must go out, as rows with a random key that never comes again. Handlers add; delivery
 * takes. A posting is one message of ours in one conversation, known before it is sent; marks
 * find their matter through it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/random.h"
#include "base/status.h"
#include "base/time.h"

struct store;
struct posting;

enum outbox_verb {
	OUTBOX_SAY,    /* frozen card, once; fills its posting */
	OUTBOX_SHOW,   /* edit of a posting, rendered when sent; one waiting per posting */
	OUTBOX_HINT,   /* ephemeral to `account` in `conversation`; at most once */
	OUTBOX_SEED,   /* the bot's own mark on a posting: `mark` */
	OUTBOX_UNSEED, /* takes it off again */
	OUTBOX_READ,   /* read the marks of a posting back: answers with EVENT_MARKS */
	OUTBOX_FETCH,  /* bring the bytes of network file `body` into files/: answers with
	                  EVENT_FILE, text = `detail` */
	OUTBOX_UPLOAD, /* file files/`body` (a SHA-256) under the name `detail` into the thread
	                  of `posting` or the conversation */
	OUTBOX_PIN,    /* pin a posting */
	OUTBOX_WAIT,   /* no network act: falls due, then answers EVENT_SENT ok */
	OUTBOX_QUIET,  /* does the account of a direct conversation get no notices now? Answers
	                  EVENT_SENT ok, message = until when in ms, NULL: it does, or nobody
	                  knows */
};

enum outbox_priority {
	PRIORITY_PAGE,
	PRIORITY_ASK,
	PRIORITY_SAY,
	PRIORITY_SHOW,
	PRIORITY_SEED
};

struct outbox_row {
	int64_t id;                   /* out */
	char key[RANDOM_KEY_HEX + 1]; /* out */
	int64_t workspace;
	const char *conversation; /* channel id, or "@ACCOUNT": the direct conversation with
	                             that account */
	const char *account;      /* OUTBOX_HINT: who sees it */
	int64_t posting;          /* 0: none */
	int64_t thread;           /* posting whose thread it goes into; 0: none */
	int64_t waits_for;        /* posting that must be live first; falls with it; 0: none */
	enum outbox_verb verb;
	enum outbox_priority priority;
	const char *body; /* packed card, file hash … */
	size_t body_size;
	const char *mark;
	const char *detail;
	struct kg_time due;     /* not before; 0: now */
	struct kg_time expires; /* not after; 0: never */
	int attempts;           /* out */
	bool ambiguous;         /* out: sent once with no clear answer: look it up first */
	const char *why;        /* out of outbox_next: it has fallen, see there */
};

/*
 * What acts on a posting (show, seed, unseed, read, upload, pin) waits for it when waits_for is
 * 0; what goes into a thread waits for `thread` too.
 */
KG_MUST_CHECK enum kg_status outbox_add(struct store *store, struct outbox_row *row);

/*
 * A reading of this posting's marks. One that waits already will do, and is due now: nothing is
 * added then.
 */
KG_MUST_CHECK enum kg_status outbox_read(
    struct store *store, const struct posting *posting, struct kg_time now);
/* A waiting show of this posting exists already, or it is gone: then nothing is added (KG_OK).
 */
KG_MUST_CHECK enum kg_status outbox_show(struct store *store, int64_t posting);

/*
 * The sendable rows, best first: due, posting waited for is live, none older of its
 * conversation waiting (order within a conversation holds for all but read, fetch and wait).
 * What is in flight or held for another attempt holds its conversation. A row with `why` has
 * fallen (expired, or it needs a posting that is gone): don't send it, let its refusal become a
 * verdict.
 */
KG_MUST_CHECK enum kg_status outbox_next(struct store *store, struct kg_time now, int limit,
    struct arena *arena, struct outbox_row **out_rows, size_t *out_count);
KG_MUST_CHECK enum kg_status outbox_begin(struct store *store, int64_t id,
    struct kg_time now); /* attempt counted, marked in flight */
/* Holds its conversation until then. Doubt stays once it was there; */
KG_MUST_CHECK enum kg_status outbox_retry(
    struct store *store, int64_t id, struct kg_time due, bool ambiguous);
/* KG_NOT_FOUND: finished already. */
KG_MUST_CHECK enum kg_status outbox_finish(
    struct store *store, int64_t id, bool sent, const char *why);
KG_MUST_CHECK enum kg_status outbox_load(
    struct store *store, int64_t id, struct arena *arena, struct outbox_row *out);
/* The row that said this posting; KG_NOT_FOUND. */
KG_MUST_CHECK enum kg_status outbox_said(
    struct store *store, int64_t posting, struct arena *arena, struct outbox_row *out);
/*
 * What was to be said in a channel and was refused because we were shut out there (`why` is one
 * of those words), oldest first; what has expired since, or was said again, is none of them.
 */
KG_MUST_CHECK enum kg_status outbox_shut_out(struct store *store, int64_t workspace,
    const char *conversation, struct kg_time now, struct arena *arena,
    struct outbox_row **out_rows, size_t *out_count);
bool outbox_is_shut_out(const char *why);
/* One of these again, with all that fell with it (files, pins, its thread): new rows, new keys.
 */
KG_MUST_CHECK enum kg_status outbox_say_again(struct store *store, int64_t posting);
KG_MUST_CHECK enum kg_status outbox_waiting(
    struct store *store, struct kg_time now, int *out_count); /* due now and unfinished */
KG_MUST_CHECK enum kg_status outbox_due(struct store *store,
    struct kg_time *out); /* when outbox_next has something by time alone; KG_NOT_FOUND */
/* A reading of this posting is waiting or in flight. */
KG_MUST_CHECK enum kg_status outbox_is_reading(struct store *store, int64_t posting, bool *out);
/* After a start: whatever was in flight becomes ambiguous. */
KG_MUST_CHECK enum kg_status outbox_recover(struct store *store);

enum posting_state { POSTING_PLANNED, POSTING_LIVE, POSTING_GONE, POSTING_OLD };

struct posting {
	int64_t id;
	int64_t workspace;
	const char *conversation; /* as addressed */
	const char *channel;      /* the network's, once live */
	const char *message;      /* the network's, once live */
	const char *kind;         /* "circular.card", "circular.ask", "circular.final" … */
	const char *matter;       /* 回R8-001 */
	int round;
	const char *person; /* whom it was sent to; "" for a channel */
	enum posting_state state;
	struct kg_time live_at;
	struct kg_time read_at; /* marks known to be complete up to here */
};

KG_MUST_CHECK enum kg_status posting_add(struct store *store, struct posting *posting);
KG_MUST_CHECK enum kg_status posting_find(struct store *store, int64_t workspace,
    const char *channel, const char *message, struct arena *arena, struct posting *out);
KG_MUST_CHECK enum kg_status posting_load(
    struct store *store, int64_t id, struct arena *arena, struct posting *out);
/* Of a matter: every posting of `kind` (NULL: all kinds), newest round first. */
KG_MUST_CHECK enum kg_status posting_list(struct store *store, const char *matter,
    const char *kind, struct arena *arena, struct posting **out, size_t *out_count);
/* Those live in a conversation as addressed, newest first, at most `limit`. */
KG_MUST_CHECK enum kg_status posting_recent(struct store *store, const struct posting *where,
    int limit, struct arena *arena, struct posting **out, size_t *out_count);
/* Planned or gone becomes live; old stays old. */
KG_MUST_CHECK enum kg_status posting_set_live(struct store *store, int64_t id,
    const char *channel, const char *message, struct kg_time at);
KG_MUST_CHECK enum kg_status posting_set_state(
    struct store *store, int64_t id, enum posting_state state);
KG_MUST_CHECK enum kg_status posting_set_read(
    struct store *store, int64_t id, struct kg_time at);
/* The direct channel of an account, kept so that it is opened once. KG_NOT_FOUND. */
KG_MUST_CHECK enum kg_status direct_get(struct store *store, int64_t workspace,
    const char *account, struct arena *arena, char **out_channel);
KG_MUST_CHECK enum kg_status direct_set(
    struct store *store, int64_t workspace, const char *account, const char *channel);
/* Every stored id of a channel that moved with all that lies in it. */
KG_MUST_CHECK enum kg_status channel_moved(
    struct store *store, int64_t workspace, const char *old_id, const char *new_id);
/* Another channel has taken its place: what is sent from now on goes there, what was sent lies
 * where it was. */
KG_MUST_CHECK enum kg_status channel_replaced(
    struct store *store, int64_t workspace, const char *old_id, const char *new_id);

#endif
