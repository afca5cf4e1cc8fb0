#ifndef KAIGI_WORKSPACE_JX_H
#define KAIGI_WORKSPACE_JX_H

/* Short ways to read and build JSON. Readers accept NULL objects; "text" results are borrowed.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define JX_AUTO __attribute__((cleanup(jx_drop_scope)))

const char *jx_text(const json_t *object, const char *key); /* NULL: absent or no string */
const char *jx_text_or(const json_t *object, const char *key, const char *other);
int64_t jx_int(
    const json_t *object, const char *key, int64_t other); /* numeric strings count */
bool jx_true(const json_t *object, const char *key);       /* true, "true", "1", 1 */
bool jx_same(const json_t *object, const char *key, const char *text);

json_t *jx_string(const char *text); /* new; what is not UTF-8 becomes question marks */
void jx_set(json_t *object, const char *key, json_t *value); /* takes value; NULL removes */
void jx_set_text(json_t *object, const char *key, const char *text);
void jx_set_bool(json_t *object, const char *key, bool value);
void jx_set_int(json_t *object, const char *key, int64_t value);
void jx_share(json_t *object, const char *key, json_t *value); /* adds a reference */
void jx_push(json_t *array, json_t *value);                    /* takes value */

int jx_find(const json_t *array, const char *text); /* place of a string in an array, or -1 */
bool jx_remove(json_t *array, const char *text);
json_t *jx_find_object(const json_t *array, const char *key, const char *text); /* borrowed */

/* Packs or ends the process: for shapes that cannot fail. */
json_t *jx_pack(const char *format, ...) __attribute__((returns_nonnull));
char *jx_dump(const json_t *value) __attribute__((returns_nonnull)); /* compact; free it */
json_t *jx_split(const char *text, char separator); /* new array of trimmed, non-empty parts */
void jx_drop_scope(json_t **value);

#endif
