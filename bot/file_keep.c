#include "bot/file_keep.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/mem.h"
#include "bot/loop.h"
#include "store/files.h"

struct file_keep {
	uv_work_t uv;
	struct file_writer *writer;
	file_keep_done *done; /* NULL: forgotten */
	void *user;
	enum kg_status status;
	char sha256[SHA256_HEX + 1];
	int64_t size;
};

static void on_kept(uv_work_t *uv, int status)
{
	struct file_keep *keep = uv->data;

	(void)status;
	if (keep->done) {
		keep->done(keep->user, keep->status, keep->sha256, keep->size);
	}
	free(keep);
}

static void close_file(uv_work_t *uv)
{
	struct file_keep *keep = uv->data;

	keep->status = file_writer_close(keep->writer, keep->sha256, &keep->size);
}

struct file_keep *file_keep_start(
    struct loop *loop, struct file_writer *writer, file_keep_done *done, void *user)
{
	struct file_keep *keep = mem_alloc(sizeof(*keep));

	keep->uv.data = keep;
	keep->writer = writer;
	keep->done = done;
	keep->user = user;
	KG_ASSERT(uv_queue_work(loop_uv(loop), &keep->uv, close_file, on_kept) == 0);
	return keep;
}

void file_keep_forget(struct file_keep *keep)
{
	if (keep) {
		keep->done = NULL;
	}
}

bool file_keep_wait(int attempts, int64_t *out_ms)
{
	static const int64_t waits[] = { 2000, 2000, 5000, 15000, 60000, 60000 };
	size_t at = attempts < 0 ? 0 : (size_t)attempts;

	if (at >= sizeof(waits) / sizeof(waits[0])) {
		return false;
	}
	*out_ms = waits[at];
	return true;
}

char *file_keep_redirect(const char *url, const char *location)
{
	const char *host = strstr(url, "://");
	size_t kept;
	size_t more = strlen(location) + 1;
	char *joined;

	if (location[0] != '/' || host == NULL) {
		return mem_strdup(location);
	}
	kept = location[1] == '/' ? (size_t)(host + 1 - url)
	                          : (size_t)(host + 3 - url) + strcspn(host + 3, "/?#");
	joined = mem_alloc(kept + more);
	memcpy(joined, url, kept);
	memcpy(joined + kept, location, more);
	return joined;
}
