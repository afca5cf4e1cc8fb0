#ifndef KAIGI_HANDLERS_INCIDENT_PAGE_H
#define KAIGI_HANDLERS_INCIDENT_PAGE_H

/*
 * Reaching people for an incident (article 5). Told: a message that asks no answer. Paged: an
 * answer is demanded, from level 3 or by 庶務's choice. Each answers for himself.
 *
 *   asked ──(half)── again ──ack_minutes── 庶務 telephones ──escalate── next contact ──final──
 *
 * What can't be delivered goes to the next contact at once; who is away has his deputy asked as
 * well. Only 受領 of his own, or 庶務's record that he was told by telephone himself, ends it.
 * Whatever else must reach somebody about an incident may be sent as a page: incident_send with
 * PRIORITY_PAGE. Private to handlers/.
 */

#include "handlers/incident.h"
#include "store/pages.h"

#define POST_PAGE "page.ask"           /* to an addressee: 受領 is asked */
#define POST_PAGE_TASK "page.task"     /* to 庶務: to telephone; round: which page */
#define POST_PAGE_INTAKE "page.intake" /* to the duty list: nobody has taken it up */

/* incident_page.c */
/* Is an answer demanded by how grave it is? */
bool page_is_due(const struct act *act, const struct incident *i);
/* The level was given or changed from `before` (-1: none): CISO and chair are paged where it
 * demands that, and anew where it has risen. */
KG_MUST_CHECK enum kg_status page_graded(struct act *act, const struct incident *i, int before);
/* The same at any level, by 庶務's choice. */
KG_MUST_CHECK enum kg_status page_choose(struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status page_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);
KG_MUST_CHECK enum kg_status page_sent(
    struct act *act, const struct outbox_row *row, const struct posting *posting);
/* Who is away now has his deputy asked as well. */
KG_MUST_CHECK enum kg_status page_roster(struct act *act);
/* After the rule's minutes (`key`), counted from when this person was asked; what goes on is
 * counted in the shorter ones. */
struct kg_time page_step_at(
    struct act *act, const struct incident *i, const struct page *page, const char *key);

/* incident_page_intake.c */
/* The next of the duty list, the 幹事長, the chair; `detail`: how many were called before. */
KG_MUST_CHECK enum kg_status page_intake(
    struct act *act, const struct incident *i, const char *detail);
/* A call of the duty list did not arrive: the next one at once. */
KG_MUST_CHECK enum kg_status page_intake_failed(struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status page_intake_card(
    struct act *act, const struct incident *i, enum language l, struct card *card);

/* incident_page_answer.c */
/* means: button, mark, command. Counts for the actor alone. */
KG_MUST_CHECK enum kg_status page_acknowledge(
    struct act *act, const struct incident *i, const char *means);
KG_MUST_CHECK enum kg_status page_mark(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status page_marks(struct act *act, const struct posting *posting);
/* The marks of messages that wait for an answer are read. */
KG_MUST_CHECK enum kg_status page_read_back(struct act *act);
KG_MUST_CHECK enum kg_status page_button(
    struct act *act, const char *action, const char *value);
/* 事故 事R8-001 受領 · 呼出 · 伝達; out_taken false: it was none of these.
 * KG_NOT_FOUND: there is none that he may see. */
KG_MUST_CHECK enum kg_status page_command(
    struct act *act, const char *number, const struct command *command, bool *out_taken);

/* incident_page_call.c */
/* member "": to be chosen in the form. */
KG_MUST_CHECK enum kg_status page_ask_call(
    struct act *act, const struct incident *i, const char *member);
KG_MUST_CHECK enum kg_status page_type_call(
    struct act *act, const struct incident *i, const struct command *command);
KG_MUST_CHECK enum kg_status page_form(struct act *act, const struct dialogue *dialogue);
const char *page_result_word(const char *result, enum language l);

/* incident_page_card.c */
KG_MUST_CHECK enum kg_status page_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
/* The end of a card to an addressee: what is asked of him, or when he answered. */
void page_close_card(struct act *act, const struct incident *i, const char *person,
    enum language l, struct card *card);
void page_task_card(struct act *act, const struct incident *i, const struct page *page,
    enum language l, struct card *card);
/* Who has answered; who has not: for 庶務, 窓口担当 and who recognised it alone. */
KG_MUST_CHECK enum kg_status page_show(
    struct act *act, const struct incident *i, enum language l, struct card *card);
/* CISO, 議長 … */
const char *page_office(struct act *act, const char *office, enum language l);

#endif
