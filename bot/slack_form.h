#ifndef KAIGI_BOT_SLACK_FORM_H
#define KAIGI_BOT_SLACK_FORM_H

/* application/x-www-form-urlencoded: the one encoding that every Slack method takes. */

#include <stdbool.h>

#include <jansson.h>

#include "base/buf.h"

void slack_form_add(
    struct buf *form, const char *name, const char *value); /* NULL value: nothing */
void slack_form_flag(struct buf *form, const char *name, bool value);
void slack_form_json(struct buf *form, const char *name, const json_t *value);

#endif
