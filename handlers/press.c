/* Numbers and labels into buttons. */

#include "handlers/press.h"

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/guide_parts.h"
#include "handlers/handlers_parts.h"
#include "handlers/text.h"

enum { RECENT = 40 };

struct pressable { /* a message of ours and the buttons below it now */
	struct posting posting;
	struct card card;
	bool is_frozen; /* said once, never rendered anew */
};

/* No buttons: button_count is 0. */
static enum kg_status look(
    struct act *act, const struct posting *posting, struct pressable *out)
{
	struct outbox_row row;
	enum kg_status st = KG_NOT_FOUND;

	*out = (struct pressable){ .posting = *posting };
	card_init(&out->card, act->desk->arena);
	if (posting->state == POSTING_GONE) {
		return KG_OK;
	}
	if (posting->matter[0] != '\0') {
		st = handlers_render(act->desk, posting, &out->card);
	}
	if (st != KG_NOT_FOUND) {
		return st;
	}
	out->is_frozen = true;
	st = outbox_said(act->desk->store, posting->id, act->desk->arena, &row);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st; /* somebody else's message */
	}
	return card_unpack(row.body, row.body_size, act->desk->arena, &out->card);
}

/* -1: no such button. */
static int button_named(const struct card *card, const char *text)
{
	int number = guide_number_of(text);

	if (number > 0) {
		return (size_t)number <= card->button_count ? number - 1 : -1;
	}
	for (size_t i = 0; i < card->button_count; i++) {
		if (guide_is_same(card->buttons[i].label, text)) {
			return (int)i;
		}
	}
	return -1;
}

static void list_buttons(const struct card *from, struct card *out)
{
	for (size_t i = 0; i < from->button_count; i++) {
		card_line(out, LINE_PLAIN, "%zu %s", i + 1, from->buttons[i].label);
	}
}

static void say_what_there_is(struct act *act, const struct card *card)
{
	list_buttons(card,
	    desk_answer(act, "%s",
	        tr(act->language,
	            "恐れ入りますが、その番号の選択肢はありません。次の中からお選びください。")));
}

/* A direct message's buttons are for whom it was sent to. */
static bool is_for(const struct act *act, const struct posting *posting)
{
	return posting->conversation[0] != '@' ||
	       strcmp(posting->conversation + 1, act->event->user) == 0;
}

static enum kg_status press(struct act *act, const struct pressable *on, const char *text)
{
	int index = button_named(&on->card, text);
	struct event event = *act->event;
	struct act pressed = *act;

	if (!is_for(act, &on->posting)) {
		(void)desk_answer(act, "%s",
		    tr(act->language, "この選択は、お送りしたご本人からお願いいたします。"));
		return KG_OK;
	}
	if (index < 0) {
		say_what_there_is(act, &on->card);
		return KG_OK;
	}
	event.kind = EVENT_BUTTON;
	event.id = NULL;
	event.message = on->posting.message;
	event.action = on->card.buttons[index].action;
	event.text = on->card.buttons[index].value;
	pressed.event = &event;
	TRY(handlers_take_button(&pressed));
	/* What was said once and answered waits for nobody's bare number any more. */
	return on->is_frozen ? posting_set_state(act->desk->store, on->posting.id, POSTING_OLD)
	                     : KG_OK;
}

static const char *said(const struct act *act)
{
	return act->event->text == NULL ? "" : act->event->text;
}

/* Asked of one person, to be answered by a button alone. */
static bool is_question(const char *kind)
{
	return strcmp(kind, POST_CHOICE) == 0 || strcmp(kind, POST_REVIEW) == 0 ||
	       strcmp(kind, POST_CONFIRM) == 0;
}

/* Words below these say nothing else: they get what there is to choose from. */
static bool is_for_pressing_only(const char *kind)
{
	return is_question(kind) || strcmp(kind, "word") == 0 || strcmp(kind, "reply") == 0;
}

enum kg_status press_answer(struct act *act, const struct posting *posting, bool *out_taken)
{
	struct pressable on;

	*out_taken = false;
	if (act->event->file_count > 0) {
		return KG_OK;
	}
	TRY(look(act, posting, &on));
	if (on.card.button_count == 0) {
		*out_taken = is_question(posting->kind) && guide_number_of(said(act)) > 0;
		if (*out_taken) {
			(void)desk_answer(act, "%s",
			    tr(act->language,
			        "そのメッセージには、いまお選びいただくものはありません。"));
		}
		return KG_OK;
	}
	*out_taken = is_for_pressing_only(posting->kind) || guide_number_of(said(act)) > 0 ||
	             button_named(&on.card, said(act)) >= 0;
	return *out_taken ? press(act, &on, said(act)) : KG_OK;
}

/* The same question asked twice is one: the newer message. */
static bool is_repeated(
    const struct pressable *list, size_t count, const struct pressable *candidate)
{
	for (size_t i = 0; i < count; i++) {
		if (!candidate->is_frozen &&
		    strcmp(list[i].posting.kind, candidate->posting.kind) == 0 &&
		    strcmp(list[i].posting.matter, candidate->posting.matter) == 0) {
			return true;
		}
	}
	return false;
}

/* Messages in the direct room that wait for a choice which this text may name. */
static enum kg_status waiting(
    struct act *act, const char *text, struct pressable **out, size_t *out_count)
{
	struct posting where = { .workspace = act->event->workspace,
		.conversation = arena_printf(act->desk->arena, "@%s", act->event->user) };
	bool is_number = guide_number_of(text) > 0;
	struct posting *recent;
	size_t count;

	TRY(posting_recent(
	    act->desk->store, &where, RECENT, act->desk->arena, &recent, &count));
	*out = arena_alloc(act->desk->arena, (count + 1) * sizeof(**out));
	*out_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct pressable one;

		TRY(look(act, &recent[i], &one));
		if (one.card.button_count > 0 && !is_repeated(*out, *out_count, &one) &&
		    (is_number || button_named(&one.card, text) >= 0)) {
			(*out)[(*out_count)++] = one;
		}
	}
	return KG_OK;
}

static void ask_which(struct act *act, const struct pressable *list, size_t count)
{
	struct card *card = desk_answer(act, "%s",
	    tr(act->language,
	        "お選びいただくものが複数あります。該当するメッセージに返信する形で、番号をお送りください。"));

	for (size_t i = 0; i < count; i++) {
		card_line(card, LINE_PLAIN, "・%s",
		    text_truncate(list[i].card.title, 80, act->desk->arena));
	}
}

enum kg_status press_alone(struct act *act, bool *out_taken)
{
	const char *text = said(act);
	struct pressable *list;
	size_t count;

	*out_taken = false;
	if (act->event->file_count > 0 || text_is_blank(text) || !text_fits(text, 40)) {
		return KG_OK;
	}
	TRY(waiting(act, text, &list, &count));
	*out_taken = count > 0;
	if (count > 1) {
		ask_which(act, list, count);
		return KG_OK;
	}
	return count == 1 ? press(act, &list[0], text) : KG_OK;
}

enum kg_status press_mark(struct act *act, const struct posting *posting, bool *out_taken)
{
	struct pressable on;

	*out_taken = false;
	if (act->event->mark == NULL || guide_number_of(act->event->mark) == 0) {
		return KG_OK;
	}
	TRY(look(act, posting, &on));
	*out_taken = on.card.button_count > 0;
	return *out_taken && act->event->added ? press(act, &on, act->event->mark) : KG_OK;
}
