#ifndef KAIGI_HANDLERS_ROSTER_EDIT_H
#define KAIGI_HANDLERS_ROSTER_EDIT_H

/*
 * What may go onto the roster, whoever brings it (a command, a file), and how it goes on
 * record. Private to handlers/.
 */

#include "handlers/desk.h"
#include "handlers/grammar.h"

struct roster_change { /* one entry on a tenure */
	struct tenure tenure;
	int64_t corrects;    /* the entry that it corrects; 0: none */
	const char *reason;  /* of an end or a correction */
	const char *made_by; /* "": a file */
};

/* Why it can't stand beside what stands already (another holder of the seat in the period, a
 * period that ends before it begins, published too late); NULL: it can. `ids` are tenures that
 * the same hand is about to change, and which do not count; NULL: none. */
KG_MUST_CHECK enum kg_status roster_fault(struct act *act, const struct tenure *tenure,
    const char *const *ids, const char **out_fault);
const char *roster_id(struct act *act, const struct tenure *tenure);
KG_MUST_CHECK enum kg_status roster_append(struct act *act, const struct roster_change *change);

/* 名簿 登録, 終了, 訂正, アカウント; *out_taken: it was one of them. */
KG_MUST_CHECK enum kg_status roster_edit(
    struct act *act, const struct command *command, bool *out_taken);

/* roster_chief.c: 指名 and what becomes of it (article 3-2(3)). */
KG_MUST_CHECK enum kg_status roster_nominate(struct act *act, const struct command *command);
/* A nomination made on paper, of a roster file. It is taken once: what became of it since is on
 * record, and a file doesn't bring it back. */
KG_MUST_CHECK enum kg_status roster_nomination_known(
    struct act *act, const char *id, bool *out);
/* `chief`: who nominated was the 幹事長 then; `member`: the nominee was one of the seven. */
KG_MUST_CHECK enum kg_status roster_nomination_fault(
    struct act *act, const struct tenure *t, bool chief, bool member, const char **out_fault);
/* The nominee and the 幹事長 hear what was entered for them, when it is in force. */
KG_MUST_CHECK enum kg_status roster_nomination_tell(struct act *act, const struct tenure *t);
KG_MUST_CHECK enum kg_status roster_look(struct act *act);
KG_MUST_CHECK enum kg_status roster_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);

#endif
