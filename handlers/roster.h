#ifndef KAIGI_HANDLERS_ROSTER_H
#define KAIGI_HANDLERS_ROSTER_H

/* The roster: importing a file into the ledger, and showing who holds what. Private to
 * handlers/. */

#include "handlers/desk.h"
#include "handlers/grammar.h"

/* EVENT_IMPORT: the whole file or nothing; every fault is in the answer. What stands already is
 * left alone. */
KG_MUST_CHECK enum kg_status roster_import(struct act *act);
/* 名簿 [date] */
KG_MUST_CHECK enum kg_status roster_show(struct act *act, const struct command *command);
/* 言語 ja | en */
KG_MUST_CHECK enum kg_status roster_language(struct act *act, const struct command *command);

#endif
