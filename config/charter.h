#ifndef KAIGI_CONFIG_CHARTER_H
#define KAIGI_CONFIG_CHARTER_H

/*
 * The operating guidelines (要綱) as data: bodies, seats and the posts that fill them (充て職),
 * the classes of article 4, the ballot's marks, and the defaults for what article 8 leaves to
 * the chair. Plain values; nothing here decides anything.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/time.h"
#include "config/problems.h"

struct text2 { /* Japanese and English wording; both always present */
	const char *ja;
	const char *en;
};

enum seat_role { ROLE_CHAIR, ROLE_VICE, ROLE_MEMBER };

struct charter_place { /* within the YAML, from 1; 0: not read from a file */
	size_t line;
	size_t column;
};

struct charter_seat {
	const char *id; /* "chair", "vice", "m1".."m7"; stable over versions */
	enum seat_role role;
	struct text2 title;  /* 議長, 副議長, 委員 */
	struct text2 post;   /* the post as worded in article 2 */
	const char *article; /* "2(2)" */
	int order;           /* 席次, from 1 */
	struct charter_place at;
	const char *same_as; /* the seat whose holder sits here too (the committee); "" none */
};

struct charter_body {
	const char *id;    /* "council", "committee" */
	struct text2 name; /* 管理会議, 幹事会 */
	struct charter_seat *seats;
	size_t seat_count;
};

struct charter_class { /* 審議事項 of article 4 */
	int number;
	struct text2 text;
	struct text2 note; /* "" when there is none; class 6's outdated statute number is noted,
	                      not mended */
	bool needs_reason; /* 8 その他 */
};

enum ballot_answer { ANSWER_NONE, ANSWER_APPROVE, ANSWER_REJECT, ANSWER_MEETING, ANSWER_SEEN };

struct charter_mark {
	enum ballot_answer answer;
	const char *mark;     /* the emoji printed on the card */
	const char **aliases; /* other marks that mean the same, NULL-terminated */
	struct text2 label;   /* 承認, 否認, 会議の開催を希望, 確認 */
};

struct charter_default { /* an article 8 rule that nobody has determined: 既定値 */
	const char *key; /* of config/rule.h */
	const char *value;
	struct text2
	    text; /* what it rules, for people: a clause of the draft of the chair's rules */
};

struct charter_procedure {   /* which article a step rests on */
	const char *id;      /* "convene", "circulate", "report", "approve_report", "incident",
	                        "deputise" … */
	const char *article; /* "6", "3-3(5)" */
	struct text2 citation; /* 要綱第6条 */
};

/*
 * One version. Versions of one charter are linked in the order of their days, and each is in
 * force until the next begins; of a charter alone both links are NULL.
 */
struct charter {
	const struct charter *before;
	const struct charter *after;
	const char *file; /* the YAML's path, borrowed; the faults between versions name it */
	struct charter_place version_at, in_force_at, amended_at;
	const char *text_file;   /* as written in the YAML, beside which it lies */
	const char *version;     /* "R5.4.1": 令和5年4月1日施行 */
	struct kg_date in_force; /* of this version */
	struct kg_date *amended; /* every date of the 附則, oldest first */
	size_t amended_count;
	struct text2 title;
	const char *text_sha256; /* hex, of the charter's text file, raw bytes */
	const char *data_sha256; /* hex, of the YAML file, raw bytes */
	struct charter_body *bodies;
	size_t body_count;
	struct charter_class *classes;
	size_t class_count;
	struct charter_mark *marks; /* in the order of the card */
	size_t mark_count;
	struct charter_default *defaults;
	size_t default_count;
	struct charter_procedure *procedures;
	size_t procedure_count;
	struct arena arena; /* owns all of the above */
};

/* Faults are added to `problems`; KG_INVALID when there was one. `out` is zeroed by the caller.
 */
KG_MUST_CHECK enum kg_status charter_load(
    const char *path, struct problems *problems, struct charter *out);
void charter_finish(struct charter *charter);

struct charters { /* every version, oldest first, linked */
	struct charter *list;
	size_t count;
};

/*
 * The files of one charter, in any order: a NULL-terminated list, "" is left out. Two versions
 * of one day or name, a history that another contradicts, one that lacks its predecessor and a
 * seat that changes its id are faults, each at its place. `out` is zeroed by the caller and
 * must not move afterwards; charters_finish in any case.
 */
KG_MUST_CHECK enum kg_status charters_load(
    const char *const *paths, struct problems *problems, struct charters *out);
void charters_finish(struct charters *charters);

/* Of all versions that are linked with this one: in force on that day; before the first day of
 * all it is the first, which is not in force yet. */
const struct charter *charter_at(const struct charter *any, struct kg_date day);
const struct charter *charter_first(const struct charter *any);
const struct charter *charter_version(const struct charter *any, const char *version);
/* As this version words it, else as the nearest that has it: earlier ones first. */
const struct charter_seat *charter_seat_ever(
    const struct charter *charter, const char *seat_id);
/* The body has a seat in one that it lacks in the other. */
bool charter_seats_differ(
    const struct charter *left, const struct charter *right, const char *body);

/* Borrowed; NULL when there is none. */
const struct charter_body *charter_body(const struct charter *charter, const char *id);
const struct charter_seat *charter_seat(const struct charter *charter, const char *seat_id);
const struct charter_class *charter_class(const struct charter *charter, int number);
const char *charter_default(
    const struct charter *charter, const char *key); /* "" when unknown */
const struct charter_procedure *charter_procedure(
    const struct charter *charter, const char *id);

/* The answer that a mark (NFKC, no variation selector, no skin tone) stands for. */
enum ballot_answer charter_answer(const struct charter *charter, const char *mark);

#endif
