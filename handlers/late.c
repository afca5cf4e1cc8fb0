/* Old commands: kept in a dialogue, run or dropped by whoever typed them. */

#include "handlers/late.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/dates.h"
#include "handlers/handlers_parts.h"
#include "handlers/text.h"

#define LATE_KIND "command.late"

enum { COMMAND_SHOWN = 300 };

enum kg_status late_ask(struct act *act, bool *out_asked)
{
	const struct event *e = act->event;
	const char *rule = "command_confirm_hours";
	struct rule_value value = desk_rule(act, rule, e->now);
	int hours = desk_rule_int(act, rule, e->now);
	enum language l = act->language;
	struct dialogue kept = { .workspace = e->workspace,
		.account = e->user,
		.kind = LATE_KIND,
		.matter = "",
		.form = "",
		.opened = e->now };
	struct card *card;

	*out_asked = e->now.ms - e->when.ms > (int64_t)hours * KG_HOUR;
	if (!*out_asked) {
		return KG_OK;
	}
	kept.context = arena_printf(act->desk->arena, "%lld\n%s\n%s", (long long)e->when.ms,
	    e->channel == NULL ? "" : e->channel, e->text == NULL ? "" : e->text);
	TRY(dialogue_open(act->desk->store, &kept));
	card = desk_answer(act,
	    tr(l,
	        "%s にお送りいただいたご指示です。受け取りが遅れました。いま実行してよろしいですか。まだ実行していません。"),
	    dates_chat(e->when, e->now, l, act->desk->arena));
	card_line(card, LINE_QUOTE, "/kaigi %s",
	    text_truncate(text_clean_lines(e->text == NULL ? "" : e->text, act->desk->arena),
	        COMMAND_SHOWN, act->desk->arena));
	card_line(card, LINE_NOTE,
	    tr(l, "※%d時間を超えて遅れたご指示は、実行の前にお伺いします(%s)。"), hours,
	    value.entry == 0 ? tr(l, "既定値") : value.document);
	card_button(card, BUTTON_PRIMARY, "late.run", kept.token, tr(l, "実行する"));
	card_button(card, BUTTON_PLAIN, "late.drop", kept.token, tr(l, "取り消す"));
	return KG_OK;
}

/* As it was typed: its time, its place, its words. What its author may no longer do now he may
 * not do by it either. */
static enum kg_status run(struct act *act, const struct dialogue *kept)
{
	char *context = arena_strdup(act->desk->arena, kept->context);
	char *channel = strchr(context, '\n');
	char *text = channel == NULL ? NULL : strchr(channel + 1, '\n');
	struct event event = { .kind = EVENT_COMMAND,
		.workspace = act->event->workspace,
		.user = act->event->user,
		.direct = act->event->direct,
		.now = act->event->now };
	struct act typed;

	if (text == NULL) {
		return KG_INVALID;
	}
	*channel++ = '\0';
	*text++ = '\0';
	event.channel = channel;
	event.text = text;
	event.when = (struct kg_time){ strtoll(context, NULL, 10) };
	TRY(desk_open(act->desk, &event, act->reply, &typed));
	typed.as = capability_both(typed.as, act->as);
	return handlers_run_command(&typed);
}

enum kg_status late_button(struct act *act, const char *action, const char *token)
{
	struct dialogue kept;
	enum kg_status st = dialogue_load(act->desk->store, token, act->desk->arena, &kept);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	if (st == KG_NOT_FOUND || strcmp(kept.kind, LATE_KIND) != 0 ||
	    kept.workspace != act->event->workspace ||
	    strcmp(kept.account, act->event->user) != 0) {
		(void)desk_answer(
		    act, "%s", tr(act->language, "このご指示はすでに処理されています。"));
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, token));
	if (strcmp(action, "late.run") == 0) {
		return run(act, &kept);
	}
	(void)desk_answer(
	    act, "%s", tr(act->language, "ご指示を取り消しました。何も実行していません。"));
	return KG_OK;
}
