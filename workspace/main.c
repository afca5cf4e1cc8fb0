/*
 * kaigi-workspace: a stand-in Slack workspace. One thread: libwebsockets' loop, and after each
 * turn a commit.
 */

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "workspace/change.h"
#include "workspace/fault.h"
#include "workspace/files.h"
#include "workspace/journal.h"
#include "workspace/model.h"
#include "workspace/push.h"
#include "workspace/rate.h"
#include "workspace/route.h"
#include "workspace/server.h"
#include "workspace/socketmode.h"
#include "workspace/tls.h"
#include "workspace/view.h"

struct settings {
	const char *state;
	const char *listen;
	const char *seed;
	const char *manifest;
	const char *rate;
	int http_port;
	int https_port;
};

static volatile sig_atomic_t stopping;

static void on_signal(int number)
{
	(void)number;
	stopping = 1;
	server_wake();
}

static void print_usage(FILE *out)
{
	(void)fputs(
	    "kaigi-workspace --state DIR [--http PORT] [--https PORT] [--listen ADDRESS]\n"
	    "                [--seed FILE.json] [--manifest FILE.yaml] [--rate "
	    "off|slack|generous]\n"
	    "A stand-in Slack workspace for trying, rehearsals and tests. Port 0 chooses a "
	    "free one;\n"
	    "the ports in use are written to DIR/ports.\n",
	    out);
}

static bool read_port(const char *text, int *out_port)
{
	char *end = NULL;
	long port = strtol(text, &end, 10);

	*out_port = (int)port;
	return *text != '\0' && *end == '\0' && port >= 0 && port <= 65535;
}

/* 0: go on; else the exit code plus one. */
static int read_arguments(int count, char **words, struct settings *out)
{
	static const struct option options[] = {
		{ "state", required_argument, NULL, 's' },
		{ "http", required_argument, NULL, 'p' },
		{ "https", required_argument, NULL, 't' },
		{ "listen", required_argument, NULL, 'l' },
		{ "seed", required_argument, NULL, 'f' },
		{ "manifest", required_argument, NULL, 'm' },
		{ "rate", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	bool valid = true;
	int letter;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): no second thread yet */
	while ((letter = getopt_long(count, words, "", options, NULL)) != -1) {
		switch (letter) {
		case 's':
			out->state = optarg;
			break;
		case 'p':
			valid = read_port(optarg, &out->http_port) && valid;
			break;
		case 't':
			valid = read_port(optarg, &out->https_port) && valid;
			break;
		case 'l':
			out->listen = optarg;
			break;
		case 'f':
			out->seed = optarg;
			break;
		case 'm':
			out->manifest = optarg;
			break;
		case 'r':
			out->rate = optarg;
			break;
		case 'h':
			print_usage(stdout);
			return 1;
		case 'v':
			(void)puts("kaigi-workspace " KAIGI_VERSION);
			return 1;
		default:
			valid = false;
			break;
		}
	}
	if (!valid || optind != count || out->state == NULL || !rate_set(out->rate)) {
		print_usage(stderr);
		return 3;
	}
	return 0;
}

/* The page's token is made once, so that a bookmark goes on working. */
static enum kg_status load_token(
    const char *directory, char out[RANDOM_KEY_HEX + 1], struct kg_error *err)
{
	char path[4096];
	ssize_t size;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/token", directory);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	size = fd >= 0 ? read(fd, out, RANDOM_KEY_HEX) : 0;
	if (fd >= 0) {
		(void)close(fd);
	}
	if (size == RANDOM_KEY_HEX) {
		out[RANDOM_KEY_HEX] = '\0';
		return KG_OK;
	}
	random_key(out);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
	size = fd >= 0 ? write(fd, out, RANDOM_KEY_HEX) : 0;
	if (fd >= 0) {
		(void)close(fd);
	}
	if (size != RANDOM_KEY_HEX) {
		kg_error_set(err, "%s: %s", path, kg_errno_text(errno));
		return KG_IO;
	}
	return KG_OK;
}

/* Written aside and renamed: whoever waits for the file finds it whole. */
static enum kg_status write_ports(const char *directory, struct kg_error *err)
{
	char path[4096];
	char aside[4100];
	FILE *file;
	bool written;

	(void)snprintf(path, sizeof(path), "%s/ports", directory);
	(void)snprintf(aside, sizeof(aside), "%s~", path);
	file = fopen(aside, "we");
	written = file != NULL && fprintf(file, "http=%d\nhttps=%d\n", server_port(false),
	                              server_port(true)) > 0;
	written = file != NULL && fclose(file) == 0 && written;
	if (!written || rename(aside, path) != 0) {
		kg_error_set(err, "%s: %s", path, kg_errno_text(errno));
		return KG_IO;
	}
	return KG_OK;
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	action.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &action, NULL);
}

static enum kg_status start(
    const struct settings *settings, const char *token, struct kg_error *err)
{
	struct server_options options = {
		.directory = settings->state,
		.listen = settings->listen,
		.http_port = settings->http_port,
		.https_port = settings->https_port,
		.handlers = &route_handlers,
	};
	enum kg_status status =
	    model_open(settings->state, settings->seed, settings->manifest, err);

	if (status == KG_OK) {
		files_prepare();
		view_start();
		route_set_token(token);
		status = tls_prepare(settings->state, err);
	}
	if (status == KG_OK) {
		status = server_start(&options, err);
	}
	if (status == KG_OK) {
		catch_signals();
		status = write_ports(settings->state, err);
	}
	return status;
}

static void finish(void)
{
	server_finish();
	model_commit();
	socketmode_finish();
	view_finish();
	change_finish();
	push_finish();
	journal_finish();
	fault_finish();
	rate_finish();
	model_close();
}

int main(int count, char **words)
{
	struct settings settings = {
		.listen = "127.0.0.1", .http_port = 8080, .https_port = 8443, .rate = "generous"
	};
	char token[RANDOM_KEY_HEX + 1];
	struct kg_error err = { "" };
	enum kg_status status;
	int code = read_arguments(count, words, &settings);

	if (code != 0) {
		return code - 1;
	}
	if (clock_init(getenv("KAIGI_TEST_CLOCK")) != KG_OK) {
		log_error("event=start_refused reason=\"no test clock\"");
		return 1;
	}
	if (mkdir(settings.state, S_IRWXU) != 0 && errno != EEXIST) {
		log_error("event=start_refused state=%s reason=\"%s\"", settings.state,
		    kg_errno_text(errno));
		return 1;
	}
	status = load_token(settings.state, token, &err);
	if (status == KG_OK) {
		status = start(&settings, token, &err);
	}
	if (status != KG_OK) {
		log_error("event=start_refused reason=\"%s\"", err.text);
		finish();
		return 1;
	}
	(void)printf("%s/?token=%s\n", server_base(false), token);
	(void)fflush(stdout);
	while (stopping == 0) {
		server_turn();
		model_commit();
	}
	finish();
	return 0;
}
