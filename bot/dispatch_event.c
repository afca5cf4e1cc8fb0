/*
 * An event as a job: its packed copy is what the inbox keeps, so the queue and the database
 * hold the same bytes. Repeats are known by the network's id and, for marks and messages, by
 * their facts.
 */
#include "bot/dispatch_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "store/files.h"
#include "store/inbox.h"
#include "store/network.h"
#include "store/outbox.h"
#include "store/stmt.h"

enum { EVENT_BYTES_MAX = 4 * 1024 * 1024, REPLY_BYTES_MAX = 1024 * 1024 };

STMT(dispatch_younger_facts, "SELECT 1 FROM inbox WHERE workspace = :workspace AND "
                             "facts > :after AND facts < :before LIMIT 1");
STMT(dispatch_forget_facts, "UPDATE inbox SET facts = NULL WHERE id = :id");

struct event_job {
	struct job job;
	char *bytes;
	size_t size;
};

static const char *nonnull(const char *text)
{
	return text == NULL ? "" : text;
}

/*
 * A form sent again with the same answers is a repeat: the first time was stored, its
 * acknowledgement was lost, and the network names it anew.
 */
static const char *form_facts(const struct event *event, struct arena *arena)
{
	KG_AUTO_BUF struct buf answers = { .size = 0 };
	char hash[SHA256_HEX + 1];

	if (event->token == NULL) {
		return NULL;
	}
	buf_init(&answers, EVENT_BYTES_MAX);
	for (size_t i = 0; i < event->answer_count; i++) {
		buf_printf(&answers, "%s\n%zu\n%s\n", event->answers[i].key,
		    strlen(event->answers[i].value), event->answers[i].value);
	}
	sha256_hex(answers.bytes, answers.size, hash);
	return arena_printf(arena, "form|%s|%s|%s", event->token, nonnull(event->user), hash);
}

/* Where a mark is an event of its own, two that look alike are two. */
static bool is_known_by_id(struct desk *desk, const struct event *event)
{
	int kind;

	return event->kind == EVENT_MARK && event->id != NULL &&
	       workspace_kind_of(desk->store, event->workspace, &kind) == KG_OK &&
	       kind == WORKSPACE_MATRIX;
}

/* NULL: this kind is known by its id alone. */
static const char *event_facts(struct desk *desk, const struct event *event)
{
	const char *kind = event_kind_name(event->kind);
	struct arena *arena = desk->arena;

	if (event->kind == EVENT_FORM) {
		return form_facts(event, arena);
	}
	if (event->message == NULL || is_known_by_id(desk, event) ||
	    (event->kind != EVENT_MARK && event->kind != EVENT_MESSAGE)) {
		return NULL;
	}
	return arena_printf(arena, "%s%s|%s|%s|%s|%s|%" PRId64, kind,
	    event->kind == EVENT_MARK ? (event->added ? "+" : "-") : "",
	    nonnull(event->channel), event->message, nonnull(event->user), nonnull(event->mark),
	    event->when.ms);
}

/* The facts of a mark but for their time, which stands last and always has thirteen digits. */
static enum kg_status has_younger(
    struct desk *desk, const struct event *event, const char *sign, bool *out)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(desk->store, &dispatch_younger_facts);
	const char *what =
	    arena_printf(desk->arena, "mark%s|%s|%s|%s|%s|", sign, nonnull(event->channel),
	        nonnull(event->message), nonnull(event->user), nonnull(event->mark));
	enum kg_status status;

	stmt_int(stmt, "workspace", event->workspace);
	stmt_text(stmt, "after", arena_printf(desk->arena, "%s%" PRId64, what, event->when.ms));
	stmt_text(stmt, "before", arena_printf(desk->arena, "%s~", what));
	status = stmt_step(stmt);
	*out = status == KG_OK;
	return status == KG_NOT_FOUND ? KG_OK : status;
}

/*
 * Two sockets: an event may come after a younger one about the same mark of the same person.
 * The younger one has said what stands.
 */
static enum kg_status is_overtaken(struct desk *desk, const struct event *event, bool *out)
{
	enum kg_status status;

	*out = false;
	if (event->kind != EVENT_MARK || is_known_by_id(desk, event)) {
		return KG_OK;
	}
	status = has_younger(desk, event, "+", out);
	return status != KG_OK || *out ? status : has_younger(desk, event, "-", out);
}

static enum kg_status inbox_put(struct desk *desk, const struct event *event, int64_t *out_id)
{
	KG_AUTO_BUF struct buf packed = { .size = 0 };
	struct inbox_event row = {
		.workspace = event->workspace,
		.event_id = event->id,
		.facts = event_facts(desk, event),
		.kind = event_kind_name(event->kind),
		.when = event->when,
		.now = event->now,
	};

	buf_init(&packed, EVENT_BYTES_MAX);
	event_pack(event, &packed);
	if (packed.overflow) {
		return KG_INVALID;
	}
	row.payload = packed.bytes;
	row.payload_size = packed.size;
	return inbox_take(desk->store, &row, out_id);
}

static enum kg_status first_reply(struct desk *desk, int64_t id, struct reply *out_reply)
{
	char *bytes = NULL;
	size_t size = 0;
	enum kg_status status = inbox_reply(desk->store, id, desk->arena, &bytes, &size);

	if (status == KG_NOT_FOUND || (status == KG_OK && bytes == NULL)) {
		return KG_OK;
	}
	return status == KG_OK ? reply_unpack(bytes, size, desk->arena, out_reply) : status;
}

/* What was refused may be right when it is said again: it is no repeat then. */
static enum kg_status forget_facts(struct store *store, int64_t id)
{
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &dispatch_forget_facts);

	stmt_int(stmt, "id", id);
	return stmt_run(stmt);
}

static enum kg_status keep_reply(struct desk *desk, int64_t id, const struct reply *reply)
{
	KG_AUTO_BUF struct buf packed = { .size = 0 };
	enum kg_status status = KG_OK;

	if (reply->kind == REPLY_NONE) {
		return KG_OK;
	}
	buf_init(&packed, REPLY_BYTES_MAX);
	reply_pack(reply, &packed);
	if (packed.overflow) {
		return KG_INVALID;
	}
	if (reply->kind == REPLY_FAULTS) {
		status = forget_facts(desk->store, id);
	}
	return status == KG_OK ? inbox_set_reply(desk->store, id, packed.bytes, packed.size)
	                       : status;
}

/* Marks that were read back are complete up to the reading: the posting says so in the same
 * transaction. */
static enum kg_status note_reading(struct desk *desk, const struct event *event)
{
	struct posting posting = { .id = 0 };
	enum kg_status status;

	if (event->kind != EVENT_MARKS || event->channel == NULL || event->message == NULL) {
		return KG_OK;
	}
	status = posting_find(desk->store, event->workspace, event->channel, event->message,
	    desk->arena, &posting);
	if (status == KG_NOT_FOUND) {
		return KG_OK;
	}
	return status == KG_OK ? posting_set_read(desk->store, posting.id, event->when)
	                       : status;
}

enum kg_status dispatch_take(struct dispatch *dispatch, struct desk *desk,
    const struct event *event, struct reply *out_reply, bool *out_new)
{
	bool overtaken = false;
	int64_t id = 0;
	enum kg_status status = inbox_put(desk, event, &id);

	if (out_new != NULL) {
		*out_new = status == KG_OK;
	}
	if (status == KG_CONFLICT) {
		return first_reply(desk, id, out_reply);
	}
	if (status != KG_OK) {
		return status;
	}
	status = is_overtaken(desk, event, &overtaken);
	if (status != KG_OK || overtaken) {
		return status;
	}
	desk->cause = arena_printf(desk->arena, "inbox:%" PRId64, id);
	status = dispatch->options.door.take(desk, event, out_reply);
	if (status == KG_OK) {
		status = keep_reply(desk, id, out_reply);
	}
	return status == KG_OK ? note_reading(desk, event) : status;
}

static enum kg_status park_new(
    struct desk *desk, const struct event *event, const char *why, bool *out_new)
{
	int64_t id = 0;
	enum kg_status status = inbox_put(desk, event, &id);

	*out_new = status == KG_OK;
	if (status == KG_CONFLICT) {
		return KG_OK;
	}
	return status == KG_OK ? inbox_park(desk->store, id, why) : status;
}

enum kg_status dispatch_park_event(
    struct desk *desk, const struct event *event, const char *why)
{
	bool is_new;

	return park_new(desk, event, why, &is_new);
}

/* What broke the handler may break this too: the parking stands whatever becomes of the word,
 * unless nothing can be written any more. */
static enum kg_status park_and_tell(
    struct dispatch *dispatch, struct desk *desk, const struct event *event, const char *why)
{
	const struct dispatch_door *door = &dispatch->options.door;
	bool is_new = false;
	enum kg_status status = park_new(desk, event, why, &is_new);
	enum kg_status told = KG_OK;

	if (status == KG_OK && is_new && door->tell_parked != NULL) {
		told = door->tell_parked(desk, event);
	}
	return told == KG_FULL || told == KG_IO ? told : status;
}

/* A server that is ahead of us by more than any network takes: ours is wrong (late ones prove
 * nothing). */
static void watch_clock(struct dispatch *dispatch, const struct event *event)
{
	int64_t ahead = event->when.ms - event->now.ms;

	if (event->workspace == 0 || event->when.ms == 0) {
		return;
	}
	/* That it agrees only these two prove: a command carries no time of the server's. */
	if (ahead > SKEW_MAX_MS ||
	    (ahead > -SKEW_MAX_MS &&
	        (event->kind == EVENT_MARK || event->kind == EVENT_MESSAGE))) {
		dispatch_clock_skew(dispatch, ahead);
	}
}

static enum kg_status event_run(struct job *job, struct desk *desk)
{
	struct event_job *self = (struct event_job *)job;
	struct dispatch *dispatch = job->dispatch;
	struct event event = { .workspace = 0 };
	enum kg_status status = event_unpack(self->bytes, self->size, desk->arena, &event);

	if (status != KG_OK) {
		return status;
	}
	watch_clock(dispatch, &event);
	if ((event.kind == EVENT_MARK || event.kind == EVENT_MARKS) &&
	    dispatch->admit != NULL && !dispatch->admit(dispatch->admit_user, &event)) {
		return KG_OK;
	}
	return dispatch_take(dispatch, desk, &event, &job->reply, NULL);
}

static enum kg_status event_park(struct job *job, struct desk *desk, const char *why)
{
	struct event_job *self = (struct event_job *)job;
	struct event event = { .workspace = 0 };
	struct inbox_event row = { .kind = "unreadable", .now = desk->now };
	int64_t id = 0;
	enum kg_status status = event_unpack(self->bytes, self->size, desk->arena, &event);

	if (status == KG_OK) {
		return park_and_tell(job->dispatch, desk, &event, why);
	}
	row.payload = self->bytes;
	row.payload_size = self->size;
	status = inbox_take(desk->store, &row, &id);
	return status == KG_OK ? inbox_park(desk->store, id, why) : status;
}

static void event_finish(struct job *job, bool committed)
{
	struct event_job *self = (struct event_job *)job;

	(void)committed;
	free(self->bytes);
}

static const struct job_impl event_impl = {
	.run = event_run,
	.park = event_park,
	.finish = event_finish,
};

void dispatch_event(struct dispatch *dispatch, struct adapter *adapter,
    const struct event *event, struct ack *ack)
{
	struct event_job *self = job_create(dispatch, &event_impl, sizeof(*self));
	struct event copy = *event;
	struct buf packed = { .size = 0 };

	copy.now = clock_now();
	buf_init(&packed, EVENT_BYTES_MAX);
	event_pack(&copy, &packed);
	self->bytes = buf_take(&packed, &self->size);
	self->job.adapter = adapter;
	self->job.ack = ack;
	dispatch_push(dispatch, &self->job);
}
