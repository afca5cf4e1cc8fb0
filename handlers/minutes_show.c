/* How the minutes are shown: the card in the body's channel, the question to who confirms, a
 * version asked for, and what there is. */

#include <stdlib.h>
#include <string.h>

#include "handlers/circulate.h"
#include "handlers/meeting.h"
#include "handlers/minutes.h"
#include "handlers/ruling.h"
#include "handlers/text.h"

enum { CHUNK = 1200, CHUNKS = 3, LIST_MAX = 12, TEXT_MAX = 4 * 1024 * 1024 };

const char *minutes_head(struct act *act, const struct meeting *m, enum language l)
{
	const struct charter_body *body = charter_body(act->desk->charter, m->body);

	return arena_printf(act->desk->arena, tr(l, "【%s・議事録 %s】"),
	    body == NULL ? m->body : card_in(&body->name, l), m->number);
}

/* In pieces that every network carries; false: the rest is in the file alone. */
static bool add_text(struct act *act, const char *text, struct card *card)
{
	for (int i = 0; i < CHUNKS && *text != '\0'; i++) {
		size_t size = 0;
		size_t points = 0;

		while (text[size] != '\0') {
			size_t line = strcspn(text + size, "\n");
			char *copy = arena_strndup(act->desk->arena, text + size, line);

			if (!text_fits(copy, CHUNK - points)) {
				break;
			}
			while (*copy != '\0') {
				points += (*copy++ & 0xC0) != 0x80 ? 1 : 0;
			}
			size += line + (text[size + line] == '\n' ? 1 : 0);
		}
		if (size == 0) {
			return false;
		}
		card_line(card, LINE_QUOTE, "%s",
		    arena_strndup(
		        act->desk->arena, text, size - (text[size - 1] == '\n' ? 1 : 0)));
		text += size;
	}
	return *text == '\0';
}

static void add_fields(
    struct act *act, const struct minutes_values *v, enum language l, struct card *card)
{
	KG_AUTO_BUF struct buf text;

	buf_init(&text, TEXT_MAX);
	minutes_write(v, MINUTES_TEXT, l, act->desk->arena, &text);
	if (!add_text(act, text.bytes, card)) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "※長いため、ここから先は添付のファイルをご覧ください。"));
	}
}

static enum kg_status add_comments(
    struct act *act, const char *number, int version, enum language l, struct card *card)
{
	struct meeting_comment *list;
	size_t count;

	TRY(meeting_comments(
	    act->desk->store, number, version, act->desk->arena, &list, &count));
	if (count > 0) {
		card_line(card, LINE_PLAIN, tr(l, "第%d版へのご意見(%zu件):"), version, count);
	}
	for (size_t i = 0; i < count; i++) {
		card_line(card, LINE_PLAIN, "・%s「%s」(%s)",
		    card_person_title(act, list[i].person, l),
		    text_truncate(text_clean_lines(list[i].text, act->desk->arena), 300,
		        act->desk->arena),
		    dates_chat(list[i].at, act->event->now, l, act->desk->arena));
	}
	return KG_OK;
}

static void add_state(
    struct act *act, const struct meeting_minutes *of, enum language l, struct card *card)
{
	if (of->confirmed_by[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "確認:%s(%s)%s"),
		    tr(l, of->confirmed_capacity), card_person_title(act, of->confirmed_by, l),
		    dates_chat(of->confirmed, act->event->now, l, act->desk->arena));
	}
	card_line(card, LINE_NOTE, tr(l, "第%d版・SHA-256:%s"), of->version, of->sha256);
}

static void draw_title(const struct meeting_minutes *of, const char *kind, const char *head,
    const char *name, enum language l, struct card *card)
{
	if (of->confirmed_by[0] != '\0') {
		card_title(card, tr(l, "%s%sの議事録(第%d版)は、確認が済み、確定しました。"),
		    head, name, of->version);
	} else if (strcmp(kind, POST_MINUTES_ASK) == 0) {
		card_title(card,
		    tr(l, "%s%sの議事録(案・第%d版)ができました。ご確認をお願いいたします。"),
		    head, name, of->version);
	} else {
		card_title(
		    card, tr(l, "%s%sの議事録(案・第%d版)です。"), head, name, of->version);
	}
}

static void draw_end(const struct meeting *m, const struct meeting_minutes *of,
    const char *kind, enum language l, struct card *card)
{
	bool asks = strcmp(kind, POST_MINUTES_ASK) == 0;

	if (of->confirmed_by[0] == '\0') {
		card_line(card, LINE_NOTE, "%s",
		    asks
		        ? tr(l,
		              "※⭕ を付けるか「確認」を押すと、議事録が確定します。確定の後も、訂正は新しい版で行います。")
		        : tr(l,
		              "※ご意見は、このスレッドへの返信又は「意見を記入」でお寄せください。"));
	}
	if (asks && of->confirmed_by[0] == '\0') {
		card_button(card, BUTTON_PRIMARY, "minutes.ok", m->number, tr(l, "確認"));
	}
	card_button(card, BUTTON_PLAIN, "minutes.comment", m->number, tr(l, "意見を記入"));
}

enum kg_status minutes_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out)
{
	struct meeting_minutes of;
	struct minutes_values v;
	const char *head;
	const char *name;

	if (strcmp(posting->kind, POST_MINUTES) != 0 &&
	    strcmp(posting->kind, POST_MINUTES_ASK) != 0) {
		return KG_NOT_FOUND;
	}
	TRY(minutes_version(act, posting->matter, posting->round, &of));
	TRY(minutes_collect(act, posting->matter, &of, &v));
	head = minutes_head(act, v.meeting, language);
	name = minutes_meeting_name(v.meeting, language, act->desk->arena);
	if (v.meeting->minutes_version != of.version) {
		card_title(out,
		    tr(language, "%s%sの議事録の第%d版は、第%d版に改められました。"), head,
		    name, of.version, v.meeting->minutes_version);
		return KG_OK;
	}
	draw_title(&of, posting->kind, head, name, language, out);
	add_fields(act, &v, language, out);
	TRY(add_comments(act, posting->matter, of.version, language, out));
	add_state(act, &of, language, out);
	draw_end(v.meeting, &of, posting->kind, language, out);
	return KG_OK;
}

/* A version as it was: made again, and held against what was recorded of it. */
static enum kg_status show(struct act *act, const struct meeting *m, int version)
{
	enum language l = act->language;
	struct address to = { .workspace = act->event->workspace,
		.conversation = arena_printf(act->desk->arena, "@%s", act->event->user),
		.person = act->person.id,
		.language = l };
	struct meeting_minutes of;
	struct minutes_values v;
	const char *sha256;
	struct card *card = desk_card(act);
	struct notice notice = { .kind = "minutes.copy",
		.matter = m->number,
		.priority = PRIORITY_ASK,
		.card = card };
	int64_t posting;
	enum kg_status st = minutes_version(act, m->number, version, &of);

	if (st == KG_NOT_FOUND) {
		(void)desk_answer(act, tr(l, "%s の議事録に第%d版はありません(第%d版まで)。"),
		    m->number, version, m->minutes_version);
		return KG_OK;
	}
	TRY(st);
	TRY(minutes_collect(act, m->number, &of, &v));
	TRY(minutes_page(act, &v, &sha256));
	card_title(card, tr(l, "%s%sの議事録(第%d版)をお送りします。"), minutes_head(act, m, l),
	    minutes_meeting_name(m, l, act->desk->arena), version);
	add_fields(act, &v, l, card);
	TRY(add_comments(act, m->number, version, l, card));
	add_state(act, &of, l, card);
	if (strcmp(sha256, of.sha256) != 0) {
		card_line(card, LINE_PLAIN,
		    tr(l,
		        "※記録から作り直したものが、作成時のものと一致しません(%s)。運用担当にお知らせください。"),
		    sha256);
	}
	TRY(desk_post(act, &to, &notice, &posting));
	TRY(desk_attach(act, &to, posting, sha256, minutes_file_name(act, &v)));
	(void)desk_answer(
	    act, tr(l, "%s の議事録(第%d版)をお送りしました。"), m->number, version);
	return KG_OK;
}

static enum kg_status list(struct act *act)
{
	enum language l = act->language;
	char **numbers;
	size_t count;
	size_t shown = 0;
	struct card *card = desk_answer(act, "%s", tr(l, "議事録"));

	TRY(meeting_numbers(
	    act->desk->store, true, LIST_MAX, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct meeting m;

		TRY(meeting_load(act->desk->store, numbers[i], act->desk->arena, &m));
		if (m.minutes_version == 0) {
			continue;
		}
		shown++;
		card_line(card, LINE_PLAIN, tr(l, "・%s %s・第%d版・%s"), m.number,
		    minutes_meeting_name(&m, l, act->desk->arena), m.minutes_version,
		    m.confirmed_version == m.minutes_version ? tr(l, "確定")
		                                             : tr(l, "確認待ち"));
	}
	if (shown == 0) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "議事録はまだありません。"));
	}
	card_line(card, LINE_NOTE, "%s",
	    tr(l, "本文は「/kaigi 議事録 招R8-001」のように、番号を添えてご覧ください。"));
	return KG_OK;
}

/* Comments and corrections by form. */

static enum kg_status ask_text(
    struct act *act, const char *number, bool correction, const char *value)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *field = arena_alloc(act->desk->arena, sizeof(*field));

	*field = (struct field){ .key = correction ? "reason" : "opinion",
		.type = FIELD_LONG_TEXT,
		.label = correction ? tr(l, "訂正の理由") : tr(l, "ご意見"),
		.value = value,
		.limit = TEXT_OPINION_MAX,
		.required = true };
	*form = (struct form){ .kind = correction ? "minutes.correct" : "minutes.comment",
		.title = correction ? tr(l, "議事録の改版") : tr(l, "議事録へのご意見"),
		.submit = tr(l, "記録する"),
		.fields = field,
		.field_count = 1 };
	return desk_ask(act, form, number, "");
}

static enum kg_status ask_comment(struct act *act, const char *number)
{
	if (!desk_may(act, CAN_MINUTES_COMMENT)) {
		desk_refuse(act, commands_of(VERB_MINUTES));
		return KG_OK;
	}
	return ask_text(act, number, false, "");
}

static enum kg_status correct(struct act *act, const struct meeting *m, const char *reason)
{
	enum language l = act->language;

	if (!desk_may(act, CAN_MINUTES_CORRECT)) {
		(void)desk_answer(act, "%s",
		    tr(l,
		        "議事録の改版は、庶務の操作です。ご意見は「意見=…」でお寄せください。"));
		return KG_OK;
	}
	if (text_is_blank(reason)) {
		return ask_text(act, m->number, true, "");
	}
	TRY(minutes_correct(act, m->number, text_clean(reason, act->desk->arena)));
	(void)desk_answer(act,
	    tr(l, "%s の議事録を第%d版に改めました。あらためて確認をお願いしています。"),
	    m->number, m->minutes_version + 1);
	return KG_OK;
}

enum kg_status minutes_form(struct act *act, const struct dialogue *dialogue)
{
	bool correction = strcmp(dialogue->kind, "minutes.correct") == 0;
	const char *key = correction ? "reason" : "opinion";
	const char *text = desk_answer_of(act, key);
	struct meeting m;

	if (text_is_blank(text)) {
		desk_fault(act, key, tr(act->language, "内容をご記入ください。"));
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	TRY(meeting_load(act->desk->store, dialogue->matter, act->desk->arena, &m));
	if (!correction && !desk_may(act, CAN_MINUTES_COMMENT)) {
		desk_refuse(act, commands_of(VERB_MINUTES)); /* who left since it was opened */
		return KG_OK;
	}
	return correction ? correct(act, &m, text) : minutes_comment(act, m.number, text);
}

enum kg_status minutes_button(struct act *act, const char *action, const char *value)
{
	if (strcmp(action, "minutes.ok") == 0) {
		return minutes_confirm(act, value);
	}
	if (strcmp(action, "minutes.comment") != 0) {
		return KG_OK;
	}
	return ask_comment(act, value);
}

static enum kg_status on_meeting(
    struct act *act, const struct command *command, const struct meeting *m)
{
	const char *word = command->text == NULL ? "" : command->text;
	const char *opinion = command_value(command, "opinion");
	const char *reason = command_value(command, "reason");
	const char *version = command_value(command, "version");

	if (opinion != NULL) {
		return text_is_blank(opinion) || !desk_may(act, CAN_MINUTES_COMMENT)
		           ? ask_comment(act, m->number)
		           : minutes_comment(act, m->number, opinion);
	}
	if (reason != NULL || strcmp(word, "改版") == 0 || strcmp(word, "訂正") == 0) {
		return correct(act, m, reason == NULL ? "" : reason);
	}
	if (strcmp(word, "確認") == 0) {
		return minutes_confirm(act, m->number);
	}
	if (version == NULL) {
		return show(act, m, m->minutes_version);
	}
	return show(act, m, (int)strtol(text_normal(version, act->desk->arena), NULL, 10));
}

enum kg_status minutes_command(struct act *act, const struct command *command)
{
	enum language l = act->language;
	const char *number;
	struct meeting m;
	enum kg_status st;

	if (command->number == NULL) {
		return list(act);
	}
	number = meeting_number_of(act, command->number);
	st = number == NULL ? KG_NOT_FOUND : meeting_find(act, number, &m);
	if (st == KG_NOT_FOUND) {
		return meeting_not_found(
		    act, text_truncate(text_clean(command->number, act->desk->arena), 30,
		             act->desk->arena));
	}
	TRY(st);
	if (m.minutes_version == 0) {
		(void)desk_answer(act,
		    tr(l, "%s の議事録はまだありません。会議の閉会とともにできます。"), number);
		return KG_OK;
	}
	return on_meeting(act, command, &m);
}
