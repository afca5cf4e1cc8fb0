#ifndef KAIGI_HANDLERS_CONVENE_LAW_H
#define KAIGI_HANDLERS_CONVENE_LAW_H

/*
 * Who may convene, and what (articles 3(1), 3-3(1), 3-3(6)). Pure; tests/unit/law/convene.tsv
 * is its law in rows. The council is convened by its chair or who acts for him, the committee
 * by the 幹事長 or who acts: by nobody else, and neither by the other's head as such. A notice
 * shorter than the rule's working days needs a reason on record. A 特に重要 matter that the
 * committee has not been heard on comes before the council by the chair's written reason only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/time.h"

enum convene_stage { CONVENE_STAGE_DRAFT, CONVENE_STAGE_READY, CONVENE_STAGE_OVER };

struct convene_case {
	bool committee;
	bool is_convener;
	enum convene_stage stage;
	bool past;         /* it would have begun before now */
	bool taken;        /* a matter on its agenda is under way elsewhere, or was changed */
	bool is_short;     /* notice shorter than the rule's days */
	bool has_reason;   /* why it is short */
	bool unheard;      /* 特に重要, and the committee has not been heard */
	bool has_override; /* the chair's reason for that */
};

enum convene_word {
	CONVENE_LAWFUL,
	CONVENE_NOT_CHAIR, /* 3(1) */
	CONVENE_NOT_CHIEF, /* 3-3(1) */
	CONVENE_NOT_READY,
	CONVENE_OVER,
	CONVENE_PAST,
	CONVENE_TAKEN,
	CONVENE_SHORT,
	CONVENE_UNHEARD, /* 3-3(6) */
};

enum convene_word convene_may(const struct convene_case *c);
/* "3(1)"; NULL: the charter does not speak of it. */
const char *convene_article(enum convene_word word);

/* The last day on which the notice is in time: `days` working days before the meeting. 0: its
 * own day, working or not. */
struct kg_date convene_latest(struct kg_date meeting, int days);
bool convene_is_short(struct kg_date notice, struct kg_date meeting, int days);

enum convene_answer { CONVENE_SILENT, CONVENE_ATTEND, CONVENE_ABSENT, CONVENE_UNSURE };

/* What a mark says of one's attendance: ⭕ 🙆, ❌ 🙅 ✖ ❎, 🔺 🤔; SILENT: nothing.
 * `mark` is canonical (ballot_mark). */
enum convene_answer convene_answer_of_mark(const char *mark);
/* The same of words: 出席, 出席します, 出, ○ … `word` is a text_title_key. */
enum convene_answer convene_answer_of_word(const char *word);
/* For the records: attend, absent, unsure; "". */
const char *convene_answer_name(enum convene_answer answer);

#endif
