#ifndef KAIGI_BOT_DISPATCH_H
#define KAIGI_BOT_DISPATCH_H

/*
 * The road of an event: whatever arrives in one turn of the loop is run in one transaction, and
 * acknowledged only after its COMMIT. When anything in it fails, all of it rolls back and its
 * jobs run one by one. A job that fails alone is parked, acknowledged and alarmed. A full disk
 * refuses with a word and waits; an I/O error ends. Knows no loop: its owner calls
 * dispatch_turn and asks how long it may sleep.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "bot/adapter.h"
#include "handlers/handlers.h"

struct dispatch;
struct job;

/* The handlers' door, so that tests can stand behind it. */
struct dispatch_door {
	enum kg_status (*take)(
	    struct desk *desk, const struct event *event, struct reply *out_reply);
	enum kg_status (*render)(
	    struct desk *desk, const struct posting *posting, struct card *out);
	void (*full)(struct desk *desk, enum language language, struct reply *out_reply);
	void (*parked)(struct desk *desk, enum language language, struct reply *out_reply);
	/* In the transaction that parks it: its author hears so where no reply reaches him.
	 * NULL: nobody does. */
	enum kg_status (*tell_parked)(struct desk *desk, const struct event *event);
};

struct dispatch_options { /* all borrowed until dispatch_destroy */
	struct store *store;
	const struct charter *charter; /* any version: the others are linked with it */
	const struct settings *settings;
	const struct clocks *clocks;
	struct dispatch_door door;
	void (*wake)(void *user);                    /* a job came: the loop must not sleep */
	void (*end)(void *user, int exit_code);      /* the process must end */
	void (*alarm)(void *user, const char *line); /* one key=value line */
	void *user;
};

/* Work for a transaction. The first member of each kind of job; made with job_create, given to
 * dispatch_push. */
struct job_impl {
	/* In a transaction; may be called twice, the second time after a rollback. */
	enum kg_status (*run)(struct job *job, struct desk *desk);
	/* In a transaction of its own, after run failed alone. */
	enum kg_status (*park)(struct job *job, struct desk *desk, const char *why);
	/* Once, last: committed or not. Frees what the job owns, but not the job. */
	void (*finish)(struct job *job, bool committed);
};

struct job {
	const struct job_impl *impl;
	struct dispatch *dispatch;
	struct job *next;
	struct adapter *adapter; /* with ack */
	struct ack *ack;         /* NULL: nobody waits */
	struct reply reply;      /* set by run; lives in the arena */
	struct arena arena;      /* emptied before each run */
};

struct dispatch *dispatch_create(const struct dispatch_options *options);
/*
 * Asked for each live mark and each set of marks read back; false: the set is stale and will be
 * read again.
 */
void dispatch_on_marks(struct dispatch *dispatch,
    bool (*admit)(void *user, const struct event *event), void *user);
void dispatch_destroy(struct dispatch *dispatch); /* drops what waits; NULL is fine */

/* What the state needs at a start: rows in flight are recovered, the head is signed,
 * EVENT_START is queued. */
KG_MUST_CHECK enum kg_status dispatch_start(struct dispatch *dispatch);

/* Stores the event's copy in the queue; `now` is set here. */
void dispatch_event(struct dispatch *dispatch, struct adapter *adapter,
    const struct event *event, struct ack *ack);

void *job_create(struct dispatch *dispatch, const struct job_impl *impl, size_t size);
void dispatch_push(struct dispatch *dispatch, struct job *job);

/* An adapter's note, stored behind everything that was queued before. */
void dispatch_keep(struct dispatch *dispatch, struct adapter *adapter, const char *name,
    const char *value, struct ack *ack);

/*
 * For jobs: inbox, handler, kept reply. A repeat gives the first one's reply and calls no
 * handler; *out_new (may be NULL) says which.
 */
KG_MUST_CHECK enum kg_status dispatch_take(struct dispatch *dispatch, struct desk *desk,
    const struct event *event, struct reply *out_reply, bool *out_new);
KG_MUST_CHECK enum kg_status dispatch_park_event(
    struct desk *desk, const struct event *event, const char *why);

/* One turn: at most 256 jobs, then overdue timers. */
void dispatch_turn(struct dispatch *dispatch);
/* Runs what is queued until nothing is, 1 s at most: the last turns before the end. */
void dispatch_drain(struct dispatch *dispatch);

/* For others who write: commit counts, wakes; failures end or refuse as told above. */
KG_MUST_CHECK enum kg_status dispatch_commit(struct dispatch *dispatch);
void dispatch_failed(struct dispatch *dispatch, enum kg_status status, const char *what);
uint64_t dispatch_commits(const struct dispatch *dispatch);

/* Milliseconds until the next timer or probe, 30 s at most. */
int64_t dispatch_wait_ms(const struct dispatch *dispatch);
bool dispatch_is_idle(const struct dispatch *dispatch); /* nothing queued, no timer due */
bool dispatch_is_full(const struct dispatch *dispatch); /* the disk is */
size_t dispatch_queued(const struct dispatch *dispatch);

/* The server's clock less ours. Beyond a minute: alarm, and no timer runs until it is mended.
 */
void dispatch_clock_skew(struct dispatch *dispatch, int64_t ms);

struct desk dispatch_desk(struct dispatch *dispatch, struct arena *arena);

#endif
