/*
 * 変更, 延期 and 中止 of a meeting that was called: proposed by 庶務 with a reason, reviewed,
 * made by who convenes. A new version of the notice goes to everybody and replies are asked
 * anew; a cancelled meeting keeps its number, and its matters are free again.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/convene.h"
#include "handlers/item.h"
#include "handlers/review.h"
#include "handlers/text.h"

struct proposal {
	const char *kind;
	const char *place;
	const char *link;
	struct convene_when when;
	struct kg_time reply_by;
	const char *reason;
};

static const char *typed(const struct command *command, const char *key)
{
	const char *value = command_value(command, key);

	return value == NULL ? "" : value;
}

static void check_reason(struct act *act, const struct proposal *p)
{
	if (text_is_blank(p->reason) || !text_fits(p->reason, TEXT_REASON_MAX)) {
		desk_fault(act, "reason",
		    tr(act->language,
		        "理由を添えてください(1000文字まで)。例:理由=「会議室の都合により」"));
	}
}

static void check_postponed(struct act *act, const struct meeting *m, const struct proposal *p)
{
	if (strcmp(p->kind, "postpone") == 0 && p->when.starts.ms <= m->starts.ms) {
		desk_fault(act, "held",
		    tr(act->language,
		        "延期後の日時を、日時=… でご記入ください。日時が決まらない場合は「中止」をご利用ください。"));
	}
}

static bool is_unchanged(const struct meeting *m, const struct proposal *p)
{
	return p->when.starts.ms == m->starts.ms && p->when.ends.ms == m->ends.ms &&
	       strcmp(p->place, m->place) == 0 && strcmp(p->link, m->link) == 0 &&
	       p->reply_by.ms == m->reply_by.ms;
}

static void read_proposal(
    struct act *act, const struct command *command, const struct meeting *m, struct proposal *p)
{
	const char *held = typed(command, "held");
	const char *reply_by = typed(command, "deadline");
	bool timed = true;

	*p = (struct proposal){ .kind = p->kind,
		.place = m->place,
		.link = m->link,
		.when = { m->starts, m->ends },
		.reply_by = m->reply_by,
		.reason = typed(command, "reason") };
	if (p->reason[0] == '\0' && command->text != NULL) {
		p->reason = command->text;
	}
	check_reason(act, p);
	if (strcmp(p->kind, "cancel") == 0) {
		return;
	}
	if (held[0] != '\0') {
		timed = convene_read_when(act, held, &p->when);
	}
	if (timed &&
	    (held[0] != '\0' || reply_by[0] != '\0' || m->reply_by.ms <= act->event->now.ms)) {
		(void)convene_read_reply_by(act, reply_by, p->when.starts, &p->reply_by);
	}
	if (command_value(command, "place") != NULL) {
		p->place = text_clean(typed(command, "place"), act->desk->arena);
	}
	if (command_value(command, "link") != NULL) {
		p->link = typed(command, "link");
		(void)convene_read_link(act, p->link);
	}
	if (timed) {
		check_postponed(act, m, p);
	}
	if (!desk_has_faults(act) && is_unchanged(m, p)) {
		desk_fault(act, "held",
		    tr(act->language, "改める点(日時・場所・リンク・期限)をご記入ください。"));
	}
}

static enum kg_status append(
    struct act *act, const struct meeting *m, const struct proposal *p, const char *reviewer)
{
	return desk_append(act, "meeting.change.asked", { "number", m->number },
	    { "kind", p->kind }, { "state", reviewer == NULL ? "ready" : "review" },
	    { "place", p->place }, { "link", p->link },
	    { "starts", desk_int(act, p->when.starts.ms) },
	    { "ends", desk_int(act, p->when.ends.ms) },
	    { "reply_by", desk_int(act, p->reply_by.ms) }, { "reason", p->reason },
	    { "person", act->person.id }, { "reviewer", reviewer }, { "when", desk_when(act) });
}

static enum kg_status ask_convener(struct act *act, const struct meeting *m)
{
	struct convener convener;

	TRY(meeting_convener(act, m->body, act->event->now, &convener));
	if (convener.person == NULL) {
		return desk_tell_office(act, "secretariat", m->number,
		    TR_NOOP(
		        "【会議 %s】いま変更をお伺いできる方がいません(事故又は欠員で、職務代理も始まっていません)。職務代理の開始又は復帰後に、お伺いします。"),
		    m->number);
	}
	return convene_ask(act, m, convener.person, POST_MEETING_CHANGE);
}

static enum kg_status propose(
    struct act *act, struct meeting *m, const struct proposal *p, bool own)
{
	const char *reviewer = NULL;

	if (!own) {
		TRY(start_find_reviewer(act, m->body, act->person.id, &reviewer));
	}
	TRY(append(act, m, p, reviewer));
	TRY(meeting_load(act->desk->store, m->number, act->desk->arena, m));
	if (own) {
		return convene_change_now(act, m);
	}
	TRY(reviewer != NULL ? convene_ask(act, m, reviewer, POST_MEETING_CHANGE_REVIEW)
	                     : ask_convener(act, m));
	return meeting_say(act, m,
	    reviewer != NULL
	        ? tr(act->language, "起案を受け付けました。次は庶務内確認です。")
	        : tr(act->language, "起案を受け付けました。招集された方にお伺いします。"));
}

static enum kg_status refuse(struct act *act, const struct meeting *m)
{
	return meeting_say(act, m,
	    meeting_is_committees(m)
	        ? tr(act->language,
	              "幹事会の変更・延期・中止は、幹事長が庶務を通じて行います(要綱第3条の3第1項)。ご要望は庶務にお寄せください。")
	        : tr(act->language,
	              "管理会議の変更・延期・中止は、議長が庶務を通じて行います(要綱第3条第1項)。ご要望は庶務にお寄せください。"));
}

static enum kg_status begin(
    struct act *act, const struct command *command, const char *kind, struct meeting *m)
{
	struct proposal p = { .kind = kind };
	struct convener convener;
	bool own;

	TRY(meeting_convener(act, m->body, act->event->when, &convener));
	own = meeting_is_convener(act, &convener);
	if (!own && (act->as & AS_SECRETARIAT) == 0) {
		return refuse(act, m);
	}
	if (m->state != MEETING_CONVENED || m->change != NULL) {
		return meeting_say(act, m,
		    m->change != NULL
		        ? tr(act->language, "別の変更をお伺いしているところです。")
		        : tr(act->language,
		              "招集の後、開会までの間に限り、変更・延期・中止ができます。"));
	}
	read_proposal(act, command, m, &p);
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return propose(act, m, &p, own);
}

enum kg_status convene_change_command(
    struct act *act, const struct command *command, enum verb verb)
{
	const char *kind = verb == VERB_CANCEL     ? "cancel"
	                   : verb == VERB_POSTPONE ? "postpone"
	                                           : "change";
	const char *number = meeting_number_of(act, command->number);
	struct meeting m;
	enum kg_status st;

	if (number == NULL) {
		(void)desk_answer(act,
		    tr(act->language,
		        "会議の番号を添えてください。例:/kaigi %s 招R8-001 理由=…"),
		    command->verb);
		return KG_OK;
	}
	st = meeting_find(act, number, &m);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? meeting_not_found(act, number) : st;
	}
	return begin(act, command, kind, &m);
}

enum kg_status convene_change_reviewed(struct act *act, struct meeting *m)
{
	const char *refusal;
	bool reviews = m->change != NULL && strcmp(m->change->state, "review") == 0;

	TRY(review_record(act, "meeting.change.reviewed", m->number,
	    reviews ? m->change->reviewer : NULL, &refusal));
	if (refusal != NULL) {
		return meeting_say(act, m, refusal);
	}
	TRY(meeting_load(act->desk->store, m->number, act->desk->arena, m));
	TRY(meeting_redraw(act, m, POST_MEETING_CHANGE_REVIEW));
	TRY(ask_convener(act, m));
	return meeting_say(act, m,
	    tr(act->language, "確認済として記録しました。招集された方にお伺いします。"));
}

enum kg_status convene_change_return(struct act *act, struct meeting *m, const char *reason)
{
	struct convener convener;
	bool review = m->change != NULL && strcmp(m->change->state, "review") == 0;
	bool may;

	TRY(meeting_convener(act, m->body, act->event->when, &convener));
	may = m->change != NULL && act->person.id != NULL &&
	      (review ? strcmp(m->change->reviewer, act->person.id) == 0
	              : meeting_is_convener(act, &convener));
	if (!may) {
		return meeting_say(act, m,
		    tr(act->language,
		        "庶務に差し戻せるのは、確認中の確認者と、招集を伺っている方です。"));
	}
	if (reason == NULL || text_is_blank(reason)) {
		return convene_ask_reason(
		    act, m, "change", tr(act->language, "庶務に差し戻す理由"));
	}
	TRY(desk_append(act, "meeting.change.returned", { "number", m->number },
	    { "person", act->person.id },
	    { "capacity", review ? "庶務内確認" : convener.capacity }, { "note", reason },
	    { "when", desk_when(act) }));
	TRY(meeting_load(act->desk->store, m->number, act->desk->arena, m));
	TRY(meeting_redraw(act, m, NULL));
	TRY(desk_tell_office(act, "secretariat", m->number, TR_NOOP("【会議】%s"),
	    arena_printf(act->desk->arena, "%s の変更の伺いは差し戻されました。理由:%s",
	        m->number, text_clean(reason, act->desk->arena))));
	return meeting_say(act, m, tr(act->language, "庶務に差し戻しました。"));
}

/* Free again as it was: referred to a meeting, or registered. */
static enum kg_status free_items(struct act *act, const struct meeting *m)
{
	for (size_t i = 0; i < m->item_count; i++) {
		struct item item;
		bool referred = false;

		if (strcmp(m->items[i].kind, "item") != 0) {
			continue;
		}
		TRY(item_load(act->desk->store, m->items[i].item, act->desk->arena, &item));
		for (size_t k = 0; k < item.way_count; k++) {
			if (item.ways[k].outcome[0] != '\0') {
				referred = strcmp(item.ways[k].outcome, "referred") == 0;
			}
		}
		TRY(item_comes(act, &(struct item_end){ .item = item.number,
		                        .matter = m->number,
		                        .outcome = referred ? "referred" : "cancelled" }));
	}
	return KG_OK;
}

static enum kg_status make(struct act *act, struct meeting *m, const struct convener *convener)
{
	const struct meeting_change *change = m->change;
	const char *note = change->reason;

	if (strcmp(change->kind, "cancel") == 0) {
		TRY(desk_append(act, "meeting.cancelled", { "number", m->number },
		    { "person", act->person.id }, { "capacity", convener->capacity },
		    { "note", note }, { "when", desk_when(act) }));
		TRY(free_items(act, m));
	} else {
		TRY(desk_append(act, "meeting.changed", { "number", m->number },
		    { "person", act->person.id }, { "capacity", convener->capacity },
		    { "place", change->place }, { "link", change->link },
		    { "starts", desk_int(act, change->starts.ms) },
		    { "ends", desk_int(act, change->ends.ms) },
		    { "reply_by", desk_int(act, change->reply_by.ms) }, { "note", note },
		    { "when", desk_when(act) }));
	}
	TRY(meeting_load(act->desk->store, m->number, act->desk->arena, m));
	TRY(convene_announce(act, m));
	TRY(meeting_redraw(act, m, POST_MEETING_CHANGE));
	return meeting_say(act, m,
	    tr(act->language, "承りました。新しい版の通知を皆さまにお送りしています。"));
}

enum kg_status convene_change_now(struct act *act, struct meeting *m)
{
	struct convener convener;

	TRY(meeting_convener(act, m->body, act->event->when, &convener));
	if (!desk_may(act, CAN_CONVENE_CHANGE) || !meeting_is_convener(act, &convener)) {
		return refuse(act, m);
	}
	if (m->change == NULL || strcmp(m->change->state, "ready") != 0 ||
	    m->state != MEETING_CONVENED) {
		return meeting_say(
		    act, m, tr(act->language, "いまお伺いしている変更はありません。"));
	}
	if (strcmp(m->change->kind, "cancel") != 0 &&
	    m->change->starts.ms <= act->event->now.ms) {
		return meeting_say(act, m,
		    tr(act->language,
		        "開催日時が過ぎています。差戻しのうえ、庶務が日時を改めて起案します。"));
	}
	return make(act, m, &convener);
}
