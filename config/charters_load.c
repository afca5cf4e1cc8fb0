/*
 * Several versions of one charter. Each is checked alone first; what is checked here lies
 * between them: their days, the history that each tells in its 附則, and the ids of their
 * seats, which carry the tenures from one version to the next.
 */
#include <stdlib.h>
#include <string.h>

#include "config/charter.h"

#define FAULT(problems, charter, at, ...)                                                      \
	problems_add((problems), (charter)->file, (at).line, (at).column, __VA_ARGS__)

static int by_day(const void *left, const void *right)
{
	const struct charter *a = left;
	const struct charter *b = right;

	return a->in_force.day < b->in_force.day ? -1 : a->in_force.day > b->in_force.day;
}

static const char *day_of(struct problems *problems, struct kg_date date)
{
	struct kg_civil day = kg_civil_of_date(date);

	return arena_printf(&problems->arena, "%04d-%02d-%02d", day.year, day.month, day.day);
}

/* The version of that day among those that are loaded. */
static bool is_loaded(const struct charters *all, struct kg_date day)
{
	for (size_t i = 0; i < all->count; i++) {
		if (all->list[i].in_force.day == day.day) {
			return true;
		}
	}
	return false;
}

static bool tells(const struct charter *charter, struct kg_date day)
{
	for (size_t i = 0; i < charter->amended_count; i++) {
		if (charter->amended[i].day == day.day) {
			return true;
		}
	}
	return false;
}

/*
 * Each version tells every amendment before its own. One that leaves out what its predecessor
 * tells speaks of another history; one that tells of an amendment in between, which nobody
 * loaded, lacks its predecessor: between the two nobody would know what held.
 */
static void check_history(
    const struct charters *all, const struct charter *charter, struct problems *problems)
{
	const struct charter *before = charter->before;

	for (size_t i = 0; i < before->amended_count; i++) {
		if (!tells(charter, before->amended[i])) {
			FAULT(problems, charter, charter->amended_at,
			    "前の版の附則にある %s の施行日が、この版の amended にありません。",
			    "%s, of the version before, is not among this one's amended",
			    day_of(problems, before->amended[i]));
		}
	}
	for (size_t i = 0; i < charter->amended_count; i++) {
		struct kg_date day = charter->amended[i];

		if (day.day <= before->in_force.day) {
			if (!tells(before, day)) {
				FAULT(problems, charter, charter->amended_at,
				    "%s の施行日が、前の版の附則にありません。",
				    "%s is not in the history of the version before",
				    day_of(problems, day));
			}
		} else if (!is_loaded(all, day)) {
			FAULT(problems, charter, charter->amended_at,
			    "%s に施行された版がありません。",
			    "the version that came into force on %s is missing",
			    day_of(problems, day));
			problems_hint(problems, "その版のデータを charters に加えてください",
			    "add that version's file to charters");
		}
	}
}

static const struct charter_seat *seat_of_post(
    const struct charter_body *body, const struct charter_seat *wanted)
{
	for (size_t i = 0; body != NULL && i < body->seat_count; i++) {
		if (strcmp(body->seats[i].post.ja, wanted->post.ja) == 0) {
			return &body->seats[i];
		}
	}
	return NULL;
}

/* A seat keeps its id, else its holder would lose it over night; a new one has a new id. */
static void check_seat(const struct charter *charter, const struct charter_body *body,
    const struct charter_seat *seat, struct problems *problems)
{
	const struct charter_body *old_body = charter_body(charter->before, body->id);
	const struct charter_seat *same = seat_of_post(old_body, seat);
	const struct charter_seat *old = charter_seat(charter->before, seat->id);

	if (same != NULL && strcmp(same->id, seat->id) != 0) {
		FAULT(problems, charter, seat->at, "同じ職の席の id が、前の版では「%s」です。",
		    "the seat of this post has the id '%s' in the version before", same->id);
		problems_hint(problems,
		    "続く席は同じ id にしてください。在任は id で引き継がれます",
		    "a seat that goes on keeps its id: tenures follow it");
	} else if (old != NULL && old->role != seat->role) {
		FAULT(problems, charter, seat->at, "「%s」は、前の版では役割の異なる席です。",
		    "'%s' is a seat with another role in the version before", seat->id);
		problems_hint(problems, "新しい席には新しい id を付けてください",
		    "give a new seat a new id");
	}
}

static void check_seats(const struct charter *charter, struct problems *problems)
{
	for (size_t i = 0; i < charter->body_count; i++) {
		const struct charter_body *body = &charter->bodies[i];

		for (size_t j = 0; j < body->seat_count; j++) {
			check_seat(charter, body, &body->seats[j], problems);
		}
	}
}

/* Which of two begins first is nobody's to guess. */
static bool check_twice(const struct charter *charter, struct problems *problems)
{
	const struct charter *before = charter->before;

	if (before->in_force.day == charter->in_force.day) {
		FAULT(problems, charter, charter->in_force_at,
		    "同じ日に施行される版が %s にもあります。",
		    "the version in %s comes into force on the same day", before->file);
		return false;
	}
	for (const struct charter *c = before; c != NULL; c = c->before) {
		if (strcmp(c->version, charter->version) == 0) {
			FAULT(problems, charter, charter->version_at,
			    "同じ名前の版が %s にもあります。",
			    "the version in %s has the same name", c->file);
			return false;
		}
	}
	return true;
}

static void link_and_check(struct charters *all, struct problems *problems)
{
	qsort(all->list, all->count, sizeof(*all->list), by_day);
	for (size_t i = 1; i < all->count; i++) {
		all->list[i].before = &all->list[i - 1];
		all->list[i - 1].after = &all->list[i];
	}
	for (size_t i = 1; i < all->count; i++) {
		if (check_twice(&all->list[i], problems)) {
			check_history(all, &all->list[i], problems);
			check_seats(&all->list[i], problems);
		}
	}
}

/* One with faults of its own is not compared with others: it would only make more of them. */
enum kg_status charters_load(
    const char *const *paths, struct problems *problems, struct charters *out)
{
	size_t count = 0;
	enum kg_status st = KG_OK;

	while (paths[count] != NULL) {
		count++;
	}
	out->list = mem_alloc((count + 1) * sizeof(*out->list));
	for (size_t i = 0; i < count; i++) {
		struct charter *next = &out->list[out->count];

		if (*paths[i] == '\0') {
			continue;
		}
		out->count++;
		if (charter_load(paths[i], problems, next) != KG_OK) {
			st = KG_INVALID;
		}
	}
	if (st == KG_OK) {
		size_t before = problems->count + problems->dropped;

		link_and_check(out, problems);
		st = problems->count + problems->dropped > before ? KG_INVALID : KG_OK;
	}
	return st;
}

void charters_finish(struct charters *charters)
{
	for (size_t i = 0; i < charters->count; i++) {
		charter_finish(&charters->list[i]);
	}
	free(charters->list);
	*charters = (struct charters){ 0 };
}
