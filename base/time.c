#include "base/time.h"

/* Days and civil dates by the proleptic Gregorian rules, counted in eras of 400 years from 1
 * March. */

enum { JST_OFFSET_MS = 9 * KG_HOUR, DAYS_PER_ERA = 146097, EPOCH_FROM_ERA = 719468 };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int32_t days_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = y / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_PER_ERA + day_of_era - EPOCH_FROM_ERA;
}

struct kg_civil kg_civil_of_date(struct kg_date date)
{
	int64_t z = (int64_t)date.day + EPOCH_FROM_ERA;
	int64_t era = floor_div(z, DAYS_PER_ERA);
	int doe = (int)(z - era * DAYS_PER_ERA);
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int shifted = (5 * doy + 2) / 153;
	int month = shifted < 10 ? shifted + 3 : shifted - 9;

	return (struct kg_civil){
		.year = (int)(yoe + era * 400) + (month <= 2),
		.month = month,
		.day = doy - (153 * shifted + 2) / 5 + 1,
		.weekday = (int)(((int64_t)date.day % 7 + 11) % 7),
	};
}

struct kg_date kg_date_of(struct kg_time time)
{
	return (struct kg_date){ (int32_t)floor_div(time.ms + JST_OFFSET_MS, KG_DAY) };
}

struct kg_time kg_date_start(struct kg_date date)
{
	return (struct kg_time){ (int64_t)date.day * KG_DAY - JST_OFFSET_MS };
}

struct kg_time kg_time_at(struct kg_date date, int hour, int minute)
{
	return kg_time_add(
	    kg_date_start(date), (int64_t)hour * KG_HOUR + (int64_t)minute * KG_MINUTE);
}

struct kg_civil kg_civil_of(struct kg_time time)
{
	struct kg_date date = kg_date_of(time);
	struct kg_civil civil = kg_civil_of_date(date);
	int64_t rest = time.ms - kg_date_start(date).ms;

	civil.hour = (int)(rest / KG_HOUR);
	civil.minute = (int)(rest / KG_MINUTE % 60);
	civil.second = (int)(rest / KG_SECOND % 60);
	civil.ms = (int)(rest % KG_SECOND);
	return civil;
}

bool kg_date_make(int year, int month, int day, struct kg_date *out)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1868 || year > 9999 || month < 1 || month > 12 || day < 1) {
		return false;
	}
	if (day > lengths[month - 1] + (month == 2 && leap)) {
		return false;
	}
	out->day = days_from_civil(year, month, day);
	return true;
}
