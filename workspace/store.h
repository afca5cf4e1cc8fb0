#ifndef KAIGI_WORKSPACE_STORE_H
#define KAIGI_WORKSPACE_STORE_H

/*
 * What the workspace remembers: JSON documents in one SQLite file. Writes of one turn of the
 * loop share a transaction, which the first write opens and store_commit closes.
 */

#include <jansson.h>

#include "base/status.h"

KG_MUST_CHECK enum kg_status store_open(const char *directory, struct kg_error *err);
void store_commit(void);
void store_close(void);

void store_put(const char *kind, const char *id, const json_t *document);
void store_drop(const char *kind, const char *id);
void store_put_message(const char *channel, const char *ts, const json_t *message);
void store_drop_message(const char *channel, const char *ts);

/* Calls each with every document of the kind in id order; the document is borrowed. */
void store_each(const char *kind, void (*each)(const char *id, json_t *document));
void store_each_message(
    void (*each)(const char *channel, json_t *message)); /* by channel and ts */
json_t *store_get(const char *kind, const char *id);     /* new reference or NULL */

#endif
