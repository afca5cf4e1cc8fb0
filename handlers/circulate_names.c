/* What things and people of a circulation are called, in one language: answers, outcomes,
 * seats, rules, counts. */

#include <string.h>

#include "handlers/circulate.h"

const char *card_in(const struct text2 *text, enum language l)
{
	return l == LANGUAGE_JA ? text->ja : text->en;
}

const char *card_answer_word(const char *answer, enum language l)
{
	if (strcmp(answer, "approve") == 0) {
		return tr(l, "承認");
	}
	if (strcmp(answer, "reject") == 0) {
		return tr(l, "否認");
	}
	return strcmp(answer, "meeting") == 0 ? tr(l, "会議の開催を希望") : tr(l, "取消し");
}

const char *card_outcome_word(const char *outcome, enum language l)
{
	if (strcmp(outcome, "approved") == 0) {
		return tr(l, "議決");
	}
	if (strcmp(outcome, "failed") == 0) {
		return tr(l, "不成立");
	}
	if (strcmp(outcome, "withdrawn") == 0) {
		return tr(l, "取下げ");
	}
	return strcmp(outcome, "returned") == 0 ? tr(l, "差戻し") : tr(l, "会議へ付議");
}

const char *card_seat_name(struct act *act, const char *seat, enum language l)
{
	const struct charter_seat *s = charter_seat_ever(act->desk->charter, seat);

	if (s == NULL) {
		return seat;
	}
	return s->role == ROLE_MEMBER ? card_in(&s->post, l) : card_in(&s->title, l);
}

/* A person by his post: the seat he holds now, else his office's title. */
const char *card_person_title(struct act *act, const char *person, enum language l)
{
	struct tenure *held;
	size_t count;

	if (person == NULL || person[0] == '\0' ||
	    offices_of(act->desk->store, person, act->event->now, act->desk->arena, &held,
	        &count) != KG_OK) {
		return tr(l, "(記録なし)");
	}
	for (size_t i = 0; i < count; i++) {
		const char *name = card_seat_name(act, held[i].office, l);

		if (charter_seat_ever(act->desk->charter, held[i].office) != NULL) {
			return name;
		}
	}
	return count > 0 ? held[0].title : tr(l, "(在任なし)");
}

const char *card_counts(struct act *act, const struct matter *m, enum language l)
{
	const struct tally *t = &m->tally;
	const char *text = arena_printf(act->desk->arena,
	    tr(l, "承認%d・否認%d・会議の開催を希望%d"), t->approve, t->reject, t->meeting);

	if (t->kouetsu > 0) {
		text = arena_printf(act->desk->arena, tr(l, "%s・後閲%d"), text, t->kouetsu);
	}
	if (t->vacant > 0) {
		text = arena_printf(act->desk->arena, tr(l, "%s・欠員%d"), text, t->vacant);
	}
	if (matter_is_running(m) && t->pending > 0) {
		text = arena_printf(act->desk->arena, tr(l, "%s・未回答%d"), text, t->pending);
	}
	return text;
}

const char *card_rule_word(const char *rule, enum language l)
{
	static const char *const words[] = {
		[RULE_UNANIMOUS_CHAIR_LAST] = TR_NOOP("全員の承認・議長は最後"),
		[RULE_MAJORITY_CHAIR_LAST] = TR_NOOP("過半数の承認・議長は最後"),
		[RULE_CHAIR_DECIDES_AFTER_ALL_SEEN] = TR_NOOP("全員の確認後に議長が決定"),
	};
	enum tally_rule known;

	return tally_rule_parse(rule, &known) ? tr(l, words[known]) : rule;
}

/* 要綱(令和5年4月1日施行): the version that the matter began with. */
const char *card_charter(struct act *act, const char *version, enum language l)
{
	const struct charter *charter = charter_version(act->desk->charter, version);
	const char *day;

	if (charter == NULL) {
		return arena_printf(act->desk->arena, tr(l, "要綱(%s施行版)"), version);
	}
	day = dates_document_day(charter->in_force, l, act->desk->arena);
	/* A law has a day, not a day of the week. */
	return arena_printf(act->desk->arena, tr(l, "要綱(%s施行)"),
	    arena_strndup(act->desk->arena, day, strcspn(day, "(")));
}
