#ifndef KAIGI_HANDLERS_MARK_EVENTS_H
#define KAIGI_HANDLERS_MARK_EVENTS_H

/*
 * Networks whose marks are events of their own (Matrix): taking one off names that event alone,
 * anybody may do it who has the power, and one picture may stand there several times in several
 * colours of skin, which for us is one mark. Here such events become marks put on and taken
 * off. Private to handlers/.
 */

#include "handlers/desk.h"

/* event->actor where nobody can say who took it off: nobody can be its giver. */
#define MARK_EVENTS_NOBODY "?"

/* Whoever takes a mark, a set of marks: the subject of the posting. */
typedef enum kg_status mark_events_road(struct act *act);

/* Is the event's workspace such a network? */
bool mark_events_used(struct act *act);
/* EVENT_MARK put on. `road` gets it with its canonical mark. */
KG_MUST_CHECK enum kg_status mark_events_take(struct act *act, mark_events_road *road);
/* EVENT_MARKS: `road` gets what stands; what was taken off meanwhile has gone down it before.
 */
KG_MUST_CHECK enum kg_status mark_events_set(struct act *act, mark_events_road *road);
/* EVENT_DELETED: *out_taken: it was a mark, and is done with. */
KG_MUST_CHECK enum kg_status mark_events_deleted(
    struct act *act, mark_events_road *road, bool *out_taken);

/*
 * A message of ours has come to stand: the answer to it was late, and people may have put marks
 * on it that we could place nowhere. `road` gets each that stands.
 */
KG_MUST_CHECK enum kg_status mark_events_waiting(
    struct act *act, const struct posting *posting, mark_events_road *road);

#endif
