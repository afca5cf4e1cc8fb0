#include "handlers/committee.h"

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/leave.h"

static const char *chief_seat(struct act *act)
{
	const struct charter_body *committee = charter_body(act->desk->charter, "committee");

	for (size_t i = 0; committee != NULL && i < committee->seat_count; i++) {
		if (committee->seats[i].role == ROLE_CHAIR) {
			return committee->seats[i].same_as[0] != '\0'
			           ? committee->seats[i].same_as
			           : committee->seats[i].id;
		}
	}
	return "vice";
}

enum kg_status committee_chief(struct act *act, struct kg_time at, struct chief *out)
{
	const char *holder;
	const char *acting;
	char *reason;
	bool begun;
	enum kg_status st;

	*out = (struct chief){ 0 };
	TRY(acting_at(act, "committee", at, &acting, &begun));
	if (begun) {
		out->person = acting;
		out->acting = acting != NULL;
		return KG_OK;
	}
	TRY(matter_holder(act, chief_seat(act), at, &holder));
	if (holder == NULL) {
		return KG_OK;
	}
	st = absence_of(act->desk->store, holder, at, act->desk->arena, &reason);
	if (st != KG_NOT_FOUND) {
		return st;
	}
	out->person = holder;
	TRY(acting_at(act, "council", at, &acting, &begun));
	out->acts_as_chair = acting != NULL && strcmp(acting, holder) == 0;
	return KG_OK;
}

const char *committee_capacity(const struct chief *chief)
{
	return chief->acting ? "幹事長職務代理者" : "幹事長";
}

bool committee_is_chief(const struct act *act, const struct chief *chief)
{
	return act->person.id != NULL && chief->person != NULL &&
	       strcmp(act->person.id, chief->person) == 0;
}

enum kg_status committee_tell(
    struct act *act, const char *matter, const char *ja_format_with_one_s, const char *argument)
{
	struct chief chief;
	struct card *card;

	TRY(committee_chief(act, act->event->now, &chief));
	if (chief.person != NULL) {
		card = desk_card(act);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		card_title(card, tr(desk_language_of(act, chief.person), ja_format_with_one_s),
		    argument);
#pragma GCC diagnostic pop
		TRY(desk_tell(act, chief.person, matter, card));
	}
	return desk_tell_office(act, "secretariat", matter, ja_format_with_one_s, argument);
}
