/*
 * What the facts of an incident start: duties, warnings, the page. Each change of facts
 * computes anew, beside what it came to before. Warnings name a guide value as a guide; a first
 * report is never said to have missed a legal limit.
 */

#include <string.h>

#include "handlers/dates.h"
#include "handlers/incident.h"
#include "handlers/incident_law.h"
#include "handlers/text.h"

const struct clocks *incident_table(const struct act *act)
{
	static const struct clocks none;

	return act->desk->clocks == NULL ? &none : act->desk->clocks;
}

static struct clock_terms terms_of(struct act *act)
{
	return (struct clock_terms){
		.lead_days = desk_rule_int(act, "internal_lead_days", act->event->when),
		.warn_minute = desk_rule_clock(act, "reminder_hour", act->event->when),
	};
}

void incident_duties(
    struct act *act, const struct incident *i, struct clock_duty **out, size_t *out_count)
{
	const struct clocks *clocks = incident_table(act);
	struct clock_version *versions =
	    arena_alloc(act->desk->arena, i->facts_count * sizeof(*versions));
	struct clock_decision *decisions =
	    arena_alloc(act->desk->arena, (i->ruling_count + 1) * sizeof(*decisions));
	struct clock_case c = { .clocks = clocks,
		.versions = versions,
		.version_count = i->facts_count,
		.decisions = decisions,
		.decision_count = i->ruling_count,
		.terms = terms_of(act) };

	for (size_t k = 0; k < i->facts_count; k++) {
		versions[k] = (struct clock_version){ .at = i->facts[k].at,
			.values =
			    incident_law_facts(clocks, i->facts[k].facts, act->desk->arena) };
		versions[k].starts[CLOCK_KNOWN] = i->facts[k].known;
		versions[k].starts[CLOCK_RECOGNISED] = i->recognised;
	}
	for (size_t k = 0; k < i->ruling_count; k++) {
		decisions[k] = (struct clock_decision){ i->rulings[k].filing,
			(size_t)i->rulings[k].version - 1 };
	}
	clock_law_duties(&c, act->desk->arena, out, out_count);
}

static const struct incident_filing *filed(const struct incident *i, const char *filing)
{
	for (size_t k = 0; k < i->filing_count; k++) {
		if (strcmp(i->filings[k].filing, filing) == 0) {
			return &i->filings[k];
		}
	}
	return NULL;
}

/* 受領 of CISO and chair meets the duty to tell them. */
static bool is_told(const struct incident *i, const char *filing)
{
	const char *office = strcmp(filing, "internal-ciso") == 0    ? "ciso"
	                     : strcmp(filing, "internal-chair") == 0 ? "chair"
	                                                             : "";

	for (size_t k = 0; k < i->told_count; k++) {
		if (strcmp(i->told[k].office, office) == 0 &&
		    kg_time_is_set(i->told[k].acknowledged)) {
			return true;
		}
	}
	return false;
}

bool incident_is_live(const struct incident *i, const struct clock_duty *duty)
{
	bool gone = duty->now.state == CLOCK_RULED_OUT ||
	            (duty->now.state == CLOCK_LAPSED && !duty->now.row->mandatory);

	return !gone && filed(i, duty->filing) == NULL && !is_told(i, duty->filing);
}

/* Those that lie ahead: what is past already stands on the page, with its true times. */
static enum kg_status arm_duty(
    struct act *act, const struct incident *i, const struct clock_duty *duty)
{
	struct clock_terms terms = terms_of(act);
	struct kg_time *warns;
	size_t count;

	clock_law_warns(
	    duty->now.row, &duty->now.due, &terms, act->desk->arena, &warns, &count);
	for (size_t k = 0; k < count; k++) {
		if (warns[k].ms > act->event->when.ms) {
			TRY(timer_set(act->desk->store, "incident.warn", i->number,
			    arena_printf(act->desk->arena, "%s|%zu", duty->filing, k),
			    warns[k]));
		}
	}
	if (duty->now.due.is_set && !clock_law_is_past(&duty->now.due, act->event->when)) {
		TRY(timer_set(act->desk->store, "incident.overdue", i->number, duty->filing,
		    duty->now.due.end));
	}
	return KG_OK;
}

enum kg_status incident_arm(struct act *act, const struct incident *i)
{
	struct clock_duty *duties;
	size_t count;

	TRY(timer_clear(act->desk->store, "incident.warn", i->number));
	TRY(timer_clear(act->desk->store, "incident.overdue", i->number));
	if (i->end.is_closed) {
		return KG_OK;
	}
	incident_duties(act, i, &duties, &count);
	for (size_t k = 0; k < count; k++) {
		if (incident_is_live(i, &duties[k])) {
			TRY(arm_duty(act, i, &duties[k]));
		}
	}
	return KG_OK;
}

/* --- words --- */

static const char *in(const struct text2 *text, enum language l)
{
	return l == LANGUAGE_JA ? text->ja : text->en;
}

const char *incident_filing_name(struct act *act, const struct clock_row *row, enum language l)
{
	return arena_printf(act->desk->arena, tr(l, "%s への%s(%s)"), in(&row->addressee, l),
	    in(&row->title, l), in(&row->basis, l));
}

static const char *due_word(struct act *act, const struct clock_due *due, enum language l)
{
	struct kg_time last = { due->end.ms - (due->is_day ? 1 : 0) };

	return due->is_day ? dates_chat_day(last, act->event->now, l, act->desk->arena)
	                   : dates_chat(last, act->event->now, l, act->desk->arena);
}

static const char *limit_name(const struct clock_row *row, enum language l)
{
	return row->limit == CLOCK_STATUTORY ? tr(l, "法定の期限") : tr(l, "目安");
}

const char *incident_due_word(
    struct act *act, const struct clock_row *row, const struct clock_due *due, enum language l)
{
	return arena_printf(
	    act->desk->arena, tr(l, "%s %s"), limit_name(row, l), due_word(act, due, l));
}

static const char *state_word(enum clock_state state, enum language l)
{
	switch (state) {
	case CLOCK_OPEN:
		return tr(l, "未判定");
	case CLOCK_OWED:
		return tr(l, "該当");
	case CLOCK_LAPSED:
		return tr(l, "要判断(事実の変更により当たらない可能性)");
	case CLOCK_RULED_OUT:
		return tr(l, "非該当");
	}
	KG_UNREACHABLE();
}

static void add_when(
    struct act *act, const struct clock_duty *duty, enum language l, struct card *card)
{
	const struct clock_due *due = &duty->now.due;
	const struct clock_row *row = duty->now.row;

	if (!due->is_set) {
		return;
	}
	card_line(card, LINE_PLAIN, tr(l, "%sは %s(起算 %s)"), limit_name(row, l),
	    due_word(act, due, l),
	    dates_chat(due->start, act->event->now, l, act->desk->arena));
	if (due->is_day) {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena,
		        row->day_one == CLOCK_START_DAY
		            ? tr(l, "。起算の日を1日目として%d日目です")
		            : tr(l, "。起算の日の翌日を1日目として%d日目です"),
		        row->amount));
	}
	if (due->has_internal) {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, "。庁内の目標は %s"),
		        dates_chat_day(kg_date_start(due->internal), act->event->now, l,
		            act->desk->arena)));
	}
}

/* --- warnings --- */

static enum kg_status warn_person(struct act *act, const struct incident *i,
    const struct clock_duty *duty, const char *person, bool is_over)
{
	enum language l = desk_language_of(act, person);
	struct card *card = desk_card(act);

	card_title(card,
	    is_over ? tr(l, "【期限】%s %s の%sを過ぎました。")
	            : tr(l, "【期限】%s %s の%sが近づいています。"),
	    i->number, incident_filing_name(act, duty->now.row, l),
	    limit_name(duty->now.row, l));
	add_when(act, duty, l, card);
	card_line(card, LINE_PLAIN, "%s",
	    tr(l,
	        "判明した範囲で報告できます(残りは続報)。報告したときは記録をお願いいたします。"));
	card_line(
	    card, LINE_NOTE, "%s・/kaigi 期限 %s", state_word(duty->now.state, l), i->number);
	return desk_tell(act, person, i->number, card);
}

/* Those who judge and do it; from the recognition on the 幹事長, and of a duty that is overdue
 * chair and CISO. That they themselves be told is for 庶務 to see to. */
static bool is_warned(
    const struct incident *i, const struct clock_row *row, const char *office, bool is_over)
{
	bool recognised = incident_is(i, "recognised");
	bool own = strcmp(row->regime, "charter") == 0;

	if (strcmp(office, "secretariat") == 0) {
		return recognised || !own;
	}
	if (own || (!recognised && *office != 'm')) {
		return false;
	}
	return *office == 'm' || strcmp(office, "vice") == 0 || (is_over && row->mandatory);
}

enum kg_status incident_warn(
    struct act *act, const struct incident *i, const char *filing, bool is_over)
{
	static const char *const offices[] = { "secretariat", "m3", "m4", "vice", "chair",
		"ciso" };
	const struct clock_duty *duty;
	struct clock_duty *duties;
	size_t count;

	incident_duties(act, i, &duties, &count);
	for (duty = duties; duty < duties + count && strcmp(duty->filing, filing) != 0;
	     duty++) {
	}
	if (duty == duties + count || !incident_is_live(i, duty)) {
		return KG_OK;
	}
	for (size_t o = 0; o < sizeof(offices) / sizeof(offices[0]); o++) {
		struct tenure *held;
		size_t held_count;

		if (!is_warned(i, duty->now.row, offices[o], is_over)) {
			continue;
		}
		TRY(holders_of(act->desk->store, offices[o], act->event->when, act->desk->arena,
		    &held, &held_count));
		for (size_t h = 0; h < held_count; h++) {
			TRY(warn_person(act, i, duty, held[h].person, is_over));
		}
	}
	return KG_OK;
}

/* --- 判定 --- */

static const char *const judges[] = { "m3", "m4" };

static bool is_unjudged(struct act *act, const struct incident *i)
{
	struct clock_duty *duties;
	size_t count;

	incident_duties(act, i, &duties, &count);
	for (size_t k = 0; k < count; k++) {
		bool open =
		    duties[k].now.state == CLOCK_OPEN || duties[k].now.state == CLOCK_LAPSED;

		if (open && duties[k].now.row->mandatory && incident_is_live(i, &duties[k])) {
			return true;
		}
	}
	return false;
}

static enum kg_status tell_judge(struct act *act, const struct incident *i, const char *person,
    struct kg_time by, bool is_over)
{
	enum language l = desk_language_of(act, person);
	struct card *card = desk_card(act);

	card_title(card,
	    is_over
	        ? tr(l, "【事故 %s】報告対象に当たるかどうかの判定期限(%s)を過ぎました。")
	        : tr(l,
	              "【事故 %s】報告対象に当たるかどうか、%sまでにご判断をお願いいたします。"),
	    i->number, dates_when_day(by, act->event->now, l, act->desk->arena));
	card_line(card, LINE_PLAIN, tr(l, "概要:%s"), text_clean(i->text, act->desk->arena));
	card_line(card, LINE_NOTE, tr(l, "連絡先と期限:/kaigi 期限 %s"), i->number);
	return desk_tell(act, person, i->number, card);
}

static enum kg_status tell_judges(
    struct act *act, const struct incident *i, struct kg_time by, bool is_over)
{
	for (size_t o = 0; o < sizeof(judges) / sizeof(judges[0]); o++) {
		struct tenure *held;
		size_t count;

		TRY(holders_of(act->desk->store, judges[o], act->event->when, act->desk->arena,
		    &held, &count));
		for (size_t h = 0; h < count; h++) {
			TRY(tell_judge(act, i, held[h].person, by, is_over));
		}
	}
	return KG_OK;
}

enum kg_status incident_ask_judgement(struct act *act, const struct incident *i)
{
	struct kg_time by = incident_law_judge_by(
	    act->event->when, desk_rule_clock(act, "day_end", act->event->when));

	if (!is_unjudged(act, i)) {
		return KG_OK;
	}
	TRY(timer_set(act->desk->store, "incident.judge", i->number, "", by));
	return tell_judges(act, i, by, false);
}

enum kg_status incident_judgement_due(struct act *act, const struct incident *i)
{
	if (!is_unjudged(act, i)) {
		return KG_OK;
	}
	TRY(desk_tell_office(act, "secretariat", i->number,
	    TR_NOOP("【事故 %s】報告対象に当たるかどうかが、判定期限までに決まっていません。"),
	    i->number));
	return tell_judges(act, i, act->event->when, true);
}

/* --- the page --- */

static void add_before(
    struct act *act, const struct clock_duty *duty, enum language l, struct card *card)
{
	for (size_t k = 0; k < duty->before_count; k++) {
		const struct clock_outcome *o = &duty->before[k];

		card_line(card, LINE_NOTE, tr(l, "変更前(%sまで):%s"),
		    dates_chat(
		        k + 1 < duty->before_count ? duty->before[k + 1].at : duty->now.at,
		        act->event->now, l, act->desk->arena),
		    state_word(o->state, l));
		if (o->due.is_set) {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, "・%s", due_word(act, &o->due, l)));
		}
	}
}

static void add_duty(
    struct act *act, const struct incident *i, const struct clock_duty *duty, struct card *card)
{
	enum language l = act->language;
	const struct clock_row *row = duty->now.row;
	const struct incident_filing *done = filed(i, duty->filing);

	card_line(card, LINE_PLAIN, "%s", "");
	card_run(card, RUN_BOLD, NULL, incident_filing_name(act, row, l));
	card_run(card, RUN_TEXT, NULL,
	    arena_printf(act->desk->arena, ":%s", state_word(duty->now.state, l)));
	if (done != NULL) {
		card_line(card, LINE_PLAIN, tr(l, "報告済 %s・%s・%s・受付番号 %s"),
		    dates_chat(done->sent, act->event->now, l, act->desk->arena), done->means,
		    done->counterpart, done->receipt[0] == '\0' ? "-" : done->receipt);
	} else if (is_told(i, duty->filing)) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "受領を確認済"));
	}
	add_when(act, duty, l, card);
	if (incident_is_live(i, duty) && clock_law_is_past(&duty->now.due, act->event->when)) {
		bool before = kg_time_is_set(i->received) &&
		              clock_law_is_past(&duty->now.due, i->received);

		card_line(card, LINE_PLAIN, "%s",
		    before ? tr(l, "⚠ 受付時点で経過") : tr(l, "⚠ 経過"));
	}
	if (clock_law_is_shortened(duty)) {
		card_line(
		    card, LINE_PLAIN, "%s", tr(l, "⚠ 事実の変更により、期日が早まりました"));
	}
	add_before(act, duty, l, card);
}

enum kg_status incident_clocks(struct act *act, const char *number)
{
	enum language l = act->language;
	struct clock_duty *duties;
	struct incident i;
	struct card *card;
	size_t count;
	enum kg_status st = incident_load(act->desk->store, number, act->desk->arena, &i);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	if (st == KG_NOT_FOUND || !incident_may_see(act, &i)) {
		(void)desk_answer(act, tr(l, "%s という事故は見当たりません。"), number);
		return KG_OK;
	}
	incident_duties(act, &i, &duties, &count);
	card = desk_answer(act, tr(l, "【事故 %s】連絡先と期限"), number);
	for (size_t k = 0; k < count; k++) {
		const struct clock_duty *d = &duties[k];

		/* Where nothing is owed by law the changed facts suffice. */
		if (d->now.state != CLOCK_LAPSED || d->now.row->mandatory) {
			add_duty(act, &i, d, card);
		}
	}
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※未判定の時計も動いています。個人情報の報告の日数のうち、速報の日数は目安です。"));
	if (desk_may(act, CAN_INCIDENT_TAKE)) {
		card_button(
		    card, BUTTON_PRIMARY, "incident.facts", number, tr(l, "事実を記入"));
		card_button(
		    card, BUTTON_PLAIN, "incident.filed", number, tr(l, "報告済を記録"));
	}
	if (desk_may(act, CAN_INCIDENT_RULE)) {
		card_button(card, BUTTON_PLAIN, "incident.rule", number, tr(l, "非該当とする"));
	}
	return KG_OK;
}
