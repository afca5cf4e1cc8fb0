#ifndef KAIGI_STORE_ALERTS_H
#define KAIGI_STORE_ALERTS_H

/* Groups of alerts, read from the records. Everything lies in the caller's arena. */

#include <stddef.h>

#include "store/list.h"

struct alert_group {
	const char *source;
	const char *incident;
	const char *title;
	int64_t count;
	struct kg_time first;
	struct kg_time last;
	struct kg_time resolved; /* 0: it fires */
};

/* KG_NOT_FOUND: this group never fired. */
KG_MUST_CHECK enum kg_status alert_group_load(struct store *store, const char *source,
    const char *fingerprint, struct arena *arena, struct alert_group *out);
/* Those of an incident, oldest first. */
KG_MUST_CHECK enum kg_status alert_group_list(struct store *store, const char *incident,
    struct arena *arena, struct alert_group **out, size_t *out_count);

#endif
