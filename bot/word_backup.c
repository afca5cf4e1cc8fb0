/*
 * `kaigi backup FOLDER`: the database by SQLite's own backup, then files/. In this order every
 * file that the copy speaks of is in it: files are kept before the rows that name them, and
 * never change. The key stays behind: a stolen backup must not be able to sign. A copy that is
 * not whole keeps its temporary name.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/exit.h"
#include "bot/setup.h"
#include "store/store.h"

enum { STEP_PAGES = 512, BUSY_MS = 50, BUSY_MAX = 1200, CHUNK = 1 << 16 };

static int complain(const char *what, const char *why)
{
	(void)fprintf(stderr, "kaigi: %s: %s\n", what, why);
	return EXIT_AGAIN;
}

static int copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	int busy = 0;
	int rc;

	if (backup == NULL) {
		return sqlite3_errcode(to);
	}
	do {
		rc = sqlite3_backup_step(backup, STEP_PAGES);
		if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
			sqlite3_sleep(BUSY_MS);
			busy++;
		}
	} while (
	    rc == SQLITE_OK || ((rc == SQLITE_BUSY || rc == SQLITE_LOCKED) && busy < BUSY_MAX));
	(void)sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int sync_path(const char *path)
{
	KG_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && fsync(fd) == 0 ? 0 : -1;
}

static int copy_database(const char *state, const char *folder, struct arena *arena)
{
	char *from_path = arena_printf(arena, "%s/kaigi.db", state);
	char *part = arena_printf(arena, "%s/kaigi.db.part", folder);
	sqlite3 *from = NULL;
	sqlite3 *to = NULL;
	int rc;

	(void)unlink(part);
	rc = sqlite3_open_v2(from_path, &from, SQLITE_OPEN_READONLY, NULL);
	if (rc == SQLITE_OK) {
		rc = sqlite3_open_v2(
		    part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	}
	if (rc == SQLITE_OK) {
		rc = copy_pages(from, to);
	}
	(void)sqlite3_close(to);
	(void)sqlite3_close(from);
	if (rc != SQLITE_OK) {
		return complain(part, sqlite3_errstr(rc));
	}
	if (sync_path(part) != 0 ||
	    rename(part, arena_printf(arena, "%s/kaigi.db", folder)) != 0) {
		return complain(part, kg_errno_text(errno));
	}
	return EXIT_FINE;
}

static bool copy_bytes(int from, int to)
{
	char chunk[CHUNK];
	ssize_t size;

	while ((size = read(from, chunk, sizeof(chunk))) > 0) {
		if (write(to, chunk, (size_t)size) != size) {
			return false;
		}
	}
	return size == 0 && fsync(to) == 0;
}

/* A second name on the same disk, a copy on another. */
static bool copy_file(int from_dir, int to_dir, const char *name)
{
	char part[300];
	KG_AUTO_CLOSE int from = -1;
	KG_AUTO_CLOSE int to = -1;

	if (linkat(from_dir, name, to_dir, name, 0) == 0 || errno == EEXIST) {
		return true;
	}
	(void)snprintf(part, sizeof(part), "%s.part", name);
	from = openat(from_dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	to = openat(to_dir, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return from >= 0 && to >= 0 && copy_bytes(from, to) &&
	       renameat(to_dir, part, to_dir, name) == 0;
}

static int copy_files(
    const char *state, const char *folder, struct arena *arena, int *out_count)
{
	char *from_path = arena_printf(arena, "%s/files", state);
	char *to_path = arena_printf(arena, "%s/files", folder);
	DIR *from = opendir(from_path);
	KG_AUTO_CLOSE int to = -1;
	const struct dirent *entry;
	int code = EXIT_FINE;

	if (from == NULL || (mkdir(to_path, 0700) != 0 && errno != EEXIST)) {
		if (from != NULL) {
			(void)closedir(from);
		}
		return complain(to_path, kg_errno_text(errno));
	}
	to = open(to_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (code == EXIT_FINE && (entry = readdir(from)) != NULL) {
		if (entry->d_name[0] == '.') {
			continue; /* being written, or no file of ours */
		}
		if (!copy_file(dirfd(from), to, entry->d_name)) {
			code = complain(entry->d_name, kg_errno_text(errno));
		}
		(*out_count)++;
	}
	(void)closedir(from);
	return code;
}

/* For `kaigi doctor`: when the last whole backup was made. */
static void note_backup(const char *state, struct arena *arena)
{
	KG_AUTO_CLOSE int fd = open(arena_printf(arena, "%s/last-backup", state),
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char line[32];
	int size = snprintf(line, sizeof(line), "%" PRId64 "\n", clock_now().ms);

	if (fd < 0 || write(fd, line, (size_t)size) != size) {
		(void)complain("last-backup", kg_errno_text(errno));
	}
}

static int back_up(const struct words *words, const struct setup *setup)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	struct store *store = NULL;
	int count = 0;
	int code = setup_open_store(setup, true, &store);

	if (code != EXIT_FINE) {
		return code;
	}
	store_close(store); /* ours, and readable: the copy goes by SQLite alone */
	if (mkdir(words->path, 0700) != 0 && errno != EEXIST) {
		return complain(words->path, kg_errno_text(errno));
	}
	code = copy_database(setup->settings.state, words->path, &arena);
	if (code == EXIT_FINE) {
		code = copy_files(setup->settings.state, words->path, &arena, &count);
	}
	if (code == EXIT_FINE) {
		(void)sync_path(words->path);
		note_backup(setup->settings.state, &arena);
		(void)printf(
		    words->language == LANGUAGE_JA
		        ? "%s に控えを作りました(データベースとファイル%d件)。署名鍵 kaigi.key は含みません。別に保管してください。\n"
		        : "Copied to %s (database and %d files). The signing key "
		          "kaigi.key is not in it; keep it elsewhere.\n",
		    words->path, count);
	}
	return code;
}

int word_backup(const struct words *words)
{
	struct setup setup = { .is_loopback = false };
	int code;

	setup_harden();
	code = setup_load(words, &setup);
	if (code == EXIT_FINE) {
		code = back_up(words, &setup);
	}
	setup_finish(&setup);
	return code;
}
