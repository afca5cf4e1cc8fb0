#ifndef KAIGI_TESTS_INSTANT_H
#define KAIGI_TESTS_INSTANT_H

/* "2026-04-10 09:00[:30]" in Japan as ms UTC, counted here and not by kaigi's own calendar. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool instant_parse(const char *text, int64_t *out_ms);
void instant_print(int64_t ms, char *out, size_t room); /* to the minute */

#endif
