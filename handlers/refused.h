#ifndef KAIGI_HANDLERS_REFUSED_H
#define KAIGI_HANDLERS_REFUSED_H

/*
 * What is for everybody in a channel to read (a result, a notice, a ruling, minutes) and was
 * refused there: 庶務 hears so, and it is said, once, when we may speak there again. Private to
 * handlers/.
 */

#include "handlers/desk.h"

/* The verdict on something of ours. A ballot's card is left to its circulation. */
KG_MUST_CHECK enum kg_status refused_note(
    struct act *act, const struct outbox_row *row, const struct posting *posting);
/* EVENT_CHANNEL: nothing happens unless it opens a channel to us. */
KG_MUST_CHECK enum kg_status refused_channel(struct act *act);

#endif
