/* One hash for every file that records cite. */
#include "config/digest.h"

#include <openssl/evp.h>
#include <stdio.h>

const char *digest_hex(struct arena *arena, const char *bytes, size_t size)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	char *hex;

	KG_ASSERT(EVP_Digest(bytes, size, digest, &length, EVP_sha256(), NULL) == 1);
	hex = arena_alloc(arena, (size_t)length * 2 + 1);
	for (unsigned int i = 0; i < length; i++) {
		(void)snprintf(hex + (size_t)i * 2, 3, "%02x", digest[i]);
	}
	return hex;
}
