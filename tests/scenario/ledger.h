#ifndef KAIGI_TESTS_LEDGER_H
#define KAIGI_TESTS_LEDGER_H

/* What a scenario left in the ledger, without what differs from run to run and from network to
 * network: no ids, times, accounts, keys. */

#include "world.h"

/* places->ledgers/NAME.txt: one entry a line, "kind field=value…". */
bool ledger_write(struct world *world, const char *name);

#endif
