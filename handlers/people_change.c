#include "handlers/leave.h"
#include "handlers/subject.h"

enum kg_status people_changed(struct act *act)
{
	size_t count;
	const struct subject *list = subjects_list(&count);

	for (size_t i = 0; i < count; i++) {
		if (list[i].roster != NULL) {
			TRY(list[i].roster(act));
		}
	}
	return KG_OK;
}
