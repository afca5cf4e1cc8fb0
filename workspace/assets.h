#ifndef KAIGI_WORKSPACE_ASSETS_H
#define KAIGI_WORKSPACE_ASSETS_H

/* The page's files, which are part of the program. */

#include <stddef.h>

struct asset {
	const char *path; /* "/page.css"; "/" is index.html */
	const char *type;
	const unsigned char *bytes;
	size_t size;
};

const struct asset *assets_find(
    const char *path); /* NULL: no such file; valid until the next call */

#endif
