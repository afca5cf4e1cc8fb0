/* `kaigi doctor`: one question after the other, no event socket, nothing written. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "bot/loop.h"
#include "bot/slack.h"
#include "bot/slack_call.h"
#include "bot/slack_form.h"

enum { SKEW_WARNING_MS = 5 * 1000, SKEW_FAULT_MS = 60 * 1000 };

struct doctor {
	struct slack_api api;
	char *bot_token;
	char *app_token;
	char **channels;
	size_t channel_count;
	char **accounts;
	size_t account_count;
	size_t index;
	char *team;
	void (*on_finding)(void *user, enum finding_level level, const char *topic,
	    const char *subject, const char *what);
	void (*on_done)(void *user);
	void *told;
};

static const char *const needed_scopes[] = { "channels:history", "channels:read", "chat:write",
	"commands", "files:read", "files:write", "groups:history", "groups:read", "im:history",
	"im:read", "im:write", "pins:write", "reactions:read", "reactions:write",
	"users:read" };

static void find(struct doctor *doctor, enum finding_level level, const char *topic,
    const char *subject, const char *what)
{
	doctor->on_finding(doctor->told, level, topic, subject, what);
}

static void free_list(char **list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i]);
	}
	free(list);
}

static void end(struct doctor *doctor)
{
	doctor->on_done(doctor->told);
	mem_wipe(doctor->bot_token, strlen(doctor->bot_token));
	mem_wipe(doctor->app_token, strlen(doctor->app_token));
	free(doctor->bot_token);
	free(doctor->app_token);
	free_list(doctor->channels, doctor->channel_count);
	free_list(doctor->accounts, doctor->account_count);
	free(doctor->team);
	free(doctor->api.base);
	free(doctor);
}

static void ask(struct doctor *doctor, const char *method, const char *name, const char *value,
    void (*on_result)(void *user, const struct slack_result *result))
{
	struct slack_request request = { .method = method,
		.token = doctor->bot_token,
		.timeout_ms = 15000,
		.on_result = on_result,
		.user = doctor };
	struct buf form;

	buf_init(&form, 4096);
	if (name) {
		slack_form_add(&form, name, value);
	}
	request.form = form.bytes;
	slack_call(&doctor->api, &request);
	buf_finish(&form);
}

static bool has_scope(const char *list, const char *scope)
{
	size_t size = strlen(scope);

	while (*list) {
		size_t skip = strspn(list, ", ");
		size_t length = strcspn(list + skip, ", ");
		if (length == size && memcmp(list + skip, scope, size) == 0) {
			return true;
		}
		list += skip + length;
	}
	return false;
}

static void check_scopes(struct doctor *doctor, const char *scopes)
{
	bool all = true;

	if (!*scopes) {
		find(doctor, FINDING_WARNING, "scope", "", "not_told");
		return;
	}
	for (size_t i = 0; i < sizeof(needed_scopes) / sizeof(needed_scopes[0]); i++) {
		if (!has_scope(scopes, needed_scopes[i])) {
			find(doctor, FINDING_FAULT, "scope", needed_scopes[i], "missing");
			all = false;
		}
	}
	if (all) {
		find(doctor, FINDING_FINE, "scope", "", "all");
	}
}

static bool is_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static void ask_account(struct doctor *doctor);

static void on_account(void *user, const struct slack_result *result)
{
	struct doctor *doctor = user;
	const char *account = doctor->accounts[doctor->index];
	const json_t *person = json_object_get(result->json, "user");
	const char *team = json_string_value(json_object_get(person, "team_id"));

	if (result->verdict == CALL_LIMITED || result->verdict == CALL_NOT_SENT ||
	    result->verdict == CALL_AMBIGUOUS) {
		find(doctor, FINDING_WARNING, "account", account, result->error);
	} else if (result->verdict != CALL_OK) {
		find(doctor, FINDING_FAULT, "account", account, result->error);
	} else if (is_true(person, "deleted")) {
		find(doctor, FINDING_FAULT, "account", account, "deactivated");
	} else if (is_true(person, "is_bot") || strcmp(account, "USLACKBOT") == 0) {
		find(doctor, FINDING_FAULT, "account", account, "bot");
	} else if (is_true(person, "is_restricted") || is_true(person, "is_ultra_restricted")) {
		find(doctor, FINDING_FAULT, "account", account, "guest");
	} else if (doctor->team && team && strcmp(team, doctor->team) != 0) {
		find(doctor, FINDING_FAULT, "account", account, "other_workspace");
	} else {
		find(doctor, FINDING_FINE, "account", account, "active");
	}
	doctor->index++;
	ask_account(doctor);
}

static void ask_account(struct doctor *doctor)
{
	if (doctor->index < doctor->account_count) {
		ask(doctor, "users.info", "user", doctor->accounts[doctor->index], on_account);
	} else {
		end(doctor);
	}
}

static void ask_channel(struct doctor *doctor);

static void on_channel(void *user, const struct slack_result *result)
{
	struct doctor *doctor = user;
	const char *id = doctor->channels[doctor->index];
	const json_t *channel = json_object_get(result->json, "channel");
	bool fine = true;

	if (result->verdict != CALL_OK) {
		find(doctor, result->verdict == CALL_ERROR ? FINDING_FAULT : FINDING_WARNING,
		    "channel", id, result->error);
		fine = false;
	} else {
		if (is_true(channel, "is_archived")) {
			find(doctor, FINDING_FAULT, "channel", id, "archived");
			fine = false;
		}
		if (!is_true(channel, "is_member")) {
			find(doctor, FINDING_FAULT, "channel", id, "not_joined");
			fine = false;
		}
		if (is_true(channel, "is_ext_shared")) {
			find(doctor, FINDING_FAULT, "channel", id, "shared_outside");
			fine = false;
		}
	}
	if (fine) {
		find(doctor, FINDING_FINE, "channel", id, "joined");
	}
	doctor->index++;
	ask_channel(doctor);
}

static void ask_channel(struct doctor *doctor)
{
	if (doctor->index < doctor->channel_count) {
		ask(doctor, "conversations.info", "channel", doctor->channels[doctor->index],
		    on_channel);
	} else {
		doctor->index = 0;
		ask_account(doctor);
	}
}

static void check_app_token(struct doctor *doctor)
{
	if (strncmp(doctor->app_token, "xapp-", 5) != 0) {
		/* Asking apps.connections.open would take a ticket: its kind is all that is
		 * looked at. */
		find(doctor, FINDING_FAULT, "token", "app", "not_xapp");
	} else {
		find(doctor, FINDING_FINE, "token", "app", "kind");
	}
}

static void on_tested(void *user, const struct slack_result *result)
{
	struct doctor *doctor = user;
	const char *team = json_string_value(json_object_get(result->json, "team_id"));

	if (result->verdict == CALL_NOT_SENT || result->verdict == CALL_AMBIGUOUS ||
	    result->verdict == CALL_LIMITED) {
		find(doctor, FINDING_FAULT, "network", "", result->error);
		end(doctor);
		return;
	}
	if (result->verdict != CALL_OK) {
		find(doctor, FINDING_FAULT, "token", "bot", result->error);
		end(doctor);
		return;
	}
	find(doctor, FINDING_FINE, "token", "bot", "valid");
	doctor->team = team ? mem_strdup(team) : NULL;
	check_app_token(doctor);
	check_scopes(doctor, result->scopes);
	ask_channel(doctor);
}

static void on_clock(void *user, int64_t skew_ms)
{
	struct doctor *doctor = user;
	int64_t size = skew_ms < 0 ? -skew_ms : skew_ms;
	char what[48];

	if (doctor->team || doctor->index > 0) {
		return; /* once */
	}
	(void)snprintf(what, sizeof(what), "skew_ms=%lld", (long long)skew_ms);
	find(doctor,
	    size >= SKEW_FAULT_MS     ? FINDING_FAULT
	    : size >= SKEW_WARNING_MS ? FINDING_WARNING
	                              : FINDING_FINE,
	    "clock", "", what);
}

static char **copy_list(const char *const *list, size_t count)
{
	char **copy = mem_alloc((count + 1) * sizeof(*copy));

	for (size_t i = 0; i < count; i++) {
		copy[i] = mem_strdup(list[i]);
	}
	return copy;
}

void slack_doctor(const struct slack_doctor_options *options,
    void (*on_finding)(void *user, enum finding_level level, const char *topic,
        const char *subject, const char *what),
    void (*on_done)(void *user), void *user)
{
	struct doctor *doctor = mem_alloc(sizeof(*doctor));

	doctor->api = (struct slack_api){ .http = options->http,
		.base = mem_strdup(options->api),
		.on_clock = on_clock,
		.user = doctor };
	doctor->bot_token = mem_strdup(options->bot_token);
	doctor->app_token = mem_strdup(options->app_token);
	doctor->channels = copy_list(options->channels, options->channel_count);
	doctor->channel_count = options->channel_count;
	doctor->accounts = copy_list(options->accounts, options->account_count);
	doctor->account_count = options->account_count;
	doctor->on_finding = on_finding;
	doctor->on_done = on_done;
	doctor->told = user;
	ask(doctor, "auth.test", NULL, NULL, on_tested);
}
