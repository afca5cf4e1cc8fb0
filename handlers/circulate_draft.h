#ifndef KAIGI_HANDLERS_CIRCULATE_DRAFT_H
#define KAIGI_HANDLERS_CIRCULATE_DRAFT_H

/* A draft as typed and as understood. Private to handlers/. */

#include "handlers/circulate.h"
#include "handlers/documents.h"

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

struct draft { /* understood */
	struct request from;
	int class;
	bool important;
	struct kg_time deadline;
	const char *text_sha256;
	struct documents documents;
};

#endif
