/*
 * Answers to the questions of a form: gone back in, looked at as a whole, sent, dropped. What
 * the form's own handler finds wrong is asked again, what was right stays.
 */

#include <string.h>

#include "handlers/guide.h"
#include "handlers/guide_parts.h"
#include "handlers/handlers_parts.h"
#include "handlers/text.h"

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
	return guide_ask_next(act, talk);
}

static enum kg_status want_value(struct act *act, struct guide_talk *talk)
{
	return guide_ask(act, talk,
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
		return guide_ask(act, talk, tr(act->language, "最初の質問です。"));
	}
	talk->row.step--;
	return guide_ask(act, talk, NULL);
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
	talk->row.step = guide_next_step(talk);
	return guide_is_summary(talk)
	           ? guide_ask(act, talk, NULL)
	           : guide_ask(act, talk,
	                 arena_printf(act->desk->arena,
	                     tr(act->language, "送る前に、あと%sが必要です。"),
	                     talk->form.fields[talk->row.step].label));
}

static enum kg_status drop(struct act *act, struct guide_talk *talk)
{
	TRY(guide_forget(act, talk->row.token));
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
	talk->row.step = guide_next_step(talk);
	return lead != NULL && guide_is_summary(talk) ? guide_ask(act, talk, lead)
	                                              : guide_ask_next(act, talk);
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
	TRY(guide_forget(act, talk->row.token));
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
		return guide_ask(act, talk, NULL);
	}
	return guide_ask(act, talk,
	    tr(act->language, "「送信」「中止」、又は直す項目の番号でお願いいたします。"));
}

static enum kg_status answer_text(struct act *act, struct guide_talk *talk, const char *text)
{
	const char *fault = NULL;
	const char *value;

	if (guide_is_summary(talk)) {
		return answer_summary(act, talk, text);
	}
	if (text_is_blank(text)) {
		return take_none(act, talk);
	}
	value = guide_read(
	    &talk->form.fields[talk->row.step], text, act->language, act->desk->arena, &fault);
	return value == NULL ? guide_ask(act, talk, fault) : take_value(act, talk, value);
}

static enum kg_status answer_file(struct act *act, struct guide_talk *talk)
{
	const struct field *field =
	    guide_is_summary(talk) ? NULL : &talk->form.fields[talk->row.step];

	if (field != NULL && field->type == FIELD_FILES) {
		return take_value(act, talk, "直前");
	}
	return guide_ask(act, talk,
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
		return guide_is_summary(talk) ? send_form(act, talk) : look_over(act, talk);
	case GUIDE_KEEP:
		return guide_is_summary(talk) ? answer_text(act, talk, text)
		                              : keep_value(act, talk);
	case GUIDE_NONE:
		return guide_is_summary(talk) ? answer_text(act, talk, text)
		                              : take_none(act, talk);
	case GUIDE_OTHER:
		return answer_text(act, talk, text);
	}
	KG_UNREACHABLE();
}

enum kg_status guide_answer(struct act *act, bool *out_taken)
{
	struct guide_talk talk;
	enum kg_status st = guide_talk_current(act, &talk);

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
	st = guide_talk_current(act, &talk);
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
	st = guide_talk_current(act, &talk);
	if (st != KG_OK || talk.row.posting != posting->id) {
		return st == KG_NOT_FOUND ? KG_OK
		                          : st; /* an old question: nothing stands there */
	}
	return guide_is_summary(&talk) || talk.form.fields[talk.row.step].option_count > 0
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

enum kg_status guide_changed_command(struct act *act)
{
	enum kg_status st;

	if (act->person.id == NULL || act->event->action == NULL ||
	    strcmp(act->event->action, "command") != 0) {
		return KG_OK;
	}
	st = told_once(act->desk->store,
	    arena_printf(act->desk->arena, "command.edit|%s", act->event->message),
	    act->event->now);
	if (st == KG_OK) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "編集された操作は、実行されません。お手数ですが、新しいメッセージでもう一度お送りください。"));
	}
	return st == KG_CONFLICT ? KG_OK : st;
}
