/* Which version of the charter holds when, and what one version says of another's seats. */
#include "config/charter.h"

#include <string.h>

const struct charter *charter_first(const struct charter *any)
{
	while (any->before != NULL) {
		any = any->before;
	}
	return any;
}

const struct charter *charter_at(const struct charter *any, struct kg_date day)
{
	const struct charter *charter = charter_first(any);

	while (charter->after != NULL && charter->after->in_force.day <= day.day) {
		charter = charter->after;
	}
	return charter;
}

const struct charter *charter_version(const struct charter *any, const char *version)
{
	for (const struct charter *c = charter_first(any); c != NULL; c = c->after) {
		if (strcmp(c->version, version) == 0) {
			return c;
		}
	}
	return NULL;
}

const struct charter_seat *charter_seat_ever(const struct charter *charter, const char *seat_id)
{
	const struct charter_seat *seat = NULL;

	for (const struct charter *c = charter; c != NULL && seat == NULL; c = c->before) {
		seat = charter_seat(c, seat_id);
	}
	for (const struct charter *c = charter == NULL ? NULL : charter->after;
	     c != NULL && seat == NULL; c = c->after) {
		seat = charter_seat(c, seat_id);
	}
	return seat;
}

static bool has_seat(const struct charter_body *body, const char *seat_id)
{
	for (size_t i = 0; i < body->seat_count; i++) {
		if (strcmp(body->seats[i].id, seat_id) == 0) {
			return true;
		}
	}
	return false;
}

static bool lacks_one(const struct charter_body *body, const struct charter_body *of)
{
	for (size_t i = 0; i < of->seat_count; i++) {
		if (!has_seat(body, of->seats[i].id)) {
			return true;
		}
	}
	return false;
}

bool charter_seats_differ(
    const struct charter *left, const struct charter *right, const char *body)
{
	const struct charter_body *a = charter_body(left, body);
	const struct charter_body *b = charter_body(right, body);

	if (a == NULL || b == NULL) {
		return a != b;
	}
	return lacks_one(a, b) || lacks_one(b, a);
}
