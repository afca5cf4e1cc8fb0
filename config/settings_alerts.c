/*
 * The door for alerts. Outside of this machine a token would travel in the clear: there must be
 * a certificate then. A secret serves one sender only.
 */
#include <arpa/inet.h>
#include <string.h>

#include "config/settings_check.h"

enum { BODY_KB = 256, SECONDS = 10 };

static bool is_address(const char *text, bool *out_loopback)
{
	struct in_addr four;
	struct in6_addr six;

	if (inet_pton(AF_INET, text, &four) == 1) {
		*out_loopback = (ntohl(four.s_addr) >> 24) == 127;
		return true;
	}
	*out_loopback = strcmp(text, "::1") == 0;
	return inet_pton(AF_INET6, text, &six) == 1;
}

static void check_place(
    struct yaml_file *file, const struct settings_alerts *alerts, const struct yaml_value *map)
{
	bool has_certificate = *alerts->certificate != '\0';
	bool has_key = *alerts->key != '\0';
	bool is_loopback = false;

	if (!is_address(alerts->listen, &is_loopback)) {
		yaml_fault(file, yaml_get(map, "listen"), "アドレスとして読めません。",
		    "this is not an address");
		problems_hint(file->problems, "127.0.0.1 のように、数字で書いてください",
		    "write it in digits, like 127.0.0.1");
	} else if (!is_loopback && !has_certificate && !has_key && !map->cut) {
		yaml_fault(file, yaml_get(map, "listen"),
		    "この機械の外から受けるには、certificate と key が要ります。",
		    "to listen to other machines, certificate and key are needed");
	}
	if (has_certificate != has_key && !map->cut) {
		yaml_fault(file, yaml_get(map, has_key ? "key" : "certificate"),
		    "certificate と key は、両方を書いてください。",
		    "certificate and key go together");
	}
}

static void check_same(struct yaml_file *file, const struct settings_alerts *alerts, size_t i,
    const struct yaml_value *map)
{
	const struct settings_alert_source *source = &alerts->sources[i];

	for (size_t j = 0; j < i; j++) {
		const struct settings_alert_source *other = &alerts->sources[j];

		if (*source->name != '\0' && strcmp(source->name, other->name) == 0) {
			yaml_fault(file, yaml_get(map, "name"), "「%s」が2回あります。",
			    "'%s' stands here twice", yaml_quote(file, source->name));
		}
		if (*source->token_file != '\0' &&
		    strcmp(source->token_file, other->token_file) == 0) {
			yaml_fault(file, yaml_get(map, "token_file"),
			    "%s の token_file と同じファイルです。",
			    "the same file as token_file of %s", other->name);
		}
	}
	if (*source->hmac_file != '\0' && strcmp(source->hmac_file, source->token_file) == 0) {
		yaml_fault(file, yaml_get(map, "hmac_file"), "token_file と同じファイルです。",
		    "the same file as token_file");
	}
}

void settings_check_alerts(struct yaml_file *file, struct settings_alerts *alerts)
{
	const struct yaml_value *map = yaml_get(file->root, "alerts");

	if (map == NULL) {
		return;
	}
	alerts->listen = *alerts->listen == '\0' ? "127.0.0.1" : alerts->listen;
	alerts->body_kb = alerts->body_kb == 0 ? BODY_KB : alerts->body_kb;
	alerts->seconds = alerts->seconds == 0 ? SECONDS : alerts->seconds;
	check_place(file, alerts, map);
	for (size_t i = 0; i < alerts->source_count; i++) {
		const struct yaml_value *item = yaml_item(yaml_get(map, "sources"), i);

		check_same(file, alerts, i, item);
		if (*alerts->sources[i].hmac_file != '\0' &&
		    alerts->sources[i].kind != ALERT_GRAFANA) {
			yaml_fault(file, yaml_get(item, "hmac_file"),
			    "hmac_file は kind: grafana だけで使えます。",
			    "hmac_file is for kind: grafana alone");
		}
	}
}
