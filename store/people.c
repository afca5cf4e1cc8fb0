#include "store/people.h"

#include <string.h>

#include "store/list.h"
#include "store/stmt.h"

STMT(sql_person_of_account,
    "SELECT p.id, p.name, p.language FROM account a JOIN person p ON p.id = a.person "
    "WHERE a.workspace = :workspace AND a.account = :account");
STMT(sql_person, "SELECT id, name, language FROM person WHERE id = :id");
STMT(sql_persons, "SELECT id, name, language FROM person ORDER BY id");
STMT(sql_accounts_of, "SELECT workspace, account, person, active FROM account "
                      "WHERE person = :person AND active = 1 ORDER BY workspace, account");
STMT(sql_accounts_all,
    "SELECT workspace, account, person, active FROM account ORDER BY workspace, account");
#define TENURE_COLUMNS                                                                         \
	"SELECT office, person, title, from_ms, to_ms, published_ms, id, kind, appointed_ms, " \
	"document, whose, entry FROM tenure "
#define STANDS "AND void = 0 "
#define HELD "AND from_ms <= :at AND (to_ms = 0 OR to_ms > :at) " STANDS

STMT(sql_holders, TENURE_COLUMNS "WHERE office = :office " HELD "ORDER BY from_ms, person");
STMT(sql_offices, TENURE_COLUMNS "WHERE person = :person " HELD "ORDER BY from_ms, office");
STMT(sql_tenures,
    TENURE_COLUMNS "WHERE published_ms <= :seen " HELD "ORDER BY office, from_ms, person");
STMT(sql_tenures_ahead, TENURE_COLUMNS "WHERE from_ms > :at AND published_ms <= :seen " STANDS
                                       "ORDER BY from_ms, office, person");
STMT(
    sql_tenures_of, TENURE_COLUMNS "WHERE office = :office " STANDS "ORDER BY from_ms, person");
STMT(sql_tenure, TENURE_COLUMNS "WHERE id = :id");
#define BETWEEN(column) column " > :from AND " column " <= :to "
#define TENURE_CHANGES                                                                         \
	"SELECT from_ms AS t FROM tenure WHERE " BETWEEN("from_ms") STANDS                     \
	    "UNION ALL SELECT to_ms FROM tenure WHERE " BETWEEN("to_ms") STANDS
STMT(sql_tenure_change, "SELECT min(t) FROM (" TENURE_CHANGES ")");
STMT(sql_roster_change,
    "SELECT min(t) FROM (" TENURE_CHANGES
    "UNION ALL SELECT from_ms FROM acting WHERE " BETWEEN("from_ms") "UNION ALL SELECT to_ms FROM acting WHERE " BETWEEN("to_ms") "UNION ALL SELECT from_ms FROM absence WHERE " BETWEEN(
        "from_ms") "UNION ALL SELECT to_ms FROM absence WHERE " BETWEEN("to_ms") ")");
STMT(sql_has_tenure, "SELECT 1 FROM tenure WHERE id = :id AND to_ms = :to AND void = 0");
STMT(sql_has_absence, "SELECT 1 FROM absence WHERE id = :id AND to_ms = :to");
STMT(sql_has_acting, "SELECT 1 FROM acting WHERE id = :id AND to_ms = :to");
STMT(sql_absence, "SELECT reason FROM absence WHERE person = :person AND from_ms <= :at AND "
                  "(to_ms = 0 OR to_ms > :at) "
                  "ORDER BY from_ms DESC LIMIT 1");
STMT(sql_acting, "SELECT person FROM acting WHERE body = :body AND from_ms <= :at AND (to_ms = "
                 "0 OR to_ms > :at) "
                 "ORDER BY from_ms DESC LIMIT 1");
STMT(sql_rule, "SELECT value, document, entry FROM rule WHERE key = :key AND from_ms <= :at "
               "ORDER BY from_ms DESC LIMIT 1");

static void read_person(struct stmt *s, struct arena *arena, struct person *out)
{
	out->id = stmt_column_text(s, 0, arena);
	out->name = stmt_column_text(s, 1, arena);
	out->language = stmt_column_text(s, 2, arena);
}

enum kg_status person_of_account(struct store *store, const char *workspace,
    const char *account, struct arena *arena, struct person *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_person_of_account);
	enum kg_status st;

	stmt_text(s, ":workspace", workspace);
	stmt_text(s, ":account", account);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_person(s, arena, out);
	}
	return st;
}

enum kg_status person_load(
    struct store *store, const char *id, struct arena *arena, struct person *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_person);
	enum kg_status st;

	stmt_text(s, ":id", id);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_person(s, arena, out);
	}
	return st;
}

static void read_person_row(struct stmt *s, struct arena *arena, void *out)
{
	read_person(s, arena, out);
}

enum kg_status persons_all(
    struct store *store, struct arena *arena, struct person **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_persons);

	return LIST_READ(s, arena, read_person_row, out, out_count);
}

static void read_account(struct stmt *s, struct arena *arena, void *out)
{
	*(struct account *)out = (struct account){
		.workspace = stmt_column_text(s, 0, arena),
		.account = stmt_column_text(s, 1, arena),
		.person = stmt_column_text(s, 2, arena),
		.active = stmt_column_int(s, 3) != 0,
	};
}

enum kg_status accounts_of(struct store *store, const char *person, struct arena *arena,
    struct account **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_accounts_of);

	stmt_text(s, ":person", person);
	return LIST_READ(s, arena, read_account, out, out_count);
}

enum kg_status accounts_all(
    struct store *store, struct arena *arena, struct account **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_accounts_all);

	return LIST_READ(s, arena, read_account, out, out_count);
}

static void read_tenure(struct stmt *s, struct arena *arena, void *out)
{
	*(struct tenure *)out = (struct tenure){
		.office = stmt_column_text(s, 0, arena),
		.person = stmt_column_text(s, 1, arena),
		.title = stmt_column_text(s, 2, arena),
		.from = { stmt_column_int(s, 3) },
		.to = { stmt_column_int(s, 4) },
		.published = { stmt_column_int(s, 5) },
		.id = stmt_column_text(s, 6, arena),
		.kind = stmt_column_text(s, 7, arena),
		.appointed = { stmt_column_int(s, 8) },
		.document = stmt_column_text(s, 9, arena),
		.whose = stmt_column_text(s, 10, arena),
		.entry = stmt_column_int(s, 11),
	};
}

enum kg_status holders_of(struct store *store, const char *office, struct kg_time at,
    struct arena *arena, struct tenure **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_holders);

	stmt_text(s, ":office", office);
	stmt_int(s, ":at", at.ms);
	return LIST_READ(s, arena, read_tenure, out, out_count);
}

enum kg_status offices_of(struct store *store, const char *person, struct kg_time at,
    struct arena *arena, struct tenure **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_offices);

	stmt_text(s, ":person", person);
	stmt_int(s, ":at", at.ms);
	return LIST_READ(s, arena, read_tenure, out, out_count);
}

enum kg_status tenures_at(struct store *store, struct kg_time at, struct kg_time seen_at,
    struct arena *arena, struct tenure **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_tenures);

	stmt_int(s, ":at", at.ms);
	stmt_int(s, ":seen", seen_at.ms);
	return LIST_READ(s, arena, read_tenure, out, out_count);
}

enum kg_status tenures_ahead(struct store *store, struct kg_time at, struct kg_time seen_at,
    struct arena *arena, struct tenure **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_tenures_ahead);

	stmt_int(s, ":at", at.ms);
	stmt_int(s, ":seen", seen_at.ms);
	return LIST_READ(s, arena, read_tenure, out, out_count);
}

enum kg_status tenures_of(struct store *store, const char *office, struct arena *arena,
    struct tenure **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_tenures_of);

	stmt_text(s, ":office", office);
	return LIST_READ(s, arena, read_tenure, out, out_count);
}

enum kg_status tenure_load(
    struct store *store, const char *id, struct arena *arena, struct tenure *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_tenure);
	enum kg_status st;

	stmt_text(s, ":id", id);
	st = stmt_step(s);
	if (st == KG_OK) {
		read_tenure(s, arena, out);
	}
	return st;
}

static enum kg_status first_change(struct store *store, struct stmt_def *def,
    struct kg_time from, struct kg_time to, struct kg_time *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, def);
	enum kg_status st;

	stmt_int(s, ":from", from.ms);
	stmt_int(s, ":to", to.ms);
	st = stmt_step(s);
	if (st != KG_OK) {
		return st;
	}
	out->ms = stmt_column_int(s, 0);
	return out->ms == 0 ? KG_NOT_FOUND : KG_OK;
}

enum kg_status tenure_change(
    struct store *store, struct kg_time from, struct kg_time to, struct kg_time *out)
{
	return first_change(store, &sql_tenure_change, from, to, out);
}

enum kg_status roster_change(
    struct store *store, struct kg_time from, struct kg_time to, struct kg_time *out)
{
	return first_change(store, &sql_roster_change, from, to, out);
}

enum kg_status roster_has(
    struct store *store, const char *table, const char *id, struct kg_time to, bool *out)
{
	struct stmt_def *def = strcmp(table, "tenure") == 0    ? &sql_has_tenure
	                       : strcmp(table, "absence") == 0 ? &sql_has_absence
	                                                       : &sql_has_acting;
	KG_AUTO_STMT struct stmt *s = stmt_use(store, def);
	enum kg_status st;

	stmt_text(s, ":id", id);
	stmt_int(s, ":to", to.ms);
	st = stmt_step(s);
	*out = st == KG_OK;
	return st == KG_NOT_FOUND ? KG_OK : st;
}

enum kg_status absence_of(struct store *store, const char *person, struct kg_time at,
    struct arena *arena, char **out_reason)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_absence);

	stmt_text(s, ":person", person);
	stmt_int(s, ":at", at.ms);
	return list_one_text(s, arena, out_reason);
}

enum kg_status acting_for(struct store *store, const char *body, struct kg_time at,
    struct arena *arena, char **out_person)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_acting);

	stmt_text(s, ":body", body);
	stmt_int(s, ":at", at.ms);
	return list_one_text(s, arena, out_person);
}

enum kg_status rule_in_force(struct store *store, const char *key, struct kg_time at,
    struct arena *arena, struct rule_value *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_rule);
	enum kg_status st;

	stmt_text(s, ":key", key);
	stmt_int(s, ":at", at.ms);
	st = stmt_step(s);
	if (st == KG_OK) {
		out->value = stmt_column_text(s, 0, arena);
		out->document = stmt_column_text(s, 1, arena);
		out->entry = stmt_column_int(s, 2);
	}
	return st;
}
