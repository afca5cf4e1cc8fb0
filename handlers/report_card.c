/* How a report's cards read, in one language, at one instant; and the words of each refusal. */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/report.h"
#include "handlers/text.h"

enum { LINES_WITH_BUTTONS = 5 };

static const char *reporter(const struct report *r, enum language l)
{
	return strcmp(r->reported_capacity, "幹事長職務代理者") == 0
	           ? tr(l, "幹事長職務代理者(副幹事長)")
	           : tr(l, "幹事長");
}

static void add_words(
    struct act *act, const struct report_line *line, enum language l, struct card *card)
{
	if (line->amendment[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, " 修正の内容:%s"),
		    text_clean(line->amendment, act->desk->arena));
	}
	if (line->dissent[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, " 少数意見:%s"),
		    text_clean(line->dissent, act->desk->arena));
	}
	if (line->opinion[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, " 集約意見:%s"),
		    text_clean(line->opinion, act->desk->arena));
	}
}

static void add_answer(
    struct act *act, const struct report_line *line, enum language l, struct card *card)
{
	if (line->answer[0] == '\0') {
		return;
	}
	if (line->answered_by[0] == '\0') {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l,
		        " → 意見を集約し管理会議に報告します(同条第6項)。会議に付議します。"));
		return;
	}
	card_line(card, LINE_PLAIN, " → %s(%s)%s%s", report_answer_word(line->answer, l),
	    dates_chat(line->answered, act->event->now, l, act->desk->arena),
	    line->resolution[0] == '\0' ? "" : " ", line->resolution);
	if (line->same_person) {
		card_run(card, RUN_TEXT, NULL, tr(l, "(職務代理・同一人)"));
	}
	if (line->answer_reason[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " 理由:%s"),
		        text_clean(line->answer_reason, act->desk->arena)));
	}
}

void report_add_lines(
    struct act *act, const struct report *r, enum language l, struct card *card)
{
	for (size_t i = 0; i < r->line_count; i++) {
		const struct report_line *line = &r->lines[i];

		card_line(card, LINE_PLAIN, "%s", "");
		card_run(card, RUN_BOLD, NULL,
		    arena_printf(act->desk->arena, tr(l, "%s %s(第4条第%d号)"), line->item,
		        text_clean(line->title, act->desk->arena), line->class));
		if (line->important) {
			card_run(card, RUN_BOLD, NULL, tr(l, "【特に重要】"));
		}
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " 結果:%s%s"),
		        report_result_word(line->result, l),
		        line->dissent[0] == '\0' ? "" : tr(l, "(少数意見あり)")));
		add_words(act, line, l, card);
		add_answer(act, line, l, card);
	}
}

static void add_footer(
    struct act *act, const struct report *r, enum language l, struct card *card)
{
	card_line(card, LINE_NOTE, tr(l, "第%d版・%s・報告 %.12s"), r->version,
	    card_charter(act, r->charter_version, l), r->sha256[0] == '\0' ? "-" : r->sha256);
}

static const char *value_of(struct act *act, const struct report *r, int position)
{
	return arena_printf(act->desk->arena, "%s|%d|%d", r->number, r->version, position);
}

static void draw_review(
    struct act *act, const struct report *r, enum language l, struct card *card)
{
	card_title(card, tr(l, "【幹事会・報告 %s】庶務内確認をお願いいたします。"), r->number);
	report_add_lines(act, r, l, card);
	if (r->state == REPORT_REVIEW) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "※⭕ を付けるか「確認」を押すと、幹事長へ報告の伺いを送ります。"));
		card_button(
		    card, BUTTON_PRIMARY, "report.ok", value_of(act, r, 0), tr(l, "確認"));
		card_button(
		    card, BUTTON_PLAIN, "report.back", value_of(act, r, 0), tr(l, "差戻し"));
	} else {
		card_line(card, LINE_PLAIN, "%s", report_state_word(r, l));
	}
	add_footer(act, r, l, card);
}

static void draw_make(
    struct act *act, const struct report *r, enum language l, struct card *card)
{
	card_title(card,
	    tr(l,
	        "【幹事会・報告 %s】幹事長 %s幹事会(%s)の審議事項と審議結果を議長に報告してよろしいか、お伺いします(要綱第3条の3第4項)。"),
	    r->number, r->session,
	    dates_chat_day(r->held, act->event->now, l, act->desk->arena));
	report_add_lines(act, r, l, card);
	if (r->state == REPORT_READY) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "※⭕ を付けるか「議長に報告する」を押すと、この内容で報告します。"));
		card_button(card, BUTTON_PRIMARY, "report.send", value_of(act, r, 0),
		    tr(l, "議長に報告する"));
		card_button(card, BUTTON_PLAIN, "report.back", value_of(act, r, 0),
		    tr(l, "庶務に戻す"));
	} else {
		card_line(card, LINE_PLAIN, "%s", report_state_word(r, l));
	}
	add_footer(act, r, l, card);
}

static const struct {
	enum report_answer answer;
	const char *action;
	const char *label;
} buttons[] = {
	{ ANSWER_LINE_APPROVE, "report.approve", TR_NOOP("%s 承認") },
	{ ANSWER_LINE_RECEIVE, "report.receive", TR_NOOP("%s 報告を受けた") },
	{ ANSWER_LINE_RETURN, "report.return", TR_NOOP("%s 差戻し") },
	{ ANSWER_LINE_REFER, "report.refer", TR_NOOP("%s 付議") },
};

static void add_buttons(struct act *act, const struct report *r, const struct report_line *line,
    unsigned choices, enum language l, struct card *card)
{
	for (size_t i = 0; i < sizeof(buttons) / sizeof(buttons[0]); i++) {
		if ((choices & (unsigned)buttons[i].answer) == 0) {
			continue;
		}
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		card_button(card, i == 0 ? BUTTON_PRIMARY : BUTTON_PLAIN, buttons[i].action,
		    value_of(act, r, line->position),
		    arena_printf(act->desk->arena, tr(l, buttons[i].label), line->item));
#pragma GCC diagnostic pop
	}
}

/* The chair's choices, five lines at a time; why an approval is missing is said. */
static enum kg_status add_choices(struct act *act, const struct report *r, const char *person,
    enum language l, struct card *card)
{
	size_t approvable = 0;
	size_t shown = 0;
	bool own = false;

	for (size_t i = 0; i < r->line_count; i++) {
		struct report_case c;
		unsigned choices;
		enum report_word word;

		TRY(report_case_of(act, r, &r->lines[i], person, &c));
		choices = report_choices(&c);
		word = report_may(&c, ANSWER_LINE_APPROVE);
		own = own || word == REPORT_OWN || word == REPORT_OWN_NO_INCIDENT;
		approvable += (choices & (unsigned)ANSWER_LINE_APPROVE) != 0 ? 1 : 0;
		if (choices != 0 && shown < LINES_WITH_BUTTONS) {
			add_buttons(act, r, &r->lines[i], choices, l, card);
			shown++;
		}
	}
	if (approvable > 1) {
		card_button(card, BUTTON_PRIMARY, "report.rest", value_of(act, r, 0),
		    tr(l, "残りすべて承認"));
	}
	if (own) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※議長の職務を代理する副議長は、本報告を行った幹事長と同一の方です。承認をもって議決とする取扱いはできませんが、ほかのご判断は承ります。"));
	}
	return KG_OK;
}

/* The chair answers knowing that the committee which reported is another one now. */
static void add_reorganised(
    struct act *act, const struct report *r, enum language l, struct card *card)
{
	const struct charter *then = charter_version(act->desk->charter, r->charter_version);
	const struct charter *now = charter_at(act->desk->charter, kg_date_of(act->event->now));

	if (then != NULL && r->state == REPORT_REPORTED &&
	    charter_seats_differ(then, now, "committee")) {
		card_line(card, LINE_NOTE,
		    tr(l,
		        "※この報告は改正前の%sによる幹事会のものです。その後の改正(%s)により、幹事の席に異動がありました。"),
		    card_charter(act, then->version, l), card_charter(act, now->version, l));
	}
}

static enum kg_status draw_chair(struct act *act, const struct report *r,
    const struct posting *posting, enum language l, struct card *card)
{
	const char *chair;
	bool acting;

	TRY(matter_chair(act, act->event->when, &chair, &acting));
	card_title(card,
	    tr(l,
	        "【管理会議・幹事会報告 %s】%s %sから、%s%s幹事会の審議結果について報告がありました(要綱第3条の3第4項)。"),
	    r->number, acting ? tr(l, "議長職務代理者") : tr(l, "議長"), reporter(r, l),
	    dates_chat_day(r->held, act->event->now, l, act->desk->arena), r->session);
	add_reorganised(act, r, l, card);
	report_add_lines(act, r, l, card);
	if (r->state == REPORT_REPORTED) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※議題ごとに、承認し議決とする(同条第5項)・報告を受けた・差戻し・付議をお選びください。"));
		TRY(add_choices(act, r, posting->person, l, card));
	}
	add_footer(act, r, l, card);
	return KG_OK;
}

static void draw_kouetsu(
    struct act *act, const struct report *r, enum language l, struct card *card)
{
	bool due = false;

	card_title(card,
	    tr(l,
	        "【管理会議・幹事会報告 %s】議長 ご不在の間に、議長職務代理者が自ら行った報告を承認しました(議長決定による)。後閲をお願いいたします。"),
	    r->number);
	report_add_lines(act, r, l, card);
	for (size_t i = 0; i < r->line_count; i++) {
		due = due || strcmp(r->lines[i].kouetsu, "due") == 0;
	}
	if (due) {
		card_button(card, BUTTON_PRIMARY, "report.seen", value_of(act, r, 0),
		    tr(l, "後閲しました"));
	} else {
		card_line(card, LINE_PLAIN, "%s", tr(l, "後閲済です。"));
	}
	add_footer(act, r, l, card);
}

enum kg_status report_draw(
    struct act *act, const struct posting *posting, enum language l, struct card *out)
{
	struct report r;

	TRY(report_load(act->desk->store, posting->matter, act->desk->arena, &r));
	if (posting->round != r.version) {
		card_title(out,
		    tr(l,
		        "【幹事会・報告 %s】このカードは以前の版(第%d版)のものです。最新のカードをご覧ください。"),
		    r.number, posting->round);
		return KG_OK;
	}
	if (strcmp(posting->kind, POST_REPORT_REVIEW) == 0) {
		draw_review(act, &r, l, out);
	} else if (strcmp(posting->kind, POST_REPORT_MAKE) == 0) {
		draw_make(act, &r, l, out);
	} else if (strcmp(posting->kind, POST_REPORT_KOUETSU) == 0) {
		draw_kouetsu(act, &r, l, out);
	} else if (strcmp(posting->kind, POST_REPORT_CARD) == 0) {
		return draw_chair(act, &r, posting, l, out);
	} else {
		return KG_NOT_FOUND;
	}
	return KG_OK;
}

void report_card_of_resolution(struct act *act, const struct report *r,
    const struct report_line *line, const char *witness, enum language l, struct card *card)
{
	bool acting = strcmp(line->answer_capacity, "議長職務代理者") == 0;

	card_title(card,
	    acting
	        ? tr(l,
	              "【管理会議】幹事会報告 %s のうち %s について議長職務代理者(副議長)の承認があり、要綱第3条の3第5項の規定により、管理会議の議決となりました(%s、議決日 %s)。")
	        : tr(l,
	              "【管理会議】幹事会報告 %s のうち %s について議長の承認があり、要綱第3条の3第5項の規定により、管理会議の議決となりました(%s、議決日 %s)。"),
	    r->number, line->item, line->resolution,
	    dates_chat_day(line->answered, act->event->now, l, act->desk->arena));
	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"),
	    text_clean(line->title, act->desk->arena), line->class);
	if (line->same_person) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l, "※承認者は報告を行った幹事長と同一の方です(職務代理・同一人)。"));
	}
	card_line(card, LINE_NOTE, tr(l, "記録:%s"), witness);
}

const char *report_refusal(struct act *act, const struct report *r,
    const struct report_line *line, enum report_word word)
{
	enum language l = act->language;
	struct arena *arena = act->desk->arena;

	switch (word) {
	case REPORT_NOT_CHAIR:
		return arena_printf(arena,
		    tr(l,
		        "%s へのご判断は、管理会議の議長(要綱第3条の3第5項)又は職務を代理する副議長(第3条第2項)がされます。ご意見は庶務にお寄せください。"),
		    r->number);
	case REPORT_NOT_REPORTED:
		return arena_printf(arena,
		    tr(l,
		        "%s は、まだ議長に報告されていません(要綱第3条の3第4項)。幹事長の報告をお待ちください。"),
		    r->number);
	case REPORT_ENDED:
		return arena_printf(arena, tr(l, "%s はすでに終了しています(%s)。"), r->number,
		    report_state_word(r, l));
	case REPORT_EDITED:
		return arena_printf(arena,
		    tr(l,
		        "%s の %s は、ご覧のカードの後に内容が改められています。固定された文面と異なるため承れません。最新のカードでお願いいたします。"),
		    r->number, line->item);
	case REPORT_ALREADY:
	case REPORT_CONTRADICTS:
		return arena_printf(arena,
		    tr(l,
		        "%s の %s は、すでに「%s」として記録されています。改める場合は、会議又は要綱第6条の持ち回りでお諮りください。"),
		    r->number, line->item, report_answer_word(line->answer, l));
	case REPORT_NO_RESULT:
		return arena_printf(arena,
		    tr(l, "%s の %s には審議結果がありません(要綱第3条の3第4項)。"), r->number,
		    line->item);
	case REPORT_IMPORTANT:
		return arena_printf(arena,
		    tr(l,
		        "%s は特に重要な事案のため、承認をもって議決とすることはできません。管理会議で審議します(要綱第3条第4項・第3条の3第6項)。付議をお選びください。"),
		    line->item);
	case REPORT_NOT_FIT:
		return arena_printf(arena,
		    tr(l,
		        "%s の審議結果は「%s」です。要綱第3条の3第5項の承認は、幹事会が適当とした内容を議決とするものです。本件には議決となる内容がありませんので、報告を受けた・差戻し・付議からお選びください。"),
		    line->item, report_result_word(line->result, l));
	case REPORT_OWN: {
		struct rule_value rule = desk_rule(act, "acting_chair_own_report", r->reported);

		return arena_printf(arena,
		    tr(l,
		        "議長の職務を代理する副議長は、本報告を行った幹事長と同一の方です。要綱に定めはありませんが、この場合に承認をもって議決とする取扱いは行わないこととしています(%s)。要綱第6条の持ち回り、会議の招集、又は議長の復帰後の承認をご利用ください。"),
		    rule.entry == 0 ? tr(l, "既定値") : rule.document);
	}
	case REPORT_OWN_NO_INCIDENT:
		return arena_printf(arena, "%s",
		    tr(l,
		        "議長の職務を代理する副議長は、本報告を行った幹事長と同一の方です。議長決定により、認定された事故への対応に限り、議長の後閲を条件に承認できます。要綱第6条の持ち回り、会議の招集、又は議長の復帰後の承認をご利用ください。"));
	case REPORT_LAWFUL:
	case REPORT_LAWFUL_OWN:
	case REPORT_LAWFUL_OWN_KOUETSU:
		break;
	}
	KG_UNREACHABLE();
}
