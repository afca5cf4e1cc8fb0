/*
 * The clocks' YAML: schema, then what no schema can say. A file that passes can be computed
 * with without further checks: every word of a condition is known, every count has its unit,
 * and no warning lies behind the day that it warns of.
 */
#include <string.h>

#include "config/clocks_expression.h"
#include "config/digest.h"
#include "config/nearest.h"

enum { AMOUNT_MAX = 9999, SHORT_MAX = 80, MINUTES_A_DAY = 24 * 60 };

static const struct yaml_choice fact_types[] = { { "yes_no", CLOCK_FACT_ANSWER },
	{ "number", CLOCK_FACT_NUMBER }, { NULL, 0 } };
static const struct yaml_choice kinds[] = { { "report", CLOCK_REPORT },
	{ "notify", CLOCK_NOTIFY }, { "consult", CLOCK_CONSULT }, { "publish", CLOCK_PUBLISH },
	{ "demand", CLOCK_DEMAND }, { NULL, 0 } };
static const struct yaml_choice reporters[] = { { "body", CLOCK_BY_BODY },
	{ "city", CLOCK_BY_CITY }, { "window", CLOCK_BY_WINDOW }, { "vendor", CLOCK_BY_VENDOR },
	{ NULL, 0 } };
static const struct yaml_choice starts[] = { { "known", CLOCK_KNOWN },
	{ "recognised", CLOCK_RECOGNISED }, { "decided", CLOCK_DECIDED },
	{ "vendor_known", CLOCK_VENDOR_KNOWN }, { NULL, 0 } };
static const struct yaml_choice units[] = { { "none", CLOCK_NO_TIME },
	{ "at_once", CLOCK_AT_ONCE }, { "promptly", CLOCK_PROMPTLY },
	{ "minutes", CLOCK_MINUTES }, { "hours", CLOCK_HOURS }, { "days", CLOCK_DAYS },
	{ NULL, 0 } };
static const struct yaml_choice days_one[] = { { "start_day", CLOCK_START_DAY },
	{ "next_day", CLOCK_NEXT_DAY }, { NULL, 0 } };
static const struct yaml_choice closed[] = { { "counted", CLOCK_COUNTED },
	{ "rolls_on", CLOCK_ROLLS_ON }, { NULL, 0 } };
static const struct yaml_choice limits[] = { { "none", CLOCK_NO_LIMIT },
	{ "guide", CLOCK_GUIDE }, { "statutory", CLOCK_STATUTORY }, { NULL, 0 } };
static const struct yaml_choice internals[] = { { "none", CLOCK_NO_INTERNAL },
	{ "working_day_before", CLOCK_WORKING_DAY_BEFORE }, { NULL, 0 } };
static const struct yaml_choice confidences[] = { { "low", CLOCK_LOW },
	{ "medium", CLOCK_MEDIUM }, { "medium_high", CLOCK_MEDIUM_HIGH },
	{ "high", CLOCK_HIGH }, { NULL, 0 } };

static const struct yaml_field text2_fields[] = {
	{ .key = "ja",
	    .type = YAML_TEXT,
	    .required = true,
	    .offset = offsetof(struct text2, ja) },
	{ .key = "en",
	    .type = YAML_TEXT,
	    .required = true,
	    .offset = offsetof(struct text2, en) },
	{ .key = NULL },
};
static const struct yaml_schema text2_schema = { sizeof(struct text2), text2_fields };

#define FACT(name) .offset = offsetof(struct clock_fact, name)
static const struct yaml_field fact_fields[] = {
	{ .key = "id", .type = YAML_ID, .required = true, FACT(id) },
	{ .key = "type",
	    .type = YAML_CHOICE,
	    .required = true,
	    FACT(type),
	    .choices = fact_types },
	{ .key = "question",
	    .type = YAML_MAP,
	    .required = true,
	    FACT(question),
	    .schema = &text2_schema },
	{ .key = NULL },
};
static const struct yaml_schema fact_schema = { sizeof(struct clock_fact), fact_fields };

#define REGIME(name) .offset = offsetof(struct clock_regime, name)
static const struct yaml_field regime_fields[] = {
	{ .key = "id", .type = YAML_ID, .required = true, REGIME(id) },
	{ .key = "title",
	    .type = YAML_MAP,
	    .required = true,
	    REGIME(title),
	    .schema = &text2_schema },
	{ .key = NULL },
};
static const struct yaml_schema regime_schema = { sizeof(struct clock_regime), regime_fields };

#define CONDITION(name) .offset = offsetof(struct clock_condition, name)
static const struct yaml_field condition_fields[] = {
	{ .key = "id", .type = YAML_ID, .required = true, CONDITION(id) },
	{ .key = "title",
	    .type = YAML_MAP,
	    .required = true,
	    CONDITION(title),
	    .schema = &text2_schema },
	{ .key = "when", .type = YAML_TEXT, .required = true, CONDITION(when), .max = 500 },
	{ .key = NULL },
};
static const struct yaml_schema condition_schema = { sizeof(struct clock_condition),
	condition_fields };

/* NOLINTBEGIN(bugprone-macro-parentheses): the arguments are initialisers */
#define ROW(name) .offset = offsetof(struct clock_row, name)
#define ROW_CHOICE(name, must, words)                                                          \
	{                                                                                      \
		.key = #name, .type = YAML_CHOICE, .required = must, ROW(name),                \
		.choices = words                                                               \
	}
#define ROW_TEXT2(name, must)                                                                  \
	{                                                                                      \
		.key = #name, .type = YAML_MAP, .required = must, ROW(name),                   \
		.schema = &text2_schema                                                        \
	}
/* NOLINTEND(bugprone-macro-parentheses) */
static const struct yaml_field row_fields[] = {
	{ .key = "id", .type = YAML_ID, .required = true, ROW(id) },
	{ .key = "filing", .type = YAML_ID, ROW(filing) },
	ROW_CHOICE(kind, true, kinds),
	{ .key = "regime", .type = YAML_ID, .required = true, ROW(regime) },
	ROW_CHOICE(reporter, true, reporters),
	ROW_TEXT2(addressee, true),
	ROW_TEXT2(title, true),
	ROW_TEXT2(basis, true),
	{ .key = "when", .type = YAML_TEXT, .required = true, ROW(when), .max = 500 },
	ROW_CHOICE(start, true, starts),
	ROW_CHOICE(unit, true, units),
	{ .key = "amount", .type = YAML_INTEGER, ROW(amount), .min = 1, .max = AMOUNT_MAX },
	ROW_CHOICE(day_one, false, days_one),
	ROW_CHOICE(closed_days, false, closed),
	ROW_CHOICE(limit, true, limits),
	{ .key = "mandatory", .type = YAML_BOOLEAN, .required = true, ROW(mandatory) },
	ROW_CHOICE(internal, false, internals),
	{ .key = "warn", .type = YAML_TEXTS, ROW(warn) },
	ROW_CHOICE(confidence, true, confidences),
	ROW_CHOICE(days_confidence, false, confidences),
	{ .key = "confirm", .type = YAML_BOOLEAN, ROW(confirm) },
	ROW_TEXT2(channel, false),
	ROW_TEXT2(note, false),
	{ .key = "source", .type = YAML_TEXT, ROW(source), .max = 200 },
	{ .key = NULL },
};
static const struct yaml_schema row_schema = { sizeof(struct clock_row), row_fields };

#define CLOCKS(name) .offset = offsetof(struct clocks, name)
#define CLOCKS_LIST(name, counted, of)                                                         \
	{                                                                                      \
		.key = #name, .type = YAML_MAPS, .required = true, CLOCKS(name),               \
		.count_offset = offsetof(struct clocks, counted), .schema = &(of)              \
	}
static const struct yaml_field clocks_fields[] = {
	{ .key = "confirmed", .type = YAML_TEXT, CLOCKS(confirmed), .max = SHORT_MAX },
	CLOCKS_LIST(facts, fact_count, fact_schema),
	CLOCKS_LIST(regimes, regime_count, regime_schema),
	CLOCKS_LIST(conditions, condition_count, condition_schema),
	{ .key = "clocks",
	    .type = YAML_MAPS,
	    .required = true,
	    CLOCKS(rows),
	    .count_offset = offsetof(struct clocks, row_count),
	    .schema = &row_schema },
	{ .key = NULL },
};
static const struct yaml_schema clocks_schema = { sizeof(struct clocks), clocks_fields };

static const struct yaml_value *at(
    const struct yaml_file *file, const char *list, size_t index, const char *key)
{
	return yaml_at(file->root, list, index, key);
}

static void fault_twice(
    struct yaml_file *file, const struct yaml_value *value, const char *what)
{
	yaml_fault(file, value, "「%s」が2回あります。", "'%s' stands here twice",
	    yaml_quote(file, what));
}

/* Ids are compared over one list; facts and conditions share their words. */
static void check_words(struct yaml_file *file, const struct clocks *clocks)
{
	static const char *const taken[] = { "and", "or", "not", "surely", "always" };
	size_t facts = clocks->fact_count;

	for (size_t i = 0; i < facts + clocks->condition_count; i++) {
		bool is_fact = i < facts;
		const char *id =
		    is_fact ? clocks->facts[i].id : clocks->conditions[i - facts].id;
		const struct yaml_value *value =
		    at(file, is_fact ? "facts" : "conditions", is_fact ? i : i - facts, "id");

		for (size_t j = 0; j < i && *id != '\0'; j++) {
			if (strcmp(id, j < facts ? clocks->facts[j].id
			                         : clocks->conditions[j - facts].id) == 0) {
				fault_twice(file, value, id);
				break;
			}
		}
		for (size_t j = 0; j < sizeof(taken) / sizeof(taken[0]); j++) {
			if (strcmp(id, taken[j]) == 0) {
				yaml_fault(file, value,
				    "「%s」は条件の言葉なので、名前にできません。",
				    "'%s' is a word of conditions and can't be a name", id);
			}
		}
	}
}

static void read_conditions(struct yaml_file *file, struct clocks *clocks)
{
	for (size_t i = 0; i < clocks->condition_count; i++) {
		const struct yaml_value *item =
		    yaml_item(yaml_get(file->root, "conditions"), i);

		clocks_read_expression(
		    file, yaml_get(item, "when"), clocks, i, &clocks->conditions[i].expression);
	}
}

static void check_regime(struct yaml_file *file, const struct clocks *clocks, size_t index)
{
	const struct clock_row *row = &clocks->rows[index];
	size_t distance = NEAREST_REACH + 1;
	const char *best = NULL;

	for (size_t i = 0; i < clocks->regime_count; i++) {
		if (strcmp(clocks->regimes[i].id, row->regime) == 0) {
			return;
		}
		nearest_offer(row->regime, clocks->regimes[i].id, &distance, &best);
	}
	if (row->regime[0] == '\0') {
		return;
	}
	yaml_fault(file, at(file, "clocks", index, "regime"),
	    "「%s」は、根拠となる制度(regimes)にありません。", "no such regime: '%s'",
	    yaml_quote(file, row->regime));
	if (best != NULL) {
		problems_hint(file->problems, "「%s」のことですか", "did you mean '%s'?", best);
	}
}

static bool has_amount(const struct clock_row *row)
{
	return row->unit == CLOCK_MINUTES || row->unit == CLOCK_HOURS ||
	       row->unit == CLOCK_DAYS;
}

static void fault_missing(
    struct yaml_file *file, const struct yaml_value *item, const char *key, const char *unit)
{
	if (!item->cut && !file->in_doubt && yaml_get(item, key) == NULL) {
		yaml_fault(file, yaml_get(item, "unit"), "「unit: %s」には「%s」が要ります。",
		    "'unit: %s' needs '%s'", unit, key);
		problems_hint(
		    file->problems, "「%s: …」の行を加えてください", "add a line '%s: …'", key);
	}
}

static void fault_idle(
    struct yaml_file *file, const struct yaml_value *item, const char *key, const char *unit)
{
	const struct yaml_value *value = yaml_get(item, key);

	if (value != NULL) {
		yaml_fault_key(file, value, "「unit: %s」では「%s」は働きません。",
		    "with 'unit: %s', '%s' does nothing", unit, key);
		problems_hint(file->problems, "この行を消すか、unit を直してください",
		    "remove the line, or mend 'unit'");
	}
}

/* A count without its rule would be guessed at, a rule without a count be ignored. */
static void check_count(struct yaml_file *file, const struct clocks *clocks, size_t index)
{
	const struct clock_row *row = &clocks->rows[index];
	const struct yaml_value *item = yaml_item(yaml_get(file->root, "clocks"), index);
	const struct yaml_value *limit = yaml_get(item, "limit");
	const struct yaml_value *unit = yaml_get(item, "unit");
	static const char *const of_days[] = { "day_one", "closed_days" };

	if (unit == NULL || unit->kind != YAML_KIND_TEXT || limit == NULL) {
		return;
	}
	(has_amount(row) ? fault_missing : fault_idle)(file, item, "amount", unit->text);
	for (size_t i = 0; i < sizeof(of_days) / sizeof(of_days[0]); i++) {
		(row->unit == CLOCK_DAYS ? fault_missing : fault_idle)(
		    file, item, of_days[i], unit->text);
	}
	if (row->unit != CLOCK_DAYS) {
		fault_idle(file, item, "internal", unit->text);
	}
	if (row->limit != CLOCK_NO_LIMIT && !has_amount(row)) {
		yaml_fault(file, limit, "「unit: %s」には、期限(limit)がありません。",
		    "with 'unit: %s' there is no limit", unit->text);
		problems_hint(
		    file->problems, "「limit: none」にしてください", "write 'limit: none'");
	}
}

/* "+24h", "+30m", "day 3", "-7d"; false when it is something else. */
static bool parse_warn(const char *text, struct clock_warn *out)
{
	bool is_day = strncmp(text, "day ", 4) == 0;
	const char *digits = text + (is_day ? 4 : 1);
	size_t size = strspn(digits, "0123456789");
	char unit = digits[size];
	int amount = 0;

	if ((!is_day && *text != '+' && *text != '-') || size == 0 || size > 4) {
		return false;
	}
	for (size_t i = 0; i < size; i++) {
		amount = amount * 10 + (digits[i] - '0');
	}
	if (unit != '\0' && digits[size + 1] != '\0') {
		return false;
	}
	if (is_day) {
		*out = (struct clock_warn){ CLOCK_ON_DAY, amount };
		return unit == '\0' && amount > 0;
	}
	if (*text == '-') {
		*out = (struct clock_warn){ CLOCK_BEFORE_DUE, amount };
		return unit == 'd' && amount > 0;
	}
	*out = (struct clock_warn){ CLOCK_AFTER_START, unit == 'h' ? amount * 60 : amount };
	return unit == 'h' || unit == 'm';
}

/* Counted from the start, a warning that comes when the time is over warns nobody. */
static bool is_behind(const struct clock_row *row, const struct clock_warn *warn)
{
	int minutes = row->unit == CLOCK_DAYS    ? row->amount * MINUTES_A_DAY
	              : row->unit == CLOCK_HOURS ? row->amount * 60
	                                         : row->amount;

	switch (warn->from) {
	case CLOCK_AFTER_START:
		return has_amount(row) && row->amount > 0 && warn->amount >= minutes;
	case CLOCK_ON_DAY:
		return row->unit == CLOCK_DAYS && row->amount > 0 && warn->amount > row->amount;
	case CLOCK_BEFORE_DUE:
		return row->unit == CLOCK_DAYS && row->amount > 0 &&
		       warn->amount >= row->amount;
	}
	KG_UNREACHABLE();
}

static void read_warns(struct yaml_file *file, struct clocks *clocks, size_t index)
{
	struct clock_row *row = &clocks->rows[index];
	const struct yaml_value *item = yaml_item(yaml_get(file->root, "clocks"), index);
	const struct yaml_value *list = yaml_get(item, "warn");
	size_t count = 0;

	while (row->warn != NULL && row->warn[count] != NULL) {
		count++;
	}
	row->warns = arena_alloc(&clocks->arena, (count + 1) * sizeof(*row->warns));
	for (size_t i = 0; i < count; i++) {
		const struct yaml_value *value = yaml_item(list, i);
		struct clock_warn warn = { 0 };

		if (*row->warn[i] == '\0') {
			continue; /* said already */
		}
		if (!parse_warn(row->warn[i], &warn)) {
			yaml_fault(file, value, "「%s」は警告の時点として読めません。",
			    "'%s' cannot be read as the time of a warning",
			    yaml_quote(file, row->warn[i]));
			problems_hint(file->problems,
			    "+24h(24時間後)、day 3(3日目)、-7d(7日前)のように書いてください",
			    "write +24h (after 24 hours), day 3 (on the third day) or -7d (7 days "
			    "before)");
		} else if (warn.from != CLOCK_AFTER_START && row->unit != CLOCK_DAYS) {
			yaml_fault(file, value, "日数のない時計には「%s」の警告はありません。",
			    "a clock that counts no days has no warning '%s'", row->warn[i]);
		} else if (is_behind(row, &warn)) {
			yaml_fault(file, value, "「%s」は、この時計の期間の外です。",
			    "'%s' lies outside of this clock's time", row->warn[i]);
		} else {
			row->warns[row->warn_count++] = warn;
		}
	}
}

/* Alternatives of one duty: told to the same, under the same law, from the same start. */
static void check_filing(struct yaml_file *file, const struct clocks *clocks, size_t index)
{
	const struct clock_row *row = &clocks->rows[index];

	for (size_t i = 0; i < index; i++) {
		const struct clock_row *other = &clocks->rows[i];

		if (strcmp(other->filing, row->filing) != 0) {
			continue;
		}
		if (strcmp(other->regime, row->regime) != 0 || other->start != row->start ||
		    strcmp(other->addressee.ja, row->addressee.ja) != 0) {
			yaml_fault(file, at(file, "clocks", index, "filing"),
			    "「%s」と同じ届出なのに、制度・宛先・起算のいずれかが違います。",
			    "the same filing as '%s', but another regime, addressee or start",
			    yaml_quote(file, other->id));
		}
		return;
	}
}

static void check_rows(struct yaml_file *file, struct clocks *clocks)
{
	for (size_t i = 0; i < clocks->row_count; i++) {
		struct clock_row *row = &clocks->rows[i];
		const struct yaml_value *item = yaml_item(yaml_get(file->root, "clocks"), i);
		bool is_twice = false;

		if (row->filing == NULL || *row->filing == '\0') {
			row->filing = row->id;
		}
		for (size_t j = 0; j < i && *row->id != '\0'; j++) {
			if (strcmp(clocks->rows[j].id, row->id) == 0) {
				fault_twice(file, at(file, "clocks", i, "id"), row->id);
				is_twice = true;
				break;
			}
		}
		if (item == NULL || item->kind != YAML_KIND_MAP) {
			continue;
		}
		check_regime(file, clocks, i);
		clocks_read_expression(file, yaml_get(item, "when"), clocks,
		    clocks->condition_count, &row->expression);
		check_count(file, clocks, i);
		read_warns(file, clocks, i);
		if (!is_twice && *row->id != '\0' && *row->regime != '\0') {
			check_filing(file, clocks, i);
		}
	}
}

static enum kg_status decode(
    struct yaml_file *file, enum kg_status st, size_t before, struct clocks *out)
{
	struct problems *problems = file->problems;

	if (st == KG_OK) {
		yaml_decode(file, file->root, &clocks_schema, &out->arena, out);
		out->sha256 = digest_hex(&out->arena, file->bytes, file->size);
		check_words(file, out);
		read_conditions(file, out);
		check_rows(file, out);
	}
	yaml_file_finish(file);
	return problems->count + problems->dropped > before ? KG_INVALID : st;
}

enum kg_status clocks_load(const char *path, struct problems *problems, struct clocks *out)
{
	struct yaml_file file;
	size_t before = problems->count + problems->dropped;
	enum kg_status st = yaml_file_load(path, problems, &file);

	return decode(&file, st, before, out);
}

enum kg_status clocks_parse(const char *name, const char *bytes, size_t size,
    struct problems *problems, struct clocks *out)
{
	struct yaml_file file;
	size_t before = problems->count + problems->dropped;
	enum kg_status st = yaml_file_parse(name, bytes, size, problems, &file);

	return decode(&file, st, before, out);
}

void clocks_finish(struct clocks *clocks)
{
	arena_finish(&clocks->arena);
	*clocks = (struct clocks){ 0 };
}
