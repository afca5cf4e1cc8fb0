/*
 * A channel refuses us (put out, archived, no power to speak), and opens again. Cards of a
 * ballot are no matter of this file: their circulation posts them as they are by then.
 */

#include <string.h>

#include "handlers/refused.h"

#include "handlers/circulate.h"
#include "handlers/subject.h"

static bool is_ours(const struct posting *posting)
{
	return posting->conversation[0] != '@' && !matter_is_ballot(posting->kind);
}

enum kg_status refused_note(
    struct act *act, const struct outbox_row *row, const struct posting *posting)
{
	const char *action = act->event->action == NULL ? "" : act->event->action;

	if (row->verb != OUTBOX_SAY || strcmp(action, "refused") != 0 || !is_ours(posting)) {
		return KG_OK;
	}
	return desk_tell_office(act, "secretariat", posting->matter,
	    outbox_is_shut_out(act->event->text)
	        ? TR_NOOP(
	              "チャンネルへの掲示(%s)ができませんでした。kaigi の参加と発言の権限をご確認ください。戻りましたら、同じ内容を一度だけ掲示いたします。記録は保管しております。")
	        : TR_NOOP(
	              "チャンネルへの掲示(%s)ができませんでした。チャンネルの設定をご確認のうえ、必要に応じて別の方法でお知らせください。記録は保管しております。"),
	    posting->matter[0] == '\0' ? "お知らせ" : posting->matter);
}

/* A live one says first what it said then, and is drawn anew at once. */
static enum kg_status say_again(struct act *act, const struct posting *posting)
{
	const struct subject *subject = subject_of_posting(posting);

	TRY(outbox_say_again(act->desk->store, posting->id));
	return subject == NULL || subject->render == NULL
	           ? KG_OK
	           : outbox_show(act->desk->store, posting->id);
}

static enum kg_status say_all_again(struct act *act, size_t *out_count)
{
	struct outbox_row *rows;
	size_t count;

	*out_count = 0;
	TRY(outbox_shut_out(act->desk->store, act->event->workspace, act->event->channel,
	    act->event->now, act->desk->arena, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		struct posting posting;

		TRY(posting_load(
		    act->desk->store, rows[i].posting, act->desk->arena, &posting));
		if (is_ours(&posting)) {
			TRY(say_again(act, &posting));
			(*out_count)++;
		}
	}
	return KG_OK;
}

static bool opens(const struct event *e)
{
	const char *what = e->action == NULL ? "" : e->action;

	return (strcmp(what, "joined") == 0 && e->from_bot) ||
	       strcmp(what, "unarchived") == 0 || strcmp(what, "allowed") == 0;
}

enum kg_status refused_channel(struct act *act)
{
	size_t count;

	if (act->event->channel == NULL || !opens(act->event)) {
		return KG_OK;
	}
	TRY(say_all_again(act, &count));
	return count == 0
	           ? KG_OK
	           : desk_tell_office(act, "secretariat", "",
	                 TR_NOOP(
	                     "チャンネルへの掲示が再びできるようになりましたので、掲示できなかったもの(%s件)を掲示いたしました。"),
	                 desk_int(act, (int64_t)count));
}
