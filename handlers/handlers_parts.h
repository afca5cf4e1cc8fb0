#ifndef KAIGI_HANDLERS_HANDLERS_PARTS_H
#define KAIGI_HANDLERS_HANDLERS_PARTS_H

/* The ordinary paths of an event, for those who make an event out of another one: a number into
 * a button, the last answer into a form. Private to handlers/. */

#include "handlers/desk.h"

KG_MUST_CHECK enum kg_status handlers_take_command(struct act *act);
/* Nothing is done under guidelines that are not in force on that day (article 1, 附則). */
bool handlers_in_force(const struct act *act);
const char *handlers_not_in_force(struct act *act);
/* Whatever its age. */
KG_MUST_CHECK enum kg_status handlers_run_command(struct act *act);
KG_MUST_CHECK enum kg_status handlers_take_button(struct act *act);
KG_MUST_CHECK enum kg_status handlers_take_form(struct act *act);

#endif
