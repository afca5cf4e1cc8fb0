#ifndef KAIGI_BOT_SLACK_LINK_H
#define KAIGI_BOT_SLACK_LINK_H

/*
 * The one owner of reconnection: a pure table of states × inputs for each of three slots, and
 * the policy above them. No socket, no clock, no timer: times come in, effects go out. Two
 * sockets are wanted, three are the most (overlap).
 *
 * Laws, over any order of inputs: opens lie 5 s apart at least; opens that follow a failure are
 * ten in any ten minutes at most; at most one attempt runs; nothing is opened after STOP or a
 * fatal answer; a socket that is told to go is read until it closes, or 15 s after its
 * replacement said hello.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LINK_SLOTS = 3,
	LINK_WANTED = 2,
	LINK_SPACING_MS = 5 * 1000,
	LINK_WINDOW_MS = 10 * 60 * 1000,
	LINK_WINDOW_OPENS = 10,
	LINK_ASK_MS = 35 * 1000,
	LINK_HELLO_MS = 10 * 1000,
	LINK_DRAIN_MS = 15 * 1000,
	LINK_CLOSE_MS = 3 * 1000,
	LINK_SLOW_MS = 5 * 60 * 1000,
	LINK_CROWD_MS = 60 * 1000,
	LINK_SETTLED_MS = 60 * 1000,
};

#define LINK_STATE_LIST(X)                                                                     \
	X(LINK_IDLE, "idle")         /* no socket */                                           \
	X(LINK_ASKING, "asking")     /* apps.connections.open is under way */                  \
	X(LINK_DIALLING, "dialling") /* connection and upgrade */                              \
	X(LINK_GREETING, "greeting") /* open, no hello yet */                                  \
	X(LINK_UP, "up")                                                                       \
	X(LINK_LEAVING, "leaving")   /* still serves; wants a replacement */                   \
	X(LINK_DRAINING, "draining") /* replaced; read and acked until it closes */            \
	X(LINK_CLOSING, "closing")

#define LINK_INPUT_LIST(X)                                                                     \
	X(LINK_START, "start")     /* the policy wants a socket here */                        \
	X(LINK_GRANTED, "granted") /* an address came */                                       \
	X(LINK_DENIED, "denied")   /* none came; try again */                                  \
	X(LINK_BARRED, "barred")   /* none came; an operator must act, ask slowly */           \
	X(LINK_BANNED, "banned")   /* none will ever come */                                   \
	X(LINK_OPENED, "opened")                                                               \
	X(LINK_HELLO, "hello")                                                                 \
	X(LINK_REFRESH, "refresh")   /* disconnect: warning, refresh_requested, unknown */     \
	X(LINK_DISABLED, "disabled") /* disconnect: link_disabled */                           \
	X(LINK_CROWDED, "crowded")   /* disconnect: too_many_websockets */                     \
	X(LINK_LOST, "lost")         /* the socket is gone, or never came to be */             \
	X(LINK_OVERDUE, "overdue")   /* the slot's deadline passed */                          \
	X(LINK_REPLACED, "replaced") /* another socket said hello instead of this one */       \
	X(LINK_STOP, "stop")

#define LINK_ACT_LIST(X)                                                                       \
	X(ACT_NONE)                                                                            \
	X(ACT_ASK)                                                                             \
	X(ACT_DIAL)                                                                            \
	X(ACT_GREET)                                                                           \
	X(ACT_LEAVE)                                                                           \
	X(ACT_DRAIN)                                                                           \
	X(ACT_CLOSE)                                                                           \
	X(ACT_KILL)                                                                            \
	X(ACT_CANCEL)                                                                          \
	X(ACT_END)         /* gone as expected */                                              \
	X(ACT_FAIL)        /* gone, or never came: counts as a failure */                      \
	X(ACT_FAIL_CANCEL) /* and the question is withdrawn */                                 \
	X(ACT_FAIL_KILL)   /* and the socket is dropped */                                     \
	X(ACT_BAR)         /* slow retries from now on */                                      \
	X(ACT_CROWD)       /* closed, and nothing opened for a while */                        \
	X(ACT_FATAL)

#define X1(code) code,
#define X2(code, text) code,
enum link_state { LINK_STATE_LIST(X2) LINK_STATES };
enum link_input { LINK_INPUT_LIST(X2) LINK_INPUTS };
enum link_act { LINK_ACT_LIST(X1) };
#undef X1
#undef X2

struct link_cell {
	enum link_state next;
	enum link_act act;
};

const struct link_cell *slack_link_cell(enum link_state state, enum link_input input);
const char *slack_link_state_name(enum link_state state);
const char *slack_link_input_name(enum link_input input);

struct link_slot {
	enum link_state state;
	int64_t since;
	int64_t deadline; /* 0: none */
};

struct slack_link {
	struct link_slot slots[LINK_SLOTS];
	int64_t last_open;                       /* INT64_MIN: never */
	int64_t not_before;                      /* no open earlier */
	int64_t failed_opens[LINK_WINDOW_OPENS]; /* a ring: opens that followed a failure */
	size_t failed_next;
	int owed;         /* sockets to open again because of failures */
	int failures;     /* in a row */
	int64_t ended_at; /* the last socket that went */
	bool stopping;
	bool stopped;
	bool up;
	uint64_t random;
};

enum link_effect_kind {
	LINK_DO_ASK,
	LINK_DO_CANCEL,
	LINK_DO_DIAL,
	LINK_DO_READY,
	LINK_DO_CLOSE,
	LINK_DO_KILL,
	LINK_SAY_UP,
	LINK_SAY_DOWN,
	LINK_SAY_FOREIGN, /* number: connections that are not ours */
	LINK_SAY_DISABLED,
	LINK_SAY_CROWDED,
	LINK_SAY_FATAL,
	LINK_SAY_STOPPED,
};

struct link_effect {
	enum link_effect_kind kind;
	int slot;
	int number;
};

struct link_effects {
	struct link_effect items[16];
	size_t count;
};

/* What comes with an input; zero is fine. */
struct link_detail {
	int64_t delay_ms; /* DENIED, LOST: not sooner than this (Retry-After) */
	int connections;  /* HELLO: num_connections */
	int64_t lives_ms; /* HELLO: approximate_connection_time; 0: not told */
};

void slack_link_init(struct slack_link *link, uint64_t seed);
/* `now` is monotonic milliseconds, > 0 and never going back. Effects are appended, to be done
 * in order. */
void slack_link_input(struct slack_link *link, int64_t now, int slot, enum link_input input,
    const struct link_detail *detail, struct link_effects *out);
/* Deadlines and opens that are due. */
void slack_link_tick(struct slack_link *link, int64_t now, struct link_effects *out);
/* When slack_link_tick has something to do again; INT64_MAX: not by itself. */
int64_t slack_link_due(const struct slack_link *link, int64_t now);
void slack_link_stop(struct slack_link *link, int64_t now, struct link_effects *out);

/* Slack's error names that are about us, not about one call. */
enum link_fault { LINK_FAULT_NONE, LINK_FAULT_AGAIN, LINK_FAULT_SLOW, LINK_FAULT_FATAL };

struct link_error {
	const char *name;
	enum link_fault fault;
	int exit_code;    /* FATAL */
	const char *hint; /* English; what the operator does */
};

/* Never NULL: an unknown name is AGAIN. */
const struct link_error *slack_link_error(const char *name);

#endif
