/*
 * The result of a 照会 or 供覧 as a file that 庶務 can open and file away: a row an addressee,
 * in the order in which they were asked, the pending ones too. No cell is a formula.
 */

#include <string.h>

#include "base/buf.h"
#include "handlers/dates.h"
#include "handlers/inquiry.h"
#include "handlers/text.h"
#include "store/files.h"

enum { SHEET_MAX = 4 * 1024 * 1024 };

/* A spreadsheet would reckon with what begins so. */
static bool is_formula(const char *text)
{
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

static void put_cell(struct buf *out, const char *text, const char *end)
{
	buf_puts(out, is_formula(text) ? "\"'" : "\"");
	for (const char *p = text; *p != '\0'; p++) {
		buf_add(out, p, 1);
		buf_puts(out, *p == '"' ? "\"" : "");
	}
	buf_printf(out, "\"%s", end);
}

static const char *answer_of(
    struct act *act, const struct inquiry *q, const struct inquiry_person *p)
{
	if (!p->answered) {
		return "未回答";
	}
	return inquiry_is_circulation(q) ? "閲覧" : text_clean_lines(p->text, act->desk->arena);
}

static void put_rows(struct act *act, const struct inquiry *q, struct buf *out)
{
	buf_puts(out, "\xEF\xBB\xBF"); /* what opens it takes it for something else without */
	put_cell(out, "職", ",");
	put_cell(out, "回答", ",");
	put_cell(out, "日時", ",");
	put_cell(out, "期限", "\r\n");
	for (size_t i = 0; i < q->person_count; i++) {
		const struct inquiry_person *p = &q->persons[i];

		put_cell(out, p->title, ",");
		put_cell(out, answer_of(act, q, p), ",");
		put_cell(out, p->answered ? dates_iso(p->at, act->desk->arena) : "", ",");
		put_cell(out, !p->answered ? "" : p->late ? "期限後" : "期限内", "\r\n");
	}
}

enum kg_status inquiry_sheet(struct act *act, const struct inquiry *q)
{
	KG_AUTO_BUF struct buf sheet = { 0 };
	const char *name = arena_printf(act->desk->arena, "%s 回答一覧.csv", q->number);
	char hash[SHA256_HEX + 1];
	struct address *to;
	size_t count;

	buf_init(&sheet, SHEET_MAX);
	put_rows(act, q, &sheet);
	KG_ASSERT(!sheet.overflow);
	TRY(file_keep(act->desk->store, sheet.bytes, sheet.size, hash));
	TRY(desk_accounts(act, act->person.id, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct notice notice = { .kind = "inquiry.result",
			.matter = q->number,
			.priority = PRIORITY_SAY,
			.card = card };
		int64_t posting;

		card_title(card,
		    tr(to[i].language,
		        "%sを締め切りました。回答の一覧をファイルでお送りします。"),
		    inquiry_head(act, q, to[i].language));
		card_line(card, LINE_NOTE, "SHA-256:%s", hash);
		TRY(desk_post(act, &to[i], &notice, &posting));
		TRY(desk_attach(
		    act, &to[i], posting, arena_strdup(act->desk->arena, hash), name));
	}
	return KG_OK;
}
