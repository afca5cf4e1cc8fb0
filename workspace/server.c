/* Connections and their life; websockets; timers. */

#include "workspace/server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "workspace/conn.h"

enum {
	RECEIVE_BUFFER = 256 * 1024,
	FRAME_MAX = 2 * 1024 * 1024,
	HEADER_MAX = 16384,
	CONNECTIONS_MAX = 512,
	CLOSING_MS = 500,
	FROZEN_S = 60, /* a dead line is noticed some day */
};

struct session {
	struct conn *conn;
};

struct server_timer {
	lws_sorted_usec_list_t sul;
	void (*run)(void *arg);
	void *arg;
	struct server_timer *next;
	struct server_timer **back;
};

const struct server_options *conn_options;

static struct server_options options;
static struct lws_context *context;
static struct lws_vhost *vhosts[2];
static char bases[2][80];
static struct conn *conns;
static struct server_timer *timers;
static uint64_t last_id;
static bool finishing;

uint64_t conn_new_id(void)
{
	return ++last_id;
}

struct conn *conn_find(uint64_t id)
{
	for (struct conn *conn = conns; conn != NULL; conn = conn->next) {
		if (conn->id == id && id != 0) {
			return conn;
		}
	}
	return NULL;
}

static struct conn *conn_open(struct session *session, struct lws *wsi)
{
	struct conn *conn = session->conn;

	if (conn == NULL) {
		conn = mem_alloc(sizeof(*conn));
		buf_init(&conn->body, SERVER_BODY_MAX);
		buf_init(&conn->incoming, FRAME_MAX);
		conn->last = &conn->first;
		conn->next = conns;
		conns = conn;
		session->conn = conn;
	}
	conn->wsi = wsi;
	return conn;
}

static void conn_free(struct session *session)
{
	struct conn *conn = session->conn;

	if (conn == NULL) {
		return;
	}
	session->conn = NULL;
	for (struct conn **at = &conns; *at != NULL; at = &(*at)->next) {
		if (*at == conn) {
			*at = conn->next;
			break;
		}
	}
	while (conn->first != NULL) {
		struct frame *frame = conn->first;

		conn->first = frame->next;
		free(frame);
	}
	http_clear(conn);
	buf_finish(&conn->incoming);
	free(conn);
}

/* libwebsockets would end the stream politely before it closes; dissolving the association
 * sends RST. */
void conn_cut(struct conn *conn)
{
	struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	(void)connect(lws_get_socket_fd(conn->wsi), &nowhere, sizeof(nowhere));
}

static int refuse_or_allow(struct lws *wsi)
{
	char *uri = NULL;
	int size = 0;
	json_t *query = http_read_query(wsi);
	char *origin = http_copy_header(wsi, WSI_TOKEN_ORIGIN);
	char *path;
	int status;

	if (lws_http_get_uri_and_method(wsi, &uri, &size) != LWSHUMETH_GET) {
		size = 0;
	}
	path = mem_strndup(uri != NULL ? uri : "", (size_t)size);
	status = options.handlers->upgrade(path, query, origin, lws_is_ssl(wsi));
	free(path);
	free(origin);
	json_decref(query);
	if (status == 0) {
		return 0;
	}
	return lws_return_http_status(wsi, (unsigned)status, NULL) < 0 ? -1 : 1;
}

static void socket_open(struct conn *conn)
{
	char *uri = NULL;
	int size = 0;
	json_t *query = http_read_query(conn->wsi);
	char *path;

	if (lws_http_get_uri_and_method(conn->wsi, &uri, &size) < 0) {
		size = 0;
	}
	path = mem_strndup(uri != NULL ? uri : "", (size_t)size);
	conn->is_socket = true;
	conn->secure = lws_is_ssl(conn->wsi);
	conn->id = conn_new_id();
	options.handlers->opened(conn->id, path, query, conn->secure);
	free(path);
	json_decref(query);
}

static int socket_receive(struct conn *conn, const void *bytes, size_t size)
{
	if (conn->frozen) {
		return 0;
	}
	buf_add(&conn->incoming, bytes, size);
	if (!lws_is_final_fragment(conn->wsi) || lws_remaining_packet_payload(conn->wsi) > 0) {
		return 0;
	}
	if (conn->incoming.overflow) {
		lws_close_reason(conn->wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
		return -1;
	}
	options.handlers->received(conn->id, conn->incoming.bytes, conn->incoming.size);
	buf_clear(&conn->incoming);
	return 0;
}

static int socket_writable(struct conn *conn)
{
	if (conn->reset) {
		conn_cut(conn);
		return -1;
	}
	if (conn->frozen) {
		return 0;
	}
	while (conn->first != NULL && !lws_partial_buffered(conn->wsi)) {
		struct frame *frame = conn->first;
		int sent = lws_write(conn->wsi, frame->bytes + LWS_PRE, frame->size,
		    frame->ping ? LWS_WRITE_PING : LWS_WRITE_TEXT);

		conn->first = frame->next;
		if (conn->first == NULL) {
			conn->last = &conn->first;
		}
		free(frame);
		if (sent < 0) {
			return -1;
		}
		if (lws_send_pipe_choked(conn->wsi)) {
			break;
		}
	}
	if (conn->first != NULL) {
		lws_callback_on_writable(conn->wsi);
		return 0;
	}
	if (conn->close_code != 0) {
		lws_close_reason(conn->wsi, (enum lws_close_status)conn->close_code, NULL, 0);
		return -1;
	}
	return 0;
}

static int on_http(struct lws *wsi, enum lws_callback_reasons reason, struct session *session,
    void *in, size_t len)
{
	struct conn *conn;

	if (session == NULL) {
		return reason == LWS_CALLBACK_HTTP ? -1 : 0;
	}
	conn = session->conn;
	if (reason == LWS_CALLBACK_HTTP) {
		return http_begin(conn_open(session, wsi), wsi);
	}
	if (conn == NULL) {
		return 0;
	}
	if (reason == LWS_CALLBACK_HTTP_BODY) {
		return http_body(conn, in, len);
	}
	if (reason == LWS_CALLBACK_HTTP_BODY_COMPLETION) {
		return http_body_end(conn);
	}
	return http_writable(conn);
}

static int on_socket(struct lws *wsi, enum lws_callback_reasons reason, struct session *session,
    void *in, size_t len)
{
	if (reason == LWS_CALLBACK_ESTABLISHED) {
		/* The wsi may have carried requests before the upgrade. */
		conn_free(session);
		socket_open(conn_open(session, wsi));
		return 0;
	}
	if (session == NULL || session->conn == NULL) {
		return 0;
	}
	if (reason == LWS_CALLBACK_RECEIVE) {
		return socket_receive(session->conn, in, len);
	}
	if (reason == LWS_CALLBACK_RECEIVE_PONG) {
		if (!session->conn->frozen) {
			options.handlers->ponged(session->conn->id);
		}
		return 0;
	}
	return socket_writable(session->conn);
}

static void on_closed(struct session *session)
{
	if (session != NULL && session->conn != NULL) {
		uint64_t id = session->conn->is_socket ? session->conn->id : 0;

		conn_free(session);
		if (id != 0) {
			options.handlers->closed(id);
		}
	}
}

static int callback(
    struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *session = user;

	/* libwebsockets has a hundred reasons; only these concern us. */
	if (reason == LWS_CALLBACK_HTTP_CONFIRM_UPGRADE) {
		return finishing ? -1 : refuse_or_allow(wsi);
	}
	if (reason == LWS_CALLBACK_HTTP || reason == LWS_CALLBACK_HTTP_BODY ||
	    reason == LWS_CALLBACK_HTTP_BODY_COMPLETION ||
	    reason == LWS_CALLBACK_HTTP_WRITEABLE) {
		return on_http(wsi, reason, session, in, len);
	}
	if (reason == LWS_CALLBACK_ESTABLISHED || reason == LWS_CALLBACK_RECEIVE ||
	    reason == LWS_CALLBACK_RECEIVE_PONG || reason == LWS_CALLBACK_SERVER_WRITEABLE) {
		return on_socket(wsi, reason, session, in, len);
	}
	if (reason == LWS_CALLBACK_CLOSED || reason == LWS_CALLBACK_CLOSED_HTTP) {
		on_closed(session);
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "kaigi",
	    .callback = callback,
	    .per_session_data_size = sizeof(struct session),
	    .rx_buffer_size = 0 },
	{ .name = NULL },
};

static void emit(int level, const char *line)
{
	log_line(level == LLL_ERR ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG, "lws=\"%s\"", line);
}

static enum kg_status open_vhost(bool secure, int port, struct kg_error *err)
{
	char certificate[4096];
	char key[4096];
	bool ipv6 = strchr(options.listen, ':') != NULL;
	struct lws_context_creation_info info = {
		.port = port,
		.iface = options.listen,
		.vhost_name = secure ? "https" : "http",
		.protocols = protocols,
		.keepalive_timeout = 60,
		.timeout_secs = 60,
		.alpn = "http/1.1",
		.options = ipv6 ? 0 : LWS_SERVER_OPTION_DISABLE_IPV6,
	};

	if (secure) {
		(void)snprintf(
		    certificate, sizeof(certificate), "%s/server.pem", options.directory);
		(void)snprintf(key, sizeof(key), "%s/server.key", options.directory);
		info.ssl_cert_filepath = certificate;
		info.ssl_private_key_filepath = key;
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	}
	vhosts[secure] = lws_create_vhost(context, &info);
	if (vhosts[secure] == NULL) {
		kg_error_set(err, "cannot listen on %s port %d", options.listen, port);
		return KG_BUSY;
	}
	(void)snprintf(bases[secure], sizeof(bases[secure]),
	    ipv6 ? "%s://[%s]:%d" : "%s://%s:%d", secure ? "https" : "http", options.listen,
	    lws_get_vhost_listen_port(vhosts[secure]));
	return KG_OK;
}

enum kg_status server_start(const struct server_options *wanted, struct kg_error *err)
{
	struct lws_context_creation_info info = {
		.options =
		    LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.pt_serv_buf_size = RECEIVE_BUFFER,
		.max_http_header_data2 = HEADER_MAX,
		.max_http_header_pool = CONNECTIONS_MAX,
		.fd_limit_per_thread = CONNECTIONS_MAX,
	};
	enum kg_status status;

	options = *wanted;
	conn_options = &options;
	lws_set_log_level(LLL_ERR | LLL_WARN, emit);
	context = lws_create_context(&info);
	if (context == NULL) {
		kg_error_set(err, "libwebsockets did not start");
		return KG_IO;
	}
	status = open_vhost(false, options.http_port, err);
	return status == KG_OK ? open_vhost(true, options.https_port, err) : status;
}

void server_turn(void)
{
	(void)lws_service(context, 0);
}

void server_wake(void)
{
	lws_cancel_service(context);
}

static bool any_socket(void)
{
	for (struct conn *conn = conns; conn != NULL; conn = conn->next) {
		if (conn->is_socket && !conn->frozen) {
			return true;
		}
	}
	return false;
}

static void do_nothing(void *arg)
{
	(void)arg;
}

void server_finish(void)
{
	int64_t until = clock_monotonic_ms() + CLOSING_MS;

	if (context == NULL) {
		return;
	}
	finishing = true;
	for (struct conn *conn = conns; conn != NULL; conn = conn->next) {
		if (conn->is_socket) {
			server_close(conn->id, LWS_CLOSE_STATUS_GOINGAWAY);
		}
	}
	while (any_socket() && clock_monotonic_ms() < until) {
		(void)server_after(50, do_nothing, NULL);
		server_turn();
	}
	/* Connections that close now still cancel their timers; what is left then goes without
	 * the loop. */
	lws_context_destroy(context);
	context = NULL;
	while (timers != NULL) {
		server_cancel(timers);
	}
}

int server_port(bool secure)
{
	return lws_get_vhost_listen_port(vhosts[secure]);
}

const char *server_base(bool secure)
{
	return bases[secure];
}

static void queue(uint64_t id, const char *text, size_t size, bool ping)
{
	struct conn *conn = conn_find(id);
	struct frame *frame;

	if (conn == NULL || !conn->is_socket || conn->close_code != 0) {
		return;
	}
	frame = mem_alloc(sizeof(*frame) + LWS_PRE + size);
	frame->ping = ping;
	frame->size = size;
	memcpy(frame->bytes + LWS_PRE, text, size);
	*conn->last = frame;
	conn->last = &frame->next;
	lws_callback_on_writable(conn->wsi);
}

void server_send(uint64_t id, const char *text, size_t size)
{
	queue(id, text, size, false);
}

void server_ping(uint64_t id, const char *body)
{
	queue(id, body, strlen(body), true);
}

void server_close(uint64_t id, int code)
{
	struct conn *conn = conn_find(id);

	if (conn != NULL && conn->is_socket && conn->close_code == 0) {
		conn->close_code = code;
		lws_callback_on_writable(conn->wsi);
	}
}

void server_reset(uint64_t id)
{
	struct conn *conn = conn_find(id);

	if (conn != NULL) {
		conn->reset = true;
		lws_callback_on_writable(conn->wsi);
	}
}

void server_freeze(uint64_t id)
{
	struct conn *conn = conn_find(id);

	if (conn != NULL && !conn->frozen) {
		conn->frozen = true;
		lws_rx_flow_control(conn->wsi, 0);
		lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_OK, FROZEN_S);
	}
}

void server_cut_frozen(void)
{
	for (struct conn *conn = conns; conn != NULL; conn = conn->next) {
		if (conn->frozen) {
			server_reset(conn->id);
		}
	}
}

bool server_is_open(uint64_t id)
{
	const struct conn *conn = conn_find(id);

	return conn != NULL && conn->close_code == 0 && !conn->reset;
}

static void fire(lws_sorted_usec_list_t *sul)
{
	struct server_timer *timer = (void *)sul; /* its first member */
	void (*run)(void *arg) = timer->run;
	void *arg = timer->arg;

	server_cancel(timer);
	run(arg);
}

struct server_timer *server_after(int64_t ms, void (*run)(void *arg), void *arg)
{
	struct server_timer *timer = mem_alloc(sizeof(*timer));

	timer->run = run;
	timer->arg = arg;
	timer->next = timers;
	timer->back = &timers;
	if (timers != NULL) {
		timers->back = &timer->next;
	}
	timers = timer;
	lws_sul_schedule(context, 0, &timer->sul, fire, (lws_usec_t)(ms > 0 ? ms * 1000 : 1));
	return timer;
}

void server_cancel(struct server_timer *timer)
{
	if (timer == NULL) {
		return;
	}
	if (context != NULL) {
		lws_sul_schedule(context, 0, &timer->sul, NULL, LWS_SET_TIMER_USEC_CANCEL);
	}
	*timer->back = timer->next;
	if (timer->next != NULL) {
		timer->next->back = timer->back;
	}
	free(timer);
}
