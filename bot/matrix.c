/*
 * Start, stop and the adapter's table. What is kept true: nothing is polled or sent before we
 * know who we are; whatever ends the account ends the process with its word; stop leaves no
 * handle behind and no secret in memory.
 */

#include "bot/matrix.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_parts.h"

enum { STOP_MS = 900, STOP_LOOK_MS = 20 };

struct matrix *matrix_of(struct adapter *adapter)
{
	return (struct matrix *)(void *)adapter;
}

/* ---- start ---- */

static void on_clock(void *user, int64_t skew_ms)
{
	struct matrix *matrix = user;

	matrix->skew_ms = skew_ms;
	matrix->skew_at = clock_monotonic_ms();
}

static void on_timer(void *user)
{
	struct matrix *matrix = user;

	if (matrix->stopping || matrix->state == MATRIX_DEAD) {
		return;
	}
	if (matrix->state == MATRIX_HALTED) {
		matrix_say_halted(matrix);
	} else {
		matrix_login_begin(matrix);
	}
}

static enum kg_status start(struct adapter *adapter)
{
	struct matrix *matrix = matrix_of(adapter);

	loop_timer_start(matrix->timer, 0);
	return KG_OK;
}

/* ---- acknowledgements: nobody but our own reading waits for one ---- */

static void acknowledge(struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	(void)adapter;
	(void)reply;
	ack->on_done(ack, true);
}

static void refuse(struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	(void)adapter;
	(void)reply;
	ack->on_done(ack, false);
}

static void drop(struct adapter *adapter, struct ack *ack)
{
	(void)adapter;
	ack->on_done(ack, false);
}

static void flush(struct adapter *adapter)
{
	matrix_as_flush(matrix_of(adapter));
}

static enum kg_status resume(struct adapter *adapter)
{
	struct matrix *matrix = matrix_of(adapter);

	if (matrix->state != MATRIX_HALTED || matrix->stopping) {
		return KG_NOT_FOUND;
	}
	log_info("workspace=%s matrix=resume", matrix->name);
	loop_timer_stop(matrix->timer);
	matrix_sync_resume(matrix);
	return KG_OK;
}

/* ---- stop ---- */

static void finish_stop(struct matrix *matrix)
{
	matrix->closed = true;
	matrix_ops_cancel(matrix);
	matrix_call_cancel_all(&matrix->api);
	matrix_sync_close(matrix);
	matrix_rooms_stop(matrix);
	loop_timer_destroy(matrix->timer);
	loop_timer_destroy(matrix->end_timer);
	loop_timer_destroy(matrix->last_timer);
	matrix->adapter.events->on_closed(matrix->adapter.user, &matrix->adapter);
}

static void on_end_timer(void *user)
{
	struct matrix *matrix = user;

	if (matrix->closed) {
		return;
	}
	if (loop_timer_is_running(matrix->last_timer) && matrix_ops_busy(matrix)) {
		loop_timer_start(matrix->end_timer, STOP_LOOK_MS);
		return;
	}
	finish_stop(matrix);
}

static void on_last_timer(void *user)
{
	(void)user; /* that it no longer runs is the sign */
}

static void stop(struct adapter *adapter)
{
	struct matrix *matrix = matrix_of(adapter);

	if (matrix->stopping) {
		return;
	}
	matrix->stopping = true;
	loop_timer_stop(matrix->timer);
	matrix_as_stop(matrix);
	matrix_sync_stop(matrix);
	loop_timer_start(matrix->last_timer, STOP_MS);
	loop_timer_start(matrix->end_timer, 0);
}

static void free_secret(char *secret)
{
	if (secret) {
		mem_wipe(secret, strlen(secret));
	}
	free(secret);
}

static void destroy(struct adapter *adapter)
{
	struct matrix *matrix;

	if (!adapter) {
		return;
	}
	matrix = matrix_of(adapter);
	KG_ASSERT(matrix->closed);
	matrix_as_destroy(matrix);
	matrix_rooms_free(matrix);
	free_secret(matrix->api.token);
	free_secret(matrix->login_password);
	free_secret(matrix->websocket_token);
	free_secret(matrix->proxy);
	free(matrix->api.base);
	free(matrix->user);
	free(matrix->server);
	free(matrix->device);
	free(matrix->login_user);
	free(matrix->token_path);
	free(matrix->files);
	free(matrix->name);
	free(matrix->position);
	free(matrix->newest);
	free(matrix->websocket);
	free(matrix->no_proxy);
	free(matrix->ca_file);
	matrix_sync_free(matrix);
	free(matrix);
}

static const struct adapter_impl impl = {
	.name = "matrix",
	.start = start,
	.send = matrix_send,
	.acknowledge = acknowledge,
	.refuse = refuse,
	.drop = drop,
	.flush = flush,
	.post_alarm = matrix_post_alarm,
	.resume = resume,
	.stop = stop,
	.destroy = destroy,
};

/* ---- creation ---- */

static char *copy(const char *text)
{
	return mem_strdup(text ? text : "");
}

static char *copy_filled(const char *text)
{
	return text && *text ? mem_strdup(text) : NULL;
}

struct adapter *matrix_create(const struct matrix_options *options)
{
	struct matrix *matrix = mem_alloc(sizeof(*matrix));

	matrix->name = copy(options->name);
	matrix->adapter = (struct adapter){ .impl = &impl,
		.events = options->events,
		.user = options->user_data,
		.workspace = options->workspace,
		.name = matrix->name };
	matrix->loop = options->loop;
	matrix->http = options->http;
	matrix->api = (struct matrix_api){ .http = options->http,
		.base = copy(options->api),
		.token = copy_filled(options->token),
		.on_clock = on_clock,
		.user = matrix };
	matrix->state = MATRIX_STARTING;
	matrix->login_user = copy(options->user);
	matrix->login_password = copy(options->password);
	matrix->token_path = copy(options->token_path);
	matrix->files = copy(options->files);
	matrix->position = copy_filled(options->position);
	matrix->newest = copy(options->newest);
	matrix->language = options->language;
	matrix->websocket = copy(options->websocket);
	matrix->websocket_token = copy(options->websocket_token);
	matrix->proxy = copy(options->proxy);
	matrix->no_proxy = copy(options->no_proxy);
	matrix->ca_file = copy(options->ca_file);
	matrix_rooms_load(matrix, options);
	if (matrix->websocket[0] != '\0') {
		matrix_as_create(matrix);
	}
	matrix->timer = loop_timer_create(matrix->loop, on_timer, matrix);
	matrix->end_timer = loop_timer_create(matrix->loop, on_end_timer, matrix);
	matrix->last_timer = loop_timer_create(matrix->loop, on_last_timer, matrix);
	return &matrix->adapter;
}
