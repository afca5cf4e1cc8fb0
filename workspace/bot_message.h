#ifndef KAIGI_WORKSPACE_BOT_MESSAGE_H
#define KAIGI_WORKSPACE_BOT_MESSAGE_H

/* A message as the app composes it, in chat.postMessage, in an answer to a command or over a
 * response_url. */

#include <jansson.h>

/*
 * Checks text, blocks, attachments and metadata of args and makes a message of them. The error
 * name, or NULL; messages (may be NULL) gets the details.
 */
const char *bot_message_make(const json_t *args, json_t *messages, json_t **out_message);

#endif
