#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *kg_status_text(enum kg_status status)
{
	switch (status) {
#define X(code, text)                                                                          \
	case code:                                                                             \
		return text;
		KG_STATUS_LIST(X)
#undef X
	}
	KG_UNREACHABLE();
}

const char *kg_errno_text(int error)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): a thread's own since glibc 2.32 */
	return strerror(error);
}

void kg_error_set(struct kg_error *err, const char *format, ...)
{
	va_list args;

	if (err == NULL) {
		return;
	}
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
}

void kg_die(const char *file, int line, const char *what)
{
	(void)fprintf(stderr, "<2>fatal at=%s:%d claim=\"%s\"\n", file, line, what);
	abort();
}
