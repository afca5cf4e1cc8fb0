/*
 * One workspace of the settings. What would send a token or a ballot to the wrong place is
 * refused, and what belongs to the other kind of network as well: it would be ignored in
 * silence.
 */
#include "config/settings_check.h"

#include <string.h>

static const char *const roles[] = { "council", "committee", "secretariat", "alarm",
	"incident" };

static bool begins_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* http is for a stand-in on this very machine. */
static bool is_loopback(const char *address)
{
	static const char *const hosts[] = { "http://127.0.0.1", "http://localhost",
		"http://[::1]" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		const char *behind = address + strlen(hosts[i]);

		if (begins_with(address, hosts[i]) && (*behind == ':' || *behind == '/')) {
			return true;
		}
	}
	return false;
}

static void check_api(
    struct yaml_file *file, struct settings_workspace *workspace, const struct yaml_value *map)
{
	const struct yaml_value *value = yaml_get(map, "api");
	const char *api = workspace->api;

	if (*api == '\0') {
		if (workspace->kind == WORKSPACE_MATRIX && value == NULL && !map->cut) {
			yaml_fault(file, map, "「api」(ホームサーバーのアドレス)がありません。",
			    "'api' (the homeserver's address) is missing");
		}
		workspace->api =
		    workspace->kind == WORKSPACE_SLACK ? "https://slack.com/api/" : "";
		return;
	}
	if (strchr(api, '@') != NULL || strpbrk(api, " ?#\\") != NULL ||
	    (!begins_with(api, "https://") && !begins_with(api, "http://"))) {
		yaml_fault(file, value, "APIのアドレスとして読めません。",
		    "this is not the address of an API");
		problems_hint(file->problems, "%s の形で書いてください", "write it like %s",
		    workspace->kind == WORKSPACE_SLACK ? "https://slack.com/api/"
		                                       : "https://matrix.example.jp/");
	} else if (begins_with(api, "http://") && !is_loopback(api)) {
		yaml_fault(file, value, "暗号化されない http:// は使えません。",
		    "http:// is not encrypted and not allowed");
		problems_hint(file->problems,
		    "https:// にしてください(http:// はこの機械の中だけで使えます)",
		    "use https:// (http:// is for this machine alone)");
	} else if (api[strlen(api) - 1] != '/') {
		yaml_fault(file, value, "APIのアドレスの最後に「/」がありません。",
		    "the address does not end in '/'");
	}
}

/* Opaque behind the "!": ids of room version 12 have no server's name. */
static bool is_room_id(const char *id)
{
	return *id == '!' && id[1] != '\0' && strpbrk(id, " \t#/?") == NULL;
}

static bool is_slack_channel(const char *id)
{
	return strchr("CG", *id) != NULL &&
	       strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(id);
}

static void hint_channel(struct yaml_file *file, enum workspace_kind kind, const char *id)
{
	if (kind == WORKSPACE_SLACK) {
		problems_hint(file->problems,
		    "名前ではなく、チャンネルの詳細の最下部にある C で始まるIDを書いてください",
		    "not its name: the id at the foot of the channel's details, it "
		    "begins with C");
	} else if (*id == '#') {
		problems_hint(file->problems,
		    "これは別名(アドレス)です。ルームの設定の「詳細」にある「!」で始まるIDを書いてください",
		    "this is an alias: write the room's id, it begins with ! and stands under "
		    "Advanced in the room's settings");
	} else {
		problems_hint(file->problems, "「!」で始まるルームのIDを書いてください",
		    "the room's id, it begins with !");
	}
}

static void check_channel_id(struct yaml_file *file, const struct settings_workspace *workspace,
    size_t index, const struct yaml_value *map)
{
	const char *id = workspace->channels[index].channel;

	if (*id == '\0' ||
	    (workspace->kind == WORKSPACE_SLACK ? is_slack_channel(id) : is_room_id(id))) {
		return;
	}
	yaml_fault(file, yaml_at(map, "channels", index, "channel"),
	    "「%s」はチャンネルのIDではありません。", "'%s' is not the id of a channel",
	    yaml_quote(file, id));
	hint_channel(file, workspace->kind, id);
}

static void check_channels(struct yaml_file *file, const struct settings_workspace *workspace,
    const struct yaml_value *map)
{
	for (size_t i = 0; i < workspace->channel_count; i++) {
		const char *role = workspace->channels[i].role;
		const struct yaml_value *value = yaml_at(map, "channels", i, "role");
		bool is_known = *role == '\0';

		for (size_t j = 0; j < sizeof(roles) / sizeof(roles[0]); j++) {
			is_known = is_known || strcmp(roles[j], role) == 0;
		}
		if (!is_known) {
			yaml_fault(file, value, "「%s」は選べません。",
			    "'%s' is not possible here", yaml_quote(file, role));
			problems_hint(file->problems,
			    "書ける値: council, committee, secretariat, alarm, incident",
			    "one of: council, committee, secretariat, alarm, incident");
		}
		for (size_t j = 0; j < i && *role != '\0'; j++) {
			if (strcmp(workspace->channels[j].role, role) == 0) {
				yaml_fault(file, value, "「%s」のチャンネルが2回あります。",
				    "the channel of '%s' stands here twice",
				    yaml_quote(file, role));
			}
		}
		check_channel_id(file, workspace, i, map);
	}
}

/* --- what belongs to one kind of network alone --- */

static void forbid(
    struct yaml_file *file, const struct yaml_value *map, const char *key, const char *kind)
{
	if (yaml_get(map, key) != NULL) {
		yaml_fault(file, yaml_get(map, key),
		    "「%s」は kind: %s のワークスペースには書けません。",
		    "'%s' has no meaning in a workspace of kind: %s", key, kind);
	}
}

static void fault_missing(struct yaml_file *file, const struct yaml_value *map, const char *key)
{
	yaml_fault(file, map, "「%s」がありません。", "'%s' is missing", key);
}

static void check_slack(struct yaml_file *file, const struct settings_workspace *workspace,
    const struct yaml_value *map)
{
	static const char *const foreign[] = { "user", "password_file", "websocket",
		"websocket_token_file" };

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		forbid(file, map, foreign[i], "slack");
	}
	if (yaml_get(map, "token_file") == NULL && !map->cut) {
		fault_missing(file, map, "token_file");
	}
	if (*workspace->app_token_file == '\0' && !map->cut) {
		fault_missing(file, map, "app_token_file");
		problems_hint(file->problems,
		    "xapp- で始まるトークンを入れたファイルを書いてください",
		    "the file of the token that begins with xapp-");
	}
}

bool settings_is_matrix_user(const char *id)
{
	const char *colon = strchr(id, ':');

	return *id == '@' && colon != NULL && colon > id + 1 && colon[1] != '\0' &&
	       strpbrk(id, " \t/?#") == NULL && strlen(id) <= 255;
}

/* One way to come by a token: kept in a file, or by a password that is used once. */
static void check_login(struct yaml_file *file, const struct settings_workspace *workspace,
    const struct yaml_value *map)
{
	bool has_token = yaml_get(map, "token_file") != NULL;
	bool has_password = yaml_get(map, "password_file") != NULL;

	if (*workspace->user != '\0' && !settings_is_matrix_user(workspace->user)) {
		yaml_fault(file, yaml_get(map, "user"),
		    "「%s」はアカウントのIDではありません。",
		    "'%s' is not the id of an account", yaml_quote(file, workspace->user));
		problems_hint(file->problems, "@kaigi:example.jp の形で書いてください",
		    "write it like @kaigi:example.jp");
	}
	if (has_token && has_password) {
		yaml_fault(file, yaml_get(map, "password_file"),
		    "token_file と password_file は、どちらか一つにしてください。",
		    "either token_file or password_file, not both");
	} else if (!has_token && !has_password && !map->cut) {
		fault_missing(file, map, "token_file");
		problems_hint(file->problems,
		    "アクセストークンのファイルか、user と password_file の両方を書いてください",
		    "the file of an access token, or else both user and password_file");
	} else if (has_password && yaml_get(map, "user") == NULL && !map->cut) {
		fault_missing(file, map, "user");
		problems_hint(file->problems,
		    "password_file を使うときは、@kaigi:example.jp の形で書いてください",
		    "with password_file, write it like @kaigi:example.jp");
	}
}

/* ws is for a server on this very machine, as http is. */
static bool is_websocket(const char *address)
{
	char as_http[512] = "http";

	if (strchr(address, '@') != NULL || strpbrk(address, " ?#\\") != NULL ||
	    strstr(address, "/_matrix/") != NULL) { /* the rest of it is ours to add */
		return false;
	}
	if (begins_with(address, "wss://")) {
		return address[6] != '\0' && address[6] != '/';
	}
	(void)strncat(as_http, begins_with(address, "ws") ? address + 2 : "",
	    sizeof(as_http) - sizeof("http"));
	return begins_with(address, "ws://") && is_loopback(as_http);
}

static void check_websocket(struct yaml_file *file, const struct settings_workspace *workspace,
    const struct yaml_value *map)
{
	bool has_token = yaml_get(map, "websocket_token_file") != NULL;
	bool has_address = yaml_get(map, "websocket") != NULL;

	if (*workspace->websocket != '\0' && !is_websocket(workspace->websocket)) {
		yaml_fault(file, yaml_get(map, "websocket"),
		    "WebSocketのアドレスとして使えません。",
		    "this can't be used as a websocket's address");
		problems_hint(file->problems,
		    "wss://wsproxy.example.jp の形で書いてください(ws:// はこの機械の中だけで使えます)",
		    "write it like wss://wsproxy.example.jp (ws:// is for this machine alone)");
	}
	if (has_address && !has_token && !map->cut) {
		fault_missing(file, map, "websocket_token_file");
	} else if (has_token && !has_address && !map->cut) {
		fault_missing(file, map, "websocket");
	}
}

void settings_check_workspace(
    struct yaml_file *file, struct settings_workspace *workspace, const struct yaml_value *map)
{
	check_api(file, workspace, map);
	if (yaml_get(map, "kind") == NULL) {
		/* already a fault; what it takes depends on it */
	} else if (workspace->kind == WORKSPACE_SLACK) {
		check_slack(file, workspace, map);
	} else {
		forbid(file, map, "app_token_file", "matrix");
		check_login(file, workspace, map);
		check_websocket(file, workspace, map);
	}
	check_channels(file, workspace, map);
}

/* --- each secret in a file of its own --- */

enum { SECRET_KINDS = 4 };
static const char *const secret_keys[SECRET_KINDS] = { "token_file", "app_token_file",
	"password_file", "websocket_token_file" };

static const char *secret_path(const struct settings_workspace *workspace, size_t kind)
{
	const char *const paths[SECRET_KINDS] = { workspace->token_file,
		workspace->app_token_file, workspace->password_file,
		workspace->websocket_token_file };

	return paths[kind];
}

static void check_secret(struct yaml_file *file, const struct settings *settings, size_t index,
    size_t kind, const struct yaml_value *map)
{
	const char *path = secret_path(&settings->workspaces[index], kind);

	for (size_t i = 0; i < index * SECRET_KINDS + kind && *path != '\0'; i++) {
		const struct settings_workspace *other =
		    &settings->workspaces[i / SECRET_KINDS];

		if (strcmp(secret_path(other, i % SECRET_KINDS), path) != 0) {
			continue;
		}
		yaml_fault(file, yaml_get(map, secret_keys[kind]),
		    "%s%s%s と同じファイルです。", "the same file as %s%s%s",
		    i / SECRET_KINDS == index ? "" : other->name,
		    i / SECRET_KINDS == index ? "" : ": ", secret_keys[i % SECRET_KINDS]);
		return;
	}
}

void settings_check_secrets(struct yaml_file *file, const struct settings *settings)
{
	for (size_t i = 0; i < settings->workspace_count; i++) {
		const struct yaml_value *map = yaml_item(yaml_get(file->root, "workspaces"), i);

		for (size_t kind = 0; kind < SECRET_KINDS; kind++) {
			check_secret(file, settings, i, kind, map);
		}
	}
}
