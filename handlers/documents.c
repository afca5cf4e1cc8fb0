/*
 * What is attached: links, files of the chat, the matter's own text when it is long. kaigi
 * keeps the bytes under their hash; what is sealed is that copy, whatever becomes of the
 * network's.
 */

#include "handlers/documents.h"

#include <string.h>

#include "handlers/text.h"
#include "store/files.h"

struct field documents_field(struct act *act, const char *value)
{
	enum language l = act->language;

	return (struct field){ .key = "documents",
		.type = FIELD_FILES,
		.label = tr(l, "資料"),
		.hint =
		    tr(l, "リンク(https://…)、又は「直前」(この場所に直前に投稿したファイル)"),
		.value = value,
		.limit = 2000 };
}

const char *documents_context(struct act *act, const char *kept)
{
	return arena_printf(act->desk->arena, "%s\n%s",
	    act->event->channel == NULL ? "" : act->event->channel, kept);
}

struct event documents_place(
    struct act *act, const struct dialogue *dialogue, const char **out_kept)
{
	const char *context = dialogue->context;
	const char *end = strchr(context, '\n');
	struct event event = *act->event;

	if (end != NULL) {
		if (event.channel == NULL) {
			event.channel =
			    arena_strndup(act->desk->arena, context, (size_t)(end - context));
		}
		*out_kept = end + 1;
	}
	return event;
}

static void refuse_document(struct act *act, const char *text)
{
	desk_fault(act, "documents", text);
}

static enum kg_status add_last_file(struct act *act, struct documents *d)
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
		d->list[d->count++] = (struct document){
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

static void add_link(struct act *act, struct documents *d, const char *address, size_t size)
{
	char hash[SHA256_HEX + 1];
	char *link = arena_strndup(act->desk->arena, address, size);

	sha256_hex(link, size, hash);
	d->list[d->count++] = (struct document){
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
enum kg_status documents_check(struct act *act, const char *typed, struct documents *d)
{
	static const char blanks[] = " \t\r\n,";
	const char *p = text_clean_lines(typed, act->desk->arena);

	while (*(p += strspn(p, blanks)) != '\0') {
		size_t size = strcspn(p, blanks);

		if (d->count == MAX_DOCUMENTS) {
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

enum kg_status documents_add_text(struct act *act, const char *body, struct documents *d)
{
	char hash[SHA256_HEX + 1];

	if (text_fits(body, TEXT_BODY_INLINE_MAX)) {
		return KG_OK;
	}
	TRY(file_keep(act->desk->store, body, strlen(body), hash));
	d->list[d->count++] = (struct document){
		.kind = "text",
		.name = "審議事項.txt",
		.source = "",
		.sha256 = arena_strdup(act->desk->arena, hash),
		.size = (int64_t)strlen(body),
	};
	return KG_OK;
}

enum kg_status documents_append(
    struct act *act, const char *kind, const char *number, const struct documents *d)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct document *doc = &d->list[i];

		TRY(desk_append(act, kind, { "number", number },
		    { "position", desk_int(act, (int64_t)i + 1) }, { "kind", doc->kind },
		    { "name", doc->name }, { "source", doc->source }, { "sha256", doc->sha256 },
		    { "size", desk_int(act, doc->size) },
		    { "state", doc->waiting ? "waiting" : "stored" }));
	}
	return KG_OK;
}

enum kg_status documents_fetch(
    struct act *act, const char *number, int version, const struct documents *d)
{
	for (size_t i = 0; i < d->count; i++) {
		struct outbox_row row = {
			.workspace = act->event->workspace,
			.conversation = act->event->channel == NULL ? "" : act->event->channel,
			.verb = OUTBOX_FETCH,
			.priority = PRIORITY_ASK,
			.body = d->list[i].source,
			.body_size = strlen(d->list[i].source),
			.detail =
			    arena_printf(act->desk->arena, "%s|%d|%zu", number, version, i + 1),
		};

		if (d->list[i].waiting) {
			TRY(outbox_add(act->desk->store, &row));
		}
	}
	return KG_OK;
}

enum kg_status documents_read_handle(
    struct act *act, const char *handle, struct documents_file *out)
{
	const struct event_file *file = act->event->files;
	char *copy = arena_strdup(act->desk->arena, handle);
	char *version = strchr(copy, '|');
	char *position = version == NULL ? NULL : strchr(version + 1, '|');

	*out = (struct documents_file){ .number = copy };
	if (position == NULL || act->event->file_count != 1) {
		return KG_INVALID;
	}
	*version = '\0';
	*position = '\0';
	out->version = version + 1;
	out->position = position + 1;
	out->stored = file->sha256 != NULL && file->size > 0;
	return KG_OK;
}

enum kg_status documents_stored(
    struct act *act, const char *kind, const struct documents_file *which)
{
	const struct event_file *file = act->event->files;
	const char *why = act->event->action == NULL ? "" : act->event->action;

	return desk_append(act, kind, { "number", which->number },
	    { "version", which->version }, { "position", which->position },
	    { "sha256", which->stored ? file->sha256 : "" },
	    { "size", desk_int(act, file->size < 0 ? 0 : file->size) },
	    { "state", which->stored ? "stored" : "refused" },
	    { "note", which->stored ? "" : why });
}
