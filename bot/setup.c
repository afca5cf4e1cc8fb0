/* Everything here happens before any network contact; a fault ends the word with its exit code.
 */
#include "bot/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "bot/exit.h"
#include "bot/fault.h"
#include "bot/http.h"
#include "store/store.h"

static void say(const struct words *words, const char *ja, const char *en)
{
	(void)fprintf(stderr, "kaigi: %s\n", words->language == LANGUAGE_JA ? ja : en);
}

bool setup_is_loopback(const char *url)
{
	char host[256];
	bool is_tls = false;

	return http_url_host(url, host, sizeof(host), &is_tls) &&
	       (strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
	           strncmp(host, "127.", 4) == 0);
}

static bool all_loopback(const struct settings *settings)
{
	for (size_t i = 0; i < settings->workspace_count; i++) {
		if (!setup_is_loopback(settings->workspaces[i].api)) {
			return false;
		}
	}
	return settings->workspace_count > 0;
}

static int choose_clock(const struct words *words, struct setup *setup)
{
	const char *test_clock = getenv("KAIGI_TEST_CLOCK");

	setup->is_loopback = all_loopback(&setup->settings);
	fault_init(setup->is_loopback);
	fault_watch_writes();
	if (test_clock == NULL || test_clock[0] == '\0') {
		return clock_init(NULL) == KG_OK ? EXIT_FINE : EXIT_AGAIN;
	}
	if (!setup->is_loopback) {
		say(words,
		    "KAIGI_TEST_CLOCK は、この端末上の API を使うときに限り設定できます。",
		    "KAIGI_TEST_CLOCK is for an API on this machine only.");
		return EXIT_FAULTS;
	}
	if (clock_init(test_clock) != KG_OK) {
		say(words, "KAIGI_TEST_CLOCK のファイルを読めません。",
		    "The file of KAIGI_TEST_CLOCK can't be read.");
		return EXIT_FAULTS;
	}
	return EXIT_FINE;
}

int setup_load(const struct words *words, struct setup *out)
{
	struct problems problems = { .count = 0 };
	enum kg_status status;

	problems_init(&problems, words->language);
	status = settings_load(words->settings, &problems, &out->settings);
	if (status == KG_OK) {
		status = charters_load(
		    (const char *const *)out->settings.charters, &problems, &out->charters);
	}
	if (status == KG_OK && *out->settings.clocks != '\0') {
		status = clocks_load(out->settings.clocks, &problems, &out->clocks);
	}
	if (status != KG_OK || problems.count > 0) {
		problems_print(&problems, stderr);
		say(words, "設定に誤りがあります。`kaigi check` で全ての誤りを確認できます。",
		    "There are faults in the settings; `kaigi check` lists all of them.");
		problems_finish(&problems);
		return EXIT_FAULTS;
	}
	problems_finish(&problems);
	return choose_clock(words, out);
}

void setup_finish(struct setup *setup)
{
	settings_finish(&setup->settings);
	charters_finish(&setup->charters);
	clocks_finish(&setup->clocks);
}

int setup_open_store(const struct setup *setup, bool read_only, struct store **out)
{
	struct store_options options = {
		.folder = setup->settings.state,
		.council = setup->settings.council,
		.read_only = read_only,
	};
	struct kg_error err = { "" };
	enum kg_status status = store_open(&options, out, &err);

	if (status == KG_OK) {
		return EXIT_FINE;
	}
	(void)fprintf(
	    stderr, "kaigi: %s\n", err.text[0] == '\0' ? kg_status_text(status) : err.text);
	if (status == KG_BUSY) {
		return EXIT_IN_USE;
	}
	return status == KG_FULL || status == KG_IO ? EXIT_AGAIN : EXIT_STATE;
}

static int load_secret(const char *path, const char *variable, struct secret *out)
{
	struct kg_error err = { "" };
	enum kg_status status = secret_load(path, variable, out, &err);

	if (status == KG_OK) {
		return EXIT_FINE;
	}
	(void)fprintf(
	    stderr, "kaigi: %s\n", err.text[0] == '\0' ? kg_status_text(status) : err.text);
	return EXIT_REVOKED;
}

/* Where no file is named, nothing is wanted. */
static int load_named(const char *path, const char *variable, struct secret *out)
{
	return path == NULL || *path == '\0' ? EXIT_FINE : load_secret(path, variable, out);
}

int setup_secret(const char *path, struct secret *out)
{
	return load_named(path, NULL, out);
}

static int load_matrix(
    const struct settings_workspace *workspace, bool is_first, struct tokens *out)
{
	int code =
	    load_named(workspace->token_file, is_first ? "KAIGI_BOT_TOKEN" : NULL, &out->bot);

	if (code == EXIT_FINE) {
		code = load_named(workspace->password_file, NULL, &out->password);
	}
	if (code == EXIT_FINE) {
		code = load_named(workspace->websocket_token_file, NULL, &out->websocket);
	}
	return code;
}

int setup_tokens(const struct settings *settings, size_t index, struct tokens *out)
{
	const struct settings_workspace *workspace = &settings->workspaces[index];
	bool is_first = index == 0;
	int code;

	if (workspace->kind == WORKSPACE_MATRIX) {
		return load_matrix(workspace, is_first, out);
	}
	code =
	    load_secret(workspace->token_file, is_first ? "KAIGI_BOT_TOKEN" : NULL, &out->bot);
	if (code == EXIT_FINE) {
		code = load_secret(
		    workspace->app_token_file, is_first ? "KAIGI_APP_TOKEN" : NULL, &out->app);
	}
	return code;
}

void tokens_finish(struct tokens *tokens)
{
	secret_finish(&tokens->bot);
	secret_finish(&tokens->app);
	secret_finish(&tokens->password);
	secret_finish(&tokens->websocket);
}

int setup_proxy(const struct settings *settings, struct secret *out)
{
	if (settings->proxy_file != NULL && settings->proxy_file[0] != '\0') {
		return load_secret(settings->proxy_file, NULL, out);
	}
	out->bytes = mem_strdup(settings->proxy == NULL ? "" : settings->proxy);
	out->size = strlen(out->bytes);
	return EXIT_FINE;
}

void setup_harden(void)
{
	struct rlimit none = { 0, 0 };

	(void)umask(077);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
