/*
 * A form as a talk: begun, answered, gone back in, looked at as a whole, sent, dropped. What
 * the form's own handler finds wrong is asked again, what was right stays. Every step leaves
 * its state in rows before the question goes out.
 */

#include "handlers/guide.h"

#include <string.h>

#include "handlers/guide_parts.h"
#include "handlers/pack.h"
#include "handlers/text.h"

enum { ANSWERS_MAX = 1024 * 1024, LEFT_ALONE_MS = 24 * KG_HOUR };

/* State. */

static void pack_fields(const struct guide_talk *talk, struct buf *out)
{
	pack_head(out, "guide1");
	pack_number(out, (int64_t)talk->form.field_count);
	for (size_t i = 0; i < talk->form.field_count; i++) {
		pack_needed(out, talk->fields[i].value);
		pack_text(out, talk->fields[i].fault);
		pack_number(out, talk->fields[i].open ? 1 : 0);
	}
}

static enum kg_status unpack_fields(struct arena *arena, struct guide_talk *talk)
{
	struct pack_reader reader = { .p = talk->row.answers,
		.end = talk->row.answers + talk->row.answers_size,
		.arena = arena };
	void *items;
	size_t count;

	pack_open(&reader, "guide1");
	count = pack_read_count(&reader, sizeof(*talk->fields), &items);
	talk->fields = items;
	for (size_t i = 0; i < count && !reader.is_bad; i++) {
		talk->fields[i].value = pack_read_needed(&reader);
		talk->fields[i].fault = pack_read_text(&reader);
		talk->fields[i].open = pack_read_number(&reader, 0, 1) != 0;
	}
	return count == talk->form.field_count ? pack_close(&reader) : KG_INVALID;
}

static enum kg_status load_talk(struct act *act, struct guide_talk *talk)
{
	struct arena *arena = act->desk->arena;

	TRY(dialogue_load(act->desk->store, talk->row.token, arena, &talk->dialogue));
	TRY(form_unpack(talk->dialogue.form, talk->dialogue.form_size, arena, &talk->form));
	return unpack_fields(arena, talk);
}

enum kg_status guide_forget(struct act *act, const char *token)
{
	TRY(timer_clear(act->desk->store, GUIDE_TIMER, token));
	return guide_close(act->desk->store, token);
}

/* One whose form is gone is forgotten. */
enum kg_status guide_talk_current(struct act *act, struct guide_talk *out)
{
	enum kg_status st;

	do {
		*out = (struct guide_talk){ .fields = NULL };
		TRY(guide_current(act->desk->store, act->event->workspace, act->event->user,
		    act->desk->arena, &out->row));
		st = load_talk(act, out);
		if (st == KG_NOT_FOUND) {
			TRY(guide_forget(act, out->row.token));
		}
	} while (st == KG_NOT_FOUND);
	return st;
}

int64_t guide_next_step(const struct guide_talk *talk)
{
	size_t i = 0;

	while (i < talk->form.field_count && !talk->fields[i].open) {
		i++;
	}
	return (int64_t)i;
}

bool guide_is_summary(const struct guide_talk *talk)
{
	return talk->row.step >= (int64_t)talk->form.field_count;
}

/* Questions. */

static enum kg_status post(struct act *act, const struct guide_talk *talk,
    const struct card *card, bool loud, int64_t *out_posting)
{
	struct address to = {
		.workspace = talk->row.workspace,
		.conversation = arena_printf(act->desk->arena, "@%s", talk->row.account),
		.person = act->person.id == NULL ? "" : act->person.id,
	};
	struct notice notice = { .kind = POST_QUESTION,
		.matter = "",
		.priority = loud ? PRIORITY_ASK : PRIORITY_SAY,
		.card = card };

	return desk_post(act, &to, &notice, out_posting);
}

static enum kg_status save(struct act *act, const struct guide_talk *talk)
{
	KG_AUTO_BUF struct buf packed;
	struct guide row;

	buf_init(&packed, ANSWERS_MAX);
	pack_fields(talk, &packed);
	if (packed.overflow) {
		return KG_INVALID;
	}
	row = talk->row;
	row.answers = packed.bytes;
	row.answers_size = packed.size;
	return guide_save(act->desk->store, &row);
}

static enum kg_status put_question(
    struct act *act, struct guide_talk *talk, const struct card *card, bool is_reminder)
{
	talk->row.asked = act->event->now;
	talk->row.reminded = is_reminder;
	TRY(post(act, talk, card, is_reminder, &talk->row.posting));
	TRY(timer_set(act->desk->store, GUIDE_TIMER, talk->row.token, "",
	    kg_time_add(act->event->now, LEFT_ALONE_MS)));
	return save(act, talk);
}

enum kg_status guide_ask(struct act *act, struct guide_talk *talk, const char *lead)
{
	struct card *card = desk_card(act);

	guide_draw(talk, act->language, lead, card);
	return put_question(act, talk, card, false);
}

enum kg_status guide_ask_next(struct act *act, struct guide_talk *talk)
{
	const char *lead = NULL;

	talk->row.step = guide_next_step(talk);
	if (!guide_is_summary(talk)) {
		lead = talk->fields[talk->row.step].fault;
	}
	return guide_ask(act, talk, lead);
}

/* What stands there already, at one glance: who has nothing to add goes straight to 確認. */
static void show_prefilled(const struct guide_talk *talk, enum language l, struct card *card)
{
	bool any = false;

	for (size_t i = 0; i < talk->form.field_count; i++) {
		any = any || !text_is_blank(talk->fields[i].value);
	}
	for (size_t i = 0; any && i < talk->form.field_count; i++) {
		const struct field *field = &talk->form.fields[i];

		card_line(card, LINE_PLAIN, tr(l, "・%s:%s"), field->label,
		    text_truncate(guide_shown(field, talk->fields[i].value, l, card->arena),
		        GUIDE_GLANCE, card->arena));
	}
}

static enum kg_status open_talk(struct act *act, const struct form *form)
{
	struct guide_talk talk = { .form = *form };
	struct card *card = desk_card(act);
	enum language l = act->language;

	talk.row = (struct guide){ .token = form->token,
		.workspace = act->event->workspace,
		.account = act->event->user };
	talk.fields =
	    arena_alloc(act->desk->arena, (form->field_count + 1) * sizeof(*talk.fields));
	for (size_t i = 0; i < form->field_count; i++) {
		const char *value = form->fields[i].value;

		talk.fields[i].value = value == NULL ? "" : value;
		talk.fields[i].open = true;
	}
	TRY(guide_open(act->desk->store, &talk.row));
	if (form->intro != NULL) {
		card_line(card, LINE_PLAIN, "%s", form->intro);
	}
	show_prefilled(&talk, l, card);
	guide_draw(&talk, l,
	    arena_printf(act->desk->arena,
	        tr(l, "「%s」のご記入をお願いいたします。1問ずつお伺いします(全%zu問)。"),
	        form->title, form->field_count),
	    card);
	return put_question(act, &talk, card, false);
}

/* Begins with a form, or takes it up again. What stood before waits below it. */
static enum kg_status begin(struct act *act, const struct form *form)
{
	struct guide_talk before;
	enum kg_status st = guide_talk_current(act, &before);

	if (st == KG_OK) {
		if (strcmp(before.row.token, form->token) == 0) {
			return guide_ask(act, &before,
			    tr(act->language, "ご記入の途中です。続きをお願いいたします。"));
		}
		TRY(timer_clear(act->desk->store, GUIDE_TIMER, before.row.token));
	} else if (st != KG_NOT_FOUND) {
		return st;
	}
	st = open_talk(act, form);
	return st;
}

/* What a reply becomes. */

static void spell_faults(struct act *act)
{
	const struct reply faults = *act->reply;
	struct card *card;

	*act->reply = (struct reply){ .kind = REPLY_NONE };
	card = desk_answer(act, "%s",
	    tr(act->language,
	        "恐れ入りますが、次の点をご確認のうえ、もう一度お願いいたします。まだ何も送っていません。"));
	for (size_t i = 0; i < faults.fault_count; i++) {
		card_line(card, LINE_PLAIN, "・%s", faults.faults[i].text);
	}
}

static enum kg_status say(struct act *act)
{
	struct address to = {
		.workspace = act->event->workspace,
		.conversation = arena_printf(act->desk->arena, "@%s", act->event->user),
		.person = act->person.id == NULL ? "" : act->person.id,
	};
	struct notice notice = { .kind = POST_REPLY_TO_ONE,
		.matter = "",
		.priority = PRIORITY_SAY,
		.card = act->reply->card };

	return desk_post(act, &to, &notice, NULL);
}

/* Something else was said: the question that stands is said once more below it. */
static enum kg_status repeat(struct act *act)
{
	struct guide_talk talk;
	enum kg_status st = guide_talk_current(act, &talk);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	return guide_ask(act, &talk,
	    arena_printf(act->desk->arena,
	        tr(act->language, "ご記入の途中です。「%s」の続きをお願いいたします。"),
	        talk.form.title));
}

enum kg_status guide_wordless(struct act *act)
{
	struct guide_talk talk;
	enum kg_status st = guide_talk_current(act, &talk);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	return guide_ask(act, &talk,
	    tr(act->language,
	        "スタンプや絵だけのご返信は、ご記入として読み取れません。文字でお願いいたします。"));
}

enum kg_status guide_reply(struct act *act)
{
	if (act->event->user == NULL) {
		return KG_OK;
	}
	if (act->reply->kind == REPLY_FAULTS) {
		spell_faults(act);
	}
	switch (act->reply->kind) {
	case REPLY_NONE:
	case REPLY_FAULTS:
		break;
	case REPLY_TEXT:
		TRY(say(act));
		TRY(repeat(act));
		break;
	case REPLY_FORM:
		TRY(begin(act, act->reply->form));
		break;
	}
	*act->reply = (struct reply){ .kind = REPLY_NONE };
	return KG_OK;
}

/* Left alone. */

static enum kg_status give_up(struct act *act, const struct guide_talk *talk)
{
	struct card *card = desk_card(act);

	card_title(card,
	    tr(act->language,
	        "「%s」は、ご返信のないまま日がたちましたので、ご記入をいったん取りやめました。何も送っていません。お手数ですが、必要な場合はもう一度はじめからお願いいたします。"),
	    talk->form.title);
	TRY(guide_forget(act, talk->row.token));
	TRY(dialogue_close(act->desk->store, talk->row.token));
	TRY(post(act, talk, card, false, NULL));
	return repeat(act);
}

enum kg_status guide_remind(struct act *act, const char *token)
{
	struct event event = *act->event;
	struct guide_talk talk = { .fields = NULL };
	struct card *card;
	struct act his;
	enum kg_status st = guide_load(act->desk->store, token, act->desk->arena, &talk.row);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	event.workspace = talk.row.workspace;
	event.user = talk.row.account;
	TRY(desk_open(act->desk, &event, act->reply, &his));
	st = load_talk(&his, &talk);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? guide_forget(&his, token) : st;
	}
	if (talk.row.reminded) {
		return give_up(&his, &talk);
	}
	card = desk_card(&his);
	guide_draw(&talk, his.language,
	    arena_printf(act->desk->arena,
	        tr(his.language,
	            "「%s」のご記入が途中です。お手数ですが、続きをお願いいたします。あと一日ご返信がないときは、いったん取りやめます。行き違いの場合はご容赦ください。"),
	        talk.form.title),
	    card);
	return put_question(&his, &talk, card, true);
}
