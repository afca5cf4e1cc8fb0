/*
 * Who we are. A token is given, or kept from an earlier login, or the password brings one,
 * once: the device's name is on disk before the login, so that a login whose answer was lost
 * makes no second device, and the token is on disk before it is used. The device never changes:
 * transaction ids count for one device only.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "bot/exit.h"
#include "bot/matrix_parts.h"

enum { TOKEN_CAP = 8192, DEVICE_HEX = 10, ALARM_TRIES = 3 };

/* ---- the kept token ---- */

static void replace(char **place, const char *text)
{
	if (*place) {
		mem_wipe(*place, strlen(*place));
	}
	free(*place);
	*place = text && *text ? mem_strdup(text) : NULL;
}

/* token LF device: either may be empty. KG_NOT_FOUND; KG_DENIED: others can read it; KG_IO. */
static enum kg_status read_kept(struct matrix *matrix)
{
	KG_AUTO_CLOSE int fd = open(matrix->token_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char text[TOKEN_CAP] = "";
	struct stat about;
	ssize_t size;
	char *line;

	if (fd < 0) {
		return errno == ENOENT ? KG_NOT_FOUND : KG_IO;
	}
	if (fstat(fd, &about) != 0 || (about.st_mode & 077) != 0) {
		return KG_DENIED;
	}
	size = read(fd, text, sizeof(text) - 1);
	if (size < 0) {
		return KG_IO;
	}
	text[size] = '\0';
	line = strchr(text, '\n');
	if (line) {
		*line++ = '\0';
		line[strcspn(line, "\n")] = '\0';
		replace(&matrix->device, line);
	}
	replace(&matrix->api.token, text);
	mem_wipe(text, sizeof(text));
	return KG_OK;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0 && errno == EINTR) {
			continue;
		}
		if (written <= 0) {
			return false;
		}
		bytes += written;
		size -= (size_t)written;
	}
	return fsync(fd) == 0;
}

static void sync_folder(const char *path)
{
	KG_AUTO_FREE char *folder = mem_strdup(path);
	char *slash = strrchr(folder, '/');
	int fd;

	if (slash) {
		*slash = '\0';
	}
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		(void)close(fd);
	}
}

/* The old file or the new one, never a half. */
static bool write_kept(const struct matrix *matrix, const char *token)
{
	KG_AUTO_BUF struct buf path = { .size = 0 };
	KG_AUTO_BUF struct buf text = { .size = 0 };
	bool is_fine;
	int fd;

	buf_init(&path, (size_t)TOKEN_CAP);
	buf_init(&text, (size_t)TOKEN_CAP);
	buf_printf(&path, "%s.new", matrix->token_path);
	buf_printf(&text, "%s\n%s\n", token, matrix->device);
	(void)unlink(path.bytes);
	fd = open(path.bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	is_fine = fd >= 0 && !text.overflow && write_all(fd, text.bytes, text.size);
	if (fd >= 0) {
		is_fine = close(fd) == 0 && is_fine;
	}
	mem_wipe(text.bytes, text.size);
	is_fine = is_fine && rename(path.bytes, matrix->token_path) == 0;
	if (is_fine) {
		sync_folder(matrix->token_path);
	}
	return is_fine;
}

static bool keep(struct matrix *matrix, const char *token)
{
	if (matrix->token_path[0] != '\0' && write_kept(matrix, token)) {
		return true;
	}
	matrix_fatal(matrix, EXIT_REVOKED, "token_not_kept",
	    "the token of the login can't be written into the state folder");
	return false;
}

/* ---- steps ---- */

static void again(struct matrix *matrix, const char *what, const struct matrix_result *result)
{
	int64_t wait = (int64_t)matrix_backoff(++matrix->tries);

	if (result->verdict == MATRIX_LIMITED && wait < result->retry_after_ms) {
		wait = (int64_t)matrix_jitter((uint64_t)result->retry_after_ms);
	}
	log_warning("workspace=%s matrix=start at=%s error=%s retry_ms=%lld", matrix->name,
	    what, result->error, (long long)wait);
	if (matrix->tries == ALARM_TRIES) {
		matrix_alarm(matrix,
		    "matrix=start at=%s error=%s hint=\"the homeserver does not answer as one: "
		    "check api, proxy and ca_file\"",
		    what, result->error);
	}
	loop_timer_start(matrix->timer, (uint64_t)wait);
}

/* True: the answer is not what goes on. */
static bool is_trouble(
    struct matrix *matrix, const char *what, const struct matrix_result *result)
{
	if (result->verdict == MATRIX_CANCELLED || matrix->stopping) {
		return true;
	}
	if (matrix_note(matrix, what, result)) {
		if (matrix->state == MATRIX_STARTING && !loop_timer_is_running(matrix->timer)) {
			loop_timer_start(matrix->timer, (uint64_t)MATRIX_SLOW_MS);
		}
		return true;
	}
	if (result->verdict != MATRIX_OK) {
		again(matrix, what, result);
		return true;
	}
	return false;
}

static const char *text_of(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text && *text ? text : NULL;
}

static void on_whoami(void *user, const struct matrix_result *result)
{
	struct matrix *matrix = user;
	struct matrix_result strange = *result;
	const char *id = text_of(result->json, "user_id");
	const char *device = text_of(result->json, "device_id");
	const char *colon = id ? strchr(id, ':') : NULL;

	if (is_trouble(matrix, "whoami", result)) {
		return;
	}
	if (!colon) {
		strange.error = "no_user_id";
		again(matrix, "whoami", &strange);
		return;
	}
	if (matrix->login_user[0] == '@' && strcmp(matrix->login_user, id) != 0) {
		matrix_fatal(matrix, EXIT_FAULTS, "other_user",
		    "the token belongs to another account than user: put the right one into "
		    "the token file");
		return;
	}
	replace(&matrix->user, id);
	replace(&matrix->server, colon + 1);
	replace(&matrix->device, device);
	matrix->tries = 0;
	log_info("workspace=%s matrix=start user=%s device=%s", matrix->name, matrix->user,
	    device ? device : "-");
	if (!device) {
		matrix_alarm(matrix, "matrix=no_device hint=\"the token belongs to no device: "
		                     "after a restart of the homeserver it can't know a "
		                     "message sent again; use a user's token\"");
	}
	if (matrix->sync) {
		matrix_sync_start(matrix); /* a new session of the same device */
	} else {
		matrix_rooms_start(matrix, matrix_sync_start);
	}
}

static void ask_whoami(struct matrix *matrix)
{
	struct matrix_request request = { .method = "GET",
		.path = "_matrix/client/v3/account/whoami",
		.timeout_ms = MATRIX_CALL_MS,
		.on_result = on_whoami,
		.user = matrix };

	matrix_call(&matrix->api, &request);
}

static void on_login(void *user, const struct matrix_result *result)
{
	struct matrix *matrix = user;
	struct matrix_result strange = *result;
	const char *token = text_of(result->json, "access_token");
	const char *device = text_of(result->json, "device_id");

	if (is_trouble(matrix, "login", result)) {
		return;
	}
	if (!token) {
		strange.error = "no_access_token";
		again(matrix, "login", &strange);
		return;
	}
	if (device && strcmp(device, matrix->device) != 0) {
		replace(&matrix->device, device);
	}
	if (!keep(matrix, token)) {
		return;
	}
	replace(&matrix->api.token, token);
	log_info("workspace=%s matrix=login device=%s", matrix->name, matrix->device);
	ask_whoami(matrix);
}

static void log_in(struct matrix *matrix)
{
	json_t *body = json_pack("{s:s, s:{s:s, s:s}, s:s, s:s, s:s}", "type",
	    "m.login.password", "identifier", "type", "m.id.user", "user", matrix->login_user,
	    "password", matrix->login_password, "device_id", matrix->device,
	    "initial_device_display_name", "kaigi");
	struct matrix_request request = { .method = "POST",
		.path = "_matrix/client/v3/login",
		.body = body,
		.bare = true,
		.timeout_ms = MATRIX_CALL_MS,
		.on_result = on_login,
		.user = matrix };

	if (!body) {
		matrix_fatal(matrix, EXIT_FAULTS, "login_not_utf8", "check password_file");
		return;
	}
	matrix_call(&matrix->api, &request);
	json_decref(body);
}

static void on_versions(void *user, const struct matrix_result *result)
{
	struct matrix *matrix = user;
	struct matrix_result strange = *result;
	const json_t *versions = json_object_get(result->json, "versions");

	if (is_trouble(matrix, "versions", result)) {
		return;
	}
	if (!json_is_array(versions) || json_array_size(versions) == 0) {
		strange.error = "no_homeserver";
		again(matrix, "versions", &strange);
		return;
	}
	if (matrix->api.token) {
		ask_whoami(matrix);
	} else {
		log_in(matrix);
	}
}

static void ask_versions(struct matrix *matrix)
{
	struct matrix_request request = { .method = "GET",
		.path = "_matrix/client/versions",
		.bare = true,
		.timeout_ms = MATRIX_CALL_MS,
		.on_result = on_versions,
		.user = matrix };

	matrix_call(&matrix->api, &request);
}

/* A token, or at least the name of the device that will have one. */
static bool find_token(struct matrix *matrix)
{
	char key[RANDOM_KEY_HEX + 1];
	char device[sizeof("KAIGI") + DEVICE_HEX];
	enum kg_status status = KG_NOT_FOUND;

	if (matrix->api.token) {
		return true;
	}
	if (matrix->login_password[0] == '\0') {
		matrix_fatal(matrix, EXIT_FAULTS, "no_token",
		    "neither token_file nor password_file holds anything");
		return false;
	}
	if (matrix->token_path[0] != '\0') {
		status = read_kept(matrix);
	}
	if (status != KG_OK && status != KG_NOT_FOUND) {
		matrix_fatal(matrix, EXIT_REVOKED, "token_unreadable",
		    "the kept token can't be read, or others can: mode 0600, owned by kaigi");
		return false;
	}
	if (matrix->device) {
		return true;
	}
	random_key(key);
	(void)snprintf(device, sizeof(device), "KAIGI%.*s", DEVICE_HEX, key);
	replace(&matrix->device, device);
	return keep(matrix, "");
}

void matrix_login_begin(struct matrix *matrix)
{
	matrix->state = MATRIX_STARTING;
	if (find_token(matrix)) {
		ask_versions(matrix);
	}
}

void matrix_login_renew(struct matrix *matrix)
{
	log_warning("workspace=%s matrix=soft_logout device=%s", matrix->name,
	    matrix->device ? matrix->device : "-");
	matrix->login_tried = true;
	matrix->state = MATRIX_STARTING;
	replace(&matrix->api.token, NULL);
	if (matrix->device && keep(matrix, "")) {
		loop_timer_start(matrix->timer, 0);
	}
}
