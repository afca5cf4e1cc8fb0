#include "handlers/desk.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/circulate.h"
#include "handlers/committee.h"
#include "store/network.h"

/* A seat brings what its role brings, in the charter of the day; one that the charter of the
 * day does not have brings nothing. */
static unsigned capacity_of_seat(const struct act *act, const char *office)
{
	static const char *const roles[] = {
		[ROLE_CHAIR] = "chair", [ROLE_VICE] = "vice", [ROLE_MEMBER] = "m1"
	};
	const struct charter_seat *seat = charter_seat(act->desk->charter, office);
	unsigned own = capability_capacity(office);

	if (seat != NULL) {
		return capability_capacity(roles[seat->role]) | (own & AS_DISCLOSURE);
	}
	return charter_seat_ever(act->desk->charter, office) != NULL ? 0 : own;
}

/* A head in function, or one with 事故: away, or replaced by who acts. */
static enum kg_status find_heads(struct act *act)
{
	struct chief chief;
	const char *chair;
	bool acting;

	TRY(matter_chair(act, act->event->when, &chair, &acting));
	if (chair == NULL || strcmp(chair, act->person.id) != 0) {
		act->as =
		    (act->as & AS_CHAIR) != 0 ? (act->as ^ AS_CHAIR) | AS_CHAIR_AWAY : act->as;
	} else {
		act->as |= acting ? AS_ACTING_CHAIR : AS_CHAIR;
	}
	TRY(committee_chief(act, act->event->when, &chief));
	if (!committee_is_chief(act, &chief)) {
		act->as =
		    (act->as & AS_VICE) != 0 ? (act->as ^ AS_VICE) | AS_VICE_AWAY : act->as;
	} else {
		act->as |= chief.acting ? AS_ACTING_CHIEF : AS_VICE;
	}
	return KG_OK;
}

enum kg_status desk_find_capacities(struct act *act)
{
	struct desk *desk = act->desk;
	struct tenure *held;
	size_t count;

	act->as = 0;
	act->secretariat = "";
	TRY(offices_of(
	    desk->store, act->person.id, act->event->when, desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		act->as |= capacity_of_seat(act, held[i].office);
		if (strcmp(held[i].office, "secretariat") == 0 ||
		    strcmp(held[i].office, "reviewer") == 0) {
			act->secretariat = held[i].office;
		}
	}
	act->as = act->as == 0 ? AS_FORMER : act->as;
	return find_heads(act);
}

bool desk_may(const struct act *act, enum capability capability)
{
	return capability_of(capability, act->as) == MAY;
}

enum kg_status desk_may_person(
    struct act *act, enum capability capability, const char *person, bool *out)
{
	struct act other = *act;

	*out = false;
	if (person == NULL || person[0] == '\0') {
		return KG_OK;
	}
	other.person = (struct person){ .id = person };
	TRY(desk_find_capacities(&other)); /* the actor's too: his act may have changed them */
	*out = desk_may(&other, capability);
	return KG_OK;
}

bool desk_may_own(const struct act *act, enum capability capability, bool own)
{
	enum permission permission = capability_of(capability, act->as);

	return permission == MAY || (permission == MAY_OWN && own);
}

enum kg_status desk_may_for(
    struct act *act, enum capability capability, const char *person, bool *out)
{
	struct tenure *held;
	size_t count;
	bool own;

	*out = false;
	if (act->person.id == NULL) {
		return KG_OK;
	}
	own = strcmp(act->person.id, person) == 0;
	if ((act->as & AS_SECRETARY) != 0) {
		TRY(offices_of(act->desk->store, act->person.id, act->event->when,
		    act->desk->arena, &held, &count));
		for (size_t i = 0; i < count; i++) {
			own = own || (strcmp(held[i].office, "secretary") == 0 &&
			                 strcmp(held[i].whose, person) == 0);
		}
	}
	*out = desk_may_own(act, capability, own);
	return KG_OK;
}

enum kg_status desk_open(
    struct desk *desk, const struct event *event, struct reply *reply, struct act *out)
{
	enum kg_status st;
	int kind = WORKSPACE_SLACK;

	desk->charter = charter_at(
	    desk->charter, kg_date_of(kg_time_is_set(event->when) ? event->when : event->now));
	*out = (struct act){
		.desk = desk,
		.event = event,
		.reply = reply,
		.language = desk->settings->language,
		.secretariat = "",
	};
	if (event->user == NULL || event->from_bot || event->workspace == 0) {
		out->as = event->from_bot ? AS_STRANGER : 0;
		return KG_OK;
	}
	out->as = AS_EMPLOYEE;
	st = workspace_kind_of(desk->store, event->workspace, &kind);
	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	out->by_message = kind == WORKSPACE_MATRIX;
	st = person_of_account(desk->store, workspace_name(desk->store, event->workspace),
	    event->user, desk->arena, &out->person);
	if (st == KG_NOT_FOUND) {
		return KG_OK;
	}
	if (st != KG_OK) {
		return st;
	}
	out->language = strcmp(out->person.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
	return desk_find_capacities(out);
}

enum kg_status desk_append_fields(
    struct act *act, const char *kind, const struct ledger_field *fields, size_t count)
{
	struct ledger_entry entry = {
		.kind = kind,
		.version = 1,
		.at = act->event->now,
		.cause = act->desk->cause,
		.fields = fields,
		.field_count = count,
	};
	int64_t seq;

	return ledger_append(act->desk->store, &entry, &seq);
}

const char *desk_int(struct act *act, int64_t value)
{
	return arena_printf(act->desk->arena, "%" PRId64, value);
}

const char *desk_when(struct act *act)
{
	return desk_int(act, act->event->when.ms);
}

struct rule_value desk_rule(struct act *act, const char *key, struct kg_time at)
{
	struct rule_value value = { .document = "", .entry = 0 };

	if (rule_in_force(act->desk->store, key, at, act->desk->arena, &value) != KG_OK) {
		const struct charter *then = charter_at(act->desk->charter, kg_date_of(at));

		value =
		    (struct rule_value){ .value = charter_default(then, key), .document = "" };
	}
	return value;
}

struct rule_value desk_rule_of(
    struct act *act, const char *body, const char *key, struct kg_time at)
{
	struct rule_value value = { .document = "" };
	const char *own = arena_printf(act->desk->arena, COMMITTEES_OWN "%s", key);

	if (strcmp(body, "committee") == 0 &&
	    rule_in_force(act->desk->store, own, at, act->desk->arena, &value) == KG_OK) {
		return value;
	}
	return desk_rule(act, key, at);
}

int desk_rule_int(struct act *act, const char *key, struct kg_time at)
{
	return (int)strtol(desk_rule(act, key, at).value, NULL, 10);
}

int desk_rule_clock(struct act *act, const char *key, struct kg_time at)
{
	char *end;
	long hour = strtol(desk_rule(act, key, at).value, &end, 10);
	long minute = *end == ':' ? strtol(end + 1, NULL, 10) : 0;

	return (int)(hour * 60 + minute);
}

struct card *desk_card(struct act *act)
{
	struct card *card = arena_alloc(act->desk->arena, sizeof(*card));

	card_init(card, act->desk->arena);
	return card;
}

struct card *desk_answer(struct act *act, const char *format, ...)
{
	struct card *card = desk_card(act);
	char text[4096];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	card_title(card, "%s", text);
	act->reply->kind = REPLY_TEXT;
	act->reply->card = card;
	return card;
}

/* "3-3(4)" as 第3条の3第4項; in English as it stands. */
const char *desk_article(struct act *act, const char *article, enum language l)
{
	size_t main = strcspn(article, "-(");
	const char *rest = article + main;
	const char *out = arena_printf(act->desk->arena, "第%.*s条", (int)main, article);

	if (l != LANGUAGE_JA) {
		return article;
	}
	if (*rest == '-') {
		size_t branch = strcspn(rest + 1, "(");

		out = arena_printf(act->desk->arena, "%sの%.*s", out, (int)branch, rest + 1);
		rest += 1 + branch;
	}
	if (*rest == '(') {
		out = arena_printf(
		    act->desk->arena, "%s第%.*s項", out, (int)strcspn(rest + 1, ")"), rest + 1);
	}
	return out;
}

void desk_refuse(struct act *act, const struct command_word *word)
{
	if ((act->as & AS_CHAIR_AWAY) != 0 &&
	    capability_of(word->capability, AS_CHAIR) == MAY) {
		(void)desk_answer(act,
		    tr(act->language,
		        "「%s」は、ご不在の届出又は職務代理の間は、職務を代理する方の操作です(要綱第3条第2項)。戻られたときは「/kaigi 不在 終了」又は「/kaigi 職務代理 終了」でお知らせください。"),
		    word->name);
		return;
	}
	if (word->article != NULL) {
		(void)desk_answer(act,
		    tr(act->language,
		        "「%s」は、要綱%sにより担当の方の操作です。ご用件は庶務にお寄せください。"),
		    word->name, desk_article(act, word->article, act->language));
	} else {
		(void)desk_answer(act,
		    tr(act->language,
		        "「%s」は庶務など担当の方の操作です。ご用件は庶務にお寄せください。"),
		    word->name);
	}
}

void desk_fault(struct act *act, const char *key, const char *text)
{
	struct reply *reply = act->reply;
	struct fault *more =
	    arena_alloc(act->desk->arena, (reply->fault_count + 1) * sizeof(*more));

	if (reply->fault_count > 0) {
		memcpy(more, reply->faults, reply->fault_count * sizeof(*more));
	}
	more[reply->fault_count] = (struct fault){ key, text };
	reply->faults = more;
	reply->fault_count++;
	reply->kind = REPLY_FAULTS;
}

void desk_say_faults(struct act *act)
{
	struct fault *faults = act->reply->faults;
	size_t count = act->reply->fault_count;
	struct card *card;

	act->reply->fault_count = 0;
	card = desk_answer(act, "%s",
	    tr(act->language,
	        "恐れ入りますが、次の点をご確認のうえ、もう一度お願いいたします。まだ何も送っていません。"));
	for (size_t i = 0; i < count; i++) {
		card_line(card, LINE_PLAIN, "・%s", faults[i].text);
	}
}

bool desk_has_faults(const struct act *act)
{
	return act->reply->kind == REPLY_FAULTS;
}

enum kg_status desk_ask(
    struct act *act, struct form *form, const char *matter, const char *context)
{
	KG_AUTO_BUF struct buf packed;
	struct dialogue dialogue = {
		.workspace = act->event->workspace,
		.account = act->event->user,
		.kind = form->kind,
		.matter = matter,
		.context = context,
		.opened = act->event->now,
	};

	buf_init(&packed, 256UL * 1024);
	form->token = "";
	form_pack(form, &packed);
	dialogue.form = packed.bytes;
	dialogue.form_size = packed.size;
	TRY(dialogue_open(act->desk->store, &dialogue));
	form->token = arena_strdup(act->desk->arena, dialogue.token);
	act->reply->kind = REPLY_FORM;
	act->reply->form = form;
	return KG_OK;
}

const char *desk_answer_of(const struct act *act, const char *key)
{
	for (size_t i = 0; i < act->event->answer_count; i++) {
		if (strcmp(act->event->answers[i].key, key) == 0) {
			return act->event->answers[i].value;
		}
	}
	return "";
}

static size_t channel_total(const struct settings *settings)
{
	size_t total = 0;

	for (size_t w = 0; w < settings->workspace_count; w++) {
		total += settings->workspaces[w].channel_count;
	}
	return total;
}

enum kg_status desk_channels(
    struct act *act, const char *role, struct address **out, size_t *out_count)
{
	const struct settings *settings = act->desk->settings;
	struct address *list =
	    arena_alloc(act->desk->arena, (channel_total(settings) + 1) * sizeof(*list));
	size_t count = 0;

	for (size_t w = 0; w < settings->workspace_count; w++) {
		const struct settings_workspace *ws = &settings->workspaces[w];

		for (size_t c = 0; c < ws->channel_count; c++) {
			if (strcmp(ws->channels[c].role, role) != 0) {
				continue;
			}
			list[count] = (struct address){ .person = "",
				.language = ws->channels[c].language };
			TRY(workspace_ensure(
			    act->desk->store, ws->name, (int)ws->kind, &list[count].workspace));
			/* Settings keep the id that they were written with. */
			TRY(channel_now(act->desk->store, list[count].workspace,
			    ws->channels[c].channel, act->desk->arena,
			    &list[count].conversation));
			count++;
		}
	}
	*out = list;
	*out_count = count;
	return KG_OK;
}

enum language desk_language_of_channel(
    struct act *act, int64_t workspace, const char *conversation)
{
	const struct settings *settings = act->desk->settings;

	for (size_t w = 0; w < settings->workspace_count; w++) {
		const struct settings_workspace *ws = &settings->workspaces[w];

		for (size_t c = 0; c < ws->channel_count; c++) {
			const char *now;

			if (strcmp(workspace_name(act->desk->store, workspace), ws->name) ==
			        0 &&
			    channel_now(act->desk->store, workspace, ws->channels[c].channel,
			        act->desk->arena, &now) == KG_OK &&
			    strcmp(now, conversation) == 0) {
				return ws->channels[c].language;
			}
		}
	}
	return settings->language;
}

bool desk_in_channel(struct act *act, const char *role)
{
	struct address *channels;
	size_t count;

	if (act->event->channel == NULL ||
	    desk_channels(act, role, &channels, &count) != KG_OK) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (channels[i].workspace == act->event->workspace &&
		    strcmp(channels[i].conversation, act->event->channel) == 0) {
			return true;
		}
	}
	return false;
}

static const struct settings_workspace *workspace_named(
    const struct settings *settings, const char *name)
{
	for (size_t w = 0; w < settings->workspace_count; w++) {
		if (strcmp(settings->workspaces[w].name, name) == 0) {
			return &settings->workspaces[w];
		}
	}
	return NULL;
}

enum language desk_language_of(struct act *act, const char *person)
{
	struct person who;

	if (person_load(act->desk->store, person, act->desk->arena, &who) != KG_OK) {
		return act->desk->settings->language;
	}
	return strcmp(who.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
}

enum kg_status desk_accounts(
    struct act *act, const char *person, struct address **out, size_t *out_count)
{
	struct account *accounts;
	struct address *list;
	size_t count;
	size_t used = 0;

	TRY(accounts_of(act->desk->store, person, act->desk->arena, &accounts, &count));
	list = arena_alloc(act->desk->arena, (count + 1) * sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		const struct settings_workspace *ws =
		    workspace_named(act->desk->settings, accounts[i].workspace);

		if (ws == NULL) {
			continue; /* an account in a workspace we don't serve */
		}
		list[used] = (struct address){
			.conversation =
			    arena_printf(act->desk->arena, "@%s", accounts[i].account),
			.person = person,
			.language = desk_language_of(act, person),
		};
		TRY(workspace_ensure(
		    act->desk->store, ws->name, (int)ws->kind, &list[used].workspace));
		used++;
	}
	*out = list;
	*out_count = used;
	return KG_OK;
}

enum kg_status desk_account(
    struct act *act, const char *workspace, const char *account, struct address *out)
{
	const struct settings_workspace *ws = workspace_named(act->desk->settings, workspace);
	struct person who;
	enum kg_status st;

	if (ws == NULL) {
		return KG_NOT_FOUND;
	}
	st = person_of_account(act->desk->store, workspace, account, act->desk->arena, &who);
	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	*out = (struct address){
		.conversation = arena_printf(act->desk->arena, "@%s", account),
		.person = st == KG_OK ? who.id : "",
		.language =
		    st == KG_OK ? desk_language_of(act, who.id) : act->desk->settings->language,
	};
	return workspace_ensure(act->desk->store, ws->name, (int)ws->kind, &out->workspace);
}

static enum kg_status seed_one(
    struct act *act, const struct address *to, int64_t posting, const char *mark)
{
	struct outbox_row row = {
		.workspace = to->workspace,
		.conversation = to->conversation,
		.posting = posting,
		.waits_for = posting,
		.verb = OUTBOX_SEED,
		.priority = PRIORITY_SEED,
		.mark = mark,
	};

	return outbox_add(act->desk->store, &row);
}

static enum kg_status seed_marks(
    struct act *act, const struct address *to, int64_t posting, const struct notice *notice)
{
	const struct charter *charter = act->desk->charter;
	int kind;

	TRY(workspace_kind_of(act->desk->store, to->workspace, &kind));
	/* Its servers allow one act in five seconds: what people must read goes first. */
	if (kind == WORKSPACE_MATRIX && to->person[0] != '\0') {
		return KG_OK;
	}
	for (size_t i = 0; notice->seeds != NULL && notice->seeds[i] != NULL; i++) {
		TRY(seed_one(act, to, posting, notice->seeds[i]));
	}
	for (size_t i = 0; notice->seeds == NULL && i < charter->mark_count; i++) {
		if (charter->marks[i].answer == ANSWER_SEEN ||
		    (notice->tapped && charter->marks[i].answer != ANSWER_APPROVE)) {
			continue; /* three taps are enough to choose from */
		}
		TRY(seed_one(act, to, posting, charter->marks[i].mark));
	}
	return KG_OK;
}

/* Where a card sinks under what is said: in a room of Matrix it is pinned for whoever comes
 * later. */
static enum kg_status pin_card(
    struct act *act, const struct address *to, int64_t posting, bool everywhere)
{
	struct outbox_row row = { .workspace = to->workspace,
		.conversation = to->conversation,
		.posting = posting,
		.waits_for = posting,
		.verb = OUTBOX_PIN,
		.priority = PRIORITY_SEED };
	int kind;

	TRY(workspace_kind_of(act->desk->store, to->workspace, &kind));
	return (everywhere || kind == WORKSPACE_MATRIX) && to->person[0] == '\0'
	           ? outbox_add(act->desk->store, &row)
	           : KG_OK;
}

enum kg_status desk_post(struct act *act, const struct address *to, const struct notice *notice,
    int64_t *out_posting)
{
	KG_AUTO_BUF struct buf packed;
	struct posting posting = {
		.workspace = to->workspace,
		.conversation = to->conversation,
		.kind = notice->kind,
		.matter = notice->matter,
		.round = notice->round,
		.person = to->person,
		.state = POSTING_PLANNED,
	};
	struct outbox_row row = {
		.workspace = to->workspace,
		.conversation = to->conversation,
		.thread = notice->thread,
		.waits_for = notice->thread,
		.verb = OUTBOX_SAY,
		.priority = notice->priority,
		.expires = notice->expires,
	};

	buf_init(&packed, 256UL * 1024);
	card_pack(notice->card, &packed);
	if (packed.overflow) {
		return KG_INVALID;
	}
	TRY(posting_add(act->desk->store, &posting));
	row.posting = posting.id;
	row.body = packed.bytes;
	row.body_size = packed.size;
	TRY(outbox_add(act->desk->store, &row));
	if (notice->marked || notice->tapped) {
		TRY(seed_marks(act, to, posting.id, notice));
	}
	if (notice->marked || notice->pinned) {
		TRY(pin_card(act, to, posting.id, notice->pinned));
	}
	if (out_posting != NULL) {
		*out_posting = posting.id;
	}
	return KG_OK;
}

enum kg_status desk_attach(struct act *act, const struct address *to, int64_t posting,
    const char *sha256, const char *name)
{
	struct outbox_row row = {
		.workspace = to->workspace,
		.conversation = to->conversation,
		.thread = posting,
		.waits_for = posting,
		.verb = OUTBOX_UPLOAD,
		.priority = PRIORITY_SAY,
		.body = sha256,
		.body_size = strlen(sha256),
		.detail = name,
	};

	return outbox_add(act->desk->store, &row);
}

enum kg_status desk_tell(
    struct act *act, const char *person, const char *matter, const struct card *card)
{
	struct address *to;
	size_t count;

	TRY(desk_accounts(act, person, &to, &count));
	for (size_t i = 0; i < count; i++) {
		struct notice notice = {
			.kind = "word", .matter = matter, .priority = PRIORITY_ASK, .card = card
		};

		TRY(desk_post(act, &to[i], &notice, NULL));
	}
	return KG_OK;
}

enum kg_status desk_tell_office(struct act *act, const char *office, const char *matter,
    const char *ja_format_with_one_s, const char *argument)
{
	struct tenure *held;
	size_t count;

	TRY(holders_of(
	    act->desk->store, office, act->event->when, act->desk->arena, &held, &count));
	for (size_t i = 0; i < count; i++) {
		enum language language = desk_language_of(act, held[i].person);
		struct card *card = desk_card(act);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		card_title(card, tr(language, ja_format_with_one_s), argument);
#pragma GCC diagnostic pop
		TRY(desk_tell(act, held[i].person, matter, card));
	}
	return KG_OK;
}

enum kg_status desk_tell_actor(struct act *act, const char *matter, const struct card *card)
{
	struct address to = {
		.workspace = act->event->workspace,
		.conversation = arena_printf(act->desk->arena, "@%s", act->event->user),
		.person = act->person.id == NULL ? "" : act->person.id,
	};
	struct notice notice = {
		.kind = "word", .matter = matter, .priority = PRIORITY_ASK, .card = card
	};

	return desk_post(act, &to, &notice, NULL);
}
