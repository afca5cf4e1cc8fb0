#ifndef KAIGI_BOT_PACE_H
#define KAIGI_BOT_PACE_H

/*
 * Who may send when: 4 a second over all, 10 in a burst; 1.1 s between posts in one
 * conversation; 2 s between edits of one message; holds that a network asked for. Times are
 * monotonic milliseconds.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pace;

struct pace *pace_create(bool is_unpaced); /* unpaced: holds only */
void pace_destroy(struct pace *pace);

enum pace_kind { PACE_POST, PACE_EDIT, PACE_OTHER };

/* When this may go, `now` or earlier: at once. */
int64_t pace_when(struct pace *pace, enum pace_kind kind, int64_t workspace,
    const char *conversation, int64_t posting, int64_t now);
/* It goes: counted. */
void pace_spend(struct pace *pace, enum pace_kind kind, int64_t workspace,
    const char *conversation, int64_t posting, int64_t now);

void pace_hold(struct pace *pace, int64_t workspace, const char *conversation, int64_t until);
void pace_hold_network(struct pace *pace, int64_t workspace, int64_t until);
void pace_release_network(struct pace *pace, int64_t workspace);

#endif
