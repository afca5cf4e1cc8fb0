/*
 * curl's multi interface on uv_poll. A socket's watcher is freed in its close callback. A
 * time-out of 0 becomes 1 ms, so that curl is never entered from inside itself. Whether a
 * request can have left is told by curl's own pre-request callback, which runs when name,
 * proxy, connection and TLS are done.
 */

#include "bot/http.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/loop.h"
#include "bot/proxy.h"

enum {
	DEFAULT_CAP = 4 * 1024 * 1024,
	DEFAULT_TIMEOUT_MS = 30 * 1000,
	CONNECT_TIMEOUT_MS = 10 * 1000,
	HOST_ROOM = 256,
	HEADER_ROOM = 512,
};

struct http {
	struct loop *loop;
	CURLM *multi;
	struct loop_timer *timer;
	struct proxy proxy;
	char *ca_file;
	struct http_call *calls;
	bool stopping;
};

struct http_socket {
	uv_poll_t uv;
	struct http *http;
	curl_socket_t fd;
};

struct http_call {
	struct http *http;
	struct http_call *next;
	struct http_call **link; /* what points at us */
	CURL *easy;
	bool running; /* added to the multi */
	struct loop_resolving *resolving;
	struct curl_slist *headers;
	struct curl_slist *addresses;
	char *url;
	char *body;
	FILE *file;
	char host[HOST_ROOM]; /* whose name is resolved: the server's or the proxy's */
	int port;
	struct buf answer;
	size_t cap;
	int64_t length;
	bool sent;
	bool refused;
	bool (*on_body)(void *user, const char *bytes, size_t size);
	void (*on_answer)(void *user, const struct http_answer *answer);
	void *user;
	int64_t retry_after_ms;
	int64_t date_ms;
	char content_type[HEADER_ROOM];
	char location[2048];
	char scopes[2048];
	char error[CURL_ERROR_SIZE];
};

static void on_socket_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void finish_call(struct http_call *call, enum http_outcome outcome, int status);

static enum http_outcome outcome_of(const struct http_call *call, CURLcode code)
{
	if (code == CURLE_OK) {
		return HTTP_ANSWERED;
	}
	if (call->refused) {
		return HTTP_REFUSED;
	}
	return call->sent ? HTTP_AMBIGUOUS : HTTP_NEVER_SENT;
}

static void read_results(struct http *http)
{
	CURLMsg *message;
	int left;

	while (http->multi && (message = curl_multi_info_read(http->multi, &left)) != NULL) {
		struct http_call *call = NULL;
		long status = 0;
		CURLcode code;
		if (message->msg != CURLMSG_DONE) {
			continue;
		}
		code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
		curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
		if (code != CURLE_OK && call->error[0] == '\0') {
			(void)snprintf(
			    call->error, sizeof(call->error), "%s", curl_easy_strerror(code));
		}
		finish_call(call, outcome_of(call, code), (int)status);
	}
}

static void on_poll(uv_poll_t *uv, int status, int events)
{
	struct http_socket *socket = uv->data;
	struct http *http = socket->http;
	int flags = 0;
	int running;

	if (status < 0) {
		flags = CURL_CSELECT_ERR;
	}
	if (events & UV_READABLE) {
		flags |= CURL_CSELECT_IN;
	}
	if (events & UV_WRITABLE) {
		flags |= CURL_CSELECT_OUT;
	}
	curl_multi_socket_action(http->multi, socket->fd, flags, &running);
	read_results(http);
}

static int on_curl_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *known)
{
	struct http *http = user;
	struct http_socket *socket = known;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (socket) {
			curl_multi_assign(http->multi, fd, NULL);
			uv_close((uv_handle_t *)&socket->uv, on_socket_closed);
		}
		return 0;
	}
	if (!socket) {
		socket = mem_alloc(sizeof(*socket));
		socket->http = http;
		socket->fd = fd;
		if (uv_poll_init_socket(loop_uv(http->loop), &socket->uv, fd) != 0) {
			free(socket);
			return -1;
		}
		socket->uv.data = socket;
		curl_multi_assign(http->multi, fd, socket);
	}
	if (what != CURL_POLL_OUT) {
		events |= UV_READABLE;
	}
	if (what != CURL_POLL_IN) {
		events |= UV_WRITABLE;
	}
	uv_poll_start(&socket->uv, events, on_poll);
	return 0;
}

static int on_curl_timer(CURLM *multi, long timeout_ms, void *user)
{
	struct http *http = user;

	(void)multi;
	if (timeout_ms < 0) {
		loop_timer_stop(http->timer);
	} else {
		loop_timer_start(http->timer, timeout_ms == 0 ? 1 : (uint64_t)timeout_ms);
	}
	return 0;
}

static void on_timer(void *user)
{
	struct http *http = user;
	int running;

	curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	read_results(http);
}

enum kg_status http_create(
    const struct http_options *options, struct kg_error *err, struct http **out)
{
	struct http *http = mem_alloc(sizeof(*http));
	enum kg_status status =
	    proxy_init(&http->proxy, options->proxy, options->no_proxy, err);

	if (status != KG_OK) {
		free(http);
		return status;
	}
	if (options->ca_file && *options->ca_file) {
		if (access(options->ca_file, R_OK) != 0) {
			kg_error_set(err, "ca_file: can't read %s", options->ca_file);
			proxy_finish(&http->proxy);
			free(http);
			return KG_NOT_FOUND;
		}
		http->ca_file = mem_strdup(options->ca_file);
	}
	http->loop = options->loop;
	KG_ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
	http->multi = curl_multi_init();
	KG_ASSERT(http->multi != NULL);
	http->timer = loop_timer_create(http->loop, on_timer, http);
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_curl_socket);
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_curl_timer);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 128L);
	*out = http;
	return KG_OK;
}

void http_stop(struct http *http)
{
	if (http->stopping) {
		return;
	}
	http->stopping = true;
	while (http->calls) {
		finish_call(http->calls, HTTP_CANCELLED, 0);
	}
	curl_multi_cleanup(http->multi);
	http->multi = NULL;
	loop_timer_destroy(http->timer);
}

void http_destroy(struct http *http)
{
	if (!http) {
		return;
	}
	KG_ASSERT(http->stopping);
	proxy_finish(&http->proxy);
	free(http->ca_file);
	free(http);
	curl_global_cleanup();
}

static void free_call(struct http_call *call)
{
	*call->link = call->next;
	if (call->next) {
		call->next->link = call->link;
	}
	loop_resolve_cancel(call->resolving);
	if (call->running) {
		curl_multi_remove_handle(call->http->multi, call->easy);
	}
	curl_easy_cleanup(call->easy);
	for (struct curl_slist *header = call->headers; header; header = header->next) {
		mem_wipe(header->data, strlen(header->data));
	}
	curl_slist_free_all(call->headers);
	curl_slist_free_all(call->addresses);
	buf_finish(&call->answer);
	if (call->file) {
		(void)fclose(call->file);
	}
	free(call->url);
	free(call->body);
	free(call);
}

static void finish_call(struct http_call *call, enum http_outcome outcome, int status)
{
	struct http_answer answer = {
		.outcome = outcome,
		.status = status,
		.body = call->answer.bytes ? call->answer.bytes : "",
		.size = call->answer.size,
		.length = call->length,
		.retry_after_ms = call->retry_after_ms,
		.date_ms = call->date_ms,
		.content_type = call->content_type,
		.location = call->location,
		.scopes = call->scopes,
		.error = call->error,
	};
	void (*on_answer)(void *user, const struct http_answer *answer) = call->on_answer;

	/* Out of the list first: the one who is told may stop everything. */
	*call->link = call->next;
	if (call->next) {
		call->next->link = call->link;
	}
	call->next = NULL;
	call->link = &call->next;
	if (call->running) {
		curl_multi_remove_handle(call->http->multi, call->easy);
		call->running = false;
	}
	on_answer(call->user, &answer);
	call->link = &call->next;
	free_call(call);
}

void http_cancel(struct http_call *call)
{
	if (call) {
		free_call(call);
	}
}

static size_t on_write(char *bytes, size_t size, size_t count, void *user)
{
	struct http_call *call = user;
	size_t total = size * count;
	long status = 0;

	call->length += (int64_t)total;
	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	if (call->on_body && status >= 200 && status < 300) {
		call->refused = !call->on_body(call->user, bytes, total);
		return call->refused ? 0 : total;
	}
	if (call->answer.size + total > call->cap) {
		call->refused = true;
		return 0;
	}
	buf_add(&call->answer, bytes, total);
	return total;
}

static bool header_is(const char *line, size_t size, const char *name, char *out, size_t room)
{
	size_t length = strlen(name);
	size_t n;

	if (size <= length || line[length] != ':' || strncasecmp(line, name, length) != 0) {
		return false;
	}
	line += length + 1;
	size -= length + 1;
	while (size > 0 && isspace((unsigned char)line[0])) {
		line++;
		size--;
	}
	while (size > 0 && isspace((unsigned char)line[size - 1])) {
		size--;
	}
	n = size < room - 1 ? size : room - 1;
	memcpy(out, line, n);
	out[n] = '\0';
	return true;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *user)
{
	struct http_call *call = user;
	size_t total = size * count;
	char value[64];

	if (total > 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		call->retry_after_ms = -1;
		call->location[0] = '\0';
	} else if (header_is(bytes, total, "retry-after", value, sizeof(value))) {
		char *end;
		long seconds = strtol(value, &end, 10);
		if (end != value && *end == '\0' && seconds >= 0 && seconds < 86400) {
			call->retry_after_ms = seconds * 1000L;
		}
	} else if (header_is(bytes, total, "date", value, sizeof(value))) {
		time_t date = curl_getdate(value, NULL);
		call->date_ms = date > 0 ? (int64_t)date * 1000 : 0;
	} else if (!header_is(bytes, total, "content-type", call->content_type, HEADER_ROOM) &&
	           !header_is(
	               bytes, total, "location", call->location, sizeof(call->location))) {
		(void)header_is(
		    bytes, total, "x-oauth-scopes", call->scopes, sizeof(call->scopes));
	}
	return total;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the signature is libcurl's */
static int on_request(void *user, char *ip, char *local, int port, int local_port)
{
	struct http_call *call = user;

	(void)ip;
	(void)local;
	(void)port;
	(void)local_port;
	call->sent = true;
	return CURL_PREREQFUNC_OK;
}

static size_t on_read(char *bytes, size_t size, size_t count, void *user)
{
	struct http_call *call = user;

	return fread(bytes, size, count, call->file);
}

static void add_header(struct http_call *call, const char *name, const char *value)
{
	struct buf line;

	buf_init(&line, 8192);
	buf_printf(&line, "%s: %s", name, value);
	call->headers = curl_slist_append(call->headers, line.bytes);
	mem_wipe(line.bytes, line.size);
	buf_finish(&line);
}

static void set_body(struct http_call *call, const struct http_request *request)
{
	CURL *easy = call->easy;

	if (request->body_file) {
		struct stat status;
		call->file = fopen(request->body_file, "rbe");
		if (!call->file || fstat(fileno(call->file), &status) != 0) {
			(void)snprintf(
			    call->error, sizeof(call->error), "can't read the file to send");
			return;
		}
		curl_easy_setopt(easy, CURLOPT_POST, 1L);
		curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
		curl_easy_setopt(easy, CURLOPT_READDATA, call);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)status.st_size);
	} else if (request->body) {
		call->body = mem_alloc(request->body_size + 1);
		memcpy(call->body, request->body, request->body_size);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->body);
		curl_easy_setopt(
		    easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
	}
	if (request->content_type) {
		add_header(call, "Content-Type", request->content_type);
	}
	if (request->method) {
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	}
}

static void set_proxy(struct http_call *call, const char *host)
{
	const struct proxy *proxy = &call->http->proxy;
	CURL *easy = call->easy;

	/* "" keeps curl from looking into the environment. */
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	if (!proxy_is_used(proxy, host)) {
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
		return;
	}
	(void)snprintf(call->host, sizeof(call->host), "%s", proxy->host);
	call->port = proxy->port;
	{
		char address[HOST_ROOM + 16];
		bool is_v6 = strchr(proxy->host, ':') != NULL;
		(void)snprintf(address, sizeof(address), "http://%s%s%s:%d", is_v6 ? "[" : "",
		    proxy->host, is_v6 ? "]" : "", proxy->port);
		curl_easy_setopt(easy, CURLOPT_PROXY, address);
	}
	curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (proxy->user) {
		curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, proxy->user);
		curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD, proxy->password);
	}
}

static void set_options(struct http_call *call, const struct http_request *request)
{
	CURL *easy = call->easy;
	const char *ca_file = call->http->ca_file;
	uint32_t timeout = request->timeout_ms ? request->timeout_ms : DEFAULT_TIMEOUT_MS;

	curl_easy_setopt(easy, CURLOPT_URL, call->url);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (ca_file) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "kaigi/" KAIGI_VERSION);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->error);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_request);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, call);
	/* On a connection used before, curl would quietly send again when it turns out dead. */
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, request->once ? 1L : 0L);
}

static void start_call(struct http_call *call)
{
	curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
	curl_easy_setopt(call->easy, CURLOPT_RESOLVE, call->addresses);
	if (call->error[0] != '\0' ||
	    curl_multi_add_handle(call->http->multi, call->easy) != CURLM_OK) {
		finish_call(call, HTTP_NEVER_SENT, 0);
		return;
	}
	call->running = true;
}

static void on_resolved(
    void *user, const struct loop_address *addresses, size_t count, const char *error)
{
	struct http_call *call = user;
	struct buf entry;

	call->resolving = NULL;
	if (count == 0) {
		(void)snprintf(call->error, sizeof(call->error), "no address for %.100s: %.50s",
		    call->host, error);
		finish_call(call, HTTP_NEVER_SENT, 0);
		return;
	}
	if (strcmp(addresses[0].text, call->host) != 0) {
		buf_init(&entry, 2048);
		buf_printf(&entry, "+%s:%d:", call->host, call->port);
		for (size_t i = 0; i < count; i++) {
			buf_printf(&entry, addresses[i].is_ipv6 ? "%s[%s]" : "%s%s",
			    i > 0 ? "," : "", addresses[i].text);
		}
		call->addresses = curl_slist_append(NULL, entry.bytes);
		buf_finish(&entry);
	}
	start_call(call);
}

/* Takes the port off `size` bytes of host and port: what is left of them, 0 when they are
 * nonsense. */
static size_t cut_port(const char *host, size_t size, int *port)
{
	const char *end = host[0] == '[' ? memchr(host, ']', size) : host;
	const char *colon;

	if (end == NULL) {
		return 0;
	}
	colon = memchr(end, ':', size - (size_t)(end - host));
	if (colon == NULL) {
		return size;
	}
	*port = (int)strtol(colon + 1, NULL, 10);
	return (size_t)(colon - host);
}

static bool url_parts(
    const char *url, char *out_host, size_t room, int *out_port, bool *out_tls)
{
	const char *host;
	size_t size;

	*out_tls = strncasecmp(url, "https://", 8) == 0;
	if (!*out_tls && strncasecmp(url, "http://", 7) != 0) {
		return false;
	}
	*out_port = *out_tls ? 443 : 80;
	host = url + (*out_tls ? 8 : 7);
	size = strcspn(host, "/?#\\");
	if (memchr(host, '@', size)) {
		return false; /* "https://good.example@evil.example/" */
	}
	size = cut_port(host, size, out_port);
	if (size > 2 && host[0] == '[' && host[size - 1] == ']') {
		host++;
		size -= 2;
	}
	if (size == 0 || size >= room || *out_port < 1 || *out_port > 65535) {
		return false;
	}
	for (size_t i = 0; i < size; i++) {
		out_host[i] = (char)tolower((unsigned char)host[i]);
	}
	out_host[size] = '\0';
	return true;
}

bool http_url_host(const char *url, char *out_host, size_t room, bool *out_is_tls)
{
	int port;

	return url_parts(url, out_host, room, &port, out_is_tls);
}

struct http_call *http_send(struct http *http, const struct http_request *request)
{
	struct http_call *call = mem_alloc(sizeof(*call));
	bool is_tls;

	KG_ASSERT(!http->stopping);
	call->http = http;
	call->next = http->calls;
	call->link = &http->calls;
	if (http->calls) {
		http->calls->link = &call->next;
	}
	http->calls = call;
	call->easy = curl_easy_init();
	KG_ASSERT(call->easy != NULL);
	call->url = mem_strdup(request->url);
	call->cap = request->cap ? request->cap : DEFAULT_CAP;
	buf_init(&call->answer, call->cap + 1);
	call->on_body = request->on_body;
	call->on_answer = request->on_answer;
	call->user = request->user;
	call->retry_after_ms = -1;
	set_options(call, request);
	add_header(call, "Expect", "");
	if (request->bearer) {
		struct buf value;
		buf_init(&value, 8192);
		buf_printf(&value, "Bearer %s", request->bearer);
		add_header(call, "Authorization", value.bytes);
		mem_wipe(value.bytes, value.size);
		buf_finish(&value);
	}
	set_body(call, request);
	if (!url_parts(request->url, call->host, sizeof(call->host), &call->port, &is_tls)) {
		(void)snprintf(call->error, sizeof(call->error), "not an http(s) address");
		(void)snprintf(call->host, sizeof(call->host), "127.0.0.1");
	} else {
		set_proxy(call, call->host);
	}
	call->resolving = loop_resolve(http->loop, call->host, on_resolved, call);
	return call;
}
