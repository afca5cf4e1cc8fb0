/* What comes over the appservice websocket. */
#include <stdlib.h>
#include <string.h>

#include "bot/matrix_frame.h"
#include "tests/fuzz/fuzz.h"

/* What we answer is a frame that carries the id as it came. */
static void check_answer(char *text, const json_t *id, const char *command)
{
	json_auto_t *root = json_loads(text, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);

	KG_ASSERT(json_equal(json_object_get(root, "id"), id));
	KG_ASSERT(strcmp(json_string_value(json_object_get(root, "command")), command) == 0);
	KG_ASSERT(json_is_object(json_object_get(root, "data")));
	free(text);
}

void fuzz_frame(const uint8_t *data, size_t size)
{
	KG_AUTO_FREE char *text = fuzz_text_of(data, size);
	struct matrix_frame frame;

	matrix_frame_decode(text, size, &frame);
	KG_ASSERT((frame.kind == MATRIX_FRAME_JUNK) == (frame.root == NULL));
	if (frame.kind == MATRIX_FRAME_TRANSACTION) {
		KG_ASSERT(frame.events || *frame.txn != '\0');
	}
	if (frame.id) {
		check_answer(matrix_frame_done(frame.id, frame.txn), frame.id, "response");
		check_answer(
		    matrix_frame_refuse(frame.id, "M_UNRECOGNIZED", "x"), frame.id, "error");
	}
	matrix_frame_finish(&frame);
}
