#ifndef KAIGI_HANDLERS_LEAVE_H
#define KAIGI_HANDLERS_LEAVE_H

/*
 * 不在 and 職務代理. An absence is a fact about a person; acting is a state of one body, which
 * begins and ends by somebody's act or at the end of its period, and whose deeds the head reads
 * afterwards (後閲). Neither follows from the other by itself. Private to handlers/.
 */

#include "handlers/acting_law.h"
#include "handlers/desk.h"
#include "handlers/grammar.h"
#include "store/leave.h"

#define POST_READ "acting.read" /* to the head: what was done in his stead */

/* absence.c: 不在 */
KG_MUST_CHECK enum kg_status absence_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status absence_form(struct act *act, const struct dialogue *dialogue);
/* May the actor enter somebody's absence: his own, as 庶務, or as this person's 秘書? */
KG_MUST_CHECK enum kg_status absence_may_enter(
    struct act *act, const char *person, bool *out_may);

/* acting.c: 職務代理 */
KG_MUST_CHECK enum kg_status acting_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status acting_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status acting_roster(struct act *act);
KG_MUST_CHECK enum kg_status acting_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
/* The heads of bodies whose absence ends early are back: nobody acts for them any more. */
KG_MUST_CHECK enum kg_status acting_head_is_back(struct act *act, const char *person);

struct acting_posts { /* of one body at an instant; NULL: vacant */
	const char *body;
	const char *head;
	const char *deputy;
	bool head_away;
	bool deputy_away;
};
KG_MUST_CHECK enum kg_status acting_posts_at(
    struct act *act, const char *body, struct kg_time at, struct acting_posts *out);
/* Does a period of acting hold at its instant: is he present, and still in the post that
 * deputises? */
KG_MUST_CHECK enum kg_status acting_holds(
    struct act *act, const struct acting *acting, struct kg_time at, bool *out);

/* Who acts for a body's head; *out_begun with a NULL person: a period runs, but he who acts is
 * away or no longer in his post, so nobody can. */
KG_MUST_CHECK enum kg_status acting_at(struct act *act, const char *body, struct kg_time at,
    const char **out_person, bool *out_begun);

/* The actor's part in it. */
enum acting_who acting_who_is(struct act *act, const struct acting_posts *posts);
/* In the body's channels: it begins, or it is over. */
KG_MUST_CHECK enum kg_status acting_tell_channel(
    struct act *act, const struct acting *acting, bool begins);

/* acting_begin.c */
KG_MUST_CHECK enum kg_status acting_begin(
    struct act *act, const struct command *command, const char *body);

/* acting_show.c */
KG_MUST_CHECK enum kg_status acting_show(struct act *act);
/* Nobody can confirm anything for the council: what is lawful instead, on a card. */
void acting_say_lawful(
    struct act *act, struct kg_time at, enum language language, struct card *card);
const char *acting_body_word(struct act *act, const char *body, enum language language);
const char *acting_basis_word(const struct acting *acting, enum language language);
const char *acting_step_word(const char *step, enum language language);

/* people_change.c: somebody came, went, or began to act: every subject looks again. */
KG_MUST_CHECK enum kg_status people_changed(struct act *act);

#endif
