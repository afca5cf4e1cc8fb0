/* The files of a circulation as they arrive, and what becomes of the network's copies later. */

#include <stdlib.h>
#include <string.h>

#include "handlers/circulate_draft.h"
#include "handlers/text.h"
#include "store/files.h"

#define LOOK_AGAIN "again|" /* before the handle of a fetch that only compares */

/* The network says that a file changed, whatever of it: its bytes are fetched again and
 * compared. */
static enum kg_status look_again(struct act *act)
{
	const struct event_file *file = act->event->files;
	struct circular_document document;
	struct circular c;
	char *number = NULL;
	enum kg_status st = act->event->file_count != 1
	                        ? KG_NOT_FOUND
	                        : circular_of_file(act->desk->store, file->id, act->desk->arena,
	                              &number, &document);
	struct outbox_row row = {
		.workspace = act->event->workspace,
		.conversation = "",
		.verb = OUTBOX_FETCH,
		.priority = PRIORITY_SAY,
		.body = file == NULL ? "" : file->id,
		.body_size = file == NULL ? 0 : strlen(file->id),
	};

	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	TRY(circular_load(act->desk->store, number, act->desk->arena, &c));
	if (strcmp(document.state, "stored") != 0 || c.state == CIRCULAR_CLOSED ||
	    document.note[0] != '\0') {
		return KG_OK;
	}
	row.detail = arena_printf(act->desk->arena, LOOK_AGAIN "%s|%d|%d", number,
	    document.version, document.position);
	return outbox_add(act->desk->store, &row);
}

static const struct circular_document *document_at(
    const struct circular *c, const char *version, const char *position)
{
	for (size_t i = 0; i < c->document_count; i++) {
		const struct circular_document *d = &c->documents[i];

		if (d->version == (int)strtol(version, NULL, 10) &&
		    d->position == (int)strtol(position, NULL, 10)) {
			return d;
		}
	}
	return NULL;
}

/* The network's copy of a sealed file is another one now, or gone: ours is what was sealed, and
 * the card says so. */
static enum kg_status note_replaced(
    struct act *act, const char *number, const char *version, const char *position)
{
	const struct event_file *file = act->event->files;
	const struct circular_document *document;
	struct matter m;

	TRY(matter_load(act, number, &m));
	document = document_at(&m.c, version, position);
	if (document == NULL || m.c.state == CIRCULAR_CLOSED || document->note[0] != '\0' ||
	    (file->sha256 != NULL && strcmp(file->sha256, document->sha256) == 0)) {
		return KG_OK;
	}
	TRY(desk_append(act, "circular.replaced", { "number", number }, { "version", version },
	    { "position", position },
	    { "note",
	        "※投稿元のファイルは後から変更又は削除されました。審議の対象は kaigi の控えです。" },
	    { "when", desk_when(act) }));
	TRY(desk_tell_office(act, "secretariat", number,
	    TR_NOOP(
	        "【管理会議・持ち回り】審議中の資料の投稿元が変更又は削除されました。審議の対象は、起案時に固定した控えのままです。%s"),
	    arena_printf(act->desk->arena, "(%s:%s)", number, document->name)));
	TRY(matter_load(act, number, &m));
	return matter_show(act, &m, NULL);
}

/* A file arrived, or can't be had: "number|version|position" says whose it is. */
enum kg_status draft_file(struct act *act)
{
	struct documents_file file;
	bool again;

	if (act->event->text == NULL) {
		return look_again(act);
	}
	again = strncmp(act->event->text, LOOK_AGAIN, strlen(LOOK_AGAIN)) == 0;
	TRY(documents_read_handle(
	    act, act->event->text + (again ? strlen(LOOK_AGAIN) : 0), &file));
	if (again) {
		return note_replaced(act, file.number, file.version, file.position);
	}
	TRY(documents_stored(act, "circular.stored", &file));
	if (!file.stored) {
		struct matter m;

		TRY(matter_load(act, file.number, &m));
		return m.c.state != CIRCULAR_COLLECTING
		           ? KG_OK
		           : settle_end(act, &m, "returned", "庶務",
		                 "添付資料を取り込めませんでした。資料を付け直し、「改版」でもう一度お願いいたします。");
	}
	return start_ready(act, file.number);
}
