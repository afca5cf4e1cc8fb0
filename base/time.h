#ifndef KAIGI_BASE_TIME_H
#define KAIGI_BASE_TIME_H

/*
 * Instants and civil days. They are two types that do not mix. Civil time is always Japan's
 * (UTC+9, no summer time); the process's TZ plays no part.
 */

#include <stdbool.h>
#include <stdint.h>

struct kg_time {
	int64_t ms; /* since 1970-01-01T00:00:00Z; 0 means "none" in records */
};

struct kg_date {
	int32_t day; /* days since 1970-01-01, in Japan */
};

struct kg_civil {
	int year, month, day; /* month and day from 1 */
	int hour, minute, second, ms;
	int weekday; /* 0 is Sunday */
};

struct kg_civil kg_civil_of(struct kg_time time);
struct kg_civil kg_civil_of_date(struct kg_date date); /* at 0:00 */
struct kg_date kg_date_of(struct kg_time time);
struct kg_time kg_date_start(struct kg_date date); /* 0:00 in Japan */
struct kg_time kg_time_at(struct kg_date date, int hour, int minute);

/* False when there is no such day (2月30日). Years 1868 to 9999. */
bool kg_date_make(int year, int month, int day, struct kg_date *out);

static inline struct kg_time kg_time_add(struct kg_time time, int64_t ms)
{
	return (struct kg_time){ time.ms + ms };
}

static inline bool kg_time_is_set(struct kg_time time)
{
	return time.ms != 0;
}

enum {
	KG_SECOND = 1000,
	KG_MINUTE = 60 * KG_SECOND,
	KG_HOUR = 60 * KG_MINUTE,
	KG_DAY = 24 * KG_HOUR,
};

#endif
