/*
 * How an incident ends. From level 2, or when a filing was owed, with its cause and with what
 * prevents the next one; below with one line. While a mandatory clock runs only the chair or
 * the CISO ends it, with a reason. Levels 0 and 1 go to the next 幹事会 as one list, from level
 * 2 each as a matter of article 4(7) to the council's next agenda. A closed incident is opened
 * again, never changed.
 */

#include <string.h>

#include "handlers/dates.h"
#include "handlers/incident_announce.h"
#include "handlers/incident_law.h"
#include "handlers/item.h"
#include "handlers/named.h"
#include "handlers/text.h"

enum { GRAVE = 2, CAUSES = 10, SUMMARY_MAX = 200, NAMES_MAX = 8 };

struct cause {
	const char *value;
	const char *word;
};

static const struct cause causes[CAUSES] = { { "address", TR_NOOP("宛先・宛名の誤り") },
	{ "enclosure", TR_NOOP("封入・添付の誤り") },
	{ "mail", TR_NOOP("メール・FAXの誤送信") }, { "handover", TR_NOOP("窓口での誤交付") },
	{ "loss", TR_NOOP("紛失・盗難") }, { "setting", TR_NOOP("設定・システムの誤り") },
	{ "attack", TR_NOOP("不正アクセス等") }, { "insider", TR_NOOP("内部の不正") },
	{ "vendor", TR_NOOP("委託先の誤り") }, { "other", TR_NOOP("その他") } };

static const char *cause_word(const char *value, enum language l)
{
	for (size_t k = 0; k < CAUSES; k++) {
		if (strcmp(causes[k].value, value) == 0) {
			return tr(l, causes[k].word);
		}
	}
	return tr(l, "未定");
}

struct weight { /* what closing asks for */
	bool reportable;
	bool grave;
	size_t open; /* mandatory clocks that run */
	const char *open_names;
};

static struct weight weigh(struct act *act, const struct incident *i)
{
	struct weight w = { .open_names = "" };
	struct clock_duty *duties;
	size_t count;

	incident_duties(act, i, &duties, &count);
	for (size_t k = 0; k < count; k++) {
		const struct clock_row *row = duties[k].now.row;

		if (!row->mandatory) {
			continue;
		}
		w.reportable = w.reportable || (duties[k].now.state == CLOCK_OWED &&
		                                   strcmp(row->regime, "charter") != 0);
		if (incident_is_live(i, &duties[k])) {
			w.open_names = w.open++ >= NAMES_MAX
			                   ? w.open_names
			                   : arena_printf(act->desk->arena, "%s%s%s",
			                         w.open_names, w.open == 1 ? "" : "、",
			                         incident_filing_name(act, row, act->language));
		}
	}
	w.grave = i->severity >= GRAVE || w.reportable;
	return w;
}

/* Answered when he may not. */
static bool refuse(struct act *act, const struct incident *i, const struct weight *w)
{
	struct card *card;

	if (i->end.is_closed) {
		(void)desk_answer(
		    act, tr(act->language, "%s は、すでに終結しています。"), i->number);
		return true;
	}
	if (desk_may(act, CAN_INCIDENT_END) ||
	    (w->open == 0 && desk_may(act, CAN_INCIDENT_TAKE))) {
		return false;
	}
	if (!desk_may(act, CAN_INCIDENT_TAKE)) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "事故の終結は、庶務、幹事長又は議長の操作です(要綱第5条・第7条)。"));
		return true;
	}
	card = desk_answer(act,
	    tr(act->language,
	        "%s には、法令等による報告・通知が%zu件残っているため、終結できません。"),
	    i->number, w->open);
	card_line(card, LINE_PLAIN, "%s", w->open_names);
	card_line(card, LINE_PLAIN, "%s",
	    tr(act->language,
	        "報告したときは「報告済を記録」を、当たらないときは行政情報課の判断をお願いいたします。残したまま終結とするには、議長又はCISOが理由を記して操作されます。"));
	return true;
}

static struct field long_field(const char *key, const char *label)
{
	return (struct field){ .key = key,
		.type = FIELD_LONG_TEXT,
		.label = label,
		.limit = TEXT_REASON_MAX,
		.required = true };
}

static void fill_cause(struct act *act, struct field *f)
{
	struct field_option *options = arena_alloc(act->desk->arena, CAUSES * sizeof(*options));

	for (size_t k = 0; k < CAUSES; k++) {
		options[k] =
		    (struct field_option){ causes[k].value, tr(act->language, causes[k].word) };
	}
	*f = (struct field){ .key = "cause_kind",
		.type = FIELD_CHOICE,
		.label = tr(act->language, "原因の区分"),
		.required = true,
		.options = options,
		.option_count = CAUSES };
}

enum kg_status incident_ask_close(struct act *act, const struct incident *i)
{
	enum { FIELDS = 5 };
	enum language l = act->language;
	struct weight w = weigh(act, i);
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, FIELDS * sizeof(*f));
	size_t n = 0;

	if (refuse(act, i, &w)) {
		return KG_OK;
	}
	f[n++] = (struct field){ .key = "summary",
		.label = tr(l, "結果(1行)"),
		.hint = tr(l,
		    "例:全部回収し、ご本人にお詫びした。住民の氏名などは書かないでください。"),
		.limit = SUMMARY_MAX,
		.required = true };
	fill_cause(act, &f[n++]);
	if (w.grave) {
		f[n++] = long_field("cause", tr(l, "原因"));
		f[n++] = long_field("prevention", tr(l, "再発防止策"));
	}
	if (w.open > 0) {
		f[n] = long_field("reason", tr(l, "報告・通知を残して終結する理由"));
		f[n++].hint = text_truncate(w.open_names, 140, act->desk->arena);
	}
	*form = (struct form){ .kind = "incident.close",
		.title = tr(l, "事故の終結"),
		.submit = tr(l, "終結する"),
		.fields = f,
		.field_count = n };
	return desk_ask(act, form, i->number, "");
}

static void check(struct act *act, const struct weight *w)
{
	const char *const keys[] = { "summary", "cause", "prevention", "reason" };
	bool needed[] = { true, w->grave, w->grave, w->open > 0 };

	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
		if (needed[k] && text_is_blank(desk_answer_of(act, keys[k]))) {
			desk_fault(act, keys[k], tr(act->language, "ご記入ください。"));
		}
		incident_check_text(act, keys[k]);
	}
	if (strcmp(cause_word(desk_answer_of(act, "cause_kind"), LANGUAGE_JA), "未定") == 0) {
		desk_fault(act, "cause_kind", tr(act->language, "一覧からお選びください。"));
	}
}

static const char *closing_text(struct act *act, const struct incident *i)
{
	struct arena *arena = act->desk->arena;
	enum language l = LANGUAGE_JA;

	return arena_printf(arena,
	    "情報セキュリティ事故 %s(レベル%d)の対応結果を報告します。\n\n1 概要\n%s\n\n2 経過\n部署が知った時:%s\n報告:%s\n認定:%s(%s)\n終結:%s\n\n3 結果\n%s\n\n4 原因(%s)\n%s\n\n5 再発防止策\n%s\n",
	    i->number, i->severity, i->text,
	    dates_chat(i->facts[i->facts_count - 1].known, act->event->now, l, arena),
	    dates_chat(i->reported, act->event->now, l, arena),
	    dates_chat(i->recognised, act->event->now, l, arena), i->recognised_capacity,
	    dates_chat(act->event->when, act->event->now, l, arena),
	    desk_answer_of(act, "summary"), cause_word(desk_answer_of(act, "cause_kind"), l),
	    desk_answer_of(act, "cause"), desk_answer_of(act, "prevention"));
}

/* "": of a lower level. Article 4(7). */
static enum kg_status make_item(struct act *act, const struct incident *i, const char **out)
{
	*out = "";
	if (i->severity < GRAVE) {
		return KG_OK;
	}
	return item_prepare(act,
	    &(struct item_prepared){
	        .title = arena_printf(
	            act->desk->arena, "情報セキュリティ事故(%s)の対応結果について", i->number),
	        .text = closing_text(act, i),
	        .incident = "" }, /* nothing of it is urgent any more */
	    out);
}

static enum kg_status append(
    struct act *act, const struct incident *i, const struct weight *w, const char *item)
{
	return desk_append(act, "incident.closed", { "number", i->number },
	    { "severity", desk_int(act, i->severity) },
	    { "reportable", w->reportable ? "1" : "0" },
	    { "cause_kind", desk_answer_of(act, "cause_kind") },
	    { "cause", desk_answer_of(act, "cause") },
	    { "prevention", desk_answer_of(act, "prevention") },
	    { "summary", desk_answer_of(act, "summary") },
	    { "reason", w->open > 0 ? desk_answer_of(act, "reason") : "" }, { "item", item },
	    { "note", w->open > 0 ? arena_printf(act->desk->arena, "%s(%s)",
	                                desk_answer_of(act, "reason"), w->open_names)
	                          : desk_answer_of(act, "summary") },
	    { "person", act->person.id }, { "capacity", incident_capacity(act) },
	    { "when", desk_when(act) });
}

/* Whoever was told of it is told of its end. */
static enum kg_status tell_all(struct act *act, const struct incident *i, const char *line)
{
	for (size_t k = 0; k < i->told_count; k++) {
		enum language l = desk_language_of(act, i->told[k].person);
		struct card *card = desk_card(act);

		card_title(card,
		    i->end.is_closed ? tr(l, "【事故 %s】対応を終結としました。")
		                     : tr(l, "【事故 %s】対応を再開しました。"),
		    i->number);
		card_line(card, LINE_PLAIN, "%s", text_clean(line, act->desk->arena));
		card_line(card, LINE_NOTE, tr(l, "経過:/kaigi 経緯 %s"), i->number);
		TRY(desk_tell(act, i->told[k].person, i->number, card));
	}
	return KG_OK;
}

static enum kg_status end_timers(struct act *act, const struct incident *i)
{
	static const char *const kinds[] = { "incident.intake", "incident.judge",
		"incident.warn", "incident.overdue" };

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		TRY(timer_clear(act->desk->store, kinds[k], i->number));
	}
	return KG_OK;
}

static void say_where_next(struct act *act, const struct incident *i, const char *item)
{
	struct card *card = act->reply->card;
	enum language l = act->language;

	if (item[0] != '\0') {
		card_line(card, LINE_PLAIN,
		    tr(l,
		        "要綱第4条第7号の審議事項 %s として登録しました。次の管理会議の議題に加わります。"),
		    item);
	} else if (i->severity >= 0) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l, "次の幹事会に、レベル0・1の一覧としてご報告します。"));
	}
}

enum kg_status incident_take_close(
    struct act *act, struct incident *i, const struct dialogue *dialogue)
{
	struct weight w = weigh(act, i);
	const char *item;

	if (refuse(act, i, &w)) {
		return dialogue_close(act->desk->store, dialogue->token);
	}
	check(act, &w);
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	TRY(make_item(act, i, &item));
	TRY(append(act, i, &w, item));
	TRY(end_timers(act, i));
	TRY(incident_load(act->desk->store, i->number, act->desk->arena, i));
	TRY(incident_redraw(act, i));
	TRY(announce_end(act, i));
	TRY(tell_all(act, i, i->end.summary));
	TRY(incident_tell_reporter(
	    act, i, TR_NOOP("対応を終えました。ご協力ありがとうございました。")));
	(void)desk_answer(act, tr(act->language, "%s を終結としました。"), i->number);
	say_where_next(act, i, item);
	return KG_OK;
}

/* --- opened again --- */

enum kg_status incident_ask_reopen(struct act *act, const struct incident *i)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, sizeof(*f));

	if (!i->end.is_closed) {
		(void)desk_answer(
		    act, tr(act->language, "%s は、終結していません。"), i->number);
		return KG_OK;
	}
	*f = long_field("reason", tr(act->language, "再開の理由"));
	*form = (struct form){ .kind = "incident.reopen",
		.title = tr(act->language, "事故の再開"),
		.submit = tr(act->language, "再開する"),
		.fields = f,
		.field_count = 1 };
	return desk_ask(act, form, i->number, "");
}

enum kg_status incident_take_reopen(
    struct act *act, struct incident *i, const struct dialogue *dialogue)
{
	const char *reason = desk_answer_of(act, "reason");

	if (text_is_blank(reason)) {
		desk_fault(act, "reason", tr(act->language, "ご記入ください。"));
	}
	incident_check_text(act, "reason");
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	if (!i->end.is_closed) {
		return incident_ask_reopen(act, i);
	}
	TRY(desk_append(act, "incident.reopened", { "number", i->number }, { "note", reason },
	    { "person", act->person.id }, { "capacity", incident_capacity(act) },
	    { "when", desk_when(act) }));
	TRY(incident_load(act->desk->store, i->number, act->desk->arena, i));
	TRY(incident_arm(act, i));
	TRY(incident_redraw(act, i));
	TRY(announce_end(act, i));
	TRY(tell_all(act, i, reason));
	(void)desk_answer(act,
	    tr(act->language, "%s を再開しました。期限は事実から数え直しています。"),
	    i->number);
	return KG_OK;
}

/* --- how it reads --- */

void incident_add_end(
    struct act *act, const struct incident *i, enum language l, struct card *card)
{
	const struct incident_end *e = &i->end;
	struct arena *arena = act->desk->arena;

	if (!e->is_closed) {
		return;
	}
	card_line(card, LINE_PLAIN, tr(l, "終結:%s(%s %s)"),
	    dates_chat(e->at, act->event->now, l, arena), e->capacity,
	    named_full(act, e->person, l));
	card_line(card, LINE_PLAIN, tr(l, "結果:%s"), text_clean(e->summary, arena));
	card_line(card, LINE_PLAIN, tr(l, "原因の区分:%s"), cause_word(e->cause_kind, l));
	if (e->cause[0] != '\0') {
		card_line(
		    card, LINE_PLAIN, tr(l, "原因:%s"), text_clean_lines(e->cause, arena));
		card_line(card, LINE_PLAIN, tr(l, "再発防止策:%s"),
		    text_clean_lines(e->prevention, arena));
	}
	if (e->reason[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "報告・通知を残して終結した理由:%s"),
		    text_clean(e->reason, arena));
	}
	if (e->item[0] != '\0') {
		card_line(card, LINE_NOTE, tr(l, "管理会議への報告:%s"), e->item);
	}
}

/* 「」 this month, 「11月」, 「令和8年11月」, 「2026-11」. */
static bool read_month(
    struct act *act, const char *typed, struct kg_time *out_from, struct kg_time *out_to)
{
	static const char *const ends[] = { "1日", "-01" };
	struct kg_time now = act->event->when;
	struct dates_rules rules = { 0 };
	struct dates_fault fault;
	struct kg_time day = now;
	bool good = text_is_blank(typed);
	struct kg_civil civil;
	struct kg_date first;

	for (size_t k = 0; !good && k < sizeof(ends) / sizeof(ends[0]); k++) {
		good = dates_parse_past(arena_printf(act->desk->arena, "%s%s", typed, ends[k]),
		           now, &rules, &day, &fault) == KG_OK;
	}
	civil = kg_civil_of_date(kg_date_of(day));
	if (!good || !kg_date_make(civil.year, civil.month, 1, &first)) {
		return false;
	}
	*out_from = kg_date_start(first);
	if (!kg_date_make(civil.month == 12 ? civil.year + 1 : civil.year, civil.month % 12 + 1,
	        1, &first)) {
		return false;
	}
	*out_to = kg_date_start(first);
	return true;
}

/* Counts only: no text of an incident, nobody's name. */
enum kg_status incident_sums_show(struct act *act, const char *typed)
{
	enum language l = act->language;
	struct kg_time from;
	struct kg_time to;
	struct kg_civil month;
	struct incident_sum *sums;
	struct card *card;
	size_t count;

	if (!desk_may(act, CAN_INCIDENT_TAKE) && !desk_may(act, CAN_INCIDENT_RULE)) {
		(void)desk_answer(act, "%s",
		    tr(l, "集計は、庶務、議長、幹事長及び行政情報課の方がご覧になれます。"));
		return KG_OK;
	}
	if (!read_month(act, typed, &from, &to)) {
		(void)desk_answer(act, "%s",
		    tr(l,
		        "集計する月をご記入ください。例:事故 集計 2026-11、事故 集計 令和8年11月"));
		return KG_OK;
	}
	TRY(incident_sums(act->desk->store, from, to, act->desk->arena, &sums, &count));
	month = kg_civil_of_date(kg_date_of(from));
	card = desk_answer(act,
	    tr(l, "【事故】%d年%d月に報告のあった件数(所管課・原因の区分ごと)"), month.year,
	    month.month);
	for (size_t k = 0; k < count; k++) {
		card_line(card, LINE_PLAIN, tr(l, "%s・%s:%lld件"),
		    text_clean(sums[k].department, act->desk->arena),
		    cause_word(sums[k].cause_kind, l), (long long)sums[k].count);
	}
	if (count == 0) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "ありません。"));
	}
	return KG_OK;
}
