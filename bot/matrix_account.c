/*
 * Accounts that are in none of the rooms any more. A homeserver says of a deactivated account
 * only that it left every room by its own hand, and goes on taking invitations for it. So who
 * left the last room that we share is taken to be gone, and to be back with the first that he
 * comes into.
 */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bot/matrix_adapter.h"

enum { GONE_CAP = 64 * 1024 };

/* ---- the list: "ACCOUNT ACCOUNT …", blanks at both ends ---- */

static const char *find(const struct matrix *matrix, const char *account)
{
	const char *list = matrix->gone ? matrix->gone : "";
	size_t size = strlen(account);

	for (const char *at = strstr(list, account); at; at = strstr(at + 1, account)) {
		if (at > list && at[-1] == ' ' && at[size] == ' ') {
			return at;
		}
	}
	return NULL;
}

bool matrix_account_is_gone(const struct matrix *matrix, const char *account)
{
	return find(matrix, account) != NULL;
}

static void tell(
    struct matrix *matrix, const char *account, const char *action, const json_t *source)
{
	const char *id = json_string_value(json_object_get(source, "event_id"));
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct event event = { .kind = EVENT_ACCOUNT,
		.workspace = matrix->adapter.workspace,
		.id = id ? arena_printf(&arena, "%s:%s", action, id) : NULL,
		.user = account,
		.action = action,
		.when = clock_now() };

	log_info("workspace=%s matrix=account user=%s state=%s", matrix->name, account, action);
	matrix->adapter.events->on_event(matrix->adapter.user, &matrix->adapter, &event, NULL);
	matrix->adapter.events->on_keep(
	    matrix->adapter.user, &matrix->adapter, "gone", matrix->gone, NULL);
}

static void add(struct matrix *matrix, const char *account)
{
	KG_AUTO_BUF struct buf list = { 0 };

	buf_init(&list, (size_t)GONE_CAP);
	buf_printf(&list, "%s%s ", matrix->gone && *matrix->gone ? matrix->gone : " ", account);
	free(matrix->gone);
	matrix->gone = mem_strdup(list.bytes);
}

static void take_out(struct matrix *matrix, const char *account)
{
	const char *at = find(matrix, account);
	KG_AUTO_BUF struct buf list = { 0 };

	buf_init(&list, (size_t)GONE_CAP);
	buf_add(&list, matrix->gone, (size_t)(at - matrix->gone));
	buf_puts(&list, at + strlen(account) + 1);
	free(matrix->gone);
	matrix->gone = mem_strdup(list.bytes);
}

/* ---- which rooms he is still in ---- */

static bool shares(const struct matrix_room *room, const char *account)
{
	return room->joined && (room->configured || (room->ours && room->account &&
	                                                strcmp(room->account, account) == 0));
}

struct asking {
	struct matrix *matrix;
	struct matrix_room *room; /* asked now; lives as long as matrix */
	char *account;
	json_t *source;
};

static void ask_next(struct asking *asking, struct matrix_room *from);

static void free_asking(struct asking *asking)
{
	free(asking->account);
	json_decref(asking->source);
	free(asking);
}

/* No answer, or that he is here: he is left alone. */
static void on_member(void *user, const struct matrix_result *result)
{
	struct asking *asking = user;
	const char *membership = json_string_value(json_object_get(result->json, "membership"));
	bool is_out =
	    (result->verdict == MATRIX_OK && membership &&
	        (strcmp(membership, "leave") == 0 || strcmp(membership, "ban") == 0)) ||
	    (result->verdict == MATRIX_ERROR && result->status == 404);

	if (is_out && !asking->matrix->stopping) {
		ask_next(asking, asking->room->next);
	} else {
		free_asking(asking);
	}
}

static void ask_next(struct asking *asking, struct matrix_room *from)
{
	struct matrix *matrix = asking->matrix;
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct matrix_request request = {
		.method = "GET", .timeout_ms = 30 * 1000, .on_result = on_member, .user = asking
	};

	while (from && !shares(from, asking->account)) {
		from = from->next;
	}
	if (from) {
		asking->room = from;
		request.path =
		    matrix_path(&arena, "_matrix/client/v3/rooms/%/state/m.room.member/%",
		        from->id, asking->account, NULL);
		(void)matrix_call(&matrix->api, &request);
		return;
	}
	if (!find(matrix, asking->account)) {
		add(matrix, asking->account);
		tell(matrix, asking->account, "deactivated", asking->source);
	}
	free_asking(asking);
}

void matrix_account_left(struct matrix *matrix, const char *account, const json_t *event)
{
	struct asking *asking;

	if (find(matrix, account) || strchr(account, ' ')) {
		return;
	}
	asking = mem_alloc(sizeof(*asking));
	asking->matrix = matrix;
	asking->account = mem_strdup(account);
	asking->source = json_deep_copy(event);
	ask_next(asking, matrix->rooms);
}

void matrix_account_came(struct matrix *matrix, const char *account, const json_t *event)
{
	if (find(matrix, account)) {
		take_out(matrix, account);
		tell(matrix, account, "reactivated", event);
	}
}
