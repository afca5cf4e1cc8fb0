#ifndef KAIGI_HANDLERS_ICS_H
#define KAIGI_HANDLERS_ICS_H

/*
 * A meeting as a calendar entry (RFC 5545, 5546). Pure: the same values give the same bytes, on
 * every machine; libical's own zone tables are not asked. Only ics.c links libical.
 */

#include <stdbool.h>

#include "base/buf.h"
#include "base/time.h"

struct ics_entry {
	const char *uid; /* the same over all changes */
	int sequence;    /* up with each */
	bool cancelled;  /* METHOD CANCEL instead of REQUEST */
	const char *summary;
	const char *location;    /* "" none */
	const char *description; /* "" none */
	const char *organizer;   /* by his post; there is no address */
	struct kg_time starts;
	struct kg_time ends;  /* 0: not said */
	struct kg_time stamp; /* when this version was made */
};

void ics_write(const struct ics_entry *entry, struct buf *out);

#endif
