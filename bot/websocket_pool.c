/*
 * libwebsockets' context on the loop, with one vhost for direct connections and one for the
 * proxy; and who is trusted: the peer's certificate has to be good for the very host that was
 * asked for, name or address.
 */

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "bot/loop.h"
#include "bot/websocket_parts.h"

enum {
	SERVICE_BUFFER = 256 * 1024
}; /* one turn reads this much: the group that one commit takes */

static int verify_peer(X509_STORE_CTX *store, void *user)
{
	struct websocket_pool *pool = user;
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(store);

	for (struct websocket *socket = pool->sockets; socket; socket = socket->next) {
		if (!socket->wsi || lws_get_ssl(socket->wsi) != ssl) {
			continue;
		}
		/* libwebsockets cuts the host at its first colon, so an IPv6 address has to be
		 * set here. */
		X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
		if (socket->host_is_numeric) {
			X509_VERIFY_PARAM_set1_host(param, NULL, 0);
			if (X509_VERIFY_PARAM_set1_ip_asc(param, socket->host) != 1) {
				return 0;
			}
		} else if (X509_VERIFY_PARAM_set1_host(param, socket->host, 0) != 1) {
			return 0;
		}
		return X509_verify_cert(store) == 1;
	}
	return 0; /* whom this is for is unknown: never trusted */
}

static void on_handshake(const SSL *ssl, int where, int ret)
{
	struct websocket_pool *pool = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	(void)ret;
	if (!(where & SSL_CB_HANDSHAKE_START)) {
		return;
	}
	for (struct websocket *socket = pool->sockets; socket; socket = socket->next) {
		if (socket->wsi && lws_get_ssl(socket->wsi) == ssl && socket->host_is_numeric) {
			/* SNI is for names only. */
			SSL_set_tlsext_host_name(lws_get_ssl(socket->wsi), NULL);
		}
	}
}

void websocket_prepare_tls(struct lws *wsi, void *context)
{
	SSL_CTX *tls = context;
	struct websocket_pool *pool = lws_context_user(lws_get_context(wsi));

	SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
	SSL_CTX_set_cert_verify_callback(tls, verify_peer, pool);
	SSL_CTX_set_app_data(tls, pool);
	SSL_CTX_set_info_callback(tls, on_handshake);
}

static const struct lws_protocols protocols[] = {
	{ "kaigi", websocket_on_lws, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 },
};

static void on_lws_log(int level, const char *line)
{
	size_t size = strcspn(line, "\n");

	(void)level;
	log_debug("websocket=library text=\"%.*s\"", (int)(size < 200 ? size : 200), line);
}

static struct lws_vhost *create_vhost(struct websocket_pool *pool, const char *name)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols,
		.vhost_name = name,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.user = pool,
	};

	if (pool->ca_file) {
		info.client_ssl_ca_filepath = pool->ca_file;
		info.options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
	}
	return lws_create_vhost(pool->context, &info);
}

static bool start_context(struct websocket_pool *pool)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
		           LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.foreign_loops = pool->foreign_loops,
		.pt_serv_buf_size = SERVICE_BUFFER,
		.fd_limit_per_thread = 64,
		.user = pool,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, on_lws_log);
	/* libwebsockets would take a proxy from here for the vhost that shall have none. */
	unsetenv("http_proxy"); /* NOLINT(concurrency-mt-unsafe): before uv's workers */
	pool->foreign_loops[0] = loop_uv(pool->loop);
	pool->context = lws_create_context(&info);
	if (!pool->context) {
		return false;
	}
	pool->direct = create_vhost(pool, "direct");
	if (pool->proxy.host) {
		pool->proxied = create_vhost(pool, "proxied");
	}
	return pool->direct && (pool->proxied || !pool->proxy.host);
}

enum kg_status websocket_pool_create(const struct websocket_pool_options *options,
    struct kg_error *err, struct websocket_pool **out)
{
	struct websocket_pool *pool = mem_alloc(sizeof(*pool));
	enum kg_status status =
	    proxy_init(&pool->proxy, options->proxy, options->no_proxy, err);

	if (status != KG_OK) {
		free(pool);
		return status;
	}
	pool->loop = options->loop;
	if (options->ca_file && *options->ca_file) {
		pool->ca_file = mem_strdup(options->ca_file);
	}
	if (!start_context(pool)) {
		kg_error_set(err,
		    "websocket: can't start (is libwebsockets-evlib-uv installed, "
		    "can ca_file be read?)");
		if (pool->context) {
			lws_context_destroy(pool->context);
		}
		proxy_finish(&pool->proxy);
		free(pool->ca_file);
		free(pool);
		return KG_NOT_FOUND;
	}
	*out = pool;
	return KG_OK;
}

void websocket_pool_stop(struct websocket_pool *pool)
{
	if (pool->stopping) {
		return;
	}
	pool->stopping = true;
	while (pool->sockets) {
		websocket_discard(pool->sockets);
	}
	lws_context_destroy(pool->context);
}

void websocket_pool_destroy(struct websocket_pool *pool)
{
	if (!pool) {
		return;
	}
	KG_ASSERT(pool->stopping);
	/* On a foreign loop the first call only closes handles; now that they are closed, this
	 * one frees. */
	lws_context_destroy(pool->context);
	proxy_finish(&pool->proxy);
	free(pool->ca_file);
	free(pool);
}
