#include "bot/fault.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KILLED = 137, NAME_MAX_SIZE = 32 };

static char wanted[NAME_MAX_SIZE];
static long countdown;

void fault_init(bool allowed)
{
	const char *spec = getenv("KAIGI_TEST_DIE");
	const char *colon = spec == NULL ? NULL : strchr(spec, ':');
	size_t size;

	countdown = 0;
	if (!allowed || colon == NULL) {
		return;
	}
	size = (size_t)(colon - spec);
	if (size >= sizeof(wanted)) {
		return;
	}
	memcpy(wanted, spec, size);
	wanted[size] = '\0';
	countdown = strtol(colon + 1, NULL, 10);
}

void fault_point(const char *name)
{
	if (countdown <= 0 || strcmp(name, wanted) != 0) {
		return;
	}
	if (--countdown == 0) {
		_exit(KILLED);
	}
}

bool fault_is_wanted(const char *name)
{
	return countdown > 0 && strcmp(name, wanted) == 0;
}
