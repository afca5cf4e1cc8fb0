#ifndef KAIGI_HANDLERS_COMMITTEE_H
#define KAIGI_HANDLERS_COMMITTEE_H

/*
 * 幹事会: the same eight people as in the council without its chair, and another body. Its head
 * is the 幹事長, who holds the vice-chair's post; the 副幹事長 acts for him by a state of its
 * own. Private to handlers/.
 */

#include "handlers/desk.h"

struct chief {
	const char *person; /* NULL: nobody can act for the committee */
	bool acting;        /* the 副幹事長 acts for him */
	bool acts_as_chair; /* he acts for the council's chair at the same time */
};

KG_MUST_CHECK enum kg_status committee_chief(
    struct act *act, struct kg_time at, struct chief *out);
/* 幹事長, 幹事長職務代理者: as the records say it. */
const char *committee_capacity(const struct chief *chief);
/* Is the actor the 幹事長, or who acts for him? */
bool committee_is_chief(const struct act *act, const struct chief *chief);
/* To the 幹事長 (or who acts) and everybody in 庶務; the Japanese format has one %s. */
KG_MUST_CHECK enum kg_status committee_tell(struct act *act, const char *matter,
    const char *ja_format_with_one_s, const char *argument);

#endif
