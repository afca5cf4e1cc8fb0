/* Routing: each kind of event to whom it concerns. What nobody knows is left alone; it stays in
 * the inbox. */

#include "handlers/handlers.h"

#include <string.h>

#include "handlers/ask.h"
#include "handlers/circulate.h"
#include "handlers/roster.h"
#include "handlers/text.h"

/* Commands. */

static void refuse_capability(struct act *act, const struct command_word *word)
{
	if (word->article != NULL) {
		(void)desk_answer(act,
		    tr(act->language,
		        "「%s」は、要綱第%s条により担当の方の操作です。ご用件は庶務にお寄せください。"),
		    word->name, word->article);
	} else {
		(void)desk_answer(act,
		    tr(act->language,
		        "「%s」は庶務など担当の方の操作です。ご用件は庶務にお寄せください。"),
		    word->name);
	}
}

static enum kg_status run_verb(struct act *act, const struct command *command, enum verb verb)
{
	switch (verb) {
	case VERB_HELP:
		return ask_help(act, command);
	case VERB_STATUS:
		return ask_status(act, command);
	case VERB_HISTORY:
		return ask_history(act, command);
	case VERB_CIRCULATE:
		return draft_command(act, command);
	case VERB_ROSTER:
		return roster_show(act, command);
	case VERB_RULES:
		return rules_show(act);
	case VERB_LANGUAGE:
		return roster_language(act, command);
	case VERB_APPROVE:
	case VERB_REJECT:
	case VERB_MEETING:
	case VERB_REVIEW:
	case VERB_CONTINUE:
	case VERB_RETURN:
	case VERB_REFER:
	case VERB_FAIL:
	case VERB_WITHDRAW:
	case VERB_EXTEND:
	case VERB_KOUETSU:
	case VERB_ERRATA:
	case VERB_VERSION:
		return choice_command(act, command, verb);
	case VERB_ABSENCE:
	case VERB_ACTING:
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "不在と職務代理は、いまは名簿ファイルで登録します。庶務にお知らせください。"));
		return KG_OK;
	case VERB_NONE:
		break;
	}
	return ask_unknown(act, command);
}

/* Nothing that was typed is dropped in silence. */
static bool refuse_unknown_key(struct act *act, const struct command *command)
{
	enum language l = act->language;

	for (size_t i = 0; i < command->pair_count; i++) {
		const char *key = command->pairs[i].key;
		const char *near = commands_key_nearest(key);
		struct card *card;

		if (commands_key(key) != NULL) {
			continue;
		}
		card = desk_answer(act,
		    tr(l, "「%s=」という項目は見当たりません。まだ何も送っていません。"),
		    text_truncate(text_clean(key, act->desk->arena), 40, act->desk->arena));
		if (near != NULL) {
			card_line(card, LINE_PLAIN, tr(l, "「%s=」のことでしょうか。"), near);
		}
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "文中に「=」を含む場合は、全体を「」でお囲みください。"));
		return true;
	}
	return false;
}

static enum kg_status take_command(struct act *act)
{
	const struct command_word *word;
	struct command command;
	enum grammar_fault fault;

	if (grammar_parse(act->event->text == NULL ? "" : act->event->text, act->desk->arena,
	        &command, &fault) != KG_OK) {
		(void)desk_answer(act, "%s",
		    fault == GRAMMAR_QUOTE
		        ? tr(act->language,
		              "「 や \" が閉じられていません。もう一度お願いいたします。")
		        : tr(act->language,
		              "文字を読み取れませんでした。もう一度お願いいたします。"));
		return KG_OK;
	}
	word = command.verb[0] == '\0' ? commands_of(VERB_HELP) : commands_find(command.verb);
	if (word == NULL) {
		return ask_unknown(act, &command);
	}
	if ((word->capability & (act->can | CAN_ASK)) == 0) {
		refuse_capability(act, word);
		return KG_OK;
	}
	return refuse_unknown_key(act, &command) ? KG_OK : run_verb(act, &command, word->verb);
}

/* Buttons and forms. */

/* The dialogue of a token, if it is this person's and open; else he is told, and *out_found is
 * false. */
static enum kg_status find_own_dialogue(
    struct act *act, const char *token, struct dialogue *out, bool *out_found)
{
	enum kg_status st =
	    dialogue_load(act->desk->store, token == NULL ? "" : token, act->desk->arena, out);

	*out_found = st == KG_OK && strcmp(out->account, act->event->user) == 0;
	if (!*out_found && (st == KG_OK || st == KG_NOT_FOUND)) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "この入力画面はすでに終了しています。お手数ですが、もう一度はじめからお願いいたします。"));
	}
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status open_form_again(struct act *act)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct dialogue dialogue;
	bool found;

	TRY(find_own_dialogue(act, act->event->text, &dialogue, &found));
	if (!found) {
		return KG_OK;
	}
	TRY(form_unpack(dialogue.form, dialogue.form_size, act->desk->arena, form));
	form->token = arena_strdup(act->desk->arena, dialogue.token);
	act->reply->kind = REPLY_FORM;
	act->reply->form = form;
	return KG_OK;
}

static enum kg_status take_button(struct act *act)
{
	const char *action = act->event->action == NULL ? "" : act->event->action;
	const char *value = act->event->text == NULL ? "" : act->event->text;

	if (strcmp(action, "form.open") == 0) {
		return open_form_again(act);
	}
	if (strcmp(action, "reason") == 0) {
		return reason_form(act, value);
	}
	return choice_button(act, action, value);
}

static enum kg_status take_form(struct act *act)
{
	struct dialogue dialogue;
	bool found;

	TRY(find_own_dialogue(act, act->event->token, &dialogue, &found));
	if (!found) {
		return KG_OK;
	}
	if (strcmp(dialogue.kind, "circulate.new") == 0) {
		if ((act->can & CAN_DRAFT) == 0) {
			refuse_capability(act, commands_of(VERB_CIRCULATE));
			return KG_OK;
		}
		return draft_form(act, &dialogue);
	}
	if (strcmp(dialogue.kind, "circulate.override") == 0) {
		return start_override(act, &dialogue);
	}
	if (strcmp(dialogue.kind, "circulate.choice") == 0) {
		return choice_form(act, &dialogue);
	}
	if (strcmp(dialogue.kind, "circulate.reason") == 0) {
		TRY(reason_given(act, dialogue.matter, desk_answer_of(act, "reason")));
		return desk_has_faults(act) ? KG_OK
		                            : dialogue_close(act->desk->store, dialogue.token);
	}
	return KG_INVALID;
}

/* Messages and marks: through the posting they belong to. */

static enum kg_status find_posting(struct act *act, const char *message, struct posting *out)
{
	if (act->event->channel == NULL || message == NULL) {
		return KG_NOT_FOUND;
	}
	return posting_find(act->desk->store, act->event->workspace, act->event->channel,
	    message, act->desk->arena, out);
}

static enum kg_status remember_files(struct act *act)
{
	for (size_t i = 0; i < act->event->file_count; i++) {
		const struct event_file *f = &act->event->files[i];
		struct seen_file seen = { .id = f->id,
			.name = f->name == NULL ? "" : f->name,
			.type = f->external ? "external" : (f->type == NULL ? "" : f->type),
			.size = f->size,
			.at = act->event->when };

		TRY(seen_file_put(act->desk->store, act->event->workspace, act->event->channel,
		    act->event->user, &seen));
	}
	return KG_OK;
}

static enum kg_status take_message(struct act *act)
{
	struct posting thread;
	enum kg_status st;

	if (act->event->user == NULL || act->event->from_bot) {
		return KG_OK;
	}
	TRY(remember_files(act));
	st = find_posting(act, act->event->thread, &thread);
	if (st == KG_OK) {
		return reason_message(act, &thread);
	}
	if (st != KG_NOT_FOUND) {
		return st;
	}
	if (act->event->direct && act->event->file_count == 0) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "メッセージを受け取りました。kaigi への操作は「/kaigi ヘルプ」からお願いいたします。ご用件は庶務にお寄せください。"));
	}
	return KG_OK;
}

static enum kg_status with_posting(
    struct act *act, enum kg_status call(struct act *, const struct posting *))
{
	struct posting posting;
	enum kg_status st = find_posting(act, act->event->message, &posting);

	if (st == KG_NOT_FOUND || (st == KG_OK && posting.matter[0] == '\0')) {
		return KG_OK;
	}
	return st == KG_OK ? call(act, &posting) : st;
}

static enum kg_status take_mark(struct act *act)
{
	if (act->event->user == NULL || act->event->from_bot) {
		return KG_OK;
	}
	return with_posting(act, marks_take);
}

static enum kg_status take_timer(struct act *act)
{
	const char *kind = act->event->action == NULL ? "" : act->event->action;
	const char *matter = act->event->text == NULL ? "" : act->event->text;

	if (strcmp(kind, "circular.deadline") == 0) {
		return settle_deadline(act, matter);
	}
	if (strcmp(kind, "circular.remind") == 0) {
		return settle_remind(act, matter);
	}
	if (strcmp(kind, "circular.minimum") == 0) {
		return settle(act, matter);
	}
	if (strcmp(kind, "circular.reason") == 0) {
		return reason_again(
		    act, matter, act->event->token == NULL ? "" : act->event->token);
	}
	if (strcmp(kind, "link.reread") == 0) {
		return life_reread(act, act->event->token == NULL ? "" : act->event->token);
	}
	if (strcmp(kind, "roster.change") == 0) {
		return life_roster_changed(act);
	}
	return KG_OK;
}

/* The charter that this process reads goes on record at its first use. */
static enum kg_status take_start(struct act *act)
{
	const struct charter *charter = act->desk->charter;
	const char *key = arena_printf(act->desk->arena, "charter|%s|%s|%s", charter->version,
	    charter->text_sha256, charter->data_sha256);
	enum kg_status st = told_once(act->desk->store, key, act->event->now);

	if (st == KG_OK) {
		TRY(desk_append(act, "charter", { "version", charter->version },
		    { "text_sha256", charter->text_sha256 },
		    { "data_sha256", charter->data_sha256 }));
	} else if (st != KG_CONFLICT) {
		return st;
	}
	TRY(life_roster_changed(act));
	return life_link(act);
}

enum kg_status handlers_take(
    struct desk *desk, const struct event *event, struct reply *out_reply)
{
	struct act act;

	*out_reply = (struct reply){ .kind = REPLY_NONE };
	TRY(desk_open(desk, event, out_reply, &act));
	switch (event->kind) {
	case EVENT_COMMAND:
		return take_command(&act);
	case EVENT_MARK:
		return take_mark(&act);
	case EVENT_MARKS:
		return with_posting(&act, marks_take_set);
	case EVENT_BUTTON:
		return take_button(&act);
	case EVENT_FORM:
		return take_form(&act);
	case EVENT_MESSAGE:
		return take_message(&act);
	case EVENT_CHANGED:
		return with_posting(&act, reason_changed);
	case EVENT_DELETED:
		return with_posting(&act, life_deleted);
	case EVENT_FILE:
		return draft_file(&act);
	case EVENT_CHANNEL:
		return life_channel(&act);
	case EVENT_ACCOUNT:
		return life_account(&act);
	case EVENT_SENT:
		return life_sent(&act);
	case EVENT_TIMER:
		return take_timer(&act);
	case EVENT_IMPORT:
		return roster_import(&act);
	case EVENT_START:
		return take_start(&act);
	case EVENT_LINK:
		return life_link(&act);
	}
	KG_UNREACHABLE();
}

static enum language language_of_posting(struct act *act, const struct posting *posting)
{
	const struct settings *settings = act->desk->settings;

	if (posting->person[0] != '\0') {
		return desk_language_of(act, posting->person);
	}
	for (size_t w = 0; w < settings->workspace_count; w++) {
		for (size_t c = 0; c < settings->workspaces[w].channel_count; c++) {
			if (strcmp(settings->workspaces[w].channels[c].channel,
			        posting->conversation) == 0) {
				return settings->workspaces[w].channels[c].language;
			}
		}
	}
	return settings->language;
}

static void render_old(const struct matter *m, const struct view *view, struct card *out)
{
	card_title(out,
	    tr(view->language,
	        "【管理会議・持ち回り %s】このカードは以前のものです。最新のカードをご覧ください。"),
	    m->c.number);
	card_line(out, LINE_PLAIN, tr(view->language, "件名:%s(第4条第%d号)"), m->c.title,
	    m->c.class);
}

/* A card of a round that is over never shows the text of the version that waits. */
static bool is_overtaken(const struct matter *m, const struct posting *posting)
{
	bool is_final = strcmp(posting->kind, POST_FINAL) == 0;
	bool is_card =
	    matter_is_ballot(posting->kind) || strcmp(posting->kind, POST_CHOICE) == 0;
	bool waits = m->c.state != CIRCULAR_CLOSED && !matter_is_running(m);

	return (posting->state == POSTING_OLD && !is_final) ||
	       (is_card && (waits || posting->round != m->c.round));
}

enum kg_status handlers_render(
    struct desk *desk, const struct posting *posting, struct card *out)
{
	struct event event = { .kind = EVENT_TIMER, .when = desk->now, .now = desk->now };
	struct view view = { .person = posting->person };
	struct reply reply;
	struct matter m;
	struct act act;

	TRY(desk_open(desk, &event, &reply, &act));
	view.language = language_of_posting(&act, posting);
	TRY(matter_load(&act, posting->matter, &m));
	card_init(out, desk->arena);
	if (is_overtaken(&m, posting)) {
		render_old(&m, &view, out);
		return KG_OK;
	}
	return card_render(&act, &m, posting->kind, &view, out) ? KG_OK : KG_NOT_FOUND;
}

static void say_alone(struct desk *desk, const char *text, struct reply *out_reply)
{
	struct card *card = arena_alloc(desk->arena, sizeof(*card));

	card_init(card, desk->arena);
	card_title(card, "%s", text);
	*out_reply = (struct reply){ .kind = REPLY_TEXT, .card = card };
}

void handlers_full(struct desk *desk, enum language language, struct reply *out_reply)
{
	say_alone(desk,
	    tr(language,
	        "恐れ入ります。kaigi の保存先の空き容量がなくなり、いまの操作は記録できませんでした。復旧までしばらくお待ちのうえ、もう一度お願いいたします。"),
	    out_reply);
}

void handlers_parked(struct desk *desk, enum language language, struct reply *out_reply)
{
	say_alone(desk,
	    tr(language,
	        "恐れ入ります。いまの操作は受け取りましたが、処理できませんでした。内容は保管し、運用担当に知らせています。お急ぎの場合は庶務にご連絡ください。"),
	    out_reply);
}
