/* Numbers are looked for in the text as a machine would read it: full width is the same. */
#include "handlers/incident_law.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/calendar.h"
#include "handlers/text.h"

enum { RUN_MAX = 32, GROUPS_MAX = 8, MYNUMBER_DIGITS = 12 };

static const char digits[] = "0123456789";

struct digit_run {
	char digit[RUN_MAX + 1];
	size_t count;
	size_t group[GROUPS_MAX];
	size_t groups;
};

/* Digits with single blanks or dashes between; where it ends. */
static const char *read_run(const char *p, struct digit_run *out)
{
	*out = (struct digit_run){ .groups = 0 };
	for (;;) {
		size_t size = strspn(p, digits);

		if (out->groups < GROUPS_MAX && out->count + size <= RUN_MAX) {
			memcpy(out->digit + out->count, p, size);
			out->group[out->groups++] = size;
			out->count += size;
		} else {
			out->groups = GROUPS_MAX; /* too long for a number of anybody */
		}
		p += size;
		if ((*p != '-' && *p != ' ') || p[1] < '0' || p[1] > '9') {
			return p;
		}
		p++;
	}
}

static bool is_grouped(const struct digit_run *run, size_t a, size_t b, size_t c, size_t d)
{
	size_t groups = d == 0 ? 3 : 4;

	return run->groups == groups && run->group[0] == a && run->group[1] == b &&
	       run->group[2] == c && (d == 0 || run->group[3] == d);
}

/* The check digit as the order on My Numbers has it. */
static bool is_mynumber(const struct digit_run *run)
{
	int sum = 0;
	int check;

	if (run->count != MYNUMBER_DIGITS ||
	    (run->groups != 1 && !is_grouped(run, 4, 4, 4, 0))) {
		return false;
	}
	for (int n = 1; n < MYNUMBER_DIGITS; n++) {
		int weight = n <= 6 ? n + 1 : n - 5;

		sum += (run->digit[MYNUMBER_DIGITS - 1 - n] - '0') * weight;
	}
	check = sum % 11 <= 1 ? 0 : 11 - sum % 11;
	return run->digit[MYNUMBER_DIGITS - 1] - '0' == check;
}

static bool is_card(const struct digit_run *run)
{
	int sum = 0;

	if (run->count < 14 || run->count > 16 ||
	    (run->groups != 1 && !is_grouped(run, 4, 4, 4, 4) && !is_grouped(run, 4, 6, 5, 0) &&
	        !is_grouped(run, 4, 6, 4, 0))) {
		return false;
	}
	for (size_t i = 0; i < run->count; i++) {
		int digit = run->digit[run->count - 1 - i] - '0';

		digit = i % 2 == 1 ? digit * 2 : digit;
		sum += digit > 9 ? digit - 9 : digit;
	}
	return sum % 10 == 0;
}

static bool is_mail(const char *text, const char *at)
{
	static const char host[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char *p = at + 1;
	size_t size = strspn(p, host);
	bool has_name =
	    at > text && strchr("abcdefghijklmnopqrstuvwxyz0123456789._%+-", at[-1]);

	return has_name && size > 0 && p[size] == '.' && strspn(p + size + 1, host) >= 2;
}

/* As one number, or as several that stand side by side. */
static unsigned find_in(const struct digit_run *run)
{
	unsigned found =
	    (is_mynumber(run) ? PRIVATE_MYNUMBER : 0U) | (is_card(run) ? PRIVATE_CARD : 0U);
	size_t from = 0;

	if (found != 0) {
		return found;
	}
	for (size_t i = 0; i < run->groups && from < run->count; i++) {
		struct digit_run one = {
			.count = run->group[i], .group = { run->group[i] }, .groups = 1
		};

		memcpy(one.digit, run->digit + from, run->group[i]);
		from += run->group[i];
		found |= (is_mynumber(&one) ? PRIVATE_MYNUMBER : 0U) |
		         (is_card(&one) ? PRIVATE_CARD : 0U);
	}
	return found;
}

unsigned incident_law_private(const char *text)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *normal = text_normal(text, &arena);
	unsigned found = 0;

	for (const char *p = normal; *p != '\0';) {
		struct digit_run run;

		if (strchr(digits, *p) == NULL) {
			found |= *p == '@' && is_mail(normal, p) ? PRIVATE_MAIL : 0U;
			p++;
			continue;
		}
		p = read_run(p, &run);
		found |= find_in(&run);
	}
	return found;
}

struct kg_time incident_law_take_by(struct kg_time reported, bool ongoing, int minutes)
{
	struct kg_time by = kg_time_add(reported, (int64_t)minutes * KG_MINUTE);
	struct kg_date day = kg_date_of(reported);
	struct kg_time opens =
	    kg_time_at(day, CALENDAR_OFFICE.from / 60, CALENDAR_OFFICE.from % 60);

	if (ongoing || (calendar_is_office(reported) && calendar_is_office(by))) {
		return by;
	}
	if (!calendar_is_working(day) || reported.ms >= opens.ms) {
		day = calendar_add_working(day, 1);
	}
	return kg_time_at(day, CALENDAR_OFFICE.from / 60, CALENDAR_OFFICE.from % 60);
}

struct kg_time incident_law_judge_by(struct kg_time reported, int day_end)
{
	struct kg_date day = kg_date_of(reported);
	struct kg_time opens =
	    kg_time_at(day, CALENDAR_OFFICE.from / 60, CALENDAR_OFFICE.from % 60);
	struct kg_time end = kg_time_at(day, day_end / 60, day_end % 60);

	if (calendar_is_office(reported) && reported.ms < end.ms) {
		return end;
	}
	if (!calendar_is_working(day) || reported.ms >= opens.ms) {
		day = calendar_add_working(day, 1);
	}
	return kg_time_at(day, 12, 0);
}

struct clock_value *incident_law_fact(
    const struct clocks *clocks, struct clock_value *values, const char *id)
{
	for (size_t i = 0; i < clocks->fact_count; i++) {
		if (strcmp(clocks->facts[i].id, id) == 0) {
			return &values[i];
		}
	}
	return NULL;
}

struct clock_value *incident_law_facts(
    const struct clocks *clocks, const char *lines, struct arena *arena)
{
	struct clock_value *values =
	    arena_alloc(arena, (clocks->fact_count + 1) * sizeof(*values));

	while (*lines != '\0') {
		size_t size = strcspn(lines, "\n");
		size_t name = strcspn(lines, "=\n");
		const char *id = arena_strndup(arena, lines, name);
		struct clock_value *value = incident_law_fact(clocks, values, id);

		if (value != NULL && name < size) {
			const char *word = lines + name + 1;

			value->is_known = true;
			value->number = strncmp(word, "yes", 3) == 0 ? 1
			                : strncmp(word, "no", 2) == 0
			                    ? 0
			                    : (int)strtol(word, NULL, 10);
		}
		lines += size + (lines[size] == '\n' ? 1 : 0);
	}
	return values;
}

const char *incident_law_lines(
    const struct clocks *clocks, const struct clock_value *values, struct arena *arena)
{
	const char *lines = "";

	for (size_t i = 0; i < clocks->fact_count; i++) {
		if (!values[i].is_known) {
			continue;
		}
		lines = clocks->facts[i].type == CLOCK_FACT_NUMBER
		            ? arena_printf(arena, "%s%s=%d\n", lines, clocks->facts[i].id,
		                  values[i].number)
		            : arena_printf(arena, "%s%s=%s\n", lines, clocks->facts[i].id,
		                  values[i].number != 0 ? "yes" : "no");
	}
	return lines;
}
