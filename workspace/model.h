#ifndef KAIGI_WORKSPACE_MODEL_H
#define KAIGI_WORKSPACE_MODEL_H

/*
 * The state of the workspace: people, channels, messages, files, the app. Documents have
 * Slack's shape (fields beginning with "_" are ours and never leave). The model knows no rights
 * and sends no events: change.c does. Everything given out is borrowed.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/time.h"

enum { MODEL_TS_SIZE = 32, MODEL_ID_SIZE = 40 };

struct channel {
	const char *id; /* points into document */
	json_t *document;
	json_t **messages; /* by ts */
	size_t count;
	size_t room;
};

enum kg_status model_open(const char *directory, const char *seed_path,
    const char *manifest_path, struct kg_error *err) KG_MUST_CHECK;
void model_commit(void); /* at the end of each turn */
void model_close(void);

/* Time: the test clock, plus a skew that a fault sets. A ts is unique and increasing over
 * restarts. */
struct kg_time model_now(void);
void model_set_skew(int64_t ms);
const char *model_next_ts(char out[MODEL_TS_SIZE]);

/* "C" + digits, counted and so readable; random ones for what a bot remembers for ever. */
const char *model_count_id(const char *prefix, char out[MODEL_ID_SIZE]);
const char *model_random_id(const char *prefix, char out[MODEL_ID_SIZE]);

const char *model_directory(void);
const json_t *model_manifest(void); /* commands, shortcuts, scopes, events, settings */

/* The app: id, bot_user, bot_id, bot_token, app_token, scopes, state ("on" and so on). */
json_t *model_app(void);
void model_save_app(void);
const char *model_bot(void);
bool model_app_has_scope(const char *scope); /* NULL and "": always */
const json_t *model_team(void);              /* id, name, domain */
const char *model_team_id(void);

json_t *model_users(void); /* object by id */
json_t *model_user(const char *id);
void model_save_user(const char *id);

struct channel *model_channel(const char *id);
struct channel *model_channel_named(const char *name); /* not IMs */
struct channel *model_channel_at(size_t place);        /* NULL behind the last */
struct channel *model_add_channel(json_t *document);   /* takes document */
void model_save_channel(struct channel *channel);
void model_rename_channel_id(struct channel *channel, const char *id);
bool model_is_member(const struct channel *channel, const char *user);
const char *model_kind(const struct channel *channel); /* channel, group, im, mpim */

json_t *model_message(const struct channel *channel, const char *ts);
size_t model_place(const struct channel *channel, const char *ts); /* first with ts >= */
json_t *model_add_message(
    struct channel *channel, json_t *message); /* takes message, which has ts */
void model_save_message(struct channel *channel, const json_t *message);
void model_remove_message(struct channel *channel, const char *ts);

json_t *model_file(const char *id);
json_t *model_files(void);         /* object by id */
void model_add_file(json_t *file); /* takes file, which has id */
void model_save_file(const char *id);

json_t *model_emoji(void); /* object: custom name → URL or alias */
void model_save_emoji(void);

/* The numbering of page pushes. */
int64_t model_next_seq(void);
int64_t model_seq(void);

#endif
