/*
 * What is said of a meeting becomes its minutes: the version names the entry up to which it
 * tells, so that it can be made again, and the hash of its page.
 */

#include "handlers/minutes.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/action.h"
#include "handlers/ballot.h"
#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/meeting.h"
#include "handlers/ruling.h"
#include "handlers/text.h"
#include "store/files.h"
#include "store/items.h"

enum { PAGE_MAX = FILE_LIMIT, OVERDUE_DAYS = 5 };

/* Reading. */

enum kg_status minutes_version(
    struct act *act, const char *number, int version, struct meeting_minutes *out)
{
	struct meeting_minutes *list;
	size_t count;

	TRY(meeting_minutes_list(act->desk->store, number, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].version == version) {
			*out = list[i];
			return KG_OK;
		}
	}
	return KG_NOT_FOUND;
}

static void read_steps(struct act *act, struct minutes_values *v)
{
	struct store *store = act->desk->store;

	for (size_t i = 0; i < v->sitting->step_count; i++) {
		const struct record_step *step = &v->sitting->steps[i];
		bool opened = strcmp(step->step, "opened") == 0;
		bool held = strcmp(step->step, "entered") == 0; /* afterwards, as a whole */

		if (strcmp(step->step, "closed") == 0) {
			v->closed = step->at;
		}
		if (opened) {
			v->opened = step->at;
		}
		if (held) {
			const char *starts =
			    ledger_value(store, step->entry, "starts", act->desk->arena);

			v->opened.ms = starts == NULL ? 0 : strtoll(starts, NULL, 10);
		}
		if (opened || held || strcmp(step->step, "presider") == 0) {
			v->presider =
			    ledger_value(store, step->entry, "presider", act->desk->arena);
			v->presider_capacity = ledger_value(
			    store, step->entry, "presider_capacity", act->desk->arena);
		}
	}
	v->presider = v->presider == NULL ? "" : v->presider;
	v->presider_capacity = v->presider_capacity == NULL ? "" : v->presider_capacity;
}

/* 庶務 of that day, by what was on record when the version was made. */
static enum kg_status read_staff(
    struct act *act, const struct meeting_minutes *of, struct minutes_values *v)
{
	struct recorded_when when = {
		.office = "secretariat", .at = v->opened, .known = of->at
	};
	struct recorded *held;
	const char **names;
	size_t count;

	TRY(holders_recorded(act->desk->store, &when, act->desk->arena, &held, &count));
	names = arena_alloc(act->desk->arena, (count + 1) * sizeof(*names));
	for (size_t i = 0; i < count; i++) {
		names[i] = held[i].title[0] == '\0' ? held[i].name
		                                    : arena_printf(act->desk->arena, "%s %s",
		                                          held[i].title, held[i].name);
	}
	v->staff = names;
	v->staff_count = count;
	return KG_OK;
}

static enum kg_status read_documents(struct act *act, struct minutes_values *v)
{
	const struct meeting *m = v->meeting;
	struct minutes_document *all = NULL;
	size_t total = 0;

	for (size_t i = 0; i < m->item_count; i++) {
		struct circular_document *list;
		struct minutes_document *more;
		size_t count;

		if (strcmp(m->items[i].kind, "item") != 0) {
			continue;
		}
		TRY(item_documents(act->desk->store, m->items[i].item, m->items[i].item_version,
		    act->desk->arena, &list, &count));
		more = arena_alloc(act->desk->arena, (total + count + 1) * sizeof(*more));
		if (total > 0) {
			memcpy(more, all, total * sizeof(*more));
		}
		for (size_t k = 0; k < count; k++) {
			more[total++] =
			    (struct minutes_document){ .position = m->items[i].position,
				    .name = list[k].name };
		}
		all = more;
	}
	v->documents = all;
	v->document_count = total;
	return KG_OK;
}

/* The versions before it, and itself. */
static enum kg_status read_versions(struct act *act, const char *number,
    const struct meeting_minutes *of, struct minutes_values *v)
{
	struct meeting_minutes *list;
	struct meeting_minutes *versions;
	size_t count;

	TRY(meeting_minutes_list(act->desk->store, number, act->desk->arena, &list, &count));
	versions = arena_alloc(act->desk->arena, (count + 1) * sizeof(*versions));
	for (size_t i = 0; i < count && list[i].version < of->version; i++) {
		versions[v->version_count++] = list[i];
	}
	versions[v->version_count++] = *of;
	v->versions = versions;
	return KG_OK;
}

enum kg_status minutes_collect(struct act *act, const char *number,
    const struct meeting_minutes *of, struct minutes_values *out)
{
	struct arena *arena = act->desk->arena;
	struct meeting *m = arena_alloc(arena, sizeof(*m));
	struct sitting *s = arena_alloc(arena, sizeof(*s));
	struct action *actions;

	*out = (struct minutes_values){ .meeting = m, .sitting = s, .version = of->version };
	TRY(meeting_load(act->desk->store, number, arena, m));
	TRY(meeting_sitting(act->desk->store, number, of->upto, arena, s));
	read_steps(act, out);
	TRY(read_staff(act, of, out));
	TRY(read_documents(act, out));
	TRY(actions_of(
	    act->desk->store, number, of->upto, arena, &actions, &out->action_count));
	out->actions = actions;
	return read_versions(act, number, of, out);
}

enum kg_status minutes_page(
    struct act *act, const struct minutes_values *values, const char **out_sha256)
{
	KG_AUTO_BUF struct buf page;
	char hash[SHA256_HEX + 1];

	buf_init(&page, PAGE_MAX);
	minutes_write(values, MINUTES_HTML, LANGUAGE_JA, act->desk->arena, &page);
	if (page.overflow) {
		return KG_FULL;
	}
	TRY(file_keep(act->desk->store, page.bytes, page.size, hash));
	*out_sha256 = arena_strdup(act->desk->arena, hash);
	return KG_OK;
}

const char *minutes_file_name(struct act *act, const struct minutes_values *values)
{
	return arena_printf(act->desk->arena, "議事録_%s_第%d版%s.html",
	    values->meeting->number, values->version,
	    values->confirmed == NULL ? "" : "_確認済");
}

/* Who confirms. */

/* Who presided, while he holds a post; else who holds the head's post now. */
enum kg_status minutes_confirmer(struct act *act, const struct meeting *m,
    const char **out_person, const char **out_capacity)
{
	struct convener head;
	struct tenure *held;
	size_t count = 0;

	if (m->presider[0] != '\0') {
		TRY(offices_of(act->desk->store, m->presider, act->event->now, act->desk->arena,
		    &held, &count));
	}
	if (count > 0) {
		*out_person = m->presider;
		*out_capacity = m->presider_capacity;
		return KG_OK;
	}
	TRY(meeting_convener(act, m->body, act->event->now, &head));
	*out_person = head.person;
	*out_capacity = head.capacity;
	return KG_OK;
}

/* NULL: he may not. */
static enum kg_status capacity_of_actor(
    struct act *act, const struct meeting *m, const char **out_capacity)
{
	struct convener head;
	const char *person;
	const char *capacity;

	*out_capacity = NULL;
	if (act->person.id == NULL) {
		return KG_OK;
	}
	TRY(minutes_confirmer(act, m, &person, &capacity));
	if (person == NULL || strcmp(person, act->person.id) != 0) {
		TRY(meeting_convener(act, m->body, act->event->now, &head));
		person = head.person;
		capacity = head.capacity;
	}
	if (person != NULL && strcmp(person, act->person.id) == 0) {
		*out_capacity = capacity;
	}
	return KG_OK;
}

/* Posting. */

static enum kg_status post(struct act *act, const struct address *to,
    const struct minutes_values *v, const char *kind, const char *sha256)
{
	struct card *card = desk_card(act);
	struct posting drawn = { .matter = v->meeting->number,
		.kind = kind,
		.round = v->version,
		.person = to->person };
	struct notice notice = { .kind = kind,
		.matter = v->meeting->number,
		.round = v->version,
		.priority = PRIORITY_ASK,
		.card = card,
		.tapped = strcmp(kind, POST_MINUTES_ASK) == 0 };
	int64_t posting;

	TRY(minutes_draw(act, &drawn, to->language, card));
	TRY(desk_post(act, to, &notice, &posting));
	return desk_attach(act, to, posting, sha256, minutes_file_name(act, v));
}

static enum kg_status ask_confirmer(
    struct act *act, const struct minutes_values *v, const char *sha256)
{
	const char *person;
	const char *capacity;
	struct address *to = NULL;
	size_t count = 0;

	TRY(minutes_confirmer(act, v->meeting, &person, &capacity));
	if (person != NULL) {
		TRY(desk_accounts(act, person, &to, &count));
	}
	for (size_t i = 0; i < count; i++) {
		TRY(post(act, &to[i], v, POST_MINUTES_ASK, sha256));
	}
	return count > 0
	           ? KG_OK
	           : desk_tell_office(act, "secretariat", v->meeting->number,
	                 TR_NOOP(
	                     "【議事録 %s】いま確認をお願いできる方がいません。職務代理の開始又は後任の登録の後に、「/kaigi 議事録」でご確認ください。"),
	                 v->meeting->number);
}

static enum kg_status redraw_kind(struct act *act, const struct meeting *m, const char *kind)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, m->number, kind, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].state != POSTING_GONE) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

static enum kg_status redraw(struct act *act, const struct meeting *m)
{
	TRY(redraw_kind(act, m, POST_MINUTES));
	return redraw_kind(act, m, POST_MINUTES_ASK);
}

/* The clock: working days by the rule, from the day of the meeting. */
static enum kg_status start_clock(struct act *act, const struct meeting *m)
{
	struct rule_value rule = desk_rule_of(act, m->body, "minutes_days", act->event->now);
	int days = (int)strtol(rule.value, NULL, 10);
	int morning = desk_rule_clock(act, "reminder_hour", act->event->now);
	struct kg_date day = calendar_add_working(kg_date_of(m->closed), days);
	struct kg_time at = kg_time_at(day, morning / 60, morning % 60);

	if (at.ms <= act->event->now.ms) { /* entered afterwards: the next working day */
		day = calendar_add_working(kg_date_of(act->event->now), 1);
		at = kg_time_at(day, morning / 60, morning % 60);
	}
	return timer_set(act->desk->store, "minutes.remind", m->number, "", at);
}

static enum kg_status record(
    struct act *act, const char *number, const char *reason, struct meeting_minutes *out)
{
	char head[LEDGER_HASH_HEX + 1];
	struct minutes_values values;
	struct meeting m;

	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	*out = (struct meeting_minutes){ .version = m.minutes_version + 1,
		.reason = reason,
		.at = act->event->now,
		.confirmed_by = "",
		.confirmed_capacity = "" };
	TRY(ledger_head(act->desk->store, head, &out->upto));
	TRY(minutes_collect(act, number, out, &values));
	TRY(minutes_page(act, &values, &out->sha256));
	return desk_append(act, "meeting.minutes", { "number", number },
	    { "version", desk_int(act, out->version) }, { "upto", desk_int(act, out->upto) },
	    { "sha256", out->sha256 }, { "reason", reason },
	    { "person", act->person.id == NULL ? "" : act->person.id },
	    { "when", desk_int(act, out->at.ms) });
}

static enum kg_status publish(
    struct act *act, const char *number, const struct meeting_minutes *of)
{
	struct minutes_values values;
	struct address *readers;
	size_t count;

	TRY(minutes_collect(act, number, of, &values));
	TRY(meeting_readers(act, values.meeting->body, &readers, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(post(act, &readers[i], &values, POST_MINUTES, of->sha256));
	}
	return ask_confirmer(act, &values, of->sha256);
}

enum kg_status minutes_make(struct act *act, const char *number)
{
	struct meeting_minutes made;
	struct meeting m;

	TRY(record(act, number, "", &made));
	TRY(publish(act, number, &made));
	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	TRY(start_clock(act, &m));
	return action_tell(act, number);
}

enum kg_status minutes_correct(struct act *act, const char *number, const char *reason)
{
	struct meeting_minutes made;
	struct meeting m;

	TRY(record(act, number, reason, &made));
	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	TRY(redraw(act, &m));
	TRY(publish(act, number, &made));
	return start_clock(act, &m);
}

enum kg_status minutes_follow(struct act *act, const char *number, const char *reason)
{
	struct meeting m;

	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	if (m.state != MEETING_CLOSED || m.minutes_version == 0) {
		return KG_OK;
	}
	return minutes_correct(act, number, text_clean(reason, act->desk->arena));
}

/* Comments. */

enum kg_status minutes_comment(struct act *act, const char *number, const char *text)
{
	enum language l = act->language;
	struct meeting m;

	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	TRY(desk_append(act, "meeting.comment", { "number", number },
	    { "version", desk_int(act, m.minutes_version) }, { "person", act->person.id },
	    { "text", text }, { "when", desk_when(act) }));
	TRY(redraw(act, &m));
	if (!desk_may(act, CAN_MINUTES_CORRECT)) {
		TRY(desk_tell_office(act, "secretariat", number,
		    TR_NOOP("【議事録】ご意見が届きました。%s"),
		    arena_printf(act->desk->arena, "(%s 第%d版、%s)「%s」", number,
		        m.minutes_version, card_person_title(act, act->person.id, LANGUAGE_JA),
		        text_truncate(
		            text_clean_lines(text, act->desk->arena), 300, act->desk->arena))));
	}
	return meeting_say(
	    act, &m, tr(l, "議事録へのご意見を承りました。庶務にお伝えします。"));
}

/* Words in the thread of the minutes are a comment on them. */
enum kg_status minutes_message(struct act *act, const struct posting *thread)
{
	const char *text = act->event->text == NULL ? "" : act->event->text;

	if (!desk_may(act, CAN_MINUTES_COMMENT) || text_is_blank(text)) {
		return KG_OK;
	}
	return minutes_comment(act, thread->matter, text);
}

/* Confirming. */

static enum kg_status hand_out(struct act *act, const char *number)
{
	struct minutes_values values;
	struct meeting_minutes of;
	struct posting *list;
	const char *sha256;
	struct meeting m;
	size_t count;

	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	TRY(minutes_version(act, number, m.confirmed_version, &of));
	TRY(minutes_collect(act, number, &of, &values));
	values.confirmed = &of;
	values.confirmed_name = card_person_title(act, of.confirmed_by, LANGUAGE_JA);
	TRY(minutes_page(act, &values, &sha256));
	TRY(posting_list(
	    act->desk->store, number, POST_MINUTES, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		struct address to = { .workspace = list[i].workspace,
			.conversation = list[i].conversation,
			.person = list[i].person };

		if (list[i].round == of.version && list[i].state != POSTING_GONE) {
			TRY(desk_attach(
			    act, &to, list[i].id, sha256, minutes_file_name(act, &values)));
		}
	}
	return KG_OK;
}

enum kg_status minutes_confirm(struct act *act, const char *number)
{
	enum language l = act->language;
	const char *capacity;
	struct meeting m;

	TRY(meeting_load(act->desk->store, number, act->desk->arena, &m));
	TRY(capacity_of_actor(act, &m, &capacity));
	if (!desk_may_own(act, CAN_MINUTES_CONFIRM, capacity != NULL)) {
		return meeting_say(act, &m,
		    meeting_is_committees(&m)
		        ? tr(l,
		              "この議事録の確認は、会議を主宰された方又は幹事長の操作です(規則「議事録の作成」)。ご意見は「意見を記入」からお寄せください。")
		        : tr(l,
		              "この議事録の確認は、会議を主宰された方又は議長の操作です(規則「議事録の作成」)。ご意見は「意見を記入」からお寄せください。"));
	}
	if (m.minutes_version == 0 || m.confirmed_version == m.minutes_version) {
		return meeting_say(act, &m,
		    m.minutes_version == 0 ? tr(l, "議事録は、会議の閉会後にできます。")
		                           : tr(l, "この議事録は、すでに確認されています。"));
	}
	TRY(desk_append(act, "meeting.confirmed", { "number", number },
	    { "version", desk_int(act, m.minutes_version) }, { "person", act->person.id },
	    { "capacity", capacity }, { "when", desk_when(act) }));
	TRY(timer_clear(act->desk->store, "minutes.remind", number));
	TRY(redraw(act, &m));
	TRY(hand_out(act, number));
	TRY(desk_tell_office(act, "secretariat", number,
	    TR_NOOP("【議事録】確認が終わり、議事録が確定しました。%s"),
	    arena_printf(
	        act->desk->arena, "(%s 第%d版、%s)", number, m.minutes_version, capacity)));
	return meeting_say(act, &m, tr(l, "議事録を確認した旨を記録しました。"));
}

/* ⭕ on the message that asks for it; on anything else a mark says nothing here. */
enum kg_status minutes_mark(struct act *act, const struct posting *posting)
{
	struct meeting m;

	if (!act->event->added || act->person.id == NULL ||
	    strcmp(posting->kind, POST_MINUTES_ASK) != 0 ||
	    ballot_answer(act->desk->charter, act->event->mark) != ANSWER_APPROVE) {
		return KG_OK;
	}
	TRY(meeting_load(act->desk->store, posting->matter, act->desk->arena, &m));
	if (posting->round != m.minutes_version) {
		return meeting_say(act, &m,
		    tr(act->language,
		        "この版は、新しい版に改められています。お手数ですが、新しい版をご確認ください。"));
	}
	return m.confirmed_version == m.minutes_version ? KG_OK
	                                                : minutes_confirm(act, posting->matter);
}

/* Not confirmed when the rule's days are over: 庶務 is told, and who is to confirm. */
enum kg_status minutes_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	struct kg_date next = calendar_add_working(kg_date_of(act->event->now), OVERDUE_DAYS);
	int morning = desk_rule_clock(act, "reminder_hour", act->event->now);
	const char *person;
	const char *capacity;
	struct meeting m;
	struct card *card;

	(void)kind;
	(void)detail;
	TRY(meeting_load(act->desk->store, matter, act->desk->arena, &m));
	if (m.minutes_version == 0 || m.confirmed_version == m.minutes_version) {
		return KG_OK;
	}
	TRY(desk_tell_office(act, "secretariat", matter,
	    TR_NOOP(
	        "【議事録】確認の期限になりましたが、まだ確認が済んでおりません。ご意見の反映と確認のお願いをご検討ください。%s"),
	    arena_printf(act->desk->arena, "(%s 第%d版)", matter, m.minutes_version)));
	TRY(minutes_confirmer(act, &m, &person, &capacity));
	if (person != NULL) {
		enum language l = desk_language_of(act, person);

		card = desk_card(act);
		card_title(card,
		    tr(l,
		        "%s第%d版のご確認をお待ちしております。お手数ですが、先にお送りした案に ⭕ を付けていただけますと幸いです。行き違いの場合はご容赦ください。"),
		    minutes_head(act, &m, l), m.minutes_version);
		TRY(desk_tell(act, person, matter, card));
	}
	return timer_set(act->desk->store, "minutes.remind", matter, "",
	    kg_time_at(next, morning / 60, morning % 60));
}
