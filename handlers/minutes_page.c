/*
 * The fields of 議事録 in their order, written once as text or as a page that prints on A4: no
 * script, nothing from outside, everything escaped. A field with nothing in it says 「なし」.
 */

#include "handlers/minutes_law.h"

#include <string.h>

#include "handlers/dates.h"
#include "handlers/text.h"
#include "handlers/words.h"

struct page {
	struct buf *out;
	struct arena *arena;
	enum language l;
	bool html;
	int sections;
	int lines; /* of the section */
};

static bool is(const char *text, const char *word)
{
	return strcmp(text, word) == 0;
}

/* Writing. */

/* NULL: it stands as it is. */
static const char *entity_of(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\n':
		return "<br>";
	default:
		return NULL;
	}
}

static void put_escaped(struct page *p, const char *text)
{
	for (; *text != '\0'; text++) {
		const char *entity = p->html ? entity_of(*text) : NULL;

		if (entity != NULL) {
			buf_puts(p->out, entity);
		} else {
			buf_putc(p->out, *text);
			if (*text == '\n') {
				buf_puts(p->out, "  ");
			}
		}
	}
}

/* `deep`: what belongs to the line above. */
static void put(struct page *p, bool deep, const char *text)
{
	p->lines++;
	buf_puts(p->out, p->html ? (deep ? "<p class=\"deep\">" : "<p>") : (deep ? "  " : " "));
	put_escaped(p, text);
	buf_puts(p->out, p->html ? "</p>\n" : "\n");
}

static void end_section(struct page *p)
{
	if (p->sections > 0 && p->lines == 0) {
		put(p, false, tr(p->l, "なし"));
	}
}

static void section(struct page *p, const char *heading)
{
	end_section(p);
	p->sections++;
	p->lines = 0;
	buf_printf(p->out, p->html ? "<h2>%d " : "%d ", p->sections);
	put_escaped(p, heading);
	buf_puts(p->out, p->html ? "</h2>\n" : "\n");
}

/* Words. */

static bool is_committees(const struct meeting *m)
{
	return is(m->body, "committee");
}

static const char *word_of(const char *const (*words)[2], size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++) {
		if (is(words[i][0], key)) {
			return words[i][1];
		}
	}
	return key;
}
#define WORD_OF(words, key) word_of(words, sizeof(words) / sizeof((words)[0]), key)

static const char *role_word(const struct meeting *m, const char *role, enum language l)
{
	static const char *const council[][2] = {
		{ "chair", TR_NOOP("議長") },
		{ "vice", TR_NOOP("副議長") },
		{ "member", TR_NOOP("委員") },
	};
	static const char *const committee[][2] = {
		{ "chair", TR_NOOP("幹事長") },
		{ "vice", TR_NOOP("副幹事長") },
		{ "member", TR_NOOP("幹事") },
	};

	return tr(l, is_committees(m) ? WORD_OF(committee, role) : WORD_OF(council, role));
}

static const struct meeting_item *item_at(const struct minutes_values *v, int position)
{
	for (size_t i = 0; i < v->meeting->item_count; i++) {
		if (v->meeting->items[i].position == position) {
			return &v->meeting->items[i];
		}
	}
	return NULL;
}

/* The fields. */

static void put_when_and_where(struct page *p, const struct minutes_values *v)
{
	bool same_day = kg_date_of(v->opened).day == kg_date_of(v->closed).day;

	section(p, tr(p->l, "日時"));
	put(p, false,
	    arena_printf(p->arena, tr(p->l, "%sから%sまで"),
	        dates_document(v->opened, p->l, p->arena),
	        same_day ? dates_document_clock(v->closed, p->l, p->arena)
	                 : dates_document(v->closed, p->l, p->arena)));
	section(p, tr(p->l, "場所"));
	if (v->meeting->place[0] != '\0') {
		put(p, false, text_clean(v->meeting->place, p->arena));
	}
	if (v->meeting->link[0] != '\0') {
		put(p, false, tr(p->l, "(オンライン併用)"));
	}
}

/* 委員 庶務課長; a title that is the role itself stands once. */
static const char *post_of(struct page *p, const char *role, const char *title)
{
	return is(role, title) ? role : arena_printf(p->arena, "%s %s", role, title);
}

static void put_seat(
    struct page *p, const struct minutes_values *v, const struct meeting_seat *s)
{
	const char *proxy = "";
	const char *note = "";

	if (s->proxy[0] != '\0') {
		proxy = arena_printf(
		    p->arena, tr(p->l, "(代理:%s)"), text_clean(s->proxy, p->arena));
	}
	if (s->note[0] != '\0') {
		note = arena_printf(p->arena, "(%s)", text_clean(s->note, p->arena));
	}
	put(p, false,
	    arena_printf(p->arena, "%s %s%s%s",
	        post_of(p, role_word(v->meeting, s->role, p->l), s->title),
	        s->person[0] == '\0' ? tr(p->l, "欠員") : s->name, proxy, note));
}

static void put_attendance(struct page *p, const struct minutes_values *v)
{
	const struct sitting *s = v->sitting;
	size_t filled = minutes_count_filled(s);
	size_t present = minutes_count_present(s);

	section(p, tr(p->l, "出席者"));
	for (size_t i = 0; i < s->seat_count; i++) {
		if (is(s->seats[i].state, "present")) {
			put_seat(p, v, &s->seats[i]);
		}
	}
	if (present > 0) {
		put(p, false,
		    arena_printf(p->arena, tr(p->l, "(現在数%zu・出席%zu・欠席%zu)"), filled,
		        present, filled - present));
	}
	section(p, tr(p->l, "欠席者"));
	for (size_t i = 0; i < s->seat_count; i++) {
		if (!is(s->seats[i].state, "present")) {
			put_seat(p, v, &s->seats[i]);
		}
	}
}

static void put_guest(
    struct page *p, const struct minutes_values *v, const struct meeting_guest *g)
{
	const struct meeting_item *item = item_at(v, g->position);
	const char *times = "";

	if (kg_time_is_set(g->in) && kg_time_is_set(g->out)) {
		times = arena_printf(p->arena, tr(p->l, "、%sから%sまで在席"),
		    dates_document_clock(g->in, p->l, p->arena),
		    dates_document_clock(g->out, p->l, p->arena));
	}
	put(p, false,
	    arena_printf(p->arena, "%s %s(%s%s%s%s)", text_clean(g->affiliation, p->arena),
	        text_clean(g->name, p->arena),
	        item == NULL ? "" : minutes_item_name(item, p->l, p->arena),
	        item == NULL || g->purpose[0] == '\0' ? "" : "・",
	        text_clean(g->purpose, p->arena), times));
}

static void put_people(struct page *p, const struct minutes_values *v)
{
	const struct sitting *s = v->sitting;
	const struct meeting_seat *presider = NULL;

	put_attendance(p, v);
	section(p, tr(p->l, "出席を求めた者(議決権なし)"));
	for (size_t i = 0; i < s->guest_count; i++) {
		if (!s->guests[i].withdrawn) {
			put_guest(p, v, &s->guests[i]);
		}
	}
	section(p, tr(p->l, "庶務"));
	for (size_t i = 0; i < v->staff_count; i++) {
		put(p, false, v->staff[i]);
	}
	section(p, is_committees(v->meeting) ? tr(p->l, "幹事長") : tr(p->l, "議長"));
	for (size_t i = 0; i < s->seat_count; i++) {
		if (v->presider[0] != '\0' && is(s->seats[i].person, v->presider)) {
			presider = &s->seats[i];
		}
	}
	if (presider != NULL) {
		put(p, false,
		    arena_printf(p->arena, "%s %s",
		        post_of(p, tr(p->l, v->presider_capacity), presider->title),
		        presider->name));
	} else if (v->presider_capacity[0] != '\0') {
		put(p, false, tr(p->l, v->presider_capacity));
	}
}

static void put_agenda(struct page *p, const struct minutes_values *v)
{
	const struct meeting *m = v->meeting;

	section(p, tr(p->l, "議題"));
	for (size_t i = 0; i < m->item_count; i++) {
		const struct meeting_item *item = &m->items[i];
		const char *class = "";

		if (item->class > 0) {
			class = arena_printf(p->arena,
			    item->important ? tr(p->l, "(第4条第%d号・特に重要)")
			                    : tr(p->l, "(第4条第%d号)"),
			    item->class);
		}
		put(p, false,
		    arena_printf(p->arena, "(%d) %s%s", item->position,
		        minutes_item_name(item, p->l, p->arena), class));
	}
	section(p, tr(p->l, "資料"));
	for (size_t i = 0; i < v->document_count; i++) {
		const struct meeting_item *item = item_at(v, v->documents[i].position);

		put(p, false,
		    arena_printf(p->arena, "%s:%s",
		        item == NULL ? "" : minutes_item_name(item, p->l, p->arena),
		        text_clean(v->documents[i].name, p->arena)));
	}
}

/* 議事の経過 */

static void put_line_said(struct page *p, const struct meeting_line *line)
{
	const char *text = text_clean_lines(line->text, p->arena);

	if (is(line->kind, "topic")) {
		put(p, false, arena_printf(p->arena, tr(p->l, "【%s】"), text));
	} else if (is(line->kind, "agreed")) {
		put(p, true, arena_printf(p->arena, tr(p->l, "決定:%s"), text));
	} else if (is(line->kind, "action")) {
		put(p, true,
		    arena_printf(p->arena, tr(p->l, "宿題 %s:%s"), line->action, text));
	} else {
		put(p, true,
		    line->speaker[0] == '\0' ? text
		                             : arena_printf(p->arena, "%s:%s",
		                                   text_clean(line->speaker, p->arena), text));
	}
}

static void put_step(struct page *p, const struct record_step *step)
{
	const char *clock = dates_document_clock(step->at, p->l, p->arena);
	const char *note = step->text[0] == '\0' ? ""
	                                         : arena_printf(p->arena, "(%s)",
	                                               text_clean(step->text, p->arena));

	put(p, false,
	    arena_printf(p->arena,
	        is(step->step, "suspended") ? tr(p->l, "%s 休憩%s")
	        : is(step->step, "resumed") ? tr(p->l, "%s 再開%s")
	                                    : tr(p->l, "%s 主宰者の交代%s"),
	        clock, note));
}

static bool is_told(const struct record_step *step)
{
	return is(step->step, "suspended") || is(step->step, "resumed") ||
	       is(step->step, "presider");
}

/* The next step in order of time, after those told; NULL: none before `before`. */
static const struct record_step *next_step(
    const struct sitting *s, const struct record_step *last, struct kg_time before)
{
	const struct record_step *best = NULL;

	for (size_t i = 0; i < s->step_count; i++) {
		const struct record_step *step = &s->steps[i];
		bool later = last == NULL || step->at.ms > last->at.ms ||
		             (step->at.ms == last->at.ms && step->entry > last->entry);

		if (is_told(step) && later && step->at.ms <= before.ms &&
		    (best == NULL || step->at.ms < best->at.ms)) {
			best = step;
		}
	}
	return best;
}

static void put_boundary(struct page *p, bool opens, struct kg_time at)
{
	if (kg_time_is_set(at)) {
		put(p, false,
		    arena_printf(p->arena,
		        opens ? tr(p->l, "%s 開会%s") : tr(p->l, "%s 閉会%s"),
		        dates_document_clock(at, p->l, p->arena), ""));
	}
}

static void put_course(struct page *p, const struct minutes_values *v)
{
	const struct sitting *s = v->sitting;
	const struct record_step *last = NULL;
	const struct record_step *step;
	const struct kg_time end = { INT64_MAX };
	int position = 0;

	section(p, tr(p->l, "議事の経過"));
	put_boundary(p, true, v->opened);
	for (size_t i = 0; i < s->line_count; i++) {
		const struct meeting_item *item = item_at(v, s->lines[i].position);

		while ((step = next_step(s, last, s->lines[i].at)) != NULL) {
			put_step(p, step);
			last = step;
		}
		if (s->lines[i].position != position && item != NULL) {
			put(p, false,
			    arena_printf(
			        p->arena, "○ %s", minutes_item_name(item, p->l, p->arena)));
		}
		position = s->lines[i].position;
		put_line_said(p, &s->lines[i]);
	}
	while ((step = next_step(s, last, end)) != NULL) {
		put_step(p, step);
		last = step;
	}
	put_boundary(p, false, v->closed);
}

/* 結果 */

static void put_votes(struct page *p, const struct minutes_values *v, int position,
    const char *answer, const char *word)
{
	const char *names = "";

	for (size_t i = 0; i < v->sitting->vote_count; i++) {
		const struct meeting_vote *vote = &v->sitting->votes[i];

		if (vote->position == position && is(vote->answer, answer)) {
			names = arena_printf(p->arena, "%s%s%s", names,
			    names[0] == '\0' ? "" : tr(p->l, "、"), vote->title);
		}
	}
	put(p, true,
	    arena_printf(p->arena, "%s:%s", word, names[0] == '\0' ? tr(p->l, "なし") : names));
}

static void put_said(struct page *p, const char *word, const char *text)
{
	if (text[0] != '\0') {
		put(p, true,
		    arena_printf(p->arena, "%s:%s", word, text_clean_lines(text, p->arena)));
	}
}

static void put_result(
    struct page *p, const struct minutes_values *v, const struct meeting_result *r)
{
	const struct meeting_item *item = item_at(v, r->position);

	put(p, false,
	    arena_printf(p->arena, "%s:%s",
	        item == NULL ? "" : minutes_item_name(item, p->l, p->arena),
	        minutes_result_words(r, p->l, p->arena)));
	if (is(r->method, "recorded")) {
		put_votes(p, v, r->position, "for", tr(p->l, "賛成"));
		put_votes(p, v, r->position, "against", tr(p->l, "反対"));
		put_votes(p, v, r->position, "abstain", tr(p->l, "棄権"));
	}
	if (r->casting[0] != '\0') {
		put(p, true,
		    is(r->casting, "for")
		        ? tr(p->l, "可否同数につき、主宰者の決するところにより可決")
		        : tr(p->l, "可否同数につき、主宰者の決するところにより否決"));
	}
	put_said(p, tr(p->l, "修正の内容"), r->amendment);
	put_said(p, tr(p->l, "少数意見"), r->dissent);
	put_said(p, tr(p->l, "集約意見"), r->opinion);
}

static void put_results(struct page *p, const struct minutes_values *v)
{
	const struct sitting *s = v->sitting;

	section(p, tr(p->l, "結果"));
	for (size_t i = 0; i < s->result_count; i++) {
		put_result(p, v, &s->results[i]);
	}
	section(p, tr(p->l, "決定事項・担当・期限"));
	for (size_t i = 0; i < s->line_count; i++) {
		if (is(s->lines[i].kind, "agreed")) {
			put(p, false, text_clean_lines(s->lines[i].text, p->arena));
		}
	}
	for (size_t i = 0; i < v->action_count; i++) {
		const struct action *a = &v->actions[i];

		put(p, false,
		    arena_printf(p->arena, "%s %s(%s)", a->number,
		        text_clean_lines(a->text, p->arena),
		        minutes_action_words(a, p->l, p->arena)));
	}
}

static void put_end(struct page *p, const struct minutes_values *v)
{
	const struct meeting_minutes *c = v->confirmed;

	section(p, tr(p->l, "公開・非公開の別"));
	put(p, false, tr(p->l, "定めなし(開示については、情報公開条例の手続による。)"));
	section(
	    p, is_committees(v->meeting) ? tr(p->l, "幹事長の確認") : tr(p->l, "議長の確認"));
	if (c == NULL) {
		put(p, false, tr(p->l, "未確認(確認前の案)"));
	} else {
		put(p, false,
		    arena_printf(p->arena, "%s %s %s",
		        dates_document(c->confirmed, p->l, p->arena),
		        tr(p->l, c->confirmed_capacity), v->confirmed_name));
		put(p, true,
		    arena_printf(p->arena, tr(p->l, "確認した第%d版の SHA-256:%s"), c->version,
		        c->sha256));
	}
	section(p, tr(p->l, "版"));
	for (size_t i = 0; i < v->version_count; i++) {
		const struct meeting_minutes *n = &v->versions[i];

		put(p, false,
		    arena_printf(p->arena, tr(p->l, "第%d版 %s%s%s"), n->version,
		        dates_document_day(kg_date_of(n->at), p->l, p->arena),
		        n->reason[0] == '\0' ? "" : tr(p->l, " 訂正:"),
		        text_clean(n->reason, p->arena)));
	}
	end_section(p);
}

static const char style[] =
    "@page { size: A4 portrait; margin: 25mm 22mm; }\n"
    "body { font-family: \"Noto Serif CJK JP\", \"Yu Mincho\", \"MS Mincho\", serif; "
    "font-size: 10.5pt; line-height: 1.7; max-width: 46em; margin: 2em auto; padding: 0 1em; }\n"
    "h1 { font-size: 14pt; text-align: center; }\n"
    "h2 { font-family: \"Noto Sans CJK JP\", \"Yu Gothic\", \"MS Gothic\", sans-serif; "
    "font-size: 10.5pt; margin: 1em 0 0.2em; page-break-after: avoid; }\n"
    "p { margin: 0; padding-left: 2em; overflow-wrap: anywhere; orphans: 2; widows: 2; }\n"
    "p.deep { padding-left: 3em; }\n"
    "p.right { text-align: right; }\n"
    "footer { font-size: 8pt; margin-top: 2em; border-top: 0.5pt solid; }\n"
    "@media print { body { margin: 0; padding: 0; max-width: none; } }\n";

static void put_head(struct page *p, const struct minutes_values *v, const char *title)
{
	const char *mark =
	    arena_printf(p->arena, tr(p->l, "%s・第%d版"), v->meeting->number, v->version);

	if (!p->html) {
		buf_printf(p->out, "%s\n%s\n\n", title, mark);
		return;
	}
	buf_printf(p->out,
	    "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n<title>",
	    p->l == LANGUAGE_JA ? "ja" : "en");
	put_escaped(p, title);
	buf_printf(
	    p->out, "</title>\n<style>\n%s</style></head><body>\n<p class=\"right\">", style);
	put_escaped(p, mark);
	buf_puts(p->out, "</p>\n<h1>");
	put_escaped(p, title);
	buf_puts(p->out, "</h1>\n");
}

void minutes_write(const struct minutes_values *v, enum minutes_form form, enum language l,
    struct arena *arena, struct buf *out)
{
	struct page page = { .out = out, .arena = arena, .l = l, .html = form == MINUTES_HTML };
	const char *name = minutes_meeting_name(v->meeting, l, arena);

	put_head(&page, v, arena_printf(arena, tr(l, "%s 議事録"), name));
	section(&page, tr(l, "会議名"));
	put(&page, false, name);
	put_when_and_where(&page, v);
	put_people(&page, v);
	put_agenda(&page, v);
	put_course(&page, v);
	put_results(&page, v);
	put_end(&page, v);
	buf_puts(out, page.html ? "<footer>" : "\n");
	put_escaped(
	    &page, arena_printf(arena, tr(l, "情報セキュリティ管理会議運営要綱 %s・%s・第%d版"),
	               v->meeting->charter_version, v->meeting->number, v->version));
	buf_puts(out, page.html ? "</footer>\n</body></html>\n" : "\n");
}
