/*
 * How each posting of a circulation reads, in one language, at one instant. The voice is the
 * secretariat's: it conveys, it never commands. Who has not answered is shown to nobody but
 * 庶務 and the chair.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/paper.h"
#include "handlers/text.h"
#include "handlers/versions.h"

static const char *when(struct act *act, struct kg_time time, enum language l)
{
	return dates_chat(time, act->event->now, l, act->desk->arena);
}

static const char *answer_mark(const char *answer)
{
	if (strcmp(answer, "approve") == 0) {
		return "⭕";
	}
	return strcmp(answer, "reject") == 0 ? "❌" : "🙋";
}

/* The matter itself, as every card about it says it. */

static void add_documents(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	(void)act;
	if (m->c.document_count == 0) {
		if (m->c.version > 1) {
			card_line(card, LINE_PLAIN, tr(l, "第%d版"), m->c.version);
		}
		return;
	}
	card_line(
	    card, LINE_PLAIN, tr(l, "資料:%zu件(第%d版)"), m->c.document_count, m->c.version);
	for (size_t i = 0; i < m->c.document_count; i++) {
		const struct circular_document *d = &m->c.documents[i];

		card_line(card, LINE_PLAIN, "・");
		if (strcmp(d->kind, "link") == 0) {
			card_run(card, RUN_LINK, d->source, d->name);
		} else {
			card_run(
			    card, RUN_TEXT, NULL, arena_printf(card->arena, "%s ", d->name));
			card_run(card, RUN_CODE, NULL,
			    d->sha256[0] == '\0' ? tr(l, "取込み中")
			                         : text_truncate(d->sha256, 12, card->arena));
		}
		if (d->note[0] != '\0') {
			card_run(
			    card, RUN_TEXT, NULL, arena_printf(card->arena, " %s", d->note));
		}
	}
}

static void add_matter(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	const char *body = text_fits(m->c.text, TEXT_BODY_INLINE_MAX)
	                       ? m->c.text
	                       : text_truncate(m->c.text, 300, act->desk->arena);

	card_line(card, LINE_PLAIN, "%s", tr(l, "件名:"));
	card_run(card, RUN_BOLD, NULL, m->c.title);
	card_run(card, RUN_TEXT, NULL,
	    arena_printf(act->desk->arena, tr(l, "(第4条第%d号)"), m->c.class));
	if (m->c.important) {
		card_run(card, RUN_BOLD, NULL, tr(l, "【特に重要】"));
	}
	card_line(card, LINE_QUOTE, "%s", text_clean_lines(body, act->desk->arena));
	if (body != m->c.text) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "※全文は添付の「審議事項.txt」です。決裁の対象はその全文です。"));
	}
	card_line(card, LINE_PLAIN, tr(l, "会議を開催するいとまがない理由:%s"),
	    text_clean(m->c.reason, act->desk->arena));
	add_documents(act, m, l, card);
}

static void add_errata(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	struct record_step *steps;
	size_t count;

	if (circular_steps(act->desk->store, m->c.number, act->desk->arena, &steps, &count) !=
	    KG_OK) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(steps[i].step, "errata") == 0 && steps[i].version == m->c.round) {
			card_line(card, LINE_PLAIN, tr(l, "正誤表(軽微な訂正・%s):%s"),
			    when(act, steps[i].at, l),
			    text_clean(steps[i].text, act->desk->arena));
		}
	}
}

/* In what capacity somebody acted, as the records say it. */
static const char *capacity_in(const char *capacity, enum language l)
{
	static const char *const known[] = { TR_NOOP("議長"), TR_NOOP("議長職務代理者"),
		TR_NOOP("副議長"), TR_NOOP("委員"), TR_NOOP("庶務"), TR_NOOP("庶務内確認") };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(known[i], capacity) == 0) {
			return tr(l, known[i]);
		}
	}
	return capacity;
}

static void add_terms(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	card_line(card, LINE_PLAIN, tr(l, "付議:%s(%s)"), capacity_in(m->c.put_capacity, l),
	    when(act, m->c.put, l));
	card_line(card, LINE_PLAIN, "%s", tr(l, "期限:"));
	card_run(card, RUN_BOLD, NULL, when(act, m->c.deadline, l));
	if (m->c.override_reason[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "幹事会の意見を待たずに付議する理由:%s"),
		    text_clean(m->c.override_reason, act->desk->arena));
	}
}

static void add_legend(struct act *act, enum language l, struct card *card)
{
	const struct charter *charter = act->desk->charter;

	card_line(card, LINE_MARK, "%s", "");
	for (size_t i = 0; i < charter->mark_count; i++) {
		const struct charter_mark *mark = &charter->marks[i];
		const char *more =
		    mark->answer == ANSWER_REJECT ? tr(l, "(理由をお伺いします)") : "";

		if (mark->answer != ANSWER_SEEN) {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, "%s %s%s ", mark->mark,
			        card_in(&mark->label, l), more));
		}
	}
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※👀・👍・✅ は「確認」として記録し、承認には数えません。表示中の各1件は案内用で、回答には数えません。"));
	card_line(card, LINE_NOTE, "%s",
	    tr(l,
	        "※期限を過ぎても承認とはみなしません。応急措置(切離し・停止)は本件の議決を待ちません。"));
}

static void add_footer(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	const char *source =
	    strcmp(m->c.rule_source, "既定値") == 0 ? tr(l, "既定値") : m->c.rule_source;

	reseat_footnote(act, m, l, card);
	card_line(card, LINE_NOTE, tr(l, "%s(%s)・%s・文面 %.12s"),
	    card_rule_word(m->c.rule, l), source, card_charter(act, m->c.charter_version, l),
	    m->c.text_sha256);
}

static const char *open_seat_word(const struct matter *m, size_t seat, enum language l)
{
	if (m->c.seats[seat].kouetsu) {
		return tr(l, "後閲");
	}
	if (m->seats[seat].person == NULL) {
		return tr(l, "欠員");
	}
	if (m->seats[seat].absent) {
		return tr(l, "不在");
	}
	return m->seats[seat].seen ? tr(l, "確認済・未回答") : tr(l, "未回答");
}

/* As the version that the round stands on words it. */
static const char *seat_name(
    struct act *act, const struct matter *m, const char *seat, enum language l)
{
	const struct charter_seat *s =
	    charter_seat_ever(versions_of(act, m->c.charter_version), seat);

	if (s == NULL) {
		return seat;
	}
	return s->role == ROLE_MEMBER ? card_in(&s->post, l) : card_in(&s->title, l);
}

/* One row a seat: what was answered, by whom, when. `pending`: with who has not answered, which
 * is for the chair and 庶務 only. */
static void add_seats(
    struct act *act, const struct matter *m, enum language l, struct card *card, bool pending)
{
	for (size_t i = 0; i < m->c.seat_count; i++) {
		const struct circular_seat *seat = &m->c.seats[i];
		const struct circular_seal *seal = matter_seal(m, seat->seat);
		const char *name = seat_name(act, m, seat->seat, l);

		if (seal == NULL && !pending && !seat->kouetsu && m->seats[i].person != NULL) {
			continue;
		}
		if (seal == NULL) {
			card_line(card, LINE_SEAT, "－ %s:%s", name, open_seat_word(m, i, l));
			continue;
		}
		card_line(card, LINE_SEAT, "%s %s:%s%s(%s)", answer_mark(seal->answer), name,
		    card_answer_word(seal->answer, l),
		    seal->provisional ? tr(l, "・理由確認中") : "", when(act, seal->at, l));
		if (strcmp(seal->capacity, "議長職務代理者") == 0) {
			card_run(card, RUN_TEXT, NULL, tr(l, " 議長職務代理者(副議長)"));
		}
		if (seal->means[0] != '\0') {
			card_run(card, RUN_TEXT, NULL, paper_word(act, seal, l));
		}
		if (seal->reason[0] != '\0') {
			card_run(card, RUN_TEXT, NULL,
			    arena_printf(act->desk->arena, tr(l, " 理由:%s"),
			        text_clean(seal->reason, act->desk->arena)));
		}
	}
}

static void add_opinions(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	for (size_t i = 0; i < m->c.opinion_count; i++) {
		if (m->c.opinions[i].round != m->c.round) {
			continue;
		}
		card_line(card, LINE_PLAIN, tr(l, "意見(%s):%s"),
		    card_person_title(act, m->c.opinions[i].person, l),
		    text_clean(m->c.opinions[i].text, act->desk->arena));
	}
}

/* What a member's own message says of his answer: whether the tap counted, and how to take it
 * back. */
static void add_own_state(
    struct act *act, const struct matter *m, const struct view *view, struct card *card)
{
	enum language l = view->language;

	for (size_t i = 0; i < m->c.seal_count; i++) {
		const struct circular_seal *seal = &m->c.seals[i];

		if (strcmp(seal->person, view->person) != 0) {
			continue;
		}
		card_line(card, LINE_PLAIN, "%s", "");
		if (m->c.state == CIRCULAR_CLOSED) { /* nothing can be taken back any more */
			card_run(card, RUN_BOLD, NULL,
			    arena_printf(act->desk->arena, tr(l, "ご回答:%s(%s)"),
			        card_answer_word(seal->answer, l), when(act, seal->at, l)));
			return;
		}
		if (seal->means[0] != '\0') {
			card_run(card, RUN_BOLD, NULL,
			    arena_printf(act->desk->arena,
			        tr(l,
			            "%sによる%sとして記録しました(%s)。改める場合は、このカードに印を付けてください。"),
			        paper_means_word(seal->means, l),
			        card_answer_word(seal->answer, l),
			        dates_clock(seal->at, act->desk->arena)));
			return;
		}
		card_run(card, RUN_BOLD, NULL,
		    arena_printf(act->desk->arena,
		        seal->provisional
		            ? tr(l,
		                  "%sを受け付けました(%s)。理由を確認中です。取消しは %s を外してください。")
		            : tr(l, "%sとして記録しました(%s)。取消しは %s を外してください。"),
		        card_answer_word(seal->answer, l),
		        dates_clock(seal->at, act->desk->arena), answer_mark(seal->answer)));
		return;
	}
}

static bool is_chairs(const struct matter *m, const struct view *view)
{
	return view->person[0] != '\0' && m->tally.chair != NULL &&
	       strcmp(m->tally.chair, view->person) == 0;
}

static void add_outcome(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	card_line(card, LINE_PLAIN, "%s", "");
	if (strcmp(m->c.outcome, "approved") == 0) {
		card_run(card, RUN_BOLD, NULL,
		    arena_printf(act->desk->arena, tr(l, "管理会議の議決となりました(%s)。"),
		        m->c.resolution));
	} else {
		card_run(card, RUN_BOLD, NULL,
		    arena_printf(act->desk->arena, tr(l, "終了しました:%s"),
		        card_outcome_word(m->c.outcome, l)));
	}
	card_line(card, LINE_PLAIN, "%s", card_counts(act, m, l));
	add_seats(act, m, l, card, false);
}

/* All have sealed, and the shortest time to answer runs on: until when. */
static void add_waiting(
    struct act *act, const struct matter *m, enum language l, struct card *card)
{
	if (matter_is_running(m) && m->tally.state == TALLY_WAITING) {
		card_line(card, LINE_PLAIN,
		    tr(l,
		        "※必要な決裁はそろいました。最短の回答時間が終わる %s に議決となります。それまでは印を改めることができます。"),
		    when(act, m->c.minimum, l));
	}
}

static void card_of_ballot(
    struct act *act, const struct matter *m, const struct view *view, struct card *card)
{
	enum language l = view->language;

	card_title(card,
	    tr(l,
	        "【管理会議・持ち回り %s】要綱第6条の規定により、次の件を持ち回りでお諮りします。ご審議くださいますようお願いいたします。"),
	    m->c.number);
	card->summary =
	    arena_printf(act->desk->arena, tr(l, "【管理会議・持ち回り %s】%s(期限 %s)"),
	        m->c.number, m->c.title, when(act, m->c.deadline, l));
	if (view->handover) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l,
		        "前任の方からの引継ぎです。この席の回答はまだ記録されていませんので、ご審議をお願いいたします。"));
	}
	if (view->person[0] != '\0') {
		add_own_state(act, m, view, card);
	}
	add_matter(act, m, l, card);
	add_terms(act, m, l, card);
	add_errata(act, m, l, card);
	if (m->c.state == CIRCULAR_CLOSED) {
		add_outcome(act, m, l, card);
	} else if (is_chairs(m, view)) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l,
		        "議長のご決裁は、他の構成員の回答がそろいましてから、別のカードでお伺いします。❌・🙋 はこのカードでも承ります。"));
		card_line(card, LINE_PLAIN, "%s", card_counts(act, m, l));
	} else {
		add_legend(act, l, card);
		card_line(card, LINE_PLAIN, "%s", card_counts(act, m, l));
		if (m->tally.state == TALLY_PAUSED && m->changed == NULL) {
			card_line(card, LINE_PLAIN, "%s",
			    tr(l,
			        "※否認又は会議希望があり、議長が取扱いを検討中です。ご回答は引き続き承っています。"));
		}
		add_waiting(act, m, l, card);
	}
	add_footer(act, m, l, card);
}

static const char *choice_label(enum tally_choice choice, enum language l)
{
	switch (choice) {
	case CHOICE_APPROVE:
		return tr(l, "承認");
	case CHOICE_CONTINUE:
		return tr(l, "続行");
	case CHOICE_RETURN:
		return tr(l, "差戻し");
	case CHOICE_REFER:
		return tr(l, "会議へ付議");
	case CHOICE_FAIL:
		return tr(l, "不成立");
	case CHOICE_WITHDRAW:
		return tr(l, "取下げ");
	case CHOICE_EXTEND:
		return tr(l, "延長");
	case CHOICE_KOUETSU:
		return tr(l, "後閲");
	case CHOICE_RESEAT:
		return tr(l, "取下げ・再付議");
	}
	KG_UNREACHABLE();
}

static void add_choices(const struct matter *m, enum language l, struct card *card)
{
	static const struct {
		enum tally_choice choice;
		const char *action;
	} all[] = {
		{ CHOICE_RESEAT, "choice.reseat" },
		{ CHOICE_CONTINUE, "choice.continue" },
		{ CHOICE_EXTEND, "choice.extend" },
		{ CHOICE_REFER, "choice.refer" },
		{ CHOICE_RETURN, "choice.return" },
		{ CHOICE_FAIL, "choice.fail" },
		{ CHOICE_WITHDRAW, "choice.withdraw" },
		{ CHOICE_KOUETSU, "choice.kouetsu" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if ((m->tally.choices & (unsigned)all[i].choice) != 0) {
			bool first = (m->tally.choices & CHOICE_RESEAT) != 0
			                 ? all[i].choice == CHOICE_RESEAT
			                 : all[i].choice == CHOICE_CONTINUE;

			card_button(card, first ? BUTTON_PRIMARY : BUTTON_PLAIN, all[i].action,
			    m->c.number, choice_label(all[i].choice, l));
		}
	}
}

static void card_of_final(
    struct act *act, const struct matter *m, const struct view *view, struct card *card)
{
	enum language l = view->language;
	bool due =
	    m->tally.state == TALLY_ASK_CHAIR || (m->tally.choices & CHOICE_APPROVE) != 0;

	if (m->tally.state == TALLY_ASK_CHAIR) {
		card_title(card,
		    tr(l,
		        "【管理会議・持ち回り %s】他の構成員の回答がそろいました。ご決裁をお願いいたします。"),
		    m->c.number);
	} else {
		card_title(card, tr(l, "【管理会議・持ち回り %s】議長のご決裁"), m->c.number);
	}
	add_own_state(act, m, view, card);
	add_matter(act, m, l, card);
	add_terms(act, m, l, card);
	add_errata(act, m, l, card);
	card_line(card, LINE_PLAIN, "%s", card_counts(act, m, l));
	add_seats(act, m, l, card, true);
	add_opinions(act, m, l, card);
	if (m->c.state == CIRCULAR_CLOSED) {
		card_line(card, LINE_PLAIN, tr(l, "終了しました:%s"),
		    card_outcome_word(m->c.outcome, l));
	} else if (due) {
		add_legend(act, l, card);
		add_choices(m, l, card);
	} else if (m->input.final_by == NULL) {
		card_line(card, LINE_PLAIN, "%s",
		    tr(l,
		        "回答に変更があったため、このカードでのお伺いはいったん取り止めました。そろいましたら改めてお伺いします。"));
	}
	add_waiting(act, m, l, card);
	add_footer(act, m, l, card);
}

void card_of_choice(
    struct act *act, const struct matter *m, const struct view *view, struct card *card)
{
	enum language l = view->language;

	if (m->changed != NULL) {
		card_title(card,
		    tr(l,
		        "【管理会議・持ち回り %s】要綱の改正により、構成員の席に異動がありました。取扱いをお決めください。"),
		    m->c.number);
	} else if (kg_time_is_set(m->c.overdue)) {
		card_title(card,
		    tr(l,
		        "【管理会議・持ち回り %s】期限(%s)を過ぎました。承認とはみなしておりません。取扱いをお決めください。"),
		    m->c.number, when(act, m->c.deadline, l));
	} else {
		card_title(card,
		    tr(l,
		        "【管理会議・持ち回り %s】否認又は会議の開催の希望がありました。取扱いをお決めください。回答の受付は続けています。"),
		    m->c.number);
	}
	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"), m->c.title, m->c.class);
	reseat_note(act, m, l, card);
	card_line(card, LINE_PLAIN, "%s", card_counts(act, m, l));
	add_seats(act, m, l, card, true);
	add_opinions(act, m, l, card);
	if (matter_is_running(m)) {
		add_choices(m, l, card);
	} else {
		card_line(card, LINE_PLAIN, tr(l, "終了しました:%s"),
		    card_outcome_word(m->c.outcome, l));
	}
}

static void card_of_review(
    struct act *act, const struct matter *m, const struct view *view, struct card *card)
{
	enum language l = view->language;

	card_title(card, tr(l, "【管理会議・持ち回り %s】庶務内確認をお願いいたします。"),
	    m->c.number);
	add_matter(act, m, l, card);
	card_line(card, LINE_PLAIN, tr(l, "期限:%s・起案:%s"), when(act, m->c.deadline, l),
	    card_person_title(act, m->c.drafter, l));
	if (m->c.state == CIRCULAR_REVIEW) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※⭕ を付けるか「確認」を押すと、議長へ付議の伺いを送ります。これは決裁の印ではありません。"));
		card_button(card, BUTTON_PRIMARY, "review.ok", m->c.number, tr(l, "確認"));
		card_button(card, BUTTON_PLAIN, "choice.return", m->c.number, tr(l, "差戻し"));
	} else {
		card_line(card, LINE_PLAIN, "%s",
		    m->c.state == CIRCULAR_CLOSED ? card_outcome_word(m->c.outcome, l)
		                                  : tr(l, "確認済です。"));
	}
}

static void card_of_confirm(
    struct act *act, const struct matter *m, const struct view *view, struct card *card)
{
	enum language l = view->language;

	card_title(card,
	    tr(l,
	        "【管理会議・持ち回り %s】議長 次の件を要綱第6条により持ち回りに付してよろしいか、お伺いします。"),
	    m->c.number);
	add_matter(act, m, l, card);
	card_line(card, LINE_PLAIN, tr(l, "期限:%s・起案:%s"), when(act, m->c.deadline, l),
	    card_person_title(act, m->c.drafter, l));
	if (m->c.reviewer[0] == '\0') {
		card_line(card, LINE_NOTE, "%s",
		    tr(l, "※庶務内確認は省略しています(起案者以外の確認者がいないため)。"));
	}
	if (m->c.important && m->c.opinion_record[0] == '\0') {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※特に重要な事案で、幹事会の集約意見がありません(要綱第3条の3第6項)。付議される場合は理由をお伺いします。"));
	}
	if (m->c.state == CIRCULAR_CONFIRM) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※⭕ を付けるか「付議」を押すと、構成員の皆さまにお送りします。これは決裁の印ではありません。"));
		card_button(card, BUTTON_PRIMARY, "put", m->c.number, tr(l, "付議"));
		crossing_note(act, m, l, card);
		card_button(card, BUTTON_PLAIN, "choice.return", m->c.number, tr(l, "差戻し"));
	} else {
		card_line(card, LINE_PLAIN, "%s",
		    m->c.state == CIRCULAR_CLOSED ? card_outcome_word(m->c.outcome, l)
		                                  : tr(l, "付議済です。"));
	}
}

static void card_of_reason(
    struct act *act, const struct matter *m, const struct view *view, struct card *card)
{
	enum language l = view->language;

	for (size_t i = 0; i < m->c.seal_count; i++) {
		const struct circular_seal *seal = &m->c.seals[i];

		if (strcmp(seal->person, view->person) != 0 ||
		    strcmp(seal->answer, "approve") == 0) {
			continue;
		}
		card_title(card,
		    tr(l,
		        "持ち回り %s(%s)に「%s」の印をいただきました。恐れ入りますが、理由をお聞かせください。"),
		    m->c.number, m->c.title, card_answer_word(seal->answer, l));
		card_line(card, LINE_PLAIN, "%s",
		    tr(l,
		        "理由をいただくまでは仮の回答(理由確認中)です。押し間違いのときは、印を外していただければ取消しとなります。このスレッドへのご返信でも承ります。"));
		if (seal->provisional) {
			card_button(
			    card, BUTTON_PRIMARY, "reason", m->c.number, tr(l, "理由を記入"));
		} else {
			card_line(card, LINE_PLAIN, tr(l, "理由を承りました:%s"),
			    text_clean(seal->reason, act->desk->arena));
		}
		return;
	}
	card_title(card, tr(l, "持ち回り %s:印が外されたため、このお伺いは取り消しました。"),
	    m->c.number);
}

/* Who has sealed, as the announcement says it: nobody is named who hasn't. */
static const char *sealers(const struct matter *m, enum language l)
{
	const struct circular_seal *chair = matter_seal(m, "chair");

	if (strcmp(m->c.rule, "unanimous_chair_last") != 0) {
		return tr(l, "決裁を終え");
	}
	if (chair != NULL && strcmp(chair->capacity, "議長職務代理者") == 0) {
		return m->tally.kouetsu > 0
		           ? tr(l, "議長職務代理者(副議長)及び委員(後閲を除く。)の決裁を終え")
		           : tr(l, "議長職務代理者(副議長)及び委員全員の決裁を終え");
	}
	return m->tally.kouetsu > 0 ? tr(l, "議長、副議長及び委員(後閲を除く。)の決裁を終え")
	                            : tr(l, "議長、副議長及び委員全員の決裁を終え");
}

void card_of_resolution(struct act *act, const struct matter *m, const struct view *view,
    const char *witness, struct card *card)
{
	enum language l = view->language;
	const char *who = sealers(m, l);

	card_title(card,
	    tr(l,
	        "持ち回り %s は、%sに%s、要綱第6条の規定により管理会議の議決となりました(%s)。"),
	    m->c.number, when(act, m->c.closed, l), who, m->c.resolution);
	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"), m->c.title, m->c.class);
	card_line(card, LINE_PLAIN, "%s。", card_counts(act, m, l));
	paper_note(act, m, l, card);
	away_note(act, m, l, card);
	card_line(card, LINE_NOTE, tr(l, "記録:%s"), witness);
}

void card_of_outcome(
    struct act *act, const struct matter *m, const struct view *view, struct card *card)
{
	enum language l = view->language;

	card_title(card,
	    tr(l, "持ち回り %s は「%s」となり、終了しました。議決には至っていません。"),
	    m->c.number, card_outcome_word(m->c.outcome, l));
	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"), m->c.title, m->c.class);
	if (m->c.outcome_reason[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "理由:%s"),
		    text_clean(m->c.outcome_reason, act->desk->arena));
	}
	card_line(card, LINE_PLAIN, "%s", card_counts(act, m, l));
	paper_note(act, m, l, card);
	away_note(act, m, l, card);
}

bool card_render(struct act *act, const struct matter *m, const char *posting_kind,
    const struct view *view, struct card *card)
{
	static const struct {
		const char *kind;
		void (*render)(
		    struct act *, const struct matter *, const struct view *, struct card *);
	} table[] = {
		{ POST_CARD, card_of_ballot },
		{ POST_DM, card_of_ballot },
		{ POST_FINAL, card_of_final },
		{ POST_CHOICE, card_of_choice },
		{ POST_AWAY, card_of_away },
		{ POST_REVIEW, card_of_review },
		{ POST_CONFIRM, card_of_confirm },
		{ POST_REASON, card_of_reason },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].kind, posting_kind) == 0) {
			table[i].render(act, m, view, card);
			return true;
		}
	}
	return false;
}

static void render_old(const struct matter *m, const struct view *view, struct card *out)
{
	card_title(out,
	    tr(view->language,
	        "【管理会議・持ち回り %s】このカードは以前のものです。最新のカードをご覧ください。"),
	    m->c.number);
	card_line(out, LINE_PLAIN, tr(view->language, "件名:%s(第4条第%d号)"), m->c.title,
	    m->c.class);
}

/* A card of a round that is over never shows the text of the version that waits. */
static bool is_overtaken(const struct matter *m, const struct posting *posting)
{
	bool is_final = strcmp(posting->kind, POST_FINAL) == 0;
	bool is_card =
	    matter_is_ballot(posting->kind) || strcmp(posting->kind, POST_CHOICE) == 0;
	bool waits = m->c.state != CIRCULAR_CLOSED && !matter_is_running(m);

	return (posting->state == POSTING_OLD && !is_final) ||
	       (is_card && (waits || posting->round != m->c.round));
}

enum kg_status card_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out)
{
	struct view view = { .language = language, .person = posting->person };
	struct matter m;

	TRY(matter_load(act, posting->matter, &m));
	if (is_overtaken(&m, posting)) {
		render_old(&m, &view, out);
		return KG_OK;
	}
	return card_render(act, &m, posting->kind, &view, out) ? KG_OK : KG_NOT_FOUND;
}
