#ifndef KAIGI_BOT_MATRIX_FRAME_H
#define KAIGI_BOT_MATRIX_FRAME_H

/*
 * The frames of fi.mau.as_sync: an appservice's transactions over a websocket that we opened.
 * Text in, what it is out; pure. Every field may be missing or of another type, and a server
 * that gives no id wants no answer.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

enum matrix_frame_kind {
	MATRIX_FRAME_JUNK,        /* no JSON object */
	MATRIX_FRAME_HELLO,       /* a greeting: nothing to do */
	MATRIX_FRAME_TRANSACTION, /* events, txn, id */
	MATRIX_FRAME_ANSWER,      /* to the request of ours that has the number; failed */
	MATRIX_FRAME_REQUEST,     /* a command that we don't know: refused when it has an id */
};

struct matrix_frame {
	enum matrix_frame_kind kind;
	json_t *root;        /* owns all below; NULL for JUNK */
	const json_t *id;    /* NULL: no answer is wanted; else a number or a text, not empty */
	const char *command; /* never NULL */
	const char *txn;     /* never NULL */
	const json_t *events; /* an array, or NULL */
	json_int_t number;
	bool failed;
};

/* Fills `out`, which matrix_frame_finish empties. */
void matrix_frame_decode(const char *text, size_t size, struct matrix_frame *out);
void matrix_frame_finish(struct matrix_frame *frame); /* a zeroed one is fine */

/* Frames of ours: free them with free. Never NULL. */
char *matrix_frame_done(const json_t *id, const char *txn); /* the transaction is stored */
char *matrix_frame_refuse(const json_t *id, const char *code, const char *message);
char *matrix_frame_ping(json_int_t number, json_int_t ms);

enum { MATRIX_FRAME_WAIT_MOST_MS = 120 * 1000 };

/*
 * From one wait before a reconnect to the next: 2 s doubling to 120 s; from the beginning when
 * the end before lies 5 minutes back. previous_ms 0: the first.
 */
uint32_t matrix_frame_wait(uint32_t previous_ms, int64_t since_last_ms);

#endif
