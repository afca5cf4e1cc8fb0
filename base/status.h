#ifndef KAIGI_BASE_STATUS_H
#define KAIGI_BASE_STATUS_H

/*
 * One list of outcomes for everything that can fail. A refusal (not a member, too late, no
 * quorum) is never a status: it is an answer that a handler gives.
 */

#define KG_MUST_CHECK __attribute__((warn_unused_result))
#define KG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define KG_NORETURN __attribute__((noreturn))

#define KG_STATUS_LIST(X)                                                                      \
	X(KG_OK, "ok")                                                                         \
	X(KG_NOT_FOUND, "not found")                                                           \
	X(KG_CONFLICT, "exists already")                                                       \
	X(KG_INVALID, "invalid")                                                               \
	X(KG_FULL, "no space left")                                                            \
	X(KG_BUSY, "in use")                                                                   \
	X(KG_IO, "input/output error")                                                         \
	X(KG_NEWER, "made by a newer version")                                                 \
	X(KG_FOREIGN, "belongs to another council")                                            \
	X(KG_DENIED, "denied")

enum kg_status {
#define X(code, text) code,
	KG_STATUS_LIST(X)
#undef X
};

/* The text is static and never NULL. */
const char *kg_status_text(enum kg_status status);

/* What people read when a file or a start is refused. Zero is a valid, empty error. */
struct kg_error {
	char text[512];
};

void kg_error_set(struct kg_error *err, const char *format, ...) KG_PRINTF(2, 3);

/* What errno says: static or the thread's own, never NULL. */
const char *kg_errno_text(int error);

/* Logs and aborts, in release builds too: for states that cannot be. */
KG_NORETURN void kg_die(const char *file, int line, const char *what);

#define KG_UNREACHABLE() kg_die(__FILE__, __LINE__, "unreachable")
#define KG_ASSERT(claim) ((claim) ? (void)0 : kg_die(__FILE__, __LINE__, #claim))

#endif
