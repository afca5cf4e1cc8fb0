#ifndef KAIGI_BOT_SLACK_EMOJI_H
#define KAIGI_BOT_SLACK_EMOJI_H

/* Slack names reactions, kaigi keeps characters: one table (slack_emoji.tsv) between them. */

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

/* "raising_hand::skin-tone-3" → "🙋"; a name that is in no table → ":name:". */
char *slack_emoji_mark(struct arena *arena, const char *name);

/* "⭕", "⭕️", ":name:" → "o", "name". False: Slack has no such reaction, or `room` is
 * too small. */
bool slack_emoji_name(const char *mark, char *out_name, size_t room);

#endif
