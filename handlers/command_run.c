/* From a typed text to the handler of its verb: refused by the table of capabilities, by a key
 * that nobody knows, by the day, or asked about when it came late. */

#include "handlers/handlers_parts.h"

#include <string.h>

#include "handlers/action.h"
#include "handlers/ask.h"
#include "handlers/circulate.h"
#include "handlers/clock.h"
#include "handlers/convene.h"
#include "handlers/dates.h"
#include "handlers/guide.h"
#include "handlers/incident.h"
#include "handlers/inquiry.h"
#include "handlers/item.h"
#include "handlers/late.h"
#include "handlers/leave.h"
#include "handlers/minutes.h"
#include "handlers/number.h"
#include "handlers/paper.h"
#include "handlers/poll.h"
#include "handlers/register.h"
#include "handlers/report.h"
#include "handlers/roster.h"
#include "handlers/roster_edit.h"
#include "handlers/ruling.h"
#include "handlers/sitting.h"
#include "handlers/subject.h"
#include "handlers/text.h"
#include "handlers/year.h"

/* The number names the subject: 承認 報R8-001 is the answer to a report. */
static enum kg_status run_on_number(
    struct act *act, const struct command *command, enum verb verb)
{
	const struct subject *subject;
	struct number parts;
	const char *number;

	if (command->number != NULL && number_parse(command->number, &parts)) {
		number = number_format(
		    parts.kind, parts.fiscal_year, parts.serial, act->desk->arena);
		subject = subject_of_number(number);
		if (subject != NULL && subject->command != NULL) {
			return subject->command(act, command, verb, number);
		}
	}
	if (verb == VERB_RECEIVE) {
		(void)desk_answer(act,
		    tr(act->language, "番号を添えてください。例:/kaigi %s 報R8-001"),
		    command->verb);
		return KG_OK;
	}
	return choice_command(act, command, verb);
}

/* A row for each word. NOLINTNEXTLINE(readability-function-size) */
static enum kg_status run_verb(struct act *act, const struct command *command, enum verb verb)
{
	switch (verb) {
	case VERB_HELP:
		return ask_help(act, command);
	case VERB_STATUS:
		return ask_status(act, command);
	case VERB_HISTORY:
		return ask_history(act, command);
	case VERB_ITEM:
		return item_command(act, command);
	case VERB_COMMITTEE:
		return report_held_command(act, command);
	case VERB_REPORT:
		return report_command(act, command);
	case VERB_REGISTER:
		return register_command(act, command);
	case VERB_INQUIRY:
	case VERB_NOTICE:
		return inquiry_command(act, command, verb == VERB_NOTICE);
	case VERB_MINUTES:
		return minutes_command(act, command);
	case VERB_ACTIONS:
		return action_command(act, command);
	case VERB_OPEN:
	case VERB_SUSPEND:
	case VERB_RESUME:
	case VERB_CLOSE:
	case VERB_ATTENDANCE:
	case VERB_VOTE:
	case VERB_SPEAK:
	case VERB_GUEST:
	case VERB_NEW_ACTION:
	case VERB_HELD:
		return sitting_command(act, command, verb);
	case VERB_AHEAD:
		return ahead_command(act, command);
	case VERB_POLL:
		return poll_command(act, command);
	case VERB_YEAR:
		return year_command(act, command);
	case VERB_PAPER:
		return paper_command(act, command);
	case VERB_CIRCULATE:
		return draft_command(act, command);
	case VERB_ROSTER:
		return roster_show(act, command);
	case VERB_NOMINATE:
		return roster_nominate(act, command);
	case VERB_RULES:
		return ruling_command(act, command);
	case VERB_INCIDENT:
		return incident_command(act, command);
	case VERB_CLOCKS:
		return clock_command(act, command);
	case VERB_CONVENE:
		return convene_command(act, command);
	case VERB_ATTEND:
		return convene_reply_command(act, command, CONVENE_ATTEND);
	case VERB_DECLINE:
		return convene_reply_command(act, command, CONVENE_ABSENT);
	case VERB_UNDECIDED:
		return convene_reply_command(act, command, CONVENE_UNSURE);
	case VERB_CHANGE:
	case VERB_POSTPONE:
	case VERB_CANCEL:
		return convene_change_command(act, command, verb);
	case VERB_LANGUAGE:
		return roster_language(act, command);
	case VERB_APPROVE:
	case VERB_REJECT:
	case VERB_MEETING:
	case VERB_REVIEW:
	case VERB_RECEIVE:
	case VERB_CONTINUE:
	case VERB_RETURN:
	case VERB_REFER:
	case VERB_FAIL:
	case VERB_WITHDRAW:
	case VERB_EXTEND:
	case VERB_KOUETSU:
	case VERB_RESEAT:
	case VERB_UNCHECKED:
	case VERB_ERRATA:
	case VERB_VERSION:
		return run_on_number(act, command, verb);
	case VERB_ABSENCE:
		return absence_command(act, command);
	case VERB_ACTING:
		return acting_command(act, command);
	case VERB_NONE:
		break;
	}
	return ask_unknown(act, command);
}

/* Nothing that was typed is dropped in silence. */
static bool refuse_unknown_key(struct act *act, const struct command *command)
{
	enum language l = act->language;

	for (size_t i = 0; i < command->pair_count; i++) {
		const char *key = command->pairs[i].key;
		const char *near = commands_key_nearest(key);
		struct card *card;

		if (commands_key(key) != NULL) {
			continue;
		}
		card = desk_answer(act,
		    tr(l, "「%s=」という項目は見当たりません。まだ何も送っていません。"),
		    text_truncate(text_clean(key, act->desk->arena), 40, act->desk->arena));
		if (near != NULL) {
			card_line(card, LINE_PLAIN, tr(l, "「%s=」のことでしょうか。"), near);
		}
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "文中に「=」を含む場合は、全体を「」でお囲みください。"));
		return true;
	}
	return false;
}

/* Nothing is done under guidelines that are not in force on that day (article 1, 附則). */
bool handlers_in_force(const struct act *act)
{
	return act->desk->charter->in_force.day <= kg_date_of(act->event->when).day;
}

const char *handlers_not_in_force(struct act *act)
{
	return arena_printf(act->desk->arena,
	    tr(act->language,
	        "この要綱(%s施行)は、まだ施行されていません。施行日までは、閲覧と名簿の登録のほかは承れません(附則)。"),
	    dates_document_day(act->desk->charter->in_force, act->language, act->desk->arena));
}

/* What looks, and what prepares the day. */
static bool is_before_its_day(
    struct act *act, const struct command_word *word, const struct command *command)
{
	bool looks = word->verb == VERB_HELP || word->verb == VERB_LANGUAGE ||
	             word->verb == VERB_ROSTER || word->verb == VERB_STATUS ||
	             word->verb == VERB_HISTORY || word->verb == VERB_REGISTER ||
	             word->verb == VERB_AHEAD || word->verb == VERB_YEAR ||
	             word->verb == VERB_CLOCKS ||
	             (word->verb == VERB_RULES && command->pair_count == 0 &&
	                 (command->text == NULL || strcmp(command->text, "要綱") == 0));

	if (handlers_in_force(act) || looks) {
		return false;
	}
	(void)desk_answer(act, "%s", handlers_not_in_force(act));
	return true;
}

static enum kg_status read_and_run(struct act *act, bool may_be_old)
{
	const struct command_word *word;
	struct command command;
	enum grammar_fault fault;

	if (grammar_parse(act->event->text == NULL ? "" : act->event->text, act->desk->arena,
	        &command, &fault) != KG_OK) {
		(void)desk_answer(act, "%s",
		    fault == GRAMMAR_QUOTE
		        ? tr(act->language,
		              "「 や \" が閉じられていません。もう一度お願いいたします。")
		        : tr(act->language,
		              "文字を読み取れませんでした。もう一度お願いいたします。"));
		return KG_OK;
	}
	word = command.verb[0] == '\0' ? commands_of(VERB_HELP) : commands_find(command.verb);
	if (word == NULL) {
		return ask_unknown(act, &command);
	}
	if (capability_of(word->capability, act->as) == MAY_NOT &&
	    capability_refusal(word->capability) == REFUSED_WORD) {
		desk_refuse(act, word);
		return KG_OK;
	}
	if (refuse_unknown_key(act, &command)) {
		return KG_OK;
	}
	if (is_before_its_day(act, word, &command)) {
		return KG_OK;
	}
	if (!may_be_old) {
		bool asked;

		TRY(late_ask(act, &asked));
		if (asked) {
			return KG_OK;
		}
	}
	return run_verb(act, &command, word->verb);
}

enum kg_status handlers_run_command(struct act *act)
{
	return read_and_run(act, true);
}

enum kg_status handlers_take_command(struct act *act)
{
	bool taken = false;

	if (act->by_message) {
		TRY(guide_take_word(act, &taken));
	}
	return taken ? KG_OK : read_and_run(act, !act->by_message);
}
