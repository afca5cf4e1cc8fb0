/*
 * After an ambiguous answer: is the message there? Own messages are searched, newest first, for
 * the row's key in their metadata; one without metadata counts when its text is ours and it is
 * young. Two looks, at least 5 s apart. There is no lower bound of time: a row's due time moves
 * with each retry, and the bot may have been away for days.
 */

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/slack_decode.h"
#include "bot/slack_form.h"
#include "bot/slack_op.h"

enum { LOOK_AGAIN_MS = 5500, PAGES = 10, YOUNG_MS = 60 * 60 * 1000 };

struct lookup {
	void (*found)(struct slack_op *op);
	void (*missing)(struct slack_op *op);
	int page;
};

static void look(struct slack_op *op, struct lookup *lookup, const char *cursor);

static bool has_key(const struct slack_op *op, const json_t *message, bool *out_has_metadata)
{
	const json_t *metadata = json_object_get(message, "metadata");
	const char *type = json_string_value(json_object_get(metadata, "event_type"));
	const char *key = json_string_value(
	    json_object_get(json_object_get(metadata, "event_payload"), "key"));

	*out_has_metadata = type != NULL;
	return type && key && strcmp(type, "kaigi_out") == 0 && strcmp(key, op->row.key) == 0;
}

static bool is_file(const struct slack_op *op, const json_t *message)
{
	const json_t *files = json_object_get(message, "files");
	size_t i;
	const json_t *one;

	json_array_foreach(files, i, one)
	{
		const char *id = json_string_value(json_object_get(one, "id"));
		const char *title = json_string_value(json_object_get(one, "title"));
		if ((id && op->upload_id && strcmp(id, op->upload_id) == 0) ||
		    (title && op->row.detail && strcmp(title, op->row.detail) == 0)) {
			return true;
		}
	}
	return false;
}

static bool is_wanted(const struct slack_op *op, const json_t *message)
{
	const struct slack *slack = op->slack;
	const char *bot = json_string_value(json_object_get(message, "bot_id"));
	const char *user = json_string_value(json_object_get(message, "user"));
	const char *text = json_string_value(json_object_get(message, "text"));
	const char *ts = json_string_value(json_object_get(message, "ts"));
	bool ours = (bot && slack->bot && strcmp(bot, slack->bot) == 0) ||
	            (user && slack->user && strcmp(user, slack->user) == 0);
	bool has_metadata;

	if (!ours || !ts) {
		return false;
	}
	if (op->row.verb == OUTBOX_UPLOAD) {
		return is_file(op, message);
	}
	if (has_key(op, message, &has_metadata)) {
		return true;
	}
	return !has_metadata && text && op->text && strcmp(text, op->text) == 0 &&
	       clock_now().ms - slack_time(ts).ms < YOUNG_MS;
}

static void again(struct slack_op *op)
{
	struct lookup *lookup = arena_alloc(&op->arena, sizeof(*lookup));

	*lookup = *op->lookup;
	lookup->page = 0;
	look(op, lookup, NULL);
}

static void nothing(struct slack_op *op, struct lookup *lookup)
{
	op->looks++;
	if (op->looks >= 2) {
		log_info("workspace=%s slack=lookup outbox=%lld found=0", op->slack->name,
		    (long long)op->row.id);
		lookup->missing(op);
		return;
	}
	op->lookup = lookup;
	op->next_step = again;
	loop_timer_start(op->timer, LOOK_AGAIN_MS);
}

static void on_page(void *user, const struct slack_result *result)
{
	struct slack_op *op = user;
	struct lookup *lookup = op->lookup;
	const json_t *messages = json_object_get(result->json, "messages");
	const char *cursor;
	size_t i;
	const json_t *one;

	if (slack_op_ended(op, "conversations.history", result)) {
		return;
	}
	if (result->verdict == CALL_AMBIGUOUS) {
		struct send_result out = { .verdict = SEND_AMBIGUOUS, .error = result->error };
		slack_op_finish(op, &out);
		return;
	}
	if (result->verdict == CALL_ERROR && strcmp(result->error, "thread_not_found") != 0) {
		struct send_result out = {
			.verdict = SEND_REFUSED, .error = result->error, .foreign = true
		};
		slack_op_finish(op, &out);
		return;
	}
	json_array_foreach(messages, i, one)
	{
		if (is_wanted(op, one)) {
			op->found = arena_strdup(
			    &op->arena, json_string_value(json_object_get(one, "ts")));
			log_info("workspace=%s slack=lookup outbox=%lld found=1",
			    op->slack->name, (long long)op->row.id);
			lookup->found(op);
			return;
		}
	}
	cursor = json_string_value(
	    json_object_get(json_object_get(result->json, "response_metadata"), "next_cursor"));
	if (cursor && *cursor && ++lookup->page < PAGES) {
		look(op, lookup, cursor);
	} else {
		nothing(op, lookup);
	}
}

static void look(struct slack_op *op, struct lookup *lookup, const char *cursor)
{
	op->lookup = lookup;
	slack_form_add(&op->form, "channel", op->channel);
	slack_form_add(&op->form, "limit", "200");
	slack_form_flag(&op->form, "include_all_metadata", true);
	slack_form_add(&op->form, "cursor", cursor);
	if (op->thread) {
		slack_form_add(&op->form, "ts", op->thread);
		slack_op_call(op, "conversations.replies", false, on_page);
	} else {
		slack_op_call(op, "conversations.history", false, on_page);
	}
}

void slack_lookup(struct slack_op *op, void (*found)(struct slack_op *op),
    void (*missing)(struct slack_op *op))
{
	struct lookup *lookup = arena_alloc(&op->arena, sizeof(*lookup));

	lookup->found = found;
	lookup->missing = missing;
	look(op, lookup, NULL);
}
