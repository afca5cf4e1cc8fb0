/* The file's first line; what follows is the device's name. */
#include "bot/matrix_kept.h"

#include <stdio.h>
#include <string.h>

#include "bot/matrix_setup.h"

enum { LINE_SIZE = 4096 };

const char *matrix_kept_token(
    struct arena *arena, const struct settings *settings, const char *workspace)
{
	FILE *file = fopen(matrix_token_path(arena, settings, workspace), "re");
	char line[LINE_SIZE] = "";
	const char *token;

	if (file == NULL) {
		return "";
	}
	if (fgets(line, sizeof(line), file) == NULL) {
		line[0] = '\0';
	}
	(void)fclose(file);
	line[strcspn(line, "\r\n")] = '\0';
	token = arena_strdup(arena, line);
	mem_wipe(line, sizeof(line));
	return token;
}
