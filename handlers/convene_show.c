/* 状況 and 経緯 of a meeting: to members with the counts, to 庶務 and who convenes with names.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/convene.h"
#include "handlers/sitting_law.h"
#include "handlers/text.h"

enum { LISTED = 200 };

/* Will it have its quorum? */

struct forecast {
	int total;   /* persons, or seats by rule dual_post_votes */
	int coming;  /* proxies among them where they vote */
	int proxies; /* of these */
	int open;    /* not sure, or silent */
};

static void foresee(
    struct forecast *out, const struct meeting *m, const struct meeting_reply *r)
{
	out->total++;
	if (r == NULL || strcmp(r->answer, "unsure") == 0) {
		out->open++;
	} else if (strcmp(r->answer, "attend") == 0) {
		out->coming++;
	} else if (r->proxy[0] != '\0' && strcmp(m->proxy_rule, "vote") == 0) {
		out->coming++;
		out->proxies++;
	}
}

static const char *forecast_word(
    struct act *act, const struct forecast *f, int needed, enum language l)
{
	if (f->coming >= needed) {
		return tr(l, "成立の見込みです");
	}
	return f->coming + f->open >= needed
	           ? arena_printf(act->desk->arena, tr(l, "あと%d名のご出席で成立します"),
	                 needed - f->coming)
	           : tr(l, "このままでは成立しない見込みです");
}

enum kg_status convene_add_forecast(
    struct act *act, const struct meeting *m, enum language l, struct card *card)
{
	bool persons = desk_rule_int(act, "dual_post_votes", act->event->now) == 1;
	struct meeting_member *members;
	struct forecast f = { 0 };
	int needed = 0;
	size_t count;

	if (m->state != MEETING_CONVENED || strcmp(m->quorum_rule, "none") == 0) {
		return KG_OK;
	}
	TRY(meeting_members(act, m->body, act->event->now, &members, &count));
	for (size_t i = 0; i < count; i++) {
		if (members[i].person != NULL && !(persons && members[i].again)) {
			foresee(&f, m, meeting_reply_of(m, members[i].person));
		}
	}
	while (needed < f.total && !sitting_has_quorum(m->quorum_rule, f.total, needed)) {
		needed++;
	}
	card_line(card, LINE_PLAIN, tr(l, "成立見込み:出席予定%d(うち代理%d)・必要%d…%s"),
	    f.coming, f.proxies, needed, forecast_word(act, &f, needed, l));
	return KG_OK;
}

static enum kg_status add_replies(struct act *act, const struct meeting *m, struct card *card)
{
	struct convene_counts counts;
	struct chief chief;

	if (m->version == 0) {
		return KG_OK;
	}
	TRY(convene_count(act, m, &counts));
	card_line(card, LINE_PLAIN, "%s", convene_counts_word(act, &counts, act->language));
	TRY(committee_chief(act, act->event->when, &chief));
	if (!desk_may_own(act, CAN_SEE_PENDING,
	        meeting_is_committees(m) && committee_is_chief(act, &chief))) {
		return KG_OK;
	}
	return convene_add_seats(act, m, act->language, card);
}

enum kg_status convene_show(struct act *act, const char *number)
{
	enum language l = act->language;
	struct meeting m;
	struct card *card;

	TRY(meeting_find(act, number, &m));
	card = desk_answer(act, "%s%s %s", meeting_head(act, &m, l),
	    meeting_session_word(act, &m, l), meeting_state_word(&m, l));
	TRY(convene_add_notice(act, &m, l, card));
	TRY(add_replies(act, &m, card));
	card_line(
	    card, LINE_NOTE, tr(l, "経緯は「/kaigi 経緯 %s」でご覧いただけます。"), number);
	return KG_OK;
}

static const char *step_word(const char *step, enum language l)
{
	static const char *const words[][2] = {
		{ "drafted", TR_NOOP("起案") },
		{ "redrafted", TR_NOOP("起案し直し") },
		{ "reviewed", TR_NOOP("庶務内確認") },
		{ "returned", TR_NOOP("差戻し") },
		{ "overridden", TR_NOOP("幹事会の審議等を経ない付議") },
		{ "convened", TR_NOOP("招集") },
		{ "changed", TR_NOOP("変更の通知") },
		{ "change_returned", TR_NOOP("変更の伺いの差戻し") },
		{ "cancelled", TR_NOOP("中止") },
		{ "withdrawn", TR_NOOP("取下げ") },
		{ "opened", TR_NOOP("開会") },
		{ "presider", TR_NOOP("主宰者の交代") },
		{ "suspended", TR_NOOP("休憩・延会") },
		{ "resumed", TR_NOOP("再開") },
		{ "closed", TR_NOOP("閉会") },
		{ "confirmed", TR_NOOP("議事録の確認") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i][0], step) == 0) {
			return tr(l, words[i][1]);
		}
	}
	return step;
}

static void add_step(struct act *act, const struct record_step *step, struct card *card)
{
	enum language l = act->language;

	card_line(card, LINE_PLAIN, tr(l, "%s %s(第%d版)"),
	    dates_chat(step->at, act->event->now, l, act->desk->arena),
	    step_word(step->step, l), step->version);
	if (step->person[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, ":%s%s%s",
		        card_person_title(act, step->person, l),
		        step->capacity[0] == '\0' ? "" : "・", step->capacity));
	}
	if (step->text[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(
		        act->desk->arena, "(%s)", text_clean(step->text, act->desk->arena)));
	}
}

enum kg_status convene_story(struct act *act, const char *number)
{
	enum language l = act->language;
	struct sitting sitting;
	struct meeting m;
	struct card *card;

	TRY(meeting_find(act, number, &m));
	TRY(meeting_sitting(act->desk->store, number, 0, act->desk->arena, &sitting));
	card = desk_answer(act, tr(l, "%s経緯"), meeting_head(act, &m, l));
	card_line(card, LINE_PLAIN, "%s %s", meeting_session_word(act, &m, l),
	    meeting_state_word(&m, l));
	TRY(convene_add_notice(act, &m, l, card));
	if (m.version > 0) {
		card_line(card, LINE_PLAIN, tr(l, "招集:%s(%s)・通知の期間 %s・定足数 %s"),
		    convene_signature(act, &m, l),
		    dates_chat(m.convened, act->event->now, l, act->desk->arena),
		    convene_rule_word(
		        act, convene_notice_key(m.incident), m.notice_rule, m.notice_source, l),
		    convene_rule_word(act, "quorum", m.quorum_rule, m.quorum_source, l));
	}
	TRY(add_replies(act, &m, card));
	card_line(card, LINE_RULE, "%s", "");
	for (size_t i = 0; i < sitting.step_count; i++) {
		add_step(act, &sitting.steps[i], card);
	}
	card_line(card, LINE_NOTE, "%s", card_charter(act, m.charter_version, l));
	return KG_OK;
}

/* Does it wait for this person? */
static enum kg_status is_mine(struct act *act, const struct meeting *m, bool *out)
{
	struct meeting_member *members;
	struct convener convener;
	size_t count;

	*out = false;
	if (act->person.id == NULL) {
		return KG_OK;
	}
	TRY(meeting_convener(act, m->body, act->event->when, &convener));
	TRY(meeting_members(act, m->body, act->event->when, &members, &count));
	*out = (m->state == MEETING_REVIEW && strcmp(m->reviewer, act->person.id) == 0) ||
	       (m->state == MEETING_READY && meeting_is_convener(act, &convener)) ||
	       (m->state == MEETING_CONVENED &&
	           meeting_member_of(members, count, act->person.id) != NULL &&
	           meeting_reply_of(m, act->person.id) == NULL);
	return KG_OK;
}

enum kg_status convene_rows(struct act *act, struct card *card, size_t *out_count)
{
	enum language l = act->language;
	char **numbers;
	size_t count;

	*out_count = 0;
	TRY(meeting_numbers(
	    act->desk->store, false, LISTED, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct meeting m;
		bool mine;
		enum kg_status st = meeting_find(act, numbers[i], &m);

		if (st == KG_NOT_FOUND) {
			continue;
		}
		TRY(st);
		TRY(is_mine(act, &m, &mine));
		(*out_count)++;
		card_line(card, LINE_PLAIN, "%s", mine ? tr(l, "▶ ") : "");
		card_run(card, RUN_BOLD, NULL, m.number);
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " %s会議 %s・%s・%s"),
		        meeting_body_word(act, m.body, l), meeting_session_word(act, &m, l),
		        meeting_when_word(act, &m, l), meeting_state_word(&m, l)));
	}
	return KG_OK;
}
