#ifndef KAIGI_BOT_MATRIX_ENCODE_H
#define KAIGI_BOT_MATRIX_ENCODE_H

/*
 * Cards → the content of m.room.message: a plain body that reads well alone, and HTML in which
 * everything typed is escaped. Pure.
 */

#include <jansson.h>

#include "base/mem.h"
#include "config/charter.h"
#include "handlers/card.h"

struct matrix_wording {
	const char *key;     /* the row's: kept in the content as "kaigi.key"; NULL: none */
	bool loud;           /* m.text with m.mentions, else m.notice and empty m.mentions */
	const char *account; /* whom a direct message is for: mentioned when loud; NULL: none */
	enum language language; /* of our own few words */
};

/*
 * Content without m.relates_to; the caller owns it. RUN_PERSON becomes a matrix.to link with
 * the text standing where there is none, and a mention when loud. Buttons become numbered lines
 * ("1 続行") with one line that says how to press: an answer with the number, or the mark
 * 1️⃣. More than ENCODE_BODY_MAX bytes of body: NULL (the caller refuses; handlers attach
 * what is long).
 */
enum { MATRIX_BODY_MAX = 20000 };
json_t *matrix_encode_card(const struct card *card, const struct matrix_wording *wording);

/* The same as the edit of `message`: m.replace with m.new_content. Takes over `content`. */
json_t *matrix_encode_edit(json_t *content, const char *message);
/* Adds the relation that puts it into a thread. */
void matrix_encode_thread(json_t *content, const char *root);

#endif
