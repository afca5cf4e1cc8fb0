/* Convening as decisions; see convene_law.h for the law. */
#include "handlers/convene_law.h"

#include <string.h>

#include "handlers/calendar.h"

enum convene_word convene_may(const struct convene_case *c)
{
	if (!c->is_convener) {
		return c->committee ? CONVENE_NOT_CHIEF : CONVENE_NOT_CHAIR;
	}
	if (c->stage == CONVENE_STAGE_DRAFT) {
		return CONVENE_NOT_READY;
	}
	if (c->stage == CONVENE_STAGE_OVER) {
		return CONVENE_OVER;
	}
	if (c->past) {
		return CONVENE_PAST;
	}
	if (c->taken) {
		return CONVENE_TAKEN;
	}
	if (c->unheard && !c->committee && !c->has_override) {
		return CONVENE_UNHEARD;
	}
	return c->is_short && !c->has_reason ? CONVENE_SHORT : CONVENE_LAWFUL;
}

const char *convene_article(enum convene_word word)
{
	switch (word) {
	case CONVENE_NOT_CHAIR:
		return "3(1)";
	case CONVENE_NOT_CHIEF:
		return "3-3(1)";
	case CONVENE_UNHEARD:
		return "3-3(6)";
	case CONVENE_LAWFUL:
	case CONVENE_NOT_READY:
	case CONVENE_OVER:
	case CONVENE_PAST:
	case CONVENE_TAKEN:
	case CONVENE_SHORT:
		return NULL;
	}
	KG_UNREACHABLE();
}

struct kg_date convene_latest(struct kg_date meeting, int days)
{
	return days == 0 ? meeting : calendar_add_working(meeting, -days);
}

bool convene_is_short(struct kg_date notice, struct kg_date meeting, int days)
{
	return notice.day > convene_latest(meeting, days).day;
}

struct said {
	const char *text;
	enum convene_answer answer;
};

static enum convene_answer find(const struct said *list, const char *text)
{
	for (; list->text != NULL; list++) {
		if (strcmp(list->text, text) == 0) {
			return list->answer;
		}
	}
	return CONVENE_SILENT;
}

enum convene_answer convene_answer_of_mark(const char *mark)
{
	static const struct said marks[] = {
		{ "⭕", CONVENE_ATTEND },
		{ "🙆", CONVENE_ATTEND },
		{ "❌", CONVENE_ABSENT },
		{ "🙅", CONVENE_ABSENT },
		{ "✖", CONVENE_ABSENT },
		{ "❎", CONVENE_ABSENT },
		{ "🔺", CONVENE_UNSURE },
		{ "🤔", CONVENE_UNSURE },
		{ NULL, CONVENE_SILENT },
	};

	return find(marks, mark);
}

enum convene_answer convene_answer_of_word(const char *word)
{
	static const struct said words[] = {
		{ "出席", CONVENE_ATTEND },
		{ "出席します", CONVENE_ATTEND },
		{ "出席いたします", CONVENE_ATTEND },
		{ "出", CONVENE_ATTEND },
		{ "○", CONVENE_ATTEND },
		{ "〇", CONVENE_ATTEND },
		{ "⭕", CONVENE_ATTEND },
		{ "attending", CONVENE_ATTEND },
		{ "欠席", CONVENE_ABSENT },
		{ "欠席します", CONVENE_ABSENT },
		{ "欠席いたします", CONVENE_ABSENT },
		{ "欠", CONVENE_ABSENT },
		{ "×", CONVENE_ABSENT },
		{ "❌", CONVENE_ABSENT },
		{ "absent", CONVENE_ABSENT },
		{ "未定", CONVENE_UNSURE },
		{ "未定です", CONVENE_UNSURE },
		{ "△", CONVENE_UNSURE },
		{ "🔺", CONVENE_UNSURE },
		{ "unsure", CONVENE_UNSURE },
		{ NULL, CONVENE_SILENT },
	};

	return find(words, word);
}

const char *convene_answer_name(enum convene_answer answer)
{
	switch (answer) {
	case CONVENE_ATTEND:
		return "attend";
	case CONVENE_ABSENT:
		return "absent";
	case CONVENE_UNSURE:
		return "unsure";
	case CONVENE_SILENT:
		return "";
	}
	KG_UNREACHABLE();
}
