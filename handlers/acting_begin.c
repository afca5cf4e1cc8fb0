/*
 * Beginning 職務代理: the facts that the law asks for, its word, and whom it concerns.
 */

#include <string.h>

#include "handlers/acting_law.h"
#include "handlers/circulate.h"
#include "handlers/leave.h"
#include "handlers/named.h"
#include "handlers/text.h"

struct wish { /* what was asked for */
	const char *body;
	struct acting_posts posts;
	const char *person; /* who is to act */
	const char *reason;
	struct kg_time from;
	struct kg_time to;
	struct acting_case law;
};

static bool is_committee(const char *body)
{
	return strcmp(body, "committee") == 0;
}

static enum kg_status look_at_matters(struct act *act, struct acting_case *law)
{
	struct kg_date today = kg_date_of(act->event->when);
	char **numbers;
	size_t count;

	TRY(circular_numbers(
	    act->desk->store, false, 0, 1000, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct circular c;

		TRY(circular_load(act->desk->store, numbers[i], act->desk->arena, &c));
		law->incident = law->incident || c.incident[0] != '\0';
		law->due_today = law->due_today || kg_date_of(c.deadline).day == today.day;
	}
	return KG_OK;
}

/* Of this day only: yesterday's silence says nothing of today. */
static enum kg_status look_at_attempts(struct act *act, struct wish *w)
{
	struct kg_time since = kg_date_start(kg_date_of(act->event->when));
	struct attempt *list;
	size_t count;

	w->law.tried_minutes = -1;
	TRY(attempts_since(act->desk->store, w->body, since, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || w->law.reached) {
			w->law.tried_minutes =
			    (int)((act->event->when.ms - list[i].at.ms) / KG_MINUTE);
		}
		w->law.reached = list[i].reached;
	}
	return KG_OK;
}

static void look_at_rules(struct act *act, struct acting_case *law)
{
	struct kg_time now = act->event->when;
	const char *vacancy = desk_rule(act, "vacancy_as_accident", now).value;

	law->minutes = desk_rule_int(act, "chair_unreachable_minutes", now);
	law->vacancy = strcmp(vacancy, "always") == 0  ? VACANCY_ALWAYS
	               : strcmp(vacancy, "never") == 0 ? VACANCY_NEVER
	                                               : VACANCY_INCIDENT_ONLY;
	law->second = strcmp(desk_rule(act, "second_deputy", now).value, "by_document") == 0;
	law->chair_accident =
	    strcmp(desk_rule(act, "acting_chair_as_committee_accident", now).value, "on") == 0;
}

static enum kg_status look_at_others(struct act *act, struct wish *w)
{
	const char *acting;
	struct acting *list;
	size_t count;
	bool begun;

	TRY(actings_from(act->desk->store, w->body, w->from, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		w->law.overlaps =
		    w->law.overlaps || !kg_time_is_set(w->to) || list[i].from.ms < w->to.ms;
	}
	TRY(acting_at(act, "council", act->event->when, &acting, &begun));
	w->law.acts_as_chair =
	    acting != NULL && w->posts.head != NULL && strcmp(acting, w->posts.head) == 0;
	return KG_OK;
}

/* No end was said: as long as the head is on record as away; an unreachable chair: this day. */
static enum kg_status find_end(struct act *act, struct wish *w)
{
	struct absence *list;
	size_t count;

	if (kg_time_is_set(w->to) || w->posts.head == NULL) {
		return KG_OK;
	}
	TRY(absences_from(
	    act->desk->store, w->from, w->posts.head, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].from.ms <= w->from.ms && list[i].to.ms > w->to.ms) {
			w->to = list[i].to;
		}
	}
	if (!kg_time_is_set(w->to) && w->law.who == ACTING_DEPUTY && !w->law.committee) {
		struct kg_date day = kg_date_of(w->from);

		w->to = kg_date_start((struct kg_date){ day.day + 1 });
	}
	return KG_OK;
}

static enum kg_status find_second(struct act *act, struct wish *w, const char *seat)
{
	const char *office = named_office(act, seat);
	const struct charter_seat *s =
	    office == NULL ? NULL : charter_seat(act->desk->charter, office);

	w->law.named = true;
	if (s == NULL || s->role != ROLE_MEMBER) {
		desk_fault(act, "seat",
		    tr(act->language, "席は「委員1」のように、委員の席でお願いいたします。"));
		return KG_OK;
	}
	TRY(matter_holder(act, office, act->event->when, &w->person));
	if (w->person == NULL) {
		desk_fault(act, "seat", tr(act->language, "その席は欠員です。"));
	}
	return KG_OK;
}

static void read_edge(struct act *act, const char *key, const char *typed, struct kg_time *out)
{
	struct dates_fault fault;

	if (typed != NULL &&
	    named_edge(act, typed, strcmp(key, "to") == 0, out, &fault) != KG_OK) {
		desk_fault(act, key, dates_fault_text(&fault, act->language, act->desk->arena));
	}
}

static void read_period(struct act *act, const struct command *command, struct wish *w)
{
	const char *period = command_value(command, "period");
	struct dates_period read;
	struct dates_fault fault;

	w->from = act->event->when;
	if (period != NULL) {
		if (dates_parse_period(period, act->event->when, &read, &fault) != KG_OK) {
			desk_fault(act, "period",
			    dates_fault_text(&fault, act->language, act->desk->arena));
			return;
		}
		w->from = read.from;
		w->to = read.to;
	}
	read_edge(act, "from", command_value(command, "from"), &w->from);
	read_edge(act, "to", command_value(command, "to"), &w->to);
	/* 本日 began this morning: it begins now. */
	if (w->from.ms < act->event->when.ms &&
	    w->from.ms == kg_date_start(kg_date_of(act->event->when)).ms) {
		w->from = act->event->when;
	}
}

static const char *word_of_refusal(struct act *act, const struct wish *w, enum acting_word word)
{
	enum language l = act->language;
	bool k = w->law.committee;

	switch (word) {
	case ACTING_NO_REASON:
		return tr(l,
		    "職務代理は、議長(幹事長)に事故があるときのものです。理由(出張、病気、休暇など)をお書きください。便宜のための代理はできません。");
	case ACTING_NO_PERIOD:
		return tr(l,
		    "職務代理には期間が必要です。「から=… まで=…」でお書きください(不在の届出があれば、その期間になります)。");
	case ACTING_PAST:
		return tr(l, "職務代理は、さかのぼって始めることができません。");
	case ACTING_TWO:
		return tr(l,
		    "その期間には、すでに職務代理があります。同時に二人が代理することはできません。先の職務代理を終えてからお願いいたします。");
	case ACTING_WHO:
		return k ? tr(l,
		               "幹事会の職務代理は、幹事長又は副幹事長(要綱第3条の3第2項)が始めます。ご用件は庶務にお寄せください。")
		         : tr(l,
		               "管理会議の職務代理は、議長又は副議長(要綱第3条第2項)が始めます。ご用件は庶務にお寄せください。");
	case ACTING_NO_DEPUTY:
		return k ? tr(l,
		               "副幹事長が指名されていません。幹事長の指名(要綱第3条の2第3項)が先に必要です。")
		         : tr(l,
		               "副議長の席が欠員のため、職務を代理する方がいません(要綱第3条第2項)。");
	case ACTING_BOTH:
		return tr(l,
		    "代理する方も不在です。要綱は、その次の代理者を定めていません(第3条第2項・第3条の3第2項)。");
	case ACTING_VACANT:
		return tr(l,
		    "欠員は「事故があるとき」(要綱第3条第2項・第3条の3第2項)に当たりません。規則(欠員の取扱い)に定めがある場合を除き、職務代理は始められません。");
	case ACTING_NOT_AWAY:
		return k ? tr(l,
		               "幹事長の不在の届出がありません。議長の職務を代理していることだけでは、幹事長に事故があるときに当たりません(要綱第3条の3第2項)。")
		         : "";
	case ACTING_NOT_TRIED:
		return tr(l,
		    "議長の不在の届出がなく、連絡を試みた記録もありません。庶務が「/kaigi 職務代理 連絡 手段=電話 結果=応答なし」で記録したのちにお願いいたします。");
	case ACTING_REACHED:
		return tr(l, "議長に連絡が付いています。議長のご判断をお伺いください。");
	case ACTING_TOO_SOON:
		return arena_printf(act->desk->arena,
		    tr(l,
		        "連絡を始めてから%d分が経過していません(いま%d分)。経過後に、もう一度お願いいたします。"),
		    w->law.minutes, w->law.tried_minutes);
	case ACTING_NOT_TODAY:
		return tr(l,
		    "本日が期限の案件がありません。議長に連絡が付かないことによる職務代理は、当日中に判断を要する場合に限ります。");
	case ACTING_ACCIDENT:
	case ACTING_UNREACHABLE:
	case ACTING_VACANCY:
	case ACTING_SECOND:
	case ACTING_ACTING_CHAIR:
		break;
	}
	return "";
}

static const char *rule_behind(enum acting_word word)
{
	return word == ACTING_UNREACHABLE    ? "chair_unreachable_minutes"
	       : word == ACTING_VACANCY      ? "vacancy_as_accident"
	       : word == ACTING_SECOND       ? "second_deputy"
	       : word == ACTING_ACTING_CHAIR ? "acting_chair_as_committee_accident"
	                                     : NULL;
}

static void refuse(struct act *act, const struct wish *w, enum acting_word word)
{
	const char *key = word == ACTING_VACANT                 ? "vacancy_as_accident"
	                  : word == ACTING_BOTH && w->law.named ? "second_deputy"
	                  : word == ACTING_NOT_AWAY && w->law.acts_as_chair
	                      ? "acting_chair_as_committee_accident"
	                  : word == ACTING_TOO_SOON || word == ACTING_NOT_TODAY
	                      ? "chair_unreachable_minutes"
	                      : NULL;
	struct card *card = desk_answer(act, "%s", word_of_refusal(act, w, word));
	struct rule_value rule;

	if (key != NULL) {
		rule = desk_rule(act, key, act->event->when);
		card_line(card, LINE_NOTE, tr(act->language, "規則:%s(%s)"), rule.value,
		    rule.entry == 0 ? tr(act->language, "既定値") : rule.document);
	}
	if (!w->law.committee && (word == ACTING_BOTH || word == ACTING_VACANT)) {
		acting_say_lawful(act, w->from, act->language, card);
	}
}

static enum kg_status tell_of_it(struct act *act, const struct wish *w)
{
	const char *persons[] = { w->posts.head, w->person };

	for (size_t i = 0; i < sizeof(persons) / sizeof(persons[0]); i++) {
		enum language l;
		struct card *card;

		if (persons[i] == NULL || strcmp(persons[i], act->person.id) == 0) {
			continue;
		}
		l = desk_language_of(act, persons[i]);
		card = desk_card(act);
		card_title(card, tr(l, "【%s】職務代理が登録されました(%s、%s)。理由:%s"),
		    acting_body_word(act, w->body, l), named_full(act, w->person, l),
		    named_period(act, w->from, w->to, l),
		    text_clean(w->reason, act->desk->arena));
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "早く戻られたときは「/kaigi 職務代理 終了」です。その間の行為は、戻られたのちに一覧でお届けします(後閲)。"));
		TRY(desk_tell(act, persons[i], "", card));
	}
	TRY(desk_tell_office(act, "secretariat", "", TR_NOOP("職務代理が登録されました:%s"),
	    arena_printf(act->desk->arena, "【%s】%s(%s)",
	        acting_body_word(act, w->body, LANGUAGE_JA),
	        named_full(act, w->person, LANGUAGE_JA),
	        named_period(act, w->from, w->to, LANGUAGE_JA))));
	return acting_tell_channel(act,
	    &(struct acting){
	        .body = w->body, .person = w->person, .from = w->from, .to = w->to },
	    true);
}

static const char *capacity_of(const struct wish *w)
{
	switch (w->law.who) {
	case ACTING_HEAD:
		return w->law.committee ? "幹事長" : "議長";
	case ACTING_DEPUTY:
		return w->law.committee ? "副幹事長" : "副議長";
	case ACTING_OFFICE:
	case ACTING_OTHER:
		break;
	}
	return "庶務";
}

static enum kg_status record(struct act *act, const struct wish *w, enum acting_word word)
{
	const char *key = rule_behind(word);
	struct rule_value rule = { .document = "" };

	if (key != NULL) {
		rule = desk_rule(act, key, act->event->when);
	}
	TRY(desk_append(act, "acting",
	    { "id", arena_printf(act->desk->arena, "%s|%s|%lld", w->body, w->person,
	                (long long)w->from.ms) },
	    { "body", w->body }, { "person", w->person }, { "from", desk_int(act, w->from.ms) },
	    { "to", desk_int(act, w->to.ms) }, { "reason", w->reason },
	    { "basis", acting_basis(word) },
	    { "source", key == NULL ? "" : (rule.entry == 0 ? "既定値" : rule.document) },
	    { "declared_by", act->person.id }, { "capacity", capacity_of(w) },
	    { "when", desk_when(act) }));
	(void)desk_answer(act, tr(act->language, "【%s】職務代理を登録しました:%s(%s)。"),
	    acting_body_word(act, w->body, act->language),
	    named_full(act, w->person, act->language),
	    named_period(act, w->from, w->to, act->language));
	TRY(tell_of_it(act, w));
	return people_changed(act);
}

enum kg_status acting_begin(struct act *act, const struct command *command, const char *body)
{
	const char *seat = command_value(command, "seat");
	const char *reason = command_value(command, "reason");
	struct wish w = { .body = body, .reason = reason == NULL ? "" : reason };
	enum acting_word word;

	w.law.committee = is_committee(body);
	read_period(act, command, &w);
	TRY(acting_posts_at(act, body, act->event->when, &w.posts));
	w.law.who =
	    desk_may(act, CAN_ACTING_BEGIN) ? acting_who_is(act, &w.posts) : ACTING_OTHER;
	TRY(acting_posts_at(act, body, w.from, &w.posts));
	w.person = w.posts.deputy;
	if (seat != NULL) {
		TRY(find_second(act, &w, seat));
	}
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	TRY(find_end(act, &w));
	w.law.has_reason = !text_is_blank(w.reason);
	w.law.has_period = kg_time_is_set(w.to) && w.to.ms > w.from.ms;
	w.law.past = w.from.ms < act->event->when.ms;
	w.law.head_vacant = w.posts.head == NULL;
	w.law.head_away = w.posts.head_away;
	w.law.deputy_vacant = w.posts.deputy == NULL;
	w.law.deputy_away = w.posts.deputy_away;
	TRY(look_at_others(act, &w));
	TRY(look_at_matters(act, &w.law));
	TRY(look_at_attempts(act, &w));
	look_at_rules(act, &w.law);
	word = acting_may(&w.law);
	if (!acting_is_lawful(word)) {
		refuse(act, &w, word);
		return KG_OK;
	}
	return record(act, &w, word);
}
