/*
 * Reading. One batch at a time: the poll's answer, its events handed on, the witness and the
 * position behind them, and only when that position is committed the next poll. So a batch
 * whose COMMIT failed is read again, and nothing is ever skipped. After every silence the
 * server is asked first whether it still knows what it told us.
 */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_parts.h"

enum {
	POLL_MS = 30 * 1000,
	POLL_MARGIN_MS = 20 * 1000,
	FIRST_MS = 300 * 1000, /* behind a slow proxy the first answer takes its time */
	DOWN_MS = 3 * 1000,    /* a single lost poll is not worth a word */
	SILENT_MS = 3 * POLL_MS + POLL_MARGIN_MS,
	FULL_MS = 5 * 1000,
	SAY_AGAIN_MS = 10 * 60 * 1000,
};

/* What we never look at stays away; marks, members, encryption and tombstones do not. */
static const char filter[] =
    "{\"presence\":{\"not_types\":[\"*\"]},\"account_data\":{\"not_types\":[\"*\"]},"
    "\"room\":{\"ephemeral\":{\"not_types\":[\"*\"]},\"account_data\":{\"not_types\":[\"*\"]},"
    "\"state\":{\"lazy_load_members\":true},"
    "\"timeline\":{\"limit\":100,\"lazy_load_members\":true}}}";

enum phase {
	PHASE_CHECK,  /* ask the witness, then poll */
	PHASE_POLL,   /* poll when the timer comes */
	PHASE_BATCH,  /* it is being handed on */
	PHASE_COMMIT, /* the position is on its way */
	PHASE_FULL,   /* it was refused: a note is tried until it is taken */
	PHASE_REST,   /* the websocket brings what there is */
};

struct matrix_sync {
	struct matrix *matrix;
	enum phase phase;
	struct loop_timer *timer;
	struct loop_timer *watch;
	struct matrix_call *call;
	struct matrix_witness *witness;
	struct matrix_batch *batch;
	struct ack ack;
	bool ack_is_out;
	bool is_resuming;
	bool is_wanted;        /* matrix_sync_now: the next poll answers at once */
	bool covers;           /* the one under way began after that */
	bool had_gap;          /* cards are to be read back */
	char *next;            /* the position behind the batch */
	int failures;          /* in a row */
	int64_t failing_since; /* monotonic, as the two below */
	int64_t heard_at;
	int64_t silence_said_at;
};

static void later(struct matrix_sync *sync, enum phase phase, uint64_t ms)
{
	sync->phase = phase;
	loop_timer_start(sync->timer, ms);
}

/* Else somebody has said what comes next: the end, a login, the operator. */
static bool is_reading(const struct matrix *matrix)
{
	return !matrix->stopping &&
	       (matrix->state == MATRIX_SYNCING || matrix->state == MATRIX_AWAY);
}

/* Nothing was taken: the same again, after a while, and the witness first. */
static void failed(struct matrix_sync *sync, const char *error, int64_t wait)
{
	struct matrix *matrix = sync->matrix;
	int64_t now = clock_monotonic_ms();
	int64_t pause = (int64_t)matrix_backoff(++sync->failures);

	if (sync->failures == 1) {
		sync->failing_since = now;
	}
	sync->is_wanted = sync->is_wanted || sync->covers;
	sync->covers = false;
	matrix->state = MATRIX_AWAY;
	if (matrix->up && now - sync->failing_since >= DOWN_MS) {
		matrix_tell_link(matrix, "down");
	}
	if (pause < wait) {
		pause = (int64_t)matrix_jitter((uint64_t)wait);
	}
	log_warning("workspace=%s matrix=sync error=%s failures=%d retry_ms=%lld", matrix->name,
	    error, sync->failures, (long long)pause);
	later(sync, PHASE_CHECK, (uint64_t)pause);
}

/* ---- a batch and the position behind it ---- */

static void on_batch(void *user, bool is_taken, bool had_gap)
{
	struct matrix_sync *sync = user;
	struct matrix *matrix = sync->matrix;
	const struct adapter_events *events = matrix->adapter.events;

	sync->batch = NULL;
	if (!is_reading(matrix)) {
		return;
	}
	if (!is_taken) {
		failed(sync, "gap_unanswered", 0);
		return;
	}
	sync->had_gap = sync->had_gap || had_gap;
	sync->phase = PHASE_COMMIT;
	sync->ack_is_out = true;
	events->on_keep(matrix->adapter.user, &matrix->adapter, "newest", matrix->newest, NULL);
	events->on_keep(matrix->adapter.user, &matrix->adapter, "sync", sync->next, &sync->ack);
	loop_wake(matrix->loop);
}

static void take_answer(struct matrix_sync *sync, const json_t *json)
{
	struct matrix *matrix = sync->matrix;
	const char *next = json_string_value(json_object_get(json, "next_batch"));

	if (!next || !*next) {
		failed(sync, "no_next_batch", 0);
		return;
	}
	if (matrix->state != MATRIX_SYNCING) {
		log_info("workspace=%s matrix=sync state=answers failures=%d", matrix->name,
		    sync->failures);
	}
	matrix->state = MATRIX_SYNCING;
	matrix->login_tried = false;
	sync->failures = 0;
	sync->phase = PHASE_BATCH;
	free(sync->next);
	sync->next = mem_strdup(next);
	sync->batch = matrix_batch_create(matrix, json, on_batch, sync);
	matrix_batch_run(sync->batch);
}

/* ---- polling ---- */

static void on_polled(void *user, const struct matrix_result *result)
{
	struct matrix_sync *sync = user;
	struct matrix *matrix = sync->matrix;
	bool is_ours = matrix_note(matrix, "sync", result);

	sync->call = NULL;
	if (!is_reading(matrix)) {
		return;
	}
	switch (result->verdict) {
	case MATRIX_OK:
		sync->heard_at = clock_monotonic_ms();
		take_answer(sync, result->json);
		break;
	case MATRIX_LIMITED:
		log_warning("workspace=%s matrix=sync error=%s retry_ms=%lld", matrix->name,
		    result->error, (long long)result->retry_after_ms);
		sync->heard_at = clock_monotonic_ms();
		later(sync, PHASE_POLL, matrix_jitter((uint64_t)result->retry_after_ms));
		break;
	case MATRIX_ERROR:
		if (is_ours) {
			failed(sync, result->error, MATRIX_SLOW_MS);
		} else if (matrix->position) {
			/* It does not know where we stand. To begin anew would lose what lies
			 * between. */
			matrix_halt(matrix, result->error, "since");
		} else {
			failed(sync, result->error, 0);
		}
		break;
	case MATRIX_NOT_SENT:
	case MATRIX_AMBIGUOUS:
		failed(sync, result->error, 0);
		break;
	case MATRIX_CANCELLED:
		break;
	}
}

static void poll(struct matrix_sync *sync)
{
	struct matrix *matrix = sync->matrix;
	struct arena arena KG_AUTO_ARENA = { 0 };
	/* Who was away wants to know at once that it is up, news or not. */
	bool is_long = matrix->up && matrix->state == MATRIX_SYNCING && !sync->is_wanted;
	struct matrix_request request = { .method = "GET",
		.timeout_ms =
		    (uint32_t)(matrix->position ? POLL_MS + POLL_MARGIN_MS : FIRST_MS),
		.on_result = on_polled,
		.user = sync };
	const char *timeout = is_long ? arena_printf(&arena, "%d", POLL_MS) : "0";

	sync->phase = PHASE_POLL;
	sync->covers = sync->is_wanted;
	sync->is_wanted = false;
	if (matrix->position) {
		request.path = matrix_path(&arena,
		    "_matrix/client/v3/sync?set_presence=offline&timeout=%&filter=%&since=%",
		    timeout, filter, matrix->position, NULL);
	} else {
		request.path = matrix_path(&arena,
		    "_matrix/client/v3/sync?set_presence=offline&timeout=%&filter=%", timeout,
		    filter, NULL);
	}
	sync->call = matrix_call(&matrix->api, &request);
}

static void on_witness(void *user, enum witness_word word)
{
	struct matrix_sync *sync = user;
	struct matrix *matrix = sync->matrix;

	sync->witness = NULL;
	if (!is_reading(matrix)) {
		return;
	}
	switch (word) {
	case WITNESS_FINE:
		poll(sync);
		break;
	case WITNESS_FORGOTTEN:
		matrix_halt(matrix, "forgotten", "events");
		break;
	case WITNESS_NO_ANSWER:
		failed(sync, "no_answer", 0);
		break;
	case WITNESS_OVER:
		failed(sync, "account", MATRIX_SLOW_MS);
		break;
	}
}

static void check(struct matrix_sync *sync)
{
	sync->phase = PHASE_CHECK;
	sync->witness = matrix_witness_ask(sync->matrix, on_witness, sync);
	if (!sync->witness) {
		poll(sync);
	}
}

/* ---- what follows a commit ---- */

/* From inside dispatch: no upcall here. */
static void on_done(struct ack *ack, bool committed)
{
	struct matrix *matrix = ack->matrix;
	struct matrix_sync *sync = matrix->sync;

	sync->ack_is_out = false;
	if (matrix->closed || matrix->stopping) {
		return;
	}
	if (!committed) {
		later(sync, PHASE_FULL, (uint64_t)FULL_MS);
	} else if (sync->phase == PHASE_FULL) {
		later(sync, PHASE_POLL, 0); /* there is space again: from where we stood */
	} else {
		matrix_sync_committed(matrix);
	}
}

void matrix_sync_committed(struct matrix *matrix)
{
	struct matrix_sync *sync = matrix->sync;

	free(matrix->position);
	matrix->position = sync->next;
	sync->next = NULL;
	if (sync->covers) {
		sync->covers = false;
		matrix_as_caught_up(matrix);
	}
	later(sync, PHASE_POLL, 0);
}

static void tell_up(struct matrix_sync *sync)
{
	struct matrix *matrix = sync->matrix;

	if (matrix->state == MATRIX_SYNCING && matrix->position &&
	    (!matrix->up || sync->had_gap)) {
		sync->had_gap = false;
		matrix_tell_link(matrix, "up");
		matrix_as_start(matrix);
	}
}

/* The events that were refused may still wait in memory: a new reading would only add to them,
 * so the disk is tried with a note that changes nothing. */
static void try_disk(struct matrix_sync *sync)
{
	struct matrix *matrix = sync->matrix;

	sync->ack_is_out = true;
	matrix->adapter.events->on_keep(
	    matrix->adapter.user, &matrix->adapter, "newest", matrix->newest, &sync->ack);
	loop_wake(matrix->loop);
}

/* The operator has looked: what the server has is what counts. */
static void begin_anew(struct matrix_sync *sync)
{
	struct matrix *matrix = sync->matrix;
	const struct adapter_events *events = matrix->adapter.events;

	sync->is_resuming = false;
	sync->is_wanted = true;
	free(matrix->position);
	free(matrix->newest);
	matrix->position = NULL;
	matrix->newest = mem_strdup("");
	events->on_keep(matrix->adapter.user, &matrix->adapter, "newest", "", NULL);
	events->on_keep(matrix->adapter.user, &matrix->adapter, "sync", "", NULL);
	loop_wake(matrix->loop);
	poll(sync);
}

static void on_timer(void *user)
{
	struct matrix_sync *sync = user;
	struct matrix *matrix = sync->matrix;

	if (!is_reading(matrix)) {
		return;
	}
	if (sync->is_resuming) {
		begin_anew(sync);
		return;
	}
	switch (sync->phase) {
	case PHASE_CHECK:
		check(sync);
		break;
	case PHASE_POLL:
		tell_up(sync);
		if (matrix_as_is_live(matrix) && !sync->is_wanted) {
			sync->phase = PHASE_REST;
		} else {
			poll(sync);
		}
		break;
	case PHASE_FULL:
		try_disk(sync);
		break;
	case PHASE_BATCH:
	case PHASE_COMMIT:
	case PHASE_REST:
		break;
	}
}

static void on_watch(void *user)
{
	struct matrix_sync *sync = user;
	struct matrix *matrix = sync->matrix;
	int64_t now = clock_monotonic_ms();

	loop_timer_start(sync->watch, (uint64_t)POLL_MS);
	if (matrix->state == MATRIX_HALTED || sync->ack_is_out || sync->phase == PHASE_FULL ||
	    sync->phase == PHASE_REST) {
		sync->heard_at = now;
	}
	if (now - sync->heard_at < SILENT_MS ||
	    (sync->silence_said_at && now - sync->silence_said_at < SAY_AGAIN_MS)) {
		return;
	}
	sync->silence_said_at = now;
	matrix_alarm(matrix,
	    "matrix=silent seconds=%d hint=\"the homeserver has not answered for long; tried "
	    "again and again\"",
	    SILENT_MS / 1000);
}

/* ---- start, stop, and what the websocket asks for ---- */

static struct matrix_sync *create(struct matrix *matrix)
{
	struct matrix_sync *sync = mem_alloc(sizeof(*sync));

	sync->matrix = matrix;
	sync->ack = (struct ack){ .matrix = matrix, .on_done = on_done };
	sync->timer = loop_timer_create(matrix->loop, on_timer, sync);
	sync->watch = loop_timer_create(matrix->loop, on_watch, sync);
	return sync;
}

static void forget_calls(struct matrix_sync *sync)
{
	matrix_call_cancel(sync->call);
	matrix_witness_cancel(sync->witness);
	matrix_batch_cancel(sync->batch);
	sync->call = NULL;
	sync->witness = NULL;
	sync->batch = NULL;
	loop_timer_stop(sync->timer);
}

void matrix_sync_start(struct matrix *matrix)
{
	if (matrix->stopping) {
		return;
	}
	if (!matrix->sync) {
		matrix->sync = create(matrix);
	}
	forget_calls(matrix->sync);
	matrix->state = MATRIX_AWAY;
	matrix->sync->heard_at = clock_monotonic_ms();
	loop_timer_start(matrix->sync->watch, (uint64_t)POLL_MS);
	/* A position on its way to the disk comes back by itself. */
	if (!matrix->sync->ack_is_out) {
		later(matrix->sync, PHASE_CHECK, 0);
	}
}

void matrix_sync_now(struct matrix *matrix)
{
	struct matrix_sync *sync = matrix->sync;

	if (!sync) {
		return;
	}
	sync->is_wanted = true;
	if (!is_reading(matrix) || (sync->phase != PHASE_POLL && sync->phase != PHASE_REST)) {
		return; /* the next poll comes soon */
	}
	if (sync->phase == PHASE_REST) {
		later(sync, PHASE_CHECK, 0); /* a silence lies behind us */
	} else if (sync->call) {
		matrix_call_cancel(sync->call);
		sync->call = NULL;
		later(sync, PHASE_POLL, 0);
	}
}

void matrix_sync_stop(struct matrix *matrix)
{
	if (matrix->sync) {
		forget_calls(matrix->sync);
		loop_timer_stop(matrix->sync->watch);
	}
}

void matrix_sync_resume(struct matrix *matrix)
{
	matrix->state = MATRIX_AWAY;
	matrix->sync->is_resuming = true;
	loop_timer_start(matrix->sync->timer, 0);
}

/* The memory stays: an ack may still come back. matrix.c frees it in destroy. */
void matrix_sync_close(struct matrix *matrix)
{
	struct matrix_sync *sync = matrix->sync;

	if (sync) {
		matrix_sync_stop(matrix);
		loop_timer_destroy(sync->timer);
		loop_timer_destroy(sync->watch);
	}
}

void matrix_sync_free(struct matrix *matrix)
{
	if (matrix->sync) {
		free(matrix->sync->next);
		free(matrix->sync);
	}
}
