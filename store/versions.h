#ifndef KAIGI_STORE_VERSIONS_H
#define KAIGI_STORE_VERSIONS_H

/* The charter's versions that were used. */

#include <stdbool.h>

#include "base/status.h"

struct store;

/* Has this version taken effect here? */
KG_MUST_CHECK enum kg_status version_has_begun(
    struct store *store, const char *version, bool *out);

#endif
