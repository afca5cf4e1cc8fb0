/*
 * fi.mau.as_sync: the homeserver hands an appservice's transactions to a proxy (mautrix-wsproxy
 * or the like), which writes them to the one websocket that we open. The proxy may say
 * "received" to the homeserver as soon as a frame is written, so a frame is a hint and never
 * the proof: with each connection, and every few minutes, /sync goes on from the position that
 * is kept, and what both bring the inbox takes once. What comes over the websocket before that
 * first catch-up is committed waits behind it: the order stays the server's.
 *
 *   dialling → (first frame) live → closed → waiting → dialling …
 *
 * A homeserver that is told of its first appservice tells it everything that was ever said, and
 * after a long outage of the proxy all that it missed. What is older than the connection /sync
 * has brought already, or never was for us: state long overtaken, commands from before we came.
 * It is left out.
 *
 * A transaction is answered after its COMMIT. No transaction is refused by its id: a server
 * that was put back to an earlier copy counts its transactions again from there.
 * Nothing is ever sent to rooms from here: that is HTTP, with the token of our own device.
 */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_adapter.h"
#include "bot/matrix_frame.h"
#include "bot/websocket.h"

enum {
	READY_MS = 20 * 1000, /* dialling to the first frame */
	SILENCE_MS = 60 * 1000,
	PROTOCOL_PING_MS = 25 * 1000,
	PING_MS = 30 * 1000, /* of the application; its answer takes 10 s at most */
	PATIENCE_MS = 10 * 1000,
	CATCH_UP_MS = 5 * 60 * 1000,
	OLD_MS = 10 * 60 * 1000,
	FRAME_CAP = 50 * 1024 * 1024,
	HELD_CAP = 64 * 1024 * 1024,
	CODE_REPLACED = 4001,
	CODE_UNANSWERED = 4002,
};

/* A transaction on its way to its COMMIT, or held before it. */
struct transaction {
	struct ack ack; /* first */
	struct transaction *next;
	struct matrix_frame frame;
	size_t size;
	uint32_t connection;
};

struct matrix_as {
	struct matrix *matrix;
	struct websocket_pool *pool;
	struct websocket *socket;
	char *url;
	struct loop_timer *dial;     /* the wait before a connection */
	struct loop_timer *beat;     /* next ping, or the end of patience */
	struct loop_timer *catch_up; /* every CATCH_UP_MS while live */
	struct loop_timer *release;  /* gives on what was held, outside of anybody's call */
	struct transaction *held;
	struct transaction **last;
	size_t held_size;
	uint32_t connection; /* answers ride on the connection that brought the frame */
	json_int_t requests;
	json_int_t ping; /* 0: none unanswered */
	uint32_t wait_ms;
	int64_t ended_at; /* monotonic; 0: never */
	struct kg_time live_since;
	bool started;
	bool live;
	bool behind;  /* the catch-up of this connection is not committed yet */
	bool ousted;  /* another one has our place: it keeps it */
	bool refused; /* said */
	bool stopped;
};

/* ---- transactions ---- */

static void free_transaction(struct transaction *transaction)
{
	matrix_frame_finish(&transaction->frame);
	free(transaction);
}

static void forget_held(struct matrix_as *as)
{
	while (as->held) {
		struct transaction *transaction = as->held;
		as->held = transaction->next;
		free_transaction(transaction);
	}
	as->last = &as->held;
	as->held_size = 0;
}

/* Takes the text. */
static void say(struct matrix_as *as, char *text)
{
	if (as->socket) {
		websocket_send(as->socket, text, strlen(text));
		websocket_flush(as->socket);
	}
	free(text);
}

static void refuse(struct matrix_as *as, const struct matrix_frame *frame, const char *code)
{
	if (frame->id) {
		say(as, matrix_frame_refuse(frame->id, code, "not taken"));
	}
}

static void on_done(struct ack *ack, bool committed)
{
	struct transaction *transaction = (struct transaction *)ack;
	struct matrix_as *as = ack->matrix->as;
	const struct matrix_frame *frame = &transaction->frame;

	if (as && !as->stopped && transaction->connection == as->connection) {
		if (committed) {
			say(as, matrix_frame_done(frame->id, frame->txn));
		} else {
			refuse(as, frame, "FI.MAU.NOT_STORED");
		}
	}
	free_transaction(transaction);
}

static void ask_catch_up(struct matrix_as *as)
{
	loop_timer_start(as->catch_up, CATCH_UP_MS);
	matrix_sync_now(as->matrix);
}

/*
 * An appservice may be shown more rooms than those that we are in: none of our business. What
 * we have not heard of yet /sync knows better.
 */
static bool is_ours(struct matrix_as *as, const char *room)
{
	const struct matrix_room *known = matrix_room_find(as->matrix, room);

	if (!known) {
		(void)matrix_room_know(as->matrix, room);
		ask_catch_up(as);
		return false;
	}
	return known->joined;
}

static bool is_old(const struct matrix_as *as, const json_t *event)
{
	struct kg_time real = { .ms = json_integer_value(
		                    json_object_get(event, "origin_server_ts")) };

	return clock_shift(real).ms < as->live_since.ms - OLD_MS;
}

static bool is_invitation(const json_t *event)
{
	const char *membership =
	    json_string_value(json_object_get(json_object_get(event, "content"), "membership"));

	return membership && strcmp(membership, "invite") == 0;
}

static void take_event(struct matrix_as *as, const json_t *event)
{
	struct matrix *matrix = as->matrix;
	const char *room = json_string_value(json_object_get(event, "room_id"));
	const char *type = json_string_value(json_object_get(event, "type"));
	const char *subject = json_string_value(json_object_get(event, "state_key"));
	bool is_own;

	if (!room || !type || is_old(as, event)) {
		return;
	}
	is_own =
	    strcmp(type, "m.room.member") == 0 && subject && strcmp(subject, matrix->user) == 0;
	if (is_own && is_invitation(event)) {
		const struct matrix_room *known = matrix_room_find(matrix, room);
		if (known && known->joined) {
			return; /* followed long ago */
		}
		matrix_room_invited(matrix, room,
		    json_object_get(json_object_get(event, "unsigned"), "invite_room_state"));
	} else if (is_own || is_ours(as, room)) {
		matrix_sync_take(matrix, room, event);
	}
}

/* Takes the transaction. */
static void hand_on(struct matrix_as *as, struct transaction *transaction)
{
	struct matrix *matrix = as->matrix;
	size_t index;
	const json_t *event;

	json_array_foreach(transaction->frame.events, index, event)
	{
		take_event(as, event);
	}
	if (transaction->frame.id) {
		/* Behind its events: when this comes back, they are stored. */
		matrix->adapter.events->on_keep(matrix->adapter.user, &matrix->adapter,
		    "as_txn", transaction->frame.txn, &transaction->ack);
	} else {
		free_transaction(transaction);
	}
	loop_wake(matrix->loop);
}

static void on_release(void *user)
{
	struct matrix_as *as = user;
	struct transaction *transaction = as->held;

	if (as->behind || as->stopped) {
		return;
	}
	as->held = NULL;
	as->last = &as->held;
	as->held_size = 0;
	while (transaction) {
		struct transaction *next = transaction->next;
		hand_on(as, transaction);
		transaction = next;
	}
}

void matrix_as_caught_up(struct matrix *matrix)
{
	struct matrix_as *as = matrix->as;

	if (as && as->behind && as->live) {
		as->behind = false;
		log_info("workspace=%s matrix=websocket state=caught_up", matrix->name);
		loop_timer_start(as->release, 0);
	}
}

/* Takes the frame. */
static void take_transaction(struct matrix_as *as, struct matrix_frame *frame, size_t size)
{
	struct transaction *transaction = mem_alloc(sizeof(*transaction));

	transaction->ack.matrix = as->matrix;
	transaction->ack.on_done = on_done;
	transaction->frame = *frame;
	transaction->connection = as->connection;
	transaction->size = size;
	log_debug("workspace=%s matrix=transaction events=%zu", as->matrix->name,
	    json_array_size(frame->events));
	*frame = (struct matrix_frame){ .kind = MATRIX_FRAME_JUNK };
	if (!as->behind && !as->held) {
		hand_on(as, transaction);
		return;
	}
	*as->last = transaction;
	as->last = &transaction->next;
	as->held_size += size;
	if (as->held_size > HELD_CAP) {
		/* /sync has them all. */
		websocket_kill(as->socket);
	}
}

/* ---- the connection ---- */

static void on_catch_up(void *user)
{
	ask_catch_up(user);
}

static void on_beat(void *user)
{
	struct matrix_as *as = user;

	if (!as->socket) {
		return;
	}
	if (as->ping != 0) {
		log_warning("workspace=%s matrix=websocket state=silent", as->matrix->name);
		websocket_kill(as->socket);
		return;
	}
	as->ping = ++as->requests;
	say(as, matrix_frame_ping(as->ping, clock_now().ms));
	loop_timer_start(as->beat, PATIENCE_MS);
}

static void on_open(void *user)
{
	on_beat(user);
}

static void go_live(struct matrix_as *as)
{
	if (as->live) {
		return;
	}
	as->live = true;
	as->behind = true;
	as->live_since = clock_now();
	as->refused = false;
	websocket_ready(as->socket);
	log_info("workspace=%s matrix=websocket state=live", as->matrix->name);
	ask_catch_up(as);
}

static void take_answer(struct matrix_as *as, const struct matrix_frame *frame)
{
	if (as->ping != 0 && frame->number == as->ping) {
		as->ping = 0;
		loop_timer_start(as->beat, PING_MS);
	}
}

static void on_message(void *user, const char *text, size_t size)
{
	struct matrix_as *as = user;
	struct matrix_frame frame;

	matrix_frame_decode(text, size, &frame);
	if (frame.kind != MATRIX_FRAME_JUNK) {
		go_live(as);
	}
	switch (frame.kind) {
	case MATRIX_FRAME_JUNK:
		log_warning("workspace=%s matrix=websocket frame=junk size=%zu",
		    as->matrix->name, size);
		if (as->live) {
			ask_catch_up(as);
		}
		break;
	case MATRIX_FRAME_HELLO:
		break;
	case MATRIX_FRAME_TRANSACTION:
		if (as->matrix->state == MATRIX_HALTED || as->matrix->state == MATRIX_DEAD) {
			/* What is said meanwhile is read back when the operator lets us go on.
			 */
			refuse(as, &frame, "FI.MAU.HALTED");
		} else {
			take_transaction(as, &frame, size);
		}
		break;
	case MATRIX_FRAME_ANSWER:
		take_answer(as, &frame);
		break;
	case MATRIX_FRAME_REQUEST:
		refuse(as, &frame, "M_UNRECOGNIZED");
		break;
	}
	matrix_frame_finish(&frame);
}

static void say_refused(struct matrix_as *as, int status)
{
	if (as->refused) {
		return;
	}
	as->refused = true;
	matrix_alarm(as->matrix,
	    "matrix=websocket state=refused status=%d hint=\"the proxy does not know the token "
	    "in websocket_token_file; /sync goes on\"",
	    status);
}

static void note_end(struct matrix_as *as, const struct websocket_end *end)
{
	if (end->how == WEBSOCKET_REFUSED &&
	    (end->http_status == 401 || end->http_status == 403)) {
		say_refused(as, end->http_status);
	} else if (end->code == CODE_REPLACED) {
		as->ousted = true;
		matrix_alarm(as->matrix,
		    "matrix=websocket state=replaced code=%d hint=\"somebody else connected "
		    "with the same appservice token: is kaigi running twice? This one goes on "
		    "with /sync and does not connect again before its next start\"",
		    end->code);
	} else if (end->code == CODE_UNANSWERED) {
		matrix_alarm(as->matrix,
		    "matrix=websocket state=unanswered code=%d hint=\"the proxy says that "
		    "transactions were not answered; /sync finds what they held\"",
		    end->code);
	} else {
		log_warning("workspace=%s matrix=websocket state=closed code=%d status=%d "
		            "why=\"%s\"",
		    as->matrix->name, end->code, end->http_status, end->why);
	}
}

static void on_closed(void *user, const struct websocket_end *end)
{
	struct matrix_as *as = user;
	int64_t now = clock_monotonic_ms();
	bool was_live = as->live;

	as->socket = NULL;
	as->live = false;
	as->behind = false;
	as->ping = 0;
	as->connection++;
	loop_timer_stop(as->beat);
	loop_timer_stop(as->catch_up);
	forget_held(as); /* the position lies before them */
	note_end(as, end);
	as->wait_ms =
	    matrix_frame_wait(as->wait_ms, as->ended_at == 0 ? 0 : now - as->ended_at);
	as->ended_at = now;
	if (!as->ousted) {
		loop_timer_start(
		    as->dial, as->refused ? MATRIX_FRAME_WAIT_MOST_MS : as->wait_ms);
	}
	if (was_live) {
		matrix_sync_now(as->matrix);
	}
}

static void on_dial(void *user)
{
	struct matrix_as *as = user;
	struct websocket_options options = {
		.url = as->url,
		.bearer = as->matrix->websocket_token,
		.headers = "x-mautrix-websocket-version: 3",
		.ready_ms = READY_MS,
		.silence_ms = SILENCE_MS,
		.ping_ms = PROTOCOL_PING_MS,
		.cap = FRAME_CAP,
		.on_open = on_open,
		.on_message = on_message,
		.on_closed = on_closed,
		.user = as,
	};

	if (!as->stopped && !as->socket) {
		as->socket = websocket_open(as->pool, &options);
	}
}

/* ---- life ---- */

void matrix_as_create(struct matrix *matrix)
{
	struct matrix_as *as;
	struct buf url;
	size_t size;

	if (!matrix->websocket || *matrix->websocket == '\0') {
		return;
	}
	as = mem_alloc(sizeof(*as));
	as->matrix = matrix;
	as->last = &as->held;
	size = strlen(matrix->websocket);
	while (size > 0 && matrix->websocket[size - 1] == '/') {
		size--;
	}
	buf_init(&url, 8192);
	buf_add(&url, matrix->websocket, size);
	buf_puts(&url, "/_matrix/client/unstable/fi.mau.as_sync");
	as->url = buf_take(&url, NULL);
	as->dial = loop_timer_create(matrix->loop, on_dial, as);
	as->beat = loop_timer_create(matrix->loop, on_beat, as);
	as->catch_up = loop_timer_create(matrix->loop, on_catch_up, as);
	as->release = loop_timer_create(matrix->loop, on_release, as);
	matrix->as = as;
}

void matrix_as_start(struct matrix *matrix)
{
	struct matrix_as *as = matrix->as;
	struct websocket_pool_options options = {
		.loop = matrix->loop,
		.proxy = matrix->proxy,
		.no_proxy = matrix->no_proxy,
		.ca_file = matrix->ca_file,
	};
	struct kg_error err = { "" };

	if (!as || as->started || as->stopped) {
		return;
	}
	as->started = true;
	if (websocket_pool_create(&options, &err, &as->pool) != KG_OK) {
		as->pool = NULL;
		matrix_alarm(matrix, "matrix=websocket state=off hint=\"%s\"", err.text);
		return;
	}
	loop_timer_start(as->dial, 0);
}

bool matrix_as_is_live(const struct matrix *matrix)
{
	return matrix->as && matrix->as->live;
}

void matrix_as_flush(struct matrix *matrix)
{
	if (matrix->as && matrix->as->socket) {
		websocket_flush(matrix->as->socket);
	}
}

void matrix_as_stop(struct matrix *matrix)
{
	struct matrix_as *as = matrix->as;

	if (!as || as->stopped) {
		return;
	}
	as->stopped = true;
	as->live = false;
	as->socket = NULL;
	forget_held(as);
	if (as->pool) {
		websocket_pool_stop(as->pool);
	}
	loop_timer_destroy(as->dial);
	loop_timer_destroy(as->beat);
	loop_timer_destroy(as->catch_up);
	loop_timer_destroy(as->release);
}

void matrix_as_destroy(struct matrix *matrix)
{
	struct matrix_as *as = matrix->as;

	if (!as) {
		return;
	}
	websocket_pool_destroy(as->pool);
	free(as->url);
	free(as);
	matrix->as = NULL;
}
