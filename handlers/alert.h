#ifndef KAIGI_HANDLERS_ALERT_H
#define KAIGI_HANDLERS_ALERT_H

/*
 * EVENT_ALERT: what a monitoring system says. The first alert of a group opens an incident that
 * goes to 庶務 as a report does; further ones are a count in it. A resolve is noted; it closes
 * nothing. Private to handlers/.
 */

#include "handlers/incident.h"

KG_MUST_CHECK enum kg_status alert_take(struct act *act);
/* One line for each group of the incident. */
void alert_lines(struct act *act, const struct incident *i, enum language l, struct card *card);

#endif
