#ifndef KAIGI_CONFIG_YAML_SCALAR_H
#define KAIGI_CONFIG_YAML_SCALAR_H

/* Single values by type. Internal to the YAML reader: others use yaml_decode. */

#include "config/yaml.h"

struct yaml_decoder {
	struct yaml_file *file;
	struct arena *arena; /* of the decoded struct */
};

/* `out` is the place of the field itself; after a fault it is as it was (a text is kept all the
 * same). */
void yaml_decode_scalar(struct yaml_decoder *decoder, const struct yaml_value *value,
    const struct yaml_field *field, char *out);

bool yaml_is_nothing(
    const struct yaml_value *value); /* `key:` with nothing behind it, ~ and null */
void yaml_fault_nothing(
    struct yaml_decoder *decoder, const struct yaml_value *value, bool is_list);

#endif
