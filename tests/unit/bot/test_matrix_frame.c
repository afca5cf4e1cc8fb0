/* The frames of fi.mau.as_sync, as mautrix-wsproxy and Beeper's server write them. */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bot/matrix_frame.h"

static enum matrix_frame_kind kind_of(const char *text)
{
	struct matrix_frame frame;

	matrix_frame_decode(text, strlen(text), &frame);
	enum matrix_frame_kind kind = frame.kind;
	matrix_frame_finish(&frame);
	return kind;
}

START_TEST(greetings_are_no_transactions)
{
	ck_assert_int_eq(kind_of("{\"status\":\"connected\"}"), MATRIX_FRAME_HELLO);
	ck_assert_int_eq(kind_of("{\"command\":\"connect\"}"), MATRIX_FRAME_HELLO);
	ck_assert_int_eq(
	    kind_of("{\"command\":\"connect\",\"id\":1,\"data\":{}}"), MATRIX_FRAME_HELLO);
	ck_assert_int_eq(kind_of("{}"), MATRIX_FRAME_HELLO);
}
END_TEST

START_TEST(a_transaction_without_an_id_wants_no_answer)
{
	static const char text[] =
	    "{\"status\":\"ok\",\"txn_id\":\"17\",\"events\":[{\"type\":\"m.room.message\"},3],"
	    "\"ephemeral\":[]}";
	struct matrix_frame frame;

	matrix_frame_decode(text, sizeof(text) - 1, &frame);
	ck_assert_int_eq(frame.kind, MATRIX_FRAME_TRANSACTION);
	ck_assert_str_eq(frame.txn, "17");
	ck_assert_ptr_null(frame.id);
	ck_assert_uint_eq(json_array_size(frame.events), 2);
	matrix_frame_finish(&frame);
	ck_assert_ptr_null(frame.root);
}
END_TEST

START_TEST(an_id_is_a_number_or_a_text_and_zero_is_none)
{
	static const struct {
		const char *text;
		const char *answer; /* NULL: none */
	} rows[] = {
		{ "{\"id\":0,\"txn_id\":\"t\",\"events\":[]}", NULL },
		{ "{\"id\":null,\"txn_id\":\"t\",\"events\":[]}", NULL },
		{ "{\"id\":\"\",\"txn_id\":\"t\",\"events\":[]}", NULL },
		{ "{\"id\":{},\"txn_id\":\"t\",\"events\":[]}", NULL },
		{ "{\"id\":12,\"txn_id\":\"t\",\"command\":\"transaction\"}",
		    "{\"id\":12,\"command\":\"response\",\"data\":{\"txn_id\":\"t\"}}" },
		{ "{\"id\":9007199254740993,\"txn_id\":\"t\",\"events\":[]}",
		    "{\"id\":9007199254740993,\"command\":\"response\",\"data\":{\"txn_id\":\"t\"}}" },
		{ "{\"id\":\"a\\\"b\",\"txn_id\":\"\",\"events\":[]}",
		    "{\"id\":\"a\\\"b\",\"command\":\"response\",\"data\":{\"txn_id\":\"\"}}" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct matrix_frame frame;
		matrix_frame_decode(rows[i].text, strlen(rows[i].text), &frame);
		ck_assert_int_eq(frame.kind, MATRIX_FRAME_TRANSACTION);
		ck_assert_msg(
		    (frame.id != NULL) == (rows[i].answer != NULL), "%s", rows[i].text);
		if (frame.id) {
			char *text = matrix_frame_done(frame.id, frame.txn);
			ck_assert_str_eq(text, rows[i].answer);
			free(text);
		}
		matrix_frame_finish(&frame);
	}
}
END_TEST

START_TEST(answers_are_told_from_requests)
{
	struct matrix_frame frame;
	static const char pong[] =
	    "{\"id\":3,\"command\":\"response\",\"data\":{\"timestamp\":1}}";
	static const char error[] = "{\"id\":4,\"command\":\"error\",\"data\":{}}";

	matrix_frame_decode(pong, sizeof(pong) - 1, &frame);
	ck_assert_int_eq(frame.kind, MATRIX_FRAME_ANSWER);
	ck_assert_int_eq((int)frame.number, 3);
	ck_assert(!frame.failed);
	matrix_frame_finish(&frame);
	matrix_frame_decode(error, sizeof(error) - 1, &frame);
	ck_assert_int_eq(frame.kind, MATRIX_FRAME_ANSWER);
	ck_assert(frame.failed);
	matrix_frame_finish(&frame);
	ck_assert_int_eq(
	    kind_of("{\"id\":1,\"command\":\"http_proxy\",\"data\":{}}"), MATRIX_FRAME_REQUEST);
	ck_assert_int_eq(kind_of("{\"command\":\"syncproxy_error\"}"), MATRIX_FRAME_REQUEST);
	/* What wants an answer gets one, also when it makes no sense. */
	ck_assert_int_eq(kind_of("{\"id\":1}"), MATRIX_FRAME_REQUEST);
	ck_assert_int_eq(
	    kind_of("{\"id\":1,\"command\":\"transaction\"}"), MATRIX_FRAME_REQUEST);
}
END_TEST

START_TEST(junk_is_junk)
{
	ck_assert_int_eq(kind_of(""), MATRIX_FRAME_JUNK);
	ck_assert_int_eq(kind_of("[]"), MATRIX_FRAME_JUNK);
	ck_assert_int_eq(kind_of("\"a\""), MATRIX_FRAME_JUNK);
	ck_assert_int_eq(kind_of("{\"txn_id\":\"1\",\"events\":["), MATRIX_FRAME_JUNK);
	ck_assert_int_eq(kind_of("{\"txn_id\":\"\xff\"}"), MATRIX_FRAME_JUNK);
	/* One event with a NUL in it is no reason to lose the others. */
	ck_assert_int_eq(kind_of("{\"txn_id\":\"1\",\"events\":[{\"body\":\"a\\u0000b\"}]}"),
	    MATRIX_FRAME_TRANSACTION);
	ck_assert_int_eq(
	    kind_of("{\"txn_id\":5,\"events\":[],\"command\":7}"), MATRIX_FRAME_TRANSACTION);
}
END_TEST

START_TEST(frames_of_ours)
{
	json_t *id = json_integer(8);
	char *text = matrix_frame_refuse(id, "M_UNRECOGNIZED", "unknown command");

	ck_assert_str_eq(text,
	    "{\"id\":8,\"command\":\"error\",\"data\":{\"code\":\"M_UNRECOGNIZED\",\"message\":"
	    "\"unknown command\"}}");
	free(text);
	json_decref(id);
	text = matrix_frame_ping(2, 1775779200000);
	ck_assert_str_eq(
	    text, "{\"id\":2,\"command\":\"ping\",\"data\":{\"timestamp\":1775779200000}}");
	free(text);
}
END_TEST

START_TEST(waits_double_and_are_forgotten)
{
	static const uint32_t expected[] = { 2000, 4000, 8000, 16000, 32000, 64000, 120000,
		120000, 120000 };
	uint32_t wait = 0;

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		wait = matrix_frame_wait(wait, 1000);
		ck_assert_uint_eq(wait, expected[i]);
	}
	ck_assert_uint_eq(matrix_frame_wait(wait, 299999), 120000);
	ck_assert_uint_eq(matrix_frame_wait(wait, 300000), 2000);
	ck_assert_uint_eq(matrix_frame_wait(8000, 300001), 2000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("matrix_frame");
	TCase *frames = tcase_create("frames");
	SRunner *runner;
	int failed;

	tcase_add_test(frames, greetings_are_no_transactions);
	tcase_add_test(frames, a_transaction_without_an_id_wants_no_answer);
	tcase_add_test(frames, an_id_is_a_number_or_a_text_and_zero_is_none);
	tcase_add_test(frames, answers_are_told_from_requests);
	tcase_add_test(frames, junk_is_junk);
	tcase_add_test(frames, frames_of_ours);
	tcase_add_test(frames, waits_double_and_are_forgotten);
	suite_add_tcase(suite, frames);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
