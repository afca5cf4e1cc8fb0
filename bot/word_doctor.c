/*
 * `kaigi doctor`: what an operator would otherwise find out on the day it matters. Local things
 * first, then each live workspace; no event socket is opened, so a running bot loses nothing.
 * Exit 1 when something is wrong.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "bot/exit.h"
#include "bot/http.h"
#include "bot/loop.h"
#include "bot/matrix_doctor.h"
#include "bot/matrix_kept.h"
#include "bot/setup.h"
#include "bot/slack.h"
#include "store/inbox.h"
#include "store/people.h"
#include "store/store.h"

enum { IDS_MAX = 4096, SPACE_FAULT_MB = 64, SPACE_WARNING_MB = 512, BACKUP_DAYS = 8 };

struct doctor {
	const struct setup *setup;
	struct store *store; /* NULL: none yet */
	bool is_ja;
	int faults;
	int warnings;
	int asking;
	struct loop *loop;
	struct http *http;
	struct arena arena;
};

struct ids { /* to be asked about in one workspace */
	const char **channels;
	const char **accounts;
	size_t account_count;
};

struct asking { /* one workspace's questions */
	struct doctor *doctor;
	const char *workspace;
};

static void find(struct doctor *doctor, enum finding_level level, const char *topic,
    const char *subject, const char *what)
{
	static const char *const ja[] = { "良好", "注意", "異常" };
	static const char *const en[] = { "fine", "warning", "fault" };

	doctor->faults += level == FINDING_FAULT;
	doctor->warnings += level == FINDING_WARNING;
	(void)printf("[%s] %s%s%s: %s\n", doctor->is_ja ? ja[level] : en[level], topic,
	    subject[0] == '\0' ? "" : " ", subject, what);
}

static const char *pick(const struct doctor *doctor, const char *ja, const char *en)
{
	return doctor->is_ja ? ja : en;
}

/* --- here --- */

static void look_at_disk(struct doctor *doctor)
{
	const char *folder = doctor->setup->settings.state;
	struct statvfs disk;
	uint64_t free_mb;
	enum finding_level level = FINDING_FINE;

	if (statvfs(folder, &disk) != 0) {
		find(doctor, FINDING_FAULT, "disk", folder,
		    pick(doctor, "状態フォルダを開けません",
		        "the state folder can't be opened"));
		return;
	}
	free_mb = (uint64_t)disk.f_bavail * disk.f_frsize / (1024UL * 1024);
	if (free_mb < SPACE_FAULT_MB) {
		level = FINDING_FAULT;
	} else if (free_mb < SPACE_WARNING_MB) {
		level = FINDING_WARNING;
	}
	find(doctor, level, "disk", folder,
	    arena_printf(&doctor->arena,
	        doctor->is_ja ? "空き %" PRIu64 " MB" : "%" PRIu64 " MB free", free_mb));
}

static void look_at_backup(struct doctor *doctor)
{
	char *path =
	    arena_printf(&doctor->arena, "%s/last-backup", doctor->setup->settings.state);
	FILE *file = fopen(path, "re");
	char line[32] = "";
	int64_t days;

	if (file == NULL || fgets(line, sizeof(line), file) == NULL) {
		find(doctor, FINDING_WARNING, "backup", "",
		    pick(doctor, "まだ一度も取られていません(kaigi backup)",
		        "none was ever made (kaigi backup)"));
	} else {
		days = (clock_now().ms - strtoll(line, NULL, 10)) / KG_DAY;
		find(doctor, days > BACKUP_DAYS ? FINDING_WARNING : FINDING_FINE, "backup", "",
		    arena_printf(&doctor->arena,
		        doctor->is_ja ? "最後は%" PRId64 "日前です"
		                      : "the last is %" PRId64 " days old",
		        days));
	}
	if (file != NULL) {
		(void)fclose(file);
	}
}

static void look_at_parked(struct doctor *doctor)
{
	int count = 0;

	if (inbox_parked(doctor->store, &count) != KG_OK) {
		return;
	}
	find(doctor, count > 0 ? FINDING_WARNING : FINDING_FINE, "inbox", "",
	    arena_printf(&doctor->arena,
	        doctor->is_ja ? "保留された出来事 %d件" : "%d events were put aside", count));
}

static const struct charter *charter_now(const struct doctor *doctor)
{
	return charter_at(doctor->setup->charters.list, kg_date_of(clock_now()));
}

static void look_at_seat(
    struct doctor *doctor, const struct charter_seat *seat, struct kg_time now)
{
	struct tenure *tenures = NULL;
	struct account *accounts = NULL;
	size_t count = 0;
	const char *title = pick(doctor, seat->post.ja, seat->post.en);

	if (holders_of(doctor->store, seat->id, now, &doctor->arena, &tenures, &count) !=
	    KG_OK) {
		return;
	}
	if (count == 0) {
		find(doctor, FINDING_WARNING, "roster", title,
		    pick(doctor, "欠員です", "vacant"));
		return;
	}
	if (accounts_of(doctor->store, tenures[0].person, &doctor->arena, &accounts, &count) ==
	        KG_OK &&
	    count == 0) {
		find(doctor, FINDING_FAULT, "roster", title,
		    pick(
		        doctor, "在任者のアカウントがありません", "its holder has no account"));
	}
}

static void look_at_office(struct doctor *doctor, const char *office, enum finding_level level)
{
	struct tenure *tenures = NULL;
	size_t count = 0;

	if (holders_of(doctor->store, office, clock_now(), &doctor->arena, &tenures, &count) ==
	        KG_OK &&
	    count == 0) {
		find(doctor, level, "roster", office, pick(doctor, "誰もいません", "nobody"));
	}
}

static void look_at_roster(struct doctor *doctor)
{
	const struct charter_body *council = charter_body(charter_now(doctor), "council");

	for (size_t i = 0; council != NULL && i < council->seat_count; i++) {
		look_at_seat(doctor, &council->seats[i], clock_now());
	}
	look_at_office(doctor, "secretariat", FINDING_FAULT);
	look_at_office(doctor, "reviewer", FINDING_WARNING);
	look_at_office(doctor, "ciso", FINDING_WARNING);
}

/* --- the networks --- */

/* A guest of the network who is a guest on the roster too is where he belongs. */
static bool is_known_guest(struct doctor *doctor, const char *workspace, const char *account)
{
	struct person person = { .id = NULL };
	struct tenure *tenures = NULL;
	size_t count = 0;

	if (doctor->store == NULL ||
	    person_of_account(doctor->store, workspace, account, &doctor->arena, &person) !=
	        KG_OK ||
	    offices_of(doctor->store, person.id, clock_now(), &doctor->arena, &tenures,
	        &count) != KG_OK) {
		return false;
	}
	return count == 1 && strcmp(tenures[0].office, "guest") == 0;
}

static void on_finding(void *user, enum finding_level level, const char *topic,
    const char *subject, const char *what)
{
	struct asking *asking = user;

	if (level == FINDING_FAULT && strcmp(topic, "account") == 0 &&
	    strcmp(what, "guest") == 0 &&
	    is_known_guest(asking->doctor, asking->workspace, subject)) {
		level = FINDING_FINE;
	}
	find(asking->doctor, level, topic, subject, what);
}

static void on_done(void *user)
{
	struct doctor *doctor = ((struct asking *)user)->doctor;

	if (--doctor->asking == 0) {
		http_stop(doctor->http);
		loop_end(doctor->loop);
	}
}

static size_t list_accounts(
    struct doctor *doctor, const char *workspace, const char **out_ids, size_t room)
{
	struct account *accounts = NULL;
	size_t count = 0;
	size_t kept = 0;

	if (doctor->store == NULL ||
	    accounts_all(doctor->store, &doctor->arena, &accounts, &count) != KG_OK) {
		return 0;
	}
	for (size_t i = 0; i < count && kept < room; i++) {
		if (accounts[i].active && strcmp(accounts[i].workspace, workspace) == 0) {
			out_ids[kept++] = accounts[i].account;
		}
	}
	return kept;
}

static void ask_slack(struct asking *asking, const struct settings_workspace *workspace,
    const struct tokens *tokens, const struct ids *ids)
{
	struct doctor *doctor = asking->doctor;
	struct slack_doctor_options options = {
		.loop = doctor->loop,
		.http = doctor->http,
		.api = workspace->api,
		.bot_token = tokens->bot.bytes,
		.app_token = tokens->app.bytes,
		.channels = ids->channels,
		.channel_count = workspace->channel_count,
		.accounts = ids->accounts,
		.account_count = ids->account_count,
	};

	slack_doctor(&options, on_finding, on_done, asking);
}

/* Rows are numbered from 1 without gaps. 0: never started with it. */
static int64_t row_of(struct store *store, const char *workspace)
{
	for (int64_t row = 1; *workspace_name(store, row) != '\0'; row++) {
		if (strcmp(workspace_name(store, row), workspace) == 0) {
			return row;
		}
	}
	return 0;
}

static void add_directs(
    struct doctor *doctor, const char *workspace, struct matrix_doctor_options *options)
{
	struct direct_room *directs = NULL;

	if (doctor->store != NULL &&
	    direct_list(doctor->store, row_of(doctor->store, workspace), &doctor->arena,
	        &directs, &options->direct_count) == KG_OK) {
		options->directs = directs;
	}
}

static void ask_matrix(struct asking *asking, const struct settings_workspace *workspace,
    const struct tokens *tokens, const struct ids *ids)
{
	struct doctor *doctor = asking->doctor;
	struct matrix_doctor_options options = {
		.http = doctor->http,
		.api = workspace->api,
		.token = tokens->bot.size > 0 ? tokens->bot.bytes
		                              : matrix_kept_token(&doctor->arena,
		                                    &doctor->setup->settings, workspace->name),
		.user = workspace->user,
		.channels = ids->channels,
		.channel_count = workspace->channel_count,
		.accounts = ids->accounts,
		.account_count = ids->account_count,
		.seeds = charter_now(doctor)->mark_count,
		.has_websocket = *workspace->websocket != '\0',
		.language = doctor->is_ja ? LANGUAGE_JA : LANGUAGE_EN,
	};

	for (size_t i = 0; i < workspace->channel_count; i++) {
		if (strcmp(workspace->channels[i].role, "council") == 0) {
			options.council = workspace->channels[i].channel;
		}
	}
	add_directs(doctor, workspace->name, &options);
	matrix_doctor(&options, on_finding, on_done, asking);
}

static void ask_workspace(struct doctor *doctor, size_t index)
{
	const struct settings_workspace *workspace = &doctor->setup->settings.workspaces[index];
	struct asking *asking = arena_alloc(&doctor->arena, sizeof(*asking));
	struct tokens tokens = { .bot = { NULL, 0 } };
	struct ids ids = {
		.channels = arena_alloc(
		    &doctor->arena, (workspace->channel_count + 1) * sizeof(*ids.channels)),
		.accounts = arena_alloc(&doctor->arena, IDS_MAX * sizeof(*ids.accounts)),
	};

	*asking = (struct asking){ doctor, workspace->name };
	if (setup_tokens(&doctor->setup->settings, index, &tokens) != EXIT_FINE) {
		find(doctor, FINDING_FAULT, "token", workspace->name,
		    pick(doctor, "読めません", "can't be read"));
		tokens_finish(&tokens);
		return;
	}
	for (size_t i = 0; i < workspace->channel_count; i++) {
		ids.channels[i] = workspace->channels[i].channel;
	}
	ids.account_count = list_accounts(doctor, workspace->name, ids.accounts, IDS_MAX);
	doctor->asking++;
	if (workspace->kind == WORKSPACE_SLACK) {
		ask_slack(asking, workspace, &tokens, &ids);
	} else {
		ask_matrix(asking, workspace, &tokens, &ids);
	}
	tokens_finish(&tokens);
}

static void ask_all(struct doctor *doctor)
{
	const struct settings *settings = &doctor->setup->settings;
	struct secret proxy = { NULL, 0 };
	struct kg_error err = { "" };
	struct http_options options = { .no_proxy = settings->no_proxy,
		.ca_file = settings->ca_file };

	if (setup_proxy(settings, &proxy) != EXIT_FINE) {
		find(doctor, FINDING_FAULT, "network", "proxy_file", "unreadable");
		return;
	}
	doctor->loop = loop_create();
	options.loop = doctor->loop;
	options.proxy = proxy.bytes;
	doctor->asking = 1; /* ours, until all have been asked */
	if (http_create(&options, &err, &doctor->http) != KG_OK) {
		find(doctor, FINDING_FAULT, "network", "", err.text);
		loop_end(doctor->loop);
	} else {
		for (size_t i = 0; i < settings->workspace_count; i++) {
			ask_workspace(doctor, i);
		}
		on_done(&(struct asking){ .doctor = doctor });
	}
	loop_run(doctor->loop);
	http_destroy(doctor->http);
	KG_ASSERT(loop_destroy(doctor->loop) == 0);
	secret_finish(&proxy);
}

int word_doctor(const struct words *words)
{
	struct setup setup = { .is_loopback = false };
	struct doctor doctor = { .setup = &setup, .is_ja = words->language == LANGUAGE_JA };
	int code;

	setup_harden();
	code = setup_load(words, &setup);
	if (code != EXIT_FINE) {
		setup_finish(&setup);
		return code;
	}
	look_at_disk(&doctor);
	look_at_backup(&doctor);
	if (setup_open_store(&setup, true, &doctor.store) == EXIT_FINE) {
		look_at_parked(&doctor);
		look_at_roster(&doctor);
	} else {
		find(&doctor, FINDING_WARNING, "store", setup.settings.state,
		    pick(&doctor, "開けません(まだ起動していなければ正常です)",
		        "can't be opened (fine before the first start)"));
	}
	ask_all(&doctor);
	(void)printf(doctor.is_ja ? "異常 %d件、注意 %d件\n" : "%d faults, %d warnings\n",
	    doctor.faults, doctor.warnings);
	if (doctor.store != NULL) {
		store_close(doctor.store);
	}
	arena_finish(&doctor.arena);
	setup_finish(&setup);
	return doctor.faults > 0 ? EXIT_DIFFERENCE : EXIT_FINE;
}
