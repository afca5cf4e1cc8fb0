#ifndef KAIGI_HANDLERS_PRESS_H
#define KAIGI_HANDLERS_PRESS_H

/*
 * Buttons where there are none to press: their number or label as an answer to the message, or
 * alone in the direct room when it can mean one message only, or as a mark 1️⃣. What is
 * pressed is the ordinary EVENT_BUTTON of whoever said it, at the time he said it. Private to
 * handlers/.
 */

#include "handlers/desk.h"

/* EVENT_MESSAGE that answers `posting`. */
KG_MUST_CHECK enum kg_status press_answer(
    struct act *act, const struct posting *posting, bool *out_taken);
/* EVENT_MESSAGE in the direct room that answers nothing. */
KG_MUST_CHECK enum kg_status press_alone(struct act *act, bool *out_taken);
/* EVENT_MARK; other marks than numbers are not taken. */
KG_MUST_CHECK enum kg_status press_mark(
    struct act *act, const struct posting *posting, bool *out_taken);

#endif
