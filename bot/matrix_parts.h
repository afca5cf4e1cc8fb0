#ifndef KAIGI_BOT_MATRIX_PARTS_H
#define KAIGI_BOT_MATRIX_PARTS_H

/* What only the transport's files share: matrix.c, matrix_login.c, matrix_note.c,
 * matrix_sync.c, matrix_batch.c, matrix_gap.c, matrix_witness.c. */

#include "bot/matrix_adapter.h"

enum {
	MATRIX_CALL_MS = 20 * 1000,
	MATRIX_SLOW_MS = 60 * 1000, /* locked, suspended: asked again */
	MATRIX_HALT_MS = 60 * 60 * 1000,
	MATRIX_AWAY_MS = 1000,
};

/* A random part of up to a quarter more, so that many clients don't come back together. */
uint64_t matrix_jitter(uint64_t ms);
/* 0.5, 1, 2, 4 … 30 s and jitter, for the failure that is the `failures`th in a row. */
uint64_t matrix_backoff(int failures);

/* matrix_login.c: token, versions, whoami; again and again until they work; then
 * matrix_sync_start. */
void matrix_login_begin(struct matrix *matrix);
/* The session is to be renewed: forgets the token, keeps the device. */
void matrix_login_renew(struct matrix *matrix);

/* matrix_note.c */
void matrix_post_alarm(struct adapter *adapter, const char *channel, const char *text);
/* Nothing moves before the operator's word. */
void matrix_halt(struct matrix *matrix, const char *error, const char *where);
void matrix_say_halted(struct matrix *matrix);

/* matrix_sync.c */
void matrix_sync_resume(struct matrix *matrix); /* HALTED: begins without a position */
void matrix_sync_close(struct matrix *matrix);  /* its handles; an ack may still come back */
void matrix_sync_free(struct matrix *matrix);

/* ---- matrix_batch.c: what one poll brought ---- */

struct matrix_batch;

/* `answer` is a /sync's; without matrix->position it is the first one. */
struct matrix_batch *matrix_batch_create(struct matrix *matrix, const json_t *answer,
    void (*on_done)(void *user, bool is_taken, bool had_gap), void *user);
/* Hands it on. on_done once, perhaps before this returns, and the batch is gone. is_taken
 * false: the server did not answer, nothing was handed on, the poll is to be asked again. */
void matrix_batch_run(struct matrix_batch *batch);
void matrix_batch_cancel(struct matrix_batch *batch); /* NULL is fine */

/* ---- matrix_gap.c: what a limited timeline left out ---- */

struct matrix_gap;

/*
 * Reads a room's events behind `from` up to `to`, in their order. on_done once, later, unless
 * cancelled: `events` is a borrowed array. is_whole false: the server would not, or there were
 * too many; what came is there. NULL: it does not answer, the whole batch comes again.
 */
struct matrix_gap *matrix_gap_fill(struct matrix *matrix, const char *room, const char *from,
    const char *to, void (*on_done)(void *user, const json_t *events, bool is_whole),
    void *user);
void matrix_gap_cancel(struct matrix_gap *gap); /* NULL is fine */

/* ---- matrix_witness.c: does the server still know what it told us? ---- */

struct matrix_witness;

enum witness_word {
	WITNESS_FINE,
	WITNESS_FORGOTTEN,
	WITNESS_NO_ANSWER, /* nothing known: ask again */
	WITNESS_OVER,      /* the account is in trouble: matrix_note has seen to it */
};

/* The room's newest event becomes its witness. False: it can't be one. */
bool matrix_witness_note(struct matrix *matrix, const char *room, const json_t *event);
void matrix_witness_drop(struct matrix *matrix, const char *room); /* we are out of it */
/* on_done once, later, unless cancelled. NULL: there is no witness, on_done is not called. */
struct matrix_witness *matrix_witness_ask(
    struct matrix *matrix, void (*on_done)(void *user, enum witness_word word), void *user);
void matrix_witness_cancel(struct matrix_witness *witness); /* NULL is fine */

#endif
