/*
 * What is known of an incident, entered by people: the facts, the judgement that a filing is
 * not owed, and what was sent. Nothing is assumed for them; what the kind of work makes likely
 * is only offered.
 */

#include <string.h>

#include "handlers/dates.h"
#include "handlers/incident.h"
#include "handlers/incident_law.h"
#include "handlers/text.h"

enum { OPTIONS_MAX = 60, KNOWN_LIMIT = 60 };

static const char *in(const struct text2 *text, enum language l)
{
	return l == LANGUAGE_JA ? text->ja : text->en;
}

enum kg_status incident_add_facts(struct act *act, const struct incident *i, const char *lines,
    struct kg_time known, const char *capacity)
{
	return desk_append(act, "incident.facts", { "number", i->number },
	    { "version", desk_int(act, (int64_t)i->facts_count + 1) }, { "facts", lines },
	    { "known", desk_int(act, known.ms) },
	    { "clocks_sha256",
	        incident_table(act)->sha256 == NULL ? "" : incident_table(act)->sha256 },
	    { "person", act->person.id }, { "capacity", capacity }, { "when", desk_when(act) });
}

static const char *known_word(struct act *act, const struct incident_facts *facts)
{
	return dates_chat(facts->known, act->event->when, act->language, act->desk->arena);
}

static bool is_asked(const struct clock_fact *fact)
{
	return strcmp(fact->id, "severity") != 0;
}

/* An answer that the kind of work makes likely: confirmed by a person, never assumed. */
static bool is_likely(const struct incident *i, const char *fact)
{
	static const char *const works[] = { "disability", "mental", "medical", "checkup" };

	if (strcmp(fact, "personal") == 0) {
		return strcmp(i->work, "none") != 0 && strcmp(i->work, "unknown") != 0;
	}
	for (size_t k = 0; k < sizeof(works) / sizeof(works[0]); k++) {
		if (strcmp(fact, "sensitive") == 0 && strcmp(i->work, works[k]) == 0) {
			return true;
		}
	}
	return false;
}

static const char *key_of(struct act *act, const char *fact)
{
	return arena_printf(act->desk->arena, "fact_%s", fact);
}

enum kg_status incident_ask_facts(struct act *act, const struct incident *i)
{
	enum language l = act->language;
	const struct clocks *clocks = incident_table(act);
	const struct incident_facts *newest = &i->facts[i->facts_count - 1];
	struct clock_value *values =
	    incident_law_facts(clocks, newest->facts, act->desk->arena);
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, (clocks->fact_count + 1) * sizeof(*f));
	size_t n = 0;

	f[n++] = (struct field){ .key = "known",
		.label = tr(l, "部署が最初に知った日時"),
		.value = known_word(act, newest),
		.limit = KNOWN_LIMIT,
		.required = true };
	for (size_t k = 0; k < clocks->fact_count; k++) {
		const struct clock_fact *fact = &clocks->facts[k];

		if (!is_asked(fact)) {
			continue;
		}
		f[n] = (struct field){ .key = key_of(act, fact->id),
			.label = text_truncate(in(&fact->question, l), 48, act->desk->arena),
			.hint = text_fits(in(&fact->question, l), 48) ? NULL
			                                              : in(&fact->question, l),
			.limit = 8 };
		if (fact->type == CLOCK_FACT_NUMBER) {
			f[n].value = values[k].is_known ? desk_int(act, values[k].number) : "";
		} else {
			bool yes =
			    values[k].is_known ? values[k].number != 0 : is_likely(i, fact->id);

			f[n].type = FIELD_CHOICE;
			f[n].value = yes ? "yes" : values[k].is_known ? "no" : "unknown";
			incident_options(act, LIST_ANSWER, &f[n]);
		}
		n++;
	}
	*form = (struct form){ .kind = "incident.facts",
		.title = tr(l, "事実の確認"),
		.submit = tr(l, "記録する"),
		.intro = tr(l,
		    "わかったことだけを改めてください。わからないことは未判定のまま、期限を数えます。"),
		.fields = f,
		.field_count = n };
	return desk_ask(act, form, i->number, "");
}

static bool read_count(const char *text, int *out)
{
	size_t size = strspn(text, "0123456789");
	int number = 0;

	for (size_t k = 0; k < size; k++) {
		number = number * 10 + (text[k] - '0');
	}
	*out = number;
	return size > 0 && size <= 7 && text[size] == '\0';
}

/* The answers over what was known; faults by their fields. */
static const char *read_facts(struct act *act, const struct incident *i)
{
	const struct clocks *clocks = incident_table(act);
	struct clock_value *values =
	    incident_law_facts(clocks, i->facts[i->facts_count - 1].facts, act->desk->arena);

	for (size_t k = 0; k < clocks->fact_count; k++) {
		const char *key = key_of(act, clocks->facts[k].id);
		const char *typed = text_normal(desk_answer_of(act, key), act->desk->arena);

		if (!is_asked(&clocks->facts[k])) {
			continue;
		}
		values[k] = (struct clock_value){ .is_known = false };
		if (clocks->facts[k].type == CLOCK_FACT_NUMBER) {
			values[k].is_known = read_count(typed, &values[k].number);
			if (!values[k].is_known && !text_is_blank(typed)) {
				desk_fault(act, key,
				    tr(act->language,
				        "人数を数字でご記入ください。わからないときは空欄です。"));
			}
		} else if (strcmp(typed, "yes") == 0 || strcmp(typed, "no") == 0) {
			values[k] = (struct clock_value){ true, *typed == 'y' };
		}
	}
	return incident_law_lines(clocks, values, act->desk->arena);
}

enum kg_status incident_take_facts(
    struct act *act, const struct incident *i, const struct dialogue *dialogue)
{
	const struct incident_facts *newest = &i->facts[i->facts_count - 1];
	const char *lines = read_facts(act, i);
	const char *typed = desk_answer_of(act, "known");
	struct dates_rules rules = { .end_of_day = 1 };
	struct kg_time known = newest->known;
	struct dates_fault fault;
	struct incident now;

	if (strcmp(typed, known_word(act, newest)) != 0 &&
	    dates_parse_past(typed, act->event->when, &rules, &known, &fault) != KG_OK) {
		desk_fault(
		    act, "known", dates_fault_text(&fault, act->language, act->desk->arena));
	} else if (known.ms > act->event->when.ms) {
		desk_fault(act, "known",
		    tr(act->language, "まだ来ていない日時です。ご確認ください。"));
	}
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	if (strcmp(lines, newest->facts) != 0 || known.ms != newest->known.ms) {
		TRY(incident_add_facts(act, i, lines, known, incident_capacity(act)));
	}
	TRY(incident_load(act->desk->store, i->number, act->desk->arena, &now));
	TRY(incident_arm(act, &now));
	TRY(incident_redraw(act, &now));
	return incident_clocks(act, i->number);
}

#define ALL "all:"

static bool is_of(const struct clocks *clocks, const char *filing, const char *regime)
{
	for (size_t k = 0; k < clocks->row_count; k++) {
		if (strcmp(clocks->rows[k].filing, filing) == 0) {
			return strcmp(clocks->rows[k].regime, regime) == 0;
		}
	}
	return false;
}

static struct field_option *options_of(
    struct act *act, const struct incident *i, bool of_commission, size_t *out_count)
{
	struct field_option *options =
	    arena_alloc(act->desk->arena, OPTIONS_MAX * sizeof(*options));
	struct clock_duty *duties;
	size_t count;

	*out_count = 0;
	incident_duties(act, i, &duties, &count);
	for (size_t k = 0; k < count && *out_count < OPTIONS_MAX; k++) {
		const struct clock_row *row = duties[k].now.row;
		bool matches = !of_commission || strncmp(row->id, "ppc-", 4) == 0;

		if (incident_is_live(i, &duties[k]) && matches) {
			options[(*out_count)++] = (struct field_option){ duties[k].filing,
				text_truncate(arena_printf(act->desk->arena, "%s %s(%s)",
				                  in(&row->addressee, act->language),
				                  in(&row->title, act->language), row->id),
				    70, act->desk->arena) };
		}
	}
	return options;
}

/* All of one law at once: "all:mynumber". */
static void add_alls(struct act *act, struct field *field)
{
	const struct clocks *clocks = incident_table(act);
	size_t singles = field->option_count;

	for (size_t k = 0; k < clocks->regime_count; k++) {
		const struct clock_regime *regime = &clocks->regimes[k];
		bool is_there = false;

		for (size_t o = 0; o < singles; o++) {
			is_there =
			    is_there || is_of(clocks, field->options[o].value, regime->id);
		}
		if (is_there && field->option_count < OPTIONS_MAX) {
			field->options[field->option_count++] = (struct field_option){
				arena_printf(act->desk->arena, ALL "%s", regime->id),
				text_truncate(arena_printf(act->desk->arena,
				                  tr(act->language, "%s のすべて"),
				                  in(&regime->title, act->language)),
				    70, act->desk->arena)
			};
		}
	}
}

static enum kg_status nothing_open(struct act *act)
{
	(void)desk_answer(act, "%s", tr(act->language, "対象となる連絡先は、いまありません。"));
	return KG_OK;
}

enum kg_status incident_ask_ruling(struct act *act, const struct incident *i)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 3 * sizeof(*f));
	struct field_option *o = arena_alloc(act->desk->arena, 4 * sizeof(*o));

	f[0] = (struct field){ .key = "filing",
		.type = FIELD_CHOICE,
		.label = tr(l, "どの報告・通知か"),
		.required = true };
	f[0].options = options_of(act, i, true, &f[0].option_count);
	if (f[0].option_count == 0) {
		return nothing_open(act);
	}
	add_alls(act, &f[0]);
	o[0] = (struct field_option){ "recovered", tr(l, "閲覧前に全部回収") };
	o[1] = (struct field_option){ "encrypted", tr(l, "高度な暗号化") };
	o[2] = (struct field_option){ "impersonal", tr(l, "個人情報を含まない") };
	o[3] = (struct field_option){ "other", tr(l, "その他") };
	f[1] = (struct field){ .key = "reason",
		.type = FIELD_CHOICE,
		.label = tr(l, "理由"),
		.required = true,
		.options = o,
		.option_count = 4 };
	f[2] = (struct field){ .key = "text",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "判断の内容"),
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "incident.rule",
		.title = tr(l, "非該当の判断"),
		.submit = tr(l, "記録する"),
		.fields = f,
		.field_count = 3 };
	return desk_ask(act, form, i->number, "");
}

static bool is_chosen(struct act *act, const char *filing)
{
	const char *typed = desk_answer_of(act, "filing");

	return strcmp(typed, filing) == 0 ||
	       (strncmp(typed, ALL, strlen(ALL)) == 0 &&
	           is_of(incident_table(act), filing, typed + strlen(ALL)));
}

/* What was chosen and is still open; a fault when nothing is. */
static struct field_option *chosen(
    struct act *act, const struct incident *i, bool of_commission, size_t *out_count)
{
	size_t count;
	struct field_option *options = options_of(act, i, of_commission, &count);

	*out_count = 0;
	for (size_t k = 0; k < count; k++) {
		if (is_chosen(act, options[k].value)) {
			options[(*out_count)++] = options[k];
		}
	}
	if (*out_count == 0) {
		desk_fault(act, "filing", tr(act->language, "一覧からお選びください。"));
	}
	return options;
}

static enum kg_status after(struct act *act, const struct incident *i)
{
	struct incident now;

	TRY(incident_load(act->desk->store, i->number, act->desk->arena, &now));
	TRY(incident_arm(act, &now));
	TRY(incident_redraw(act, &now));
	return incident_clocks(act, i->number);
}

enum kg_status incident_take_ruling(
    struct act *act, const struct incident *i, const struct dialogue *dialogue)
{
	size_t count;
	struct field_option *filings = chosen(act, i, true, &count);

	if (text_is_blank(desk_answer_of(act, "text"))) {
		desk_fault(act, "text", tr(act->language, "ご記入ください。"));
	}
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	for (size_t k = 0; k < count; k++) {
		TRY(desk_append(act, "incident.ruling", { "number", i->number },
		    { "filing", filings[k].value },
		    { "version", desk_int(act, i->facts[i->facts_count - 1].version) },
		    { "reason", desk_answer_of(act, "reason") },
		    { "text", desk_answer_of(act, "text") }, { "note", filings[k].value },
		    { "person", act->person.id }, { "capacity", "行政情報課" },
		    { "when", desk_when(act) }));
	}
	return after(act, i);
}

enum kg_status incident_ask_filed(struct act *act, const struct incident *i)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 5 * sizeof(*f));

	f[0] = (struct field){ .key = "filing",
		.type = FIELD_CHOICE,
		.label = tr(l, "どの報告・通知か"),
		.required = true };
	f[0].options = options_of(act, i, false, &f[0].option_count);
	if (f[0].option_count == 0) {
		return nothing_open(act);
	}
	f[1] = (struct field){ .key = "sent",
		.label = tr(l, "報告・連絡した日時"),
		.hint = tr(l, "例:今日 9時25分"),
		.limit = KNOWN_LIMIT,
		.required = true };
	f[2] = (struct field){ .key = "means",
		.label = tr(l, "手段"),
		.hint = tr(l, "例:Webフォーム、電話"),
		.limit = 80,
		.required = true };
	f[3] = (struct field){ .key = "counterpart",
		.label = tr(l, "相手(部署・職)"),
		.limit = 80,
		.required = true };
	f[4] = (struct field){ .key = "receipt", .label = tr(l, "受付番号"), .limit = 80 };
	*form = (struct form){ .kind = "incident.filed",
		.title = tr(l, "報告済の記録"),
		.submit = tr(l, "記録する"),
		.fields = f,
		.field_count = 5 };
	return desk_ask(act, form, i->number, "");
}

enum kg_status incident_take_filed(
    struct act *act, const struct incident *i, const struct dialogue *dialogue)
{
	struct dates_rules rules = { .end_of_day = 1 };
	struct kg_time sent = act->event->when;
	struct dates_fault fault;
	size_t count;

	(void)chosen(act, i, false, &count);
	if (dates_parse_past(desk_answer_of(act, "sent"), act->event->when, &rules, &sent,
	        &fault) != KG_OK) {
		desk_fault(
		    act, "sent", dates_fault_text(&fault, act->language, act->desk->arena));
	} else if (sent.ms > act->event->when.ms) {
		desk_fault(
		    act, "sent", tr(act->language, "まだ来ていない日時です。ご確認ください。"));
	}
	if (text_is_blank(desk_answer_of(act, "means"))) {
		desk_fault(act, "means", tr(act->language, "ご記入ください。"));
	}
	if (text_is_blank(desk_answer_of(act, "counterpart"))) {
		desk_fault(act, "counterpart", tr(act->language, "ご記入ください。"));
	}
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	TRY(desk_append(act, "incident.filed", { "number", i->number },
	    { "filing", desk_answer_of(act, "filing") }, { "sent", desk_int(act, sent.ms) },
	    { "means", desk_answer_of(act, "means") },
	    { "counterpart", desk_answer_of(act, "counterpart") },
	    { "receipt", desk_answer_of(act, "receipt") },
	    { "note", desk_answer_of(act, "filing") }, { "person", act->person.id },
	    { "capacity", incident_capacity(act) }, { "when", desk_when(act) }));
	return after(act, i);
}
