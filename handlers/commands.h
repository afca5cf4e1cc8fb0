#ifndef KAIGI_HANDLERS_COMMANDS_H
#define KAIGI_HANDLERS_COMMANDS_H

/*
 * The one table of words: what may be typed, who may, which form stands behind, which article
 * it rests on, and how it is explained. And who may do what, by office.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/charter.h"
#include "config/problems.h"

enum verb {
	VERB_NONE,
	VERB_HELP,
	VERB_CIRCULATE,
	VERB_STATUS,
	VERB_HISTORY,
	VERB_REVIEW,   /* 確認: the reviewer's, of a draft */
	VERB_APPROVE,  /* 承認 */
	VERB_REJECT,   /* 否認 (理由) */
	VERB_MEETING,  /* 会議希望 (理由) */
	VERB_CONTINUE, /* 続行: the chair's choices from here */
	VERB_RETURN,   /* 差戻し */
	VERB_REFER,    /* 付議 */
	VERB_FAIL,     /* 不成立 */
	VERB_WITHDRAW, /* 取下げ: chair, or 庶務 while it is a draft */
	VERB_EXTEND,   /* 延長 */
	VERB_KOUETSU,  /* 後閲 */
	VERB_UNCHECKED, /* 未確認終了: without a network that does not answer */
	VERB_ERRATA,   /* 正誤 */
	VERB_VERSION,  /* 改版: a new version, a new round */
	VERB_PAPER,     /* 紙決裁: an answer on paper or by telephone, entered by 庶務 */
	VERB_INQUIRY,   /* 照会: asks for opinions; no seal, no number of a resolution */
	VERB_NOTICE,    /* 供覧: asks to be read */
	VERB_ITEM,      /* 審議事項: register, list, 特に重要 */
	VERB_COMMITTEE, /* 幹事会: a sitting, entered by hand */
	VERB_REPORT,    /* 報告: the committee's, of 幹事長 to chair */
	VERB_RECEIVE,   /* 報告を受けた: the chair's, of a report's line */
	VERB_REGISTER,  /* 議決: the register of resolutions */
	VERB_ABSENCE,  /* 不在 */
	VERB_ACTING,   /* 職務代理 */
	VERB_ROSTER,   /* 名簿 */
	VERB_NOMINATE, /* 指名: the 幹事長, of a 副幹事長 */
	VERB_RULES,    /* 規則 */
	VERB_CLOCKS,   /* 期限: whom an incident must be told to, by when */
	VERB_LANGUAGE, /* 言語 */
};

enum capability {                  /* bits */
	CAN_ASK = 1 << 0,          /* help, language */
	CAN_READ = 1 << 1,         /* status, history, roster, rules */
	CAN_DRAFT = 1 << 2,        /* draft a circulation, a new version, an errata */
	CAN_REVIEW = 1 << 3,       /* 庶務内確認 */
	CAN_SEAL = 1 << 4,         /* a filled seat of the council */
	CAN_CHOOSE = 1 << 5,       /* the chair's acts: confirm, choices, 後閲 */
	CAN_ABSENT_SELF = 1 << 6,  /* own absence */
	CAN_ABSENT_OTHER = 1 << 7, /* somebody else's, entered by 庶務 or a 秘書 */
	CAN_SEE_PENDING = 1 << 8,  /* who has not answered yet, by name */
	CAN_WITHDRAW = 1 << 9,     /* a draft; an open one is the chair's */
	CAN_EDIT_ROSTER = 1 << 10,
	CAN_DEPUTISE = 1 << 11, /* begin 職務代理 */
	CAN_ITEM = 1 << 12,      /* register matters, take them back */
	CAN_IMPORTANT = 1 << 13, /* say that a matter is 特に重要: the chair, the 幹事長 */
	CAN_REPORT = 1 << 14,    /* enter a sitting, draft its report; making it is the 幹事長's */
};

/* What an office may do: a seat id of the charter or a roster office ("secretariat"); 0 for an
 * unknown one. */
unsigned capabilities_of_office(const char *office);
/* Adds what being acting chair brings. */
unsigned capabilities_of_acting(void);
/* The same for who acts for the 幹事長. */
unsigned capabilities_of_acting_chief(void);

struct command_word {
	enum verb verb;
	const char *name;            /* 持ち回り: as help prints it */
	const char *const *aliases;  /* normalised, NULL-terminated, the name not among them */
	unsigned capability;         /* any one of these bits suffices */
	const char *form;            /* kind of the form behind it, or NULL */
	const char *article;         /* "6", or NULL where the charter is silent */
	const char *help;            /* one line; a msgid for tr() */
	const char *usage;           /* 持ち回り 件名=… 号=… …; msgid */
	const char *const *examples; /* msgids, NULL-terminated */
};

/* In the order of help. */
const struct command_word *commands_list(size_t *out_count);
/* By any spelling, normalised by the function itself; NULL when unknown. */
const struct command_word *commands_find(const char *word);
/* By verb; never NULL but for VERB_NONE. */
const struct command_word *commands_of(enum verb verb);
/* The nearest within distance 2, and the spelling that was near (borrowed); NULL: none. */
const struct command_word *commands_nearest(const char *word, const char **out_spelling);

/*
 * The canonical name of a key in any spelling: title class reason deadline documents body
 * important number seat period opinion language item held session place result amendment
 * dissent consensus incident person from to means for account published
 * kind appointed document undo rule value decree effective. NULL
 * when unknown.
 */
const char *commands_key(const char *key);
/* The nearest key within distance 2, in Japanese spelling; NULL: none. */
const char *commands_key_nearest(const char *key);

#endif
