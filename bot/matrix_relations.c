/*
 * Marks as the server holds them. /relations leaves out what was redacted, so each mark that we
 * hold and it does not list is asked for by itself: a removal has somebody who did it, and only
 * the voter's own counts.
 */

#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_decode.h"
#include "bot/matrix_op.h"

enum { PAGES_MAX = 200, FORGOTTEN_MS = 5000 };

struct matrix_read {
	struct event event;
	size_t room; /* of event.marks */
	const char *from;
	size_t at; /* in op->known */
	int pages;
};

/* ---- the key of a mark of ours ---- */

const char *matrix_seed_key(struct arena *arena, const char *mark)
{
	size_t size = strlen(mark);
	ucs4_t first;
	int used = u8_mbtouc(&first, (const uint8_t *)mark, size);
	const char *rest = mark + used;

	if (used <= 0 || first == 0xFFFD) {
		return mark;
	}
	/* "1" and the keycap that goes around it: the picture is the one in between. */
	if (strcmp(rest, "\xE2\x83\xA3") == 0) {
		return arena_printf(arena, "%.*s\xEF\xB8\x8F%s", used, mark, rest);
	}
	if (*rest == '\0' && first > 0x7F && uc_is_property_emoji(first) &&
	    !uc_is_property_emoji_presentation(first)) {
		return arena_printf(arena, "%s\xEF\xB8\x8F", mark);
	}
	return mark;
}

/* ---- pages of /relations ---- */

static void ask_page(
    struct matrix_op *op, void (*on_result)(void *user, const struct matrix_result *result))
{
	static const char base[] = "_matrix/client/v1/rooms/%/relations/%/m.annotation/"
	                           "m.reaction?dir=b&limit=100";
	const char *from = op->read->from;
	char *pattern = arena_printf(&op->arena, "%s%s", base, from ? "&from=%" : "");

	matrix_op_call(op, "GET",
	    from ? matrix_path(&op->arena, pattern, op->room, op->message, from, NULL)
	         : matrix_path(&op->arena, pattern, op->room, op->message, NULL),
	    NULL, on_result);
}

/* True: there is one more page. */
static bool next_page(struct matrix_op *op, const struct matrix_result *result)
{
	const char *next = json_string_value(json_object_get(result->json, "next_batch"));

	if (!next || !*next || ++op->read->pages >= PAGES_MAX) {
		return false;
	}
	op->read->from = arena_strdup(&op->arena, next);
	return true;
}

static const char *key_of(const json_t *event)
{
	const json_t *relation =
	    json_object_get(json_object_get(event, "content"), "m.relates_to");

	return json_string_value(json_object_get(relation, "key"));
}

/* ---- read ---- */

static void add_mark(struct matrix_op *op, const struct event_mark *mark)
{
	struct matrix_read *read = op->read;

	if (read->event.mark_count == read->room) {
		struct event_mark *marks;

		read->room = read->room == 0 ? 32 : read->room * 2;
		marks = arena_alloc(&op->arena, read->room * sizeof(*marks));
		if (read->event.mark_count > 0) {
			memcpy(
			    marks, read->event.marks, read->event.mark_count * sizeof(*marks));
		}
		read->event.marks = marks;
	}
	read->event.marks[read->event.mark_count++] = *mark;
}

static void take_reaction(struct matrix_op *op, const json_t *event)
{
	const char *user = json_string_value(json_object_get(event, "sender"));
	const char *id = json_string_value(json_object_get(event, "event_id"));
	const char *key = key_of(event);
	struct event_mark mark;

	if (!user || !id || !key || strcmp(user, op->matrix->user) == 0) {
		return;
	}
	mark = (struct event_mark){ .user = arena_strdup(&op->arena, user),
		.mark = matrix_mark(&op->arena, key),
		.id = arena_strdup(&op->arena, id) };
	add_mark(op, &mark);
}

static void tell(struct matrix_op *op, struct event *event)
{
	struct matrix *matrix = op->matrix;

	event->workspace = matrix->adapter.workspace;
	event->channel = op->room;
	event->message = op->message;
	event->since = op->since;
	matrix->adapter.events->on_event(matrix->adapter.user, &matrix->adapter, event, NULL);
	matrix_op_done(op);
}

static bool is_listed(const struct matrix_op *op, const char *id)
{
	for (size_t i = 0; i < op->read->event.mark_count; i++) {
		const char *one = op->read->event.marks[i].id;

		if (one && strcmp(one, id) == 0) {
			return true;
		}
	}
	return false;
}

static void ask_event(struct matrix_op *op, const char *id,
    void (*on_result)(void *user, const struct matrix_result *result))
{
	matrix_op_call(op, "GET",
	    matrix_path(&op->arena, "_matrix/client/v3/rooms/%/event/%", op->room, id, NULL),
	    NULL, on_result);
}

/* Before an absence is believed: does the server still know the newest that it told us? One
 * that was put back to an earlier copy knows nothing of what came since. */
static void ask_newest(
    struct matrix_op *op, void (*on_result)(void *user, const struct matrix_result *result))
{
	const char *room = "";
	const char *event = "";

	(void)matrix_newest(op->matrix, &op->arena, &room, &event);
	matrix_op_call(op, "GET",
	    matrix_path(&op->arena, "_matrix/client/v3/rooms/%/event/%", room, event, NULL),
	    NULL, on_result);
}

static bool has_newest(const struct matrix_op *op)
{
	struct arena arena KG_AUTO_ARENA = { 0 };
	const char *room;
	const char *event;

	return matrix_newest(op->matrix, &arena, &room, &event);
}

/* True: the op has ended, because the server forgot. */
static bool is_forgotten(struct matrix_op *op, const struct matrix_result *result)
{
	if (matrix_op_ended_plain(op, "event", result)) {
		return true;
	}
	if (result->verdict == MATRIX_ERROR && result->status == 404) {
		log_info("workspace=%s matrix=forgotten outbox=%lld", op->matrix->name,
		    (long long)op->row.id);
		matrix_op_retry(op, FORGOTTEN_MS, "forgotten");
		return true;
	}
	return false;
}

static void next_known(struct matrix_op *op);

static void gone_unseen(struct matrix_op *op)
{
	const struct reaction *known = &op->known[op->read->at++];
	/* Purged, or lost: nobody has taken it back. */
	struct event_mark mark = {
		.user = known->user, .mark = known->mark, .id = known->event, .removed_by = ""
	};

	log_info("workspace=%s matrix=mark_gone event=%s by=unknown", op->matrix->name,
	    known->event);
	add_mark(op, &mark);
	next_known(op);
}

static void on_newest_for_mark(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;

	if (!is_forgotten(op, result)) {
		gone_unseen(op);
	}
}

static const char *redactor_of(const json_t *event)
{
	const json_t *unsigned_part = json_object_get(event, "unsigned");

	return json_string_value(
	    json_object_get(json_object_get(unsigned_part, "redacted_because"), "sender"));
}

static bool is_redacted(const json_t *event)
{
	const json_t *unsigned_part = json_object_get(event, "unsigned");

	return json_is_object(json_object_get(unsigned_part, "redacted_because")) ||
	       json_is_string(json_object_get(unsigned_part, "redacted_by"));
}

static void on_known(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;
	const struct reaction *known;
	struct event_mark mark;

	if (matrix_op_ended_plain(op, "event", result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR) {
		if (has_newest(op)) {
			ask_newest(op, on_newest_for_mark);
		} else {
			gone_unseen(op);
		}
		return;
	}
	known = &op->known[op->read->at++];
	mark =
	    (struct event_mark){ .user = known->user, .mark = known->mark, .id = known->event };
	if (is_redacted(result->json)) {
		const char *by = redactor_of(result->json);
		mark.removed_by = by ? arena_strdup(&op->arena, by) : "";
	}
	add_mark(op, &mark);
	next_known(op);
}

static void next_known(struct matrix_op *op)
{
	struct matrix_read *read = op->read;

	while (read->at < op->known_count) {
		const struct reaction *known = &op->known[read->at];

		if (known->event && known->user && known->mark &&
		    (!known->removed_by || !*known->removed_by) &&
		    !is_listed(op, known->event)) {
			ask_event(op, known->event, on_known);
			return;
		}
		read->at++;
	}
	tell(op, &read->event);
}

static void on_marks(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;
	size_t i;
	const json_t *one;

	if (matrix_op_ended_plain(op, "relations", result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR) {
		matrix_op_refuse_error(op, result);
		return;
	}
	json_array_foreach(json_object_get(result->json, "chunk"), i, one)
	{
		take_reaction(op, one);
	}
	if (next_page(op, result)) {
		ask_page(op, on_marks);
		return;
	}
	if (op->read->pages >= PAGES_MAX) {
		matrix_op_refuse(op, "too_many_marks");
		return;
	}
	op->read->event.when = clock_now();
	next_known(op);
}

static void tell_deleted(struct matrix_op *op, const char *by)
{
	struct event event = { .kind = EVENT_DELETED, .user = by, .when = clock_now() };

	tell(op, &event);
}

static void on_newest_for_message(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;

	if (!is_forgotten(op, result)) {
		tell_deleted(op, NULL);
	}
}

static void on_message(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;

	if (matrix_op_ended_plain(op, "event", result)) {
		return;
	}
	if (result->verdict == MATRIX_OK && is_redacted(result->json)) {
		tell_deleted(op, redactor_of(result->json));
	} else if (result->verdict == MATRIX_OK) {
		ask_page(op, on_marks);
	} else if (result->status == 404 && has_newest(op)) {
		ask_newest(op, on_newest_for_message);
	} else if (result->status == 404) {
		tell_deleted(op, NULL);
	} else {
		matrix_op_refuse_error(op, result);
	}
}

void matrix_read_start(struct matrix_op *op)
{
	op->read = arena_alloc(&op->arena, sizeof(*op->read));
	op->read->event.kind = EVENT_MARKS;
	ask_event(op, op->message, on_message);
}

/* ---- taking a mark of ours off ---- */

static void on_redacted(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;

	if (matrix_op_ended_plain(op, "redact", result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR && result->status != 404) {
		matrix_op_refuse_error(op, result);
	} else {
		op->found = NULL;
		matrix_op_done(op);
	}
}

static const char *find_ours(struct matrix_op *op, const json_t *chunk)
{
	const char *wanted = matrix_mark(&op->arena, op->row.mark ? op->row.mark : "");
	size_t i;
	const json_t *one;

	json_array_foreach(chunk, i, one)
	{
		const char *user = json_string_value(json_object_get(one, "sender"));
		const char *id = json_string_value(json_object_get(one, "event_id"));
		const char *key = key_of(one);

		if (user && id && key && strcmp(user, op->matrix->user) == 0 &&
		    strcmp(matrix_mark(&op->arena, key), wanted) == 0) {
			return arena_strdup(&op->arena, id);
		}
	}
	return NULL;
}

static void on_ours(void *user, const struct matrix_result *result)
{
	struct matrix_op *op = user;
	const char *id;

	if (matrix_op_ended_plain(op, "relations", result)) {
		return;
	}
	if (result->verdict == MATRIX_ERROR) {
		matrix_op_refuse_error(op, result);
		return;
	}
	id = find_ours(op, json_object_get(result->json, "chunk"));
	if (id) {
		matrix_op_call(op, "PUT",
		    matrix_path(&op->arena, "_matrix/client/v3/rooms/%/redact/%/%", op->room,
		        id, op->row.key, NULL),
		    NULL, on_redacted);
	} else if (next_page(op, result)) {
		ask_page(op, on_ours);
	} else {
		matrix_op_done(op);
	}
}

void matrix_unseed_start(struct matrix_op *op)
{
	op->read = arena_alloc(&op->arena, sizeof(*op->read));
	ask_page(op, on_ours);
}
