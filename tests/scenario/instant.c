/* Keeps true: the process's TZ plays no part: timegm and gmtime only, nine hours apart. */

#include "instant.h"

#include <stdio.h>
#include <time.h>

enum { JAPAN = 9 * 3600 };

bool instant_parse(const char *text, int64_t *out_ms)
{
	struct tm civil = { 0 };
	int read = sscanf(text, "%d-%d-%d %d:%d:%d", &civil.tm_year, &civil.tm_mon,
	    &civil.tm_mday, &civil.tm_hour, &civil.tm_min, &civil.tm_sec);

	if (read < 5) {
		return false;
	}
	civil.tm_year -= 1900;
	civil.tm_mon -= 1;
	*out_ms = ((int64_t)timegm(&civil) - JAPAN) * 1000;
	return true;
}

void instant_print(int64_t ms, char *out, size_t room)
{
	time_t second = (time_t)(ms / 1000 + JAPAN);
	struct tm civil;

	if (gmtime_r(&second, &civil) == NULL ||
	    strftime(out, room, "%Y-%m-%d %H:%M", &civil) == 0) {
		(void)snprintf(out, room, "?");
	}
}
