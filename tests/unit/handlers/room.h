#ifndef KAIGI_TESTS_UNIT_HANDLERS_ROOM_H
#define KAIGI_TESTS_UNIT_HANDLERS_ROOM_H

/*
 * A council whose only workspace answers by messages: handlers, a real store in a folder of its
 * own, a clock that is set, and no network. What is said goes out at once and becomes live.
 */

#include <check.h>

#include "handlers/handlers.h"
#include "store/circulars.h"

#define ck_ok(call) ck_assert_int_eq((call), KG_OK)

#define CHAIR "U0CHAIR"
#define MEMBER "U0M1"
#define CLERK "U0SHOMU"
#define REVIEWER "U0REVIEW"

void room_setup(void); /* 2026-04-10 (Fri) 09:00, charter and roster as shipped */
void room_teardown(void);
void room_restart(void); /* the store is closed and opened again */

extern struct kg_time room_now;
extern struct store *room_store;
void room_at(int day, int hour, int minute); /* of April 2026; timers on the way fire */

/* Events of a person in his direct room; the message's id is borrowed for a while. */
const char *room_says(const char *user, const char *text);
const char *room_replies(const char *user, const char *to_message, const char *text);
/* In somebody else's direct room, as an answer to a message there. */
void room_answers_elsewhere(
    const char *user, const char *whose, const char *to_message, const char *text);
void room_posts_file(const char *user, const char *id, const char *text);
void room_commands(const char *user, const char *text);
void room_commands_late(const char *user, const char *text, struct kg_time typed);
void room_edits(const char *user, const char *message, const char *text);
void room_edits_command(const char *user, const char *message, const char *text);
void room_marks(const char *user, const char *message, const char *mark);

/* What the bot said to a person. */
const char *room_newest(const char *user); /* text; "" nothing */
const char *room_newest_id(const char *user);
/* The newest message that holds the text; NULL: none. */
const char *room_id_of(const char *user, const char *text);
int room_count(const char *user, const char *text); /* messages that hold it */

/* What the monitoring system "mon" says of a group; `id` is the request's. */
void room_alerts(const char *id, const char *group, const char *state, const char *title);

int64_t room_number(const char *sql); /* first column of the first row */
#define ck_says(user, part)                                                                    \
	ck_assert_msg(strstr(room_newest(user), (part)) != NULL, "%s\nwas said to %s, not %s", \
	    room_newest(user), (user), (part))

#endif
