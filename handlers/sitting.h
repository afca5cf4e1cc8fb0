#ifndef KAIGI_HANDLERS_SITTING_H
#define KAIGI_HANDLERS_SITTING_H

/*
 * The sitting of a meeting (articles 3 and 3-3): opened, interrupted, closed; who was there,
 * what was said and decided. The presider is whom the records name at that time, never typed.
 * All of it may be entered afterwards with its true times; what is said again stands for what
 * was said before, and nothing is lost. Resolutions are numbered when the meeting closes, so
 * that a slip before that costs nothing. Kinds begin with "sitting." Private to handlers/.
 */

#include "handlers/meeting.h"
#include "handlers/sitting_law.h"

#define POST_SITTING_CARD "sitting.card" /* in the body's channels: how it stands */
#define POST_SITTING_DESK "sitting.desk" /* to the presider and 庶務: the same with buttons */

struct sitting_voter {
	const char *person;
	const char *title;
};

struct sitting_now { /* a meeting, what was said of it, and what the rules make of that */
	struct meeting m;
	struct sitting s;
	struct rule_value quorum, decision, method, tie, presider, proxy;
	int total;   /* filled: persons, or seats by rule dual_post_votes */
	int present; /* proxies only where they vote by rule */
	int absent;
	int vacant;
	bool attended;
	bool has_quorum;
	struct sitting_voter *voters; /* the presider among them only where he always votes */
	size_t voter_count;
};

/* sitting.c */
KG_MUST_CHECK enum kg_status sitting_load(
    struct act *act, const char *number, struct sitting_now *out);
/* By the number, or the only one that it can be; *out_found false: it was answered. */
KG_MUST_CHECK enum kg_status sitting_find(struct act *act, const struct command *command,
    enum sitting_step step, struct sitting_now *out, bool *out_found);
KG_MUST_CHECK enum kg_status sitting_find_number(
    struct act *act, const char *number, struct sitting_now *out, bool *out_found);
struct sitting_act {
	enum sitting_step step;
	struct kg_time at; /* the true time */
	bool timed;        /* typed */
	const char *reason;
};
/* What was typed as 時刻 and 理由; without a time the likely one of this meeting. A fault by
 * "at". */
void sitting_read(struct act *act, const struct sitting_now *now, const char *at,
    const char *reason, struct sitting_act *out);
/* May the actor do that now? If not he was answered with the next lawful step. */
KG_MUST_CHECK enum kg_status sitting_allows(struct act *act, const struct sitting_now *now,
    const struct sitting_act *what, bool *out_may);
KG_MUST_CHECK enum kg_status sitting_who(
    struct act *act, const struct sitting_now *now, enum sitting_who *out);
/* 議長, 幹事長, 庶務 … of the actor, for the records. */
const char *sitting_capacity(struct act *act, const struct sitting_now *now);
KG_MUST_CHECK enum kg_status sitting_command(
    struct act *act, const struct command *command, enum verb verb);
KG_MUST_CHECK enum kg_status sitting_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status sitting_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status sitting_mark(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status sitting_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);
/* Asked about after the rule's hours. */
KG_MUST_CHECK enum kg_status sitting_watch(struct act *act, const char *number);
/* Every card of it as it stands now; those who have none get one. */
KG_MUST_CHECK enum kg_status sitting_show(struct act *act, const char *number);

/* sitting_attend.c */
KG_MUST_CHECK enum kg_status sitting_attend_command(
    struct act *act, const struct command *command, struct sitting_now *now);
KG_MUST_CHECK enum kg_status sitting_attend_open(
    struct act *act, const struct sitting_now *now);
KG_MUST_CHECK enum kg_status sitting_attend_form(
    struct act *act, const struct dialogue *dialogue, struct sitting_now *now);
/* 「委員3、委員5」 as parts; NULL at the end. */
char **sitting_split(struct act *act, const char *text);

/* sitting_vote.c */
KG_MUST_CHECK enum kg_status sitting_vote_command(
    struct act *act, const struct command *command, struct sitting_now *now);
KG_MUST_CHECK enum kg_status sitting_vote_button(
    struct act *act, struct sitting_now *now, int position);
KG_MUST_CHECK enum kg_status sitting_vote_form(
    struct act *act, const struct dialogue *dialogue, struct sitting_now *now);

/* sitting_result.c */
/* As typed; "" when it is none. */
const char *sitting_result_read(struct act *act, const char *typed);
KG_MUST_CHECK enum kg_status sitting_vote_open(
    struct act *act, const struct sitting_now *now, int position);
const struct meeting_result *sitting_result_of(const struct sitting_now *now, int position);
/* 議案第1号, 1, 審R8-001; NULL: none, and a fault by "item" says so. */
const struct meeting_item *sitting_item_named(
    struct act *act, const struct sitting_now *now, const char *typed);
const char *sitting_result_word(const char *result, enum language l);
/* 可決(異議なし), 否決(賛成3・反対4・棄権0) */
const char *sitting_result_line(
    struct act *act, const struct meeting_result *r, enum language l);

/* sitting_close.c */
KG_MUST_CHECK enum kg_status sitting_close(
    struct act *act, struct sitting_now *now, const struct sitting_act *what);
/* A result that was entered when the meeting was closed already. */
KG_MUST_CHECK enum kg_status sitting_corrected(
    struct act *act, const char *number, int position);

/* sitting_lines.c */
KG_MUST_CHECK enum kg_status sitting_say_command(
    struct act *act, const struct command *command, struct sitting_now *now);
KG_MUST_CHECK enum kg_status sitting_action_command(
    struct act *act, const struct command *command, struct sitting_now *now);
KG_MUST_CHECK enum kg_status sitting_guest_command(
    struct act *act, const struct command *command, struct sitting_now *now);
/* #topic, #info … in a channel whose meeting is open. */
KG_MUST_CHECK enum kg_status sitting_message(struct act *act);
KG_MUST_CHECK enum kg_status sitting_thread(struct act *act, const struct posting *thread);
/* 📝 on what somebody said. */
KG_MUST_CHECK enum kg_status sitting_note(struct act *act);
struct sitting_words { /* a line about to be written */
	int position;
	const char *kind;
	const char *speaker;
	const char *text;
	const char *action;
	const char *source;
	struct kg_time at;
};
KG_MUST_CHECK enum kg_status sitting_add_line(
    struct act *act, const char *number, const struct sitting_words *words);
/* 宿題 of an owner (as worded) until a day ("" none); *out_fault: what is wrong with it. */
struct sitting_task {
	int position;
	const char *owner;
	const char *due;
	const char *text;
	const char *source;
	struct kg_time at;
};
KG_MUST_CHECK enum kg_status sitting_add_task(struct act *act, const struct sitting_now *now,
    const struct sitting_task *task, const char **out_number, const char **out_fault);

/* sitting_card.c */
KG_MUST_CHECK enum kg_status sitting_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
/* 出席7・欠席2(現在数9)。定足数:過半数(既定値)…成立 */
const char *sitting_quorum_line(
    struct act *act, const struct sitting_now *now, enum language l);
const char *sitting_source(const struct rule_value *rule, enum language l);
const char *sitting_rule_word(
    struct act *act, const char *key, const struct rule_value *rule, enum language l);
const char *sitting_refusal(struct act *act, const struct sitting_now *now,
    const struct sitting_act *what, enum sitting_word word);

/* sitting_after.c: 会議記録, a meeting that was held and is entered afterwards. */
KG_MUST_CHECK enum kg_status sitting_after_command(
    struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status sitting_after_form(
    struct act *act, const struct dialogue *dialogue);

#endif
