#ifndef KAIGI_HANDLERS_CISO_H
#define KAIGI_HANDLERS_CISO_H

/*
 * Reports on an incident to the CISO (article 5): written by who may recognise it, read once
 * more, sent as 第n報 with the hash of what was sent, to the CISO and the registered deputy.
 * A sent one is never changed: what was wrong in it stands right in the next.
 *
 *   drafted ──送信──▶ sent ──(ack_minutes)── 庶務 telephones … ──受領──▶ received
 *                       └──(next report due)── reminded before, told when it is past
 *
 * 受領 is that of who holds one of the two posts, for himself, or 庶務's record that he was
 * told by telephone himself. No word of it goes to a channel. Private to handlers/.
 */

#include "handlers/incident.h"
#include "store/ciso.h"

#define POST_CISO_REPORT "ciso.report" /* to CISO and deputy; round: which report */

/* ciso.c */
/* 事故 事R8-001 報告 · 報告書 · 報告受領; out_taken false: it was none of these.
 * KG_NOT_FOUND: there is none that he may see. */
KG_MUST_CHECK enum kg_status ciso_command(
    struct act *act, const char *number, const struct command *command, bool *out_taken);
KG_MUST_CHECK enum kg_status ciso_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status ciso_form(struct act *act, const struct dialogue *dialogue);

/* ciso_after.c */
/* Everybody who holds one of the posts now is sent `report`; its times are set. */
KG_MUST_CHECK enum kg_status ciso_sent_off(
    struct act *act, const struct incident *i, const struct ciso_report *report);
KG_MUST_CHECK enum kg_status ciso_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);
/* A report that the network did not take: 庶務 is told at once. */
KG_MUST_CHECK enum kg_status ciso_undelivered(
    struct act *act, const struct outbox_row *row, const struct posting *posting);

/* ciso_answer.c */
/* ciso, deputy_ciso; NULL: the person holds neither now. */
KG_MUST_CHECK enum kg_status ciso_office_of(
    struct act *act, const char *person, const char **out);
KG_MUST_CHECK enum kg_status ciso_receive(
    struct act *act, const struct incident *i, int ordinal, const char *means);
KG_MUST_CHECK enum kg_status ciso_mark(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status ciso_marks(struct act *act, const struct posting *posting);
/* The marks of reports that wait for 受領 are read. */
KG_MUST_CHECK enum kg_status ciso_read_back(struct act *act);
KG_MUST_CHECK enum kg_status ciso_ask_call(
    struct act *act, const struct incident *i, int ordinal);
KG_MUST_CHECK enum kg_status ciso_take_call(
    struct act *act, const struct incident *i, const struct dialogue *dialogue);

/* ciso_card.c */
/* The text that is frozen; its hash is SHA-256 of exactly this. */
const char *ciso_text(struct act *act, const struct ciso_report *report);
void ciso_add_text(
    struct act *act, const struct ciso_report *report, enum language l, struct card *card);
KG_MUST_CHECK enum kg_status ciso_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
/* The newest that was sent. KG_NOT_FOUND: none was. */
KG_MUST_CHECK enum kg_status ciso_newest(
    struct act *act, const char *number, struct ciso_report *out);
/* Has the CISO or the deputy received it? */
KG_MUST_CHECK enum kg_status ciso_is_received(
    struct act *act, const struct ciso_report *report, bool *out);
/* On the incident's page: every number, its 受領 and the next one due. 未受領 stands before
 * 庶務, 窓口担当 and who recognised the incident alone. */
KG_MUST_CHECK enum kg_status ciso_show(
    struct act *act, const struct incident *i, enum language l, struct card *card);
/* Every report whole, with its hash. */
KG_MUST_CHECK enum kg_status ciso_show_all(struct act *act, const struct incident *i);

#endif
