#ifndef KAIGI_BOT_NOTIFY_H
#define KAIGI_BOT_NOTIFY_H

/* systemd's notify protocol, without its library. Silent when nobody listens. */

#include <stdint.h>

void notify_say(const char *state); /* "READY=1", "STOPPING=1", "STATUS=…" */
/* Half of systemd's watchdog interval in ms; 0: none asked for. */
int64_t notify_watchdog_ms(void);

#endif
