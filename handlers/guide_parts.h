#ifndef KAIGI_HANDLERS_GUIDE_PARTS_H
#define KAIGI_HANDLERS_GUIDE_PARTS_H

/* What the files of the guided exchange share: its state, reading an answer, drawing a
 * question. Private to handlers/guide*.c, press.c. */

#include "handlers/desk.h"
#include "store/guide.h"

struct guide_field {
	const char *value; /* never NULL */
	const char *fault; /* what was wrong with it at the last sending; NULL: nothing */
	bool open;         /* still to be asked */
};

struct guide_talk {
	struct guide row;
	struct dialogue dialogue;
	struct form form;
	struct guide_field *fields; /* form.field_count of them */
};

/* guide.c: the talk of the event's account that is asked now; KG_NOT_FOUND: none. */
KG_MUST_CHECK enum kg_status guide_talk_current(struct act *act, struct guide_talk *out);
/* The first field that is still to be asked; behind the last one: the last look. */
int64_t guide_next_step(const struct guide_talk *talk);
bool guide_is_summary(const struct guide_talk *talk);
/* Asks the field at row.step, all answers kept; `lead` stands first (NULL: none). */
KG_MUST_CHECK enum kg_status guide_ask(
    struct act *act, struct guide_talk *talk, const char *lead);
KG_MUST_CHECK enum kg_status guide_ask_next(struct act *act, struct guide_talk *talk);
/* Its row and timer go; the dialogue is the caller's. */
KG_MUST_CHECK enum kg_status guide_forget(struct act *act, const char *token);

/* guide_read.c: pure. */
enum guide_word {
	GUIDE_OTHER, /* an answer */
	GUIDE_KEEP,  /* そのまま */
	GUIDE_NONE,  /* なし */
	GUIDE_BACK,  /* 戻る */
	GUIDE_DROP,  /* 中止 */
	GUIDE_CHECK, /* 確認 */
	GUIDE_SEND,  /* 送信 */
};
enum guide_word guide_word_of(const char *text);
/* 3, 3, ③, 3️⃣, 3番; 0: it is no number alone. */
int guide_number_of(const char *text);
/* Equal to the eye: width, case and blanks don't matter. */
bool guide_is_same(const char *left, const char *right);
/* What a field holds after this answer; NULL: it can't be taken, *out_fault says why. */
const char *guide_read(const struct field *field, const char *text, enum language l,
    struct arena *arena, const char **out_fault);

enum { GUIDE_GLANCE = 120 }; /* characters of one answer among others */
/* guide_card.c: `lead` stands first, NULL: none. */
void guide_draw(
    const struct guide_talk *talk, enum language l, const char *lead, struct card *card);
/* What stands in a field, for the eye. */
const char *guide_shown(
    const struct field *field, const char *value, enum language l, struct arena *arena);

#endif
