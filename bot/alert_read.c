/* Every text that leaves here is one line without control characters. */
#include "bot/alert_read.h"

#include <jansson.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { TITLE_POINTS = 500, ALERTS_MAX = 10000, DELETE = 0x7F, C1_LAST = 0x9F };

struct reading {
	json_t *root;
	struct arena *arena;
	struct alert_report *out;
	const char *why;
};

static enum kg_status wrong(struct reading *r, const char *why)
{
	r->why = why;
	return KG_INVALID;
}

/* "" when it is absent or of another kind. */
static const char *text_at(const json_t *map, const char *key)
{
	const char *text = json_string_value(json_object_get(map, key));

	return text == NULL ? "" : text;
}

/* Line ends and what steers a terminal or the direction of writing become blanks. */
static bool is_control(uint32_t c)
{
	return c < ' ' || (c >= DELETE && c <= C1_LAST) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static const char *one_line(struct reading *r, const char *text)
{
	size_t size = utf8_prefix(text, TITLE_POINTS);
	char *line = arena_alloc(r->arena, size + sizeof("…"));
	const char *at = text;
	size_t used = 0;

	while (at < text + size) {
		const char *begin = at;

		if (is_control(utf8_next(&at))) {
			line[used++] = ' ';
		} else {
			memcpy(line + used, begin, (size_t)(at - begin));
			used += (size_t)(at - begin);
		}
	}
	memcpy(
	    line + used, text[size] == '\0' ? "" : "…", text[size] == '\0' ? 1 : sizeof("…"));
	return line;
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

static void set_group(struct reading *r, const char *key)
{
	sha256_hex(key, strlen(key), r->out->group);
}

static enum kg_status read_status(struct reading *r, const json_t *map, bool is_required)
{
	const json_t *status = json_object_get(map, "status");

	if (status == NULL && !is_required) {
		return KG_OK;
	}
	r->out->is_resolved = strcmp(text_at(map, "status"), "resolved") == 0;
	return r->out->is_resolved || strcmp(text_at(map, "status"), "firing") == 0
	           ? KG_OK
	           : wrong(r, "status must be firing or resolved");
}

/* --- Alertmanager, Grafana --- */

/* What all alerts of the group have, else what the first has. */
static const char *common(
    const struct reading *r, const char *common_key, const char *key, const char *name)
{
	const char *text = text_at(json_object_get(r->root, common_key), name);
	const json_t *first = json_array_get(json_object_get(r->root, "alerts"), 0);

	return is_blank(text) ? text_at(json_object_get(first, key), name) : text;
}

static enum kg_status count_alerts(struct reading *r)
{
	const json_t *alerts = json_object_get(r->root, "alerts");
	json_int_t truncated = json_integer_value(json_object_get(r->root, "truncatedAlerts"));
	size_t index;
	json_t *alert;

	if (!json_is_array(alerts) || json_array_size(alerts) == 0) {
		return wrong(r, "alerts must be a list with an alert in it");
	}
	json_array_foreach(alerts, index, alert)
	{
		if (!json_is_object(alert)) {
			return wrong(r, "an alert must be an object");
		}
		r->out->count += strcmp(text_at(alert, "status"), "resolved") != 0;
	}
	if (truncated > 0 && truncated < ALERTS_MAX) {
		r->out->count += (int)truncated;
	}
	return KG_OK;
}

static enum kg_status read_group(struct reading *r)
{
	const char *key = text_at(r->root, "groupKey");
	const char *name;
	const char *summary;

	if (*key == '\0') {
		return wrong(r, "groupKey is missing");
	}
	if (read_status(r, r->root, true) != KG_OK || count_alerts(r) != KG_OK) {
		return KG_INVALID;
	}
	set_group(r, key);
	name = common(r, "commonLabels", "labels", "alertname");
	summary = common(r, "commonAnnotations", "annotations", "summary");
	if (is_blank(name) && is_blank(summary)) {
		return wrong(r, "neither label alertname nor annotation summary");
	}
	r->out->title =
	    one_line(r, is_blank(name)      ? summary
	                : is_blank(summary) ? name
	                                    : arena_printf(r->arena, "%s: %s", name, summary));
	return KG_OK;
}

static enum kg_status read_alertmanager(struct reading *r)
{
	if (strcmp(text_at(r->root, "version"), "4") != 0) {
		return wrong(r, "version must be \"4\"");
	}
	return read_group(r);
}

static enum kg_status read_grafana(struct reading *r)
{
	enum kg_status st = read_group(r);

	if (st == KG_OK && !is_blank(text_at(r->root, "title"))) {
		r->out->title = one_line(r, text_at(r->root, "title"));
	}
	return st;
}

/* --- Wazuh --- */

static enum kg_status read_wazuh(struct reading *r)
{
	const json_t *rule = json_object_get(r->root, "rule");
	const json_t *agent = json_object_get(r->root, "agent");
	const json_t *level = json_object_get(rule, "level");
	const char *name = text_at(agent, "name");

	if (*text_at(rule, "id") == '\0' || is_blank(text_at(rule, "description"))) {
		return wrong(r, "rule needs id and description, as texts");
	}
	if (!json_is_integer(level)) {
		return wrong(r, "rule.level must be a whole number");
	}
	set_group(
	    r, arena_printf(r->arena, "%s\n%s", text_at(rule, "id"), text_at(agent, "id")));
	r->out->count = 1;
	r->out->title =
	    one_line(r, arena_printf(r->arena, "%s(%s%sレベル%d)", text_at(rule, "description"),
	                    name, *name == '\0' ? "" : "、", (int)json_integer_value(level)));
	return KG_OK;
}

/* --- the small form --- */

static bool is_text_or_absent(const struct reading *r, const char *key)
{
	const json_t *value = json_object_get(r->root, key);

	return value == NULL || json_is_string(value);
}

static enum kg_status read_generic(struct reading *r)
{
	const char *title = text_at(r->root, "title");
	const char *text = text_at(r->root, "text");
	const char *key = text_at(r->root, "fingerprint");

	if (is_blank(title)) {
		return wrong(r, "title is missing");
	}
	if (!is_text_or_absent(r, "text") || !is_text_or_absent(r, "fingerprint")) {
		return wrong(r, "text and fingerprint must be texts");
	}
	if (read_status(r, r->root, false) != KG_OK) {
		return KG_INVALID;
	}
	set_group(r, *key == '\0' ? title : key);
	r->out->count = 1;
	r->out->title =
	    one_line(r, is_blank(text) ? title : arena_printf(r->arena, "%s: %s", title, text));
	return KG_OK;
}

static enum kg_status read_kind(struct reading *r, enum alert_kind kind)
{
	switch (kind) {
	case ALERT_ALERTMANAGER:
		return read_alertmanager(r);
	case ALERT_GRAFANA:
		return read_grafana(r);
	case ALERT_WAZUH:
		return read_wazuh(r);
	case ALERT_GENERIC:
		return read_generic(r);
	}
	KG_UNREACHABLE();
}

enum kg_status alert_read(enum alert_kind kind, const struct buf *body, struct arena *arena,
    struct alert_report *out, const char **out_why)
{
	struct reading r = { .arena = arena, .out = out, .why = "not a JSON object" };
	enum kg_status st = KG_INVALID;

	*out = (struct alert_report){ .title = "" };
	r.root = json_loadb(body->bytes, body->size, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(r.root)) {
		st = read_kind(&r, kind);
	}
	json_decref(r.root);
	out->count = out->count < 1 ? 1 : out->count;
	*out_why = r.why;
	return st;
}
