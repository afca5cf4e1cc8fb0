#ifndef KAIGI_HANDLERS_NUMERALS_H
#define KAIGI_HANDLERS_NUMERALS_H

/* Kanji numerals in normalised text become digits: 十二 → 12, 二〇二六 → 2026, 二十 → 20.
 * Everything else stays. */

#include "base/mem.h"

const char *numerals_fold(const char *text, struct arena *arena);

#endif
