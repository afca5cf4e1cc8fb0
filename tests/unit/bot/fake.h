#ifndef KAIGI_TESTS_UNIT_BOT_FAKE_H
#define KAIGI_TESTS_UNIT_BOT_FAKE_H

/*
 * A world for dispatch and delivery: a real store in a temporary folder, handlers and a network
 * that do as told and write down what they were asked, and clocks that stand still until moved.
 * tx_commit can be told to fail.
 */

#include <stdbool.h>
#include <stddef.h>

#include "bot/delivery.h"
#include "bot/dispatch.h"

enum { FAKE_MAX = 64, FAKE_TEXT = 96 };

struct fake_call { /* one call that handlers or network saw */
	enum event_kind kind;
	char text[FAKE_TEXT];   /* event text; title of a card sent */
	char action[FAKE_TEXT]; /* event action; key of a row sent */
	struct kg_time when;
	int64_t row; /* outbox row sent or answered */
	bool ambiguous;
};

struct fake {
	char folder[FAKE_TEXT];
	struct store *store;
	struct settings settings;
	struct charter charter;
	struct dispatch *dispatch;
	struct delivery *delivery;
	struct adapter adapter;
	int64_t workspace;

	struct fake_call takes[FAKE_MAX];
	size_t take_count;
	const char *fail_text; /* an event with this text fails with fail_status */
	enum kg_status fail_status;
	const char *faulty_text; /* a form with this text is answered by faults */
	int fail_times;          /* so often; -1: always */
	void (*on_take)(struct fake *fake, struct desk *desk, const struct event *event);

	struct fake_call sends[FAKE_MAX];
	size_t send_count;

	char acks[FAKE_MAX][FAKE_TEXT]; /* replies given with acknowledgements, "" none */
	size_t ack_count;
	size_t refuse_count;
	size_t drop_count;
	size_t flush_count;
	uint64_t commits_at_ack; /* commits when the first ack was given */
	size_t alarm_count;
	char alarm[FAKE_TEXT];
	int ended; /* exit code; -1: not */
};

struct fake *fake_create(void);
void fake_destroy(struct fake *fake);

/* A command with an id (NULL: none) and a text, waiting for its ack. */
void fake_event(struct fake *fake, const char *id, const char *text);
/* A mark on message M of channel C. */
void fake_mark(struct fake *fake, const char *id, const char *mark, int64_t when_ms);
void fake_turn(struct fake *fake);
int64_t fake_count(struct fake *fake, const char *sql); /* one number of the database */

/* Clocks. */
void fake_move(int64_t ms); /* both go on by this */
extern int64_t fake_now;    /* ms of kaigi's clock */

/* The next `times` commits fail with this. */
void fake_fail_commits(enum kg_status status, int times);

#endif
