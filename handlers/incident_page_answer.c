/*
 * 受領. A button, a mark and a word are one; each counts for who gives it and for nobody else,
 * and who is no addressee is told so. What was marked while nobody listened is read afterwards.
 */

#include <string.h>

#include "handlers/ballot.h"
#include "handlers/incident_page.h"
#include "handlers/text.h"

static const struct incident_told *addressed(const struct incident *i, const char *person)
{
	for (size_t k = 0; person != NULL && k < i->told_count; k++) {
		if (strcmp(i->told[k].person, person) == 0) {
			return &i->told[k];
		}
	}
	return NULL;
}

/* false: he had answered already. */
static enum kg_status record(struct act *act, const struct incident *i, const char *person,
    const char *means, bool *out_new)
{
	const struct incident_told *told = addressed(i, person);
	struct page page;
	enum kg_status st =
	    page_load(act->desk->store, i->number, person, act->desk->arena, &page);

	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	*out_new =
	    st == KG_OK ? !kg_time_is_set(page.answered) : !kg_time_is_set(told->acknowledged);
	if (!*out_new) {
		return KG_OK;
	}
	TRY(desk_append(act, "incident.acknowledged", { "number", i->number },
	    { "person", person }, { "means", means }, { "when", desk_when(act) }));
	return incident_redraw(act, i);
}

static const char *refusal(struct act *act, const struct incident *i)
{
	if ((act->as & AS_SECRETARIAT) != 0) {
		return arena_printf(act->desk->arena,
		    tr(act->language,
		        "受領は、宛先の方ご本人のものだけを記録します。電話でご本人に伝達したときは「/kaigi 事故 %s 伝達」をお使いください。"),
		    i->number);
	}
	return tr(act->language,
	    "ありがとうございます。受領は、お知らせした宛先の方ご本人のものだけを記録します。ご対応は不要です。");
}

enum kg_status page_acknowledge(struct act *act, const struct incident *i, const char *means)
{
	bool is_new;

	if (addressed(i, act->person.id) == NULL) {
		(void)desk_answer(act, "%s", refusal(act, i));
		return KG_OK;
	}
	TRY(record(act, i, act->person.id, means, &is_new));
	(void)desk_answer(act, tr(act->language, "%s の受領を記録しました。"), i->number);
	return KG_OK;
}

/* Once for a person and an incident: marks are put by habit. */
static enum kg_status say_once(
    struct act *act, const struct incident *i, const char *what, const char *text)
{
	struct card *card = desk_card(act);
	enum kg_status st = told_once(act->desk->store,
	    arena_printf(act->desk->arena, "page.mark|%s|%s|%lld|%s", i->number, what,
	        (long long)act->event->workspace, act->event->user),
	    act->event->now);

	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	card_title(card, tr(act->language, "【事故 %s】"), i->number);
	card_line(card, LINE_PLAIN, "%s", text);
	return desk_tell_actor(act, i->number, card);
}

static bool is_no(struct act *act, const char *mark)
{
	enum ballot_answer answer = ballot_answer(act->desk->charter, mark);

	return answer == ANSWER_REJECT || answer == ANSWER_MEETING;
}

enum kg_status page_mark(struct act *act, const struct posting *posting)
{
	struct incident i;
	bool is_new;

	if (!act->event->added || posting->person[0] == '\0') {
		return KG_OK; /* that he knew stays true; a channel's card asks nobody */
	}
	TRY(incident_load(act->desk->store, posting->matter, act->desk->arena, &i));
	if (addressed(&i, act->person.id) == NULL) {
		return incident_is(&i, "recognised")
		           ? say_once(act, &i, "other", refusal(act, &i))
		           : KG_OK;
	}
	if (is_no(act, act->event->mark)) {
		return say_once(act, &i, "no",
		    arena_printf(act->desk->arena,
		        tr(act->language,
		            "%s は受領として記録していません。ご確認いただけましたら、[受領]又は 👀 をお願いいたします。"),
		        act->event->mark));
	}
	return record(act, &i, act->person.id, "mark", &is_new);
}

enum kg_status page_marks(struct act *act, const struct posting *posting)
{
	const struct event *event = act->event;

	for (size_t k = 0; k < event->mark_count; k++) {
		struct person who;
		struct incident i;
		bool is_new;
		enum kg_status st;

		if (event->marks[k].removed_by != NULL || is_no(act, event->marks[k].mark)) {
			continue;
		}
		st = person_of_account(act->desk->store,
		    workspace_name(act->desk->store, event->workspace), event->marks[k].user,
		    act->desk->arena, &who);
		if (st != KG_OK && st != KG_NOT_FOUND) {
			return st;
		}
		TRY(incident_load(act->desk->store, posting->matter, act->desk->arena, &i));
		if (st == KG_OK && addressed(&i, who.id) != NULL) {
			TRY(record(act, &i, who.id, "mark", &is_new));
		}
	}
	return KG_OK;
}

enum kg_status page_read_back(struct act *act)
{
	struct page *list;
	size_t count;

	TRY(page_open(act->desk->store, act->desk->arena, &list, &count));
	for (size_t k = 0; k < count; k++) {
		struct posting *sent;
		size_t sent_count;

		TRY(posting_list(act->desk->store, list[k].incident, POST_PAGE,
		    act->desk->arena, &sent, &sent_count));
		for (size_t s = 0; s < sent_count; s++) {
			if (sent[s].state == POSTING_LIVE &&
			    strcmp(sent[s].person, list[k].person) == 0) {
				TRY(outbox_read(act->desk->store, &sent[s], act->event->now));
			}
		}
	}
	return KG_OK;
}

static bool is_secretariat(struct act *act)
{
	if ((act->as & AS_SECRETARIAT) != 0) {
		return true;
	}
	(void)desk_answer(act, "%s",
	    tr(act->language, "受領のお願いと電話の結果の記録は、庶務の操作です(要綱第7条)。"));
	return false;
}

enum kg_status page_button(struct act *act, const char *action, const char *value)
{
	size_t size = strcspn(value, "|");
	const char *number = arena_strndup(act->desk->arena, value, size);
	struct incident i;
	enum kg_status st = incident_load(act->desk->store, number, act->desk->arena, &i);

	if (st != KG_OK || !is_secretariat(act)) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	if (strcmp(action, "page.call") == 0) {
		return page_ask_call(act, &i, value[size] == '|' ? value + size + 1 : "");
	}
	return strcmp(action, "page.choose") == 0 ? page_choose(act, &i) : KG_OK;
}

static bool is_one_of(const char *word, const char *const *words)
{
	while (*words != NULL && strcmp(word, *words) != 0) {
		words++;
	}
	return *words != NULL;
}

enum kg_status page_command(
    struct act *act, const char *number, const struct command *command, bool *out_taken)
{
	static const char *const acks[] = { "受領", "ack", "acknowledge", NULL };
	static const char *const chosen[] = { "呼出", "呼出し", "page", NULL };
	static const char *const calls[] = { "伝達", "電話", "call", "phone", NULL };
	const char *word =
	    text_normal(command->text == NULL ? "" : command->text, act->desk->arena);
	struct incident i;

	*out_taken = is_one_of(word, acks) || is_one_of(word, chosen) || is_one_of(word, calls);
	if (!*out_taken) {
		return KG_OK;
	}
	TRY(incident_load(act->desk->store, number, act->desk->arena, &i));
	if (!incident_may_see(act, &i)) {
		return KG_NOT_FOUND;
	}
	if (is_one_of(word, acks)) {
		return page_acknowledge(act, &i, "command");
	}
	if (!is_secretariat(act)) {
		return KG_OK;
	}
	return is_one_of(word, chosen) ? page_choose(act, &i)
	                               : page_type_call(act, &i, command);
}
