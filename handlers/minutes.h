#ifndef KAIGI_HANDLERS_MINUTES_H
#define KAIGI_HANDLERS_MINUTES_H

/*
 * 議事録: made when a meeting closes, out of what is on record up to that entry; commented on
 * by those who sit in the body; confirmed by who presided (議長, 幹事長, or who holds the post
 * now). A correction is a new version with its reason; every version can be made again from the
 * record to the same bytes. Private to handlers/.
 */

#include "handlers/desk.h"
#include "handlers/grammar.h"
#include "handlers/minutes_law.h"

#define POST_MINUTES "minutes.card"        /* in the body's channel */
#define POST_MINUTES_ASK "minutes.confirm" /* to who confirms them */

/* minutes.c */
/* The first version, when the meeting has closed (after meeting.closed): recorded, posted,
 * asked to be confirmed, its clock started, those with 宿題 told. */
KG_MUST_CHECK enum kg_status minutes_make(struct act *act, const char *number);
/* Another version, out of what is on record now. */
KG_MUST_CHECK enum kg_status minutes_correct(
    struct act *act, const char *number, const char *reason);
/* What a closed meeting's minutes tell was corrected: another version by itself, and who
 * confirms is asked anew. Without minutes yet: nothing. */
KG_MUST_CHECK enum kg_status minutes_follow(
    struct act *act, const char *number, const char *reason);
/* KG_NOT_FOUND: there is no such version. */
KG_MUST_CHECK enum kg_status minutes_version(
    struct act *act, const char *number, int version, struct meeting_minutes *out);
KG_MUST_CHECK enum kg_status minutes_collect(struct act *act, const char *number,
    const struct meeting_minutes *of, struct minutes_values *out);
/* The page of a version, made anew from the record and kept; `confirmed`: the copy that names
 * who confirmed it. *out_sha256: of what was made. */
KG_MUST_CHECK enum kg_status minutes_page(
    struct act *act, const struct minutes_values *values, const char **out_sha256);
const char *minutes_file_name(struct act *act, const struct minutes_values *values);
KG_MUST_CHECK enum kg_status minutes_comment(
    struct act *act, const char *number, const char *text);
KG_MUST_CHECK enum kg_status minutes_confirm(struct act *act, const char *number);
/* NULL: nobody can. */
KG_MUST_CHECK enum kg_status minutes_confirmer(struct act *act, const struct meeting *m,
    const char **out_person, const char **out_capacity);
KG_MUST_CHECK enum kg_status minutes_mark(struct act *act, const struct posting *posting);
KG_MUST_CHECK enum kg_status minutes_message(struct act *act, const struct posting *thread);
KG_MUST_CHECK enum kg_status minutes_timer(
    struct act *act, const char *kind, const char *matter, const char *detail);

/* minutes_show.c */
KG_MUST_CHECK enum kg_status minutes_command(struct act *act, const struct command *command);
KG_MUST_CHECK enum kg_status minutes_button(
    struct act *act, const char *action, const char *value);
KG_MUST_CHECK enum kg_status minutes_form(struct act *act, const struct dialogue *dialogue);
KG_MUST_CHECK enum kg_status minutes_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out);
/* 【管理会議・議事録 招R8-003】 */
const char *minutes_head(struct act *act, const struct meeting *m, enum language l);

#endif
