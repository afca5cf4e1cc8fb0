/* What operators must hear: alarms, fatal answers, pauses, a server that has forgotten. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "bot/matrix_parts.h"
#include "bot/matrix_trouble.h"

enum { LINE_CAP = 1024, BACKOFF_MAX_MS = 30 * 1000 };

uint64_t matrix_jitter(uint64_t ms)
{
	uint32_t random;

	random_bytes(&random, sizeof(random));
	return ms + random % (ms / 4 + 1);
}

uint64_t matrix_backoff(int failures)
{
	uint64_t ms = 500;

	for (int i = 1; i < failures && ms < BACKOFF_MAX_MS; i++) {
		ms *= 2;
	}
	return matrix_jitter(ms < BACKOFF_MAX_MS ? ms : BACKOFF_MAX_MS);
}

void matrix_alarm(struct matrix *matrix, const char *format, ...)
{
	KG_AUTO_BUF struct buf line = { .size = 0 };
	va_list args;

	buf_init(&line, (size_t)LINE_CAP);
	buf_printf(&line, "workspace=%s ", matrix->name);
	va_start(args, format);
	buf_vprintf(&line, format, args);
	va_end(args);
	matrix->adapter.events->on_alarm(matrix->adapter.user, &matrix->adapter, line.bytes);
}

void matrix_fatal(struct matrix *matrix, int exit_code, const char *error, const char *hint)
{
	KG_AUTO_BUF struct buf line = { .size = 0 };

	if (matrix->state == MATRIX_DEAD || matrix->stopping) {
		return;
	}
	matrix->state = MATRIX_DEAD;
	loop_timer_stop(matrix->timer);
	buf_init(&line, (size_t)LINE_CAP);
	buf_printf(&line, "workspace=%s matrix=fatal error=%s exit=%d hint=\"%s\"",
	    matrix->name, error, exit_code, hint);
	matrix->adapter.events->on_fatal(
	    matrix->adapter.user, &matrix->adapter, exit_code, line.bytes);
}

bool matrix_note(struct matrix *matrix, const char *what, const struct matrix_result *result)
{
	enum trouble_at at = strcmp(what, "login") == 0 ? TROUBLE_LOGIN : TROUBLE_ANYWHERE;
	bool is_soft = json_is_true(json_object_get(result->json, "soft_logout"));
	const struct matrix_trouble *trouble = matrix_trouble(result->error, at, is_soft);

	if (result->verdict != MATRIX_ERROR) {
		return false;
	}
	switch (trouble->fault) {
	case TROUBLE_NONE:
		return false;
	case TROUBLE_FATAL:
		matrix_fatal(matrix, trouble->exit_code, trouble->error, trouble->hint);
		return true;
	case TROUBLE_SLOW:
		matrix->paused_until = clock_monotonic_ms() + MATRIX_SLOW_MS;
		matrix_alarm(matrix, "matrix=%s error=%s retry_s=%d hint=\"%s\"", what,
		    trouble->error, MATRIX_SLOW_MS / 1000, trouble->hint);
		return true;
	case TROUBLE_LOGIN_AGAIN:
		if (matrix->login_password[0] == '\0' || matrix->login_tried) {
			matrix_fatal(matrix, trouble->exit_code, trouble->error, trouble->hint);
		} else {
			matrix_login_renew(matrix);
		}
		return true;
	}
	KG_UNREACHABLE();
}

void matrix_tell_link(struct matrix *matrix, const char *action)
{
	struct event event = { .kind = EVENT_LINK, .action = action };

	if (matrix->stopping) {
		return;
	}
	event.workspace = matrix->adapter.workspace;
	event.when = clock_now();
	matrix->up = strcmp(action, "up") == 0;
	log_info("workspace=%s matrix=link state=%s", matrix->name, action);
	matrix->adapter.events->on_event(matrix->adapter.user, &matrix->adapter, &event, NULL);
	loop_wake(matrix->loop);
}

uint32_t matrix_hold_ms(const struct matrix *matrix)
{
	int64_t pause = matrix->paused_until - clock_monotonic_ms();

	switch (matrix->state) {
	case MATRIX_SYNCING:
		return pause > 0 ? (uint32_t)pause : 0;
	case MATRIX_STARTING:
	case MATRIX_AWAY:
		return MATRIX_AWAY_MS;
	case MATRIX_HALTED:
	case MATRIX_DEAD:
		return MATRIX_SLOW_MS;
	}
	KG_UNREACHABLE();
}

/* ---- halted ---- */

void matrix_say_halted(struct matrix *matrix)
{
	matrix_alarm(matrix,
	    "matrix=halted hint=\"the homeserver has forgotten events that it had told us: was "
	    "its database put back? Nothing is read or sent. When the rooms are as they shall "
	    "be: kaigi resume %s\"",
	    matrix->name);
	loop_timer_start(matrix->timer, (uint64_t)MATRIX_HALT_MS);
}

void matrix_halt(struct matrix *matrix, const char *error, const char *where)
{
	matrix->state = MATRIX_HALTED;
	log_error("workspace=%s matrix=halt error=%s where=\"%s\"", matrix->name, error, where);
	if (matrix->up) {
		matrix_tell_link(matrix, "down");
	}
	matrix_say_halted(matrix);
}

/* ---- alarms into a room ---- */

static void on_alarm_posted(void *user, const struct matrix_result *result)
{
	struct matrix *matrix = user;

	if (result->verdict != MATRIX_OK && result->verdict != MATRIX_CANCELLED) {
		log_warning(
		    "workspace=%s matrix=alarm_post error=%s", matrix->name, result->error);
	}
}

void matrix_post_alarm(struct adapter *adapter, const char *channel, const char *text)
{
	struct matrix *matrix = matrix_of(adapter);
	struct arena arena KG_AUTO_ARENA = { 0 };
	char key[RANDOM_KEY_HEX + 1];
	struct matrix_request request = { .method = "PUT",
		.timeout_ms = MATRIX_CALL_MS,
		.on_result = on_alarm_posted,
		.user = matrix };
	json_t *body;

	if (matrix->stopping || matrix->state != MATRIX_SYNCING) {
		return;
	}
	body = json_pack("{s:s, s:s, s:{}}", "msgtype", "m.text", "body", text, "m.mentions");
	if (!body) {
		return; /* not UTF-8 */
	}
	random_key(key);
	request.path = matrix_path(&arena, "_matrix/client/v3/rooms/%/send/m.room.message/%",
	    matrix_room_now(matrix, channel), key, NULL);
	request.body = body;
	matrix_call(&matrix->api, &request);
	json_decref(body);
}
