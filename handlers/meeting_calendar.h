#ifndef KAIGI_HANDLERS_MEETING_CALENDAR_H
#define KAIGI_HANDLERS_MEETING_CALENDAR_H

/* The notice as a calendar file: one UID for a meeting, a higher SEQUENCE with each version of
 * its notice, CANCEL when it is called off. Private to handlers/. */

#include "handlers/meeting.h"

/* Below a message; of a meeting that was convened. */
KG_MUST_CHECK enum kg_status meeting_calendar_attach(
    struct act *act, const struct address *to, int64_t posting, const struct meeting *m);

#endif
