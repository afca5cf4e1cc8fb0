#ifndef KAIGI_BOT_MATRIX_TEXT_H
#define KAIGI_BOT_MATRIX_TEXT_H

/*
 * What people write in Matrix: a body without the quotation that old clients put before a
 * reply, and the command in it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

/* `body` without NULs (`size` bytes may hold some) and without "> <@…> …" lines on top. */
const char *matrix_text_plain(
    struct arena *arena, const char *body, size_t size, bool is_reply);

/*
 * What follows "!kaigi", "/kaigi" or "//kaigi" at the very beginning, also in full width, or a
 * mention of `user` there: a link in `html` (may be NULL), "@kaigi:server", "@kaigi" or
 * "kaigi:". In a reply a mention alone commands nothing: people answer so. NULL: no command.
 * Points into `body`.
 */
const char *matrix_text_command(
    const char *body, const char *html, const char *user, bool is_reply);

/* The account that a matrix.to or matrix: address names, or NULL. Into the arena. */
const char *matrix_text_person(struct arena *arena, const char *address);

#endif
