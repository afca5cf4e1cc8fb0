#ifndef KAIGI_HANDLERS_INCIDENT_H
#define KAIGI_HANDLERS_INCIDENT_H

/*
 * Incidents (article 5): reported by anybody in a form, taken up by 庶務 (or, when nobody does,
 * by the next one who is called), recognised, told to CISO and chair, with the clocks that the
 * facts start. What is said of one in a channel is incident_announce.h's; everything else
 * goes to persons.
 *
 *   reported ──受付──▶ received ──認定──▶ recognised
 *
 * Three things are apart: whether a filing is owed (該当・未判定・非該当, by clock_law), how
 * grave it is (severity: whom to tell), and whether it goes on (進行中: how fast). Private to
 * handlers/.
 */

#include "handlers/clock_law.h"
#include "handlers/desk.h"
#include "handlers/grammar.h"
#include "store/incidents.h"

#define POST_INCIDENT_CARD "incident.card" /* to who may take it up */
#define POST_INCIDENT_TOLD "incident.told" /* to CISO and chair */

/* incident_report.c */
KG_MUST_CHECK enum kg_status incident_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status incident_report_form(
    struct act *act, const struct dialogue *dialogue);

/* What follows the first entry of an incident: its facts, 庶務, judgement, the time to take it
 * up, clocks. */
KG_MUST_CHECK enum kg_status incident_opened(
    struct act *act, const char *number, const char *facts, struct kg_time noticed);

/* incident.c */
/* 庶務, 議長 … as the record names it. */
const char *incident_capacity(const struct act *act);
bool incident_is(const struct incident *i, const char *state);
/* May read it, as somebody in charge or as who reported it or was told. */
bool incident_may_see(const struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status incident_button(
    struct act *act, const char *action, const char *value);
/* 事故 事R8-001 終結: what the buttons do, by words. */
KG_MUST_CHECK enum kg_status incident_word_on(
    struct act *act, const char *number, const char *word);
KG_MUST_CHECK enum kg_status incident_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status incident_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);
/* Posts its card to a person on each account of his. */
KG_MUST_CHECK enum kg_status incident_send(struct act *act, const struct incident *i,
    const char *person, const char *kind, enum outbox_priority priority);
KG_MUST_CHECK enum kg_status incident_redraw(struct act *act, const struct incident *i);
/* To who reported it, on the roster or not. */
KG_MUST_CHECK enum kg_status incident_tell_reporter(
    struct act *act, const struct incident *i, const char *ja_text);

/* incident_clocks.c */
/* Never NULL; without rows when none are configured. */
const struct clocks *incident_table(const struct act *act);
/* What is owed by all versions of the facts; none without configured clocks. */
void incident_duties(
    struct act *act, const struct incident *i, struct clock_duty **out, size_t *out_count);
/* incident_facts.c */
KG_MUST_CHECK enum kg_status incident_add_facts(struct act *act, const struct incident *i,
    const char *lines, struct kg_time known, const char *capacity);
/* incident_report.c: what a person typed of residents is a fault by that field. */
void incident_check_text(struct act *act, const char *key);
/* incident_close.c */
KG_MUST_CHECK enum kg_status incident_ask_close(struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status incident_take_close(
    struct act *act, struct incident *i, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status incident_ask_reopen(struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status incident_take_reopen(
    struct act *act, struct incident *i, const struct dialogue *dialogue);
void incident_add_end(
    struct act *act, const struct incident *i, enum language l, struct card *card);
/* 事故 集計 令和8年11月: by department and cause. */
KG_MUST_CHECK enum kg_status incident_sums_show(struct act *act, const char *typed);
/* incident_council.c: 事故 事R8-001 持ち回り, 事故 事R8-001 招集 */
KG_MUST_CHECK enum kg_status incident_circulate(struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status incident_convene(struct act *act, const struct incident *i);
/* incident_clocks.c */
/* 個人情報保護委員会 への速報(…) */
const char *incident_filing_name(struct act *act, const struct clock_row *row, enum language l);
/* 目安 12月5日(土); `due` is set. */
const char *incident_due_word(struct act *act, const struct clock_row *row,
    const struct clock_due *due, enum language l);
/* Neither ruled out nor met. */
bool incident_is_live(const struct incident *i, const struct clock_duty *duty);
/* Warnings and due dates as timers, anew. */
KG_MUST_CHECK enum kg_status incident_arm(struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status incident_warn(
    struct act *act, const struct incident *i, const char *filing, bool is_over);
KG_MUST_CHECK enum kg_status incident_ask_facts(struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status incident_take_facts(
    struct act *act, const struct incident *i, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status incident_ask_ruling(struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status incident_take_ruling(
    struct act *act, const struct incident *i, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status incident_ask_filed(struct act *act, const struct incident *i);
KG_MUST_CHECK enum kg_status incident_take_filed(
    struct act *act, const struct incident *i, const struct dialogue *dialogue);
/* To the posts of 行政情報課: is it to be filed? By the end of the working day, at night by
 * noon of the next one. */
KG_MUST_CHECK enum kg_status incident_ask_judgement(struct act *act, const struct incident *i);
/* The time for it has come, and something is open still. */
KG_MUST_CHECK enum kg_status incident_judgement_due(struct act *act, const struct incident *i);
/* 期限 事R8-001 */
KG_MUST_CHECK enum kg_status incident_clocks(struct act *act, const char *number);

/* incident_card.c */
KG_MUST_CHECK enum kg_status incident_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
void incident_card(struct act *act, const struct incident *i, const char *kind,
    const char *person, enum language l, struct card *card);
KG_MUST_CHECK enum kg_status incident_show(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status incident_story(struct act *act, const char *number);
KG_MUST_CHECK enum kg_status incident_rows(
    struct act *act, struct card *card, size_t *out_count);
/* The words of a choice of the report; the options of one of its fields. */
enum incident_list { LIST_MEDIUM, LIST_WORK, LIST_HARM, LIST_ANSWER };
const char *incident_word(enum incident_list list, const char *value, enum language l);
void incident_options(struct act *act, enum incident_list list, struct field *field);

#endif
