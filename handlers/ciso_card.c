/* How reports to the CISO read. 未受領 stands nowhere but before 庶務, 窓口担当 and who
 * recognised the incident. */
#include <string.h>

#include "handlers/ciso.h"
#include "handlers/dates.h"
#include "handlers/named.h"
#include "handlers/text.h"

const char *ciso_text(struct act *act, const struct ciso_report *report)
{
	return arena_printf(act->desk->arena,
	    "%s 第%d報\n判明していること\n%s\n行った措置\n%s\nお願いしたいこと\n%s\n次報の予定\n%lld\n",
	    report->incident, report->ordinal, report->known, report->done, report->asked,
	    (long long)report->next.ms);
}

static const char *at(struct act *act, struct kg_time time, enum language l)
{
	return dates_chat(time, act->event->now, l, act->desk->arena);
}

void ciso_add_text(
    struct act *act, const struct ciso_report *report, enum language l, struct card *card)
{
	struct arena *arena = act->desk->arena;

	card_line(card, LINE_PLAIN, tr(l, "判明していること:%s"),
	    text_clean_lines(report->known, arena));
	card_line(
	    card, LINE_PLAIN, tr(l, "行った措置:%s"), text_clean_lines(report->done, arena));
	card_line(card, LINE_PLAIN, tr(l, "お願いしたいこと:%s"),
	    text_is_blank(report->asked) ? tr(l, "ありません。")
	                                 : text_clean_lines(report->asked, arena));
	card_line(card, LINE_PLAIN, tr(l, "次報の予定:%s"),
	    kg_time_is_set(report->next) ? at(act, report->next, l) : tr(l, "ありません。"));
}

enum kg_status ciso_newest(struct act *act, const char *number, struct ciso_report *out)
{
	struct ciso_report *list;
	size_t count;

	TRY(ciso_report_list(act->desk->store, number, act->desk->arena, &list, &count));
	while (count > 0 && !list[count - 1].is_sent) {
		count--;
	}
	if (count == 0) {
		return KG_NOT_FOUND;
	}
	*out = list[count - 1];
	return KG_OK;
}

enum kg_status ciso_is_received(struct act *act, const struct ciso_report *report, bool *out)
{
	struct ciso_to *to;
	size_t count;

	*out = false;
	TRY(ciso_to_list(act->desk->store, report->incident, report->ordinal, act->desk->arena,
	    &to, &count));
	for (size_t k = 0; k < count; k++) {
		*out = *out || kg_time_is_set(to[k].received);
	}
	return KG_OK;
}

static const char *received_word(struct act *act, const struct ciso_to *to, enum language l)
{
	return arena_printf(act->desk->arena,
	    strcmp(to->means, "telephone") == 0 ? tr(l, "受領 %s(本人に電話で伝達)")
	                                        : tr(l, "受領 %s"),
	    at(act, to->received, l));
}

static void close_card(struct act *act, const struct ciso_report *r, const struct ciso_to *own,
    enum language l, struct card *card)
{
	if (own != NULL && kg_time_is_set(own->received)) {
		card_line(card, LINE_PLAIN, "%s", received_word(act, own, l));
		return;
	}
	card_line(card, LINE_PLAIN, "%s",
	    tr(l,
	        "[報告を受領]により、ご確認の旨をお知らせくださいますようお願いいたします。"));
	card_button(card, BUTTON_PRIMARY, "ciso.ack",
	    arena_printf(act->desk->arena, "%s|%d", r->incident, r->ordinal),
	    tr(l, "報告を受領"));
}

enum kg_status ciso_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out)
{
	enum language l = language;
	const struct ciso_to *own = NULL;
	struct ciso_report r;
	struct ciso_to *to;
	size_t count;

	if (strcmp(posting->kind, POST_CISO_REPORT) != 0) {
		return KG_NOT_FOUND;
	}
	TRY(ciso_report_load(
	    act->desk->store, posting->matter, posting->round, act->desk->arena, &r));
	TRY(ciso_to_list(
	    act->desk->store, r.incident, r.ordinal, act->desk->arena, &to, &count));
	for (size_t k = 0; k < count; k++) {
		own = strcmp(to[k].person, posting->person) == 0 ? &to[k] : own;
	}
	card_title(out, tr(l, "【事故 %s】CISOへの報告 第%d報"), r.incident, r.ordinal);
	ciso_add_text(act, &r, l, out);
	card_line(out, LINE_NOTE, tr(l, "%s 報告:%s %s・記録:%.20s"), at(act, r.at, l),
	    r.capacity, named_full(act, r.person, l), r.sha256);
	close_card(act, &r, own, l, out);
	return KG_OK;
}

static bool may_see_open(const struct act *act, const struct incident *i)
{
	return (act->as & (AS_SECRETARIAT | AS_WINDOW)) != 0 ||
	       (act->person.id != NULL && strcmp(i->recognised_by, act->person.id) == 0);
}

static enum kg_status add_receipts(
    struct act *act, const struct ciso_report *r, bool all, enum language l, struct card *card)
{
	struct ciso_to *to;
	size_t count;

	TRY(ciso_to_list(
	    act->desk->store, r->incident, r->ordinal, act->desk->arena, &to, &count));
	for (size_t k = 0; k < count; k++) {
		bool answered = kg_time_is_set(to[k].received);

		if (answered || all) {
			card_line(card, LINE_SEAT, "%s:%s", named_full(act, to[k].person, l),
			    answered ? received_word(act, &to[k], l) : tr(l, "未受領"));
		}
	}
	return KG_OK;
}

enum kg_status ciso_show(
    struct act *act, const struct incident *i, enum language l, struct card *card)
{
	struct ciso_report *list;
	struct ciso_report newest;
	size_t count;
	enum kg_status st = ciso_newest(act, i->number, &newest);

	if (desk_may(act, CAN_INCIDENT_TAKE) && incident_is(i, "recognised") &&
	    !i->end.is_closed) {
		card_button(card, BUTTON_PLAIN, "ciso.write", i->number, tr(l, "CISOへ報告"));
	}
	if (st != KG_OK) {
		return st == KG_NOT_FOUND ? KG_OK : st;
	}
	TRY(ciso_report_list(act->desk->store, i->number, act->desk->arena, &list, &count));
	for (size_t k = 0; k < count && list[k].is_sent; k++) {
		card_line(card, LINE_PLAIN, tr(l, "CISOへの報告 第%d報:%s"), list[k].ordinal,
		    at(act, list[k].at, l));
		TRY(add_receipts(act, &list[k], may_see_open(act, i), l, card));
	}
	if (kg_time_is_set(newest.next) && !i->end.is_closed) {
		card_line(card, LINE_PLAIN,
		    newest.next.ms < act->event->now.ms ? tr(l, "次報の予定:%s(過ぎています)")
		                                        : tr(l, "次報の予定:%s"),
		    at(act, newest.next, l));
	}
	card_line(card, LINE_NOTE, tr(l, "報告の全文:/kaigi 事故 %s 報告書"), i->number);
	return KG_OK;
}

enum kg_status ciso_show_all(struct act *act, const struct incident *i)
{
	enum language l = act->language;
	struct ciso_report *list;
	struct card *card;
	size_t count;

	if (!desk_may(act, CAN_INCIDENT_SEE)) {
		(void)desk_answer(act, "%s",
		    tr(l,
		        "CISOへの報告は、庶務、議長、CISOなど対応にあたる方がご覧になれます。"));
		return KG_OK;
	}
	TRY(ciso_report_list(act->desk->store, i->number, act->desk->arena, &list, &count));
	card = desk_answer(act, tr(l, "【事故 %s】CISOへの報告"), i->number);
	if (count == 0 || !list[0].is_sent) {
		card_line(card, LINE_PLAIN, "%s", tr(l, "ありません。"));
	}
	for (size_t k = 0; k < count && list[k].is_sent; k++) {
		card_line(card, LINE_RULE, "%s", "");
		card_line(card, LINE_PLAIN, tr(l, "第%d報 %s(%s %s)"), list[k].ordinal,
		    at(act, list[k].at, l), list[k].capacity,
		    named_full(act, list[k].person, l));
		ciso_add_text(act, &list[k], l, card);
		card_line(card, LINE_NOTE, tr(l, "記録:%s"), list[k].sha256);
		TRY(add_receipts(act, &list[k], may_see_open(act, i), l, card));
	}
	return KG_OK;
}
