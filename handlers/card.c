/* Cards: built in an arena, read aloud as plain text, packed for the outbox. */
#include "handlers/card.h"

#include <stdarg.h>
#include <string.h>

#include "handlers/pack.h"
#include "handlers/text.h"

enum { VALUE_MAX = 200, LABEL_MAX = 30, PLAIN_MAX = 1 << 20 };

void card_init(struct card *card, struct arena *arena)
{
	*card = (struct card){ .arena = arena, .title = "" };
}

/* Room for one more: lists grow at 0, 1, 2, 4, 8 … items, so no capacity need be kept. */
static void *grown(struct arena *arena, void *items, size_t count, size_t size)
{
	void *more;

	if (count > 0 && (count & (count - 1)) != 0) {
		return items;
	}
	more = arena_alloc(arena, (count > 0 ? count * 2 : 1) * size);
	if (count > 0) {
		memcpy(more, items, count * size);
	}
	return more;
}

static const char *formatted(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static const char *formatted(struct arena *arena, const char *format, va_list args)
{
	KG_AUTO_BUF struct buf text = { 0 };

	buf_init(&text, PLAIN_MAX);
	buf_vprintf(&text, format, args);
	return arena_strndup(arena, text.bytes, text.size);
}

void card_title(struct card *card, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	card->title = formatted(card->arena, format, args);
	va_end(args);
}

static void add_run(struct arena *arena, struct line *line, enum run_kind kind,
    const char *target, const char *text)
{
	line->runs = grown(arena, line->runs, line->run_count, sizeof(*line->runs));
	line->runs[line->run_count++] =
	    (struct run){ .kind = kind, .text = text, .target = target };
}

void card_line(struct card *card, enum line_kind kind, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = formatted(card->arena, format, args);
	va_end(args);
	card->lines = grown(card->arena, card->lines, card->line_count, sizeof(*card->lines));
	card->lines[card->line_count] = (struct line){ .kind = kind };
	if (*text != '\0') {
		add_run(card->arena, &card->lines[card->line_count], RUN_TEXT, NULL, text);
	}
	card->line_count++;
}

void card_run(struct card *card, enum run_kind kind, const char *target, const char *text)
{
	KG_ASSERT(card->line_count > 0);
	add_run(card->arena, &card->lines[card->line_count - 1], kind,
	    arena_strdup(card->arena, target), arena_strdup(card->arena, text));
}

void card_button(struct card *card, enum button_style style, const char *action,
    const char *value, const char *label)
{
	KG_ASSERT(value == NULL || strlen(value) <= VALUE_MAX);
	card->buttons =
	    grown(card->arena, card->buttons, card->button_count, sizeof(*card->buttons));
	card->buttons[card->button_count++] = (struct button){
		.action = arena_strdup(card->arena, action),
		.value = value != NULL ? arena_strdup(card->arena, value) : "",
		.label = text_truncate(label, LABEL_MAX, card->arena),
		.style = style,
	};
}

static void plain_line(const struct line *line, struct buf *out)
{
	if (line->kind == LINE_RULE) {
		buf_puts(out, "----");
	}
	for (size_t i = 0; i < line->run_count; i++) {
		const struct run *run = &line->runs[i];

		buf_puts(out, run->text);
		if (run->kind == RUN_LINK && run->target != NULL &&
		    strcmp(run->target, run->text) != 0) {
			buf_printf(out, " (%s)", run->target);
		}
	}
	buf_putc(out, '\n');
}

void card_plain(const struct card *card, struct buf *out)
{
	buf_puts(out, card->title);
	buf_putc(out, '\n');
	for (size_t i = 0; i < card->line_count; i++) {
		plain_line(&card->lines[i], out);
	}
	for (size_t i = 0; i < card->button_count; i++) {
		buf_printf(out, "[%s]\n", card->buttons[i].label);
	}
}

static void pack_line(const struct line *line, struct buf *out)
{
	pack_number(out, line->kind);
	pack_number(out, (int64_t)line->run_count);
	for (size_t i = 0; i < line->run_count; i++) {
		pack_number(out, line->runs[i].kind);
		pack_needed(out, line->runs[i].text);
		pack_text(out, line->runs[i].target);
	}
}

void card_pack(const struct card *card, struct buf *out)
{
	pack_head(out, "card1");
	pack_needed(out, card->title);
	pack_text(out, card->summary);
	pack_number(out, (int64_t)card->line_count);
	for (size_t i = 0; i < card->line_count; i++) {
		pack_line(&card->lines[i], out);
	}
	pack_number(out, (int64_t)card->button_count);
	for (size_t i = 0; i < card->button_count; i++) {
		pack_number(out, card->buttons[i].style);
		pack_needed(out, card->buttons[i].action);
		pack_needed(out, card->buttons[i].value);
		pack_needed(out, card->buttons[i].label);
	}
}

static void unpack_line(struct pack_reader *reader, struct line *line)
{
	void *items;

	line->kind = (enum line_kind)pack_read_number(reader, LINE_PLAIN, LINE_RULE);
	line->run_count = pack_read_count(reader, sizeof(*line->runs), &items);
	line->runs = items;
	for (size_t i = 0; i < line->run_count && !reader->is_bad; i++) {
		line->runs[i].kind =
		    (enum run_kind)pack_read_number(reader, RUN_TEXT, RUN_MESSAGE);
		line->runs[i].text = pack_read_needed(reader);
		line->runs[i].target = pack_read_text(reader);
	}
}

static void unpack_button(struct pack_reader *reader, struct button *button)
{
	button->style =
	    (enum button_style)pack_read_number(reader, BUTTON_PLAIN, BUTTON_DANGER);
	button->action = pack_read_needed(reader);
	button->value = pack_read_needed(reader);
	button->label = pack_read_needed(reader);
	if (strlen(button->value) > VALUE_MAX || !text_fits(button->label, LABEL_MAX)) {
		reader->is_bad = true;
	}
}

enum kg_status card_unpack(
    const char *bytes, size_t size, struct arena *arena, struct card *out)
{
	struct pack_reader reader = { .p = bytes, .end = bytes + size, .arena = arena };
	void *items;

	card_init(out, arena);
	pack_open(&reader, "card1");
	out->title = pack_read_needed(&reader);
	out->summary = pack_read_text(&reader);
	out->line_count = pack_read_count(&reader, sizeof(*out->lines), &items);
	out->lines = items;
	for (size_t i = 0; i < out->line_count && !reader.is_bad; i++) {
		unpack_line(&reader, &out->lines[i]);
	}
	out->button_count = pack_read_count(&reader, sizeof(*out->buttons), &items);
	out->buttons = items;
	for (size_t i = 0; i < out->button_count && !reader.is_bad; i++) {
		unpack_button(&reader, &out->buttons[i]);
	}
	return pack_close(&reader);
}
