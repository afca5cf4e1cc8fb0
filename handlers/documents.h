#ifndef KAIGI_HANDLERS_DOCUMENTS_H
#define KAIGI_HANDLERS_DOCUMENTS_H

/* Documents on their way into a matter, whatever its kind. Private to handlers/. */

#include "handlers/desk.h"

enum { MAX_DOCUMENTS = 10 };

struct document {
	const char *kind; /* file, link, text */
	const char *name;
	const char *source;
	const char *sha256;
	int64_t size;
	bool waiting;
};

struct documents {
	struct document list[MAX_DOCUMENTS + 1]; /* one more: the matter's own long text */
	size_t count;
};

/* 資料: addresses and 直前, parted by blanks or commas; faults by the field "documents". */
KG_MUST_CHECK enum kg_status documents_check(
    struct act *act, const char *typed, struct documents *out);
/* A text too long for a card becomes a file beside it. */
KG_MUST_CHECK enum kg_status documents_add_text(
    struct act *act, const char *body, struct documents *documents);
/* An entry of `kind` each ("circular.document", "item.document"). */
KG_MUST_CHECK enum kg_status documents_append(
    struct act *act, const char *kind, const char *number, const struct documents *documents);
/* Has the bytes of each network file brought into files/. */
KG_MUST_CHECK enum kg_status documents_fetch(
    struct act *act, const char *number, int version, const struct documents *documents);

struct documents_file { /* EVENT_FILE: whose it is, as the handle says */
	const char *number;
	const char *version;
	const char *position;
	bool stored; /* false: it can't be had */
};
/* KG_INVALID: no handle of ours. */
KG_MUST_CHECK enum kg_status documents_read_handle(
    struct act *act, const char *handle, struct documents_file *out);
/* An entry of `kind` ("circular.stored", "item.stored") about it. */
KG_MUST_CHECK enum kg_status documents_stored(
    struct act *act, const char *kind, const struct documents_file *which);

#endif
