#ifndef KAIGI_WORKSPACE_MULTIPART_H
#define KAIGI_WORKSPACE_MULTIPART_H

/* Turns an uploaded multipart/form-data body in a file into the bytes of its first part; others
 * stay. */
void multipart_strip(const char *path, const char *content_type);

#endif
