/* Every act by everybody on its stage: taken, with the entry it makes, from those whom
 * tests/capabilities.tsv allows it; from anybody else nothing is recorded, and nobody but he
 * hears of it. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "handlers/commands.h"
#include "stages.h"
#include "suites.h"
#include "world.h"

static struct world *world;
static const struct stage *stage;
static const struct persona *who; /* tries */
static enum situation situation;
static int part; /* every so many-th stage: the suite is run in parts, side by side */
static int parts;

static const char *account_of(const char *name)
{
	static const struct {
		const char *name;
		const char *account;
	} names[] = {
		{ "庶務", "U0SHOMU" },
		{ "庶務2", "U0SHOMU2" },
		{ "審査", "U0REVIEW" },
		{ "議長", "U0CHAIR" },
		{ "副", "U0VICE" },
		{ "委1", "U0M1" },
		{ "委5", "U0M5" },
		{ "職員", "U0STAFF" },
		{ "某", "U0NOBODY" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, name) == 0) {
			return names[i].account;
		}
	}
	ck_assert_str_eq(name, "?");
	return who == NULL ? "" : who->account;
}

static void press(const char *account, char *rest)
{
	const char *action = strsep(&rest, " ");

	world_press_card(world, account, action, rest);
}

static void do_line(char *line)
{
	const char *account = account_of(strsep(&line, " "));
	const char *verb = strsep(&line, " ");

	if (strcmp(verb, "says") == 0) {
		world_say(world, SLACK, account, line);
	} else if (strcmp(verb, "presses") == 0) {
		press(account, line);
	} else if (strcmp(verb, "marks") == 0) {
		const char *mark = strsep(&line, " ");

		(void)world_mark(
		    world, SLACK, account, mark, world_find(world, SLACK, NULL, line));
	} else if (strcmp(verb, "stamps") == 0) {
		const char *mark = strsep(&line, " ");

		(void)world_mark(
		    world, SLACK, account, mark, world_find(world, SLACK, "C-COUNCIL", line));
	} else if (strcmp(verb, "answers") == 0) {
		world_answer(world, account, line);
	} else if (strcmp(verb, "replies") == 0) {
		world_reply(world, account, world_find(world, SLACK, NULL, line),
		    "窓口の人数も定めてください。");
	} else if (strcmp(verb, "waits") == 0) {
		world_wait(world, (int)strtol(line, NULL, 10));
	} else {
		ck_assert_str_eq(verb, "seals");
		world_all_approve(world, "");
	}
}

static void play(const char *script)
{
	char text[4096];
	char *rest = text;

	ck_assert_int_lt(snprintf(text, sizeof(text), "%s", script), (int)sizeof(text));
	while (rest != NULL && *rest != '\0') {
		do_line(strsep(&rest, "\n"));
	}
}

static void set(void)
{
	world = world_create_in_slack();
	who = NULL;
	situation_nominate(world);
	play(stage->before);
	situation_begin(world, situation);
	world_rest(world);
}

struct count { /* what may change by an attempt */
	int64_t entries;
	int64_t made;
	size_t seen;
	size_t forms;
	size_t answers;
	size_t messages[NETS];
};

static struct count count(void)
{
	const struct net *net = &world->nets[SLACK];
	char sql[128];
	struct count now = {
		.entries = world_number(world, "SELECT count(*) FROM ledger"),
		.seen =
		    stage->sees == NULL ? 0 : world_count(world, SLACK, "reply", stage->sees),
		.forms = net->forms,
		.answers = net->hints + net->faults + net->forms,
	};

	(void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM ledger WHERE kind = '%s'",
	    stage->kind == NULL ? "" : stage->kind);
	now.made = world_number(world, sql);
	for (int n = 0; n < NETS; n++) {
		now.messages[n] = world->nets[n].message_count;
	}
	return now;
}

static bool is_his(const struct message *m)
{
	return strcmp(m->channel, "reply") == 0 ||
	       (m->channel[0] == '@' && strcmp(m->channel + 1, who->account) == 0);
}

/* Nobody but he has heard of it; returns how many answers he got. */
static size_t heard(const struct count *before, const struct count *after)
{
	size_t answers = after->answers - before->answers;

	for (int n = 0; n < NETS; n++) {
		for (size_t i = before->messages[n]; i < after->messages[n]; i++) {
			const struct message *m = &world->nets[n].messages[i];

			ck_assert_msg(is_his(m), "%s (%s) by %s, %s: %s reads %s", stage->act,
			    stage->does, who->account, situation_name(situation), m->channel,
			    m->text);
			answers++;
		}
	}
	return answers;
}

static void try(struct count *before, struct count *after)
{
	*before = count();
	world->by_stranger = who->is_stranger;
	play(stage->does);
	world->by_stranger = false;
	*after = count();
}

static bool was_taken(const struct count *before, const struct count *after)
{
	if (stage->kind != NULL) {
		return after->made > before->made;
	}
	return stage->sees != NULL ? after->seen > before->seen : after->forms > before->forms;
}

static void fail_cell(const char *what)
{
	const struct net *net = &world->nets[SLACK];

	ck_abort_msg("%s (%s) by %s, %s: %s; read last: %s", stage->act, stage->does,
	    who->account, situation_name(situation), what,
	    net->messages[net->message_count - 1].text);
}

static void try_refused(const struct cells *cells)
{
	struct count before;
	struct count after;
	size_t answers;

	try(&before, &after);
	if (was_taken(&before, &after)) {
		fail_cell("was taken");
	}
	if (stage->is_marks) {
		return;
	}
	if (after.entries != before.entries) {
		fail_cell("was recorded");
	}
	answers = heard(&before, &after);
	if (answers == 0 && !who->is_stranger && !stage->is_silent &&
	    strcmp(cells->refusal, "unseen") != 0) {
		fail_cell("is not answered");
	}
}

static void try_taken(void)
{
	struct count before;
	struct count after;

	try(&before, &after);
	world_wait(world, 1); /* a last reading, where there is one */
	after = count();
	if (!was_taken(&before, &after)) {
		fail_cell("was not taken");
	}
}

static bool may_here(const struct cells *cells)
{
	char cell = cells_allow(cells, who->as & ~stage->later);

	return cell == 'y' ||
	       (cell == 'o' && stage->own != NULL && strstr(stage->own, who->account) != NULL);
}

/* All who may not, one after the other; each who may on a stage of his own. */
static int try_situation(const struct cells *cells)
{
	const struct persona *all = personas_of(situation);
	const struct persona *one;
	int taken = 0;

	set();
	for (one = all; one->account != NULL; one++) {
		who = one;
		if (!may_here(cells)) {
			try_refused(cells);
		}
	}
	world_destroy(world);
	for (one = all; one->account != NULL; one++) {
		who = one;
		if (may_here(cells)) {
			set();
			who = one;
			try_taken();
			world_destroy(world);
			taken++;
		}
	}
	return taken;
}

/* KAIGI_STAGE=ACT: its stages alone. */
static bool is_in_part(int at)
{
	const char *only = getenv("KAIGI_STAGE");

	return only == NULL ? at % parts == part : strcmp(stages[at].act, only) == 0;
}

START_TEST(by_everybody)
{
	struct cells cells;

	if (!is_in_part(_i)) {
		return;
	}
	stage = &stages[_i];
	cells_of(stage->act, &cells);
	for (int s = 0; s < SITUATIONS; s++) {
		situation = (enum situation)s;
		if ((stage->not_in & 1U << s) == 0) {
			(void)try_situation(&cells);
		}
	}
}
END_TEST

static bool is_word(const char *name)
{
	size_t words;
	const struct command_word *list = commands_list(&words);

	for (size_t i = 0; i < words; i++) {
		if (strcmp(capability_name(list[i].capability), name) == 0) {
			return true;
		}
	}
	return false;
}

/* Words that are refused as words are tried bare in test_words.c. */
static void check_staged(const struct cells *cells)
{
	const struct stage *s = stages;
	bool is_bare = is_word(cells->name) && strcmp(cells->refusal, "word") == 0;

	while (s->act != NULL && strcmp(s->act, cells->name) != 0) {
		s++;
	}
	ck_assert_msg(is_bare || s->act != NULL, "%s has no stage: stages.c", cells->name);
}

START_TEST(no_act_is_without_a_stage)
{
	ck_assert_int_ge(cells_each(check_staged), CAPABILITIES - 1);
}
END_TEST

Suite *suite_acts(int which, int of)
{
	Suite *suite = suite_create("acts");
	TCase *tests = tcase_create("acts");
	int count = 0;

	part = which;
	parts = of;
	while (stages[count].act != NULL) {
		count++;
	}
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, no_act_is_without_a_stage);
	tcase_add_loop_test(tests, by_everybody, 0, count);
	suite_add_tcase(suite, tests);
	return suite;
}
