/*
 * Verdicts as jobs: what became of a row, its posting and its event go into one transaction.
 * Memory changes only once that has been committed.
 */
#include "bot/delivery_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "store/outbox.h"

enum outcome { OUTCOME_UNKNOWN, OUTCOME_SENT, OUTCOME_REFUSED, OUTCOME_AGAIN, OUTCOME_UNSURE };

struct verdict {
	struct job job;
	struct delivery *delivery;
	int64_t row;
	enum send_verdict verdict;
	uint32_t retry_after_ms;
	uint32_t jitter;
	char *channel;
	char *message;
	char *error;
	enum outcome outcome; /* set by run */
};

int64_t delivery_backoff_ms(int attempts, uint32_t retry_after_ms, uint32_t jitter)
{
	int64_t tries = attempts < 1 ? 1 : (attempts > 100 ? 100 : attempts);
	int64_t wait = tries * tries * KG_SECOND;

	if (retry_after_ms > 0) {
		return retry_after_ms;
	}
	if (wait > BACKOFF_MAX_MS) {
		wait = BACKOFF_MAX_MS;
	}
	return wait - wait / 10 + (int64_t)(jitter % 1000) * (wait / 5) / 1000;
}

static enum outcome outcome_of(
    const struct verdict *verdict, const struct outbox_row *row, bool is_stale)
{
	switch (verdict->verdict) {
	case SEND_OK:
		return is_stale ? OUTCOME_AGAIN : OUTCOME_SENT;
	case SEND_RETRY:
		return OUTCOME_AGAIN;
	case SEND_REFUSED:
		return OUTCOME_REFUSED;
	case SEND_AMBIGUOUS:
		/* At most once: better not said than said twice. */
		return row->verb == OUTBOX_HINT ? OUTCOME_REFUSED : OUTCOME_UNSURE;
	}
	KG_UNREACHABLE();
}

static enum kg_status try_again(
    struct verdict *verdict, struct desk *desk, const struct outbox_row *row)
{
	bool is_unsure = verdict->outcome == OUTCOME_UNSURE;
	int64_t wait =
	    delivery_backoff_ms(row->attempts, verdict->retry_after_ms, verdict->jitter);

	/* A reading that a live mark overtook: at once a few times, then when it is quieter. */
	if (verdict->verdict == SEND_OK) {
		wait = row->attempts < READS_MAX
		           ? 0
		           : delivery_backoff_ms(
		                 row->attempts - READS_MAX + 1, 0, verdict->jitter);
	}
	if (is_unsure && row->priority == PRIORITY_PAGE && wait > PAGE_AGAIN_MS) {
		wait = PAGE_AGAIN_MS;
	}
	log_info("event=send_again outbox=%lld attempts=%d wait_ms=%lld ambiguous=%d error=%s",
	    (long long)row->id, row->attempts, (long long)wait, (int)is_unsure,
	    verdict->error == NULL ? "" : verdict->error);
	return outbox_retry(desk->store, row->id, kg_time_add(desk->now, wait), is_unsure);
}

static enum kg_status settle_row(
    struct verdict *verdict, struct desk *desk, const struct outbox_row *row)
{
	bool is_posting = row->verb == OUTBOX_SAY && row->posting != 0;
	enum kg_status status = KG_OK;

	if (verdict->outcome == OUTCOME_SENT) {
		if (is_posting && verdict->channel != NULL && verdict->message != NULL) {
			status = posting_set_live(desk->store, row->posting, verdict->channel,
			    verdict->message, desk->now);
		}
		return status == KG_OK ? outbox_finish(desk->store, row->id, true, "") : status;
	}
	if (is_posting) {
		status = posting_set_state(desk->store, row->posting, POSTING_GONE);
	}
	if (status != KG_OK) {
		return status;
	}
	return outbox_finish(
	    desk->store, row->id, false, verdict->error == NULL ? "" : verdict->error);
}

static struct event sent_event(
    const struct verdict *verdict, struct desk *desk, const struct outbox_row *row)
{
	return (struct event){
		.kind = EVENT_SENT,
		.workspace = row->workspace,
		.id = arena_printf(desk->arena, "sent:%s", row->key),
		.channel = verdict->channel,
		.message = verdict->message,
		.action = verdict->outcome == OUTCOME_SENT ? "ok" : "refused",
		.text = verdict->error,
		.outbox = row->id,
		.when = desk->now,
		.now = desk->now,
	};
}

/* Row, outcome and, when it is final, the event. KG_NOT_FOUND: nothing is left to do. */
static enum kg_status prepare(struct verdict *verdict, struct desk *desk,
    struct outbox_row *out_row, struct event *out_event)
{
	const struct flight *flight = flight_find(verdict->delivery, verdict->row);
	enum kg_status status = outbox_load(desk->store, verdict->row, desk->arena, out_row);

	if (status != KG_OK) {
		return status;
	}
	verdict->outcome = outcome_of(verdict, out_row, flight != NULL && flight->is_stale);
	*out_event = sent_event(verdict, desk, out_row);
	return KG_OK;
}

static bool is_final(const struct verdict *verdict)
{
	return verdict->outcome == OUTCOME_SENT || verdict->outcome == OUTCOME_REFUSED;
}

/* The network makes a page wait: who waits for its answer hears of it, once. */
static bool is_held_page(const struct verdict *verdict, const struct outbox_row *row)
{
	return verdict->verdict == SEND_RETRY && row->priority == PRIORITY_PAGE &&
	       row->verb == OUTBOX_SAY && row->attempts == 1 && verdict->retry_after_ms > 0;
}

static enum kg_status verdict_run(struct job *job, struct desk *desk)
{
	struct verdict *verdict = (struct verdict *)job;
	struct outbox_row row = { .id = 0 };
	struct event event = { .workspace = 0 };
	struct reply reply = { .kind = REPLY_NONE };
	enum kg_status status = prepare(verdict, desk, &row, &event);

	if (status != KG_OK) {
		return status == KG_NOT_FOUND ? KG_OK : status;
	}
	if (!is_final(verdict)) {
		status = try_again(verdict, desk, &row);
		if (status != KG_OK || !is_held_page(verdict, &row)) {
			return status;
		}
		event.action = "held";
		event.id = arena_printf(desk->arena, "held:%s", row.key);
		return dispatch_take(job->dispatch, desk, &event, &reply, NULL);
	}
	status = settle_row(verdict, desk, &row);
	if (status != KG_OK) {
		return status;
	}
	return dispatch_take(job->dispatch, desk, &event, &reply, NULL);
}

static enum kg_status verdict_park(struct job *job, struct desk *desk, const char *why)
{
	struct verdict *verdict = (struct verdict *)job;
	struct outbox_row row = { .id = 0 };
	struct event event = { .workspace = 0 };
	enum kg_status status = prepare(verdict, desk, &row, &event);

	if (status != KG_OK) {
		return status == KG_NOT_FOUND ? KG_OK : status;
	}
	if (!is_final(verdict)) {
		verdict->outcome = OUTCOME_REFUSED;
	}
	status = settle_row(verdict, desk, &row);
	return status == KG_OK ? dispatch_park_event(desk, &event, why) : status;
}

static void verdict_finish(struct job *job, bool committed)
{
	struct verdict *verdict = (struct verdict *)job;

	if (committed) {
		flight_drop(verdict->delivery, verdict->row);
		if (is_final(verdict) || verdict->outcome == OUTCOME_UNKNOWN) {
			again_drop(verdict->delivery, verdict->row);
		} else {
			again_note(verdict->delivery, verdict->row,
			    verdict->outcome == OUTCOME_UNSURE);
		}
		verdict->delivery->is_wanted = true;
	}
	free(verdict->channel);
	free(verdict->message);
	free(verdict->error);
}

static const struct job_impl verdict_impl = {
	.run = verdict_run,
	.park = verdict_park,
	.finish = verdict_finish,
};

static char *dup_or_null(const char *text)
{
	return text == NULL ? NULL : mem_strdup(text);
}

void verdict_push(struct delivery *delivery, int64_t row, const struct send_result *result)
{
	struct dispatch *dispatch = delivery->options.dispatch;
	struct verdict *verdict = job_create(dispatch, &verdict_impl, sizeof(*verdict));

	verdict->delivery = delivery;
	verdict->row = row;
	verdict->verdict = result->verdict;
	verdict->retry_after_ms = result->retry_after_ms;
	random_bytes(&verdict->jitter, sizeof(verdict->jitter));
	verdict->channel = dup_or_null(result->channel);
	verdict->message = dup_or_null(result->message);
	verdict->error = dup_or_null(result->error);
	dispatch_push(dispatch, &verdict->job);
}

void delivery_sent(struct delivery *delivery, int64_t outbox, const struct send_result *result)
{
	const struct flight *flight = flight_find(delivery, outbox);
	int64_t now = clock_monotonic_ms();
	int64_t wait = result->retry_after_ms == 0 ? NETWORK_HOLD_MS : result->retry_after_ms;

	if (flight != NULL && result->hold == HOLD_NETWORK) {
		pace_hold_network(delivery->pace, flight->workspace, now + wait);
	} else if (flight != NULL && result->hold == HOLD_CONVERSATION) {
		pace_hold(delivery->pace, flight->workspace, flight->conversation, now + wait);
	}
	verdict_push(delivery, outbox, result);
}

/* --- the direct channel of an account, learnt on the way --- */

struct direct {
	struct job job;
	int64_t workspace;
	char *account;
	char *channel;
};

static enum kg_status direct_run(struct job *job, struct desk *desk)
{
	const struct direct *direct = (const struct direct *)job;

	return direct_set(desk->store, direct->workspace, direct->account, direct->channel);
}

/* It will be opened again. */
static enum kg_status direct_park(struct job *job, struct desk *desk, const char *why)
{
	(void)job;
	(void)desk;
	(void)why;
	return KG_OK;
}

static void direct_finish(struct job *job, bool committed)
{
	struct direct *direct = (struct direct *)job;

	(void)committed;
	free(direct->account);
	free(direct->channel);
}

static const struct job_impl direct_impl = {
	.run = direct_run,
	.park = direct_park,
	.finish = direct_finish,
};

void delivery_direct(
    struct delivery *delivery, int64_t workspace, const char *account, const char *channel)
{
	struct direct *direct =
	    job_create(delivery->options.dispatch, &direct_impl, sizeof(*direct));

	direct->workspace = workspace;
	direct->account = mem_strdup(account);
	direct->channel = mem_strdup(channel);
	dispatch_push(delivery->options.dispatch, &direct->job);
}
