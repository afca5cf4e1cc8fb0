/*
 * A form as a talk: begun, answered, gone back in, looked at as a whole, sent, dropped. What
 * the form's own handler finds wrong is asked again, what was right stays. Every step leaves
 * its state in rows before the question goes out.
 */

#include "handlers/guide.h"

#include <string.h>

#include "handlers/guide_parts.h"
#include "handlers/handlers_parts.h"
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

static enum kg_status forget(struct act *act, const char *token)
{
	TRY(timer_clear(act->desk->store, GUIDE_TIMER, token));
	return guide_close(act->desk->store, token);
}

/* The one that is asked now; KG_NOT_FOUND: none. One whose form is gone is forgotten. */
static enum kg_status current_talk(struct act *act, struct guide_talk *out)
{
	enum kg_status st;

	do {
		*out = (struct guide_talk){ .fields = NULL };
		TRY(guide_current(act->desk->store, act->event->workspace, act->event->user,
		    act->desk->arena, &out->row));
		st = load_talk(act, out);
		if (st == KG_NOT_FOUND) {
			TRY(forget(act, out->row.token));
		}
	} while (st == KG_NOT_FOUND);
	return st;
}

/* The first field that is still to be asked; behind the last one: the last look. */
static int64_t next_step(const struct guide_talk *talk)
{
	size_t i = 0;

	while (i < talk->form.field_count && !talk->fields[i].open) {
		i++;
	}
	return (int64_t)i;
}

static bool is_summary(const struct guide_talk *talk)
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

static enum kg_status save(struct act *act, struct guide_talk *talk)
{
	KG_AUTO_BUF struct buf packed;

	buf_init(&packed, ANSWERS_MAX);
	pack_fields(talk, &packed);
	if (packed.overflow) {
		return KG_INVALID;
	}
	talk->row.answers = packed.bytes;
	talk->row.answers_size = packed.size;
	return guide_save(act->desk->store, &talk->row);
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

/* Asks the field at row.step; `lead` stands first (NULL: none). */
static enum kg_status ask(struct act *act, struct guide_talk *talk, const char *lead)
{
	struct card *card = desk_card(act);

	guide_draw(talk, act->language, lead, card);
	return put_question(act, talk, card, false);
}

static enum kg_status ask_next(struct act *act, struct guide_talk *talk)
{
	const char *lead = NULL;

	talk->row.step = next_step(talk);
	if (!is_summary(talk)) {
		lead = talk->fields[talk->row.step].fault;
	}
	return ask(act, talk, lead);
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
	guide_draw(&talk, l,
	    arena_printf(act->desk->arena,
	        tr(l, "「%s」のご記入をお願いいたします。1問ずつお伺いします(全%zu問)。"),
	        form->title, form->field_count),
	    card);
	if (form->intro != NULL) {
		card_line(card, LINE_PLAIN, "%s", form->intro);
		/* above the question */
		struct line intro = card->lines[card->line_count - 1];

		memmove(card->lines + 1, card->lines,
		    (card->line_count - 1) * sizeof(*card->lines));
		card->lines[0] = intro;
	}
	return put_question(act, &talk, card, false);
}

/* Begins with a form, or takes it up again. What stood before waits below it. */
static enum kg_status begin(struct act *act, const struct form *form)
{
	struct guide_talk before;
	enum kg_status st = current_talk(act, &before);

	if (st == KG_OK) {
		if (strcmp(before.row.token, form->token) == 0) {
			return ask(act, &before,
			    tr(act->language, "ご記入の途中です。続きをお願いいたします。"));
		}
		TRY(timer_clear(act->desk->store, GUIDE_TIMER, before.row.token));
	} else if (st != KG_NOT_FOUND) {
		return st;
	}
	st = open_talk(act, form);
	return st;
}

/* Answers. */

static enum kg_status remember_answer(struct act *act)
{
	struct posting said = {
		.workspace = act->event->workspace,
		.conversation = act->event->channel,
		.kind = POST_ANSWERED,
		.matter = "",
		.person = act->person.id == NULL ? "" : act->person.id,
		.state = POSTING_PLANNED,
	};

	if (act->event->channel == NULL || act->event->message == NULL) {
		return KG_OK;
	}
	TRY(posting_add(act->desk->store, &said));
	return posting_set_live(act->desk->store, said.id, act->event->channel,
	    act->event->message, act->event->when);
}

static enum kg_status take_value(struct act *act, struct guide_talk *talk, const char *value)
{
	struct guide_field *field = &talk->fields[talk->row.step];

	field->value = value;
	field->fault = NULL;
	field->open = false;
	return ask_next(act, talk);
}

static enum kg_status want_value(struct act *act, struct guide_talk *talk)
{
	return ask(act, talk,
	    arena_printf(act->desk->arena, tr(act->language, "%sをご記入ください。"),
	        talk->form.fields[talk->row.step].label));
}

static enum kg_status take_none(struct act *act, struct guide_talk *talk)
{
	return talk->form.fields[talk->row.step].required ? want_value(act, talk)
	                                                  : take_value(act, talk, "");
}

static enum kg_status keep_value(struct act *act, struct guide_talk *talk)
{
	const char *value = talk->fields[talk->row.step].value;

	return text_is_blank(value) ? take_none(act, talk) : take_value(act, talk, value);
}

static enum kg_status go_back(struct act *act, struct guide_talk *talk)
{
	if (talk->row.step == 0) {
		return ask(act, talk, tr(act->language, "最初の質問です。"));
	}
	talk->row.step--;
	return ask(act, talk, NULL);
}

/* What needs no answer is kept as it stands; what does is asked first. */
static enum kg_status look_over(struct act *act, struct guide_talk *talk)
{
	for (size_t i = 0; i < talk->form.field_count; i++) {
		struct guide_field *field = &talk->fields[i];

		if (field->fault == NULL &&
		    (!talk->form.fields[i].required || !text_is_blank(field->value))) {
			field->open = false;
		}
	}
	talk->row.step = next_step(talk);
	return is_summary(talk) ? ask(act, talk, NULL)
	                        : ask(act, talk,
	                              arena_printf(act->desk->arena,
	                                  tr(act->language, "送る前に、あと%sが必要です。"),
	                                  talk->form.fields[talk->row.step].label));
}

static enum kg_status drop(struct act *act, struct guide_talk *talk)
{
	TRY(forget(act, talk->row.token));
	TRY(dialogue_close(act->desk->store, talk->row.token));
	(void)desk_answer(act,
	    tr(act->language, "「%s」のご記入を取りやめました。何も送っていません。"),
	    talk->form.title);
	return KG_OK;
}

/* Sending. */

/* A file posted here since the form was opened is what 直前 means; else the place where the
 * command was typed holds, as with any form. */
static enum kg_status place_of_files(
    struct act *act, const struct guide_talk *talk, const char **out)
{
	struct seen_file file;
	enum kg_status st = KG_NOT_FOUND;

	*out = NULL;
	if (act->event->channel != NULL) {
		st = seen_file_last(act->desk->store, act->event->workspace,
		    act->event->channel, act->event->user, act->desk->arena, &file);
	}
	if (st == KG_OK && file.at.ms >= talk->dialogue.opened.ms) {
		*out = act->event->channel;
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status take_faults(
    struct act *act, struct guide_talk *talk, const struct reply *reply)
{
	const char *lead = NULL;

	for (size_t f = 0; f < reply->fault_count; f++) {
		const struct fault *fault = &reply->faults[f];
		bool found = false;

		for (size_t i = 0; i < talk->form.field_count; i++) {
			if (fault->key != NULL &&
			    strcmp(talk->form.fields[i].key, fault->key) == 0) {
				talk->fields[i].fault = fault->text;
				talk->fields[i].open = true;
				found = true;
			}
		}
		lead = found ? lead : fault->text;
	}
	talk->row.step = next_step(talk);
	return lead != NULL && is_summary(talk) ? ask(act, talk, lead) : ask_next(act, talk);
}

static enum kg_status send_form(struct act *act, struct guide_talk *talk)
{
	struct reply reply = { .kind = REPLY_NONE };
	struct event event = *act->event;
	struct act form = *act;

	event = (struct event){ .kind = EVENT_FORM,
		.workspace = act->event->workspace,
		.user = act->event->user,
		.token = talk->row.token,
		.answer_count = talk->form.field_count,
		.when = act->event->when,
		.now = act->event->now };
	event.answers = arena_alloc(
	    act->desk->arena, (talk->form.field_count + 1) * sizeof(*event.answers));
	for (size_t i = 0; i < talk->form.field_count; i++) {
		event.answers[i] =
		    (struct answer){ talk->form.fields[i].key, talk->fields[i].value };
	}
	TRY(place_of_files(act, talk, &event.channel));
	form.event = &event;
	form.reply = &reply;
	TRY(handlers_take_form(&form));
	if (reply.kind == REPLY_FAULTS) {
		return take_faults(act, talk, &reply);
	}
	TRY(forget(act, talk->row.token));
	if (reply.kind == REPLY_NONE) {
		(void)desk_answer(
		    act, tr(act->language, "「%s」をお送りしました。"), talk->form.title);
	} else {
		*act->reply = reply;
	}
	return KG_OK;
}

/* Upon the last look: 送信, the form's own word for it, or a number. */
static enum kg_status answer_summary(struct act *act, struct guide_talk *talk, const char *text)
{
	int number = guide_number_of(text);

	if (guide_is_same(text, talk->form.submit)) {
		return send_form(act, talk);
	}
	if (number > 0 && (size_t)number <= talk->form.field_count) {
		talk->row.step = number - 1;
		return ask(act, talk, NULL);
	}
	return ask(act, talk,
	    tr(act->language, "「送信」「中止」、又は直す項目の番号でお願いいたします。"));
}

static enum kg_status answer_text(struct act *act, struct guide_talk *talk, const char *text)
{
	const char *fault = NULL;
	const char *value;

	if (is_summary(talk)) {
		return answer_summary(act, talk, text);
	}
	if (text_is_blank(text)) {
		return take_none(act, talk);
	}
	value = guide_read(
	    &talk->form.fields[talk->row.step], text, act->language, act->desk->arena, &fault);
	return value == NULL ? ask(act, talk, fault) : take_value(act, talk, value);
}

static enum kg_status answer_file(struct act *act, struct guide_talk *talk)
{
	const struct field *field =
	    is_summary(talk) ? NULL : &talk->form.fields[talk->row.step];

	if (field != NULL && field->type == FIELD_FILES) {
		return take_value(act, talk, "直前");
	}
	return ask(act, talk,
	    field == NULL
	        ? tr(act->language,
	              "ファイルを受け取りました。資料として付ける場合は、資料の番号を選び、「直前」とお答えください。")
	        : arena_printf(act->desk->arena,
	              tr(act->language,
	                  "ファイルを受け取りましたが、いまお伺いしているのは「%s」です。文字でお願いいたします。ファイルは、資料のご質問で「直前」とお答えいただければ付けられます。"),
	              field->label));
}

static enum kg_status answer(struct act *act, struct guide_talk *talk, const char *text)
{
	switch (guide_word_of(text)) {
	case GUIDE_DROP:
		return drop(act, talk);
	case GUIDE_BACK:
		return go_back(act, talk);
	case GUIDE_CHECK:
		return look_over(act, talk);
	case GUIDE_SEND:
		return is_summary(talk) ? send_form(act, talk) : look_over(act, talk);
	case GUIDE_KEEP:
		return is_summary(talk) ? answer_text(act, talk, text) : keep_value(act, talk);
	case GUIDE_NONE:
		return is_summary(talk) ? answer_text(act, talk, text) : take_none(act, talk);
	case GUIDE_OTHER:
		return answer_text(act, talk, text);
	}
	KG_UNREACHABLE();
}

enum kg_status guide_answer(struct act *act, bool *out_taken)
{
	struct guide_talk talk;
	enum kg_status st = current_talk(act, &talk);

	*out_taken = st == KG_OK;
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	TRY(remember_answer(act));
	if (act->event->file_count > 0) {
		return answer_file(act, &talk);
	}
	return answer(act, &talk, act->event->text == NULL ? "" : act->event->text);
}

enum kg_status guide_take_word(struct act *act, bool *out_taken)
{
	const char *text = act->event->text == NULL ? "" : act->event->text;
	struct guide_talk talk;
	enum kg_status st;

	*out_taken = false;
	if (!act->event->direct || guide_word_of(text) == GUIDE_OTHER) {
		return KG_OK;
	}
	st = current_talk(act, &talk);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	*out_taken = true;
	TRY(remember_answer(act));
	return answer(act, &talk, text);
}

enum kg_status guide_mark(struct act *act, const struct posting *posting, bool *out_taken)
{
	struct guide_talk talk;
	enum kg_status st;

	*out_taken = strcmp(posting->kind, POST_QUESTION) == 0;
	if (!*out_taken || !act->event->added || guide_number_of(act->event->mark) == 0) {
		return KG_OK;
	}
	st = current_talk(act, &talk);
	if (st != KG_OK || talk.row.posting != posting->id) {
		return st == KG_NOT_FOUND ? KG_OK
		                          : st; /* an old question: nothing stands there */
	}
	return is_summary(&talk) || talk.form.fields[talk.row.step].option_count > 0
	           ? answer_text(act, &talk, act->event->mark)
	           : KG_OK;
}

enum kg_status guide_changed(struct act *act, const struct posting *posting)
{
	const char *key;
	enum kg_status st;

	if (act->event->user == NULL || strcmp(posting->kind, POST_ANSWERED) != 0) {
		return KG_OK;
	}
	key = arena_printf(act->desk->arena, "guide.edit|%lld", (long long)posting->id);
	st = told_once(act->desk->store, key, act->event->now);
	if (st == KG_OK) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "編集後の内容は、ご回答には反映されません。ご記入の途中でしたら「戻る」又は「確認」で、その項目をもう一度お答えください。"));
	}
	return st == KG_CONFLICT ? KG_OK : st;
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
	enum kg_status st = current_talk(act, &talk);

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	return ask(act, &talk,
	    arena_printf(act->desk->arena,
	        tr(act->language, "ご記入の途中です。「%s」の続きをお願いいたします。"),
	        talk.form.title));
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
	TRY(forget(act, talk->row.token));
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
		return st == KG_NOT_FOUND ? forget(&his, token) : st;
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
