#ifndef KAIGI_HANDLERS_REGISTER_H
#define KAIGI_HANDLERS_REGISTER_H

/*
 * The one register of resolutions: whatever the route (article 3, 6, 3-3(5)), one sequence a
 * fiscal year of the resolution day. A number is taken and its entry written in one
 * transaction: none is given twice, and what is rolled back took none. Private to handlers/.
 */

#include "handlers/desk.h"
#include "handlers/grammar.h"
#include "store/ledger.h"

struct resolution_draft { /* nothing in it may be "" */
	const char *route;
	int class;
	const char *title;
	const char *matter;
	const char *text_sha256;
	const char *charter_version;
	const char *rule;
	const char *rule_source;
	const char *tally;
	struct kg_time decided;
	const char *const *rules; /* the keys that it stood on; NULL-terminated */
	struct kg_time ruled;     /* when the matter began: the rules in force then */
};

/* Appends it with its number and its rules. KG_INVALID: something is missing. */
KG_MUST_CHECK enum kg_status register_append(
    struct act *act, const struct resolution_draft *draft, const char **out_number);
/* Signs the ledger; the witness that stands in the announcement. */
KG_MUST_CHECK enum kg_status register_sign(struct act *act, const char **out_witness);

KG_MUST_CHECK enum kg_status register_command(struct act *act, const struct command *command);
/* Circulated and approved ones that no meeting has been told of. */
KG_MUST_CHECK enum kg_status register_unreported(struct act *act);
/* What it stood on, one line each. */
KG_MUST_CHECK enum kg_status register_add_rules(
    struct act *act, const char *number, struct card *card);
/* 要綱第6条の持ち回り, 要綱第3条の3第5項による議長の承認 … */
const char *register_route(const char *route, enum language l);

#endif
