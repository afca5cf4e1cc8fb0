#ifndef KAIGI_TESTS_UNIT_COUNCIL_SUITES_H
#define KAIGI_TESTS_UNIT_COUNCIL_SUITES_H

#include <check.h>

Suite *suite_marks(void);
Suite *suite_away(void);
Suite *suite_words(void);
Suite *suite_minutes(void);
Suite *suite_acts(void);

#endif
