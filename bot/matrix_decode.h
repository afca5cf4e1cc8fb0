#ifndef KAIGI_BOT_MATRIX_DECODE_H
#define KAIGI_BOT_MATRIX_DECODE_H

/*
 * Room events as they lie in /sync → what happened. Pure; every field may be missing or of
 * another type. Nothing is believed of a name or a picture: accounts are ids.
 */

#include <jansson.h>

#include "base/mem.h"
#include "handlers/event.h"

struct matrix_identity {  /* borrowed */
	const char *user; /* our own id: what it sent is no event */
};

enum matrix_decoded {
	MATRIX_IGNORED, /* nothing for us: our own, notices, presence, other state */
	MATRIX_EVENT,
	MATRIX_STATE, /* m.room.member, .encryption, .tombstone, .name, .power_levels …: see
	                 matrix_room */
	MATRIX_ENCRYPTED, /* m.room.encrypted: somebody speaks where we can't read */
	MATRIX_JUNK,      /* not even an event */
};

/*
 * Fills kind, id, channel, message, thread, user, text, mark, added, files, when (the server's
 * time, moved by the test clock); not workspace, direct and now.
 *
 *   m.room.message m.text  "!kaigi …", "/kaigi …", "//kaigi …", also full width and behind a
 *                          leading mention of us (formatted pill or "name: ") → EVENT_COMMAND
 *                          text = what follows; message, thread too
 *                  m.text  anything else → EVENT_MESSAGE (reply fallback stripped); thread =
 * the root of its thread, else what it replies to m.file m.image m.audio m.video →
 * EVENT_MESSAGE with one file: id = mxc://…, text = the caption when there is one m.notice
 * → MATRIX_IGNORED m.emote m.location, and m.sticker → EVENT_MESSAGE, action = "wordless", no
 * text and no thread m.replace → EVENT_CHANGED: message = the one edited, text = the new
 * one's, action = "command" when that is one; runs nothing m.reaction             → EVENT_MARK
 * added, id = the reaction's own event id, message = what it was put on, mark canonical (no
 * U+FE0E/F, no skin tone; "mxc://…" and long keys as they are, cut at 100 bytes)
 * m.room.redaction       → EVENT_DELETED: message = the redacted event (content.redacts or
 * redacts), user = who did it
 */
enum matrix_decoded matrix_decode(const json_t *event, const char *room,
    const struct matrix_identity *self, struct arena *arena, struct event *out);

/* As the ballot knows it: without variation selectors and skin tones. Into the arena. */
const char *matrix_mark(struct arena *arena, const char *key);

#endif
