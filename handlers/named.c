#include "handlers/named.h"

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/text.h"

struct office {
	const char *id;
	const char *word; /* a msgid */
	bool single;
	const char *const *spellings; /* normalised */
};

#define SPELLINGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct office offices[] = {
	{ OFFICE_VICE_CHIEF, TR_NOOP("副幹事長"), true, SPELLINGS("副幹事長") },
	{ "ciso", TR_NOOP("情報統括監理者(CISO)"), true,
	    SPELLINGS("ciso", "情報統括監理者", "情報統括監理者(ciso)") },
	{ "deputy_ciso", TR_NOOP("情報統括監理者補佐"), true,
	    SPELLINGS("ciso補佐", "情報統括監理者補佐", "副ciso") },
	{ "secretariat", TR_NOOP("庶務"), false, SPELLINGS("庶務") },
	{ "reviewer", TR_NOOP("庶務内確認者"), false,
	    SPELLINGS("庶務内確認者", "確認者", "庶務内確認") },
	{ "secretary", TR_NOOP("秘書"), false, SPELLINGS("秘書") },
	{ "window", TR_NOOP("窓口担当"), false, SPELLINGS("窓口担当", "窓口") },
	{ "employee", TR_NOOP("職員"), false, SPELLINGS("職員", "関係職員") },
	{ "guest", TR_NOOP("外部の専門家"), false, SPELLINGS("外部の専門家", "専門家") },
	{ "auditor", TR_NOOP("監査担当"), false, SPELLINGS("監査担当", "監査") },
};

enum { OFFICES = sizeof(offices) / sizeof(offices[0]) };

static const struct office *office_of(const char *id)
{
	for (size_t i = 0; i < OFFICES; i++) {
		if (strcmp(offices[i].id, id) == 0) {
			return &offices[i];
		}
	}
	return NULL;
}

/* 〔〕 and [] are brackets like any other; NFKC has seen to () already. */
static const char *key_of(const char *text, struct arena *arena)
{
	static const struct {
		const char *from;
		char to;
	} brackets[] = { { "〔", '(' }, { "〕", ')' }, { "[", '(' }, { "]", ')' } };
	const char *key = text_title_key(text, arena);
	char *out = arena_alloc(arena, strlen(key) + 1);
	size_t size = 0;

	while (*key != '\0') {
		size_t step = 1;

		out[size] = *key;
		for (size_t i = 0; i < sizeof(brackets) / sizeof(brackets[0]); i++) {
			size_t length = strlen(brackets[i].from);

			if (strncmp(key, brackets[i].from, length) == 0) {
				out[size] = brackets[i].to;
				step = length;
			}
		}
		size++;
		key += step;
	}
	out[size] = '\0';
	return out;
}

static bool is_called(struct act *act, const char *wanted, const char *word)
{
	return word[0] != '\0' && strcmp(key_of(word, act->desk->arena), wanted) == 0;
}

static const char *seat_called(
    struct act *act, const struct charter_body *body, const char *wanted)
{
	const char *short_name = strcmp(body->id, "council") == 0 ? "委員" : "幹事";
	int member = 0;

	for (size_t i = 0; i < body->seat_count; i++) {
		const struct charter_seat *seat = &body->seats[i];
		const char *numbered = "";

		if (seat->role == ROLE_MEMBER) {
			numbered = arena_printf(act->desk->arena, "%s%d", short_name, ++member);
		}
		if (is_called(act, wanted, seat->id) || is_called(act, wanted, seat->post.ja) ||
		    is_called(act, wanted, seat->post.en) || is_called(act, wanted, numbered) ||
		    (seat->role != ROLE_MEMBER && is_called(act, wanted, seat->title.ja))) {
			return seat->same_as[0] != '\0' ? seat->same_as : seat->id;
		}
	}
	return NULL;
}

static const char *seat_in(struct act *act, const struct charter *charter, const char *wanted)
{
	const char *found = NULL;

	for (size_t i = 0; i < charter->body_count && found == NULL; i++) {
		found = seat_called(act, &charter->bodies[i], wanted);
	}
	return found;
}

const char *named_office(struct act *act, const char *typed)
{
	return named_office_at(act, typed, (struct kg_time){ 0 });
}

const char *named_office_at(struct act *act, const char *typed, struct kg_time at)
{
	const struct charter *today = act->desk->charter;
	const char *wanted = key_of(typed, act->desk->arena);
	const char *found = seat_in(
	    act, kg_time_is_set(at) ? charter_at(today, kg_date_of(at)) : today, wanted);

	for (const struct charter *c = charter_first(today); c != NULL && found == NULL;
	     c = c->after) {
		found = seat_in(act, c, wanted);
	}
	for (size_t i = 0; i < OFFICES && found == NULL; i++) {
		for (const char *const *s = offices[i].spellings; *s != NULL; s++) {
			if (strcmp(*s, wanted) == 0 || strcmp(offices[i].id, wanted) == 0) {
				found = offices[i].id;
			}
		}
	}
	return found;
}

bool named_is_single(const char *office)
{
	const struct office *o = office_of(office);

	return o == NULL || o->single;
}

const char *named_office_word(struct act *act, const char *office, enum language l)
{
	const struct charter_seat *seat = charter_seat_ever(act->desk->charter, office);
	const struct office *o = office_of(office);

	if (seat != NULL) {
		return arena_printf(act->desk->arena, tr(l, "%s(%s)"), card_in(&seat->title, l),
		    card_in(&seat->post, l));
	}
	return o == NULL ? office : tr(l, o->word);
}

/* An account by its id, as the network writes it or with a mention's signs around it. */
static enum kg_status by_account(struct act *act, const char *typed, const char **out)
{
	size_t size = strlen(typed);
	struct account *accounts;
	size_t count;

	if (size > 3 && strncmp(typed, "<@", 2) == 0 && typed[size - 1] == '>') {
		typed = arena_strndup(act->desk->arena, typed + 2, strcspn(typed + 2, "|>"));
	}
	TRY(accounts_all(act->desk->store, act->desk->arena, &accounts, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(accounts[i].account, typed) == 0 ||
		    (*typed == '@' && strcmp(accounts[i].account, typed + 1) == 0)) {
			*out = accounts[i].person;
		}
	}
	return KG_OK;
}

static enum kg_status by_name(struct act *act, const char *typed, const char **out)
{
	const char *wanted = text_title_key(typed, act->desk->arena);
	struct person *persons;
	size_t count;
	int found = 0;

	TRY(persons_all(act->desk->store, act->desk->arena, &persons, &count));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text_title_key(persons[i].name, act->desk->arena), wanted) == 0 ||
		    strcmp(persons[i].id, typed) == 0) {
			*out = persons[i].id;
			found++;
		}
	}
	*out = found == 1 ? *out : NULL;
	return KG_OK;
}

enum kg_status named_person(struct act *act, const char *typed, const char **out_person)
{
	const char *office;

	*out_person = NULL;
	TRY(by_account(act, typed, out_person));
	if (*out_person == NULL) {
		TRY(by_name(act, typed, out_person));
	}
	office = *out_person == NULL ? named_office(act, typed) : NULL;
	if (office != NULL && named_is_single(office)) {
		TRY(matter_holder(act, office, act->event->when, out_person));
	}
	return KG_OK;
}

const char *named_full(struct act *act, const char *person, enum language l)
{
	struct person p;

	if (person_load(act->desk->store, person, act->desk->arena, &p) != KG_OK) {
		return tr(l, "(記録なし)");
	}
	return arena_printf(
	    act->desk->arena, "%s %s", card_person_title(act, person, l), p.name);
}

static enum kg_status read_at(struct act *act, const char *typed, int minutes,
    struct kg_time *out, struct dates_fault *out_fault)
{
	struct dates_rules rules = { .end_of_day = minutes };
	enum kg_status st = dates_parse(typed, act->event->when, &rules, out, out_fault);

	if (st != KG_OK && out_fault->kind == DATES_PAST) {
		st = dates_parse_past(typed, act->event->when, &rules, out, out_fault);
	}
	return st;
}

/* Read with two ends of the day: where they differ no hour was said. */
enum kg_status named_edge(struct act *act, const char *typed, bool end, struct kg_time *out,
    struct dates_fault *out_fault)
{
	enum { LATE = 23 * 60 + 58 };
	struct kg_time other;

	TRY(read_at(act, typed, LATE, out, out_fault));
	TRY(read_at(act, typed, LATE + 1, &other, out_fault));
	if (other.ms != out->ms) {
		struct kg_date day = kg_date_of(*out);

		*out = kg_date_start(end ? (struct kg_date){ day.day + 1 } : day);
	}
	return KG_OK;
}

const char *named_period(
    struct act *act, struct kg_time from, struct kg_time to, enum language l)
{
	struct arena *arena = act->desk->arena;
	const char *begins = dates_chat(from, act->event->now, l, arena);

	if (!kg_time_is_set(to)) {
		return arena_printf(arena, tr(l, "%sから"), begins);
	}
	return arena_printf(
	    arena, tr(l, "%sから%sまで"), begins, dates_chat(to, act->event->now, l, arena));
}
