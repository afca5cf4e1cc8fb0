/* What a client of the stand-in may send. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "workspace/api.h"
#include "workspace/blocks.h"
#include "workspace/form.h"
#include "workspace/jx.h"
#include "workspace/manifest.h"
#include "workspace/multipart.h"
#include "workspace/text.h"

static const struct api_method *method_by(size_t place)
{
	static const struct api_method *const tables[] = { api_chat, api_items,
		api_conversations, api_channels, api_people, api_files, api_views };
	const struct api_method *method = tables[place % 7];

	for (place /= 7; place > 0 && method[1].name != NULL; place--) {
		method++;
	}
	return method;
}

/* Two bytes choose the method and the body's type. */
void fuzz_body(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "application/json",
		"application/json; charset=utf-8", "application/x-www-form-urlencoded",
		"text/plain" };
	struct server_request request = { .method = "POST" };
	struct api_call call = { .method = NULL };
	char *text;

	if (size < 2) {
		return;
	}
	text = mem_alloc(size - 1);
	memcpy(text, data + 2, size - 2);
	call.method = method_by(data[0]);
	call.args = NULL;
	call.answer = json_object();
	call.messages = json_array();
	request.content_type = types[data[1] % 4];
	request.query = json_object();
	request.body = text;
	request.size = size - 2;
	if (api_read_args(&request, &call) == NULL && api_check_args(&call) == NULL) {
		free(jx_dump(call.args));
	}
	json_decref(call.args);
	json_decref(call.answer);
	json_decref(call.messages);
	json_decref(request.query);
	free(text);
}

void fuzz_blocks(const uint8_t *data, size_t size)
{
	JX_AUTO json_t *given = json_loadb((const char *)data, size, 0, NULL);
	JX_AUTO json_t *messages = json_array();
	JX_AUTO json_t *errors = json_object();

	if (json_is_object(given)) {
		json_t *blocks = json_object_get(given, "blocks");

		if (blocks_check_view(given, messages)) {
			JX_AUTO json_t *values = NULL;

			blocks_normalize(blocks);
			values =
			    form_values(blocks, NULL, json_object_get(given, "given"), errors);
			free(jx_dump(values));
		}
	} else if (blocks_check(given, BLOCKS_MESSAGE, messages)) {
		blocks_normalize(given);
	}
}

void fuzz_multipart(const uint8_t *data, size_t size)
{
	KG_AUTO_FREE char *text = fuzz_words_of(data, size);
	char *normal = text_normalize(text, 40);
	char *plain = text_unescape(normal);

	KG_ASSERT(utf8_is_valid(normal, strlen(normal)) && utf8_is_valid(plain, strlen(plain)));
	(void)text_mentions(normal, "U0BOT");
	free(normal);
	free(plain);
	multipart_strip(fuzz_file_of(data, size), "multipart/form-data; boundary=\"xx\"");
	multipart_strip(fuzz_file_of(data, size), text);
}

void fuzz_manifest(const uint8_t *data, size_t size)
{
	JX_AUTO json_t *manifest = NULL;
	struct kg_error err = { "" };

	if (manifest_read(fuzz_file_of(data, size), &manifest, &err) == KG_OK) {
		free(jx_dump(manifest));
	} else {
		KG_ASSERT(err.text[0] != '\0');
	}
}
