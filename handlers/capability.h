#ifndef KAIGI_HANDLERS_CAPABILITY_H
#define KAIGI_HANDLERS_CAPABILITY_H

/*
 * The one table of who may do what: every word, mark and button, by every capacity in which
 * somebody can act. Handlers decide by it; what depends on the state of a matter (is it open,
 * is he the one who was asked) stays with them. Pure.
 *
 * A new word or act: a value of enum capability, its row in capability.c, its line in
 * tests/capabilities.tsv (written by hand, from the charter) and in both READMEs, and for a
 * word
 * `.capability` in the table of commands. A new capacity: a value of enum capacity, its column
 * in tests/capabilities.tsv, and where desk.c finds it. ctest law and ctest capabilities fail
 * until all of them are there.
 */

#include <stdbool.h>

enum capacity {                 /* bits: a person has as many as he acts in */
	AS_CHAIR = 1 << 0,      /* 議長, in function */
	AS_CHAIR_AWAY = 1 << 1, /* 議長 with 事故: away, or somebody acts for him */
	AS_VICE = 1 << 2,       /* 副議長 = 幹事長: one post (articles 2(3), 3-2(2)) */
	AS_VICE_AWAY = 1 << 3,  /* the same, with 事故 as 幹事長 */
	AS_MEMBER = 1 << 4,     /* 委員 = 幹事 */
	AS_VICE_CHIEF = 1 << 5, /* 副幹事長: what the nomination adds to a 委員 */
	AS_DISCLOSURE = 1 << 6, /* 行政情報課: what the section adds to a 委員 (m3, m4) */
	AS_ACTING_CHAIR = 1 << 7, /* what acting for the chair adds (article 3(2)) */
	AS_ACTING_CHIEF = 1 << 8, /* what acting for the 幹事長 adds (article 3-3(2)) */
	AS_SECRETARIAT = 1 << 9,  /* 庶務 (article 7); the roster's editors */
	AS_REVIEWER = 1 << 10,    /* 庶務内確認者 */
	AS_CISO = 1 << 11,        /* no seat, no vote */
	AS_DEPUTY_CISO = 1 << 12,
	AS_SECRETARY = 1 << 13, /* 秘書 */
	AS_WINDOW = 1 << 14,    /* 窓口担当 */
	AS_AUDITOR = 1 << 15,   /* 監査担当 */
	AS_FORMER = 1 << 16,    /* on the roster, in no post now */
	AS_EMPLOYEE = 1 << 17,  /* of the workspace, not on the roster */
	AS_GUEST = 1 << 18,     /* 招請者, 外部の専門家 */
	AS_STRANGER = 1 << 19,  /* an account of another workspace, an app */
};
enum { CAPACITIES = 20 };

enum permission {
	MAY_NOT,
	MAY_OWN, /* what he is asked himself, what is about himself or whose 秘書 he is */
	MAY,
};

enum refusal { /* how "may not" is answered, always privately and with nothing on record */
	REFUSED_WORD,   /* the word is others': whose, by which article */
	REFUSED_SAID,   /* the act's own sentence */
	REFUSED_UNSEEN, /* as if there were no such matter, or without what is not his to see */
};

enum capability {
	CAN_NOTHING, /* what was left out */
	/* words, in the order of help */
	CAN_CIRCULATE,
	CAN_STATUS,
	CAN_HISTORY,
	CAN_REVIEW, /* with the marks and buttons of 庶務内確認 on whatever is reviewed */
	CAN_APPROVE,
	CAN_REJECT,
	CAN_MEETING,
	CAN_CONTINUE,
	CAN_RETURN,
	CAN_REFER,
	CAN_FAIL,
	CAN_WITHDRAW,
	CAN_EXTEND,
	CAN_KOUETSU,
	CAN_RESEAT, /* with its button: a matter that other seats than today's began, anew */
	CAN_UNCHECKED,
	CAN_ERRATA,
	CAN_VERSION,
	CAN_PAPER,
	CAN_INQUIRY,
	CAN_NOTICE,
	CAN_ITEM,
	CAN_COMMITTEE,
	CAN_REPORT,
	CAN_RECEIVE,
	CAN_OPEN,
	CAN_SUSPEND,
	CAN_RESUME,
	CAN_CLOSE,
	CAN_ATTENDANCE,
	CAN_VOTE,
	CAN_SPEAK,
	CAN_GUEST_TIME,
	CAN_NEW_ACTION,
	CAN_ENTER_MEETING,
	CAN_REGISTER,
	CAN_MINUTES,
	CAN_ACTIONS,
	CAN_AHEAD,
	CAN_YEAR,
	CAN_POLL,
	CAN_ABSENCE,
	CAN_ACTING,
	CAN_ROSTER,
	CAN_NOMINATE,
	CAN_RULES,
	CAN_INCIDENT,
	CAN_CLOCKS,
	CAN_CONVENE,
	CAN_ATTEND,
	CAN_DECLINE,
	CAN_UNDECIDED,
	CAN_CHANGE,
	CAN_POSTPONE,
	CAN_CANCEL,
	CAN_LANGUAGE,
	CAN_HELP,
	/* circulations */
	CAN_PUT,       /* 付議: the mark and the button that begin one; overriding 3-3(6) */
	CAN_SEAL,      /* ⭕ ❌ 🙋 on the card, reasons */
	CAN_SEAL_LAST, /* ⭕ on the chair's own card */
	CAN_OPINION,   /* words in the card's thread, kept as an opinion */
	CAN_SEND_BACK, /* 差戻し before the start */
	CAN_TAKE_BACK, /* 取下げ before the start */
	CAN_STOP,      /* 差戻し, 取下げ of a running one */
	CAN_ALLOW_ERRATA,
	CAN_SEE_DRAFT,
	CAN_SEE_PENDING, /* who has not answered yet, by name; an inquiry's whole table */
	/* on paper, inquiries */
	CAN_PAPER_ENTER,
	CAN_PAPER_CONFIRM,
	CAN_PAPER_OBJECT,
	CAN_INQUIRY_ANSWER,
	CAN_INQUIRY_CLOSE,
	CAN_DELIBERATE, /* 審議等として扱う (3-3(6)) */
	/* items, reports */
	CAN_ITEM_REGISTER, /* and taking back */
	CAN_ITEM_FLAG,     /* 特に重要 */
	CAN_SEE_PREPARED,  /* items that went nowhere yet, reports and rules in preparation */
	CAN_REPORT_ENTER,  /* results, 提出 */
	CAN_REPORT_BACK,   /* 差戻し to 庶務 */
	CAN_REPORT_MAKE,   /* 議長に報告 */
	CAN_REPORT_ANSWER, /* the chair's buttons, line by line */
	CAN_REPORT_TAKE_BACK,
	CAN_REPORT_READ, /* 後閲 of what was approved in the chair's stead */
	/* minutes, 宿題 */
	CAN_MINUTES_COMMENT,
	CAN_MINUTES_CONFIRM,
	CAN_MINUTES_CORRECT,
	CAN_POLL_EDIT,   /* a new 日程調整, choosing, withdrawing */
	CAN_POLL_ANSWER, /* his own; a 秘書: his principal's */
	CAN_ACTION_END,  /* 済 */
	CAN_ACTION_EDIT, /* a new one, another owner or day, 取下げ */
	/* meetings */
	CAN_CONVENE_DRAFT,   /* and taking back */
	CAN_CONVENE_REQUEST, /* 招集の依頼 */
	CAN_CONVENE_COUNCIL, /* the mark and the button; guests, overriding 3-3(6) */
	CAN_CONVENE_COMMITTEE,
	CAN_CONVENE_BACK,   /* 差戻し to 庶務 */
	CAN_CONVENE_CHANGE, /* 変更, 延期, 中止: proposing, and making it */
	CAN_REPLY,          /* to the notice */
	/* rules */
	CAN_RULE_PROPOSE, /* and taking back */
	CAN_RULE_COUNCIL, /* determines (article 8) */
	CAN_RULE_COMMITTEE,
	CAN_RULE_BACK, /* 差戻し to 庶務 */
	/* incidents */
	CAN_INCIDENT_END,  /* 終結 with a mandatory clock open */
	CAN_INCIDENT_TAKE, /* 受付, 認定, facts, what was sent */
	CAN_INCIDENT_RULE, /* 非該当 */
	CAN_INCIDENT_SEE,
	/* people */
	CAN_ABSENCE_REASON, /* sees why */
	CAN_ACTING_BEGIN,
	CAN_ACTING_END,
	CAN_ACTING_TRIED, /* 連絡: an attempt to reach the chair */
	CAN_ACTING_READ,  /* 後閲 */
	CAN_ROSTER_EDIT,
	CAN_ROSTER_AHEAD, /* sees 内示 */
	CAPABILITIES,
};

/* What all of these capacities together allow. */
enum permission capability_of(enum capability capability, unsigned capacities);
/* Those that may, wholly or for their own. */
unsigned capability_holders(enum capability capability);
const char *capability_name(enum capability capability);
enum refusal capability_refusal(enum capability capability);
/* In what capacities somebody acts who must have them at two instants. */
unsigned capability_both(unsigned then, unsigned now);
/* What a seat id of the charter or an office of the roster brings; 0: nothing. The chair and
 * the vice-chair come as present. */
unsigned capability_capacity(const char *office);

#endif
