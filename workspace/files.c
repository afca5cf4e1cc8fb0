#include "workspace/files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/random.h"
#include "base/utf8.h"
#include "workspace/change.h"
#include "workspace/fault.h"
#include "workspace/journal.h"
#include "workspace/jx.h"
#include "workspace/multipart.h"
#include "workspace/render.h"

enum { PATH_SIZE = 4200, EXPECTED_MAX = 64 };

struct expected {
	char key[RANDOM_KEY_HEX + 1];
	char id[MODEL_ID_SIZE];
	char name[1024];
	bool arrived;
};

static struct expected expected[EXPECTED_MAX];
static int next_expected;

static const struct {
	const char *ending;
	const char *mimetype;
	const char *filetype;
	const char *pretty;
} kinds[] = {
	{ "txt", "text/plain", "text", "Plain Text" },
	{ "log", "text/plain", "text", "Plain Text" },
	{ "md", "text/markdown", "markdown", "Markdown" },
	{ "csv", "text/csv", "csv", "CSV" },
	{ "html", "text/html", "html", "HTML" },
	{ "json", "application/json", "json", "JSON" },
	{ "pdf", "application/pdf", "pdf", "PDF" },
	{ "png", "image/png", "png", "PNG" },
	{ "jpg", "image/jpeg", "jpg", "JPEG" },
	{ "jpeg", "image/jpeg", "jpg", "JPEG" },
	{ "gif", "image/gif", "gif", "GIF" },
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	    "docx", "Word Document" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
	    "Excel Spreadsheet" },
	{ "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	    "pptx", "PowerPoint Presentation" },
	{ "zip", "application/zip", "zip", "Zip" },
	{ "", "application/octet-stream", "binary", "Binary" },
};

static size_t kind_of(const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t last = sizeof(kinds) / sizeof(kinds[0]) - 1;

	for (size_t i = 0; dot != NULL && i < last; i++) {
		if (strcasecmp(dot + 1, kinds[i].ending) == 0) {
			return i;
		}
	}
	return last;
}

static void path_of(const char *id, char out[PATH_SIZE])
{
	(void)snprintf(out, PATH_SIZE, "%s/files/%s", model_directory(), id);
}

void files_prepare(void)
{
	char path[4050];
	const struct dirent *entry;
	DIR *directory;

	(void)snprintf(path, sizeof(path), "%s/files", model_directory());
	(void)mkdir(path, S_IRWXU);
	directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (strncmp(entry->d_name, "incoming-", 9) == 0) {
			char victim[4400];

			(void)snprintf(victim, sizeof(victim), "%s/%s", path, entry->d_name);
			(void)unlink(victim);
		}
	}
	if (directory != NULL) {
		(void)closedir(directory);
	}
}

json_t *files_add(const char *id, const char *name, const char *user, const char *path)
{
	char target[PATH_SIZE];
	size_t kind = kind_of(name);
	int64_t now = model_now().ms / KG_SECOND;
	struct stat st;
	json_t *file;

	path_of(id, target);
	if (rename(path, target) != 0 || stat(target, &st) != 0) {
		return NULL;
	}
	file = jx_pack("{ss sI sI ss ss ss ss ss ss ss}", "id", id, "created", (json_int_t)now,
	    "timestamp", (json_int_t)now, "name", name, "title", name, "mimetype",
	    kinds[kind].mimetype, "filetype", kinds[kind].filetype, "pretty_type",
	    kinds[kind].pretty, "user", user, "user_team",
	    jx_text_or(model_user(user), "team_id", model_team_id()));
	jx_set_bool(file, "editable", false);
	jx_set_int(file, "size", (int64_t)st.st_size);
	jx_set_text(file, "mode", "hosted");
	jx_set_bool(file, "is_external", false);
	jx_set_text(file, "external_type", "");
	jx_set_bool(file, "is_public", false);
	jx_set_bool(file, "public_url_shared", false);
	jx_set_text(file, "file_access", "visible");
	for (const char *const *list =
	         (const char *const[]){ "channels", "groups", "ims", NULL };
	     *list != NULL; list++) {
		jx_set(file, *list, json_array());
	}
	jx_set(file, "shares", jx_pack("{s{} s{}}", "public", "private"));
	model_add_file(file);
	return file;
}

bool files_replace(json_t *file, const void *bytes, size_t size)
{
	char path[PATH_SIZE];
	FILE *out;
	bool written;

	path_of(jx_text(file, "id"), path);
	out = fopen(path, "wbe");
	written = out != NULL && (size == 0 || fwrite(bytes, 1, size, out) == size);
	written = out != NULL && fclose(out) == 0 && written;
	if (written) {
		jx_set_int(file, "size", (int64_t)size);
		jx_set_int(file, "timestamp", model_now().ms / KG_SECOND);
		change_file(file);
	}
	return written;
}

/* In a channel with the bot, its own, or handed to it in a form. */
bool files_bot_sees(const json_t *file)
{
	for (const char *const *list =
	         (const char *const[]){ "channels", "groups", "ims", NULL };
	     *list != NULL; list++) {
		const json_t *ids = json_object_get(file, *list);

		for (size_t i = 0; i < json_array_size(ids); i++) {
			const struct channel *channel =
			    model_channel(json_string_value(json_array_get(ids, i)));

			if (channel != NULL && model_is_member(channel, model_bot())) {
				return true;
			}
		}
	}
	return jx_same(file, "user", model_bot()) || jx_true(file, "_handed_in");
}

const char *files_expect(const char *name, bool secure, char *out_url, size_t url_size)
{
	struct expected *slot = &expected[next_expected++ % EXPECTED_MAX];

	*slot = (struct expected){ 0 };
	random_key(slot->key);
	(void)model_count_id("F", slot->id);
	memcpy(slot->name, name, utf8_prefix(name, 255)); /* four bytes each at most */
	(void)snprintf(out_url, url_size, "%s/upload/v1/%s", server_base(secure), slot->key);
	return slot->id;
}

json_t *files_finish(const char *id)
{
	for (int i = 0; id != NULL && i < EXPECTED_MAX; i++) {
		if (strcmp(expected[i].id, id) == 0 && expected[i].arrived) {
			expected[i].id[0] = '\0';
			return model_file(id);
		}
	}
	return NULL;
}

static void answer_text(const struct server_request *request, int status, const char *text)
{
	server_answer(request->id,
	    &(struct server_answer){
	        .status = status, .type = "text/plain", .body = text, .size = strlen(text) });
}

void files_take_upload(const struct server_request *request)
{
	const char *key = request->path + strlen("/upload/v1/");
	json_t *order = fault_take("status_5xx", "upload");
	char text[64];

	if (order != NULL) {
		answer_text(request, (int)jx_int(order, "status", 500), "no");
		json_decref(order);
		return;
	}
	for (int i = 0; i < EXPECTED_MAX && request->body_path != NULL; i++) {
		struct expected *slot = &expected[i];

		if (slot->key[0] == '\0' || strcmp(slot->key, key) != 0) {
			continue;
		}
		slot->key[0] = '\0';
		multipart_strip(request->body_path, request->content_type);
		if (files_add(slot->id, slot->name, model_bot(), request->body_path) == NULL) {
			break;
		}
		slot->arrived = true;
		(void)snprintf(text, sizeof(text), "OK - %lld",
		    (long long)jx_int(model_file(slot->id), "size", 0));
		answer_text(request, 200, text);
		return;
	}
	answer_text(request, 404, "no such upload");
}

static void send_login(const struct server_request *request)
{
	static const char page[] =
	    "<!DOCTYPE html><html lang=\"en-US\"><head><title>Slack</title></head><body>Sign "
	    "in to your "
	    "workspace</body></html>";

	server_answer(request->id, &(struct server_answer){ .status = 200,
	                               .type = "text/html; charset=utf-8",
	                               .body = page,
	                               .size = sizeof(page) - 1 });
}

static bool may_read(const struct server_request *request, const json_t *file)
{
	const char *header = request->authorization;
	const char *token =
	    header != NULL && strncasecmp(header, "bearer ", 7) == 0 ? header + 7 : "";
	const json_t *app = model_app();

	return jx_same(app, "bot_token", token) && jx_same(app, "state", "on") &&
	       !jx_true(app, "bot_revoked") && model_app_has_scope("files:read") &&
	       file != NULL && !jx_true(file, "_deleted") && files_bot_sees(file);
}

static bool send_fault(const struct server_request *request)
{
	json_t *order = fault_take("redirect", NULL);
	const char *base;
	char target[600];
	json_t *headers;

	if (order != NULL) {
		base = jx_text_or(order, "location", server_base(request->secure));
		(void)snprintf(target, sizeof(target), "%s%s", base, request->path);
		headers = jx_pack("{ss}", "location", target);
		server_answer(
		    request->id, &(struct server_answer){
		                     .status = 302, .type = "text/html", .headers = headers });
		json_decref(headers);
		json_decref(order);
		return true;
	}
	order = fault_take("status_429", "files-pri");
	if (order != NULL) {
		headers = jx_pack("{ss}", "retry-after", "1");
		server_answer(
		    request->id, &(struct server_answer){
		                     .status = 429, .type = "text/plain", .headers = headers });
		json_decref(headers);
		json_decref(order);
		return true;
	}
	order = fault_take("login_page", NULL);
	if (order != NULL) {
		send_login(request);
		json_decref(order);
		return true;
	}
	return false;
}

static bool is_id(const char *text)
{
	size_t size = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return size > 0 && size < MODEL_ID_SIZE && text[size] == '/';
}

/* /files-pri/T0-F0/name or /files-pri/T0-F0/download/name */
void files_send_private(const struct server_request *request)
{
	const char *dash = strchr(request->path + strlen("/files-pri/"), '-');
	char id[MODEL_ID_SIZE] = "";
	char path[PATH_SIZE];
	const json_t *file;
	json_t *order;
	json_t *headers;

	if (dash != NULL && is_id(dash + 1)) {
		(void)snprintf(id, sizeof(id), "%.*s",
		    (int)(strcspn(dash + 1, "/") % sizeof(id)), dash + 1);
	}
	file = model_file(id);
	journal_add("download",
	    jx_pack("{ss sb sb}", "file", id, "bearer", request->authorization != NULL, "ok",
	        (int)may_read(request, file)));
	if (send_fault(request)) {
		return;
	}
	if (!may_read(request, file)) {
		send_login(request);
		return;
	}
	path_of(id, path);
	order = fault_take("short_body", NULL);
	headers = strstr(request->path, "/download/") != NULL
	              ? jx_pack("{ss}", "content-disposition", "attachment")
	              : NULL;
	server_answer(
	    request->id, &(struct server_answer){ .status = 200,
	                     .type = jx_text_or(file, "mimetype", "application/octet-stream"),
	                     .file_path = path,
	                     .file_limit = order != NULL ? jx_int(file, "size", 2) / 2 : 0,
	                     .headers = headers });
	json_decref(headers);
	json_decref(order);
}

void files_take_page_upload(const struct server_request *request)
{
	const char *user = jx_text(request->query, "user");
	const char *name = jx_text_or(request->query, "name", "file");
	char id[MODEL_ID_SIZE];
	json_t *file = NULL;
	json_t *answer;

	if (model_user(user) != NULL && request->body_path != NULL) {
		file = files_add(model_count_id("F", id), name, user, request->body_path);
	}
	answer = file != NULL ? jx_pack("{sb so}", "ok", 1, "file", render_file(file))
	                      : jx_pack("{sb ss}", "ok", 0, "error", "user_not_found");
	server_answer_json(request->id, 200, answer);
	json_decref(answer);
}

/* Only pictures are shown in the page's own origin; everything else is saved. */
void files_send_page(const struct server_request *request)
{
	const json_t *file = model_file(request->path + strlen("/page/file/"));
	const char *type = jx_text_or(file, "mimetype", "application/octet-stream");
	bool picture = strncmp(type, "image/", 6) == 0;
	char path[PATH_SIZE];
	json_t *headers;

	if (file == NULL || jx_true(file, "_deleted")) {
		answer_text(request, 404, "gone");
		return;
	}
	path_of(jx_text(file, "id"), path);
	headers = jx_pack("{ss ss}", "content-security-policy", "sandbox; default-src 'none'",
	    "content-disposition", picture ? "inline" : "attachment");
	server_answer(request->id,
	    &(struct server_answer){
	        .status = 200, .type = type, .file_path = path, .headers = headers });
	json_decref(headers);
}
