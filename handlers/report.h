#ifndef KAIGI_HANDLERS_REPORT_H
#define KAIGI_HANDLERS_REPORT_H

/*
 * 幹事会の報告 (article 3-3(4) to (6)). Every sitting of the committee leaves the duty to
 * report.
 *
 *   due ──results entered, handed in──▶ review ──庶務内確認──▶ ready ──the 幹事長──▶ reported
 *    ▲                                                                              │ the
 * chair, └──── an edit: a new version; what was asked for the old one is void ──────────┤ line
 * by line ▼ answered
 *
 * A line is frozen by its hash when its result is entered. The chair answers what was
 * reported, each line once. Private to handlers/.
 */

#include "handlers/committee.h"
#include "handlers/grammar.h"
#include "handlers/report_law.h"
#include "store/circulars.h"
#include "store/items.h"
#include "store/reports.h"
#include "store/resolutions.h"

enum { REPORT_LINES_MAX = 10 };

#define POST_REPORT_REVIEW "report.review"   /* to the reviewer: 庶務内確認 */
#define POST_REPORT_MAKE "report.make"       /* to the 幹事長: shall it be reported? */
#define POST_REPORT_CARD "report.card"       /* to the chair: his answer to each line */
#define POST_REPORT_KOUETSU "report.kouetsu" /* to the chair on return: 後閲 */

/* report.c */
KG_MUST_CHECK enum kg_status report_find(
    struct act *act, const char *number, struct report *out);
/* A message of the kind to a person, on every account of his. */
KG_MUST_CHECK enum kg_status report_ask(
    struct act *act, const struct report *r, const char *person, const char *kind);
/* An edit of every posting of this report that can still be drawn. */
KG_MUST_CHECK enum kg_status report_redraw(struct act *act, const struct report *r);
/* An answer to a command, button or form; to a mark a direct message. In the committee's name,
 * and in the council's where its chair answers. */
KG_MUST_CHECK enum kg_status report_say(struct act *act, const char *number, const char *text);
KG_MUST_CHECK enum kg_status report_say_council(
    struct act *act, const char *number, const char *text);
KG_MUST_CHECK enum kg_status report_not_found(struct act *act, const char *number);
/* The line of an item (審R8-001) or at a position; NULL. Without a word: the only one that is
 * not answered. */
struct report_line *report_line_of(struct act *act, const struct report *r, const char *typed);
struct report_line *report_line_at(const struct report *r, int position);
KG_MUST_CHECK enum kg_status report_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status report_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status report_mark(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status report_deleted(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status report_on_number(
    struct act *act, const struct command *command, enum verb verb, const char *number);
KG_MUST_CHECK enum kg_status report_roster(struct act *act);

/* report_held.c */
struct report_held_item { /* a line; a result "" is still to be entered */
	struct item item;
	const char *result, *amendment, *dissent, *opinion;
};
struct report_holding { /* a sitting of the committee */
	struct kg_time held;
	const char *session; /* 第6回 */
	const char *place;
	const char *meeting; /* 招R8-003, "" */
	const char *incident;
	struct report_held_item items[REPORT_LINES_MAX];
	size_t item_count;
};
/* The duty to report it (article 3-3(4)) begins, with its clock. */
KG_MUST_CHECK enum kg_status report_hold(
    struct act *act, const struct report_holding *holding, const char **out_number);
KG_MUST_CHECK enum kg_status report_held_command(
    struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status report_held_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status report_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);

/* report_draft.c */
KG_MUST_CHECK enum kg_status report_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status report_open_line(
    struct act *act, const struct report *r, int position);
KG_MUST_CHECK enum kg_status report_line_form(struct act *act, const struct dialogue *dialogue);
/* The hash of everything that a line says, 64 hex digits. */
const char *report_line_hash(struct act *act, const struct report_line *line);
const char *report_result_word(const char *result, enum language l);
enum report_result report_result_of(const char *result);

/* report_hand.c */
KG_MUST_CHECK enum kg_status report_hand_in(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status report_reviewed(struct act *act, struct report *r);
KG_MUST_CHECK enum kg_status report_return(
    struct act *act, struct report *r, const char *reason);
KG_MUST_CHECK enum kg_status report_make(struct act *act, struct report *r, int version);
KG_MUST_CHECK enum kg_status report_withdraw(
    struct act *act, const struct report *r, const char *reason);
KG_MUST_CHECK enum kg_status report_ask_reason(
    struct act *act, const char *number, const char *context, const char *label);
/* Whoever is to act now and has no card gets one. */
KG_MUST_CHECK enum kg_status report_ask_again(struct act *act, const struct report *r);

/* report_answer.c */
struct report_asked { /* what the chair was looking at */
	int version;
	int position;
};
KG_MUST_CHECK enum kg_status report_case_of(struct act *act, const struct report *r,
    const struct report_line *line, const char *person, struct report_case *out);
KG_MUST_CHECK enum kg_status report_answer_line(struct act *act, struct report *r,
    const struct report_asked *asked, enum report_answer answer, const char *reason);
KG_MUST_CHECK enum kg_status report_approve_rest(
    struct act *act, struct report *r, int version);
KG_MUST_CHECK enum kg_status report_kouetsu_seen(struct act *act, const struct report *r);
/* A 特に重要 line goes to the council by the charter itself. */
KG_MUST_CHECK enum kg_status report_refer_important(
    struct act *act, const struct report *r, const struct report_line *line);
KG_MUST_CHECK enum kg_status report_close_if_done(struct act *act, struct report *r);

/* report_card.c */
KG_MUST_CHECK enum kg_status report_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
void report_add_lines(
    struct act *act, const struct report *r, enum language l, struct card *card);
/* Message 8: one approved line, with the ledger's witness. */
void report_card_of_resolution(struct act *act, const struct report *r,
    const struct report_line *line, const char *witness, enum language l, struct card *card);
/* Why something is refused, with the next lawful step. */
const char *report_refusal(struct act *act, const struct report *r,
    const struct report_line *line, enum report_word word);

/* report_show.c */
const char *report_state_word(const struct report *r, enum language l);
const char *report_answer_word(const char *answer, enum language l);
KG_MUST_CHECK enum kg_status report_show(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status report_story(struct act *act, const char *number);
/* How one resolution came about, for an auditor: one page. */
KG_MUST_CHECK enum kg_status report_resolution_story(
    struct act *act, const struct resolution *resolution);
KG_MUST_CHECK enum kg_status report_rows(struct act *act, struct card *card, size_t *out_count);
KG_MUST_CHECK enum kg_status report_list(struct act *act);

#endif
