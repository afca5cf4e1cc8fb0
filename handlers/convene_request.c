/* 招集の依頼: whoever may not convene may ask who may (article 3(1) 必要に応じて). Anybody
 * else's wish to convene is refused with the article. */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/convene.h"
#include "handlers/text.h"

static bool wants_committee(struct act *act, const char *typed)
{
	const char *plain = typed == NULL ? "" : text_title_key(typed, act->desk->arena);

	return strcmp(plain, "幹事会") == 0 || strcmp(plain, "committee") == 0;
}

static enum kg_status refuse(struct act *act, const char *body)
{
	bool committee = strcmp(body, "committee") == 0;
	struct card *card = desk_answer(act, "%s",
	    committee
	        ? tr(act->language,
	              "幹事会は、幹事長(職務を代理する副幹事長を含みます)が招集します(要綱第3条の3第1項)。")
	        : tr(act->language,
	              "管理会議は、議長(職務を代理する副議長を含みます)が招集します(要綱第3条第1項)。"));

	card_line(card, LINE_PLAIN, "%s",
	    desk_may(act, CAN_CONVENE_REQUEST)
	        ? tr(act->language,
	              "招集を依頼される場合は「/kaigi 招集 依頼 理由=…」をご利用ください。お急ぎの案件は、庶務が起案いたします。")
	        : tr(act->language, "ご用件は庶務にお寄せください。"));
	return KG_OK;
}

static enum kg_status file(
    struct act *act, const char *body, const char *reason, const char *items)
{
	enum language l = act->language;
	const char *capacity = desk_may(act, CAN_SEAL) ? "構成員" : "庶務";
	struct convener convener;
	struct card *card;

	TRY(desk_append(act, "meeting.request", { "body", body }, { "person", act->person.id },
	    { "capacity", capacity }, { "items", items }, { "reason", reason },
	    { "when", desk_when(act) }));
	TRY(meeting_convener(act, body, act->event->now, &convener));
	if (convener.person != NULL) {
		enum language his = desk_language_of(act, convener.person);

		card = desk_card(act);
		card_title(card, tr(his, "【%s】%sから、会議の招集の依頼がありました。"),
		    meeting_body_word(act, body, his),
		    card_person_title(act, act->person.id, his));
		card_line(
		    card, LINE_PLAIN, tr(his, "理由:%s"), text_clean(reason, act->desk->arena));
		if (items[0] != '\0') {
			card_line(card, LINE_PLAIN, tr(his, "議題:%s"),
			    text_clean(items, act->desk->arena));
		}
		card_line(card, LINE_NOTE, "%s",
		    tr(his,
		        "※招集される場合は、庶務にお申し付けください。庶務が通知を起案し、改めてお伺いします。"));
		TRY(desk_tell(act, convener.person, "", card));
	}
	TRY(desk_tell_office(act, "secretariat", "",
	    TR_NOOP("【会議】招集の依頼がありました。%s"),
	    arena_printf(act->desk->arena, "(%s、%s。理由:%s)",
	        meeting_body_word(act, body, LANGUAGE_JA),
	        card_person_title(act, act->person.id, LANGUAGE_JA),
	        text_clean(reason, act->desk->arena))));
	(void)desk_answer(act, tr(l, "【%s】招集の依頼を%sにお伝えしました。"),
	    meeting_body_word(act, body, l),
	    strcmp(body, "committee") == 0 ? tr(l, "幹事長") : tr(l, "議長"));
	return KG_OK;
}

enum kg_status convene_request(struct act *act, const struct command *command)
{
	const char *body =
	    wants_committee(act, command_value(command, "for")) ? "committee" : "council";
	const char *reason = command_value(command, "reason");
	const char *items = command_value(command, "item");
	const char *text = command->text == NULL ? "" : command->text;
	bool asks =
	    strncmp(text, "依頼", strlen("依頼")) == 0 || strncmp(text, "request", 7) == 0;

	if (!asks || act->person.id == NULL || !desk_may(act, CAN_CONVENE_REQUEST)) {
		return refuse(act, body);
	}
	if (reason == NULL || text_is_blank(reason) || !text_fits(reason, TEXT_REASON_MAX)) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "招集を依頼される理由を添えてください。例:/kaigi 招集 依頼 理由=「対応方針を協議するため」"));
		return KG_OK;
	}
	return file(act, body, reason, items == NULL ? "" : items);
}
