/* `kaigi import`: hands a file to the running bot and prints its answer. The bot reads and
 * judges; this only carries. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "bot/exit.h"
#include "bot/local.h"
#include "bot/setup.h"

enum { CHUNK = 65536, NAME_MAX_SIZE = 255, ANSWER_SECONDS = 30 };

static int connect_to(const char *folder)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = ANSWER_SECONDS };
	KG_AUTO_CLOSE int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd;

	if (folder_fd < 0) {
		return -1;
	}
	/* The folder's path may be longer than an address can hold. */
	(void)snprintf(address.sun_path, sizeof(address.sun_path),
	    "/proc/self/fd/%d/" LOCAL_SOCKET, folder_fd);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		if (fd >= 0) {
			(void)close(fd);
		}
		return -1;
	}
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

static bool send_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR) {
			continue;
		}
		if (sent <= 0) {
			return false;
		}
		bytes += sent;
		size -= (size_t)sent;
	}
	return true;
}

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

enum kg_status local_import(
    const char *folder, const char *name, const char *bytes, size_t size, char **out_text)
{
	KG_AUTO_CLOSE int fd = connect_to(folder);
	KG_AUTO_BUF struct buf text = { .size = 0 };
	bool is_fine;

	if (fd < 0) {
		return KG_NOT_FOUND;
	}
	buf_init(&text, LOCAL_BYTES_MAX);
	buf_printf(&text, "import %s %zu\n", name, size);
	is_fine = send_all(fd, text.bytes, text.size) && send_all(fd, bytes, size);
	buf_clear(&text);
	if (!is_fine || !read_all(fd, &text)) {
		return KG_IO;
	}
	is_fine = strncmp(text.bytes, "ok\n", 3) == 0;
	if (!is_fine && strncmp(text.bytes, "refused\n", 8) != 0) {
		return KG_IO;
	}
	*out_text = mem_strdup(text.bytes + (is_fine ? 3 : 8));
	return is_fine ? KG_OK : KG_DENIED;
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
	status = local_import(setup.settings.state, name, bytes.bytes, bytes.size, &text);
	setup_finish(&setup);
	if (status == KG_OK || status == KG_DENIED) {
		(void)fputs(text, status == KG_OK ? stdout : stderr);
		return status == KG_OK ? EXIT_FINE : EXIT_DIFFERENCE;
	}
	return say(words, EXIT_AGAIN,
	    "動作中の kaigi に接続できません。先に `kaigi run` を起動してください。",
	    "No running kaigi answers; start `kaigi run` first.");
}
