#ifndef KAIGI_HANDLERS_EVENT_H
#define KAIGI_HANDLERS_EVENT_H

/*
 * Everything that can happen, as plain values. Adapters make events, dispatch stores and hands
 * them in; times come with them. Strings are borrowed for the call, valid UTF-8, already
 * unescaped from the network's form. A field that does not belong to the kind is NULL or zero.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/time.h"
#include "handlers/form.h"

#define EVENT_KIND_LIST(X)                                                                     \
	X(EVENT_COMMAND, "command") /* text: behind "/kaigi"; channel, user */                 \
	X(EVENT_MARK, "mark")       /* channel, message, user, mark, added */                  \
	X(EVENT_MARKS, "marks")     /* channel, message, marks: the whole set, read back */    \
	X(EVENT_BUTTON, "button")   /* channel, message, user, action, text = value */         \
	X(EVENT_FORM, "form")       /* token, user, answers */                                 \
	X(EVENT_MESSAGE, "message") /* channel, message, thread, user, text, direct, files;    \
	                               action: wordless (a sticker) */                         \
	X(EVENT_CHANGED, "changed") /* channel, message, text: a message was edited */         \
	X(EVENT_DELETED,                                                                       \
	    "deleted")        /* channel, message; user: by whose hand; or a mark's own id */  \
	X(EVENT_FILE, "file") /* fetched or refused: text = our handle, file */                \
	X(EVENT_CHANNEL, "channel") /* channel, action, text = new name or id */               \
	X(EVENT_ACCOUNT, "account") /* user, action: deactivated reactivated guest */          \
	X(EVENT_SENT, "sent")   /* outbox, action: ok refused held; message, channel; text */  \
	X(EVENT_TIMER, "timer") /* timer, action = its kind, text = its matter */              \
	X(EVENT_IMPORT, "import") /* text = the file's bytes, action = its name */             \
	X(EVENT_START, "start")   /* the bot has started: once a start */                      \
	X(EVENT_LINK, "link")     /* action: up down foreign revoked; one workspace's link */  \
	X(EVENT_ALERT,                                                                         \
	    "alert") /* action: the sender's name; answers: group state title count */

/* EVENT_CHANNEL's actions: renamed archived unarchived deleted shared unshared joined left
 * moved encrypted allowed (we may speak there: said at a start, and when the power is given
 * back). */
enum event_kind {
#define X(code, text) code,
	EVENT_KIND_LIST(X)
#undef X
};

struct event_file {
	const char *id;     /* the network's */
	const char *name;   /* as typed; shown cleaned only */
	const char *type;   /* media type as claimed */
	int64_t size;       /* bytes; -1 unknown */
	const char *sha256; /* EVENT_FILE: hex once stored; NULL: refused, see action */
	bool external;      /* lies on a foreign host: never fetched */
};

struct event_mark {
	const char *user;
	const char *mark;
	const char *id;         /* the mark's own event, where it is one; NULL: none */
	const char *removed_by; /* NULL: it stands; else it is gone, and by whose hand; "":
	                           nobody can say: it was not its giver */
};

struct event {
	enum event_kind kind;
	int64_t workspace; /* row; 0: none (timer, import, start) */
	const char *id;    /* the network's, unique in its workspace; NULL: dedupe by facts */
	const char *channel;
	const char *message;
	const char *thread; /* the message it answers; NULL: none */
	const char *user;   /* the account; NULL: nobody */
	const char *text;
	const char *mark; /* canonical: no variation selector or skin tone; or ":name:" */
	const char *action;
	const char *token;    /* a form's */
	const char *response; /* the network's handle for a late private answer; opaque */
	const char *actor; /* EVENT_MARK off: who took it off, if not the user; NULL: himself */
	bool added;        /* EVENT_MARK */
	bool direct;       /* said to the bot alone */
	bool from_bot;     /* by an app, a bot, a foreigner: no vote; joined, left: it is we */
	int64_t outbox;    /* EVENT_SENT: row */
	int64_t timer;     /* EVENT_TIMER: row */
	struct event_file *files; /* EVENT_FILE: one */
	size_t file_count;
	struct event_mark *marks;
	size_t mark_count;
	struct answer *answers;
	size_t answer_count;
	struct kg_time since; /* EVENT_MARKS: it may have changed from here to `when` */
	struct kg_time when;  /* the server's time of the fact */
	struct kg_time now;   /* when we took it */
};

void event_pack(const struct event *event, struct buf *out);
KG_MUST_CHECK enum kg_status event_unpack(
    const char *bytes, size_t size, struct arena *arena, struct event *out);
const char *event_kind_name(enum event_kind kind);

/* At most one answer to whoever caused the event; kept in the inbox row, so a repeat gets the
 * same. */
enum reply_kind { REPLY_NONE, REPLY_TEXT, REPLY_FORM, REPLY_FAULTS };

struct reply {
	enum reply_kind kind;
	struct card *card; /* REPLY_TEXT: private to the person */
	struct form *form;
	struct fault *faults;
	size_t fault_count;
};

void reply_pack(const struct reply *reply, struct buf *out);
KG_MUST_CHECK enum kg_status reply_unpack(
    const char *bytes, size_t size, struct arena *arena, struct reply *out);

#endif
