#ifndef KAIGI_HANDLERS_TALLY_H
#define KAIGI_HANDLERS_TALLY_H

/*
 * What a ballot under article 6 amounts to at one instant. Pure; integers only.
 * tests/unit/law/tally.tsv is its law in rows.
 *
 * Who counts. Persons, not seats: somebody in two seats counts once, with one answer. The
 * denominator is the distinct persons holding filled seats, less those marked 後閲. Vacant
 * seats are no persons. 後閲 never takes the chair's seat, nor whoever acts for it, and a
 * holder who answers after all is back in: nobody is left out against his will.
 *
 * The chair. Asked last. His ⭕ counts on his own card only (`final_by`); an ⭕ of his in `seats`
 * is nothing. His ❌, 🙋 and 👀 count wherever they are. While somebody acts for him (`acting`),
 * the acting chair's one seal fills the chair's seat and his own: he is one person in the
 * denominator, the chair is none (unless the chair's own ❌ or 🙋 stands: answers stay when
 * 職務代理 begins). The acting chair's earlier ⭕ as vice-chair waits until he seals on the
 * chair's card; when the acting ends first, it counts again for his own seat. Neither chair nor
 * acting chair: nobody may choose (`chair_missing`, no choices), and nothing closes.
 *
 * Answers. ❌ and 🙋 count once their reason is there; until then the person is pending (but has
 * seen the item). A set that contradicts itself is no answer (ballot.h). Only marks in time are
 * handed in; late ones when the chair extended. Where the chair decides at the deadline (not
 * under unanimity), his own seal may be later than it, if CHOICE_APPROVE was among the choices.
 *
 * Rules. unanimous_chair_last: all others approve → the chair's card; his seal closes. A ❌ or 🙋
 * pauses until the chair chooses 続行; then collecting goes on, but nothing closes before it
 * has changed to ⭕. majority_chair_last: when all others have answered, or at the deadline, the
 * chair decides; he may approve when the approvals with his own are more than half of the
 * denominator. Only 🙋 pauses. chair_decides_after_all_seen: the same, but he may approve when
 * every other person has given any mark. Silence is never consent: at the deadline an unanimous
 * ballot that lacks a seal, the chair's included, can only be extended, returned, referred,
 * declared failed or withdrawn.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/time.h"
#include "config/charter.h"

enum tally_rule {
	RULE_UNANIMOUS_CHAIR_LAST,
	RULE_MAJORITY_CHAIR_LAST,
	RULE_CHAIR_DECIDES_AFTER_ALL_SEEN
};

struct tally_seat {
	const char *seat; /* charter seat id */
	enum seat_role role;
	const char *person; /* whose answer fills the seat: its sealer, else its present holder;
	                       NULL: vacant */
	enum ballot_answer answer;
	bool provisional; /* ❌ or 🙋 without its reason */
	bool seen;        /* has given any mark, also one taken back since */
	bool kouetsu;     /* the chair marked 後閲 */
	bool absent;      /* declared 不在 now */
};

struct tally_input {
	enum tally_rule rule;
	const struct tally_seat *seats;
	size_t seat_count;
	const char *acting; /* person acting for the chair now; NULL: nobody */
	bool chair_away; /* the chair can't act (事故, vacant); matters when acting is NULL */
	const char *final_by; /* person whose ⭕ stands on the chair's own card; NULL: none.
	                         Stays when acting begins or ends */
	bool reorganised; /* seats were added or abolished since the start, and the chair has
	                     not chosen yet: nothing closes, whatever the answers are */
	bool continued;   /* the chair chose 続行 after the newest confirmed ❌ or 🙋 */
	struct kg_time deadline;      /* the last instant that counts */
	struct kg_time minimum_until; /* open at least until; 0: no minimum */
	struct kg_time now;
};

enum tally_state {
	TALLY_COLLECTING,
	TALLY_PAUSED, /* a ❌ or 🙋, or other seats, wait for the chair's choice; collecting
	                 goes on */
	TALLY_ASK_CHAIR,     /* unanimous: all others approve, the chair's card is due */
	TALLY_CHAIR_DECIDES, /* the chair's card with the choices is due */
	TALLY_WAITING,       /* approved, minimum time not over: closable at minimum_until */
	TALLY_CLOSABLE,      /* approved: read back, then close */
};

enum tally_choice { /* bits: what the chair (acting chair) may lawfully choose now */
	CHOICE_APPROVE = 1 << 0,
	CHOICE_CONTINUE = 1 << 1, /* 続行 */
	CHOICE_RETURN = 1 << 2,   /* 差戻し */
	CHOICE_REFER = 1 << 3,    /* 会議へ付議 */
	CHOICE_FAIL = 1 << 4,     /* 不成立 */
	CHOICE_WITHDRAW = 1 << 5, /* 取下げ */
	CHOICE_EXTEND = 1 << 6,   /* 延長 */
	CHOICE_KOUETSU = 1 << 7,  /* some absent member may be marked 後閲 */
	CHOICE_RESEAT = 1 << 8, /* 取下げ・再付議: anew, with the seats of the new version */
};

struct tally { /* counts are persons, but for `vacant`: seats */
	int denominator;
	int approve;     /* with the chair's seal */
	int reject;      /* confirmed */
	int meeting;     /* confirmed */
	int provisional; /* among the pending */
	int seen;        /* any mark */
	int kouetsu;
	int pending; /* in the denominator, no counted answer yet; the chair among them */
	int others_pending; /* without the chair or acting chair */
	int vacant;
	bool chair_missing;
	const char *chair; /* person who seals as chair; NULL when missing */
	enum tally_state state;
	unsigned choices;
};

struct tally tally_count(const struct tally_input *input);

/* May the chair mark this seat 後閲 now? */
bool tally_may_kouetsu(const struct tally_input *input, const struct tally_seat *seat);
/* Does this seat's person still owe an answer (for reminders and lists of the pending)? The
 * chair does only when asked. */
bool tally_is_pending(const struct tally_input *input, const struct tally_seat *seat);

/* "unanimous_chair_last" …; false when unknown. */
bool tally_rule_parse(const char *text, enum tally_rule *out);
const char *tally_rule_name(enum tally_rule rule);

#endif
