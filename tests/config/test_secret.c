/* Tokens: who may read them, where they come from, and that nothing says what they are. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/secret.h"
#include "suites.h"

static const char token[] = "xoxb-1234567890-mihon";

static struct secret secret;
static struct kg_error err;

static void set_up(void)
{
	secret = (struct secret){ 0 };
	err = (struct kg_error){ 0 };
	(void)unsetenv("CREDENTIALS_DIRECTORY");
	(void)unsetenv("KAIGI_TOKENS_FROM_ENV");
	(void)unsetenv("KAIGI_TEST_TOKEN");
}

static void tear_down(void)
{
	ck_assert_ptr_null(strstr(err.text, "1234567890"));
	secret_finish(&secret);
	set_up();
	scratch_remove();
}

static const char *write_token(const char *name, const char *text, mode_t mode)
{
	const char *path = scratch_write(name, text, strlen(text));

	ck_assert_int_eq(chmod(path, mode), 0);
	return path;
}

START_TEST(a_file_of_the_owner_alone_is_read_without_its_line_end)
{
	const char *path = write_token("bot", "xoxb-1234567890-mihon\r\n", 0600);

	ck_assert_int_eq(secret_load(path, NULL, &secret, &err), KG_OK);
	ck_assert_str_eq(secret.bytes, token);
	ck_assert_uint_eq(secret.size, sizeof(token) - 1);
	secret_finish(&secret);
	ck_assert_ptr_null(secret.bytes);
	ck_assert_int_eq(chmod(path, 0400), 0);
	ck_assert_int_eq(secret_load(path, NULL, &secret, &err), KG_OK);
}
END_TEST

START_TEST(a_file_that_others_can_read_is_refused)
{
	static const mode_t modes[] = { 0644, 0640, 0604, 0660, 0622, 0610 };

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		const char *path = write_token("bot", token, modes[i]);

		ck_assert_int_eq(secret_load(path, NULL, &secret, &err), KG_DENIED);
		ck_assert_ptr_null(secret.bytes);
		ck_assert_ptr_nonnull(strstr(err.text, "chmod 600"));
		ck_assert_ptr_nonnull(strstr(err.text, path));
	}
}
END_TEST

START_TEST(what_is_no_token_is_refused)
{
	static char big[5000];

	ck_assert_int_eq(
	    secret_load(write_token("a", "", 0600), NULL, &secret, &err), KG_INVALID);
	ck_assert_int_eq(
	    secret_load(write_token("a", "\n", 0600), NULL, &secret, &err), KG_INVALID);
	ck_assert_int_eq(
	    secret_load(write_token("a", "xoxb-1234567890 x", 0600), NULL, &secret, &err),
	    KG_INVALID);
	ck_assert_int_eq(secret_load(write_token("a", "xoxb-1234567890\nxapp-1\n", 0600), NULL,
	                     &secret, &err),
	    KG_INVALID);
	ck_assert_int_eq(
	    secret_load(write_token("a", "xoxb-1234567890トークン", 0600), NULL, &secret, &err),
	    KG_INVALID);
	memset(big, 'x', sizeof(big) - 1);
	ck_assert_int_eq(
	    secret_load(write_token("a", big, 0600), NULL, &secret, &err), KG_INVALID);
	ck_assert_int_eq(secret_load(scratch_folder(), NULL, &secret, &err), KG_INVALID);
	ck_assert_int_eq(secret_load("/nonexistent/x", NULL, &secret, &err), KG_NOT_FOUND);
	ck_assert_ptr_null(secret.bytes);
}
END_TEST

START_TEST(systemd_credentials_go_before_the_file_and_may_show_an_access_list)
{
	(void)write_token("bot", token, 0440);
	ck_assert_int_eq(setenv("CREDENTIALS_DIRECTORY", scratch_folder(), 1), 0);
	ck_assert_int_eq(secret_load("/etc/kaigi/bot", NULL, &secret, &err), KG_OK);
	ck_assert_str_eq(secret.bytes, token);
	secret_finish(&secret);
	ck_assert_int_eq(secret_load("bot", NULL, &secret, &err), KG_OK);
	ck_assert_str_eq(secret.bytes, token);
	secret_finish(&secret);
	(void)write_token("bot", token, 0444);
	ck_assert_int_eq(secret_load("bot", NULL, &secret, &err), KG_DENIED);
	ck_assert_int_eq(secret_load("/nonexistent/other", NULL, &secret, &err), KG_NOT_FOUND);
}
END_TEST

START_TEST(a_variable_stands_in_when_allowed_and_its_copy_is_wiped)
{
	char *copy;

	ck_assert_int_eq(setenv("KAIGI_TOKENS_FROM_ENV", "1", 1), 0);
	ck_assert_int_eq(setenv("KAIGI_TEST_TOKEN", token, 1), 0);
	copy = getenv("KAIGI_TEST_TOKEN");
	ck_assert_int_eq(
	    secret_load("/nonexistent/x", "KAIGI_TEST_TOKEN", &secret, &err), KG_OK);
	ck_assert_str_eq(secret.bytes, token);
	ck_assert_ptr_null(getenv("KAIGI_TEST_TOKEN"));
	for (size_t i = 0; i < sizeof(token); i++) {
		ck_assert_int_eq(copy[i], '\0');
	}
}
END_TEST

START_TEST(a_variable_that_is_not_allowed_is_wiped_all_the_same)
{
	char *copy;

	ck_assert_int_eq(setenv("KAIGI_TEST_TOKEN", token, 1), 0);
	copy = getenv("KAIGI_TEST_TOKEN");
	ck_assert_int_eq(
	    secret_load("/nonexistent/x", "KAIGI_TEST_TOKEN", &secret, &err), KG_NOT_FOUND);
	ck_assert_ptr_null(secret.bytes);
	ck_assert_ptr_null(getenv("KAIGI_TEST_TOKEN"));
	ck_assert_int_eq(copy[0], '\0');
}
END_TEST

/* The kernel shows a process's first environment as it stands in memory: the wiped copy is that
 * very one. */
START_TEST(the_environment_of_the_process_shows_the_token_no_more)
{
	char command[512];

	if (getenv("KAIGI_TEST_AGAIN") == NULL) {
		(void)snprintf(command, sizeof(command),
		    "KAIGI_TEST_AGAIN=1 KAIGI_TOKENS_FROM_ENV=1 KAIGI_TEST_TOKEN=%s "
		    "CK_RUN_CASE=environ "
		    "CK_FORK=no /proc/%d/exe",
		    token, (int)getpid());
		ck_assert_int_eq(system(command), 0); /* NOLINT(cert-env33-c) */
	}
}
END_TEST

static bool contains(const char *bytes, size_t size, const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i + length <= size; i++) {
		if (memcmp(bytes + i, text, length) == 0) {
			return true;
		}
	}
	return false;
}

START_TEST(read_own_environ)
{
	static char bytes[65536];
	FILE *file;
	size_t size;

	if (getenv("KAIGI_TEST_AGAIN") == NULL) {
		return;
	}
	ck_assert_int_eq(
	    secret_load("/nonexistent/x", "KAIGI_TEST_TOKEN", &secret, &err), KG_OK);
	file = fopen("/proc/self/environ", "rb");
	ck_assert_ptr_nonnull(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	ck_assert_uint_gt(size, 0);
	ck_assert(contains(bytes, size, "KAIGI_TEST_AGAIN"));
	ck_assert(!contains(bytes, size, token));
	secret_finish(&secret);
}
END_TEST

START_TEST(tokens_are_recognised_and_words_are_not)
{
	static const char *const yes[] = { "xoxb-123456", "--token=xoxp-abcdef",
		"xapp-1-A012-3", "syt_a2FpZ2k_x", "mct_abcdefgh", "xoxe.xoxb-1-abcdef",
		"https://hooks.slack.com/services/T0/B0/x", "トークンxoxb-123456" };
	static const char *const no[] = { "", "xoxb-", "xoxb- で始まる", "xoxb-12345",
		"slack-bot-token", "maxapp-123456", "C0COUNCIL", "aoxoxb-123456",
		"https://slack.com/api/" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		ck_assert_msg(secret_looks_like(yes[i]), "%s", yes[i]);
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		ck_assert_msg(!secret_looks_like(no[i]), "%s", no[i]);
	}
}
END_TEST

TCase *case_secret(void)
{
	TCase *tcase = tcase_create("secret");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_file_of_the_owner_alone_is_read_without_its_line_end);
	tcase_add_test(tcase, a_file_that_others_can_read_is_refused);
	tcase_add_test(tcase, what_is_no_token_is_refused);
	tcase_add_test(
	    tcase, systemd_credentials_go_before_the_file_and_may_show_an_access_list);
	tcase_add_test(tcase, a_variable_stands_in_when_allowed_and_its_copy_is_wiped);
	tcase_add_test(tcase, a_variable_that_is_not_allowed_is_wiped_all_the_same);
	tcase_add_test(tcase, the_environment_of_the_process_shows_the_token_no_more);
	tcase_add_test(tcase, tokens_are_recognised_and_words_are_not);
	return tcase;
}

TCase *case_environ(void)
{
	TCase *tcase = tcase_create("environ");

	tcase_add_test(tcase, read_own_environ);
	return tcase;
}
