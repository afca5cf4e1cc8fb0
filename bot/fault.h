#ifndef KAIGI_BOT_FAULT_H
#define KAIGI_BOT_FAULT_H

/*
 * Deaths by count, for kill sweeps: KAIGI_TEST_DIE="commit:7" ends the process with 137 right
 * at the seventh fault_point("commit"), flushing nothing. Heeded only when every network's API
 * is on this machine. Points: commit (after one), event_in (an event came, nothing is stored),
 * frame_in, frame_out, write.
 */

#include <stdbool.h>

void fault_init(bool allowed);
void fault_point(const char *name);
bool fault_is_wanted(const char *name);
/* Before the database is opened: counts its writes, when they are what is counted. */
void fault_watch_writes(void);

#endif
