#ifndef KAIGI_WORKSPACE_RATE_H
#define KAIGI_WORKSPACE_RATE_H

/*
 * Token buckets. Mode "slack" has Slack's documented numbers, "generous" ten times those (tests
 * hurry), "off" none.
 */

#include <stdbool.h>

bool rate_set(const char *mode); /* false: no such mode */

/* Takes one from the bucket `key`. 0: fine; else the seconds to wait. */
int rate_take(const char *key, double per_minute, double burst);
void rate_finish(void);

#endif
