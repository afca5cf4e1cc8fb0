#ifndef KAIGI_WORKSPACE_JOURNAL_H
#define KAIGI_WORKSPACE_JOURNAL_H

/*
 * What was delivered, acknowledged, called and answered, in order, for the control interface.
 * An entry is
 * {"n":N,"at":ms,"real":ms,"what":"sent"|"ack"|…,…}; the last ten thousand are kept.
 */

#include <jansson.h>
#include <stdint.h>

void journal_add(const char *what, json_t *entry); /* takes entry */
json_t *journal_since(int64_t since);              /* the answer of /control/log */
void journal_finish(void);

#endif
