#ifndef KAIGI_HANDLERS_REVIEW_H
#define KAIGI_HANDLERS_REVIEW_H

/* 庶務内確認 of what 庶務 drafted. Private to handlers/. */

#include "handlers/desk.h"

/*
 * An entry of `kind` ("report.reviewed") that the acting person has seen it. `reviewer`: who is
 * asked; NULL: it is not at that stage. Otherwise nothing is appended and `out_refusal` says
 * why not; NULL: recorded.
 */
KG_MUST_CHECK enum kg_status review_record(struct act *act, const char *kind,
    const char *number, const char *reviewer, const char **out_refusal);

#endif
