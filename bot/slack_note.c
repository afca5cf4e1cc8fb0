/* What operators must hear: alarms, fatal answers, missing scopes, the clock. */

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "bot/slack_adapter.h"
#include "bot/slack_form.h"
#include "bot/slack_text.h"

void slack_alarm(struct slack *slack, const char *format, ...)
{
	struct buf line;
	va_list args;

	buf_init(&line, 1024);
	buf_printf(&line, "workspace=%s ", slack->name);
	va_start(args, format);
	buf_vprintf(&line, format, args);
	va_end(args);
	slack->adapter.events->on_alarm(slack->adapter.user, &slack->adapter, line.bytes);
	buf_finish(&line);
}

void slack_fatal(struct slack *slack, const char *error)
{
	const struct link_error *known = slack_link_error(error);
	struct buf line;

	if (slack->fatal || slack->stopping) {
		return;
	}
	slack->fatal = true;
	buf_init(&line, 1024);
	buf_printf(&line, "workspace=%s slack=fatal error=%s exit=%d hint=\"%s\"", slack->name,
	    error, known->exit_code, known->hint);
	slack->adapter.events->on_fatal(
	    slack->adapter.user, &slack->adapter, known->exit_code, line.bytes);
	buf_finish(&line);
}

bool slack_note(struct slack *slack, const char *method, const struct slack_result *result)
{
	const json_t *needed;

	if (result->verdict != CALL_ERROR) {
		return false;
	}
	if (slack_link_error(result->error)->fault == LINK_FAULT_FATAL) {
		slack_fatal(slack, result->error);
		return true;
	}
	if (strcmp(result->error, "missing_scope") == 0) {
		needed = json_object_get(result->json, "needed");
		slack_alarm(slack,
		    "slack=scope method=%s missing=%s hint=\"add the scope to the app and "
		    "install it again\"",
		    method, json_is_string(needed) ? json_string_value(needed) : "?");
	}
	return false;
}

bool slack_clock_skew(struct adapter *adapter, int64_t *out_ms)
{
	struct slack *slack = slack_of(adapter);

	*out_ms = slack->skew_ms;
	return slack->skew_at != 0;
}

static void on_alarm_posted(void *user, const struct slack_result *result)
{
	struct slack *slack = user;

	if (result->verdict != CALL_OK) {
		log_warning(
		    "workspace=%s slack=alarm_post error=%s", slack->name, result->error);
	}
}

void slack_post_alarm(struct adapter *adapter, const char *channel, const char *text)
{
	struct slack *slack = slack_of(adapter);
	struct slack_request request = { .method = "chat.postMessage",
		.token = slack->bot_token,
		.once = true,
		.on_result = on_alarm_posted,
		.user = slack };
	struct buf form;
	json_t *blocks;

	if (slack->stopping) {
		return;
	}
	blocks = json_pack("[{s:s, s:{s:s, s:s, s:b}}]", "type", "section", "text", "type",
	    "plain_text", "text", text, "emoji", 0);
	if (!blocks) {
		return; /* not UTF-8 */
	}
	buf_init(&form, 64UL * 1024);
	slack_form_add(&form, "channel", channel);
	{
		struct buf escaped;
		buf_init(&escaped, 16UL * 1024);
		slack_text_escape(&escaped, text);
		slack_form_add(&form, "text", escaped.bytes);
		buf_finish(&escaped);
	}
	slack_form_json(&form, "blocks", blocks);
	slack_form_flag(&form, "unfurl_links", false);
	json_decref(blocks);
	request.form = form.bytes;
	slack_call(&slack->api, &request);
	buf_finish(&form);
}
