#ifndef KAIGI_HANDLERS_CONVENE_H
#define KAIGI_HANDLERS_CONVENE_H

/* 招集: a meeting from the draft of its notice to the door; see meeting.h. Private to
 * handlers/. */

#include "handlers/convene_law.h"
#include "handlers/meeting.h"

enum { CONVENE_ITEMS_MAX = 10, CONVENE_GUESTS_MAX = 10 };

/* convene_draft.c */
struct convene_when {
	struct kg_time starts;
	struct kg_time ends; /* 0: not said */
};
KG_MUST_CHECK enum kg_status convene_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status convene_form(struct act *act, const struct dialogue *dialogue);
/* The form of a council's meeting about an incident, with its matter. */
KG_MUST_CHECK enum kg_status convene_open_for(
    struct act *act, const char *item, const char *incident);
/* A fault by the field "held" and false, when it is no time to come. */
bool convene_read_when(struct act *act, const char *typed, struct convene_when *out);
/* The end of the replies as typed, or by default the third working day before. */
bool convene_read_reply_by(
    struct act *act, const char *typed, struct kg_time starts, struct kg_time *out);
/* A fault by the field "link". */
bool convene_read_link(struct act *act, const char *typed);
/* The rule on the notice: its days by what the meeting is about. */
const char *convene_notice_key(const char *incident);

/* convene_guest.c: article 3(3) */
struct convene_guest {
	const char *name;
	const char *affiliation;
	const char *purpose;
	const char *item;
	const char *workspace;
	const char *account;
	int position;
};
/* 「氏名/所属/議題/説明・意見/@アカウント」, one a line or parted by ;. Faults by "guests". */
KG_MUST_CHECK enum kg_status convene_read_guests(struct act *act, const char *typed,
    struct convene_guest out[CONVENE_GUESTS_MAX], size_t *out_count);
/* The same as it is typed, for a form that is opened again. */
const char *convene_guests_text(struct act *act, const struct meeting *m);
KG_MUST_CHECK enum kg_status convene_invite(struct act *act, const struct meeting *m);
KG_MUST_CHECK enum kg_status convene_guest_mark(
    struct act *act, const struct meeting *m, const struct posting *posting);

/* convene.c: its life */
KG_MUST_CHECK enum kg_status convene_pass_on(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status convene_reviewed(struct act *act, struct meeting *m);
KG_MUST_CHECK enum kg_status convene_return(
    struct act *act, struct meeting *m, const char *reason);
KG_MUST_CHECK enum kg_status convene_withdraw(
    struct act *act, struct meeting *m, const char *reason);
/* The convener's act; `reason` NULL: none was given. */
KG_MUST_CHECK enum kg_status convene_now(
    struct act *act, struct meeting *m, const char *reason);
struct convene_fault { /* what stands in the way, for the words */
	const char *item;
	bool changed;
};
KG_MUST_CHECK enum kg_status convene_case_of(struct act *act, const struct meeting *m,
    struct convene_case *out, struct convene_fault *out_fault);
KG_MUST_CHECK enum kg_status convene_ask_reason(
    struct act *act, const struct meeting *m, const char *context, const char *label);
KG_MUST_CHECK enum kg_status convene_roster(struct act *act);

/* convene_post.c: messages out and what comes back */
KG_MUST_CHECK enum kg_status convene_ask(
    struct act *act, const struct meeting *m, const char *person, const char *kind);
/* The notice of this version to channels, members, guests and 庶務. */
KG_MUST_CHECK enum kg_status convene_announce(struct act *act, const struct meeting *m);
/* Each holder of a seat without a notice of this version gets one. */
KG_MUST_CHECK enum kg_status convene_reach(struct act *act, const struct meeting *m);
/* Has he a live message of the kind and this version? */
KG_MUST_CHECK enum kg_status convene_has(
    struct act *act, const struct meeting *m, const char *kind, const char *person, bool *out);
KG_MUST_CHECK enum kg_status convene_attach(struct act *act, const struct address *to,
    int64_t posting, const struct meeting *m, int position);
KG_MUST_CHECK enum kg_status convene_mark(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status convene_marks(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status convene_message(struct act *act, const struct posting *thread);
KG_MUST_CHECK enum kg_status convene_deleted(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status convene_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status convene_take_form(
    struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status convene_on_number(
    struct act *act, const struct command *command, enum verb verb, const char *number);
/* After a start or a gap: the marks of every notice are read again. */
KG_MUST_CHECK enum kg_status convene_read_back(struct act *act);

/* convene_reply.c */
struct convene_counts { /* persons holding filled seats */
	int seats;
	int attend;
	int absent;
	int unsure;
	int silent;
};
KG_MUST_CHECK enum kg_status convene_count(
    struct act *act, const struct meeting *m, struct convene_counts *out);
KG_MUST_CHECK enum kg_status convene_reply_mark(
    struct act *act, const struct meeting *m, const struct posting *posting);
KG_MUST_CHECK enum kg_status convene_reply_set(
    struct act *act, const struct meeting *m, const struct posting *posting);
KG_MUST_CHECK enum kg_status convene_reply_words(
    struct act *act, const struct meeting *m, const char *text);
KG_MUST_CHECK enum kg_status convene_reply_command(
    struct act *act, const struct command *command, enum convene_answer answer);
KG_MUST_CHECK enum kg_status convene_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);
KG_MUST_CHECK enum kg_status convene_plan(struct act *act, const struct meeting *m);

/* convene_change.c */
KG_MUST_CHECK enum kg_status convene_change_command(
    struct act *act, const struct command *command, enum verb verb);
KG_MUST_CHECK enum kg_status convene_change_reviewed(struct act *act, struct meeting *m);
KG_MUST_CHECK enum kg_status convene_change_now(struct act *act, struct meeting *m);
KG_MUST_CHECK enum kg_status convene_change_return(
    struct act *act, struct meeting *m, const char *reason);

/* convene_card.c */
KG_MUST_CHECK enum kg_status convene_draw(
    struct act *act, const struct posting *posting, enum language l, struct card *out);
/* 日時, 場所, 議題 … as the notice has them. */
KG_MUST_CHECK enum kg_status convene_add_notice(
    struct act *act, const struct meeting *m, enum language l, struct card *card);
void convene_add_place(
    struct act *act, const struct meeting *m, enum language l, struct card *card);
/* 議長(情報監理者), 議長職務代理者(…) */
const char *convene_signature(struct act *act, const struct meeting *m, enum language l);
/* 現在数9・出席7・欠席1・未定0・未回答1 */
const char *convene_counts_word(
    struct act *act, const struct convene_counts *counts, enum language l);
/* Every seat with its answer, and the guests apart. */
KG_MUST_CHECK enum kg_status convene_add_seats(
    struct act *act, const struct meeting *m, enum language l, struct card *card);
/* 成立見込み, by the rules frozen in the notice: who comes, proxies who vote, how many it
 * takes; no line where no quorum is asked for or nothing is convened. */
KG_MUST_CHECK enum kg_status convene_add_forecast(
    struct act *act, const struct meeting *m, enum language l, struct card *card);
/* 5執務日(既定値) */
const char *convene_rule_word(
    struct act *act, const char *key, const char *value, const char *source, enum language l);

/* convene_request.c: 招集の依頼 */
KG_MUST_CHECK enum kg_status convene_request(struct act *act, const struct command *command);

/* convene_show.c */
KG_MUST_CHECK enum kg_status convene_show(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status convene_story(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status convene_rows(
    struct act *act, struct card *card, size_t *out_count);

#endif
