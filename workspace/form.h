#ifndef KAIGI_WORKSPACE_FORM_H
#define KAIGI_WORKSPACE_FORM_H

/* The state of input elements, in Slack's shape of view.state.values. */

#include <jansson.h>

/*
 * For each element of blocks: what `given` has for it, else what `old` has, else its initial
 * value. Given options need only their value, given files only their id. Errors gets {block_id:
 * text} for what a client would not let pass. New object.
 */
json_t *form_values(
    const json_t *blocks, const json_t *old, const json_t *given, json_t *errors);

#endif
