#ifndef KAIGI_HANDLERS_ITEM_H
#define KAIGI_HANDLERS_ITEM_H

/*
 * 審議事項 (article 4): the register of matters. An item's text is frozen; a circulation or the
 * committee's report takes it as it stands, and what comes of that is written back here.
 * Private to handlers/.
 *
 *   registered ──goes──▶ deliberating ──comes──▶ resolved, received, waiting (付議待ち),
 *                                                 or registered again
 */

#include "handlers/committee.h"
#include "handlers/documents.h"
#include "handlers/grammar.h"
#include "store/items.h"

#define POST_FLAG "item.flag" /* to the chair or the 幹事長: is it 特に重要? */

/* item.c */
/* KG_NOT_FOUND too when this person may not see it. */
KG_MUST_CHECK enum kg_status item_find(struct act *act, const char *number, struct item *out);
/* 審R8-001 of what was typed; NULL: no such number. */
const char *item_number_of(struct act *act, const char *typed);
/* A circulation or a report takes it up. Refused (an answer, *out_free false) while another has
 * it, or when it is over. */
bool item_is_free(const struct item *item);
KG_MUST_CHECK enum kg_status item_goes(struct act *act, const char *item, const char *matter);
/* What came of it there: approved, received, referred, or else it is free again. */
struct item_end {
	const char *item;
	const char *matter;
	const char *outcome;
	const char *resolution; /* NULL: none */
	const char *opinion;    /* the report that holds the committee's 集約意見; NULL */
};
KG_MUST_CHECK enum kg_status item_comes(struct act *act, const struct item_end *end);
/* The hash of an item's text with what was amended, which is kept. */
KG_MUST_CHECK enum kg_status item_amended_text(
    struct act *act, const char *item, const char *amendment, const char **out_sha256);
const char *item_state_word(const struct item *item, enum language l);
KG_MUST_CHECK enum kg_status item_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status item_on_number(
    struct act *act, const struct command *command, enum verb verb, const char *number);
KG_MUST_CHECK enum kg_status item_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status item_button(
    struct act *act, const char *action, const char *value);

/* item_draft.c */
struct item_prepared { /* a matter of article 4(7) that an incident makes */
	const char *title;
	const char *text;
	const char *incident; /* "": it is over, nothing is urgent */
};
KG_MUST_CHECK enum kg_status item_prepare(
    struct act *act, const struct item_prepared *prepared, const char **out_number);
KG_MUST_CHECK enum kg_status item_register(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status item_revise(
    struct act *act, const struct command *command, const struct item *item);
KG_MUST_CHECK enum kg_status item_draft_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status item_open_form(struct act *act);
KG_MUST_CHECK enum kg_status item_file(struct act *act);

/* item_flag.c */
KG_MUST_CHECK enum kg_status item_flag(
    struct act *act, const struct item *item, bool want, const char *reason);
/* Asks the 幹事長 (whom 庶務 asks) whether it is 特に重要. */
KG_MUST_CHECK enum kg_status item_ask_chief(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status item_flag_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status item_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);

/* item_show.c */
KG_MUST_CHECK enum kg_status item_list(struct act *act);
KG_MUST_CHECK enum kg_status item_show(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status item_story(struct act *act, const char *number);
/* On 状況: what waits for somebody and is in no circulation or report. */
KG_MUST_CHECK enum kg_status item_rows(struct act *act, struct card *card, size_t *out_count);
void item_add_text(
    struct act *act, const struct item *item, enum language l, struct card *card);

#endif
