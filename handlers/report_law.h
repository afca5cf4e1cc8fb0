#ifndef KAIGI_HANDLERS_REPORT_LAW_H
#define KAIGI_HANDLERS_REPORT_LAW_H

/*
 * What a report of the steering committee lets become of each of its lines (article 3-3(4) to
 * (6)). Pure; tests/unit/law/report.tsv is its law in rows.
 *
 * Making it. The 幹事長 reports, or the 副幹事長 while he acts for him. That somebody acts for
 * the council's chair is by itself no 事故 of the 幹事長; a rule may say that it is
 * (acting_chair_as_committee_accident), and then the 副幹事長 makes it.
 *
 * Answering it. The chair, or who acts for him, and nobody else; each line once, on the text
 * that was reported. Any line may be received, returned (with a reason) or put to the council.
 * Approval makes a resolution of it (3-3(5)), therefore only of what the committee found fit,
 * and never of a 特に重要 line, which the council itself deliberates (3(4), 3-3(6)). Who made
 * the report does not approve it: not by the charter's words, but by default; a rule may allow
 * it (acting_chair_own_report), in a declared incident with 後閲 by the chair, or always.
 */

#include <stdbool.h>

enum report_stage { REPORT_STAGE_DRAFT, REPORT_STAGE_REPORTED, REPORT_STAGE_OVER };
enum report_who { REPORT_BY_CHAIR, REPORT_BY_ACTING, REPORT_BY_OTHER };
enum report_result {
	RESULT_NONE,
	RESULT_AS_IS,
	RESULT_AMENDED,
	RESULT_UNFIT,
	RESULT_CONTINUED
};
enum report_own_rule { OWN_REFUSE, OWN_WITH_KOUETSU, OWN_ALLOW };

enum report_answer {                  /* bits */
	ANSWER_LINE_APPROVE = 1 << 0, /* 承認し議決とする */
	ANSWER_LINE_RECEIVE = 1 << 1, /* 報告を受けた */
	ANSWER_LINE_RETURN = 1 << 2,  /* 差戻し */
	ANSWER_LINE_REFER = 1 << 3,   /* 付議 */
};

struct report_case {
	enum report_stage stage;
	enum report_who who;
	bool own;       /* who answers has made the report */
	bool important; /* frozen in the line, or set since */
	bool same_text; /* what was asked is what stands, by its hash */
	enum report_result result;
	unsigned given; /* the answer that stands; 0: none */
	bool incident;  /* a declared incident */
	enum report_own_rule own_rule;
};

enum report_word {
	REPORT_LAWFUL,
	REPORT_LAWFUL_OWN,         /* approval of his own report: a rule allows it, on record */
	REPORT_LAWFUL_OWN_KOUETSU, /* the same, and the chair reads it on his return */
	/* refusals, in the order in which they are said */
	REPORT_NOT_CHAIR,      /* 3-3(5) */
	REPORT_NOT_REPORTED,   /* 3-3(4) */
	REPORT_ENDED,          /* withdrawn, or all answered */
	REPORT_EDITED,         /* another version stands */
	REPORT_ALREADY,        /* this very answer */
	REPORT_CONTRADICTS,    /* another answer was given */
	REPORT_NO_RESULT,      /* 3-3(4) */
	REPORT_IMPORTANT,      /* 3-3(6), 3(4) */
	REPORT_NOT_FIT,        /* the committee did not find it fit */
	REPORT_OWN,            /* default, or the rule says so */
	REPORT_OWN_NO_INCIDENT /* the rule allows it in a declared incident only */
};

enum report_word report_may(const struct report_case *c, enum report_answer answer);
bool report_is_lawful(enum report_word word);
/* The bits of what may be answered now. */
unsigned report_choices(const struct report_case *c);
/* "3-3(5)"; NULL where the charter is silent and a rule or default speaks. */
const char *report_article(enum report_word word);

/* Making a report. */
enum report_maker { MAKER_CHIEF, MAKER_ACTING_CHIEF, MAKER_CHIEF_ACTS_AS_CHAIR, MAKER_OTHER };
enum report_make_word {
	MAKE_LAWFUL,
	MAKE_NOT_CHIEF,   /* 3-3(4) */
	MAKE_DEEMED_AWAY, /* the rule: the 副幹事長 makes it */
	MAKE_NOT_READY,   /* not handed in, or not reviewed */
	MAKE_NO_RESULT,   /* 3-3(4): a line without a result */
	MAKE_NO_OPINION,  /* 3-3(6): a 特に重要 line without 集約意見 */
	MAKE_MADE_ALREADY,
};
struct report_make_case {
	enum report_maker maker;
	bool accident_rule; /* acting_chair_as_committee_accident = on */
	bool ready;
	bool reported;
	bool results;  /* every line has one */
	bool opinions; /* every 特に重要 line has its 集約意見 */
};
enum report_make_word report_may_make(const struct report_make_case *c);

#endif
