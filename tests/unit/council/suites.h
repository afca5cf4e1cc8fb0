#ifndef KAIGI_TESTS_UNIT_COUNCIL_SUITES_H
#define KAIGI_TESTS_UNIT_COUNCIL_SUITES_H

#include <check.h>

Suite *suite_marks(void);
Suite *suite_away(void);
Suite *suite_words(void);
Suite *suite_minutes(void);
/* Part `which`, from 0, of `of`. */
Suite *suite_acts(int which, int of);

#endif
