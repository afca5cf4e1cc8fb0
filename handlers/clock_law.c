/*
 * Three-valued conditions, counted days, and what changed facts leave behind. Nothing here
 * knows a law: the rows do.
 */
#include "handlers/clock_law.h"

#include <string.h>

#include "handlers/calendar.h"

/* --- conditions --- */

static enum clock_answer compare(const struct clock_step *step, struct clock_value value)
{
	bool holds = false;

	if (!value.is_known) {
		return CLOCK_UNKNOWN;
	}
	switch (step->op) {
	case CLOCK_FACT:
		holds = value.number != 0;
		break;
	case CLOCK_LESS:
		holds = value.number < step->number;
		break;
	case CLOCK_AT_MOST:
		holds = value.number <= step->number;
		break;
	case CLOCK_MORE:
		holds = value.number > step->number;
		break;
	case CLOCK_AT_LEAST:
		holds = value.number >= step->number;
		break;
	case CLOCK_EQUAL:
		holds = value.number == step->number;
		break;
	case CLOCK_ALWAYS:
	case CLOCK_CONDITION:
	case CLOCK_NOT:
	case CLOCK_SURELY:
	case CLOCK_AND:
	case CLOCK_OR:
		KG_UNREACHABLE();
	}
	return holds ? CLOCK_YES : CLOCK_NO;
}

static enum clock_answer both(enum clock_answer a, enum clock_answer b)
{
	return a < b ? a : b;
}

static enum clock_answer either(enum clock_answer a, enum clock_answer b)
{
	return a > b ? a : b;
}

static enum clock_answer opposite(enum clock_answer a)
{
	return a == CLOCK_YES ? CLOCK_NO : a == CLOCK_NO ? CLOCK_YES : CLOCK_UNKNOWN;
}

/* One step on the answers that wait; how many there are then. */
static size_t take_step(const struct clocks *clocks, const struct clock_step *step,
    const struct clock_value *values, enum clock_answer *stack, size_t depth)
{
	switch (step->op) {
	case CLOCK_ALWAYS:
		stack[depth] = CLOCK_YES;
		return depth + 1;
	case CLOCK_CONDITION:
		stack[depth] =
		    clock_law_ask(clocks, &clocks->conditions[step->index].expression, values);
		return depth + 1;
	case CLOCK_FACT:
	case CLOCK_LESS:
	case CLOCK_AT_MOST:
	case CLOCK_MORE:
	case CLOCK_AT_LEAST:
	case CLOCK_EQUAL:
		stack[depth] = compare(step, values[step->index]);
		return depth + 1;
	case CLOCK_NOT:
		KG_ASSERT(depth >= 1);
		stack[depth - 1] = opposite(stack[depth - 1]);
		return depth;
	case CLOCK_SURELY:
		KG_ASSERT(depth >= 1);
		stack[depth - 1] = stack[depth - 1] == CLOCK_YES ? CLOCK_YES : CLOCK_NO;
		return depth;
	case CLOCK_AND:
		KG_ASSERT(depth >= 2);
		stack[depth - 2] = both(stack[depth - 2], stack[depth - 1]);
		return depth - 1;
	case CLOCK_OR:
		KG_ASSERT(depth >= 2);
		stack[depth - 2] = either(stack[depth - 2], stack[depth - 1]);
		return depth - 1;
	}
	KG_UNREACHABLE();
}

/* Conditions name only earlier ones, so this ends. NOLINTNEXTLINE(misc-no-recursion) */
enum clock_answer clock_law_ask(const struct clocks *clocks,
    const struct clock_expression *expression, const struct clock_value *values)
{
	enum clock_answer stack[CLOCK_DEPTH_MAX] = { CLOCK_NO };
	size_t depth = 0;

	for (size_t i = 0; i < expression->count; i++) {
		KG_ASSERT(depth < CLOCK_DEPTH_MAX);
		depth = take_step(clocks, &expression->steps[i], values, stack, depth);
	}
	KG_ASSERT(depth == 1);
	return stack[0];
}

/* --- days --- */

/* The nth day by the row's count. */
static struct kg_date nth_day(const struct clock_row *row, struct kg_time start, int n)
{
	int first = row->day_one == CLOCK_START_DAY ? 0 : 1;

	return (struct kg_date){ kg_date_of(start).day + first + n - 1 };
}

/* The last working day that leaves the house its days. Where that would lie before the start,
 * the first one after it, if there is one in time. */
static void set_internal(
    const struct clock_row *row, const struct clock_terms *terms, struct clock_due *due)
{
	struct kg_date start = kg_date_of(due->start);
	struct kg_date day = due->date;

	if (row->internal == CLOCK_NO_INTERNAL) {
		return;
	}
	if (terms->lead_days > 0 || !calendar_is_working(day)) {
		day = calendar_add_working(day, terms->lead_days > 0 ? -terms->lead_days : -1);
	}
	if (day.day < start.day) {
		day = calendar_add_working(start, 0);
	}
	due->has_internal = day.day <= due->date.day;
	due->internal = day;
}

struct clock_due clock_law_due(
    const struct clock_row *row, struct kg_time start, const struct clock_terms *terms)
{
	struct clock_due due = { .start = start };

	if (!kg_time_is_set(start)) {
		return due;
	}
	switch (row->unit) {
	case CLOCK_NO_TIME:
	case CLOCK_AT_ONCE:
	case CLOCK_PROMPTLY:
		return due;
	case CLOCK_MINUTES:
		due.end = kg_time_add(start, (int64_t)row->amount * KG_MINUTE);
		break;
	case CLOCK_HOURS:
		due.end = kg_time_add(start, (int64_t)row->amount * KG_HOUR);
		break;
	case CLOCK_DAYS:
		due.is_day = true;
		due.date = nth_day(row, start, row->amount);
		if (row->closed_days == CLOCK_ROLLS_ON) {
			due.date = calendar_add_working(due.date, 0);
		}
		due.end = kg_date_start((struct kg_date){ due.date.day + 1 });
		set_internal(row, terms, &due);
		break;
	}
	due.is_set = true;
	return due;
}

static struct kg_time warn_time(const struct clock_row *row, const struct clock_warn *warn,
    const struct clock_due *due, const struct clock_terms *terms)
{
	struct kg_date day = due->date;

	switch (warn->from) {
	case CLOCK_AFTER_START:
		return kg_time_add(due->start, (int64_t)warn->amount * KG_MINUTE);
	case CLOCK_ON_DAY:
		day = nth_day(row, due->start, warn->amount);
		break;
	case CLOCK_BEFORE_DUE:
		day.day -= warn->amount;
		break;
	}
	return kg_time_at(day, terms->warn_minute / 60, terms->warn_minute % 60);
}

/* In order, each once: a handful. */
static size_t put_in_order(struct kg_time *times, size_t count, struct kg_time time)
{
	size_t place = count;

	while (place > 0 && times[place - 1].ms > time.ms) {
		place--;
	}
	if (place > 0 && times[place - 1].ms == time.ms) {
		return count;
	}
	memmove(times + place + 1, times + place, (count - place) * sizeof(*times));
	times[place] = time;
	return count + 1;
}

void clock_law_warns(const struct clock_row *row, const struct clock_due *due,
    const struct clock_terms *terms, struct arena *arena, struct kg_time **out,
    size_t *out_count)
{
	struct kg_time *times = arena_alloc(arena, (row->warn_count + 1) * sizeof(*times));
	size_t count = 0;

	for (size_t i = 0; i < row->warn_count && kg_time_is_set(due->start); i++) {
		struct kg_time time = warn_time(row, &row->warns[i], due, terms);

		if (time.ms >= due->start.ms && !clock_law_is_past(due, time)) {
			count = put_in_order(times, count, time);
		}
	}
	*out = times;
	*out_count = count;
}

bool clock_law_is_past(const struct clock_due *due, struct kg_time at)
{
	return due->is_set && at.ms >= due->end.ms;
}

/* --- versions of the facts --- */

static bool is_earlier(const struct clock_due *left, const struct clock_due *right)
{
	return left->is_set && (!right->is_set || left->end.ms < right->end.ms);
}

/* Which facts the filing depends on. NOLINTNEXTLINE(misc-no-recursion) */
static void mark_facts(
    const struct clocks *clocks, const struct clock_expression *expression, bool *uses)
{
	for (size_t i = 0; i < expression->count; i++) {
		const struct clock_step *step = &expression->steps[i];

		switch (step->op) {
		case CLOCK_FACT:
		case CLOCK_LESS:
		case CLOCK_AT_MOST:
		case CLOCK_MORE:
		case CLOCK_AT_LEAST:
		case CLOCK_EQUAL:
			uses[step->index] = true;
			break;
		case CLOCK_CONDITION:
			mark_facts(clocks, &clocks->conditions[step->index].expression, uses);
			break;
		case CLOCK_ALWAYS:
		case CLOCK_NOT:
		case CLOCK_SURELY:
		case CLOCK_AND:
		case CLOCK_OR:
			break;
		}
	}
}

struct filing { /* the rows of one duty, while it is computed */
	const struct clock_case *c;
	const char *name;
	enum clock_start start;
	bool *uses;
};

static bool is_same(const struct filing *filing, size_t left, size_t right)
{
	const struct clock_version *a = &filing->c->versions[left];
	const struct clock_version *b = &filing->c->versions[right];

	for (size_t i = 0; i < filing->c->clocks->fact_count; i++) {
		if (filing->uses[i] && (a->values[i].is_known != b->values[i].is_known ||
		                           a->values[i].number != b->values[i].number)) {
			return false;
		}
	}
	return a->starts[filing->start].ms == b->starts[filing->start].ms;
}

/* The decision still stands: nothing that matters has changed since. */
static bool is_ruled_out(const struct filing *filing, size_t version)
{
	for (size_t i = 0; i < filing->c->decision_count; i++) {
		const struct clock_decision *decision = &filing->c->decisions[i];
		bool stands =
		    strcmp(decision->filing, filing->name) == 0 && decision->version <= version;

		for (size_t v = decision->version; stands && v < version; v++) {
			stands = is_same(filing, v, v + 1);
		}
		if (stands) {
			return true;
		}
	}
	return false;
}

/* The row that rules under these facts: surely before perhaps, then the earliest. With none
 * (the facts no longer say so) the earliest of all, since nothing speaks for a later one. */
static struct clock_outcome choose(const struct filing *filing, size_t version)
{
	const struct clock_case *c = filing->c;
	const struct clock_version *v = &c->versions[version];
	struct clock_outcome best = { .version = version, .at = v->at, .row = NULL };
	enum clock_answer best_answer = CLOCK_NO;

	for (size_t i = 0; i < c->clocks->row_count; i++) {
		const struct clock_row *row = &c->clocks->rows[i];
		enum clock_answer answer;
		struct clock_due due;

		if (strcmp(row->filing, filing->name) != 0) {
			continue;
		}
		answer = clock_law_ask(c->clocks, &row->expression, v->values);
		due = clock_law_due(row, v->starts[filing->start], &c->terms);
		if (best.row == NULL || answer > best_answer ||
		    (answer == best_answer && is_earlier(&due, &best.due))) {
			best.row = row;
			best.due = due;
			best_answer = answer;
		}
	}
	best.state = best_answer == CLOCK_YES       ? CLOCK_OWED
	             : best_answer == CLOCK_UNKNOWN ? CLOCK_OPEN
	                                            : CLOCK_LAPSED;
	return best;
}

static bool is_equal(const struct clock_outcome *left, const struct clock_outcome *right)
{
	return left->row == right->row && left->state == right->state &&
	       left->due.start.ms == right->due.start.ms &&
	       left->due.end.ms == right->due.end.ms;
}

/* False: it never arose. */
static bool follow(const struct filing *filing, struct arena *arena, struct clock_duty *out)
{
	const struct clock_case *c = filing->c;
	bool arose = false;

	*out = (struct clock_duty){ .filing = filing->name };
	out->before = arena_alloc(arena, c->version_count * sizeof(*out->before));
	for (size_t i = 0; i < c->version_count; i++) {
		struct clock_outcome outcome = choose(filing, i);

		if (outcome.state == CLOCK_LAPSED && !arose) {
			continue;
		}
		if (is_ruled_out(filing, i)) {
			outcome.state = CLOCK_RULED_OUT;
		}
		if (arose && !is_equal(&out->now, &outcome)) {
			out->before[out->before_count++] = out->now;
		}
		if (!arose || !is_equal(&out->now, &outcome)) {
			out->now = outcome;
		}
		arose = true;
	}
	return arose;
}

static bool is_first_of_filing(const struct clocks *clocks, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (strcmp(clocks->rows[i].filing, clocks->rows[index].filing) == 0) {
			return false;
		}
	}
	return true;
}

void clock_law_duties(
    const struct clock_case *c, struct arena *arena, struct clock_duty **out, size_t *out_count)
{
	const struct clocks *clocks = c->clocks;
	struct clock_duty *duties = arena_alloc(arena, clocks->row_count * sizeof(*duties));
	size_t count = 0;

	for (size_t i = 0; i < clocks->row_count; i++) {
		struct filing filing = { .c = c,
			.name = clocks->rows[i].filing,
			.start = clocks->rows[i].start,
			.uses = arena_alloc(arena, clocks->fact_count * sizeof(bool)) };

		if (!is_first_of_filing(clocks, i)) {
			continue;
		}
		for (size_t j = i; j < clocks->row_count; j++) {
			if (strcmp(clocks->rows[j].filing, filing.name) == 0) {
				mark_facts(clocks, &clocks->rows[j].expression, filing.uses);
			}
		}
		count += follow(&filing, arena, &duties[count]) ? 1 : 0;
	}
	*out = duties;
	*out_count = count;
}

bool clock_law_is_shortened(const struct clock_duty *duty)
{
	return duty->before_count > 0 &&
	       is_earlier(&duty->now.due, &duty->before[duty->before_count - 1].due) &&
	       duty->before[duty->before_count - 1].due.is_set;
}
