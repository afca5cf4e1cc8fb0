#ifndef KAIGI_BOT_SLACK_ENCODE_H
#define KAIGI_BOT_SLACK_ENCODE_H

/*
 * Cards and forms in Slack's blocks. Pure. What people typed only ever lands in leaves that
 * Slack draws as they are (plain_text, rich_text), or escaped in `text`; a mention is made from
 * an account's id alone. Slack's limits are counted in code points: a card that is too long
 * loses its last lines to a line that says so, never its buttons.
 */

#include <jansson.h>

#include "base/buf.h"
#include "handlers/card.h"
#include "handlers/event.h"
#include "handlers/form.h"

enum {
	SLACK_BLOCKS_MAX = 50,
	SLACK_TEXT_MAX = 3000,     /* of one text object */
	SLACK_FALLBACK_MAX = 3900, /* of `text`; chat.update refuses 4,000 */
	SLACK_RICH_MAX = 12000,    /* of all rich text in one message */
	SLACK_TITLE_MAX = 24,      /* of a modal */
	SLACK_HEADER_MAX = 150,
	SLACK_LABEL_MAX = 75, /* of a button, an option */
};

/*
 * The card with its RUN_MESSAGEs as links into the workspace at `site`
 * ("https://kawasaki.slack.com/"; NULL: not known, they stay words). In the arena; the card
 * itself when it has none.
 */
const struct card *slack_encode_links(
    const struct card *card, const char *site, struct arena *arena);

/* Both are new references. */
json_t *slack_encode_blocks(const struct card *card);
json_t *slack_encode_view(const struct form *form);

/* The card for notifications and old clients: escaped. `reference` (may be NULL) stands at the
 * end. */
void slack_encode_text(const struct card *card, struct buf *out);

/* {"event_type":"kaigi_out","event_payload":{"key":KEY}} */
json_t *slack_encode_metadata(const char *key);

/* Ack payloads; new references. */
json_t *slack_encode_message(const struct card *card); /* {text, blocks} */
json_t *slack_encode_faults(const struct fault *faults, size_t count, const char *first_field);

#endif
