#include "bot/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"

void notify_say(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t size = path == NULL ? 0 : strlen(path);
	KG_AUTO_CLOSE int fd = -1;

	if (size < 2 || size >= sizeof(address.sun_path) ||
	    (path[0] != '/' && path[0] != '@')) {
		return;
	}
	memcpy(address.sun_path, path, size);
	if (path[0] == '@') {
		address.sun_path[0] = '\0';
	}
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0) {
		(void)sendto(fd, state, strlen(state), MSG_NOSIGNAL,
		    (const struct sockaddr *)&address,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size));
	}
}

int64_t notify_watchdog_ms(void)
{
	const char *usec = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	long long value = usec == NULL ? 0 : strtoll(usec, NULL, 10);

	if (value <= 0 || (pid != NULL && strtoll(pid, NULL, 10) != (long long)getpid())) {
		return 0;
	}
	return (int64_t)(value / 2000) + 1;
}
