/*
 * Why ❌ or 🙋. A tap may be a slip: until its reason is given it is 理由確認中. With the reason
 * it tells the chair at once and pauses approval, never the collecting. Text in a thread is
 * 意見 and never changes a seal.
 */

#include <string.h>

#include "handlers/circulate.h"
#include "handlers/text.h"

enum { ASK_AGAIN_MS = 5 * KG_MINUTE };

/* The person's seal that still wants its reason; NULL: none. */
static const struct circular_seal *open_question(const struct matter *m, const char *person)
{
	for (size_t i = 0; i < m->c.seal_count; i++) {
		if (m->c.seals[i].provisional && strcmp(m->c.seals[i].person, person) == 0) {
			return &m->c.seals[i];
		}
	}
	return NULL;
}

enum kg_status reason_ask(
    struct act *act, const struct matter *m, const char *person, enum ballot_answer answer)
{
	struct matter now;

	(void)answer;
	TRY(matter_load(act, m->c.number, &now));
	TRY(matter_ask(act, &now, person, POST_REASON));
	return timer_set(act->desk->store, "circular.reason", m->c.number, person,
	    kg_time_add(act->event->now, ASK_AGAIN_MS));
}

enum kg_status reason_again(struct act *act, const char *number, const char *person)
{
	struct matter m;

	TRY(matter_load(act, number, &m));
	if (!matter_is_running(&m) || open_question(&m, person) == NULL) {
		return KG_OK;
	}
	return matter_ask(act, &m, person, POST_REASON);
}

enum kg_status reason_form(struct act *act, const char *number)
{
	struct matter m;
	struct form *form = arena_alloc(act->desk->arena, sizeof(*form));
	struct field *field = arena_alloc(act->desk->arena, sizeof(*field));
	const struct circular_seal *seal;
	enum language l = act->language;

	TRY(matter_load(act, number, &m));
	seal = act->person.id == NULL ? NULL : open_question(&m, act->person.id);
	if (!matter_is_running(&m) || seal == NULL) {
		(void)desk_answer(
		    act, tr(l, "%s について、いまお伺いしている理由はありません。"), number);
		return KG_OK;
	}
	*field = (struct field){ .key = "reason",
		.type = FIELD_LONG_TEXT,
		.label = strcmp(seal->answer, "reject") == 0
		             ? tr(l, "否認の理由")
		             : tr(l, "会議の開催を希望する理由"),
		.limit = TEXT_REASON_MAX,
		.required = true };
	*form =
	    (struct form){ .intro = arena_printf(act->desk->arena, "%s %s", number, m.c.title),
		    .kind = "circulate.reason",
		    .title = tr(l, "理由"),
		    .submit = tr(l, "送る"),
		    .fields = field,
		    .field_count = 1 };
	return desk_ask(act, form, number, "");
}

/* `first`: the reason that was asked for; else a later change of it. */
static enum kg_status confirm(
    struct act *act, const struct matter *m, const char *text, bool first)
{
	for (size_t i = 0; i < m->c.seal_count; i++) {
		const struct circular_seal *s = &m->c.seals[i];

		if (s->provisional != first || strcmp(s->answer, "approve") == 0 ||
		    strcmp(s->person, act->person.id) != 0) {
			continue;
		}
		TRY(desk_append(act, "seal", { "number", m->c.number },
		    { "round", desk_int(act, m->c.round) }, { "seat", s->seat },
		    { "person", s->person }, { "capacity", s->capacity }, { "title", s->title },
		    { "answer", s->answer }, { "provisional", "0" }, { "reason", text },
		    { "when", desk_int(act, s->at.ms) },
		    { "note", first ? "理由" : "理由の訂正" }));
	}
	return KG_OK;
}

enum kg_status reason_given(struct act *act, const char *number, const char *text)
{
	struct matter m;
	enum language l = act->language;
	const struct circular_seal *seal;

	TRY(matter_load(act, number, &m));
	seal = act->person.id == NULL ? NULL : open_question(&m, act->person.id);
	if (!matter_is_running(&m) || seal == NULL) {
		(void)desk_answer(
		    act, tr(l, "%s について、いまお伺いしている理由はありません。"), number);
		return KG_OK;
	}
	if (text_is_blank(text)) {
		desk_fault(act, "reason", tr(l, "理由をご記入ください。"));
		return KG_OK;
	}
	if (!text_fits(text, TEXT_REASON_MAX)) {
		desk_fault(act, "reason", tr(l, "理由は1,000字以内でお願いいたします。"));
		return KG_OK;
	}
	TRY(confirm(act, &m, text, true));
	TRY(matter_load(act, number, &m));
	(void)desk_answer(act,
	    tr(l,
	        "理由を承り、%sとして記録しました(%s)。議長にお伝えします。取消しは印を外してください。"),
	    card_answer_word(seal->answer, l), number);
	TRY(matter_show(act, &m, POST_REASON));
	TRY(choice_ask(act, &m));
	return settle(act, number);
}

static enum kg_status append_opinion(
    struct act *act, const char *number, int round, const char *text)
{
	return desk_append(act, "opinion", { "number", number },
	    { "round", desk_int(act, round) }, { "person", act->person.id },
	    { "text", text_truncate(text, TEXT_OPINION_MAX, act->desk->arena) },
	    { "when", desk_when(act) });
}

/* What was said below an old card belongs to that round, and its author hears of the new one.
 */
static enum kg_status note_opinion(struct act *act, const struct circular *c, int round)
{
	const char *text = act->event->text;

	if (text == NULL || text_is_blank(text)) {
		return KG_OK;
	}
	TRY(append_opinion(act, c->number, round, text));
	(void)desk_answer(act,
	    round == c->round
	        ? tr(act->language, "意見として記録しました(%s)。回答の印は変わりません。")
	        : tr(act->language,
	              "以前の版についての意見として記録しました(%s)。いまの版についてのご意見は、最新のカードのスレッドにお寄せください。"),
	    c->number);
	return KG_OK;
}

enum kg_status reason_opinion(struct act *act, const char *number, const char *text)
{
	struct circular c;

	if (text_is_blank(text)) {
		return KG_OK;
	}
	TRY(circular_load(act->desk->store, number, act->desk->arena, &c));
	return append_opinion(act, number, c.round, text);
}

/* Later marks on somebody's words in the thread are no answers: the message is known from now
 * on. */
static enum kg_status remember_reply(
    struct act *act, const struct posting *thread, const char *kind)
{
	struct posting reply = {
		.workspace = act->event->workspace,
		.conversation = act->event->channel,
		.kind = kind,
		.matter = thread->matter,
		.round = thread->round,
		.person = act->person.id == NULL ? "" : act->person.id,
		.state = POSTING_PLANNED,
	};

	if (act->event->channel == NULL || act->event->message == NULL) {
		return KG_OK;
	}
	TRY(posting_add(act->desk->store, &reply));
	return posting_set_live(act->desk->store, reply.id, act->event->channel,
	    act->event->message, act->event->when);
}

enum kg_status reason_message(struct act *act, const struct posting *thread)
{
	struct matter m;
	bool member = desk_may(act, CAN_OPINION);

	TRY(matter_load(act, thread->matter, &m));
	if (strcmp(thread->kind, POST_REASON) == 0 &&
	    strcmp(thread->person, act->person.id == NULL ? "" : act->person.id) == 0) {
		TRY(reason_given(
		    act, thread->matter, act->event->text == NULL ? "" : act->event->text));
		TRY(remember_reply(act, thread, POST_WHY));
		if (desk_has_faults(act)) {
			const char *text = act->reply->faults[0].text;

			*act->reply = (struct reply){ .kind = REPLY_NONE };
			(void)desk_answer(act, "%s", text);
		}
		return KG_OK;
	}
	if (!matter_is_ballot(thread->kind)) {
		return KG_OK;
	}
	TRY(remember_reply(act, thread, POST_REPLY));
	if (!member || !matter_is_running(&m)) {
		return KG_OK;
	}
	TRY(note_opinion(act, &m.c, thread->round));
	return matter_show(act, &m, POST_FINAL);
}

/* Words in a thread that their author changed later: the old ones stay in the ledger. */
enum kg_status reason_changed(struct act *act, const struct posting *posting)
{
	const char *text = act->event->text;
	struct matter m;

	if (act->person.id == NULL || text == NULL || text_is_blank(text) ||
	    strcmp(posting->person, act->person.id) != 0) {
		return KG_OK;
	}
	TRY(matter_load(act, posting->matter, &m));
	if (!matter_is_running(&m) || posting->round != m.c.round) {
		return KG_OK;
	}
	if (strcmp(posting->kind, POST_WHY) == 0) {
		bool had_gone_on = m.input.continued;

		TRY(confirm(
		    act, &m, text_truncate(text, TEXT_REASON_MAX, act->desk->arena), false));
		TRY(matter_load(act, posting->matter, &m));
		if (had_gone_on && !m.input.continued) {
			TRY(choice_ask(act, &m)); /* 続行 was chosen upon other words */
		}
		return settle(act, posting->matter);
	}
	if (strcmp(posting->kind, POST_REPLY) != 0 || !desk_may(act, CAN_OPINION)) {
		return KG_OK;
	}
	TRY(note_opinion(act, &m.c, posting->round));
	return matter_show(act, &m, POST_FINAL);
}
