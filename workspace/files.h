#ifndef KAIGI_WORKSPACE_FILES_H
#define KAIGI_WORKSPACE_FILES_H

/* Files: their bytes under files/ in the state folder, their objects in the model. */

#include <jansson.h>
#include <stdbool.h>

#include "workspace/model.h"
#include "workspace/server.h"

/* Makes a file of the bytes at path, which is moved away. NULL when that fails. The object is
 * borrowed. */
json_t *files_add(const char *id, const char *name, const char *user, const char *path);
/* New bytes for a file; false when they cannot be written. */
bool files_replace(json_t *file, const void *bytes, size_t size);
bool files_bot_sees(const json_t *file);
void files_prepare(void); /* makes the folder, sweeps unfinished uploads */

/* An upload that was announced: answers the file's id and sets the address to send the bytes
 * to. */
const char *files_expect(const char *name, bool secure, char *out_url, size_t url_size);
json_t *files_finish(const char *id); /* the uploaded file, or NULL; borrowed */

/* HTTP: /upload/v1/KEY, /files-pri/…, and the page's two. */
void files_take_upload(const struct server_request *request);
void files_send_private(const struct server_request *request);
void files_take_page_upload(const struct server_request *request);
void files_send_page(const struct server_request *request);

#endif
