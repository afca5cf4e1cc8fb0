#ifndef KAIGI_TESTS_UNIT_COUNCIL_WORLD_H
#define KAIGI_TESTS_UNIT_COUNCIL_WORLD_H

/*
 * A council in two networks at once: real store, law, handlers, dispatch and delivery between
 * two pretended servers, one that behaves like Slack (a mark is a fact) and one like Matrix (a
 * mark is an event with an id). What the servers hold is what a reading finds. Clocks stand
 * still until moved; timers fire at their own times on the way.
 *
 * The chair has his account in Matrix, the members theirs in Slack; m1 has both, m7 Matrix
 * alone.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/delivery.h"
#include "bot/dispatch.h"

enum { SLACK, CITY, NETS };
enum { MESSAGES_MAX = 1200, PUTS_MAX = 200, WORD = 64 };

struct message { /* of ours, on a server */
	char id[WORD];
	char channel[WORD];
	char *text;
	bool gone;
};

struct put {           /* a mark on a server */
	char id[WORD]; /* of its own event; Slack's has none */
	size_t message;
	char user[WORD];
	char mark[WORD];
	char removed_by[WORD];
	bool is_lost;
};

struct net {
	struct adapter adapter;
	struct world *world;
	int64_t workspace;
	bool is_away; /* every call waits */
	struct message messages[MESSAGES_MAX];
	size_t message_count;
	struct put puts[PUTS_MAX];
	size_t put_count;
	size_t seeds;
	size_t dm_seeds;
	size_t reads;
	size_t hints;
	size_t forms;     /* opened */
	char token[WORD]; /* of the newest */
	size_t faults;
};

struct world {
	char folder[WORD];
	struct store *store;
	struct settings settings;
	struct charter charter;
	struct clocks clocks;
	struct dispatch *dispatch;
	struct delivery *delivery;
	struct net nets[NETS];
	int next;
	size_t alarms;
	bool by_stranger; /* what comes is another workspace's account's */
};

struct world *world_create(void);
/* The chair has an account in Slack too. */
struct world *world_create_in_slack(void);
void world_destroy(struct world *world);

/* A roster file from the local socket. */
void world_import(struct world *world, const char *roster);
/* Until nothing moves any more. */
void world_rest(struct world *world);
/* Time goes on by minutes, timers fire on the way. */
void world_wait(struct world *world, int minutes);

/* 回R8-001 is drafted, reviewed and put; the cards are out. */
void world_open(struct world *world);
/* Every member approves on the Slack or Matrix card, whichever he has; not those in `but`. */
void world_all_approve(struct world *world, const char *but);

/* The newest living message of ours whose text holds this; in a channel when not NULL. Dies
 * when there is none. */
size_t world_find(struct world *world, int net, const char *channel, const char *text);
size_t world_count(struct world *world, int net, const char *channel, const char *text);

/* Puts a mark on; its event comes unless hidden. Returns its index. */
size_t world_mark(
    struct world *world, int net, const char *user, const char *mark, size_t message);
size_t world_mark_hidden(
    struct world *world, int net, const char *user, const char *mark, size_t message);
/* The event of a hidden mark comes after all. */
void world_unhide(struct world *world, int net, size_t put);
/* At the very instant of the one before. */
size_t world_mark_at_once(
    struct world *world, int net, const char *user, const char *mark, size_t message);
/* Matrix: somebody redacts that mark, or a message of ours. */
void world_redact(struct world *world, size_t put, const char *by);
void world_redact_hidden(struct world *world, size_t put, const char *by);
/* The server does not know the mark any more. */
void world_lose(struct world *world, size_t put);
void world_delete(struct world *world, int net, size_t message, const char *by);
/* Slack: taken off. */
void world_unmark(struct world *world, size_t put);

void world_say(struct world *world, int net, const char *user, const char *command);
void world_press(struct world *world, int net, const char *user, const char *action);
/* A button that somebody has on a card in Slack; its value, when not NULL. */
void world_press_card(
    struct world *world, const char *user, const char *action, const char *value);
/* The form that was opened last in Slack, filled in; `answers` is KEY=VALUE parted by ";". */
void world_answer(struct world *world, const char *user, const char *answers);
/* In the thread of a message of ours in Slack. */
void world_reply(struct world *world, const char *user, size_t message, const char *text);
void world_channel(
    struct world *world, int net, const char *channel, const char *action, const char *text);
/* The bot starts anew: what its links are is not known. */
void world_restart(struct world *world);
/* The link breaks and comes back. */
void world_away(struct world *world, int net);
void world_back(struct world *world, int net);
/* The cards are read back now. */
void world_reread(struct world *world, int net);

int64_t world_number(struct world *world, const char *sql);
#define world_is(world, number, sql) ck_assert_int_eq(world_number(world, sql), number)

#endif
