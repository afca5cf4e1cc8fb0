/* `kaigi import`: hands a file to the running bot and prints its answer. The bot reads and
 * judges; this only carries. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "bot/exit.h"
#include "bot/local.h"
#include "bot/setup.h"

enum { CHUNK = 65536, NAME_MAX_SIZE = 255 };

static bool read_all(int fd, struct buf *out)
{
	char chunk[CHUNK];
	ssize_t size;

	while ((size = read(fd, chunk, sizeof(chunk))) != 0) {
		if (size < 0 && errno == EINTR) {
			continue;
		}
		if (size < 0) {
			return false;
		}
		buf_add(out, chunk, (size_t)size);
	}
	return !out->overflow;
}

/* The name stands in messages: no blanks, no folders. */
static void clean_name(const char *path, char out[NAME_MAX_SIZE + 1])
{
	const char *slash = strrchr(path, '/');

	(void)snprintf(out, NAME_MAX_SIZE + 1, "%.200s", slash == NULL ? path : slash + 1);
	for (char *c = out; *c != '\0'; c++) {
		if (*c == ' ' || *c == '\t' || *c == '\n' || *c == '\r') {
			*c = '_';
		}
	}
}

static bool read_file(const char *path, struct buf *out)
{
	KG_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && read_all(fd, out);
}

static int say(const struct words *words, int code, const char *ja, const char *en)
{
	(void)fprintf(stderr, "kaigi: %s\n", words->language == LANGUAGE_JA ? ja : en);
	return code;
}

int word_import(const struct words *words)
{
	struct setup setup = { .is_loopback = false };
	KG_AUTO_BUF struct buf bytes = { .size = 0 };
	KG_AUTO_FREE char *text = NULL;
	char name[NAME_MAX_SIZE + 1];
	enum kg_status status;
	int code;

	buf_init(&bytes, LOCAL_BYTES_MAX);
	if (!read_file(words->path, &bytes)) {
		return say(words, EXIT_DIFFERENCE, "ファイルを読めません(1 MB までです)。",
		    "The file can't be read (1 MB at most).");
	}
	clean_name(words->path, name);
	code = setup_load(words, &setup);
	if (code != EXIT_FINE) {
		setup_finish(&setup);
		return code;
	}
	status = local_ask(setup.settings.state, "import", name, &bytes, &text);
	setup_finish(&setup);
	if (status == KG_OK || status == KG_DENIED) {
		(void)fputs(text, status == KG_OK ? stdout : stderr);
		return status == KG_OK ? EXIT_FINE : EXIT_DIFFERENCE;
	}
	return say(words, EXIT_AGAIN,
	    "動作中の kaigi に接続できません。先に `kaigi run` を起動してください。",
	    "No running kaigi answers; start `kaigi run` first.");
}
