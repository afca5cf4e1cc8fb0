/*
 * Keeps true: every statement either holds or says in one sentence why not; after every act
 * both programs have come to rest before the next statement is read.
 */

#include "steps.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "instant.h"
#include "records.h"

typedef bool step_take(struct world *world, const struct statement *statement);

static const char *word(const struct statement *statement, size_t index)
{
	return statement_word(statement, index);
}

static bool is(const struct statement *statement, size_t index, const char *text)
{
	return strcmp(statement_word(statement, index), text) == 0;
}

static bool is_number(const char *text)
{
	return strncmp(text, "回R", strlen("回R")) == 0 ||
	       strncmp(text, "招R", strlen("招R")) == 0;
}

static void set(json_t *order, const char *key, const char *value)
{
	if (value != NULL && *value != '\0') {
		(void)json_object_set_new(order, key, json_string(value));
	}
}

static json_t *ask(struct world *world, const char *what, json_t *order)
{
	char *why;
	json_t *answer = driver_ask(&world->driver, what, order, &why);

	if (answer == NULL) {
		(void)world_fail(world, "%s", why);
	}
	free(why);
	return answer;
}

static bool do_order(struct world *world, json_t *order)
{
	json_t *answer = ask(world, "do", order);

	json_decref(answer);
	if (world->hurried) {
		world->hurried = false;
		return answer != NULL;
	}
	return answer != NULL && world_settle(world);
}

static json_t *order_of(const struct statement *statement, const char *act)
{
	json_t *order = json_object();

	set(order, "act", act);
	set(order, "who", statement->actor);
	return order;
}

/* `on [KIND] NUMBER` or `on message "text" [in CHANNEL]`, from word `at` on; absent is fine. */
static void add_target(json_t *order, const struct statement *statement, size_t at)
{
	if (!is(statement, at, "on") && !is(statement, at, "of")) {
		return;
	}
	if (is(statement, at + 1, "message")) {
		set(order, "message", word(statement, at + 2));
		set(order, "place",
		    is(statement, at + 3, "in") ? word(statement, at + 4) : NULL);
	} else if (is_number(word(statement, at + 1))) {
		set(order, "number", word(statement, at + 1));
	} else {
		set(order, "kind", word(statement, at + 1));
		set(order, "number", word(statement, at + 2));
	}
}

/* ---- time and processes */

static bool step_at(struct world *world, const struct statement *statement)
{
	bool exactly = is(statement, 0, "exactly");
	size_t first = exactly ? 1 : 0;
	char text[64];
	int64_t ms;

	(void)snprintf(
	    text, sizeof(text), "%s %s", word(statement, first), word(statement, first + 1));
	if (!instant_parse(text, &ms)) {
		return world_fail(world, "%s is no time", text);
	}
	if (world->is_clocked && ms + 60000 < world_now(world)) {
		return world_fail(world, "time only moves forward");
	}
	return world_go_to(world, ms, !exactly);
}

static bool step_charters(struct world *world, const struct statement *statement)
{
	if (statement->word_count == 0 || statement->word_count > 4) {
		return world_fail(world, "which charters?");
	}
	return world_charters(world, statement->words, statement->word_count);
}

static bool step_import(struct world *world, const struct statement *statement)
{
	char path[700];

	(void)snprintf(path, sizeof(path), "%s/roster.yaml", world->dir);
	return is(statement, 0, "roster") ? world_import(world, path)
	                                  : world_fail(world, "only the roster is imported");
}

static bool step_kill(struct world *world, const struct statement *statement)
{
	return is(statement, 0, "bot") ? world_stop_bot(world, SIGKILL)
	                               : world_fail(world, "only the bot can be killed");
}

static bool step_stop(struct world *world, const struct statement *statement)
{
	return is(statement, 0, "bot") ? world_stop_bot(world, SIGTERM)
	                               : world_fail(world, "only the bot can be stopped");
}

static bool step_start(struct world *world, const struct statement *statement)
{
	return is(statement, 0, "bot") ? world_start_bot(world)
	                               : world_fail(world, "only the bot can be started");
}

static bool step_network(struct world *world, const struct statement *statement)
{
	return world_network(world, is(statement, 0, "up"));
}

static bool step_settle(struct world *world, const struct statement *statement)
{
	(void)statement;
	return world_settle(world);
}

/* The next act does not wait for its end. */
static bool step_hurry(struct world *world, const struct statement *statement)
{
	(void)statement;
	world->hurried = true;
	return true;
}

static bool step_verify(struct world *world, const struct statement *statement)
{
	return world_verify(world, is(statement, 0, "clean") ? 0 : 1);
}

static bool step_expect(struct world *world, const struct statement *statement)
{
	if (world->expected_count < 16) {
		world->expected[world->expected_count++] = word(statement, 1);
	}
	return true;
}

/* `exits CODE`: the bot has ended by itself. */
static bool step_exits(struct world *world, const struct statement *statement)
{
	int wanted = (int)strtol(word(statement, 0), NULL, 10);

	for (int i = 0; i < 1000; i++) {
		int code;

		if (process_ended(&world->bot, &code)) {
			return code == wanted ||
			       world_fail(world, "the bot ended with %d", code);
		}
		pause_ms(10);
	}
	return world_fail(world, "the bot still runs");
}

/* ---- what people and administrators do */

static bool step_json(struct world *world, const struct statement *statement)
{
	json_t *order = json_loads(statement->rest, 0, NULL);
	json_t *answer;

	if (order == NULL) {
		return world_fail(world, "this is no JSON");
	}
	answer = ask(world, statement->verb == VERB_FAULT ? "fault" : "raw", order);
	json_decref(answer);
	return answer != NULL && world_settle(world);
}

static bool step_runs(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "runs");
	const char *text = statement->rest;

	if (strncmp(text, "in ", 3) == 0) {
		size_t size = strcspn(text + 3, " ");

		(void)json_object_set_new(order, "place", json_stringn(text + 3, size));
		text += 3 + size;
		text += strspn(text, " ");
	}
	set(order, "text", *text != '\0' ? text : " ");
	return do_order(world, order);
}

static bool step_mark(struct world *world, const struct statement *statement)
{
	json_t *order =
	    order_of(statement, statement->verb == VERB_MARKS ? "marks" : "unmarks");

	set(order, "mark", word(statement, 0));
	add_target(order, statement, 1);
	return do_order(world, order);
}

static bool step_presses(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "presses");

	set(order, "label", word(statement, 0));
	add_target(order, statement, 1);
	return do_order(world, order);
}

static bool step_answers(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "answers");
	json_t *pairs = json_object();

	for (size_t i = 0; i < statement->pair_count; i++) {
		(void)json_object_set_new(
		    pairs, statement->pairs[i].key, json_string(statement->pairs[i].value));
	}
	(void)json_object_set_new(order, "pairs", pairs);
	return do_order(world, order);
}

static bool step_closes(struct world *world, const struct statement *statement)
{
	return do_order(world, order_of(statement, "closes"));
}

/* writes "…" [in thread of [KIND] NUMBER | in CHANNEL | to bot] */
static bool step_writes(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "writes");

	set(order, "text", word(statement, 0));
	if (is(statement, 1, "in") && is(statement, 2, "thread")) {
		add_target(order, statement, 3);
	} else if (is(statement, 1, "in")) {
		set(order, "place", word(statement, 2));
	}
	return do_order(world, order);
}

static bool step_uploads(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "uploads");

	set(order, "name", word(statement, 0));
	set(order, "place", is(statement, 1, "in") ? word(statement, 2) : NULL);
	set(order, "size", statement_pair(statement, "size"));
	set(order, "external", statement_pair(statement, "external"));
	return do_order(world, order);
}

static bool step_replaces(struct world *world, const struct statement *statement)
{
	return do_order(world, order_of(statement, "replaces"));
}

static bool step_deletes(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "deletes");

	add_target(order, statement, 0);
	return do_order(world, order);
}

/* edits "old" to "new" */
static bool step_edits(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "edits");

	set(order, "message", word(statement, 0));
	set(order, "text", word(statement, 2));
	return do_order(world, order);
}

/* channel NAME WHAT [name|role] */
static bool step_channel(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "channel");

	set(order, "place", word(statement, 0));
	set(order, "what", word(statement, 1));
	set(order, strcmp(word(statement, 1), "rename") == 0 ? "name" : "user",
	    word(statement, 2));
	return do_order(world, order);
}

/* person ROLE WHAT [name] */
static bool step_person(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "person");

	set(order, "who", word(statement, 0));
	set(order, "what", word(statement, 1));
	set(order, "name", word(statement, 2));
	set(order, "display_name", word(statement, 2));
	return do_order(world, order);
}

static bool step_app(struct world *world, const struct statement *statement)
{
	json_t *order = order_of(statement, "app");

	set(order, "what", word(statement, 0));
	set(order, "scope", word(statement, 1));
	return do_order(world, order);
}

/* ---- what is seen */

/* WHO private|fault|form "…" [×N] · channel|pinned NAME "…" [×N] · thread WHO [KIND] NUMBER "…" [×N]
 */
static json_t *question(const struct statement *statement, size_t *out_next)
{
	json_t *order = json_object();

	if (is(statement, 0, "channel") || is(statement, 0, "pinned")) {
		set(order, "scope", word(statement, 0));
		set(order, "place", word(statement, 1));
		*out_next = 2;
	} else if (is(statement, 0, "thread")) {
		size_t at = is_number(word(statement, 2)) ? 2 : 3;

		set(order, "scope", "thread");
		set(order, "who", word(statement, 1));
		set(order, "kind", at == 3 ? word(statement, 2) : NULL);
		set(order, "number", word(statement, at));
		*out_next = at + 1;
	} else {
		set(order, "who", word(statement, 0));
		set(order, "scope", word(statement, 1));
		*out_next = 2;
	}
	set(order, "text", word(statement, *out_next));
	return order;
}

static bool tell_seen(
    struct world *world, const char *what, json_int_t count, const json_t *last)
{
	struct buf seen;
	size_t i;
	json_t *text;

	buf_init(&seen, sizeof(world->fault) - 200);
	json_array_foreach(last, i, text)
	{
		buf_printf(&seen, "\n  | %s", json_string_value(text));
	}
	(void)world_fail(
	    world, "%s (seen %d times); the last there:%s", what, (int)count, seen.bytes);
	buf_finish(&seen);
	return false;
}

static bool step_sees(struct world *world, const struct statement *statement)
{
	size_t next;
	json_t *answer = ask(world, "see", question(statement, &next));
	json_int_t count = json_integer_value(json_object_get(answer, "count"));
	const char *times = word(statement, next + 1);
	bool exactly = strncmp(times, "×", strlen("×")) == 0;
	json_int_t wanted = exactly ? strtoll(times + strlen("×"), NULL, 10) : 1;
	bool held;

	if (answer == NULL) {
		return false;
	}
	if (statement->verb == VERB_NEVER) {
		held = count == 0 || tell_seen(world, "this was never to be seen", count,
		                         json_object_get(answer, "last"));
	} else {
		held = (exactly ? count == wanted : count >= 1) ||
		       tell_seen(
		           world, "this is not seen", count, json_object_get(answer, "last"));
	}
	json_decref(answer);
	return held;
}

/* Every direct message that holds the text, one line "DATE TIME ROLE [ROLE…]" a minute. */
static void draw_list(const json_t *list, struct buf *out)
{
	char before[32] = "";
	size_t i;
	json_t *one;

	json_array_foreach(list, i, one)
	{
		char minute[32];

		instant_print(
		    json_integer_value(json_array_get(one, 0)), minute, sizeof(minute));
		if (strcmp(minute, before) != 0) {
			buf_printf(out, "%s%s", i == 0 ? "" : "\n", minute);
			(void)snprintf(before, sizeof(before), "%s", minute);
		}
		buf_printf(out, " %s", json_string_value(json_array_get(one, 1)));
	}
	buf_puts(out, list != NULL && json_array_size(list) > 0 ? "\n" : "");
}

static void squeeze_block(const char *block, struct buf *out)
{
	bool fresh = true;

	for (; *block != '\0'; block++) {
		if (fresh && (*block == ' ' || *block == '\t')) {
			continue;
		}
		buf_putc(out, *block);
		fresh = *block == '\n';
	}
}

static bool step_sent(struct world *world, const struct statement *statement)
{
	json_t *order = json_object();
	json_t *answer;
	struct buf is_so, should;
	bool same;

	set(order, "text", word(statement, 0));
	answer = ask(world, "list", order);
	if (answer == NULL) {
		return false;
	}
	buf_init(&is_so, 1 << 16);
	buf_init(&should, 1 << 16);
	draw_list(json_object_get(answer, "list"), &is_so);
	squeeze_block(statement->block, &should);
	same = strcmp(is_so.bytes, should.bytes) == 0 ||
	       world_fail(world, "sent was:\n%s", is_so.bytes);
	buf_finish(&is_so);
	buf_finish(&should);
	json_decref(answer);
	return same;
}

static bool step_export(struct world *world, const struct statement *statement)
{
	bool never = is(statement, 0, "never");

	return world_export_has(world, word(statement, never ? 1 : 0), !never);
}

static bool step_none(struct world *world, const struct statement *statement)
{
	(void)world;
	(void)statement;
	return true; /* the runner's: play, only, roster */
}

static step_take *step_of(enum verb verb)
{
	switch (verb) {
	case VERB_AT:
		return step_at;
	case VERB_PLAY:
	case VERB_ONLY:
	case VERB_ROSTER:
		return step_none;
	case VERB_CHARTERS:
		return step_charters;
	case VERB_IMPORT:
		return step_import;
	case VERB_HURRY:
		return step_hurry;
	case VERB_SETTLE:
		return step_settle;
	case VERB_KILL:
		return step_kill;
	case VERB_STOP:
		return step_stop;
	case VERB_START:
		return step_start;
	case VERB_NETWORK:
		return step_network;
	case VERB_FAULT:
	case VERB_ACT:
		return step_json;
	case VERB_RECORD:
		return records_has;
	case VERB_COUNT:
		return records_count;
	case VERB_LEDGER:
		return records_ledger;
	case VERB_VERIFY:
		return step_verify;
	case VERB_EXPORT:
		return step_export;
	case VERB_PAGE:
		return records_page;
	case VERB_FILE:
		return records_file;
	case VERB_LIST_SENT:
		return step_sent;
	case VERB_REGISTER:
		return records_register;
	case VERB_EXPECT:
		return step_expect;
	case VERB_EXIT:
		return step_exits;
	case VERB_CHANNEL:
		return step_channel;
	case VERB_PERSON:
		return step_person;
	case VERB_APP:
		return step_app;
	case VERB_SEES:
	case VERB_NEVER:
		return step_sees;
	case VERB_RUNS:
		return step_runs;
	case VERB_MARKS:
	case VERB_UNMARKS:
		return step_mark;
	case VERB_PRESSES:
		return step_presses;
	case VERB_ANSWERS:
		return step_answers;
	case VERB_CLOSES:
		return step_closes;
	case VERB_WRITES:
		return step_writes;
	case VERB_UPLOADS:
		return step_uploads;
	case VERB_REPLACES:
		return step_replaces;
	case VERB_DELETES:
		return step_deletes;
	case VERB_EDITS:
		return step_edits;
	}
	KG_UNREACHABLE();
}

bool steps_take(struct world *world, const struct statement *statement)
{
	return step_of(statement->verb)(world, statement);
}
