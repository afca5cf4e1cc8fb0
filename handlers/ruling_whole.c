/*
 * The first draft of the chair's rules: every default that nobody has determined, as numbered
 * clauses, to be determined by one act. What is determined already, or proposed, is left as it
 * is. The page beside it prints well; it is kept by its hash.
 */

#include <string.h>

#include "config/rule.h"
#include "handlers/circulate.h"
#include "handlers/ruling.h"
#include "store/files.h"

enum { PAGE_MAX = 512 * 1024 };

#define TITLE "情報セキュリティ管理会議の運営について(議長決定)"

static void put_escaped(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '&':
			buf_puts(out, "&amp;");
			break;
		default:
			buf_putc(out, *text);
		}
	}
}

static void put_head(struct act *act, const struct ruling *r, struct buf *out)
{
	bool done = r->state == RULING_DETERMINED;

	buf_puts(out,
	    "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\">\n"
	    "<title>" TITLE "</title>\n<style>\n"
	    "@page { size: A4; margin: 25mm 22mm; }\n"
	    "body { font-family: \"Noto Serif CJK JP\", \"Yu Mincho\", \"MS Mincho\", serif; "
	    "font-size: 10.5pt; line-height: 1.8; max-width: 46em; margin: 2em auto; padding: 0 1em; }\n"
	    "h1 { font-size: 13pt; text-align: center; }\n"
	    ".right { text-align: right; }\n"
	    "p.clause { padding-left: 1em; text-indent: -1em; page-break-inside: avoid; }\n"
	    "footer { font-size: 8pt; color: #444; }\n</style></head><body>\n<p "
	    "class=\"right\">");
	put_escaped(out, done ? r->document : "(文書番号は決定のときに付けます)");
	buf_puts(out, "<br>");
	buf_puts(out,
	    done ? dates_document_day(kg_date_of(r->determined), LANGUAGE_JA, act->desk->arena)
	         : "(案)");
	buf_printf(out, "</p>\n<h1>" TITLE "%s</h1>\n", done ? "" : "(案)");
	buf_printf(out,
	    "<p>情報セキュリティ管理会議運営要綱第8条の規定により、管理会議の運営に必要な事項を次のとおり%s。</p>\n",
	    done ? "定めた" : "定める");
}

static void put_end(struct act *act, const struct ruling *r, struct buf *out)
{
	buf_puts(out, "<h1>附 則</h1>\n<p class=\"clause\"> この決定は、");
	buf_puts(out, kg_time_is_set(r->from) ? dates_document_day(kg_date_of(r->from),
	                                            LANGUAGE_JA, act->desk->arena)
	                                      : "決定の日");
	buf_puts(out,
	    "から施行し、施行の時に進行中の案件については、なお従前の例による。</p>\n<p "
	    "class=\"right\">");
	buf_puts(out, r->state == RULING_DETERMINED ? r->capacity : "議長");
	buf_puts(out, "(情報監理者)</p>\n<footer>");
	put_escaped(out, r->number);
	buf_puts(out, "・要綱 ");
	put_escaped(out, card_charter(act, r->charter_version, LANGUAGE_JA));
	buf_puts(out, "</footer>\n</body></html>\n");
}

enum kg_status ruling_page(struct act *act, const struct ruling *r, const char **out_sha256)
{
	KG_AUTO_BUF struct buf page;
	char hash[SHA256_HEX + 1];

	buf_init(&page, PAGE_MAX);
	put_head(act, r, &page);
	for (size_t i = 0; i < r->clause_count; i++) {
		const struct rule_info *info = ruling_info(r->clauses[i].key);

		buf_printf(&page, "<p class=\"clause\"><b>第%zu条</b>(", i + 1);
		put_escaped(&page, info == NULL ? r->clauses[i].key : info->subject.ja);
		buf_puts(&page, ") ");
		put_escaped(&page, r->clauses[i].text);
		buf_puts(&page, "</p>\n");
	}
	put_end(act, r, &page);
	KG_ASSERT(!page.overflow);
	TRY(file_keep(act->desk->store, page.bytes, page.size, hash));
	*out_sha256 = arena_strdup(act->desk->arena, hash);
	return KG_OK;
}

/* Nobody has determined it, for now or for later, and no proposal is about it. */
static enum kg_status is_undetermined(struct act *act, const char *key, bool *out)
{
	struct rule_row *rows;
	size_t count;
	char *open;
	enum kg_status st = ruling_open_for(act->desk->store, key, act->desk->arena, &open);

	*out = false;
	if (st != KG_NOT_FOUND) {
		return st;
	}
	TRY(rule_history(act->desk->store, key, act->desk->arena, &rows, &count));
	*out = count == 0;
	return KG_OK;
}

static enum kg_status collect(struct act *act, struct proposed *p)
{
	const struct charter *charter = act->desk->charter;

	p->clauses =
	    arena_alloc(act->desk->arena, (charter->default_count + 1) * sizeof(*p->clauses));
	for (size_t i = 0; i < charter->default_count; i++) {
		const struct charter_default *d = &charter->defaults[i];
		bool undetermined;

		TRY(is_undetermined(act, d->key, &undetermined));
		if (undetermined) {
			p->clauses[p->clause_count++] = (struct ruling_clause){
				.position = (int)p->clause_count + 1,
				.key = d->key,
				.value = d->value,
				.text = d->text.ja,
			};
		}
	}
	return KG_OK;
}

enum kg_status ruling_whole(struct act *act)
{
	struct proposed p = { .body = "council",
		.whole = true,
		.document = "",
		.reason = "要綱第8条により、管理会議の運営に必要な事項を定めるため" };
	struct ruling drawn = { .number = "",
		.body = "council",
		.state = RULING_DRAFTED,
		.document = "",
		.charter_version = act->desk->charter->version };

	TRY(collect(act, &p));
	if (p.clause_count == 0) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "既定値のままの項目はありません(すべて議長決定によるか、提案中です)。"));
		return KG_OK;
	}
	drawn.clauses = p.clauses;
	drawn.clause_count = p.clause_count;
	TRY(ruling_page(act, &drawn, &p.file_sha256));
	return ruling_create(act, &p);
}
