#ifndef KAIGI_BOT_LOOP_H
#define KAIGI_BOT_LOOP_H

/*
 * The one uv loop of the process: signals, the turn hook, timers and names resolved without
 * blocking. Everything here is called on the loop's thread. Nothing may block it but SQLite's
 * commit.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/status.h"

struct loop;

struct loop *loop_create(void); /* ignores SIGPIPE */
uv_loop_t *loop_uv(struct loop *loop);

/* Runs until nothing is left alive: every handle closed, every request answered. */
void loop_run(struct loop *loop);

/*
 * Closes the loop's own handles: call when everybody else has begun to close theirs. loop_run
 * returns once all are closed. Idempotent.
 */
void loop_end(struct loop *loop);

/* After loop_run. Returns what uv_loop_close said: 0, or a handle was leaked. NULL is fine (0).
 */
KG_MUST_CHECK int loop_destroy(struct loop *loop);

/* SIGTERM and SIGINT, each time one comes. They don't keep the loop alive. */
void loop_on_signal(struct loop *loop, void (*on_signal)(void *user, int signum), void *user);

/*
 * Called in every turn right after its inbound input was read (uv_check): the place for the
 * group commit. What arrives from a timer callback has to call loop_wake, or the turn would
 * sleep in poll first.
 */
void loop_on_turn(struct loop *loop, void (*on_turn)(void *user), void *user);
void loop_wake(struct loop *loop); /* this turn's poll does not sleep */

/* One-shot timers whose memory outlives their close. */
struct loop_timer;
struct loop_timer *loop_timer_create(
    struct loop *loop, void (*on_timer)(void *user), void *user);
void loop_timer_start(struct loop_timer *timer, uint64_t ms); /* restarts a running one */
void loop_timer_stop(struct loop_timer *timer);
bool loop_timer_is_running(const struct loop_timer *timer);
void loop_timer_destroy(struct loop_timer *timer); /* NULL is fine; never fires afterwards */

/* One numeric address a host has. */
struct loop_address {
	char text[64]; /* 192.0.2.1 or 2001:db8::1, without brackets */
	bool is_ipv6;
};

struct loop_resolving;

/*
 * Asks uv's workers. `on_resolved` is called once, later, unless cancelled: `count` 0 means
 * there is no such name (or no answer; `error` is uv's word). A numeric host (with or without
 * brackets) is answered without asking.
 */
struct loop_resolving *loop_resolve(struct loop *loop, const char *host,
    void (*on_resolved)(
        void *user, const struct loop_address *addresses, size_t count, const char *error),
    void *user);
void loop_resolve_cancel(struct loop_resolving *resolving); /* NULL is fine; no call follows */

#endif
