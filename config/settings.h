#ifndef KAIGI_CONFIG_SETTINGS_H
#define KAIGI_CONFIG_SETTINGS_H

/*
 * Operators' matters only: where the state lies, which workspaces, which proxy. They take
 * effect at a start. Paths in the file are relative to the file. Tokens are never in YAML: see
 * secret.h.
 */

#include "config/charter.h"

enum workspace_kind { WORKSPACE_SLACK, WORKSPACE_MATRIX };

struct settings_channel {
	const char *role;    /* "council", "committee", "secretariat", "alarm" */
	const char *channel; /* the network's id */
	enum language language;
};

struct settings_workspace {
	const char *name; /* "slack", "city": roster accounts refer to it */
	enum workspace_kind kind;
	const char *api;        /* with a trailing slash; https://slack.com/api/ by default, the
	                           homeserver's address in Matrix */
	const char *token_file; /* bot token; Matrix: "" when there is a password_file */
	const char *app_token_file; /* Slack's app-level token */
	/* Matrix's, "" when absent. */
	const char *user;          /* "@kaigi:example.jp": who logs in with the password */
	const char *password_file; /* for one login; a private file keeps what it gave */
	const char *websocket;     /* where fi.mau.as_sync is served, without its path */
	const char *websocket_token_file;
	struct settings_channel *channels;
	size_t channel_count;
};

enum alert_kind { ALERT_ALERTMANAGER, ALERT_GRAFANA, ALERT_WAZUH, ALERT_GENERIC };

/* Who may post alerts, to /alerts/NAME. */
struct settings_alert_source {
	const char *name;
	enum alert_kind kind;
	const char *token_file; /* the bearer token it must send */
	const char *hmac_file;  /* Grafana's alone, "" none: the key of its signatures */
};

struct settings_alerts {
	const char *listen;      /* numeric; loopback, unless there is a certificate */
	int port;                /* 0: nobody listens */
	const char *certificate; /* PEM, "" none */
	const char *key;
	int body_kb; /* what a request's body may have */
	int seconds; /* what a request may take, from the connection to its last byte */
	struct settings_alert_source *sources;
	size_t source_count;
};

struct settings {
	const char *council;   /* the council's key, bound to the database at its first start */
	const char *state;     /* state folder */
	const char *charter;   /* path of the charter's YAML, when there is one version; "" */
	const char **charters; /* of every version, NULL-terminated: that one, or the list */
	const char *roster; /* path, "" none: only `kaigi check` and `kaigi doctor` read it */
	const char *clocks; /* path of the incidents' clocks, "" none */
	enum language language;
	const char *proxy; /* "" none; http://[user:password@]host:port is read from proxy_file
	                      instead when it has a password */
	const char *proxy_file; /* "" none; a file like a token's: load it with secret_load */
	const char *no_proxy;
	const char *ca_file;       /* "" for the system's */
	const char *alarm_channel; /* "WORKSPACE:CHANNEL" or "" */
	struct settings_workspace *workspaces;
	size_t workspace_count;
	struct settings_alerts alerts;
	struct arena arena;
};

KG_MUST_CHECK enum kg_status settings_load(
    const char *path, struct problems *problems, struct settings *out);
void settings_finish(struct settings *settings);

/* `kaigi check`: settings, charter and, when the settings name them, roster and clocks; every
 * fault of all of them. */
KG_MUST_CHECK enum kg_status config_check(const char *settings_path, struct problems *problems);

#endif
