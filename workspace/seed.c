#include "workspace/seed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"
#include "workspace/jx.h"
#include "workspace/model.h"

static const char small_city[] =
    "{\"team\":{\"id\":\"T0CITY\",\"name\":\"見本市\",\"domain\":\"mihon\"},"
    "\"app\":{\"id\":\"A0KAIGI\",\"bot_user\":\"U0KAIGI\",\"bot_id\":\"B0KAIGI\",\"name\":"
    "\"kaigi\"},"
    "\"users\":[{\"id\":\"U0KAIGI\",\"name\":\"kaigi\",\"real_name\":\"会議\",\"is_bot\":true},"
    "{\"id\":\"U0CHAIR\",\"name\":\"chair\",\"real_name\":\"見本 一郎\"},"
    "{\"id\":\"U0DESK\",\"name\":\"desk\",\"real_name\":\"見本 花子\"}],"
    "\"channels\":[{\"id\":\"C0COUNCIL\",\"name\":\"council\","
    "\"members\":[\"U0KAIGI\",\"U0CHAIR\",\"U0DESK\"]}]}";

json_t *seed_make_user(const json_t *from)
{
	const char *name = jx_text_or(from, "name", "someone");
	const char *real = jx_text_or(from, "real_name", name);
	const char *display = jx_text_or(from, "display_name", real);
	const char *team = jx_text_or(from, "team_id", model_team_id());
	json_t *user = json_object();

	jx_set_text(user, "id", jx_text_or(from, "id", "U0"));
	jx_set_text(user, "team_id", team);
	jx_set_text(user, "name", name);
	jx_set_bool(user, "deleted", jx_true(from, "deleted"));
	jx_set_text(user, "color", jx_text_or(from, "color", "4bbe2e"));
	jx_set_text(user, "real_name", real);
	jx_set_text(user, "tz", jx_text_or(from, "tz", "Asia/Tokyo"));
	jx_set_text(user, "tz_label", "Japan Standard Time");
	jx_set_int(user, "tz_offset", 32400);
	jx_set(user, "profile",
	    jx_pack("{ss ss ss ss ss ss}", "real_name", real, "real_name_normalized", real,
	        "display_name", display, "display_name_normalized", display, "title",
	        jx_text_or(from, "title", ""), "team", team));
	for (const char *const *flag = (const char *const[]){ "is_admin", "is_owner",
	         "is_restricted", "is_ultra_restricted", "is_bot", "is_stranger", NULL };
	     *flag != NULL; flag++) {
		jx_set_bool(user, *flag, jx_true(from, *flag));
	}
	if (!jx_true(from, "is_stranger")) {
		jx_set(user, "is_stranger", NULL);
	}
	jx_set_bool(user, "is_primary_owner", false);
	jx_set_bool(user, "is_app_user", false);
	jx_set_int(user, "updated", model_now().ms / KG_SECOND);
	jx_set_text(user, "locale", jx_text_or(from, "locale", "ja-JP"));
	jx_set(user, "dnd",
	    jx_pack(
	        "{sb si si}", "dnd_enabled", 0, "next_dnd_start_ts", 1, "next_dnd_end_ts", 1));
	return user;
}

json_t *seed_make_channel(const json_t *from, const char *creator)
{
	const char *name = jx_text_or(from, "name", "");
	bool is_private = jx_true(from, "is_private") || jx_true(from, "private");
	bool is_im = jx_true(from, "is_im");
	bool is_mpim = jx_true(from, "is_mpim");
	json_t *members = json_object_get(from, "members");
	json_t *channel = json_object();
	int64_t now = model_now().ms / KG_SECOND;

	jx_set_text(channel, "id", jx_text_or(from, "id", "C0"));
	if (!is_im) {
		jx_set_text(channel, "name", name);
		jx_set_text(channel, "name_normalized", name);
	}
	jx_set_bool(channel, "is_channel", !is_im && !is_mpim && !is_private);
	jx_set_bool(channel, "is_group", !is_im && !is_mpim && is_private);
	jx_set_bool(channel, "is_im", is_im);
	jx_set_bool(channel, "is_mpim", is_mpim);
	jx_set_bool(channel, "is_private", is_private || is_im || is_mpim);
	jx_set_int(channel, "created", now);
	jx_set_text(channel, "creator", jx_text_or(from, "creator", creator));
	jx_set_bool(channel, "is_archived", jx_true(from, "is_archived"));
	jx_set_bool(channel, "is_general", jx_true(from, "is_general"));
	jx_set_bool(channel, "is_shared", false);
	jx_set_bool(channel, "is_ext_shared", jx_true(from, "is_ext_shared"));
	jx_set_bool(channel, "is_org_shared", false);
	jx_set_text(channel, "context_team_id", model_team_id());
	for (const char *const *part = (const char *const[]){ "topic", "purpose", NULL };
	     *part != NULL; part++) {
		jx_set(channel, *part,
		    jx_pack("{ss ss si}", "value", jx_text_or(from, *part, ""), "creator", "",
		        "last_set", 0));
	}
	jx_set(channel, "members", members != NULL ? json_deep_copy(members) : json_array());
	return channel;
}

/* A token of the seed wins, then that of an earlier run, then a random one. */
static void settle_token(json_t *app, const json_t *known, const char *key, const char *prefix)
{
	char random[RANDOM_KEY_HEX + 1];
	char token[80];

	if (jx_text(app, key) != NULL) {
		return;
	}
	if (jx_text(known, key) != NULL) {
		jx_set_text(app, key, jx_text(known, key));
		return;
	}
	random_key(random);
	(void)snprintf(token, sizeof(token), "%s-1-KAIGI-%s", prefix, random);
	jx_set_text(app, key, token);
}

static enum kg_status write_token(
    const char *directory, const char *name, const char *token, struct kg_error *err)
{
	char path[4096];
	int fd;
	bool written;

	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
	written = fd >= 0 && write(fd, token, strlen(token)) == (ssize_t)strlen(token) &&
	          write(fd, "\n", 1) == 1;
	if (fd >= 0) {
		(void)close(fd);
	}
	if (!written) {
		kg_error_set(err, "%s: cannot write", path);
	}
	return written ? KG_OK : KG_IO;
}

static json_t *read_json(const char *path, struct kg_error *err)
{
	json_error_t fault;
	json_t *root = path != NULL ? json_load_file(path, JSON_REJECT_DUPLICATES, &fault)
	                            : json_loads(small_city, 0, &fault);

	if (root == NULL) {
		kg_error_set(err, "%s:%d:%d: %s", path != NULL ? path : "(built-in seed)",
		    fault.line, fault.column, fault.text);
	}
	return root;
}

static json_t *make_app(const json_t *root, const json_t *known)
{
	const json_t *given = json_object_get(root, "app");
	json_t *app = json_object();

	if (known != NULL) {
		(void)json_object_update(app, (json_t *)(uintptr_t)known);
	}
	if (given != NULL) {
		(void)json_object_update(app, (json_t *)(uintptr_t)given);
	}
	for (const char *const *pair = (const char *const[]){ "id", "A0KAIGI", "bot_user",
	         "U0KAIGI", "bot_id", "B0KAIGI", "name", "kaigi", "state", "on", NULL };
	     *pair != NULL; pair += 2) {
		jx_set_text(app, pair[0], jx_text_or(app, pair[0], pair[1]));
	}
	settle_token(app, known, "bot_token", "xoxb");
	settle_token(app, known, "app_token", "xapp");
	return app;
}

static void make_people(const json_t *root, struct seed *out)
{
	const char *bot = jx_text(out->app, "bot_user");
	json_t *from;
	size_t i;

	out->users = json_object();
	json_array_foreach(json_object_get(root, "users"), i, from)
	{
		json_t *whole = json_deep_copy(from);
		json_t *user;

		if (jx_text(whole, "team_id") == NULL) {
			jx_set_text(whole, "team_id", jx_text_or(out->team, "id", ""));
		}
		user = seed_make_user(whole);
		json_decref(whole);
		if (jx_same(user, "id", bot)) {
			jx_set_bool(user, "is_bot", true);
		}
		jx_set(out->users, jx_text(user, "id"), user);
	}
	if (json_object_get(out->users, bot) == NULL) {
		json_t *made =
		    jx_pack("{ss ss sb ss}", "id", bot, "name", jx_text(out->app, "name"),
		        "is_bot", 1, "team_id", jx_text_or(out->team, "id", ""));

		jx_set(out->users, bot, seed_make_user(made));
		json_decref(made);
	}
	out->channels = json_array();
	json_array_foreach(json_object_get(root, "channels"), i, from)
	{
		json_t *channel = seed_make_channel(from, bot);

		jx_set_text(channel, "context_team_id", jx_text_or(out->team, "id", ""));
		jx_push(out->channels, channel);
	}
}

enum kg_status seed_read(const char *path, const char *directory, const json_t *known_app,
    struct seed *out, struct kg_error *err)
{
	json_t *root = read_json(path, err);
	enum kg_status status;

	if (root == NULL) {
		return KG_INVALID;
	}
	out->team = json_deep_copy(json_object_get(root, "team"));
	if (jx_text(out->team, "id") == NULL) {
		kg_error_set(err, "%s: no team.id", path);
		json_decref(root);
		return KG_INVALID;
	}
	jx_set_text(out->team, "domain", jx_text_or(out->team, "domain", "city"));
	jx_set_text(out->team, "name", jx_text_or(out->team, "name", "city"));
	out->app = make_app(root, known_app);
	make_people(root, out);
	json_decref(root);
	status = write_token(directory, "bot-token", jx_text(out->app, "bot_token"), err);
	return status == KG_OK
	           ? write_token(directory, "app-token", jx_text(out->app, "app_token"), err)
	           : status;
}
