/*
 * From the draft to the convened meeting: reviewed within 庶務, asked of who may convene, and
 * by his one act numbered, announced and taken up by each matter on its agenda. Nobody else's
 * act convenes anything.
 */

#include "handlers/convene.h"

#include <string.h>

#include "config/rule.h"
#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/item.h"
#include "handlers/review.h"
#include "handlers/text.h"
#include "store/incidents.h"
#include "store/resolutions.h"

enum { ALL = 1000 };

static enum kg_status ask_convener(struct act *act, const struct meeting *m)
{
	struct convener convener;

	TRY(meeting_convener(act, m->body, act->event->now, &convener));
	if (convener.person == NULL) {
		return desk_tell_office(act, "secretariat", m->number,
		    TR_NOOP(
		        "【会議 %s】いま招集できる方がいません(事故又は欠員で、職務代理も始まっていません)。職務代理の開始又は復帰後に、お伺いします。"),
		    m->number);
	}
	return convene_ask(act, m, convener.person, POST_MEETING_ASK);
}

static enum kg_status pass_to_convener(struct act *act, const char *number)
{
	struct meeting m;

	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	return ask_convener(act, &m);
}

enum kg_status convene_pass_on(struct act *act, const char *number)
{
	const char *reviewer;
	struct meeting m;

	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	TRY(start_find_reviewer(act, m.body, m.drafter, &reviewer));
	if (reviewer == NULL) {
		TRY(desk_append(act, "meeting.ready", { "number", number },
		    { "note",
		        "庶務内確認は省略(起案者以外の確認者がいないため、又は規則による)" },
		    { "when", desk_when(act) }));
		return pass_to_convener(act, number);
	}
	TRY(desk_append(
	    act, "meeting.reviewing", { "number", number }, { "reviewer", reviewer }));
	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	return convene_ask(act, &m, reviewer, POST_MEETING_REVIEW);
}

static bool is_reviewer(const struct act *act, const struct meeting *m)
{
	return m->state == MEETING_REVIEW && act->person.id != NULL &&
	       strcmp(m->reviewer, act->person.id) == 0;
}

enum kg_status convene_reviewed(struct act *act, struct meeting *m)
{
	const char *refusal;

	TRY(review_record(act, "meeting.ready", m->number,
	    m->state == MEETING_REVIEW ? m->reviewer : NULL, &refusal));
	if (refusal != NULL) {
		return meeting_say(act, m, refusal);
	}
	TRY(pass_to_convener(act, m->number));
	TRY(meeting_redraw(act, m, POST_MEETING_REVIEW));
	return meeting_say(act, m,
	    meeting_is_committees(m)
	        ? tr(act->language, "確認済として記録しました。幹事長へ招集の伺いを送ります。")
	        : tr(act->language, "確認済として記録しました。議長へ招集の伺いを送ります。"));
}

enum kg_status convene_ask_reason(
    struct act *act, const struct meeting *m, const char *context, const char *label)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *field = arena_alloc(act->desk->arena, sizeof(*field));

	*field = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = label,
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "meeting.reason",
		.title = tr(act->language, "理由の記入"),
		.submit = tr(act->language, "決定"),
		.fields = field,
		.field_count = 1 };
	return desk_ask(act, form, m->number, context);
}

/* What was put before is not what will be: a mark on it says nothing. */
static enum kg_status retire(struct act *act, const struct meeting *m, const char *kind)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, m->number, kind, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].state != POSTING_GONE) {
			TRY(posting_set_state(act->desk->store, list[i].id, POSTING_OLD));
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

static enum kg_status retire_asked(struct act *act, const struct meeting *m)
{
	TRY(retire(act, m, POST_MEETING_REVIEW));
	return retire(act, m, POST_MEETING_ASK);
}

enum kg_status convene_return(struct act *act, struct meeting *m, const char *reason)
{
	struct convener convener;
	bool reviewer = is_reviewer(act, m);

	TRY(meeting_convener(act, m->body, act->event->when, &convener));
	if (!reviewer && !(m->state == MEETING_READY && meeting_is_convener(act, &convener))) {
		return meeting_say(act, m,
		    tr(act->language,
		        "庶務に差し戻せるのは、確認中の確認者と、招集を伺っている方です。"));
	}
	if (reason == NULL || text_is_blank(reason)) {
		return convene_ask_reason(
		    act, m, "back", tr(act->language, "庶務に差し戻す理由"));
	}
	TRY(desk_append(act, "meeting.returned", { "number", m->number },
	    { "person", act->person.id },
	    { "capacity", reviewer ? "庶務内確認" : convener.capacity }, { "note", reason },
	    { "when", desk_when(act) }));
	TRY(retire_asked(act, m));
	TRY(desk_tell_office(act, "secretariat", m->number, TR_NOOP("【会議】%s"),
	    arena_printf(act->desk->arena,
	        "%s は庶務に差し戻されました。理由:%s(改めるときは「/kaigi 招集 %s」)",
	        m->number, text_clean(reason, act->desk->arena), m->number)));
	return meeting_say(act, m, tr(act->language, "庶務に差し戻しました。"));
}

enum kg_status convene_withdraw(struct act *act, struct meeting *m, const char *reason)
{
	bool before = m->state == MEETING_DRAFT || m->state == MEETING_REVIEW ||
	              m->state == MEETING_READY;

	if (!before || !desk_may(act, CAN_CONVENE_DRAFT)) {
		return meeting_say(act, m,
		    before
		        ? tr(act->language, "起案の取下げは、庶務の操作です。")
		        : tr(act->language,
		              "招集の後は取り下げられません。取りやめる場合は「/kaigi 中止」で招集者にお伺いします。"));
	}
	TRY(desk_append(act, "meeting.withdrawn", { "number", m->number },
	    { "person", act->person.id }, { "capacity", "庶務" }, { "note", reason },
	    { "when", desk_when(act) }));
	TRY(retire_asked(act, m));
	return meeting_say(act, m, tr(act->language, "起案を取り下げました。"));
}

/* Convening. */

static enum convene_stage stage_of(const struct meeting *m)
{
	switch (m->state) {
	case MEETING_DRAFT:
	case MEETING_REVIEW:
		return CONVENE_STAGE_DRAFT;
	case MEETING_READY:
		return CONVENE_STAGE_READY;
	case MEETING_CONVENED:
	case MEETING_OPEN:
	case MEETING_SUSPENDED:
	case MEETING_CLOSED:
	case MEETING_CANCELLED:
	case MEETING_WITHDRAWN:
		return CONVENE_STAGE_OVER;
	}
	KG_UNREACHABLE();
}

static enum kg_status look_at_items(struct act *act, const struct meeting *m,
    struct convene_case *out, struct convene_fault *out_fault)
{
	for (size_t i = 0; i < m->item_count; i++) {
		const struct meeting_item *line = &m->items[i];
		struct item item;
		bool changed;

		if (strcmp(line->kind, "item") != 0) {
			continue;
		}
		TRY(item_load(act->desk->store, line->item, act->desk->arena, &item));
		changed =
		    item.version != line->item_version || item.important != line->important;
		if (!item_is_free(&item) || changed) {
			out->taken = true;
			*out_fault = (struct convene_fault){ line->item, item_is_free(&item) };
		}
		out->unheard = out->unheard || (!out->committee && item.important &&
		                                   item.opinion_record[0] == '\0');
	}
	return KG_OK;
}

static int notice_days(struct act *act, const struct meeting *m)
{
	const char *key = convene_notice_key(m->incident);

	return rule_number(
	    rule_find(key), desk_rule_of(act, m->body, key, act->event->when).value);
}

enum kg_status convene_case_of(struct act *act, const struct meeting *m,
    struct convene_case *out, struct convene_fault *out_fault)
{
	struct convener convener;

	TRY(meeting_convener(act, m->body, act->event->when, &convener));
	*out = (struct convene_case){ .committee = meeting_is_committees(m),
		.is_convener = desk_may(act, meeting_is_committees(m) ? CAN_CONVENE_COMMITTEE
		                                                      : CAN_CONVENE_COUNCIL) &&
		               meeting_is_convener(act, &convener),
		.stage = stage_of(m),
		.past = m->starts.ms <= act->event->now.ms,
		.is_short = convene_is_short(
		    kg_date_of(act->event->when), kg_date_of(m->starts), notice_days(act, m)),
		.has_reason = m->short_reason[0] != '\0' };
	*out_fault = (struct convene_fault){ 0 };
	return out->stage == CONVENE_STAGE_OVER ? KG_OK : look_at_items(act, m, out, out_fault);
}

static const char *taken_word(struct act *act, const struct convene_fault *fault)
{
	return arena_printf(act->desk->arena,
	    fault->changed
	        ? tr(act->language,
	              "%s は、起案の後に改められました。差戻しのうえ、庶務が起案し直します。")
	        : tr(act->language,
	              "%s は、持ち回り又は別の会議で審議が進んでいます。差戻しのうえ、庶務が議題を改めます。"),
	    fault->item);
}

static enum kg_status refuse(struct act *act, const struct meeting *m, enum convene_word word,
    const struct convene_fault *fault)
{
	enum language l = act->language;
	const char *text = "";

	switch (word) {
	case CONVENE_NOT_CHAIR:
		text = tr(l,
		    "管理会議は、議長(職務を代理する副議長を含みます)が招集します(要綱第3条第1項)。ご要望は「/kaigi 招集 依頼」又は庶務にお寄せください。");
		break;
	case CONVENE_NOT_CHIEF:
		text = tr(l,
		    "幹事会は、幹事長(職務を代理する副幹事長を含みます)が招集します(要綱第3条の3第1項)。ご要望は「/kaigi 招集 依頼 会議体=幹事会」又は庶務にお寄せください。");
		break;
	case CONVENE_NOT_READY:
		text = tr(l, "まだ庶務内確認の段階です。確認の後にお伺いします。");
		break;
	case CONVENE_OVER:
		text = arena_printf(act->desk->arena, tr(l, "すでに処理されています(%s)。"),
		    meeting_state_word(m, l));
		break;
	case CONVENE_PAST:
		text = tr(
		    l, "開催日時が過ぎています。差戻しのうえ、庶務が日時を改めて起案します。");
		break;
	case CONVENE_TAKEN:
		text = taken_word(act, fault);
		break;
	case CONVENE_SHORT:
		text = tr(l,
		    "通知の期間が規則の日数に満たないため、理由を記して招集します。カードの「理由を添えて招集」をご利用ください。");
		break;
	case CONVENE_UNHEARD:
		text = tr(l,
		    "特に重要な事案は、幹事会で審議等のうえ、集約した意見の報告を受けて管理会議に付します(要綱第3条の3第6項)。緊急を要するときは、カードの「理由を添えて招集」をご利用ください。");
		break;
	case CONVENE_LAWFUL:
		break;
	}
	return meeting_say(act, m, text);
}

static const char *source_of(const struct rule_value *rule)
{
	return rule->entry == 0 ? "既定値" : rule->document;
}

static enum kg_status append_convened(struct act *act, const struct meeting *m,
    const struct convener *convener, const char *short_reason)
{
	struct kg_time at = act->event->when;
	struct rule_value notice =
	    desk_rule_of(act, m->body, convene_notice_key(m->incident), at);
	struct rule_value quorum = desk_rule_of(act, m->body, "quorum", at);
	struct rule_value proxy = desk_rule_of(act, m->body, "proxy_attendance", at);
	int year = calendar_fiscal_year(m->starts);
	int session;

	TRY(meeting_next_session(act->desk->store, m->body, year, &session));
	return desk_append(act, "meeting.convened", { "number", m->number },
	    { "session", desk_int(act, session) }, { "session_year", desk_int(act, year) },
	    { "person", act->person.id }, { "capacity", convener->capacity },
	    { "notice_rule", notice.value }, { "notice_source", source_of(&notice) },
	    { "quorum_rule", quorum.value }, { "quorum_source", source_of(&quorum) },
	    { "proxy_rule", proxy.value }, { "proxy_source", source_of(&proxy) },
	    { "charter_version", act->desk->charter->version },
	    { "short_reason", short_reason }, { "when", desk_when(act) });
}

/* What was resolved outside and told to no meeting yet (報告事項). */
static enum kg_status add_reports(struct act *act, const struct meeting *m)
{
	int position = m->item_count == 0 ? 0 : m->items[m->item_count - 1].position;
	struct resolution *list;
	size_t count;

	if (meeting_is_committees(m)) {
		return KG_OK;
	}
	TRY(resolution_unreported(act->desk->store, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		char *other;
		enum kg_status st =
		    meeting_of_item(act->desk->store, list[i].number, act->desk->arena, &other);

		if (st == KG_OK) {
			continue;
		}
		if (st != KG_NOT_FOUND) {
			return st;
		}
		position++;
		TRY(desk_append(act, "meeting.item", { "number", m->number },
		    { "position", desk_int(act, position) }, { "kind", "report" },
		    { "item", list[i].number }, { "item_version", "1" },
		    { "title", list[i].title }, { "class", desk_int(act, list[i].class) },
		    { "important", "0" }, { "opinion_record", "" },
		    { "item_sha256", list[i].text_sha256 }));
	}
	return KG_OK;
}

/* Levels 0 and 1 that ended since: one line for the committee (practice: one list). */
static enum kg_status add_incidents(struct act *act, const struct meeting *m)
{
	int position = m->item_count == 0 ? 0 : m->items[m->item_count - 1].position;
	const char *names = "";
	char **numbers;
	size_t count;

	if (!meeting_is_committees(m)) {
		return KG_OK;
	}
	TRY(incident_unlisted(act->desk->store, act->desk->arena, &numbers, &count));
	if (count == 0) {
		return KG_OK;
	}
	for (size_t i = 0; i < count; i++) {
		names = arena_printf(
		    act->desk->arena, "%s%s%s", names, i == 0 ? "" : "、", numbers[i]);
		TRY(desk_append(act, "incident.listed", { "number", numbers[i] },
		    { "meeting", m->number }, { "note", m->number },
		    { "when", desk_when(act) }));
	}
	return desk_append(act, "meeting.item", { "number", m->number },
	    { "position", desk_int(act, position + 1) }, { "kind", "report" }, { "item", "" },
	    { "item_version", "1" },
	    { "title",
	        arena_printf(act->desk->arena,
	            "情報セキュリティ事故(レベル0・1)の終結について(%zu件:%s)", count, names) },
	    { "class", "7" }, { "important", "0" }, { "opinion_record", "" },
	    { "item_sha256", "" });
}

static enum kg_status number_items(struct act *act, const struct meeting *m)
{
	for (size_t i = 0; i < m->item_count; i++) {
		const struct meeting_item *item = &m->items[i];
		int agenda;

		TRY(meeting_next_agenda(
		    act->desk->store, m->body, m->session_year, item->kind, &agenda));
		TRY(desk_append(act, "meeting.item.numbered", { "number", m->number },
		    { "position", desk_int(act, item->position) },
		    { "agenda", desk_int(act, agenda) }));
		if (strcmp(item->kind, "item") == 0) {
			TRY(item_goes(act, item->item, m->number));
		}
	}
	return KG_OK;
}

/* His ⭕ on the draft that names them is the invitation (article 3(3)). */
static enum kg_status invite_guests(
    struct act *act, const struct meeting *m, const struct convener *convener)
{
	for (size_t i = 0; i < m->guest_count; i++) {
		TRY(desk_append(act, "meeting.guest.invited", { "number", m->number },
		    { "ordinal", desk_int(act, m->guests[i].ordinal) },
		    { "person", act->person.id }, { "capacity", convener->capacity },
		    { "when", desk_when(act) }));
	}
	return KG_OK;
}

static enum kg_status convene(
    struct act *act, struct meeting *m, const struct convene_case *c, const char *reason)
{
	struct convener convener;

	TRY(meeting_convener(act, m->body, act->event->when, &convener));
	if (c->unheard) {
		TRY(desk_append(act, "meeting.overridden", { "number", m->number },
		    { "person", act->person.id }, { "capacity", convener.capacity },
		    { "note", reason }, { "when", desk_when(act) }));
	}
	TRY(append_convened(
	    act, m, &convener, c->is_short && m->short_reason[0] == '\0' ? reason : NULL));
	TRY(add_reports(act, m));
	TRY(add_incidents(act, m));
	TRY(meeting_load(act->desk->store, m->number, act->desk->arena, m));
	TRY(number_items(act, m));
	TRY(invite_guests(act, m, &convener));
	TRY(meeting_load(act->desk->store, m->number, act->desk->arena, m));
	TRY(convene_announce(act, m));
	TRY(meeting_redraw(act, m, POST_MEETING_ASK));
	TRY(desk_tell_office(act, "secretariat", m->number, TR_NOOP("【会議】%s"),
	    arena_printf(act->desk->arena, "%s は%sの招集により、%s%s会議となりました。",
	        m->number, convener.capacity, meeting_body_word(act, m->body, LANGUAGE_JA),
	        meeting_session_word(act, m, LANGUAGE_JA))));
	return meeting_say(act, m,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "%s会議の招集を承りました。構成員の皆さまに通知をお送りしています。"),
	        meeting_session_word(act, m, act->language)));
}

enum kg_status convene_now(struct act *act, struct meeting *m, const char *reason)
{
	bool given = reason != NULL && !text_is_blank(reason);
	struct convene_fault fault;
	struct convene_case c;
	enum convene_word word;

	TRY(convene_case_of(act, m, &c, &fault));
	c.has_reason = c.has_reason || given;
	c.has_override = given;
	word = convene_may(&c);
	return word == CONVENE_LAWFUL ? convene(act, m, &c, reason)
	                              : refuse(act, m, word, &fault);
}

/* Seats that changed hands. */

static enum kg_status look_again(struct act *act, struct meeting *m)
{
	struct convener convener;
	bool has;

	if (m->state == MEETING_READY ||
	    (m->change != NULL && strcmp(m->change->state, "ready") == 0)) {
		const char *kind =
		    m->state == MEETING_READY ? POST_MEETING_ASK : POST_MEETING_CHANGE;

		TRY(meeting_convener(act, m->body, act->event->now, &convener));
		if (convener.person != NULL) {
			TRY(convene_has(act, m, kind, convener.person, &has));
			TRY(has ? KG_OK : convene_ask(act, m, convener.person, kind));
		}
	}
	if (m->state == MEETING_REVIEW) {
		TRY(convene_has(act, m, POST_MEETING_REVIEW, m->reviewer, &has));
		return has ? KG_OK : convene_ask(act, m, m->reviewer, POST_MEETING_REVIEW);
	}
	if (m->state != MEETING_CONVENED) {
		return KG_OK;
	}
	TRY(convene_reach(act, m));
	TRY(meeting_redraw(act, m, POST_MEETING_CARD));
	return meeting_redraw(act, m, POST_MEETING_ATTENDANCE);
}

enum kg_status convene_roster(struct act *act)
{
	char **numbers;
	size_t count;

	TRY(meeting_numbers(act->desk->store, false, ALL, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct meeting m;

		TRY(meeting_load(act->desk->store, numbers[i], act->desk->arena, &m));
		TRY(look_again(act, &m));
	}
	return KG_OK;
}
