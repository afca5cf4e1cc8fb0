/* The table is sorted by name and embedded as it is; lines are "name TAB characters [TAB =]".
 */

#include "bot/slack_emoji.h"

#include <string.h>

extern const unsigned char slack_emoji_table[];
extern const size_t slack_emoji_table_size;

struct row {
	const char *name;
	size_t name_size;
	const char *mark;
	size_t mark_size;
	bool is_alias;
	size_t next; /* offset behind the line */
};

static struct row row_at(size_t offset)
{
	const char *table = (const char *)slack_emoji_table;
	const char *line = table + offset;
	size_t room = slack_emoji_table_size - offset;
	const char *end = memchr(line, '\n', room);
	size_t size = end ? (size_t)(end - line) : room;
	const char *tab = memchr(line, '\t', size);
	struct row row = { .name = line, .next = offset + size + 1 };

	if (!tab) { /* the comment on top */
		return row;
	}
	row.name_size = (size_t)(tab - line);
	row.mark = tab + 1;
	row.mark_size = size - row.name_size - 1;
	tab = memchr(row.mark, '\t', row.mark_size);
	if (tab) {
		row.is_alias = true;
		row.mark_size = (size_t)(tab - row.mark);
	}
	return row;
}

static int compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
	int order = memcmp(a, b, a_size < b_size ? a_size : b_size);

	if (order != 0 || a_size == b_size) {
		return order;
	}
	return a_size < b_size ? -1 : 1;
}

static bool find_name(const char *name, size_t size, struct row *out)
{
	const char *table = (const char *)slack_emoji_table;
	size_t low = row_at(0).next;
	size_t high = slack_emoji_table_size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order;
		while (middle > low && table[middle - 1] != '\n') {
			middle--;
		}
		*out = row_at(middle);
		order = compare(name, size, out->name, out->name_size);
		if (order == 0) {
			return true;
		}
		if (order < 0) {
			high = middle;
		} else {
			low = out->next;
		}
	}
	return false;
}

char *slack_emoji_mark(struct arena *arena, const char *name)
{
	const char *tone = strstr(name, "::");
	size_t size = tone ? (size_t)(tone - name) : strlen(name);
	struct row row;

	if (find_name(name, size, &row)) {
		return arena_strndup(arena, row.mark, row.mark_size);
	}
	return arena_printf(arena, ":%.*s:", (int)size, name);
}

/* Without variation selectors. */
static size_t bare(const char *mark, char *out, size_t room)
{
	size_t n = 0;

	while (*mark && n + 1 < room) {
		if (strncmp(mark, "\xEF\xB8\x8E", 3) == 0 ||
		    strncmp(mark, "\xEF\xB8\x8F", 3) == 0) {
			mark += 3;
			continue;
		}
		out[n++] = *mark++;
	}
	out[n] = '\0';
	return n;
}

bool slack_emoji_name(const char *mark, char *out_name, size_t room)
{
	char wanted[64];
	size_t size = bare(mark, wanted, sizeof(wanted));

	if (size > 2 && wanted[0] == ':' && wanted[size - 1] == ':') {
		if (size - 1 > room) {
			return false;
		}
		memcpy(out_name, wanted + 1, size - 2);
		out_name[size - 2] = '\0';
		return true;
	}
	for (size_t offset = row_at(0).next; offset < slack_emoji_table_size;) {
		struct row row = row_at(offset);
		if (!row.is_alias && size > 0 && row.mark_size == size &&
		    memcmp(row.mark, wanted, size) == 0 && row.name_size < room) {
			memcpy(out_name, row.name, row.name_size);
			out_name[row.name_size] = '\0';
			return true;
		}
		offset = row.next;
	}
	return false;
}
