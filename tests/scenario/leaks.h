#ifndef KAIGI_TESTS_LEAKS_H
#define KAIGI_TESTS_LEAKS_H

/* What must hold after every scenario, whatever it was about. */

#include "world.h"

/* While the bot runs: no token in its command line or environment. */
bool leaks_process(struct world *world);
/* After its end: no token and no ticket in log, database, files or errors; no error line that
 * was not expected. */
bool leaks_folder(struct world *world);

#endif
