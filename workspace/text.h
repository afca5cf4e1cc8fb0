#ifndef KAIGI_WORKSPACE_TEXT_H
#define KAIGI_WORKSPACE_TEXT_H

/* Text as Slack keeps it: &, < and > escaped except in entities and in <@U…>, <#C…>, <!…>,
 * <url|label>. */

#include <stdbool.h>
#include <stddef.h>

char *text_normalize(const char *text, size_t max_points); /* cut there; free the result */
char *text_unescape(const char *text); /* the three entities; free the result */

/* <@U1> as <@U1|name> and <#C1> as <#C1|name>, as a slash command with should_escape has them.
 * Free it. */
char *text_name_mentions(const char *text);

size_t text_length(const char *text); /* code points; a huge number when not UTF-8 */
bool text_mentions(const char *text, const char *user);

#endif
