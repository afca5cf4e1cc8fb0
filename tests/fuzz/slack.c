/* What comes from Slack. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "bot/http.h"
#include "bot/proxy.h"
#include "bot/slack_decode.h"
#include "bot/slack_emoji.h"
#include "bot/slack_text.h"
#include "tests/fuzz/fuzz.h"

void fuzz_envelope(const uint8_t *data, size_t size)
{
	static const struct slack_identity self = {
		.team = "T0CITY", .user = "U0BOT", .bot = "B0BOT", .app = "A0BOT"
	};
	static const struct slack_identity nobody; /* before auth.test has answered */
	KG_AUTO_ARENA struct arena arena = { NULL };
	struct slack_frame frame;
	KG_AUTO_BUF struct buf packed;
	KG_AUTO_BUF struct buf again;
	struct event event;

	buf_init(&packed, 64UL * 1024 * 1024);
	buf_init(&again, 64UL * 1024 * 1024);
	slack_decode((const char *)data, size, size % 8 == 0 ? &nobody : &self, &arena, &frame);
	if (frame.kind != SLACK_FRAME_EVENT && frame.kind != SLACK_FRAME_REVOKED) {
		return;
	}
	/* It has to pass through the inbox: packed and read back it is the same. */
	event_pack(&frame.event, &packed);
	KG_ASSERT(event_unpack(packed.bytes, packed.size, &arena, &event) == KG_OK);
	event_pack(&event, &again);
	KG_ASSERT(
	    again.size == packed.size && memcmp(again.bytes, packed.bytes, packed.size) == 0);
}

void fuzz_text(const uint8_t *data, size_t size)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	KG_AUTO_FREE char *text = fuzz_words_of(data, size);
	KG_AUTO_BUF struct buf escaped;
	struct proxy proxy = { .host = NULL };
	char host[80];
	bool is_tls;
	const char *plain = slack_text_plain(&arena, text);

	KG_ASSERT(utf8_is_valid(plain, strlen(plain)));
	buf_init(&escaped, 16UL * 1024 * 1024);
	slack_text_escape(&escaped, text);
	KG_ASSERT(strcmp(slack_text_plain(&arena, escaped.bytes), text) == 0);
	KG_ASSERT(*slack_emoji_mark(&arena, text) != '\0' || *text == '\0');
	if (slack_emoji_name(text, host, sizeof(host))) {
		KG_ASSERT(strlen(host) < sizeof(host));
	}
	if (http_url_host(text, host, sizeof(host), &is_tls)) {
		KG_ASSERT(*host != '\0' && strpbrk(host, "/?#@") == NULL);
	}
	if (*text != '\0' && proxy_init(&proxy, text, text, NULL) == KG_OK) {
		(void)proxy_is_used(&proxy, "files.slack.com");
	}
	proxy_finish(&proxy);
}
