#ifndef KAIGI_BOT_DISPATCH_PARTS_H
#define KAIGI_BOT_DISPATCH_PARTS_H

/* What dispatch.c, dispatch_event.c and dispatch_timer.c share. Nobody else includes this. */

#include "bot/dispatch.h"

enum {
	TURN_MAX = 256,
	TIMERS_A_TURN = 64,
	SLEEP_MAX_MS = 30 * KG_SECOND,
	PROBE_MS = 5 * KG_SECOND,
	TIMER_PAUSE_MS = 5 * KG_SECOND,
	SKEW_MAX_MS = KG_MINUTE,
};

struct job_list {
	struct job *first;
	struct job *last;
	size_t count;
};

struct dispatch {
	struct dispatch_options options;
	bool (*admit)(void *user, const struct event *event); /* NULL: all */
	void *admit_user;
	struct job_list queue;
	struct job_list held; /* nobody waits for them, the disk is full: run when it is not */
	bool is_full;
	bool is_ended;
	bool is_skewed;
	int64_t probe_at;  /* monotonic */
	int64_t timers_at; /* monotonic: none runs before, after one that could not even be
	                      parked */
	struct kg_time next_due; /* of the nearest timer; 0: none */
	uint64_t commits;
};

void dispatch_list_add(struct job_list *list, struct job *job);
struct job *dispatch_list_take(struct job_list *list); /* NULL when empty */

/* Ends the process's work: nothing is run or acknowledged any more. */
void dispatch_end(struct dispatch *dispatch, int exit_code);
void dispatch_enter_full(struct dispatch *dispatch);
void dispatch_alarm(struct dispatch *dispatch, const char *format, ...) KG_PRINTF(2, 3);
/* Rolls back unless `status` is KG_OK and the commit succeeds. */
KG_MUST_CHECK enum kg_status dispatch_settle(struct dispatch *dispatch, enum kg_status status);

/* dispatch_timer.c */
void timers_look(struct dispatch *dispatch); /* learns next_due */
void timers_run(struct dispatch *dispatch);
bool timers_may_run(const struct dispatch *dispatch);
KG_MUST_CHECK enum kg_status timers_start(struct dispatch *dispatch); /* in a transaction */

#endif
