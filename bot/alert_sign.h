#ifndef KAIGI_BOT_ALERT_SIGN_H
#define KAIGI_BOT_ALERT_SIGN_H

/*
 * Who may speak: a bearer token, and with Grafana a signature (HMAC-SHA256 of "TIME:BODY", hex)
 * that is good for a few minutes and once. Nothing takes longer for being nearly right.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/secret.h"
#include "store/files.h"

enum { SIGN_WINDOW_S = 300 };

enum sign_verdict { SIGN_GOOD, SIGN_WRONG, SIGN_STALE, SIGN_REPLAYED, SIGN_BUSY };

struct sign_seen {
	char hex[SHA256_HEX + 1];
	int64_t until_s;
};

/* The signatures that were taken and would still be in time. Zeroed: none. */
struct sign_book {
	struct sign_seen *seen;
	size_t count;
};

struct signature { /* borrowed; as the headers have it, NULL: absent */
	const char *hex;
	const char *time; /* seconds since 1970 */
	const char *body;
	size_t body_size;
};

/* `authorization`: the header's value; NULL: none. */
bool sign_token_is(const char *authorization, const struct secret *token);

/* SIGN_GOOD: noted in the book, so the same again is SIGN_REPLAYED. SIGN_BUSY: more in the
 * window than the book holds. */
enum sign_verdict sign_check(struct sign_book *book, const struct secret *key,
    const struct signature *signature, int64_t now_s);
/* It was not stored after all: the sender may say it again. */
void sign_forget(struct sign_book *book, const char *hex);
void sign_book_finish(struct sign_book *book);

#endif
