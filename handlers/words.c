/* The embedded catalogue: a .mo file as msgfmt writes it, looked up by binary search; no locale
 * takes part. */
#include "handlers/words.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/status.h"

extern const unsigned char words_mo[];
extern const size_t words_mo_size;

enum { MO_COUNT_AT = 8, MO_KEYS_AT = 12, MO_TEXTS_AT = 16 };

static uint32_t word_at(size_t offset)
{
	uint32_t value;

	KG_ASSERT(offset + sizeof(value) <= words_mo_size);
	memcpy(&value, words_mo + offset, sizeof(value));
	return value;
}

/* A table's entry is (length, offset); texts end in NUL. */
static const char *text_at(uint32_t table, uint32_t index)
{
	uint32_t length = word_at(table + (size_t)index * 8);
	uint32_t offset = word_at(table + (size_t)index * 8 + 4);

	KG_ASSERT((size_t)offset + length < words_mo_size);
	return (const char *)words_mo + offset;
}

unsigned words_count(void)
{
	KG_ASSERT(word_at(0) == 0x950412DEU);
	return word_at(MO_COUNT_AT) - 1; /* without the header's empty key */
}

const char *tr(enum language language, const char *ja)
{
	uint32_t keys;
	uint32_t low = 0;
	uint32_t high;

	if (language == LANGUAGE_JA || *ja == '\0') {
		return ja;
	}
	keys = word_at(MO_KEYS_AT);
	high = word_at(MO_COUNT_AT);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(ja, text_at(keys, middle));

		if (order == 0) {
			return text_at(word_at(MO_TEXTS_AT), middle);
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return ja;
}
