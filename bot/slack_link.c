/* clang-format off */
/*
 *   idle ─start→ asking ─granted→ dialling ─opened→ greeting ─hello→ up
 *    ↑                                                                │ refresh, overdue
 *    │                                                                ↓
 *    ├──lost── closing ←──overdue── draining ←──replaced─────────── leaving
 *    └──lost, denied── every other
 *
 * Every cell of the table is legal: too_many_websockets while connecting, a disconnect before
 * the hello and a late answer after a stop have all ended other clients.
 */
/* clang-format on */

#include "bot/slack_link.h"

#include <string.h>

#include "base/status.h"
#include "bot/slack.h"

static const char *const state_names[] = {
#define X(code, text) [code] = (text),
	LINK_STATE_LIST(X)
#undef X
};

static const char *const input_names[] = {
#define X(code, text) [code] = (text),
	LINK_INPUT_LIST(X)
#undef X
};

#define STAY(state)                                                                            \
	{                                                                                      \
		state, ACT_NONE                                                                \
	}

/* clang-format off */
static const struct link_cell table[LINK_STATES][LINK_INPUTS] = {
	[LINK_IDLE] = {
		[LINK_START] = { LINK_ASKING, ACT_ASK },
		[LINK_GRANTED] = STAY(LINK_IDLE), [LINK_DENIED] = STAY(LINK_IDLE), [LINK_BARRED] = STAY(LINK_IDLE),
		[LINK_BANNED] = STAY(LINK_IDLE), [LINK_OPENED] = STAY(LINK_IDLE), [LINK_HELLO] = STAY(LINK_IDLE),
		[LINK_REFRESH] = STAY(LINK_IDLE), [LINK_DISABLED] = STAY(LINK_IDLE), [LINK_CROWDED] = STAY(LINK_IDLE),
		[LINK_LOST] = STAY(LINK_IDLE), [LINK_OVERDUE] = STAY(LINK_IDLE), [LINK_REPLACED] = STAY(LINK_IDLE),
		[LINK_STOP] = STAY(LINK_IDLE),
	},
	[LINK_ASKING] = {
		[LINK_GRANTED] = { LINK_DIALLING, ACT_DIAL },
		[LINK_DENIED] = { LINK_IDLE, ACT_FAIL },
		[LINK_BARRED] = { LINK_IDLE, ACT_BAR },
		[LINK_BANNED] = { LINK_IDLE, ACT_FATAL },
		[LINK_OVERDUE] = { LINK_IDLE, ACT_FAIL_CANCEL },
		[LINK_STOP] = { LINK_IDLE, ACT_CANCEL },
		[LINK_START] = STAY(LINK_ASKING), [LINK_OPENED] = STAY(LINK_ASKING), [LINK_HELLO] = STAY(LINK_ASKING),
		[LINK_REFRESH] = STAY(LINK_ASKING), [LINK_DISABLED] = STAY(LINK_ASKING),
		[LINK_CROWDED] = STAY(LINK_ASKING), [LINK_LOST] = STAY(LINK_ASKING), [LINK_REPLACED] = STAY(LINK_ASKING),
	},
	[LINK_DIALLING] = {
		[LINK_OPENED] = { LINK_GREETING, ACT_NONE },
		[LINK_HELLO] = { LINK_UP, ACT_GREET },
		[LINK_REFRESH] = { LINK_CLOSING, ACT_FAIL_KILL },
		[LINK_DISABLED] = { LINK_DRAINING, ACT_BAR },
		[LINK_CROWDED] = { LINK_CLOSING, ACT_CROWD },
		[LINK_LOST] = { LINK_IDLE, ACT_FAIL },
		[LINK_OVERDUE] = { LINK_CLOSING, ACT_FAIL_KILL },
		[LINK_STOP] = { LINK_CLOSING, ACT_CLOSE },
		[LINK_START] = STAY(LINK_DIALLING), [LINK_GRANTED] = STAY(LINK_DIALLING),
		[LINK_DENIED] = STAY(LINK_DIALLING), [LINK_BARRED] = STAY(LINK_DIALLING),
		[LINK_BANNED] = STAY(LINK_DIALLING), [LINK_REPLACED] = STAY(LINK_DIALLING),
	},
	[LINK_GREETING] = {
		[LINK_HELLO] = { LINK_UP, ACT_GREET },
		[LINK_REFRESH] = { LINK_CLOSING, ACT_FAIL_KILL },
		[LINK_DISABLED] = { LINK_DRAINING, ACT_BAR },
		[LINK_CROWDED] = { LINK_CLOSING, ACT_CROWD },
		[LINK_LOST] = { LINK_IDLE, ACT_FAIL },
		[LINK_OVERDUE] = { LINK_CLOSING, ACT_FAIL_KILL },
		[LINK_STOP] = { LINK_CLOSING, ACT_CLOSE },
		[LINK_START] = STAY(LINK_GREETING), [LINK_GRANTED] = STAY(LINK_GREETING),
		[LINK_DENIED] = STAY(LINK_GREETING), [LINK_BARRED] = STAY(LINK_GREETING),
		[LINK_BANNED] = STAY(LINK_GREETING), [LINK_OPENED] = STAY(LINK_GREETING),
		[LINK_REPLACED] = STAY(LINK_GREETING),
	},
	[LINK_UP] = {
		[LINK_REFRESH] = { LINK_LEAVING, ACT_LEAVE },
		[LINK_DISABLED] = { LINK_DRAINING, ACT_BAR },
		[LINK_CROWDED] = { LINK_CLOSING, ACT_CROWD },
		[LINK_LOST] = { LINK_IDLE, ACT_FAIL },
		[LINK_OVERDUE] = { LINK_LEAVING, ACT_LEAVE },
		[LINK_STOP] = { LINK_CLOSING, ACT_CLOSE },
		[LINK_START] = STAY(LINK_UP), [LINK_GRANTED] = STAY(LINK_UP), [LINK_DENIED] = STAY(LINK_UP),
		[LINK_BARRED] = STAY(LINK_UP), [LINK_BANNED] = STAY(LINK_UP), [LINK_OPENED] = STAY(LINK_UP),
		[LINK_HELLO] = STAY(LINK_UP), [LINK_REPLACED] = STAY(LINK_UP),
	},
	[LINK_LEAVING] = {
		[LINK_DISABLED] = { LINK_DRAINING, ACT_BAR },
		[LINK_CROWDED] = { LINK_CLOSING, ACT_CROWD },
		[LINK_LOST] = { LINK_IDLE, ACT_END },
		[LINK_REPLACED] = { LINK_DRAINING, ACT_DRAIN },
		[LINK_STOP] = { LINK_CLOSING, ACT_CLOSE },
		[LINK_START] = STAY(LINK_LEAVING), [LINK_GRANTED] = STAY(LINK_LEAVING),
		[LINK_DENIED] = STAY(LINK_LEAVING), [LINK_BARRED] = STAY(LINK_LEAVING),
		[LINK_BANNED] = STAY(LINK_LEAVING), [LINK_OPENED] = STAY(LINK_LEAVING),
		[LINK_HELLO] = STAY(LINK_LEAVING), [LINK_REFRESH] = STAY(LINK_LEAVING),
		[LINK_OVERDUE] = STAY(LINK_LEAVING),
	},
	[LINK_DRAINING] = {
		[LINK_DISABLED] = { LINK_DRAINING, ACT_BAR },
		[LINK_CROWDED] = { LINK_CLOSING, ACT_CROWD },
		[LINK_LOST] = { LINK_IDLE, ACT_END },
		[LINK_OVERDUE] = { LINK_CLOSING, ACT_CLOSE },
		[LINK_STOP] = { LINK_CLOSING, ACT_CLOSE },
		[LINK_START] = STAY(LINK_DRAINING), [LINK_GRANTED] = STAY(LINK_DRAINING),
		[LINK_DENIED] = STAY(LINK_DRAINING), [LINK_BARRED] = STAY(LINK_DRAINING),
		[LINK_BANNED] = STAY(LINK_DRAINING), [LINK_OPENED] = STAY(LINK_DRAINING),
		[LINK_HELLO] = STAY(LINK_DRAINING), [LINK_REFRESH] = STAY(LINK_DRAINING),
		[LINK_REPLACED] = STAY(LINK_DRAINING),
	},
	[LINK_CLOSING] = {
		[LINK_LOST] = { LINK_IDLE, ACT_END },
		[LINK_OVERDUE] = { LINK_CLOSING, ACT_KILL },
		[LINK_START] = STAY(LINK_CLOSING), [LINK_GRANTED] = STAY(LINK_CLOSING),
		[LINK_DENIED] = STAY(LINK_CLOSING), [LINK_BARRED] = STAY(LINK_CLOSING),
		[LINK_BANNED] = STAY(LINK_CLOSING), [LINK_OPENED] = STAY(LINK_CLOSING),
		[LINK_HELLO] = STAY(LINK_CLOSING), [LINK_REFRESH] = STAY(LINK_CLOSING),
		[LINK_DISABLED] = STAY(LINK_CLOSING), [LINK_CROWDED] = STAY(LINK_CLOSING),
		[LINK_REPLACED] = STAY(LINK_CLOSING), [LINK_STOP] = STAY(LINK_CLOSING),
	},
};

static const struct link_error errors[] = {
	{ "invalid_auth", LINK_FAULT_FATAL, SLACK_EXIT_CONFIG, "the token is not known to Slack: put the app's present tokens into the token files" },
	{ "not_authed", LINK_FAULT_FATAL, SLACK_EXIT_CONFIG, "no token was sent: check the token files" },
	{ "not_allowed_token_type", LINK_FAULT_FATAL, SLACK_EXIT_CONFIG, "bot token and app-level token are mixed up: token_file holds xoxb-, app_token_file holds xapp-" },
	{ "account_inactive", LINK_FAULT_FATAL, SLACK_EXIT_REVOKED, "the app was removed from the workspace or its user deactivated: install it again" },
	{ "token_revoked", LINK_FAULT_FATAL, SLACK_EXIT_REVOKED, "the token was revoked: install the app again and replace the token files" },
	{ "token_expired", LINK_FAULT_FATAL, SLACK_EXIT_REVOKED, "the token has expired: switch token rotation off and replace it" },
	{ "user_removed_from_team", LINK_FAULT_FATAL, SLACK_EXIT_REVOKED, "the bot's user is no longer in the workspace" },
	{ "team_disabled", LINK_FAULT_FATAL, SLACK_EXIT_REVOKED, "the workspace is disabled" },
	{ "forbidden_team", LINK_FAULT_FATAL, SLACK_EXIT_CONFIG, "the app may not be used in this workspace" },
	{ "app_uninstalled", LINK_FAULT_FATAL, SLACK_EXIT_REVOKED, "the app was uninstalled: install it again" },
	{ "tokens_revoked", LINK_FAULT_FATAL, SLACK_EXIT_REVOKED, "the token was revoked: install the app again and replace the token files" },
	{ "wrong_app", LINK_FAULT_FATAL, SLACK_EXIT_CONFIG, "the two tokens belong to different apps" },
	{ "link_disabled", LINK_FAULT_SLOW, 0, "Socket Mode is switched off in the app's settings: switch it on" },
	{ "missing_scope", LINK_FAULT_SLOW, 0, "the app-level token lacks connections:write" },
	{ "access_denied", LINK_FAULT_SLOW, 0, "an administrator must approve the app" },
	{ "accesslimited", LINK_FAULT_SLOW, 0, "the workspace limits access for now" },
	{ "org_login_required", LINK_FAULT_SLOW, 0, "the organisation is being migrated" },
	{ "team_added_to_org", LINK_FAULT_SLOW, 0, "the organisation is being migrated" },
	{ "two_factor_setup_required", LINK_FAULT_SLOW, 0, "the installing person must set up two-factor authentication" },
	{ "ekm_access_denied", LINK_FAULT_SLOW, 0, "an administrator has suspended the keys of the workspace" },
	{ "insecure_request", LINK_FAULT_SLOW, 0, "the API address is not https" },
	{ "no_permission", LINK_FAULT_SLOW, 0, "the token has no right to open sockets" },
};
/* clang-format on */

static const struct link_error unknown_error = { "", LINK_FAULT_AGAIN, 0, "" };

const struct link_error *slack_link_error(const char *name)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (strcmp(errors[i].name, name) == 0) {
			return &errors[i];
		}
	}
	return &unknown_error;
}

const struct link_cell *slack_link_cell(enum link_state state, enum link_input input)
{
	KG_ASSERT(state < LINK_STATES && input < LINK_INPUTS);
	return &table[state][input];
}

const char *slack_link_state_name(enum link_state state)
{
	return state_names[state];
}

const char *slack_link_input_name(enum link_input input)
{
	return input_names[input];
}

void slack_link_init(struct slack_link *link, uint64_t seed)
{
	memset(link, 0, sizeof(*link));
	link->last_open = INT64_MIN;
	link->random = seed ? seed : 1;
	for (size_t i = 0; i < LINK_WINDOW_OPENS; i++) {
		link->failed_opens[i] = INT64_MIN;
	}
}

static void add(struct link_effects *out, enum link_effect_kind kind, int slot, int number)
{
	KG_ASSERT(out->count < sizeof(out->items) / sizeof(out->items[0]));
	out->items[out->count++] =
	    (struct link_effect){ .kind = kind, .slot = slot, .number = number };
}

static int64_t jitter(struct slack_link *link, int64_t most)
{
	link->random ^= link->random << 13;
	link->random ^= link->random >> 7;
	link->random ^= link->random << 17;
	return (int64_t)(link->random % (uint64_t)(most + 1));
}

static void hold(struct slack_link *link, int64_t until)
{
	if (until > link->not_before) {
		link->not_before = until;
	}
}

/* 0, 5, 10, 20, 40, 60, 60 … s, and up to a quarter more. */
static int64_t backoff(struct slack_link *link)
{
	int64_t ms = 0;

	if (link->failures > 1) {
		ms = 5000;
		for (int i = 2; i < link->failures && ms < 60000; i++) {
			ms *= 2;
		}
		if (ms > 60000) {
			ms = 60000;
		}
	}
	return ms + jitter(link, 500 + ms / 4);
}

static void count_failure(struct slack_link *link, int64_t now, int64_t delay_ms)
{
	link->failures++;
	if (link->owed < LINK_WANTED) {
		link->owed++;
	}
	hold(link, now + backoff(link));
	if (delay_ms > 0) {
		hold(link, now + delay_ms + jitter(link, 1000));
	}
}

static int count_of(const struct slack_link *link, enum link_state from, enum link_state to)
{
	int count = 0;

	for (int i = 0; i < LINK_SLOTS; i++) {
		if (link->slots[i].state >= from && link->slots[i].state <= to) {
			count++;
		}
	}
	return count;
}

/* Staggered: the later of two sockets that would be renewed together goes at half time, once.
 */
static int64_t renewal(const struct slack_link *link, int64_t now, int slot, int64_t lives_ms)
{
	int64_t lead;
	int64_t at;

	if (lives_ms <= 0) {
		lives_ms = 3600L * 1000;
	}
	lead = lives_ms / 5 < 60L * 1000 ? lives_ms / 5 : 60L * 1000;
	at = now + lives_ms - lead;
	for (int i = 0; i < LINK_SLOTS; i++) {
		const struct link_slot *other = &link->slots[i];
		if (i != slot && other->state == LINK_UP &&
		    other->deadline > at - lives_ms / 4 &&
		    other->deadline < at + lives_ms / 4) {
			at = now + lives_ms / 2;
		}
	}
	return at;
}

static void step(struct slack_link *link, int64_t now, int slot, enum link_input input,
    const struct link_detail *detail, struct link_effects *out);

static void greet(struct slack_link *link, int64_t now, int slot,
    const struct link_detail *detail, struct link_effects *out)
{
	int held = count_of(link, LINK_UP, LINK_CLOSING);
	int oldest = -1;

	/* Slack may not have noticed yet that one of ours went. */
	if (link->ended_at != 0 && now - link->ended_at < 3000) {
		held++;
	}
	link->slots[slot].deadline = renewal(link, now, slot, detail->lives_ms);
	/* The way works: a socket lost later waits for the spacing, not for what went before.
	 */
	if (link->failures > 1) {
		link->failures = 1;
	}
	add(out, LINK_DO_READY, slot, detail->connections);
	if (detail->connections > held) {
		add(out, LINK_SAY_FOREIGN, slot, detail->connections - held);
	}
	for (int i = 0; i < LINK_SLOTS; i++) {
		if (link->slots[i].state == LINK_LEAVING &&
		    (oldest < 0 || link->slots[i].since < link->slots[oldest].since)) {
			oldest = i;
		}
	}
	if (oldest >= 0) {
		step(link, now, oldest, LINK_REPLACED, detail, out);
	}
}

static void bar(struct slack_link *link, int64_t now)
{
	link->owed = LINK_WANTED;
	hold(link, now + LINK_SLOW_MS + jitter(link, 30L * 1000));
}

static void act(struct slack_link *link, int64_t now, int slot, enum link_act what,
    const struct link_detail *detail, struct link_effects *out)
{
	switch (what) {
	case ACT_NONE:
	case ACT_LEAVE:
	case ACT_DRAIN:
		break;
	case ACT_ASK:
		add(out, LINK_DO_ASK, slot, 0);
		break;
	case ACT_DIAL:
		add(out, LINK_DO_DIAL, slot, 0);
		break;
	case ACT_GREET:
		greet(link, now, slot, detail, out);
		break;
	case ACT_CLOSE:
		add(out, LINK_DO_CLOSE, slot, 0);
		break;
	case ACT_KILL:
		add(out, LINK_DO_KILL, slot, 0);
		break;
	case ACT_CANCEL:
		add(out, LINK_DO_CANCEL, slot, 0);
		break;
	case ACT_END:
		link->ended_at = now;
		break;
	case ACT_FAIL:
		link->ended_at = now;
		count_failure(link, now, detail->delay_ms);
		break;
	case ACT_FAIL_CANCEL:
		add(out, LINK_DO_CANCEL, slot, 0);
		count_failure(link, now, 0);
		break;
	case ACT_FAIL_KILL:
		add(out, LINK_DO_KILL, slot, 0);
		count_failure(link, now, 0);
		break;
	case ACT_BAR:
		bar(link, now);
		add(out, LINK_SAY_DISABLED, slot, 0);
		break;
	case ACT_CROWD:
		add(out, LINK_DO_CLOSE, slot, 0);
		add(out, LINK_SAY_CROWDED, slot, 0);
		count_failure(link, now, LINK_CROWD_MS + jitter(link, 30L * 1000));
		break;
	case ACT_FATAL:
		link->stopping = true;
		add(out, LINK_SAY_FATAL, slot, 0);
		break;
	}
}

static int64_t deadline_of(enum link_state state, int64_t now, int64_t present)
{
	switch (state) {
	case LINK_ASKING:
		return now + LINK_ASK_MS;
	case LINK_DIALLING:
		return now + LINK_HELLO_MS;
	case LINK_GREETING:
		return present; /* one deadline from dialling to hello */
	case LINK_DRAINING:
		return now + LINK_DRAIN_MS;
	case LINK_CLOSING:
		return now + LINK_CLOSE_MS;
	case LINK_IDLE:
	case LINK_UP: /* set by greet */
	case LINK_LEAVING:
	case LINK_STATES:
		break;
	}
	return 0;
}

static void step(struct slack_link *link, int64_t now, int slot, enum link_input input,
    const struct link_detail *detail, struct link_effects *out)
{
	struct link_slot *place = &link->slots[slot];
	const struct link_cell *cell = slack_link_cell(place->state, input);

	if (cell->next != place->state || cell->act == ACT_KILL) {
		place->state = cell->next;
		place->since = now;
		place->deadline = deadline_of(cell->next, now, place->deadline);
	}
	act(link, now, slot, cell->act, detail, out);
}

/* What the sum of the slots has become. */
static void settle(struct slack_link *link, int64_t now, struct link_effects *out)
{
	bool up = count_of(link, LINK_UP, LINK_DRAINING) > 0;

	for (int i = 0; i < LINK_SLOTS; i++) {
		if (link->slots[i].state == LINK_UP &&
		    now - link->slots[i].since >= LINK_SETTLED_MS) {
			link->failures = 0;
		}
	}
	if (up != link->up) {
		link->up = up;
		add(out, up ? LINK_SAY_UP : LINK_SAY_DOWN, -1, 0);
	}
	if (link->stopping && !link->stopped &&
	    count_of(link, LINK_IDLE, LINK_IDLE) == LINK_SLOTS) {
		link->stopped = true;
		add(out, LINK_SAY_STOPPED, -1, 0);
	}
}

static bool wants_open(const struct slack_link *link)
{
	return !link->stopping && count_of(link, LINK_ASKING, LINK_UP) < LINK_WANTED &&
	       count_of(link, LINK_ASKING, LINK_GREETING) == 0 &&
	       count_of(link, LINK_IDLE, LINK_IDLE) > 0;
}

/* The earliest time of the next open. */
static int64_t open_at(const struct slack_link *link)
{
	int64_t at = link->not_before;

	if (link->last_open != INT64_MIN && at < link->last_open + LINK_SPACING_MS) {
		at = link->last_open + LINK_SPACING_MS;
	}
	if (link->owed > 0) {
		int64_t oldest = link->failed_opens[link->failed_next];
		if (oldest != INT64_MIN && at < oldest + LINK_WINDOW_MS) {
			at = oldest + LINK_WINDOW_MS;
		}
	}
	return at;
}

static void open_one(struct slack_link *link, int64_t now, struct link_effects *out)
{
	struct link_detail none = { 0 };
	int slot = 0;

	while (link->slots[slot].state != LINK_IDLE) {
		slot++;
	}
	link->last_open = now;
	if (link->owed > 0) {
		link->owed--;
		link->failed_opens[link->failed_next] = now;
		link->failed_next = (link->failed_next + 1) % LINK_WINDOW_OPENS;
	}
	step(link, now, slot, LINK_START, &none, out);
}

void slack_link_input(struct slack_link *link, int64_t now, int slot, enum link_input input,
    const struct link_detail *detail, struct link_effects *out)
{
	struct link_detail none = { 0 };

	KG_ASSERT(slot >= 0 && slot < LINK_SLOTS && input != LINK_START);
	step(link, now, slot, input, detail ? detail : &none, out);
	settle(link, now, out);
}

void slack_link_tick(struct slack_link *link, int64_t now, struct link_effects *out)
{
	struct link_detail none = { 0 };

	for (int i = 0; i < LINK_SLOTS; i++) {
		if (link->slots[i].deadline != 0 && now >= link->slots[i].deadline) {
			link->slots[i].deadline = 0;
			step(link, now, i, LINK_OVERDUE, &none, out);
		}
	}
	if (wants_open(link) && now >= open_at(link)) {
		open_one(link, now, out);
	}
	settle(link, now, out);
}

int64_t slack_link_due(const struct slack_link *link, int64_t now)
{
	int64_t due = INT64_MAX;

	for (int i = 0; i < LINK_SLOTS; i++) {
		int64_t deadline = link->slots[i].deadline;
		if (deadline != 0 && deadline < due) {
			due = deadline;
		}
	}
	if (wants_open(link)) {
		int64_t at = open_at(link);
		due = at < due ? at : due;
	}
	return due < now ? now : due;
}

void slack_link_stop(struct slack_link *link, int64_t now, struct link_effects *out)
{
	struct link_detail none = { 0 };

	link->stopping = true;
	for (int i = 0; i < LINK_SLOTS; i++) {
		step(link, now, i, LINK_STOP, &none, out);
	}
	settle(link, now, out);
}
