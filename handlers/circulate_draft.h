#ifndef KAIGI_HANDLERS_CIRCULATE_DRAFT_H
#define KAIGI_HANDLERS_CIRCULATE_DRAFT_H

/* A draft as typed and as understood. Private to handlers/. */

#include "handlers/circulate.h"

enum { MAX_DOCUMENTS = 10 };

struct request { /* as typed; "" when left out */
	const char *title;
	const char *class;
	const char *class_reason;
	const char *body;
	const char *reason;
	const char *deadline;
	const char *documents;
	const char *important;
};

struct document {
	const char *kind;
	const char *name;
	const char *source;
	const char *sha256;
	int64_t size;
	bool waiting;
};

struct draft { /* understood */
	struct request from;
	int class;
	bool important;
	struct kg_time deadline;
	const char *text_sha256;
	struct document documents[MAX_DOCUMENTS + 1];
	size_t document_count;
};

/* 資料: addresses and 直前, parted by blanks or commas; faults by the field. */
KG_MUST_CHECK enum kg_status draft_check_documents(struct act *act, struct draft *d);
/* What hangs on the draft, the matter itself among it when it is too long for a card. */
KG_MUST_CHECK enum kg_status draft_append_documents(
    struct act *act, const char *number, struct draft *d);
/* Has the bytes of each network file brought into files/. */
KG_MUST_CHECK enum kg_status draft_fetch_documents(
    struct act *act, const char *number, int version, const struct draft *d);

#endif
