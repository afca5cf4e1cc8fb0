/*
 * The loop's own handles: two signals, the turn hook (uv_check), the waker (uv_idle). A
 * handle's memory is freed in its close callback and nowhere else, so that uv_loop_close can
 * promise that nothing is left.
 */

#include "bot/loop.h"

#include <arpa/inet.h>
#include <signal.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

struct loop {
	uv_loop_t uv;
	uv_signal_t signals[2];
	uv_check_t check;
	uv_idle_t idle;
	bool ended;
	void (*on_signal)(void *user, int signum);
	void *signal_user;
	void (*on_turn)(void *user);
	void *turn_user;
};

struct loop_timer {
	uv_timer_t uv;
	void (*on_timer)(void *user);
	void *user;
};

enum { ADDRESS_MAX = 8 };

struct loop_resolving {
	uv_getaddrinfo_t uv;
	uv_timer_t soon; /* answers a numeric host on the next turn */
	struct loop_address numeric;
	bool cancelled;
	void (*on_resolved)(
	    void *user, const struct loop_address *addresses, size_t count, const char *error);
	void *user;
};

static void on_idle(uv_idle_t *idle)
{
	uv_idle_stop(idle);
}

static void on_check(uv_check_t *check)
{
	struct loop *loop = check->data;

	if (loop->on_turn) {
		loop->on_turn(loop->turn_user);
	}
}

static void on_uv_signal(uv_signal_t *handle, int signum)
{
	struct loop *loop = handle->data;

	if (loop->on_signal) {
		loop->on_signal(loop->signal_user, signum);
	}
}

struct loop *loop_create(void)
{
	static const int signums[2] = { SIGTERM, SIGINT };
	struct loop *loop = mem_alloc(sizeof(*loop));

	KG_ASSERT(uv_loop_init(&loop->uv) == 0);
	loop->uv.data = loop;
	(void)signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < 2; i++) {
		KG_ASSERT(uv_signal_init(&loop->uv, &loop->signals[i]) == 0);
		loop->signals[i].data = loop;
		KG_ASSERT(uv_signal_start(&loop->signals[i], on_uv_signal, signums[i]) == 0);
		uv_unref((uv_handle_t *)&loop->signals[i]);
	}
	uv_check_init(&loop->uv, &loop->check);
	loop->check.data = loop;
	uv_check_start(&loop->check, on_check);
	uv_unref((uv_handle_t *)&loop->check);
	uv_idle_init(&loop->uv, &loop->idle);
	return loop;
}

uv_loop_t *loop_uv(struct loop *loop)
{
	return &loop->uv;
}

void loop_run(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	/* Unreferenced handles that are closing still need a turn. */
	uv_run(&loop->uv, UV_RUN_NOWAIT);
}

void loop_end(struct loop *loop)
{
	if (loop->ended) {
		return;
	}
	loop->ended = true;
	for (size_t i = 0; i < 2; i++) {
		uv_close((uv_handle_t *)&loop->signals[i], NULL);
	}
	uv_close((uv_handle_t *)&loop->check, NULL);
	uv_close((uv_handle_t *)&loop->idle, NULL);
}

static void report_handle(uv_handle_t *handle, void *user)
{
	(void)user;
	log_error("loop=leak handle=%s active=%d closing=%d", uv_handle_type_name(handle->type),
	    uv_is_active(handle), uv_is_closing(handle));
}

int loop_destroy(struct loop *loop)
{
	int rc;

	if (!loop) {
		return 0;
	}
	loop_end(loop);
	uv_run(&loop->uv, UV_RUN_NOWAIT);
	rc = uv_loop_close(&loop->uv);
	if (rc != 0) {
		uv_walk(&loop->uv, report_handle, NULL);
		return rc; /* its memory is still in use */
	}
	mem_free_scope(&loop);
	return 0;
}

void loop_on_signal(struct loop *loop, void (*on_signal)(void *user, int signum), void *user)
{
	loop->on_signal = on_signal;
	loop->signal_user = user;
}

void loop_on_turn(struct loop *loop, void (*on_turn)(void *user), void *user)
{
	loop->on_turn = on_turn;
	loop->turn_user = user;
}

void loop_wake(struct loop *loop)
{
	if (!loop->ended) {
		uv_idle_start(&loop->idle, on_idle);
	}
}

static void on_loop_timer(uv_timer_t *uv)
{
	struct loop_timer *timer = uv->data;

	timer->on_timer(timer->user);
}

struct loop_timer *loop_timer_create(
    struct loop *loop, void (*on_timer)(void *user), void *user)
{
	struct loop_timer *timer = mem_alloc(sizeof(*timer));

	uv_timer_init(&loop->uv, &timer->uv);
	timer->uv.data = timer;
	timer->on_timer = on_timer;
	timer->user = user;
	return timer;
}

void loop_timer_start(struct loop_timer *timer, uint64_t ms)
{
	/* uv counts from the start of the turn, which a commit may have made long. */
	uv_update_time(timer->uv.loop);
	uv_timer_start(&timer->uv, on_loop_timer, ms, 0);
}

void loop_timer_stop(struct loop_timer *timer)
{
	uv_timer_stop(&timer->uv);
}

bool loop_timer_is_running(const struct loop_timer *timer)
{
	return uv_is_active((const uv_handle_t *)&timer->uv) != 0;
}

static void free_timer(uv_handle_t *handle)
{
	struct loop_timer *timer = handle->data;

	mem_free_scope(&timer);
}

void loop_timer_destroy(struct loop_timer *timer)
{
	if (timer) {
		uv_close((uv_handle_t *)&timer->uv, free_timer);
	}
}

static void free_resolving(uv_handle_t *handle)
{
	struct loop_resolving *resolving = handle->data;

	mem_free_scope(&resolving);
}

static void end_resolving(struct loop_resolving *resolving)
{
	uv_close((uv_handle_t *)&resolving->soon, free_resolving);
}

static bool take_address(const struct addrinfo *info, struct loop_address *out)
{
	if (info->ai_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)info->ai_addr;
		out->is_ipv6 = false;
		return inet_ntop(AF_INET, &in->sin_addr, out->text, sizeof(out->text)) != NULL;
	}
	if (info->ai_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)info->ai_addr;
		out->is_ipv6 = true;
		return inet_ntop(AF_INET6, &in6->sin6_addr, out->text, sizeof(out->text)) !=
		       NULL;
	}
	return false;
}

static void on_addrinfo(uv_getaddrinfo_t *uv, int status, struct addrinfo *result)
{
	struct loop_resolving *resolving = uv->data;
	struct loop_address addresses[ADDRESS_MAX];
	size_t count = 0;

	for (struct addrinfo *info = result; info && count < ADDRESS_MAX;
	     info = info->ai_next) {
		if (take_address(info, &addresses[count])) {
			count++;
		}
	}
	uv_freeaddrinfo(result);
	if (!resolving->cancelled) {
		resolving->cancelled = true;
		resolving->on_resolved(
		    resolving->user, addresses, count, status < 0 ? uv_err_name(status) : "");
	}
	end_resolving(resolving);
}

static void on_soon(uv_timer_t *uv)
{
	struct loop_resolving *resolving = uv->data;
	bool known = resolving->numeric.text[0] != '\0';

	if (!resolving->cancelled) {
		resolving->cancelled = true;
		resolving->on_resolved(resolving->user, &resolving->numeric, known ? 1 : 0,
		    known ? "" : "EAI_FAIL");
	}
	end_resolving(resolving);
}

static bool parse_numeric(const char *host, struct loop_address *out)
{
	unsigned char bytes[16];
	size_t size = strlen(host);

	if (size >= 2 && host[0] == '[' && host[size - 1] == ']') {
		host++;
		size -= 2;
	}
	if (size == 0 || size >= sizeof(out->text)) {
		return false;
	}
	memcpy(out->text, host, size);
	out->text[size] = '\0';
	out->is_ipv6 = inet_pton(AF_INET6, out->text, bytes) == 1;
	if (out->is_ipv6 || inet_pton(AF_INET, out->text, bytes) == 1) {
		return true;
	}
	out->text[0] = '\0';
	return false;
}

struct loop_resolving *loop_resolve(struct loop *loop, const char *host,
    void (*on_resolved)(
        void *user, const struct loop_address *addresses, size_t count, const char *error),
    void *user)
{
	struct loop_resolving *resolving = mem_alloc(sizeof(*resolving));
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };

	resolving->on_resolved = on_resolved;
	resolving->user = user;
	resolving->uv.data = resolving;
	uv_timer_init(&loop->uv, &resolving->soon);
	resolving->soon.data = resolving;
	/* With AI_ADDRCONFIG a machine that has loopback only would not know localhost. */
	if (strcmp(host, "localhost") == 0) {
		hints.ai_flags = 0;
	}
	if (parse_numeric(host, &resolving->numeric) ||
	    uv_getaddrinfo(&loop->uv, &resolving->uv, on_addrinfo, host, NULL, &hints) != 0) {
		uv_timer_start(&resolving->soon, on_soon, 0, 0);
	}
	return resolving;
}

void loop_resolve_cancel(struct loop_resolving *resolving)
{
	if (resolving && !resolving->cancelled) {
		resolving->cancelled = true;
		uv_cancel((uv_req_t *)&resolving->uv);
	}
}
