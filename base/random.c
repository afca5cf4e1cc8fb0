#include "base/random.h"

#include <stdio.h>
#include <sys/random.h>

#include "base/status.h"

void random_bytes(void *out, size_t size)
{
	unsigned char *p = out;

	while (size > 0) {
		ssize_t got = getrandom(p, size, 0);

		if (got <= 0) {
			kg_die(__FILE__, __LINE__, "no random bytes");
		}
		p += got;
		size -= (size_t)got;
	}
}

void random_key(char out[RANDOM_KEY_HEX + 1])
{
	unsigned char bytes[RANDOM_KEY_HEX / 2];

	random_bytes(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++) {
		(void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	}
}
