#ifndef KAIGI_TESTS_ROSTER_H
#define KAIGI_TESTS_ROSTER_H

/*
 * A scenario's own roster: the shipped file, changed by the lines of a `roster` block. `--TEXT`
 * takes out every line that holds TEXT; `++LINE` puts the lines that follow it (up to the next
 * `--` or `++`) behind the line LINE.
 */

char *roster_change(const char *shipped, const char *block); /* free with free */

#endif
