#ifndef KAIGI_WORKSPACE_SEED_H
#define KAIGI_WORKSPACE_SEED_H

/*
 * The seed: who and what there is at the first start. JSON: {"team":{id,name,domain},
 * "app":{id,bot_user,bot_id,name,bot_token?,app_token?},
 * "users":[{id,name,real_name,display_name,is_bot,
 * is_restricted,is_ultra_restricted,team_id?,color,tz}],
 * "channels":[{id,name,is_private,members:[…]}]}. Without a seed there is a small made-up city.
 */

#include <jansson.h>

#include "base/status.h"

struct seed {
	json_t *team;
	json_t *app;
	json_t *users;    /* object by id, whole user objects */
	json_t *channels; /* array of whole channel objects */
};

/* known_app: the app as stored by an earlier run, or NULL; its tokens are kept. The caller owns
 * out's parts. */
KG_MUST_CHECK enum kg_status seed_read(const char *path, const char *directory,
    const json_t *known_app, struct seed *out, struct kg_error *err);

/* Whole documents from a few fields; new references. */
json_t *seed_make_user(const json_t *from);
json_t *seed_make_channel(const json_t *from, const char *creator);

#endif
