/* How a sitting reads: on its card, for the presider and 庶務, and each refusal with the next
 * lawful step. */

#include <string.h>

#include "config/rule.h"
#include "handlers/circulate.h"
#include "handlers/named.h"
#include "handlers/ruling.h"
#include "handlers/sitting.h"
#include "handlers/text.h"

enum { ITEMS_WITH_BUTTONS = 5 };

const char *sitting_source(const struct rule_value *rule, enum language l)
{
	return rule->document[0] == '\0' ? tr(l, "既定値") : rule->document;
}

const char *sitting_rule_word(
    struct act *act, const char *key, const struct rule_value *rule, enum language l)
{
	const struct rule_info *info = rule_find(key);

	return info == NULL ? rule->value : ruling_value_word(act, info, rule->value, l);
}

const char *sitting_quorum_line(struct act *act, const struct sitting_now *now, enum language l)
{
	if (!now->attended) {
		return tr(l, "出席者:未記録");
	}
	return arena_printf(act->desk->arena,
	    tr(l, "出席%d・欠席%d・欠員%d(現在数%d)。定足数:%s(%s)…%s"), now->present,
	    now->absent, now->vacant, now->total,
	    sitting_rule_word(act, "quorum", &now->quorum, l), sitting_source(&now->quorum, l),
	    now->has_quorum ? tr(l, "成立") : tr(l, "不成立"));
}

static void add_items(
    struct act *act, const struct sitting_now *now, enum language l, struct card *card)
{
	for (size_t i = 0; i < now->m.item_count; i++) {
		const struct meeting_item *item = &now->m.items[i];
		const struct meeting_result *r = sitting_result_of(now, item->position);

		card_line(card, LINE_PLAIN, "・%s ", meeting_agenda_word(act, item, l));
		card_run(card, RUN_BOLD, NULL, text_clean(item->title, act->desk->arena));
		if (item->important) {
			card_run(card, RUN_TEXT, NULL, tr(l, "【特に重要】"));
		}
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " 結果:%s"),
		        r == NULL ? tr(l, "未記入") : sitting_result_line(act, r, l)));
	}
}

static void add_absent(
    struct act *act, const struct sitting_now *now, enum language l, struct card *card)
{
	const char *names = "";

	for (size_t i = 0; i < now->s.seat_count; i++) {
		const struct meeting_seat *seat = &now->s.seats[i];

		if (strcmp(seat->state, "absent") == 0) {
			names = arena_printf(act->desk->arena, "%s%s%s", names,
			    names[0] == '\0' ? "" : "、", seat->title);
		} else if (strcmp(seat->state, "proxy") == 0) {
			names = arena_printf(act->desk->arena, tr(l, "%s%s%s(代理 %s)"), names,
			    names[0] == '\0' ? "" : "、", seat->title, seat->proxy);
		}
	}
	if (names[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "欠席・代理:%s"), names);
	}
}

static void add_lines(
    struct act *act, const struct sitting_now *now, enum language l, struct card *card)
{
	const struct meeting_line *last;

	if (now->s.line_count == 0) {
		return;
	}
	last = &now->s.lines[now->s.line_count - 1];
	card_line(card, LINE_PLAIN, tr(l, "議事の記録:%zu件(最新 %s %s)"), now->s.line_count,
	    dates_clock(last->at, act->desk->arena),
	    text_truncate(text_clean(last->text, act->desk->arena), 60, act->desk->arena));
}

static const char *value_of(struct act *act, const struct sitting_now *now, int position)
{
	return arena_printf(act->desk->arena, "%s|%d", now->m.number, position);
}

static void add_item_buttons(
    struct act *act, const struct sitting_now *now, enum language l, struct card *card)
{
	size_t shown = 0;

	for (size_t i = 0; i < now->m.item_count && shown < ITEMS_WITH_BUTTONS; i++) {
		const struct meeting_item *item = &now->m.items[i];
		const char *name = meeting_agenda_word(act, item, l);

		if (sitting_result_of(now, item->position) != NULL) {
			continue;
		}
		shown++;
		if (strcmp(item->kind, "item") == 0) {
			card_button(card, BUTTON_PRIMARY, "sitting.agreed",
			    value_of(act, now, item->position),
			    arena_printf(act->desk->arena, tr(l, "%s 異議なし"), name));
		}
		card_button(card, BUTTON_PLAIN, "sitting.result",
		    value_of(act, now, item->position),
		    arena_printf(act->desk->arena, tr(l, "%s 結果"), name));
	}
}

static void add_buttons(
    struct act *act, const struct sitting_now *now, enum language l, struct card *card)
{
	if (now->m.state == MEETING_OPEN) {
		card_button(card, now->attended ? BUTTON_PLAIN : BUTTON_PRIMARY,
		    "sitting.attend", now->m.number, tr(l, "出席者"));
		if (now->attended) {
			add_item_buttons(act, now, l, card);
		}
		card_button(
		    card, BUTTON_PLAIN, "sitting.rest", now->m.number, tr(l, "休憩する"));
		card_button(
		    card, BUTTON_PLAIN, "sitting.close", now->m.number, tr(l, "閉会する"));
	} else if (now->m.state == MEETING_SUSPENDED) {
		card_button(
		    card, BUTTON_PRIMARY, "sitting.resume", now->m.number, tr(l, "再開する"));
		card_button(
		    card, BUTTON_PLAIN, "sitting.close", now->m.number, tr(l, "閉会する"));
	}
}

/* 議長 氏名; 議長職務代理者 副議長 氏名 (article 3(2)) */
static const char *presider_name(struct act *act, const struct meeting *m, enum language l)
{
	struct person who;

	if (strstr(m->presider_capacity, "職務代理者") == NULL &&
	    person_load(act->desk->store, m->presider, act->desk->arena, &who) == KG_OK) {
		return who.name;
	}
	return named_full(act, m->presider, l);
}

enum kg_status sitting_draw(
    struct act *act, const struct posting *posting, enum language l, struct card *out)
{
	struct sitting_now now;

	if (strcmp(posting->kind, POST_SITTING_CARD) != 0 &&
	    strcmp(posting->kind, POST_SITTING_DESK) != 0) {
		return KG_NOT_FOUND;
	}
	TRY(sitting_load(act, posting->matter, &now));
	card_title(out, tr(l, "%s%s %s(%s)"), meeting_head(act, &now.m, l),
	    meeting_session_word(act, &now.m, l), meeting_state_word(&now.m, l),
	    tr(l, now.m.presider_capacity));
	card_line(out, LINE_PLAIN, tr(l, "主宰:%s %s"), tr(l, now.m.presider_capacity),
	    presider_name(act, &now.m, l));
	card_line(out, LINE_PLAIN, tr(l, "開会 %s"),
	    dates_chat(now.m.opened, act->event->now, l, act->desk->arena));
	if (kg_time_is_set(now.m.closed) && now.m.state == MEETING_CLOSED) {
		card_run(out, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, "・閉会 %s"),
		        dates_chat(now.m.closed, act->event->now, l, act->desk->arena)));
	}
	card_line(out, LINE_PLAIN, "%s", sitting_quorum_line(act, &now, l));
	add_absent(act, &now, l, out);
	add_items(act, &now, l, out);
	add_lines(act, &now, l, out);
	if (strcmp(posting->kind, POST_SITTING_DESK) == 0) {
		add_buttons(act, &now, l, out);
	} else {
		card_line(out, LINE_NOTE, "%s",
		    tr(l,
		        "※記録は主宰者と庶務が行います。このカードへの印は表決に数えません。"));
	}
	return KG_OK;
}

static enum kg_status has_posting(
    struct act *act, const char *number, const char *kind, const struct address *to, bool *out)
{
	struct posting *list;
	size_t count;

	*out = false;
	TRY(posting_list(act->desk->store, number, kind, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].state != POSTING_GONE && list[i].workspace == to->workspace &&
		    strcmp(list[i].conversation, to->conversation) == 0) {
			TRY(outbox_show(act->desk->store, list[i].id));
			*out = true;
		}
	}
	return KG_OK;
}

static enum kg_status put(
    struct act *act, const char *number, const char *kind, const struct address *to)
{
	struct posting posting = { .kind = kind, .matter = number, .person = to->person };
	struct card *card = desk_card(act);
	struct notice notice = {
		.kind = kind, .matter = number, .priority = PRIORITY_ASK, .card = card
	};
	bool has;

	TRY(has_posting(act, number, kind, to, &has));
	if (has) {
		return KG_OK;
	}
	TRY(sitting_draw(act, &posting, to->language, card));
	return desk_post(act, to, &notice, NULL);
}

static enum kg_status put_desk(struct act *act, const char *number, const char *person)
{
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(put(act, number, POST_SITTING_DESK, &to[i]));
	}
	return KG_OK;
}

enum kg_status sitting_show(struct act *act, const char *number)
{
	struct sitting_now now;
	struct address *to;
	struct tenure *held;
	size_t count;

	TRY(sitting_load(act, number, &now));
	TRY(desk_channels(act, now.m.body, &to, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(put(act, number, POST_SITTING_CARD, &to[i]));
	}
	TRY(holders_of(
	    act->desk->store, "secretariat", act->event->now, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(put_desk(act, number, held[i].person));
	}
	return put_desk(act, number, now.m.presider);
}

static const char *not_yours(struct act *act, const struct sitting_now *now)
{
	enum language l = act->language;

	return arena_printf(act->desk->arena,
	    meeting_is_committees(&now->m)
	        ? tr(l,
	              "会議の記録は、主宰する幹事長(要綱第3条の3第1項・第2項)又は庶務(第7条)の操作です。ご発言は議場でお願いいたします。(%s)")
	        : tr(l,
	              "会議の記録は、主宰する議長(要綱第3条第1項・第2項)又は庶務(第7条)の操作です。ご発言は議場でお願いいたします。(%s)"),
	    now->m.number);
}

static const char *no_presider(struct act *act, const struct sitting_now *now)
{
	enum language l = act->language;

	return meeting_is_committees(&now->m)
	           ? tr(l,
	                 "その時刻に幹事会を主宰できる方が記録にありません。幹事長の復帰、又は副幹事長の職務代理の開始(要綱第3条の3第2項・/kaigi 職務代理 開始 会議体=幹事会)の後に進めてください。")
	           : tr(l,
	                 "その時刻に管理会議を主宰できる方が記録にありません。議長の復帰、又は副議長の職務代理の開始(要綱第3条第2項・/kaigi 職務代理 開始)の後に進めてください。");
}

static const char *no_quorum(struct act *act, const struct sitting_now *now)
{
	return arena_printf(act->desk->arena,
	    tr(act->language,
	        "会議が成立していないため、結果を記録できません。%s。出席者を改めるか、休憩・閉会としてください(要綱に定めはなく、%sによります)。"),
	    sitting_quorum_line(act, now, act->language),
	    sitting_source(&now->quorum, act->language));
}

const char *sitting_refusal(struct act *act, const struct sitting_now *now,
    const struct sitting_act *what, enum sitting_word word)
{
	enum language l = act->language;

	switch (word) {
	case SITTING_NOT_YOURS:
		return not_yours(act, now);
	case SITTING_NOT_CONVENED:
		return meeting_is_committees(&now->m)
		           ? tr(l,
		                 "まだ招集されていません。幹事長の招集(要綱第3条の3第1項)の後に開会します。")
		           : tr(l,
		                 "まだ招集されていません。議長の招集(要綱第3条第1項)の後に開会します。");
	case SITTING_OVER:
		return arena_printf(act->desk->arena,
		    tr(l, "この会議は「%s」です。改めて招集してください。"),
		    meeting_state_word(&now->m, l));
	case SITTING_NOT_OPEN:
		return arena_printf(act->desk->arena,
		    tr(l, "まだ開会していません。先に「/kaigi 開会 %s」をお願いいたします。"),
		    now->m.number);
	case SITTING_IS_OPEN:
		return tr(l,
		    "すでに開会しています。時刻を改める場合は「時刻=14:05」のように添えてください。");
	case SITTING_IS_SUSPENDED:
		return arena_printf(act->desk->arena,
		    tr(l, "いま休憩中です。先に「/kaigi 再開 %s」をお願いいたします。"),
		    now->m.number);
	case SITTING_IS_CLOSED:
		return tr(l,
		    "すでに閉会しています。記録を改める場合は、理由を添えて改めて記入してください。");
	case SITTING_NO_REASON:
		return tr(l,
		    "閉会した会議の記録を改めるには理由が必要です。「理由=…」を添えてください。前の記録も残ります。");
	case SITTING_FUTURE:
		return tr(l, "これからの時刻は記録できません。実際の時刻をご記入ください。");
	case SITTING_TOO_EARLY:
		return arena_printf(act->desk->arena,
		    tr(l, "開会(%s)より前の時刻です。実際の時刻をご記入ください。"),
		    dates_chat(now->m.opened, act->event->now, l, act->desk->arena));
	case SITTING_NO_PRESIDER:
		return no_presider(act, now);
	case SITTING_OTHER_OPEN:
		return tr(l,
		    "同じ会議体の別の会議が開会中です。先にその会議を閉会してください(/kaigi 状況)。");
	case SITTING_BEFORE_DAY:
		return arena_printf(act->desk->arena,
		    tr(l,
		        "開催日(%s)の前です。日程を改める場合は、変更の通知をお願いいたします。"),
		    dates_chat_day(now->m.starts, act->event->now, l, act->desk->arena));
	case SITTING_NO_ATTENDANCE:
		return tr(l,
		    "先に出席者を記録してください(/kaigi 出席者 欠席=委員3、全員出席なら /kaigi 出席者 全員)。");
	case SITTING_NO_QUORUM:
		return no_quorum(act, now);
	case SITTING_LAWFUL:
		break;
	}
	(void)what;
	KG_UNREACHABLE();
}
