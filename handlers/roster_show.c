/* Who holds what. A future tenure is shown to roster editors only
 * until it is published. */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/roster.h"

static void add_seat(
    struct act *act, const struct charter_seat *seat, struct kg_time at, struct card *card)
{
	struct tenure *held;
	struct person person;
	const char *name = act->language == LANGUAGE_JA ? seat->post.ja : seat->post.en;
	const char *title = act->language == LANGUAGE_JA ? seat->title.ja : seat->title.en;
	char *reason;
	size_t count;

	if (holders_of(act->desk->store, seat->id, at, act->desk->arena, &held, &count) !=
	        KG_OK ||
	    count == 0) {
		card_line(card, LINE_SEAT, tr(act->language, "%s(%s):欠員"), title, name);
		return;
	}
	if (held[count - 1].published.ms > act->event->when.ms &&
	    (act->can & CAN_EDIT_ROSTER) == 0) {
		card_line(card, LINE_SEAT, tr(act->language, "%s(%s):(未公表)"), title, name);
		return;
	}
	if (person_load(act->desk->store, held[count - 1].person, act->desk->arena, &person) !=
	    KG_OK) {
		return;
	}
	card_line(card, LINE_SEAT, "%s(%s):%s", title, name, person.name);
	if (absence_of(act->desk->store, person.id, at, act->desk->arena, &reason) == KG_OK) {
		card_run(card, RUN_TEXT, NULL, tr(act->language, "(不在)"));
	}
}

enum kg_status roster_show(struct act *act, const struct command *command)
{
	const struct charter_body *council = charter_body(act->desk->charter, "council");
	struct kg_time at = act->event->when;
	struct dates_rules rules = { .end_of_day = 12 * 60 };
	struct dates_fault fault;
	struct card *card;

	if (command->text != NULL &&
	    dates_parse_past(command->text, act->event->when, &rules, &at, &fault) != KG_OK) {
		(void)desk_answer(
		    act, "%s", dates_fault_text(&fault, act->language, act->desk->arena));
		return KG_OK;
	}
	card = desk_answer(act, tr(act->language, "【管理会議】名簿(%s現在)"),
	    dates_document_day(kg_date_of(at), act->language, act->desk->arena));
	for (size_t i = 0; i < council->seat_count; i++) {
		add_seat(act, &council->seats[i], at, card);
	}
	return KG_OK;
}

enum kg_status roster_language(struct act *act, const struct command *command)
{
	const char *wanted =
	    command->text == NULL ? command_value(command, "language") : command->text;
	bool english = wanted != NULL &&
	               (strcmp(wanted, "en") == 0 || strcmp(wanted, "English") == 0 ||
	                   strcmp(wanted, "english") == 0 || strcmp(wanted, "英語") == 0);

	if (act->person.id == NULL) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "名簿にない方の言語は変更できません。庶務にお問い合わせください。"));
		return KG_OK;
	}
	TRY(desk_append(act, "person", { "id", act->person.id }, { "name", act->person.name },
	    { "language", english ? "en" : "ja" }));
	(void)desk_answer(act, "%s",
	    english ? tr(LANGUAGE_EN, "これからは英語でお届けします。")
	            : tr(LANGUAGE_JA, "これからは日本語でお届けします。"));
	return KG_OK;
}
