/*
 * The settings' YAML. Paths become relative to the settings file, defaults are filled in; a
 * proxy's password in the file is refused.
 */
#include "config/settings.h"

#include <stddef.h>
#include <string.h>

#include "config/settings_check.h"
#include "config/yaml.h"

static const struct yaml_choice languages[] = {
	{ "ja", LANGUAGE_JA },
	{ "en", LANGUAGE_EN },
	{ NULL, 0 },
};

static const struct yaml_choice kinds[] = {
	{ "slack", WORKSPACE_SLACK },
	{ "matrix", WORKSPACE_MATRIX },
	{ NULL, 0 },
};

#define CHANNEL(name) .offset = offsetof(struct settings_channel, name)
static const struct yaml_field channel_fields[] = {
	{ .key = "role", .type = YAML_ID, .required = true, CHANNEL(role) },
	{ .key = "channel", .type = YAML_TEXT, .required = true, CHANNEL(channel), .max = 255 },
	{ .key = "language", .type = YAML_CHOICE, CHANNEL(language), .choices = languages },
	{ .key = NULL },
};
static const struct yaml_schema channel_schema = { sizeof(struct settings_channel),
	channel_fields };

#define WORKSPACE(name) .offset = offsetof(struct settings_workspace, name)
static const struct yaml_field workspace_fields[] = {
	{ .key = "name", .type = YAML_ID, .required = true, WORKSPACE(name) },
	{ .key = "kind",
	    .type = YAML_CHOICE,
	    .required = true,
	    WORKSPACE(kind),
	    .choices = kinds },
	{ .key = "api", .type = YAML_TEXT, WORKSPACE(api), .max = 500 },
	{ .key = "token_file", .type = YAML_TEXT, WORKSPACE(token_file), .max = 1000 },
	{ .key = "app_token_file", .type = YAML_TEXT, WORKSPACE(app_token_file), .max = 1000 },
	{ .key = "user", .type = YAML_TEXT, WORKSPACE(user), .max = 255 },
	{ .key = "password_file", .type = YAML_TEXT, WORKSPACE(password_file), .max = 1000 },
	{ .key = "websocket", .type = YAML_TEXT, WORKSPACE(websocket), .max = 500 },
	{ .key = "websocket_token_file",
	    .type = YAML_TEXT,
	    WORKSPACE(websocket_token_file),
	    .max = 1000 },
	{ .key = "channels",
	    .type = YAML_MAPS,
	    .required = true,
	    WORKSPACE(channels),
	    .count_offset = offsetof(struct settings_workspace, channel_count),
	    .schema = &channel_schema },
	{ .key = NULL },
};
static const struct yaml_schema workspace_schema = { sizeof(struct settings_workspace),
	workspace_fields };

static const struct yaml_choice alert_kinds[] = {
	{ "alertmanager", ALERT_ALERTMANAGER },
	{ "grafana", ALERT_GRAFANA },
	{ "wazuh", ALERT_WAZUH },
	{ "generic", ALERT_GENERIC },
	{ NULL, 0 },
};

#define SOURCE(name) .offset = offsetof(struct settings_alert_source, name)
static const struct yaml_field source_fields[] = {
	{ .key = "name", .type = YAML_ID, .required = true, SOURCE(name) },
	{ .key = "kind",
	    .type = YAML_CHOICE,
	    .required = true,
	    SOURCE(kind),
	    .choices = alert_kinds },
	{ .key = "token_file",
	    .type = YAML_TEXT,
	    .required = true,
	    SOURCE(token_file),
	    .max = 1000 },
	{ .key = "hmac_file", .type = YAML_TEXT, SOURCE(hmac_file), .max = 1000 },
	{ .key = NULL },
};
static const struct yaml_schema source_schema = { sizeof(struct settings_alert_source),
	source_fields };

#define ALERTS(name) .offset = offsetof(struct settings_alerts, name)
static const struct yaml_field alerts_fields[] = {
	{ .key = "listen", .type = YAML_TEXT, ALERTS(listen), .max = 45 },
	{ .key = "port",
	    .type = YAML_INTEGER,
	    .required = true,
	    ALERTS(port),
	    .min = 1,
	    .max = 65535 },
	{ .key = "certificate", .type = YAML_TEXT, ALERTS(certificate), .max = 1000 },
	{ .key = "key", .type = YAML_TEXT, ALERTS(key), .max = 1000 },
	{ .key = "body_kb", .type = YAML_INTEGER, ALERTS(body_kb), .min = 1, .max = 4096 },
	{ .key = "seconds", .type = YAML_INTEGER, ALERTS(seconds), .min = 1, .max = 60 },
	{ .key = "sources",
	    .type = YAML_MAPS,
	    .required = true,
	    ALERTS(sources),
	    .count_offset = offsetof(struct settings_alerts, source_count),
	    .schema = &source_schema },
	{ .key = NULL },
};
static const struct yaml_schema alerts_schema = { sizeof(struct settings_alerts),
	alerts_fields };

#define SETTINGS(name) .offset = offsetof(struct settings, name)
static const struct yaml_field settings_fields[] = {
	{ .key = "council", .type = YAML_ID, .required = true, SETTINGS(council) },
	{ .key = "state", .type = YAML_TEXT, .required = true, SETTINGS(state), .max = 1000 },
	{ .key = "charter", .type = YAML_TEXT, SETTINGS(charter), .max = 1000 },
	{ .key = "charters", .type = YAML_TEXTS, SETTINGS(charters) },
	{ .key = "roster", .type = YAML_TEXT, SETTINGS(roster), .max = 1000 },
	{ .key = "clocks", .type = YAML_TEXT, SETTINGS(clocks), .max = 1000 },
	{ .key = "language", .type = YAML_CHOICE, SETTINGS(language), .choices = languages },
	{ .key = "proxy", .type = YAML_TEXT, SETTINGS(proxy), .max = 500 },
	{ .key = "proxy_file", .type = YAML_TEXT, SETTINGS(proxy_file), .max = 1000 },
	{ .key = "no_proxy", .type = YAML_TEXT, SETTINGS(no_proxy), .max = 1000 },
	{ .key = "ca_file", .type = YAML_TEXT, SETTINGS(ca_file), .max = 1000 },
	{ .key = "alarm_channel", .type = YAML_TEXT, SETTINGS(alarm_channel), .max = 500 },
	{ .key = "workspaces",
	    .type = YAML_MAPS,
	    .required = true,
	    SETTINGS(workspaces),
	    .count_offset = offsetof(struct settings, workspace_count),
	    .schema = &workspace_schema },
	{ .key = "alerts", .type = YAML_MAP, SETTINGS(alerts), .schema = &alerts_schema },
	{ .key = NULL },
};
static const struct yaml_schema settings_schema = { sizeof(struct settings), settings_fields };

/* Where a path that is relative to the settings file lies. */
static const char *resolve(
    const struct yaml_file *file, struct settings *settings, const char *path)
{
	const char *slash = strrchr(file->name, '/');

	if (*path == '\0' || *path == '/' || slash == NULL) {
		return path;
	}
	return arena_printf(
	    &settings->arena, "%.*s%s", (int)(slash - file->name) + 1, file->name, path);
}

static void resolve_paths(const struct yaml_file *file, struct settings *settings)
{
	settings->state = resolve(file, settings, settings->state);
	settings->charter = resolve(file, settings, settings->charter);
	for (size_t i = 0; settings->charters[i] != NULL; i++) {
		settings->charters[i] = resolve(file, settings, settings->charters[i]);
	}
	settings->roster = resolve(file, settings, settings->roster);
	settings->clocks = resolve(file, settings, settings->clocks);
	settings->proxy_file = resolve(file, settings, settings->proxy_file);
	settings->ca_file = resolve(file, settings, settings->ca_file);
	settings->alerts.certificate = resolve(file, settings, settings->alerts.certificate);
	settings->alerts.key = resolve(file, settings, settings->alerts.key);
	for (size_t i = 0; i < settings->alerts.source_count; i++) {
		struct settings_alert_source *source = &settings->alerts.sources[i];

		source->token_file = resolve(file, settings, source->token_file);
		source->hmac_file = resolve(file, settings, source->hmac_file);
	}
	for (size_t i = 0; i < settings->workspace_count; i++) {
		struct settings_workspace *workspace = &settings->workspaces[i];

		workspace->token_file = resolve(file, settings, workspace->token_file);
		workspace->app_token_file = resolve(file, settings, workspace->app_token_file);
		workspace->password_file = resolve(file, settings, workspace->password_file);
		workspace->websocket_token_file =
		    resolve(file, settings, workspace->websocket_token_file);
	}
}

static bool begins_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

static void check_workspaces(struct yaml_file *file, struct settings *settings)
{
	bool has_council = false;

	for (size_t i = 0; i < settings->workspace_count; i++) {
		struct settings_workspace *workspace = &settings->workspaces[i];
		const struct yaml_value *map = yaml_item(yaml_get(file->root, "workspaces"), i);

		for (size_t j = 0; j < i && *workspace->name != '\0'; j++) {
			if (strcmp(settings->workspaces[j].name, workspace->name) == 0) {
				yaml_fault(file, yaml_get(map, "name"), "「%s」が2回あります。",
				    "'%s' stands here twice",
				    yaml_quote(file, workspace->name));
			}
		}
		settings_check_workspace(file, workspace, map);
		for (size_t j = 0; j < workspace->channel_count; j++) {
			has_council =
			    has_council || strcmp(workspace->channels[j].role, "council") == 0;
		}
	}
	settings_check_secrets(file, settings);
	if (settings->workspace_count > 0 && !has_council && !file->root->cut &&
	    !file->in_doubt) {
		yaml_fault(file, yaml_get(file->root, "workspaces"),
		    "管理会議のチャンネル(role: council)がありません。",
		    "there is no channel of the council (role: council)");
	}
}

/* Never quoted: what was written may hold a password. */
static void check_proxy(struct yaml_file *file, const struct settings *settings)
{
	const struct yaml_value *value = yaml_get(file->root, "proxy");
	const char *proxy = settings->proxy;

	if (*proxy == '\0') {
		return;
	}
	if (strchr(proxy, '@') != NULL) {
		yaml_fault(file, value,
		    "プロキシのパスワードは設定に書けません(表示しません)。",
		    "a proxy's password must not be in the settings (not shown)");
		problems_hint(file->problems,
		    "全体を所有者だけが読めるファイルに移し、proxy_file "
		    "にその名前を書いてください",
		    "move the address to a file that only its owner reads, and name it as "
		    "proxy_file");
	} else if (!begins_with(proxy, "http://") || strpbrk(proxy + 7, " /?#") != NULL ||
	           strchr(proxy + 7, ':') == NULL) {
		yaml_fault(file, value, "プロキシのアドレスとして読めません。",
		    "this is not the address of a proxy");
		problems_hint(file->problems,
		    "http://proxy.example.jp:8080 の形で書いてください",
		    "write it like http://proxy.example.jp:8080");
	}
	if (*settings->proxy_file != '\0') {
		yaml_fault(file, yaml_get(file->root, "proxy_file"),
		    "proxy と proxy_file は、どちらか一つにしてください。",
		    "either proxy or proxy_file, not both");
	}
}

static void check_alarm(struct yaml_file *file, const struct settings *settings)
{
	const struct yaml_value *value = yaml_get(file->root, "alarm_channel");
	const char *colon = strchr(settings->alarm_channel, ':');

	if (*settings->alarm_channel == '\0' || file->root->cut) {
		return;
	}
	for (size_t i = 0; colon != NULL && i < settings->workspace_count; i++) {
		const char *name = settings->workspaces[i].name;

		if (strlen(name) == (size_t)(colon - settings->alarm_channel) &&
		    begins_with(settings->alarm_channel, name) && colon[1] != '\0') {
			return;
		}
	}
	yaml_fault(
	    file, value, "警報の宛先として読めません。", "this is not a place for alarms");
	problems_hint(file->problems,
	    "「slack:C0123ABCD」のように、workspaces にある名前とIDで書いてください",
	    "write the name of one of the workspaces and an id, like slack:C0123ABCD");
}

/* One version is `charter`, several are `charters`; whoever reads them finds the list. */
static void check_charters(struct yaml_file *file, struct settings *settings)
{
	bool has_one = yaml_get(file->root, "charter") != NULL;
	const struct yaml_value *list = yaml_get(file->root, "charters");

	if (has_one && list != NULL) {
		yaml_fault_key(file, list,
		    "charter と charters は、どちらか一つにしてください。",
		    "either charter or charters, not both");
	} else if (!has_one && list == NULL && !file->root->cut && !file->in_doubt) {
		yaml_fault(
		    file, file->root, "「charter」がありません。", "'charter' is missing");
		problems_hint(file->problems, "版が複数あるときは charters です",
		    "of several versions it is charters");
	} else if (list != NULL && list->kind == YAML_KIND_LIST && list->count == 0) {
		yaml_fault(file, list, "要綱のデータが一つもありません。",
		    "there is no charter in the list");
	}
	for (size_t i = 0; settings->charters[i] != NULL; i++) {
		for (size_t j = 0; j < i; j++) {
			if (*settings->charters[i] != '\0' &&
			    strcmp(settings->charters[i], settings->charters[j]) == 0) {
				yaml_fault(file, yaml_item(list, i), "「%s」が2回あります。",
				    "'%s' stands here twice",
				    yaml_quote(file, settings->charters[i]));
			}
		}
	}
	if (has_one) {
		settings->charters =
		    arena_alloc(&settings->arena, 2 * sizeof(*settings->charters));
		settings->charters[0] = settings->charter;
	}
}

enum kg_status settings_load(const char *path, struct problems *problems, struct settings *out)
{
	struct yaml_file file;
	size_t before = problems->count + problems->dropped;
	enum kg_status st = yaml_file_load(path, problems, &file);

	if (st == KG_OK) {
		yaml_decode(&file, file.root, &settings_schema, &out->arena, out);
		check_charters(&file, out);
		check_proxy(&file, out);
		check_workspaces(&file, out);
		check_alarm(&file, out);
		settings_check_alerts(&file, &out->alerts);
		resolve_paths(&file, out);
	}
	yaml_file_finish(&file);
	return problems->count + problems->dropped > before ? KG_INVALID : st;
}

void settings_finish(struct settings *settings)
{
	arena_finish(&settings->arena);
	*settings = (struct settings){ 0 };
}
