/* Look-ups. The lists are short and read a few times per event: a walk is enough. */
#include "config/charter.h"

#include <string.h>

#include "base/utf8.h"

void charter_finish(struct charter *charter)
{
	arena_finish(&charter->arena);
	*charter = (struct charter){ 0 };
}

const struct charter_body *charter_body(const struct charter *charter, const char *id)
{
	for (size_t i = 0; i < charter->body_count; i++) {
		if (strcmp(charter->bodies[i].id, id) == 0) {
			return &charter->bodies[i];
		}
	}
	return NULL;
}

const struct charter_seat *charter_seat(const struct charter *charter, const char *seat_id)
{
	for (size_t i = 0; i < charter->body_count; i++) {
		const struct charter_body *body = &charter->bodies[i];

		for (size_t j = 0; j < body->seat_count; j++) {
			if (strcmp(body->seats[j].id, seat_id) == 0) {
				return &body->seats[j];
			}
		}
	}
	return NULL;
}

const struct charter_class *charter_class(const struct charter *charter, int number)
{
	for (size_t i = 0; i < charter->class_count; i++) {
		if (charter->classes[i].number == number) {
			return &charter->classes[i];
		}
	}
	return NULL;
}

const char *charter_default(const struct charter *charter, const char *key)
{
	for (size_t i = 0; i < charter->default_count; i++) {
		if (strcmp(charter->defaults[i].key, key) == 0) {
			return charter->defaults[i].value;
		}
	}
	return "";
}

const struct charter_procedure *charter_procedure(const struct charter *charter, const char *id)
{
	for (size_t i = 0; i < charter->procedure_count; i++) {
		if (strcmp(charter->procedures[i].id, id) == 0) {
			return &charter->procedures[i];
		}
	}
	return NULL;
}

/* The next code point that tells marks apart: selectors, skin tones and the colons of names do
 * not. */
static uint32_t next_telling(const char **text)
{
	uint32_t point;

	do {
		point = utf8_next(text);
	} while (point == ':' || (point >= 0xFE00 && point <= 0xFE0F) ||
	         (point >= 0x1F3FB && point <= 0x1F3FF));
	return point;
}

static bool is_same_mark(const char *left, const char *right)
{
	uint32_t point;

	do {
		point = next_telling(&left);
		if (point != next_telling(&right)) {
			return false;
		}
	} while (point != 0);
	return true;
}

enum ballot_answer charter_answer(const struct charter *charter, const char *mark)
{
	for (size_t i = 0; i < charter->mark_count; i++) {
		const struct charter_mark *known = &charter->marks[i];

		if (is_same_mark(known->mark, mark)) {
			return known->answer;
		}
		for (const char **alias = known->aliases; *alias != NULL; alias++) {
			if (is_same_mark(*alias, mark)) {
				return known->answer;
			}
		}
	}
	return ANSWER_NONE;
}
