#ifndef KAIGI_HANDLERS_RULING_H
#define KAIGI_HANDLERS_RULING_H

/*
 * What the chair determines under article 8 (議長決定), and the 幹事長 for the committee.
 *
 *   drafted ──▶ review ──庶務内確認──▶ asked ──the chair's ⭕──▶ determined: now there are rules
 *      └──── no reviewer ─────────────▶ │
 *        差戻し with a reason ◀─────────┘   取下げ by 庶務 until it is determined
 *
 * A proposal is frozen by its hash; another wording is another proposal. Only a determination
 * makes `rule` entries. Private to handlers/.
 */

#include "handlers/desk.h"
#include "handlers/grammar.h"
#include "handlers/ruling_law.h"
#include "store/rulings.h"

struct rule_info;

enum { RULING_CLAUSES_MAX = 80 };

#define POST_RULE_REVIEW "rule.review" /* to the reviewer: 庶務内確認 */
#define POST_RULE_ASK "rule.ask"       /* to who determines it */

/* ruling.c: what comes back from the world. */
KG_MUST_CHECK enum kg_status ruling_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status ruling_on_number(
    struct act *act, const struct command *command, enum verb verb, const char *number);
KG_MUST_CHECK enum kg_status ruling_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status ruling_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status ruling_mark(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status ruling_deleted(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status ruling_roster(struct act *act);
/* An answer to a command, button or form; to a mark a direct message. */
KG_MUST_CHECK enum kg_status ruling_say(struct act *act, const char *number, const char *text);
/* KG_NOT_FOUND also for a draft that is not this person's to see. */
KG_MUST_CHECK enum kg_status ruling_find(
    struct act *act, const char *number, struct ruling *out);
KG_MUST_CHECK enum kg_status ruling_redraw(struct act *act, const struct ruling *r);

/* ruling_read.c: names and values as people type them. */
const struct rule_info *ruling_rule_named(struct act *act, const char *typed); /* or NULL */
/* 「項目名」 of the nearest; NULL: none. */
const char *ruling_nearest(struct act *act, const char *typed);
/* The value that is kept, from a canonical word, a number with or without its unit, a time of
 * day, or a label; NULL: it can't be that. */
const char *ruling_value(struct act *act, const struct rule_info *rule, const char *typed);
/* What it may be: 「過半数(majority)、…のいずれか」. */
const char *ruling_values(struct act *act, const struct rule_info *rule, enum language l);
const char *ruling_value_word(
    struct act *act, const struct rule_info *rule, const char *value, enum language l);
/* Of a clause's or rule's key, "committee." or not. */
const struct rule_info *ruling_info(const char *key);
bool ruling_is_committees(const char *key);

/* ruling_draft.c: the proposal. */
struct proposal { /* as typed; "" when left out */
	const char *organ;
	const char *clauses; /* a line each: 項目=値 */
	const char *from;
	const char *document;
	const char *reason;
};
struct proposed { /* understood */
	const char *body;
	bool whole;
	const char *document;
	struct kg_time from;
	const char *reason;
	const char *file_sha256;
	struct ruling_clause *clauses;
	size_t clause_count;
};
KG_MUST_CHECK enum kg_status ruling_propose(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status ruling_propose_form(
    struct act *act, const struct dialogue *dialogue);
/* Puts it on record and on its way to the reviewer. */
KG_MUST_CHECK enum kg_status ruling_create(struct act *act, const struct proposed *p);

/* ruling_decide.c: review, determination, return, withdrawal. */
struct decider {            /* who is to be asked */
	const char *person; /* NULL: nobody can */
	const char *capacity;
	bool chair; /* the chair, not the 幹事長 */
};
KG_MUST_CHECK enum kg_status ruling_decider(
    struct act *act, const struct ruling *r, struct kg_time at, struct decider *out);
KG_MUST_CHECK enum kg_status ruling_pass_on(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status ruling_reviewed(struct act *act, struct ruling *r);
KG_MUST_CHECK enum kg_status ruling_determine(struct act *act, struct ruling *r);
KG_MUST_CHECK enum kg_status ruling_return(
    struct act *act, struct ruling *r, const char *reason);
KG_MUST_CHECK enum kg_status ruling_withdraw(
    struct act *act, struct ruling *r, const char *reason);
KG_MUST_CHECK enum kg_status ruling_ask_again(struct act *act, const struct ruling *r);

/* ruling_card.c */
KG_MUST_CHECK enum kg_status ruling_draw(
    struct act *act, const struct posting *posting, enum language l, struct card *out);
void ruling_add_clauses(
    struct act *act, const struct ruling *r, enum language l, struct card *card);
const char *ruling_state_word(const struct ruling *r, enum language l);
const char *ruling_head(struct act *act, const struct ruling *r, enum language l);

/* ruling_whole.c: the first draft, 「運営について(議長決定)(案)」. */
KG_MUST_CHECK enum kg_status ruling_whole(struct act *act);
/* The page to print; as determined when it is. Kept in files/. */
KG_MUST_CHECK enum kg_status ruling_page(
    struct act *act, const struct ruling *r, const char **out_sha256);
/* The file below a message. */

/* ruling_show.c: 規則 on a day, one key's history, a proposal's page. */
KG_MUST_CHECK enum kg_status ruling_show_day(struct act *act, const char *typed);
KG_MUST_CHECK enum kg_status ruling_show_key(struct act *act, const struct rule_info *rule);
/* The charter: the version in force on that day ("": today), every amendment before it and
 * what is known to come. */
KG_MUST_CHECK enum kg_status ruling_show_charter(struct act *act, const char *typed);
KG_MUST_CHECK enum kg_status ruling_show(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status ruling_rows(struct act *act, struct card *card, size_t *out_count);

#endif
