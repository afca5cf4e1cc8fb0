/* 職務代理 for the eye: both bodies side by side, what was done while somebody acted, and what
 * is lawful where nobody can. */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/leave.h"
#include "handlers/named.h"
#include "handlers/text.h"

enum { DEEDS_SHOWN = 40 };

const char *acting_body_word(struct act *act, const char *body, enum language l)
{
	const struct charter_body *b = charter_body(act->desk->charter, body);

	return b == NULL ? body : card_in(&b->name, l);
}

const char *acting_basis_word(const struct acting *acting, enum language l)
{
	static const struct {
		const char *basis;
		const char *word;
	} words[] = {
		{ "accident", TR_NOOP("事故があるとき") },
		{ "unreachable", TR_NOOP("議長に連絡が付かないとき") },
		{ "vacancy", TR_NOOP("欠員を事故の例による規則") },
		{ "second", TR_NOOP("規則の定める次の代理者") },
		{ "acting_chair", TR_NOOP("幹事長が議長の職務を代理しているとき") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].basis, acting->basis) == 0) {
			return tr(l, words[i].word);
		}
	}
	return tr(l, "名簿ファイルによる登録");
}

const char *acting_step_word(const char *step, enum language l)
{
	static const struct {
		const char *step;
		const char *word;
	} words[] = {
		{ "put", TR_NOOP("付議") },
		{ "override", TR_NOOP("特に重要な事案の付議理由") },
		{ "approve", TR_NOOP("承認") },
		{ "reject", TR_NOOP("否認") },
		{ "meeting", TR_NOOP("会議の開催を希望") },
		{ "went_on", TR_NOOP("続行") },
		{ "seats_kept", TR_NOOP("続行(席の異動)") },
		{ "reseated", TR_NOOP("取下げ・再付議") },
		{ "extended", TR_NOOP("延長") },
		{ "kouetsu", TR_NOOP("後閲") },
		{ "errata", TR_NOOP("正誤表") },
		{ "unchecked", TR_NOOP("連絡網を確かめずに進行") },
		{ "closed", TR_NOOP("終了") },
		{ "reported", TR_NOOP("議長への報告") },
		{ "answered", TR_NOOP("報告への回答") },
		{ "flagged", TR_NOOP("特に重要の別") },
		{ "returned", TR_NOOP("差戻し") },
		{ "determined", TR_NOOP("運営に関する決定") },
		{ "convened", TR_NOOP("招集") },
		{ "changed", TR_NOOP("会議の変更") },
		{ "postponed", TR_NOOP("会議の延期") },
		{ "cancelled", TR_NOOP("会議の中止") },
		{ "overridden", TR_NOOP("特に重要な事案の付議理由") },
		{ "confirmed", TR_NOOP("議事録の確認") },
		{ "presided", TR_NOOP("会議の主宰") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].step, step) == 0) {
			return tr(l, words[i].word);
		}
	}
	return step;
}

static const char *capacity_of(const struct acting *acting)
{
	return strcmp(acting->body, "committee") == 0 ? "幹事長職務代理者" : "議長職務代理者";
}

enum kg_status acting_draw(
    struct act *act, const struct posting *posting, enum language l, struct card *out)
{
	struct acting acting;
	struct deed *deeds;
	size_t count;

	TRY(acting_load(act->desk->store, posting->matter, act->desk->arena, &acting));
	TRY(deeds_of(
	    act->desk->store, &acting, capacity_of(&acting), act->desk->arena, &deeds, &count));
	card_title(out, tr(l, "【%s】職務代理の間の行為(後閲):%s、%s"),
	    acting_body_word(act, acting.body, l), named_full(act, acting.person, l),
	    named_period(act, acting.from, acting.to, l));
	card_line(out, LINE_PLAIN, tr(l, "理由:%s(%s)"),
	    text_clean(acting.reason, act->desk->arena), acting_basis_word(&acting, l));
	for (size_t i = 0; i < count && i < DEEDS_SHOWN; i++) {
		card_line(out, LINE_PLAIN, "・%s %s %s",
		    dates_chat(deeds[i].at, act->event->now, l, act->desk->arena),
		    deeds[i].matter, acting_step_word(deeds[i].step, l));
	}
	if (count > DEEDS_SHOWN) {
		card_line(out, LINE_NOTE,
		    tr(l, "ほか%zu件は、各案件の経緯でご覧いただけます。"),
		    count - DEEDS_SHOWN);
	}
	if (count == 0) {
		card_line(out, LINE_PLAIN, "%s",
		    tr(l, "この間に、職務代理者としての行為はありません。"));
	}
	if (kg_time_is_set(acting.read)) {
		card_line(out, LINE_PLAIN, tr(l, "後閲済(%s)"),
		    dates_chat(acting.read, act->event->now, l, act->desk->arena));
		return KG_OK;
	}
	card_button(out, BUTTON_PRIMARY, POST_READ, acting.id, tr(l, "確認しました(後閲)"));
	return KG_OK;
}

static enum kg_status show_body(
    struct act *act, const char *body, enum language l, struct card *card)
{
	const char *head = strcmp(body, "committee") == 0 ? tr(l, "幹事長") : tr(l, "議長");
	struct acting_posts posts;
	struct acting *list;
	size_t count;

	TRY(acting_posts_at(act, body, act->event->when, &posts));
	card_line(card, LINE_PLAIN, "【%s】%s:%s%s", acting_body_word(act, body, l), head,
	    posts.head == NULL ? tr(l, "欠員") : named_full(act, posts.head, l),
	    posts.head_away ? tr(l, "(不在)") : "");
	TRY(actings_from(
	    act->desk->store, body, act->event->when, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		card_line(card, LINE_SEAT, tr(l, "職務代理:%s(%s)%s・理由:%s"),
		    named_full(act, list[i].person, l),
		    named_period(act, list[i].from, list[i].to, l),
		    acting_basis_word(&list[i], l),
		    text_clean(list[i].reason, act->desk->arena));
	}
	if (count == 0) {
		card_line(card, LINE_SEAT, "%s", tr(l, "職務代理は行われていません。"));
	}
	return KG_OK;
}

enum kg_status acting_show(struct act *act)
{
	enum language l = act->language;
	struct card *card = desk_answer(act, "%s", tr(l, "職務代理の状況"));

	TRY(show_body(act, "council", l, card));
	TRY(show_body(act, "committee", l, card));
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "始めるときは「/kaigi 職務代理 開始 理由=… から=… まで=…」、終えるときは「/kaigi 職務代理 終了」です。幹事会は「会議体=幹事会」を添えてください。"));
	return KG_OK;
}

void acting_say_lawful(struct act *act, struct kg_time at, enum language l, struct card *card)
{
	struct rule_value rule = desk_rule(act, "second_deputy", act->event->now);
	const char *source = rule.entry == 0 ? tr(l, "既定値") : rule.document;
	struct acting_posts posts;

	if (acting_posts_at(act, "council", at, &posts) != KG_OK) {
		return;
	}
	if (posts.head != NULL && posts.deputy != NULL && !posts.deputy_away) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l,
		        "要綱第3条第2項により副議長の職務代理を始めるか、議長の復帰後にお願いいたします。"));
		return;
	}
	card_line(card, LINE_PLAIN, "%s",
	    posts.head == NULL
	        ? tr(l,
	              "議長の席は欠員です。要綱第3条第2項は「事故があるとき」の定めで、欠員については規則の定めるところによります。")
	        : tr(l,
	              "議長・副議長とも不在です。要綱は、その次の代理者を定めていません(第3条第2項)。"));
	card_line(card, LINE_PLAIN, "%s",
	    tr(l,
	        "いまできるのは、(1)どなたかの復帰又は後任の発令ののちの決裁・会議の招集、(2)幹事会での審議(第3条の3)、(3)規則に定めがある場合の代理です。事故の応急措置は、議決を待ちません。"));
	card_line(card, LINE_NOTE, tr(l, "議長・副議長とも不在のときの代理者:%s(%s)"),
	    strcmp(rule.value, "none") == 0 ? tr(l, "定めなし") : tr(l, "別に定める順序"),
	    source);
}
