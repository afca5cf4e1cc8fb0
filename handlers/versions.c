/*
 * What is kept true: a version takes effect once, on record, before anything of its first day
 * is handled; from that midnight nobody holds a seat that it does not have.
 */
#include "handlers/versions.h"

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/leave.h"
#include "handlers/named.h"
#include "handlers/roster_edit.h"
#include "store/versions.h"

enum kg_status versions_record(struct act *act)
{
	const struct charter *c = charter_first(act->desk->charter);

	for (; c != NULL; c = c->after) {
		const char *key = arena_printf(act->desk->arena, "charter|%s|%s|%s", c->version,
		    c->text_sha256, c->data_sha256);
		enum kg_status st = told_once(act->desk->store, key, act->event->now);

		if (st == KG_CONFLICT) {
			continue;
		}
		TRY(st);
		TRY(desk_append(act, "charter", { "version", c->version },
		    { "text_sha256", c->text_sha256 }, { "data_sha256", c->data_sha256 },
		    { "from", desk_int(act, kg_date_start(c->in_force).ms) }));
	}
	return KG_OK;
}

const struct charter *versions_change(
    const struct act *act, struct kg_time from, struct kg_time to)
{
	const struct charter *next = charter_at(act->desk->charter, kg_date_of(from))->after;

	return next != NULL && kg_date_start(next->in_force).ms <= to.ms ? next : NULL;
}

const struct charter *versions_of(const struct act *act, const char *version)
{
	const struct charter *found = charter_version(act->desk->charter, version);

	return found == NULL ? act->desk->charter : found;
}

static const char *missing_in(
    struct act *act, const struct charter *one, const struct charter *other, enum language l)
{
	const struct charter_body *council = charter_body(one, "council");
	const char *names = "";

	for (size_t i = 0; council != NULL && i < council->seat_count; i++) {
		const struct charter_seat *seat = &council->seats[i];

		if (charter_seat(other, seat->id) == NULL) {
			names = arena_printf(act->desk->arena, "%s%s%s", names,
			    *names == '\0' ? "" : "、", card_in(&seat->post, l));
		}
	}
	return names;
}

struct versions_seats versions_compare(
    struct act *act, const struct charter *before, const struct charter *after, enum language l)
{
	return (struct versions_seats){ .added = missing_in(act, after, before, l),
		.abolished = missing_in(act, before, after, l) };
}

struct kg_time versions_end_of(
    const struct act *act, const char *office, struct kg_time from, struct kg_time to)
{
	const struct charter *c = charter_at(act->desk->charter, kg_date_of(from));

	if (charter_seat(c, office) == NULL) {
		return to;
	}
	for (c = c->after; c != NULL; c = c->after) {
		struct kg_time midnight = kg_date_start(c->in_force);

		if (midnight.ms > act->event->now.ms) {
			break;
		}
		if (charter_seat(c, office) == NULL) {
			return kg_time_is_set(to) && to.ms < midnight.ms ? to : midnight;
		}
	}
	return to;
}

/* --- its first day --- */

static enum kg_status tell_holder(
    struct act *act, const struct tenure *t, const struct charter *c)
{
	enum language l = desk_language_of(act, t->person);
	struct card *card = desk_card(act);

	card_title(card,
	    tr(l,
	        "【管理会議】要綱の改正により、%s の席は%sに廃止されました。これまでにいただいたご回答は、記録に残ります。"),
	    named_office_word(act, t->office, l),
	    dates_document_day(c->in_force, l, act->desk->arena));
	return desk_tell(act, t->person, "", card);
}

/* A tenure that was to begin under the new version never held. */
static enum kg_status end_tenure(
    struct act *act, const struct tenure *t, const struct charter *c)
{
	struct kg_time midnight = kg_date_start(c->in_force);
	const char *reason = arena_printf(
	    act->desk->arena, "要綱の改正(%s)により席が廃止されたため", c->version);
	struct roster_change change = { .tenure = *t, .reason = reason, .made_by = "" };

	if (t->from.ms >= midnight.ms) {
		return desk_append(act, "tenure.void", { "id", t->id },
		    { "corrects", desk_int(act, t->entry) }, { "reason", reason },
		    { "made_by", "" });
	}
	change.tenure.to = midnight;
	TRY(roster_append(act, &change));
	return tell_holder(act, t, c);
}

static enum kg_status end_seat(struct act *act, const char *seat, const struct charter *c)
{
	struct kg_time midnight = kg_date_start(c->in_force);
	struct tenure *list;
	size_t count;

	TRY(tenures_of(act->desk->store, seat, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (!kg_time_is_set(list[i].to) || list[i].to.ms > midnight.ms) {
			TRY(end_tenure(act, &list[i], c));
		}
	}
	return KG_OK;
}

/* The new seats that nobody holds, or whom no account reaches. */
static enum kg_status without_holder(struct act *act, const struct charter *c, const char **out)
{
	const struct charter_body *council = charter_body(c, "council");
	const char *names = "";

	for (size_t i = 0; council != NULL && i < council->seat_count; i++) {
		const struct charter_seat *seat = &council->seats[i];
		struct address *to;
		const char *person;
		size_t count = 0;

		if (charter_seat(c->before, seat->id) != NULL) {
			continue;
		}
		TRY(matter_holder(act, seat->id, kg_date_start(c->in_force), &person));
		if (person != NULL) {
			TRY(desk_accounts(act, person, &to, &count));
		}
		if (count == 0) {
			names = arena_printf(act->desk->arena, "%s\n・%s:%s", names,
			    named_office_word(act, seat->id, LANGUAGE_JA),
			    person == NULL ? "欠員" : "アカウントの登録なし");
		}
	}
	*out = names;
	return KG_OK;
}

static enum kg_status tell_secretariat(struct act *act, const struct charter *c, bool late)
{
	struct versions_seats seats = versions_compare(act, c->before, c, LANGUAGE_JA);
	struct arena *arena = act->desk->arena;
	const char *names;
	const char *text = arena_printf(
	    arena, "(%s、%s)", c->version, dates_document_day(c->in_force, LANGUAGE_JA, arena));

	if (*seats.abolished != '\0') {
		text = arena_printf(arena, "%s\n廃止された席:%s", text, seats.abolished);
	}
	if (*seats.added != '\0') {
		text = arena_printf(arena, "%s\n新設された席:%s", text, seats.added);
	}
	TRY(without_holder(act, c, &names));
	if (*names != '\0') {
		text =
		    arena_printf(arena, "%s\n名簿の登録が必要な席があります。%s", text, names);
	}
	if (late) {
		text = arena_printf(arena,
		    "%s\n※施行日より後に読み込まれました。その間の記録は、前の版によっています。",
		    text);
	}
	return desk_tell_office(act, "secretariat", "",
	    TR_NOOP("【管理会議】要綱の新しい版が施行されました。%s"), text);
}

static enum kg_status begin(
    struct desk *desk, const struct event *cause, const struct charter *c)
{
	struct event event = {
		.kind = EVENT_TIMER, .when = kg_date_start(c->in_force), .now = cause->now
	};
	const struct charter_body *old = charter_body(c->before, "council");
	bool late = cause->now.ms > kg_date_start(c->in_force).ms + KG_DAY;
	struct reply reply = { .kind = REPLY_NONE };
	struct act act;

	TRY(desk_open(desk, &event, &reply, &act));
	TRY(versions_record(&act));
	TRY(desk_append(&act, "charter.begun", { "version", c->version },
	    { "when", desk_int(&act, cause->now.ms) }));
	for (size_t i = 0; old != NULL && i < old->seat_count; i++) {
		if (charter_seat(c, old->seats[i].id) == NULL) {
			TRY(end_seat(&act, old->seats[i].id, c));
		}
	}
	TRY(tell_secretariat(&act, c, late));
	return people_changed(&act);
}

enum kg_status versions_turn(struct desk *desk, const struct event *event)
{
	const struct charter *last = charter_at(desk->charter, kg_date_of(event->now));
	const struct charter *c = charter_first(desk->charter);

	while (c != last) {
		bool begun;

		c = c->after;
		TRY(version_has_begun(desk->store, c->version, &begun));
		if (!begun) {
			TRY(begin(desk, event, c));
		}
	}
	return KG_OK;
}
