/* Built with --wrap=clock_now,clock_monotonic_ms: time stands still until it is moved. */
#include "world.h"

#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "config/problems.h"
#include "handlers/handlers.h"
#include "net.h"
#include "store/store.h"

enum { TURNS_MAX = 3000, ANSWERS_MAX = 12 };

static int64_t now_ms;
static int64_t monotonic;

struct kg_time __wrap_clock_now(void);
int64_t __wrap_clock_monotonic_ms(void);

struct kg_time __wrap_clock_now(void)
{
	return (struct kg_time){ now_ms };
}

int64_t __wrap_clock_monotonic_ms(void)
{
	return monotonic;
}

static const struct {
	const char *person;
	const char *office;
	const char *slack; /* NULL: none */
	const char *city;
} people[] = {
	{ "chair", "chair", NULL, "@chair:city" },
	{ "vice", "vice", "U0VICE", NULL },
	{ "aoyagi", "m1", "U0M1", "@m1:city" },
	{ "kurusu", "m2", "U0M2", NULL },
	{ "shirakawa", "m3", "U0M3", NULL },
	{ "tokunaga", "m4", "U0M4", NULL },
	{ "hayase", "m5", "U0M5", NULL },
	{ "yoshida", "m6", "U0M6", NULL },
	{ "yamazaki", "m7", NULL, "@m7:city" },
	{ "hoshino", "secretariat", "U0SHOMU", NULL },
	{ "nagase", "reviewer", "U0REVIEW", NULL },
	{ "komori", "employee", "U0STAFF", NULL },
	{ "ciso", "ciso", "U0CISO", NULL },
	{ "hosa", "deputy_ciso", "U0DEPUTY", NULL },
	{ "hisho", "secretary", "U0HISHO", NULL },
	{ "mado", "window", "U0MADO", NULL },
	{ "kansa", "auditor", "U0AUDIT", NULL },
	{ "moto", NULL, "U0FORMER", NULL },
	{ "senmon", "guest", "U0GUEST", NULL },
	{ "kobayashi", "secretariat", "U0SHOMU2", NULL },
};

enum { PEOPLE = sizeof(people) / sizeof(people[0]) };

static const char *slack_of(size_t person, bool chair_in_slack)
{
	return person == 0 && chair_in_slack ? "U0CHAIR" : people[person].slack;
}

static char *roster(bool chair_in_slack)
{
	struct buf out = { .size = 0 };
	size_t size;

	buf_init(&out, 65536);
	buf_printf(&out, "fictitious: true\npersons:\n");
	for (size_t i = 0; i < PEOPLE; i++) {
		const char *slack = slack_of(i, chair_in_slack);

		buf_printf(&out, "  - id: %s\n    name: %s\n    accounts:\n", people[i].person,
		    people[i].person);
		if (slack != NULL) {
			buf_printf(&out, "      - { workspace: slack, account: %s }\n", slack);
		}
		if (people[i].city != NULL) {
			buf_printf(&out, "      - { workspace: city, account: \"%s\" }\n",
			    people[i].city);
		}
	}
	buf_printf(&out,
	    "  - id: moto_gicho\n    name: moto_gicho\n    accounts:\n"
	    "      - { workspace: slack, account: U0EXCHAIR }\ntenures:\n"
	    "  - { office: chair, person: moto_gicho, from: 2025-04-01, to: 2026-04-01 }\n");
	for (size_t i = 0; i < PEOPLE; i++) {
		bool former = people[i].office == NULL;

		buf_printf(&out, "  - { office: %s, person: %s, from: %s-04-01%s%s }\n",
		    former ? "m1" : people[i].office, people[i].person,
		    former ? "2025" : "2026", former ? ", to: 2026-04-01" : "",
		    strcmp(people[i].person, "hisho") == 0 ? ", whose: chair" : "");
	}
	buf_printf(&out, "absences: []\nacting: []\nrules: []\n");
	return buf_take(&out, &size);
}

static void on_wake(void *user)
{
	(void)user;
}

static void on_end(void *user, int exit_code)
{
	(void)user;
	ck_abort_msg("ended with %d", exit_code);
}

static void on_alarm(void *user, const char *line)
{
	((struct world *)user)->alarms++;
	(void)fprintf(stderr, "alarm %s\n", line);
}

static struct settings_channel slack_channels[] = {
	{ .role = "council", .channel = "C-COUNCIL", .language = LANGUAGE_JA },
};
static struct settings_channel city_channels[] = {
	{ .role = "council", .channel = "!council", .language = LANGUAGE_JA },
};
static struct settings_workspace workspaces[] = {
	{ .name = "slack",
	    .kind = WORKSPACE_SLACK,
	    .channels = slack_channels,
	    .channel_count = 1 },
	{ .name = "city",
	    .kind = WORKSPACE_MATRIX,
	    .channels = city_channels,
	    .channel_count = 1 },
};

static void make_net(struct world *world, int which)
{
	struct net *net = &world->nets[which];

	net->world = world;
	ck_assert_int_eq(workspace_ensure(world->store, workspaces[which].name,
	                     (int)workspaces[which].kind, &net->workspace),
	    KG_OK);
	net->adapter = (struct adapter){ .impl = &net_impl,
		.user = net,
		.workspace = net->workspace,
		.name = workspaces[which].name };
	delivery_add(world->delivery, &net->adapter);
}

static void load_charter(struct world *world)
{
	struct problems problems;

	problems_init(&problems, LANGUAGE_EN);
	ck_assert_int_eq(charter_load(CHARTER, &problems, &world->charter), KG_OK);
	problems_finish(&problems);
}

static void load_clocks(struct world *world)
{
	struct problems problems;

	problems_init(&problems, LANGUAGE_EN);
	ck_assert_int_eq(clocks_load(CLOCKS, &problems, &world->clocks), KG_OK);
	problems_finish(&problems);
}

void world_import(struct world *world, const char *roster)
{
	dispatch_event(world->dispatch, NULL,
	    &(struct event){ .kind = EVENT_IMPORT,
	        .text = roster,
	        .action = "roster.yaml",
	        .when = { now_ms } },
	    NULL);
}

static struct world *create(bool chair_in_slack)
{
	struct world *world = mem_alloc(sizeof(*world));
	struct dispatch_door door = { .take = handlers_take,
		.render = handlers_render,
		.full = handlers_full,
		.parked = handlers_parked,
		.tell_parked = handlers_tell_parked };
	struct store_options options = { .folder = world->folder, .council = "test" };
	struct kg_error err = { "" };
	char *people_text = roster(chair_in_slack);

	now_ms = 1775779200000; /* 2026-04-10 09:00 in Japan, a Friday */
	monotonic = 1000000;
	(void)snprintf(world->folder, sizeof(world->folder), "/tmp/kaigi-council-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(world->folder));
	ck_assert_msg(store_open(&options, &world->store, &err) == KG_OK, "%s", err.text);
	load_charter(world);
	load_clocks(world);
	world->settings = (struct settings){ .council = "test",
		.language = LANGUAGE_JA,
		.workspaces = workspaces,
		.workspace_count = NETS };
	world->dispatch = dispatch_create(&(struct dispatch_options){ .store = world->store,
	    .charter = &world->charter,
	    .clocks = &world->clocks,
	    .settings = &world->settings,
	    .door = door,
	    .wake = on_wake,
	    .end = on_end,
	    .alarm = on_alarm,
	    .user = world });
	world->delivery =
	    delivery_create(&(struct delivery_options){ .dispatch = world->dispatch,
	        .store = world->store,
	        .door = door,
	        .is_unpaced = true });
	dispatch_on_marks(world->dispatch, delivery_admit, world->delivery);
	make_net(world, SLACK);
	make_net(world, CITY);
	ck_assert_int_eq(dispatch_start(world->dispatch), KG_OK);
	world_import(world, people_text);
	free(people_text);
	world_back(world, SLACK);
	world_back(world, CITY);
	return world;
}

struct world *world_create(void)
{
	return create(false);
}

struct world *world_create_in_slack(void)
{
	return create(true);
}

void world_destroy(struct world *world)
{
	char command[WORD + 16];

	ck_assert_uint_eq(world->alarms, 0);
	world_is(world, 0, "SELECT count(*) FROM inbox WHERE parked IS NOT NULL");
	for (int n = 0; n < NETS; n++) {
		for (size_t i = 0; i < world->nets[n].message_count; i++) {
			free(world->nets[n].messages[i].text);
		}
	}
	dispatch_destroy(world->dispatch);
	delivery_destroy(world->delivery);
	store_close(world->store);
	charter_finish(&world->charter);
	clocks_finish(&world->clocks);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", world->folder);
	ck_assert_int_eq(system(command), 0); /* NOLINT(cert-env33-c): our own folder */
	free(world);
}

void world_rest(struct world *world)
{
	for (int i = 0; i < TURNS_MAX; i++) {
		int64_t wait;

		dispatch_turn(world->dispatch);
		delivery_pump(world->delivery);
		wait = delivery_wait_ms(world->delivery);
		if (dispatch_is_idle(world->dispatch) && wait > 0) {
			return;
		}
	}
	ck_abort_msg("never comes to rest");
}

void world_wait(struct world *world, int minutes)
{
	world_rest(world);
	for (int i = 0; i < minutes; i++) {
		now_ms += KG_MINUTE;
		monotonic += KG_MINUTE;
		world_rest(world);
	}
}

size_t world_count(struct world *world, int n, const char *channel, const char *text)
{
	const struct net *net = &world->nets[n];
	size_t count = 0;

	for (size_t i = 0; i < net->message_count; i++) {
		count += !net->messages[i].gone &&
		         (channel == NULL || strcmp(net->messages[i].channel, channel) == 0) &&
		         strstr(net->messages[i].text, text) != NULL;
	}
	return count;
}

size_t world_find(struct world *world, int n, const char *channel, const char *text)
{
	const struct net *net = &world->nets[n];

	for (size_t i = net->message_count; i > 0; i--) {
		const struct message *m = &net->messages[i - 1];

		if (!m->gone && (channel == NULL || strcmp(m->channel, channel) == 0) &&
		    strstr(m->text, text) != NULL) {
			return i - 1;
		}
	}
	for (size_t i = 0; i < net->message_count; i++) {
		(void)fprintf(stderr, "%s%s: %s\n", net->messages[i].gone ? "(gone) " : "",
		    net->messages[i].channel, net->messages[i].text);
	}
	ck_abort_msg("%s sees nothing with %s", channel == NULL ? "nobody" : channel, text);
}

static size_t put_mark(
    struct world *world, int n, const char *user, const char *mark, size_t message)
{
	struct net *net = &world->nets[n];
	struct put *put = &net->puts[net->put_count];

	ck_assert_uint_lt(net->put_count, PUTS_MAX - 1);
	(void)snprintf(put->id, sizeof(put->id), "$r%d", world->next++);
	put->message = message;
	net_copy(put->user, user);
	net_copy(put->mark, mark);
	return net->put_count++;
}

size_t world_mark_hidden(
    struct world *world, int n, const char *user, const char *mark, size_t message)
{
	world_rest(world);
	now_ms += KG_SECOND;
	monotonic += KG_SECOND;
	return put_mark(world, n, user, mark, message);
}

static void hand_in_put(struct world *world, int n, size_t at)
{
	struct net *net = &world->nets[n];
	const struct put *put = &net->puts[at];

	net_hand_in(net, &(struct event){ .kind = EVENT_MARK,
	                     .id = put->id,
	                     .channel = net->messages[put->message].channel,
	                     .message = net->messages[put->message].id,
	                     .user = put->user,
	                     .mark = put->mark,
	                     .from_bot = world->by_stranger,
	                     .added = true });
}

void world_unhide(struct world *world, int n, size_t put)
{
	hand_in_put(world, n, put);
	world_rest(world);
}

static size_t hand_in_mark(
    struct world *world, int n, const char *user, const char *mark, size_t message)
{
	size_t at = put_mark(world, n, user, mark, message);

	hand_in_put(world, n, at);
	return at;
}

size_t world_mark(
    struct world *world, int n, const char *user, const char *mark, size_t message)
{
	size_t at;

	world_rest(world);
	now_ms += KG_SECOND;
	monotonic += KG_SECOND;
	at = hand_in_mark(world, n, user, mark, message);
	world_rest(world);
	return at;
}

size_t world_mark_at_once(
    struct world *world, int n, const char *user, const char *mark, size_t message)
{
	size_t at = hand_in_mark(world, n, user, mark, message);

	world_rest(world);
	return at;
}

void world_redact_hidden(struct world *world, size_t put, const char *by)
{
	world_rest(world);
	now_ms += KG_SECOND;
	monotonic += KG_SECOND;
	net_copy(world->nets[CITY].puts[put].removed_by, by);
}

void world_lose(struct world *world, size_t put)
{
	world_rest(world);
	world->nets[CITY].puts[put].is_lost = true;
}

static void hand_in_deletion(
    struct world *world, int n, const char *channel, const char *target, const char *by)
{
	char id[WORD];

	(void)snprintf(id, sizeof(id), "$d%d", world->next++);
	net_hand_in(&world->nets[n], &(struct event){ .kind = EVENT_DELETED,
	                                 .id = id,
	                                 .channel = channel,
	                                 .message = target,
	                                 .user = by });
	world_rest(world);
}

void world_redact(struct world *world, size_t put, const char *by)
{
	struct net *net = &world->nets[CITY];

	world_redact_hidden(world, put, by);
	hand_in_deletion(
	    world, CITY, net->messages[net->puts[put].message].channel, net->puts[put].id, by);
}

void world_delete(struct world *world, int n, size_t message, const char *by)
{
	struct message *m = &world->nets[n].messages[message];

	world_rest(world);
	now_ms += KG_SECOND;
	monotonic += KG_SECOND;
	m->gone = true;
	hand_in_deletion(world, n, m->channel, m->id, by);
}

void world_unmark(struct world *world, size_t at)
{
	struct net *net = &world->nets[SLACK];
	struct put *put = &net->puts[at];
	char id[WORD];

	world_rest(world);
	now_ms += KG_SECOND;
	monotonic += KG_SECOND;
	net_copy(put->removed_by, put->user);
	(void)snprintf(id, sizeof(id), "Ev%d", world->next++);
	net_hand_in(net, &(struct event){ .kind = EVENT_MARK,
	                     .id = id,
	                     .channel = net->messages[put->message].channel,
	                     .message = net->messages[put->message].id,
	                     .user = put->user,
	                     .mark = put->mark });
	world_rest(world);
}

static void act(struct world *world, int n, const struct event *event)
{
	struct net *net = &world->nets[n];
	struct event full = *event;
	char id[WORD];

	world_rest(world);
	now_ms += KG_SECOND;
	monotonic += KG_SECOND;
	(void)snprintf(id, sizeof(id), "act%d", world->next++);
	full.id = id;
	full.from_bot = world->by_stranger;
	full.workspace = net->workspace;
	full.when = (struct kg_time){ now_ms };
	dispatch_event(world->dispatch, &net->adapter, &full, mem_alloc(1));
	world_rest(world);
}

void world_say(struct world *world, int n, const char *user, const char *command)
{
	act(world, n,
	    &(struct event){ .kind = EVENT_COMMAND,
	        .channel = "D",
	        .user = user,
	        .text = command,
	        .direct = true });
}

void world_press(struct world *world, int n, const char *user, const char *action)
{
	act(world, n,
	    &(struct event){ .kind = EVENT_BUTTON,
	        .channel = "D",
	        .message = "x",
	        .user = user,
	        .action = action,
	        .text = "回R8-001" });
}

/* "[label action value]" on the newest card that has it. */
static void find_button(struct world *world, const char *action, char value[WORD * 2])
{
	char text[WORD + 2];
	const struct net *net = &world->nets[SLACK];
	const char *at;

	(void)snprintf(text, sizeof(text), " %s ", action);
	at = strstr(net->messages[world_find(world, SLACK, NULL, text)].text, text);
	at += strlen(text);
	ck_assert_uint_lt(strcspn(at, "]"), (size_t)WORD * 2);
	memcpy(value, at, strcspn(at, "]"));
	value[strcspn(at, "]")] = '\0';
}

void world_press_card(
    struct world *world, const char *user, const char *action, const char *value)
{
	char found[WORD * 2];

	if (value == NULL) {
		find_button(world, action, found);
	}
	act(world, SLACK,
	    &(struct event){ .kind = EVENT_BUTTON,
	        .channel = "D",
	        .message = "x",
	        .user = user,
	        .action = action,
	        .text = value == NULL ? found : value });
}

void world_answer(struct world *world, const char *user, const char *answers)
{
	char text[WORD * 8];
	char *rest = text;
	struct answer given[ANSWERS_MAX];
	size_t count = 0;

	ck_assert_int_lt(snprintf(text, sizeof(text), "%s", answers), (int)sizeof(text));
	while (rest != NULL) {
		char *value = strsep(&rest, ";");
		const char *key = strsep(&value, "=");

		ck_assert_uint_lt(count, (size_t)ANSWERS_MAX);
		ck_assert_ptr_nonnull(value);
		given[count++] = (struct answer){ .key = key, .value = value };
	}
	act(world, SLACK,
	    &(struct event){ .kind = EVENT_FORM,
	        .user = user,
	        .token = world->nets[SLACK].token,
	        .answers = given,
	        .answer_count = count });
}

void world_reply(struct world *world, const char *user, size_t message, const char *text)
{
	const struct message *m = &world->nets[SLACK].messages[message];
	char id[WORD];

	(void)snprintf(id, sizeof(id), "r%d", world->next);
	act(world, SLACK,
	    &(struct event){ .kind = EVENT_MESSAGE,
	        .channel = m->channel,
	        .message = id,
	        .thread = m->id,
	        .user = user,
	        .text = text });
}

void world_channel(
    struct world *world, int n, const char *channel, const char *action, const char *text)
{
	world_rest(world);
	net_hand_in(&world->nets[n],
	    &(struct event){
	        .kind = EVENT_CHANNEL, .channel = channel, .action = action, .text = text });
	world_rest(world);
}

static void say_link(struct world *world, int n, const char *action)
{
	world_rest(world);
	net_hand_in(&world->nets[n], &(struct event){ .kind = EVENT_LINK, .action = action });
	world_rest(world);
}

void world_away(struct world *world, int n)
{
	world->nets[n].is_away = true;
	say_link(world, n, "down");
}

void world_back(struct world *world, int n)
{
	world->nets[n].is_away = false;
	now_ms += KG_MINUTE;
	monotonic += KG_MINUTE;
	delivery_link_up(world->delivery, world->nets[n].workspace);
	say_link(world, n, "up");
}

void world_restart(struct world *world)
{
	world_rest(world);
	dispatch_event(world->dispatch, NULL,
	    &(struct event){ .kind = EVENT_START, .when = { now_ms } }, NULL);
	world_rest(world);
}

void world_reread(struct world *world, int n)
{
	say_link(world, n, "up");
}

void world_open(struct world *world)
{
	world_say(world, SLACK, "U0SHOMU",
	    "持ち回り 件名=停止後の対応方針について 号=7 理由=本日中に定める必要があるため "
	    "期限=4月14日(火)17:00 本文=窓口で受け付け、案内は市ホームページで行う。");
	(void)world_mark(world, SLACK, "U0REVIEW", "o",
	    world_find(world, SLACK, "@U0REVIEW", "庶務内確認をお願いいたします"));
	(void)world_mark(world, CITY, "@chair:city", "⭕",
	    world_find(world, CITY, "@chair:city", "持ち回りに付してよろしいか"));
	world_is(world, 1, "SELECT count(*) FROM circular WHERE state = 'open'");
	world_wait(world, 61);
}

void world_all_approve(struct world *world, const char *but)
{
	for (size_t i = 1; i < PEOPLE && strncmp(people[i].office, "secretariat", 11) != 0;
	     i++) {
		int net = people[i].slack != NULL ? SLACK : CITY;
		const char *account = net == SLACK ? people[i].slack : people[i].city;

		if (strstr(but, people[i].office) == NULL) {
			(void)world_mark(world, net, account, net == SLACK ? "o" : "⭕",
			    world_find(world, net, net == SLACK ? "C-COUNCIL" : "!council",
			        "持ち回りでお諮りします"));
		}
	}
}

int64_t world_number(struct world *world, const char *sql)
{
	char path[WORD + 16];
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t value;

	(void)snprintf(path, sizeof(path), "%s/kaigi.db", world->folder);
	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, "%s",
	    sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	value = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return value;
}
