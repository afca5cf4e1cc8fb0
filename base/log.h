#ifndef KAIGI_BASE_LOG_H
#define KAIGI_BASE_LOG_H

/*
 * The service log: one `key=value` line an event on stderr, with the `<N>` prefix that journald
 * reads. Never tokens, tickets or what people typed. errno is preserved.
 */

#include "base/status.h"

enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7
};

void log_set_level(enum log_level level);
void log_line(enum log_level level, const char *format, ...) KG_PRINTF(2, 3);

#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
