#ifndef KAIGI_HANDLERS_NAMED_H
#define KAIGI_HANDLERS_NAMED_H

/*
 * Posts, persons and days as people type them. 委員4, the post as worded in article 2 (〔〕,
 * (),
 * () are one), CISO, 庶務; a name, an account's id, or a seat for who holds it now. A display
 * name plays no part. Private to handlers/.
 */

#include "handlers/dates.h"
#include "handlers/desk.h"

#define OFFICE_VICE_CHIEF "vice_chief" /* 副幹事長: nominated, no seat of the charter */

/* The council's seat or the office; NULL: the charter has no such seat and kaigi no such
 * office.
 */
const char *named_office(struct act *act, const char *typed);
/* The same by the words of the charter of that day first, then of its other versions. */
const char *named_office_at(struct act *act, const char *typed, struct kg_time at);
/* An office that is no seat: only one person at a time may hold it. */
bool named_is_single(const char *office);
const char *named_office_word(struct act *act, const char *office, enum language l);
/* NULL: nobody on the roster, or more than one by this name. */
KG_MUST_CHECK enum kg_status named_person(
    struct act *act, const char *typed, const char **out_person);
/* 「職名 氏名」 */
const char *named_full(struct act *act, const char *person, enum language l);
/* One end of a period. A day without an hour is its beginning, or for the end that whole day:
 * 3月31日 ends at 0:00 of 1 April. The past is taken as well. */
KG_MUST_CHECK enum kg_status named_edge(struct act *act, const char *typed, bool end,
    struct kg_time *out, struct dates_fault *out_fault);
/* 「12月1日(火) 9:00から12月1日(火) 17:00まで」 */
const char *named_period(
    struct act *act, struct kg_time from, struct kg_time to, enum language l);

#endif
