#ifndef KAIGI_BOT_LOCAL_H
#define KAIGI_BOT_LOCAL_H

/*
 * The local door: kaigi.sock (0600) in the state folder. One request a connection: "import NAME
 * SIZE", LF, bytes; one answer: "ok" or "refused", LF, text for people. An adapter like the
 * networks, so that an import goes the same road: answered after its COMMIT.
 */

#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"
#include "bot/adapter.h"

struct loop;

#define LOCAL_SOCKET "kaigi.sock"
enum { LOCAL_BYTES_MAX = 1024 * 1024 };

struct local_options {
	struct loop *loop;
	const char *folder; /* state folder, whose lock is held: a stale socket goes */
	const struct adapter_events *events;
	/* adapter_impl's resume of the adapter of that name. KG_INVALID: there is none. */
	enum kg_status (*on_resume)(void *user, const char *name);
	void *user;
};

/* Never NULL. workspace is 0. */
struct adapter *local_create(const struct local_options *options);

/*
 * `kaigi import`'s and `kaigi resume`'s side: `word` "import" with the file's name and bytes,
 * or "resume" with a workspace's name. The answer into `out_text` (malloc'd); KG_DENIED:
 * refused; KG_NOT_FOUND: nobody listens.
 */
KG_MUST_CHECK enum kg_status local_ask(const char *folder, const char *word, const char *name,
    const struct buf *bytes, char **out_text);

#endif
