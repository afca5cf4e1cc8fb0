#ifndef KAIGI_HANDLERS_VERSIONS_H
#define KAIGI_HANDLERS_VERSIONS_H

/*
 * Versions of the charter by date (附則). Every version that this process reads is on record by
 * its hashes; on the first day of one the tenures of the seats that it abolishes are over, and
 * what is open is looked at again. Private to handlers/.
 */

#include "handlers/desk.h"

/* At a start: every version goes on record at its first use. */
KG_MUST_CHECK enum kg_status versions_record(struct act *act);
/*
 * Before anything else of an event: a version whose day has come since takes effect, once and
 * in order, so that nothing that happens after midnight meets a roster of the day before.
 */
KG_MUST_CHECK enum kg_status versions_turn(struct desk *desk, const struct event *event);
/* The first version that begins after `from` and not after `to`; NULL: none. */
const struct charter *versions_change(
    const struct act *act, struct kg_time from, struct kg_time to);

/* The version that a matter stands on: by its name, or the one in force now when it is none of
 * those that are loaded. */
const struct charter *versions_of(const struct act *act, const char *version);

/* When a tenure of this seat ends at the latest: the midnight on which a version that is in
 * force by now abolished it after `from`, or `to`. What is no seat, or still one, keeps `to`.
 */
struct kg_time versions_end_of(
    const struct act *act, const char *office, struct kg_time from, struct kg_time to);

struct versions_seats { /* 「、」 between the posts; "" when there is none */
	const char *added;
	const char *abolished;
};
/* What has become of the council's seats between two versions. */
struct versions_seats versions_compare(struct act *act, const struct charter *before,
    const struct charter *after, enum language language);

#endif
