#ifndef KAIGI_BOT_MATRIX_KEPT_H
#define KAIGI_BOT_MATRIX_KEPT_H

/* The token that a login with the password gave the running bot, for words that only ask. */

#include "config/settings.h"

/* "" when there is none. Into the arena. */
const char *matrix_kept_token(
    struct arena *arena, const struct settings *settings, const char *workspace);

#endif
