#include "workspace/multipart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/mem.h"

static char *read_all(const char *path, size_t *out_size)
{
	struct stat st;
	FILE *file = fopen(path, "rbe");
	char *bytes = NULL;

	if (file != NULL && stat(path, &st) == 0) {
		*out_size = (size_t)st.st_size;
		bytes = mem_alloc(*out_size + 1);
		if (fread(bytes, 1, *out_size, file) != *out_size) {
			free(bytes);
			bytes = NULL;
		}
	}
	if (file != NULL) {
		(void)fclose(file);
	}
	return bytes;
}

static const char *find(const char *bytes, size_t size, const char *needle)
{
	return memmem(bytes, size, needle, strlen(needle));
}

void multipart_strip(const char *path, const char *content_type)
{
	const char *boundary = content_type != NULL ? strstr(content_type, "boundary=") : NULL;
	KG_AUTO_FREE char *bytes = NULL;
	char stop[128];
	size_t size = 0;
	const char *start;
	const char *end;
	FILE *file;

	if (boundary == NULL || strncasecmp(content_type, "multipart/form-data", 19) != 0) {
		return;
	}
	boundary += strlen("boundary=");
	boundary += *boundary == '"';
	(void)snprintf(
	    stop, sizeof(stop), "\r\n--%.*s", (int)(strcspn(boundary, "\";") % 100), boundary);
	bytes = read_all(path, &size);
	start = bytes != NULL ? find(bytes, size, "\r\n\r\n") : NULL;
	if (start == NULL) {
		return;
	}
	start += 4;
	end = find(start, size - (size_t)(start - bytes), stop);
	file = end != NULL ? fopen(path, "wbe") : NULL;
	if (file != NULL) {
		(void)fwrite(start, 1, (size_t)(end - start), file);
		(void)fclose(file);
	}
}
