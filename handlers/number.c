/* Numbers of matters and resolutions: the era's letter, the fiscal year, a serial of three
 * digits or more. */
#include "handlers/number.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/numerals.h"
#include "handlers/text.h"

enum { REIWA = 2018, SERIAL_DIGITS = 6 };

static const struct {
	enum number_kind kind;
	const char *letter;
} letters[] = {
	{ NUMBER_CIRCULATION, "回" },
	{ NUMBER_MEETING, "招" },
	{ NUMBER_REPORT, "報" },
	{ NUMBER_INCIDENT, "事" },
	{ NUMBER_ITEM, "審" },
	{ NUMBER_INQUIRY, "照" },
	{ NUMBER_RULING, "規" },
	{ NUMBER_ACTION, "宿" },
	{ NUMBER_POLL, "日" },
};

const char *number_format(
    enum number_kind kind, int fiscal_year, int serial, struct arena *arena)
{
	int year = fiscal_year - REIWA;

	switch (kind) {
	case NUMBER_ANY:
		return arena_printf(arena, "R%d-%03d", year, serial);
	case NUMBER_CIRCULATION:
	case NUMBER_MEETING:
	case NUMBER_REPORT:
	case NUMBER_INCIDENT:
	case NUMBER_ITEM:
	case NUMBER_INQUIRY:
	case NUMBER_RULING:
	case NUMBER_ACTION:
	case NUMBER_POLL:
		return arena_printf(arena, "%sR%d-%03d",
		    letters[kind - NUMBER_CIRCULATION].letter, year, serial);
	case NUMBER_RESOLUTION:
		if (year == 1) {
			return arena_printf(arena, "令和元年度第%d号", serial);
		}
		return arena_printf(arena, "令和%d年度第%d号", year, serial);
	case NUMBER_CIRCULATION_DOCUMENT:
		return arena_printf(arena, "持ち回り第%d号", serial);
	}
	KG_UNREACHABLE();
}

static bool eat(const char **p, const char *word)
{
	size_t size = strlen(word);

	if (strncmp(*p, word, size) != 0) {
		return false;
	}
	*p += size;
	return true;
}

static bool eat_number(const char **p, int *out)
{
	size_t digits = strspn(*p, "0123456789");

	if (digits == 0 || digits > SERIAL_DIGITS) {
		return false;
	}
	*out = (int)strtol(*p, NULL, 10);
	*p += digits;
	return true;
}

static bool eat_year(const char **p, int *out)
{
	int year = 0;

	if (!eat(p, "令和") && !eat(p, "令") && !eat(p, "r")) {
		return false;
	}
	if (eat(p, "元")) {
		year = 1;
	} else if (!eat_number(p, &year)) {
		return false;
	}
	*out = REIWA + year;
	return year >= 1 && year <= 99;
}

bool number_parse(const char *text, struct number *out)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *p = numerals_fold(text_title_key(text, &arena), &arena);
	struct number number = { .kind = NUMBER_ANY };

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (number.kind == NUMBER_ANY && eat(&p, letters[i].letter)) {
			number.kind = letters[i].kind;
		}
	}
	if (!eat_year(&p, &number.fiscal_year)) {
		return false;
	}
	if (number.kind == NUMBER_ANY && eat(&p, "年度第")) {
		number.kind = NUMBER_RESOLUTION;
	} else if (!eat(&p, "-") &&
	           !eat(&p, "ー")) { /* the long vowel is what an IME gives for a dash */
		return false;
	}
	if (!eat_number(&p, &number.serial) || number.serial < 1) {
		return false;
	}
	if (number.kind == NUMBER_RESOLUTION && !eat(&p, "号")) {
		return false;
	}
	if (*p != '\0') {
		return false;
	}
	*out = number;
	return true;
}
