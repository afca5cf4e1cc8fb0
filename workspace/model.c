#include "workspace/model.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "workspace/jx.h"
#include "workspace/manifest.h"
#include "workspace/seed.h"
#include "workspace/store.h"

static struct {
	char directory[4000];
	json_t *manifest;
	json_t *team;
	json_t *app;
	json_t *users;
	json_t *files;
	json_t *emoji;
	struct channel **channels;
	size_t channel_count;
	int64_t last_us;
	int64_t seq;
	int64_t counter;
	int64_t skew_ms;
	bool counted;
} model;

struct kg_time model_now(void)
{
	return kg_time_add(clock_now(), model.skew_ms);
}

void model_set_skew(int64_t ms)
{
	model.skew_ms = ms;
}

const char *model_next_ts(char out[MODEL_TS_SIZE])
{
	int64_t us = model_now().ms * 1000;

	model.last_us = us > model.last_us ? us : model.last_us + 1;
	model.counted = true;
	(void)snprintf(out, MODEL_TS_SIZE, "%" PRId64 ".%06" PRId64, model.last_us / 1000000,
	    model.last_us % 1000000);
	return out;
}

const char *model_count_id(const char *prefix, char out[MODEL_ID_SIZE])
{
	static const char digits[] = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ";
	int64_t number = ++model.counter;
	char text[8] = "0000000";

	for (int i = 6; i >= 0 && number > 0; i--) {
		text[i] = digits[number % 32];
		number /= 32;
	}
	model.counted = true;
	(void)snprintf(out, MODEL_ID_SIZE, "%s0K%s", prefix, text);
	return out;
}

const char *model_random_id(const char *prefix, char out[MODEL_ID_SIZE])
{
	char key[RANDOM_KEY_HEX + 1];

	random_key(key);
	for (char *c = key; *c != '\0'; c++) {
		*c = (char)toupper((unsigned char)*c);
	}
	(void)snprintf(out, MODEL_ID_SIZE, "%s%.16s", prefix, key);
	return out;
}

const char *model_directory(void)
{
	return model.directory;
}

const json_t *model_manifest(void)
{
	return model.manifest;
}

json_t *model_app(void)
{
	return model.app;
}

void model_save_app(void)
{
	store_put("app", "app", model.app);
}

const char *model_bot(void)
{
	return jx_text_or(model.app, "bot_user", "");
}

bool model_app_has_scope(const char *scope)
{
	return scope == NULL || *scope == '\0' ||
	       jx_find(json_object_get(model.app, "scopes"), scope) >= 0;
}

const json_t *model_team(void)
{
	return model.team;
}

const char *model_team_id(void)
{
	return jx_text_or(model.team, "id", "");
}

json_t *model_users(void)
{
	return model.users;
}

json_t *model_user(const char *id)
{
	return id == NULL ? NULL : json_object_get(model.users, id);
}

void model_save_user(const char *id)
{
	store_put("user", id, model_user(id));
}

struct channel *model_channel(const char *id)
{
	for (size_t i = 0; id != NULL && i < model.channel_count; i++) {
		if (strcmp(model.channels[i]->id, id) == 0) {
			return model.channels[i];
		}
	}
	return NULL;
}

struct channel *model_channel_named(const char *name)
{
	for (size_t i = 0; i < model.channel_count; i++) {
		const json_t *document = model.channels[i]->document;

		if (jx_same(document, "name", name) && !jx_true(document, "is_im") &&
		    !jx_true(document, "is_mpim")) {
			return model.channels[i];
		}
	}
	return NULL;
}

struct channel *model_channel_at(size_t place)
{
	return place < model.channel_count ? model.channels[place] : NULL;
}

static struct channel *keep_channel(json_t *document)
{
	struct channel *channel = mem_alloc(sizeof(*channel));

	channel->document = document;
	channel->id = jx_text(document, "id");
	model.channels =
	    mem_realloc(model.channels, (model.channel_count + 1) * sizeof(struct channel *));
	model.channels[model.channel_count++] = channel;
	return channel;
}

struct channel *model_add_channel(json_t *document)
{
	struct channel *channel = keep_channel(document);

	model_save_channel(channel);
	return channel;
}

void model_save_channel(struct channel *channel)
{
	store_put("channel", channel->id, channel->document);
}

void model_rename_channel_id(struct channel *channel, const char *id)
{
	store_drop("channel", channel->id);
	for (size_t i = 0; i < channel->count; i++) {
		store_drop_message(channel->id, jx_text(channel->messages[i], "ts"));
	}
	jx_set_text(channel->document, "id", id);
	channel->id = jx_text(channel->document, "id");
	for (size_t i = 0; i < channel->count; i++) {
		model_save_message(channel, channel->messages[i]);
	}
	model_save_channel(channel);
}

bool model_is_member(const struct channel *channel, const char *user)
{
	return jx_find(json_object_get(channel->document, "members"), user) >= 0;
}

const char *model_kind(const struct channel *channel)
{
	const json_t *document = channel->document;

	if (jx_true(document, "is_im")) {
		return "im";
	}
	if (jx_true(document, "is_mpim")) {
		return "mpim";
	}
	return jx_true(document, "is_private") ? "group" : "channel";
}

/* Seconds have ten digits from 2001 to 2286, so that texts sort as times do. */
size_t model_place(const struct channel *channel, const char *ts)
{
	size_t low = 0;
	size_t high = channel->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(jx_text(channel->messages[middle], "ts"), ts) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

json_t *model_message(const struct channel *channel, const char *ts)
{
	size_t place = ts != NULL ? model_place(channel, ts) : channel->count;

	if (place < channel->count && jx_same(channel->messages[place], "ts", ts)) {
		return channel->messages[place];
	}
	return NULL;
}

static json_t *keep_message(struct channel *channel, json_t *message)
{
	size_t place = model_place(channel, jx_text(message, "ts"));

	if (channel->count == channel->room) {
		channel->room = channel->room > 0 ? channel->room * 2 : 16;
		channel->messages =
		    mem_realloc(channel->messages, channel->room * sizeof(json_t *));
	}
	memmove(&channel->messages[place + 1], &channel->messages[place],
	    (channel->count - place) * sizeof(json_t *));
	channel->messages[place] = message;
	channel->count++;
	return message;
}

json_t *model_add_message(struct channel *channel, json_t *message)
{
	model_save_message(channel, message);
	return keep_message(channel, message);
}

void model_save_message(struct channel *channel, const json_t *message)
{
	store_put_message(channel->id, jx_text(message, "ts"), message);
}

void model_remove_message(struct channel *channel, const char *ts)
{
	size_t place = model_place(channel, ts);

	if (model_message(channel, ts) == NULL) {
		return;
	}
	store_drop_message(channel->id, ts);
	json_decref(channel->messages[place]);
	channel->count--;
	memmove(&channel->messages[place], &channel->messages[place + 1],
	    (channel->count - place) * sizeof(json_t *));
}

json_t *model_file(const char *id)
{
	return id == NULL ? NULL : json_object_get(model.files, id);
}

json_t *model_files(void)
{
	return model.files;
}

void model_add_file(json_t *file)
{
	const char *id = jx_text(file, "id");

	jx_set(model.files, id, file);
	model_save_file(id);
}

void model_save_file(const char *id)
{
	store_put("file", id, model_file(id));
}

json_t *model_emoji(void)
{
	return model.emoji;
}

void model_save_emoji(void)
{
	store_put("emoji", "emoji", model.emoji);
}

int64_t model_next_seq(void)
{
	model.counted = true;
	return ++model.seq;
}

int64_t model_seq(void)
{
	return model.seq;
}

static void load_user(const char *id, json_t *document)
{
	jx_share(model.users, id, document);
}

static void load_file(const char *id, json_t *document)
{
	jx_share(model.files, id, document);
}

static void load_channel(const char *id, json_t *document)
{
	(void)id;
	(void)keep_channel(json_incref(document));
}

static void load_message(const char *channel_id, json_t *message)
{
	struct channel *channel = model_channel(channel_id);

	if (channel != NULL) {
		(void)keep_message(channel, json_incref(message));
	}
}

static void load(void)
{
	json_t *counters = store_get("counter", "counter");

	model.last_us = jx_int(counters, "last_us", 0);
	model.seq = jx_int(counters, "seq", 0);
	model.counter = jx_int(counters, "counter", 0);
	json_decref(counters);
	model.emoji = store_get("emoji", "emoji");
	store_each("user", load_user);
	store_each("file", load_file);
	store_each("channel", load_channel);
	store_each_message(load_message);
}

/* What the manifest asks for, less what was taken away by hand. */
static void grant_scopes(void)
{
	json_t *scopes = json_deep_copy(json_object_get(model.manifest, "scopes"));
	const json_t *removed = json_object_get(model.app, "_removed");

	for (size_t i = 0; i < json_array_size(removed); i++) {
		(void)jx_remove(scopes, json_string_value(json_array_get(removed, i)));
	}
	jx_set(model.app, "scopes", scopes);
}

/* A first run takes everything from the seed; later ones only what the seed adds. */
static enum kg_status plant(const char *seed_path, struct kg_error *err)
{
	struct seed seed = { 0 };
	enum kg_status status = seed_read(seed_path, model.directory, model.app, &seed, err);
	const char *id;
	json_t *value;
	size_t i;

	if (status != KG_OK) {
		return status;
	}
	model.team = seed.team;
	json_decref(model.app);
	model.app = seed.app;
	grant_scopes();
	model_save_app();
	json_object_foreach(seed.users, id, value)
	{
		if (model_user(id) == NULL) {
			jx_share(model.users, id, value);
			model_save_user(id);
		}
	}
	json_array_foreach(seed.channels, i, value)
	{
		if (model_channel(jx_text(value, "id")) == NULL) {
			(void)model_add_channel(json_incref(value));
		}
	}
	json_decref(seed.users);
	json_decref(seed.channels);
	return KG_OK;
}

enum kg_status model_open(const char *directory, const char *seed_path,
    const char *manifest_path, struct kg_error *err)
{
	enum kg_status status;

	(void)snprintf(model.directory, sizeof(model.directory), "%s", directory);
	status = store_open(directory, err);
	if (status != KG_OK) {
		return status;
	}
	status = manifest_read(manifest_path, &model.manifest, err);
	if (status != KG_OK) {
		return status;
	}
	model.users = json_object();
	model.files = json_object();
	load();
	if (model.emoji == NULL) {
		model.emoji = json_object();
	}
	model.app = store_get("app", "app");
	status = plant(seed_path, err);
	model_commit();
	return status;
}

void model_commit(void)
{
	if (model.counted) {
		json_t *counters = jx_pack("{sI sI sI}", "last_us", (json_int_t)model.last_us,
		    "seq", (json_int_t)model.seq, "counter", (json_int_t)model.counter);

		store_put("counter", "counter", counters);
		json_decref(counters);
		model.counted = false;
	}
	store_commit();
}

void model_close(void)
{
	store_close();
	for (size_t i = 0; i < model.channel_count; i++) {
		struct channel *channel = model.channels[i];

		for (size_t k = 0; k < channel->count; k++) {
			json_decref(channel->messages[k]);
		}
		free(channel->messages);
		json_decref(channel->document);
		free(channel);
	}
	free(model.channels);
	json_decref(model.manifest);
	json_decref(model.team);
	json_decref(model.app);
	json_decref(model.users);
	json_decref(model.files);
	json_decref(model.emoji);
	memset(&model, 0, sizeof(model));
}
