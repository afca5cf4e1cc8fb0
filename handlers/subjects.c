/* The table of subjects: which functions a kind's events go to. */

#include "handlers/subject.h"

#include <string.h>

#include "handlers/action.h"
#include "handlers/circulate.h"
#include "handlers/ciso.h"
#include "handlers/convene.h"
#include "handlers/incident_announce.h"
#include "handlers/incident_page.h"
#include "handlers/inquiry.h"
#include "handlers/item.h"
#include "handlers/leave.h"
#include "handlers/minutes.h"
#include "handlers/paper.h"
#include "handlers/poll.h"
#include "handlers/report.h"
#include "handlers/roster_edit.h"
#include "handlers/ruling.h"
#include "handlers/sitting.h"

#define PREFIXES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct subject subjects[] = {
	{ .prefixes = PREFIXES(
	      "circular.", "circulate.", "choice.", "errata.", "review.", "reason", "put"),
	    .letter = "回",
	    .name = TR_NOOP("持ち回り"),
	    .mark = marks_take,
	    .marks = marks_take_set,
	    .message = reason_message,
	    .changed = reason_changed,
	    .deleted = life_deleted,
	    .button = choice_button,
	    .form = choice_dialogue,
	    .timer = settle_timer,
	    .render = card_draw,
	    .sent = life_sent,
	    .file = draft_file,
	    .roster = life_roster_changed },
	{ .prefixes = PREFIXES("inquiry."),
	    .letter = "照",
	    .name = TR_NOOP("照会・供覧"),
	    .deleted = inquiry_deleted,
	    .mark = inquiry_mark,
	    .message = inquiry_message,
	    .button = inquiry_button,
	    .form = inquiry_form,
	    .timer = inquiry_timer,
	    .render = inquiry_draw,
	    .sent = life_undelivered,
	    .file = inquiry_file,
	    .show = inquiry_show,
	    .story = inquiry_story,
	    .rows = inquiry_rows },
	{ .prefixes = PREFIXES("minutes."),
	    .letter = "議事録", /* no numbers of its own: they are their meeting's */
	    .name = TR_NOOP("議事録"),
	    .mark = minutes_mark,
	    .message = minutes_message,
	    .button = minutes_button,
	    .form = minutes_form,
	    .timer = minutes_timer,
	    .render = minutes_draw,
	    .sent = life_undelivered },
	{ .prefixes = PREFIXES("poll."),
	    .letter = "日",
	    .name = TR_NOOP("日程調整"),
	    .button = poll_button,
	    .form = poll_form,
	    .timer = poll_timer,
	    .render = poll_draw,
	    .sent = life_undelivered,
	    .show = poll_show },
	{ .prefixes = PREFIXES("action."),
	    .letter = "宿",
	    .name = TR_NOOP("宿題"),
	    .button = action_button,
	    .timer = action_timer,
	    .render = action_draw,
	    .sent = life_undelivered,
	    .show = action_show },
	{ .prefixes = PREFIXES("paper."),
	    .letter = "紙", /* before a circulation's number: the evidence of an answer to it */
	    .name = TR_NOOP("紙決裁"),
	    .mark = paper_mark,
	    .button = paper_button,
	    .form = paper_form,
	    .render = paper_draw,
	    .sent = life_undelivered,
	    .file = paper_file },
	{ .prefixes = PREFIXES("report."),
	    .letter = "報",
	    .name = TR_NOOP("幹事会報告"),
	    .mark = report_mark,
	    .deleted = report_deleted,
	    .button = report_button,
	    .form = report_form,
	    .timer = report_timer,
	    .render = report_draw,
	    .sent = life_undelivered,
	    .roster = report_roster,
	    .command = report_on_number,
	    .show = report_show,
	    .story = report_story,
	    .rows = report_rows },
	{ .prefixes = PREFIXES("item."),
	    .letter = "審",
	    .name = TR_NOOP("審議事項"),
	    .button = item_button,
	    .form = item_form,
	    .render = item_draw,
	    .sent = life_undelivered,
	    .file = item_file,
	    .command = item_on_number,
	    .show = item_show,
	    .story = item_story,
	    .rows = item_rows },
	{ .prefixes = PREFIXES("meeting."),
	    .letter = "招",
	    .name = TR_NOOP("会議"),
	    .mark = convene_mark,
	    .marks = convene_marks,
	    .message = convene_message,
	    .deleted = convene_deleted,
	    .button = convene_button,
	    .form = convene_take_form,
	    .timer = convene_timer,
	    .render = convene_draw,
	    .sent = life_undelivered,
	    .roster = convene_roster,
	    .command = convene_on_number,
	    .show = convene_show,
	    .story = convene_story,
	    .rows = convene_rows },
	{ .prefixes = PREFIXES("sitting."),
	    .letter = "会議", /* before a meeting's number: what was said of it */
	    .name = TR_NOOP("会議の記録"),
	    .mark = sitting_mark,
	    .message = sitting_thread,
	    .button = sitting_button,
	    .form = sitting_form,
	    .timer = sitting_timer,
	    .render = sitting_draw,
	    .sent = life_undelivered },
	{ .prefixes = PREFIXES("incident."),
	    .letter = "事",
	    .name = TR_NOOP("事故"),
	    .deleted = announce_deleted,
	    .mark = page_mark,
	    .marks = page_marks,
	    .button = incident_button,
	    .form = incident_form,
	    .timer = incident_timer,
	    .render = incident_draw,
	    .sent = life_undelivered,
	    .show = incident_show,
	    .story = incident_story,
	    .rows = incident_rows },
	{ .prefixes = PREFIXES("page."),
	    .letter = "呼出", /* no numbers of its own: an incident's */
	    .name = TR_NOOP("事故の呼出し"),
	    .mark = page_mark,
	    .marks = page_marks,
	    .button = page_button,
	    .form = page_form,
	    .timer = page_timer,
	    .render = page_draw,
	    .sent = page_sent,
	    .roster = page_roster },
	{ .prefixes = PREFIXES("ciso."),
	    .letter = "報告", /* no numbers of its own: an incident's */
	    .name = TR_NOOP("CISOへの報告"),
	    .mark = ciso_mark,
	    .marks = ciso_marks,
	    .button = ciso_button,
	    .form = ciso_form,
	    .timer = ciso_timer,
	    .render = ciso_draw,
	    .sent = ciso_undelivered },
	/* Of no numbered matter: a period of acting is its own. */
	{ .prefixes = PREFIXES("acting."),
	    .letter = "職務代理",
	    .name = TR_NOOP("職務代理"),
	    .button = acting_button,
	    .render = acting_draw,
	    .sent = life_undelivered,
	    .roster = acting_roster },
	{ .prefixes = PREFIXES("roster."),
	    .letter = "名簿",
	    .name = TR_NOOP("名簿"),
	    .timer = roster_timer,
	    .roster = roster_look },
	{ .prefixes = PREFIXES("absence."),
	    .letter = "不在",
	    .name = TR_NOOP("不在"),
	    .form = absence_form },
	{ .prefixes = PREFIXES("rule."),
	    .letter = "規",
	    .name = TR_NOOP("議長決定の案"),
	    .mark = ruling_mark,
	    .deleted = ruling_deleted,
	    .button = ruling_button,
	    .form = ruling_form,
	    .render = ruling_draw,
	    .sent = life_undelivered,
	    .roster = ruling_roster,
	    .command = ruling_on_number,
	    .show = ruling_show,
	    .story = ruling_show,
	    .rows = ruling_rows },
};

enum { SUBJECTS = sizeof(subjects) / sizeof(subjects[0]) };

const struct subject *subjects_list(size_t *out_count)
{
	*out_count = SUBJECTS;
	return subjects;
}

const struct subject *subject_of_kind(const char *kind)
{
	for (size_t i = 0; i < SUBJECTS; i++) {
		for (const char *const *p = subjects[i].prefixes; *p != NULL; p++) {
			if (strncmp(kind, *p, strlen(*p)) == 0) {
				return &subjects[i];
			}
		}
	}
	return NULL;
}

const struct subject *subject_of_number(const char *number)
{
	for (size_t i = 0; i < SUBJECTS; i++) {
		if (strncmp(number, subjects[i].letter, strlen(subjects[i].letter)) == 0) {
			return &subjects[i];
		}
	}
	return NULL;
}

const struct subject *subject_of_posting(const struct posting *posting)
{
	const struct subject *by_kind;

	if (posting->matter[0] == '\0') {
		return NULL;
	}
	by_kind = subject_of_kind(posting->kind);
	return by_kind != NULL ? by_kind : subject_of_number(posting->matter);
}
