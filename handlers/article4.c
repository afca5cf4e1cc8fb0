#include "handlers/article4.h"

#include <string.h>

#include "handlers/text.h"

static struct field_option *class_options(struct act *act)
{
	const struct charter *charter = act->desk->charter;
	struct field_option *options =
	    arena_alloc(act->desk->arena, charter->class_count * sizeof(*options));

	for (size_t i = 0; i < charter->class_count; i++) {
		const struct charter_class *class = &charter->classes[i];
		const char *label = arena_printf(act->desk->arena,
		    tr(act->language, "第%d号 %s"), class->number,
		    act->language == LANGUAGE_JA ? class->text.ja : class->text.en);

		options[i] = (struct field_option){ .value = desk_int(act, class->number),
			.label = text_truncate(label, 70, act->desk->arena) };
	}
	return options;
}

void article4_fields(struct act *act, const char *title, const char *class,
    const char *class_reason, struct field *out)
{
	enum language l = act->language;
	int number = text_class_number(class);

	out[0] = (struct field){ .key = "title",
		.label = tr(l, "件名"),
		.value = title,
		.limit = TEXT_TITLE_MAX,
		.required = true };
	out[1] = (struct field){ .key = "class",
		.type = FIELD_CHOICE,
		.label = tr(l, "審議事項(要綱第4条)"),
		.value = number > 0 ? desk_int(act, number) : "",
		.required = true,
		.options = class_options(act),
		.option_count = act->desk->charter->class_count };
	out[2] = (struct field){ .key = "class_reason",
		.label = tr(l, "第8号とする理由(第8号のときのみ)"),
		.value = class_reason,
		.limit = 200 };
}

bool article4_lacks_reason(struct act *act, const char *typed, const char *reason)
{
	int number = text_class_number(typed);
	const struct charter_class *class =
	    number > 0 ? charter_class(act->desk->charter, number) : NULL;

	return class != NULL && class->needs_reason && text_is_blank(reason);
}

int article4_check(struct act *act, const char *typed, const char *reason)
{
	int number = text_class_number(typed);
	const struct charter_class *class;

	class = number > 0 ? charter_class(act->desk->charter, number) : NULL;
	if (class == NULL) {
		desk_fault(act, "class",
		    tr(act->language,
		        "要綱第4条の第1号から第8号までのどれに当たるかをお選びください。"));
	} else if (class->needs_reason && text_is_blank(reason)) {
		desk_fault(act, "class_reason",
		    tr(act->language, "第8号(その他)とする理由を1行でご記入ください。"));
	}
	return class == NULL ? 0 : number;
}

void article4_lines(struct act *act, int class, enum language language, struct card *card)
{
	const struct charter_class *c = charter_class(act->desk->charter, class);

	if (c == NULL) {
		return;
	}
	card_line(card, LINE_PLAIN, tr(language, "要綱第4条第%d号:%s"), class,
	    language == LANGUAGE_JA ? c->text.ja : c->text.en);
	if (c->note.ja != NULL && c->note.ja[0] != '\0') {
		card_line(
		    card, LINE_NOTE, "※%s", language == LANGUAGE_JA ? c->note.ja : c->note.en);
	}
}

static bool is_among(const char *typed, const char *const *words, struct arena *arena)
{
	const char *plain = text_normal(typed, arena);

	for (; *words != NULL; words++) {
		if (strcmp(plain, *words) == 0) {
			return true;
		}
	}
	return false;
}

bool article4_is_yes(const char *typed, struct arena *arena)
{
	static const char *const words[] = { "はい", "yes", "y", "true", "1", "特に重要",
		"該当", NULL };

	return is_among(typed, words, arena);
}

bool article4_is_no(const char *typed, struct arena *arena)
{
	static const char *const words[] = { "いいえ", "no", "n", "false", "0", "非該当",
		"解除", NULL };

	return is_among(typed, words, arena);
}
