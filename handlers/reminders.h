#ifndef KAIGI_HANDLERS_REMINDERS_H
#define KAIGI_HANDLERS_REMINDERS_H

/*
 * When the pending are reminded: working days at 9:00 from the day after the start, and 2 h
 * before the deadline; never within 1 h of the start, nor at or after the deadline, nor in
 * quiet hours. The 2-hour one, if it fell into quiet hours, moves to their end when that leaves
 * at least 30 minutes, else to 30 minutes before they begin; when that is not lawful either, it
 * falls away. A morning one in quiet hours falls away. Equal instants are one. With
 * `ignore_quiet` (a matter of an incident) quiet hours do not exist.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/time.h"
#include "handlers/calendar.h"

enum { REMINDERS_MAX = 64 };

struct reminders_rules {
	int morning;    /* minutes of the day; default 9:00 */
	int before;     /* minutes before the deadline; default 120 */
	int not_within; /* minutes after the start; default 60 */
	struct calendar_hours quiet;
	bool ignore_quiet;
};

#define REMINDERS_DEFAULT                                                                      \
	((struct reminders_rules){ .morning = 9 * 60,                                          \
	    .before = 120,                                                                     \
	    .not_within = 60,                                                                  \
	    .quiet = { .from = 20 * 60, .to = 7 * 60 + 30 } })

/* Ascending; the count. `opened` is when the cards went out. */
size_t reminders_plan(struct kg_time opened, struct kg_time deadline,
    const struct reminders_rules *rules, struct kg_time out_times[REMINDERS_MAX]);

/* The first one strictly after `now`; false when none is left. */
bool reminders_next(struct kg_time opened, struct kg_time deadline, struct kg_time now,
    const struct reminders_rules *rules, struct kg_time *out_time);

#endif
