#ifndef KAIGI_TESTS_UNIT_STORE_LIB_H
#define KAIGI_TESTS_UNIT_STORE_LIB_H

/* A state folder of its own for each test, and the store in it. */

#include <check.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "store/engine.h"
#include "store/ledger.h"
#include "store/store.h"

#define ck_ok(call) ck_assert_int_eq((call), KG_OK)

extern struct store *store; /* open between setup and teardown */
extern char folder[64];

void folder_setup(void); /* an empty folder, no store */
void store_setup(void);  /* a fresh store in it */
void teardown(void);     /* closes, asserts that SQLite holds no memory, removes the folder */

void reopen(void);
enum kg_status open_at(
    const char *path, const char *council, bool read_only, struct store **out);
char *path_of(const char *name); /* in the folder; static, valid until the next call */
void copy_file(const char *from, const char *to);

sqlite3 *open_plain(void); /* a second connection that knows nothing of kaigi's rules */
void run_plain(sqlite3 *db, const char *sql);
int64_t number_of(sqlite3 *db, const char *sql); /* first column of the first row */
char *text_of(sqlite3 *db, const char *sql);     /* malloc'd */

struct kg_time at(int64_t seconds); /* after an arbitrary instant in 2026 */
enum kg_status append(
    const char *kind, ...); /* name, value, …, NULL; in the open transaction */

/* What verify said, one "row: what" a line. */
struct findings {
	int count;
	char text[65536];
};
struct findings verify_folder(void); /* read-only, from the files */
bool found(const struct findings *findings, const char *start_of_line);

/* Fills every record table and every engine table of the ledger. */
void story_tell(void);

void open_cases(Suite *suite);
void ledger_cases(Suite *suite);
void tamper_cases(Suite *suite);
void outbox_cases(Suite *suite);
void order_cases(Suite *suite);
void rows_cases(Suite *suite);
void full_cases(Suite *suite);

#endif
