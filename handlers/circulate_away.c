/*
 * One of the networks does not answer: the others go on, closing waits for all of them, and
 * after the rule's minutes the chair may end it without the missing one. That is his act, with
 * its note on record and in the result. A link is away from when it broke until it says that it
 * is up; at a start nobody has said so yet.
 */

#include "handlers/away.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/circulate.h"
#include "store/network.h"

#define DOWN "link.down"

enum { NETWORKS_MAX = 16 };

/* Links. */

static enum kg_status down_since(struct act *act, int64_t workspace, struct kg_time *out)
{
	char *text;
	enum kg_status st =
	    keep_get(act->desk->store, workspace, DOWN, act->desk->arena, &text);

	*out = (struct kg_time){ 0 };
	if (st == KG_OK) {
		out->ms = strtoll(text, NULL, 10);
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status away_link_down(struct act *act, int64_t workspace, bool *out_changed)
{
	struct kg_time since;

	TRY(down_since(act, workspace, &since));
	*out_changed = !kg_time_is_set(since);
	return *out_changed ? keep_set(act->desk->store, workspace, DOWN,
	                          desk_int(act, act->event->now.ms))
	                    : KG_OK;
}

enum kg_status away_link_up(struct act *act, int64_t workspace)
{
	return keep_set(act->desk->store, workspace, DOWN, NULL);
}

/* While we were not there ourselves, nothing can be said about a network. */
enum kg_status away_start(struct act *act)
{
	const struct settings *settings = act->desk->settings;

	for (size_t i = 0; i < settings->workspace_count; i++) {
		const struct settings_workspace *ws = &settings->workspaces[i];
		int64_t workspace;

		TRY(workspace_ensure(act->desk->store, ws->name, (int)ws->kind, &workspace));
		TRY(keep_set(
		    act->desk->store, workspace, DOWN, desk_int(act, act->event->now.ms)));
	}
	return KG_OK;
}

bool away_is_excused(struct act *act, const struct matter *m, int64_t workspace)
{
	const char *name = workspace_name(act->desk->store, workspace);
	struct kg_time since;

	for (size_t i = 0; i < m->c.unchecked_network_count; i++) {
		if (strcmp(m->c.unchecked_networks[i].workspace, name) == 0) {
			return down_since(act, workspace, &since) == KG_OK &&
			       kg_time_is_set(since);
		}
	}
	return false;
}

/* The law's view of a circulation. */

struct networks {
	struct away_network list[NETWORKS_MAX];
	int64_t rows[NETWORKS_MAX];
	size_t count;
};

static enum kg_status network_of(
    struct act *act, int64_t workspace, struct networks *all, struct away_network **out)
{
	*out = NULL;
	for (size_t i = 0; i < all->count; i++) {
		if (all->rows[i] == workspace) {
			*out = &all->list[i];
			return KG_OK;
		}
	}
	if (all->count == NETWORKS_MAX) {
		return KG_INVALID;
	}
	all->rows[all->count] = workspace;
	*out = &all->list[all->count++];
	**out = (struct away_network){ 0 };
	return down_since(act, workspace, &(*out)->down);
}

static enum kg_status look(
    struct act *act, const struct matter *m, struct kg_time since, struct networks *out)
{
	struct posting *list;
	size_t count;

	*out = (struct networks){ .count = 0 };
	TRY(posting_list(act->desk->store, m->c.number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		struct away_network *network;
		bool is_read;

		if (!matter_must_be_read(m, &list[i])) {
			continue;
		}
		TRY(network_of(act, list[i].workspace, out, &network));
		TRY(matter_posting_is_read(act, &list[i], since, &is_read));
		network->unread = network->unread ||
		                  (!is_read && !away_is_excused(act, m, list[i].workspace));
	}
	return KG_OK;
}

/* Since when everything that must be read has to be read; 0: nothing waits for a reading. */
static struct kg_time wanted_since(const struct matter *m)
{
	if (m->c.state == CIRCULAR_CLOSING) {
		return m->c.closing;
	}
	return matter_is_running(m) ? m->c.overdue : (struct kg_time){ 0 };
}

static struct away decide(struct act *act, const struct networks *networks)
{
	int minutes = desk_rule_int(act, "network_away_minutes", act->event->now);

	return away_decide(networks->list, networks->count, minutes, act->event->now);
}

static enum kg_status offer(struct act *act, const struct matter *m, struct kg_time since)
{
	const char *chair = m->tally.chair;
	enum kg_status st;

	if (chair == NULL) {
		return KG_OK;
	}
	st = told_once(act->desk->store,
	    arena_printf(act->desk->arena, "away|%s|%d|%s|%s", m->c.number, m->c.round,
	        desk_int(act, since.ms), chair),
	    act->event->now);
	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	return matter_ask(act, m, chair, POST_AWAY);
}

enum kg_status away_consider(struct act *act, const struct matter *m, struct kg_time since)
{
	struct networks networks;
	struct away away;

	TRY(look(act, m, since, &networks));
	away = decide(act, &networks);
	if (away.state == AWAY_OFFER) {
		return offer(act, m, since);
	}
	return kg_time_is_set(away.look)
	           ? timer_set(act->desk->store, "circular.away", m->c.number, "", away.look)
	           : KG_OK;
}

/* The chair's act. */

static enum kg_status append_unchecked(struct act *act, const struct matter *m,
    const struct networks *networks, const char *capacity)
{
	for (size_t i = 0; i < networks->count; i++) {
		const char *name = workspace_name(act->desk->store, networks->rows[i]);
		struct kg_time down = networks->list[i].down;

		if (!networks->list[i].unread) {
			continue;
		}
		TRY(desk_append(act, "circular.unchecked", { "number", m->c.number },
		    { "workspace", name }, { "since", desk_int(act, down.ms) },
		    { "person", act->person.id }, { "capacity", capacity },
		    { "note",
		        arena_printf(act->desk->arena, "%s、%sから", name,
		            dates_chat(down, act->event->now, LANGUAGE_JA, act->desk->arena)) },
		    { "when", desk_when(act) }));
	}
	return KG_OK;
}

static enum kg_status refuse(struct act *act, const struct matter *m)
{
	enum language l = act->language;

	if (m->c.state == CIRCULAR_CLOSED) {
		(void)desk_answer(act, tr(l, "%s はすでに終了しています(%s)。"), m->c.number,
		    card_outcome_word(m->c.outcome, l));
		return KG_OK;
	}
	(void)desk_answer(act,
	    tr(l,
	        "%s は、つながらない連絡網を待っている状態ではありません。連絡網が戻った場合は、確かめたうえで自動で進みます。"),
	    m->c.number);
	return KG_OK;
}

enum kg_status away_go_on(struct act *act, const struct matter *m)
{
	struct kg_time since = wanted_since(m);
	struct networks networks;
	const char *chair;
	bool acting;

	TRY(matter_chair(act, act->event->when, &chair, &acting));
	if (!desk_may(act, CAN_UNCHECKED)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s の取扱いは、議長(要綱第3条第1項)又は職務を代理する副議長(同条第2項)がお決めになります。ご意見は庶務にお寄せください。"),
		    m->c.number);
		return KG_OK;
	}
	if (!kg_time_is_set(since)) {
		return refuse(act, m);
	}
	TRY(look(act, m, since, &networks));
	if (decide(act, &networks).state != AWAY_OFFER) {
		return refuse(act, m);
	}
	TRY(append_unchecked(act, m, &networks, matter_capacity(act, "chair", acting)));
	(void)desk_answer(act,
	    tr(act->language,
	        "%s について、つながらない連絡網を確かめずに進めることを記録しました。結果にもその旨を記します。"),
	    m->c.number);
	return settle(act, m->c.number);
}

enum kg_status away_recheck(struct act *act, struct matter *m)
{
	const char *name = workspace_name(act->desk->store, act->event->workspace);

	if (!matter_is_running(m)) {
		return KG_OK;
	}
	for (size_t i = 0; i < m->c.unchecked_network_count; i++) {
		if (strcmp(m->c.unchecked_networks[i].workspace, name) == 0) {
			TRY(desk_append(act, "circular.rechecked", { "number", m->c.number },
			    { "workspace", name }, { "when", desk_when(act) }));
			return matter_load(act, m->c.number, m);
		}
	}
	return KG_OK;
}

/* Words. */

static const char *names_of(struct act *act, const struct networks *networks)
{
	const char *names = "";

	for (size_t i = 0; i < networks->count; i++) {
		if (networks->list[i].unread) {
			names = arena_printf(act->desk->arena, "%s%s%s", names,
			    names[0] == '\0' ? "" : "・",
			    workspace_name(act->desk->store, networks->rows[i]));
		}
	}
	return names;
}

static struct kg_time earliest(const struct networks *networks)
{
	struct kg_time first = { 0 };

	for (size_t i = 0; i < networks->count; i++) {
		struct kg_time down = networks->list[i].down;

		if (networks->list[i].unread &&
		    (!kg_time_is_set(first) || down.ms < first.ms)) {
			first = down;
		}
	}
	return first;
}

static void add_offer(struct act *act, const struct matter *m, const struct networks *networks,
    enum language l, struct card *card)
{
	struct rule_value rule = desk_rule(act, "network_away_minutes", act->event->now);

	card_title(card,
	    tr(l,
	        "【管理会議・持ち回り %s】連絡網「%s」に %s からつながらず、そこにいただいた印を確かめられないため、先へ進めるのをお待ちしています。"),
	    m->c.number, names_of(act, networks),
	    dates_chat(earliest(networks), act->event->now, l, act->desk->arena));
	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"), m->c.title, m->c.class);
	card_line(card, LINE_PLAIN, "%s", card_counts(act, m, l));
	card_line(card, LINE_PLAIN, "%s",
	    tr(l,
	        "ほかの連絡網の印は、すべて確かめています。つながりましたら自動で進みますので、お待ちいただいて差し支えありません。お急ぎの場合は、つながらない連絡網を確かめずに進めることもできます。その旨は記録し、結果に明記します。後から届いた印は「終了後」として記録します。"));
	card_line(card, LINE_NOTE, tr(l, "※%s分を超えてつながらないときの取扱いです(%s)。"),
	    rule.value, rule.document[0] == '\0' ? tr(l, "既定値") : rule.document);
	card_button(card, BUTTON_PLAIN, "choice.unchecked", m->c.number,
	    m->c.state == CIRCULAR_CLOSING ? tr(l, "一方の連絡網を確かめずに終了する")
	                                   : tr(l, "一方の連絡網を確かめずに進める"));
}

void card_of_away(
    struct act *act, const struct matter *m, const struct view *view, struct card *card)
{
	enum language l = view->language;
	struct kg_time since = wanted_since(m);
	struct networks networks = { .count = 0 };

	if (kg_time_is_set(since) && look(act, m, since, &networks) == KG_OK &&
	    decide(act, &networks).state == AWAY_OFFER) {
		add_offer(act, m, &networks, l, card);
		return;
	}
	card_title(card,
	    tr(l,
	        "【管理会議・持ち回り %s】つながらない連絡網についてのお伺いは、終わりました。ご対応は不要です。"),
	    m->c.number);
	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"), m->c.title, m->c.class);
	if (m->c.state == CIRCULAR_CLOSED) {
		card_line(card, LINE_PLAIN, tr(l, "終了しました:%s"),
		    card_outcome_word(m->c.outcome, l));
		away_note(act, m, l, card);
	}
}

const char *away_names(struct act *act, const struct matter *m)
{
	const char *names = NULL;

	for (size_t i = 0; i < m->c.unchecked_network_count; i++) {
		const char *name = m->c.unchecked_networks[i].workspace;

		names =
		    names == NULL ? name : arena_printf(act->desk->arena, "%s %s", names, name);
	}
	return names;
}

void away_note(struct act *act, const struct matter *m, enum language l, struct card *card)
{
	for (size_t i = 0; i < m->c.unchecked_network_count; i++) {
		const struct circular_unchecked *u = &m->c.unchecked_networks[i];

		card_line(card, LINE_NOTE,
		    tr(l,
		        "※連絡網「%s」には %s からつながらず、議長の判断により、その印を確かめずに終了しました。"),
		    u->workspace, dates_chat(u->since, act->event->now, l, act->desk->arena));
	}
}
