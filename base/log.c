#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum log_level lowest = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
	lowest = level;
}

/* One write(2) a line, so that lines of two processes on one terminal do not mix. */
void log_line(enum log_level level, const char *format, ...)
{
	char line[2048];
	int saved = errno;
	va_list args;
	size_t size;
	int used;

	if (level > lowest) {
		return;
	}
	used = snprintf(line, sizeof(line), "<%d>", (int)level);
	va_start(args, format);
	(void)vsnprintf(line + used, sizeof(line) - (size_t)used - 1, format, args);
	va_end(args);
	for (char *c = line; *c != '\0'; c++) {
		if (*c == '\n' || *c == '\r') {
			*c = ' ';
		}
	}
	size = strlen(line);
	line[size++] = '\n';
	if (write(STDERR_FILENO, line, size) < 0) {
		/* stderr is gone: there is nowhere left to say so */
	}
	errno = saved;
}
