/* How a paper answer reads: to the second person, to the member, on records and results. */

#include <string.h>

#include "handlers/paper.h"
#include "handlers/text.h"

const char *paper_means_word(const char *means, enum language l)
{
	return strcmp(means, "paper") == 0 ? tr(l, "書面") : tr(l, "電話");
}

static const char *name_of(struct act *act, const char *person)
{
	struct person who;

	return person_load(act->desk->store, person, act->desk->arena, &who) == KG_OK ? who.name
	                                                                              : person;
}

const char *paper_word(struct act *act, const struct circular_seal *seal, enum language l)
{
	if (seal->means[0] == '\0' || seal->answer[0] == '\0') {
		return "";
	}
	return arena_printf(act->desk->arena, tr(l, " %sによる(入力:庶務 %s、確認:%s)"),
	    paper_means_word(seal->means, l), name_of(act, seal->entered_by),
	    name_of(act, seal->confirmed_by));
}

void paper_note(struct act *act, const struct matter *m, enum language l, struct card *card)
{
	const char *names = "";

	for (size_t i = 0; i < m->c.seal_count; i++) {
		const struct circular_seal *seal = &m->c.seals[i];

		if (seal->means[0] != '\0') {
			names = arena_printf(act->desk->arena, "%s%s%s%s", names,
			    names[0] == '\0' ? "" : "、", card_seat_name(act, seal->seat, l),
			    paper_word(act, seal, l));
		}
	}
	if (names[0] != '\0') {
		card_line(card, LINE_PLAIN, tr(l, "書面・電話による回答:%s"), names);
	}
}

static const char *evidence(struct act *act, const struct paper *p, enum language l)
{
	const char *text = "";

	if (strcmp(p->means, "telephone") == 0) {
		text = arena_printf(
		    act->desk->arena, tr(l, "発信者 %s・受信者 %s"), p->caller, p->callee);
	}
	if (p->name[0] == '\0') {
		return text;
	}
	return arena_printf(
	    act->desk->arena, "%s%s%s", text, text[0] == '\0' ? "" : "・", p->name);
}

const char *paper_summary(struct act *act, const struct paper *p)
{
	return arena_printf(act->desk->arena, "%s:%s、%s、受領 %s、%s%s%s",
	    card_seat_name(act, p->seat, LANGUAGE_JA), card_answer_word(p->answer, LANGUAGE_JA),
	    paper_means_word(p->means, LANGUAGE_JA),
	    dates_chat(p->received, act->event->now, LANGUAGE_JA, act->desk->arena),
	    evidence(act, p, LANGUAGE_JA), p->sha256 == NULL ? "" : " ",
	    p->sha256 == NULL ? "" : text_truncate(p->sha256, 12, act->desk->arena));
}

static void add_facts(
    struct act *act, const struct paper *p, enum language l, struct card *card)
{
	card_line(card, LINE_PLAIN, tr(l, "席:%s(%s)"), card_seat_name(act, p->seat, l),
	    name_of(act, p->person));
	card_line(card, LINE_PLAIN, tr(l, "回答:%s"), card_answer_word(p->answer, l));
	if (p->reason[0] != '\0') {
		card_run(card, RUN_TEXT, NULL,
		    arena_printf(act->desk->arena, tr(l, " 理由:%s"),
		        text_clean(p->reason, act->desk->arena)));
	}
	card_line(card, LINE_PLAIN, tr(l, "方法:%s・受領 %s"), paper_means_word(p->means, l),
	    dates_chat(p->received, act->event->now, l, act->desk->arena));
	card_line(card, LINE_PLAIN, tr(l, "証拠:%s"), evidence(act, p, l));
	if (p->sha256[0] != '\0') {
		card_run(card, RUN_CODE, NULL, text_truncate(p->sha256, 12, act->desk->arena));
	}
	card_line(card, LINE_PLAIN, tr(l, "入力:庶務 %s(%s)"), name_of(act, p->entered_by),
	    dates_chat(p->entered, act->event->now, l, act->desk->arena));
}

static const char *state_word(struct act *act, const struct paper *p, enum language l)
{
	static const struct {
		const char *state;
		const char *word;
	} words[] = {
		{ "collecting", TR_NOOP("証拠を取り込んでいます。") },
		{ "waiting", TR_NOOP("確認をお待ちしています。まだ回答には数えていません。") },
		{ "returned", TR_NOOP("差し戻されました。回答には数えません。") },
		{ "objected", TR_NOOP("ご本人から異議があり、回答には数えません。") },
		{ "replaced", TR_NOOP("ご本人の印に置き換わりました。") },
		{ "lapsed",
		    TR_NOOP("他の構成員の回答が変わったため、この決裁は効力を失いました。") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].state, p->state) == 0) {
			return tr(l, words[i].word);
		}
	}
	return arena_printf(act->desk->arena, tr(l, "回答として記録しました(確認:%s、%s)。"),
	    name_of(act, p->confirmed_by),
	    dates_chat(p->confirmed, act->event->now, l, act->desk->arena));
}

void paper_card(struct act *act, const struct matter *m, const struct paper *p,
    const struct posting *posting, enum language l, struct card *card)
{
	bool asks = strcmp(posting->kind, POST_PAPER_ASK) == 0;
	bool waiting = strcmp(p->state, "waiting") == 0;
	bool open = matter_is_running(m) && m->c.round == p->round;
	const char *value = arena_printf(act->desk->arena, "%s|%d", p->circular, p->ordinal);

	card_title(card,
	    asks
	        ? tr(l,
	              "【管理会議・持ち回り %s】庶務が入力した紙決裁の確認をお願いいたします。")
	        : tr(l,
	              "【管理会議・持ち回り %s】書面又は電話によるあなたのご回答として、庶務が次のとおり入力しました。"),
	    p->circular);
	card_line(card, LINE_PLAIN, tr(l, "件名:%s(第4条第%d号)"), m->c.title, m->c.class);
	add_facts(act, p, l, card);
	card_line(card, LINE_PLAIN, "%s", "");
	card_run(card, RUN_BOLD, NULL, state_word(act, p, l));
	if (!open) {
		return;
	}
	if (asks && waiting) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※証拠をご覧のうえ、⭕ を付けるか「確認」を押すと、回答として数えます。入力した方ご自身は確認できません。"));
		card_button(card, BUTTON_PRIMARY, "paper.ok", value, tr(l, "確認"));
		card_button(card, BUTTON_PLAIN, "paper.back", value, tr(l, "差戻し"));
	} else if (!asks && (waiting || strcmp(p->state, "standing") == 0)) {
		card_line(card, LINE_NOTE, "%s",
		    tr(l,
		        "※お心当たりがない場合や内容が異なる場合は「異議」を押してください。改める場合は、持ち回りのカードに印を付けてください。"));
		card_button(card, BUTTON_PLAIN, "paper.object", value, tr(l, "異議"));
	}
}

enum kg_status paper_draw(
    struct act *act, const struct posting *posting, enum language language, struct card *out)
{
	struct paper paper;
	struct matter m;

	if (strcmp(posting->kind, POST_PAPER_ASK) != 0 &&
	    strcmp(posting->kind, POST_PAPER_MEMBER) != 0) {
		return KG_NOT_FOUND;
	}
	TRY(paper_load(
	    act->desk->store, posting->matter, posting->round, act->desk->arena, &paper));
	TRY(matter_load(act, posting->matter, &m));
	paper_card(act, &m, &paper, posting, language, out);
	return KG_OK;
}
