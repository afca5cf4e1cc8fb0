/* Do not disturb: until when an account gets no notifications, as Slack tells. */

#include <string.h>

#include "base/clock.h"
#include "bot/slack_form.h"
#include "bot/slack_op.h"

/* Until when in ms; NULL: not now. */
static const char *quiet_until(struct slack_op *op, const json_t *json)
{
	json_int_t now = clock_now().ms / 1000;
	json_int_t from = json_integer_value(json_object_get(json, "next_dnd_start_ts"));
	json_int_t to = json_integer_value(json_object_get(json, "next_dnd_end_ts"));
	json_int_t snoozed = json_integer_value(json_object_get(json, "snooze_endtime"));
	json_int_t until = 0;

	if (json_is_true(json_object_get(json, "dnd_enabled")) && from <= now && now < to) {
		until = to;
	}
	if (json_is_true(json_object_get(json, "snooze_enabled")) && snoozed > until) {
		until = snoozed;
	}
	return until <= now ? NULL : arena_printf(&op->arena, "%lld000", (long long)until);
}

static void done(struct slack_op *op, const char *until)
{
	struct send_result result = { .verdict = SEND_OK, .message = until, .error = "" };

	slack_op_finish(op, &result);
}

/* Nobody waits for this: without an answer nothing is known. */
static void on_quiet(void *user, const struct slack_result *result)
{
	struct slack_op *op = user;

	if (result->verdict == CALL_ERROR && strcmp(result->error, "missing_scope") == 0) {
		op->call = NULL;
		done(op, NULL);
		return;
	}
	if (slack_op_ended(op, "dnd.info", result)) {
		return;
	}
	done(op, result->verdict == CALL_OK ? quiet_until(op, result->json) : NULL);
}

void slack_quiet_start(struct slack_op *op)
{
	const char *to = op->row.conversation;

	if (to == NULL || to[0] != '@') {
		slack_op_refuse(op, "no_account");
		return;
	}
	slack_form_add(&op->form, "user", to + 1);
	slack_op_call(op, "dnd.info", false, on_quiet);
}
