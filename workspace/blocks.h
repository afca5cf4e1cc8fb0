#ifndef KAIGI_WORKSPACE_BLOCKS_H
#define KAIGI_WORKSPACE_BLOCKS_H

/* Block Kit: Slack's limits, and its way of filling in what was left out. */

#include <jansson.h>
#include <stdbool.h>

enum blocks_surface { BLOCKS_MESSAGE, BLOCKS_MODAL, BLOCKS_HOME };

/* Appends "[ERROR] … [json-pointer:/blocks/0/…]" for every fault found; true when there was
 * none. */
bool blocks_check(const json_t *blocks, enum blocks_surface surface, json_t *messages);
/* The same for a whole view (title, submit, blocks …). */
bool blocks_check_view(const json_t *view, json_t *messages);

/* Invents block_ids and action_ids, fills in emoji and verbatim; in place. */
void blocks_normalize(json_t *blocks);

#endif
