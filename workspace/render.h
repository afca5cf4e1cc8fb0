#ifndef KAIGI_WORKSPACE_RENDER_H
#define KAIGI_WORKSPACE_RENDER_H

/* Stored documents as they are shown: to the app as Slack words them, or to the page. New
 * references. */

#include <stdbool.h>

#include "workspace/model.h"

enum render_for { RENDER_APP, RENDER_APP_METADATA, RENDER_PAGE };

json_t *render_message(const json_t *message, enum render_for whom);
json_t *render_file(const json_t *file);
json_t *render_channel(const struct channel *channel, enum render_for whom);
json_t *render_user(const json_t *user, enum render_for whom);

/* Files' addresses follow the way by which the app came last. */
void render_over_tls(bool secure);
bool render_is_over_tls(void);

#endif
