/*
 * Slots are keyed by a text: "p|workspace|conversation" for posts, "h|…" for holds,
 * "e|workspace|posting" for edits, "n|workspace" for a network. A slot whose time has passed is
 * forgotten.
 */
#include "bot/pace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
	POST_GAP_MS = 1100,
	EDIT_GAP_MS = 2000,
	TOKEN_MS = 250, /* one send of the 4 a second */
	BURST = 10,
	KEY_SIZE = 192,
	SLOTS_MAX = 4096,
};

struct slot {
	char key[KEY_SIZE];
	int64_t until;
};

struct pace {
	bool is_unpaced;
	struct slot *slots;
	size_t count;
	size_t room;
	int64_t spent_until; /* the bucket: BURST tokens before `now` at most */
};

struct pace *pace_create(bool is_unpaced)
{
	struct pace *pace = mem_alloc(sizeof(*pace));

	pace->is_unpaced = is_unpaced;
	pace->spent_until = INT64_MIN / 2;
	return pace;
}

void pace_destroy(struct pace *pace)
{
	if (pace != NULL) {
		free(pace->slots);
		free(pace);
	}
}

static void slot_key(char key[KEY_SIZE], char what, int64_t workspace, const char *rest)
{
	(void)snprintf(key, KEY_SIZE, "%c|%" PRId64 "|%s", what, workspace, rest);
}

static void edit_key(char key[KEY_SIZE], int64_t workspace, int64_t posting)
{
	(void)snprintf(key, KEY_SIZE, "e|%" PRId64 "|%" PRId64, workspace, posting);
}

static struct slot *find(struct pace *pace, const char *key)
{
	for (size_t i = 0; i < pace->count; i++) {
		if (strcmp(pace->slots[i].key, key) == 0) {
			return &pace->slots[i];
		}
	}
	return NULL;
}

static void forget_old(struct pace *pace, int64_t now)
{
	size_t kept = 0;

	for (size_t i = 0; i < pace->count; i++) {
		if (pace->slots[i].until > now) {
			pace->slots[kept++] = pace->slots[i];
		}
	}
	pace->count = kept;
}

static void set(struct pace *pace, const char *key, int64_t until)
{
	struct slot *slot = find(pace, key);

	if (slot == NULL && pace->count < SLOTS_MAX) {
		if (pace->count == pace->room) {
			pace->room = pace->room == 0 ? 32 : pace->room * 2;
			pace->slots =
			    mem_realloc(pace->slots, pace->room * sizeof(*pace->slots));
		}
		slot = &pace->slots[pace->count++];
		(void)snprintf(slot->key, KEY_SIZE, "%s", key);
		slot->until = until;
	}
	if (slot != NULL && slot->until < until) {
		slot->until = until;
	}
}

static void later(struct pace *pace, const char *key, int64_t *when)
{
	const struct slot *slot = find(pace, key);

	if (slot != NULL && slot->until > *when) {
		*when = slot->until;
	}
}

int64_t pace_when(struct pace *pace, enum pace_kind kind, int64_t workspace,
    const char *conversation, int64_t posting, int64_t now)
{
	char key[KEY_SIZE];
	int64_t when = now;

	slot_key(key, 'n', workspace, "");
	later(pace, key, &when);
	slot_key(key, 'h', workspace, conversation);
	later(pace, key, &when);
	if (pace->is_unpaced) {
		return when;
	}
	if (kind == PACE_POST) {
		slot_key(key, 'p', workspace, conversation);
		later(pace, key, &when);
	}
	if (kind == PACE_EDIT) {
		edit_key(key, workspace, posting);
		later(pace, key, &when);
	}
	if (pace->spent_until + TOKEN_MS > when) {
		when = pace->spent_until + TOKEN_MS;
	}
	return when;
}

void pace_spend(struct pace *pace, enum pace_kind kind, int64_t workspace,
    const char *conversation, int64_t posting, int64_t now)
{
	char key[KEY_SIZE];

	if (pace->is_unpaced) {
		return;
	}
	forget_old(pace, now);
	if (kind == PACE_POST) {
		slot_key(key, 'p', workspace, conversation);
		set(pace, key, now + POST_GAP_MS);
	}
	if (kind == PACE_EDIT) {
		edit_key(key, workspace, posting);
		set(pace, key, now + EDIT_GAP_MS);
	}
	if (pace->spent_until < now - (int64_t)BURST * TOKEN_MS) {
		pace->spent_until = now - (int64_t)BURST * TOKEN_MS;
	}
	pace->spent_until += TOKEN_MS;
}

void pace_hold(struct pace *pace, int64_t workspace, const char *conversation, int64_t until)
{
	char key[KEY_SIZE];

	slot_key(key, 'h', workspace, conversation);
	set(pace, key, until);
}

void pace_hold_network(struct pace *pace, int64_t workspace, int64_t until)
{
	char key[KEY_SIZE];

	slot_key(key, 'n', workspace, "");
	set(pace, key, until);
}

void pace_release_network(struct pace *pace, int64_t workspace)
{
	char key[KEY_SIZE];
	struct slot *slot;

	slot_key(key, 'n', workspace, "");
	slot = find(pace, key);
	if (slot != NULL) {
		*slot = pace->slots[--pace->count];
	}
}
