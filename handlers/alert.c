/*
 * One incident for each group, however often it fires: only the first alert, and the first
 * after that incident was closed, opens one. What looks like residents' data is not kept.
 */
#include "handlers/alert.h"

#include <string.h>

#include "handlers/calendar.h"
#include "handlers/incident_law.h"
#include "handlers/number.h"
#include "store/alerts.h"

static const char *answer_of(const struct act *act, const char *key)
{
	for (size_t k = 0; k < act->event->answer_count; k++) {
		if (strcmp(act->event->answers[k].key, key) == 0) {
			return act->event->answers[k].value;
		}
	}
	return "";
}

static const char *screened(const char *text)
{
	return incident_law_private(text) == 0
	           ? text
	           : "(個人情報と思われる文字があったため、本文は記録していません。監視の画面をご確認ください。)";
}

static enum kg_status append(struct act *act, const char *kind, const char *number,
    const char *source, const char *title)
{
	return desk_append(act, kind, { "number", number }, { "source", source },
	    { "fingerprint", answer_of(act, "group") }, { "title", title },
	    { "count", answer_of(act, "count") }, { "when", desk_when(act) });
}

static enum kg_status open_incident(struct act *act, const char *source, const char *title)
{
	const char *number;
	int year = calendar_fiscal_year(act->event->when);
	int serial;

	TRY(incident_next(act->desk->store, year, &serial));
	number = number_format(NUMBER_INCIDENT, year, serial, act->desk->arena);
	TRY(desk_append(act, "incident.report", { "number", number },
	    { "year", desk_int(act, year) }, { "ordinal", desk_int(act, serial) },
	    { "ongoing", "yes" }, { "medium", "unknown" }, { "work", "unknown" },
	    { "harm", "unknown" }, { "seen", "unknown" }, { "recovered", "unknown" },
	    { "text", title },
	    { "department", arena_printf(act->desk->arena, "監視(%s)", source) },
	    { "head", "" }, { "phone", "" }, { "person", "" }, { "workspace", "0" },
	    { "account", "" }, { "noticed", desk_when(act) }, { "when", desk_when(act) }));
	/* Before the first card is drawn: it shows the count. */
	TRY(append(act, "alert.raised", number, source, title));
	return incident_opened(act, number, "", act->event->when);
}

static enum kg_status redraw(struct act *act, const char *number)
{
	struct incident i;

	TRY(incident_load(act->desk->store, number, act->desk->arena, &i));
	return incident_redraw(act, &i);
}

static enum kg_status resolve(
    struct act *act, const struct alert_group *group, const char *source)
{
	if (kg_time_is_set(group->resolved)) {
		return KG_OK;
	}
	TRY(append(act, "alert.resolved", group->incident, source, group->title));
	return redraw(act, group->incident);
}

static enum kg_status fire(struct act *act, const struct alert_group *group, const char *source)
{
	const char *title = screened(answer_of(act, "title"));
	struct incident i;

	if (group != NULL) {
		TRY(incident_load(act->desk->store, group->incident, act->desk->arena, &i));
		if (!i.end.is_closed) {
			TRY(append(act, "alert.again", i.number, source, group->title));
			return incident_redraw(act, &i);
		}
	}
	return open_incident(act, source, title);
}

enum kg_status alert_take(struct act *act)
{
	const char *source = act->event->action;
	struct alert_group group;
	enum kg_status st = alert_group_load(
	    act->desk->store, source, answer_of(act, "group"), act->desk->arena, &group);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	if (strcmp(answer_of(act, "state"), "resolved") == 0) {
		return st == KG_OK ? resolve(act, &group, source) : KG_OK;
	}
	return fire(act, st == KG_OK ? &group : NULL, source);
}

void alert_lines(struct act *act, const struct incident *i, enum language l, struct card *card)
{
	for (size_t k = 0; k < i->alert_count; k++) {
		const struct alert_group *g = &i->alerts[k];

		card_line(card, LINE_PLAIN,
		    kg_time_is_set(g->resolved)
		        ? tr(l, "監視の警報(%s):%s件。復旧の知らせがありました。")
		        : tr(l, "監視の警報(%s):%s件"),
		    g->source, desk_int(act, g->count));
	}
}
