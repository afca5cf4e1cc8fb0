#include "workspace/fault.h"

#include <string.h>

#include "workspace/jx.h"
#include "workspace/model.h"
#include "workspace/rate.h"
#include "workspace/server.h"
#include "workspace/socketmode.h"

enum { ACK_WINDOW_MS = 3000 };

static const char *const counted[] = { "drop", "delay", "duplicate", "reorder", "half_open",
	"reset", "refuse_upgrade", "no_hello", "status_429", "status_5xx", "error",
	"after_effect", "hang", "burst", "login_page", "redirect", "short_body", "file_stub",
	NULL };

static json_t *armed; /* array of orders */
static int64_t ack_window_ms = ACK_WINDOW_MS;
static int64_t retry_scale = 1;

static bool is_counted(const char *name)
{
	for (const char *const *known = counted; *known != NULL; known++) {
		if (strcmp(*known, name) == 0) {
			return true;
		}
	}
	return false;
}

static bool set_number(const char *name, const json_t *order)
{
	int64_t value = jx_int(order, "value", jx_int(order, "ms", 0));

	if (strcmp(name, "retry_scale") == 0) {
		retry_scale = value > 0 ? value : 1;
	} else if (strcmp(name, "ack_window") == 0) {
		ack_window_ms = value > 0 ? value : ACK_WINDOW_MS;
	} else if (strcmp(name, "clock_skew") == 0) {
		model_set_skew(value);
	} else if (strcmp(name, "rate") == 0) {
		return rate_set(jx_text_or(order, "name", "generous"));
	} else {
		return false;
	}
	return true;
}

bool fault_arm(const json_t *order)
{
	const char *name = jx_text_or(order, "fault", "");

	if (strcmp(name, "clear") == 0) {
		fault_finish();
		ack_window_ms = ACK_WINDOW_MS;
		retry_scale = 1;
		model_set_skew(0);
		socketmode_ghosts(0);
		server_cut_frozen();
		return true;
	}
	if (set_number(name, order)) {
		return true;
	}
	/* With "which" they act on a held socket at once; else on the next envelope. */
	if (strcmp(name, "disconnect") == 0 || strcmp(name, "close") == 0 ||
	    ((strcmp(name, "reset") == 0 || strcmp(name, "half_open") == 0) &&
	        jx_text(order, "which") != NULL)) {
		socketmode_disturb(order);
		return true;
	}
	if (strcmp(name, "ghost") == 0) {
		socketmode_ghosts((int)jx_int(order, "count", 1));
		return true;
	}
	if (strcmp(name, "no_close") == 0) {
		json_t *copy = json_deep_copy(order);

		jx_set_text(copy, "fault", "disconnect");
		jx_set_text(copy, "then", "no_close");
		socketmode_disturb(copy);
		json_decref(copy);
		return true;
	}
	if (!is_counted(name)) {
		return false;
	}
	if (armed == NULL) {
		armed = json_array();
	}
	jx_push(armed, json_deep_copy(order));
	return true;
}

/* An order may be meant for the calls about one person only. */
static bool is_about(const json_t *order, const json_t *args)
{
	const char *users = jx_text(order, "users");

	return users == NULL || (args != NULL && jx_same(args, "users", users));
}

json_t *fault_take(const char *name, const char *method)
{
	return fault_take_call(name, method, NULL);
}

json_t *fault_take_call(const char *name, const char *method, const json_t *args)
{
	for (size_t i = 0; i < json_array_size(armed); i++) {
		json_t *order = json_array_get(armed, i);
		const char *wanted = jx_text(order, "method");
		int64_t skip = jx_int(order, "skip", 0);
		int64_t count = jx_int(order, "count", 1);

		if (!jx_same(order, "fault", name) || !is_about(order, args) ||
		    (wanted != NULL && (method == NULL || strcmp(wanted, method) != 0))) {
			continue;
		}
		if (skip > 0) {
			jx_set_int(order, "skip", skip - 1);
			return NULL;
		}
		json_incref(order);
		jx_set_int(order, "count", count - 1);
		if (count <= 1) {
			(void)json_array_remove(armed, i);
		}
		return order;
	}
	return NULL;
}

int64_t fault_ack_window_ms(void)
{
	return ack_window_ms;
}

/* Slack's words are "nearly immediately", one minute, five minutes. */
int64_t fault_retry_delay_ms(int attempt)
{
	static const int64_t delays[] = { 0, 100, 60000, 300000 };

	return delays[attempt] / retry_scale;
}

void fault_finish(void)
{
	json_decref(armed);
	armed = NULL;
}
