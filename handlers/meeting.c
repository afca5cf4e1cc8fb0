/* What everybody asks of a meeting: who may see it, who belongs to it, what it is called. */

#include "handlers/meeting.h"

#include <string.h>

#include "handlers/calendar.h"
#include "handlers/circulate.h"
#include "handlers/number.h"
#include "handlers/text.h"

enum { TITLE_POINTS = 140 };

enum kg_status meeting_find(struct act *act, const char *number, struct meeting *out)
{
	enum kg_status st = meeting_load(act->desk->store, number, act->desk->arena, out);

	if (st != KG_OK) {
		return st;
	}
	return desk_may(act, CAN_SEE_PREPARED) ||
	               (out->version > 0 && desk_may(act, CAN_STATUS))
	           ? KG_OK
	           : KG_NOT_FOUND;
}

const char *meeting_number_of(struct act *act, const char *typed)
{
	struct number parts;

	if (typed == NULL || !number_parse(typed, &parts) ||
	    (parts.kind != NUMBER_MEETING && parts.kind != NUMBER_ANY)) {
		return NULL;
	}
	return number_format(NUMBER_MEETING, parts.fiscal_year, parts.serial, act->desk->arena);
}

enum kg_status meeting_not_found(struct act *act, const char *number)
{
	(void)desk_answer(act,
	    tr(act->language,
	        "%s という会議は見当たりません。「/kaigi 状況」で一覧をご覧ください。"),
	    number);
	return KG_OK;
}

bool meeting_is_committees(const struct meeting *m)
{
	return strcmp(m->body, "committee") == 0;
}

bool meeting_is_running(const struct meeting *m)
{
	return m->state == MEETING_CONVENED || m->state == MEETING_OPEN ||
	       m->state == MEETING_SUSPENDED;
}

const struct meeting_item *meeting_item_at(const struct meeting *m, int position)
{
	for (size_t i = 0; i < m->item_count; i++) {
		if (m->items[i].position == position) {
			return &m->items[i];
		}
	}
	return NULL;
}

const struct meeting_reply *meeting_reply_of(const struct meeting *m, const char *person)
{
	for (size_t i = 0; person != NULL && i < m->reply_count; i++) {
		if (strcmp(m->replies[i].person, person) == 0) {
			return m->replies[i].answer[0] == '\0' ? NULL : &m->replies[i];
		}
	}
	return NULL;
}

enum kg_status meeting_convener(
    struct act *act, const char *body, struct kg_time at, struct convener *out)
{
	struct chief chief;

	if (strcmp(body, "committee") == 0) {
		TRY(committee_chief(act, at, &chief));
		*out =
		    (struct convener){ chief.person, chief.acting, committee_capacity(&chief) };
		return KG_OK;
	}
	*out = (struct convener){ 0 };
	TRY(matter_chair(act, at, &out->person, &out->acting));
	out->capacity = matter_capacity(act, "chair", out->acting);
	return KG_OK;
}

bool meeting_is_convener(const struct act *act, const struct convener *convener)
{
	return act->person.id != NULL && convener->person != NULL &&
	       strcmp(act->person.id, convener->person) == 0;
}

const struct meeting_member *meeting_member_of(
    const struct meeting_member *list, size_t count, const char *person)
{
	for (size_t i = 0; person != NULL && i < count; i++) {
		if (list[i].person != NULL && strcmp(list[i].person, person) == 0) {
			return &list[i];
		}
	}
	return NULL;
}

enum kg_status meeting_members(struct act *act, const char *body_id, struct kg_time at,
    struct meeting_member **out, size_t *out_count)
{
	const struct charter_body *body = charter_body(act->desk->charter, body_id);
	size_t count = body == NULL ? 0 : body->seat_count;

	*out = arena_alloc(act->desk->arena, (count + 1) * sizeof(**out));
	for (size_t i = 0; i < count; i++) {
		const struct charter_seat *seat = &body->seats[i];
		struct meeting_member member = { .seat = seat,
			.office = seat->same_as[0] == '\0' ? seat->id : seat->same_as };

		TRY(matter_holder(act, member.office, at, &member.person));
		member.again = meeting_member_of(*out, i, member.person) != NULL;
		(*out)[i] = member;
	}
	*out_count = count;
	return KG_OK;
}

const char *meeting_body_word(struct act *act, const char *body_id, enum language l)
{
	const struct charter_body *body = charter_body(act->desk->charter, body_id);

	return body == NULL ? body_id : card_in(&body->name, l);
}

const char *meeting_head(struct act *act, const struct meeting *m, enum language l)
{
	return arena_printf(act->desk->arena, tr(l, "【%s・会議 %s】"),
	    meeting_body_word(act, m->body, l), m->number);
}

const char *meeting_session_word(struct act *act, const struct meeting *m, enum language l)
{
	if (m->session == 0) {
		return tr(l, "(回は招集の時に定まります)");
	}
	return arena_printf(act->desk->arena, tr(l, "%s第%d回"),
	    dates_fiscal_year(m->session_year, l, act->desk->arena), m->session);
}

const char *meeting_agenda_word(
    struct act *act, const struct meeting_item *item, enum language l)
{
	bool report = strcmp(item->kind, "report") == 0;

	if (strcmp(item->kind, "other") == 0) {
		return tr(l, "その他");
	}
	if (item->agenda == 0) {
		return report ? tr(l, "報告") : tr(l, "議案");
	}
	return arena_printf(
	    act->desk->arena, report ? tr(l, "報告第%d号") : tr(l, "議案第%d号"), item->agenda);
}

const char *meeting_when_word(struct act *act, const struct meeting *m, enum language l)
{
	struct arena *arena = act->desk->arena;
	const char *starts = dates_chat(m->starts, act->event->now, l, arena);

	if (!kg_time_is_set(m->ends)) {
		return starts;
	}
	return arena_printf(arena, tr(l, "%s〜%s"), starts,
	    kg_date_of(m->starts).day == kg_date_of(m->ends).day
	        ? dates_clock(m->ends, arena)
	        : dates_chat(m->ends, act->event->now, l, arena));
}

const char *meeting_answer_word(const char *answer, enum language l)
{
	if (answer == NULL || answer[0] == '\0') {
		return tr(l, "未回答");
	}
	if (strcmp(answer, "attend") == 0) {
		return tr(l, "出席");
	}
	return strcmp(answer, "absent") == 0 ? tr(l, "欠席") : tr(l, "未定");
}

const char *meeting_state_word(const struct meeting *m, enum language l)
{
	switch (m->state) {
	case MEETING_DRAFT:
		return tr(l, "起案中");
	case MEETING_REVIEW:
		return tr(l, "庶務内確認中");
	case MEETING_READY:
		return meeting_is_committees(m) ? tr(l, "幹事長の招集待ち")
		                                : tr(l, "議長の招集待ち");
	case MEETING_CONVENED:
		return tr(l, "招集済");
	case MEETING_OPEN:
		return tr(l, "開会中");
	case MEETING_SUSPENDED:
		return tr(l, "休憩・延会中");
	case MEETING_CLOSED:
		return tr(l, "閉会");
	case MEETING_CANCELLED:
		return tr(l, "中止");
	case MEETING_WITHDRAWN:
		return tr(l, "取下げ");
	}
	KG_UNREACHABLE();
}

void meeting_add_agenda(
    struct act *act, const struct meeting *m, int position, enum language l, struct card *card)
{
	for (size_t i = 0; i < m->item_count; i++) {
		const struct meeting_item *item = &m->items[i];

		if (position != 0 && item->position != position) {
			continue;
		}
		card_line(card, LINE_PLAIN, "・%s ", meeting_agenda_word(act, item, l));
		card_run(card, RUN_BOLD, NULL, text_clean(item->title, act->desk->arena));
		if (item->class > 0) {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena,
			        item->important ? tr(l, "(第4条第%d号・特に重要)")
			                        : tr(l, "(第4条第%d号)"),
			        item->class));
		}
		if (item->item[0] != '\0') {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, " %s", item->item));
		}
	}
}

/* A title is one line and may be cut where it is shown: what follows its first sentence stands
 * below. */
static void put_words(struct act *act, struct card *card, const char *whole)
{
	const char *end = NULL;

	if (!text_fits(whole, TITLE_POINTS)) {
		const char *full = strstr(whole, "。");
		const char *dot = strstr(whole, ". ");

		end = full == NULL || (dot != NULL && dot < full) ? dot : full;
		end = end == NULL ? NULL : end + (end == full ? strlen("。") : 1);
	}
	if (end == NULL || *end == '\0') {
		card_title(card, "%s", whole);
		return;
	}
	card_title(card, "%s", arena_strndup(act->desk->arena, whole, (size_t)(end - whole)));
	card_line(card, LINE_PLAIN, "%s", end + (*end == ' ' ? 1 : 0));
}

enum kg_status meeting_say(struct act *act, const struct meeting *m, const char *text)
{
	const char *whole =
	    arena_printf(act->desk->arena, "%s%s", meeting_head(act, m, act->language), text);
	struct card *card = desk_card(act);

	put_words(act, card, whole);
	if (act->event->kind == EVENT_MARK || act->event->kind == EVENT_MESSAGE ||
	    act->event->kind == EVENT_MARKS) {
		return desk_tell_actor(act, m->number, card);
	}
	act->reply->kind = REPLY_TEXT;
	act->reply->card = card;
	return KG_OK;
}

enum kg_status meeting_redraw(struct act *act, const struct meeting *m, const char *kind)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, m->number, kind, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].state != POSTING_GONE &&
		    strncmp(list[i].kind, "meeting.", strlen("meeting.")) == 0 &&
		    strcmp(list[i].kind, POST_MEETING_REMINDER) != 0) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

enum kg_status meeting_readers(
    struct act *act, const char *body, struct address **out, size_t *out_count)
{
	struct meeting_member *members;
	struct address *all;
	size_t member_count;
	size_t total = 0;

	TRY(desk_channels(act, body, out, out_count));
	if (*out_count > 0) {
		return KG_OK;
	}
	TRY(meeting_members(act, body, act->event->now, &members, &member_count));
	all = NULL;
	for (size_t i = 0; i < member_count; i++) {
		struct address *more;
		struct address *joined;
		size_t more_count;

		if (members[i].person == NULL || members[i].again) {
			continue;
		}
		TRY(desk_accounts(act, members[i].person, &more, &more_count));
		joined =
		    arena_alloc(act->desk->arena, (total + more_count + 1) * sizeof(*joined));
		if (total > 0) {
			memcpy(joined, all, total * sizeof(*joined));
		}
		memcpy(joined + total, more, more_count * sizeof(*joined));
		all = joined;
		total += more_count;
	}
	*out = all;
	*out_count = total;
	return KG_OK;
}
