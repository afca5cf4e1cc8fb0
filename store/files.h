#ifndef KAIGI_STORE_FILES_H
#define KAIGI_STORE_FILES_H

/* Content-addressed files: files/SHA-256, written to a temporary name, synced, renamed. 50 MB
 * at most each. */

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct store;

enum { FILE_LIMIT = 50 * 1024 * 1024, SHA256_HEX = 64 };

void sha256_hex(const void *bytes, size_t size, char out[SHA256_HEX + 1]);

/* A file being written; not in the transaction, harmless when left over. Safe on a worker
 * thread. */
struct file_writer;
KG_MUST_CHECK enum kg_status file_writer_open(const char *folder, struct file_writer **out);
KG_MUST_CHECK enum kg_status file_writer_add(
    struct file_writer *writer, const void *bytes, size_t size); /* KG_FULL: limit or disk */
/* fsyncs file and folder; gives the hash. */
KG_MUST_CHECK enum kg_status file_writer_close(
    struct file_writer *writer, char out_sha256[SHA256_HEX + 1], int64_t *out_size);
void file_writer_abort(struct file_writer *writer); /* NULL is fine */

/* Keeps a text (a 20,000-character matter becomes a file). */
KG_MUST_CHECK enum kg_status file_keep(
    struct store *store, const void *bytes, size_t size, char out_sha256[SHA256_HEX + 1]);
/* A malloc'd path; the caller frees it. */
char *file_path(struct store *store, const char *sha256);

#endif
