/*
 * 正誤表: a clear slip in what was circulated is put right beside the text, by the chair's
 * leave.
 */
#include <string.h>

#include "handlers/circulate.h"
#include "handlers/text.h"

/* A clear slip: an attached 正誤表 that the chair allows as 軽微な訂正. The frozen text never
 * changes. */
enum kg_status errata_propose(struct act *act, const struct matter *m, const char *text)
{
	struct dialogue dialogue = { .workspace = act->event->workspace,
		.account = act->event->user,
		.kind = "circulate.errata",
		.matter = m->c.number,
		.form = "",
		.context = text,
		.opened = act->event->now };
	enum language l;
	struct card *card;

	if (!matter_is_running(m) || m->tally.chair == NULL) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s は回答の受付中ではないため、正誤表は付けられません。"),
		    m->c.number);
		return KG_OK;
	}
	if (text == NULL || text_is_blank(text)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "訂正の内容を続けてご記入ください。例:/kaigi 正誤 %s 「2ページの『12月』は『11月』の誤り」"),
		    m->c.number);
		return KG_OK;
	}
	TRY(dialogue_open(act->desk->store, &dialogue));
	l = desk_language_of(act, m->tally.chair);
	card = desk_card(act);
	card_title(card,
	    tr(l,
	        "【管理会議・持ち回り %s】次の正誤表を軽微な訂正として付してよろしいか、お伺いします。"),
	    m->c.number);
	card_line(card, LINE_QUOTE, "%s", text_clean_lines(text, act->desk->arena));
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※固定された文面は変わりません。内容に関わる変更は、差戻しのうえ改版となります。"));
	card_button(card, BUTTON_PRIMARY, "errata.allow",
	    arena_printf(act->desk->arena, "%s|%s", m->c.number, dialogue.token),
	    tr(l, "軽微な訂正として認める"));
	TRY(desk_tell(act, m->tally.chair, m->c.number, card));
	(void)desk_answer(
	    act, tr(act->language, "議長に正誤表の伺いを送りました(%s)。"), m->c.number);
	return KG_OK;
}

/* Somebody in two seats hears of it once. */
static bool is_told_before(const struct matter *m, size_t seal)
{
	for (size_t i = 0; i < seal; i++) {
		if (strcmp(m->c.seals[i].person, m->c.seals[seal].person) == 0) {
			return true;
		}
	}
	return false;
}

static enum kg_status tell_sealed(struct act *act, const struct matter *m, const char *text)
{
	for (size_t i = 0; i < m->c.seal_count; i++) {
		enum language l = desk_language_of(act, m->c.seals[i].person);
		struct card *card = desk_card(act);

		if (is_told_before(m, i)) {
			continue;
		}
		card_title(card,
		    tr(l,
		        "【管理会議・持ち回り %s】ご回答いただいた件に、議長の認める軽微な訂正(正誤表)が付きました。ご回答は有効です。改める場合は、期限までに印を付け替えてください。"),
		    m->c.number);
		card_line(card, LINE_QUOTE, "%s", text_clean_lines(text, act->desk->arena));
		TRY(desk_tell(act, m->c.seals[i].person, m->c.number, card));
	}
	return KG_OK;
}

enum kg_status errata_allow(struct act *act, const char *value)
{
	char *number = arena_strdup(act->desk->arena, value);
	char *token = strchr(number, '|');
	struct dialogue dialogue;
	const char *chair;
	struct matter m;
	bool acting;

	if (token == NULL) {
		return KG_OK;
	}
	*token++ = '\0';
	if (dialogue_load(act->desk->store, token, act->desk->arena, &dialogue) != KG_OK) {
		(void)desk_answer(
		    act, "%s", tr(act->language, "この伺いはすでに処理されています。"));
		return KG_OK;
	}
	TRY(matter_load(act, number, &m));
	TRY(matter_chair(act, act->event->when, &chair, &acting));
	if (!matter_is_running(&m) || !desk_may(act, CAN_ALLOW_ERRATA)) {
		(void)desk_answer(act,
		    tr(act->language,
		        "正誤表を認めるのは議長(又は職務を代理する副議長)です(%s)。"),
		    number);
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, token));
	TRY(desk_append(act, "circular.errata", { "number", number },
	    { "person", act->person.id }, { "capacity", matter_capacity(act, "chair", acting) },
	    { "note", dialogue.context }, { "when", desk_when(act) }));
	TRY(tell_sealed(act, &m, dialogue.context));
	TRY(matter_show(act, &m, NULL));
	(void)desk_answer(act,
	    tr(act->language, "正誤表を付しました(%s)。回答済の方にお知らせしました。"),
	    number);
	return KG_OK;
}
