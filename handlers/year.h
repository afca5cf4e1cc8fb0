#ifndef KAIGI_HANDLERS_YEAR_H
#define KAIGI_HANDLERS_YEAR_H

/* 予定, what is coming, and 年間, what a fiscal year came to. They change nothing. Private to
 * handlers/. */

#include "handlers/desk.h"
#include "handlers/grammar.h"

/* ahead.c */
KG_MUST_CHECK enum kg_status ahead_command(struct act *act, const struct command *command);
/* year.c */
KG_MUST_CHECK enum kg_status year_command(struct act *act, const struct command *command);

#endif
