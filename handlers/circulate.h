#ifndef KAIGI_HANDLERS_CIRCULATE_H
#define KAIGI_HANDLERS_CIRCULATE_H

/*
 * 持ち回り (article 6), from the draft to the resolution. Private to handlers/.
 *
 *   collecting ──files are here──▶ review ──庶務内確認──▶ confirm ──the chair's ⭕──▶ open ⇄
 * closing ──▶ closed └────────── no reviewer ────────────────────────▶┘                       │
 * read back review, confirm, open ──差戻し, 取下げ, 不成立, 付議──▶ closed ──改版──▶ collecting
 * (next version)
 *
 * Only approval closes by itself, and only after every posting's marks were read back.
 */

#include "handlers/calendar.h"
#include "handlers/dates.h"
#include "handlers/desk.h"
#include "handlers/grammar.h"
#include "handlers/tally.h"
#include "store/circulars.h"

/* Kinds of postings of a circulation. Ballot postings take answers: card, dm, final. */
#define POST_CARD "circular.card"   /* in the council's channel */
#define POST_DM "circular.dm"       /* to one member, complete in itself */
#define POST_FINAL "circular.final" /* to the chair, asked last: 決裁 */
#define POST_CHOICE                                                                            \
	"circular.choice" /* to the chair: what to do with an objection or at the deadline */
#define POST_AWAY "circular.away"       /* to the chair: one network does not answer */
#define POST_REVIEW "circular.review"   /* to the reviewer: 庶務内確認 */
#define POST_CONFIRM "circular.confirm" /* to the chair: 付議 */
#define POST_REASON "circular.reason"   /* to one member: why ❌ or 🙋 */
#define POST_WHY "circular.why"         /* the message in which a reason was given */
#define POST_REPLY                                                                             \
	"circular.reply" /* somebody's message in a card's thread: takes no answers */

struct matter { /* a circulation, how it stands now, and who is to be asked */
	struct circular c;
	struct tally_seat *seats; /* as many as c.seat_count, same order */
	struct tally_input input;
	struct tally tally;
	/* The version whose seats differ from this round's, while the chair has not chosen;
	 * NULL: none. */
	const struct charter *changed;
};

/* circulate.c: loading and looking. */
KG_MUST_CHECK enum kg_status matter_load(
    struct act *act, const char *number, struct matter *out);
const struct circular_seal *matter_seal(const struct matter *m, const char *seat);
/* The person who holds a council seat at an instant; NULL: vacant. */
KG_MUST_CHECK enum kg_status matter_holder(
    struct act *act, const char *seat, struct kg_time at, const char **out_person);
/* Chair's post now: the chair, or who acts for him; NULL: nobody can (chair and vice-chair both
 * away). */
KG_MUST_CHECK enum kg_status matter_chair(
    struct act *act, struct kg_time at, const char **out_person, bool *out_acting);
/* 議長, 議長職務代理者, 副議長, 委員. */
const char *matter_capacity(struct act *act, const char *seat, bool acting);
bool matter_is_ballot(const char *posting_kind);
bool matter_is_running(const struct matter *m); /* open or closing */
/* A message of this kind, rendered for the person, on every account of his. */
KG_MUST_CHECK enum kg_status matter_ask(
    struct act *act, const struct matter *m, const char *person, const char *kind);
/* An edit of each live posting of the present round of a kind (NULL: card, dm, final, choice).
 */
KG_MUST_CHECK enum kg_status matter_show(
    struct act *act, const struct matter *m, const char *kind);
/* Reads back the marks of every live ballot posting. */
KG_MUST_CHECK enum kg_status matter_read_back(struct act *act, const struct matter *m);
KG_MUST_CHECK enum kg_status matter_read_one(struct act *act, const struct posting *posting);
bool matter_must_be_read(const struct matter *m, const struct posting *posting);
KG_MUST_CHECK enum kg_status matter_posting_is_read(
    struct act *act, const struct posting *posting, struct kg_time since, bool *out);
/* Every live ballot posting was read at or after `since`, but for networks that the chair did
 * not wait for. */
KG_MUST_CHECK enum kg_status matter_is_read(
    struct act *act, const struct matter *m, struct kg_time since, bool *out);

/* circulate_draft.c */
KG_MUST_CHECK enum kg_status draft_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status draft_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status draft_revise(
    struct act *act, const struct command *command, const char *number);
KG_MUST_CHECK enum kg_status draft_file(struct act *act); /* EVENT_FILE */

/* circulate_item.c: what came of a circulation, for the item that it was about. */
KG_MUST_CHECK enum kg_status draft_item_comes(
    struct act *act, const char *number, const char *outcome, const char *resolution);
/* 特に重要, and the committee has not been heard (article 3-3(6)). */
KG_MUST_CHECK enum kg_status draft_needs_opinion(
    struct act *act, const struct circular *c, bool *out);

/* circulate_start.c */
/* Who reviews what this person drafted; NULL: nobody, the step is off. */
KG_MUST_CHECK enum kg_status start_find_reviewer(
    struct act *act, const char *body, const char *drafter, const char **out);
KG_MUST_CHECK enum kg_status start_ready(
    struct act *act, const char *number); /* all files are here */
KG_MUST_CHECK enum kg_status start_reviewed(struct act *act, struct matter *m);
KG_MUST_CHECK enum kg_status start_put(
    struct act *act, struct matter *m); /* 付議 by who acts */
KG_MUST_CHECK enum kg_status start_open(
    struct act *act, struct matter *m); /* once put and unhindered */
KG_MUST_CHECK enum kg_status start_override(struct act *act, const struct dialogue *dialogue);
/* Asks the reviewer again whose card is gone, or another one when he is reviewer no more. */
KG_MUST_CHECK enum kg_status start_review_again(struct act *act, const struct matter *m);
/* Asks whoever is to put it now, if nobody asked him yet. */
KG_MUST_CHECK enum kg_status start_ask_again(struct act *act, const struct matter *m);
/* The card in each of the council's channels that has none. */
KG_MUST_CHECK enum kg_status start_show_card(struct act *act, const struct matter *m);
/* Sees to it that the present holder of each unsealed seat has a message of his own. */
KG_MUST_CHECK enum kg_status start_reach(struct act *act, struct matter *m, bool handover);

/* circulate_crossing.c: a warning and an offer on the chair's card, where the deadline crosses
 * a known change of seats. */
void crossing_note(
    struct act *act, const struct matter *m, enum language language, struct card *card);
/* Put with three more working days; that the actor may is the caller's to see. */
KG_MUST_CHECK enum kg_status crossing_put(struct act *act, struct matter *m);

/* circulate_errata.c: asked of the chair, and allowed by him with the button's value. */
KG_MUST_CHECK enum kg_status errata_propose(
    struct act *act, const struct matter *m, const char *text);
KG_MUST_CHECK enum kg_status errata_allow(struct act *act, const char *value);

/* circulate_reseat.c: a new version of the charter has other seats than the round. */
/* Why the matter stands still, for the chair's card: what was added and abolished. */
void reseat_note(struct act *act, const struct matter *m, enum language l, struct card *card);
/* On the cards of a round that began anew, or goes on, because of it. */
void reseat_footnote(
    struct act *act, const struct matter *m, enum language l, struct card *card);
/* The chair's act: this round is over, the next begins with the seats of the version in force.
 */
KG_MUST_CHECK enum kg_status reseat(struct act *act, struct matter *m, const char *capacity);
/* The chair's act: the round goes on with the seats it began with. */
KG_MUST_CHECK enum kg_status reseat_keep(
    struct act *act, const struct matter *m, const char *capacity, const char *reason);

/* circulate_marks.c */
KG_MUST_CHECK enum kg_status marks_take(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status marks_take_set(struct act *act, const struct posting *posting);
/* The person's marks that a reading found, and whose own events have not come by now: 期限後.
 */
KG_MUST_CHECK enum kg_status marks_late(
    struct act *act, const char *number, const char *person);
/* Works out anew what a person's standing marks amount to. */
KG_MUST_CHECK enum kg_status marks_recount(
    struct act *act, const char *number, const char *person);

/* circulate_typed.c: 承認, 否認, 会議希望 as a command: a mark that stands on no card. */
KG_MUST_CHECK enum kg_status marks_command(struct act *act, const struct command *command,
    enum ballot_answer answer, const char *number);

/* circulate_settle.c */
KG_MUST_CHECK enum kg_status settle(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status settle_quietly(struct act *act, struct matter *m);
KG_MUST_CHECK enum kg_status settle_deadline(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status settle_remind(struct act *act, const char *number);
/* Ends it without a resolution: outcome failed, withdrawn, returned, referred. */
KG_MUST_CHECK enum kg_status settle_end(struct act *act, struct matter *m, const char *outcome,
    const char *capacity, const char *reason);
KG_MUST_CHECK enum kg_status settle_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);
KG_MUST_CHECK enum kg_status settle_plan_reminder(struct act *act, const struct circular *c);

/* circulate_reason.c */
KG_MUST_CHECK enum kg_status reason_ask(
    struct act *act, const struct matter *m, const char *person, enum ballot_answer answer);
KG_MUST_CHECK enum kg_status reason_again(
    struct act *act, const char *number, const char *person);
KG_MUST_CHECK enum kg_status reason_form(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status reason_given(
    struct act *act, const char *number, const char *text);
KG_MUST_CHECK enum kg_status reason_message(struct act *act, const struct posting *thread);
/* An opinion that came with an answer. */
KG_MUST_CHECK enum kg_status reason_opinion(
    struct act *act, const char *number, const char *text);

KG_MUST_CHECK enum kg_status reason_changed(struct act *act, const struct posting *posting);

/* circulate_choice.c */
KG_MUST_CHECK enum kg_status choice_button(
    struct act *act, const char *choice, const char *number);
KG_MUST_CHECK enum kg_status choice_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status choice_dialogue(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status choice_command(
    struct act *act, const struct command *command, enum verb verb);
/* The number that was typed, or the only one that runs; NULL: none, and it was said. */
KG_MUST_CHECK enum kg_status choice_find_number(
    struct act *act, const struct command *command, const char **out);
KG_MUST_CHECK enum kg_status choice_ask(struct act *act, const struct matter *m);

/* circulate_card.c: how each posting looks, in one language. */
struct view { /* what a rendering needs besides the matter */
	enum language language;
	const char *person; /* whose own message it is; "" for a channel */
	bool handover;
};
/* By the posting's kind; false: this kind is never rendered anew. */
bool card_render(struct act *act, const struct matter *m, const char *posting_kind,
    const struct view *view, struct card *card);
/* A posting as it looks now; one of a round that is over says only so. */
KG_MUST_CHECK enum kg_status card_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
void card_of_choice(
    struct act *act, const struct matter *m, const struct view *view, struct card *card);
void card_of_resolution(struct act *act, const struct matter *m, const struct view *view,
    const char *witness, struct card *card);
void card_of_outcome(
    struct act *act, const struct matter *m, const struct view *view, struct card *card);
/* 「承認5・否認0・会議の開催を希望0・未回答4」 and so on. */
const char *card_counts(struct act *act, const struct matter *m, enum language language);
const char *card_seat_name(struct act *act, const char *seat, enum language language);
const char *card_person_title(struct act *act, const char *person, enum language language);
/* 全員の承認・議長は最後 */
const char *card_rule_word(const char *rule, enum language l);
const char *card_charter(struct act *act, const char *version, enum language l);
const char *card_in(const struct text2 *text, enum language l);
const char *card_answer_word(const char *answer, enum language language);
const char *card_outcome_word(const char *outcome, enum language language);

/* circulate_away.c: one of the networks does not answer. */
/* Notes since when a link is down; *out_changed: it was up. At a start all of them are, until
 * they say otherwise. */
KG_MUST_CHECK enum kg_status away_link_down(
    struct act *act, int64_t workspace, bool *out_changed);
KG_MUST_CHECK enum kg_status away_link_up(struct act *act, int64_t workspace);
KG_MUST_CHECK enum kg_status away_start(struct act *act);
/* The chair went on without this network, and it is still away. */
bool away_is_excused(struct act *act, const struct matter *m, int64_t workspace);
/* Something that closing (or the question after the deadline) needs has not been read since
 * then: the chair is offered to go on without the network that is away, when the rule allows.
 */
KG_MUST_CHECK enum kg_status away_consider(
    struct act *act, const struct matter *m, struct kg_time since);
/* The chair's act. */
KG_MUST_CHECK enum kg_status away_go_on(struct act *act, const struct matter *m);
/* It is back before anything was closed without it. */
KG_MUST_CHECK enum kg_status away_recheck(struct act *act, struct matter *m);
void card_of_away(
    struct act *act, const struct matter *m, const struct view *view, struct card *card);
/* For the ledger: the networks that were not read; NULL: none. */
const char *away_names(struct act *act, const struct matter *m);
/* On results: which network was not read, since when it was away. */
void away_note(struct act *act, const struct matter *m, enum language l, struct card *card);

/* circulate_life.c: the world around it. */
KG_MUST_CHECK enum kg_status life_deleted(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status life_sent(
    struct act *act, const struct outbox_row *row, const struct posting *posting);
KG_MUST_CHECK enum kg_status life_undelivered(
    struct act *act, const struct outbox_row *row, const struct posting *posting);
/* The network said that we are no member of the posting's channel. */
KG_MUST_CHECK enum kg_status life_is_shared(struct act *act, bool *out);
bool life_is_shut_out(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status life_channel(struct act *act);
KG_MUST_CHECK enum kg_status life_account(struct act *act);
KG_MUST_CHECK enum kg_status life_link(struct act *act);  /* EVENT_LINK */
KG_MUST_CHECK enum kg_status life_start(struct act *act); /* EVENT_START */
/* The timer "link.reread"; how many times more stands in its detail. */
KG_MUST_CHECK enum kg_status life_reread(struct act *act, const char *left);
KG_MUST_CHECK enum kg_status life_roster_changed(struct act *act);
/* Why a ballot can't be held in a channel now (shared with another organisation …); NULL: it
 * can. */
const char *life_channel_fault(
    struct act *act, const struct address *channel, enum language language);

#endif
