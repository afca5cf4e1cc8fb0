#ifndef KAIGI_HANDLERS_CARD_H
#define KAIGI_HANDLERS_CARD_H

/*
 * A message as neither network knows it. Everything is plain text: the adapter escapes and
 * draws. All memory is the arena's given to the builder. A packed card is what the outbox keeps
 * for a `say`.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/time.h"

enum run_kind {
	RUN_TEXT,
	RUN_BOLD,
	RUN_PERSON,  /* target: the account in the workspace it is sent to; text: what stands
	                without it */
	RUN_CHANNEL, /* target: the channel; text likewise */
	RUN_CODE,
	RUN_LINK,    /* target: the address */
	RUN_MESSAGE, /* a message in the workspace it is sent to; target: channel, blank,
	                message */
};

struct run {
	enum run_kind kind;
	const char *text;
	const char *target;
};

enum line_kind {
	LINE_PLAIN,
	LINE_QUOTE, /* frozen text of the matter: may hold line breaks */
	LINE_SEAT,  /* one seat and its answer */
	LINE_MARK,  /* legend of the marks */
	LINE_NOTE,  /* small print */
	LINE_RULE,  /* a divider, no runs */
};

struct line {
	enum line_kind kind;
	struct run *runs;
	size_t run_count;
};

enum button_style { BUTTON_PLAIN, BUTTON_PRIMARY, BUTTON_DANGER };

struct button {
	const char *action; /* "reason", "choice.extend": what EVENT_BUTTON brings back */
	const char *value;  /* opaque to the network, at most 200 bytes */
	const char *label;  /* at most 30 characters */
	enum button_style style;
};

struct card {
	struct arena *arena;
	const char *title;   /* one line; stands first, and alone in notifications */
	const char *summary; /* one or two lines for notifications; NULL: the title */
	struct line *lines;
	size_t line_count;
	struct button *buttons;
	size_t button_count;
};

void card_init(struct card *card, struct arena *arena);
void card_title(struct card *card, const char *format, ...) KG_PRINTF(2, 3);
void card_line(struct card *card, enum line_kind kind, const char *format, ...) KG_PRINTF(3, 4);
/* Adds a run to the last line. */
void card_run(struct card *card, enum run_kind kind, const char *target, const char *text);
void card_button(struct card *card, enum button_style style, const char *action,
    const char *value, const char *label);

/* The whole card as plain text, lines parted by LF: what a screen reader or a log would read.
 */
void card_plain(const struct card *card, struct buf *out);

void card_pack(const struct card *card, struct buf *out);
KG_MUST_CHECK enum kg_status card_unpack(
    const char *bytes, size_t size, struct arena *arena, struct card *out);

#endif
