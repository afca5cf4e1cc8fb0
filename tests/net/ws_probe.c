/*
 * One websocket: ws_probe URL READY_MS SILENCE_MS CAP [close]. Prints open, message SIZE FIRST
 * LAST, end HOW CODE STATUS RETRY. With "close" it says good-bye after the first message.
 * PROBE_CA, PROBE_PROXY as for net_probe; PROBE_BEARER, PROBE_HEADERS: of the upgrade.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "bot/loop.h"
#include "bot/websocket.h"

struct probe {
	struct loop *loop;
	struct websocket_pool *pool;
	struct websocket *socket;
	bool polite;
};

static void on_open(void *user)
{
	struct probe *probe = user;

	(void)printf("open\n");
	websocket_send(probe->socket, "one", 3);
	websocket_send(probe->socket, "two", 3);
	websocket_flush(probe->socket);
}

static void on_message(void *user, const char *text, size_t size)
{
	struct probe *probe = user;

	(void)printf(
	    "message %zu %c %c\n", size, size ? text[0] : '-', size ? text[size - 1] : '-');
	(void)fflush(stdout);
	websocket_ready(probe->socket);
	if (probe->polite) {
		websocket_close(probe->socket, 1000);
	}
}

static void on_closed(void *user, const struct websocket_end *end)
{
	static const char *const names[] = { "closed", "dropped", "refused", "failed", "silent",
		"too_big" };
	struct probe *probe = user;

	(void)printf("end %s %d %d %lld\n", names[end->how], end->code, end->http_status,
	    (long long)end->retry_after_ms);
	(void)fflush(stdout);
	websocket_pool_stop(probe->pool);
	loop_end(probe->loop);
}

int main(int argc, char **argv)
{
	struct probe probe = { .loop = loop_create() };
	struct websocket_pool_options pool = { .loop = probe.loop,
		.proxy = getenv("PROBE_PROXY"),
		.ca_file = getenv("PROBE_CA") };
	struct websocket_options options = { .ping_ms = 200,
		.on_open = on_open,
		.on_message = on_message,
		.on_closed = on_closed,
		.user = &probe };
	struct kg_error err = { "" };

	if (argc < 5 || clock_init(NULL) != KG_OK ||
	    websocket_pool_create(&pool, &err, &probe.pool) != KG_OK) {
		(void)fprintf(stderr, "%s\n", err.text);
		return 70;
	}
	options.url = argv[1];
	options.bearer = getenv("PROBE_BEARER");
	options.headers = getenv("PROBE_HEADERS");
	options.ready_ms = (uint32_t)strtoul(argv[2], NULL, 10);
	options.silence_ms = (uint32_t)strtoul(argv[3], NULL, 10);
	options.cap = strtoul(argv[4], NULL, 10);
	probe.polite = argc > 5;
	probe.socket = websocket_open(probe.pool, &options);
	loop_run(probe.loop);
	websocket_pool_destroy(probe.pool);
	return loop_destroy(probe.loop) == 0 ? 0 : 99;
}
