/*
 * The table of clocks as people read it. Every line says how sure the law is and what it rests
 * on; a guide value is never called a legal time limit.
 */
#include <string.h>

#include "handlers/clock.h"
#include "handlers/incident.h"
#include "handlers/number.h"
#include "handlers/text.h"

enum { TYPED_MAX = 40 };

static const char *in(const struct text2 *text, enum language l)
{
	return l == LANGUAGE_JA ? text->ja : text->en;
}

static const char *confidence_word(enum clock_confidence confidence, enum language l)
{
	switch (confidence) {
	case CLOCK_UNSAID:
		return tr(l, "未確認");
	case CLOCK_LOW:
		return tr(l, "低");
	case CLOCK_MEDIUM:
		return tr(l, "中");
	case CLOCK_MEDIUM_HIGH:
		return tr(l, "中〜高");
	case CLOCK_HIGH:
		return tr(l, "高");
	}
	KG_UNREACHABLE();
}

static const char *confidence_of(struct act *act, const struct clock_row *row)
{
	enum language l = act->language;

	if (row->days_confidence == CLOCK_UNSAID) {
		return confidence_word(row->confidence, l);
	}
	return arena_printf(act->desk->arena, tr(l, "%s(日数は%s)"),
	    confidence_word(row->confidence, l), confidence_word(row->days_confidence, l));
}

static const char *limit_word(enum clock_limit limit, enum language l)
{
	switch (limit) {
	case CLOCK_NO_LIMIT:
		return "";
	case CLOCK_GUIDE:
		return tr(l, "(目安)");
	case CLOCK_STATUTORY:
		return tr(l, "(法定)");
	}
	KG_UNREACHABLE();
}

static const char *time_word(struct act *act, const struct clock_row *row)
{
	struct arena *arena = act->desk->arena;
	enum language l = act->language;
	const char *limit = limit_word(row->limit, l);

	switch (row->unit) {
	case CLOCK_NO_TIME:
		return tr(l, "期限の定めなし");
	case CLOCK_AT_ONCE:
		return tr(l, "直ちに");
	case CLOCK_PROMPTLY:
		return tr(l, "速やかに(日数の定めなし)");
	case CLOCK_MINUTES:
		return arena_printf(arena, tr(l, "%d分以内%s"), row->amount, limit);
	case CLOCK_HOURS:
		return arena_printf(arena, tr(l, "%d時間以内%s"), row->amount, limit);
	case CLOCK_DAYS:
		return row->amount == 1 && row->day_one == CLOCK_START_DAY
		           ? arena_printf(arena, tr(l, "当日中%s"), limit)
		           : arena_printf(arena, tr(l, "%d日以内%s"), row->amount, limit);
	}
	KG_UNREACHABLE();
}

static const char *start_word(enum clock_start start, enum language l)
{
	switch (start) {
	case CLOCK_KNOWN:
		return tr(l, "いずれかの部署が知った時");
	case CLOCK_RECOGNISED:
		return tr(l, "事故と認定した時");
	case CLOCK_DECIDED:
		return tr(l, "公表を決めた時");
	case CLOCK_VENDOR_KNOWN:
		return tr(l, "委託先が知った時");
	}
	KG_UNREACHABLE();
}

static const char *reporter_word(enum clock_reporter reporter, enum language l)
{
	switch (reporter) {
	case CLOCK_BY_BODY:
		return tr(l, "各実施機関");
	case CLOCK_BY_CITY:
		return tr(l, "市");
	case CLOCK_BY_WINDOW:
		return tr(l, "窓口担当");
	case CLOCK_BY_VENDOR:
		return tr(l, "委託先");
	}
	KG_UNREACHABLE();
}

static const char *counted_word(const struct clock_row *row, enum language l)
{
	if (row->unit != CLOCK_DAYS) {
		return NULL;
	}
	if (row->day_one == CLOCK_START_DAY) {
		return row->closed_days == CLOCK_COUNTED
		           ? tr(l, "起算の日を1日目とし、閉庁日も数えます。")
		           : tr(l,
		                 "起算の日を1日目とし、最終日が閉庁日のときは次の執務日までとします。");
	}
	return row->closed_days == CLOCK_COUNTED
	           ? tr(l, "起算の日の翌日を1日目とし、閉庁日も数えます。")
	           : tr(l,
	                 "起算の日の翌日を1日目とし、最終日が閉庁日のときは次の執務日までとします。");
}

static const char *confirm_word(const struct clock_row *row, enum language l)
{
	return row->confirm ? tr(l, "・要確認") : "";
}

static void add_row(struct act *act, const struct clock_row *row, struct card *card)
{
	enum language l = act->language;

	card_line(
	    card, LINE_PLAIN, tr(l, "・%s %s:"), in(&row->addressee, l), in(&row->title, l));
	card_run(card, RUN_BOLD, NULL, time_word(act, row));
	card_run(card, RUN_TEXT, NULL,
	    arena_printf(act->desk->arena, tr(l, " 根拠:%s 確度:%s%s "), in(&row->basis, l),
	        confidence_of(act, row), confirm_word(row, l)));
	card_run(card, RUN_CODE, NULL, row->id);
}

static const char *confirmed_word(struct act *act)
{
	const struct clocks *clocks = act->desk->clocks;
	enum language l = act->language;

	return clocks->confirmed[0] == '\0'
	           ? tr(l, "※行政情報課の確認を経ていない案です。")
	           : arena_printf(
	                 act->desk->arena, tr(l, "※%sにより確認済みです。"), clocks->confirmed);
}

static void show_all(struct act *act)
{
	const struct clocks *clocks = act->desk->clocks;
	enum language l = act->language;
	struct card *card =
	    desk_answer(act, "%s", tr(l, "【管理会議】事故のときの連絡先と期限(要綱第5条)"));

	for (size_t i = 0; i < clocks->regime_count; i++) {
		bool is_named = false;

		for (size_t j = 0; j < clocks->row_count; j++) {
			if (strcmp(clocks->rows[j].regime, clocks->regimes[i].id) != 0) {
				continue;
			}
			if (!is_named) {
				card_line(card, LINE_PLAIN, "%s", "");
				card_run(
				    card, RUN_BOLD, NULL, in(&clocks->regimes[i].title, l));
			}
			is_named = true;
			add_row(act, &clocks->rows[j], card);
		}
	}
	card_line(card, LINE_NOTE, "%s", confirmed_word(act));
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※一つを詳しくご覧になるには、/kaigi 期限 に続けて連絡先又は記号をお書きください。"));
}

static void show_one(struct act *act, const struct clock_row *row)
{
	enum language l = act->language;
	const char *counted = counted_word(row, l);
	struct card *card = desk_answer(act, tr(l, "【管理会議】%s %s(%s)"),
	    in(&row->addressee, l), in(&row->title, l), row->id);

	card_line(card, LINE_PLAIN, tr(l, "期限:%s"), time_word(act, row));
	card_line(card, LINE_PLAIN, tr(l, "起算:%s"), start_word(row->start, l));
	if (counted != NULL) {
		card_line(card, LINE_PLAIN, tr(l, "数え方:%s"), counted);
	}
	card_line(
	    card, LINE_PLAIN, tr(l, "報告・連絡をする者:%s"), reporter_word(row->reporter, l));
	if (in(&row->channel, l)[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "手段:%s"), in(&row->channel, l));
	}
	card_line(card, LINE_PLAIN, tr(l, "根拠:%s"), in(&row->basis, l));
	card_line(card, LINE_PLAIN, tr(l, "確度:%s%s"), confidence_of(act, row),
	    confirm_word(row, l));
	card_line(card, LINE_PLAIN, "%s", tr(l, "条件:"));
	card_run(card, RUN_CODE, NULL, row->when);
	if (in(&row->note, l)[0] != '\0') {
		card_line(card, LINE_QUOTE, "%s", in(&row->note, l));
	}
	card_line(card, LINE_NOTE, "%s", confirmed_word(act));
}

static bool is_meant(const struct clock_row *row, const char *typed, struct arena *arena)
{
	const char *key = text_title_key(typed, arena);

	return strcmp(row->id, key) == 0 ||
	       strstr(text_title_key(row->addressee.ja, arena), key) != NULL ||
	       strstr(text_title_key(row->addressee.en, arena), key) != NULL;
}

/* One: in full. Several: their lines. */
static void show_named(struct act *act, const char *typed)
{
	const struct clocks *clocks = act->desk->clocks;
	enum language l = act->language;
	const struct clock_row *only = NULL;
	struct card *card = NULL;
	size_t count = 0;

	for (size_t i = 0; i < clocks->row_count; i++) {
		if (strcmp(clocks->rows[i].id, text_title_key(typed, act->desk->arena)) == 0) {
			show_one(act, &clocks->rows[i]);
			return;
		}
		if (is_meant(&clocks->rows[i], typed, act->desk->arena)) {
			only = &clocks->rows[i];
			count++;
		}
	}
	if (count == 1) {
		show_one(act, only);
		return;
	}
	if (count == 0) {
		(void)desk_answer(act,
		    tr(l,
		        "「%s」という連絡先は見当たりません。一覧は「/kaigi 期限」でご覧いただけます。"),
		    text_truncate(
		        text_clean(typed, act->desk->arena), TYPED_MAX, act->desk->arena));
		return;
	}
	card = desk_answer(act, "%s", tr(l, "【管理会議】事故のときの連絡先と期限(要綱第5条)"));
	for (size_t i = 0; i < clocks->row_count; i++) {
		if (is_meant(&clocks->rows[i], typed, act->desk->arena)) {
			add_row(act, &clocks->rows[i], card);
		}
	}
	card_line(card, LINE_NOTE, "%s", confirmed_word(act));
}

enum kg_status clock_command(struct act *act, const struct command *command)
{
	struct number parts;
	const char *typed = command->number != NULL ? command->number : command->text;

	if (command->number != NULL && number_parse(command->number, &parts) &&
	    parts.kind == NUMBER_INCIDENT) {
		return incident_clocks(act, number_format(parts.kind, parts.fiscal_year,
		                                parts.serial, act->desk->arena));
	}
	if (act->desk->clocks == NULL || act->desk->clocks->row_count == 0) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "事故のときの連絡先と期限は、まだ設定されていません(設定の clocks)。運用の担当にお伝えください。"));
	} else if (typed == NULL || text_is_blank(typed)) {
		show_all(act);
	} else {
		show_named(act, typed);
	}
	return KG_OK;
}
