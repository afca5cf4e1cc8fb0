#ifndef KAIGI_WORKSPACE_EVENTS_H
#define KAIGI_WORKSPACE_EVENTS_H

/*
 * Events to the app. Each is sent only if the app subscribed to it, has its scope and, for a
 * channel's events, its bot is a member. The event's fields are given without type and
 * event_ts.
 */

#include <jansson.h>

#include "workspace/model.h"

/* name as in the manifest ("message" for all four kinds). Channel NULL: not about one. Takes
 * event. */
void events_send(const char *name, const struct channel *channel, json_t *event);

/* The same, even if the bot has just left the channel (channel_left). */
void events_send_anyway(const char *name, const struct channel *channel, json_t *event);

#endif
