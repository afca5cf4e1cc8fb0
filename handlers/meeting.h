#ifndef KAIGI_HANDLERS_MEETING_H
#define KAIGI_HANDLERS_MEETING_H

/*
 * Meetings of both bodies (articles 3 and 3-3): one number, 招R8-003, from the draft of the
 * notice to the minutes. Private to handlers/.
 *
 *   draft ──▶ review ──庶務内確認──▶ ready ──⭕ of the convener──▶ convened ──▶ open ⇄ suspended
 * ──▶ closed ▲          └─────差戻し─────────┘                              │ └── the notice
 * entered again                                   └──中止──▶ cancelled
 *
 * convene*.c sees to everything up to the door: kinds "meeting.". The sitting itself and its
 * minutes are sitting*.c: kinds "sitting.", buttons and forms too. The council is convened by
 * its chair (or who acts for him), the committee by the 幹事長 (or who acts): nobody else.
 */

#include "config/charter.h"
#include "handlers/committee.h"
#include "handlers/dates.h"
#include "handlers/desk.h"
#include "handlers/grammar.h"
#include "store/items.h"
#include "store/meetings.h"

#define POST_MEETING_REVIEW "meeting.review" /* to the reviewer: 庶務内確認 */
#define POST_MEETING_ASK "meeting.ask"       /* to the convener: shall it be convened? */
#define POST_MEETING_CARD "meeting.card"     /* the notice, in the body's channel */
#define POST_MEETING_DM "meeting.dm"         /* the notice, to one holder of a seat */
#define POST_MEETING_REMINDER                                                                  \
	"meeting.reminder"                 /* of the reply: takes answers as the notice does */
#define POST_MEETING_GUEST "meeting.guest" /* to one guest: his item and nothing else */
#define POST_MEETING_ATTENDANCE "meeting.attendance" /* 出欠一覧, to 庶務 */
#define POST_MEETING_CHANGE "meeting.change" /* to the convener: 変更・延期・中止 */
#define POST_MEETING_CHANGE_REVIEW "meeting.change.review" /* 庶務内確認 of the same */

/* meeting.c: what everybody asks of a meeting. */

/* KG_NOT_FOUND too when this person may not see it: until it is convened it is 庶務's and of
 * who convenes; a guest's is his own message only. */
KG_MUST_CHECK enum kg_status meeting_find(
    struct act *act, const char *number, struct meeting *out);
/* 招R8-001 of what was typed (R8-001 too); NULL: no such number. */
const char *meeting_number_of(struct act *act, const char *typed);
KG_MUST_CHECK enum kg_status meeting_not_found(struct act *act, const char *number);
bool meeting_is_committees(const struct meeting *m);
/* Convened and not over: convened, open or suspended. */
bool meeting_is_running(const struct meeting *m);
/* NULL: none there. */
const struct meeting_item *meeting_item_at(const struct meeting *m, int position);
/* The newest reply of a person to this version; NULL: none, or taken back. */
const struct meeting_reply *meeting_reply_of(const struct meeting *m, const char *person);

struct convener {           /* who may convene, and preside unless somebody acts */
	const char *person; /* NULL: nobody can now */
	bool acting;
	const char
	    *capacity; /* 議長, 議長職務代理者, 幹事長, 幹事長職務代理者: for the records */
};
KG_MUST_CHECK enum kg_status meeting_convener(
    struct act *act, const char *body, struct kg_time at, struct convener *out);
bool meeting_is_convener(const struct act *act, const struct convener *convener);

struct meeting_member {                  /* a seat of the body, in the order of 席次 */
	const struct charter_seat *seat; /* of the body itself */
	const char *office;              /* the council's seat by which its holder is found */
	const char *person;              /* NULL: 欠員 */
	bool again; /* the same person holds a seat before this one (兼務): one reply, one vote
	             */
};
KG_MUST_CHECK enum kg_status meeting_members(struct act *act, const char *body,
    struct kg_time at, struct meeting_member **out, size_t *out_count);
/* NULL: he holds no seat of it then. */
const struct meeting_member *meeting_member_of(
    const struct meeting_member *list, size_t count, const char *person);

/* Words. */
const char *meeting_body_word(struct act *act, const char *body, enum language l);
/* 【管理会議・会議 招R8-001】 */
const char *meeting_head(struct act *act, const struct meeting *m, enum language l);
/* 令和8年度第3回; before it is convened 「(回は招集の時に定まります)」 */
const char *meeting_session_word(struct act *act, const struct meeting *m, enum language l);
/* 議案第3号, 報告第1号, その他; before it is convened 議案, 報告 */
const char *meeting_agenda_word(
    struct act *act, const struct meeting_item *item, enum language l);
/* 12月8日(火) 14:00〜15:00 */
const char *meeting_when_word(struct act *act, const struct meeting *m, enum language l);
/* 出席, 欠席, 未定, 未回答 (NULL or "") */
const char *meeting_answer_word(const char *answer, enum language l);
const char *meeting_state_word(const struct meeting *m, enum language l);
/* 「議案第3号 ○○(第4条第3号・特に重要)」, a line each; `position` 0: all of them. */
void meeting_add_agenda(
    struct act *act, const struct meeting *m, int position, enum language l, struct card *card);

/* Messages. */
/* An answer to a command, button or form; to a mark or a message a direct message. */
KG_MUST_CHECK enum kg_status meeting_say(
    struct act *act, const struct meeting *m, const char *text);
/* An edit of every posting of these kinds that can still be drawn; NULL: of all of them. */
KG_MUST_CHECK enum kg_status meeting_redraw(
    struct act *act, const struct meeting *m, const char *kind);
/* The body's channels; where it has none, its members on every account of theirs. */
KG_MUST_CHECK enum kg_status meeting_readers(
    struct act *act, const char *body, struct address **out, size_t *out_count);

#endif
