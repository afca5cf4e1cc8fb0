#ifndef KAIGI_HANDLERS_ACTION_H
#define KAIGI_HANDLERS_ACTION_H

/*
 * 宿題: what somebody is to do by a day, of whatever matter. Chased on working days once the
 * day has come; ended by its owner or by 庶務. Private to handlers/.
 */

#include "handlers/desk.h"
#include "handlers/grammar.h"
#include "store/actions.h"

struct action_draft {
	const char *matter; /* 招R8-003, "" */
	int position;       /* of its agenda, 0 */
	const char *text;
	const char *owner;      /* a person, "" or NULL */
	const char *owner_name; /* as worded; NULL or "": the owner's post and name as of now */
	struct kg_time due;     /* 0 none */
};

/* Recorded, and its reminders set. */
KG_MUST_CHECK enum kg_status action_new(
    struct act *act, const struct action_draft *draft, const char **out_number);
/* Taken back by who entered it (#undo): no word to its owner. */
KG_MUST_CHECK enum kg_status action_drop(struct act *act, const char *number, const char *note);
/* Each owner of an open one of the matter, by a direct message; from then on it is chased. */
KG_MUST_CHECK enum kg_status action_tell(struct act *act, const char *matter);

/* /kaigi 宿題 */
KG_MUST_CHECK enum kg_status action_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status action_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status action_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
KG_MUST_CHECK enum kg_status action_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);
KG_MUST_CHECK enum kg_status action_show(struct act *act, const char *number);
/* 「宿R8-001 影響を調べる(担当:…、期限:…)」 with what its state is. */
const char *action_words(struct act *act, const struct action *a, enum language l);

#endif
