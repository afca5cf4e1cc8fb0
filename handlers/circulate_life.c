/*
 * The world around a circulation: a card is deleted, a channel archived or shared, a member
 * leaves, the bot was away. Nothing that was sealed is lost by it; who must know is told.
 */

#include <stdlib.h>
#include <string.h>

#include "handlers/circulate.h"
#include "handlers/versions.h"
#include "store/network.h"

#define REREAD "link.reread"

typedef enum kg_status each_running(struct act *act, struct matter *m);

/* Every open matter, nearest deadline first. */
static enum kg_status for_each(struct act *act, each_running *call)
{
	char **numbers;
	size_t count;

	TRY(circular_numbers(
	    act->desk->store, false, 0, 1000, act->desk->arena, &numbers, &count));
	for (size_t i = 0; i < count; i++) {
		struct matter m;

		TRY(matter_load(act, numbers[i], &m));
		TRY(call(act, &m));
	}
	return KG_OK;
}

/* The same message again in the same place (or what took its place), with the seals that stand.
 */
static enum kg_status post_again(
    struct act *act, const struct matter *m, const struct posting *gone)
{
	struct card *card = desk_card(act);
	struct address to = { .workspace = gone->workspace,
		.conversation = gone->conversation,
		.person = gone->person };
	struct view view = { .person = gone->person };
	struct notice notice = { .kind = gone->kind,
		.matter = m->c.number,
		.round = m->c.round,
		.priority = PRIORITY_ASK,
		.card = card,
		.marked = true };

	to.language = gone->person[0] == '\0'
	                  ? desk_language_of_channel(act, gone->workspace, gone->conversation)
	                  : desk_language_of(act, gone->person);
	view.language = to.language;
	KG_ASSERT(card_render(act, m, gone->kind, &view, card));
	return desk_post(act, &to, &notice, NULL);
}

/* Whoever must act and has no card for it now gets one. */
static enum kg_status ask_anew(struct act *act, struct matter *m)
{
	if (m->c.state == CIRCULAR_REVIEW) {
		return start_review_again(act, m);
	}
	if (m->c.state == CIRCULAR_CONFIRM) {
		return kg_time_is_set(m->c.put) ? start_open(act, m) : start_ask_again(act, m);
	}
	return matter_is_running(m) ? settle(act, m->c.number) : KG_OK;
}

static enum kg_status replace(struct act *act, const struct posting *posting, const char *note)
{
	struct matter m;
	bool again = posting->state == POSTING_LIVE && matter_is_ballot(posting->kind);

	if (posting->state == POSTING_GONE) {
		return KG_OK;
	}
	TRY(posting_set_state(act->desk->store, posting->id, POSTING_GONE));
	TRY(matter_load(act, posting->matter, &m));
	if (!again) {
		return ask_anew(act, &m);
	}
	if (!matter_is_running(&m) || posting->round != m.c.round) {
		return KG_OK;
	}
	TRY(desk_append(act, "circular.posted", { "number", m.c.number },
	    { "when", desk_when(act) }, { "note", note }));
	TRY(post_again(act, &m, posting));
	return settle(act, m.c.number);
}

enum kg_status life_deleted(struct act *act, const struct posting *posting)
{
	return replace(act, posting,
	    "カードが削除されていたため、同じ内容で再掲示した。回答は引き継いでいる。");
}

static const char *flag_key(
    struct act *act, const char *what, int64_t workspace, const char *channel)
{
	return arena_printf(
	    act->desk->arena, "channel|%s|%lld|%s", what, (long long)workspace, channel);
}

bool life_is_shut_out(struct act *act, const struct posting *posting)
{
	return told_before(
	    act->desk->store, flag_key(act, "left", posting->workspace, posting->conversation));
}

/* Another organisation can read one of the council's channels, or we can't: nothing is decided
 * there. */
enum kg_status life_is_shared(struct act *act, bool *out)
{
	struct address *channels;
	size_t count;

	*out = false;
	TRY(desk_channels(act, "council", &channels, &count));
	for (size_t i = 0; i < count; i++) {
		static const char *const flags[] = { "shared", "encrypted" };

		for (size_t f = 0; f < sizeof(flags) / sizeof(flags[0]); f++) {
			const char *key = flag_key(
			    act, flags[f], channels[i].workspace, channels[i].conversation);

			*out = *out || told_before(act->desk->store, key);
		}
	}
	return KG_OK;
}

/* Slack does not always say that it took us out of a channel: the refusal says it. */
static enum kg_status note_shut_out(struct act *act, const struct posting *posting)
{
	const char *why = act->event->text == NULL ? "" : act->event->text;
	enum kg_status st;

	if (posting->person[0] != '\0' ||
	    (strcmp(why, "not_in_channel") != 0 && strcmp(why, "channel_not_found") != 0)) {
		return KG_OK;
	}
	st = told_once(act->desk->store,
	    flag_key(act, "left", posting->workspace, posting->conversation), act->event->now);
	if (st != KG_OK) {
		return st == KG_CONFLICT ? KG_OK : st;
	}
	return desk_tell_office(act, "secretariat", posting->matter,
	    TR_NOOP("kaigi が管理会議のチャンネルから外されました。改めて招待してください。%s"),
	    "");
}

/* A reading has ended, however: a ballot may have waited for it. */
static enum kg_status after_reading(struct act *act, const struct posting *posting)
{
	struct matter m;

	TRY(note_shut_out(act, posting));
	if (!matter_is_ballot(posting->kind)) {
		return KG_OK;
	}
	TRY(matter_load(act, posting->matter, &m));
	return matter_is_running(&m) &&
	               (m.c.state == CIRCULAR_CLOSING || kg_time_is_set(m.c.overdue))
	           ? settle(act, posting->matter)
	           : KG_OK;
}

/* One that came to stand only while the marks are read back: its own are read too, else nothing
 * would ever end the waiting for them. */
static enum kg_status after_posting(struct act *act, const struct posting *posting)
{
	struct matter m;

	if (!matter_is_ballot(posting->kind)) {
		return KG_OK;
	}
	TRY(matter_load(act, posting->matter, &m));
	return matter_is_running(&m) &&
	               (m.c.state == CIRCULAR_CLOSING || kg_time_is_set(m.c.overdue))
	           ? matter_read_one(act, posting)
	           : KG_OK;
}

static enum kg_status tell_undelivered(struct act *act, const struct posting *posting)
{
	return desk_tell_office(act, "secretariat", posting->matter,
	    TR_NOOP(
	        "【管理会議】次の方に直接のメッセージをお届けできませんでした。アカウントをご確認のうえ、別の方法でご連絡ください。%s"),
	    arena_printf(act->desk->arena, "(%s、%s)", posting->matter,
	        card_person_title(act, posting->person, LANGUAGE_JA)));
}

/* A message of any subject that did not reach the person it was for. */
enum kg_status life_undelivered(
    struct act *act, const struct outbox_row *row, const struct posting *posting)
{
	bool refused = act->event->action != NULL && strcmp(act->event->action, "refused") == 0;

	if (!refused || row->verb != OUTBOX_SAY || posting->person[0] == '\0' ||
	    strcmp(posting->kind, "word") == 0) {
		return KG_OK;
	}
	return tell_undelivered(act, posting);
}

/* The verdict on something of ours. */
enum kg_status life_sent(
    struct act *act, const struct outbox_row *row, const struct posting *posting)
{
	bool refused = act->event->action != NULL && strcmp(act->event->action, "refused") == 0;

	if (row->verb == OUTBOX_READ) {
		return after_reading(act, posting);
	}
	if (!refused) {
		return row->verb == OUTBOX_SAY ? after_posting(act, posting) : KG_OK;
	}
	if (row->verb == OUTBOX_SHOW) {
		return note_shut_out(act, posting);
	}
	if (row->verb != OUTBOX_SAY || strcmp(posting->kind, "word") == 0) {
		return KG_OK;
	}
	if (posting->person[0] == '\0') {
		TRY(note_shut_out(act, posting));
		if (!matter_is_ballot(posting->kind)) {
			return KG_OK; /* refused_note tells */
		}
		return desk_tell_office(act, "secretariat", posting->matter,
		    TR_NOOP(
		        "【管理会議】管理会議のチャンネルに掲示できませんでした。チャンネルの設定をご確認ください(%s)。構成員の皆さまへの直接のメッセージは、お送りしています。"),
		    posting->matter);
	}
	return tell_undelivered(act, posting);
}

/* A flag of a channel, as the network last said; kept among what was told. */
static enum kg_status set_flag(struct act *act, const char *what, bool on)
{
	const char *key = flag_key(act, what, act->event->workspace, act->event->channel);
	enum kg_status st;

	if (!on) {
		return told_forget(act->desk->store, key);
	}
	st = told_once(act->desk->store, key, act->event->now);
	return st == KG_CONFLICT ? KG_OK : st;
}

const char *life_channel_fault(
    struct act *act, const struct address *channel, enum language language)
{
	static const struct {
		const char *what;
		const char *text;
	} flags[] = {
		{ "shared",
		    TR_NOOP(
		        "管理会議のチャンネルが外部の組織と共有されています。表決には使えません") },
		{ "encrypted",
		    TR_NOOP(
		        "管理会議のチャンネルが暗号化されていて kaigi が読めないため、表決には使えません。暗号化していないチャンネルを設定に登録してください") },
		{ "archived", TR_NOOP("管理会議のチャンネルがアーカイブされています") },
		{ "left", TR_NOOP("管理会議のチャンネルに kaigi が参加していません") },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		const char *key =
		    flag_key(act, flags[i].what, channel->workspace, channel->conversation);

		if (told_before(act->desk->store, key)) {
			return tr(language, flags[i].text);
		}
	}
	return NULL;
}

static enum kg_status retry_held(struct act *act, struct matter *m)
{
	return m->c.state == CIRCULAR_CONFIRM ? start_open(act, m) : KG_OK;
}

/* Back in the channel: what happened to the card meanwhile was not said to us. */
static enum kg_status show_again(struct act *act, struct matter *m)
{
	if (!matter_is_running(m)) {
		return KG_OK;
	}
	TRY(start_show_card(act, m));
	TRY(matter_show(act, m, NULL));
	return matter_read_back(act, m);
}

static bool is_act(const char *kind)
{
	static const char *const acts[] = { POST_CHOICE, POST_AWAY, POST_REVIEW, POST_CONFIRM };

	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		if (strcmp(acts[i], kind) == 0) {
			return true;
		}
	}
	return matter_is_ballot(kind);
}

/* A room that was replaced keeps its messages, but nobody can answer there any more. */
static enum kg_status follow(struct act *act, struct matter *m)
{
	struct posting *list;
	size_t count;

	TRY(posting_list(act->desk->store, m->c.number, NULL, act->desk->arena, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].workspace != act->event->workspace ||
		    list[i].state != POSTING_LIVE || list[i].channel == NULL ||
		    strcmp(list[i].channel, act->event->channel) != 0 ||
		    !is_act(list[i].kind)) {
			continue;
		}
		TRY(replace(act, &list[i],
		    "チャンネルが移行されたため、移行先に同じ内容で再掲示した。回答は引き継いでいる。"));
	}
	return KG_OK;
}

static enum kg_status moved(struct act *act)
{
	const struct event *e = act->event;
	int kind;

	if (e->text == NULL || e->channel == NULL) {
		return KG_OK;
	}
	TRY(workspace_kind_of(act->desk->store, e->workspace, &kind));
	if (kind != WORKSPACE_MATRIX) {
		return channel_moved(act->desk->store, e->workspace, e->channel, e->text);
	}
	TRY(channel_replaced(act->desk->store, e->workspace, e->channel, e->text));
	TRY(for_each(act, retry_held));
	return for_each(act, follow);
}

/* The chair waits for a resolution that can't come now. */
static enum kg_status tell_chair_encrypted(struct act *act, struct matter *m)
{
	enum language l;
	struct card *card;

	if (!matter_is_running(m) || m->tally.chair == NULL) {
		return KG_OK;
	}
	l = desk_language_of(act, m->tally.chair);
	card = desk_card(act);
	card_title(card,
	    tr(l,
	        "管理会議のチャンネルで暗号化が有効になり、kaigi から読めなくなったため、持ち回り %s(%s)の確定を見合わせています。回答は直接のメッセージで引き続き承ります。庶務が、暗号化していないチャンネルを用意します。"),
	    m->c.number, m->c.title);
	return desk_tell(act, m->tally.chair, m->c.number, card);
}

/* We may speak there again: a card that was refused is posted as it is by now. */
static enum kg_status show_if_missing(struct act *act, struct matter *m)
{
	return matter_is_running(m) ? start_show_card(act, m) : KG_OK;
}

enum kg_status life_channel(struct act *act)
{
	const char *what = act->event->action;
	static const struct {
		const char *action;
		const char *flag;
		bool on;
		const char *text;
	} table[] = {
		{ "archived", "archived", true,
		    TR_NOOP(
		        "管理会議のチャンネルがアーカイブされました。回答は直接のメッセージで承ります。%s") },
		{ "unarchived", "archived", false,
		    TR_NOOP("管理会議のチャンネルのアーカイブが解除されました。%s") },
		{ "shared", "shared", true,
		    TR_NOOP(
		        "管理会議のチャンネルが外部の組織と共有されました。表決には使えませんので、共有の解除をお願いいたします。解除されるまで、議決は確定しません。%s") },
		{ "unshared", "shared", false,
		    TR_NOOP("管理会議のチャンネルの外部共有が解除されました。%s") },
		{ "encrypted", "encrypted", true,
		    TR_NOOP(
		        "管理会議のチャンネルで暗号化が有効になりました。kaigi から読めないため、表決には使えません。暗号化は元に戻せませんので、暗号化していないチャンネルを用意し、設定を改めてください。それまで、議決は確定しません。%s") },
		{ "left", "left", true,
		    TR_NOOP(
		        "kaigi が管理会議のチャンネルから外されました。改めて招待してください。%s") },
		{ "joined", "left", false,
		    TR_NOOP("kaigi が管理会議のチャンネルに参加しました。%s") },
		{ "deleted", "archived", true,
		    TR_NOOP(
		        "管理会議のチャンネルが削除されました。設定の見直しが必要です。%s") },
	};

	if (strcmp(what, "moved") == 0) {
		return moved(act);
	}
	if (!desk_in_channel(act, "council")) {
		return KG_OK;
	}
	if (strcmp(what, "allowed") == 0) {
		return for_each(act, show_if_missing);
	}
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].action, what) != 0 ||
		    (strcmp(table[i].flag, "left") == 0 && !act->event->from_bot)) {
			continue; /* members come and go; only ours shuts us out */
		}
		TRY(set_flag(act, table[i].flag, table[i].on));
		TRY(desk_tell_office(act, "secretariat", "", table[i].text, ""));
		if (strcmp(what, "encrypted") == 0) {
			TRY(for_each(act, tell_chair_encrypted));
		}
		if (!table[i].on) {
			TRY(for_each(act, retry_held));
			return for_each(act, show_again);
		}
	}
	return KG_OK;
}

enum kg_status life_account(struct act *act)
{
	bool active = strcmp(act->event->action, "reactivated") == 0;
	const char *workspace = workspace_name(act->desk->store, act->event->workspace);

	if (act->person.id == NULL) {
		return KG_OK;
	}
	TRY(desk_append(act, "account.state", { "workspace", workspace },
	    { "account", act->event->user }, { "active", active ? "1" : "0" }));
	if (active) {
		return for_each(act, retry_held);
	}
	return desk_tell_office(act, "secretariat", "",
	    TR_NOOP(
	        "名簿にある方のアカウントが使えなくなりました:%s。後任の登録又はアカウントの確認をお願いいたします。"),
	    card_person_title(act, act->person.id, LANGUAGE_JA));
}

static enum kg_status read_again(struct act *act, struct matter *m)
{
	return matter_is_running(m) ? matter_read_back(act, m) : KG_OK;
}

/* A foreign connection goes on swallowing its share: read again for an hour. */
enum { REREADS = 12, REREAD_MS = 5 * KG_MINUTE };

static enum kg_status read_later(struct act *act, int times)
{
	return timer_set(act->desk->store, REREAD, "", desk_int(act, times),
	    kg_time_add(act->event->now, REREAD_MS));
}

/* Whoever waits for a reading may wait long now. */
static enum kg_status settle_waiting(struct act *act, struct matter *m)
{
	bool waits = m->c.state == CIRCULAR_CLOSING ||
	             (matter_is_running(m) && kg_time_is_set(m->c.overdue));

	return waits ? settle(act, m->c.number) : KG_OK;
}

static enum kg_status down(struct act *act)
{
	bool changed;

	TRY(away_link_down(act, act->event->workspace, &changed));
	return changed ? for_each(act, settle_waiting) : KG_OK;
}

static enum kg_status up_again(struct act *act, struct matter *m)
{
	TRY(away_recheck(act, m));
	TRY(matter_show(act, m, POST_AWAY));
	return read_again(act, m);
}

/*
 * State follows the server, not the stream: after every start and gap, and when somebody else
 * takes a share of the events, the open cards are read.
 */
enum kg_status life_link(struct act *act)
{
	const char *what = act->event->action == NULL ? "" : act->event->action;

	if (strcmp(what, "down") == 0) {
		return down(act);
	}
	if (strcmp(what, "foreign") == 0) {
		TRY(timer_clear(act->desk->store, REREAD, ""));
		TRY(read_later(act, REREADS));
		return for_each(act, read_again);
	}
	if (strcmp(what, "up") != 0) {
		return KG_OK;
	}
	TRY(away_link_up(act, act->event->workspace));
	return for_each(act, up_again);
}

enum kg_status life_start(struct act *act)
{
	return for_each(act, read_again);
}

enum kg_status life_reread(struct act *act, const char *left)
{
	long more = strtol(left, NULL, 10) - 1;

	if (more > 0) {
		TRY(read_later(act, (int)more));
	}
	return for_each(act, read_again);
}

static enum kg_status reach_anew(struct act *act, struct matter *m)
{
	if (matter_is_running(m)) {
		TRY(start_reach(act, m, true));
	}
	return ask_anew(act, m);
}

/* Somebody came, went, or began to act: unsealed seats follow their tenure. */
enum kg_status life_roster_changed(struct act *act)
{
	struct kg_time far = kg_time_add(act->event->now, (int64_t)400 * KG_DAY);
	const struct charter *version;
	struct kg_time next;
	enum kg_status st;

	TRY(for_each(act, reach_anew));
	st = roster_change(act->desk->store, act->event->now, far, &next);
	if (st != KG_OK && st != KG_NOT_FOUND) {
		return st;
	}
	version = versions_change(act, act->event->now, st == KG_OK ? next : far);
	if (version != NULL) {
		next = kg_date_start(version->in_force);
	} else if (st == KG_NOT_FOUND) {
		return KG_OK;
	}
	return timer_set(act->desk->store, "roster.change", "", "", next);
}
