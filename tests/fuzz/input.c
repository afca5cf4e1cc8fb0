/* The bytes in the shapes that decoders take. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

char *fuzz_text_of(const uint8_t *data, size_t size)
{
	return mem_strndup((const char *)data, strnlen((const char *)data, size));
}

char *fuzz_words_of(const uint8_t *data, size_t size)
{
	char *text = fuzz_text_of(data, size);

	if (!utf8_is_valid(text, strlen(text))) {
		for (char *c = text; *c != '\0'; c++) {
			if ((unsigned char)*c >= 0x80) {
				*c = '~';
			}
		}
	}
	return text;
}

const char *fuzz_file_of(const uint8_t *data, size_t size)
{
	static int fd = -1;
	static char path[40];

	if (fd >= 0) {
		(void)close(fd);
	}
	fd = memfd_create("fuzz", MFD_CLOEXEC);
	KG_ASSERT(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}
