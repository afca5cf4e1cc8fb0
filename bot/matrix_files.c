/*
 * Bytes of files: authenticated media down, the media repository up. An id is "mxc://server/id"
 * and is asked of our own homeserver alone. A redirect is followed by hand, three times at
 * most; the token never goes along to another host.
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
#include "bot/matrix_op.h"
#include "store/files.h"

enum { MEDIA_MS = 180 * 1000 };

struct matrix_files {
	struct matrix_op *op;
	struct http_call *http;
	struct file_writer *writer;
	struct file_keep *keep;
	struct event_file file;
	char *url;
	int hops;
};

void matrix_files_free(struct matrix_files *files)
{
	if (!files) {
		return;
	}
	if (files->http) {
		http_cancel(files->http);
	}
	file_keep_forget(files->keep);
	file_writer_abort(files->writer);
	free(files->url);
	free(files);
}

/* ---- verdicts ---- */

static void tell(struct matrix_op *op, const struct event_file *file, const char *refusal)
{
	struct matrix *matrix = op->matrix;
	struct event_file copy = *file;
	struct event event = { .kind = EVENT_FILE,
		.workspace = matrix->adapter.workspace,
		.id = arena_printf(&op->arena, "fetch.%s", op->row.key),
		.text = op->row.detail,
		.action = refusal,
		.files = &copy,
		.file_count = 1,
		.when = clock_now() };
	struct send_result result = { .verdict = SEND_OK, .error = refusal ? refusal : "" };

	if (refusal) {
		copy.sha256 = NULL;
		log_info("workspace=%s matrix=file refused=%s", matrix->name, refusal);
	}
	matrix->adapter.events->on_event(matrix->adapter.user, &matrix->adapter, &event, NULL);
	matrix_op_finish(op, &result);
}

static void refuse_file(struct matrix_op *op, const char *refusal)
{
	tell(op, &op->files->file, refusal);
}

/* Not there yet, cut short, server trouble: again a few times, then for good. */
static void try_again(struct matrix_op *op, const char *why)
{
	int64_t wait;

	if (file_keep_wait(op->row.attempts, &wait)) {
		matrix_op_retry(op, wait, why);
	} else if (op->row.verb == OUTBOX_FETCH) {
		refuse_file(op, why);
	} else {
		matrix_op_refuse(op, why);
	}
}

/* ---- the bytes of a download ---- */

static void download(struct matrix_files *files);

static void on_kept(void *user, enum kg_status status, const char *sha256, int64_t size)
{
	struct matrix_files *files = user;
	struct matrix_op *op = files->op;

	files->keep = NULL;
	if (status == KG_OK) {
		files->file.sha256 = arena_strdup(&op->arena, sha256);
		files->file.size = size;
		tell(op, &files->file, NULL);
	} else {
		matrix_op_retry(op, FILE_KEEP_DISK_MS, kg_status_text(status));
	}
}

static void keep_file(struct matrix_files *files)
{
	files->keep = file_keep_start(files->op->matrix->loop, files->writer, on_kept, files);
	files->writer = NULL;
}

static bool on_bytes(void *user, const char *bytes, size_t size)
{
	struct matrix_files *files = user;
	enum kg_status status = file_writer_add(files->writer, bytes, size);

	return status == KG_OK;
}

/* False: such an address is not asked at all. */
static bool may_ask(const struct matrix *matrix, const char *url, bool *out_with_token)
{
	const char *base = matrix->api.base;
	bool is_tls;
	bool api_tls;
	char host[256];

	*out_with_token = strncmp(url, base, strlen(base)) == 0; /* port and all */
	if (*out_with_token) {
		return true;
	}
	return http_url_host(url, host, sizeof(host), &is_tls) &&
	       http_url_host(base, host, sizeof(host), &api_tls) && (is_tls || !api_tls);
}

static void redirect(struct matrix_files *files, const struct http_answer *answer)
{
	char *old = files->url;

	if (++files->hops > FILE_KEEP_HOPS) {
		refuse_file(files->op, "redirects");
		return;
	}
	files->url = file_keep_redirect(old, answer->location);
	free(old);
	download(files);
}

static void judge_bytes(struct matrix_files *files, const struct http_answer *answer)
{
	if (answer->length == 0) {
		refuse_file(files->op, "empty");
		return;
	}
	if (answer->content_type[0] != '\0') {
		files->file.type = arena_strdup(&files->op->arena, answer->content_type);
	}
	keep_file(files);
}

static void on_download(void *user, const struct http_answer *answer)
{
	struct matrix_files *files = user;
	struct matrix_op *op = files->op;
	int status = answer->status;

	files->http = NULL;
	if (answer->outcome == HTTP_CANCELLED) {
		return;
	}
	if (answer->outcome == HTTP_REFUSED && answer->length > FILE_LIMIT) {
		refuse_file(op, "too_large");
	} else if (answer->outcome == HTTP_REFUSED) {
		matrix_op_retry(op, FILE_KEEP_DISK_MS, "disk");
	} else if (answer->outcome != HTTP_ANSWERED || status >= 500) {
		try_again(op, "incomplete");
	} else if (status == 429) {
		matrix_op_retry(
		    op, answer->retry_after_ms > 0 ? answer->retry_after_ms : 5000, "limited");
	} else if (status == 401) {
		matrix_op_retry(op, 5000, "token"); /* the next call of any kind judges it */
	} else if (status >= 300 && status < 400 && answer->location[0] != '\0') {
		redirect(files, answer);
	} else if (status == 200) {
		judge_bytes(files, answer);
	} else {
		refuse_file(op, status == 404 || status == 410 ? "gone" : "forbidden");
	}
}

static void download(struct matrix_files *files)
{
	struct matrix_op *op = files->op;
	bool with_token = false;
	struct http_request request = { .url = files->url,
		.timeout_ms = MEDIA_MS,
		.cap = 64UL * 1024,
		.on_body = on_bytes,
		.on_answer = on_download,
		.user = files };

	if (!may_ask(op->matrix, files->url, &with_token)) {
		refuse_file(op, "foreign_host");
		return;
	}
	file_writer_abort(files->writer);
	files->writer = NULL;
	if (file_writer_open(op->matrix->files, &files->writer) != KG_OK) {
		matrix_op_retry(op, FILE_KEEP_DISK_MS, "disk");
		return;
	}
	request.bearer = with_token ? op->matrix->api.token : NULL;
	files->http = http_send(op->matrix->http, &request);
}

static char *media_url(struct matrix_op *op, const char *pattern, const char *a, const char *b)
{
	return arena_printf(&op->arena, "%s%s", op->matrix->api.base,
	    matrix_path(&op->arena, pattern, a, b, NULL));
}

void matrix_fetch_start(struct matrix_op *op)
{
	const char *id = op->row.body ? op->row.body : "";
	const char *server = strncmp(id, "mxc://", 6) == 0 ? id + 6 : "";
	const char *slash = strchr(server, '/');

	op->files = mem_alloc(sizeof(*op->files));
	op->files->op = op;
	op->files->file = (struct event_file){ .id = op->row.body, .size = -1 };
	if (!slash || slash == server || slash[1] == '\0' || strchr(slash + 1, '/')) {
		refuse_file(op, "gone");
		return;
	}
	op->files->url = mem_strdup(media_url(op, "_matrix/client/v1/media/download/%/%",
	    arena_strndup(&op->arena, server, (size_t)(slash - server)), slash + 1));
	download(op->files);
}

/* ---- upload: the bytes, then the message that names them ---- */

static const char *type_of(const char *name)
{
	static const struct {
		const char *end;
		const char *type;
	} types[] = {
		{ ".pdf", "application/pdf" },
		{ ".csv", "text/csv" },
		{ ".txt", "text/plain" },
		{ ".html", "text/html" },
		{ ".json", "application/json" },
		{ ".zip", "application/zip" },
		{ ".png", "image/png" },
		{ ".ics", "text/calendar" },
	};
	size_t size = strlen(name);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t end = strlen(types[i].end);
		if (size > end && strcasecmp(name + size - end, types[i].end) == 0) {
			return types[i].type;
		}
	}
	return "application/octet-stream";
}

static const char *name_of(const struct matrix_op *op)
{
	return op->row.detail && *op->row.detail ? op->row.detail : "file";
}

static const char *stored_path(struct matrix_op *op)
{
	return arena_printf(&op->arena, "%s/files/%s", op->matrix->files, op->row.body);
}

static void name_file(struct matrix_op *op, const char *uri)
{
	const char *name = name_of(op);

	op->content = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:I}, s:{}, s:s}", "msgtype",
	    "m.file", "body", name, "filename", name, "url", uri, "info", "mimetype",
	    type_of(name), "size", (json_int_t)op->files->file.size, "m.mentions", "kaigi.key",
	    op->row.key);
	matrix_op_post(op);
}

static void refuse_upload(struct matrix_op *op, const struct http_answer *answer)
{
	json_t *json = json_loadb(answer->body, answer->size, 0, NULL);
	const char *error = json_string_value(json_object_get(json, "errcode"));

	matrix_op_refuse(op, answer->status == 413 ? "M_TOO_LARGE"
	                     : error               ? arena_strdup(&op->arena, error)
	                                           : "upload");
	json_decref(json);
}

static void on_uploaded(void *user, const struct http_answer *answer)
{
	struct matrix_files *files = user;
	struct matrix_op *op = files->op;
	json_t *json;
	const char *uri;

	files->http = NULL;
	if (answer->outcome == HTTP_CANCELLED) {
		return;
	}
	if (answer->outcome == HTTP_ANSWERED && answer->status == 429) {
		matrix_op_retry(
		    op, answer->retry_after_ms > 0 ? answer->retry_after_ms : 5000, "limited");
		return;
	}
	if (answer->outcome == HTTP_ANSWERED && answer->status >= 400 && answer->status < 500 &&
	    answer->status != 401) {
		refuse_upload(op, answer);
		return;
	}
	json = answer->outcome == HTTP_ANSWERED && answer->status == 200
	           ? json_loadb(answer->body, answer->size, 0, NULL)
	           : NULL;
	uri = json_string_value(json_object_get(json, "content_uri"));
	if (uri) {
		name_file(op, uri);
	} else {
		try_again(op, "upload"); /* bytes that nothing names do no harm */
	}
	json_decref(json);
}

static void upload(struct matrix_op *op)
{
	struct stat status;
	struct http_request request = { .method = "POST",
		.url = media_url(op, "_matrix/media/v3/upload?filename=%", name_of(op), NULL),
		.content_type = type_of(name_of(op)),
		.bearer = op->matrix->api.token,
		.body_file = stored_path(op),
		.timeout_ms = MEDIA_MS,
		.on_answer = on_uploaded,
		.user = op->files };

	if (!op->row.body || stat(request.body_file, &status) != 0) {
		matrix_op_refuse(op, "no_such_file");
		return;
	}
	op->files->file.size = status.st_size;
	op->files->http = http_send(op->matrix->http, &request);
}

void matrix_upload_start(struct matrix_op *op)
{
	op->files = mem_alloc(sizeof(*op->files));
	op->files->op = op;
	if (op->row.ambiguous) {
		matrix_op_look_up(op, matrix_op_done, upload);
	} else {
		upload(op);
	}
}
