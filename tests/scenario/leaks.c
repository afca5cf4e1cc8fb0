/* Keeps true: a secret that the stand-in gave out is in none of the places where kaigi writes.
 */

#include "leaks.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "network.h"

enum { SECRETS = 200, SECRET_SIZE = 160, MIN_SECRET = 12 };

struct secrets {
	char text[SECRETS][SECRET_SIZE];
	int count;
};

static void add(struct secrets *secrets, const char *text, size_t size)
{
	if (secrets->count < SECRETS && size >= MIN_SECRET && size < SECRET_SIZE) {
		memcpy(secrets->text[secrets->count], text, size);
		secrets->text[secrets->count++][size] = '\0';
	}
}

static void add_file(struct world *world, const char *name, struct secrets *secrets)
{
	char path[700];
	char line[SECRET_SIZE];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/workspace/%s", world->dir, name);
	file = fopen(path, "re");
	if (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		add(secrets, line, strcspn(line, "\r\n"));
	}
	if (file != NULL) {
		(void)fclose(file);
	}
}

static char *slurp(const char *path, size_t *out_size)
{
	FILE *file = fopen(path, "re");
	char *bytes = NULL;
	size_t size = 0, room = 0;

	*out_size = 0;
	while (file != NULL) {
		if (size == room) {
			room = room * 2 + 65536;
			bytes = realloc(bytes, room + 1);
		}
		if (bytes == NULL) {
			break;
		}
		size_t got = fread(bytes + size, 1, room - size, file);

		if (got == 0) {
			break;
		}
		size += got;
	}
	if (file != NULL) {
		(void)fclose(file);
	}
	if (bytes != NULL) {
		bytes[size] = '\0';
	}
	*out_size = size;
	return bytes;
}

/* Every ticket that the stand-in's journal tells of: ticket=… or "ticket":"…". */
static void add_tickets(struct world *world, struct secrets *secrets)
{
	char path[700];
	size_t size;
	char *text;

	(void)snprintf(path, sizeof(path), "%s/workspace.log", world->dir);
	text = slurp(path, &size);
	for (char *at = text == NULL ? NULL : strstr(text, "ticket="); at != NULL;
	     at = strstr(at + 1, "ticket=")) {
		add(secrets, at + 7, strspn(at + 7, "0123456789abcdefABCDEF-"));
	}
	free(text);
}

static bool clean(
    struct world *world, const char *path, const struct secrets *secrets, const char *what)
{
	size_t size;
	char *bytes = slurp(path, &size);
	bool held = true;

	for (int i = 0; i < secrets->count && held && bytes != NULL; i++) {
		if (memmem(bytes, size, secrets->text[i], strlen(secrets->text[i])) != NULL) {
			held = world_fail(
			    world, "a secret (%.5s…) stands in %s", secrets->text[i], what);
		}
	}
	free(bytes);
	return held;
}

static void gather(struct world *world, struct secrets *secrets)
{
	secrets->count = 0;
	add_file(world, "bot-token", secrets);
	add_file(world, "app-token", secrets);
	add_file(world, "matrix-token", secrets);
}

bool leaks_process(struct world *world)
{
	struct secrets *secrets = malloc(sizeof(*secrets));
	char path[64];
	bool held = true;

	if (secrets == NULL || world->bot.pid == 0) {
		free(secrets);
		return true;
	}
	gather(world, secrets);
	if (secrets->count != world->places->network->token_count) {
		held = world_fail(world, "the bot's tokens can't be read");
	}
	for (const char *const *name = (const char *const[]){ "cmdline", "environ", NULL };
	     held && *name != NULL; name++) {
		(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)world->bot.pid, *name);
		held = clean(world, path, secrets, *name);
	}
	free(secrets);
	return held;
}

static bool holds(const char *line, size_t size, const char *part)
{
	return memmem(line, size, part, strlen(part)) != NULL;
}

/* The scenario's words: the network's own for what it calls "left", else a part of the line. */
static bool is_expected(const struct world *world, const char *line, size_t size)
{
	for (int i = 0; i < world->expected_count; i++) {
		const char *word = world->expected[i];
		bool is_known = false;

		for (const struct network_error *error = world->places->network->errors;
		     error->word != NULL; error++) {
			if (strcmp(error->word, word) == 0) {
				is_known = true;
				if (holds(line, size, error->part)) {
					return true;
				}
			}
		}
		if (!is_known && holds(line, size, word)) {
			return true;
		}
	}
	return false;
}

static bool no_errors(struct world *world)
{
	char path[700];
	size_t size;
	char *text, *line;
	bool held = true;

	(void)snprintf(path, sizeof(path), "%s/bot.log", world->dir);
	text = slurp(path, &size);
	for (line = text; line != NULL && *line != '\0' && held;
	     line += *line == '\n' ? 1 : 0) {
		size_t length = strcspn(line, "\n");

		if ((strncmp(line, "<3>", 3) == 0 || memmem(line, length, "ERROR", 5) != NULL ||
		        memmem(line, length, "Sanitizer", 9) != NULL) &&
		    !is_expected(world, line, length)) {
			held =
			    world_fail(world, "an error in the log: %.*s", (int)length, line);
		}
		line += length;
	}
	free(text);
	return held;
}

bool leaks_folder(struct world *world)
{
	static const char *const places[] = { "bot.log", "import.log", "verify.log",
		"export.log", "settings.yaml", "state/kaigi.db", "state/kaigi.db-wal",
		"clock.state", "clock.idle", NULL };
	struct secrets *secrets = malloc(sizeof(*secrets));
	char path[700];
	bool held = secrets != NULL;

	if (!held) {
		return world_fail(world, "out of memory");
	}
	gather(world, secrets);
	add_tickets(world, secrets);
	for (const char *const *place = places; held && *place != NULL; place++) {
		(void)snprintf(path, sizeof(path), "%s/%s", world->dir, *place);
		held = clean(world, path, secrets, *place);
	}
	free(secrets);
	return held && no_errors(world);
}
