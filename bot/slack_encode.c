#include "bot/slack_encode.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/utf8.h"
#include "bot/slack_text.h"

/* jansson refuses what is not UTF-8; what comes here was checked at the door. */
static json_t *text_json(const char *text, size_t limit)
{
	size_t size = limit ? utf8_prefix(text, limit) : strlen(text);
	json_t *json = json_stringn(text, size);

	KG_ASSERT(json != NULL);
	return json;
}

/* The last character becomes … when something is cut. */
static json_t *cut_json(const char *text, size_t limit)
{
	struct buf cut;
	json_t *json;

	if (utf8_count(text) <= limit) {
		return text_json(text, 0);
	}
	buf_init(&cut, strlen(text) + 8);
	buf_add(&cut, text, utf8_prefix(text, limit - 1));
	buf_puts(&cut, "…");
	json = text_json(cut.bytes, 0);
	buf_finish(&cut);
	return json;
}

static json_t *plain(const char *text, size_t limit)
{
	return json_pack(
	    "{s:s, s:o, s:b}", "type", "plain_text", "text", cut_json(text, limit), "emoji", 0);
}

static json_t *leaf(const struct run *run)
{
	const char *text = run->text ? run->text : "";

	switch (run->kind) {
	case RUN_TEXT:
		return json_pack("{s:s, s:o}", "type", "text", "text", text_json(text, 0));
	case RUN_BOLD:
		return json_pack("{s:s, s:o, s:{s:b}}", "type", "text", "text",
		    text_json(text, 0), "style", "bold", 1);
	case RUN_CODE:
		return json_pack("{s:s, s:o, s:{s:b}}", "type", "text", "text",
		    text_json(text, 0), "style", "code", 1);
	case RUN_MESSAGE: /* slack_encode_links has made links of those it can */
		return json_pack("{s:s, s:o}", "type", "text", "text", text_json(text, 0));
	case RUN_PERSON:
		if (run->target && *run->target) {
			return json_pack(
			    "{s:s, s:o}", "type", "user", "user_id", text_json(run->target, 0));
		}
		return json_pack("{s:s, s:o}", "type", "text", "text", text_json(text, 0));
	case RUN_CHANNEL:
		if (run->target && *run->target) {
			return json_pack("{s:s, s:o}", "type", "channel", "channel_id",
			    text_json(run->target, 0));
		}
		return json_pack("{s:s, s:o}", "type", "text", "text", text_json(text, 0));
	case RUN_LINK:
		if (!run->target || !*run->target) {
			return json_pack(
			    "{s:s, s:o}", "type", "text", "text", text_json(text, 0));
		}
		return json_pack("{s:s, s:o, s:o}", "type", "link", "url",
		    text_json(run->target, 0), "text",
		    text_json(*text ? text : run->target, 0));
	}
	KG_UNREACHABLE();
}

/* "C0COUNCIL 1764000000.000100" → SITE archives/C0COUNCIL/p1764000000000100 */
static struct run message_link(const struct run *run, const char *site, struct arena *arena)
{
	const char *blank = run->target ? strchr(run->target, ' ') : NULL;
	const char *dot = blank ? strchr(blank, '.') : NULL;

	if (!dot) {
		return *run;
	}
	return (struct run){ .kind = RUN_LINK,
		.text = run->text,
		.target = arena_printf(arena, "%sarchives/%.*s/p%.*s%s", site,
		    (int)(blank - run->target), run->target, (int)(dot - blank - 1), blank + 1,
		    dot + 1) };
}

static bool line_has_message(const struct line *line)
{
	for (size_t i = 0; i < line->run_count; i++) {
		if (line->runs[i].kind == RUN_MESSAGE) {
			return true;
		}
	}
	return false;
}

const struct card *slack_encode_links(
    const struct card *card, const char *site, struct arena *arena)
{
	struct card *linked = arena_alloc(arena, sizeof(*linked));
	bool any = false;

	*linked = *card;
	linked->lines = arena_alloc(arena, (card->line_count + 1) * sizeof(*linked->lines));
	for (size_t i = 0; i < card->line_count; i++) {
		struct line *line = &linked->lines[i];

		*line = card->lines[i];
		if (!site || !line_has_message(line)) {
			continue;
		}
		any = true;
		line->runs = arena_alloc(arena, line->run_count * sizeof(*line->runs));
		for (size_t k = 0; k < line->run_count; k++) {
			const struct run *run = &card->lines[i].runs[k];

			line->runs[k] =
			    run->kind == RUN_MESSAGE ? message_link(run, site, arena) : *run;
		}
	}
	return any ? linked : card;
}

static bool run_is_empty(const struct run *run)
{
	return (!run->text || !*run->text) && (!run->target || !*run->target);
}

static size_t run_length(const struct run *run)
{
	return run->text ? utf8_count(run->text) : 12;
}

/* Leaves of one line, at most `room` code points; a text that does not fit is cut. */
static size_t add_runs(json_t *elements, const struct line *line, size_t room)
{
	size_t used = 0;

	for (size_t i = 0; i < line->run_count; i++) {
		const struct run *run = &line->runs[i];
		size_t length = run_length(run);
		if (run_is_empty(run)) {
			continue;
		}
		if (used + length > room) {
			struct run rest = { .kind = RUN_TEXT,
				.text = run->text ? run->text : "" };
			size_t left = room > used ? room - used : 1;
			json_t *text = cut_json(rest.text, left);
			json_array_append_new(
			    elements, json_pack("{s:s, s:o}", "type", "text", "text", text));
			return room;
		}
		json_array_append_new(elements, leaf(run));
		used += length;
	}
	return used;
}

static void add_break(json_t *elements)
{
	json_array_append_new(elements, json_pack("{s:s, s:s}", "type", "text", "text", "\n"));
}

static const char *element_of(enum line_kind kind)
{
	return kind == LINE_QUOTE ? "rich_text_quote" : "rich_text_section";
}

static bool is_rich(enum line_kind kind)
{
	return kind == LINE_PLAIN || kind == LINE_QUOTE || kind == LINE_SEAT ||
	       kind == LINE_MARK;
}

/*
 * Lines of one look that follow each other share one rich_text block, so that nine seats are no
 * nine blocks. Returns how many lines were taken.
 */
static size_t add_rich(json_t *blocks, const struct card *card, size_t first, size_t *room)
{
	json_t *parts = json_array();
	size_t i = first;

	while (i < card->line_count && is_rich(card->lines[i].kind) && *room > 0) {
		enum line_kind kind = card->lines[i].kind;
		json_t *elements = json_array();
		bool quote = kind == LINE_QUOTE;
		bool any = false;
		while (i < card->line_count && is_rich(card->lines[i].kind) &&
		       (card->lines[i].kind == LINE_QUOTE) == quote && *room > 0) {
			if (any) {
				add_break(elements);
			}
			*room -= add_runs(elements, &card->lines[i], *room);
			any = true;
			i++;
		}
		if (json_array_size(elements) == 0) {
			add_break(elements);
		}
		json_array_append_new(parts,
		    json_pack("{s:s, s:o}", "type", element_of(kind), "elements", elements));
	}
	json_array_append_new(
	    blocks, json_pack("{s:s, s:o}", "type", "rich_text", "elements", parts));
	return i - first;
}

static void line_text(const struct line *line, struct buf *out)
{
	for (size_t i = 0; i < line->run_count; i++) {
		buf_puts(out, line->runs[i].text ? line->runs[i].text : "");
	}
}

static void add_note(json_t *blocks, const struct line *line)
{
	struct buf text;

	buf_init(&text, 64UL * 1024);
	line_text(line, &text);
	if (text.size > 0) {
		json_array_append_new(
		    blocks, json_pack("{s:s, s:[o]}", "type", "context", "elements",
		                plain(text.bytes, SLACK_TEXT_MAX)));
	}
	buf_finish(&text);
}

static json_t *button_json(const struct button *button, size_t twin)
{
	struct buf action;
	json_t *json;

	buf_init(&action, 255);
	buf_puts(&action, button->action);
	if (twin > 0) {
		/* Two buttons of one block may not share an action: the decoder drops this
		 * tail. */
		buf_printf(&action, "#%zu", twin);
	}
	json = json_pack("{s:s, s:o, s:o}", "type", "button", "action_id",
	    text_json(action.bytes, 0), "text", plain(button->label, SLACK_LABEL_MAX));
	buf_finish(&action);
	if (button->value) {
		json_object_set_new(json, "value", text_json(button->value, 0));
	}
	if (button->style != BUTTON_PLAIN) {
		json_object_set_new(json, "style",
		    json_string(button->style == BUTTON_PRIMARY ? "primary" : "danger"));
	}
	return json;
}

static void add_buttons(json_t *blocks, const struct card *card)
{
	enum { ROW = 5 };

	for (size_t i = 0; i < card->button_count; i += ROW) {
		json_t *elements = json_array();
		for (size_t j = i; j < i + ROW && j < card->button_count; j++) {
			size_t twin = 0;
			for (size_t k = i; k < j; k++) {
				twin += strcmp(card->buttons[k].action,
				            card->buttons[j].action) == 0;
			}
			json_array_append_new(elements, button_json(&card->buttons[j], twin));
		}
		json_array_append_new(
		    blocks, json_pack("{s:s, s:o}", "type", "actions", "elements", elements));
	}
}

/* A header holds 150 characters: what is longer stands whole, as text. */
static void add_title(json_t *blocks, const char *title)
{
	bool fits = utf8_count(title) <= SLACK_HEADER_MAX;

	json_array_append_new(
	    blocks, json_pack("{s:s, s:o}", "type", fits ? "header" : "section", "text",
	                plain(title, SLACK_TEXT_MAX)));
}

json_t *slack_encode_blocks(const struct card *card)
{
	json_t *blocks = json_array();
	size_t button_blocks = (card->button_count + 4) / 5;
	size_t most = SLACK_BLOCKS_MAX - button_blocks - 1;
	size_t room = SLACK_RICH_MAX;
	size_t i = 0;

	if (card->title && *card->title) {
		add_title(blocks, card->title);
	}
	while (i < card->line_count && json_array_size(blocks) < most && room > 0) {
		const struct line *line = &card->lines[i];
		if (is_rich(line->kind)) {
			i += add_rich(blocks, card, i, &room);
			continue;
		}
		if (line->kind == LINE_RULE) {
			json_array_append_new(blocks, json_pack("{s:s}", "type", "divider"));
		} else {
			add_note(blocks, line);
		}
		i++;
	}
	if (i < card->line_count) {
		struct run more = { .kind = RUN_TEXT, .text = "…" };
		struct line line = { .kind = LINE_NOTE, .runs = &more, .run_count = 1 };
		add_note(blocks, &line);
	}
	add_buttons(blocks, card);
	return blocks;
}

void slack_encode_text(const struct card *card, struct buf *out)
{
	const char *text = card->summary && *card->summary ? card->summary : card->title;
	struct buf escaped;

	buf_init(&escaped, 64UL * 1024);
	slack_text_escape(&escaped, text ? text : "");
	if (utf8_count(escaped.bytes) > SLACK_FALLBACK_MAX) {
		/* Cut before escaping, so that no entity is cut in two. */
		char *cut = mem_strndup(text, utf8_prefix(text, SLACK_FALLBACK_MAX / 5));
		buf_clear(&escaped);
		slack_text_escape(&escaped, cut);
		free(cut);
	}
	buf_add(out, escaped.bytes, escaped.size);
	buf_finish(&escaped);
}

json_t *slack_encode_metadata(const char *key)
{
	return json_pack(
	    "{s:s, s:{s:s}}", "event_type", "kaigi_out", "event_payload", "key", key);
}

json_t *slack_encode_message(const struct card *card)
{
	struct buf text;
	json_t *json;

	buf_init(&text, 64UL * 1024);
	slack_encode_text(card, &text);
	json = json_pack("{s:o, s:o}", "text", text_json(text.bytes, 0), "blocks",
	    slack_encode_blocks(card));
	buf_finish(&text);
	return json;
}

static json_t *option_json(const struct field_option *option)
{
	return json_pack("{s:o, s:o}", "text", plain(option->label, SLACK_LABEL_MAX), "value",
	    text_json(option->value, 0));
}

static bool is_chosen(const struct field *field, const char *value)
{
	size_t size = strlen(value);
	const char *at = field->value;

	while (at && *at) {
		size_t length = strcspn(at, "\n");
		if (length == size && memcmp(at, value, size) == 0) {
			return true;
		}
		at += length + (at[length] == '\n' ? 1 : 0);
	}
	return false;
}

static json_t *choice_json(const struct field *field)
{
	bool many = field->type == FIELD_CHECKS;
	json_t *options = json_array();
	json_t *chosen = json_array();
	json_t *json;

	for (size_t i = 0; i < field->option_count; i++) {
		json_array_append_new(options, option_json(&field->options[i]));
		if (is_chosen(field, field->options[i].value)) {
			json_array_append_new(chosen, option_json(&field->options[i]));
		}
	}
	json = json_pack("{s:s, s:s, s:o}", "type", many ? "checkboxes" : "static_select",
	    "action_id", "value", "options", options);
	if (json_array_size(chosen) > 0) {
		if (many) {
			json_object_set(json, "initial_options", chosen);
		} else {
			json_object_set(json, "initial_option", json_array_get(chosen, 0));
		}
	}
	json_decref(chosen);
	return json;
}

static json_t *input_json(const struct field *field)
{
	size_t limit =
	    field->limit > 0 && field->limit < SLACK_TEXT_MAX ? field->limit : SLACK_TEXT_MAX;
	json_t *json;

	if (field->type == FIELD_CHOICE || field->type == FIELD_CHECKS) {
		return choice_json(field);
	}
	json = json_pack("{s:s, s:s, s:b, s:i}", "type", "plain_text_input", "action_id",
	    "value", "multiline", field->type == FIELD_LONG_TEXT, "max_length", (int)limit);
	if (field->value && *field->value) {
		json_object_set_new(json, "initial_value", text_json(field->value, limit));
	}
	return json;
}

static json_t *field_json(const struct field *field)
{
	json_t *json = json_pack("{s:s, s:o, s:o, s:o, s:b}", "type", "input", "block_id",
	    text_json(field->key, 0), "label", plain(field->label, 2000), "element",
	    input_json(field), "optional", !field->required);

	if (field->hint && *field->hint) {
		json_object_set_new(json, "hint", plain(field->hint, 2000));
	}
	return json;
}

json_t *slack_encode_view(const struct form *form)
{
	json_t *blocks = json_array();
	json_t *view;

	if (form->intro && *form->intro) {
		json_array_append_new(blocks, json_pack("{s:s, s:o}", "type", "section", "text",
		                                  plain(form->intro, SLACK_TEXT_MAX)));
	}
	for (size_t i = 0; i < form->field_count; i++) {
		json_array_append_new(blocks, field_json(&form->fields[i]));
	}
	view = json_pack("{s:s, s:o, s:o, s:o}", "type", "modal", "title",
	    plain(form->title, SLACK_TITLE_MAX), "private_metadata", text_json(form->token, 0),
	    "blocks", blocks);
	json_object_set_new(view, "callback_id", text_json(form->kind, 0));
	json_object_set_new(view, "submit",
	    plain(form->submit && *form->submit ? form->submit : "OK", SLACK_TITLE_MAX));
	return view;
}

json_t *slack_encode_faults(const struct fault *faults, size_t count, const char *first_field)
{
	json_t *errors = json_object();

	for (size_t i = 0; i < count; i++) {
		const char *key = faults[i].key ? faults[i].key : first_field;
		const char *known;
		if (!key) {
			continue;
		}
		known = json_string_value(json_object_get(errors, key));
		if (known) {
			struct buf both;
			buf_init(&both, 4UL * SLACK_TEXT_MAX);
			buf_printf(&both, "%s / %s", known, faults[i].text);
			json_object_set_new(errors, key, text_json(both.bytes, 0));
			buf_finish(&both);
		} else {
			json_object_set_new(errors, key, text_json(faults[i].text, 0));
		}
	}
	return json_pack("{s:s, s:o}", "response_action", "errors", "errors", errors);
}
