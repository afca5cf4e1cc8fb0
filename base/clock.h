#ifndef KAIGI_BASE_CLOCK_H
#define KAIGI_BASE_CLOCK_H

/*
 * The one source of "now" for both programs. A test clock is a file of lines "REAL_MS
 * OFFSET_MS": from the real time REAL_MS on, now is real + OFFSET_MS. The last line that has
 * begun counts; lines are only ever appended. The file is read again when its size has changed.
 */

#include "base/status.h"
#include "base/time.h"

/* Call once, before anything asks for the time. The path must stay valid. NULL: no test clock.
 */
KG_MUST_CHECK enum kg_status clock_init(const char *test_clock_path);
bool clock_is_test(void);

struct kg_time clock_now(void);
int64_t clock_monotonic_ms(void); /* never shifted: for time-outs and watchdogs */

/* A time that a server which knows nothing of the test clock gave, moved by the offset then in
 * force. */
struct kg_time clock_shift(struct kg_time real);

#endif
