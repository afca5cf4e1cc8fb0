#ifndef KAIGI_TESTS_RECORDS_H
#define KAIGI_TESTS_RECORDS_H

/* What the bot's database says, asked by SQL on a read-only connection of the runner's own. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "grammar.h"
#include "world.h"

/* The earliest instant at which the bot has something to do by itself; false: none. */
bool records_next_due(struct world *world, int64_t *out_ms);
/* `record TABLE [NUMBER] COLUMN=VALUE…`: such a row is there. */
bool records_has(struct world *world, const struct statement *statement);
/* `count TABLE N [NUMBER] COLUMN=VALUE…` */
bool records_count(struct world *world, const struct statement *statement);
/* `ledger KIND N` */
/* page NUMBER VERSION NAME: the minutes of a version are tests/scenario/pages/NAME, byte by
 * byte, and the bytes that kaigi keeps have the hash on record. */
bool records_page(struct world *world, const struct statement *statement);
/* file NAME TEXT: the file that was last sent under this name holds the text. */
bool records_file(struct world *world, const struct statement *statement);
bool records_ledger(struct world *world, const struct statement *statement);
/* `register` … `end`: the resolutions of all years, complete and in order, one line each:
 * NUMBER ROUTE MATTER ITEM DATE TITLE; ITEM is - when none was registered. */
bool records_register(struct world *world, const struct statement *statement);

#endif
