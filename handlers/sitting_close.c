/*
 * The end of a sitting. What the council has passed becomes a resolution (article 3), in the
 * order of the agenda, dated when it was decided; resolutions made outside that were reported
 * and noted are reported. The committee's results become its duty to report (article 3-3(4)): a
 * clock, which keeps nobody from closing.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/item.h"
#include "handlers/minutes.h"
#include "handlers/register.h"
#include "handlers/report.h"
#include "handlers/sitting.h"
#include "handlers/text.h"

static bool is_passed(const struct meeting_result *r)
{
	return r != NULL &&
	       (strcmp(r->result, "passed") == 0 || strcmp(r->result, "amended") == 0);
}

static enum kg_status append_resolution(struct act *act, const struct sitting_now *now,
    const struct meeting_item *item, const struct meeting_result *r, const char **out_number)
{
	static const char *const rules[] = { "decision", "decision_method", "tie",
		"presider_votes", "quorum", "proxy_attendance", "dual_post_votes", NULL };
	bool agreed = strcmp(r->method, "no_objection") == 0;
	struct resolution_draft draft = { .route = "3",
		.class = item->class,
		.title = item->title,
		.matter = now->m.number,
		.text_sha256 = item->item_sha256,
		.charter_version = now->m.charter_version,
		.rule = agreed ? TR_NOOP("異議なし採決") : TR_NOOP("賛否の記録による採決"),
		.rule_source = r->rule_source,
		.decided = r->at,
		.rules = rules,
		.ruled = now->m.opened };

	draft.tally =
	    arena_printf(act->desk->arena, "%s・賛成%d・反対%d・棄権%d(出席%d・現在数%d)",
	        sitting_result_word(r->result, LANGUAGE_JA), r->votes_for, r->votes_against,
	        r->abstained, now->present, now->total);
	if (strcmp(r->result, "amended") == 0) {
		TRY(item_amended_text(act, item->item, r->amendment, &draft.text_sha256));
	}
	return register_append(act, &draft, out_number);
}

/* The same result once more, now with its number. */
static enum kg_status append_numbered(struct act *act, const struct sitting_now *now,
    const struct meeting_result *r, const char *number)
{
	return desk_append(act, "meeting.result", { "number", now->m.number },
	    { "position", desk_int(act, r->position) }, { "result", r->result },
	    { "method", r->method }, { "for", desk_int(act, r->votes_for) },
	    { "against", desk_int(act, r->votes_against) },
	    { "abstained", desk_int(act, r->abstained) }, { "casting", r->casting },
	    { "amendment", r->amendment }, { "dissent", r->dissent }, { "opinion", r->opinion },
	    { "rule", r->rule }, { "rule_source", r->rule_source }, { "resolution", number },
	    { "person", r->person }, { "capacity", r->capacity },
	    { "when", desk_int(act, r->at.ms) });
}

static enum kg_status resolve(struct act *act, const struct sitting_now *now,
    const struct meeting_item *item, const struct meeting_result *r)
{
	const char *number;

	TRY(append_resolution(act, now, item, r, &number));
	TRY(append_numbered(act, now, r, number));
	return item_comes(act, &(struct item_end){ .item = item->item,
	                           .matter = now->m.number,
	                           .outcome = "approved",
	                           .resolution = number });
}

static const char *outcome_of(const struct meeting_result *r)
{
	if (r == NULL || strcmp(r->result, "continued") == 0) {
		return "continued"; /* it waits for the next meeting */
	}
	if (strcmp(r->result, "noted") == 0) {
		return "received";
	}
	return strcmp(r->result, "rejected") == 0 ? "failed" : "withdrawn";
}

static enum kg_status tell_reported(struct act *act, const struct sitting_now *now,
    const struct meeting_item *item, const struct meeting_result *r)
{
	struct resolution *list;
	size_t count;

	if (r == NULL || strcmp(r->result, "noted") != 0) {
		return KG_OK;
	}
	TRY(resolution_unreported(act->desk->store, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].number, item->item) == 0) {
			return desk_append(act, "resolution.reported",
			    { "resolution", item->item }, { "meeting", now->m.number },
			    { "when", desk_int(act, r->at.ms) });
		}
	}
	return KG_OK;
}

static enum kg_status end_item(struct act *act, const struct sitting_now *now,
    const struct meeting_item *item, bool *out_resolved)
{
	const struct meeting_result *r = sitting_result_of(now, item->position);

	if (strcmp(item->kind, "report") == 0) {
		return tell_reported(act, now, item, r);
	}
	if (strcmp(item->kind, "item") != 0) {
		return KG_OK;
	}
	if (is_passed(r)) {
		*out_resolved = true;
		return resolve(act, now, item, r);
	}
	return item_comes(
	    act, &(struct item_end){
	             .item = item->item, .matter = now->m.number, .outcome = outcome_of(r) });
}

static void add_resolutions(struct act *act, const struct sitting_now *now, const char *witness,
    enum language l, struct card *card)
{
	card_title(card, tr(l, "【管理会議】%s会議(%s)の議決をお知らせします(要綱第3条・%s)。"),
	    meeting_session_word(act, &now->m, l),
	    dates_chat_day(now->m.opened, act->event->now, l, act->desk->arena), now->m.number);
	for (size_t i = 0; i < now->m.item_count; i++) {
		const struct meeting_item *item = &now->m.items[i];
		const struct meeting_result *r = sitting_result_of(now, item->position);

		if (r != NULL && r->resolution[0] != '\0') {
			card_line(card, LINE_PLAIN, "・%s ", r->resolution);
			card_run(
			    card, RUN_BOLD, NULL, text_clean(item->title, act->desk->arena));
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, tr(l, "(第4条第%d号) %s"),
			        item->class, sitting_result_word(r->result, l)));
		}
	}
	card_line(card, LINE_NOTE, tr(l, "記録:%s"), witness);
}

static enum kg_status announce(struct act *act, const struct sitting_now *now)
{
	struct meeting_member *members;
	struct address *to;
	const char *witness;
	size_t count;

	TRY(register_sign(act, &witness));
	TRY(desk_channels(act, "council", &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = "sitting.resolved",
			.matter = now->m.number,
			.priority = PRIORITY_SAY,
			.card = card };

		add_resolutions(act, now, witness, to[i].language, card);
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	TRY(meeting_members(act, "council", act->event->now, &members, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);

		if (members[i].person != NULL && !members[i].again) {
			add_resolutions(
			    act, now, witness, desk_language_of(act, members[i].person), card);
			TRY(desk_tell(act, members[i].person, now->m.number, card));
		}
	}
	return KG_OK;
}

static enum kg_status end_council(struct act *act, struct sitting_now *now)
{
	bool resolved = false;

	for (size_t i = 0; i < now->m.item_count; i++) {
		TRY(end_item(act, now, &now->m.items[i], &resolved));
	}
	TRY(sitting_load(act, now->m.number, now));
	return resolved ? announce(act, now) : KG_OK;
}

/* As the committee's report words it; "" when something that the report must say is missing. */
static const char *report_result(const struct meeting_result *r, bool important)
{
	if (r == NULL || (important && text_is_blank(r->opinion))) {
		return "";
	}
	if (strcmp(r->result, "rejected") == 0) {
		return "unfit";
	}
	return strcmp(r->result, "passed") == 0 || strcmp(r->result, "noted") == 0 ? "as_is"
	                                                                           : r->result;
}

static enum kg_status fill_holding(
    struct act *act, const struct sitting_now *now, struct report_holding *out)
{
	for (size_t i = 0; i < now->m.item_count; i++) {
		const struct meeting_item *item = &now->m.items[i];
		const struct meeting_result *r = sitting_result_of(now, item->position);
		bool withdrawn = r != NULL && strcmp(r->result, "withdrawn") == 0;
		struct report_held_item *line = &out->items[out->item_count];

		if (strcmp(item->kind, "item") != 0) {
			continue;
		}
		TRY(item_comes(act, &(struct item_end){ .item = item->item,
		                        .matter = now->m.number,
		                        .outcome = withdrawn ? "withdrawn" : "deliberated" }));
		if (withdrawn || out->item_count == REPORT_LINES_MAX) {
			continue;
		}
		TRY(item_load(act->desk->store, item->item, act->desk->arena, &line->item));
		line->result = report_result(r, line->item.important);
		line->amendment = r == NULL ? "" : r->amendment;
		line->dissent = r == NULL ? "" : r->dissent;
		line->opinion = r == NULL ? "" : r->opinion;
		out->item_count++;
	}
	return KG_OK;
}

static enum kg_status end_committee(
    struct act *act, struct sitting_now *now, const char **out_report)
{
	struct report_holding holding = { .held = now->m.opened,
		.session = arena_printf(act->desk->arena, "第%d回", now->m.session),
		.place = now->m.place,
		.meeting = now->m.number,
		.incident = now->m.incident };

	TRY(fill_holding(act, now, &holding));
	if (holding.item_count == 0) {
		return KG_OK;
	}
	TRY(report_hold(act, &holding, out_report));
	return desk_append(act, "meeting.report", { "number", now->m.number },
	    { "report", *out_report }, { "when", desk_when(act) });
}

static void add_undecided(struct act *act, const struct sitting_now *now, struct card *card)
{
	enum language l = act->language;

	for (size_t i = 0; i < now->m.item_count; i++) {
		const struct meeting_item *item = &now->m.items[i];

		if (sitting_result_of(now, item->position) == NULL) {
			card_line(card, LINE_PLAIN,
			    tr(l, "・%s「%s」には結果の記録がありません。"),
			    meeting_agenda_word(act, item, l),
			    text_clean(item->title, act->desk->arena));
		}
	}
}

static enum kg_status say_closed(
    struct act *act, const struct sitting_now *now, const char *report)
{
	enum language l = act->language;
	struct card *card = desk_card(act);

	card_title(card, tr(l, "%s閉会(%s)を記録しました。"), meeting_head(act, &now->m, l),
	    dates_chat(now->m.closed, act->event->now, l, act->desk->arena));
	card_line(card, LINE_PLAIN, "%s", sitting_quorum_line(act, now, l));
	add_undecided(act, now, card);
	if (report != NULL) {
		card_line(card, LINE_PLAIN,
		    tr(l,
		        "審議事項と審議結果は、%s として議長に報告します(要綱第3条の3第4項)。続けて「/kaigi 報告 %s」をお願いいたします。"),
		    report, report);
	}
	if (act->event->kind == EVENT_MESSAGE) {
		return desk_tell_actor(act, now->m.number, card);
	}
	act->reply->kind = REPLY_TEXT;
	act->reply->card = card;
	return KG_OK;
}

enum kg_status sitting_close(
    struct act *act, struct sitting_now *now, const struct sitting_act *what)
{
	bool again = now->m.state == MEETING_CLOSED; /* its time was corrected */
	const char *report = NULL;

	TRY(desk_append(act, "meeting.closed", { "number", now->m.number },
	    { "person", act->person.id }, { "capacity", sitting_capacity(act, now) },
	    { "note", what->reason }, { "when", desk_int(act, what->at.ms) }));
	TRY(sitting_load(act, now->m.number, now));
	if (!again) {
		TRY(timer_clear(act->desk->store, "sitting.open", now->m.number));
		TRY(timer_clear(act->desk->store, "sitting.suspend", now->m.number));
		TRY(meeting_is_committees(&now->m) ? end_committee(act, now, &report)
		                                   : end_council(act, now));
		TRY(minutes_make(act, now->m.number));
	}
	if (again) {
		TRY(minutes_follow(act, now->m.number, what->reason));
	}
	TRY(sitting_show(act, now->m.number));
	TRY(sitting_load(act, now->m.number, now));
	TRY(meeting_redraw(act, &now->m, NULL));
	return say_closed(act, now, report);
}

enum kg_status sitting_corrected(struct act *act, const char *number, int position)
{
	const struct meeting_result *r;
	const struct meeting_item *item;
	struct sitting_now now;

	TRY(sitting_load(act, number, &now));
	r = sitting_result_of(&now, position);
	item = meeting_item_at(&now.m, position);
	if (meeting_is_committees(&now.m) || item == NULL || strcmp(item->kind, "item") != 0 ||
	    !is_passed(r) || r->resolution[0] != '\0') {
		return KG_OK;
	}
	TRY(resolve(act, &now, item, r));
	TRY(sitting_load(act, number, &now));
	return announce(act, &now);
}
