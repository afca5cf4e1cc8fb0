/*
 * From results to a report: handed in, reviewed within 庶務, reported by the 幹事長 in one act.
 * A 特に重要 line then goes to the council by the charter itself, with the committee's opinion.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/item.h"
#include "handlers/report.h"
#include "handlers/review.h"
#include "handlers/text.h"
#include "store/files.h"

/* The item's flag may have changed since the line was entered: the line is frozen anew. */
static enum kg_status refresh_flags(struct act *act, const struct report *r)
{
	for (size_t i = 0; i < r->line_count; i++) {
		struct report_line line = r->lines[i];
		struct item item;

		TRY(item_load(act->desk->store, line.item, act->desk->arena, &item));
		if (line.answer[0] != '\0' || line.important == item.important) {
			continue;
		}
		line.important = item.important;
		TRY(desk_append(act, "report.line", { "number", r->number },
		    { "position", desk_int(act, line.position) }, { "item", line.item },
		    { "item_version", desk_int(act, line.item_version) },
		    { "title", line.title }, { "class", desk_int(act, line.class) },
		    { "item_sha256", line.item_sha256 },
		    { "important", line.important ? "1" : "0" }, { "result", line.result },
		    { "amendment", line.amendment }, { "dissent", line.dissent },
		    { "opinion", line.opinion }, { "sha256", report_line_hash(act, &line) }));
	}
	return KG_OK;
}

static bool has_results(const struct report *r)
{
	for (size_t i = 0; i < r->line_count; i++) {
		if (r->lines[i].result[0] == '\0') {
			return false;
		}
	}
	return r->line_count > 0;
}

static bool has_opinions(const struct report *r)
{
	for (size_t i = 0; i < r->line_count; i++) {
		const struct report_line *line = &r->lines[i];

		if (line->important && line->answer[0] == '\0' &&
		    text_is_blank(line->opinion)) {
			return false;
		}
	}
	return true;
}

static const char *report_hash(struct act *act, const struct report *r)
{
	const char *text = arena_printf(act->desk->arena, "%s\n%d\n%s\n%lld\n", r->number,
	    r->version, r->session, (long long)r->held.ms);
	char hash[SHA256_HEX + 1];

	for (size_t i = 0; i < r->line_count; i++) {
		text = arena_printf(act->desk->arena, "%s%s\n", text, r->lines[i].sha256);
	}
	sha256_hex(text, strlen(text), hash);
	return arena_strdup(act->desk->arena, hash);
}

static enum kg_status ask_chief(struct act *act, const char *number)
{
	struct chief chief;
	struct report r;

	TRY(report_load(act->desk->store, number, act->desk->arena, &r));
	TRY(committee_chief(act, act->event->now, &chief));
	if (chief.person == NULL) {
		return desk_tell_office(act, "secretariat", number,
		    TR_NOOP(
		        "【幹事会・報告 %s】幹事長が報告できる状態にありません。副幹事長の職務代理(要綱第3条の3第2項)の開始又は幹事長の復帰後に進みます。"),
		    number);
	}
	return report_ask(act, &r, chief.person, POST_REPORT_MAKE);
}

static enum kg_status pass_on(struct act *act, const char *number)
{
	const char *reviewer;
	struct report r;

	TRY(start_find_reviewer(act, "committee", act->person.id, &reviewer));
	if (reviewer == NULL) {
		TRY(desk_append(act, "report.reviewed", { "number", number },
		    { "note",
		        "庶務内確認は省略(起案者以外の確認者がいないため、又は規則による)" },
		    { "when", desk_when(act) }));
		return ask_chief(act, number);
	}
	TRY(desk_append(
	    act, "report.reviewing", { "number", number }, { "reviewer", reviewer }));
	TRY(report_load(act->desk->store, number, act->desk->arena, &r));
	return report_ask(act, &r, reviewer, POST_REPORT_REVIEW);
}

static enum kg_status refuse_incomplete(
    struct act *act, const struct report *r, bool without_result)
{
	return report_say(act, r->number,
	    arena_printf(act->desk->arena,
	        without_result
	            ? tr(act->language,
	                  "%s には、審議結果が未記入の議題があります。審議事項とその審議結果をそろえて報告します(要綱第3条の3第4項)。")
	            : tr(act->language,
	                  "%s の特に重要な事案に、幹事会として集約した意見が未記入です(要綱第3条の3第6項)。「/kaigi 報告」でご記入ください。"),
	        r->number));
}

enum kg_status report_hand_in(struct act *act, const char *number)
{
	enum language l = act->language;
	struct report r;

	if (!desk_may(act, CAN_REPORT_ENTER)) {
		desk_refuse(act, commands_of(VERB_COMMITTEE));
		return KG_OK;
	}
	TRY(report_load(act->desk->store, number, act->desk->arena, &r));
	if (r.state != REPORT_DUE) {
		return report_say(act, number,
		    arena_printf(act->desk->arena,
		        tr(l, "%s は、いま提出の段階にありません(%s)。"), number,
		        report_state_word(&r, l)));
	}
	TRY(refresh_flags(act, &r));
	TRY(report_load(act->desk->store, number, act->desk->arena, &r));
	if (!has_results(&r) || !has_opinions(&r)) {
		return refuse_incomplete(act, &r, !has_results(&r));
	}
	TRY(desk_append(act, "report.handed_in", { "number", number },
	    { "person", act->person.id }, { "sha256", report_hash(act, &r) },
	    { "when", desk_when(act) }));
	TRY(pass_on(act, number));
	TRY(report_load(act->desk->store, number, act->desk->arena, &r));
	(void)desk_answer(act,
	    r.state == REPORT_REVIEW
	        ? tr(l, "【幹事会・報告 %s】提出しました。次は庶務内確認です。")
	        : tr(l, "【幹事会・報告 %s】提出しました。次は幹事長の報告です。"),
	    number);
	return KG_OK;
}

enum kg_status report_reviewed(struct act *act, struct report *r)
{
	enum language l = act->language;
	const char *refusal;

	TRY(review_record(act, "report.reviewed", r->number,
	    r->state == REPORT_REVIEW ? r->reviewer : NULL, &refusal));
	if (refusal != NULL) {
		return report_say(act, r->number, refusal);
	}
	TRY(report_redraw(act, r));
	TRY(ask_chief(act, r->number));
	return report_say(act, r->number,
	    arena_printf(act->desk->arena,
	        tr(l, "確認済として記録しました。幹事長へ報告の伺いを送ります(%s)。"),
	        r->number));
}

enum kg_status report_ask_reason(
    struct act *act, const char *number, const char *context, const char *label)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *field = arena_alloc(act->desk->arena, sizeof(*field));
	enum language l = act->language;

	*field = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = label,
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "report.reason",
		.title = tr(l, "差戻し"),
		.submit = tr(l, "決定"),
		.fields = field,
		.field_count = 1 };
	return desk_ask(act, form, number, context);
}

enum kg_status report_return(struct act *act, struct report *r, const char *reason)
{
	enum language l = act->language;
	struct chief chief;
	bool reviewer = r->state == REPORT_REVIEW && act->person.id != NULL &&
	                strcmp(r->reviewer, act->person.id) == 0;

	TRY(committee_chief(act, act->event->when, &chief));
	if (!desk_may_own(act, CAN_REPORT_BACK, reviewer) ||
	    (!reviewer && r->state != REPORT_READY)) {
		return report_say(act, r->number,
		    arena_printf(act->desk->arena,
		        tr(l,
		            "%s を庶務に差し戻せるのは、確認中の確認者と、報告前の幹事長(又は職務を代理する副幹事長)です。"),
		        r->number));
	}
	if (reason == NULL || text_is_blank(reason)) {
		return report_ask_reason(act, r->number, "back", tr(l, "庶務に差し戻す理由"));
	}
	TRY(desk_append(act, "report.returned", { "number", r->number },
	    { "person", act->person.id },
	    { "capacity", reviewer ? "庶務内確認" : committee_capacity(&chief) },
	    { "note", reason }, { "when", desk_when(act) }));
	TRY(report_redraw(act, r));
	TRY(desk_tell_office(act, "secretariat", r->number, TR_NOOP("【幹事会・報告】%s"),
	    arena_printf(act->desk->arena, "%s は庶務に差し戻されました。理由:%s", r->number,
	        text_clean(reason, act->desk->arena))));
	return report_say(act, r->number,
	    arena_printf(act->desk->arena, tr(l, "%s を庶務に差し戻しました。"), r->number));
}

/* Who makes it, as the law asks. */
static enum report_maker maker_of(const struct act *act, const struct chief *chief)
{
	if (!desk_may(act, CAN_REPORT_MAKE)) {
		return MAKER_OTHER;
	}
	if (chief->acting) {
		return MAKER_ACTING_CHIEF;
	}
	return chief->acts_as_chair ? MAKER_CHIEF_ACTS_AS_CHAIR : MAKER_CHIEF;
}

static enum kg_status refuse_making(
    struct act *act, const struct report *r, enum report_make_word word)
{
	enum language l = act->language;
	const char *text = "";

	switch (word) {
	case MAKE_NOT_CHIEF:
		text = tr(l,
		    "%s の議長への報告は、幹事長(又は職務を代理する副幹事長)が行います(要綱第3条の3第4項・第2項)。ご意見は庶務にお寄せください。");
		break;
	case MAKE_DEEMED_AWAY:
		text = tr(l,
		    "%s:議長の職務を代理している間は、幹事長に事故があるものとする定め(議長決定)により、副幹事長が報告します(要綱第3条の3第2項)。副幹事長の職務代理の開始をお願いいたします。");
		break;
	case MAKE_NO_RESULT:
	case MAKE_NO_OPINION:
		return refuse_incomplete(act, r, word == MAKE_NO_RESULT);
	case MAKE_MADE_ALREADY:
		text = tr(l, "%s は、すでに議長に報告されています。");
		break;
	case MAKE_NOT_READY:
	case MAKE_LAWFUL:
		text = tr(l, "%s は、いま報告の段階にありません。最新のカードをご覧ください。");
		break;
	}
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return report_say(act, r->number, arena_printf(act->desk->arena, text, r->number));
#pragma GCC diagnostic pop
}

static enum kg_status ask_chair(struct act *act, const char *number)
{
	const char *chair;
	struct report r;
	bool acting;

	TRY(report_load(act->desk->store, number, act->desk->arena, &r));
	TRY(matter_chair(act, act->event->now, &chair, &acting));
	if (chair == NULL) {
		return desk_tell_office(act, "secretariat", number,
		    TR_NOOP(
		        "【管理会議・幹事会報告 %s】議長・副議長とも決裁できる状態にありません。職務代理の開始(要綱第3条第2項)又は議長の復帰後に、お伺いします。"),
		    number);
	}
	return report_ask(act, &r, chair, POST_REPORT_CARD);
}

enum kg_status report_make(struct act *act, struct report *r, int version)
{
	struct report_make_case c = {
		.accident_rule = strcmp(desk_rule(act, "acting_chair_as_committee_accident",
		                            act->event->when)
		                            .value,
		                     "on") == 0,
		.ready = r->state == REPORT_READY && version == r->version,
		.reported = r->state == REPORT_REPORTED || r->state == REPORT_ANSWERED,
		.results = has_results(r),
		.opinions = has_opinions(r),
	};
	enum report_make_word word;
	struct chief chief;

	TRY(committee_chief(act, act->event->when, &chief));
	c.maker = maker_of(act, &chief);
	word = report_may_make(&c);
	if (word != MAKE_LAWFUL) {
		return refuse_making(act, r, word);
	}
	TRY(desk_append(act, "report.made", { "number", r->number },
	    { "person", act->person.id }, { "capacity", committee_capacity(&chief) },
	    { "when", desk_when(act) }));
	TRY(timer_clear(act->desk->store, NULL, r->number));
	TRY(report_load(act->desk->store, r->number, act->desk->arena, r));
	for (size_t i = 0; i < r->line_count; i++) {
		if (r->lines[i].important && r->lines[i].answer[0] == '\0') {
			TRY(report_refer_important(act, r, &r->lines[i]));
		}
	}
	TRY(report_redraw(act, r));
	TRY(ask_chair(act, r->number));
	TRY(report_close_if_done(act, r));
	TRY(desk_tell_office(act, "secretariat", r->number, TR_NOOP("【幹事会・報告】%s"),
	    arena_printf(act->desk->arena, "%s は%sから議長に報告されました。", r->number,
	        committee_capacity(&chief))));
	return report_say(act, r->number,
	    arena_printf(
	        act->desk->arena, tr(act->language, "議長に報告しました(%s)。"), r->number));
}

enum kg_status report_withdraw(struct act *act, const struct report *r, const char *reason)
{
	enum language l = act->language;

	if (r->state == REPORT_REPORTED || r->state == REPORT_ANSWERED ||
	    r->state == REPORT_WITHDRAWN || !desk_may(act, CAN_REPORT_TAKE_BACK)) {
		return report_say(act, r->number,
		    arena_printf(act->desk->arena,
		        tr(l,
		            "%s は取り下げられません(%s)。報告の義務(要綱第3条の3第4項)は、開催の記録の誤りのときに限り、報告の前に取り消せます。"),
		        r->number, report_state_word(r, l)));
	}
	if (reason == NULL || text_is_blank(reason)) {
		return report_say(act, r->number,
		    arena_printf(act->desk->arena,
		        tr(l,
		            "取り下げる理由を添えてください。例:/kaigi 取下げ %s 理由=「開催の記録の誤りのため」"),
		        r->number));
	}
	for (size_t i = 0; i < r->line_count; i++) {
		if (r->lines[i].answer[0] == '\0') {
			TRY(item_comes(act, &(struct item_end){ .item = r->lines[i].item,
			                        .matter = r->number,
			                        .outcome = "withdrawn" }));
		}
	}
	TRY(desk_append(act, "report.withdrawn", { "number", r->number },
	    { "person", act->person.id }, { "note", reason }, { "when", desk_when(act) }));
	TRY(timer_clear(act->desk->store, NULL, r->number));
	TRY(report_redraw(act, r));
	return report_say(act, r->number,
	    arena_printf(act->desk->arena, tr(l, "%s を取り下げました。"), r->number));
}

static enum kg_status has_card(
    struct act *act, const struct report *r, const char *kind, const char *person, bool *out)
{
	struct posting *list;
	size_t count;

	*out = false;
	TRY(posting_list(act->desk->store, r->number, kind, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		*out = *out || (list[i].state != POSTING_GONE && list[i].round == r->version &&
		                   strcmp(list[i].person, person) == 0);
	}
	return KG_OK;
}

static enum kg_status ask_if_none(
    struct act *act, const struct report *r, const char *kind, const char *person)
{
	bool has;

	if (person == NULL || person[0] == '\0') {
		return KG_OK;
	}
	TRY(has_card(act, r, kind, person, &has));
	return has ? KG_OK : report_ask(act, r, person, kind);
}

enum kg_status report_ask_again(struct act *act, const struct report *r)
{
	const char *chair;
	struct chief chief;
	bool acting;

	if (r->state == REPORT_REVIEW) {
		return ask_if_none(act, r, POST_REPORT_REVIEW, r->reviewer);
	}
	if (r->state == REPORT_READY) {
		TRY(committee_chief(act, act->event->now, &chief));
		return ask_if_none(act, r, POST_REPORT_MAKE, chief.person);
	}
	TRY(matter_chair(act, act->event->now, &chair, &acting));
	if (r->state == REPORT_REPORTED) {
		TRY(ask_if_none(act, r, POST_REPORT_CARD, chair));
	}
	for (size_t i = 0; i < r->line_count; i++) {
		if (strcmp(r->lines[i].kouetsu, "due") == 0 && !acting && chair != NULL &&
		    strcmp(r->lines[i].answered_by, chair) != 0) {
			return ask_if_none(act, r, POST_REPORT_KOUETSU, chair);
		}
	}
	return KG_OK;
}
