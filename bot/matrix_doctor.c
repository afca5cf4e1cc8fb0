/*
 * One question after the other: what the server is, who we are to it, each room of the
 * settings, each account of the roster, what it lets us send.
 */
#include "bot/matrix_doctor.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "bot/matrix_call.h"
#include "bot/matrix_room_check.h"
#include "bot/matrix_trouble.h"

enum {
	SKEW_WARNING_MS = 5 * 1000,
	SKEW_FAULT_MS = 60 * 1000,
	TIMEOUT_MS = 15000,
	/* Synapse's defaults: 0.2 messages a second, ten at once. */
	RATE_BURST = 10,
	RATE_MS = 5000,
	MEMBER_TEXT = 512,
};

struct doctor {
	struct matrix_api api;
	struct arena arena;
	const char *wanted; /* the user of the settings */
	const char **channels;
	size_t channel_count;
	const char *council;
	const char **accounts;
	size_t account_count;
	struct direct_room *directs;
	size_t direct_count;
	size_t seeds;
	bool has_websocket;
	bool is_ja;
	const char *self;
	json_t *joined;  /* room ids */
	json_t *members; /* of the council's room: account → membership; NULL: not known */
	size_t index;
	bool clock_told;
	bool server_told; /* from here on with the token */
	bool room_fine;
	void (*on_finding)(void *user, enum finding_level level, const char *topic,
	    const char *subject, const char *what);
	void (*on_done)(void *user);
	void *told;
};

static void find(struct doctor *doctor, enum finding_level level, const char *topic,
    const char *subject, const char *ja, const char *en)
{
	doctor->on_finding(doctor->told, level, topic, subject, doctor->is_ja ? ja : en);
}

static void end(struct doctor *doctor)
{
	void (*on_done)(void *user) = doctor->on_done;
	void *told = doctor->told;

	mem_wipe(doctor->api.token, strlen(doctor->api.token));
	free(doctor->api.token);
	free(doctor->api.base);
	json_decref(doctor->joined);
	json_decref(doctor->members);
	arena_finish(&doctor->arena);
	free(doctor);
	on_done(told);
}

static void ask(struct doctor *doctor, const char *path,
    void (*on_result)(void *user, const struct matrix_result *result))
{
	struct matrix_request request = {
		.method = "GET",
		.path = path,
		.bare = !doctor->server_told,
		.timeout_ms = TIMEOUT_MS,
		.on_result = on_result,
		.user = doctor,
	};

	(void)matrix_call(&doctor->api, &request);
}

static const char *text_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* ---- what it lets us send ---- */

/* Seconds until so many messages are out, beyond the burst. */
static int64_t seconds_for(size_t messages)
{
	return messages <= RATE_BURST
	           ? 0
	           : ((int64_t)(messages - RATE_BURST) * RATE_MS + 999) / 1000;
}

static void tell_default_rate(struct doctor *doctor)
{
	size_t messages = 1 + doctor->seeds + doctor->account_count;
	int64_t seconds = seconds_for(messages);

	find(doctor, FINDING_WARNING, "rate", "",
	    arena_printf(&doctor->arena,
	        "送信の制限が外されているか、kaigi からは確かめられません。Synapse "
	        "の既定(毎秒0.2件、続けて10件まで)のままなら、%zu "
	        "人に一件の持ち回りを届けるのに(%zu "
	        "通)少なくとも %" PRId64
	        " 秒かかります(override_ratelimit、docs/operations.md)",
	        doctor->account_count, messages, seconds),
	    arena_printf(&doctor->arena,
	        "whether the rate limit is lifted is not told to us; with Synapse's default "
	        "(0.2 a second, ten at once) one circulation to %zu people (%zu messages) "
	        "takes at least %" PRId64 " s (override_ratelimit, docs/operations.md)",
	        doctor->account_count, messages, seconds));
}

static void on_rate(void *user, const struct matrix_result *result)
{
	struct doctor *doctor = user;
	const json_t *rate = json_object_get(result->json, "messages_per_second");

	if (result->verdict == MATRIX_OK && json_is_integer(rate) &&
	    json_integer_value(rate) == 0) {
		find(doctor, FINDING_FINE, "rate", "", "送信の制限は外されています",
		    "the rate limit is lifted");
	} else {
		tell_default_rate(doctor);
	}
	find(doctor, FINDING_FINE, "transport", "",
	    doctor->has_websocket ? "WebSocket(追い付きは /sync)" : "/sync",
	    doctor->has_websocket ? "websocket (catching up by /sync)" : "/sync");
	end(doctor);
}

/* Of Synapse's administrators alone; everybody else is told nothing, and that is fine. */
static void ask_rate(struct doctor *doctor)
{
	ask(doctor,
	    matrix_path(&doctor->arena, "_synapse/admin/v1/users/%/override_ratelimit",
	        doctor->self, NULL),
	    on_rate);
}

/* ---- accounts ---- */

static void ask_account(struct doctor *doctor);

static const char *direct_of(const struct doctor *doctor, const char *account)
{
	for (size_t i = 0; i < doctor->direct_count; i++) {
		if (strcmp(doctor->directs[i].account, account) == 0) {
			return doctor->directs[i].channel;
		}
	}
	return NULL;
}

static void next_account(struct doctor *doctor)
{
	doctor->index++;
	ask_account(doctor);
}

static void on_direct(void *user, const struct matrix_result *result)
{
	struct doctor *doctor = user;
	const char *account = doctor->accounts[doctor->index];
	bool is_joined = result->verdict == MATRIX_OK &&
	                 strcmp(text_at(result->json, "membership"), "join") == 0;

	if (is_joined) {
		find(doctor, FINDING_FINE, "account", account, "良好", "fine");
	} else {
		find(doctor, FINDING_WARNING, "account", account,
		    "kaigi との直接のルームに入っていません(招待を受けていただいてください)",
		    "has not joined the direct room with kaigi (the invitation waits)");
	}
	next_account(doctor);
}

static void look_at_direct(struct doctor *doctor, const char *account)
{
	const char *room = direct_of(doctor, account);

	if (room == NULL) {
		find(doctor, FINDING_FINE, "account", account,
		    "良好(直接のルームは最初の連絡のときに作ります)",
		    "fine (the direct room is made with the first message)");
		next_account(doctor);
		return;
	}
	ask(doctor,
	    matrix_path(&doctor->arena, "_matrix/client/v3/rooms/%/state/m.room.member/%", room,
	        account, NULL),
	    on_direct);
}

static void on_profile(void *user, const struct matrix_result *result)
{
	struct doctor *doctor = user;
	const char *account = doctor->accounts[doctor->index];
	const json_t *membership = json_object_get(doctor->members, account);

	if (result->verdict == MATRIX_ERROR && result->status == 404) {
		find(doctor, FINDING_FAULT, "account", account,
		    "そのアカウントはありません(または停止されています)",
		    "no such account, or it is deactivated");
		next_account(doctor);
		return;
	}
	if (result->verdict != MATRIX_OK) {
		find(doctor, FINDING_WARNING, "account", account, result->error, result->error);
		next_account(doctor);
		return;
	}
	if (doctor->members != NULL &&
	    (membership == NULL || strcmp(json_string_value(membership), "join") != 0)) {
		find(doctor, FINDING_WARNING, "account", account,
		    "管理会議のルームに入っていません", "is not in the council's room");
	}
	look_at_direct(doctor, account);
}

static void ask_account(struct doctor *doctor)
{
	if (doctor->index == doctor->account_count) {
		ask_rate(doctor);
		return;
	}
	ask(doctor,
	    matrix_path(&doctor->arena, "_matrix/client/v3/profile/%",
	        doctor->accounts[doctor->index], NULL),
	    on_profile);
}

/* ---- rooms ---- */

static void ask_room(struct doctor *doctor);

static void on_room_finding(void *user, enum finding_level level, const char *what)
{
	struct doctor *doctor = user;

	doctor->room_fine = doctor->room_fine && level == FINDING_FINE;
	doctor->on_finding(doctor->told, level, "room", doctor->channels[doctor->index], what);
}

static void on_state(void *user, const struct matrix_result *result)
{
	struct doctor *doctor = user;
	const char *room = doctor->channels[doctor->index];

	doctor->room_fine = true;
	if (result->verdict != MATRIX_OK || !json_is_array(result->json)) {
		find(doctor, FINDING_WARNING, "room", room, result->error, result->error);
	} else {
		const struct matrix_room_check check = {
			.state = result->json,
			.self = doctor->self,
			.is_ja = doctor->is_ja,
			.on_finding = on_room_finding,
			.user = doctor,
		};

		matrix_room_check(&check);
		if (doctor->council != NULL && strcmp(room, doctor->council) == 0) {
			json_decref(doctor->members);
			doctor->members = matrix_room_members(result->json);
		}
		if (doctor->room_fine) {
			find(doctor, FINDING_FINE, "room", room, "良好", "fine");
		}
	}
	doctor->index++;
	ask_room(doctor);
}

static bool has_joined(const struct doctor *doctor, const char *room)
{
	size_t index;
	const json_t *joined;

	json_array_foreach(doctor->joined, index, joined)
	{
		const char *id = json_string_value(joined);

		if (id != NULL && strcmp(id, room) == 0) {
			return true;
		}
	}
	return false;
}

static void ask_room(struct doctor *doctor)
{
	while (doctor->index < doctor->channel_count &&
	       !has_joined(doctor, doctor->channels[doctor->index])) {
		find(doctor, FINDING_FAULT, "room", doctor->channels[doctor->index],
		    "kaigi が入っていません(ルームに招待してください)",
		    "kaigi is not in it (invite it)");
		doctor->index++;
	}
	if (doctor->index == doctor->channel_count) {
		doctor->index = 0;
		ask_account(doctor);
		return;
	}
	ask(doctor,
	    matrix_path(&doctor->arena, "_matrix/client/v3/rooms/%/state",
	        doctor->channels[doctor->index], NULL),
	    on_state);
}

static void on_joined(void *user, const struct matrix_result *result)
{
	struct doctor *doctor = user;

	if (result->verdict != MATRIX_OK) {
		find(doctor, FINDING_FAULT, "network", "", result->error, result->error);
		end(doctor);
		return;
	}
	doctor->joined = json_deep_copy(json_object_get(result->json, "joined_rooms"));
	ask_room(doctor);
}

/* ---- the server, and who we are to it ---- */

static void tell_token_fault(struct doctor *doctor, const struct matrix_result *result)
{
	bool is_soft = json_is_true(json_object_get(result->json, "soft_logout"));
	const struct matrix_trouble *trouble =
	    matrix_trouble(result->error, TROUBLE_ANYWHERE, is_soft);
	const char *what = *trouble->hint == '\0' ? result->error
	                                          : arena_printf(&doctor->arena, "%s: %s",
	                                                result->error, trouble->hint);

	find(doctor, FINDING_FAULT, result->verdict == MATRIX_ERROR ? "token" : "network", "",
	    what, what);
	end(doctor);
}

static void on_whoami(void *user, const struct matrix_result *result)
{
	struct doctor *doctor = user;
	const char *self = text_at(result->json, "user_id");
	const char *device = text_at(result->json, "device_id");

	if (result->verdict != MATRIX_OK || *self == '\0') {
		tell_token_fault(doctor, result);
		return;
	}
	doctor->self = arena_strdup(&doctor->arena, self);
	if (*doctor->wanted != '\0' && strcmp(doctor->wanted, self) != 0) {
		find(doctor, FINDING_FAULT, "token", self,
		    "設定の user とは別のアカウントのトークンです",
		    "the token belongs to another account than the settings' user");
	}
	if (*device == '\0') {
		find(doctor, FINDING_FAULT, "token", self,
		    "端末(device)のないトークンです。サーバーの再起動のときに同じ連絡を二度送るおそれがあります",
		    "the token has no device: the same message could go out twice when the "
		    "server restarts");
	} else {
		find(doctor, FINDING_FINE, "token", self, device, device);
	}
	ask(doctor, "_matrix/client/v3/joined_rooms", on_joined);
}

static void on_versions(void *user, const struct matrix_result *result)
{
	struct doctor *doctor = user;
	const json_t *versions = json_object_get(result->json, "versions");
	const char *newest =
	    json_string_value(json_array_get(versions, json_array_size(versions) - 1));

	if (result->verdict != MATRIX_OK || newest == NULL) {
		const char *what =
		    result->verdict == MATRIX_OK ? "not a Matrix server" : result->error;

		find(doctor, FINDING_FAULT, "network", "", what, what);
		end(doctor);
		return;
	}
	doctor->server_told = true;
	find(doctor, FINDING_FINE, "network", "", newest, newest);
	if (*doctor->api.token == '\0') {
		find(doctor, FINDING_WARNING, "token", "",
		    "まだありません(最初の起動のときにパスワードでログインします)",
		    "none yet (the first start logs in with the password)");
		end(doctor);
		return;
	}
	ask(doctor, "_matrix/client/v3/account/whoami", on_whoami);
}

static void on_clock(void *user, int64_t skew_ms)
{
	struct doctor *doctor = user;
	int64_t size = skew_ms < 0 ? -skew_ms : skew_ms;
	enum finding_level level = FINDING_FINE;
	const char *what;

	if (doctor->clock_told) {
		return;
	}
	doctor->clock_told = true;
	if (size >= SKEW_FAULT_MS) {
		level = FINDING_FAULT;
	} else if (size >= SKEW_WARNING_MS) {
		level = FINDING_WARNING;
	}
	what = arena_printf(&doctor->arena, "skew_ms=%" PRId64, skew_ms);
	find(doctor, level, "clock", "", what, what);
}

static const char **copy_list(struct arena *arena, const char *const *list, size_t count)
{
	const char **copy = arena_alloc(arena, (count + 1) * sizeof(*copy));

	for (size_t i = 0; i < count; i++) {
		copy[i] = arena_strdup(arena, list[i]);
	}
	return copy;
}

static void copy_options(struct doctor *doctor, const struct matrix_doctor_options *options)
{
	struct arena *arena = &doctor->arena;

	doctor->wanted = arena_strdup(arena, options->user != NULL ? options->user : "");
	doctor->channels = copy_list(arena, options->channels, options->channel_count);
	doctor->channel_count = options->channel_count;
	doctor->council = arena_strdup(arena, options->council);
	doctor->accounts = copy_list(arena, options->accounts, options->account_count);
	doctor->account_count = options->account_count;
	doctor->directs =
	    arena_alloc(arena, (options->direct_count + 1) * sizeof(*doctor->directs));
	for (size_t i = 0; i < options->direct_count; i++) {
		doctor->directs[i] = (struct direct_room){
			.account = arena_strdup(arena, options->directs[i].account),
			.channel = arena_strdup(arena, options->directs[i].channel),
		};
	}
	doctor->direct_count = options->direct_count;
	doctor->seeds = options->seeds;
	doctor->has_websocket = options->has_websocket;
	doctor->is_ja = options->language == LANGUAGE_JA;
}

void matrix_doctor(const struct matrix_doctor_options *options,
    void (*on_finding)(void *user, enum finding_level level, const char *topic,
        const char *subject, const char *what),
    void (*on_done)(void *user), void *user)
{
	struct doctor *doctor = mem_alloc(sizeof(*doctor));

	copy_options(doctor, options);
	doctor->api = (struct matrix_api){
		.http = options->http,
		.base = mem_strdup(options->api),
		.token = mem_strdup(options->token != NULL ? options->token : ""),
		.on_clock = on_clock,
		.user = doctor,
	};
	doctor->on_finding = on_finding;
	doctor->on_done = on_done;
	doctor->told = user;
	ask(doctor, "_matrix/client/versions", on_versions);
}
