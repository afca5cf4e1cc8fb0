/* 特に重要 (article 3(4)): set provisionally by the 幹事長, set and cleared by the chair, every
 * time on record with the rule it was done by. */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/item.h"
#include "handlers/item_law.h"
#include "handlers/text.h"

#define RULE_KEY "especially_important_by"

struct flagger { /* who acts, and in what capacity */
	enum item_who who;
	const char *capacity;
};

static enum kg_status find_flagger(struct act *act, struct flagger *out)
{
	bool acting = (act->as & AS_ACTING_CHAIR) != 0;
	struct chief chief;

	*out = (struct flagger){ ITEM_BY_OTHER, "" };
	if (!desk_may(act, CAN_ITEM_FLAG)) {
		return KG_OK;
	}
	if (acting || (act->as & AS_CHAIR) != 0) {
		*out = (struct flagger){ ITEM_BY_CHAIR, matter_capacity(act, "chair", acting) };
		return KG_OK;
	}
	TRY(committee_chief(act, act->event->when, &chief));
	*out = (struct flagger){ ITEM_BY_CHIEF, committee_capacity(&chief) };
	return KG_OK;
}

/* The committee has sat on this version. */
static bool is_dealt(const struct item *item)
{
	for (size_t i = 0; i < item->way_count; i++) {
		if (strncmp(item->ways[i].matter, "報", strlen("報")) == 0 &&
		    item->ways[i].version == item->version) {
			return true;
		}
	}
	return false;
}

static void refuse(struct act *act, const struct item *item, enum item_flag_word word)
{
	enum language l = act->language;
	const char *n = item->number;

	switch (word) {
	case ITEM_FLAG_ENDED:
		(void)desk_answer(act,
		    tr(l, "【管理会議・審議事項】%s はすでに終了しています(%s)。"), n,
		    item_state_word(item, l));
		return;
	case ITEM_FLAG_ALREADY:
		(void)desk_answer(act,
		    item->important
		        ? tr(l, "【管理会議・審議事項】%s は、すでに特に重要な事案です。")
		        : tr(l,
		              "【管理会議・審議事項】%s は、特に重要な事案とされていません。"),
		    n);
		return;
	case ITEM_FLAG_RULED_OUT:
		(void)desk_answer(act,
		    tr(l,
		        "【管理会議】特に重要な事案(要綱第3条第4項)の指定は、議長決定により議長のみが行います(%s)。議長にお申し出ください。"),
		    n);
		return;
	case ITEM_FLAG_CHAIRS:
		(void)desk_answer(act,
		    tr(l,
		        "【管理会議・審議事項】%s を特に重要な事案とされたのは議長です。解除も議長がされます(要綱第3条第4項)。議長にお申し出ください。"),
		    n);
		return;
	case ITEM_FLAG_DEALT:
		(void)desk_answer(act,
		    tr(l,
		        "【管理会議・審議事項】%s は、すでに幹事会で審議されています。その後の解除は、議長が理由を付して行います(要綱第3条第4項)。"),
		    n);
		return;
	case ITEM_FLAG_NOT_YOURS:
	case ITEM_FLAG_NEEDS_REASON:
	case ITEM_FLAG_SET:
	case ITEM_FLAG_PROVISIONAL:
	case ITEM_FLAG_CLEARED:
		break;
	}
	(void)desk_answer(act,
	    tr(l,
	        "【管理会議】特に重要な事案(要綱第3条第4項)とするかどうかは、議長がお決めになります。幹事長は仮に指定することができます(%s)。庶務は、登録の際に「特に重要=はい」を添えて、幹事長に伺いを立てることができます。"),
	    n);
}

static enum kg_status ask_reason(struct act *act, const struct item *item)
{
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *field = arena_alloc(act->desk->arena, sizeof(*field));
	enum language l = act->language;

	*field = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = tr(l, "幹事会の審議の後に解除する理由"),
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "item.clear",
		.title = tr(l, "特に重要の解除"),
		.submit = tr(l, "決定"),
		.fields = field,
		.field_count = 1 };
	return desk_ask(act, form, item->number, "");
}

static enum kg_status ask(struct act *act, const char *person, const char *number)
{
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct posting posting = { .matter = number, .person = person };
		struct notice notice = { .kind = POST_FLAG,
			.matter = number,
			.priority = PRIORITY_ASK,
			.card = card };

		TRY(item_draw(act, &posting, to[i].language, card));
		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

static enum kg_status show_again(struct act *act, const char *number)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, number, POST_FLAG, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].state != POSTING_GONE) {
			TRY(outbox_show(act->desk->store, list[i].id));
		}
	}
	return KG_OK;
}

enum kg_status item_ask_chief(struct act *act, const char *number)
{
	struct chief chief;

	TRY(committee_chief(act, act->event->when, &chief));
	return chief.person == NULL ? KG_OK : ask(act, chief.person, number);
}

static enum kg_status append_flag(struct act *act, const struct item *item,
    const struct flagger *flagger, enum item_flag_word word, const char *reason)
{
	struct rule_value rule = desk_rule(act, RULE_KEY, act->event->when);
	const char *chair;
	bool acting;

	TRY(desk_append(act, "item.flag", { "number", item->number },
	    { "important", word == ITEM_FLAG_CLEARED ? "0" : "1" },
	    { "provisional", word == ITEM_FLAG_PROVISIONAL ? "1" : "0" },
	    { "person", act->person.id }, { "capacity", flagger->capacity }, { "note", reason },
	    { "rule", rule.value },
	    { "rule_source", rule.entry == 0 ? "既定値" : rule.document },
	    { "when", desk_when(act) }));
	TRY(show_again(act, item->number));
	if (word != ITEM_FLAG_PROVISIONAL) {
		return KG_OK;
	}
	TRY(matter_chair(act, act->event->when, &chair, &acting));
	return chair == NULL ? KG_OK : ask(act, chair, item->number);
}

enum kg_status item_flag(
    struct act *act, const struct item *item, bool want, const char *reason)
{
	enum language l = act->language;
	struct flagger flagger;
	struct item_flag_case c = {
		.want = want,
		.important = item->important,
		.provisional = item->provisional,
		.dealt = is_dealt(item),
		.has_reason = !text_is_blank(reason),
		.chief_may = strcmp(desk_rule(act, RULE_KEY, act->event->when).value,
		                 "chief_provisional") == 0,
		.ended = item->state == ITEM_RESOLVED || item->state == ITEM_RECEIVED ||
		         item->state == ITEM_WITHDRAWN,
	};
	enum item_flag_word word;

	TRY(find_flagger(act, &flagger));
	c.who = flagger.who;
	word = item_flag_may(&c);
	if (word == ITEM_FLAG_NEEDS_REASON) {
		return ask_reason(act, item);
	}
	if (word != ITEM_FLAG_SET && word != ITEM_FLAG_PROVISIONAL &&
	    word != ITEM_FLAG_CLEARED) {
		refuse(act, item, word);
		return KG_OK;
	}
	TRY(append_flag(act, item, &flagger, word, reason));
	(void)desk_answer(act,
	    word == ITEM_FLAG_SET
	        ? tr(l, "【管理会議・審議事項】%s を特に重要な事案として記録しました。")
	    : word == ITEM_FLAG_PROVISIONAL
	        ? tr(l,
	              "【管理会議・審議事項】%s を仮に特に重要な事案としました。議長に確認を伺います。")
	        : tr(l,
	              "【管理会議・審議事項】%s を特に重要な事案としないことを記録しました。"),
	    item->number);
	return KG_OK;
}

enum kg_status item_flag_form(struct act *act, const struct dialogue *dialogue)
{
	const char *reason = desk_answer_of(act, "reason");
	struct item item;

	TRY(item_load(act->desk->store, dialogue->matter, act->desk->arena, &item));
	if (text_is_blank(reason)) {
		desk_fault(
		    act, "reason", tr(act->language, "理由をご記入ください。記録に残ります。"));
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return item_flag(act, &item, false, reason);
}

enum kg_status item_draw(
    struct act *act, const struct posting *posting, enum language l, struct card *out)
{
	struct item item;
	bool is_open;

	TRY(item_load(act->desk->store, posting->matter, act->desk->arena, &item));
	is_open = item_is_free(&item) || item.state == ITEM_DELIBERATING;
	card_title(out,
	    tr(l,
	        "【管理会議・審議事項 %s】要綱第3条第4項の特に重要な事案に当たるかどうか、ご判断をお伺いします。"),
	    item.number);
	item_add_text(act, &item, l, out);
	if (item.important) {
		card_line(out, LINE_PLAIN, "%s",
		    item.provisional
		        ? tr(l,
		              "幹事長が仮に特に重要な事案としています。議長のご確認をお願いいたします。")
		        : tr(l, "特に重要な事案と決まりました。"));
	} else if (item.flag_count > 0) {
		card_line(
		    out, LINE_PLAIN, "%s", tr(l, "特に重要な事案としないことと決まりました。"));
	}
	if (is_open && (item.provisional || (!item.important && item.flag_count == 0))) {
		card_button(
		    out, BUTTON_PRIMARY, "item.set", item.number, tr(l, "特に重要とする"));
		card_button(
		    out, BUTTON_PLAIN, "item.clear", item.number, tr(l, "特に重要としない"));
	}
	return KG_OK;
}
