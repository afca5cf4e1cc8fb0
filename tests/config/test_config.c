/* Runs the suites of config/. Scratch files live in one folder a test, removed afterwards. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "suites.h"

static char folder[64];
static char path[512];

const char *scratch_folder(void)
{
	if (folder[0] == '\0') {
		(void)snprintf(folder, sizeof(folder), "/tmp/kaigi-config-XXXXXX");
		ck_assert_ptr_nonnull(mkdtemp(folder));
	}
	return folder;
}

const char *scratch_write(const char *name, const char *bytes, size_t size)
{
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", scratch_folder(), name);
	file = fopen(path, "wb");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

void scratch_remove(void)
{
	DIR *entries = folder[0] == '\0' ? NULL : opendir(folder);
	struct dirent *entry;

	if (entries == NULL) {
		return;
	}
	while ((entry = readdir(entries)) != NULL) { /* NOLINT(concurrency-mt-unsafe) */
		if (entry->d_name[0] != '.') {
			ck_assert_int_eq(unlinkat(dirfd(entries), entry->d_name, 0), 0);
		}
	}
	(void)closedir(entries);
	ck_assert_int_eq(rmdir(folder), 0);
	folder[0] = '\0';
}

char *read_whole(const char *name, size_t *out_size)
{
	FILE *file = fopen(name, "rb");
	char *bytes = mem_alloc(2 * 1024 * 1024);

	ck_assert_msg(file != NULL, "%s", name);
	*out_size = fread(bytes, 1, 2 * 1024 * 1024 - 1, file);
	ck_assert_int_eq(fclose(file), 0);
	bytes[*out_size] = '\0';
	return bytes;
}

int main(void)
{
	Suite *suite = suite_create("config");
	SRunner *runner;
	int failed;

	suite_add_tcase(suite, case_bad());
	suite_add_tcase(suite, case_good());
	suite_add_tcase(suite, case_charter());
	suite_add_tcase(suite, case_charters());
	suite_add_tcase(suite, case_secret());
	suite_add_tcase(suite, case_environ());
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
