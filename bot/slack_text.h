#ifndef KAIGI_BOT_SLACK_TEXT_H
#define KAIGI_BOT_SLACK_TEXT_H

/* Slack's text form: three escaped characters, and <…> for mentions and links. */

#include "base/buf.h"
#include "base/mem.h"

/* For mrkdwn and `text`: & < > and nothing else. */
void slack_text_escape(struct buf *out, const char *text);

/* What came from Slack as plain text: mentions and links become words, then & < > come back,
 * once. NULL stays NULL. */
char *slack_text_plain(struct arena *arena, const char *text);

#endif
