/* Who may do what. The articles behind a row stand beside it in tests/capabilities.tsv. */
#include "handlers/capability.h"

#include <stddef.h>
#include <string.h>

enum {
	SEATS = AS_CHAIR | AS_CHAIR_AWAY | AS_VICE | AS_VICE_AWAY | AS_MEMBER,
	READERS = SEATS | AS_SECRETARIAT | AS_REVIEWER | AS_CISO | AS_DEPUTY_CISO |
	          AS_SECRETARY | AS_WINDOW | AS_AUDITOR,
	EVERYBODY = READERS | AS_FORMER | AS_EMPLOYEE | AS_GUEST,
	HEAD = AS_CHAIR | AS_ACTING_CHAIR, /* of the council, in function */
	CHIEF = AS_VICE | AS_ACTING_CHIEF, /* of the committee, in function */
};

struct row {
	const char *name; /* in tests/capabilities.tsv */
	unsigned may;
	unsigned own;
	enum refusal refusal;
};

static const struct row rows[CAPABILITIES] = {
	[CAN_CIRCULATE] = { .name = "circulate", .may = AS_SECRETARIAT },
	[CAN_STATUS] = { .name = "status", .may = READERS },
	[CAN_HISTORY] = { .name = "history", .may = READERS },
	[CAN_REVIEW] = { .name = "review", .own = AS_REVIEWER },
	[CAN_APPROVE] = { .name = "approve", .may = SEATS },
	[CAN_REJECT] = { .name = "reject", .may = SEATS },
	[CAN_MEETING] = { .name = "meeting", .may = SEATS },
	[CAN_CONTINUE] = { .name = "continue", .may = HEAD },
	[CAN_RETURN] = { .name = "return", .may = HEAD | CHIEF, .own = AS_REVIEWER },
	[CAN_REFER] = { .name = "refer", .may = HEAD },
	[CAN_FAIL] = { .name = "fail", .may = HEAD },
	[CAN_WITHDRAW] = { .name = "withdraw", .may = HEAD | AS_SECRETARIAT },
	[CAN_EXTEND] = { .name = "extend", .may = HEAD },
	[CAN_KOUETSU] = { .name = "kouetsu", .may = HEAD },
	[CAN_RESEAT] = { .name = "reseat", .may = HEAD },
	[CAN_UNCHECKED] = { .name = "unchecked", .may = HEAD },
	[CAN_ERRATA] = { .name = "errata", .may = HEAD | AS_SECRETARIAT },
	[CAN_VERSION] = { .name = "version", .may = AS_SECRETARIAT },
	[CAN_PAPER] = { .name = "paper",
	    .may = HEAD | AS_SECRETARIAT | AS_REVIEWER,
	    .own = SEATS },
	[CAN_INQUIRY] = { .name = "inquiry", .may = AS_SECRETARIAT, .own = EVERYBODY },
	[CAN_NOTICE] = { .name = "notice", .may = AS_SECRETARIAT, .own = EVERYBODY },
	[CAN_ITEM] = { .name = "item", .may = READERS },
	[CAN_COMMITTEE] = { .name = "committee", .may = AS_SECRETARIAT | CHIEF | AS_VICE_AWAY },
	[CAN_REPORT] = { .name = "report", .may = READERS },
	[CAN_RECEIVE] = { .name = "receive", .may = HEAD },
	[CAN_OPEN] = { .name = "open",
	    .may = AS_SECRETARIAT,
	    .own = HEAD | CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_SUSPEND] = { .name = "suspend",
	    .may = AS_SECRETARIAT,
	    .own = HEAD | CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_RESUME] = { .name = "resume",
	    .may = AS_SECRETARIAT,
	    .own = HEAD | CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_CLOSE] = { .name = "close",
	    .may = AS_SECRETARIAT,
	    .own = HEAD | CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_ATTENDANCE] = { .name = "attendance",
	    .may = AS_SECRETARIAT,
	    .own = HEAD | CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_VOTE] = { .name = "vote",
	    .may = AS_SECRETARIAT,
	    .own = HEAD | CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_SPEAK] = { .name = "speak",
	    .may = AS_SECRETARIAT,
	    .own = SEATS | AS_ACTING_CHAIR | AS_ACTING_CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_GUEST_TIME] = { .name = "guest_time",
	    .may = AS_SECRETARIAT,
	    .own = HEAD | CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_NEW_ACTION] = { .name = "new_action",
	    .may = AS_SECRETARIAT,
	    .own = SEATS | AS_ACTING_CHAIR | AS_ACTING_CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_ENTER_MEETING] = { .name = "enter_meeting",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_REGISTER] = { .name = "register", .may = READERS },
	[CAN_MINUTES] = { .name = "minutes", .may = READERS },
	[CAN_ACTIONS] = { .name = "actions", .may = READERS },
	[CAN_AHEAD] = { .name = "ahead", .may = READERS },
	[CAN_YEAR] = { .name = "year", .may = READERS },
	[CAN_POLL] = { .name = "poll", .may = READERS },
	[CAN_ABSENCE] = { .name = "absence",
	    .may = AS_SECRETARIAT,
	    .own = SEATS | AS_SECRETARY },
	[CAN_ACTING] = { .name = "acting", .may = READERS },
	[CAN_ROSTER] = { .name = "roster", .may = READERS },
	[CAN_NOMINATE] = { .name = "nominate",
	    .may = AS_VICE | AS_VICE_AWAY,
	    .refusal = REFUSED_SAID },
	[CAN_RULES] = { .name = "rules", .may = READERS },
	[CAN_INCIDENT] = { .name = "incident", .may = EVERYBODY },
	[CAN_CLOCKS] = { .name = "clocks", .may = READERS },
	[CAN_CONVENE] = { .name = "convene",
	    .may = SEATS | AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_ATTEND] = { .name = "attend", .may = AS_SECRETARIAT, .own = SEATS | AS_SECRETARY },
	[CAN_DECLINE] = { .name = "decline",
	    .may = AS_SECRETARIAT,
	    .own = SEATS | AS_SECRETARY },
	[CAN_UNDECIDED] = { .name = "undecided",
	    .may = AS_SECRETARIAT,
	    .own = SEATS | AS_SECRETARY },
	[CAN_CHANGE] = { .name = "change", .may = HEAD | CHIEF | AS_SECRETARIAT },
	[CAN_POSTPONE] = { .name = "postpone", .may = HEAD | CHIEF | AS_SECRETARIAT },
	[CAN_CANCEL] = { .name = "cancel", .may = HEAD | CHIEF | AS_SECRETARIAT },
	[CAN_LANGUAGE] = { .name = "language", .may = EVERYBODY },
	[CAN_HELP] = { .name = "help", .may = EVERYBODY },

	[CAN_PUT] = { .name = "put", .may = HEAD, .refusal = REFUSED_SAID },
	[CAN_SEAL] = { .name = "seal", .may = SEATS, .refusal = REFUSED_SAID },
	[CAN_SEAL_LAST] = { .name = "seal_last", .may = HEAD, .refusal = REFUSED_SAID },
	[CAN_OPINION] = { .name = "opinion", .may = SEATS, .refusal = REFUSED_UNSEEN },
	[CAN_SEND_BACK] = { .name = "send_back",
	    .may = HEAD,
	    .own = AS_REVIEWER,
	    .refusal = REFUSED_SAID },
	[CAN_TAKE_BACK] = { .name = "take_back",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_STOP] = { .name = "stop", .may = HEAD, .refusal = REFUSED_SAID },
	[CAN_ALLOW_ERRATA] = { .name = "allow_errata", .may = HEAD, .refusal = REFUSED_SAID },
	[CAN_SEE_DRAFT] = { .name = "see_draft",
	    .may = AS_SECRETARIAT | AS_REVIEWER,
	    .own = HEAD | AS_CHAIR_AWAY,
	    .refusal = REFUSED_UNSEEN },
	[CAN_SEE_PENDING] = { .name = "see_pending",
	    .may = HEAD | AS_CHAIR_AWAY | AS_SECRETARIAT | AS_REVIEWER,
	    .own = CHIEF,
	    .refusal = REFUSED_UNSEEN },

	[CAN_PAPER_ENTER] = { .name = "paper_enter", .may = AS_SECRETARIAT },
	[CAN_PAPER_CONFIRM] = { .name = "paper_confirm",
	    .may = HEAD | AS_SECRETARIAT | AS_REVIEWER,
	    .refusal = REFUSED_SAID },
	[CAN_PAPER_OBJECT] = { .name = "paper_object", .own = SEATS, .refusal = REFUSED_SAID },
	[CAN_INQUIRY_ANSWER] = { .name = "inquiry_answer",
	    .own = EVERYBODY,
	    .refusal = REFUSED_SAID },
	[CAN_INQUIRY_CLOSE] = { .name = "inquiry_close",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_DELIBERATE] = { .name = "deliberate", .may = CHIEF, .refusal = REFUSED_SAID },

	[CAN_ITEM_REGISTER] = { .name = "item_register", .may = AS_SECRETARIAT },
	[CAN_ITEM_FLAG] = { .name = "item_flag", .may = HEAD | CHIEF, .refusal = REFUSED_SAID },
	[CAN_SEE_PREPARED] = { .name = "see_prepared",
	    .may = HEAD | AS_CHAIR_AWAY | CHIEF | AS_VICE_AWAY | AS_SECRETARIAT | AS_REVIEWER,
	    .refusal = REFUSED_UNSEEN },
	[CAN_REPORT_ENTER] = { .name = "report_enter",
	    .may = AS_SECRETARIAT | CHIEF | AS_VICE_AWAY },
	[CAN_REPORT_BACK] = { .name = "report_back",
	    .may = CHIEF,
	    .own = AS_REVIEWER,
	    .refusal = REFUSED_SAID },
	[CAN_REPORT_MAKE] = { .name = "report_make", .may = CHIEF, .refusal = REFUSED_SAID },
	[CAN_REPORT_ANSWER] = { .name = "report_answer", .may = HEAD, .refusal = REFUSED_SAID },
	[CAN_REPORT_TAKE_BACK] = { .name = "report_take_back",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_REPORT_READ] = { .name = "report_read", .own = AS_CHAIR, .refusal = REFUSED_SAID },

	[CAN_MINUTES_COMMENT] = { .name = "minutes_comment",
	    .may = SEATS | AS_SECRETARIAT | AS_REVIEWER,
	    .refusal = REFUSED_UNSEEN },
	[CAN_MINUTES_CONFIRM] = { .name = "minutes_confirm",
	    .own = SEATS | AS_ACTING_CHAIR | AS_ACTING_CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_MINUTES_CORRECT] = { .name = "minutes_correct",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_POLL_EDIT] = { .name = "poll_edit",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_POLL_ANSWER] = { .name = "poll_answer",
	    .own = SEATS | AS_SECRETARY,
	    .refusal = REFUSED_SAID },
	[CAN_ACTION_END] = { .name = "action_end",
	    .may = AS_SECRETARIAT,
	    .own = READERS,
	    .refusal = REFUSED_SAID },
	[CAN_ACTION_EDIT] = { .name = "action_edit",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },

	[CAN_CONVENE_DRAFT] = { .name = "convene_draft",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_CONVENE_REQUEST] = { .name = "convene_request",
	    .may = SEATS | AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_CONVENE_COUNCIL] = { .name = "convene_council",
	    .may = HEAD,
	    .refusal = REFUSED_SAID },
	[CAN_CONVENE_COMMITTEE] = { .name = "convene_committee",
	    .may = CHIEF,
	    .refusal = REFUSED_SAID },
	[CAN_CONVENE_BACK] = { .name = "convene_back",
	    .may = HEAD | CHIEF,
	    .own = AS_REVIEWER,
	    .refusal = REFUSED_SAID },
	[CAN_CONVENE_CHANGE] = { .name = "convene_change",
	    .may = HEAD | CHIEF | AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_REPLY] = { .name = "reply",
	    .may = AS_SECRETARIAT,
	    .own = SEATS | AS_SECRETARY,
	    .refusal = REFUSED_SAID },

	[CAN_RULE_PROPOSE] = { .name = "rule_propose",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_RULE_COUNCIL] = { .name = "rule_council", .may = HEAD, .refusal = REFUSED_SAID },
	[CAN_RULE_BACK] = { .name = "rule_back",
	    .may = HEAD | CHIEF,
	    .own = AS_REVIEWER,
	    .refusal = REFUSED_SAID },
	[CAN_RULE_COMMITTEE] = { .name = "rule_committee",
	    .may = HEAD | CHIEF,
	    .refusal = REFUSED_SAID },

	[CAN_INCIDENT_TAKE] = { .name = "incident_take",
	    .may = HEAD | CHIEF | AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_INCIDENT_END] = { .name = "incident_end",
	    .may = HEAD | AS_CISO,
	    .refusal = REFUSED_SAID },
	[CAN_INCIDENT_RULE] = { .name = "incident_rule",
	    .may = AS_DISCLOSURE,
	    .refusal = REFUSED_SAID },
	[CAN_INCIDENT_SEE] = { .name = "incident_see",
	    .may = HEAD | AS_CHAIR_AWAY | CHIEF | AS_VICE_AWAY | AS_DISCLOSURE |
	           AS_SECRETARIAT | AS_CISO | AS_DEPUTY_CISO | AS_WINDOW | AS_AUDITOR,
	    .own = EVERYBODY,
	    .refusal = REFUSED_UNSEEN },

	[CAN_ABSENCE_REASON] = { .name = "absence_reason",
	    .may = AS_SECRETARIAT,
	    .own = SEATS | AS_SECRETARY,
	    .refusal = REFUSED_UNSEEN },
	[CAN_ACTING_BEGIN] = { .name = "acting_begin",
	    .may = AS_CHAIR | AS_CHAIR_AWAY | AS_VICE | AS_VICE_AWAY | AS_VICE_CHIEF |
	           AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_ACTING_END] = { .name = "acting_end",
	    .may = AS_CHAIR | AS_CHAIR_AWAY | AS_VICE | AS_VICE_AWAY | AS_ACTING_CHAIR |
	           AS_ACTING_CHIEF | AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_ACTING_TRIED] = { .name = "acting_tried",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_ACTING_READ] = { .name = "acting_read",
	    .own = AS_CHAIR | AS_CHAIR_AWAY | AS_VICE | AS_VICE_AWAY,
	    .refusal = REFUSED_SAID },
	[CAN_ROSTER_EDIT] = { .name = "roster_edit",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_SAID },
	[CAN_ROSTER_AHEAD] = { .name = "roster_ahead",
	    .may = AS_SECRETARIAT,
	    .refusal = REFUSED_UNSEEN },
};

static const struct {
	const char *office;
	unsigned brings;
} offices[] = {
	{ "chair", AS_CHAIR },
	{ "vice", AS_VICE },
	{ "m1", AS_MEMBER },
	{ "m2", AS_MEMBER },
	{ "m3", AS_MEMBER | AS_DISCLOSURE },
	{ "m4", AS_MEMBER | AS_DISCLOSURE },
	{ "m5", AS_MEMBER },
	{ "m6", AS_MEMBER },
	{ "m7", AS_MEMBER },
	{ "vice_chief", AS_VICE_CHIEF },
	{ "secretariat", AS_SECRETARIAT },
	{ "reviewer", AS_REVIEWER },
	{ "ciso", AS_CISO },
	{ "deputy_ciso", AS_DEPUTY_CISO },
	{ "secretary", AS_SECRETARY },
	{ "window", AS_WINDOW },
	{ "auditor", AS_AUDITOR },
	{ "employee", AS_EMPLOYEE },
	{ "guest", AS_GUEST },
};

enum permission capability_of(enum capability capability, unsigned capacities)
{
	if ((rows[capability].may & capacities) != 0) {
		return MAY;
	}
	return (rows[capability].own & capacities) != 0 ? MAY_OWN : MAY_NOT;
}

unsigned capability_holders(enum capability capability)
{
	return rows[capability].may | rows[capability].own;
}

const char *capability_name(enum capability capability)
{
	return rows[capability].name;
}

enum refusal capability_refusal(enum capability capability)
{
	return rows[capability].refusal;
}

static unsigned both_heads(unsigned then, unsigned now, unsigned present, unsigned away)
{
	bool is_head = (then & (present | away)) != 0 && (now & (present | away)) != 0;

	return is_head && (then & now & present) == 0 ? away : 0;
}

unsigned capability_both(unsigned then, unsigned now)
{
	unsigned both = (then & now) | both_heads(then, now, AS_CHAIR, AS_CHAIR_AWAY) |
	                both_heads(then, now, AS_VICE, AS_VICE_AWAY);

	return both == 0 ? AS_FORMER : both;
}

unsigned capability_capacity(const char *office)
{
	for (size_t i = 0; i < sizeof(offices) / sizeof(offices[0]); i++) {
		if (strcmp(offices[i].office, office) == 0) {
			return offices[i].brings;
		}
	}
	return 0;
}
