/* What comes from Matrix, and what goes there of it. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "bot/matrix_decode.h"
#include "bot/matrix_encode.h"
#include "bot/matrix_text.h"
#include "tests/fuzz/fuzz.h"

static const char own[] = "@kaigi:example.jp";

static void check_event(const struct event *event, struct arena *arena)
{
	KG_AUTO_BUF struct buf packed = { .size = 0 };
	KG_AUTO_BUF struct buf again = { .size = 0 };
	struct event read;

	KG_ASSERT(event->id != NULL && event->user != NULL && event->message != NULL);
	KG_ASSERT(strcmp(event->user, own) != 0);
	KG_ASSERT(event->text == NULL || utf8_is_valid(event->text, strlen(event->text)));
	KG_ASSERT(event->mark == NULL || (*event->mark != '\0' && strlen(event->mark) <= 100));
	/* It has to pass through the inbox: packed and read back it is the same. */
	buf_init(&packed, 64UL * 1024 * 1024);
	buf_init(&again, 64UL * 1024 * 1024);
	event_pack(event, &packed);
	KG_ASSERT(event_unpack(packed.bytes, packed.size, arena, &read) == KG_OK);
	event_pack(&read, &again);
	KG_ASSERT(
	    again.size == packed.size && memcmp(again.bytes, packed.bytes, packed.size) == 0);
}

/* Whatever was typed, no element but ours is in the HTML. */
static void check_card(const char *text, struct arena *arena)
{
	static const struct matrix_wording wording = { .loud = true, .key = "k" };
	struct card card;
	json_t *content;
	const char *html;

	card_init(&card, arena);
	card_line(&card, LINE_QUOTE, "%s", text);
	card_run(&card, RUN_PERSON, text, text);
	card_run(&card, RUN_LINK, text, text);
	content = matrix_encode_card(&card, &wording);
	if (content == NULL) {
		return;
	}
	html = json_string_value(json_object_get(content, "formatted_body"));
	for (const char *at = html; at != NULL && (at = strchr(at, '<')) != NULL; at++) {
		KG_ASSERT(strncmp(at, "<br>", 4) == 0 || strncmp(at, "</", 2) == 0 ||
		          strncmp(at, "<a href=\"http", 13) == 0 ||
		          strncmp(at, "<blockquote>", 12) == 0);
	}
	content = matrix_encode_edit(content, "$old");
	KG_ASSERT(json_dumpb(content, NULL, 0, JSON_COMPACT) < 65000);
	json_decref(content);
}

void fuzz_matrix(const uint8_t *data, size_t size)
{
	static const struct matrix_identity self = { .user = own };
	KG_AUTO_ARENA struct arena arena = { NULL };
	KG_AUTO_FREE char *text = fuzz_words_of(data, size);
	json_t *json = json_loadb((const char *)data, size, JSON_ALLOW_NUL, NULL);
	struct event event;

	if (matrix_decode(json, "!room:example.jp", &self, &arena, &event) == MATRIX_EVENT) {
		check_event(&event, &arena);
	}
	json_decref(json);
	(void)matrix_text_command(text, text, own, size % 2 == 0);
	(void)matrix_text_person(&arena, text);
	(void)matrix_mark(&arena, text);
	check_card(text, &arena);
}
