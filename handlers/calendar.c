/* Working days and hours. The holidays are a small embedded table, read line by line: it is
 * asked rarely. */
#include "handlers/calendar.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "handlers/text.h"

enum { DATE_SIZE = 10, FISCAL_MONTH = 4, DAY_MINUTES = 24 * 60, SATURDAY = 6 };

extern const unsigned char holidays_tsv[];
extern const size_t holidays_tsv_size;

/* The line that begins with these bytes, or NULL. */
static const char *find_line(const char *start, size_t size, int *out_length)
{
	const char *p = (const char *)holidays_tsv;
	const char *end = p + holidays_tsv_size;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		stop = stop != NULL ? stop : end;
		if ((size_t)(stop - p) >= size && memcmp(p, start, size) == 0) {
			*out_length = (int)(stop - p);
			return p;
		}
		p = stop + 1;
	}
	return NULL;
}

const char *calendar_holiday(struct kg_date date, int *out_size)
{
	struct kg_civil civil = kg_civil_of_date(date);
	char key[48];
	const char *line;
	int length = 0;

	(void)snprintf(
	    key, sizeof(key), "%04d-%02d-%02d\t", civil.year, civil.month, civil.day);
	line = find_line(key, DATE_SIZE + 1, &length);
	*out_size = line != NULL ? length - DATE_SIZE - 1 : 0;
	return line != NULL ? line + DATE_SIZE + 1 : NULL;
}

bool calendar_covers(struct kg_date date)
{
	char key[48];
	int length;

	(void)snprintf(key, sizeof(key), "%04d-01-01", kg_civil_of_date(date).year);
	return find_line(key, DATE_SIZE, &length) != NULL;
}

bool calendar_is_working(struct kg_date date)
{
	struct kg_civil civil = kg_civil_of_date(date);
	int size;

	if (civil.weekday == 0 || civil.weekday == SATURDAY) {
		return false;
	}
	if ((civil.month == 12 && civil.day >= 29) || (civil.month == 1 && civil.day <= 3)) {
		return false;
	}
	return calendar_holiday(date, &size) == NULL;
}

static struct kg_date step(struct kg_date date, int days)
{
	return (struct kg_date){ date.day + days };
}

struct kg_date calendar_add_working(struct kg_date date, int n)
{
	int way = n < 0 ? -1 : 1;

	if (n == 0) {
		while (!calendar_is_working(date)) {
			date = step(date, 1);
		}
	}
	while (n != 0) {
		date = step(date, way);
		if (calendar_is_working(date)) {
			n -= way;
		}
	}
	return date;
}

int calendar_count_working(struct kg_date from, struct kg_date to)
{
	int count = 0;

	if (to.day < from.day) {
		return -calendar_count_working(to, from);
	}
	while (from.day < to.day) {
		from = step(from, 1);
		count += calendar_is_working(from) ? 1 : 0;
	}
	return count;
}

int calendar_fiscal_year_of(struct kg_date date)
{
	struct kg_civil civil = kg_civil_of_date(date);

	return civil.month < FISCAL_MONTH ? civil.year - 1 : civil.year;
}

int calendar_fiscal_year(struct kg_time time)
{
	return calendar_fiscal_year_of(kg_date_of(time));
}

struct kg_time calendar_fiscal_year_start(int fiscal_year)
{
	struct kg_date date = { 0 };

	KG_ASSERT(kg_date_make(fiscal_year, FISCAL_MONTH, 1, &date));
	return kg_date_start(date);
}

static bool read_two_digits(const char **p, int *out)
{
	size_t digits = strspn(*p, "0123456789");

	if (digits == 0 || digits > 2) {
		return false;
	}
	*out = digits == 1 ? (*p)[0] - '0' : ((*p)[0] - '0') * 10 + (*p)[1] - '0';
	*p += digits;
	return true;
}

static bool read_clock(const char **p, int *out)
{
	int hour = 0;
	int minute = 0;

	if (!read_two_digits(p, &hour) || **p != ':') {
		return false;
	}
	(*p)++;
	if (!read_two_digits(p, &minute) || minute > 59 || hour * 60 + minute > DAY_MINUTES) {
		return false;
	}
	*out = hour * 60 + minute;
	return true;
}

bool calendar_hours_parse(const char *text, struct calendar_hours *out)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *p = text_title_key(text, &arena);
	struct calendar_hours hours = { 0 };

	if (!read_clock(&p, &hours.from) || (*p != '-' && *p != '~')) {
		return false;
	}
	p++;
	if (!read_clock(&p, &hours.to) || *p != '\0') {
		return false;
	}
	*out = hours;
	return true;
}

bool calendar_is_within(struct calendar_hours hours, struct kg_time time)
{
	struct kg_civil civil = kg_civil_of(time);
	int minute = civil.hour * 60 + civil.minute;

	if (hours.from <= hours.to) {
		return minute >= hours.from && minute < hours.to;
	}
	return minute >= hours.from || minute < hours.to;
}

struct kg_time calendar_after(struct calendar_hours hours, struct kg_time time)
{
	struct kg_date date = kg_date_of(time);
	struct kg_time end = kg_time_at(date, hours.to / 60, hours.to % 60);

	if (!calendar_is_within(hours, time)) {
		return time;
	}
	return end.ms > time.ms ? end : kg_time_add(end, KG_DAY);
}

bool calendar_is_office(struct kg_time time)
{
	return calendar_is_working(kg_date_of(time)) &&
	       calendar_is_within(CALENDAR_OFFICE, time);
}
