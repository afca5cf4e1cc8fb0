#ifndef KAIGI_HANDLERS_COMMANDS_H
#define KAIGI_HANDLERS_COMMANDS_H

/*
 * The one table of words: what may be typed, which row of the capabilities says who may, which
 * form stands behind, which article it rests on, and how it is explained.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/charter.h"
#include "config/problems.h"
#include "handlers/capability.h"

enum verb {
	VERB_NONE,
	VERB_HELP,
	VERB_CIRCULATE,
	VERB_STATUS,
	VERB_HISTORY,
	VERB_REVIEW,     /* 確認: the reviewer's, of a draft */
	VERB_APPROVE,    /* 承認 */
	VERB_REJECT,     /* 否認 (理由) */
	VERB_MEETING,    /* 会議希望 (理由) */
	VERB_CONTINUE,   /* 続行: the chair's choices from here */
	VERB_RETURN,     /* 差戻し */
	VERB_REFER,      /* 付議 */
	VERB_FAIL,       /* 不成立 */
	VERB_WITHDRAW,   /* 取下げ: chair, or 庶務 while it is a draft */
	VERB_EXTEND,     /* 延長 */
	VERB_KOUETSU,    /* 後閲 */
	VERB_RESEAT,     /* 再付議: the same text to the seats of an amended charter */
	VERB_UNCHECKED,  /* 未確認終了: without a network that does not answer */
	VERB_ERRATA,     /* 正誤 */
	VERB_VERSION,    /* 改版: a new version, a new round */
	VERB_PAPER,      /* 紙決裁: an answer on paper or by telephone, entered by 庶務 */
	VERB_INQUIRY,    /* 照会: asks for opinions; no seal, no number of a resolution */
	VERB_NOTICE,     /* 供覧: asks to be read */
	VERB_ITEM,       /* 審議事項: register, list, 特に重要 */
	VERB_COMMITTEE,  /* 幹事会: a sitting, entered by hand */
	VERB_REPORT,     /* 報告: the committee's, of 幹事長 to chair */
	VERB_RECEIVE,    /* 報告を受けた: the chair's, of a report's line */
	VERB_OPEN,       /* 開会 */
	VERB_SUSPEND,    /* 休憩 */
	VERB_RESUME,     /* 再開 */
	VERB_CLOSE,      /* 閉会 */
	VERB_ATTENDANCE, /* 出席者 */
	VERB_VOTE,       /* 採決 */
	VERB_SPEAK,      /* 発言 */
	VERB_GUEST,      /* 入退室 */
	VERB_NEW_ACTION, /* 宿題追加 */
	VERB_HELD,       /* 会議記録 */
	VERB_REGISTER,   /* 議決: the register of resolutions */
	VERB_MINUTES,    /* 議事録 */
	VERB_ACTIONS,    /* 宿題 */
	VERB_AHEAD,      /* 予定 */
	VERB_YEAR,       /* 年間 */
	VERB_POLL,       /* 日程調整 */
	VERB_ABSENCE,    /* 不在 */
	VERB_ACTING,     /* 職務代理 */
	VERB_ROSTER,     /* 名簿 */
	VERB_NOMINATE,   /* 指名: the 幹事長, of a 副幹事長 */
	VERB_RULES,      /* 規則 */
	VERB_INCIDENT,   /* 事故: a report, or one incident */
	VERB_CLOCKS,     /* 期限: whom an incident must be told to, by when */
	VERB_CONVENE,    /* 招集: a meeting of either body; 招集の依頼 */
	VERB_ATTEND,     /* 出席: replies to a notice, from here */
	VERB_DECLINE,
	VERB_UNDECIDED,
	VERB_CHANGE, /* 変更: of a notice that went out, from here */
	VERB_POSTPONE,
	VERB_CANCEL,
	VERB_LANGUAGE, /* 言語 */
};

struct command_word {
	enum verb verb;
	const char *name;            /* 持ち回り: as help prints it */
	const char *const *aliases;  /* normalised, NULL-terminated, the name not among them */
	enum capability capability;  /* its row in the table of capabilities */
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
