#ifndef KAIGI_BOT_ALARM_H
#define KAIGI_BOT_ALARM_H

/*
 * What an operator must know: always on stderr, and in the alarm channel when there is one. One
 * and the same alarm goes into the channel once in ten minutes at most and into the log once a
 * minute; a later line, or the end, says how often it came again (repeated=N).
 */

#include "bot/adapter.h"
#include "config/settings.h"

struct alarm_desk;

struct alarm_desk *alarm_create(void);
void alarm_destroy(struct alarm_desk *desk); /* NULL is fine */

/* Alarms go into this channel from now on. `post` sends a plain text at once. */
void alarm_bind(struct alarm_desk *desk, struct adapter *adapter, const char *channel,
    enum language language,
    void (*post)(struct adapter *adapter, const char *channel, const char *text));
void alarm_unbind(struct alarm_desk *desk); /* the adapter is about to end */

/* `line` is key=value pairs that begin with alarm=WORD. */
void alarm_raise(struct alarm_desk *desk, const char *line);

#endif
