#ifndef KAIGI_STORE_MEETINGS_H
#define KAIGI_STORE_MEETINGS_H

/* Meetings as values, read from the records: the notice with its agenda, guests and replies,
 * and what was said of the sitting. Everything lies in the caller's arena. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"
#include "store/list.h"

struct store;

enum meeting_state {
	MEETING_DRAFT,
	MEETING_REVIEW, /* 庶務内確認 */
	MEETING_READY,  /* the chair (幹事長) is asked to convene */
	MEETING_CONVENED,
	MEETING_OPEN,
	MEETING_SUSPENDED,
	MEETING_CLOSED,
	MEETING_CANCELLED, /* after it was convened: its 第n回 stays as 欠番 */
	MEETING_WITHDRAWN, /* before */
};

struct meeting_item { /* a line of the agenda */
	int position;
	const char *kind; /* item, report, other */
	int agenda;       /* 議案第n号, 報告第n号; 0 until convened */
	const char *item; /* 審R8-001, a resolution's number, "" */
	int item_version;
	const char *title;
	int class;
	bool important;
	const char *opinion_record;
	const char *item_sha256;
};

struct meeting_guest { /* article 3(3) */
	int ordinal;
	int position; /* his item */
	const char *name;
	const char *affiliation;
	const char *purpose; /* 説明, 意見 */
	const char *workspace;
	const char *account;    /* "" none in the chat */
	const char *invited_by; /* "" the chair has not invited him yet */
	const char *invited_capacity;
	bool withdrawn;
	struct kg_time in, out; /* 0 unknown */
};

struct meeting_reply { /* the newest of a person to this version of the notice */
	const char *person;
	const char *answer; /* attend, absent, unsure; "" taken back */
	const char *note;
	const char *proxy;
	const char *entered_by; /* himself, or 代理入力 */
	struct kg_time at;
};

struct meeting_change {    /* of a notice that went out */
	const char *kind;  /* change, postpone, cancel */
	const char *state; /* review, ready, made, returned */
	const char *place, *link;
	struct kg_time starts, ends, reply_by;
	const char *reason;
	const char *person;
	const char *reviewer;
	struct kg_time at;
};

struct meeting {
	const char *number;
	int year, ordinal;
	const char *body;
	int session, session_year; /* 令和8年度第3回; 0 until convened */
	enum meeting_state state;
	int version;
	const char *place, *link;
	struct kg_time starts, ends, reply_by;
	const char *purpose;
	const char *incident;
	const char *short_reason;
	const char *override_reason;
	const char *poll;
	const char *drafter;
	struct kg_time drafted;
	const char *reviewer;
	const char *convened_by, *convened_capacity;
	struct kg_time convened;
	const char *notice_rule, *notice_source;
	const char *quorum_rule, *quorum_source;
	const char *proxy_rule, *proxy_source;
	const char *charter_version;
	const char *presider, *presider_capacity;
	struct kg_time opened, closed;
	struct kg_time asked;
	int minutes_version, confirmed_version;
	const char *report;

	struct meeting_item *items;
	size_t item_count;
	struct meeting_guest *guests; /* withdrawn ones too */
	size_t guest_count;
	struct meeting_reply *replies;
	size_t reply_count;
	struct meeting_change *change; /* under way; NULL: none */
	struct meeting_change *made;   /* the newest that was made; NULL: none */
};

struct meeting_seat { /* a row of the attendance */
	const char *seat;
	const char *role;
	const char *title;
	const char *person; /* "" 欠員 */
	const char *name;
	const char *state; /* present, absent, proxy, vacant */
	const char *proxy;
	const char *note;
};

struct meeting_result {
	int position;
	const char *result; /* passed, amended, rejected, continued, noted, withdrawn */
	const char *method; /* no_objection, recorded, "" */
	int votes_for, votes_against, abstained;
	const char *casting; /* for, against, "" */
	const char *amendment;
	const char *dissent;
	const char *opinion;
	const char *rule, *rule_source;
	const char *resolution;
	const char *person, *capacity;
	struct kg_time at;
};

struct meeting_vote {
	int position;
	const char *person;
	const char *title;
	const char *answer; /* for, against, abstain */
	const char *entered_by;
	struct kg_time at;
};

struct meeting_line {
	int64_t entry;
	int position;
	const char *kind; /* topic, statement, info, agreed, action */
	const char *speaker;
	const char *text;
	const char *action; /* 宿R8-001 */
	const char *person;
	const char *source;
	struct kg_time at;
};

/* What was said of the sitting up to an entry of the ledger: the newest stands, what was taken
 * back by then is left out. */
struct sitting {
	struct meeting_seat *seats; /* by 席次 */
	size_t seat_count;
	struct meeting_result *results;
	size_t result_count;
	struct meeting_vote *votes;
	size_t vote_count;
	struct meeting_line *lines; /* in the order of their times, then of entry */
	size_t line_count;
	struct record_step *steps; /* opened, suspended, resumed, closed … in order of entry */
	size_t step_count;
	struct meeting_guest *guests; /* withdrawn ones too */
	size_t guest_count;
};

struct meeting_minutes {
	int version;
	int64_t upto;
	const char *sha256;
	const char *reason;
	const char *person;
	struct kg_time at;
	const char *confirmed_by, *confirmed_capacity;
	struct kg_time confirmed;
};

struct meeting_comment {
	int version;
	const char *person;
	const char *text;
	struct kg_time at;
};

KG_MUST_CHECK enum kg_status meeting_load(
    struct store *store, const char *number, struct arena *arena, struct meeting *out);
/* upto 0: all. */
KG_MUST_CHECK enum kg_status meeting_sitting(struct store *store, const char *number,
    int64_t upto, struct arena *arena, struct sitting *out);
/* Not closed, cancelled or withdrawn, nearest first; `ended`: the others, newest first. */
KG_MUST_CHECK enum kg_status meeting_numbers(struct store *store, bool ended, int limit,
    struct arena *arena, char ***out, size_t *out_count);
KG_MUST_CHECK enum kg_status meeting_next(struct store *store, int year, int *out);
/* 第n回 of the body and fiscal year; a number of a cancelled one is never given again. */
KG_MUST_CHECK enum kg_status meeting_next_session(
    struct store *store, const char *body, int year, int *out);
/* 議案第n号 (kind "item") or 報告第n号 ("report") of the body and fiscal year. */
KG_MUST_CHECK enum kg_status meeting_next_agenda(
    struct store *store, const char *body, int year, const char *kind, int *out);
/* The meeting, not over, on whose agenda an item stands; KG_NOT_FOUND: none. */
KG_MUST_CHECK enum kg_status meeting_of_item(
    struct store *store, const char *item, struct arena *arena, char **out);
/* The one meeting of the body that is open or suspended now; KG_NOT_FOUND: none. */
KG_MUST_CHECK enum kg_status meeting_open_now(
    struct store *store, const char *body, struct arena *arena, char **out);
/* Convened or held in a fiscal year, in the order of their beginnings. */
KG_MUST_CHECK enum kg_status meeting_of_year(
    struct store *store, int session_year, struct arena *arena, char ***out, size_t *out_count);
KG_MUST_CHECK enum kg_status meeting_minutes_list(struct store *store, const char *number,
    struct arena *arena, struct meeting_minutes **out, size_t *out_count);
KG_MUST_CHECK enum kg_status meeting_comments(struct store *store, const char *number,
    int version, struct arena *arena, struct meeting_comment **out, size_t *out_count);

#endif
