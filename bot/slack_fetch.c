/*
 * Bytes of files. Ids come from events, everything else from files.info. The token goes to
 * Slack's own hosts (and the API's) alone; a redirect is followed by hand, three times at most.
 * A login page with status 200 is how Slack says no.
 */

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/file_keep.h"
#include "bot/http.h"
#include "bot/slack_form.h"
#include "bot/slack_op.h"
#include "store/files.h"

enum { HEAD = 16, DOWNLOAD_MS = 180 * 1000 };

struct slack_fetch {
	struct slack_op *op;
	struct http_call *http;
	struct file_writer *writer;
	struct file_keep *keep;
	struct event_file file;
	char *url;
	int hops;
	char head[HEAD];
	size_t head_size;
	const char *refusal; /* found while streaming */
};

void slack_fetch_free(struct slack_fetch *fetch)
{
	if (!fetch) {
		return;
	}
	if (fetch->http) {
		http_cancel(fetch->http);
	}
	file_keep_forget(fetch->keep);
	file_writer_abort(fetch->writer);
	free(fetch->url);
	free(fetch);
}

/* ---- verdicts ---- */

static void tell(struct slack_op *op, const struct event_file *file, const char *refusal)
{
	struct slack *slack = op->slack;
	struct event_file copy = *file;
	struct event event = { .kind = EVENT_FILE,
		.workspace = slack->adapter.workspace,
		.id = arena_printf(&op->arena, "fetch.%s", op->row.key),
		.text = op->row.detail,
		.action = refusal,
		.files = &copy,
		.file_count = 1,
		.when = clock_now() };
	struct send_result result = { .verdict = SEND_OK, .error = refusal ? refusal : "" };

	if (refusal) {
		copy.sha256 = NULL;
		log_info("workspace=%s slack=file refused=%s", slack->name, refusal);
	}
	slack->adapter.events->on_event(slack->adapter.user, &slack->adapter, &event, NULL);
	slack_op_finish(op, &result);
}

static void refuse_file(struct slack_op *op, const char *refusal)
{
	struct event_file file = { .id = op->row.body, .size = -1 };

	if (op->fetch && op->fetch->file.id) {
		file = op->fetch->file;
	}
	tell(op, &file, refusal);
}

/* Not ready, cut short, server trouble: again a few times, then for good. */
static void try_again(struct slack_op *op, const char *why)
{
	int64_t wait;

	if (file_keep_wait(op->row.attempts, &wait)) {
		slack_op_retry(op, wait, why);
	} else {
		refuse_file(op, why);
	}
}

/* ---- policy ---- */

static bool ends_with(const char *host, const char *end)
{
	size_t host_size = strlen(host);
	size_t size = strlen(end);

	return host_size >= size && strcmp(host + host_size - size, end) == 0;
}

/* False: such an address is not asked at all. */
static bool may_ask(const struct slack *slack, const char *url, bool *out_with_token)
{
	char host[256];
	char api[256];
	bool is_tls;
	bool api_tls;

	if (!http_url_host(url, host, sizeof(host), &is_tls) ||
	    !http_url_host(slack->api.base, api, sizeof(api), &api_tls)) {
		return false;
	}
	if (strcmp(host, api) == 0) {
		*out_with_token = true;
		return is_tls || !api_tls;
	}
	*out_with_token = strcmp(host, "slack.com") == 0 || ends_with(host, ".slack.com") ||
	                  ends_with(host, ".slack-gov.com");
	if (!is_tls) {
		return false;
	}
	return *out_with_token || ends_with(host, ".slack-edge.com") ||
	       strcmp(host, "slack-files.com") == 0 || ends_with(host, ".slack-files.com");
}

static bool looks_like_page(const struct slack_fetch *fetch)
{
	const char *head = fetch->head;
	size_t skip = 0;

	while (skip < fetch->head_size && (head[skip] == ' ' || head[skip] == '\n' ||
	                                      head[skip] == '\r' || head[skip] == '\t')) {
		skip++;
	}
	return strncasecmp(head + skip, "<!doctype", 9) == 0 ||
	       strncasecmp(head + skip, "<html", 5) == 0;
}

static bool is_html_file(const struct slack_fetch *fetch)
{
	const char *type = fetch->file.type ? fetch->file.type : "";

	return strstr(type, "html") != NULL;
}

/* ---- the bytes ---- */

static void download(struct slack_fetch *fetch);

static void on_kept(void *user, enum kg_status status, const char *sha256, int64_t size)
{
	struct slack_fetch *fetch = user;
	struct slack_op *op = fetch->op;

	fetch->keep = NULL;
	if (status == KG_OK) {
		fetch->file.sha256 = arena_strdup(&op->arena, sha256);
		fetch->file.size = size;
		tell(op, &fetch->file, NULL);
	} else {
		slack_op_retry(op, FILE_KEEP_DISK_MS, kg_status_text(status));
	}
}

static void keep_file(struct slack_fetch *fetch)
{
	fetch->keep = file_keep_start(fetch->op->slack->loop, fetch->writer, on_kept, fetch);
	fetch->writer = NULL;
}

static bool on_bytes(void *user, const char *bytes, size_t size)
{
	struct slack_fetch *fetch = user;
	enum kg_status status;

	if (fetch->head_size < HEAD) {
		size_t room = HEAD - fetch->head_size;
		size_t n = size < room ? size : room;
		memcpy(fetch->head + fetch->head_size, bytes, n);
		fetch->head_size += n;
		if (fetch->head_size == HEAD && looks_like_page(fetch) &&
		    !is_html_file(fetch)) {
			fetch->refusal = "login_page";
			return false;
		}
	}
	status = file_writer_add(fetch->writer, bytes, size);
	return status == KG_OK;
}

static void redirect(struct slack_fetch *fetch, const struct http_answer *answer)
{
	char *old = fetch->url;

	if (++fetch->hops > FILE_KEEP_HOPS) {
		refuse_file(fetch->op, "redirects");
		return;
	}
	fetch->url = file_keep_redirect(old, answer->location);
	free(old);
	download(fetch);
}

static void judge_bytes(struct slack_fetch *fetch, const struct http_answer *answer)
{
	struct slack_op *op = fetch->op;
	bool is_page =
	    strncasecmp(answer->content_type, "text/html", 9) == 0 || looks_like_page(fetch);

	if (is_page && !is_html_file(fetch)) {
		refuse_file(op, "login_page");
	} else if (fetch->file.size >= 0 && answer->length != fetch->file.size) {
		try_again(op, "incomplete");
	} else {
		keep_file(fetch);
	}
}

static void on_download(void *user, const struct http_answer *answer)
{
	struct slack_fetch *fetch = user;
	struct slack_op *op = fetch->op;
	int status = answer->status;

	fetch->http = NULL;
	if (answer->outcome == HTTP_CANCELLED) {
		return;
	}
	if (answer->outcome == HTTP_REFUSED) {
		if (fetch->refusal) {
			refuse_file(op, fetch->refusal);
		} else if (answer->length > FILE_LIMIT) {
			refuse_file(op, "too_large");
		} else {
			slack_op_retry(op, FILE_KEEP_DISK_MS, "disk");
		}
	} else if (answer->outcome != HTTP_ANSWERED || status >= 500) {
		try_again(op, "incomplete");
	} else if (status == 429) {
		slack_op_retry(op, answer->retry_after_ms > 0 ? answer->retry_after_ms : 5000,
		    "ratelimited");
	} else if (status >= 300 && status < 400 && answer->location[0] != '\0') {
		redirect(fetch, answer);
	} else if (status == 200) {
		judge_bytes(fetch, answer);
	} else {
		refuse_file(op, status == 404 || status == 410 ? "gone" : "forbidden");
	}
}

static void download(struct slack_fetch *fetch)
{
	struct slack_op *op = fetch->op;
	bool with_token = false;
	struct http_request request = { .url = fetch->url,
		.timeout_ms = DOWNLOAD_MS,
		.cap = 64UL * 1024,
		.on_body = on_bytes,
		.on_answer = on_download,
		.user = fetch };

	if (!may_ask(op->slack, fetch->url, &with_token)) {
		refuse_file(op, "foreign_host");
		return;
	}
	file_writer_abort(fetch->writer);
	fetch->writer = NULL;
	fetch->head_size = 0;
	memset(fetch->head, 0, sizeof(fetch->head));
	if (file_writer_open(op->slack->files, &fetch->writer) != KG_OK) {
		slack_op_retry(op, FILE_KEEP_DISK_MS, "disk");
		return;
	}
	request.bearer = with_token ? op->slack->bot_token : NULL;
	fetch->http = http_send(op->slack->http, &request);
}

/* ---- files.info ---- */

static void take_info(struct slack_fetch *fetch, const json_t *file)
{
	struct arena *arena = &fetch->op->arena;
	const json_t *size = json_object_get(file, "size");
	const char *mode = json_string_value(json_object_get(file, "mode"));

	fetch->file = (struct event_file){
		.id = fetch->op->row.body,
		.name = arena_strdup(arena, json_string_value(json_object_get(file, "name"))),
		.type =
		    arena_strdup(arena, json_string_value(json_object_get(file, "mimetype"))),
		.size = json_is_integer(size) ? json_integer_value(size) : -1,
		.external = json_is_true(json_object_get(file, "is_external")) ||
		            (mode && strcmp(mode, "external") == 0),
	};
}

static void on_info(void *user, const struct slack_result *result)
{
	struct slack_op *op = user;
	struct slack_fetch *fetch = op->fetch;
	const json_t *file = json_object_get(result->json, "file");
	const char *url;

	if (slack_op_ended(op, "files.info", result)) {
		return;
	}
	if (result->verdict == CALL_AMBIGUOUS) {
		try_again(op, result->error);
		return;
	}
	if (result->verdict == CALL_ERROR) {
		refuse_file(
		    op, strcmp(result->error, "access_denied") == 0 ? "forbidden" : "gone");
		return;
	}
	take_info(fetch, file);
	url = json_string_value(json_object_get(file, "url_private_download"));
	if (!url || !*url) {
		url = json_string_value(json_object_get(file, "url_private"));
	}
	if (fetch->file.external) {
		refuse_file(op, "external");
	} else if (fetch->file.size > FILE_LIMIT) {
		refuse_file(op, "too_large");
	} else if (fetch->file.size == 0) {
		refuse_file(op, "empty");
	} else if (!url || !*url) {
		try_again(op, "gone"); /* still being scanned, or hidden by the plan's limit */
	} else {
		fetch->url = mem_strdup(url);
		download(fetch);
	}
}

void slack_fetch_start(struct slack_op *op)
{
	op->fetch = mem_alloc(sizeof(*op->fetch));
	op->fetch->op = op;
	slack_form_add(&op->form, "file", op->row.body);
	slack_op_call(op, "files.info", false, on_info);
}

/* ---- upload: ask for an address, send the bytes, complete ---- */

static void on_completed(void *user, const struct slack_result *result)
{
	struct slack_op *op = user;
	struct send_result out = {
		.verdict = SEND_OK, .error = result->error, .channel = op->channel
	};

	if (slack_op_ended(op, "files.completeUploadExternal", result)) {
		return;
	}
	if (result->verdict == CALL_AMBIGUOUS) {
		out.verdict = SEND_AMBIGUOUS;
	} else if (result->verdict == CALL_ERROR) {
		out.verdict = SEND_REFUSED;
		out.foreign = strcmp(result->error, "channel_not_found") == 0 ||
		              strcmp(result->error, "not_in_channel") == 0 ||
		              strcmp(result->error, "is_archived") == 0;
	}
	slack_op_finish(op, &out);
}

static void on_uploaded(void *user, const struct http_answer *answer)
{
	struct slack_fetch *fetch = user;
	struct slack_op *op = fetch->op;
	json_t *files;

	fetch->http = NULL;
	if (answer->outcome == HTTP_CANCELLED) {
		return;
	}
	if (answer->outcome != HTTP_ANSWERED || answer->status != 200) {
		/* An upload that is not completed is thrown away: no look-up needed. */
		try_again(op, "upload");
		return;
	}
	files = json_pack("[{s:s, s:s}]", "id", op->upload_id, "title",
	    op->row.detail ? op->row.detail : "file");
	slack_form_json(&op->form, "files", files);
	slack_form_add(&op->form, "channel_id", op->channel);
	slack_form_add(&op->form, "thread_ts", op->thread);
	json_decref(files);
	slack_op_call(op, "files.completeUploadExternal", true, on_completed);
}

static char *stored_path(struct slack_op *op)
{
	return arena_printf(&op->arena, "%s/files/%s", op->slack->files, op->row.body);
}

static void on_address(void *user, const struct slack_result *result)
{
	struct slack_op *op = user;
	struct slack_fetch *fetch = op->fetch;
	const char *url = json_string_value(json_object_get(result->json, "upload_url"));
	const char *id = json_string_value(json_object_get(result->json, "file_id"));
	bool with_token;
	struct http_request request = { .method = "POST",
		.url = url,
		.content_type = "application/octet-stream",
		.timeout_ms = DOWNLOAD_MS,
		.on_answer = on_uploaded,
		.user = fetch };

	if (slack_op_ended(op, "files.getUploadURLExternal", result)) {
		return;
	}
	if (result->verdict == CALL_ERROR) {
		slack_op_refuse(op, result->error);
		return;
	}
	if (!url || !id || !may_ask(op->slack, url, &with_token)) {
		try_again(op, "upload_address");
		return;
	}
	op->upload_id = arena_strdup(&op->arena, id);
	request.body_file = stored_path(op);
	fetch->http = http_send(op->slack->http, &request);
}

static void upload(struct slack_op *op)
{
	struct stat status;

	if (stat(stored_path(op), &status) != 0) {
		slack_op_refuse(op, "no_such_file");
		return;
	}
	slack_form_add(&op->form, "filename", op->row.detail ? op->row.detail : "file");
	slack_form_add(
	    &op->form, "length", arena_printf(&op->arena, "%lld", (long long)status.st_size));
	slack_op_call(op, "files.getUploadURLExternal", false, on_address);
}

static void found_upload(struct slack_op *op)
{
	struct send_result result = {
		.verdict = SEND_OK, .channel = op->channel, .message = op->found, .error = ""
	};

	slack_op_finish(op, &result);
}

void slack_upload_start(struct slack_op *op)
{
	op->fetch = mem_alloc(sizeof(*op->fetch));
	op->fetch->op = op;
	if (op->row.ambiguous) {
		slack_lookup(op, found_upload, upload);
	} else {
		upload(op);
	}
}
