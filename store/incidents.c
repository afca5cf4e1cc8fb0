#include "store/incidents.h"

#include "store/alerts.h"
#include "store/stmt.h"

STMT(sql_incident,
    "SELECT number, state, ongoing, severity, medium, work, harm, seen, recovered, text, "
    "department, head, phone, reporter, workspace, account, noticed_ms, reported_ms, "
    "received_ms, received_by, recognised_ms, recognised_by, recognised_capacity FROM incident "
    "WHERE number = :number");
STMT(sql_facts, "SELECT version, facts, known_ms, person, at_ms FROM incident_facts WHERE "
                "incident = :number ORDER BY version");
STMT(sql_told,
    "SELECT person, office, told_ms, acknowledged_ms, means FROM incident_told WHERE "
    "incident = :number ORDER BY entry, person");
STMT(sql_rulings, "SELECT filing, version, reason, text, person, capacity, at_ms FROM "
                  "incident_ruling WHERE incident = :number ORDER BY entry");
STMT(sql_filings, "SELECT filing, sent_ms, means, counterpart, receipt, person FROM "
                  "incident_filing WHERE incident = :number ORDER BY entry");
STMT(sql_end, "SELECT kind = 'closed', severity, reportable, cause_kind, cause, prevention, "
              "summary, reason, item, person, capacity, at_ms FROM incident_end WHERE "
              "incident = :number ORDER BY entry DESC LIMIT 1");
#define NEWEST "e.entry = (SELECT max(entry) FROM incident_end WHERE incident = e.incident)"
STMT(sql_unlisted,
    "SELECT e.incident FROM incident_end e WHERE e.kind = 'closed' AND e.severity IN (0, 1) "
    "AND " NEWEST " AND NOT EXISTS (SELECT 1 FROM incident_listed l JOIN meeting m ON "
    "m.number = l.meeting WHERE l.incident = e.incident AND m.state NOT IN ('cancelled', "
    "'withdrawn')) ORDER BY e.entry");
STMT(sql_items, "SELECT e.item FROM incident_end e JOIN item i ON i.number = e.item WHERE "
                "e.kind = 'closed' AND " NEWEST " AND i.state IN ('registered', 'waiting') "
                "ORDER BY e.entry");
STMT(sql_open_item, "SELECT number FROM item WHERE incident = :number AND state IN "
                    "('registered', 'waiting') ORDER BY entry DESC LIMIT 1");
STMT(sql_sums,
    "SELECT i.department, coalesce((SELECT cause_kind FROM incident_end e WHERE e.incident = "
    "i.number ORDER BY e.entry DESC LIMIT 1), '') AS cause, count(*) FROM incident i WHERE "
    "i.reported_ms >= :from AND i.reported_ms < :to GROUP BY i.department, cause ORDER BY "
    "i.department, cause");
STMT(sql_next, "SELECT coalesce(max(ordinal), 0) + 1 FROM incident WHERE year = :year");
STMT(sql_numbers, "SELECT number FROM incident ORDER BY year DESC, ordinal DESC LIMIT 200");
STMT(sql_steps, "SELECT entry, 0, step, person, capacity, text, at_ms FROM incident_step WHERE "
                "incident = :number ORDER BY entry");

static void read_incident(struct stmt *s, struct arena *arena, struct incident *out)
{
	*out = (struct incident){
		.number = stmt_column_text(s, 0, arena),
		.state = stmt_column_text(s, 1, arena),
		.ongoing = stmt_column_text(s, 2, arena),
		.severity = (int)stmt_column_int(s, 3),
		.medium = stmt_column_text(s, 4, arena),
		.work = stmt_column_text(s, 5, arena),
		.harm = stmt_column_text(s, 6, arena),
		.seen = stmt_column_text(s, 7, arena),
		.recovered = stmt_column_text(s, 8, arena),
		.text = stmt_column_text(s, 9, arena),
		.department = stmt_column_text(s, 10, arena),
		.head = stmt_column_text(s, 11, arena),
		.phone = stmt_column_text(s, 12, arena),
		.reporter = stmt_column_text(s, 13, arena),
		.workspace = stmt_column_int(s, 14),
		.account = stmt_column_text(s, 15, arena),
		.noticed = { stmt_column_int(s, 16) },
		.reported = { stmt_column_int(s, 17) },
		.received = { stmt_column_int(s, 18) },
		.received_by = stmt_column_text(s, 19, arena),
		.recognised = { stmt_column_int(s, 20) },
		.recognised_by = stmt_column_text(s, 21, arena),
		.recognised_capacity = stmt_column_text(s, 22, arena),
	};
}

static void read_facts(struct stmt *s, struct arena *arena, void *out)
{
	*(struct incident_facts *)out = (struct incident_facts){
		.version = (int)stmt_column_int(s, 0),
		.facts = stmt_column_text(s, 1, arena),
		.known = { stmt_column_int(s, 2) },
		.person = stmt_column_text(s, 3, arena),
		.at = { stmt_column_int(s, 4) },
	};
}

static void read_told(struct stmt *s, struct arena *arena, void *out)
{
	*(struct incident_told *)out = (struct incident_told){
		.person = stmt_column_text(s, 0, arena),
		.office = stmt_column_text(s, 1, arena),
		.told = { stmt_column_int(s, 2) },
		.acknowledged = { stmt_column_int(s, 3) },
		.means = stmt_column_text(s, 4, arena),
	};
}

static void read_ruling(struct stmt *s, struct arena *arena, void *out)
{
	*(struct incident_ruling *)out = (struct incident_ruling){
		.filing = stmt_column_text(s, 0, arena),
		.version = (int)stmt_column_int(s, 1),
		.reason = stmt_column_text(s, 2, arena),
		.text = stmt_column_text(s, 3, arena),
		.person = stmt_column_text(s, 4, arena),
		.capacity = stmt_column_text(s, 5, arena),
		.at = { stmt_column_int(s, 6) },
	};
}

static void read_filing(struct stmt *s, struct arena *arena, void *out)
{
	*(struct incident_filing *)out = (struct incident_filing){
		.filing = stmt_column_text(s, 0, arena),
		.sent = { stmt_column_int(s, 1) },
		.means = stmt_column_text(s, 2, arena),
		.counterpart = stmt_column_text(s, 3, arena),
		.receipt = stmt_column_text(s, 4, arena),
		.person = stmt_column_text(s, 5, arena),
	};
}

static void read_sum(struct stmt *s, struct arena *arena, void *out)
{
	*(struct incident_sum *)out = (struct incident_sum){
		.department = stmt_column_text(s, 0, arena),
		.cause_kind = stmt_column_text(s, 1, arena),
		.count = stmt_column_int(s, 2),
	};
}

static enum kg_status read_end(
    struct store *store, const char *number, struct arena *arena, struct incident_end *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_end);
	enum kg_status st;

	stmt_text(s, ":number", number);
	st = stmt_step(s);
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	*out = (struct incident_end){
		.is_closed = stmt_column_int(s, 0) != 0,
		.severity = (int)stmt_column_int(s, 1),
		.reportable = stmt_column_int(s, 2) != 0,
		.cause_kind = stmt_column_text(s, 3, arena),
		.cause = stmt_column_text(s, 4, arena),
		.prevention = stmt_column_text(s, 5, arena),
		.summary = stmt_column_text(s, 6, arena),
		.reason = stmt_column_text(s, 7, arena),
		.item = stmt_column_text(s, 8, arena),
		.person = stmt_column_text(s, 9, arena),
		.capacity = stmt_column_text(s, 10, arena),
		.at = { stmt_column_int(s, 11) },
	};
	return KG_OK;
}

static enum kg_status read_list(struct store *store, struct stmt_def *def, const char *number,
    struct arena *arena, list_read_row *row, size_t size, void *out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, def);

	stmt_text(s, ":number", number);
	return list_read(s, arena, row, size, out, out_count);
}

#define READ(def, row, list, count)                                                            \
	read_list(store, &(def), number, arena, row, sizeof(*out->list), (void *)&out->list,   \
	    &out->count)

enum kg_status incident_load(
    struct store *store, const char *number, struct arena *arena, struct incident *out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_incident);
	enum kg_status st;

	stmt_text(s, ":number", number);
	st = stmt_step(s);
	if (st != KG_OK) {
		return st;
	}
	read_incident(s, arena, out);
	st = alert_group_list(store, number, arena, &out->alerts, &out->alert_count);
	st = st == KG_OK ? READ(sql_facts, read_facts, facts, facts_count) : st;
	st = st == KG_OK ? READ(sql_told, read_told, told, told_count) : st;
	st = st == KG_OK ? READ(sql_rulings, read_ruling, rulings, ruling_count) : st;
	st = st == KG_OK ? READ(sql_filings, read_filing, filings, filing_count) : st;
	return st == KG_OK ? read_end(store, number, arena, &out->end) : st;
}

enum kg_status incident_next(struct store *store, int year, int *out)
{
	return list_next(store, &sql_next, year, out);
}

enum kg_status incident_numbers(
    struct store *store, struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_numbers);

	return list_texts(s, arena, out, out_count);
}

enum kg_status incident_unlisted(
    struct store *store, struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_unlisted);

	return list_texts(s, arena, out, out_count);
}

enum kg_status incident_items(
    struct store *store, struct arena *arena, char ***out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_items);

	return list_texts(s, arena, out, out_count);
}

enum kg_status incident_open_item(
    struct store *store, const char *number, struct arena *arena, char **out)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_open_item);

	stmt_text(s, ":number", number);
	return list_one_text(s, arena, out);
}

enum kg_status incident_sums(struct store *store, struct kg_time from, struct kg_time to,
    struct arena *arena, struct incident_sum **out, size_t *out_count)
{
	KG_AUTO_STMT struct stmt *s = stmt_use(store, &sql_sums);

	stmt_int(s, ":from", from.ms);
	stmt_int(s, ":to", to.ms);
	return LIST_READ(s, arena, read_sum, out, out_count);
}

enum kg_status incident_steps(struct store *store, const char *number, struct arena *arena,
    struct record_step **out, size_t *out_count)
{
	return list_steps(store, &sql_steps, number, arena, out, out_count);
}
