/*
 * The life of an outbox row under way, and who goes first: every message, edit and mark draws
 * on one allowance of the server's, so what matters less waits until what matters more has
 * gone.
 */

#include "bot/matrix_op.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

enum {
	CALL_MS = 30 * 1000,
	YIELD_MS = 200,
	LIMITED_GRACE_MS = 3000, /* by then a limited row has come back */
	LOOK_PAGES = 3,
};

/* A row that the server's limit sent back: what matters less than it stays behind it. */
struct matrix_limited {
	struct matrix_limited *next;
	int64_t row;
	enum outbox_priority priority;
	int64_t until; /* monotonic */
};

static void free_op(struct matrix_op *op)
{
	*op->link = op->next;
	if (op->next) {
		op->next->link = op->link;
	}
	matrix_room_open_cancel(op->matrix, op);
	matrix_call_cancel(op->call);
	matrix_files_free(op->files);
	loop_timer_destroy(op->timer);
	json_decref(op->content);
	arena_finish(&op->arena);
	free(op);
}

static void limited_forget(struct matrix *matrix, int64_t row)
{
	struct matrix_limited **link = &matrix->limited;
	int64_t now = clock_monotonic_ms();

	while (*link) {
		struct matrix_limited *one = *link;
		if (one->row == row || one->until + LIMITED_GRACE_MS < now) {
			*link = one->next;
			free(one);
		} else {
			link = &one->next;
		}
	}
}

static void limited_note(struct matrix_op *op, int64_t wait)
{
	struct matrix_limited *one;

	limited_forget(op->matrix, op->row.id);
	one = mem_alloc(sizeof(*one));
	one->row = op->row.id;
	one->priority = op->row.priority;
	one->until = clock_monotonic_ms() + wait;
	one->next = op->matrix->limited;
	op->matrix->limited = one;
}

void matrix_ops_cancel(struct matrix *matrix)
{
	while (matrix->ops) {
		free_op(matrix->ops);
	}
	while (matrix->limited) {
		limited_forget(matrix, matrix->limited->row);
	}
}

bool matrix_ops_busy(const struct matrix *matrix)
{
	return matrix->ops != NULL;
}

/* ---- verdicts ---- */

void matrix_op_finish(struct matrix_op *op, const struct send_result *result)
{
	struct matrix *matrix = op->matrix;

	if (result->verdict != SEND_RETRY) {
		limited_forget(matrix, op->row.id);
	}
	matrix->adapter.events->on_sent(
	    matrix->adapter.user, &matrix->adapter, op->row.id, result);
	free_op(op);
	loop_wake(matrix->loop);
}

void matrix_op_done(struct matrix_op *op)
{
	struct send_result result = {
		.verdict = SEND_OK, .channel = op->room, .message = op->found, .error = ""
	};

	matrix_op_finish(op, &result);
}

void matrix_op_refuse(struct matrix_op *op, const char *error)
{
	struct send_result result = { .verdict = SEND_REFUSED, .error = error };

	matrix_op_finish(op, &result);
}

void matrix_op_refuse_foreign(struct matrix_op *op, const char *error)
{
	struct send_result result = {
		.verdict = SEND_REFUSED, .error = error, .foreign = true
	};

	matrix_op_finish(op, &result);
}

void matrix_op_retry(struct matrix_op *op, int64_t ms, const char *error)
{
	struct send_result result = {
		.verdict = SEND_RETRY, .retry_after_ms = (uint32_t)ms, .error = error
	};

	matrix_op_finish(op, &result);
}

void matrix_op_retry_network(struct matrix_op *op, int64_t ms, const char *error)
{
	struct send_result result = { .verdict = SEND_RETRY,
		.hold = HOLD_NETWORK,
		.retry_after_ms = (uint32_t)ms,
		.error = error };

	matrix_op_finish(op, &result);
}

/* What counts against the server's limit of messages. */
static bool draws(const struct matrix_op *op)
{
	switch (op->row.verb) {
	case OUTBOX_SAY:
	case OUTBOX_SHOW:
	case OUTBOX_HINT:
	case OUTBOX_SEED:
	case OUTBOX_UNSEED:
	case OUTBOX_UPLOAD:
	case OUTBOX_PIN:
		return true;
	case OUTBOX_READ:
	case OUTBOX_FETCH:
	case OUTBOX_WAIT:
	case OUTBOX_QUIET:
		return false;
	}
	KG_UNREACHABLE();
}

static void limited(struct matrix_op *op, const char *what, int64_t wait)
{
	log_info("workspace=%s matrix=limited call=%s retry_ms=%lld", op->matrix->name, what,
	    (long long)wait);
	if (draws(op)) {
		limited_note(op, wait);
		matrix_op_retry_network(op, wait, "M_LIMIT_EXCEEDED");
	} else {
		matrix_op_retry(op, wait, "M_LIMIT_EXCEEDED");
	}
}

bool matrix_op_ended(struct matrix_op *op, const char *what, const struct matrix_result *result)
{
	op->call = NULL;
	switch (result->verdict) {
	case MATRIX_CANCELLED:
		free_op(op);
		return true;
	case MATRIX_LIMITED:
		limited(op, what, result->retry_after_ms);
		return true;
	case MATRIX_NOT_SENT:
		matrix_op_retry_network(op, 0, result->error);
		return true;
	case MATRIX_ERROR:
		if (matrix_note(op->matrix, what, result)) {
			matrix_op_retry_network(op, matrix_hold_ms(op->matrix), result->error);
			return true;
		}
		return false;
	case MATRIX_OK:
	case MATRIX_AMBIGUOUS:
		return false;
	}
	return false;
}

bool matrix_op_ended_plain(
    struct matrix_op *op, const char *what, const struct matrix_result *result)
{
	if (matrix_op_ended(op, what, result)) {
		return true;
	}
	if (result->verdict == MATRIX_AMBIGUOUS) {
		matrix_op_retry(op, 0, result->error);
		return true;
	}
	return false;
}

void matrix_op_call(struct matrix_op *op, const char *method, const char *path,
    const json_t *body, void (*on_result)(void *user, const struct matrix_result *result))
{
	struct matrix_request request = { .method = method,
		.path = path,
		.body = body,
		.timeout_ms = CALL_MS,
		.on_result = on_result,
		.user = op };

	op->call = matrix_call(&op->matrix->api, &request);
}

/* A room of the settings that shuts us out, or takes a power away: said in words that handlers
 * know, and to an operator. */
void matrix_op_refuse_error(struct matrix_op *op, const struct matrix_result *result)
{
	const struct matrix_room *room =
	    op->room ? matrix_room_find(op->matrix, op->room) : NULL;
	const char *error = result->error;

	if (strcmp(error, "M_FORBIDDEN") == 0 && room && !op->account) {
		matrix_room_denied(op->matrix, op->room, "send");
		error = room->joined ? "forbidden" : "not_in_channel";
	}
	if (strcmp(error, "M_FORBIDDEN") == 0 || result->status == 403 ||
	    result->status == 404) {
		matrix_op_refuse_foreign(op, error);
	} else {
		matrix_op_refuse(op, error);
	}
}

/* ---- was it posted after all? ---- */

static void look(struct matrix_op *op);

static const char *find_key(struct matrix_op *op, const json_t *chunk)
{
	size_t i;
	const json_t *event;

	json_array_foreach(chunk, i, event)
	{
		const char *sender = json_string_value(json_object_get(event, "sender"));
		const char *key = json_string_value(
		    json_object_get(json_object_get(event, "content"), "kaigi.key"));
		const char *id = json_string_value(json_object_get(event, "event_id"));

		if (sender && key && id && strcmp(sender, op->matrix->user) == 0 &&
		    strcmp(key, op->row.key) == 0) {
			return arena_strdup(&op->arena, id);
		}
	}
	return NULL;
}

static void on_looked(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;
	const char *end;

	if (matrix_op_ended_plain(op, "messages", result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR) {
		op->look_missing(op); /* the post itself says what is wrong with the room */
		return;
	}
	op->found = find_key(op, json_object_get(result->json, "chunk"));
	end = json_string_value(json_object_get(result->json, "end"));
	if (op->found) {
		op->look_found(op);
	} else if (end && ++op->pages < LOOK_PAGES) {
		op->page = arena_strdup(&op->arena, end);
		look(op);
	} else {
		op->look_missing(op);
	}
}

static void look(struct matrix_op *op)
{
	json_t *filter =
	    json_pack("{s:[s], s:[s]}", "senders", op->matrix->user, "types", "m.room.message");
	char *text = json_dumps(filter, JSON_COMPACT);
	const char *path =
	    op->page ? matrix_path(&op->arena,
	                   "_matrix/client/v3/rooms/%/messages?dir=b&limit=100&filter=%&from=%",
	                   op->room, text, op->page, NULL)
	             : matrix_path(&op->arena,
	                   "_matrix/client/v3/rooms/%/messages?dir=b&limit=100&filter=%",
	                   op->room, text, NULL);

	matrix_op_call(op, "GET", path, NULL, on_looked);
	free(text);
	json_decref(filter);
}

void matrix_op_look_up(struct matrix_op *op, void (*found)(struct matrix_op *op),
    void (*missing)(struct matrix_op *op))
{
	op->look_found = found;
	op->look_missing = missing;
	op->pages = 0;
	op->page = NULL;
	look(op);
}

/* ---- who goes first ---- */

static int64_t longer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* How long this one stays behind what matters more; 0: not at all. */
int64_t matrix_op_must_yield(const struct matrix_op *op)
{
	struct matrix *matrix = op->matrix;
	int64_t now = clock_monotonic_ms();
	int64_t wait = 0;

	if (!draws(op)) {
		return 0;
	}
	for (const struct matrix_limited *one = matrix->limited; one; one = one->next) {
		if (one->row != op->row.id && one->priority < op->row.priority &&
		    one->until + LIMITED_GRACE_MS > now) {
			wait = longer(wait, longer(one->until - now, 0) + YIELD_MS);
		}
	}
	for (const struct matrix_op *one = matrix->ops; one; one = one->next) {
		if (one != op && draws(one) && !one->is_opening &&
		    one->row.priority < op->row.priority && one->row.priority <= PRIORITY_SAY &&
		    op->row.priority > PRIORITY_SAY) {
			wait = longer(wait, YIELD_MS);
		}
	}
	return wait;
}
