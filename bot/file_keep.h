#ifndef KAIGI_BOT_FILE_KEEP_H
#define KAIGI_BOT_FILE_KEEP_H

/*
 * What downloads of files share, whatever the network: a file is closed and synced on the
 * loop's worker, trouble is waited out by one table, redirects are followed by hand. Whether an
 * address may be asked, and with the token, stays the network's own to say.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct loop;
struct file_writer;
struct file_keep; /* under way */

enum { FILE_KEEP_HOPS = 3, FILE_KEEP_DISK_MS = 30 * 1000 };

/* KG_OK: `sha256` (for the call) and `size` say what lies in files/. */
typedef void file_keep_done(
    void *user, enum kg_status status, const char *sha256, int64_t size);

/* Takes the writer. `done` is called once, on the loop, and the value is gone then. */
struct file_keep *file_keep_start(
    struct loop *loop, struct file_writer *writer, file_keep_done *done, void *user);
/* Nobody waits for it any more: `done` is not called. NULL is fine. */
void file_keep_forget(struct file_keep *keep);

/* How long to wait after so many attempts; false: that was the last one. */
bool file_keep_wait(int attempts, int64_t *out_ms);

/* A redirect's address, for free(): a location that begins with "/" lies on the host of `url`,
 * one that begins with "//" names another host. */
char *file_keep_redirect(const char *url, const char *location);

#endif
