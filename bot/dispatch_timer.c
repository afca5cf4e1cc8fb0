/*
 * Time as rows: the nearest due one is run, each in its own transaction, in order, with its
 * true due time as `when`; its row goes in the same transaction. dispatch signs the ledger's
 * head itself, each midnight.
 */
#include "bot/dispatch_parts.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/store.h"
#include "store/timer.h"

#define SIGN_KIND "head.sign"

void timers_look(struct dispatch *dispatch)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	struct timer timer = { .id = 0 };
	enum kg_status status = timer_next(dispatch->options.store, &arena, &timer);

	dispatch->next_due = (struct kg_time){ status == KG_OK ? timer.due.ms : 0 };
}

static struct event timer_event(const struct timer *timer)
{
	return (struct event){
		.kind = EVENT_TIMER,
		.timer = timer->id,
		.action = timer->kind,
		.text = timer->matter,
		.token = timer->detail,
		.when = timer->due,
		.now = clock_now(),
	};
}

static enum kg_status sign_head(struct store *store, struct kg_time at)
{
	char hash[LEDGER_HASH_HEX + 1] = "";
	int64_t seq = 0;
	enum kg_status status = ledger_sign(store, at);

	if (status == KG_OK) {
		status = ledger_head(store, hash, &seq);
	}
	if (status == KG_NOT_FOUND) {
		return KG_OK;
	}
	if (status == KG_OK) {
		log_info("event=head_signed seq=%" PRId64 " witness=%.*s", seq,
		    LEDGER_WITNESS_HEX, hash);
	}
	return status;
}

static enum kg_status arm_signing(struct store *store, struct kg_time now)
{
	struct kg_date tomorrow = kg_date_of(now);

	tomorrow.day++;
	return timer_set(store, SIGN_KIND, "", "", kg_date_start(tomorrow));
}

enum kg_status timers_start(struct dispatch *dispatch)
{
	struct store *store = dispatch->options.store;
	enum kg_status status = sign_head(store, clock_now());

	return status == KG_OK ? arm_signing(store, clock_now()) : status;
}

static enum kg_status fire(
    struct dispatch *dispatch, struct desk *desk, const struct timer *timer)
{
	struct event event = timer_event(timer);
	struct reply reply = { .kind = REPLY_NONE };
	/* Before the handler: it may set the same timer again. */
	enum kg_status status = timer_done(desk->store, timer->id);

	if (status != KG_OK) {
		return status;
	}
	if (strcmp(timer->kind, SIGN_KIND) == 0) {
		status = sign_head(desk->store, event.now);
		return status == KG_OK ? arm_signing(desk->store, event.now) : status;
	}
	return dispatch_take(dispatch, desk, &event, &reply, NULL);
}

static enum kg_status park(
    struct dispatch *dispatch, const struct timer *timer, enum kg_status why)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	struct desk desk = dispatch_desk(dispatch, &arena);
	struct event event = timer_event(timer);
	enum kg_status status = tx_begin(desk.store);

	if (status == KG_OK) {
		status = timer_done(desk.store, timer->id);
	}
	if (status == KG_OK) {
		status = dispatch_park_event(&desk, &event, kg_status_text(why));
	}
	status = dispatch_settle(dispatch, status);
	if (status == KG_OK) {
		dispatch_alarm(dispatch, "alarm=timer_parked kind=%s why=\"%s\"", timer->kind,
		    kg_status_text(why));
	}
	return status;
}

/* False: no more this turn. */
static bool run_nearest(struct dispatch *dispatch)
{
	KG_AUTO_ARENA struct arena arena = { NULL };
	struct desk desk = dispatch_desk(dispatch, &arena);
	struct timer timer = { .id = 0 };
	enum kg_status status = timer_next(desk.store, &arena, &timer);

	if (status == KG_NOT_FOUND || (status == KG_OK && timer.due.ms > desk.now.ms)) {
		dispatch->next_due = (struct kg_time){ status == KG_OK ? timer.due.ms : 0 };
		return false;
	}
	if (status == KG_OK) {
		status = tx_begin(desk.store);
	}
	if (status == KG_OK) {
		status = dispatch_settle(dispatch, fire(dispatch, &desk, &timer));
	}
	if (status != KG_OK && status != KG_FULL && status != KG_IO && timer.id != 0) {
		status = park(dispatch, &timer, status);
	}
	if (status != KG_OK) {
		dispatch_failed(dispatch, status, "timer");
		dispatch->timers_at = clock_monotonic_ms() + TIMER_PAUSE_MS;
		return false;
	}
	return true;
}

bool timers_may_run(const struct dispatch *dispatch)
{
	return !dispatch->is_ended && !dispatch->is_full && !dispatch->is_skewed &&
	       kg_time_is_set(dispatch->next_due) &&
	       clock_monotonic_ms() >= dispatch->timers_at;
}

void timers_run(struct dispatch *dispatch)
{
	int left = TIMERS_A_TURN;

	while (left > 0 && timers_may_run(dispatch) &&
	       dispatch->next_due.ms <= clock_now().ms && run_nearest(dispatch)) {
		left--;
	}
	if (left == 0) {
		dispatch->options.wake(dispatch->options.user);
	}
}

enum kg_status dispatch_start(struct dispatch *dispatch)
{
	struct store *store = dispatch->options.store;
	struct event event = { .kind = EVENT_START, .when = clock_now() };
	enum kg_status status = tx_begin(store);

	if (status == KG_OK) {
		status = outbox_recover(store);
	}
	if (status == KG_OK) {
		status = timers_start(dispatch);
	}
	status = dispatch_settle(dispatch, status);
	if (status == KG_OK) {
		dispatch_event(dispatch, NULL, &event, NULL);
	}
	return status;
}
