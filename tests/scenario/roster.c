/* Keeps true: a block that takes out or adds nothing is seen by the tests that use it, not
 * swallowed: NULL. */

#include "roster.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { ROSTER_SIZE = 1 << 20 };

static size_t line_size(const char *line)
{
	return strcspn(line, "\n");
}

static const char *next(const char *line)
{
	size_t size = line_size(line);

	return line + size + (line[size] == '\n' ? 1 : 0);
}

static bool is_rule(const char *line)
{
	return strncmp(line, "--", 2) == 0 || strncmp(line, "++", 2) == 0;
}

static bool taken_out(const char *line, const char *block, unsigned *used)
{
	bool gone = false;
	unsigned index = 0;

	for (const char *rule = block; *rule != '\0'; rule = next(rule), index++) {
		if (strncmp(rule, "--", 2) == 0 &&
		    memmem(line, line_size(line), rule + 2, line_size(rule) - 2) != NULL) {
			*used |= 1U << index;
			gone = true;
		}
	}
	return gone;
}

static void add_behind(const char *line, const char *block, unsigned *used, struct buf *out)
{
	unsigned index = 0;

	for (const char *rule = block; *rule != '\0'; rule = next(rule), index++) {
		if (strncmp(rule, "++", 2) != 0 || line_size(rule) - 2 != line_size(line) ||
		    memcmp(rule + 2, line, line_size(line)) != 0) {
			continue;
		}
		*used |= 1U << index;
		for (const char *more = next(rule); *more != '\0' && !is_rule(more);
		     more = next(more)) {
			buf_add(out, more, line_size(more));
			buf_putc(out, '\n');
		}
	}
}

char *roster_change(const char *shipped, const char *block)
{
	struct buf out;
	unsigned used = 0, rules = 0, index = 0;

	for (const char *rule = block; *rule != '\0'; rule = next(rule), index++) {
		rules |= is_rule(rule) && index < 32 ? 1U << index : 0;
	}
	buf_init(&out, ROSTER_SIZE);
	for (const char *line = shipped; *line != '\0'; line = next(line)) {
		if (!taken_out(line, block, &used)) {
			buf_add(&out, line, line_size(line));
			buf_putc(&out, '\n');
		}
		add_behind(line, block, &used, &out);
	}
	if (used != rules) {
		buf_finish(&out);
		return NULL;
	}
	return buf_take(&out, NULL);
}
