#include "handlers/review.h"

#include <string.h>

enum kg_status review_record(struct act *act, const char *kind, const char *number,
    const char *reviewer, const char **out_refusal)
{
	bool asked =
	    reviewer != NULL && act->person.id != NULL && strcmp(reviewer, act->person.id) == 0;

	*out_refusal = NULL;
	if (reviewer == NULL || !desk_may_own(act, CAN_REVIEW, asked)) {
		*out_refusal = arena_printf(act->desk->arena,
		    tr(act->language,
		        "%s は、いま庶務内確認の段階にないか、確認者が別の方です。"),
		    number);
		return KG_OK;
	}
	return desk_append(act, kind, { "number", number }, { "person", act->person.id },
	    { "capacity", "庶務内確認" }, { "when", desk_when(act) });
}
