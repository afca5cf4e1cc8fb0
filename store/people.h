#ifndef KAIGI_STORE_PEOPLE_H
#define KAIGI_STORE_PEOPLE_H

/* Who is who and who holds what on a given instant: reads of the roster's records. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/time.h"

struct store;

struct person {
	const char *id;
	const char *name;
	const char *language; /* "ja", "en" */
};

struct tenure {
	const char *office; /* seat id or office */
	const char *person;
	const char *title;
	struct kg_time from;
	struct kg_time to; /* 0: open */
	struct kg_time published;
	const char *id;
	const char *kind;         /* 兼務, 事務取扱, 心得; "": the post itself */
	struct kg_time appointed; /* the 辞令's date; 0: not said */
	const char *document;     /* of the 辞令 or 指名書; "": none */
	const char *whose;        /* a 秘書's principal; "": nobody's */
	int64_t entry;            /* the newest on it */
};

struct account {
	const char *workspace; /* its name */
	const char *account;
	const char *person;
	bool active;
};

/* KG_NOT_FOUND: nobody on the roster has it. */
KG_MUST_CHECK enum kg_status person_of_account(struct store *store, const char *workspace,
    const char *account, struct arena *arena, struct person *out);
KG_MUST_CHECK enum kg_status person_load(
    struct store *store, const char *id, struct arena *arena, struct person *out);

KG_MUST_CHECK enum kg_status persons_all(
    struct store *store, struct arena *arena, struct person **out, size_t *out_count);

/* Active accounts of a person, in a stable order. */
KG_MUST_CHECK enum kg_status accounts_of(struct store *store, const char *person,
    struct arena *arena, struct account **out, size_t *out_count);
KG_MUST_CHECK enum kg_status accounts_all(
    struct store *store, struct arena *arena, struct account **out, size_t *out_count);

/* Who holds an office at an instant, oldest tenure first; several for offices such as 庶務. */
KG_MUST_CHECK enum kg_status holders_of(struct store *store, const char *office,
    struct kg_time at, struct arena *arena, struct tenure **out, size_t *out_count);
/* What a person holds at an instant. */
KG_MUST_CHECK enum kg_status offices_of(struct store *store, const char *person,
    struct kg_time at, struct arena *arena, struct tenure **out, size_t *out_count);
/* Everything whose period touches the instant, published by `seen_at`. */
KG_MUST_CHECK enum kg_status tenures_at(struct store *store, struct kg_time at,
    struct kg_time seen_at, struct arena *arena, struct tenure **out, size_t *out_count);
/* What begins after the instant, published by `seen_at`, the nearest first. */
KG_MUST_CHECK enum kg_status tenures_ahead(struct store *store, struct kg_time at,
    struct kg_time seen_at, struct arena *arena, struct tenure **out, size_t *out_count);
/* Every tenure of an office, past and future, but for those entered by mistake. */
KG_MUST_CHECK enum kg_status tenures_of(struct store *store, const char *office,
    struct arena *arena, struct tenure **out, size_t *out_count);
KG_MUST_CHECK enum kg_status tenure_load(
    struct store *store, const char *id, struct arena *arena, struct tenure *out);
/* The first change of any of the offices of a body's seats in (from, to]; KG_NOT_FOUND. */
KG_MUST_CHECK enum kg_status tenure_change(
    struct store *store, struct kg_time from, struct kg_time to, struct kg_time *out);

struct recorded { /* who held an office, as it stood on record at some instant */
	const char *office;
	const char *person;
	const char *title;
	const char *kind;
	const char *name; /* as it was then */
};

struct recorded_when {
	const char *office;
	struct kg_time at;    /* held then */
	struct kg_time known; /* by what was on record then */
};
KG_MUST_CHECK enum kg_status holders_recorded(struct store *store,
    const struct recorded_when *when, struct arena *arena, struct recorded **out,
    size_t *out_count);
/* When the first tenure went on record; 0: none did. */
KG_MUST_CHECK enum kg_status roster_first_record(struct store *store, struct kg_time *out);

/* KG_NOT_FOUND: is not away. */
KG_MUST_CHECK enum kg_status absence_of(struct store *store, const char *person,
    struct kg_time at, struct arena *arena, char **out_reason);
/* Who acts for the head of a body (職務代理); KG_NOT_FOUND: nobody. */
KG_MUST_CHECK enum kg_status acting_for(struct store *store, const char *body,
    struct kg_time at, struct arena *arena, char **out_person);

/* The first change of tenure, acting or absence in (from, to]; KG_NOT_FOUND. */
KG_MUST_CHECK enum kg_status roster_change(
    struct store *store, struct kg_time from, struct kg_time to, struct kg_time *out);
/* Does the record "tenure", "absence" or "acting" of this id stand with this end already? */
KG_MUST_CHECK enum kg_status roster_has(
    struct store *store, const char *table, const char *id, struct kg_time to, bool *out);

struct rule_value {
	const char *value;
	const char *document; /* "" for a default */
	int64_t entry;        /* 0 for a default */
};

/* What the chair has determined for a key, in force at an instant. KG_NOT_FOUND: nothing, a
 * default holds. */
KG_MUST_CHECK enum kg_status rule_in_force(struct store *store, const char *key,
    struct kg_time at, struct arena *arena, struct rule_value *out);

#endif
