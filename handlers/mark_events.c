/*
 * Marks by the ids of their own events. What an id once was is kept: later copies of a removed
 * one say nothing any more. A mark is off when its last event is; who took that one off decides
 * whether it was its giver.
 */

#include "handlers/mark_events.h"

#include <string.h>
#include <unictype.h>

#include "base/utf8.h"
#include "handlers/ballot.h"
#include "store/network.h"

bool mark_events_used(struct act *act)
{
	int kind;

	return act->event->workspace != 0 &&
	       workspace_kind_of(act->desk->store, act->event->workspace, &kind) == KG_OK &&
	       kind == WORKSPACE_MATRIX;
}

/* As another event of the same workspace. */
static enum kg_status go_down(
    struct act *act, const struct event *event, mark_events_road *road)
{
	struct act other;

	TRY(desk_open(act->desk, event, act->reply, &other));
	return road(&other);
}

/* Another event of his shows the same mark. */
static enum kg_status has_sibling(struct act *act, const struct reaction *off, bool *out)
{
	struct reaction *list;
	size_t count;

	*out = false;
	TRY(reaction_list(act->desk->store, act->event->workspace, off->channel, off->message,
	    act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		*out = *out ||
		       (list[i].removed_by[0] == '\0' && strcmp(list[i].user, off->user) == 0 &&
		           strcmp(list[i].mark, off->mark) == 0);
	}
	return KG_OK;
}

static enum kg_status take_off(
    struct act *act, const struct reaction *off, const char *by, mark_events_road *road)
{
	struct event event = *act->event;
	bool stays;

	TRY(has_sibling(act, off, &stays));
	if (stays) {
		return KG_OK;
	}
	event.kind = EVENT_MARK;
	event.channel = off->channel;
	event.message = off->message;
	event.user = off->user;
	event.mark = off->mark;
	event.added = false;
	event.from_bot = false;
	event.actor = strcmp(by, off->user) == 0 ? NULL : by;
	return go_down(act, &event, road);
}

/* People may write anything as a reaction here. Words are not the pictures that they name
 * elsewhere: "x" and "o" are letters. */
static const char *canonical(struct act *act, const char *mark)
{
	const char *bare = ballot_mark(mark, act->desk->arena);

	for (const char *p = mark; *p != '\0';) {
		if (uc_is_alpha(utf8_next(&p))) {
			return arena_printf(act->desk->arena, "text:%s", mark);
		}
	}
	return bare;
}

enum kg_status mark_events_take(struct act *act, mark_events_road *road)
{
	struct event event = *act->event;
	struct reaction now;

	event.mark = canonical(act, event.mark);
	if (!event.added || event.id == NULL || event.channel == NULL ||
	    event.message == NULL) {
		return go_down(act, &event, road);
	}
	TRY(reaction_put(act->desk->store, event.workspace,
	    &(struct reaction){ .event = event.id,
	        .channel = event.channel,
	        .message = event.message,
	        .user = event.user,
	        .mark = event.mark,
	        .at = event.when }));
	TRY(reaction_get(act->desk->store, event.workspace, event.id, act->desk->arena, &now));
	if (now.removed_by[0] == '\0') {
		return go_down(act, &event, road);
	}
	/* Its removal came first. */
	if (strcmp(now.removed_by, now.user) == 0) {
		return KG_OK;
	}
	TRY(go_down(act, &event, road));
	return take_off(act, &now, now.removed_by, road);
}

static const char *remover(const char *by)
{
	return by == NULL || by[0] == '\0' ? MARK_EVENTS_NOBODY : by;
}

static enum kg_status is_ours(struct act *act, bool *out)
{
	struct posting posting;
	enum kg_status st = posting_find(act->desk->store, act->event->workspace,
	    act->event->channel, act->event->message, act->desk->arena, &posting);

	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

/* Something that we don't know was removed: it may be a mark that is still to come. */
static enum kg_status remember(struct act *act)
{
	const struct event *e = act->event;

	return reaction_put(act->desk->store, e->workspace,
	    &(struct reaction){ .event = e->message,
	        .channel = e->channel,
	        .message = "",
	        .user = "",
	        .mark = "",
	        .at = e->when,
	        .removed_by = remover(e->user) });
}

enum kg_status mark_events_deleted(struct act *act, mark_events_road *road, bool *out_taken)
{
	const struct event *e = act->event;
	struct reaction off;
	enum kg_status st;
	bool ours;

	*out_taken = false;
	if (e->channel == NULL || e->message == NULL) {
		return KG_OK;
	}
	st = reaction_get(act->desk->store, e->workspace, e->message, act->desk->arena, &off);
	if (st == KG_NOT_FOUND) {
		TRY(is_ours(act, &ours));
		return ours ? KG_OK : remember(act);
	}
	TRY(st);
	*out_taken = true;
	st = reaction_remove(act->desk->store, e->workspace, e->message, remover(e->user));
	if (st == KG_CONFLICT) {
		return KG_OK;
	}
	TRY(st);
	return take_off(act, &off, remover(e->user), road);
}

/* What the set says of one that it shows as standing; *out_stands: it does, as far as we know.
 */
static enum kg_status learn(struct act *act, struct event_mark *mark, bool *out_stands)
{
	struct reaction now;

	mark->mark = canonical(act, mark->mark);
	*out_stands = true;
	if (mark->id == NULL) {
		return KG_OK;
	}
	TRY(reaction_put(act->desk->store, act->event->workspace,
	    &(struct reaction){ .event = mark->id,
	        .channel = act->event->channel,
	        .message = act->event->message,
	        .user = mark->user,
	        .mark = mark->mark,
	        .at = act->event->when }));
	TRY(reaction_get(
	    act->desk->store, act->event->workspace, mark->id, act->desk->arena, &now));
	*out_stands = now.removed_by[0] == '\0';
	return KG_OK;
}

static enum kg_status forget(
    struct act *act, const struct event_mark *mark, mark_events_road *road)
{
	struct reaction off;
	enum kg_status st;

	if (mark->id == NULL) {
		return KG_OK;
	}
	st = reaction_get(
	    act->desk->store, act->event->workspace, mark->id, act->desk->arena, &off);
	if (st == KG_NOT_FOUND) {
		return KG_OK;
	}
	TRY(st);
	st = reaction_remove(
	    act->desk->store, act->event->workspace, mark->id, remover(mark->removed_by));
	if (st == KG_CONFLICT) {
		return KG_OK;
	}
	TRY(st);
	return take_off(act, &off, remover(mark->removed_by), road);
}

enum kg_status mark_events_set(struct act *act, mark_events_road *road)
{
	const struct event *e = act->event;
	struct event standing = *e;

	if (e->channel == NULL || e->message == NULL) {
		return KG_OK;
	}
	standing.marks = arena_alloc(act->desk->arena, (e->mark_count + 1) * sizeof(*e->marks));
	standing.mark_count = 0;
	for (size_t i = 0; i < e->mark_count; i++) {
		struct event_mark mark = e->marks[i];
		bool stands = false;

		if (mark.removed_by == NULL) {
			TRY(learn(act, &mark, &stands));
		}
		if (stands) {
			standing.marks[standing.mark_count++] = mark;
		}
	}
	for (size_t i = 0; i < e->mark_count; i++) {
		if (e->marks[i].removed_by != NULL) {
			TRY(forget(act, &e->marks[i], road));
		}
	}
	return go_down(act, &standing, road);
}

enum kg_status mark_events_waiting(
    struct act *act, const struct posting *posting, mark_events_road *road)
{
	struct reaction *list = NULL;
	size_t count = 0;

	if (posting->channel == NULL || posting->message == NULL) {
		return KG_OK;
	}
	TRY(reaction_list(act->desk->store, posting->workspace, posting->channel,
	    posting->message, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		struct event event = { .kind = EVENT_MARK,
			.workspace = posting->workspace,
			.id = list[i].event,
			.channel = list[i].channel,
			.message = list[i].message,
			.user = list[i].user,
			.mark = list[i].mark,
			.added = true,
			.when = list[i].at,
			.now = act->event->now };

		if (list[i].removed_by[0] == '\0') {
			TRY(go_down(act, &event, road));
		}
	}
	return KG_OK;
}
