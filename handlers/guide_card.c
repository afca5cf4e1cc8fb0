/*
 * How a question looks: the label, its hint, what stands there already and how to keep it, the
 * options by number; and the last look at all answers. Each ends with how far one is: (2/9
 * 件名).
 */

#include <string.h>

#include "handlers/guide_parts.h"
#include "handlers/text.h"

enum { VALUE_SHOWN = 300 };

const char *guide_shown(
    const struct field *field, const char *value, enum language l, struct arena *arena)
{
	const char *shown = "";
	bool is_choice = field->type == FIELD_CHOICE || field->type == FIELD_CHECKS;

	if (text_is_blank(value)) {
		return tr(l, "(なし)");
	}
	if (!is_choice) {
		return text_clean_lines(value, arena);
	}
	for (const char *p = value; *p != '\0';) {
		size_t size = strcspn(p, "\n");

		for (size_t i = 0; i < field->option_count; i++) {
			const struct field_option *option = &field->options[i];

			if (strlen(option->value) == size &&
			    strncmp(option->value, p, size) == 0) {
				shown = arena_printf(arena, "%s%s%s", shown,
				    *shown == '\0' ? "" : "、", option->label);
			}
		}
		p += size + (p[size] == '\n' ? 1 : 0);
	}
	return shown;
}

static const char *ask_for(const struct field *field, enum language l, struct arena *arena)
{
	switch (field->type) {
	case FIELD_CHOICE:
		return arena_printf(arena, tr(l, "%s:番号でお選びください。"), field->label);
	case FIELD_CHECKS:
		return arena_printf(
		    arena, tr(l, "%s:当てはまるものを番号でお選びください。"), field->label);
	case FIELD_FILES:
		return arena_printf(arena,
		    tr(l, "%s:ファイルを投稿するか、リンクをお送りください。"), field->label);
	case FIELD_TEXT:
	case FIELD_LONG_TEXT:
		return arena_printf(arena, tr(l, "%s:ご記入ください。"), field->label);
	}
	KG_UNREACHABLE();
}

static void add_how(
    const struct field *field, const char *value, enum language l, struct card *card)
{
	if (!text_is_blank(value)) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "いまの内容:"));
		card_line(card, LINE_QUOTE, "%s",
		    text_truncate(
		        guide_shown(field, value, l, card->arena), VALUE_SHOWN, card->arena));
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "このままでよろしければ「そのまま」とご返信ください。"));
	}
	if (!field->required) {
		card_line(card, LINE_NOTE, "%s", tr(l, "空欄のままにする場合は「なし」です。"));
	}
}

static void draw_question(const struct guide_talk *talk, enum language l, struct card *card)
{
	size_t step = (size_t)talk->row.step;
	const struct field *field = &talk->form.fields[step];

	if (field->hint != NULL) {
		card_line(card, LINE_PLAIN, "%s", field->hint);
	}
	for (size_t i = 0; i < field->option_count; i++) {
		card_line(card, LINE_PLAIN, "%zu %s", i + 1, field->options[i].label);
	}
	add_how(field, talk->fields[step].value, l, card);
	card_line(card, LINE_NOTE, "%s",
	    tr(l, "「戻る」で一つ前、「確認」で最後の確認、「中止」で取りやめです。"));
	card_line(card, LINE_NOTE, tr(l, "(%zu/%zu %s)"), step + 1, talk->form.field_count + 1,
	    field->label);
}

static void draw_summary(const struct guide_talk *talk, enum language l, struct card *card)
{
	size_t count = talk->form.field_count;

	for (size_t i = 0; i < count; i++) {
		const struct field *field = &talk->form.fields[i];

		card_line(card, LINE_PLAIN, tr(l, "%zu %s:%s"), i + 1, field->label,
		    text_truncate(guide_shown(field, talk->fields[i].value, l, card->arena),
		        GUIDE_GLANCE, card->arena));
	}
	card_line(card, LINE_PLAIN,
	    tr(l,
	        "よろしければ「送信」とご返信ください(%s)。直すところがあればその番号を、取りやめる場合は「中止」をお送りください。"),
	    talk->form.submit);
	card_line(card, LINE_NOTE, tr(l, "(%zu/%zu 確認)"), count + 1, count + 1);
}

void guide_draw(
    const struct guide_talk *talk, enum language l, const char *lead, struct card *card)
{
	bool is_summary = (size_t)talk->row.step >= talk->form.field_count;
	const char *question =
	    is_summary ? tr(l, "ご記入の内容をご確認ください。まだ送っていません。")
	               : ask_for(&talk->form.fields[talk->row.step], l, card->arena);

	card_title(card, "%s", lead == NULL ? question : lead);
	if (lead != NULL) {
		card_line(card, LINE_PLAIN, "%s", question);
	}
	if (is_summary) {
		draw_summary(talk, l, card);
	} else {
		draw_question(talk, l, card);
	}
}
