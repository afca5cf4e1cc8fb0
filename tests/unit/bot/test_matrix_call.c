/* What an answer says about whether a call was done, how paths are made, and the table of
 * troubles. The HTTP layer is played here. */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bot/http.h"
#include "bot/matrix_call.h"
#include "bot/matrix_trouble.h"

/* ---- the layer below ---- */

static struct {
	char method[16];
	char url[512];
	char bearer[64];
	char body[256];
	void (*on_answer)(void *user, const struct http_answer *answer);
	void *user;
} sent;

struct http_call *http_send(struct http *http, const struct http_request *request)
{
	(void)http;
	(void)snprintf(sent.method, sizeof(sent.method), "%s", request->method);
	(void)snprintf(sent.url, sizeof(sent.url), "%s", request->url);
	(void)snprintf(
	    sent.bearer, sizeof(sent.bearer), "%s", request->bearer ? request->bearer : "-");
	(void)snprintf(sent.body, sizeof(sent.body), "%s", request->body ? request->body : "-");
	sent.on_answer = request->on_answer;
	sent.user = request->user;
	return NULL;
}

void http_cancel(struct http_call *call)
{
	(void)call;
}

/* ---- one call ---- */

static struct {
	int count;
	enum matrix_verdict verdict;
	int status;
	int64_t wait;
	char error[64];
	int keys;
} got;

static void on_result(void *user, const struct matrix_result *result)
{
	(void)user;
	got.count++;
	got.verdict = result->verdict;
	got.status = result->status;
	got.wait = result->retry_after_ms;
	got.keys = (int)json_object_size(result->json);
	(void)snprintf(got.error, sizeof(got.error), "%s", result->error);
}

static char token[] = "secret";
static char base[] = "https://matrix.example.jp/";

static void call(const struct http_answer *answer, bool bare)
{
	struct matrix_api api = { .base = base, .token = token };
	struct matrix_request request = {
		.method = "PUT", .path = "_matrix/x", .bare = bare, .on_result = on_result
	};

	memset(&got, 0, sizeof(got));
	(void)matrix_call(&api, &request);
	sent.on_answer(sent.user, answer);
	ck_assert_int_eq(got.count, 1);
	ck_assert_ptr_null(api.calls);
}

static void answered(int status, const char *body, int64_t retry_after_ms)
{
	struct http_answer answer = { .outcome = HTTP_ANSWERED,
		.status = status,
		.body = body,
		.size = strlen(body),
		.retry_after_ms = retry_after_ms,
		.error = "" };

	call(&answer, false);
}

static const struct {
	int status;
	const char *body;
	int64_t header;
	enum matrix_verdict verdict;
	const char *error;
	int64_t wait;
} answers[] = {
	{ 200, "{}", -1, MATRIX_OK, "", 0 },
	{ 200, "[{\"type\":\"m.room.name\"}]", -1, MATRIX_OK, "", 0 },
	{ 200, "{\"a\":\"nul \\u0000 in it\"}", -1, MATRIX_OK, "", 0 },
	{ 200, "<html>", -1, MATRIX_AMBIGUOUS, "not_json", 0 },
	{ 200, "", -1, MATRIX_AMBIGUOUS, "not_json", 0 },
	{ 400, "{\"errcode\":\"M_BAD_JSON\"}", -1, MATRIX_ERROR, "M_BAD_JSON", 0 },
	{ 401, "{\"errcode\":\"M_UNKNOWN_TOKEN\"}", -1, MATRIX_ERROR, "M_UNKNOWN_TOKEN", 0 },
	{ 403, "<html>", -1, MATRIX_NOT_SENT, "http_403", 0 },
	{ 404, "{}", -1, MATRIX_NOT_SENT, "http_404", 0 },
	{ 302, "", -1, MATRIX_NOT_SENT, "http_302", 0 },
	{ 408, "", -1, MATRIX_AMBIGUOUS, "http_408", 0 },
	{ 500, "{\"errcode\":\"M_UNKNOWN\"}", -1, MATRIX_AMBIGUOUS, "M_UNKNOWN", 0 },
	{ 502, "<html>", -1, MATRIX_AMBIGUOUS, "http_502", 0 },
	{ 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":1234}", 2000,
	    MATRIX_LIMITED, "M_LIMIT_EXCEEDED", 1234 },
	{ 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\"}", 2000, MATRIX_LIMITED, "M_LIMIT_EXCEEDED",
	    2000 },
	{ 429, "slow down", 3000, MATRIX_LIMITED, "http_429", 3000 },
	{ 429, "slow down", -1, MATRIX_LIMITED, "http_429", 5000 },
	{ 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":\"soon\"}", -1,
	    MATRIX_LIMITED, "M_LIMIT_EXCEEDED", 5000 },
};

START_TEST(verdicts)
{
	answered(answers[_i].status, answers[_i].body, answers[_i].header);
	ck_assert_int_eq(got.verdict, answers[_i].verdict);
	ck_assert_str_eq(got.error, answers[_i].error);
	ck_assert_int_eq(got.wait, answers[_i].wait);
	ck_assert_int_eq(got.status, answers[_i].status);
}
END_TEST

START_TEST(no_answer)
{
	static const struct {
		enum http_outcome outcome;
		enum matrix_verdict verdict;
	} ends[] = { { HTTP_NEVER_SENT, MATRIX_NOT_SENT }, { HTTP_AMBIGUOUS, MATRIX_AMBIGUOUS },
		{ HTTP_REFUSED, MATRIX_AMBIGUOUS }, { HTTP_CANCELLED, MATRIX_CANCELLED } };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct http_answer answer = { .outcome = ends[i].outcome, .error = "why" };
		call(&answer, false);
		ck_assert_int_eq(got.verdict, ends[i].verdict);
		ck_assert_str_eq(got.error, "why");
		ck_assert_int_eq(got.status, 0);
	}
}
END_TEST

START_TEST(request)
{
	struct http_answer answer = { .outcome = HTTP_NEVER_SENT, .error = "" };

	call(&answer, false);
	ck_assert_str_eq(sent.method, "PUT");
	ck_assert_str_eq(sent.url, "https://matrix.example.jp/_matrix/x");
	ck_assert_str_eq(sent.bearer, "secret");
	ck_assert_str_eq(sent.body, "{}");
	call(&answer, true);
	ck_assert_str_eq(sent.bearer, "-");
}
END_TEST

START_TEST(paths)
{
	struct arena arena = { 0 };

	ck_assert_str_eq(matrix_path(&arena, "rooms/%/event/%?a=%", "!Ab-._~:x.jp", "$a/b+c",
	                     "{\"日\"}", NULL),
	    "rooms/%21Ab-._~%3Ax.jp/event/%24a%2Fb%2Bc?a=%7B%22%E6%97%A5%22%7D");
	ck_assert_str_eq(matrix_path(&arena, "versions", NULL), "versions");
	arena_finish(&arena);
}
END_TEST

/* Read from docs/operations.md and the specification, not from the table. */
static const struct {
	const char *error;
	enum trouble_at at;
	bool soft;
	enum trouble_fault fault;
	int exit_code;
} troubles[] = {
	{ "M_UNKNOWN_TOKEN", TROUBLE_ANYWHERE, false, TROUBLE_FATAL, 77 },
	{ "M_UNKNOWN_TOKEN", TROUBLE_ANYWHERE, true, TROUBLE_LOGIN_AGAIN, 77 },
	{ "M_MISSING_TOKEN", TROUBLE_ANYWHERE, false, TROUBLE_FATAL, 78 },
	{ "M_USER_DEACTIVATED", TROUBLE_ANYWHERE, false, TROUBLE_FATAL, 77 },
	{ "M_USER_DEACTIVATED", TROUBLE_LOGIN, false, TROUBLE_FATAL, 77 },
	{ "M_USER_LOCKED", TROUBLE_ANYWHERE, true, TROUBLE_SLOW, 0 },
	{ "M_USER_LOCKED", TROUBLE_ANYWHERE, false, TROUBLE_SLOW, 0 },
	{ "M_USER_SUSPENDED", TROUBLE_ANYWHERE, false, TROUBLE_SLOW, 0 },
	{ "M_FORBIDDEN", TROUBLE_LOGIN, false, TROUBLE_FATAL, 78 },
	{ "M_FORBIDDEN", TROUBLE_ANYWHERE, false, TROUBLE_NONE, 0 },
	{ "M_UNKNOWN", TROUBLE_ANYWHERE, false, TROUBLE_NONE, 0 },
	{ "M_NOT_FOUND", TROUBLE_ANYWHERE, false, TROUBLE_NONE, 0 },
	{ "", TROUBLE_LOGIN, false, TROUBLE_NONE, 0 },
};

START_TEST(trouble)
{
	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
		const struct matrix_trouble *found =
		    matrix_trouble(troubles[i].error, troubles[i].at, troubles[i].soft);
		ck_assert_msg(found->fault == troubles[i].fault &&
		                  found->exit_code == troubles[i].exit_code,
		    "%s", troubles[i].error);
	}
	for (size_t i = 0; matrix_trouble_row(i); i++) {
		ck_assert_ptr_null(strpbrk(matrix_trouble_row(i)->hint, "\"\n"));
		ck_assert_int_gt((int)strlen(matrix_trouble_row(i)->hint), 10);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("matrix_call");
	TCase *tests = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	if (clock_init(NULL) != KG_OK) {
		return EXIT_FAILURE;
	}
	tcase_add_loop_test(tests, verdicts, 0, (int)(sizeof(answers) / sizeof(answers[0])));
	tcase_add_test(tests, no_answer);
	tcase_add_test(tests, request);
	tcase_add_test(tests, paths);
	tcase_add_test(tests, trouble);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
