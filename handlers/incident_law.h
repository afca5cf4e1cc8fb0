#ifndef KAIGI_HANDLERS_INCIDENT_LAW_H
#define KAIGI_HANDLERS_INCIDENT_LAW_H

/* What a report of an incident must not hold, by when it must be taken up, and the facts as the
 * records keep them. Pure. */

#include "base/buf.h"
#include "handlers/clock_law.h"

enum incident_private {            /* bits: what a reporter must not type of residents */
	PRIVATE_MYNUMBER = 1 << 0, /* 12 digits whose last one is right */
	PRIVATE_CARD = 1 << 1,     /* 14 to 16 digits, by Luhn */
	PRIVATE_MAIL = 1 << 2,
};

/* Full width counts; groups are those in which such numbers are written, so that a telephone
 * number beside a date is neither. */
unsigned incident_law_private(const char *text);

/* By when a report is to be taken up: one that goes on within its minutes at any hour, any
 * other one in office hours, else at the beginning of the next office day. */
struct kg_time incident_law_take_by(struct kg_time reported, bool ongoing, int minutes);

/* By when 行政情報課 judges: the same office day at `day_end` (minutes), else the next one at
 * noon. */
struct kg_time incident_law_judge_by(struct kg_time reported, int day_end);

/* Lines fact=yes|no|number into one value for each fact; unknown words are left out. */
struct clock_value *incident_law_facts(
    const struct clocks *clocks, const char *lines, struct arena *arena);
/* And back, in the order of the file: what is not known has no line. */
const char *incident_law_lines(
    const struct clocks *clocks, const struct clock_value *values, struct arena *arena);
/* NULL: the file has no such fact. */
struct clock_value *incident_law_fact(
    const struct clocks *clocks, struct clock_value *values, const char *id);

#endif
