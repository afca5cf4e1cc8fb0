/* What a result is called, which item is meant, and the form of an item: 結果, 主な意見, 宿題.
 */

#include <stdlib.h>
#include <string.h>

#include "handlers/item.h"
#include "handlers/sitting.h"
#include "handlers/text.h"

static const struct {
	const char *result;
	const char *word;
	const char *aliases[4];
} results[] = {
	{ "passed", TR_NOOP("可決"), { "可決", "原案可決", "passed" } },
	{ "amended", TR_NOOP("修正可決"), { "修正可決", "修正のうえ可決", "amended" } },
	{ "rejected", TR_NOOP("否決"), { "否決", "rejected" } },
	{ "continued", TR_NOOP("継続審議"), { "継続審議", "継続", "continued" } },
	{ "noted", TR_NOOP("了承"), { "了承", "報告を了承", "noted" } },
	{ "withdrawn", TR_NOOP("取下げ"), { "取下げ", "取り下げ", "withdrawn" } },
};

enum { RESULTS = sizeof(results) / sizeof(results[0]) };

const struct meeting_result *sitting_result_of(const struct sitting_now *now, int position)
{
	for (size_t i = 0; i < now->s.result_count; i++) {
		if (now->s.results[i].position == position) {
			return &now->s.results[i];
		}
	}
	return NULL;
}

const char *sitting_result_word(const char *result, enum language l)
{
	for (size_t i = 0; i < RESULTS; i++) {
		if (strcmp(results[i].result, result) == 0) {
			return tr(l, results[i].word);
		}
	}
	return tr(l, "未記入");
}

const char *sitting_result_line(
    struct act *act, const struct meeting_result *r, enum language l)
{
	const char *word = sitting_result_word(r->result, l);

	if (strcmp(r->method, "no_objection") == 0) {
		return arena_printf(
		    act->desk->arena, tr(l, "%s(異議なし)%s"), word, r->resolution);
	}
	if (strcmp(r->method, "recorded") == 0) {
		return arena_printf(act->desk->arena, tr(l, "%s(賛成%d・反対%d・棄権%d%s)%s"),
		    word, r->votes_for, r->votes_against, r->abstained,
		    r->casting[0] == '\0' ? "" : tr(l, "・主宰者の裁決"), r->resolution);
	}
	return word;
}

const char *sitting_result_read(struct act *act, const char *typed)
{
	const char *key = text_title_key(typed, act->desk->arena);

	for (size_t i = 0; i < RESULTS; i++) {
		for (size_t k = 0; k < 4 && results[i].aliases[k] != NULL; k++) {
			if (strcmp(text_title_key(results[i].aliases[k], act->desk->arena),
			        key) == 0) {
				return results[i].result;
			}
		}
	}
	return "";
}

static bool is_item(struct act *act, const struct meeting_item *item, const char *typed)
{
	const char *key = text_title_key(typed, act->desk->arena);
	const char *number = item_number_of(act, typed);

	return (number != NULL && strcmp(item->item, number) == 0) ||
	       (item->item[0] != '\0' &&
	           strcmp(text_title_key(item->item, act->desk->arena), key) == 0) ||
	       strcmp(text_title_key(
	                  meeting_agenda_word(act, item, LANGUAGE_JA), act->desk->arena),
	           key) == 0;
}

/* 1, 議案1: the first of this agenda, or else 議案第1号. */
static const struct meeting_item *item_numbered(
    struct act *act, const struct sitting_now *now, const char *typed)
{
	const char *key = text_title_key(typed, act->desk->arena);
	const struct meeting_item *item;
	char *end;
	long number;

	key += strncmp(key, "議案", strlen("議案")) == 0 ? strlen("議案") : 0;
	number = strtol(key, &end, 10);
	if (end == key || *end != '\0' || number < 1 || number > 999) {
		return NULL;
	}
	item = meeting_item_at(&now->m, (int)number);
	for (size_t i = 0; item == NULL && i < now->m.item_count; i++) {
		if (now->m.items[i].agenda == (int)number &&
		    strcmp(now->m.items[i].kind, "item") == 0) {
			item = &now->m.items[i];
		}
	}
	return item;
}

const struct meeting_item *sitting_item_named(
    struct act *act, const struct sitting_now *now, const char *typed)
{
	const struct meeting_item *item = NULL;

	for (size_t i = 0; typed != NULL && i < now->m.item_count; i++) {
		if (is_item(act, &now->m.items[i], typed)) {
			return &now->m.items[i];
		}
	}
	if (typed != NULL) {
		item = item_numbered(act, now, typed);
	} else if (now->m.item_count == 1) {
		item = &now->m.items[0];
	}
	if (item == NULL) {
		desk_fault(act, "item",
		    tr(act->language,
		        "どの議題かを、議案=1(議題の順)又は 議案=審R8-001 のように添えてください。"));
	}
	return item;
}

static void add_voters(struct act *act, const struct sitting_now *now, struct field *field)
{
	field->type = FIELD_CHECKS;
	field->options =
	    arena_alloc(act->desk->arena, (now->voter_count + 1) * sizeof(*field->options));
	for (size_t i = 0; i < now->voter_count; i++) {
		field->options[i] = (struct field_option){ now->voters[i].person,
			text_truncate(now->voters[i].title, 75, act->desk->arena) };
	}
	field->option_count = now->voter_count;
}

static struct field result_field(struct act *act, const struct meeting_result *before)
{
	struct field_option *options =
	    arena_alloc(act->desk->arena, RESULTS * sizeof(*options));

	for (size_t i = 0; i < RESULTS; i++) {
		options[i] = (struct field_option){ results[i].result,
			tr(act->language, results[i].word) };
	}
	return (struct field){ .key = "result",
		.type = FIELD_CHOICE,
		.label = tr(act->language, "結果"),
		.value = before == NULL ? NULL : before->result,
		.required = true,
		.options = options,
		.option_count = RESULTS };
}

static struct field long_field(const char *key, const char *label, const char *hint)
{
	return (struct field){ .key = key,
		.type = FIELD_LONG_TEXT,
		.label = label,
		.hint = hint,
		.limit = TEXT_REASON_MAX };
}

static size_t fill_fields(struct act *act, const struct sitting_now *now,
    const struct meeting_item *item, struct field *f)
{
	const struct meeting_result *before = sitting_result_of(now, item->position);
	enum language l = act->language;
	size_t n = 0;

	f[n++] = result_field(act, before);
	if (strcmp(item->kind, "item") == 0 && now->voter_count > 0) {
		static struct field_option words[] = { { "for", "" }, { "against", "" } };
		struct field_option *casting = arena_alloc(act->desk->arena, sizeof(words));

		f[n] = (struct field){ .key = "against",
			.label = tr(l, "反対した方(いなければ空欄)") };
		add_voters(act, now, &f[n++]);
		f[n] = (struct field){ .key = "abstained",
			.label = tr(l, "棄権した方(いなければ空欄)") };
		add_voters(act, now, &f[n++]);
		casting[0] = (struct field_option){ "for", tr(l, "賛成") };
		casting[1] = (struct field_option){ "against", tr(l, "反対") };
		f[n++] = (struct field){ .key = "casting",
			.type = FIELD_CHOICE,
			.label = tr(l, "主宰者の裁決(可否同数のとき)"),
			.options = casting,
			.option_count = 2 };
		f[n++] = long_field("amendment", tr(l, "修正の内容(修正可決のとき)"), NULL);
		f[n++] = long_field("dissent", tr(l, "少数意見(あれば)"), NULL);
	}
	if (meeting_is_committees(&now->m) && strcmp(item->kind, "item") == 0) {
		f[n++] =
		    long_field("consensus", tr(l, "幹事会として集約した意見(特に重要)"), NULL);
	}
	f[n++] = long_field(
	    "remarks", tr(l, "主な意見"), tr(l, "1行に1件。例:委員3:経過措置が必要ではないか"));
	f[n++] = long_field(
	    "actions", tr(l, "宿題"), tr(l, "1行に1件。例:委員3、12月1日、影響を調べる"));
	if (now->m.state == MEETING_CLOSED) {
		f[n] = long_field("reason", tr(l, "改める理由"), NULL);
		f[n++].required = true;
	}
	return n;
}

enum kg_status sitting_vote_open(struct act *act, const struct sitting_now *now, int position)
{
	const struct meeting_item *item = meeting_item_at(&now->m, position);
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 12 * sizeof(*f));
	struct sitting_act what = { .step = STEP_DECIDE };
	bool may;

	sitting_read(act, now, NULL, "-", &what); /* the form asks for the reason */
	TRY(sitting_allows(act, now, &what, &may));
	if (!may || item == NULL) {
		return KG_OK;
	}
	*form = (struct form){ .kind = "sitting.result",
		.title = tr(act->language, "議題の結果の記録"),
		.submit = tr(act->language, "記録する"),
		.intro = arena_printf(act->desk->arena, "%s %s",
		    meeting_agenda_word(act, item, act->language),
		    text_clean(item->title, act->desk->arena)),
		.fields = f,
		.field_count = fill_fields(act, now, item, f) };
	return desk_ask(act, form, now->m.number, desk_int(act, position));
}
