/* The table itself; docs/operations.md shows it to operators. */

#include "bot/matrix_trouble.h"

#include <string.h>

#include "bot/exit.h"

/* clang-format off */
static const struct matrix_trouble table[] = {
	{ "M_UNKNOWN_TOKEN", TROUBLE_ANYWHERE, false, TROUBLE_FATAL, EXIT_REVOKED, "the device was logged out: put a new token into the token file, or remove the kept one so that the password logs in again" },
	{ "M_UNKNOWN_TOKEN", TROUBLE_ANYWHERE, true, TROUBLE_LOGIN_AGAIN, EXIT_REVOKED, "the session has expired and there is no password to renew it with: put a new token into the token file" },
	{ "M_MISSING_TOKEN", TROUBLE_ANYWHERE, false, TROUBLE_FATAL, EXIT_FAULTS, "no token arrived: check the token file, and whether a proxy strips the Authorization header" },
	{ "M_USER_DEACTIVATED", TROUBLE_ANYWHERE, false, TROUBLE_FATAL, EXIT_REVOKED, "the bot's account was deactivated: it can't be used again, make another" },
	{ "M_USER_LOCKED", TROUBLE_ANYWHERE, false, TROUBLE_SLOW, 0, "the bot's account is locked: an administrator of the homeserver must unlock it" },
	{ "M_USER_LOCKED", TROUBLE_ANYWHERE, true, TROUBLE_SLOW, 0, "the bot's account is locked: an administrator of the homeserver must unlock it" },
	{ "M_USER_SUSPENDED", TROUBLE_ANYWHERE, false, TROUBLE_SLOW, 0, "the bot's account is suspended and may only read: an administrator of the homeserver must end that" },
	{ "M_CONSENT_NOT_GIVEN", TROUBLE_ANYWHERE, false, TROUBLE_SLOW, 0, "the homeserver wants its terms accepted: log in with the bot's account once and accept them" },
	{ "M_RESOURCE_LIMIT_EXCEEDED", TROUBLE_ANYWHERE, false, TROUBLE_SLOW, 0, "the homeserver has reached a limit of its own: ask its administrator" },
	{ "M_FORBIDDEN", TROUBLE_LOGIN, false, TROUBLE_FATAL, EXIT_FAULTS, "user or password is refused: check user and password_file" },
	{ "M_INVALID_USERNAME", TROUBLE_LOGIN, false, TROUBLE_FATAL, EXIT_FAULTS, "the homeserver does not take this user: check user" },
	{ "M_UNRECOGNIZED", TROUBLE_LOGIN, false, TROUBLE_FATAL, EXIT_FAULTS, "the homeserver has no password login: use token_file" },
	{ "M_UNKNOWN", TROUBLE_LOGIN, false, TROUBLE_FATAL, EXIT_FAULTS, "the homeserver has no password login: use token_file" },
};
/* clang-format on */

static const struct matrix_trouble none = { "", TROUBLE_ANYWHERE, false, TROUBLE_NONE, 0, "" };

const struct matrix_trouble *matrix_trouble(const char *error, enum trouble_at at, bool soft)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].error, error) == 0 && table[i].soft == soft &&
		    (table[i].at == TROUBLE_ANYWHERE || table[i].at == at)) {
			return &table[i];
		}
	}
	return &none;
}

const struct matrix_trouble *matrix_trouble_row(size_t index)
{
	return index < sizeof(table) / sizeof(table[0]) ? &table[index] : NULL;
}
