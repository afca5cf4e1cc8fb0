/*
 * Attendance as one list: everybody ticked, the absent unticked, proxies by the rule. Quorum
 * follows from it and is said at once, with the rule it stands on.
 */

#include <string.h>

#include "handlers/minutes.h"
#include "handlers/named.h"
#include "handlers/sitting.h"
#include "handlers/text.h"

#define FULL_COMMA "\xef\xbc\x8c"
#define FULL_COLON "\xef\xbc\x9a"
#define FULL_BLANK "\xe3\x80\x80"

struct place { /* a seat as it is to be recorded */
	struct meeting_member member;
	const char *state;
	const char *proxy;
};

char **sitting_split(struct act *act, const char *text)
{
	static const char *const marks[] = { "、", ",", FULL_COMMA, FULL_BLANK, "\n", "\t" };
	char *copy = arena_strdup(act->desk->arena, text);
	char **out = arena_alloc(act->desk->arena, (strlen(text) + 2) * sizeof(*out));
	size_t count = 0;
	char *word;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		char *p;

		while ((p = strstr(copy, marks[i])) != NULL) {
			memset(p, ' ', strlen(marks[i]));
		}
	}
	while ((word = strsep(&copy, " ")) != NULL) {
		if (*word != '\0') {
			out[count++] = word;
		}
	}
	out[count] = NULL;
	return out;
}

static enum kg_status read_places(
    struct act *act, const struct sitting_now *now, struct place **out, size_t *out_count)
{
	struct meeting_member *members;

	TRY(meeting_members(act, now->m.body, now->m.opened, &members, out_count));
	*out = arena_alloc(act->desk->arena, (*out_count + 1) * sizeof(**out));
	for (size_t i = 0; i < *out_count; i++) {
		(*out)[i] = (struct place){ .member = members[i],
			.state = members[i].person == NULL ? "vacant" : "present",
			.proxy = "" };
	}
	return KG_OK;
}

static struct place *place_named(
    struct act *act, struct place *places, size_t count, const char *typed)
{
	const char *office = named_office(act, typed);

	for (size_t i = 0; office != NULL && i < count; i++) {
		if (strcmp(places[i].member.office, office) == 0 &&
		    strcmp(places[i].state, "vacant") != 0) {
			return &places[i];
		}
	}
	return NULL;
}

static void fault_seat(struct act *act, const char *key, const char *typed)
{
	desk_fault(act, key,
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "「%s」に当たる構成員が、この会議体にいないか欠員です。委員3 のようにご記入ください。"),
	        text_truncate(text_clean(typed, act->desk->arena), 30, act->desk->arena)));
}

static void read_absent(struct act *act, struct place *places, size_t count, const char *text)
{
	for (char **word = sitting_split(act, text); *word != NULL; word++) {
		struct place *place = place_named(act, places, count, *word);

		if (place == NULL) {
			fault_seat(act, "absent", *word);
		} else {
			place->state = "absent";
		}
	}
}

/* 委員3:田中 係長、委員5:鈴木 */
static void read_proxies(struct act *act, const struct sitting_now *now, struct place *places,
    size_t count, const char *text)
{
	char *copy = arena_strdup(act->desk->arena, text_clean_lines(text, act->desk->arena));
	char *part;

	for (char *p = copy; (p = strstr(p, "、")) != NULL;) {
		memset(p, '\n', strlen("、"));
	}
	for (char *p = copy; (p = strstr(p, FULL_COLON)) != NULL;) {
		memset(p, ':', strlen(FULL_COLON));
	}
	while ((part = strsep(&copy, "\n,")) != NULL) {
		char *name = strchr(part, ':');
		struct place *place;

		if (text_is_blank(part)) {
			continue;
		}
		if (name != NULL) {
			*name = '\0';
			name += 1 + strspn(name + 1, ":");
		}
		place = place_named(act, places, count, part);
		if (place == NULL || name == NULL || text_is_blank(name)) {
			fault_seat(act, "proxy", part);
			continue;
		}
		place->state = "proxy";
		place->proxy = text_clean(name, act->desk->arena);
	}
	if (!text_is_blank(text) && strcmp(now->proxy.value, "not_allowed") == 0) {
		desk_fault(act, "proxy",
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "代理出席は認められていません(%s)。欠席としてご記入ください。"),
		        sitting_source(&now->proxy, act->language)));
	}
}

static void check_presider(
    struct act *act, const struct sitting_now *now, const struct place *places, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (places[i].member.person != NULL && !places[i].member.again &&
		    strcmp(places[i].member.person, now->m.presider) == 0 &&
		    strcmp(places[i].state, "present") != 0) {
			desk_fault(act, "absent",
			    tr(act->language,
			        "主宰者が欠席になっています。途中で退席された場合は、休憩とし、職務代理の開始の後に再開してください。"));
		}
	}
}

static const char *name_of(struct act *act, const char *person)
{
	struct person who;

	return person != NULL &&
	               person_load(act->desk->store, person, act->desk->arena, &who) == KG_OK
	           ? who.name
	           : "";
}

static const struct meeting_seat *recorded(
    const struct sitting_now *now, const struct place *place)
{
	for (size_t i = 0; i < now->s.seat_count; i++) {
		if (strcmp(now->s.seats[i].seat, place->member.seat->id) == 0) {
			return &now->s.seats[i];
		}
	}
	return NULL;
}

static bool is_same(const struct meeting_seat *before, const struct place *place)
{
	return before != NULL && strcmp(before->state, place->state) == 0 &&
	       strcmp(before->proxy, place->proxy) == 0;
}

/* Who comes or goes at a time that was entered: 14:20から出席, 14:40まで出席. */
static const char *note_of(struct act *act, const struct meeting_seat *before,
    const struct place *place, const struct sitting_act *what)
{
	const char *clock = dates_clock(what->at, act->desk->arena);

	if (before == NULL || !what->timed || what->reason[0] != '\0') {
		return what->reason;
	}
	return strcmp(place->state, "present") == 0
	           ? arena_printf(act->desk->arena, "%sから出席", clock)
	       : strcmp(before->state, "present") == 0
	           ? arena_printf(act->desk->arena, "%sまで出席", clock)
	           : "";
}

static const char *role_word(enum seat_role role)
{
	return role == ROLE_CHAIR ? "chair" : role == ROLE_VICE ? "vice" : "member";
}

static enum kg_status record(struct act *act, struct sitting_now *now,
    const struct place *places, size_t count, const struct sitting_act *what)
{
	enum language l = act->language;
	bool changed = false;

	for (size_t i = 0; i < count; i++) {
		const struct meeting_member *member = &places[i].member;

		const struct meeting_seat *before = recorded(now, &places[i]);

		if (is_same(before, &places[i])) {
			continue;
		}
		changed = true;
		TRY(desk_append(act, "meeting.attendance", { "number", now->m.number },
		    { "seat", member->seat->id }, { "role", role_word(member->seat->role) },
		    { "title", member->seat->role == ROLE_MEMBER ? member->seat->post.ja
		                                                 : member->seat->title.ja },
		    { "place", desk_int(act, member->seat->order) },
		    { "member", member->person == NULL ? "" : member->person },
		    { "name", name_of(act, member->person) }, { "state", places[i].state },
		    { "proxy", places[i].proxy },
		    { "note", note_of(act, before, &places[i], what) },
		    { "person", act->person.id }, { "capacity", sitting_capacity(act, now) },
		    { "when", desk_int(act, what->at.ms) }));
	}
	if (changed) {
		TRY(minutes_follow(act, now->m.number, what->reason));
	}
	TRY(sitting_load(act, now->m.number, now));
	TRY(sitting_show(act, now->m.number));
	return meeting_say(act, &now->m,
	    arena_printf(act->desk->arena, tr(l, "出席者を記録しました。%s。%s"),
	        sitting_quorum_line(act, now, l),
	        now->has_quorum ? "" : tr(l, "成立するまで、結果は記録できません。")));
}

enum kg_status sitting_attend_command(
    struct act *act, const struct command *command, struct sitting_now *now)
{
	const char *absent = command_value(command, "absent");
	const char *proxy = command_value(command, "proxy");
	struct sitting_act what = { .step = STEP_ATTEND };
	struct place *places;
	size_t count;
	bool may;

	if (absent == NULL && proxy == NULL && command->text == NULL) {
		return sitting_attend_open(act, now);
	}
	sitting_read(
	    act, now, command_value(command, "at"), command_value(command, "reason"), &what);
	if (!desk_has_faults(act)) {
		TRY(sitting_allows(act, now, &what, &may));
		if (!may) {
			return KG_OK;
		}
	}
	TRY(read_places(act, now, &places, &count));
	read_absent(act, places, count, absent == NULL ? "" : absent);
	read_proxies(act, now, places, count, proxy == NULL ? "" : proxy);
	check_presider(act, now, places, count);
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	return record(act, now, places, count, &what);
}

/* Ticked as recorded; the first time everybody but who replied that he does not come. */
static bool is_ticked(const struct sitting_now *now, const struct place *place)
{
	const struct meeting_reply *reply = meeting_reply_of(&now->m, place->member.person);

	for (size_t i = 0; i < now->s.seat_count; i++) {
		if (strcmp(now->s.seats[i].seat, place->member.seat->id) == 0) {
			return strcmp(now->s.seats[i].state, "present") == 0;
		}
	}
	return reply == NULL || strcmp(reply->answer, "absent") != 0;
}

static const char *proxies_recorded(struct act *act, const struct sitting_now *now)
{
	const char *text = "";

	for (size_t i = 0; i < now->s.seat_count; i++) {
		if (strcmp(now->s.seats[i].state, "proxy") == 0) {
			text = arena_printf(act->desk->arena, "%s%s%s:%s", text,
			    text[0] == '\0' ? "" : "、", now->s.seats[i].title,
			    now->s.seats[i].proxy);
		}
	}
	return text;
}

static const char *option_label(struct act *act, const struct meeting_member *member)
{
	enum language l = act->language;
	const struct text2 *words =
	    member->seat->role == ROLE_MEMBER ? &member->seat->post : &member->seat->title;

	return text_truncate(
	    arena_printf(act->desk->arena, "%s %s", l == LANGUAGE_JA ? words->ja : words->en,
	        name_of(act, member->person)),
	    75, act->desk->arena);
}

static size_t fill_options(struct act *act, const struct sitting_now *now,
    const struct place *places, size_t count, struct field *field)
{
	struct field_option *options =
	    arena_alloc(act->desk->arena, (count + 1) * sizeof(*options));
	size_t used = 0;

	field->value = "";
	for (size_t i = 0; i < count; i++) {
		if (strcmp(places[i].state, "vacant") == 0) {
			continue;
		}
		options[used++] = (struct field_option){ places[i].member.seat->id,
			option_label(act, &places[i].member) };
		if (is_ticked(now, &places[i])) {
			field->value = arena_printf(act->desk->arena, "%s%s%s", field->value,
			    field->value[0] == '\0' ? "" : "\n", places[i].member.seat->id);
		}
	}
	field->options = options;
	field->option_count = used;
	return used;
}

enum kg_status sitting_attend_open(struct act *act, const struct sitting_now *now)
{
	enum language l = act->language;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *f = arena_alloc(act->desk->arena, 3 * sizeof(*f));
	struct sitting_act what = { .step = STEP_ATTEND, .reason = "" };
	struct place *places;
	size_t count;
	bool may;

	sitting_read(act, now, NULL, NULL, &what);
	what.reason = "-"; /* the form asks for it */
	TRY(sitting_allows(act, now, &what, &may));
	if (!may) {
		return KG_OK;
	}
	TRY(read_places(act, now, &places, &count));
	f[0] = (struct field){ .key = "present",
		.type = FIELD_CHECKS,
		.label = tr(l, "出席者(欠席の方は外してください)") };
	(void)fill_options(act, now, places, count, &f[0]);
	f[1] = (struct field){ .key = "proxy",
		.label = tr(l, "代理出席(あれば)"),
		.hint = tr(l, "例:委員3:田中係長、委員5:鈴木主査"),
		.value = proxies_recorded(act, now),
		.limit = 300 };
	f[2] = (struct field){ .key = "reason",
		.label = tr(l, "改める理由"),
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form = (struct form){ .kind = "sitting.attend",
		.title = tr(l, "出席者の記録"),
		.submit = tr(l, "記録する"),
		.fields = f,
		.field_count = now->m.state == MEETING_CLOSED ? 3 : 2 };
	return desk_ask(act, form, now->m.number, "");
}

static bool is_chosen(const char *list, const char *value)
{
	size_t size = strlen(value);

	for (const char *p = list; (p = strstr(p, value)) != NULL; p += size) {
		if ((p == list || p[-1] == '\n') && (p[size] == '\0' || p[size] == '\n')) {
			return true;
		}
	}
	return false;
}

enum kg_status sitting_attend_form(
    struct act *act, const struct dialogue *dialogue, struct sitting_now *now)
{
	struct sitting_act what = { .step = STEP_ATTEND };
	struct place *places;
	size_t count;
	bool may;

	sitting_read(act, now, NULL, desk_answer_of(act, "reason"), &what);
	TRY(sitting_allows(act, now, &what, &may));
	if (!may) {
		return KG_OK;
	}
	TRY(read_places(act, now, &places, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(places[i].state, "present") == 0 &&
		    !is_chosen(desk_answer_of(act, "present"), places[i].member.seat->id)) {
			places[i].state = "absent";
		}
	}
	read_proxies(act, now, places, count, desk_answer_of(act, "proxy"));
	check_presider(act, now, places, count);
	if (desk_has_faults(act)) {
		for (size_t i = 0; i < act->reply->fault_count; i++) {
			if (strcmp(act->reply->faults[i].key, "absent") == 0) {
				act->reply->faults[i].key = "present";
			}
		}
		return KG_OK;
	}
	TRY(dialogue_close(act->desk->store, dialogue->token));
	return record(act, now, places, count, &what);
}
