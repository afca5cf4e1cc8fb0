#ifndef KAIGI_STORE_APPLY_H
#define KAIGI_STORE_APPLY_H

/*
 * The only writer of records: a table of entry kinds, each with the SQL that turns its fields
 * into rows. The SQL's parameters are the fields' names, and :seq, :at. A rebuild is "empty the
 * record tables and apply all".
 */

#include <stddef.h>
#include <stdint.h>

#include "store/ledger.h"

struct apply_rule {
	const char *kind;
	int version;
	const char *const *sql; /* NULL-terminated; run in order; an absent field binds NULL */
};

extern const struct apply_rule apply_rules[];
extern const size_t apply_rule_count;
extern const struct apply_rule apply_meeting_rules[]; /* meetings, 宿題 and 日程調整 */
extern const size_t apply_meeting_rule_count;
extern const char *const
    apply_tables[]; /* the record tables, NULL-terminated, in an order fit for emptying */

#endif
