/*
 * fuzz_replay TARGET FOLDER: every file there through the target once, with any compiler. The
 * seeds, and what once broke something, so that it does not again. A folder without a file is a
 * failure.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/fuzz/fuzz.h"

static const struct {
	const char *name;
	void (*run)(const uint8_t *data, size_t size);
} targets[] = {
#define X(name) { #name, fuzz_##name },
	FUZZ_TARGET_LIST(X)
#undef X
};

static bool replay(void (*run)(const uint8_t *data, size_t size), const char *path)
{
	struct stat st;
	FILE *file = fopen(path, "rbe");
	uint8_t *bytes;
	bool fine;

	if (file == NULL || fstat(fileno(file), &st) != 0) {
		return false;
	}
	bytes = mem_alloc((size_t)st.st_size);
	fine = fread(bytes, 1, (size_t)st.st_size, file) == (size_t)st.st_size;
	(void)fclose(file);
	if (fine) {
		run(bytes, (size_t)st.st_size);
	}
	free(bytes);
	return fine;
}

static int replay_folder(void (*run)(const uint8_t *data, size_t size), const char *folder)
{
	const struct dirent *entry;
	DIR *open = opendir(folder);
	int count = 0;

	while (open != NULL && (entry = readdir(open)) != NULL) {
		char path[4400];

		if (entry->d_name[0] == '.') {
			continue;
		}
		(void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		(void)printf("%s\n", entry->d_name);
		(void)fflush(stdout); /* the name of what breaks it must be out */
		if (!replay(run, path)) {
			count = -1;
			break;
		}
		count++;
	}
	if (open != NULL) {
		(void)closedir(open);
	}
	return count;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < sizeof(targets) / sizeof(targets[0]); i++) {
		if (strcmp(targets[i].name, argv[1]) == 0) {
			int count = replay_folder(targets[i].run, argv[2]);

			(void)printf(
			    "%d passed, %d failed\n", count > 0 ? count : 0, count <= 0);
			return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
		}
	}
	(void)fprintf(stderr, "fuzz_replay TARGET FOLDER\n");
	return 64;
}
