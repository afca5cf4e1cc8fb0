/* A run of numerals is read as places (十, 百) when it has one, else digit by digit. */
#include "handlers/numerals.h"

#include <stdbool.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { RUN_MAX = 8, TEN = 10, HUNDRED = 100 };

static int value_of(uint32_t point)
{
	static const uint32_t digits[] = { 0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
		0x516D, 0x4E03, 0x516B, 0x4E5D };

	for (int i = 0; i < TEN; i++) {
		if (digits[i] == point) {
			return i;
		}
	}
	switch (point) {
	case 0x96F6: /* 零 */
		return 0;
	case 0x5341: /* 十 */
		return TEN;
	case 0x767E: /* 百 */
		return HUNDRED;
	default:
		return -1;
	}
}

static void put_places(const int *values, size_t count, struct buf *out)
{
	int total = 0;
	int pending = 0;

	for (size_t i = 0; i < count; i++) {
		if (values[i] < TEN) {
			pending = pending * TEN + values[i];
		} else {
			total += (pending > 0 ? pending : 1) * values[i];
			pending = 0;
		}
	}
	buf_printf(out, "%d", total + pending);
}

static void put_run(const int *values, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		if (values[i] >= TEN) {
			put_places(values, count, out);
			return;
		}
	}
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "%d", values[i]);
	}
}

const char *numerals_fold(const char *text, struct arena *arena)
{
	KG_AUTO_BUF struct buf out = { 0 };
	int values[RUN_MAX];
	size_t count = 0;

	buf_init(&out, 1U << 20);
	while (*text != '\0') {
		const char *next = text;
		int value = value_of(utf8_next(&next));

		if (value < 0) {
			put_run(values, count, &out);
			count = 0;
			buf_add(&out, text, (size_t)(next - text));
		} else {
			if (count == RUN_MAX) { /* no number of ours is as long: it won't be
				                   understood */
				put_run(values, count, &out);
				count = 0;
			}
			values[count++] = value;
		}
		text = next;
	}
	put_run(values, count, &out);
	return arena_strndup(arena, out.bytes, out.size);
}
