/*
 * Choosing and sending. A row is counted as tried and committed before it leaves: a start after
 * a kill finds it in flight and looks it up before it goes again. Cards are read or drawn in
 * that same transaction.
 */
#include "bot/delivery_parts.h"

#include "base/clock.h"
#include "store/outbox.h"
#include "store/store.h"

enum { RECHECK_MS = KG_SECOND, IDLE_WAIT_MS = 30 * KG_SECOND };

struct parcel {
	struct outbox_row row;
	struct posting posting;
	struct posting thread;
	struct card card;
	bool has_card;
	const char *direct;
	struct reaction *known;
	size_t known_count;
	const char *give_up; /* a word: it can't be sent any more; NULL: it can */
	struct adapter *adapter;
};

static struct adapter *adapter_of(const struct delivery *delivery, int64_t workspace)
{
	for (size_t i = 0; i < delivery->adapter_count; i++) {
		if (delivery->adapters[i]->workspace == workspace) {
			return delivery->adapters[i];
		}
	}
	return NULL;
}

static enum pace_kind pace_kind(enum outbox_verb verb)
{
	switch (verb) {
	case OUTBOX_SAY:
	case OUTBOX_HINT:
	case OUTBOX_UPLOAD:
		return PACE_POST;
	case OUTBOX_SHOW:
		return PACE_EDIT;
	case OUTBOX_SEED:
	case OUTBOX_UNSEED:
	case OUTBOX_READ:
	case OUTBOX_FETCH:
	case OUTBOX_PIN:
	case OUTBOX_WAIT:
	case OUTBOX_QUIET:
		return PACE_OTHER;
	}
	KG_UNREACHABLE();
}

static const char *conversation(const struct outbox_row *row)
{
	return row->conversation == NULL ? "" : row->conversation;
}

static bool is_expired(const struct outbox_row *row, struct kg_time now)
{
	return kg_time_is_set(row->expires) && now.ms >= row->expires.ms;
}

/* --- what a row needs to leave --- */

/* KG_NOT_FOUND becomes a reason to give up; disk and input/output go on to the caller. */
static enum kg_status or_give_up(struct parcel *parcel, enum kg_status status, const char *word)
{
	if (status == KG_OK || status == KG_FULL || status == KG_IO) {
		return status;
	}
	parcel->give_up = word;
	return KG_OK;
}

static enum kg_status load_postings(struct parcel *parcel, struct desk *desk)
{
	const struct outbox_row *row = &parcel->row;
	enum kg_status status = KG_OK;

	if (row->posting != 0) {
		status = or_give_up(parcel,
		    posting_load(desk->store, row->posting, desk->arena, &parcel->posting),
		    "no_posting");
	}
	if (status == KG_OK && row->thread != 0) {
		status = or_give_up(parcel,
		    posting_load(desk->store, row->thread, desk->arena, &parcel->thread),
		    "no_thread");
	}
	if (row->posting != 0 && row->verb != OUTBOX_SAY &&
	    parcel->posting.state == POSTING_GONE) {
		parcel->give_up = "posting_gone";
	}
	if (row->thread != 0 && parcel->thread.state == POSTING_GONE) {
		parcel->give_up = "thread_gone";
	}
	return status;
}

static enum kg_status load_card(
    struct delivery *delivery, struct parcel *parcel, struct desk *desk)
{
	const struct outbox_row *row = &parcel->row;
	enum kg_status status;

	if (row->verb == OUTBOX_SHOW) {
		status = delivery->options.door.render(desk, &parcel->posting, &parcel->card);
	} else if (row->verb == OUTBOX_SAY || row->verb == OUTBOX_HINT) {
		status = card_unpack(row->body, row->body_size, desk->arena, &parcel->card);
	} else {
		return KG_OK;
	}
	parcel->has_card = status == KG_OK;
	return or_give_up(parcel, status, "no_card");
}

static enum kg_status load_direct(struct parcel *parcel, struct desk *desk)
{
	const char *address = conversation(&parcel->row);
	char *channel = NULL;
	enum kg_status status;

	if (address[0] != '@') {
		return KG_OK;
	}
	status =
	    direct_get(desk->store, parcel->row.workspace, address + 1, desk->arena, &channel);
	parcel->direct = status == KG_OK ? channel : NULL;
	return status == KG_NOT_FOUND ? KG_OK : status;
}

/* The reactions we hold for what is read: the adapter asks what became of the missing ones. */
static enum kg_status load_known(struct parcel *parcel, struct desk *desk)
{
	const struct posting *posting = &parcel->posting;

	if (parcel->row.verb != OUTBOX_READ || posting->message == NULL) {
		return KG_OK;
	}
	return reaction_list(desk->store, posting->workspace, posting->channel,
	    posting->message, desk->arena, &parcel->known, &parcel->known_count);
}

/* A page whose fate stays unknown goes again, and says so: there, twice beats never. */
static void page_again(struct delivery *delivery, struct parcel *parcel, struct desk *desk)
{
	const struct again *again = again_find(delivery, parcel->row.id);

	if (parcel->row.priority != PRIORITY_PAGE || parcel->row.verb != OUTBOX_SAY ||
	    !parcel->row.ambiguous || !parcel->has_card) {
		return;
	}
	if (again == NULL || again->ambiguous_since == 0) {
		again_note(delivery, parcel->row.id, true);
		return;
	}
	if (clock_monotonic_ms() - again->ambiguous_since < PAGE_LOOK_MS) {
		return;
	}
	parcel->row.ambiguous = false;
	parcel->card.title = arena_printf(desk->arena, "【再送】%s", parcel->card.title);
}

static enum kg_status pack(struct delivery *delivery, struct parcel *parcel, struct desk *desk)
{
	enum kg_status status = outbox_begin(desk->store, parcel->row.id, desk->now);

	if (status != KG_OK || parcel->row.verb == OUTBOX_WAIT) {
		return status;
	}
	if (is_expired(&parcel->row, desk->now)) {
		parcel->give_up = "expired";
		return KG_OK;
	}
	if (parcel->row.verb == OUTBOX_HINT && parcel->row.ambiguous) {
		parcel->give_up = "ambiguous";
		return KG_OK;
	}
	status = load_postings(parcel, desk);
	if (status == KG_OK && parcel->give_up == NULL) {
		status = load_card(delivery, parcel, desk);
	}
	if (status == KG_OK && parcel->give_up == NULL) {
		status = load_direct(parcel, desk);
	}
	if (status == KG_OK && parcel->give_up == NULL) {
		status = load_known(parcel, desk);
	}
	if (status == KG_OK && parcel->give_up == NULL) {
		page_again(delivery, parcel, desk);
	}
	return status;
}

static void post(struct delivery *delivery, struct parcel *parcel)
{
	struct outbox_row *row = &parcel->row;
	struct send send = {
		.row = row,
		.posting = row->posting == 0 ? NULL : &parcel->posting,
		.thread = row->thread == 0 ? NULL : &parcel->thread,
		.card = parcel->has_card ? &parcel->card : NULL,
		.direct = parcel->direct,
		.known = parcel->known,
		.known_count = parcel->known_count,
	};
	struct send_result result = { .verdict = SEND_OK };

	if (row->verb == OUTBOX_WAIT) {
		verdict_push(delivery, row->id, &result);
	} else if (parcel->give_up != NULL) {
		result.verdict = SEND_REFUSED;
		result.error = parcel->give_up;
		verdict_push(delivery, row->id, &result);
	} else {
		KG_ASSERT(parcel->adapter != NULL);
		if (parcel->adapter->impl->send(parcel->adapter, &send) != KG_OK) {
			result.verdict = SEND_RETRY;
			verdict_push(delivery, row->id, &result);
		}
	}
}

/* --- choosing --- */

static void sooner(struct delivery *delivery, int64_t at)
{
	if (at < delivery->wake_at) {
		delivery->wake_at = at;
	}
}

/* Whether this row may go now; if it may not, wake_at knows when to look again. */
static bool may_go(struct delivery *delivery, const struct outbox_row *row, int64_t now)
{
	int64_t when;

	if (delivery->flight_count == FLIGHTS_MAX || flight_blocks(delivery, row)) {
		return false;
	}
	if (row->verb == OUTBOX_WAIT) {
		return true;
	}
	if (adapter_of(delivery, row->workspace) == NULL) {
		return false;
	}
	when = pace_when(delivery->pace, pace_kind(row->verb), row->workspace,
	    conversation(row), row->posting, now);
	if (when > now) {
		sooner(delivery, when);
		return false;
	}
	pace_spend(delivery->pace, pace_kind(row->verb), row->workspace, conversation(row),
	    row->posting, now);
	return true;
}

static size_t choose(struct delivery *delivery, const struct outbox_row *rows, size_t count,
    struct parcel *parcels)
{
	int64_t now = clock_monotonic_ms();
	size_t chosen = 0;

	for (size_t i = 0; i < count && chosen < FLIGHTS_MAX; i++) {
		if (!may_go(delivery, &rows[i], now)) {
			continue;
		}
		flight_add(delivery, &rows[i], NULL);
		parcels[chosen++] = (struct parcel){
			.row = rows[i],
			.adapter = adapter_of(delivery, rows[i].workspace),
		};
	}
	return chosen;
}

static void learn_due(struct delivery *delivery, struct kg_time now)
{
	struct kg_time due = { 0 };
	enum kg_status status = outbox_due(delivery->options.store, &due);

	delivery->next_due = (struct kg_time){ 0 };
	if (status != KG_OK) {
		return;
	}
	if (due.ms <= now.ms) {
		sooner(delivery, clock_monotonic_ms() + RECHECK_MS);
	} else {
		delivery->next_due = due;
	}
}

static enum kg_status pack_all(
    struct delivery *delivery, struct desk *desk, struct parcel *parcels, size_t count)
{
	enum kg_status status = tx_begin(desk->store);

	for (size_t i = 0; i < count && status == KG_OK; i++) {
		status = pack(delivery, &parcels[i], desk);
	}
	if (status != KG_OK) {
		tx_rollback(desk->store);
		return status;
	}
	return dispatch_commit(delivery->options.dispatch);
}

/* Where a reading looks, so that a live mark in between is noticed. */
static void note_reading(struct delivery *delivery, const struct parcel *parcel)
{
	if (parcel->row.verb == OUTBOX_READ && parcel->give_up == NULL) {
		flight_drop(delivery, parcel->row.id);
		flight_add(delivery, &parcel->row, &parcel->posting);
	}
}

static void send_round(struct delivery *delivery, struct desk *desk)
{
	struct parcel parcels[FLIGHTS_MAX];
	struct outbox_row *rows = NULL;
	size_t count = 0;
	size_t chosen;
	enum kg_status status =
	    outbox_next(desk->store, desk->now, ROWS_A_PUMP, desk->arena, &rows, &count);

	if (status != KG_OK) {
		dispatch_failed(delivery->options.dispatch, status, "outbox");
		return;
	}
	chosen = choose(delivery, rows, count, parcels);
	if (chosen == 0) {
		return;
	}
	status = pack_all(delivery, desk, parcels, chosen);
	for (size_t i = 0; i < chosen; i++) {
		if (status != KG_OK) {
			flight_drop(delivery, parcels[i].row.id);
			continue;
		}
		note_reading(delivery, &parcels[i]);
		post(delivery, &parcels[i]);
	}
	if (status != KG_OK) {
		dispatch_failed(delivery->options.dispatch, status, "outbox");
	}
}

void delivery_pump(struct delivery *delivery)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	struct desk desk;
	uint64_t commits = dispatch_commits(delivery->options.dispatch);

	if (delivery->is_stopped || dispatch_is_full(delivery->options.dispatch)) {
		return;
	}
	if (commits == delivery->seen_commits && delivery_wait_ms(delivery) > 0) {
		return;
	}
	delivery->seen_commits = commits;
	delivery->is_wanted = false;
	delivery->wake_at = clock_monotonic_ms() + IDLE_WAIT_MS;
	desk = dispatch_desk(delivery->options.dispatch, &arena);
	send_round(delivery, &desk);
	learn_due(delivery, desk.now);
}
