#ifndef KAIGI_BOT_ALERT_READ_H
#define KAIGI_BOT_ALERT_READ_H

/*
 * What monitoring systems post, as one report of one group. Strict on what is needed and its
 * kind, deaf to keys it does not know. Pure.
 *
 * alertmanager  webhook v4: groupKey, status, alerts[]
 * grafana       the same shape: groupKey, status, alerts[], title
 * wazuh         one alert of the integrator: rule.id, rule.description, rule.level, agent
 * generic       {"title", "text", "fingerprint", "status"}: only title must be there
 */

#include "base/buf.h"
#include "base/mem.h"
#include "base/status.h"
#include "config/settings.h"
#include "store/files.h"

struct alert_report {               /* in the arena */
	char group[SHA256_HEX + 1]; /* of the sender's own key of the group */
	const char *title;          /* one line, cut at 500 characters */
	int count;                  /* alerts of it that fire; 1 at least */
	bool is_resolved;
};

/* KG_INVALID: `out_why` says in a few words what is wrong; never what was sent. */
KG_MUST_CHECK enum kg_status alert_read(enum alert_kind kind, const struct buf *body,
    struct arena *arena, struct alert_report *out, const char **out_why);

#endif
