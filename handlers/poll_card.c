/* How a 日程調整 reads: to one who is asked a button a candidate, which shows what he has said;
 * to 庶務 the table. Nobody else's answers are shown to who is asked. */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/poll.h"
#include "handlers/text.h"

const char *poll_head_word(struct act *act, const struct poll *p, enum language l)
{
	return arena_printf(act->desk->arena, tr(l, "【%s・日程調整 %s】"),
	    meeting_body_word(act, p->body, l), p->number);
}

const char *poll_when_word(struct act *act, const struct poll_candidate *c, enum language l)
{
	struct meeting m = { .starts = c->starts, .ends = c->ends };

	return meeting_when_word(act, &m, l);
}

static const char *sign(const char *answer)
{
	if (answer == NULL) {
		return "";
	}
	return strcmp(answer, "yes") == 0 ? "○" : strcmp(answer, "no") == 0 ? "×" : "△";
}

static void add_title(struct act *act, const struct poll *p, enum language l, struct card *card)
{
	if (p->title[0] != '\0') {
		card_line(
		    card, LINE_PLAIN, tr(l, "件名:%s"), text_clean(p->title, act->desk->arena));
	}
	card_line(card, LINE_PLAIN, tr(l, "期限:%s"),
	    dates_chat(p->reply_by, act->event->now, l, act->desk->arena));
}

/* A 秘書 sees and gives the head's answers. */
static enum kg_status whose(
    struct act *act, const struct poll *p, const char *person, const char **out)
{
	struct tenure *held;
	struct convener convener;
	size_t count;

	*out = person;
	TRY(meeting_convener(act, p->body, act->event->now, &convener));
	TRY(holders_of(
	    act->desk->store, "secretary", act->event->now, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(held[i].person, person) == 0 && convener.person != NULL &&
		    strcmp(held[i].whose, convener.person) == 0) {
			*out = convener.person;
		}
	}
	return KG_OK;
}

static enum kg_status draw_question(struct act *act, const struct poll *p, const char *person,
    enum language l, struct card *card)
{
	card_title(card,
	    tr(l, "%s会議の候補日について、ご都合をお知らせくださいますようお願いいたします。"),
	    poll_head_word(act, p, l));
	add_title(act, p, l, card);
	TRY(whose(act, p, person, &person));
	for (size_t i = 0; i < p->candidate_count; i++) {
		const struct poll_candidate *c = &p->candidates[i];
		const char *answer = poll_answer_of(p, person, c->position);
		const char *when = poll_when_word(act, c, l);
		bool gone;

		TRY(poll_is_out(act, p, c->position, &gone));
		if (gone && answer == NULL) {
			continue;
		}
		card_line(card, LINE_PLAIN, "%d %s %s", c->position, when, sign(answer));
		card_button(card, BUTTON_PLAIN, "poll.tap",
		    arena_printf(act->desk->arena, "%s|%d", p->number, c->position),
		    arena_printf(act->desk->arena, "%d %s %s", c->position,
		        dates_chat(c->starts, act->event->now, l, act->desk->arena),
		        sign(answer)));
	}
	card_button(card, BUTTON_PRIMARY, "poll.rest", p->number, tr(l, "残りは ×"));
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※押すたびに ○ → △ → × と変わります。選ばれた日は、改めて招集の通知でお知らせします。"));
	return KG_OK;
}

enum kg_status poll_add_table(
    struct act *act, const struct poll *p, enum language l, struct card *card)
{
	struct meeting_member *members;
	size_t count;

	TRY(meeting_members(act, p->body, act->event->now, &members, &count));
	for (size_t i = 0; i < p->candidate_count; i++) {
		const struct poll_candidate *c = &p->candidates[i];
		int tally[3] = { 0 };
		int silent = 0;

		for (size_t k = 0; k < count; k++) {
			const char *answer = poll_answer_of(p, members[k].person, c->position);

			if (members[k].person == NULL || members[k].again) {
				continue;
			}
			if (answer == NULL) {
				silent++;
			} else {
				tally[strcmp(answer, "yes") == 0  ? 0
				      : strcmp(answer, "no") == 0 ? 2
				                                  : 1]++;
			}
		}
		card_line(card, LINE_PLAIN, tr(l, "%d %s ○%d △%d × %d 未回答%d%s"), c->position,
		    poll_when_word(act, c, l), tally[0], tally[1], tally[2], silent,
		    p->chosen == c->position ? tr(l, " ←開催日") : "");
	}
	return KG_OK;
}

static const char *state_word(const struct poll *p, enum language l)
{
	switch (p->state) {
	case POLL_HEAD:
		return tr(l, "招集する方にお尋ねしています");
	case POLL_OPEN:
		return tr(l, "回答受付中");
	case POLL_CHOSEN:
		return tr(l, "開催日が決まりました");
	case POLL_WITHDRAWN:
		return tr(l, "取下げ");
	}
	KG_UNREACHABLE();
}

static enum kg_status draw_desk(
    struct act *act, const struct poll *p, enum language l, struct card *card)
{
	card_title(card, "%s%s", poll_head_word(act, p, l), state_word(p, l));
	add_title(act, p, l, card);
	TRY(poll_add_table(act, p, l, card));
	for (size_t i = 0; p->state == POLL_OPEN && i < p->candidate_count; i++) {
		const struct poll_candidate *c = &p->candidates[i];

		card_button(card, BUTTON_PLAIN, "poll.choose",
		    arena_printf(act->desk->arena, "%s|%d", p->number, c->position),
		    arena_printf(act->desk->arena, tr(l, "候補%d で招集"), c->position));
	}
	return KG_OK;
}

enum kg_status poll_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out)
{
	struct poll p;

	TRY(poll_load(act->desk->store, posting->matter, act->desk->arena, &p));
	if (strcmp(posting->kind, POST_POLL_DESK) == 0) {
		return draw_desk(act, &p, language, out);
	}
	if (strcmp(posting->kind, POST_POLL) != 0) {
		return KG_NOT_FOUND;
	}
	if (p.state == POLL_CHOSEN || p.state == POLL_WITHDRAWN) {
		card_title(out, "%s%s", poll_head_word(act, &p, language),
		    p.state == POLL_CHOSEN
		        ? tr(language, "開催日が決まりました。招集の通知をお待ちください。")
		        : tr(language, "この日程調整は取り下げられました。"));
		return KG_OK;
	}
	return draw_question(act, &p, posting->person, language, out);
}

enum kg_status poll_show(struct act *act, const char *number)
{
	enum language l = act->language;
	struct card *card = desk_card(act);
	struct poll p;

	TRY(poll_load(act->desk->store, number, act->desk->arena, &p));
	if (!desk_may(act, CAN_POLL_EDIT) && !desk_may(act, CAN_SEE_PENDING)) {
		return KG_NOT_FOUND;
	}
	TRY(draw_desk(act, &p, l, card));
	act->reply->kind = REPLY_TEXT;
	act->reply->card = card;
	return KG_OK;
}
