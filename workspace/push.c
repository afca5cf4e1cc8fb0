#include "workspace/push.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "workspace/jx.h"
#include "workspace/model.h"
#include "workspace/server.h"

enum { KEPT = 4096, PAGES_MAX = 64 };

static char *kept[KEPT];  /* by seq modulo KEPT */
static int64_t first_seq; /* the oldest kept; 0: none */
static uint64_t pages[PAGES_MAX];
static size_t page_count;

void push_send(const char *what, json_t *body)
{
	int64_t seq = model_next_seq();
	json_t *frame = json_object();
	char **place = &kept[seq % KEPT];

	jx_set_text(body, "what", what);
	jx_set_int(frame, "seq", seq);
	jx_set(frame, "push", body);
	free(*place);
	*place = jx_dump(frame);
	json_decref(frame);
	if (first_seq == 0) {
		first_seq = seq;
	}
	if (seq - first_seq >= KEPT) {
		first_seq = seq - KEPT + 1;
	}
	for (size_t i = 0; i < page_count; i++) {
		server_send(pages[i], *place, strlen(*place));
	}
}

void push_join(uint64_t socket)
{
	push_leave(socket);
	if (page_count < PAGES_MAX) {
		pages[page_count++] = socket;
	}
}

void push_leave(uint64_t socket)
{
	for (size_t i = 0; i < page_count; i++) {
		if (pages[i] == socket) {
			pages[i] = pages[--page_count];
			return;
		}
	}
}

bool push_knows(int64_t since)
{
	return since == model_seq() ||
	       (since < model_seq() && first_seq != 0 && since + 1 >= first_seq);
}

void push_replay(uint64_t socket, int64_t since)
{
	for (int64_t seq = since + 1; seq <= model_seq(); seq++) {
		const char *text = kept[seq % KEPT];

		server_send(socket, text, strlen(text));
	}
}

void push_finish(void)
{
	for (size_t i = 0; i < KEPT; i++) {
		free(kept[i]);
		kept[i] = NULL;
	}
}
