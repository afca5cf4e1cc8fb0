#ifndef KAIGI_CONFIG_ROSTER_CHECK_H
#define KAIGI_CONFIG_ROSTER_CHECK_H

/* What no schema can say of a roster: references, overlaps, periods. Internal to roster_load.
 */

#include "config/roster.h"
#include "config/yaml.h"

void roster_check(
    struct yaml_file *file, const struct charter *charter, const struct roster *roster);

#endif
