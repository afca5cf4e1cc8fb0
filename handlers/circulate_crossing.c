/*
 * A deadline that crosses a known change of the council's seats: the chair is warned before he
 * puts the matter, and offered three more working days. What is not published yet (内示) plays
 * no part.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/versions.h"

enum { MORE_DAYS = 3 };

/* The first change among the seats that is public and lies before the deadline; 0: none. */
static enum kg_status first_change(struct act *act, const struct matter *m, struct kg_time *out)
{
	const struct charter_body *council = charter_body(act->desk->charter, "council");
	struct kg_time now = act->event->now;

	*out = (struct kg_time){ 0 };
	for (size_t i = 0; i < council->seat_count; i++) {
		struct tenure *list;
		size_t count;

		TRY(tenures_of(
		    act->desk->store, council->seats[i].id, act->desk->arena, &list, &count));
		for (size_t k = 0; k < count; k++) {
			struct kg_time at = list[k].from;

			if (at.ms <= now.ms || at.ms > m->c.deadline.ms ||
			    list[k].published.ms > now.ms) {
				continue;
			}
			*out = out->ms == 0 || at.ms < out->ms ? at : *out;
		}
	}
	return KG_OK;
}

/* A new version of the charter before the deadline; false: there is none. */
static bool add_version(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	const struct charter *next = versions_change(act, act->event->now, m->c.deadline);
	const char *day;

	if (next == NULL) {
		return false;
	}
	day = dates_document_day(next->in_force, l, act->desk->arena);
	if (!charter_seats_differ(next->before, next, "council")) {
		card_line(card, LINE_NOTE,
		    tr(l,
		        "※期限までの間に要綱が改正されます(%s施行)。構成員の席に異動はなく、回答の受付はそのまま続きます。"),
		    day);
		return true;
	}
	card_line(card, LINE_NOTE,
	    tr(l,
	        "※期限までの間に要綱が改正されます(%s施行)。構成員の席に新設・廃止があるため、施行日までに議決とならないときは、取下げ・再付議か続行かを改めてお伺いします。"),
	    day);
	return true;
}

void crossing_note(struct act *act, const struct matter *m, enum language l, struct card *card)
{
	bool amended = add_version(act, m, l, card);
	struct kg_time change;

	if (first_change(act, m, &change) != KG_OK || (!kg_time_is_set(change) && !amended)) {
		return;
	}
	if (kg_time_is_set(change)) {
		card_line(card, LINE_NOTE,
		    tr(l,
		        "※期限までの間に構成員の異動(%s)があります。押印済の印は有効で、未押印の席は後任の方に引き継がれます。後任の方のために、期限を3開庁日延ばして付議することもできます。"),
		    dates_chat(change, act->event->now, l, act->desk->arena));
	}
	if (m->c.state == CIRCULAR_CONFIRM) {
		card_button(
		    card, BUTTON_PLAIN, "put.later", m->c.number, tr(l, "3開庁日延ばして付議"));
	}
}

enum kg_status crossing_put(struct act *act, struct matter *m)
{
	struct kg_time old = m->c.deadline;
	struct kg_date day = calendar_add_working(kg_date_of(old), MORE_DAYS);
	struct kg_civil clock = kg_civil_of(old);
	struct kg_time deadline = kg_time_at(day, clock.hour, clock.minute);
	const char *chair;
	bool acting;

	TRY(matter_chair(act, act->event->when, &chair, &acting));
	TRY(desk_append(act, "circular.extended", { "number", m->c.number },
	    { "person", act->person.id }, { "capacity", matter_capacity(act, "chair", acting) },
	    { "deadline", desk_int(act, deadline.ms) },
	    { "note",
	        "期限までの間に異動又は要綱の改正があるため、付議にあたり3開庁日延ばした" },
	    { "when", desk_when(act) }));
	TRY(matter_load(act, m->c.number, m));
	return start_put(act, m);
}
