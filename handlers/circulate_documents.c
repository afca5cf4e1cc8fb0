/*
 * What is attached: links, files of the chat, the matter's own text when it is long. kaigi
 * keeps the bytes under their hash; what is sealed is that copy, whatever becomes of the
 * network's.
 */

#include <stdlib.h>
#include <string.h>

#include "handlers/circulate_draft.h"
#include "handlers/text.h"
#include "store/files.h"

#define LOOK_AGAIN "again|" /* before the handle of a fetch that only compares */

static void refuse_document(struct act *act, const char *text)
{
	desk_fault(act, "documents", text);
}

static enum kg_status add_last_file(struct act *act, struct draft *d)
{
	struct seen_file file = { 0 };
	enum language l = act->language;
	enum kg_status st = seen_file_last(act->desk->store, act->event->workspace,
	    act->event->channel == NULL ? "" : act->event->channel, act->event->user,
	    act->desk->arena, &file);

	if (st == KG_NOT_FOUND) {
		refuse_document(act,
		    tr(l,
		        "この場所に、直前に添付されたファイルが見当たりません。先にファイルを投稿してください。"));
		return KG_OK;
	}
	TRY(st);
	if (file.size == 0) {
		refuse_document(act,
		    tr(l,
		        "直前のファイルは空(0バイト)です。内容をご確認のうえ、添付し直してください。"));
	} else if (file.size > FILE_LIMIT) {
		refuse_document(act,
		    tr(l,
		        "直前のファイルは50MBを超えています。分けるか、小さくしてからお願いいたします。"));
	} else if (strcmp(file.type, "external") == 0) {
		refuse_document(act,
		    tr(l,
		        "直前のファイルは外部の保管場所にあり、控えを取れません。ファイルそのものを添付してください。"));
	} else {
		d->documents[d->document_count++] = (struct document){
			.kind = "file",
			.name = text_clean_name(file.name, act->desk->arena),
			.source = file.id,
			.sha256 = "",
			.size = file.size,
			.waiting = true,
		};
	}
	return KG_OK;
}

static void add_link(struct act *act, struct draft *d, const char *address, size_t size)
{
	char hash[SHA256_HEX + 1];
	char *link = arena_strndup(act->desk->arena, address, size);

	sha256_hex(link, size, hash);
	d->documents[d->document_count++] = (struct document){
		.kind = "link",
		.name = text_truncate(
		    text_clean(link, act->desk->arena), TEXT_NAME_MAX, act->desk->arena),
		.source = link,
		.sha256 = arena_strdup(act->desk->arena, hash),
		.size = 0,
	};
}

static bool is_link(const char *word, size_t size)
{
	return (size > 8 && strncmp(word, "https://", 8) == 0) ||
	       (size > 7 && strncmp(word, "http://", 7) == 0);
}

/* 資料: addresses and 直前, parted by blanks or commas. */
enum kg_status draft_check_documents(struct act *act, struct draft *d)
{
	static const char blanks[] = " \t\r\n,";
	const char *p = text_clean_lines(d->from.documents, act->desk->arena);

	while (*(p += strspn(p, blanks)) != '\0') {
		size_t size = strcspn(p, blanks);

		if (d->document_count == MAX_DOCUMENTS) {
			refuse_document(act, tr(act->language, "資料は10件までです。"));
			return KG_OK;
		}
		if (is_link(p, size)) {
			add_link(act, d, p, size);
		} else if (size == strlen("直前") && strncmp(p, "直前", size) == 0) {
			TRY(add_last_file(act, d));
		} else {
			refuse_document(
			    act, tr(act->language,
			             "資料は、リンク(https://…)か「直前」でご指定ください。"));
			return KG_OK;
		}
		p += size;
	}
	return KG_OK;
}

enum kg_status draft_append_documents(struct act *act, const char *number, struct draft *d)
{
	if (!text_fits(d->from.body, TEXT_BODY_INLINE_MAX)) {
		char hash[SHA256_HEX + 1];

		TRY(file_keep(act->desk->store, d->from.body, strlen(d->from.body), hash));
		d->documents[d->document_count++] = (struct document){
			.kind = "text",
			.name = "審議事項.txt",
			.source = "",
			.sha256 = arena_strdup(act->desk->arena, hash),
			.size = (int64_t)strlen(d->from.body),
		};
	}
	for (size_t i = 0; i < d->document_count; i++) {
		const struct document *doc = &d->documents[i];

		TRY(desk_append(act, "circular.document", { "number", number },
		    { "position", desk_int(act, (int64_t)i + 1) }, { "kind", doc->kind },
		    { "name", doc->name }, { "source", doc->source }, { "sha256", doc->sha256 },
		    { "size", desk_int(act, doc->size) },
		    { "state", doc->waiting ? "waiting" : "stored" }));
	}
	return KG_OK;
}

enum kg_status draft_fetch_documents(
    struct act *act, const char *number, int version, const struct draft *d)
{
	for (size_t i = 0; i < d->document_count; i++) {
		struct outbox_row row = {
			.workspace = act->event->workspace,
			.conversation = act->event->channel == NULL ? "" : act->event->channel,
			.verb = OUTBOX_FETCH,
			.priority = PRIORITY_ASK,
			.body = d->documents[i].source,
			.body_size = strlen(d->documents[i].source),
			.detail =
			    arena_printf(act->desk->arena, "%s|%d|%zu", number, version, i + 1),
		};

		if (d->documents[i].waiting) {
			TRY(outbox_add(act->desk->store, &row));
		}
	}
	return KG_OK;
}

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
	const struct event_file *file = act->event->files;
	char *handle;
	char *version;
	char *position;
	bool again;
	bool stored;

	if (act->event->text == NULL) {
		return look_again(act);
	}
	again = strncmp(act->event->text, LOOK_AGAIN, strlen(LOOK_AGAIN)) == 0;
	handle =
	    arena_strdup(act->desk->arena, act->event->text + (again ? strlen(LOOK_AGAIN) : 0));
	version = strchr(handle, '|');
	position = version == NULL ? NULL : strchr(version + 1, '|');
	if (position == NULL || act->event->file_count != 1) {
		return KG_INVALID;
	}
	*version++ = '\0';
	*position++ = '\0';
	if (again) {
		return note_replaced(act, handle, version, position);
	}
	stored = file->sha256 != NULL && file->size > 0;
	TRY(desk_append(act, "circular.stored", { "number", handle }, { "version", version },
	    { "position", position }, { "sha256", stored ? file->sha256 : "" },
	    { "size", desk_int(act, file->size < 0 ? 0 : file->size) },
	    { "state", stored ? "stored" : "refused" },
	    { "note", stored                       ? ""
	              : act->event->action == NULL ? ""
	                                           : act->event->action }));
	if (!stored) {
		struct matter m;

		TRY(matter_load(act, handle, &m));
		return m.c.state != CIRCULAR_COLLECTING
		           ? KG_OK
		           : settle_end(act, &m, "returned", "庶務",
		                 "添付資料を取り込めませんでした。資料を付け直し、「改版」でもう一度お願いいたします。");
	}
	return start_ready(act, handle);
}
