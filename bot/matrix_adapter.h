#ifndef KAIGI_BOT_MATRIX_ADAPTER_H
#define KAIGI_BOT_MATRIX_ADAPTER_H

/*
 * What the files of the Matrix adapter share: matrix.c (start, stop, trouble), matrix_sync.c
 * (polling, gaps), matrix_room.c (direct rooms, invitations, what becomes of rooms),
 * matrix_send.c (outbox rows), matrix_relations.c (marks read back), matrix_files.c,
 * matrix_as.c (websocket).
 */

#include "bot/adapter.h"
#include "bot/loop.h"
#include "bot/matrix.h"
#include "bot/matrix_call.h"

struct matrix;
struct matrix_op;
struct matrix_sync;
struct matrix_as;
struct matrix_opening;
struct matrix_visit;
struct matrix_limited;

/* A room that we are in, or were. */
struct matrix_room {
	struct matrix_room *next;
	char *id;
	char *account; /* NULL; else it is a direct room with this account */
	bool ours;     /* the direct room that we made: the one we write to */
	bool encrypted;
	bool configured; /* one of the settings' channels */
	bool joined;
	bool warned;  /* "encrypted" was said */
	bool creator; /* ours, and of a version in which nothing is denied to who made it */
	bool in;      /* our having come in was said */
	bool awaited; /* another room names it as what takes its place: invitations are taken */
	bool member_known; /* of a direct room: */
	bool member;       /* the account is invited or here */
	char *replaced_by; /* NULL; else the room that took its place */
	char *version;     /* NULL: not heard */
	char *lacks;       /* the powers that were missed last; NULL: none */
	bool may_speak;    /* that was said last */
};

enum matrix_state {
	MATRIX_STARTING, /* token, whoami */
	MATRIX_SYNCING,
	MATRIX_AWAY,   /* the server does not answer: tried again, nothing is sent */
	MATRIX_HALTED, /* it has forgotten what it told us: nothing moves before the operator's
	                  word */
	MATRIX_DEAD,   /* fatal was said */
};

struct matrix {
	struct adapter adapter; /* first */
	struct loop *loop;
	struct http *http;
	struct matrix_api api;
	enum matrix_state state;
	char *user;   /* our own id, from whoami */
	char *server; /* behind its colon */
	char *device;
	char *login_user;
	char *login_password;
	char *token_path;
	char *files;
	char *name;
	char *position; /* next_batch as committed or on its way there */
	char *newest;   /* lines "ROOM EVENT TIME", see matrix_witness.c */
	char *gone;     /* accounts in none of our rooms; keep "gone" */
	enum language language;
	struct matrix_room *rooms;
	struct matrix_opening *openings; /* matrix_direct.c */
	struct matrix_visit *visits;     /* matrix_visit.c */
	struct matrix_op *ops;
	struct matrix_limited *limited; /* matrix_send.c */
	struct matrix_sync *sync;
	struct matrix_as *as; /* NULL: no websocket */
	char *websocket;      /* "" none; matrix_as's, as the four below */
	char *websocket_token;
	char *proxy;
	char *no_proxy;
	char *ca_file;
	struct loop_timer *timer;      /* the beginning again; then: halted, said again */
	struct loop_timer *end_timer;  /* stop looks whether all is done */
	struct loop_timer *last_timer; /* how long stop waits */
	int tries;
	int64_t paused_until; /* monotonic: the account may not send before, see matrix_note */
	int64_t skew_ms;
	int64_t skew_at;  /* monotonic; 0: never heard */
	bool login_tried; /* at a soft logout: once, then it is for the operator */
	bool stopping;
	bool closed;
	bool up; /* EVENT_LINK up was said */
};

/* Whoever has the adapter wait for a COMMIT embeds one; it must outlive the adapter's stop. */
struct ack {
	struct matrix *matrix;
	/* committed false: refused (disk full) or dropped (the end): nothing was stored. Makes
	 * no upcall. */
	void (*on_done)(struct ack *ack, bool committed);
};

struct matrix *matrix_of(struct adapter *adapter);
/* Milliseconds for which no row may be sent, by HOLD_NETWORK; 0: now is fine. A server that is
 * away, or has forgotten what it told us, gets nothing; "up" ends every hold. */
uint32_t matrix_hold_ms(const struct matrix *matrix);
void matrix_alarm(struct matrix *matrix, const char *format, ...) KG_PRINTF(2, 3);
void matrix_fatal(struct matrix *matrix, int exit_code, const char *error, const char *hint);
/* Looks at an answer for words about us, not about the call: token gone, locked, suspended.
 * True: nothing more will come of this account; the end or a pause has been seen to. */
bool matrix_note(struct matrix *matrix, const char *what, const struct matrix_result *result);
void matrix_tell_link(struct matrix *matrix, const char *action); /* EVENT_LINK */

/* matrix_room.c */
struct matrix_room *matrix_room_find(struct matrix *matrix, const char *id); /* NULL: unknown */
struct matrix_room *matrix_room_know(
    struct matrix *matrix, const char *id); /* made when unknown */
struct matrix_room *matrix_room_direct(
    struct matrix *matrix, const char *account); /* ours, or NULL */
/*
 * Brings about our own direct room with an account, once however often it is asked: by the
 * alias that names it. on_room: room NULL: refused for good or not now, see `result`.
 */
void matrix_room_open(struct matrix *matrix, const char *account,
    void (*on_room)(void *user, struct matrix_room *room, const struct matrix_result *result),
    void *user);
void matrix_room_forget(
    struct matrix *matrix, struct matrix_room *room); /* it is not there (any
                                                        more): asked for anew */
/*
 * A part of /sync: one room's state events and invitations, before its timeline is handed on.
 * matrix_room_state gets the state events within the timeline too, in their place, and each
 * m.room.encrypted: somebody speaks where we can't read.
 */
void matrix_room_invited(struct matrix *matrix, const char *id, const json_t *invite_state);
void matrix_room_state(struct matrix *matrix, const char *id, const json_t *event);
void matrix_room_left(struct matrix *matrix, const char *id, const json_t *event);
/* By matrix_create: the rooms of the settings, our direct rooms, what moved. */
void matrix_rooms_load(struct matrix *matrix, const struct matrix_options *options);
/*
 * Our own id is known, nothing was polled yet: how the rooms are now (encryption, power, who is
 * there, invitations never answered) is asked of the server; then on_ready, once, and the first
 * poll may begin. Comes to an end whatever the server answers.
 */
void matrix_rooms_start(struct matrix *matrix, void (*on_ready)(struct matrix *matrix));
void matrix_rooms_stop(struct matrix *matrix); /* nothing more is asked; idempotent */
void matrix_rooms_free(struct matrix *matrix); /* stops too */
void matrix_openings_cancel(struct matrix *matrix);
void matrix_visits_cancel(struct matrix *matrix);
/* Joins a room, again and again for a while: an invitation may need its time. */
void matrix_visit_join(struct matrix *matrix, const char *room);
/* One plain word, once in a room's life, that it can't be read here; in a direct one with the
 * way to ours. */
void matrix_visit_word(struct matrix *matrix, struct matrix_room *room);
/* The room that is written to when the settings or a row say `id`: itself unless it moved. */
const char *matrix_room_now(struct matrix *matrix, const char *id);
/* What on_room's `user` waits for is not wanted any more. */
void matrix_room_open_cancel(struct matrix *matrix, void *user);
/* A power that a call just missed: "send", "pin" …; alarmed once. */
void matrix_room_denied(struct matrix *matrix, const char *id, const char *what);

/* matrix_account.c: an account left a room by its own hand; came into one. */
void matrix_account_left(struct matrix *matrix, const char *account, const json_t *event);
void matrix_account_came(struct matrix *matrix, const char *account, const json_t *event);
bool matrix_account_is_gone(const struct matrix *matrix, const char *account);

/* matrix_sync.c */
void matrix_sync_start(struct matrix *matrix);
void matrix_sync_stop(struct matrix *matrix);
void matrix_sync_committed(struct matrix *matrix); /* the ack of a position */
/* For the websocket: polls at once, whatever was under way; matrix_as_caught_up follows when it
 * is committed. */
void matrix_sync_now(struct matrix *matrix);
/* The youngest event that we were told of. False: none is known. Into the arena. */
bool matrix_newest(
    struct matrix *matrix, struct arena *arena, const char **out_room, const char **out_event);
/* Hands one event of the network on, decoded; for timelines, gaps and the websocket alike. */
void matrix_sync_take(struct matrix *matrix, const char *room, const json_t *event);

/*
 * matrix_as.c: matrix->as is NULL when the settings have no websocket. While it lives there is
 * no long poll: matrix_sync asks with timeout 0 when told to by matrix_sync_now, and rests.
 */
void matrix_as_create(struct matrix *matrix);
/* Our own id is known and a first sync is committed; does nothing when begun already. */
void matrix_as_start(struct matrix *matrix);
bool matrix_as_is_live(const struct matrix *matrix); /* no long poll is needed */
/* A /sync that began after the last matrix_sync_now is committed whole. May be called from
 * anywhere. */
void matrix_as_caught_up(struct matrix *matrix);
void matrix_as_flush(struct matrix *matrix);   /* end of a turn */
void matrix_as_stop(struct matrix *matrix);    /* at once; idempotent */
void matrix_as_destroy(struct matrix *matrix); /* after loop_run */

/* matrix_send.c */
enum kg_status matrix_send(struct adapter *adapter, const struct send *send);
void matrix_ops_cancel(struct matrix *matrix); /* no on_sent: the rows stay in flight */
bool matrix_ops_busy(const struct matrix *matrix);

#endif
