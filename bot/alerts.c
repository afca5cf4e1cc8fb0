/*
 * A request lives until its connection is closed and its ack is back, whichever comes last. It
 * is judged in this order: method, path, token, kind, size, then the body: whoever has no token
 * learns nothing else, and nothing of a body is read for him.
 */
#include "bot/alerts.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "bot/alert_read.h"
#include "bot/loop.h"

enum {
	CONNECTIONS = 64,
	HEADER_BYTES = 8192,
	HEADER_ROOM = 1024,
	FAREWELL_MS = 400, /* for what is being stored */
	LOG_MS = 60 * KG_SECOND,
	KB = 1024,
};

struct alerts;

struct ack { /* a request */
	struct alerts *alerts;
	struct lws *wsi; /* NULL: closed */
	struct alert_source *source;
	struct buf body;
	char *signature; /* as sent; NULL: none */
	char *signature_time;
	unsigned status;
	const char *why;
	bool is_asked; /* dispatch holds it */
	struct ack *next;
};

struct session {
	struct ack *request;
};

struct alerts {
	struct adapter adapter;
	struct loop *loop;
	const struct settings_alerts *settings;
	struct alert_source *sources;
	size_t source_count;
	struct lws_context *context;
	void *foreign_loops[1];
	struct loop_timer *farewell;
	struct ack *requests;
	size_t refused;
	int64_t refused_said_at;
	bool is_stopping;
	bool is_closed;
};

/* --- a request's life --- */

static struct ack *request_create(struct alerts *alerts, struct lws *wsi)
{
	struct ack *request = mem_alloc(sizeof(*request));

	request->alerts = alerts;
	request->wsi = wsi;
	request->next = alerts->requests;
	alerts->requests = request;
	buf_init(&request->body, (size_t)alerts->settings->body_kb * KB);
	return request;
}

static void request_free(struct ack *request)
{
	struct ack **place = &request->alerts->requests;

	if (request->wsi != NULL || request->is_asked) {
		return;
	}
	while (*place != request) {
		place = &(*place)->next;
	}
	*place = request->next;
	buf_finish(&request->body);
	free(request->signature);
	free(request->signature_time);
	free(request);
}

/* One line a minute, however many are refused. */
static void note_refused(struct alerts *alerts, unsigned status)
{
	int64_t now = clock_monotonic_ms();

	alerts->refused++;
	if (alerts->refused_said_at == 0 || now - alerts->refused_said_at >= LOG_MS) {
		log_warning("event=alert_refused count=%zu status=%u", alerts->refused, status);
		alerts->refused_said_at = now;
		alerts->refused = 0;
	}
}

static bool add_header(struct lws *wsi, const char *name, const char *value, unsigned char **at,
    unsigned char *end)
{
	return lws_add_http_header_by_name(wsi, (const unsigned char *)name,
	           (const unsigned char *)value, (int)strlen(value), at, end) == 0;
}

/* Always -1: the connection ends with its answer. */
static int write_answer(struct ack *request)
{
	unsigned char room[LWS_PRE + HEADER_ROOM];
	unsigned char *start = room + LWS_PRE;
	unsigned char *at = start;
	unsigned char *end = room + sizeof(room) - 1;
	char text[HEADER_ROOM / 4];
	int size = snprintf(text, sizeof(text), "{\"%s\":\"%s\"}\n",
	    request->status == HTTP_STATUS_OK ? "status" : "error", request->why);
	struct lws *wsi = request->wsi;

	if (request->status != HTTP_STATUS_OK) {
		note_refused(request->alerts, request->status);
	}
	if (lws_add_http_header_status(wsi, request->status, &at, end) != 0 ||
	    !add_header(wsi, "content-type:", "application/json", &at, end) ||
	    !add_header(wsi, "connection:", "close", &at, end) ||
	    (request->status == HTTP_STATUS_UNAUTHORIZED &&
	        !add_header(wsi, "www-authenticate:", "Bearer", &at, end)) ||
	    (request->status == HTTP_STATUS_METHOD_NOT_ALLOWED &&
	        !add_header(wsi, "allow:", "POST", &at, end)) ||
	    (request->status == HTTP_STATUS_SERVICE_UNAVAILABLE &&
	        !add_header(wsi, "retry-after:", "30", &at, end)) ||
	    lws_add_http_header_content_length(wsi, (lws_filepos_t)size, &at, end) != 0 ||
	    lws_finalize_http_header(wsi, &at, end) != 0 || at + size > end) {
		return -1;
	}
	memcpy(at, text, (size_t)size);
	at += size;
	(void)lws_write(wsi, start, (size_t)(at - start), LWS_WRITE_HTTP_HEADERS);
	return -1;
}

static int refuse_now(struct ack *request, unsigned status, const char *why)
{
	request->status = status;
	request->why = why;
	return write_answer(request);
}

/* --- its head --- */

static char *copy_header(struct lws *wsi, enum lws_token_indexes token)
{
	int size = lws_hdr_total_length(wsi, token);
	char *value = size <= 0 ? NULL : mem_alloc((size_t)size + 1);

	if (value != NULL && lws_hdr_copy(wsi, value, size + 1, token) < 0) {
		free(value);
		value = NULL;
	}
	return value;
}

static char *copy_custom(struct lws *wsi, const char *name)
{
	int name_size = (int)strlen(name);
	int size = lws_hdr_custom_length(wsi, name, name_size);
	char *value = size <= 0 ? NULL : mem_alloc((size_t)size + 1);

	if (value != NULL && lws_hdr_custom_copy(wsi, value, size + 1, name, name_size) < 0) {
		free(value);
		value = NULL;
	}
	return value;
}

static struct alert_source *find_source(struct alerts *alerts, const char *uri, size_t size)
{
	static const char folder[] = "/alerts/";
	size_t folder_size = sizeof(folder) - 1;

	if (size < folder_size || memcmp(uri, folder, folder_size) != 0) {
		return NULL;
	}
	for (size_t i = 0; i < alerts->source_count; i++) {
		const char *name = alerts->sources[i].name;

		if (strlen(name) == size - folder_size &&
		    memcmp(name, uri + folder_size, size - folder_size) == 0) {
			return &alerts->sources[i];
		}
	}
	return NULL;
}

static bool is_json(struct lws *wsi)
{
	static const char type[] = "application/json";
	KG_AUTO_FREE char *value = copy_header(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE);
	size_t size = sizeof(type) - 1;

	return value != NULL && strncasecmp(value, type, size) == 0 &&
	       (value[size] == '\0' || value[size] == ';' || value[size] == ' ');
}

/* 0: fine. */
static unsigned judge_size(const struct ack *request, const char **out_why)
{
	struct lws *wsi = request->wsi;
	KG_AUTO_FREE char *text = copy_header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH);
	size_t digits = text == NULL ? 0 : strspn(text, "0123456789");

	if (text == NULL || lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0) {
		*out_why = "content-length is needed";
		return HTTP_STATUS_LENGTH_REQUIRED;
	}
	if (digits == 0 || text[digits] != '\0') {
		*out_why = "content-length is not a number";
		return HTTP_STATUS_BAD_REQUEST;
	}
	if (digits > 9 || strtoul(text, NULL, 10) > request->body.cap) {
		*out_why = "the body is too large";
		return HTTP_STATUS_REQ_ENTITY_TOO_LARGE;
	}
	if (strtoul(text, NULL, 10) == 0) {
		*out_why = "there is no body";
		return HTTP_STATUS_BAD_REQUEST;
	}
	return 0;
}

static int take_head(struct ack *request)
{
	struct lws *wsi = request->wsi;
	KG_AUTO_FREE char *authorization = copy_header(wsi, WSI_TOKEN_HTTP_AUTHORIZATION);
	const char *why = "";
	char *uri = NULL;
	int uri_size = 0;
	unsigned status;
	bool is_known;

	if (lws_http_get_uri_and_method(wsi, &uri, &uri_size) != LWSHUMETH_POST) {
		return refuse_now(request, HTTP_STATUS_METHOD_NOT_ALLOWED, "POST only");
	}
	request->source = find_source(request->alerts, uri, (size_t)uri_size);
	if (request->source == NULL) {
		return refuse_now(request, HTTP_STATUS_NOT_FOUND, "no such source");
	}
	is_known = sign_token_is(authorization, &request->source->token);
	if (authorization != NULL) {
		mem_wipe(authorization, strlen(authorization));
	}
	if (!is_known) {
		return refuse_now(request, HTTP_STATUS_UNAUTHORIZED, "the token is not right");
	}
	if (!is_json(wsi)) {
		return refuse_now(
		    request, HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE, "application/json only");
	}
	status = judge_size(request, &why);
	if (status != 0) {
		return refuse_now(request, status, why);
	}
	request->signature = copy_custom(wsi, "x-grafana-alerting-signature:");
	request->signature_time = copy_custom(wsi, "x-grafana-alerting-timestamp:");
	return 0;
}

/* --- its body --- */

/* 0: fine. */
static unsigned judge_signature(struct ack *request, const char **out_why)
{
	struct alert_source *source = request->source;
	struct signature signature = { .hex = request->signature,
		.time = request->signature_time,
		.body = request->body.bytes,
		.body_size = request->body.size };

	if (source->hmac.bytes == NULL) {
		return 0;
	}
	switch (
	    sign_check(&source->book, &source->hmac, &signature, clock_now().ms / KG_SECOND)) {
	case SIGN_GOOD:
		return 0;
	case SIGN_WRONG:
		*out_why = "the signature is not right";
		return HTTP_STATUS_FORBIDDEN;
	case SIGN_STALE:
		*out_why = "the signature's time is too far off";
		return HTTP_STATUS_FORBIDDEN;
	case SIGN_REPLAYED:
		*out_why = "the signature was used before";
		return HTTP_STATUS_FORBIDDEN;
	case SIGN_BUSY:
		*out_why = "too many requests";
		return HTTP_STATUS_SERVICE_UNAVAILABLE;
	}
	KG_UNREACHABLE();
}

/* A signed request has an id: the same one is known after a restart too. */
static void ask(struct ack *request, const struct alert_report *report, struct arena *arena)
{
	struct alerts *alerts = request->alerts;
	bool is_signed = request->source->hmac.bytes != NULL;
	struct answer answers[] = {
		{ "group", report->group },
		{ "state", report->is_resolved ? "resolved" : "firing" },
		{ "title", report->title },
		{ "count", arena_printf(arena, "%d", report->count) },
	};
	struct event event = {
		.kind = EVENT_ALERT,
		.id = is_signed ? arena_printf(arena, "alert:%s:%s", request->source->name,
		                      request->signature)
		                : NULL,
		.action = request->source->name,
		.answers = answers,
		.answer_count = sizeof(answers) / sizeof(answers[0]),
		.when = clock_now(),
	};

	request->is_asked = true;
	alerts->adapter.events->on_event(
	    alerts->adapter.user, &alerts->adapter, &event, request);
}

static int take_body(struct ack *request)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct alert_report report;
	const char *why = "";
	unsigned status = judge_signature(request, &why);

	if (status != 0) {
		return refuse_now(request, status, why);
	}
	if (alert_read(request->source->kind, &request->body, &arena, &report, &why) != KG_OK) {
		return refuse_now(request, HTTP_STATUS_BAD_REQUEST, why);
	}
	ask(request, &report, &arena);
	return 0;
}

/* --- libwebsockets --- */

static int on_http(struct alerts *alerts, struct lws *wsi, struct session *session)
{
	if (alerts->is_stopping) {
		return -1;
	}
	session->request = request_create(alerts, wsi);
	return take_head(session->request);
}

static void on_closed(struct session *session)
{
	struct ack *request = session->request;

	session->request = NULL;
	if (request != NULL) {
		request->wsi = NULL;
		request_free(request);
	}
}

/* From the connection to the last byte of the body; what is being stored is not hurried. */
static int on_late(struct ack *request)
{
	if (request == NULL) {
		return -1;
	}
	return request->is_asked || request->status != 0
	           ? 0
	           : refuse_now(request, HTTP_STATUS_REQUEST_TIMEOUT, "too slow");
}

static int on_request(
    struct ack *request, enum lws_callback_reasons reason, void *in, size_t size)
{
	if (request == NULL) {
		return 0;
	}
	if (reason == LWS_CALLBACK_HTTP_BODY) {
		buf_add(&request->body, in, size);
		return request->body.overflow
		           ? refuse_now(request, HTTP_STATUS_REQ_ENTITY_TOO_LARGE, "too large")
		           : 0;
	}
	if (reason == LWS_CALLBACK_HTTP_BODY_COMPLETION) {
		return request->is_asked ? 0 : take_body(request);
	}
	return request->status == 0 ? 0 : write_answer(request);
}

static int on_lws(
    struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
	struct session *session = user;
	struct alerts *alerts = lws_context_user(lws_get_context(wsi));

	/* libwebsockets has a hundred reasons; only these concern us. */
	if (reason == LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS) {
		SSL_CTX_set_min_proto_version(user, TLS1_2_VERSION);
		return 0;
	}
	if (reason == LWS_CALLBACK_HTTP_CONFIRM_UPGRADE) {
		return -1;
	}
	if (reason == LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED) {
		lws_set_timer_usecs(
		    wsi, (lws_usec_t)alerts->settings->seconds * LWS_USEC_PER_SEC);
		return 0;
	}
	if (reason == LWS_CALLBACK_TIMER) {
		return on_late(session == NULL ? NULL : session->request);
	}
	if (session == NULL) {
		return reason == LWS_CALLBACK_HTTP ? -1 : 0;
	}
	if (reason == LWS_CALLBACK_HTTP) {
		return on_http(alerts, wsi, session);
	}
	if (reason == LWS_CALLBACK_HTTP_BODY || reason == LWS_CALLBACK_HTTP_BODY_COMPLETION ||
	    reason == LWS_CALLBACK_HTTP_WRITEABLE) {
		return on_request(session->request, reason, in, size);
	}
	if (reason == LWS_CALLBACK_CLOSED_HTTP) {
		on_closed(session);
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "alerts", on_lws, sizeof(struct session), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 },
};

static void on_lws_log(int level, const char *line)
{
	size_t size = strcspn(line, "\n");

	(void)level;
	log_debug("alerts=library text=\"%.*s\"", (int)(size < 200 ? size : 200), line);
}

static bool create_vhost(struct alerts *alerts)
{
	const struct settings_alerts *settings = alerts->settings;
	bool is_tls = *settings->certificate != '\0';
	struct lws_context_creation_info info = {
		.port = settings->port,
		.iface = settings->listen,
		.vhost_name = "alerts",
		.protocols = protocols,
		.timeout_secs = (unsigned)settings->seconds,
		.keepalive_timeout = 1,
		.alpn = "http/1.1",
		.ssl_cert_filepath = is_tls ? settings->certificate : NULL,
		.ssl_private_key_filepath = is_tls ? settings->key : NULL,
		.options =
		    LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
		    (strchr(settings->listen, ':') != NULL ? 0
		                                           : LWS_SERVER_OPTION_DISABLE_IPV6) |
		    (is_tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0),
		.user = alerts,
	};

	return lws_create_vhost(alerts->context, &info) != NULL;
}

/* --- the adapter's table --- */

static struct alerts *alerts_of(struct adapter *adapter)
{
	return (struct alerts *)adapter;
}

static enum kg_status alerts_start(struct adapter *adapter)
{
	struct alerts *alerts = alerts_of(adapter);
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
		           LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.foreign_loops = alerts->foreign_loops,
		.max_http_header_data2 = HEADER_BYTES,
		.max_http_header_pool = CONNECTIONS,
		.fd_limit_per_thread = CONNECTIONS * 2,
		.user = alerts,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, on_lws_log);
	alerts->foreign_loops[0] = loop_uv(alerts->loop);
	alerts->context = lws_create_context(&info);
	if (alerts->context == NULL || !create_vhost(alerts)) {
		log_error("event=alerts_listen address=%s port=%d error=\"can't listen: is the "
		          "port taken, can certificate and key be read?\"",
		    alerts->settings->listen, alerts->settings->port);
		return KG_IO;
	}
	log_info("event=alerts_listen address=%s port=%d", alerts->settings->listen,
	    alerts->settings->port);
	return KG_OK;
}

static enum kg_status alerts_send(struct adapter *adapter, const struct send *send)
{
	(void)adapter;
	(void)send;
	return KG_INVALID;
}

static void give_back(struct ack *request, unsigned status, const char *why)
{
	request->is_asked = false;
	request->status = status;
	request->why = why;
	if (request->wsi != NULL) {
		lws_callback_on_writable(request->wsi);
	}
	request_free(request);
}

static void alerts_acknowledge(
    struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	(void)adapter;
	(void)reply;
	give_back(ack, HTTP_STATUS_OK, "stored");
}

static void forget_signature(struct ack *request)
{
	if (request->signature != NULL) {
		sign_forget(&request->source->book, request->signature);
	}
}

static void alerts_refuse(struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	(void)adapter;
	(void)reply;
	forget_signature(ack);
	give_back(ack, HTTP_STATUS_SERVICE_UNAVAILABLE, "it could not be stored: say it again");
}

static void alerts_drop(struct adapter *adapter, struct ack *ack)
{
	(void)adapter;
	forget_signature(ack);
	ack->is_asked = false;
	if (ack->wsi != NULL) {
		lws_set_timeout(ack->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
	}
	request_free(ack);
}

static void alerts_flush(struct adapter *adapter)
{
	(void)adapter;
}

static void on_farewell(void *user)
{
	struct alerts *alerts = user;

	if (alerts->is_closed) {
		return;
	}
	alerts->is_closed = true;
	if (alerts->context != NULL) {
		lws_context_destroy(alerts->context); /* on a foreign loop: closes handles */
	}
	alerts->adapter.events->on_closed(alerts->adapter.user, &alerts->adapter);
}

static void alerts_stop(struct adapter *adapter)
{
	struct alerts *alerts = alerts_of(adapter);
	uint64_t wait = 0;

	if (alerts->is_stopping) {
		return;
	}
	alerts->is_stopping = true;
	for (struct ack *request = alerts->requests; request != NULL; request = request->next) {
		wait = request->is_asked || request->status != 0 ? FAREWELL_MS : wait;
	}
	loop_timer_start(alerts->farewell, wait);
}

void alert_source_finish(struct alert_source *source)
{
	secret_finish(&source->token);
	secret_finish(&source->hmac);
	sign_book_finish(&source->book);
}

static void alerts_destroy(struct adapter *adapter)
{
	struct alerts *alerts = alerts_of(adapter);

	if (alerts == NULL) {
		return;
	}
	loop_timer_destroy(alerts->farewell);
	if (alerts->context != NULL) {
		lws_context_destroy(alerts->context); /* its handles are closed: frees */
	}
	for (size_t i = 0; i < alerts->source_count; i++) {
		alert_source_finish(&alerts->sources[i]);
	}
	free(alerts->sources);
	free(alerts);
}

static void alerts_post_alarm(struct adapter *adapter, const char *channel, const char *text)
{
	(void)adapter;
	(void)channel;
	(void)text; /* no channel lies here */
}

static enum kg_status alerts_resume(struct adapter *adapter)
{
	(void)adapter;
	return KG_NOT_FOUND;
}

static const struct adapter_impl alerts_impl = {
	.name = "alerts",
	.start = alerts_start,
	.send = alerts_send,
	.acknowledge = alerts_acknowledge,
	.refuse = alerts_refuse,
	.drop = alerts_drop,
	.flush = alerts_flush,
	.post_alarm = alerts_post_alarm,
	.resume = alerts_resume,
	.stop = alerts_stop,
	.destroy = alerts_destroy,
};

struct adapter *alerts_create(const struct alerts_options *options)
{
	struct alerts *alerts = mem_alloc(sizeof(*alerts));

	alerts->adapter = (struct adapter){
		.impl = &alerts_impl,
		.events = options->events,
		.user = options->user,
		.workspace = 0,
		.name = "alerts",
	};
	alerts->loop = options->loop;
	alerts->settings = options->settings;
	alerts->sources = options->sources;
	alerts->source_count = options->source_count;
	alerts->farewell = loop_timer_create(options->loop, on_farewell, alerts);
	return &alerts->adapter;
}
