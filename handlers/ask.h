#ifndef KAIGI_HANDLERS_ASK_H
#define KAIGI_HANDLERS_ASK_H

/* Questions: ヘルプ, 状況, 経緯. They change nothing. Private to handlers/. */

#include "handlers/desk.h"
#include "handlers/grammar.h"

KG_MUST_CHECK enum kg_status ask_help(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status ask_unknown(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status ask_status(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status ask_history(struct act *act, const struct command *command);
/* Words in the direct room that answer nothing. */
void ask_plain(struct act *act);

#endif
