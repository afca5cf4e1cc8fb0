#ifndef KAIGI_WORKSPACE_MANIFEST_H
#define KAIGI_WORKSPACE_MANIFEST_H

/*
 * What the workspace needs of the app's manifest (YAML or JSON):
 * {"commands":[{command,description, usage_hint,should_escape}],
 * "shortcuts":[{name,type,callback_id,description}], "scopes":[…], "events":[…], "home":bool,
 * "messages":bool, "interactive":bool, "socket_mode":bool}.
 */

#include <jansson.h>

#include "base/status.h"

KG_MUST_CHECK enum kg_status manifest_read(
    const char *path, json_t **out_manifest, struct kg_error *err);

#endif
