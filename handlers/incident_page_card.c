/* How asking for 受領 reads: to the addressee, to 庶務 who telephones, and on the page of the
 * incident. 未受領 stands nowhere but before 庶務, 窓口担当 and who recognised it. */

#include <string.h>

#include "handlers/dates.h"
#include "handlers/incident_page.h"
#include "handlers/named.h"
#include "handlers/text.h"

const char *page_office(struct act *act, const char *office, enum language l)
{
	return named_office_word(act, office, l);
}

static const char *at(struct act *act, struct kg_time time, enum language l)
{
	return dates_chat(time, act->event->now, l, act->desk->arena);
}

static bool find(const struct page *list, size_t count, const char *person, struct page *out)
{
	for (size_t k = 0; k < count; k++) {
		if (strcmp(list[k].person, person) == 0) {
			*out = list[k];
			return true;
		}
	}
	return false;
}

/* --- to an addressee --- */

static void say_stead(
    struct act *act, const struct page *page, enum language l, struct card *card)
{
	if (page->stead[0] == '\0') {
		return;
	}
	card_line(card, LINE_PLAIN,
	    strcmp(page->why, "away") == 0
	        ? tr(l, "%s がご不在のため、あわせてお知らせします。")
	        : tr(l, "%s のご確認が取れていないため、次の連絡先としてお知らせします。"),
	    named_full(act, page->stead, l));
}

void page_close_card(struct act *act, const struct incident *i, const char *person,
    enum language l, struct card *card)
{
	struct kg_time answered = { 0 };
	struct page page;
	bool is_asked =
	    page_load(act->desk->store, i->number, person, act->desk->arena, &page) == KG_OK;

	for (size_t k = 0; !is_asked && k < i->told_count; k++) {
		if (strcmp(i->told[k].person, person) == 0) {
			answered = i->told[k].acknowledged;
		}
	}
	if (is_asked) {
		say_stead(act, &page, l, card);
		answered = page.answered;
	}
	if (kg_time_is_set(answered)) {
		card_line(card, LINE_PLAIN, tr(l, "受領:%s"), at(act, answered, l));
		return;
	}
	card_line(card, LINE_PLAIN, "%s",
	    is_asked
	        ? tr(l, "[受領]により、ご確認の旨をお知らせください。")
	        : tr(l, "お知らせのみです。ご確認いただけましたら[受領]をお使いください。"));
	card_button(card, BUTTON_PRIMARY, "incident.ack", i->number, tr(l, "受領"));
}

/* --- to 庶務 --- */

static const char *why_failed(const char *error, enum language l)
{
	static const char *const limited[] = { "ratelimited", "M_LIMIT_EXCEEDED" };

	if (strcmp(error, "no_account") == 0) {
		return tr(l, "有効なアカウントがありません");
	}
	for (size_t k = 0; k < sizeof(limited) / sizeof(limited[0]); k++) {
		if (strcmp(error, limited[k]) == 0) {
			return tr(l, "送信が混み合っています");
		}
	}
	return error;
}

static void say_next(struct act *act, const struct incident *i, const struct page *page,
    enum language l, struct card *card)
{
	struct kg_time next = page_step_at(act, i, page, "ack_escalate_minutes");
	struct page *list;
	size_t count;
	bool any = false;

	if (page_list(act->desk->store, i->number, act->desk->arena, &list, &count) != KG_OK) {
		return;
	}
	for (size_t k = 0; k < count; k++) {
		if (strcmp(list[k].stead, page->person) == 0) {
			any = true;
			card_line(card, LINE_PLAIN,
			    tr(l, "次の連絡先にお知らせしました:%s(%s)"),
			    named_full(act, list[k].person, l),
			    kg_time_is_set(list[k].answered)
			        ? arena_printf(act->desk->arena, tr(l, "受領 %s"),
			              at(act, list[k].answered, l))
			        : tr(l, "未受領"));
		}
	}
	if (any || page->stead[0] != '\0') {
		return;
	}
	if (act->event->now.ms < next.ms) {
		card_line(card, LINE_PLAIN,
		    tr(l, "%sまでに伝達できない場合は、次の連絡先に連絡します。"),
		    dates_clock(next, act->desk->arena));
	} else {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l, "このほかの連絡先の登録はありません。お電話を続けてください。"));
	}
}

void page_task_card(struct act *act, const struct incident *i, const struct page *page,
    enum language l, struct card *card)
{
	const char *office = page_office(act, page->office, l);
	int minutes = (int)((act->event->now.ms - page->asked.ms) / KG_MINUTE);

	if (kg_time_is_set(page->answered)) {
		card_title(card, tr(l, "【%s】%sの受領を確認しました(%s)。"), i->number, office,
		    at(act, page->answered, l));
		return;
	}
	if (page->failed[0] != '\0') {
		card_title(card, tr(l, "【%s】%sにメッセージをお届けできませんでした(%s)。"),
		    i->number, office, why_failed(page->failed, l));
	} else {
		card_title(card, tr(l, "【%s】%sのご確認が%d分間取れていません(送信%d回)。"),
		    i->number, office, minutes, page->sent);
	}
	card_line(card, LINE_PLAIN, tr(l, "電話の相手:%s"), named_full(act, page->person, l));
	if (page->quiet.ms > act->event->now.ms) {
		card_line(card, LINE_PLAIN,
		    tr(l, "%sまで、通知を受け取らない設定になっています。"),
		    at(act, page->quiet, l));
	}
	card_line(card, LINE_PLAIN, "%s",
	    tr(l, "庶務は電話で報告し、結果(本人に伝達・伝言・不在)を記録してください。"));
	say_next(act, i, page, l, card);
	card_button(card, BUTTON_PRIMARY, "page.call",
	    arena_printf(act->desk->arena, "%s|%s", i->number, page->person),
	    tr(l, "電話の結果を記録"));
}

enum kg_status page_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out)
{
	struct incident i;
	struct page *list;
	size_t count;

	TRY(incident_load(act->desk->store, posting->matter, act->desk->arena, &i));
	if (strcmp(posting->kind, POST_PAGE_INTAKE) == 0) {
		return page_intake_card(act, &i, language, out);
	}
	if (strcmp(posting->kind, POST_PAGE) == 0) {
		incident_card(act, &i, POST_INCIDENT_TOLD, posting->person, language, out);
		return KG_OK;
	}
	TRY(page_list(act->desk->store, i.number, act->desk->arena, &list, &count));
	if (strcmp(posting->kind, POST_PAGE_TASK) != 0 || posting->round < 1 ||
	    (size_t)posting->round > count) {
		return KG_NOT_FOUND;
	}
	page_task_card(act, &i, &list[posting->round - 1], language, out);
	return KG_OK;
}

/* --- on its own page --- */

static bool may_see_open(const struct act *act, const struct incident *i)
{
	return (act->as & (AS_SECRETARIAT | AS_WINDOW)) != 0 ||
	       (act->person.id != NULL && strcmp(i->recognised_by, act->person.id) == 0);
}

static const char *state_of(
    struct act *act, const struct incident_told *told, const struct page *page, enum language l)
{
	struct kg_time answered = page == NULL ? told->acknowledged : page->answered;
	const char *means = page == NULL ? told->means : page->means;

	if (kg_time_is_set(answered)) {
		return arena_printf(act->desk->arena,
		    strcmp(means, "telephone") == 0 ? tr(l, "受領 %s(本人に電話で伝達)")
		                                    : tr(l, "受領 %s"),
		    at(act, answered, l));
	}
	if (page == NULL) {
		return tr(l, "お知らせ済(受領は求めていません)");
	}
	if (page->failed[0] != '\0') {
		return arena_printf(act->desk->arena, tr(l, "未受領(お届けできず:%s)"),
		    why_failed(page->failed, l));
	}
	return arena_printf(act->desk->arena, tr(l, "未受領(送信%d回、%sから)"), page->sent,
	    at(act, page->asked, l));
}

static enum kg_status show_calls(
    struct act *act, const struct incident *i, enum language l, struct card *card)
{
	struct page_call *calls;
	size_t count;

	TRY(page_calls(act->desk->store, i->number, act->desk->arena, &calls, &count));
	for (size_t k = 0; k < count; k++) {
		card_line(card, LINE_NOTE, tr(l, "電話 %s %s:%s(発信者 %s)"),
		    at(act, calls[k].called, l), named_full(act, calls[k].member, l),
		    page_result_word(calls[k].result, l),
		    text_clean(calls[k].caller, act->desk->arena));
	}
	return KG_OK;
}

enum kg_status page_show(
    struct act *act, const struct incident *i, enum language l, struct card *card)
{
	bool all = may_see_open(act, i);
	struct page *list;
	size_t count;

	TRY(page_list(act->desk->store, i->number, act->desk->arena, &list, &count));
	for (size_t k = 0; k < i->told_count; k++) {
		const struct incident_told *told = &i->told[k];
		struct page page;
		bool paged = find(list, count, told->person, &page);
		bool answered = kg_time_is_set(paged ? page.answered : told->acknowledged);

		if (!all && !answered) {
			continue;
		}
		card_line(card, LINE_SEAT, "%s:%s", named_full(act, told->person, l),
		    state_of(act, told, paged ? &page : NULL, l));
		if (all && paged && !answered && page.quiet.ms > act->event->now.ms) {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena,
			        tr(l, "・%sまで通知を受け取らない設定"),
			        at(act, page.quiet, l)));
		}
	}
	if (!all) {
		return KG_OK;
	}
	TRY(show_calls(act, i, l, card));
	if ((act->as & AS_SECRETARIAT) != 0 && incident_is(i, "recognised")) {
		card_button(
		    card, BUTTON_PLAIN, "page.choose", i->number, tr(l, "受領を求める"));
		card_button(
		    card, BUTTON_PLAIN, "page.call", i->number, tr(l, "電話の結果を記録"));
	}
	return KG_OK;
}
