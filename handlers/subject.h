#ifndef KAIGI_HANDLERS_SUBJECT_H
#define KAIGI_HANDLERS_SUBJECT_H

/*
 * What matters are about: one row each. Everything that comes back from the world (a mark, a
 * button, a form, a timer, the verdict on a message) finds its row by the prefix of its kind
 * ("circular.card", "report.deadline"), or by the letter of the matter's number (回R8-001). A
 * new subject is one row in subjects.c. Private to handlers/.
 */

#include "handlers/desk.h"
#include "handlers/grammar.h"

struct subject {
	/* Of the kinds of postings, timers and forms, and of buttons; NULL-terminated. */
	const char *const *prefixes;
	const char *letter; /* its numbers begin with: 回 */
	const char *name; /* on 「…という件は見当たりません」 and in lists; a msgid */

	/* Any may be NULL: nothing is done. The posting's matter is never "". */
	enum kg_status (*mark)(struct act *act, const struct posting *posting);
	enum kg_status (*marks)(struct act *act, const struct posting *posting);
	enum kg_status (*message)(struct act *act, const struct posting *thread);
	enum kg_status (*changed)(struct act *act, const struct posting *posting);
	enum kg_status (*deleted)(struct act *act, const struct posting *posting);
	enum kg_status (*button)(struct act *act, const char *action, const char *value);
	/* The dialogue is the person's own and open; closing it is the handler's. */
	enum kg_status (*form)(struct act *act, const struct dialogue *dialogue);
	enum kg_status (*timer)(
	    struct act *act, const char *kind, const char *matter, const char *detail);
	/* KG_NOT_FOUND: this kind is never drawn anew. */
	enum kg_status (*render)(struct act *act, const struct posting *posting,
	    enum language language, struct card *out);
	/* The verdict on something of ours that belongs to a posting. */
	enum kg_status (*sent)(
	    struct act *act, const struct outbox_row *row, const struct posting *posting);
	/* EVENT_FILE with our handle "number|version|position". */
	enum kg_status (*file)(struct act *act);
	/* Somebody came, went, or began to act; also once at every start. */
	enum kg_status (*roster)(struct act *act);
	/* A word that acts on a numbered matter: 承認, 確認, 差戻し, 付議, 取下げ, 改版 … */
	enum kg_status (*command)(
	    struct act *act, const struct command *command, enum verb verb, const char *number);
	/* 状況 and 経緯 of one number. KG_NOT_FOUND: there is none that this person may see. */
	enum kg_status (*show)(struct act *act, const char *number);
	enum kg_status (*story)(struct act *act, const char *number);
	/* Its lines on the first page of 状況, put behind the circulations. */
	enum kg_status (*rows)(struct act *act, struct card *card, size_t *out_count);
};

const struct subject *subjects_list(size_t *out_count);
/* NULL: nobody's. An unprefixed kind ("reason", "choice.extend") is a circulation's. */
const struct subject *subject_of_kind(const char *kind);
const struct subject *subject_of_number(const char *number);
/* By its kind; a plain "word" by its matter. NULL: of no matter, or nobody's. */
const struct subject *subject_of_posting(const struct posting *posting);

#endif
