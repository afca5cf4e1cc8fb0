#include "workspace/journal.h"

#include "base/clock.h"
#include "workspace/jx.h"
#include "workspace/model.h"

enum { KEPT = 10000 };

static json_t *entries[KEPT];
static int64_t next_number = 1;

void journal_add(const char *what, json_t *entry)
{
	json_t **place = &entries[next_number % KEPT];

	jx_set_int(entry, "n", next_number++);
	jx_set_int(entry, "at", model_now().ms);
	jx_set_int(entry, "mono", clock_monotonic_ms());
	jx_set_text(entry, "what", what);
	json_decref(*place);
	*place = entry;
}

json_t *journal_since(int64_t since)
{
	json_t *list = json_array();
	json_t *answer = json_object();
	int64_t from = since > next_number - KEPT ? since : next_number - KEPT;

	for (int64_t n = from > 0 ? from : 1; n < next_number; n++) {
		jx_push(list, json_incref(entries[n % KEPT]));
	}
	jx_set_bool(answer, "ok", true);
	jx_set_int(answer, "next", next_number);
	jx_set(answer, "entries", list);
	return answer;
}

void journal_finish(void)
{
	for (size_t i = 0; i < KEPT; i++) {
		json_decref(entries[i]);
		entries[i] = NULL;
	}
}
