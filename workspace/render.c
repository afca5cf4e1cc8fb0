#include "workspace/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workspace/jx.h"
#include "workspace/server.h"
#include "workspace/text.h"

static bool over_tls;

void render_over_tls(bool secure)
{
	over_tls = secure;
}

bool render_is_over_tls(void)
{
	return over_tls;
}

static json_t *without_private(const json_t *document)
{
	json_t *copy = json_object();
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)document, key, value)
	{
		if (key[0] != '_') {
			jx_share(copy, key, value);
		}
	}
	return copy;
}

static bool is_plain(const char *name)
{
	return name[strspn(name,
	           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] ==
	       '\0';
}

json_t *render_file(const json_t *file)
{
	json_t *copy = without_private(file);
	const char *id = jx_text_or(file, "id", "");
	const char *name = jx_text_or(file, "name", "file");
	char url[512];

	if (strcmp(jx_text_or(file, "mode", ""), "tombstone") == 0) {
		return copy;
	}
	/* The last part is only for people; an awkward name becomes a plain one. */
	name = is_plain(name) ? name : "file";
	(void)snprintf(url, sizeof(url), "%s/files-pri/%s-%s/%s", server_base(over_tls),
	    model_team_id(), id, name);
	jx_set_text(copy, "url_private", url);
	(void)snprintf(url, sizeof(url), "%s/files-pri/%s-%s/download/%s",
	    server_base(over_tls), model_team_id(), id, name);
	jx_set_text(copy, "url_private_download", url);
	(void)snprintf(url, sizeof(url), "https://%s.slack.com/files/%s/%s/%s",
	    jx_text_or(model_team(), "domain", ""), jx_text_or(file, "user", ""), id, name);
	jx_set_text(copy, "permalink", url);
	return copy;
}

static json_t *render_files(const json_t *ids)
{
	json_t *files = json_array();

	for (size_t i = 0; i < json_array_size(ids); i++) {
		const json_t *file = model_file(json_string_value(json_array_get(ids, i)));

		if (file != NULL) {
			jx_push(files, render_file(file));
		}
	}
	return files;
}

/* What Slack's client sends beside the flat text. */
static json_t *rich_text_of(const char *text)
{
	char *plain = text_unescape(text);
	json_t *blocks = jx_pack("[{ss ss s[{ss s[{ss ss}]}]}]", "type", "rich_text",
	    "block_id", "b0", "elements", "type", "rich_text_section", "elements", "type",
	    "text", "text", plain);

	free(plain);
	return blocks;
}

json_t *render_message(const json_t *message, enum render_for whom)
{
	json_t *copy = without_private(message);
	const json_t *files = json_object_get(message, "_files");
	const char *text = jx_text_or(message, "text", "");

	if (whom == RENDER_APP) {
		jx_set(copy, "metadata", NULL);
	}
	if (json_array_size(files) > 0) {
		jx_set(copy, "files", render_files(files));
	}
	if (whom != RENDER_PAGE && json_object_get(copy, "blocks") == NULL && *text != '\0' &&
	    jx_text(copy, "client_msg_id") != NULL) {
		jx_set(copy, "blocks", rich_text_of(text));
	}
	return copy;
}

json_t *render_channel(const struct channel *channel, enum render_for whom)
{
	json_t *copy = without_private(channel->document);
	const json_t *members = json_object_get(copy, "members");
	size_t count = json_array_size(members);

	if (whom == RENDER_PAGE) {
		return copy;
	}
	jx_set_int(copy, "num_members", (int64_t)count);
	jx_set_bool(copy, "is_member", model_is_member(channel, model_bot()));
	if (jx_true(copy, "is_im")) {
		for (size_t i = 0; i < count; i++) {
			const char *user = json_string_value(json_array_get(members, i));

			if (strcmp(user, model_bot()) != 0) {
				jx_set_text(copy, "user", user);
			}
		}
	}
	jx_set(copy, "members", NULL);
	return copy;
}

json_t *render_user(const json_t *user, enum render_for whom)
{
	json_t *copy = without_private(user);

	if (whom != RENDER_PAGE) {
		jx_set(copy, "dnd", NULL);
	}
	return copy;
}
