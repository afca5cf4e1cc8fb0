#ifndef KAIGI_BOT_MATRIX_TROUBLE_H
#define KAIGI_BOT_MATRIX_TROUBLE_H

/* What a homeserver's errcode says about our account, as a table: adapter and doctor read it.
 */

#include <stdbool.h>
#include <stddef.h>

enum trouble_at { TROUBLE_ANYWHERE, TROUBLE_LOGIN };

enum trouble_fault {
	TROUBLE_NONE,  /* about the call, not about us */
	TROUBLE_FATAL, /* nothing works before an operator has acted: exit_code */
	TROUBLE_SLOW, /* alarm, and tried again now and then: others can mend it while we run */
	TROUBLE_LOGIN_AGAIN, /* the session is kept for us: the same device logs in */
};

struct matrix_trouble {
	const char *error; /* "M_UNKNOWN_TOKEN" */
	enum trouble_at at;
	bool soft; /* soft_logout: true stood beside it */
	enum trouble_fault fault;
	int exit_code;
	const char *hint;
};

/* Never NULL: what is not in the table is TROUBLE_NONE. */
const struct matrix_trouble *matrix_trouble(const char *error, enum trouble_at at, bool soft);

/* The rows one by one, for tests and papers; NULL behind the last. */
const struct matrix_trouble *matrix_trouble_row(size_t index);

#endif
