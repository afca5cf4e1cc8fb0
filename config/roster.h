#ifndef KAIGI_CONFIG_ROSTER_H
#define KAIGI_CONFIG_ROSTER_H

/*
 * A roster file as values: persons, their accounts, who holds what from when to when, absences
 * and acting periods. It is an import: the running bot puts it into the ledger, which is the
 * truth from then on.
 */

#include "config/charter.h"

struct roster_account {
	const char *workspace; /* the name of a workspace in the settings */
	const char *account;   /* the network's id, opaque */
};

struct roster_person {
	const char *id;       /* stable key, [a-z0-9-]+ */
	const char *name;     /* 氏名; invented names say so in the file */
	const char *phone;    /* "" when none; for the duty list only */
	const char *language; /* "ja" or "en" */
	struct roster_account *accounts;
	size_t account_count;
};

/* `office` is a seat id of the charter or one of: secretariat, reviewer, ciso, deputy_ciso,
 * vice_chief, secretary, window, employee, guest, auditor. Periods are [from, to); a zero `to`
 * is open. */
struct roster_tenure {
	const char *office;
	const char *person;
	const char *title; /* 職名 as worded then; "" takes the charter's */
	struct kg_time from;
	struct kg_time to;
	struct kg_time published; /* 内示: nobody but roster editors sees it before; 0: from */
	const char *document; /* of the 辞令; a 副幹事長's 指名書 (article 3-2(3)); "" none */
	const char
	    *whose; /* a 秘書's principal, the 幹事長 who nominated a 副幹事長; "" else */
};

struct roster_absence { /* 不在; for a body's head it is 事故 */
	const char *person;
	struct kg_time from;
	struct kg_time to;
	const char *reason;
};

struct roster_acting { /* 職務代理 */
	const char *body;
	const char *person; /* who acts */
	struct kg_time from;
	struct kg_time to;
	const char *reason;
};

struct roster_rule { /* a rules file has only these: 議長決定 under article 8 */
	const char *key;
	const char *value;
	const char *document; /* 文書番号 */
	struct kg_time from;
};

struct roster {
	bool fictitious; /* the persons are invented */
	struct roster_person *persons;
	size_t person_count;
	struct roster_tenure *tenures;
	size_t tenure_count;
	struct roster_absence *absences;
	size_t absence_count;
	struct roster_acting *actings;
	size_t acting_count;
	struct roster_rule *rules;
	size_t rule_count;
	struct arena arena;
};

/* Checked against the charter: unknown offices, a seat held twice at one time, an account of
 * two persons, periods that end before they begin, unknown persons, rule keys and values. */
KG_MUST_CHECK enum kg_status roster_load(const char *path, const struct charter *charter,
    struct problems *problems, struct roster *out);
/* The same from memory, for `kaigi import`; `name` stands in messages. */
KG_MUST_CHECK enum kg_status roster_parse(const char *name, const char *bytes, size_t size,
    const struct charter *charter, struct problems *problems, struct roster *out);
void roster_finish(struct roster *roster);

#endif
