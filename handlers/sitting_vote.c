/*
 * What was decided of an item. 異議なし is one tap: all voters are for it. Where somebody
 * objects the votes are entered as one list, everybody else being for. The rules make the
 * result of it; what was entered and does not follow from them is not recorded.
 */

#include <stdlib.h>
#include <string.h>

#include "handlers/item.h"
#include "handlers/minutes.h"
#include "handlers/named.h"
#include "handlers/number.h"
#include "handlers/sitting.h"
#include "handlers/text.h"

struct entered { /* as typed, and what becomes of it */
	const struct meeting_item *item;
	const char *result;
	const char *against; /* seats or persons, 、 or LF between */
	const char *abstained;
	const char *casting;
	bool recorded; /* a recorded vote is wanted */
	const char *amendment, *dissent, *opinion;
	struct sitting_act what;

	char **answers; /* of the voters, in their order: for, against, abstain */
	struct sitting_vote vote;
	const char *method;
};

static const char *name_shown(struct act *act, const char *person)
{
	struct person who;

	return person_load(act->desk->store, person, act->desk->arena, &who) == KG_OK
	           ? named_full(act, person, act->language)
	           : text_truncate(text_clean(person, act->desk->arena), 30, act->desk->arena);
}

/* Marks those voters who are named; a fault by `key` for anybody else. */
static void read_names(struct act *act, const struct sitting_now *now, struct entered *e,
    const char *text, const char *key)
{
	const char *answer = strcmp(key, "abstained") == 0 ? "abstain" : "against";

	for (char **word = sitting_split(act, text); *word != NULL; word++) {
		const char *person = *word;
		bool found = false;

		for (size_t i = 0; i < now->voter_count; i++) {
			if (strcmp(now->voters[i].person, person) == 0) {
				e->answers[i] = arena_strdup(act->desk->arena, answer);
				found = true;
			}
		}
		if (!found) {
			desk_fault(act, key,
			    arena_printf(act->desk->arena,
			        tr(act->language,
			            "「%s」は、この議題の表決に加わる出席者ではありません(主宰者の表決:%s・%s)。"),
			        name_shown(act, *word),
			        sitting_rule_word(
			            act, "presider_votes", &now->presider, act->language),
			        sitting_source(&now->presider, act->language)));
		}
	}
}

static enum sitting_casting read_casting(struct act *act, const char *typed)
{
	const char *key = text_title_key(typed, act->desk->arena);

	if (strcmp(key, "賛成") == 0 || strcmp(key, "可決") == 0 || strcmp(key, "可") == 0 ||
	    strcmp(key, "for") == 0) {
		return CASTING_FOR;
	}
	return strcmp(key, "反対") == 0 || strcmp(key, "否決") == 0 || strcmp(key, "否") == 0 ||
	               strcmp(key, "against") == 0
	           ? CASTING_AGAINST
	           : CASTING_NONE;
}

static void count_votes(struct act *act, const struct sitting_now *now, struct entered *e)
{
	e->vote = (struct sitting_vote){ .decision = now->decision.value,
		.presider_votes = now->presider.value,
		.tie = now->tie.value,
		.total = now->total,
		.voters = (int)now->voter_count,
		.casting = read_casting(act, e->casting) };
	for (size_t i = 0; i < now->voter_count; i++) {
		e->vote.votes_for += strcmp(e->answers[i], "for") == 0 ? 1 : 0;
		e->vote.votes_against += strcmp(e->answers[i], "against") == 0 ? 1 : 0;
	}
}

static bool is_put_to_vote(const char *result)
{
	return strcmp(result, "passed") == 0 || strcmp(result, "amended") == 0 ||
	       strcmp(result, "rejected") == 0;
}

static const char *votes_words(
    struct act *act, const struct sitting_now *now, const struct entered *e)
{
	enum language l = act->language;

	return arena_printf(act->desk->arena, tr(l, "賛成%d・反対%d・棄権%d、%s(%s)"),
	    e->vote.votes_for, e->vote.votes_against,
	    e->vote.voters - e->vote.votes_for - e->vote.votes_against,
	    sitting_rule_word(act, "decision", &now->decision, l),
	    sitting_source(&now->decision, l));
}

static void check_outcome(struct act *act, const struct sitting_now *now, struct entered *e)
{
	enum language l = act->language;
	enum sitting_outcome outcome = sitting_decide(&e->vote);
	bool wants = strcmp(e->result, "rejected") != 0;

	if (outcome == SITTING_TIE) {
		desk_fault(act, "casting",
		    arena_printf(act->desk->arena,
		        tr(l,
		            "可否同数です(%s)。主宰者が決しますので(%s)、裁決=賛成 又は 裁決=反対 をご記入ください。"),
		        votes_words(act, now, e), sitting_source(&now->tie, l)));
	} else if ((outcome == SITTING_PASSED) != wants) {
		desk_fault(act, "result",
		    arena_printf(act->desk->arena,
		        outcome == SITTING_PASSED
		            ? tr(l,
		                  "この賛否では可決となります(%s)。結果又は賛否をご確認ください。")
		            : tr(l,
		                  "この賛否では否決となります(%s)。結果又は賛否をご確認ください。"),
		        votes_words(act, now, e)));
	}
}

static void check_kind(struct act *act, struct entered *e)
{
	bool item = strcmp(e->item->kind, "item") == 0;

	if (e->result[0] == '\0') {
		desk_fault(act, "result",
		    tr(act->language,
		        "結果は、可決・修正可決・否決・継続審議・了承・取下げのいずれかでご記入ください。"));
	} else if (!item && is_put_to_vote(e->result)) {
		desk_fault(act, "result",
		    tr(act->language,
		        "報告事項とその他は採決しません。了承、継続審議又は取下げでご記入ください。"));
	}
	if (strcmp(e->result, "amended") == 0 && text_is_blank(e->amendment)) {
		desk_fault(act, "amendment", tr(act->language, "修正の内容をご記入ください。"));
	}
}

/* 特に重要: the committee is heard first, or its chair puts it all the same, with a reason. */
static enum kg_status check_opinion(
    struct act *act, const struct sitting_now *now, const struct entered *e)
{
	struct convener chair;
	struct item item;

	if (meeting_is_committees(&now->m) || e->item->item[0] == '\0' ||
	    strcmp(e->item->kind, "item") != 0 || !is_put_to_vote(e->result) ||
	    now->m.override_reason[0] != '\0') {
		return KG_OK;
	}
	TRY(item_load(act->desk->store, e->item->item, act->desk->arena, &item));
	if (!item.important || item.opinion_record[0] != '\0') {
		return KG_OK;
	}
	TRY(meeting_convener(act, "council", act->event->when, &chair));
	if (meeting_is_convener(act, &chair) && !text_is_blank(e->what.reason)) {
		return desk_append(act, "meeting.overridden", { "number", now->m.number },
		    { "person", act->person.id }, { "capacity", chair.capacity },
		    { "note", e->what.reason }, { "when", desk_when(act) });
	}
	desk_fault(act, "result",
	    tr(act->language,
	        "特に重要な事案ですが、幹事会の意見の集約の記録がありません(要綱第3条の3第6項)。継続審議とするか、急を要するときは議長ご本人が理由を添えて記録してください。"));
	return KG_OK;
}

static enum kg_status check(struct act *act, struct sitting_now *now, struct entered *e)
{
	e->answers = arena_alloc(act->desk->arena, (now->voter_count + 1) * sizeof(char *));
	for (size_t i = 0; i < now->voter_count; i++) {
		e->answers[i] = arena_strdup(act->desk->arena, "for");
	}
	e->method = "";
	check_kind(act, e);
	if (desk_has_faults(act) || !is_put_to_vote(e->result)) {
		return KG_OK;
	}
	read_names(act, now, e, e->against, "against");
	read_names(act, now, e, e->abstained, "abstained");
	e->recorded = e->recorded || e->against[0] != '\0' || e->abstained[0] != '\0' ||
	              strcmp(now->method.value, "recorded_vote") == 0;
	e->method = e->recorded ? "recorded" : "no_objection";
	count_votes(act, now, e);
	if (!desk_has_faults(act)) {
		check_outcome(act, now, e);
	}
	return desk_has_faults(act) ? KG_OK : check_opinion(act, now, e);
}

static enum kg_status append_votes(
    struct act *act, const struct sitting_now *now, const struct entered *e)
{
	for (size_t i = 0; strcmp(e->method, "recorded") == 0 && i < now->voter_count; i++) {
		TRY(desk_append(act, "meeting.vote", { "number", now->m.number },
		    { "position", desk_int(act, e->item->position) },
		    { "member", now->voters[i].person }, { "title", now->voters[i].title },
		    { "answer", e->answers[i] }, { "person", act->person.id },
		    { "when", desk_int(act, e->what.at.ms) }));
	}
	return KG_OK;
}

static const char *casting_word(const struct entered *e)
{
	bool tie = e->vote.votes_for == e->vote.votes_against && e->method[0] != '\0';

	return !tie || e->vote.casting == CASTING_NONE ? ""
	       : e->vote.casting == CASTING_FOR        ? "for"
	                                               : "against";
}

static enum kg_status append_result(
    struct act *act, const struct sitting_now *now, const struct entered *e)
{
	const struct meeting_result *before = sitting_result_of(now, e->item->position);
	bool voted = e->method[0] != '\0';
	int abstained = voted ? e->vote.voters - e->vote.votes_for - e->vote.votes_against : 0;

	TRY(append_votes(act, now, e));
	return desk_append(act, "meeting.result", { "number", now->m.number },
	    { "position", desk_int(act, e->item->position) }, { "result", e->result },
	    { "method", e->method }, { "for", desk_int(act, e->vote.votes_for) },
	    { "against", desk_int(act, e->vote.votes_against) },
	    { "abstained", desk_int(act, abstained) }, { "casting", casting_word(e) },
	    { "amendment", e->amendment }, { "dissent", e->dissent }, { "opinion", e->opinion },
	    { "rule", voted ? now->decision.value : "" },
	    { "rule_source", !voted ? "" : sitting_source(&now->decision, LANGUAGE_JA) },
	    { "resolution", before == NULL ? "" : before->resolution },
	    { "note", e->what.reason }, { "person", act->person.id },
	    { "capacity", sitting_capacity(act, now) },
	    { "when", desk_int(act, e->what.at.ms) });
}

/* A number that was given stays: what it stands for is changed by a new decision only. */
static bool undoes_resolution(
    struct act *act, const struct sitting_now *now, const struct entered *e)
{
	const struct meeting_result *before = sitting_result_of(now, e->item->position);

	if (before == NULL || before->resolution[0] == '\0' ||
	    (strcmp(before->result, e->result) == 0 &&
	        strcmp(before->amendment, e->amendment) == 0)) {
		return false;
	}
	desk_fault(act, "result",
	    arena_printf(act->desk->arena,
	        tr(act->language,
	            "すでに%sとして議決の番号が付いているため、結果は改められません。改める場合は、会議又は要綱第6条の持ち回りでお諮りください。"),
	        before->resolution));
	return true;
}

static enum kg_status enter(struct act *act, struct sitting_now *now, struct entered *e)
{
	const struct meeting_result *r;

	TRY(check(act, now, e));
	if (desk_has_faults(act) || undoes_resolution(act, now, e)) {
		return KG_OK;
	}
	TRY(append_result(act, now, e));
	TRY(sitting_load(act, now->m.number, now));
	if (now->m.state == MEETING_CLOSED) {
		TRY(sitting_corrected(act, now->m.number, e->item->position));
		TRY(minutes_follow(act, now->m.number, e->what.reason));
		TRY(sitting_load(act, now->m.number, now));
	}
	TRY(sitting_show(act, now->m.number));
	r = sitting_result_of(now, e->item->position);
	return meeting_say(act, &now->m,
	    arena_printf(act->desk->arena, tr(act->language, "%s「%s」を記録しました:%s"),
	        meeting_agenda_word(act, e->item, act->language),
	        text_clean(e->item->title, act->desk->arena),
	        sitting_result_line(act, r, act->language)));
}

static const char *or_empty(const char *value)
{
	return value == NULL ? "" : value;
}

#define AGREED "異議なし"

/* 議案=1 異議なし: what stands behind the item. */
static const char *without_agreed(struct act *act, const char *item, bool *out_agreed)
{
	const char *blank = item == NULL ? NULL : strpbrk(item, " \t");

	if (blank == NULL || strcmp(text_title_key(blank, act->desk->arena), AGREED) != 0) {
		return item;
	}
	*out_agreed = true;
	return arena_strndup(act->desk->arena, item, (size_t)(blank - item));
}

static void read_command(struct act *act, const struct sitting_now *now,
    const struct command *command, struct entered *e)
{
	bool agreed = strcmp(command->verb, AGREED) == 0 ||
	              (command->text != NULL && strcmp(command->text, AGREED) == 0);
	const char *item = without_agreed(act, command_value(command, "item"), &agreed);

	e->item = sitting_item_named(act, now, item);
	e->result = agreed
	                ? "passed"
	                : sitting_result_read(act, or_empty(command_value(command, "result")));
	e->against = or_empty(command_value(command, "against"));
	e->abstained = or_empty(command_value(command, "abstained"));
	e->casting = or_empty(command_value(command, "casting"));
	e->amendment = or_empty(command_value(command, "amendment"));
	e->dissent = or_empty(command_value(command, "dissent"));
	e->opinion = or_empty(command_value(command, "consensus"));
}

/* Names become persons, whose votes are counted. */
static const char *persons_named(struct act *act, const char *text)
{
	const char *out = "";

	for (char **word = sitting_split(act, text); *word != NULL; word++) {
		const char *person = NULL;

		if (named_person(act, *word, &person) != KG_OK || person == NULL) {
			person = *word;
		}
		out = arena_printf(act->desk->arena, "%s %s", out, person);
	}
	return out[0] == '\0' ? "" : out + 1;
}

/* Without a result, and for 異議なし where the rule wants a recorded vote: the form. */
static bool wants_form(
    const struct sitting_now *now, const struct command *command, const struct entered *e)
{
	return command_value(command, "result") == NULL &&
	       (e->result[0] == '\0' || strcmp(now->method.value, "recorded_vote") == 0);
}

enum kg_status sitting_vote_command(
    struct act *act, const struct command *command, struct sitting_now *now)
{
	struct entered e = { .what = { .step = STEP_DECIDE } };
	bool may;

	sitting_read(
	    act, now, command_value(command, "at"), command_value(command, "reason"), &e.what);
	read_command(act, now, command, &e);
	if (desk_has_faults(act)) {
		desk_say_faults(act);
		return KG_OK;
	}
	if (wants_form(now, command, &e)) {
		return sitting_vote_open(act, now, e.item->position);
	}
	TRY(sitting_allows(act, now, &e.what, &may));
	if (!may) {
		return KG_OK;
	}
	e.against = persons_named(act, e.against);
	e.abstained = persons_named(act, e.abstained);
	TRY(enter(act, now, &e));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
	}
	return KG_OK;
}

enum kg_status sitting_vote_button(struct act *act, struct sitting_now *now, int position)
{
	struct entered e = { .item = meeting_item_at(&now->m, position),
		.result = "passed",
		.against = "",
		.abstained = "",
		.casting = "",
		.amendment = "",
		.dissent = "",
		.opinion = "",
		.what = { .step = STEP_DECIDE } };
	const struct meeting_result *before = sitting_result_of(now, position);
	bool may;

	sitting_read(act, now, NULL, NULL, &e.what);
	TRY(sitting_allows(act, now, &e.what, &may));
	if (!may || e.item == NULL) {
		return KG_OK;
	}
	if (before != NULL) { /* an old button: twice changes nothing */
		return meeting_say(act, &now->m,
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "%sは、すでに「%s」と記録されています。改める場合は「/kaigi 採決」でご記入ください。"),
		        meeting_agenda_word(act, e.item, act->language),
		        sitting_result_line(act, before, act->language)));
	}
	if (strcmp(now->method.value, "recorded_vote") == 0) {
		return sitting_vote_open(act, now, position);
	}
	TRY(enter(act, now, &e));
	if (desk_has_faults(act)) {
		desk_say_faults(act);
	}
	return KG_OK;
}

/* 委員3:経過措置が必要ではないか */
static enum kg_status add_remarks(
    struct act *act, const struct sitting_now *now, const struct entered *e)
{
	char *text = arena_strdup(act->desk->arena,
	    text_clean_lines(desk_answer_of(act, "remarks"), act->desk->arena));
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		struct sitting_words words = { .position = e->item->position,
			.kind = "statement",
			.speaker = "",
			.text = line,
			.action = "",
			.source = "form",
			.at = e->what.at };
		char *colon = strstr(line, "\xef\xbc\x9a"); /* as an IME gives it */
		size_t size = colon == NULL ? 1 : strlen("\xef\xbc\x9a");

		colon = colon == NULL ? strchr(line, ':') : colon;
		if (colon != NULL && (size_t)(colon - line) < 200) {
			words.speaker =
			    arena_strndup(act->desk->arena, line, (size_t)(colon - line));
			words.text = colon + size;
		}
		if (!text_is_blank(words.text)) {
			TRY(sitting_add_line(act, now->m.number, &words));
		}
	}
	return KG_OK;
}

/* 委員3、12月1日、影響を調べる */
static enum kg_status add_tasks(
    struct act *act, const struct sitting_now *now, const struct entered *e)
{
	char *text = arena_strdup(act->desk->arena,
	    text_clean_lines(desk_answer_of(act, "actions"), act->desk->arena));
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		struct sitting_task task = { .position = e->item->position,
			.owner = "",
			.due = "",
			.source = "form",
			.at = e->what.at };
		const char *number;
		const char *fault = NULL;
		char *rest = line;
		char *first = strstr(rest, "、");
		char *second = first == NULL ? NULL : strstr(first + strlen("、"), "、");

		if (text_is_blank(line)) {
			continue;
		}
		if (second != NULL) {
			*first = '\0';
			*second = '\0';
			task.owner = line;
			task.due = first + strlen("、");
			rest = second + strlen("、");
		}
		task.text = rest;
		TRY(sitting_add_task(act, now, &task, &number, &fault));
		if (fault != NULL) {
			desk_fault(act, "actions", fault);
		}
	}
	return KG_OK;
}

enum kg_status sitting_vote_form(
    struct act *act, const struct dialogue *dialogue, struct sitting_now *now)
{
	struct entered e = { .what = { .step = STEP_DECIDE },
		.item = meeting_item_at(&now->m, (int)strtol(dialogue->context, NULL, 10)),
		.result = sitting_result_read(act, desk_answer_of(act, "result")),
		.against = desk_answer_of(act, "against"),
		.abstained = desk_answer_of(act, "abstained"),
		.casting = desk_answer_of(act, "casting"),
		.amendment = desk_answer_of(act, "amendment"),
		.dissent = desk_answer_of(act, "dissent"),
		.opinion = desk_answer_of(act, "consensus") };
	bool may;

	sitting_read(act, now, NULL, desk_answer_of(act, "reason"), &e.what);
	TRY(sitting_allows(act, now, &e.what, &may));
	if (!may || e.item == NULL) {
		return KG_OK;
	}
	TRY(check(act, now, &e));
	if (desk_has_faults(act) || undoes_resolution(act, now, &e)) {
		return KG_OK;
	}
	TRY(add_tasks(act, now, &e));
	if (desk_has_faults(act)) {
		return KG_OK;
	}
	TRY(add_remarks(act, now, &e));
	TRY(enter(act, now, &e));
	return desk_has_faults(act) ? KG_OK : dialogue_close(act->desk->store, dialogue->token);
}
