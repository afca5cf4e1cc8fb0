/* What follows a report to the CISO: to whom it goes, who telephones when nobody answers, and
 * the next one. Every timer looks at the records when it fires. */
#include <stdlib.h>
#include <string.h>

#include "handlers/ciso.h"
#include "handlers/dates.h"

enum { BEFORE_MAX = 60, BEFORE_PART = 4 };

static enum kg_status send_to(
    struct act *act, const struct ciso_report *r, const char *person, size_t *out_count)
{
	struct address *to;

	TRY(desk_accounts(act, person, &to, out_count));
	for (size_t k = 0; k < *out_count; k++) {
		struct card *card = desk_card(act);
		struct posting as = { .kind = POST_CISO_REPORT,
			.matter = r->incident,
			.round = r->ordinal,
			.person = person };
		struct notice notice = { .kind = POST_CISO_REPORT,
			.matter = r->incident,
			.round = r->ordinal,
			.priority = PRIORITY_PAGE,
			.card = card };

		TRY(ciso_draw(act, &as, to[k].language, card));
		TRY(desk_post(act, &to[k], &notice, NULL));
	}
	return KG_OK;
}

enum word { WORD_NOBODY, WORD_FAILED, WORD_UNREAD, WORD_SOON, WORD_PAST };

static void say(struct card *card, enum word word, const char *number, int ordinal,
    const char *time, enum language l)
{
	switch (word) {
	case WORD_NOBODY:
		card_title(card,
		    tr(l, "【%s】CISOへの報告 第%d報(%s)をお届けできる方がありません。"),
		    number, ordinal, time);
		return;
	case WORD_FAILED:
		card_title(card,
		    tr(l, "【%s】CISOへの報告 第%d報(%s)をお届けできませんでした。"), number,
		    ordinal, time);
		return;
	case WORD_UNREAD:
		card_title(card,
		    tr(l, "【%s】CISOへの報告 第%d報(%s)のご受領を確認できておりません。"),
		    number, ordinal, time);
		return;
	case WORD_SOON:
		card_title(card, tr(l, "【%s】CISOへの報告 第%d報に続く次報の予定は、%sです。"),
		    number, ordinal, time);
		return;
	case WORD_PAST:
		card_title(card,
		    tr(l, "【%s】CISOへの報告 第%d報に続く次報の予定(%s)が過ぎました。"),
		    number, ordinal, time);
		return;
	}
	KG_UNREACHABLE();
}

/* 庶務 and, where it is somebody else, who recognised the incident. */
static enum kg_status tell_duty(
    struct act *act, const struct incident *i, enum word word, int ordinal, struct kg_time time)
{
	struct tenure *held;
	size_t count;
	bool can_call = word != WORD_SOON && word != WORD_PAST;
	bool is_told = false;

	TRY(holders_of(act->desk->store, "secretariat", act->event->when, act->desk->arena,
	    &held, &count));
	for (size_t k = 0; k <= count; k++) {
		const char *person = k < count ? held[k].person : i->recognised_by;
		enum language l = desk_language_of(act, person);
		struct card *card = desk_card(act);

		is_told = is_told || (k < count && strcmp(person, i->recognised_by) == 0);
		if (k == count && is_told) {
			break;
		}
		say(card, word, i->number, ordinal,
		    dates_chat(time, act->event->now, l, act->desk->arena), l);
		if (can_call && k < count) {
			card_line(card, LINE_PLAIN, "%s",
			    tr(l,
			        "お手数ですが、ご本人にお電話のうえ、伝達できたときは記録をお願いいたします。"));
			card_button(card, BUTTON_PRIMARY, "ciso.call",
			    arena_printf(act->desk->arena, "%s|%d", i->number, ordinal),
			    tr(l, "報告の電話を記録"));
		}
		TRY(desk_tell(act, person, i->number, card));
	}
	return KG_OK;
}

static enum kg_status set_timer(
    struct act *act, const struct ciso_report *r, const char *step, struct kg_time at)
{
	return timer_set(act->desk->store, "ciso.step", r->incident,
	    arena_printf(act->desk->arena, "%d|%s", r->ordinal, step), at);
}

static struct kg_time unread_at(struct act *act, const struct ciso_report *r)
{
	return kg_time_add(
	    r->at, (int64_t)desk_rule_int(act, "ack_minutes", r->at) * KG_MINUTE);
}

static enum kg_status set_timers(struct act *act, const struct ciso_report *r)
{
	int64_t left = r->next.ms - r->at.ms;
	int64_t before = left / BEFORE_PART;

	TRY(timer_clear(act->desk->store, "ciso.step", r->incident));
	TRY(set_timer(act, r, "unread", unread_at(act, r)));
	if (!kg_time_is_set(r->next)) {
		return KG_OK;
	}
	before = before > BEFORE_MAX * KG_MINUTE ? BEFORE_MAX * KG_MINUTE : before;
	TRY(set_timer(act, r, "soon", kg_time_add(r->next, -before)));
	return set_timer(act, r, "past", r->next);
}

enum kg_status ciso_sent_off(
    struct act *act, const struct incident *i, const struct ciso_report *report)
{
	static const char *const offices[] = { "ciso", "deputy_ciso" };
	size_t reached = 0;

	for (size_t o = 0; o < sizeof(offices) / sizeof(offices[0]); o++) {
		struct tenure *held;
		size_t count;

		TRY(holders_of(act->desk->store, offices[o], act->event->when, act->desk->arena,
		    &held, &count));
		for (size_t k = 0; k < count; k++) {
			size_t accounts;

			TRY(desk_append(act, "ciso.to", { "number", i->number },
			    { "ordinal", desk_int(act, report->ordinal) },
			    { "person", held[k].person }, { "office", offices[o] },
			    { "when", desk_when(act) }));
			TRY(send_to(act, report, held[k].person, &accounts));
			reached += accounts;
		}
	}
	TRY(set_timers(act, report));
	return reached > 0 ? KG_OK
	                   : tell_duty(act, i, WORD_NOBODY, report->ordinal, report->at);
}

static enum kg_status remind_unread(
    struct act *act, const struct incident *i, const struct ciso_report *r)
{
	int64_t first = unread_at(act, r).ms - r->at.ms;
	int64_t wait = act->event->when.ms - r->at.ms;
	bool received;

	TRY(ciso_is_received(act, r, &received));
	if (received) {
		return KG_OK;
	}
	wait = wait < first ? first : wait > KG_DAY ? KG_DAY : wait;
	TRY(tell_duty(act, i, WORD_UNREAD, r->ordinal, r->at));
	return set_timer(act, r, "unread", kg_time_add(act->event->when, wait));
}

enum kg_status ciso_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	const char *step = strchr(detail, '|');
	struct ciso_report r;
	struct incident i;

	KG_ASSERT(strcmp(kind, "ciso.step") == 0 && step != NULL);
	TRY(incident_load(act->desk->store, matter, act->desk->arena, &i));
	TRY(ciso_newest(act, matter, &r));
	if (i.end.is_closed || strtol(detail, NULL, 10) != r.ordinal) {
		return KG_OK; /* a newer one was sent since */
	}
	if (strcmp(step + 1, "unread") == 0) {
		return remind_unread(act, &i, &r);
	}
	if (strcmp(step + 1, "soon") == 0) {
		return tell_duty(act, &i, WORD_SOON, r.ordinal, r.next);
	}
	TRY(desk_append(act, "ciso.due", { "number", i.number },
	    { "note", arena_printf(act->desk->arena, "第%d報に続く次報", r.ordinal) },
	    { "when", desk_when(act) }));
	return tell_duty(act, &i, WORD_PAST, r.ordinal, r.next);
}

enum kg_status ciso_undelivered(
    struct act *act, const struct outbox_row *row, const struct posting *posting)
{
	bool is_ok = act->event->action != NULL && strcmp(act->event->action, "ok") == 0;
	struct ciso_report r;
	struct incident i;
	bool received;

	if (row->verb != OUTBOX_SAY || is_ok || strcmp(posting->kind, POST_CISO_REPORT) != 0) {
		return KG_OK;
	}
	TRY(incident_load(act->desk->store, posting->matter, act->desk->arena, &i));
	TRY(ciso_report_load(act->desk->store, i.number, posting->round, act->desk->arena, &r));
	TRY(ciso_is_received(act, &r, &received));
	return received ? KG_OK : tell_duty(act, &i, WORD_FAILED, r.ordinal, r.at);
}
