/*
 * fault_point("write") at every write to a file of the database: SQLite's own file system with
 * one function more. Only a kill sweep ever registers it.
 */
#include <string.h>

#include <sqlite3.h>

#include "base/status.h"
#include "bot/fault.h"

enum { METHODS_MAX = 8 };

struct wrapped {
	const sqlite3_io_methods *original;
	sqlite3_io_methods methods;
};

static sqlite3_vfs watched;
static int (*open_original)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
static struct wrapped table[METHODS_MAX];
static int used;

static const struct wrapped *wrapped_of(const sqlite3_io_methods *methods)
{
	for (int i = 0; i < used; i++) {
		if (methods == &table[i].methods) {
			return &table[i];
		}
	}
	KG_UNREACHABLE();
}

static int write_counted(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
	int rc = wrapped_of(file->pMethods)->original->xWrite(file, bytes, size, at);

	fault_point("write");
	return rc;
}

static const sqlite3_io_methods *wrap(const sqlite3_io_methods *original)
{
	for (int i = 0; i < used; i++) {
		if (table[i].original == original) {
			return &table[i].methods;
		}
	}
	KG_ASSERT(used < METHODS_MAX);
	table[used] = (struct wrapped){ .original = original, .methods = *original };
	table[used].methods.xWrite = write_counted;
	return &table[used++].methods;
}

static int open_counted(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	int rc = open_original(vfs, name, file, flags, out_flags);

	if (rc == SQLITE_OK && file->pMethods != NULL) {
		file->pMethods = wrap(file->pMethods);
	}
	return rc;
}

void fault_watch_writes(void)
{
	const sqlite3_vfs *own = sqlite3_vfs_find(NULL);

	if (!fault_is_wanted("write") || own == NULL) {
		return;
	}
	watched = *own;
	open_original = own->xOpen;
	watched.zName = "kaigi-fault";
	watched.xOpen = open_counted;
	watched.pNext = NULL;
	KG_ASSERT(sqlite3_vfs_register(&watched, 1) == SQLITE_OK);
}
