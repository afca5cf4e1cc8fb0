#ifndef KAIGI_TESTS_UNIT_STORE_FAULT_VFS_H
#define KAIGI_TESTS_UNIT_STORE_FAULT_VFS_H

/* A VFS over the default one that lets writes fail on command. */

#include <stdbool.h>

void fault_install(void); /* as the default VFS, once */
/* The write after `writes` more fails with `code` (SQLITE_FULL, SQLITE_IOERR_WRITE, …) and so
 * do all behind it. */
void fault_arm(int writes, int code);
bool fault_disarm(void); /* true: it had fired */

#endif
