/* A circulation about a registered matter: its title, class, text, documents and 特に重要 are
 * the item's, as they are frozen there; only reason and deadline are the circulation's own. */

#include <string.h>

#include "handlers/circulate_draft.h"
#include "handlers/item.h"
#include "handlers/meeting.h"

static void copy_documents(const struct item *item, struct documents *out)
{
	out->count = 0;
	for (size_t i = 0; i < item->document_count && out->count < MAX_DOCUMENTS; i++) {
		const struct circular_document *d = &item->documents[i];

		if (strcmp(d->kind, "text") != 0 && strcmp(d->state, "stored") == 0) {
			out->list[out->count++] = (struct document){ .kind = d->kind,
				.name = d->name,
				.source = d->source,
				.sha256 = d->sha256,
				.size = d->size };
		}
	}
}

static bool is_fetching(const struct item *item)
{
	for (size_t i = 0; i < item->document_count; i++) {
		if (strcmp(item->documents[i].state, "waiting") == 0) {
			return true;
		}
	}
	return false;
}

static void refuse_busy(struct act *act, const struct item *item)
{
	enum language l = act->language;
	struct meeting m;
	char *meeting;

	if (is_fetching(item)) {
		(void)desk_answer(act,
		    tr(l,
		        "【管理会議・審議事項】%s の資料を取り込んでいます。少しおいてから、もう一度お願いいたします。"),
		    item->number);
		return;
	}
	if (meeting_of_item(act->desk->store, item->number, act->desk->arena, &meeting) ==
	        KG_OK &&
	    meeting_load(act->desk->store, meeting, act->desk->arena, &m) == KG_OK &&
	    m.version > 0) {
		(void)desk_answer(act,
		    tr(l,
		        "【管理会議・審議事項】%s は、%s%s会議(%s)の議案として招集されています。要綱第6条の持ち回りは会議を開催するいとまがない場合に限られるため、付せません。お急ぎの場合は、会議の変更又は中止をご相談ください(%s)。"),
		    item->number, meeting_body_word(act, m.body, l),
		    meeting_session_word(act, &m, l), meeting_when_word(act, &m, l), m.number);
		return;
	}
	(void)desk_answer(act,
	    tr(l,
	        "【管理会議・審議事項】%s は、いま「%s」のため持ち回りに付せません。経過は「/kaigi 審議事項 %s」でご確認ください。"),
	    item->number, item_state_word(item, l), item->number);
}

enum kg_status draft_take_item(struct act *act, struct draft *d, bool *out_refused)
{
	const char *number = item_number_of(act, d->from.item);
	struct item item;
	enum kg_status st;

	*out_refused = true;
	st = number == NULL ? KG_NOT_FOUND : item_find(act, number, &item);
	if (st == KG_NOT_FOUND) {
		(void)desk_answer(act,
		    tr(act->language,
		        "【管理会議・審議事項】%s という審議事項は見当たりません。一覧は「/kaigi 審議事項」でご覧いただけます。"),
		    number == NULL ? d->from.item : number);
		return KG_OK;
	}
	TRY(st);
	if (is_fetching(&item) || !item_is_free(&item)) {
		refuse_busy(act, &item);
		return KG_OK;
	}
	d->from.item = item.number;
	d->from.title = item.title;
	d->from.class = desk_int(act, item.class);
	d->from.class_reason = item.class_reason;
	d->from.body = item.text;
	d->from.documents = "";
	d->from.important = item.important ? "はい" : "";
	d->opinion_record = item.opinion_record;
	d->incident = item.incident;
	copy_documents(&item, &d->documents);
	*out_refused = false;
	return KG_OK;
}

enum kg_status draft_item_of(struct act *act, const char *number, const char **out)
{
	char *item;
	enum kg_status st = item_of_matter(act->desk->store, number, act->desk->arena, &item);

	*out = st == KG_OK ? item : "";
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status draft_item_goes(struct act *act, const struct draft *d, const char *number)
{
	return d->from.item[0] == '\0' ? KG_OK : item_goes(act, d->from.item, number);
}

enum kg_status draft_item_comes(
    struct act *act, const char *number, const char *outcome, const char *resolution)
{
	const char *item;

	TRY(draft_item_of(act, number, &item));
	if (item[0] == '\0') {
		return KG_OK;
	}
	return item_comes(act,
	    &(struct item_end){
	        .item = item, .matter = number, .outcome = outcome, .resolution = resolution });
}

enum kg_status draft_needs_opinion(struct act *act, const struct circular *c, bool *out)
{
	const char *number;
	struct item item;

	*out = c->important && c->opinion_record[0] == '\0';
	TRY(draft_item_of(act, c->number, &number));
	if (number[0] == '\0') {
		return KG_OK;
	}
	/* The flag may have been set, or the committee may have been heard, since the draft. */
	TRY(item_load(act->desk->store, number, act->desk->arena, &item));
	*out = (c->important || item.important) && c->opinion_record[0] == '\0' &&
	       item.opinion_record[0] == '\0';
	return KG_OK;
}
