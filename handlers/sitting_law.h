#ifndef KAIGI_HANDLERS_SITTING_LAW_H
#define KAIGI_HANDLERS_SITTING_LAW_H

/*
 * The law of a sitting (articles 3 and 3-3). The charter is silent on quorum, majority and
 * ties: each is a rule, handed in. Pure; integers only. tests/unit/law/sitting.tsv is its law
 * in rows.
 *
 * Who counts: distinct persons (or seats, by rule dual_post_votes), vacant seats excepted. With
 * presider_votes tie_only or never the presider is no voter. What a majority is of: the voters
 * present, or (majority_all) everybody in a filled seat. Who abstains stays in that number:
 * silence is no consent. A tie is one where every voter is for or against, in equal numbers,
 * and the presider's word would make a majority; where the rule does not leave it to him, or he
 * never votes, a tie is rejected.
 */

#include <stdbool.h>

#include "store/meetings.h"

bool sitting_has_quorum(const char *rule, int total, int present);

enum sitting_casting { CASTING_NONE, CASTING_FOR, CASTING_AGAINST };
enum sitting_outcome {
	SITTING_PASSED,
	SITTING_REJECTED,
	SITTING_TIE /* the presider's word */
};

struct sitting_vote {
	const char *decision;       /* rule decision */
	const char *presider_votes; /* rule presider_votes */
	const char *tie;            /* rule tie */
	int total;                  /* filled */
	int voters;                 /* present and voting, abstentions among them */
	int votes_for, votes_against;
	enum sitting_casting casting;
};
enum sitting_outcome sitting_decide(const struct sitting_vote *vote);

enum sitting_step {
	STEP_OPEN,
	STEP_SUSPEND,
	STEP_RESUME,
	STEP_CLOSE,
	STEP_ATTEND, /* the list of attendance */
	STEP_DECIDE, /* the result of an item */
	STEP_GUEST,  /* a guest's times: of article 3(3), the presider's and 庶務's to say */
	STEP_SAY,    /* statements, 宿題 */
};
enum sitting_who { SITTING_PRESIDER, SITTING_OFFICE /* 庶務 */, SITTING_MEMBER, SITTING_OTHER };

struct sitting_case {
	enum meeting_state state;
	enum sitting_step step;
	enum sitting_who who;
	bool timed;          /* a true time was entered */
	bool reason;         /* of a correction */
	bool future;         /* that time is still to come */
	bool before_opening; /* or lies before the opening */
	bool no_presider;    /* nobody may preside at that time, by the records */
	bool before_day;     /* of the notice */
	bool other_open;     /* another meeting of the body is open */
	bool attended;       /* attendance is recorded */
	bool quorum;
};

enum sitting_word {
	SITTING_LAWFUL,
	SITTING_NOT_YOURS,
	SITTING_NOT_CONVENED,
	SITTING_OVER, /* cancelled, withdrawn */
	SITTING_NOT_OPEN,
	SITTING_IS_OPEN,
	SITTING_IS_SUSPENDED,
	SITTING_IS_CLOSED,
	SITTING_NO_REASON,
	SITTING_FUTURE,
	SITTING_TOO_EARLY,
	SITTING_NO_PRESIDER,
	SITTING_OTHER_OPEN,
	SITTING_BEFORE_DAY,
	SITTING_NO_ATTENDANCE,
	SITTING_NO_QUORUM,
};
enum sitting_word sitting_may(const struct sitting_case *c);

#endif
