/* From a proposal to rules: 庶務内確認, then one act of who may determine it. */

#include <stdlib.h>
#include <string.h>

#include "handlers/circulate.h"
#include "handlers/committee.h"
#include "handlers/review.h"
#include "handlers/ruling.h"
#include "handlers/text.h"

static bool is_committees(const struct ruling *r)
{
	return strcmp(r->body, "committee") == 0;
}

/* Has the chair determined, for the committee, what this would replace? */
static enum kg_status is_chairs_own(struct act *act, const struct ruling *r, bool *out)
{
	*out = false;
	for (size_t i = 0; is_committees(r) && i < r->clause_count; i++) {
		struct rule_row *rows;
		size_t count;

		TRY(rule_history(
		    act->desk->store, r->clauses[i].key, act->desk->arena, &rows, &count));
		if (count > 0 &&
		    strncmp(rows[count - 1].capacity, "議長", strlen("議長")) == 0) {
			*out = true;
		}
	}
	return KG_OK;
}

enum kg_status ruling_decider(
    struct act *act, const struct ruling *r, struct kg_time at, struct decider *out)
{
	struct chief chief;
	bool chairs_own;
	bool acting;

	TRY(is_chairs_own(act, r, &chairs_own));
	out->chair = ruling_asks_chair(is_committees(r), chairs_own);
	if (out->chair) {
		TRY(matter_chair(act, at, &out->person, &acting));
		out->capacity = matter_capacity(act, "chair", acting);
		return KG_OK;
	}
	TRY(committee_chief(act, at, &chief));
	out->person = chief.person;
	out->capacity = committee_capacity(&chief);
	return KG_OK;
}

/* A message of the kind to a person, on every account of his. */
static enum kg_status ask(
    struct act *act, const struct ruling *r, const char *person, const char *kind)
{
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct posting drawn = { .matter = r->number, .kind = kind, .person = person };
		struct notice notice = { .kind = kind,
			.matter = r->number,
			.priority = PRIORITY_ASK,
			.card = card,
			.tapped = true };
		int64_t posting;

		TRY(ruling_draw(act, &drawn, to[i].language, card));
		TRY(desk_post(act, &to[i], &notice, &posting));
		if (r->file_sha256[0] != '\0') {
			TRY(desk_attach(act, &to[i], posting, r->file_sha256,
			    "運営について(議長決定)(案).html"));
		}
	}
	return KG_OK;
}

static enum kg_status ask_decider(struct act *act, const char *number)
{
	struct decider decider;
	struct ruling r;

	TRY(ruling_load(act->desk->store, number, act->desk->arena, &r));
	TRY(ruling_decider(act, &r, act->event->now, &decider));
	if (decider.person == NULL) {
		return desk_tell_office(act, "secretariat", number,
		    TR_NOOP(
		        "【%s】いま決定できる方がいません(事故又は欠員で、職務代理も始まっていません)。職務代理の開始又は復帰後に、お伺いします。"),
		    number);
	}
	return ask(act, &r, decider.person, POST_RULE_ASK);
}

enum kg_status ruling_pass_on(struct act *act, const char *number)
{
	const char *reviewer;
	struct ruling r;

	TRY(ruling_load(act->desk->store, number, act->desk->arena, &r));
	TRY(start_find_reviewer(act, r.body, r.drafter, &reviewer));
	if (reviewer != NULL) {
		TRY(desk_append(
		    act, "ruling.reviewing", { "number", number }, { "reviewer", reviewer }));
		TRY(ruling_load(act->desk->store, number, act->desk->arena, &r));
		return ask(act, &r, reviewer, POST_RULE_REVIEW);
	}
	TRY(desk_append(act, "ruling.reviewed", { "number", number },
	    { "when", desk_when(act) },
	    { "note", "庶務内確認は省略(起案者以外の確認者がいないため、又は規則による)" }));
	return ask_decider(act, number);
}

enum kg_status ruling_reviewed(struct act *act, struct ruling *r)
{
	enum language l = act->language;
	const char *refusal;

	TRY(review_record(act, "ruling.reviewed", r->number,
	    r->state == RULING_REVIEW ? r->reviewer : NULL, &refusal));
	if (refusal != NULL) {
		return ruling_say(act, r->number, refusal);
	}
	TRY(ruling_redraw(act, r));
	TRY(ask_decider(act, r->number));
	return ruling_say(act, r->number,
	    arena_printf(act->desk->arena,
	        tr(l, "確認済として記録しました。決定の伺いを送ります(%s)。"), r->number));
}

/* Determining. */

struct determination {
	const char *capacity;
	const char *document;
	struct kg_time from;
};

/* The rule that holds just before a clause begins to; 0: a default. */
static enum kg_status replaced_by(
    struct act *act, const struct ruling_clause *clause, struct kg_time from, int64_t *out)
{
	struct rule_row row;
	enum kg_status st =
	    rule_row_at(act->desk->store, clause->key, from, act->desk->arena, &row);

	*out = st == KG_OK ? row.entry : 0;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

static enum kg_status overlaps(
    struct act *act, const struct ruling *r, struct kg_time from, const char **out)
{
	int64_t day = kg_date_start(kg_date_of(from)).ms;

	*out = NULL;
	for (size_t i = 0; i < r->clause_count; i++) {
		struct rule_row *rows;
		size_t count;

		TRY(rule_history(
		    act->desk->store, r->clauses[i].key, act->desk->arena, &rows, &count));
		for (size_t k = 0; k < count; k++) {
			if (kg_date_start(kg_date_of(rows[k].from)).ms == day) {
				*out = rows[k].document;
			}
		}
	}
	return KG_OK;
}

/* 議長決定第n号: one more than the highest that was ever used. */
static enum kg_status next_document(struct act *act, bool chair, const char **out)
{
	const char *prefix = chair ? "議長決定第" : "幹事長決定第";
	char **taken;
	size_t count;
	long highest = 0;

	TRY(ruling_documents(act->desk->store, act->desk->arena, &taken, &count));
	for (size_t i = 0; i < count; i++) {
		const char *plain = text_normal(taken[i], act->desk->arena);
		char *end;
		long serial;

		if (strncmp(plain, prefix, strlen(prefix)) != 0) {
			continue;
		}
		serial = strtol(plain + strlen(prefix), &end, 10);
		if (strncmp(end, "号", strlen("号")) == 0 && serial > highest &&
		    serial < 1000000) {
			highest = serial;
		}
	}
	*out = arena_printf(act->desk->arena, "%s%ld号", prefix, highest + 1);
	return KG_OK;
}

static enum kg_status append_rules(
    struct act *act, const struct ruling *r, const struct determination *d)
{
	TRY(desk_append(act, "ruling.determined", { "number", r->number },
	    { "person", act->person.id }, { "capacity", d->capacity },
	    { "document", d->document }, { "from", desk_int(act, d->from.ms) },
	    { "note", d->document }, { "when", desk_when(act) }));
	for (size_t i = 0; i < r->clause_count; i++) {
		int64_t replaced;

		TRY(replaced_by(act, &r->clauses[i], d->from, &replaced));
		TRY(desk_append(act, "rule", { "key", r->clauses[i].key },
		    { "value", r->clauses[i].value }, { "document", d->document },
		    { "from", desk_int(act, d->from.ms) }, { "ruling", r->number },
		    { "person", act->person.id }, { "capacity", d->capacity },
		    { "replaces", desk_int(act, replaced) }));
	}
	return KG_OK;
}

/* The committee need not have a channel: then each of its members is told. */
static enum kg_status find_readers(
    struct act *act, const char *body_id, struct address **out, size_t *out_count)
{
	const struct charter_body *body = charter_body(act->desk->charter, body_id);
	struct address *all = NULL;
	size_t count = 0;

	TRY(desk_channels(act, body_id, out, out_count));
	for (size_t i = 0; *out_count == 0 && body != NULL && i < body->seat_count; i++) {
		const struct charter_seat *seat = &body->seats[i];
		struct address *more;
		struct address *joined;
		const char *person;
		size_t more_count;

		TRY(matter_holder(act, seat->same_as[0] == '\0' ? seat->id : seat->same_as,
		    act->event->now, &person));
		if (person == NULL) {
			continue;
		}
		TRY(desk_accounts(act, person, &more, &more_count));
		joined =
		    arena_alloc(act->desk->arena, (count + more_count + 1) * sizeof(*joined));
		if (count > 0) {
			memcpy(joined, all, count * sizeof(*joined));
		}
		memcpy(joined + count, more, more_count * sizeof(*joined));
		all = joined;
		count += more_count;
	}
	if (*out_count == 0) {
		*out = all;
		*out_count = count;
	}
	return KG_OK;
}

static void draw_result(
    struct act *act, const struct ruling *r, enum language l, struct card *card)
{
	card_title(card,
	    is_committees(r)
	        ? tr(l, "【幹事会】%sにより、幹事会の運営に必要な次の事項が定められました。")
	        : tr(l,
	              "【管理会議】%sにより、管理会議の運営に必要な次の事項が定められました(要綱第8条)。"),
	    r->document);
	ruling_add_clauses(act, r, l, card);
	card_line(card, LINE_NOTE, "%s",
	    tr(l, "※進行中の案件には、その開始の時の規則がそのまま適用されます。"));
}

/* To everybody whom it binds. */
static enum kg_status announce(struct act *act, const struct ruling *r)
{
	struct address *readers;
	const char *page = "";
	size_t count;

	if (r->whole) {
		TRY(ruling_page(act, r, &page));
	}
	TRY(find_readers(act, r->body, &readers, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = "word",
			.matter = r->number,
			.priority = PRIORITY_SAY,
			.card = card };
		int64_t posting;

		draw_result(act, r, readers[i].language, card);
		TRY(desk_post(act, &readers[i], &notice, &posting));
		if (*page != '\0') {
			TRY(desk_attach(
			    act, &readers[i], posting, page, "運営について(議長決定).html"));
		}
	}
	return KG_OK;
}

static enum kg_status refuse(
    struct act *act, const struct ruling *r, enum ruling_word word, const char *other)
{
	enum language l = act->language;
	const char *text = "";

	switch (word) {
	case RULING_NOT_CHAIR:
		text = tr(l,
		    "%s を定めるのは、議長又は職務を代理する副議長です(要綱第8条・第3条第2項)。ご意見は庶務にお寄せください。");
		break;
	case RULING_NOT_CHIEF:
		text = tr(l,
		    "%s を定めるのは、幹事長(又は職務を代理する副幹事長)と、その上にある議長です(要綱第3条の3・第8条)。ご意見は庶務にお寄せください。");
		break;
	case RULING_ABOVE_CHIEF:
		text = tr(l,
		    "%s には、議長が幹事会について定めた事項が含まれます。これを改めるのは議長です(要綱第8条)。");
		break;
	case RULING_NOT_REVIEWED:
		text = tr(l, "%s は、まだ庶務内確認の段階です。確認の後にお伺いします。");
		break;
	case RULING_ENDED:
		text = tr(l,
		    "%s はすでに処理されています。内容は「/kaigi 状況」に番号を添えてご覧ください。");
		break;
	case RULING_BACK_DATED:
		text = tr(l,
		    "%s の施行日はすでに過ぎました。さかのぼって定めることはできないため、差戻しのうえ、施行日を改めて提案いたします。");
		break;
	case RULING_OVERLAPS:
		text = tr(l,
		    "%s の項目には、同じ日から施行するものが定められています(%s)。差戻しのうえ、別の日で提案いたします。");
		break;
	case RULING_LAWFUL:
		break;
	}
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return ruling_say(act, r->number,
	    arena_printf(act->desk->arena, text, r->number, other == NULL ? "" : other));
#pragma GCC diagnostic pop
}

static enum ruling_stage stage_of(const struct ruling *r)
{
	switch (r->state) {
	case RULING_DRAFTED:
	case RULING_REVIEW:
		return RULING_STAGE_DRAFT;
	case RULING_ASKED:
		return RULING_STAGE_ASKED;
	case RULING_DETERMINED:
	case RULING_RETURNED:
	case RULING_WITHDRAWN:
		return RULING_STAGE_OVER;
	}
	KG_UNREACHABLE();
}

static enum kg_status finish(struct act *act, struct ruling *r, const struct determination *d)
{
	enum language l = act->language;

	TRY(append_rules(act, r, d));
	TRY(ruling_load(act->desk->store, r->number, act->desk->arena, r));
	TRY(ruling_redraw(act, r));
	TRY(announce(act, r));
	TRY(desk_tell_office(act, "secretariat", r->number, TR_NOOP("【規則】%s"),
	    arena_printf(act->desk->arena, "%s は%sが定め、%sとなりました。", r->number,
	        d->capacity, d->document)));
	return ruling_say(act, r->number,
	    arena_printf(act->desk->arena, tr(l, "%sとして定められました(%s、%d件、%s施行)。"),
	        r->document, r->number, (int)r->clause_count,
	        dates_document_day(kg_date_of(r->from), l, act->desk->arena)));
}

enum kg_status ruling_determine(struct act *act, struct ruling *r)
{
	struct kg_time now = act->event->now;
	int64_t today = kg_date_start(kg_date_of(now)).ms;
	bool later = kg_time_is_set(r->from) && r->from.ms > today;
	struct determination d = { .from = later ? r->from : now };
	struct ruling_case c = { .stage = stage_of(r),
		.committee = is_committees(r),
		.past = kg_time_is_set(r->from) && r->from.ms < today };
	const char *other;
	const char *chair;
	enum ruling_word word;
	struct chief chief;
	bool acting;

	TRY(matter_chair(act, act->event->when, &chair, &acting));
	TRY(committee_chief(act, act->event->when, &chief));
	TRY(is_chairs_own(act, r, &c.chairs_own));
	TRY(overlaps(act, r, d.from, &other));
	c.is_chair = desk_may(act, CAN_RULE_COUNCIL);
	c.is_chief = desk_may(act, CAN_RULE_COMMITTEE) && committee_is_chief(act, &chief);
	c.same_day = other != NULL;
	word = ruling_may_determine(&c);
	if (word != RULING_LAWFUL) {
		return refuse(act, r, word, other);
	}
	/* One person may be both: for the committee he is its head unless the chair is asked.
	 */
	c.is_chair = c.is_chair && (!c.committee || c.chairs_own || !c.is_chief);
	d.capacity =
	    c.is_chair ? matter_capacity(act, "chair", acting) : committee_capacity(&chief);
	d.document = r->document;
	if (r->document[0] == '\0') {
		TRY(next_document(act, c.is_chair, &d.document));
	}
	return finish(act, r, &d);
}

/* Ending it otherwise. */

static enum kg_status ask_reason(struct act *act, const char *number)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *field = arena_alloc(act->desk->arena, sizeof(*field));
	enum language l = act->language;

	*field = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "庶務に差し戻す理由"),
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "rule.reason",
		.title = tr(l, "差戻し"),
		.submit = tr(l, "決定"),
		.fields = field,
		.field_count = 1 };
	return desk_ask(act, form, number, "");
}

enum kg_status ruling_return(struct act *act, struct ruling *r, const char *reason)
{
	enum language l = act->language;
	struct decider decider;
	bool reviewer = r->state == RULING_REVIEW && act->person.id != NULL &&
	                strcmp(r->reviewer, act->person.id) == 0;

	TRY(ruling_decider(act, r, act->event->when, &decider));
	if (!desk_may_own(act, CAN_RULE_BACK, reviewer) ||
	    (!reviewer &&
	        (r->state != RULING_ASKED || decider.person == NULL || act->person.id == NULL ||
	            strcmp(decider.person, act->person.id) != 0))) {
		return ruling_say(act, r->number,
		    arena_printf(act->desk->arena,
		        tr(l,
		            "%s を差し戻せるのは、確認中の確認者と、決定を伺っている方です。"),
		        r->number));
	}
	if (reason == NULL || text_is_blank(reason)) {
		return ask_reason(act, r->number);
	}
	TRY(desk_append(act, "ruling.returned", { "number", r->number },
	    { "person", act->person.id },
	    { "capacity", reviewer ? "庶務内確認" : decider.capacity }, { "note", reason },
	    { "when", desk_when(act) }));
	TRY(ruling_redraw(act, r));
	TRY(desk_tell_office(act, "secretariat", r->number, TR_NOOP("【規則】%s"),
	    arena_printf(act->desk->arena, "%s は庶務に差し戻されました。理由:%s", r->number,
	        text_clean(reason, act->desk->arena))));
	return ruling_say(act, r->number,
	    arena_printf(act->desk->arena, tr(l, "%s を庶務に差し戻しました。"), r->number));
}

enum kg_status ruling_withdraw(struct act *act, struct ruling *r, const char *reason)
{
	enum language l = act->language;

	if (stage_of(r) == RULING_STAGE_OVER || !desk_may(act, CAN_RULE_PROPOSE)) {
		return ruling_say(act, r->number,
		    arena_printf(act->desk->arena,
		        tr(l,
		            "%s は取り下げられません(%s)。取下げは、決定の前に庶務が行います。定められた規則は、改める提案によって変わります。"),
		        r->number, ruling_state_word(r, l)));
	}
	if (reason == NULL || text_is_blank(reason)) {
		return ruling_say(act, r->number,
		    arena_printf(act->desk->arena,
		        tr(l,
		            "取り下げる理由を添えてください。例:/kaigi 取下げ %s 理由=「案を改めるため」"),
		        r->number));
	}
	TRY(desk_append(act, "ruling.withdrawn", { "number", r->number },
	    { "person", act->person.id }, { "capacity", "庶務" }, { "note", reason },
	    { "when", desk_when(act) }));
	TRY(ruling_redraw(act, r));
	return ruling_say(act, r->number,
	    arena_printf(act->desk->arena, tr(l, "%s を取り下げました。"), r->number));
}

/* Whoever is to act now and has no card gets one. */
static enum kg_status ask_if_none(
    struct act *act, const struct ruling *r, const char *kind, const char *person)
{
	struct posting *list;
	size_t count;

	if (person == NULL || person[0] == '\0') {
		return KG_OK;
	}
	TRY(posting_list(act->desk->store, r->number, kind, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].state != POSTING_GONE && strcmp(list[i].person, person) == 0) {
			return KG_OK;
		}
	}
	return ask(act, r, person, kind);
}

enum kg_status ruling_ask_again(struct act *act, const struct ruling *r)
{
	struct decider decider;

	if (r->state == RULING_REVIEW) {
		return ask_if_none(act, r, POST_RULE_REVIEW, r->reviewer);
	}
	if (r->state != RULING_ASKED) {
		return KG_OK;
	}
	TRY(ruling_decider(act, r, act->event->now, &decider));
	return ask_if_none(act, r, POST_RULE_ASK, decider.person);
}
