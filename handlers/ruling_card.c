/* How a proposal's cards read, in one language. */

#include <string.h>

#include "config/rule.h"
#include "handlers/circulate.h"
#include "handlers/ruling.h"
#include "handlers/text.h"

const char *ruling_state_word(const struct ruling *r, enum language l)
{
	switch (r->state) {
	case RULING_DRAFTED:
	case RULING_REVIEW:
		return tr(l, "庶務内確認中");
	case RULING_ASKED:
		return strcmp(r->body, "committee") == 0 ? tr(l, "幹事会の規則の決定待ち")
		                                         : tr(l, "議長の決定待ち");
	case RULING_DETERMINED:
		return tr(l, "決定済");
	case RULING_RETURNED:
		return tr(l, "差戻し");
	case RULING_WITHDRAWN:
		return tr(l, "取下げ");
	}
	KG_UNREACHABLE();
}

const char *ruling_head(struct act *act, const struct ruling *r, enum language l)
{
	return arena_printf(act->desk->arena,
	    strcmp(r->body, "committee") == 0 ? tr(l, "【幹事会・規則の案 %s】")
	                                      : tr(l, "【管理会議・議長決定の案 %s】"),
	    r->number);
}

/* What holds now, and where it comes from. */
static const char *present(struct act *act, const char *key, enum language l)
{
	const struct rule_info *info = ruling_info(key);
	struct rule_value value = desk_rule_of(act,
	    ruling_is_committees(key) ? "committee" : "council", info->key, act->event->now);

	return arena_printf(act->desk->arena, tr(l, "(現在:%s・%s)"),
	    ruling_value_word(act, info, value.value, l),
	    value.entry == 0 ? tr(l, "既定値") : value.document);
}

static const char *clause_text(
    struct act *act, const struct ruling_clause *clause, enum language l)
{
	const struct rule_info *info = ruling_info(clause->key);

	if (l == LANGUAGE_JA || info == NULL) {
		return clause->text;
	}
	return arena_printf(act->desk->arena, "%s: %s", info->subject.en,
	    ruling_value_word(act, info, clause->value, l));
}

void ruling_add_clauses(
    struct act *act, const struct ruling *r, enum language l, struct card *card)
{
	bool open = r->state != RULING_DETERMINED;

	for (size_t i = 0; i < r->clause_count; i++) {
		const struct ruling_clause *clause = &r->clauses[i];

		card_line(card, LINE_PLAIN, "%d %s%s", clause->position,
		    clause_text(act, clause, l),
		    open && !r->whole ? present(act, clause->key, l) : "");
	}
	card_line(card, LINE_PLAIN, tr(l, "施行:%s"),
	    kg_time_is_set(r->from)
	        ? dates_document_day(kg_date_of(r->from), l, act->desk->arena)
	        : tr(l, "決定の時から"));
	card_line(card, LINE_PLAIN, tr(l, "文書番号:%s"),
	    r->document[0] != '\0' ? r->document : tr(l, "(決定のときに次の番号を付けます)"));
	card_line(card, LINE_PLAIN, tr(l, "理由:%s"), text_clean(r->reason, act->desk->arena));
}

static void add_footer(
    struct act *act, const struct ruling *r, enum language l, struct card *card)
{
	card_line(card, LINE_NOTE, tr(l, "提案:庶務 %s・%s・案 %.12s"),
	    card_person_title(act, r->drafter, l), card_charter(act, r->charter_version, l),
	    r->sha256);
}

static void draw_review(
    struct act *act, const struct ruling *r, enum language l, struct card *card)
{
	card_title(card, tr(l, "%s庶務内確認をお願いいたします。"), ruling_head(act, r, l));
	ruling_add_clauses(act, r, l, card);
	if (r->state == RULING_REVIEW) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "※⭕ を付けるか「確認」を押すと、決定の伺いを送ります。"));
		card_button(card, BUTTON_PRIMARY, "rule.ok", r->number, tr(l, "確認"));
		card_button(card, BUTTON_PLAIN, "rule.back", r->number, tr(l, "差戻し"));
	} else {
		card_line(card, LINE_PLAIN, "%s", ruling_state_word(r, l));
	}
	add_footer(act, r, l, card);
}

static enum kg_status draw_ask(
    struct act *act, const struct ruling *r, enum language l, struct card *card)
{
	struct decider decider;

	TRY(ruling_decider(act, r, act->event->now, &decider));
	card_title(card,
	    strcmp(r->body, "committee") == 0
	        ? tr(l, "%s%s 幹事会の運営に必要な次の事項を定めてよろしいか、お伺いします。")
	        : tr(l, "%s%s 要綱第8条により次の事項を定めてよろしいか、お伺いします。"),
	    ruling_head(act, r, l), decider.capacity);
	if (r->whole) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l, "情報セキュリティ管理会議の運営について(議長決定)(案)"));
	}
	ruling_add_clauses(act, r, l, card);
	if (r->reviewer[0] == '\0') {
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "※庶務内確認は省略しています(起案者以外の確認者がいないため)。"));
	}
	if (r->state == RULING_ASKED) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※⭕ を付けるか「定める」を押すと、この内容で定められます。進行中の案件には、その開始の時の規則がそのまま適用されます。"));
		card_button(card, BUTTON_PRIMARY, "rule.determine", r->number, tr(l, "定める"));
		card_button(card, BUTTON_PLAIN, "rule.back", r->number, tr(l, "差戻し"));
	} else {
		card_line(card, LINE_PLAIN, "%s", ruling_state_word(r, l));
	}
	add_footer(act, r, l, card);
	return KG_OK;
}

enum kg_status ruling_draw(
    struct act *act, const struct posting *posting, enum language l, struct card *out)
{
	struct ruling r;

	TRY(ruling_load(act->desk->store, posting->matter, act->desk->arena, &r));
	if (strcmp(posting->kind, POST_RULE_REVIEW) == 0) {
		draw_review(act, &r, l, out);
		return KG_OK;
	}
	return strcmp(posting->kind, POST_RULE_ASK) == 0 ? draw_ask(act, &r, l, out)
	                                                 : KG_NOT_FOUND;
}
