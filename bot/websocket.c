/*
 * A connection is: resolving → connecting → open → closing → ended. `ended` is entered once,
 * from whichever of libwebsockets' five ways to say it comes first; on_closed is called from
 * the timer of that moment, so no owner is called from inside its own call. A wsi is only
 * killed from a timer too, never under its own callback.
 */

#include "bot/websocket.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "bot/fault.h"
#include "bot/loop.h"
#include "bot/websocket_parts.h"

static void drop_frames(struct websocket *socket)
{
	while (socket->first) {
		struct frame *frame = socket->first;
		socket->first = frame->next;
		free(frame);
	}
	socket->last = &socket->first;
	socket->queued = 0;
}

static void end_with(struct websocket *socket, enum websocket_how how, const char *why)
{
	if (socket->ended) {
		return;
	}
	socket->ended = true;
	socket->open = false;
	socket->end.how = how;
	(void)snprintf(socket->why, sizeof(socket->why), "%s", why ? why : "");
	socket->end.why = socket->why;
	loop_timer_stop(socket->ready);
	loop_timer_stop(socket->silence);
	loop_timer_stop(socket->ping);
	drop_frames(socket);
	loop_timer_start(socket->tell, 0);
}

static void unlink_socket(struct websocket *socket)
{
	struct websocket **link = &socket->pool->sockets;

	while (*link && *link != socket) {
		link = &(*link)->next;
	}
	if (*link) {
		*link = socket->next;
	}
}

static void free_socket(struct websocket *socket)
{
	unlink_socket(socket);
	loop_resolve_cancel(socket->resolving);
	loop_timer_destroy(socket->ready);
	loop_timer_destroy(socket->silence);
	loop_timer_destroy(socket->ping);
	loop_timer_destroy(socket->kill);
	loop_timer_destroy(socket->bye);
	loop_timer_destroy(socket->tell);
	drop_frames(socket);
	buf_finish(&socket->message);
	if (socket->path) {
		mem_wipe(socket->path, strlen(socket->path)); /* it holds the ticket */
	}
	if (socket->bearer) {
		mem_wipe(socket->bearer, strlen(socket->bearer));
	}
	free(socket->path);
	free(socket->bearer);
	free(socket->headers);
	free(socket);
}

static void kill_wsi(struct websocket *socket)
{
	if (socket->wsi) {
		struct lws *wsi = socket->wsi;
		/* It lives on until libuv has closed its handle, and must not find us then. */
		lws_set_opaque_user_data(wsi, NULL);
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_SYNC);
	}
	socket->wsi = NULL;
}

static void on_tell(void *user)
{
	struct websocket *socket = user;
	struct websocket_end end = socket->end;

	kill_wsi(socket);
	unlink_socket(socket); /* the one who is told may stop the whole pool */
	if (socket->options.on_closed) {
		socket->options.on_closed(socket->options.user, &end);
	}
	free_socket(socket);
}

static void on_kill(void *user)
{
	struct websocket *socket = user;

	kill_wsi(socket);
	end_with(socket, WEBSOCKET_DROPPED, "killed");
}

static void on_bye(void *user)
{
	struct websocket *socket = user;

	if (socket->wsi && socket->open) {
		/* Refusing from the write callback would do, but then the socket counts as
		 * broken and no frame goes. */
		lws_close_reason(
		    socket->wsi, (enum lws_close_status)socket->close_code, NULL, 0);
		lws_set_timeout(
		    socket->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_SYNC);
	}
}

static void on_not_ready(void *user)
{
	struct websocket *socket = user;

	end_with(socket, WEBSOCKET_SILENT, socket->open ? "no hello" : "no connection in time");
}

static void on_silence(void *user)
{
	end_with(user, WEBSOCKET_SILENT, "no frame");
}

static void on_ping(void *user)
{
	struct websocket *socket = user;

	if (socket->open && socket->wsi) {
		socket->want_ping = true;
		lws_callback_on_writable(socket->wsi);
		loop_timer_start(socket->ping, socket->options.ping_ms);
	}
}

static void heard(struct websocket *socket)
{
	if (!socket->ended) {
		loop_timer_start(socket->silence, socket->options.silence_ms);
	}
}

static void take_piece(
    struct websocket *socket, struct lws *wsi, const void *bytes, size_t size)
{
	heard(socket);
	if (socket->ended || socket->overflow) {
		return;
	}
	if (lws_is_first_fragment(wsi)) {
		buf_clear(&socket->message);
	}
	buf_add(&socket->message, bytes, size);
	if (socket->message.overflow) {
		socket->overflow = true;
		end_with(socket, WEBSOCKET_TOO_BIG, "message over the cap");
		return;
	}
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi) != 0) {
		return;
	}
	if (!lws_frame_is_binary(wsi) && socket->options.on_message) {
		fault_point("frame_in");
		socket->options.on_message(
		    socket->options.user, socket->message.bytes, socket->message.size);
	}
	buf_clear(&socket->message);
}

static int write_frames(struct websocket *socket, struct lws *wsi)
{
	if (socket->want_ping) {
		unsigned char ping[LWS_PRE + 8];
		memcpy(ping + LWS_PRE, "kaigi", 5);
		socket->want_ping = false;
		if (lws_write(wsi, ping + LWS_PRE, 5, LWS_WRITE_PING) < 0) {
			return -1;
		}
	}
	while (socket->first && !lws_send_pipe_choked(wsi)) {
		struct frame *frame = socket->first;
		if (lws_write(wsi, frame->bytes + LWS_PRE, frame->size, LWS_WRITE_TEXT) < 0) {
			return -1;
		}
		socket->first = frame->next;
		if (!socket->first) {
			socket->last = &socket->first;
		}
		socket->queued -= frame->size;
		free(frame);
		fault_point("frame_out");
	}
	if (socket->first) {
		lws_callback_on_writable(wsi);
		return 0;
	}
	if (socket->closing) {
		loop_timer_start(socket->bye, 0);
	}
	return 0;
}

static bool add_header(struct lws *wsi, const char *name, const char *value, unsigned char **at,
    unsigned char *end)
{
	return lws_add_http_header_by_name(wsi, (const unsigned char *)name,
	           (const unsigned char *)value, (int)strlen(value), at, end) == 0;
}

/* `place` is libwebsockets' pointer into the request's text, `room` what is left of it. */
static bool add_headers(
    const struct websocket *socket, struct lws *wsi, unsigned char **place, size_t room)
{
	unsigned char *end = *place + room;
	const char *line = socket->headers;

	if (socket->bearer && !add_header(wsi, "authorization:", socket->bearer, place, end)) {
		return false;
	}
	while (line && *line) {
		size_t size = strcspn(line, "\n");
		size_t name = strcspn(line, ":") + 1;
		char header[WEBSOCKET_HEADER_ROOM];
		if (size >= sizeof(header) || name >= size) {
			return false;
		}
		memcpy(header, line, size);
		header[size] = '\0';
		char *value = header + name + strspn(header + name, " ");
		KG_AUTO_FREE char *key = mem_strndup(line, name);
		if (!add_header(wsi, key, value, place, end)) {
			return false;
		}
		line += size + (line[size] == '\n');
	}
	return true;
}

static void refused(struct websocket *socket, struct lws *wsi, const void *in, size_t size)
{
	unsigned int status = lws_http_client_http_response(wsi);
	char text[32] = "";
	char why[160];

	(void)snprintf(why, sizeof(why), "%.*s", in ? (int)(size < 120 ? size : 120) : 0,
	    in ? (const char *)in : "");
	socket->end.http_status = 0;
	if (status < 100 || status > 599 || status == 101 || status == 200) {
		end_with(socket, WEBSOCKET_FAILED, why);
		return;
	}
	socket->end.http_status = (int)status;
	if (lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HTTP_RETRY_AFTER) > 0) {
		char *rest;
		long seconds = strtol(text, &rest, 10);
		if (rest != text && seconds >= 0 && seconds < 86400) {
			socket->end.retry_after_ms = seconds * 1000L;
		}
	}
	end_with(socket, WEBSOCKET_REFUSED, why);
}

static void established(struct websocket *socket)
{
	if (socket->ended) {
		return;
	}
	socket->open = true;
	heard(socket);
	loop_timer_start(socket->ping, socket->options.ping_ms);
	if (socket->options.on_open) {
		socket->options.on_open(socket->options.user);
	}
}

static void peer_closes(struct websocket *socket, const unsigned char *in, size_t size)
{
	if (size >= 2 && !socket->ended) {
		socket->end.code = in[0] << 8 | in[1];
	} else if (!socket->ended) {
		socket->end.code = 1005;
	}
}

static void closed(struct websocket *socket, struct lws *wsi)
{
	bool with_frame = socket->end.code != 1006 || socket->closing;

	/* Its last callback comes later, when we may be gone. */
	lws_set_opaque_user_data(wsi, NULL);
	socket->wsi = NULL;
	end_with(socket, with_frame ? WEBSOCKET_CLOSED : WEBSOCKET_DROPPED,
	    with_frame ? "closed" : "connection lost");
}

int websocket_on_lws(
    struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in, size_t size)
{
	struct websocket *socket;

	(void)session;
	if (reason == LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS) {
		websocket_prepare_tls(wsi, session);
		return 0;
	}
	if (reason == LWS_CALLBACK_CLIENT_HTTP_REDIRECT) {
		return 1;
	}
	socket = wsi ? lws_get_opaque_user_data(wsi) : NULL;
	if (!socket || socket->wsi != wsi) {
		return 0;
	}
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		refused(socket, wsi, in, size);
		break;
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return add_headers(socket, wsi, in, size) ? 0 : -1;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established(socket);
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		take_piece(socket, wsi, in, size);
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		heard(socket);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return socket->ended ? 0 : write_frames(socket, wsi);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		peer_closes(socket, in, size);
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_WSI_DESTROY:
		closed(socket, wsi);
		break;
	default:
		break;
	}
	return 0;
}

void websocket_discard(struct websocket *socket)
{
	socket->ended = true;
	kill_wsi(socket);
	free_socket(socket);
}

static bool parse_url(struct websocket *socket, const char *url)
{
	const char *host;
	size_t size;
	const char *colon;
	unsigned char numeric[16];

	if (strncasecmp(url, "wss://", 6) == 0) {
		socket->is_tls = true;
		host = url + 6;
	} else if (strncasecmp(url, "ws://", 5) == 0) {
		host = url + 5;
	} else {
		return false;
	}
	size = strcspn(host, "/?#\\@");
	socket->path = mem_strdup(host[size] == '/' ? host + size : "/");
	if (host[size] != '/' && host[size] != '\0') {
		return false;
	}
	socket->port = socket->is_tls ? 443 : 80;
	if (host[0] == '[') {
		const char *close = memchr(host, ']', size);
		if (!close) {
			return false;
		}
		colon = close[1] == ':' ? close + 1 : NULL;
		host++;
		size = (size_t)(close - host);
	} else {
		colon = memchr(host, ':', size);
		size = colon ? (size_t)(colon - host) : size;
	}
	if (colon) {
		socket->port = (int)strtol(colon + 1, NULL, 10);
	}
	if (size == 0 || size >= sizeof(socket->host) || socket->port < 1 ||
	    socket->port > 65535) {
		return false;
	}
	memcpy(socket->host, host, size);
	socket->host_is_numeric = inet_pton(AF_INET, socket->host, numeric) == 1 ||
	                          inet_pton(AF_INET6, socket->host, numeric) == 1;
	return true;
}

static void connect_to(struct websocket *socket, const char *address, struct lws_vhost *vhost)
{
	struct buf host_header;
	bool is_v6 = strchr(socket->host, ':') != NULL;
	bool is_default = socket->port == (socket->is_tls ? 443 : 80);
	struct lws_client_connect_info info = {
		.context = socket->pool->context,
		.vhost = vhost,
		.address = address,
		.port = socket->port,
		.path = socket->path,
		.alpn = "http/1.1",
		.ssl_connection =
		    (socket->is_tls ? LCCSCF_USE_SSL : 0) | LCCSCF_HTTP_NO_FOLLOW_REDIRECT,
		.pwsi = &socket->wsi,
		.opaque_user_data = socket,
		.local_protocol_name = "kaigi",
	};

	buf_init(&host_header, WEBSOCKET_HOST_ROOM + 32);
	buf_printf(&host_header, is_v6 ? "[%s]" : "%s", socket->host);
	if (!is_default) {
		buf_printf(&host_header, ":%d", socket->port);
	}
	info.host = host_header.bytes;
	if (!lws_client_connect_via_info(&info)) {
		socket->wsi = NULL;
		end_with(socket, WEBSOCKET_FAILED, "can't connect");
	}
	buf_finish(&host_header);
}

static void on_resolved(
    void *user, const struct loop_address *addresses, size_t count, const char *error)
{
	struct websocket *socket = user;
	struct websocket_pool *pool = socket->pool;

	socket->resolving = NULL;
	if (socket->ended) {
		return;
	}
	if (count == 0) {
		char why[96];
		(void)snprintf(why, sizeof(why), "no address: %.60s", error);
		end_with(socket, WEBSOCKET_FAILED, why);
		return;
	}
	if (proxy_is_used(&pool->proxy, socket->host)) {
		struct buf spec;
		char target[WEBSOCKET_HOST_ROOM + 2];
		buf_init(&spec, 1024);
		if (pool->proxy.user) {
			buf_printf(&spec, "%s:%s@", pool->proxy.user, pool->proxy.password);
		}
		buf_printf(&spec, addresses[0].is_ipv6 ? "[%s]:%d" : "%s:%d", addresses[0].text,
		    pool->proxy.port);
		if (lws_set_proxy(pool->proxied, spec.bytes) != 0) {
			end_with(socket, WEBSOCKET_FAILED, "proxy user and password too long");
		} else {
			(void)snprintf(target, sizeof(target),
			    strchr(socket->host, ':') ? "[%s]" : "%s", socket->host);
			connect_to(socket, target, pool->proxied);
		}
		mem_wipe(spec.bytes, spec.size);
		buf_finish(&spec);
		return;
	}
	connect_to(socket, addresses[0].text, pool->direct);
}

struct websocket *websocket_open(
    struct websocket_pool *pool, const struct websocket_options *options)
{
	struct websocket *socket = mem_alloc(sizeof(*socket));

	KG_ASSERT(!pool->stopping);
	socket->pool = pool;
	socket->next = pool->sockets;
	pool->sockets = socket;
	socket->options = *options;
	socket->options.url = NULL;
	socket->options.bearer = NULL;
	socket->options.headers = NULL;
	if (options->bearer && *options->bearer) {
		static const char scheme[] = "Bearer ";
		size_t size = strlen(options->bearer) + 1;
		socket->bearer = mem_alloc(sizeof(scheme) + size);
		memcpy(socket->bearer, scheme, sizeof(scheme));
		memcpy(socket->bearer + sizeof(scheme) - 1, options->bearer, size);
	}
	socket->headers = options->headers ? mem_strdup(options->headers) : NULL;
	socket->last = &socket->first;
	socket->end.code = 1006;
	socket->end.retry_after_ms = -1;
	buf_init(&socket->message, options->cap);
	socket->ready = loop_timer_create(pool->loop, on_not_ready, socket);
	socket->silence = loop_timer_create(pool->loop, on_silence, socket);
	socket->ping = loop_timer_create(pool->loop, on_ping, socket);
	socket->kill = loop_timer_create(pool->loop, on_kill, socket);
	socket->bye = loop_timer_create(pool->loop, on_bye, socket);
	socket->tell = loop_timer_create(pool->loop, on_tell, socket);
	if (!parse_url(socket, options->url)) {
		end_with(socket, WEBSOCKET_FAILED, "not a ws(s) address");
		return socket;
	}
	loop_timer_start(socket->ready, options->ready_ms);
	socket->resolving = loop_resolve(pool->loop,
	    proxy_is_used(&pool->proxy, socket->host) ? pool->proxy.host : socket->host,
	    on_resolved, socket);
	return socket;
}

void websocket_ready(struct websocket *socket)
{
	loop_timer_stop(socket->ready);
}

void websocket_send(struct websocket *socket, const char *text, size_t size)
{
	struct frame *frame;

	if (!socket->open || socket->ended || socket->closing) {
		return;
	}
	if (socket->queued + size > WEBSOCKET_QUEUE_CAP) {
		end_with(socket, WEBSOCKET_DROPPED, "peer does not read");
		return;
	}
	frame = mem_alloc(sizeof(*frame) + LWS_PRE + size);
	frame->size = size;
	memcpy(frame->bytes + LWS_PRE, text, size);
	*socket->last = frame;
	socket->last = &frame->next;
	socket->queued += size;
}

void websocket_flush(struct websocket *socket)
{
	if (socket->open && socket->wsi && socket->first) {
		lws_callback_on_writable(socket->wsi);
	}
}

void websocket_close(struct websocket *socket, int code)
{
	if (socket->ended || socket->closing) {
		return;
	}
	socket->closing = true;
	socket->close_code = code;
	if (socket->open && socket->wsi) {
		lws_callback_on_writable(socket->wsi);
		loop_timer_start(socket->kill, WEBSOCKET_CLOSE_MS);
	} else {
		loop_timer_start(socket->kill, 0);
	}
}

void websocket_kill(struct websocket *socket)
{
	if (!socket->ended) {
		loop_timer_start(socket->kill, 0);
	}
}

void websocket_abandon(struct websocket *socket)
{
	socket->options.on_closed = NULL;
	socket->options.on_open = NULL;
	socket->options.on_message = NULL;
	websocket_kill(socket);
}
