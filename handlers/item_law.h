#ifndef KAIGI_HANDLERS_ITEM_LAW_H
#define KAIGI_HANDLERS_ITEM_LAW_H

/*
 * Who may say that a matter is 特に重要 (article 3(4)), or that it is not. Pure;
 * tests/unit/law/item.tsv is its law in rows. The chair (or who acts for him) sets and clears;
 * the 幹事長 may set provisionally, and take his own provisional word back, while the rule
 * especially_important_by lets him. Once the committee has dealt with the matter only the chair
 * clears, with a reason on record.
 */

#include <stdbool.h>

enum item_who { ITEM_BY_CHAIR, ITEM_BY_CHIEF, ITEM_BY_OTHER };

struct item_flag_case {
	enum item_who who;
	bool want;        /* to be 特に重要 */
	bool important;   /* is now */
	bool provisional; /* now, by the 幹事長's word */
	bool dealt;       /* the committee has dealt with this version */
	bool has_reason;
	bool chief_may; /* rule especially_important_by = chief_provisional */
	bool ended;     /* resolved, received or withdrawn */
};

enum item_flag_word {
	ITEM_FLAG_SET,         /* by the chair: for good */
	ITEM_FLAG_PROVISIONAL, /* by the 幹事長 */
	ITEM_FLAG_CLEARED,
	/* refusals */
	ITEM_FLAG_ENDED,
	ITEM_FLAG_ALREADY,   /* it stands so */
	ITEM_FLAG_NOT_YOURS, /* 3(4): the chair's; the 幹事長 proposes */
	ITEM_FLAG_RULED_OUT, /* the rule leaves it to the chair alone */
	ITEM_FLAG_CHAIRS,    /* what the chair has set only the chair clears */
	ITEM_FLAG_DEALT,     /* the committee has dealt with it: the chair alone */
	ITEM_FLAG_NEEDS_REASON,
};

enum item_flag_word item_flag_may(const struct item_flag_case *c);

#endif
