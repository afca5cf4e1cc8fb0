/* Both files are overwritten in place with lines of a fixed length: a reader never sees half a
 * number. */
#include "bot/idle.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum { COUNTER_SIZE = 12, STATE_SIZE = 160, PATH_SIZE = 4096 };

struct idle {
	int counter_fd;
	int state_fd;
	unsigned long long counter;
	char state[STATE_SIZE + 1];
};

static int open_beside(const char *clock_path, const char *suffix)
{
	char path[PATH_SIZE];

	if (snprintf(path, sizeof(path), "%s%s", clock_path, suffix) >= (int)sizeof(path)) {
		return -1;
	}
	return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

struct idle *idle_create(const char *clock_path)
{
	struct idle *idle = mem_alloc(sizeof(*idle));
	char before[COUNTER_SIZE + 1] = "";

	idle->counter_fd = open_beside(clock_path, ".idle");
	idle->state_fd = open_beside(clock_path, ".state");
	if (idle->counter_fd < 0 || idle->state_fd < 0) {
		idle_destroy(idle);
		return NULL;
	}
	/* A start goes on counting: who waits for it to grow must not wait for ever. */
	if (pread(idle->counter_fd, before, COUNTER_SIZE, 0) > 0) {
		idle->counter = strtoull(before, NULL, 10);
	}
	return idle;
}

void idle_destroy(struct idle *idle)
{
	if (idle == NULL) {
		return;
	}
	if (idle->counter_fd >= 0) {
		(void)close(idle->counter_fd);
	}
	if (idle->state_fd >= 0) {
		(void)close(idle->state_fd);
	}
	free(idle);
}

static void overwrite(int fd, const char *text, size_t width)
{
	char line[STATE_SIZE + 1];
	size_t size = strnlen(text, width);

	memset(line, ' ', width);
	memcpy(line, text, size);
	line[width] = '\n';
	if (pwrite(fd, line, width + 1, 0) < 0) {
		/* Only rehearsals read it: they will say that they waited in vain. */
		return;
	}
}

void idle_look(struct idle *idle, bool is_idle, const char *state)
{
	char number[COUNTER_SIZE + 1];

	if (idle == NULL) {
		return;
	}
	if (is_idle) {
		idle->counter++;
		(void)snprintf(number, sizeof(number), "%llu", idle->counter % 100000000000ULL);
		overwrite(idle->counter_fd, number, COUNTER_SIZE);
	}
	if (strncmp(idle->state, state, STATE_SIZE) != 0) {
		(void)snprintf(idle->state, sizeof(idle->state), "%s", state);
		overwrite(idle->state_fd, state, STATE_SIZE);
	}
}
