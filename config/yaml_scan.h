#ifndef KAIGI_CONFIG_YAML_SCAN_H
#define KAIGI_CONFIG_YAML_SCAN_H

/*
 * What a YAML parser would report late, in the wrong line, or not at all: Shift_JIS, tabs and
 * wide spaces as indentation, wide colons, invisible characters, tokens. Faults are reported
 * with their exact place, and mended in a copy, so that the parser can go on and find the
 * others.
 */

#include "base/buf.h"
#include "config/yaml.h"

struct yaml_shift { /* behind this column of the mended line, the columns are `more` too high */
	size_t line;
	size_t column;
	long more;
};

struct yaml_scan {
	struct buf text; /* what the parser gets */
	struct yaml_shift *shifts;
	size_t shift_count;
	size_t shift_room;
};

/* KG_INVALID: not even text. Sets file->in_doubt when indentation had to be guessed. */
KG_MUST_CHECK enum kg_status yaml_scan_text(
    struct yaml_file *file, const char *bytes, size_t size, struct yaml_scan *out);
void yaml_scan_finish(struct yaml_scan *scan);

/* The column in the file of a column in the mended text; both from 1. */
size_t yaml_scan_column(const struct yaml_scan *scan, size_t line, size_t column);

#endif
