#ifndef KAIGI_HANDLERS_POLL_H
#define KAIGI_HANDLERS_POLL_H

/*
 * 日程調整: candidates for a meeting, eight at most. First to who convenes (議長, 幹事長) and
 * his 秘書; what suits him goes to the others; 庶務 chooses and the notice is drafted from it.
 * Nothing here convenes anybody. Private to handlers/.
 *
 *   head ──his answers are whole──▶ open ──庶務──▶ chosen
 */

#include "handlers/meeting.h"
#include "store/polls.h"

#define POST_POLL "poll.dm"        /* to one who is asked */
#define POST_POLL_DESK "poll.desk" /* to 庶務: the table */

enum { POLL_CANDIDATES_MAX = 8 };

/* poll.c */
KG_MUST_CHECK enum kg_status poll_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status poll_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status poll_show(struct act *act, const char *number);

/* poll_answer.c */
KG_MUST_CHECK enum kg_status poll_begin(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status poll_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status poll_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);
KG_MUST_CHECK enum kg_status poll_choose(struct act *act, const struct poll *p, int position);
KG_MUST_CHECK enum kg_status poll_withdraw(struct act *act, const struct poll *p);
/* NULL: nothing yet */
const char *poll_answer_of(const struct poll *p, const char *person, int position);
/* Has the head ruled it out? */
KG_MUST_CHECK enum kg_status poll_is_out(
    struct act *act, const struct poll *p, int position, bool *out);

/* poll_card.c */
KG_MUST_CHECK enum kg_status poll_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
KG_MUST_CHECK enum kg_status poll_add_table(
    struct act *act, const struct poll *p, enum language l, struct card *card);
const char *poll_head_word(struct act *act, const struct poll *p, enum language l);
const char *poll_when_word(struct act *act, const struct poll_candidate *c, enum language l);

#endif
