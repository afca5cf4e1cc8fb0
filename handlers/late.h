#ifndef KAIGI_HANDLERS_LATE_H
#define KAIGI_HANDLERS_LATE_H

/*
 * Commands that come long after they were typed, where a network keeps them for us: beyond the
 * rule's hours they are asked about first, never dropped in silence. Once confirmed they run
 * with the time at which they were typed. Private to handlers/.
 */

#include "handlers/desk.h"

/* Too old to be run unasked: the question is the answer then, and *out_asked is true. */
KG_MUST_CHECK enum kg_status late_ask(struct act *act, bool *out_asked);
/* The buttons "late.run" and "late.drop"; `token` is the dialogue's. */
KG_MUST_CHECK enum kg_status late_button(
    struct act *act, const char *action, const char *token);

#endif
