#ifndef KAIGI_WORKSPACE_VIEW_H
#define KAIGI_WORKSPACE_VIEW_H

/*
 * Modals and Home tabs: per person a stack of at most three modals and one Home. Modals do not
 * outlive the process, Homes do. Views are given out borrowed; errors are Slack's names.
 */

#include <jansson.h>
#include <stdbool.h>

/* Triggers: 3 s of real time, one use. view_id: the modal it came from, or NULL. */
const char *view_new_trigger(const char *user, const char *view_id, char out[64]);
/* out_view_id stays valid until the next call. */
const char *view_take_trigger(
    const char *text, const char **out_user, const char **out_view_id);

/* Checks a given view (an object, or text that did not parse); messages gets details. */
const char *view_check(const json_t *given, const char *type, json_t *messages);

json_t *view_open(const char *user, const json_t *given); /* a fresh stack */
const char *view_push(const char *user, const json_t *given, json_t **out_view);
void view_update(json_t *view, const json_t *given);
json_t *view_publish(const char *user, const json_t *given);
void view_close(const json_t *view); /* it and what lies on it */
void view_clear(const char *user);

json_t *view_find(const char *id);
json_t *view_find_external(const char *external_id);
json_t *view_top(const char *user);      /* NULL: none open */
json_t *view_home(const char *user);     /* NULL: never published */
json_t *view_stack(const char *user);    /* new array of rendered views, bottom first */
json_t *view_render(const json_t *view); /* new */
const char *view_user(const json_t *view);

/*
 * Takes what a person typed into view.state; missing parts keep their initial values. Returns
 * what a client would complain about, as a new object {block_id: text}, empty when nothing.
 */
json_t *view_fill(json_t *view, const json_t *values);

void view_start(void);
void view_finish(void);

#endif
