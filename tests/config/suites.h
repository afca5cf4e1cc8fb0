#ifndef KAIGI_TESTS_CONFIG_SUITES_H
#define KAIGI_TESTS_CONFIG_SUITES_H

/* The suites of test_config, and what they share. */

#include <check.h>
#include <stddef.h>

TCase *case_bad(void);
TCase *case_good(void);
TCase *case_charter(void);
TCase *case_charters(void);
TCase *case_secret(void);
TCase *case_environ(void); /* for the process that test_secret starts */

/* A file in a folder that is made new for each test; the path is static. */
const char *scratch_write(const char *name, const char *bytes, size_t size);
const char *scratch_folder(void);
void scratch_remove(void);

/* A whole file, NUL-terminated; free it. */
char *read_whole(const char *path, size_t *out_size);

#endif
