/* Help, status and the story of a matter. Pages of ten; mine first, the nearest deadline first.
 */

#include "handlers/ask.h"
#include "base/buf.h"
#include "store/files.h"

#include <stdlib.h>
#include <string.h>

#include "handlers/ballot.h"
#include "handlers/circulate.h"
#include "handlers/number.h"
#include "handlers/paper.h"
#include "handlers/register.h"
#include "handlers/report.h"
#include "handlers/subject.h"
#include "handlers/text.h"
#include "store/resolutions.h"

enum { PAGE = 10, ALL = 1000 };

static void explain(struct act *act, const struct command_word *word, struct card *card)
{
	enum language l = act->language;

	card_line(card, LINE_PLAIN, "%s", tr(l, word->help));
	if (word->usage != NULL) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "書き方:"));
		card_run(card, RUN_CODE, NULL,
		    arena_printf(act->desk->arena, " /kaigi %s", tr(l, word->usage)));
	}
	for (size_t i = 0; word->examples != NULL && word->examples[i] != NULL; i++) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "例:"));
		card_run(card, RUN_CODE, NULL,
		    arena_printf(act->desk->arena, " /kaigi %s", tr(l, word->examples[i])));
	}
	if (word->article != NULL) {
		card_line(
		    card, LINE_NOTE, tr(l, "根拠:要綱%s"), desk_article(act, word->article, l));
	}
}

static const char *aliases(struct act *act, const struct command_word *word)
{
	const char *first = word->aliases == NULL ? NULL : word->aliases[0];

	for (size_t i = 0; word->aliases != NULL && word->aliases[i] != NULL; i++) {
		if ((unsigned char)word->aliases[i][0] < 0x80) {
			first = word->aliases[i];
			break;
		}
	}
	return first == NULL ? "" : arena_printf(act->desk->arena, "(%s)", first);
}

enum kg_status ask_help(struct act *act, const struct command *command)
{
	size_t count;
	const struct command_word *list = commands_list(&count);
	const struct command_word *word =
	    command->text == NULL ? NULL : commands_find(command->text);
	struct card *card;

	if (word != NULL) {
		card = desk_answer(act, "/kaigi %s%s", word->name, aliases(act, word));
		explain(act, word, card);
		return KG_OK;
	}
	card = desk_answer(act, "%s",
	    tr(act->language,
	        "kaigi は、情報セキュリティ管理会議の持ち回り(要綱第6条)などを庶務に代わってお運びします。"));
	for (size_t i = 0; i < count; i++) {
		if (capability_of(list[i].capability, act->as) == MAY_NOT) {
			continue;
		}
		card_line(card, LINE_PLAIN, "・");
		card_run(card, RUN_CODE, NULL,
		    arena_printf(act->desk->arena, "/kaigi %s", list[i].name));
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, " %s %s", aliases(act, &list[i]),
		        tr(act->language, list[i].help)));
	}
	card_line(card, LINE_NOTE, "%s",
	    tr(act->language,
	        "くわしくは「/kaigi ヘルプ 持ち回り」のように、語を添えてください。"));
	return KG_OK;
}

enum kg_status ask_unknown(struct act *act, const struct command *command)
{
	const char *spelling = NULL;
	const struct command_word *near = commands_nearest(command->verb, &spelling);
	struct card *card = desk_answer(act,
	    tr(act->language, "「%s」という操作は見当たりません。"),
	    text_truncate(text_clean(command->verb, act->desk->arena), 40, act->desk->arena));

	if (near != NULL) {
		card_line(card, LINE_PLAIN,
		    tr(act->language, "「/kaigi %s」のことでしょうか。"), spelling);
	}
	card_line(card, LINE_NOTE, "%s",
	    tr(act->language, "一覧は「/kaigi ヘルプ」でご覧いただけます。"));
	return KG_OK;
}

/* A draft is 庶務's own until the chair has put it: it is shown to nobody beyond them. */
static bool may_see(const struct act *act, const struct circular *c)
{
	bool is_draft = c->state == CIRCULAR_COLLECTING || c->state == CIRCULAR_REVIEW ||
	                c->state == CIRCULAR_CONFIRM || c->state == CIRCULAR_CLOSED;
	bool has_been_put = c->state == CIRCULAR_CONFIRM || c->state == CIRCULAR_CLOSED;

	return !is_draft || c->round > 0 || desk_may_own(act, CAN_SEE_DRAFT, has_been_put);
}

/* 状況 */

static const char *state_word(const struct matter *m, enum language l)
{
	switch (m->c.state) {
	case CIRCULAR_COLLECTING:
		return tr(l, "資料の取込み中");
	case CIRCULAR_REVIEW:
		return tr(l, "庶務内確認中");
	case CIRCULAR_CONFIRM:
		return kg_time_is_set(m->c.put) ? tr(l, "開始保留中") : tr(l, "議長の付議待ち");
	case CIRCULAR_OPEN:
		return m->tally.state == TALLY_PAUSED      ? tr(l, "議長の判断待ち")
		       : m->tally.state == TALLY_ASK_CHAIR ? tr(l, "議長の決裁待ち")
		                                           : tr(l, "回答受付中");
	case CIRCULAR_CLOSING:
		return tr(l, "確定処理中");
	case CIRCULAR_CLOSED:
		return card_outcome_word(m->c.outcome, l);
	}
	KG_UNREACHABLE();
}

/* Does it wait for this person? */
static bool is_mine(struct act *act, const struct matter *m)
{
	const char *me = act->person.id;

	if (me == NULL) {
		return false;
	}
	if (m->c.state == CIRCULAR_REVIEW) {
		return strcmp(m->c.reviewer, me) == 0;
	}
	if (m->c.state == CIRCULAR_CONFIRM) {
		return m->tally.chair != NULL && strcmp(m->tally.chair, me) == 0;
	}
	for (size_t i = 0; i < m->c.seat_count; i++) {
		if (m->seats[i].person != NULL && strcmp(m->seats[i].person, me) == 0 &&
		    matter_is_running(m) && tally_is_pending(&m->input, &m->seats[i])) {
			return true;
		}
	}
	return false;
}

static void add_row(struct act *act, const struct matter *m, bool mine, struct card *card)
{
	enum language l = act->language;

	card_line(card, LINE_PLAIN, "%s", mine ? tr(l, "▶ ") : "");
	card_run(card, RUN_BOLD, NULL, m->c.number);
	card_run(card, RUN_TEXT, NULL,
	    arena_printf(act->desk->arena, tr(l, " %s・期限 %s・%s"),
	        text_clean(m->c.title, act->desk->arena),
	        dates_chat(m->c.deadline, act->event->now, l, act->desk->arena),
	        state_word(m, l)));
	if (matter_is_running(m)) {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, "・%s", card_counts(act, m, l)));
	}
}

static bool may_see_pending(const struct act *act)
{
	return desk_may(act, CAN_SEE_PENDING);
}

static enum kg_status show_one(struct act *act, const char *number)
{
	const struct subject *subject = subject_of_number(number);
	bool is_other = subject != NULL && subject->show != NULL;
	struct matter m;
	struct card *card;
	enum language l = act->language;
	enum kg_status st =
	    is_other ? subject->show(act, number) : matter_load(act, number, &m);

	if (is_other && st == KG_OK) {
		return KG_OK;
	}

	if (st == KG_NOT_FOUND || (st == KG_OK && !may_see(act, &m.c))) {
		(void)desk_answer(act,
		    tr(l,
		        "%s という案件は見当たりません。「/kaigi 状況」で一覧をご覧ください。"),
		    number);
		return KG_OK;
	}
	TRY(st);
	card = desk_answer(act, "【管理会議・持ち回り %s】%s", number, state_word(&m, l));
	add_row(act, &m, is_mine(act, &m), card);
	if (may_see_pending(act) || m.c.state == CIRCULAR_CLOSED) {
		struct view view = { .language = l, .person = "" };
		struct card *full = desk_card(act);

		card_of_choice(act, &m, &view, full);
		for (size_t i = 0; i < full->line_count; i++) {
			if (full->lines[i].kind == LINE_SEAT) {
				const struct line *line = &full->lines[i];

				card_line(card, LINE_SEAT, "%s", line->runs[0].text);
				for (size_t r = 1; r < line->run_count; r++) {
					card_run(card, line->runs[r].kind, line->runs[r].target,
					    line->runs[r].text);
				}
			}
		}
	}
	card_line(
	    card, LINE_NOTE, tr(l, "経緯は「/kaigi 経緯 %s」でご覧いただけます。"), number);
	return KG_OK;
}

static void copy_line(const struct line *line, struct card *card)
{
	card_line(card, line->kind, "%s", line->run_count > 0 ? line->runs[0].text : "");
	for (size_t r = 1; r < line->run_count; r++) {
		card_run(card, line->runs[r].kind, line->runs[r].target, line->runs[r].text);
	}
}

/* What other subjects have under way. */
static enum kg_status other_rows(struct act *act, struct card *card, size_t *out_count)
{
	size_t subject_count;
	const struct subject *list = subjects_list(&subject_count);

	*out_count = 0;
	for (size_t i = 0; i < subject_count; i++) {
		size_t count = 0;

		if (list[i].rows != NULL) {
			TRY(list[i].rows(act, card, &count));
			*out_count += count;
		}
	}
	return KG_OK;
}

static size_t wanted_page(const struct command *command)
{
	long page = command->text == NULL ? 1 : strtol(command->text, NULL, 10);

	return page > 1 ? (size_t)page - 1 : 0;
}

static enum kg_status list_open(struct act *act, size_t page)
{
	char **numbers;
	struct matter *list;
	size_t all;
	size_t count = 0;
	size_t shown = 0;
	size_t other_count;
	struct card *card;
	struct card *others = desk_card(act);
	enum language l = act->language;

	TRY(circular_numbers(
	    act->desk->store, false, 0, ALL, act->desk->arena, &numbers, &all));
	list = arena_alloc(act->desk->arena, (all + 1) * sizeof(*list));
	for (size_t i = 0; i < all; i++) {
		TRY(matter_load(act, numbers[i], &list[count]));
		count += may_see(act, &list[count].c) ? 1 : 0;
	}
	TRY(other_rows(act, others, &other_count));
	count += other_count;
	if (count == 0) {
		(void)desk_answer(act, "%s", tr(l, "進行中の案件はありません。"));
		return KG_OK;
	}
	count -= other_count;
	card =
	    desk_answer(act, tr(l, "進行中の案件は%zu件です(▶ はご対応をお待ちしているもの)。"),
	        count + other_count);
	for (int mine = 1; mine >= 0; mine--) {
		for (size_t i = 0; i < count; i++) {
			if (is_mine(act, &list[i]) != (mine == 1)) {
				continue;
			}
			if (shown >= page * PAGE && shown < (page + 1) * PAGE) {
				add_row(act, &list[i], mine == 1, card);
			}
			shown++;
		}
	}
	for (size_t i = 0; page == 0 && i < others->line_count; i++) {
		copy_line(&others->lines[i], card);
	}
	if (count > (page + 1) * PAGE) {
		card_line(card, LINE_NOTE,
		    tr(l, "続きは「/kaigi 状況 %zu」でご覧いただけます。"), page + 2);
	}
	return KG_OK;
}

static const char *wanted_number(struct act *act, const struct command *command)
{
	const char *typed = command->number != NULL ? command->number : command->text;
	struct number parts;

	if (typed == NULL || !number_parse(typed, &parts)) {
		return NULL;
	}
	return number_format(parts.kind == NUMBER_ANY ? NUMBER_CIRCULATION : parts.kind,
	    parts.fiscal_year, parts.serial, act->desk->arena);
}

enum kg_status ask_status(struct act *act, const struct command *command)
{
	const char *number = wanted_number(act, command);

	return number != NULL ? show_one(act, number) : list_open(act, wanted_page(command));
}

/* 経緯: the whole story on one page. */

static const char *step_word(const char *step, enum language l)
{
	static const struct {
		const char *step;
		const char *word;
	} words[] = {
		{ "drafted", TR_NOOP("起案") },
		{ "revised", TR_NOOP("改版") },
		{ "reviewed", TR_NOOP("庶務内確認") },
		{ "override", TR_NOOP("特に重要な事案の付議理由") },
		{ "put", TR_NOOP("付議") },
		{ "held", TR_NOOP("開始保留") },
		{ "opened", TR_NOOP("開始") },
		{ "overdue", TR_NOOP("期限到来") },
		{ "went_on", TR_NOOP("続行") },
		{ "seats_kept", TR_NOOP("続行(席の異動)") },
		{ "reseated", TR_NOOP("取下げ・再付議") },
		{ "extended", TR_NOOP("延長") },
		{ "kouetsu", TR_NOOP("後閲") },
		{ "errata", TR_NOOP("正誤表") },
		{ "late", TR_NOOP("期限後・終了後の印") },
		{ "handover", TR_NOOP("引継ぎ") },
		{ "posted", TR_NOOP("再掲示") },
		{ "removed_by_other", TR_NOOP("本人以外による印の消去(回答は有効)") },
		{ "unchecked", TR_NOOP("連絡網を確かめずに進行") },
		{ "replaced", TR_NOOP("資料の差替えを検知") },
		{ "paper_entered", TR_NOOP("紙決裁の入力") },
		{ "paper_confirmed", TR_NOOP("紙決裁の確認") },
		{ "paper_returned", TR_NOOP("紙決裁の差戻し") },
		{ "paper_objected", TR_NOOP("紙決裁への異議") },
		{ "paper_replaced", TR_NOOP("紙決裁からご本人の印へ") },
		{ "paper_lapsed", TR_NOOP("紙決裁の失効(他の回答の変更)") },
		{ "paper_route", TR_NOOP("書面送付") },
		{ "closed", TR_NOOP("終了") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].step, step) == 0) {
			return tr(l, words[i].word);
		}
	}
	return step;
}

static void add_step(struct act *act, const struct record_step *s, struct card *card)
{
	enum language l = act->language;

	card_line(card, LINE_PLAIN, "%s %s",
	    dates_chat(s->at, act->event->now, l, act->desk->arena), step_word(s->step, l));
	if (s->person[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, ":%s%s%s",
		        card_person_title(act, s->person, l),
		        s->capacity[0] == '\0' ? "" : "・", s->capacity));
	}
	if (s->text[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(
		        act->desk->arena, "(%s)", text_clean(s->text, act->desk->arena)));
	}
}

static void add_seal_row(struct act *act, const struct circular_seal *s, struct card *card)
{
	enum language l = act->language;
	struct person person;
	const char *name =
	    person_load(act->desk->store, s->person, act->desk->arena, &person) == KG_OK
	        ? person.name
	        : s->person;

	card_line(card, LINE_SEAT, "%s %s(%s・%s):%s%s",
	    dates_chat(s->at, act->event->now, l, act->desk->arena), s->title, s->capacity,
	    name, card_answer_word(s->answer, l), s->provisional ? tr(l, "・理由確認中") : "");
	if (s->means[0] != '\0') {
		card_run(card, RUN_TEXT, NULL, paper_word(act, s, l));
	}
	if (s->reason[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " 理由:%s"),
		        text_clean(s->reason, act->desk->arena)));
	}
}

static enum kg_status add_resolution(
    struct act *act, const struct circular *c, struct card *card)
{
	struct resolution r;
	enum language l = act->language;

	if (c->resolution[0] == '\0' ||
	    resolution_load(act->desk->store, c->resolution, act->desk->arena, &r) != KG_OK) {
		return KG_OK;
	}
	card_line(card, LINE_PLAIN, tr(l, "議決:%s(要綱第6条・第4条第%d号・%s)"), r.number,
	    r.class, card_charter(act, r.charter_version, l));
	card_line(card, LINE_PLAIN, tr(l, "規則:%s(%s)"), card_rule_word(r.rule, l),
	    strcmp(r.rule_source, "既定値") == 0 ? tr(l, "既定値") : r.rule_source);
	TRY(register_add_rules(act, r.number, card));
	card_line(card, LINE_PLAIN, tr(l, "結果:%s"), r.tally);
	card_line(card, LINE_NOTE, tr(l, "文面 SHA-256:%s・台帳 第%lld項"), r.text_sha256,
	    (long long)r.entry);
	return KG_OK;
}

static enum kg_status tell_story(struct act *act, const char *number)
{
	struct record_step *steps;
	struct circular_seal *seals;
	struct circular c;
	struct card *card;
	size_t step_count;
	size_t seal_count;
	enum language l = act->language;

	TRY(circular_load(act->desk->store, number, act->desk->arena, &c));
	if (!may_see(act, &c)) {
		return KG_NOT_FOUND;
	}
	TRY(circular_steps(act->desk->store, number, act->desk->arena, &steps, &step_count));
	TRY(circular_history(act->desk->store, number, act->desk->arena, &seals, &seal_count));
	card = desk_answer(act, tr(l, "【管理会議・持ち回り %s】経緯"), number);
	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"),
	    text_clean(c.title, act->desk->arena), c.class);
	card_line(card, LINE_PLAIN, tr(l, "会議を開催するいとまがない理由:%s"),
	    text_clean(c.reason, act->desk->arena));
	TRY(add_resolution(act, &c, card));
	card_line(card, LINE_RULE, "%s", "");
	/* Both in the ledger's order: what happened before what is what an auditor asks. */
	for (size_t i = 0, j = 0; i < step_count || j < seal_count;) {
		if (j == seal_count || (i < step_count && steps[i].entry < seals[j].entry)) {
			add_step(act, &steps[i++], card);
		} else {
			add_seal_row(act, &seals[j++], card);
		}
	}
	card_line(card, LINE_RULE, "%s", "");
	for (size_t i = 0; i < c.opinion_count; i++) {
		card_line(card, LINE_PLAIN, tr(l, "意見(%s):%s"),
		    card_person_title(act, c.opinions[i].person, l),
		    text_clean(c.opinions[i].text, act->desk->arena));
	}
	for (size_t i = 0; i < c.document_count; i++) {
		card_line(card, LINE_NOTE, tr(l, "資料:%s SHA-256:%s"), c.documents[i].name,
		    c.documents[i].sha256);
	}
	return KG_OK;
}

enum { STORY_MAX = 4 * 1024 * 1024 };

static enum kg_status tell_history(struct act *act, const char *number, bool *out_told)
{
	const struct subject *subject;
	struct resolution r;
	enum kg_status st;

	*out_told = false;
	if (resolution_load(act->desk->store, number, act->desk->arena, &r) == KG_OK) {
		if (strcmp(r.route, "3-3(5)") == 0) {
			*out_told = true;
			return report_resolution_story(act, &r);
		}
		number = r.matter;
	}
	subject = subject_of_number(number);
	st = subject != NULL && subject->story != NULL ? subject->story(act, number)
	                                               : tell_story(act, number);
	if (st == KG_NOT_FOUND) {
		(void)desk_answer(act,
		    tr(act->language,
		        "%s という案件は見当たりません。「/kaigi 状況」で一覧をご覧ください。"),
		    number);
		return KG_OK;
	}
	*out_told = st == KG_OK;
	return st;
}

/* What the person reads, as a text that can be filed: by a direct message, for the auditor who
 * has no account too. */
static enum kg_status send_story(struct act *act, const char *number)
{
	KG_AUTO_BUF struct buf page = { 0 };
	const char *name = arena_printf(act->desk->arena, "経緯 %s.txt", number);
	char hash[SHA256_HEX + 1];
	struct address *to;
	size_t count;

	buf_init(&page, STORY_MAX);
	card_plain(act->reply->card, &page);
	KG_ASSERT(!page.overflow);
	TRY(file_keep(act->desk->store, page.bytes, page.size, hash));
	TRY(desk_accounts(act, act->person.id, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct card *card = desk_card(act);
		struct notice notice = {
			.kind = "word", .matter = "", .priority = PRIORITY_SAY, .card = card
		};
		int64_t posting;

		card_title(
		    card, tr(to[i].language, "%s の経緯をファイルでお送りします。"), number);
		card_line(card, LINE_NOTE, "SHA-256:%s", hash);
		TRY(desk_post(act, &to[i], &notice, &posting));
		TRY(desk_attach(
		    act, &to[i], posting, arena_strdup(act->desk->arena, hash), name));
	}
	return KG_OK;
}

static bool wants_file(struct act *act, const struct command *command)
{
	const char *text = command->number == NULL || command->text == NULL
	                       ? ""
	                       : text_title_key(command->text, act->desk->arena);

	return strcmp(text, "ファイル") == 0 || strcmp(text, "file") == 0;
}

enum kg_status ask_history(struct act *act, const struct command *command)
{
	const char *number = wanted_number(act, command);
	bool told;

	if (number == NULL) {
		(void)desk_answer(act, "%s",
		    tr(act->language,
		        "番号を添えてください。例:/kaigi 経緯 令和8年度第1号、/kaigi 経緯 回R8-001"));
		return KG_OK;
	}
	TRY(tell_history(act, number, &told));
	return told && act->person.id != NULL && wants_file(act, command)
	           ? send_story(act, number)
	           : KG_OK;
}

enum { TYPED_MARK_MAX = 8 };

/* A phone offers the emoji as text first: whoever typed one may believe that he has voted. */
static bool is_typed_answer(const struct act *act)
{
	const char *text = act->event->text == NULL ? "" : act->event->text;
	const struct command_word *word;

	if (!text_fits(text, TYPED_MARK_MAX)) {
		return false;
	}
	word = commands_find(text);
	return ballot_answer(act->desk->charter, text) != ANSWER_NONE ||
	       (word != NULL && (word->verb == VERB_APPROVE || word->verb == VERB_REJECT ||
	                            word->verb == VERB_MEETING));
}

void ask_plain(struct act *act)
{
	enum language l = act->language;

	(void)desk_answer(act, "%s",
	    is_typed_answer(act)
	        ? tr(l,
	              "文字でのご回答は、数えておりません。お手数ですが、カードに印(リアクション)をお付けいただくか、「/kaigi 承認 番号」のようにご入力ください。")
	        : tr(l,
	              "メッセージを受け取りました。kaigi への操作は「/kaigi ヘルプ」からお願いいたします。ご用件は庶務にお寄せください。"));
}
