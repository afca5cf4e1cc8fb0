#ifndef KAIGI_HANDLERS_INCIDENT_ANNOUNCE_H
#define KAIGI_HANDLERS_INCIDENT_ANNOUNCE_H

/*
 * What is said of a recognised incident where those who deal with it are (article 5): one
 * pinned card, drawn anew on each change, and a word on recognition, level, 進行中, 終結 and
 * 再開. Neither holds who reported it, what he wrote, or who has not answered. Private to
 * handlers/.
 */

#include "handlers/incident.h"

#define POST_INCIDENT_PINNED "incident.pinned" /* the card */
#define POST_INCIDENT_NEWS "incident.news"     /* a word, once */

/* Where an incident is announced: the workspaces' channels with the role `incident`. */
KG_MUST_CHECK enum kg_status incident_channels(
    struct act *act, const struct incident *i, struct address **out, size_t *out_count);
/* 【事故 事R8-001・レベル3】 */
const char *incident_head(struct act *act, const struct incident *i, enum language l);

/* Each posts the pinned card where there is none yet. An incident that was never recognised is
 * not announced. */
KG_MUST_CHECK enum kg_status announce_recognised(struct act *act, const struct incident *i);
/* `before` is the incident as it was; nothing is said of what did not change. */
KG_MUST_CHECK enum kg_status announce_graded(
    struct act *act, const struct incident *before, const struct incident *i);
/* 終結 or 再開, as it is by now. */
KG_MUST_CHECK enum kg_status announce_end(struct act *act, const struct incident *i);
void announce_card(
    struct act *act, const struct incident *i, enum language l, struct card *card);
/* A pinned card that somebody deleted is posted again. */
KG_MUST_CHECK enum kg_status announce_deleted(struct act *act, const struct posting *posting);

#endif
