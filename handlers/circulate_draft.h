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
	const char *item;     /* 審R8-001: its text stands, whatever else was typed */
	const char *incident; /* 事R8-001: urgent by it */
};

struct draft { /* understood */
	struct request from;
	int class;
	bool important;
	struct kg_time deadline;
	const char *text_sha256;
	const char *opinion_record; /* the item's; NULL without one */
	const char *incident;       /* the item's; NULL without one */
	struct documents documents;
};

/* circulate_draft.c: the form with what stands in the request. */
KG_MUST_CHECK enum kg_status draft_open_for(struct act *act, const struct request *request);

/* circulate_item.c: fills the draft from the item that it names, or refuses with an answer. */
KG_MUST_CHECK enum kg_status draft_take_item(
    struct act *act, struct draft *draft, bool *out_refused);
/* The item of a circulation; "": none. */
KG_MUST_CHECK enum kg_status draft_item_of(
    struct act *act, const char *number, const char **out);
KG_MUST_CHECK enum kg_status draft_item_goes(
    struct act *act, const struct draft *draft, const char *number);

#endif
