#ifndef KAIGI_STORE_NETWORK_H
#define KAIGI_STORE_NETWORK_H

/*
 * What is known of a network and is no record: an adapter's own notes (how far it has read),
 * and the reactions that are events of their own, so that their removal finds its way back to a
 * mark.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

/* An adapter's notes. KG_NOT_FOUND. */
KG_MUST_CHECK enum kg_status keep_get(
    struct store *store, int64_t workspace, const char *name, struct arena *arena, char **out);
/* value NULL: forgotten. */
KG_MUST_CHECK enum kg_status keep_set(
    struct store *store, int64_t workspace, const char *name, const char *value);

struct reaction {
	const char *event; /* the network's id of the reaction itself */
	const char *channel;
	const char *message; /* what it was put on */
	const char *user;
	const char *mark; /* canonical */
	struct kg_time at;
	const char *removed_by; /* "": it stands */
};

/*
 * A repeat changes nothing. One that was taken off before we heard of it: message "", user "",
 * mark "", removed_by set; the rest is filled in when it comes, and it stays off.
 */
KG_MUST_CHECK enum kg_status reaction_put(
    struct store *store, int64_t workspace, const struct reaction *reaction);
KG_MUST_CHECK enum kg_status reaction_get(struct store *store, int64_t workspace,
    const char *event, struct arena *arena, struct reaction *out);
/* KG_NOT_FOUND; KG_CONFLICT: it was off already, and stays so. */
KG_MUST_CHECK enum kg_status reaction_remove(
    struct store *store, int64_t workspace, const char *event, const char *removed_by);
/* All that were ever put on a message, the removed ones too, oldest first. */
KG_MUST_CHECK enum kg_status reaction_list(struct store *store, int64_t workspace,
    const char *channel, const char *message, struct arena *arena, struct reaction **out,
    size_t *out_count);

/* A channel that the settings name moved; channel_moved and channel_replaced note it. */
KG_MUST_CHECK enum kg_status channel_note_moved(
    struct store *store, int64_t workspace, const char *old_id, const char *new_id);
/* Where a channel is now; itself when it never moved. */
KG_MUST_CHECK enum kg_status channel_now(struct store *store, int64_t workspace,
    const char *channel, struct arena *arena, const char **out);

struct direct_room {
	const char *account;
	const char *channel;
};

/* Every direct conversation that was opened. */
KG_MUST_CHECK enum kg_status direct_list(struct store *store, int64_t workspace,
    struct arena *arena, struct direct_room **out, size_t *out_count);

/* enum workspace_kind of a workspace. KG_NOT_FOUND. */
KG_MUST_CHECK enum kg_status workspace_kind_of(
    struct store *store, int64_t workspace, int *out_kind);

#endif
