#ifndef KAIGI_STORE_YEAR_H
#define KAIGI_STORE_YEAR_H

/* Figures of a fiscal year, read from the records. */

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

struct year_span { /* [from, to) */
	struct kg_time from;
	struct kg_time to;
};

/* From the opening of a circulation's round to each answer that stands, shortest first; of
 * circulations opened in the span. */
KG_MUST_CHECK enum kg_status year_answers(struct store *store, struct year_span span,
    struct arena *arena, int64_t **out_ms, size_t *out_count);
KG_MUST_CHECK enum kg_status year_circulations(
    struct store *store, struct year_span span, int *out);
/* Reports whose day had passed before they were made, or by `now` if they were not. */
KG_MUST_CHECK enum kg_status year_late_reports(struct store *store, int year,
    struct kg_time now, struct arena *arena, char ***out, size_t *out_count);

#endif
