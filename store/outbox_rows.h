#ifndef KAIGI_STORE_OUTBOX_ROWS_H
#define KAIGI_STORE_OUTBOX_ROWS_H

/* Shared by outbox.c and outbox_next.c alone: how a row is read. */

#include "store/outbox.h"
#include "store/stmt.h"

#define OUTBOX_COLUMNS                                                                         \
	"r.id, r.key, r.workspace, r.conversation, r.account, r.posting, r.thread, "           \
	"r.waits_for, "                                                                        \
	"r.verb, r.priority, r.body, r.mark, r.detail, r.due, r.expires, r.attempts, "         \
	"r.ambiguous"

struct outbox_row outbox_read_row(struct stmt *stmt, struct arena *arena);

#endif
