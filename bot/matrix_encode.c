/*
 * A card twice: plain, as a screen reader or a notification has it, and as HTML of the few
 * elements that every client draws. Nothing typed reaches the HTML unescaped, and no address
 * but http and https becomes a link.
 */
#include "bot/matrix_encode.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "handlers/words.h"

enum {
	ROOM_MAX = 1 << 20,    /* while it is being written */
	CONTENT_MAX = 55000,   /* of an event's 65536 bytes */
	EDIT_WHOLE_MAX = 26000 /* an edit holds it twice */
};

struct page {
	const struct matrix_wording *wording;
	struct buf *body;
	struct buf *html;
	bool is_paragraph; /* <p> is open */
	bool is_quote;
};

static void escape(struct buf *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		switch (text[i]) {
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		case '\'':
			buf_puts(out, "&#39;");
			break;
		case '\n':
			buf_puts(out, "<br>");
			break;
		default:
			buf_putc(out, text[i]);
			break;
		}
	}
}

static void both(struct page *page, const char *text)
{
	buf_puts(page->body, text);
	escape(page->html, text, strlen(text));
}

/* ---- our own commands, as they are typed here ---- */

static bool ends_with(const char *text, size_t size, const char *end)
{
	size_t length = strlen(end);

	return size >= length && memcmp(text + size - length, end, length) == 0;
}

/* "「/kaigi …」", "例:/kaigi …", and at the beginning: there we speak, not who is quoted. */
static bool is_own_place(const char *text, size_t before)
{
	static const char *const openings[] = { "「", "“", "例:", "、", "e.g. ", ": ", " or " };

	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		if (ends_with(text, before, openings[i])) {
			return true;
		}
	}
	return strspn(text, " ") >= before;
}

/* "例:/kaigi", "To withdraw it: “/kaigi": no label but a sentence of ours that goes on. */
static bool goes_on(const char *text, size_t colon)
{
	static const char *const labels[] = { "Subject", "Title", "Reason", "reason" };
	const char *next = text + colon + 1;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		if (ends_with(text, colon, labels[i])) {
			return false;
		}
	}
	return ends_with(text, colon, "例") || strncmp(next, " /kaigi ", 8) == 0 ||
	       strncmp(next, " “/kaigi ", 11) == 0;
}

/* What stands behind a label's colon is somebody's: 件名:…, 理由:…. */
static size_t own_size(const char *text)
{
	const char *colon = strchr(text, ':');

	while (colon != NULL && goes_on(text, (size_t)(colon - text))) {
		colon = strchr(colon + 1, ':');
	}
	return colon == NULL ? strlen(text) : (size_t)(colon - text);
}

static const char *own_words(struct arena *arena, const char *text)
{
	KG_AUTO_BUF struct buf out = { .size = 0 };
	size_t size = own_size(text);
	size_t done = 0;

	buf_init(&out, ROOM_MAX);
	for (size_t i = 0; i + 6 <= size; i++) {
		bool is_word = strncmp(text + i, "/kaigi", 6) == 0 &&
		               (text[i + 6] == ' ' || text[i + 6] == '\0');

		if (is_word && is_own_place(text, i)) {
			buf_add(&out, text + done, i - done);
			buf_putc(&out, '!');
			done = i + 1;
		}
	}
	buf_puts(&out, text + done);
	return arena_strdup(arena, out.bytes);
}

/* ---- runs ---- */

static void encode_id(struct buf *out, const char *id)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *id != '\0'; id++) {
		unsigned char c = (unsigned char)*id;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("@:!$#._-~", c) != NULL) {
			buf_putc(out, (char)c);
		} else {
			buf_putc(out, '%');
			buf_putc(out, hex[c >> 4]);
			buf_putc(out, hex[c & 15]);
		}
	}
}

static void add_to(struct page *page, const char *target, const char *event, const char *text)
{
	buf_puts(page->html, "<a href=\"https://matrix.to/#/");
	encode_id(page->html, target);
	if (event != NULL) {
		buf_putc(page->html, '/');
		encode_id(page->html, event);
	}
	buf_puts(page->html, "\">");
	both(page, text);
	buf_puts(page->html, "</a>");
}

static bool is_web(const char *address)
{
	return strncmp(address, "https://", 8) == 0 || strncmp(address, "http://", 7) == 0;
}

static void add_link(struct page *page, const char *address, const char *text)
{
	if (!is_web(address)) {
		both(page, text);
		return;
	}
	buf_puts(page->html, "<a href=\"");
	escape(page->html, address, strlen(address));
	buf_puts(page->html, "\">");
	escape(page->html, text, strlen(text));
	buf_puts(page->html, "</a>");
	buf_puts(page->body, text);
	if (strcmp(text, address) != 0) {
		buf_printf(page->body, " (%s)", address);
	}
}

static void add_tagged(struct page *page, const char *tag, const char *text)
{
	buf_printf(page->html, "<%s>", tag);
	both(page, text);
	buf_printf(page->html, "</%s>", tag);
}

static void add_message(struct page *page, const char *target, const char *text)
{
	const char *blank = strchr(target, ' ');
	KG_AUTO_ARENA struct arena arena = { NULL };

	if (blank == NULL || *target != '!') {
		both(page, text);
		return;
	}
	add_to(page, arena_strndup(&arena, target, (size_t)(blank - target)), blank + 1,
	    *text != '\0' ? text : target);
}

static void add_run(struct page *page, const struct run *run, bool is_own)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	const char *text = run->text != NULL ? run->text : "";
	const char *target = run->target != NULL ? run->target : "";
	const char *shown = *text != '\0' ? text : target;

	switch (run->kind) {
	case RUN_TEXT:
		both(page, is_own ? own_words(&arena, text) : text);
		return;
	case RUN_BOLD:
		add_tagged(page, "strong", text);
		return;
	case RUN_CODE:
		add_tagged(page, "code", is_own ? own_words(&arena, text) : text);
		return;
	case RUN_PERSON:
		if (*target != '@') {
			both(page, shown);
		} else {
			add_to(page, target, NULL, shown);
		}
		return;
	case RUN_CHANNEL:
		if (*target != '!' && *target != '#') {
			both(page, shown);
		} else {
			add_to(page, target, NULL, shown);
		}
		return;
	case RUN_LINK:
		add_link(page, target, shown);
		return;
	case RUN_MESSAGE:
		add_message(page, target, text);
		return;
	}
	KG_UNREACHABLE();
}

/* ---- lines ---- */

static void close_block(struct page *page)
{
	if (page->is_quote) {
		buf_puts(page->html, "</blockquote>");
	} else if (page->is_paragraph) {
		buf_puts(page->html, "</p>");
	}
	page->is_quote = false;
	page->is_paragraph = false;
}

/* Lines of one look stand in one paragraph. */
static void open_block(struct page *page, bool is_quote)
{
	bool is_open = is_quote ? page->is_quote : page->is_paragraph;

	if (is_open) {
		buf_puts(page->html, "<br>");
		return;
	}
	close_block(page);
	buf_puts(page->html, is_quote ? "<blockquote>" : "<p>");
	page->is_quote = is_quote;
	page->is_paragraph = !is_quote;
}

/* The body's quotation: each of its lines marked, as in a letter. */
static void mark_quoted(struct buf *body, size_t from)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	const char *text = arena_strdup(&arena, body->bytes + from);

	body->size = from;
	body->bytes[from] = '\0';
	buf_puts(body, "> ");
	for (; *text != '\0'; text++) {
		buf_putc(body, *text);
		if (*text == '\n') {
			buf_puts(body, "> ");
		}
	}
}

static void add_line(struct page *page, const struct line *line)
{
	bool is_quote = line->kind == LINE_QUOTE;
	bool is_note = line->kind == LINE_NOTE;
	bool is_own = line->kind == LINE_PLAIN || is_note;
	size_t from = page->body->size;

	if (line->kind == LINE_RULE) {
		close_block(page);
		buf_puts(page->body, "----\n");
		buf_puts(page->html, "<hr>");
		return;
	}
	open_block(page, is_quote);
	buf_puts(page->html, is_note ? "<span data-mx-color=\"#737373\">" : "");
	for (size_t i = 0; i < line->run_count; i++) {
		add_run(page, &line->runs[i], is_own);
	}
	buf_puts(page->html, is_note ? "</span>" : "");
	if (is_quote) {
		mark_quoted(page->body, from);
	}
	buf_putc(page->body, '\n');
}

static void add_buttons(struct page *page, const struct card *card)
{
	if (card->button_count == 0) {
		return;
	}
	close_block(page);
	for (size_t i = 0; i < card->button_count; i++) {
		KG_AUTO_BUF struct buf number = { .size = 0 };

		buf_init(&number, 32);
		buf_printf(&number, "%zu ", i + 1);
		open_block(page, false);
		both(page, number.bytes);
		both(page, card->buttons[i].label);
		buf_putc(page->body, '\n');
	}
	close_block(page);
	open_block(page, false);
	both(page,
	    tr(page->wording->language,
	        "番号をご返信いただくか、番号の印(1️⃣ など)を付けてください。"));
	close_block(page);
}

static void add_card(struct page *page, const struct card *card)
{
	KG_AUTO_ARENA struct arena arena = { NULL };

	if (card->title != NULL && *card->title != '\0') {
		buf_puts(page->html, "<p>");
		add_tagged(page, "strong", own_words(&arena, card->title));
		buf_puts(page->html, "</p>");
		buf_putc(page->body, '\n');
	}
	for (size_t i = 0; i < card->line_count; i++) {
		add_line(page, &card->lines[i]);
	}
	add_buttons(page, card);
	close_block(page);
	while (page->body->size > 0 && page->body->bytes[page->body->size - 1] == '\n') {
		page->body->bytes[--page->body->size] = '\0';
	}
}

/* ---- content ---- */

static void add_mention(json_t *users, const char *account)
{
	size_t index;
	json_t *known;

	if (account == NULL || *account != '@') {
		return;
	}
	json_array_foreach(users, index, known)
	{
		if (strcmp(json_string_value(known), account) == 0) {
			return;
		}
	}
	json_array_append_new(users, json_string(account));
}

static json_t *mentions_of(const struct card *card, const struct matrix_wording *wording)
{
	json_t *users = json_array();

	if (!wording->loud) {
		json_decref(users);
		return json_object();
	}
	add_mention(users, wording->account);
	for (size_t i = 0; i < card->line_count; i++) {
		const struct line *line = &card->lines[i];

		for (size_t j = 0; j < line->run_count; j++) {
			if (line->runs[j].kind == RUN_PERSON) {
				add_mention(users, line->runs[j].target);
			}
		}
	}
	return json_pack("{s:o}", "user_ids", users);
}

static size_t size_of(const json_t *content)
{
	return json_dumpb(content, NULL, 0, JSON_COMPACT);
}

json_t *matrix_encode_card(const struct card *card, const struct matrix_wording *wording)
{
	KG_AUTO_BUF struct buf body = { .size = 0 };
	KG_AUTO_BUF struct buf html = { .size = 0 };
	struct page page = { .wording = wording, .body = &body, .html = &html };
	json_t *content;

	buf_init(&body, ROOM_MAX);
	buf_init(&html, 8UL * ROOM_MAX);
	add_card(&page, card);
	if (body.size > MATRIX_BODY_MAX || !utf8_is_valid(body.bytes, body.size)) {
		return NULL;
	}
	content = json_pack("{s:s, s:s, s:s, s:s, s:o}", "msgtype",
	    wording->loud ? "m.text" : "m.notice", "body", body.bytes, "format",
	    "org.matrix.custom.html", "formatted_body", html.bytes, "m.mentions",
	    mentions_of(card, wording));
	if (content == NULL) { /* a target that is not UTF-8 */
		return NULL;
	}
	if (wording->key != NULL) {
		json_object_set_new(content, "kaigi.key", json_string(wording->key));
	}
	if (size_of(content) > CONTENT_MAX) { /* plain it may still go */
		json_object_del(content, "format");
		json_object_del(content, "formatted_body");
	}
	if (size_of(content) > CONTENT_MAX) {
		json_decref(content);
		return NULL;
	}
	return content;
}

/* ---- relations ---- */

/* What clients that know no edits show: the whole, or its first line where both would be too
 * big. */
static void set_fallback(json_t *edit, const json_t *content)
{
	KG_AUTO_BUF struct buf text = { .size = 0 };
	const char *body = json_string_value(json_object_get(content, "body"));
	const char *html = json_string_value(json_object_get(content, "formatted_body"));
	bool is_whole = size_of(content) <= EDIT_WHOLE_MAX;

	body = body != NULL ? body : "";
	buf_init(&text, ROOM_MAX);
	buf_puts(&text, "* ");
	buf_add(&text, body, is_whole ? strlen(body) : strcspn(body, "\n"));
	json_object_set_new(edit, "body", json_string(text.bytes));
	if (is_whole && html != NULL) {
		buf_clear(&text);
		buf_printf(&text, "* %s", html);
		json_object_set_new(edit, "format", json_string("org.matrix.custom.html"));
		json_object_set_new(edit, "formatted_body", json_string(text.bytes));
	}
}

json_t *matrix_encode_edit(json_t *content, const char *message)
{
	json_t *edit = json_object();
	json_t *key = json_object_get(content, "kaigi.key");

	json_object_set(edit, "msgtype", json_object_get(content, "msgtype"));
	set_fallback(edit, content);
	json_object_set_new(edit, "m.mentions", json_object()); /* nobody is called twice */
	if (key != NULL) {
		json_object_set(edit, "kaigi.key", key);
		json_object_del(content, "kaigi.key");
	}
	json_object_set_new(edit, "m.relates_to",
	    json_pack("{s:s, s:s}", "rel_type", "m.replace", "event_id", message));
	json_object_set_new(edit, "m.new_content", content);
	return edit;
}

void matrix_encode_thread(json_t *content, const char *root)
{
	json_object_set_new(content, "m.relates_to",
	    json_pack("{s:s, s:s, s:b, s:{s:s}}", "rel_type", "m.thread", "event_id", root,
	        "is_falling_back", 1, "m.in_reply_to", "event_id", root));
}
