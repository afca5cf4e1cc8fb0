/*
 * A token passes through one buffer only, which is wiped on every way out. An error text names
 * the file and the way to mend it, in both languages because nobody has chosen one yet, and
 * never what was read.
 */
#include "config/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { SECRET_MAX = 4096, TOKEN_TAIL_MIN = 6, PATH_ROOM = 4096 };

/* What the tokens of the networks begin with; the last one is an address that is itself a
 * secret. */
static const char *const beginnings[] = { "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-",
	"xoxe.xox", "xoxc-", "xoxd-", "xapp-", "syt_", "mct_", "mcr_",
	"hooks.slack.com/services/" };

static bool is_token_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.' || c == '/' || c == '%' || c == '=' || c == '+';
}

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool secret_starts_token(const char *text, const char *at)
{
	if (at > text && is_word_char(at[-1])) {
		return false;
	}
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		size_t size = strlen(beginnings[i]);
		size_t tail = 0;

		if (strncmp(at, beginnings[i], size) != 0) {
			continue;
		}
		while (tail < TOKEN_TAIL_MIN && is_token_char(at[size + tail])) {
			tail++;
		}
		if (tail == TOKEN_TAIL_MIN) {
			return true;
		}
	}
	return false;
}

bool secret_looks_like(const char *text)
{
	for (const char *at = text; *at != '\0'; at++) {
		if (secret_starts_token(text, at)) {
			return true;
		}
	}
	return false;
}

void secret_finish(struct secret *secret)
{
	if (secret->bytes != NULL) {
		mem_wipe(secret->bytes, secret->size);
		free(secret->bytes);
	}
	*secret = (struct secret){ 0 };
}

/* One line of visible ASCII, a line's end allowed behind it. */
static enum kg_status take(
    const char *bytes, size_t size, const char *name, struct secret *out, struct kg_error *err)
{
	while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r')) {
		size--;
	}
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] <= ' ' || bytes[i] > '~') {
			size = 0;
		}
	}
	if (size == 0) {
		kg_error_set(err,
		    "%s: トークンを1行だけ、空白を入れずに書いてください。 / must hold one "
		    "token "
		    "on one line, without blanks",
		    name);
		return KG_INVALID;
	}
	out->bytes = mem_strndup(bytes, size);
	out->size = size;
	return KG_OK;
}

static enum kg_status refuse_mode(const char *path, struct kg_error *err)
{
	kg_error_set(err,
	    "%s: 所有者以外から読めるため使いません。chmod 600 を実行してください。 / readable "
	    "by "
	    "others, not used: run chmod 600",
	    path);
	return KG_DENIED;
}

/*
 * systemd hands credentials to another user by an access list, which shows in the mode as the
 * group's bits: in its own folder they are no fault.
 */
static enum kg_status check_file(
    int fd, const char *path, bool is_credential, struct kg_error *err)
{
	struct stat info;
	mode_t forbidden = is_credential ? S_IRWXO : S_IRWXG | S_IRWXO;

	if (fstat(fd, &info) != 0) {
		kg_error_set(err, "%s: 読めません。 / cannot be read (errno %d)", path, errno);
		return KG_IO;
	}
	if (!S_ISREG(info.st_mode)) {
		kg_error_set(err, "%s: ファイルではありません。 / not a file", path);
		return KG_INVALID;
	}
	if ((info.st_mode & forbidden) != 0) {
		return refuse_mode(path, err);
	}
	if (info.st_uid != geteuid() && info.st_uid != 0) {
		kg_error_set(err,
		    "%s: 別の利用者のファイルです。kaigiを動かす利用者の所有にしてください。 / "
		    "owned by another user: give it to the one who runs kaigi",
		    path);
		return KG_DENIED;
	}
	return KG_OK;
}

static enum kg_status read_all(
    int fd, const char *path, struct secret *out, struct kg_error *err)
{
	char bytes[SECRET_MAX + 1];
	size_t size = 0;
	enum kg_status st = KG_OK;

	while (size < sizeof(bytes)) {
		ssize_t got = read(fd, bytes + size, sizeof(bytes) - size);

		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			st = got < 0 ? KG_IO : KG_OK;
			break;
		}
		size += (size_t)got;
	}
	if (st != KG_OK) {
		kg_error_set(err, "%s: 読めません。 / cannot be read (errno %d)", path, errno);
	} else if (size > SECRET_MAX) {
		kg_error_set(err, "%s: 長すぎます。 / too long for a token", path);
		st = KG_INVALID;
	} else {
		st = take(bytes, size, path, out, err);
	}
	mem_wipe(bytes, sizeof(bytes));
	return st;
}

static enum kg_status load_file(
    const char *path, bool is_credential, struct secret *out, struct kg_error *err)
{
	KG_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum kg_status st;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		kg_error_set(err,
		    "%s: トークンのファイルがありません。 / the token's file does not exist",
		    path);
		return KG_NOT_FOUND;
	}
	if (fd < 0) {
		kg_error_set(
		    err, "%s: 開けません。 / cannot be opened (errno %d)", path, errno);
		return errno == EACCES ? KG_DENIED : KG_IO;
	}
	st = check_file(fd, path, is_credential, err);
	return st == KG_OK ? read_all(fd, path, out, err) : st;
}

/* NOLINTBEGIN(concurrency-mt-unsafe): there is one thread when tokens are read */

/* A variable is wiped whether it may be used or not: it is nobody's business to find it in
 * /proc. */
static enum kg_status load_variable(
    const char *variable, struct secret *out, struct kg_error *err)
{
	const char *allowed = getenv("KAIGI_TOKENS_FROM_ENV");
	char *value = variable == NULL ? NULL : getenv(variable);
	enum kg_status st = KG_NOT_FOUND;

	if (value == NULL) {
		return KG_NOT_FOUND;
	}
	if (allowed != NULL && strcmp(allowed, "1") == 0 && *value != '\0') {
		st = strlen(value) > SECRET_MAX
		         ? KG_INVALID
		         : take(value, strlen(value), variable, out, err);
	}
	mem_wipe(value, strlen(value));
	(void)unsetenv(variable);
	return st;
}

enum kg_status secret_load(
    const char *path, const char *variable, struct secret *out, struct kg_error *err)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	const char *slash = strrchr(path, '/');
	char credential[PATH_ROOM];
	enum kg_status st = load_variable(variable, out, err);

	if (st != KG_NOT_FOUND) {
		return st;
	}
	if (folder != NULL && *folder == '/') {
		int size = snprintf(credential, sizeof(credential), "%s/%s", folder,
		    slash == NULL ? path : slash + 1);

		if (size > 0 && (size_t)size < sizeof(credential)) {
			st = load_file(credential, true, out, err);
		}
		if (st != KG_NOT_FOUND) {
			return st;
		}
	}
	return load_file(path, false, out, err);
}

/* NOLINTEND(concurrency-mt-unsafe) */
