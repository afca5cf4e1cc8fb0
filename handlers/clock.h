#ifndef KAIGI_HANDLERS_CLOCK_H
#define KAIGI_HANDLERS_CLOCK_H

/* 期限: the table of clocks, or one of them in full. */

#include "handlers/desk.h"
#include "handlers/grammar.h"

KG_MUST_CHECK enum kg_status clock_command(struct act *act, const struct command *command);

#endif
