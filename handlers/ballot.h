#ifndef KAIGI_HANDLERS_BALLOT_H
#define KAIGI_HANDLERS_BALLOT_H

/* Marks on a card as answers. Names and pictures play no part; only which mark it is. */

#include "base/mem.h"
#include "config/charter.h"

/*
 * The canonical form of a mark: NFKC, without variation selectors, skin tones (as characters
 * and as
 * "::skin-tone-N") and the colons of a name: "⭕", "white_check_mark". Slack's names of the
 * marks on the card and of their common aliases become the emoji.
 */
const char *ballot_mark(const char *mark, struct arena *arena);

/* What one mark means on a ballot of this charter; ANSWER_NONE when it means nothing. */
enum ballot_answer ballot_answer(const struct charter *charter, const char *mark);

struct ballot_reading {
	enum ballot_answer answer; /* NONE also when contradicting */
	bool contradicting;        /* two or more different of APPROVE, REJECT, MEETING */
	bool seen;                 /* any mark of the ballot at all, "seen" marks included */
};

/* One person's whole set of marks, from all postings and accounts. */
struct ballot_reading ballot_read(
    const struct charter *charter, const char *const *marks, size_t count);

#endif
