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

/* The question for them, by the key "documents": an address, 直前, or a file posted to it. */
struct field documents_field(struct act *act, const char *value);
/* A form's answer says nothing of where the form was asked for; its dialogue's context does,
 * and keeps the text that the form can't hold ("": none). */
const char *documents_context(struct act *act, const char *kept);
/* The answer's event as if it came from there, unless it came with a file posted elsewhere;
 * `out_kept` is left alone without a context. */
struct event documents_place(
    struct act *act, const struct dialogue *dialogue, const char **out_kept);
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
