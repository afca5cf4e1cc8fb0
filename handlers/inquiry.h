#ifndef KAIGI_HANDLERS_INQUIRY_H
#define KAIGI_HANDLERS_INQUIRY_H

/*
 * 照会 (asks for an opinion) and 供覧 (asks to be read): prepared by 庶務, reviewed within it,
 * sent to each addressee by a direct message of his own. Answers change until the deadline and
 * stand in one table. There is no seal and no number of a resolution, and nothing said here
 * counts in a ballot. Private to handlers/.
 *
 *   collecting ──files are here──▶ review ──庶務内確認──▶ open ──庶務──▶ closed
 */

#include "handlers/committee.h"
#include "handlers/desk.h"
#include "handlers/grammar.h"
#include "store/inquiries.h"

#define POST_INQUIRY_REVIEW "inquiry.review"
#define POST_INQUIRY_DM "inquiry.dm" /* to one addressee */

/* inquiry_draft.c */
KG_MUST_CHECK enum kg_status inquiry_command(
    struct act *act, const struct command *command, bool is_circulation);
KG_MUST_CHECK enum kg_status inquiry_draft_form(
    struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status inquiry_file(struct act *act);

/* inquiry.c */
bool inquiry_is(const struct inquiry *q, const char *state);
bool inquiry_is_circulation(const struct inquiry *q);
/* NULL: he was not asked. */
const struct inquiry_person *inquiry_asked(const struct inquiry *q, const char *person);
KG_MUST_CHECK enum kg_status inquiry_ready(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status inquiry_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status inquiry_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status inquiry_mark(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status inquiry_message(struct act *act, const struct posting *thread);
/* An answer's message was edited; *out_taken: it was one. */
KG_MUST_CHECK enum kg_status inquiry_changed(struct act *act, bool *out_taken);
KG_MUST_CHECK enum kg_status inquiry_deleted(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status inquiry_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);
/* 締切, 取下げ, 審議等として扱う */
KG_MUST_CHECK enum kg_status inquiry_act(struct act *act, const char *number, const char *word);

/* inquiry_sheet.c: the table of answers as a file, to whoever closed it. */
KG_MUST_CHECK enum kg_status inquiry_sheet(struct act *act, const struct inquiry *q);

/* inquiry_card.c */
KG_MUST_CHECK enum kg_status inquiry_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
void inquiry_card(struct act *act, const struct inquiry *q, const char *kind,
    const char *person, enum language l, struct card *card);
KG_MUST_CHECK enum kg_status inquiry_show(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status inquiry_story(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status inquiry_rows(
    struct act *act, struct card *card, size_t *out_count);
/* 【幹事会・照会 照R8-001】 */
const char *inquiry_head(struct act *act, const struct inquiry *q, enum language l);

#endif
