#ifndef KAIGI_BOT_CHAT_WITNESS_H
#define KAIGI_BOT_CHAT_WITNESS_H

/*
 * Reads the announcements that the bot itself posted into a channel and finds the twenty hex
 * digits of the ledger's head in them: witnesses that nobody who holds database and key can
 * change.
 */

#include <stdbool.h>

#include "bot/setup.h"

/* `digits` is NUL-terminated, `place` the message's own stamp. */
typedef void chat_witness(void *user, const char *digits, const char *place);

/* The role of a channel in the settings. Exit code: 0, or why the chat can't be read (said on
 * stderr). */
int chat_witnesses(const struct setup *setup, size_t workspace, const char *channel,
    chat_witness *found, void *user, int *out_messages);

/* Calls back for each run of exactly twenty hex digits behind 記録 or "record". Pure. */
void chat_witness_scan(const char *text, const char *place, chat_witness *found, void *user);

#endif
