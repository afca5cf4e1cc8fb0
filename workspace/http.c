/* Requests and answers. A request is dispatched once its body is whole; an answer may come any
 * time later. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "workspace/conn.h"
#include "workspace/jx.h"
#include "workspace/model.h"

enum { HEADER_ROOM = 8192, CHUNK = 65536, FRAGMENT_MAX = 16384 };

char *http_copy_header(struct lws *wsi, enum lws_token_indexes token)
{
	int size = lws_hdr_total_length(wsi, token);
	char *value;

	if (size <= 0) {
		return NULL;
	}
	value = mem_alloc((size_t)size + 1);
	if (lws_hdr_copy(wsi, value, size + 1, token) < 0) {
		free(value);
		return NULL;
	}
	return value;
}

json_t *http_read_query(struct lws *wsi)
{
	json_t *query = json_object();
	char *text = mem_alloc(FRAGMENT_MAX);

	for (int i = 0;
	     lws_hdr_copy_fragment(wsi, text, FRAGMENT_MAX, WSI_TOKEN_HTTP_URI_ARGS, i) >= 0;
	     i++) {
		char *value = strchr(text, '=');
		json_t *json;

		if (value != NULL) {
			*value++ = '\0';
		}
		json = json_string(value != NULL ? value : "");
		if (json != NULL && json_object_set_new(query, text, json) != 0) {
			continue; /* a name that is not UTF-8 */
		}
	}
	free(text);
	return query;
}

static void clear_answer(struct outgoing *answer)
{
	free(answer->type);
	free(answer->body);
	if (answer->file != NULL) {
		(void)fclose(answer->file);
	}
	json_decref(answer->headers);
	*answer = (struct outgoing){ 0 };
}

void http_clear(struct conn *conn)
{
	free(conn->method);
	free(conn->path);
	json_decref(conn->query);
	free(conn->authorization);
	free(conn->content_type);
	free(conn->origin);
	free(conn->host);
	conn->method = conn->path = conn->authorization = conn->content_type = NULL;
	conn->origin = conn->host = NULL;
	conn->query = NULL;
	buf_finish(&conn->body);
	if (conn->upload != NULL) {
		(void)fclose(conn->upload);
		conn->upload = NULL;
	}
	if (conn->upload_path[0] != '\0') {
		(void)unlink(conn->upload_path); /* fine when the handler renamed it */
		conn->upload_path[0] = '\0';
	}
	conn->uploaded = 0;
	conn->too_big = conn->dispatched = false;
	clear_answer(&conn->answer);
}

static void dispatch(struct conn *conn)
{
	struct server_request request = {
		.id = conn->id,
		.method = conn->method,
		.path = conn->path,
		.query = conn->query,
		.authorization = conn->authorization,
		.content_type = conn->content_type,
		.origin = conn->origin,
		.host = conn->host,
		.body = conn->body.bytes,
		.size = conn->body.size,
		.body_path = conn->upload_path[0] != '\0' ? conn->upload_path : NULL,
		.secure = conn->secure,
	};

	if (conn->dispatched) {
		return;
	}
	conn->dispatched = true;
	if (conn->upload != NULL) {
		(void)fclose(conn->upload);
		conn->upload = NULL;
	}
	lws_set_timeout(conn->wsi, NO_PENDING_TIMEOUT, 0);
	if (!utf8_is_valid(conn->path, strlen(conn->path))) {
		server_answer(
		    conn->id, &(struct server_answer){ .status = 400, .type = "text/plain" });
		return;
	}
	if (conn->too_big || conn->body.overflow) {
		server_answer(
		    conn->id, &(struct server_answer){ .status = 413, .type = "text/plain" });
		return;
	}
	conn_options->handlers->request(&request);
}

int http_begin(struct conn *conn, struct lws *wsi)
{
	static const char *const methods[] = { "GET", "POST", "OPTIONS", "PUT", "PATCH",
		"DELETE", "CONNECT", "HEAD" };
	static unsigned uploads;
	char *uri = NULL;
	int uri_size = 0;
	int method = lws_http_get_uri_and_method(wsi, &uri, &uri_size);
	KG_AUTO_FREE char *length = http_copy_header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH);

	http_clear(conn);
	if (method < 0 || method >= (int)(sizeof(methods) / sizeof(methods[0]))) {
		return -1;
	}
	conn->id = conn_new_id();
	conn->wsi = wsi;
	conn->secure = lws_is_ssl(wsi);
	conn->method = mem_strdup(methods[method]);
	conn->path = mem_strndup(uri, (size_t)uri_size);
	conn->query = http_read_query(wsi);
	conn->authorization = http_copy_header(wsi, WSI_TOKEN_HTTP_AUTHORIZATION);
	conn->content_type = http_copy_header(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE);
	conn->origin = http_copy_header(wsi, WSI_TOKEN_ORIGIN);
	conn->host = http_copy_header(wsi, WSI_TOKEN_HOST);
	buf_init(&conn->body, SERVER_BODY_MAX);
	if (strcmp(conn->method, "POST") == 0 &&
	    conn_options->handlers->is_upload(conn->path)) {
		(void)snprintf(conn->upload_path, sizeof(conn->upload_path),
		    "%s/files/incoming-%u", conn_options->directory, ++uploads);
		conn->upload = fopen(conn->upload_path, "wbe");
	}
	if (length == NULL || strtoll(length, NULL, 10) <= 0) {
		dispatch(conn);
	}
	return 0;
}

int http_body(struct conn *conn, const void *bytes, size_t size)
{
	if (conn->upload == NULL) {
		buf_add(&conn->body, bytes, size);
		return conn->body.overflow && conn->body.size == 0 ? -1 : 0;
	}
	conn->uploaded += (int64_t)size;
	conn->too_big = conn->uploaded > SERVER_UPLOAD_MAX || conn->too_big;
	if (!conn->too_big && fwrite(bytes, 1, size, conn->upload) != size) {
		return -1;
	}
	return 0;
}

int http_body_end(struct conn *conn)
{
	dispatch(conn);
	return 0;
}

static bool add_header(struct conn *conn, const char *name, const char *value,
    unsigned char **at, unsigned char *end)
{
	char token[128];

	(void)snprintf(token, sizeof(token), "%s:", name);
	return lws_add_http_header_by_name(conn->wsi, (const unsigned char *)token,
	           (const unsigned char *)value, (int)strlen(value), at, end) == 0;
}

static bool add_date(struct conn *conn, unsigned char **at, unsigned char *end)
{
	char text[64];
	struct tm parts;
	time_t now = (time_t)(model_now().ms / KG_SECOND);

	(void)gmtime_r(&now, &parts);
	(void)strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	return add_header(conn, "date", text, at, end);
}

static int write_headers(struct conn *conn)
{
	unsigned char room[LWS_PRE + HEADER_ROOM];
	unsigned char *start = room + LWS_PRE;
	unsigned char *at = start;
	unsigned char *end = room + sizeof(room) - 1;
	struct outgoing *answer = &conn->answer;
	const char *name;
	json_t *value;

	if (lws_add_http_header_status(conn->wsi, (unsigned)answer->status, &at, end) != 0 ||
	    !add_header(conn, "content-type", answer->type, &at, end) ||
	    !add_header(conn, "cache-control", "no-store", &at, end) ||
	    !add_header(conn, "x-content-type-options", "nosniff", &at, end) ||
	    !add_date(conn, &at, end)) {
		return -1;
	}
	json_object_foreach(answer->headers, name, value)
	{
		if (!add_header(conn, name, json_string_value(value), &at, end)) {
			return -1;
		}
	}
	if (lws_add_http_header_content_length(conn->wsi, answer->size, &at, end) != 0 ||
	    lws_finalize_write_http_header(conn->wsi, start, &at, end) != 0) {
		return -1;
	}
	answer->headers_sent = true;
	return 0;
}

static int finish(struct conn *conn)
{
	http_clear(conn);
	conn->id = 0;
	return lws_http_transaction_completed(conn->wsi) ? -1 : 0;
}

static int write_chunk(struct conn *conn)
{
	struct outgoing *answer = &conn->answer;
	KG_AUTO_FREE unsigned char *room = mem_alloc(LWS_PRE + CHUNK);
	size_t rest = answer->size - answer->sent;
	size_t size = rest < CHUNK ? rest : CHUNK;

	if (answer->file != NULL) {
		if (fread(room + LWS_PRE, 1, size, answer->file) != size) {
			return -1;
		}
	} else {
		memcpy(room + LWS_PRE, answer->body + answer->sent, size);
	}
	if (lws_write(conn->wsi, room + LWS_PRE, size,
	        size == rest ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < (int)size) {
		return -1;
	}
	answer->sent += size;
	if (answer->sent == answer->size) {
		return finish(conn);
	}
	lws_callback_on_writable(conn->wsi);
	return 0;
}

int http_writable(struct conn *conn)
{
	if (!conn->answer.ready) {
		return 0;
	}
	if (conn->reset) {
		conn_cut(conn);
		return -1;
	}
	if (!conn->answer.headers_sent) {
		if (write_headers(conn) != 0) {
			return -1;
		}
		if (conn->answer.size == 0 || strcmp(conn->method, "HEAD") == 0) {
			return finish(conn);
		}
		lws_callback_on_writable(conn->wsi);
		return 0;
	}
	return write_chunk(conn);
}

static bool open_file(struct outgoing *out, const struct server_answer *answer)
{
	long size;

	out->file = fopen(answer->file_path, "rbe");
	if (out->file == NULL || fseek(out->file, 0, SEEK_END) != 0) {
		return false;
	}
	size = ftell(out->file);
	rewind(out->file);
	out->size = size < 0 ? 0 : (size_t)size;
	if (answer->file_limit > 0 && (size_t)answer->file_limit < out->size) {
		out->size = (size_t)answer->file_limit;
	}
	return true;
}

void server_answer(uint64_t id, const struct server_answer *answer)
{
	struct conn *conn = conn_find(id);
	struct outgoing *out;

	if (conn == NULL || conn->is_socket || conn->answer.ready) {
		return;
	}
	out = &conn->answer;
	out->ready = true;
	out->status = answer->status;
	out->type =
	    mem_strdup(answer->type != NULL ? answer->type : "text/plain; charset=utf-8");
	out->headers = json_incref(answer->headers);
	conn->reset = answer->reset;
	if (answer->file_path != NULL) {
		if (!open_file(out, answer)) {
			out->status = 404;
		}
	} else {
		out->size = answer->body != NULL ? answer->size : 0;
		out->body = mem_alloc(out->size);
		if (out->size > 0) {
			memcpy(out->body, answer->body, out->size);
		}
	}
	lws_callback_on_writable(conn->wsi);
}

void server_answer_json(uint64_t id, int status, const json_t *body)
{
	KG_AUTO_FREE char *text = jx_dump(body);

	server_answer(id, &(struct server_answer){ .status = status,
	                      .type = "application/json; charset=utf-8",
	                      .body = text,
	                      .size = strlen(text) });
}
