#ifndef KAIGI_CONFIG_CLOCKS_EXPRESSION_H
#define KAIGI_CONFIG_CLOCKS_EXPRESSION_H

/* The `when:` of a clock: words to postfix. Internal to config. */

#include "config/clocks.h"
#include "config/yaml.h"

/*
 *     a or b      a and b      not a      surely a      ( … )      always      number > 100
 *
 * `and` binds closer than `or`. Words are facts, or conditions among the first `known` ones.
 * A fault points at the word; the expression is empty then.
 */
void clocks_read_expression(struct yaml_file *file, const struct yaml_value *value,
    struct clocks *clocks, size_t known, struct clock_expression *out);

#endif
