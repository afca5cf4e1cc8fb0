/* The other side of bot/local.c: asks the running bot through its socket. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "bot/local.h"

enum { CHUNK = 65536, ANSWER_SECONDS = 30 };

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

enum kg_status local_ask(const char *folder, const char *word, const char *name,
    const struct buf *bytes, char **out_text)
{
	KG_AUTO_CLOSE int fd = connect_to(folder);
	KG_AUTO_BUF struct buf text = { .size = 0 };
	bool is_fine;

	if (fd < 0) {
		return KG_NOT_FOUND;
	}
	buf_init(&text, LOCAL_BYTES_MAX);
	buf_printf(&text, "%s %s %zu\n", word, name, bytes->size);
	is_fine =
	    send_all(fd, text.bytes, text.size) && send_all(fd, bytes->bytes, bytes->size);
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
