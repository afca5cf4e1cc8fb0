/*
 * A sitting's steps: opened, interrupted, gone on with, closed, each at its true time. What
 * anybody else tries, or tries in the wrong order, is answered with the next lawful step.
 */

#include "handlers/sitting.h"
#include "handlers/minutes.h"

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/text.h"

enum { HOUR_MS = 60 * 60 * 1000, MINUTE_MS = 60 * 1000 };

static struct rule_value rule_of(
    struct act *act, const struct meeting *m, const char *key, const char *frozen[2])
{
	struct rule_value rule = { .document = "", .entry = 0 };

	if (frozen[0][0] == '\0') {
		return desk_rule_of(act, m->body, key, m->opened);
	}
	rule.value = frozen[0];
	rule.document = strcmp(frozen[1], "既定値") == 0 ? "" : frozen[1];
	return rule;
}

/* Of a person in several seats that are one vote: the first of them, or NULL, and whether he is
 * there for any of them. */
static const struct meeting_seat *counted_seat(
    const struct sitting_now *now, size_t index, int votes)
{
	const struct meeting_seat *seat = &now->s.seats[index];

	for (size_t i = 0; votes == 1 && i < now->s.seat_count; i++) {
		const struct meeting_seat *other = &now->s.seats[i];

		if (i == index || strcmp(other->person, seat->person) != 0) {
			continue;
		}
		if (i < index) {
			return NULL;
		}
		seat = strcmp(other->state, "present") == 0 ? other : seat;
	}
	return seat;
}

static void count_seat(struct sitting_now *now, const struct meeting_seat *seat)
{
	bool votes =
	    strcmp(seat->state, "present") == 0 ||
	    (strcmp(seat->state, "proxy") == 0 && strcmp(now->proxy.value, "vote") == 0);
	bool presides = strcmp(seat->person, now->m.presider) == 0 &&
	                strcmp(now->presider.value, "always") != 0;

	now->total++;
	now->present += votes ? 1 : 0;
	now->absent += votes ? 0 : 1;
	if (votes && !presides) {
		now->voters[now->voter_count++] =
		    (struct sitting_voter){ .person = seat->person, .title = seat->title };
	}
}

static void count(struct act *act, struct sitting_now *now)
{
	int votes = desk_rule_int(act, "dual_post_votes", now->m.opened);

	now->attended = now->s.seat_count > 0;
	now->voters =
	    arena_alloc(act->desk->arena, (now->s.seat_count + 1) * sizeof(*now->voters));
	for (size_t i = 0; i < now->s.seat_count; i++) {
		const struct meeting_seat *seat = NULL;

		if (strcmp(now->s.seats[i].state, "vacant") == 0) {
			now->vacant++;
			continue;
		}
		seat = counted_seat(now, i, votes);
		if (seat != NULL) {
			count_seat(now, seat);
		}
	}
	now->has_quorum =
	    now->attended && sitting_has_quorum(now->quorum.value, now->total, now->present);
}

enum kg_status sitting_load(struct act *act, const char *number, struct sitting_now *out)
{
	struct meeting *m = &out->m;

	*out = (struct sitting_now){ 0 };
	TRY(meeting_load(act->desk->store, number, act->desk->arena, m));
	TRY(meeting_sitting(act->desk->store, number, 0, act->desk->arena, &out->s));
	out->quorum =
	    rule_of(act, m, "quorum", (const char *[]){ m->quorum_rule, m->quorum_source });
	out->proxy = rule_of(
	    act, m, "proxy_attendance", (const char *[]){ m->proxy_rule, m->proxy_source });
	out->decision = desk_rule_of(act, m->body, "decision", m->opened);
	out->method = desk_rule_of(act, m->body, "decision_method", m->opened);
	out->tie = desk_rule_of(act, m->body, "tie", m->opened);
	out->presider = desk_rule_of(act, m->body, "presider_votes", m->opened);
	count(act, out);
	return KG_OK;
}

enum kg_status sitting_find_number(
    struct act *act, const char *number, struct sitting_now *out, bool *out_found)
{
	struct meeting m;
	enum kg_status st = number == NULL ? KG_NOT_FOUND : meeting_find(act, number, &m);

	*out_found = st == KG_OK;
	if (st == KG_NOT_FOUND) {
		return meeting_not_found(act, number == NULL ? "" : number);
	}
	return st == KG_OK ? sitting_load(act, number, out) : st;
}

/* Which meetings can a word without a number mean? */
static bool is_meant(struct act *act, const struct meeting *m, enum sitting_step step)
{
	bool here = desk_in_channel(act, m->body);

	if (step == STEP_OPEN && m->state == MEETING_CONVENED) {
		return kg_date_of(m->starts).day <= kg_date_of(act->event->when).day;
	}
	if (m->state != MEETING_OPEN && m->state != MEETING_SUSPENDED) {
		return false;
	}
	return here || (!desk_in_channel(act, "council") && !desk_in_channel(act, "committee"));
}

static enum kg_status say_which(struct act *act, char **numbers, size_t count)
{
	enum language l = act->language;
	struct card *card;

	if (count == 0) {
		card = desk_answer(act, "%s", tr(l, "いま開会している会議はありません。"));
		card_line(card, LINE_PLAIN, "%s",
		    tr(l,
		        "会議は招集(/kaigi 招集)の後に「/kaigi 開会 招R8-001」で開会します。すでに開催した会議は「/kaigi 会議記録」で記録できます。"));
		return KG_OK;
	}
	card = desk_answer(
	    act, "%s", tr(l, "どの会議かを番号でお示しください。例:/kaigi 開会 招R8-001"));
	for (size_t i = 0; i < count; i++) {
		card_line(card, LINE_PLAIN, "・%s", numbers[i]);
	}
	return KG_OK;
}

enum kg_status sitting_find(struct act *act, const struct command *command,
    enum sitting_step step, struct sitting_now *out, bool *out_found)
{
	char **numbers;
	char **meant;
	size_t count;
	size_t used = 0;

	*out_found = false;
	if (command->number != NULL) {
		const char *number = meeting_number_of(act, command->number);

		return number == NULL ? meeting_not_found(act, command->number)
		                      : sitting_find_number(act, number, out, out_found);
	}
	TRY(meeting_numbers(act->desk->store, false, 50, act->desk->arena, &numbers, &count));
	meant = arena_alloc(act->desk->arena, (count + 1) * sizeof(*meant));
	for (size_t i = 0; i < count; i++) {
		struct meeting m;
		enum kg_status st = meeting_find(act, numbers[i], &m);

		if (st != KG_OK && st != KG_NOT_FOUND) {
			return st;
		}
		if (st == KG_OK && is_meant(act, &m, step)) {
			meant[used++] = numbers[i];
		}
	}
	return used == 1 ? sitting_find_number(act, meant[0], out, out_found)
	                 : say_which(act, meant, used);
}

/* The latest time that somebody entered of it: its opening, a rest, going on. */
static struct kg_time latest(const struct sitting_now *now)
{
	struct kg_time last = now->m.opened;

	for (size_t i = 0; i < now->s.step_count; i++) {
		const char *step = now->s.steps[i].step;
		bool counts = strcmp(step, "resumed") == 0 || strcmp(step, "suspended") == 0;

		if (counts && now->s.steps[i].person[0] != '\0' &&
		    now->s.steps[i].at.ms > last.ms) {
			last = now->s.steps[i].at;
		}
	}
	return last;
}

static bool is_same_day(struct kg_time left, struct kg_time right)
{
	return kg_date_of(left).day == kg_date_of(right).day;
}

/* What is entered without a time: now while the meeting goes on, else its end as known. */
static struct kg_time likely(
    struct act *act, const struct sitting_now *now, enum sitting_step step)
{
	const struct meeting *m = &now->m;
	struct kg_time last = latest(now);
	struct kg_time end = kg_time_is_set(m->closed) ? m->closed : m->ends;
	bool ends = kg_time_is_set(end) && end.ms > last.ms && end.ms <= act->event->when.ms;
	bool entered = !kg_time_is_set(m->convened) && last.ms == m->opened.ms;

	if (!kg_time_is_set(last) || step == STEP_SUSPEND || step == STEP_RESUME ||
	    (is_same_day(last, act->event->when) && !entered && m->state != MEETING_CLOSED)) {
		return act->event->when;
	}
	return ends ? end : last;
}

void sitting_read(struct act *act, const struct sitting_now *now, const char *at,
    const char *reason, struct sitting_act *out)
{
	struct dates_rules rules = { .end_of_day = 0 };
	struct kg_time day = kg_time_is_set(now->m.opened) ? latest(now) : now->m.starts;
	struct kg_time reference = act->event->when;
	struct dates_fault fault;

	out->reason = reason == NULL ? "" : reason;
	out->timed = at != NULL && !text_is_blank(at);
	out->at = likely(act, now, out->step);
	if (!out->timed) {
		return;
	}
	if (day.ms < reference.ms && !is_same_day(day, reference)) {
		reference = kg_time_at(kg_date_of(day), 23, 59); /* 14:05 is of that day */
	}
	if (dates_parse_past(at, reference, &rules, &out->at, &fault) != KG_OK) {
		desk_fault(
		    act, "at", dates_fault_text(&fault, act->language, act->desk->arena));
	}
}

enum kg_status sitting_who(
    struct act *act, const struct sitting_now *now, enum sitting_who *out)
{
	struct meeting_member *members;
	struct convener convener;
	size_t count;
	bool presides;

	*out = SITTING_OTHER;
	if (act->person.id == NULL) {
		return KG_OK;
	}
	TRY(meeting_members(act, now->m.body, act->event->when, &members, &count));
	if (meeting_member_of(members, count, act->person.id) != NULL) {
		*out = SITTING_MEMBER;
	}
	TRY(meeting_convener(act, now->m.body, act->event->when, &convener));
	presides = strcmp(now->m.presider, act->person.id) == 0 ||
	           (now->m.presider[0] == '\0' && meeting_is_convener(act, &convener));
	/* Who presided and is away now leaves it to who acts and to 庶務 (article 3(2)). */
	if (desk_may_own(act, CAN_CLOSE, presides) && presides) {
		*out = SITTING_PRESIDER;
	} else if (desk_may(act, CAN_ENTER_MEETING)) {
		*out = SITTING_OFFICE;
	}
	return KG_OK;
}

const char *sitting_capacity(struct act *act, const struct sitting_now *now)
{
	return act->person.id != NULL && strcmp(now->m.presider, act->person.id) == 0
	           ? now->m.presider_capacity
	       : desk_may(act, CAN_ENTER_MEETING) ? "庶務"
	                                          : "構成員";
}

enum kg_status sitting_allows(struct act *act, const struct sitting_now *now,
    const struct sitting_act *what, bool *out_may)
{
	struct sitting_case c = { .state = now->m.state,
		.step = what->step,
		.timed = what->timed,
		.reason = !text_is_blank(what->reason),
		.future = what->at.ms > act->event->when.ms,
		.before_opening = what->at.ms < now->m.opened.ms,
		.before_day = kg_date_of(what->at).day < kg_date_of(now->m.starts).day,
		.attended = now->attended,
		.quorum = now->has_quorum };
	struct convener convener;
	enum sitting_word word;
	char *open;
	enum kg_status st =
	    meeting_open_now(act->desk->store, now->m.body, act->desk->arena, &open);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	c.other_open = st == KG_OK && strcmp(open, now->m.number) != 0;
	TRY(meeting_convener(act, now->m.body, what->at, &convener));
	c.no_presider = convener.person == NULL;
	TRY(sitting_who(act, now, &c.who));
	word = sitting_may(&c);
	*out_may = word == SITTING_LAWFUL;
	if (!*out_may) {
		return meeting_say(act, &now->m, sitting_refusal(act, now, what, word));
	}
	return KG_OK;
}

enum kg_status sitting_watch(struct act *act, const char *number)
{
	int hours = desk_rule_int(act, "meeting_open_hours", act->event->when);

	TRY(timer_clear(act->desk->store, "sitting.suspend", number));
	return timer_set(act->desk->store, "sitting.open", number, "",
	    kg_time_add(act->event->now, (int64_t)hours * HOUR_MS));
}

static enum kg_status answer_step(struct act *act, const char *number, const char *word)
{
	enum language l = act->language;
	struct sitting_now now;

	TRY(sitting_load(act, number, &now));
	TRY(sitting_show(act, number));
	return meeting_say(act, &now.m,
	    arena_printf(act->desk->arena, tr(l, "%sを記録しました。%s"), word,
	        now.attended || now.m.state == MEETING_CLOSED
	            ? ""
	            : tr(l,
	                  "続いて出席者を記録してください(「出席者」、又は /kaigi 出席者 欠席=委員3)。")));
}

static enum kg_status open_now(struct act *act, const struct command *command,
    struct sitting_now *now, const struct sitting_act *what)
{
	const char *number = now->m.number;
	struct convener convener;
	const char *words;

	TRY(meeting_convener(act, now->m.body, what->at, &convener));
	TRY(desk_append(act, "meeting.opened", { "number", number },
	    { "presider", now->m.presider[0] == '\0' ? convener.person : now->m.presider },
	    { "presider_capacity",
	        now->m.presider[0] == '\0' ? convener.capacity : now->m.presider_capacity },
	    { "person", act->person.id }, { "capacity", sitting_capacity(act, now) },
	    { "note", what->reason }, { "when", desk_int(act, what->at.ms) }));
	if (now->m.state == MEETING_CLOSED) { /* its time was corrected */
		TRY(desk_append(act, "meeting.closed", { "number", number },
		    { "person", act->person.id }, { "capacity", sitting_capacity(act, now) },
		    { "note", what->reason }, { "when", desk_int(act, now->m.closed.ms) }));
	} else {
		TRY(sitting_watch(act, number));
	}
	TRY(sitting_load(act, number, now));
	TRY(meeting_redraw(act, &now->m, NULL));
	words = arena_printf(act->desk->arena, tr(act->language, "開会(%s、%s)"),
	    dates_chat(now->m.opened, act->event->now, act->language, act->desk->arena),
	    tr(act->language, now->m.presider_capacity));
	if (command_value(command, "absent") != NULL ||
	    command_value(command, "proxy") != NULL) {
		TRY(sitting_show(act, number));
		return sitting_attend_command(act, command, now);
	}
	TRY(minutes_follow(act, number, what->reason));
	return answer_step(act, number, words);
}

/* Who presides from here: whom the records name now. */
static enum kg_status renew_presider(
    struct act *act, const struct sitting_now *now, struct kg_time at)
{
	struct convener convener;

	TRY(meeting_convener(act, now->m.body, at, &convener));
	if (convener.person == NULL || strcmp(convener.person, now->m.presider) == 0) {
		return KG_OK;
	}
	return desk_append(act, "meeting.presider", { "number", now->m.number },
	    { "presider", convener.person }, { "presider_capacity", convener.capacity },
	    { "person", act->person.id }, { "capacity", sitting_capacity(act, now) },
	    { "when", desk_int(act, at.ms) });
}

static enum kg_status take_step(struct act *act, const struct command *command,
    struct sitting_now *now, const struct sitting_act *what)
{
	bool resumes = what->step == STEP_RESUME;

	if (what->step == STEP_OPEN) {
		return open_now(act, command, now, what);
	}
	if (what->step == STEP_CLOSE) {
		return sitting_close(act, now, what);
	}
	TRY(desk_append(act, resumes ? "meeting.resumed" : "meeting.suspended",
	    { "number", now->m.number }, { "person", act->person.id },
	    { "capacity", sitting_capacity(act, now) }, { "note", what->reason },
	    { "when", desk_int(act, what->at.ms) }));
	if (resumes) {
		TRY(renew_presider(act, now, what->at));
		TRY(sitting_watch(act, now->m.number));
	} else {
		TRY(timer_clear(act->desk->store, "sitting.open", now->m.number));
		TRY(timer_clear(act->desk->store, "sitting.suspend", now->m.number));
	}
	return answer_step(act, now->m.number,
	    resumes ? tr(act->language, "会議の再開") : tr(act->language, "会議の休憩"));
}

static enum kg_status step_command(
    struct act *act, const struct command *command, enum sitting_step step)
{
	struct sitting_act what = { .step = step };
	struct sitting_now now;
	bool found;
	bool may;

	TRY(sitting_find(act, command, step, &now, &found));
	if (!found) {
		return KG_OK;
	}
	sitting_read(
	    act, &now, command_value(command, "at"), command_value(command, "reason"), &what);
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	TRY(sitting_allows(act, &now, &what, &may));
	return may ? take_step(act, command, &now, &what) : KG_OK;
}

enum kg_status sitting_command(struct act *act, const struct command *command, enum verb verb)
{
	struct sitting_now now;
	bool found;

	if (verb == VERB_OPEN) {
		return step_command(act, command, STEP_OPEN);
	}
	if (verb == VERB_SUSPEND) {
		return step_command(act, command, STEP_SUSPEND);
	}
	if (verb == VERB_RESUME) {
		return step_command(act, command, STEP_RESUME);
	}
	if (verb == VERB_CLOSE) {
		return step_command(act, command, STEP_CLOSE);
	}
	if (verb == VERB_HELD) {
		return sitting_after_command(act, command);
	}
	TRY(sitting_find(act, command, STEP_SAY, &now, &found));
	if (!found) {
		return KG_OK;
	}
	if (verb == VERB_ATTENDANCE) {
		return sitting_attend_command(act, command, &now);
	}
	if (verb == VERB_VOTE) {
		return sitting_vote_command(act, command, &now);
	}
	if (verb == VERB_NEW_ACTION) {
		return sitting_action_command(act, command, &now);
	}
	return verb == VERB_GUEST ? sitting_guest_command(act, command, &now)
	                          : sitting_say_command(act, command, &now);
}

/* "招R8-001|2" */
static int split_value(struct act *act, const char *value, const char **out_number)
{
	const char *bar = strchr(value, '|');

	*out_number =
	    bar == NULL ? value : arena_strndup(act->desk->arena, value, (size_t)(bar - value));
	return bar == NULL || bar[1] < '0' || bar[1] > '9' ? 0
	       : bar[2] >= '0' && bar[2] <= '9' ? (bar[1] - '0') * 10 + (bar[2] - '0')
	                                        : bar[1] - '0';
}

static enum kg_status step_button(
    struct act *act, struct sitting_now *now, enum sitting_step step)
{
	struct command nothing = { .verb = "" };
	struct sitting_act what = { .step = step };
	bool may;

	sitting_read(act, now, NULL, NULL, &what);
	TRY(sitting_allows(act, now, &what, &may));
	return may ? take_step(act, &nothing, now, &what) : KG_OK;
}

/* It goes on: asked again after the rule's hours. */
static enum kg_status goes_on(struct act *act, const struct sitting_now *now)
{
	struct sitting_act what = {
		.step = STEP_SUSPEND, .at = act->event->when, .reason = ""
	};
	bool may;

	TRY(sitting_allows(act, now, &what, &may));
	if (!may) {
		return KG_OK;
	}
	TRY(sitting_watch(act, now->m.number));
	return meeting_say(act, &now->m,
	    tr(act->language, "開会中のまま続けます。閉会の際は「閉会」をお願いいたします。"));
}

enum kg_status sitting_button(struct act *act, const char *action, const char *value)
{
	const char *number;
	int position = split_value(act, value, &number);
	struct sitting_now now;
	bool found;

	TRY(sitting_find_number(act, number, &now, &found));
	if (!found) {
		return KG_OK;
	}
	if (strcmp(action, "sitting.attend") == 0) {
		return sitting_attend_open(act, &now);
	}
	if (strcmp(action, "sitting.agreed") == 0) {
		return sitting_vote_button(act, &now, position);
	}
	if (strcmp(action, "sitting.result") == 0) {
		return sitting_vote_open(act, &now, position);
	}
	if (strcmp(action, "sitting.rest") == 0) {
		return step_button(act, &now, STEP_SUSPEND);
	}
	if (strcmp(action, "sitting.resume") == 0) {
		return step_button(act, &now, STEP_RESUME);
	}
	if (strcmp(action, "sitting.goes_on") == 0) {
		return goes_on(act, &now);
	}
	return strcmp(action, "sitting.close") == 0 ? step_button(act, &now, STEP_CLOSE)
	                                            : KG_OK;
}

enum kg_status sitting_form(struct act *act, const struct dialogue *dialogue)
{
	struct sitting_now now;
	bool found;

	if (strcmp(dialogue->kind, "sitting.held") == 0) {
		return sitting_after_form(act, dialogue);
	}
	TRY(sitting_find_number(act, dialogue->matter, &now, &found));
	if (!found) {
		return KG_OK;
	}
	return strcmp(dialogue->kind, "sitting.attend") == 0
	           ? sitting_attend_form(act, dialogue, &now)
	           : sitting_vote_form(act, dialogue, &now);
}

/* A mark on the card of a sitting is no vote, whoever gives it. */
enum kg_status sitting_mark(struct act *act, const struct posting *posting)
{
	struct sitting_now now;
	const char *key = arena_printf(act->desk->arena, "sitting.mark|%s|%lld|%s",
	    posting->matter, (long long)act->event->workspace, act->event->user);
	enum kg_status st;

	if (!act->event->added) {
		return KG_OK;
	}
	st = told_once(act->desk->store, key, act->event->now);
	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	TRY(sitting_load(act, posting->matter, &now));
	return meeting_say(act, &now.m,
	    tr(act->language,
	        "印をありがとうございます。会議の表決は議場で行い、このカードの印は表決に数えません。ご発言は主宰者又は庶務が記録します。"));
}

/* To the presider and 庶務. */
static enum kg_status tell_desk(struct act *act, const struct sitting_now *now, bool suspended)
{
	struct tenure *held;
	size_t count;

	TRY(holders_of(
	    act->desk->store, "secretariat", act->event->now, act->desk->arena, &held, &count));
	for (size_t i = 0; i <= count; i++) {
		const char *person = i == count ? now->m.presider : held[i].person;
		enum language l = desk_language_of(act, person);
		struct card *card = desk_card(act);

		card_title(card,
		    suspended
		        ? tr(l,
		              "%s閉会の記録がないため、休憩として記録しました。続いている場合は「再開」を、終わっている場合は「/kaigi 閉会 %s 時刻=…」をお願いいたします。")
		        : tr(l,
		              "%s開会から時間が経過していますが、閉会の記録がありません。会議は続いているでしょうか。ご回答がない場合は休憩として記録します。(%s)"),
		    meeting_head(act, &now->m, l), now->m.number);
		if (suspended) {
			card_button(card, BUTTON_PLAIN, "sitting.resume", now->m.number,
			    tr(l, "再開する"));
		} else {
			card_button(card, BUTTON_PLAIN, "sitting.goes_on", now->m.number,
			    tr(l, "続いています"));
		}
		card_button(
		    card, BUTTON_PRIMARY, "sitting.close", now->m.number, tr(l, "閉会する"));
		TRY(desk_tell(act, person, now->m.number, card));
	}
	return KG_OK;
}

enum kg_status sitting_timer(
    struct act *act, const char *kind, const char *matter, const char *detail)
{
	int minutes = desk_rule_int(act, "meeting_suspend_minutes", act->event->when);
	struct rule_value rule = desk_rule(act, "meeting_suspend_minutes", act->event->when);
	struct sitting_now now;

	(void)detail;
	TRY(sitting_load(act, matter, &now));
	if (now.m.state != MEETING_OPEN) {
		return KG_OK;
	}
	if (strcmp(kind, "sitting.open") == 0) {
		TRY(desk_append(
		    act, "meeting.asked", { "number", matter }, { "when", desk_when(act) }));
		TRY(timer_set(act->desk->store, "sitting.suspend", matter, "",
		    kg_time_add(act->event->now, (int64_t)minutes * MINUTE_MS)));
		return tell_desk(act, &now, false);
	}
	TRY(desk_append(act, "meeting.suspended", { "number", matter },
	    { "note", arena_printf(act->desk->arena, "閉会の記録がないため(%s)",
	                  rule.entry == 0 ? "既定値" : rule.document) },
	    { "when", desk_when(act) }));
	TRY(sitting_show(act, matter));
	return tell_desk(act, &now, true);
}
