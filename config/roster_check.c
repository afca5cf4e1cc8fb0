/*
 * Quadratic on purpose: a roster has a few dozen lines, capped by the file's size. What was
 * faulty already (a missing person, an unreadable date) is skipped here, so that one slip is
 * one fault.
 */
#include "config/roster_check.h"

#include <string.h>

#include "config/nearest.h"
#include "config/rule.h"

struct check {
	struct yaml_file *file;
	const struct charter *charter;
	const struct roster *roster;
};

/* Offices that are no seats. Of the first ones there is one holder at a time. */
#define VICE_CHIEF "vice_chief"
#define SECRETARY "secretary"
static const char *const offices[] = { "ciso", "deputy_ciso", VICE_CHIEF, "secretariat",
	"reviewer", SECRETARY, "window", "employee", "guest", "auditor" };
enum { SINGLE_OFFICES = 3 };

static const struct yaml_value *at(
    const struct check *check, const char *list, size_t index, const char *key)
{
	return yaml_at(check->file->root, list, index, key);
}

static void fault_twice(
    const struct check *check, const struct yaml_value *value, const char *what)
{
	yaml_fault(check->file, value, "「%s」が2回あります。", "'%s' stands here twice",
	    yaml_quote(check->file, what));
}

static void hint_best(const struct check *check, const char *best)
{
	if (best != NULL) {
		problems_hint(
		    check->file->problems, "「%s」のことですか", "did you mean '%s'?", best);
	}
}

/* --- periods: [from, to), a zero `to` is open --- */

static bool do_overlap(
    struct kg_time from, struct kg_time to, struct kg_time other_from, struct kg_time other_to)
{
	return (!kg_time_is_set(other_to) || from.ms < other_to.ms) &&
	       (!kg_time_is_set(to) || other_from.ms < to.ms);
}

static void check_period(const struct check *check, const char *list, size_t index,
    struct kg_time from, struct kg_time to)
{
	if (kg_time_is_set(from) && kg_time_is_set(to) && to.ms <= from.ms) {
		yaml_fault(check->file, at(check, list, index, "to"),
		    "終わりが始まりより後になっていません。",
		    "the end is not after the beginning");
		problems_hint(check->file->problems,
		    "to の時刻は期間に含みません。3月31日限りで終わるときは 04-01 "
		    "と書いてください",
		    "the time of 'to' is not part of the period: write the next day");
	}
}

/* --- persons --- */

static const struct roster_person *find_person(const struct roster *roster, const char *id)
{
	for (size_t i = 0; i < roster->person_count; i++) {
		if (strcmp(roster->persons[i].id, id) == 0) {
			return &roster->persons[i];
		}
	}
	return NULL;
}

static void expect_person(
    const struct check *check, const char *list, size_t index, const char *key, const char *id)
{
	size_t distance = NEAREST_REACH + 1;
	const char *best = NULL;

	if (*id == '\0' || check->file->root->cut || find_person(check->roster, id) != NULL) {
		return;
	}
	for (size_t i = 0; i < check->roster->person_count; i++) {
		nearest_offer(id, check->roster->persons[i].id, &distance, &best);
	}
	yaml_fault(check->file, at(check, list, index, key), "「%s」は persons にありません。",
	    "'%s' is not among the persons", yaml_quote(check->file, id));
	hint_best(check, best);
}

static bool is_taken(const struct roster *roster, size_t person_index, size_t account_index)
{
	const struct roster_account *account =
	    &roster->persons[person_index].accounts[account_index];

	for (size_t i = 0; i <= person_index; i++) {
		const struct roster_person *person = &roster->persons[i];

		for (size_t j = 0; j < person->account_count; j++) {
			if (i == person_index && j == account_index) {
				return false;
			}
			if (strcmp(person->accounts[j].workspace, account->workspace) == 0 &&
			    strcmp(person->accounts[j].account, account->account) == 0) {
				return true;
			}
		}
	}
	return false;
}

static void check_accounts(const struct check *check, size_t index)
{
	const struct roster_person *person = &check->roster->persons[index];
	const struct yaml_value *map = yaml_item(yaml_get(check->file->root, "persons"), index);

	for (size_t i = 0; i < person->account_count; i++) {
		const struct yaml_value *value = yaml_at(map, "accounts", i, "account");

		if (*person->accounts[i].account == '\0') {
			continue;
		}
		if (is_taken(check->roster, index, i)) {
			yaml_fault(check->file, value,
			    "アカウント「%s」は別のところにも書かれています。",
			    "the account '%s' stands elsewhere too",
			    yaml_quote(check->file, person->accounts[i].account));
			problems_hint(check->file->problems,
			    "一つのアカウントは一人だけのものです",
			    "an account belongs to one person");
		}
		if (strpbrk(person->accounts[i].account, " \t") != NULL ||
		    (person->accounts[i].account[0] == '@' &&
		        strchr(person->accounts[i].account, ':') == NULL)) {
			yaml_fault(check->file, value, "「%s」はアカウントのIDではありません。",
			    "'%s' is not the id of an account",
			    yaml_quote(check->file, person->accounts[i].account));
			problems_hint(check->file->problems,
			    "名前ではなく、U0123ABCD や @user:example.jp "
			    "のようなIDを書いてください",
			    "not a name, but an id like U0123ABCD or @user:example.jp");
		}
	}
}

static void check_persons(const struct check *check)
{
	for (size_t i = 0; i < check->roster->person_count; i++) {
		const struct roster_person *person = &check->roster->persons[i];

		if (*person->id != '\0' && find_person(check->roster, person->id) != person) {
			fault_twice(check, at(check, "persons", i, "id"), person->id);
		}
		if (strcmp(person->language, "ja") != 0 &&
		    strcmp(person->language, "en") != 0) {
			yaml_fault(check->file, at(check, "persons", i, "language"),
			    "「%s」は選べません。", "'%s' is not possible here",
			    yaml_quote(check->file, person->language));
			problems_hint(
			    check->file->problems, "書ける値: ja, en", "one of: ja, en");
		}
		check_accounts(check, i);
	}
}

/* --- tenures --- */

static void fault_office(const struct check *check, size_t index)
{
	const char *office = check->roster->tenures[index].office;
	size_t distance = NEAREST_REACH + 1;
	const char *best = NULL;

	for (size_t i = 0; i < sizeof(offices) / sizeof(offices[0]); i++) {
		nearest_offer(office, offices[i], &distance, &best);
	}
	for (size_t i = 0; i < check->charter->body_count; i++) {
		const struct charter_body *body = &check->charter->bodies[i];

		for (size_t j = 0; j < body->seat_count; j++) {
			nearest_offer(office, body->seats[j].id, &distance, &best);
		}
	}
	yaml_fault(check->file, at(check, "tenures", index, "office"),
	    "「%s」という席や役はありません。", "no such seat or office: '%s'",
	    yaml_quote(check->file, office));
	hint_best(check, best);
}

/* The kind of office: true in *out_single where only one person at a time may hold it. */
static bool is_office(const struct check *check, const char *office, bool *out_single)
{
	const struct charter_seat *seat = charter_seat_ever(check->charter, office);

	*out_single = seat != NULL;
	if (seat != NULL || check->charter->body_count == 0) {
		return true; /* without a charter nothing can be said */
	}
	for (size_t i = 0; i < sizeof(offices) / sizeof(offices[0]); i++) {
		if (strcmp(offices[i], office) == 0) {
			*out_single = i < SINGLE_OFFICES;
			return true;
		}
	}
	return false;
}

/* Nobody holds a seat that the version of that day does not have. What lies before the first
 * version that is loaded is not ours to judge. */
static void check_seats_day(const struct check *check, size_t index)
{
	const struct roster_tenure *tenure = &check->roster->tenures[index];
	const struct charter *then = charter_at(check->charter, kg_date_of(tenure->from));

	if (charter_seat(then, tenure->office) == NULL) {
		yaml_fault(check->file, at(check, "tenures", index, "from"),
		    "その日の要綱(%s)に「%s」という席はありません。",
		    "the charter of that day (%s) has no seat '%s'", then->version,
		    tenure->office);
	}
}

static void check_office(const struct check *check, size_t index)
{
	const struct roster_tenure *tenure = &check->roster->tenures[index];
	const struct charter_seat *seat = charter_seat_ever(check->charter, tenure->office);
	bool is_single;

	if (*tenure->office == '\0') {
		return;
	}
	if (!is_office(check, tenure->office, &is_single)) {
		fault_office(check, index);
	} else if (seat != NULL && *seat->same_as != '\0') {
		yaml_fault(check->file, at(check, "tenures", index, "office"),
		    "幹事会の席「%s」は書きません(充て職のため、管理会議の席「%s」と同じ方です)。",
		    "'%s' is not written: its holder is the council's '%s'", seat->id,
		    seat->same_as);
	} else if (seat != NULL && kg_time_is_set(tenure->from)) {
		check_seats_day(check, index);
	}
}

static void check_holders(const struct check *check, size_t index)
{
	const struct roster_tenure *tenure = &check->roster->tenures[index];
	bool is_single = false;

	if (!kg_time_is_set(tenure->from) || !is_office(check, tenure->office, &is_single)) {
		return;
	}
	for (size_t i = 0; i < index; i++) {
		const struct roster_tenure *other = &check->roster->tenures[i];

		if (strcmp(other->office, tenure->office) != 0 ||
		    !kg_time_is_set(other->from) ||
		    !do_overlap(other->from, other->to, tenure->from, tenure->to)) {
			continue;
		}
		if (is_single || strcmp(other->person, tenure->person) == 0) {
			yaml_fault(check->file, at(check, "tenures", index, "office"),
			    "「%s」の期間が、前に書かれた在任(%zu番目)と重なっています。",
			    "'%s': the period overlaps with an earlier tenure (number %zu)",
			    tenure->office, i + 1);
			problems_hint(check->file->problems,
			    "前任者の to に後任者の from と同じ日時を書いてください",
			    "let the predecessor's 'to' be the successor's 'from'");
			return;
		}
	}
}

/* --- whose a 秘書 is, and who nominated the 副幹事長 (article 3-2(3)) --- */

static const struct roster_tenure *holder_then(
    const struct check *check, const char *office, struct kg_time when)
{
	for (size_t i = 0; i < check->roster->tenure_count; i++) {
		const struct roster_tenure *tenure = &check->roster->tenures[i];

		if (strcmp(tenure->office, office) == 0 && tenure->from.ms <= when.ms &&
		    (!kg_time_is_set(tenure->to) || when.ms < tenure->to.ms)) {
			return tenure;
		}
	}
	return NULL;
}

/* The file itself says who held every such seat of the council then, and he is none of them.
 * What it leaves open may be in the ledger: the import asks there. */
static bool is_none_of(
    const struct check *check, enum seat_role role, const char *person, struct kg_time when)
{
	const struct charter_body *council;
	size_t others = 0;

	if (check->charter->body_count == 0 || *person == '\0' || !kg_time_is_set(when)) {
		return false;
	}
	council = charter_body(charter_at(check->charter, kg_date_of(when)), "council");
	for (size_t i = 0; council != NULL && i < council->seat_count; i++) {
		const struct roster_tenure *held;

		if (council->seats[i].role != role) {
			continue;
		}
		held = holder_then(check, council->seats[i].id, when);
		if (held == NULL || strcmp(held->person, person) == 0) {
			return false;
		}
		others++;
	}
	return others > 0;
}

static bool is_written(const struct check *check, size_t index, const char *key)
{
	return yaml_get(yaml_item(yaml_get(check->file->root, "tenures"), index), key) != NULL;
}

static void check_nomination(const struct check *check, size_t index)
{
	const struct roster_tenure *tenure = &check->roster->tenures[index];

	if (!is_written(check, index, "document")) {
		yaml_fault(check->file, at(check, "tenures", index, "office"),
		    "副幹事長の指名書が書かれていません(要綱第3条の2第3項)。",
		    "the document of the 副幹事長's nomination is missing (article 3-2(3))");
		problems_hint(check->file->problems,
		    "document に、幹事長の指名書の番号又は日付を書いてください",
		    "name the 幹事長's document of nomination in 'document'");
	}
	if (*tenure->whose != '\0' && strcmp(tenure->whose, tenure->person) == 0) {
		yaml_fault(check->file, at(check, "tenures", index, "whose"),
		    "幹事長ご自身を副幹事長に指名することはできません(要綱第3条の2第3項)。",
		    "the 幹事長 can't nominate himself (article 3-2(3))");
		return;
	}
	if (is_none_of(check, ROLE_VICE, tenure->whose, tenure->from)) {
		yaml_fault(check->file, at(check, "tenures", index, "whose"),
		    "「%s」はその日の幹事長ではありません。副幹事長は、幹事長ご本人が指名します(要綱第3条の2第3項)。",
		    "'%s' is not the 幹事長 of that day, who alone nominates (article 3-2(3))",
		    yaml_quote(check->file, tenure->whose));
	}
	if (is_none_of(check, ROLE_MEMBER, tenure->person, tenure->from)) {
		yaml_fault(check->file, at(check, "tenures", index, "person"),
		    "「%s」はその日の幹事ではありません。副幹事長は、幹事の中から指名します(要綱第3条の2第3項)。",
		    "'%s' is none of the seven 幹事 of that day (article 3-2(3))",
		    yaml_quote(check->file, tenure->person));
	}
}

static void check_whose(const struct check *check, size_t index)
{
	const struct roster_tenure *tenure = &check->roster->tenures[index];
	bool written = is_written(check, index, "whose");
	bool is_deputy_chief = strcmp(tenure->office, VICE_CHIEF) == 0;

	if (is_deputy_chief) {
		check_nomination(check, index);
	}
	if (!is_deputy_chief && strcmp(tenure->office, SECRETARY) != 0) {
		if (written && *tenure->office != '\0') {
			yaml_fault(check->file, at(check, "tenures", index, "whose"),
			    "whose は、秘書(secretary)と副幹事長(vice_chief)の在任にだけ書きます。",
			    "'whose' belongs to a secretary and to the vice_chief alone");
		}
	} else if (!written && is_deputy_chief) {
		yaml_fault(check->file, at(check, "tenures", index, "office"),
		    "副幹事長を指名した幹事長が書かれていません(要綱第3条の2第3項)。",
		    "who nominated the 副幹事長 is missing (article 3-2(3))");
		problems_hint(check->file->problems,
		    "whose に、指名した幹事長の id を書いてください",
		    "name the 幹事長 who nominated him in 'whose'");
	} else if (!written) {
		yaml_fault(check->file, at(check, "tenures", index, "office"),
		    "どなたの秘書かが書かれていません。",
		    "whose secretary this is, is missing");
		problems_hint(check->file->problems, "whose に、ご本人の id を書いてください",
		    "name the principal in 'whose'");
	} else {
		expect_person(check, "tenures", index, "whose", tenure->whose);
	}
}

static void check_tenures(const struct check *check)
{
	for (size_t i = 0; i < check->roster->tenure_count; i++) {
		const struct roster_tenure *tenure = &check->roster->tenures[i];

		check_office(check, i);
		expect_person(check, "tenures", i, "person", tenure->person);
		check_period(check, "tenures", i, tenure->from, tenure->to);
		check_holders(check, i);
		check_whose(check, i);
		if (kg_time_is_set(tenure->published) &&
		    tenure->published.ms > tenure->from.ms && kg_time_is_set(tenure->from)) {
			yaml_fault(check->file, at(check, "tenures", i, "published"),
			    "公表日時が在任の始まりより後です。",
			    "published after the tenure has begun");
		}
	}
}

/* --- absences, acting periods, rules --- */

static void check_absences(const struct check *check)
{
	for (size_t i = 0; i < check->roster->absence_count; i++) {
		const struct roster_absence *absence = &check->roster->absences[i];

		expect_person(check, "absences", i, "person", absence->person);
		check_period(check, "absences", i, absence->from, absence->to);
	}
}

/*
 * The charter names the deputy: the council's vice-chair, and one of the committee's members.
 * The file need not hold that tenure (it may be in the ledger already); one that it holds for
 * somebody else is a fault.
 */
static bool is_deputy(const struct check *check, const struct roster_acting *acting)
{
	const struct charter_body *body = charter_body(check->charter, acting->body);
	bool is_known = false;

	for (size_t i = 0; i < check->roster->tenure_count; i++) {
		const struct roster_tenure *tenure = &check->roster->tenures[i];
		const struct charter_seat *seat = charter_seat(check->charter, tenure->office);
		bool is_council = strcmp(body->id, "council") == 0;

		if (seat == NULL || seat->role != (is_council ? ROLE_VICE : ROLE_MEMBER) ||
		    !do_overlap(tenure->from, tenure->to, acting->from, acting->to)) {
			continue;
		}
		is_known = true;
		if (strcmp(tenure->person, acting->person) == 0) {
			return true;
		}
	}
	return !is_known;
}

static void check_acting(const struct check *check, size_t index)
{
	const struct roster_acting *acting = &check->roster->actings[index];

	if (*acting->body == '\0' || *acting->person == '\0' ||
	    check->charter->body_count == 0) {
		return;
	}
	if (charter_body(check->charter, acting->body) == NULL) {
		yaml_fault(check->file, at(check, "acting", index, "body"),
		    "「%s」という会議体はありません。", "no such body: '%s'",
		    yaml_quote(check->file, acting->body));
		problems_hint(check->file->problems,
		    "council(管理会議)か committee(幹事会)です", "council or committee");
		return;
	}
	if (kg_time_is_set(acting->from) && !is_deputy(check, acting)) {
		yaml_fault(check->file, at(check, "acting", index, "person"),
		    "「%s」は、この期間に職務を代理できる席にありません(要綱第3条第2項、第3条の3第2項)。",
		    "'%s' holds no seat that deputises then (articles 3(2) and 3-3(2))",
		    yaml_quote(check->file, acting->person));
	}
	for (size_t i = 0; i < index; i++) {
		const struct roster_acting *other = &check->roster->actings[i];

		if (strcmp(other->body, acting->body) == 0 && kg_time_is_set(other->from) &&
		    kg_time_is_set(acting->from) &&
		    do_overlap(other->from, other->to, acting->from, acting->to)) {
			yaml_fault(check->file, at(check, "acting", index, "from"),
			    "職務代理の期間が重なっています。", "two acting periods overlap");
		}
	}
}

static void check_actings(const struct check *check)
{
	for (size_t i = 0; i < check->roster->acting_count; i++) {
		const struct roster_acting *acting = &check->roster->actings[i];

		expect_person(check, "acting", i, "person", acting->person);
		check_period(check, "acting", i, acting->from, acting->to);
		check_acting(check, i);
	}
}

static void check_rule(const struct check *check, size_t index)
{
	const struct roster_rule *given = &check->roster->rules[index];
	const struct rule_info *rule = rule_find(given->key);
	struct buf allowed KG_AUTO_BUF;

	buf_init(&allowed, 1024);
	if (rule == NULL) {
		yaml_fault(check->file, at(check, "rules", index, "key"),
		    "「%s」という議長決定の項目はありません。", "no such rule: '%s'",
		    yaml_quote(check->file, given->key));
		hint_best(check, rule_nearest(given->key));
	} else if (*given->value != '\0' && !rule_accepts(rule, given->value)) {
		rule_explain(rule, check->file->problems->language, &allowed);
		yaml_fault(check->file, at(check, "rules", index, "value"),
		    "「%s」は %s の値として使えません。", "'%s' is no value of %s",
		    yaml_quote(check->file, given->value), rule->key);
		problems_hint(
		    check->file->problems, "書ける値: %s", "possible: %s", allowed.bytes);
	}
}

static void check_rules(const struct check *check)
{
	for (size_t i = 0; i < check->roster->rule_count; i++) {
		const struct roster_rule *given = &check->roster->rules[i];

		if (*given->key == '\0') {
			continue;
		}
		check_rule(check, i);
		for (size_t j = 0; j < i; j++) {
			const struct roster_rule *other = &check->roster->rules[j];

			if (strcmp(other->key, given->key) == 0 &&
			    kg_time_is_set(given->from) && other->from.ms == given->from.ms) {
				yaml_fault(check->file, at(check, "rules", i, "key"),
				    "「%s」が同じ日時から2回定められています。",
				    "'%s' is determined twice from the same time", given->key);
			}
		}
	}
}

void roster_check(
    struct yaml_file *file, const struct charter *charter, const struct roster *roster)
{
	struct check check = { .file = file, .charter = charter, .roster = roster };

	check_persons(&check);
	check_tenures(&check);
	check_absences(&check);
	check_actings(&check);
	check_rules(&check);
}
