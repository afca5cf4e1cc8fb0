/*
 * 機構改革 while a circulation is open: a version of the charter came into force that has other
 * seats than the round began with. Nothing closes until the chair has chosen: 取下げ・再付議, a
 * new round with the seats of that version, or 続行 with a reason, the round as it began. A
 * seal that was given stays on record either way.
 */
#include <string.h>

#include "handlers/circulate.h"
#include "handlers/text.h"
#include "handlers/versions.h"

static const struct charter *basis(const struct act *act, const struct matter *m)
{
	return versions_of(
	    act, m->c.seats_kept[0] == '\0' ? m->c.charter_version : m->c.seats_kept);
}

void reseat_note(struct act *act, const struct matter *m, enum language l, struct card *card)
{
	struct versions_seats seats;

	if (m->changed == NULL) {
		return;
	}
	seats = versions_compare(act, basis(act, m), m->changed, l);
	card_line(card, LINE_PLAIN, "%s", card_charter(act, m->changed->version, l));
	if (*seats.abolished != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "廃止された席:%s"), seats.abolished);
	}
	if (*seats.added != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "新設された席:%s"), seats.added);
	}
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※「取下げ・再付議」は、同じ文面を新しい席の方々に改めてお諮りするもので、これまでの回答は記録に残り、数えません。「続行」は、理由を記録のうえ、始めたときの席のまま続けるものです。お決めいただくまで、議決は確定しません。"));
}

void reseat_footnote(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	if (m->c.reseated != 0 && m->c.reseated == m->c.round) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※要綱の改正により席に異動があったため、再付議したものです。先の回答は数えておりません。改めてご回答をお願いいたします。"));
	} else if (m->c.seats_kept[0] != '\0') {
		card_line(card, LINE_NOTE,
		    tr(l,
		        "※要綱の改正(%s)後も、議長の判断により、始めたときの席のまま続けています。"),
		    card_charter(act, m->c.seats_kept, l));
	} else if (m->changed != NULL) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※要綱の改正により席に異動があったため、議長に取扱いをお伺いしています。"));
	}
}

/* Each message of the round that is over says so. */
static enum kg_status show_old(struct act *act, const char *number, int round)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].round == round && list[i].state != POSTING_GONE &&
		    (matter_is_ballot(list[i].kind) ||
		        strcmp(list[i].kind, POST_CHOICE) == 0)) {
			TRY(posting_set_state(act->desk->store, list[i].id, POSTING_OLD));
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

enum kg_status reseat(struct act *act, struct matter *m, const char *capacity)
{
	const char *number = m->c.number;
	int round = m->c.round;

	TRY(desk_append(act, "circular.reseated", { "number", number },
	    { "person", act->person.id }, { "capacity", capacity },
	    { "note", arena_printf(act->desk->arena, "要綱の改正(%s)により席に異動があったため",
	                  m->changed->version) },
	    { "when", desk_when(act) }));
	TRY(timer_clear(act->desk->store, NULL, number));
	TRY(show_old(act, number, round));
	TRY(desk_tell_office(act, "secretariat", number, TR_NOOP("【管理会議・持ち回り】%s"),
	    arena_printf(act->desk->arena,
	        "%s(%s)は、要綱の改正により席に異動があったため、議長が取り下げ、再付議しました。",
	        number, m->c.title)));
	TRY(matter_load(act, number, m));
	return start_open(act, m);
}

enum kg_status reseat_keep(
    struct act *act, const struct matter *m, const char *capacity, const char *reason)
{
	TRY(desk_append(act, "circular.seats_kept", { "number", m->c.number },
	    { "version", m->changed->version }, { "person", act->person.id },
	    { "capacity", capacity }, { "note", reason }, { "when", desk_when(act) }));
	(void)desk_answer(act,
	    tr(act->language,
	        "続行として記録しました。%s は、始めたときの席のまま回答の受付を続けます。"),
	    m->c.number);
	return settle(act, m->c.number);
}
