#ifndef KAIGI_BASE_UTF8_H
#define KAIGI_BASE_UTF8_H

/* UTF-8 by code points. Input that is not valid UTF-8 is refused at the door, never repaired.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool utf8_is_valid(
    const char *bytes, size_t size); /* refuses NUL, surrogates, overlong forms */
size_t utf8_count(const char *text); /* code points of valid text */

/* The code point at *text, which moves on behind it; 0 at the end. The text must be valid. */
uint32_t utf8_next(const char **text);
size_t utf8_put(uint32_t code_point, char out[4]); /* bytes written */

/* The longest prefix of at most `points` code points, in bytes. */
size_t utf8_prefix(const char *text, size_t points);

#endif
