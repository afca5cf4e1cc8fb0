#ifndef KAIGI_HANDLERS_PAPER_H
#define KAIGI_HANDLERS_PAPER_H

/*
 * 紙決裁: an answer to a circulation that a member gave on paper or by telephone. 庶務 enters
 * it with its evidence, a second person (another one of 庶務, or the chair) confirms it; only
 * then it counts. The member is told and may object while the matter is open; his own later
 * mark replaces it for good. Private to handlers/.
 */

#include "handlers/circulate.h"
#include "store/papers.h"

#define POST_PAPER_ASK "paper.ask"       /* to the second person; round: the paper's ordinal */
#define POST_PAPER_MEMBER "paper.member" /* to the member, on every account of his */

/* paper.c: entering, and the form */
KG_MUST_CHECK enum kg_status paper_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status paper_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status paper_file(struct act *act);

/* paper_confirm.c: what becomes of it */
KG_MUST_CHECK enum kg_status paper_ask(struct act *act, const struct paper *paper);
/* 確認, 差戻し, 異議 as a command; the paper by its seat's id ("": the newest that fits). */
KG_MUST_CHECK enum kg_status paper_act(
    struct act *act, const struct matter *m, const char *word, const char *seat);
KG_MUST_CHECK enum kg_status paper_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status paper_mark(struct act *act, const struct posting *posting);
/* Would the chair's ⭕ be asked for now? */
bool paper_chair_is_due(const struct matter *m);
/* A paper of this person stands in this round. */
KG_MUST_CHECK enum kg_status paper_stands(
    struct act *act, const struct matter *m, const char *person, bool *out);
/* What stands gives way: "paper.replaced" to his own mark. */
KG_MUST_CHECK enum kg_status paper_gives_way(
    struct act *act, const struct matter *m, const char *person, const char *kind);
/* The chair's, given upon other answers than these. */
KG_MUST_CHECK enum kg_status paper_lapse(
    struct act *act, const struct matter *m, const char *person);

/* paper_card.c */
KG_MUST_CHECK enum kg_status paper_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
void paper_card(struct act *act, const struct matter *m, const struct paper *paper,
    const struct posting *posting, enum language l, struct card *card);
/* 「書面による(入力:… 確認:…)」; "" for one by the member's own hand. */
const char *paper_word(struct act *act, const struct circular_seal *seal, enum language l);
/* On results: whose answers were given on paper or by telephone. */
void paper_note(struct act *act, const struct matter *m, enum language l, struct card *card);
const char *paper_means_word(const char *means, enum language l);
/* Its line in the ledger and in 経緯. */
const char *paper_summary(struct act *act, const struct paper *paper);

#endif
