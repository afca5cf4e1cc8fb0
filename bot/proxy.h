#ifndef KAIGI_BOT_PROXY_H
#define KAIGI_BOT_PROXY_H

/*
 * Which proxy a host is reached through. One answer for curl and websocket alike, so neither
 * looks into the environment itself. Only http proxies (CONNECT, Basic).
 */

#include <stdbool.h>

#include "base/status.h"

struct proxy {
	char *host; /* no brackets; NULL: no proxy at all */
	int port;
	char *user; /* decoded; NULL: none */
	char *password;
	char *no_proxy; /* "a.example,.b.example,10.0.0.1,*" */
	bool from_environment;
};

/*
 * `address`: "http://[user:password@]host[:port]", "" or NULL for HTTPS_PROXY (https_proxy) of
 * the environment. `no_proxy` "" or NULL likewise. KG_INVALID: `err` says what, never with the
 * password.
 */
KG_MUST_CHECK enum kg_status proxy_init(
    struct proxy *proxy, const char *address, const char *no_proxy, struct kg_error *err);
void proxy_finish(struct proxy *proxy); /* zeroed is fine */

/* `host` without brackets. A proxy of the environment is never used for loopback. */
bool proxy_is_used(const struct proxy *proxy, const char *host);

#endif
