/*
 * The channel of those who deal with incidents. The card is rendered when it is sent, so
 * whatever happened meanwhile, a restart among it, it tells what is on record by then.
 */
#include "handlers/incident_announce.h"

#include <string.h>

#include "handlers/dates.h"
#include "handlers/named.h"
#include "handlers/text.h"

enum kg_status incident_channels(
    struct act *act, const struct incident *i, struct address **out, size_t *out_count)
{
	(void)i;
	return desk_channels(act, "incident", out, out_count);
}

const char *incident_head(struct act *act, const struct incident *i, enum language l)
{
	return i->severity < 0 ? arena_printf(act->desk->arena, tr(l, "【事故 %s】"), i->number)
	                       : arena_printf(act->desk->arena, tr(l, "【事故 %s・レベル%d】"),
	                             i->number, i->severity);
}

/* --- the card --- */

/* By name, for whoever must know whom to turn to: the post is public. */
static void add_window(struct act *act, enum language l, struct card *card)
{
	struct tenure *held;
	size_t count;
	const char *names = "";

	if (holders_of(act->desk->store, "window", act->event->now, act->desk->arena, &held,
	        &count) != KG_OK) {
		return;
	}
	for (size_t k = 0; k < count; k++) {
		names = arena_printf(act->desk->arena, "%s%s%s", names, k == 0 ? "" : "、",
		    named_full(act, held[k].person, l));
	}
	card_line(card, LINE_PLAIN, tr(l, "窓口担当:%s"), count == 0 ? tr(l, "庶務") : names);
}

/* What is owed to outside addressees; that CISO and chair be told is not for a channel. */
static void add_filings(
    struct act *act, const struct incident *i, enum language l, struct card *card)
{
	const struct clock_duty *next = NULL;
	struct clock_duty *duties;
	size_t open = 0;
	size_t count;

	incident_duties(act, i, &duties, &count);
	for (size_t k = 0; k < count; k++) {
		const struct clock_row *row = duties[k].now.row;
		const struct clock_due *due = &duties[k].now.due;

		if (!row->mandatory || strcmp(row->regime, "charter") == 0 ||
		    !incident_is_live(i, &duties[k])) {
			continue;
		}
		open++;
		if (due->is_set && (next == NULL || due->end.ms < next->now.due.end.ms)) {
			next = &duties[k];
		}
	}
	card_line(card, LINE_PLAIN, tr(l, "法令等による報告・通知(未了):%zu件"), open);
	if (next != NULL) {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, "。次は %s、%s"),
		        incident_filing_name(act, next->now.row, l),
		        incident_due_word(act, next->now.row, &next->now.due, l)));
	}
}

static const char *state_of(struct act *act, const struct incident *i, enum language l)
{
	const char *at = dates_chat(
	    i->end.is_closed ? i->end.at : i->recognised, act->event->now, l, act->desk->arena);

	return arena_printf(act->desk->arena,
	    i->end.is_closed ? tr(l, "終結(%s %s)") : tr(l, "対応中(%s %sが認定)"), at,
	    i->end.is_closed ? i->end.capacity : i->recognised_capacity);
}

void announce_card(
    struct act *act, const struct incident *i, enum language l, struct card *card)
{
	struct arena *arena = act->desk->arena;

	card_title(card, tr(l, "%s%s"), incident_head(act, i, l), state_of(act, i, l));
	card_line(card, LINE_PLAIN, tr(l, "何が:%s・区分:%s・進行中:%s"),
	    incident_word(LIST_MEDIUM, i->medium, l), incident_word(LIST_HARM, i->harm, l),
	    incident_word(LIST_ANSWER, i->ongoing, l));
	card_line(card, LINE_PLAIN, tr(l, "所管課:%s"), text_clean(i->department, arena));
	add_filings(act, i, l, card);
	add_window(act, l, card);
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※応急措置(切離し・停止)は議決を待ちません。外部との連絡は窓口担当が行います。"));
	card_line(card, LINE_NOTE, tr(l, "※変更のつど書き換えます(%s 現在)。"),
	    dates_chat(act->event->now, act->event->now, l, arena));
}

/* --- where it stands --- */

static bool stands_in(const struct posting *list, size_t count, const struct address *room)
{
	for (size_t k = 0; k < count; k++) {
		if (list[k].state != POSTING_GONE && list[k].workspace == room->workspace &&
		    strcmp(list[k].conversation, room->conversation) == 0) {
			return true;
		}
	}
	return false;
}

static enum kg_status pin(struct act *act, const struct incident *i, const struct address *room)
{
	struct card *card = desk_card(act);
	struct notice notice = { .kind = POST_INCIDENT_PINNED,
		.matter = i->number,
		.priority = PRIORITY_ASK,
		.card = card,
		.pinned = true };

	announce_card(act, i, room->language, card);
	return desk_post(act, room, &notice, NULL);
}

static enum kg_status ensure_pinned(struct act *act, const struct incident *i)
{
	struct posting *list;
	struct address *rooms;
	size_t count;
	size_t room_count;

	TRY(incident_channels(act, i, &rooms, &room_count));
	TRY(posting_list(act->desk->store, i->number, POST_INCIDENT_PINNED, act->desk->arena,
	    &list, &count));
	for (size_t r = 0; r < room_count; r++) {
		if (!stands_in(list, count, &rooms[r])) {
			TRY(pin(act, i, &rooms[r]));
		}
	}
	return KG_OK;
}

enum kg_status announce_deleted(struct act *act, const struct posting *posting)
{
	struct incident i;

	if (strcmp(posting->kind, POST_INCIDENT_PINNED) != 0 ||
	    posting->state == POSTING_GONE) {
		return KG_OK;
	}
	TRY(posting_set_state(act->desk->store, posting->id, POSTING_GONE));
	TRY(incident_load(act->desk->store, posting->matter, act->desk->arena, &i));
	return ensure_pinned(act, &i);
}

/* --- the words --- */

typedef void write_news(struct act *act, const struct incident *i, const void *more,
    enum language l, struct card *card);

static enum kg_status announce(
    struct act *act, const struct incident *i, write_news *news, const void *more)
{
	struct address *rooms;
	size_t count;

	if (!incident_is(i, "recognised")) {
		return KG_OK;
	}
	TRY(ensure_pinned(act, i));
	TRY(incident_channels(act, i, &rooms, &count));
	for (size_t r = 0; r < count; r++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = POST_INCIDENT_NEWS,
			.matter = i->number,
			.priority = PRIORITY_SAY,
			.card = card };

		news(act, i, more, rooms[r].language, card);
		TRY(desk_post(act, &rooms[r], &notice, NULL));
	}
	return KG_OK;
}

static void news_of_recognition(struct act *act, const struct incident *i, const void *more,
    enum language l, struct card *card)
{
	(void)more;
	card_title(card, tr(l, "%s情報セキュリティ事故の認定がありました(%s、%s)。"),
	    incident_head(act, i, l),
	    dates_chat(i->recognised, act->event->now, l, act->desk->arena),
	    i->recognised_capacity);
	card_line(card, LINE_PLAIN, "%s",
	    tr(l,
	        "状況は、このチャンネルに固定したカードでご覧いただけます。応急措置(切離し・停止)は議決を待ちません。"));
}

static void news_of_grade(struct act *act, const struct incident *i, const void *more,
    enum language l, struct card *card)
{
	const struct incident *before = more;

	card_title(card, tr(l, "%s次のとおり変更となりました(%s、%s)。"),
	    incident_head(act, i, l),
	    dates_chat(act->event->when, act->event->now, l, act->desk->arena),
	    incident_capacity(act));
	if (before->severity != i->severity) {
		card_line(
		    card, LINE_PLAIN, tr(l, "レベル:%d → %d"), before->severity, i->severity);
	}
	if (strcmp(before->ongoing, i->ongoing) != 0) {
		card_line(card, LINE_PLAIN, tr(l, "進行中:%s → %s"),
		    incident_word(LIST_ANSWER, before->ongoing, l),
		    incident_word(LIST_ANSWER, i->ongoing, l));
	}
}

static void news_of_end(struct act *act, const struct incident *i, const void *more,
    enum language l, struct card *card)
{
	(void)more;
	card_title(card,
	    i->end.is_closed ? tr(l, "%s終結となりました(%s、%s)。")
	                     : tr(l, "%s再開となりました(%s、%s)。"),
	    incident_head(act, i, l),
	    dates_chat(act->event->when, act->event->now, l, act->desk->arena),
	    incident_capacity(act));
}

enum kg_status announce_recognised(struct act *act, const struct incident *i)
{
	return announce(act, i, news_of_recognition, NULL);
}

enum kg_status announce_graded(
    struct act *act, const struct incident *before, const struct incident *i)
{
	if (before->severity == i->severity && strcmp(before->ongoing, i->ongoing) == 0) {
		return KG_OK;
	}
	return announce(act, i, news_of_grade, before);
}

enum kg_status announce_end(struct act *act, const struct incident *i)
{
	return announce(act, i, news_of_end, NULL);
}
