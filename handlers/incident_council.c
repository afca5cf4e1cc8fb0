/* From an incident into the council by one command: an emergency circulation or a meeting,
 * prepared with what is on record. A person reads it, completes it and sends it on. */

#include "handlers/circulate_draft.h"
#include "handlers/convene.h"
#include "handlers/dates.h"
#include "handlers/incident.h"
#include "handlers/item.h"
#include "handlers/text.h"

static const char *title_of(struct act *act, const struct incident *i)
{
	return arena_printf(
	    act->desk->arena, "情報セキュリティ事故(%s)への対応方針について", i->number);
}

static const char *level_of(struct act *act, const struct incident *i)
{
	return i->severity < 0 ? "レベル未定"
	                       : arena_printf(act->desk->arena, "レベル%d", i->severity);
}

/* What must still be decided is for people: the bot proposes no measures. */
static const char *text_of(struct act *act, const struct incident *i, const char *plan)
{
	struct arena *arena = act->desk->arena;
	struct kg_time now = act->event->now;

	return arena_printf(arena,
	    "1 概要(%s・%s)\n%s\n\n2 経過\n部署が知った時:%s\n報告:%s\n%s\n3 対応方針(案)\n%s",
	    i->number, level_of(act, i), i->text,
	    dates_chat(i->facts[i->facts_count - 1].known, now, LANGUAGE_JA, arena),
	    dates_chat(i->reported, now, LANGUAGE_JA, arena),
	    kg_time_is_set(i->recognised)
	        ? arena_printf(arena, "認定:%s(%s)\n",
	              dates_chat(i->recognised, now, LANGUAGE_JA, arena),
	              i->recognised_capacity)
	        : "",
	    plan);
}

static enum kg_status only_secretariat(struct act *act)
{
	(void)desk_answer(act, "%s",
	    tr(act->language,
	        "持ち回りと招集の起案は、庶務の操作です。庶務にお申し付けください。"));
	return KG_OK;
}

enum kg_status incident_circulate(struct act *act, const struct incident *i)
{
	if (!desk_may(act, CAN_CIRCULATE)) {
		return only_secretariat(act);
	}
	return draft_open_for(act, &(struct request){ .title = title_of(act, i),
	                               .class = "7",
	                               .class_reason = "",
	                               .body = text_of(act, i, ""),
	                               .reason = "",
	                               .deadline = "",
	                               .documents = "",
	                               .important = "",
	                               .item = "",
	                               .incident = i->number });
}

enum kg_status incident_convene(struct act *act, const struct incident *i)
{
	const char *item;
	char *open;
	enum kg_status st;

	if (!desk_may(act, CAN_CONVENE_DRAFT)) {
		return only_secretariat(act);
	}
	st = incident_open_item(act->desk->store, i->number, act->desk->arena, &open);
	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	item = open;
	if (st == KG_NOT_FOUND) {
		TRY(item_prepare(act,
		    &(struct item_prepared){ .title = title_of(act, i),
		        .text = text_of(act, i, "会議においてご審議いただきます。\n"),
		        .incident = i->number },
		    &item));
	}
	return convene_open_for(act, item, i->number);
}
