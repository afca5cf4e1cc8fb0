/*
 * The queue and its turns. What is kept true: an acknowledgement leaves only after the COMMIT
 * that holds its event, or as the one refusal for a full disk; each ack is given back exactly
 * once; after dispatch_end nothing is run or acknowledged.
 */
#include "bot/dispatch_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/log.h"
#include "bot/exit.h"
#include "bot/fault.h"
#include "store/dialogue.h"
#include "store/store.h"

enum { SPACE_FLOOR = 256 * 1024, DRAIN_MS = 1000, ADAPTERS_MAX = 16 };

void dispatch_list_add(struct job_list *list, struct job *job)
{
	job->next = NULL;
	if (list->last == NULL) {
		list->first = job;
	} else {
		list->last->next = job;
	}
	list->last = job;
	list->count++;
}

struct job *dispatch_list_take(struct job_list *list)
{
	struct job *job = list->first;

	if (job == NULL) {
		return NULL;
	}
	list->first = job->next;
	if (list->first == NULL) {
		list->last = NULL;
	}
	list->count--;
	job->next = NULL;
	return job;
}

void dispatch_alarm(struct dispatch *dispatch, const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	dispatch->options.alarm(dispatch->options.user, line);
}

void dispatch_end(struct dispatch *dispatch, int exit_code)
{
	if (dispatch->is_ended) {
		return;
	}
	dispatch->is_ended = true;
	dispatch->options.end(dispatch->options.user, exit_code);
}

struct desk dispatch_desk(struct dispatch *dispatch, struct arena *arena)
{
	return (struct desk){
		.store = dispatch->options.store,
		.charter = dispatch->options.charter,
		.settings = dispatch->options.settings,
		.clocks = dispatch->options.clocks,
		.arena = arena,
		.cause = "",
		.now = clock_now(),
	};
}

enum kg_status dispatch_commit(struct dispatch *dispatch)
{
	enum kg_status status = tx_commit(dispatch->options.store);

	if (status != KG_OK) {
		tx_rollback(dispatch->options.store);
		return status;
	}
	dispatch->commits++;
	fault_point("commit");
	timers_look(dispatch);
	return KG_OK;
}

enum kg_status dispatch_settle(struct dispatch *dispatch, enum kg_status status)
{
	if (status != KG_OK) {
		tx_rollback(dispatch->options.store);
		return status;
	}
	return dispatch_commit(dispatch);
}

void dispatch_enter_full(struct dispatch *dispatch)
{
	if (dispatch->is_full) {
		return;
	}
	dispatch->is_full = true;
	dispatch->probe_at = clock_monotonic_ms() + PROBE_MS;
	dispatch_alarm(
	    dispatch, "alarm=disk_full state=refusing probe_s=%d", PROBE_MS / KG_SECOND);
}

void dispatch_failed(struct dispatch *dispatch, enum kg_status status, const char *what)
{
	if (status == KG_FULL) {
		dispatch_enter_full(dispatch);
	} else if (status == KG_IO) {
		dispatch_alarm(dispatch, "alarm=storage_failed at=%s", what);
		dispatch_end(dispatch, EXIT_AGAIN);
	} else {
		dispatch_alarm(dispatch, "alarm=transaction_failed at=%s status=\"%s\"", what,
		    kg_status_text(status));
	}
}

/* --- one job --- */

static void job_free(struct job *job, bool committed)
{
	job->impl->finish(job, committed);
	arena_finish(&job->arena);
	free(job);
}

static void drop(struct job *job)
{
	if (job->ack != NULL) {
		job->adapter->impl->drop(job->adapter, job->ack);
	}
	job_free(job, false);
}

static void acknowledge(struct job *job)
{
	if (job->ack != NULL) {
		job->adapter->impl->acknowledge(job->adapter, job->ack, &job->reply);
	}
	job_free(job, true);
}

/* Whoever waits hears it now and may say it again; what nobody waits for is kept for later. */
static void refuse(struct dispatch *dispatch, struct job *job)
{
	struct desk desk;

	if (job->ack == NULL) {
		dispatch_list_add(&dispatch->held, job);
		return;
	}
	arena_finish(&job->arena);
	job->reply = (struct reply){ .kind = REPLY_NONE };
	desk = dispatch_desk(dispatch, &job->arena);
	dispatch->options.door.full(&desk, dispatch->options.settings->language, &job->reply);
	job->adapter->impl->refuse(job->adapter, job->ack, &job->reply);
	job_free(job, false);
}

static enum kg_status run(struct dispatch *dispatch, struct job *job)
{
	struct desk desk;

	arena_finish(&job->arena);
	job->reply = (struct reply){ .kind = REPLY_NONE };
	desk = dispatch_desk(dispatch, &job->arena);
	return job->impl->run(job, &desk);
}

static void park(struct dispatch *dispatch, struct job *job, enum kg_status why)
{
	struct desk desk;
	enum kg_status status = tx_begin(dispatch->options.store);

	arena_finish(&job->arena);
	job->reply = (struct reply){ .kind = REPLY_NONE };
	desk = dispatch_desk(dispatch, &job->arena);
	if (status == KG_OK) {
		status = job->impl->park(job, &desk, kg_status_text(why));
	}
	status = dispatch_settle(dispatch, status);
	if (status == KG_OK) {
		dispatch_alarm(dispatch, "alarm=event_parked why=\"%s\"", kg_status_text(why));
		dispatch->options.door.parked(
		    &desk, dispatch->options.settings->language, &job->reply);
		acknowledge(job);
		return;
	}
	dispatch_failed(dispatch, status, "park");
	if (status == KG_FULL) {
		refuse(dispatch, job);
	} else {
		drop(job);
	}
}

static void run_alone(struct dispatch *dispatch, struct job *job)
{
	enum kg_status status;

	if (dispatch->is_ended) {
		drop(job);
		return;
	}
	if (dispatch->is_full) {
		refuse(dispatch, job);
		return;
	}
	status = tx_begin(dispatch->options.store);
	if (status == KG_OK) {
		status = run(dispatch, job);
	}
	status = dispatch_settle(dispatch, status);
	switch (status) {
	case KG_OK:
		acknowledge(job);
		return;
	case KG_FULL:
		dispatch_failed(dispatch, status, "event");
		refuse(dispatch, job);
		return;
	case KG_IO:
		dispatch_failed(dispatch, status, "event");
		drop(job);
		return;
	case KG_NOT_FOUND:
	case KG_CONFLICT:
	case KG_INVALID:
	case KG_BUSY:
	case KG_NEWER:
	case KG_FOREIGN:
	case KG_DENIED:
		park(dispatch, job, status);
		return;
	}
	KG_UNREACHABLE();
}

/* --- a turn --- */

static void flush(struct adapter *const *adapters, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		adapters[i]->impl->flush(adapters[i]);
	}
}

static size_t note_adapter(struct adapter **adapters, size_t count, struct adapter *adapter)
{
	for (size_t i = 0; i < count; i++) {
		if (adapters[i] == adapter) {
			return count;
		}
	}
	if (adapter == NULL || count == ADAPTERS_MAX) {
		return count;
	}
	adapters[count] = adapter;
	return count + 1;
}

static enum kg_status run_together(struct dispatch *dispatch, const struct job_list *group)
{
	enum kg_status status = tx_begin(dispatch->options.store);

	for (struct job *job = group->first; job != NULL && status == KG_OK; job = job->next) {
		status = run(dispatch, job);
	}
	return dispatch_settle(dispatch, status);
}

static void run_group(struct dispatch *dispatch, struct job_list *group)
{
	struct adapter *adapters[ADAPTERS_MAX];
	size_t adapter_count = 0;
	enum kg_status status = KG_FULL;
	struct job *job;

	if (!dispatch->is_full) {
		status = run_together(dispatch, group);
	}
	if (status == KG_IO) {
		dispatch_failed(dispatch, status, "turn");
	}
	while ((job = dispatch_list_take(group)) != NULL) {
		adapter_count = note_adapter(adapters, adapter_count, job->adapter);
		if (status == KG_OK) {
			acknowledge(job);
		} else {
			run_alone(dispatch, job);
		}
	}
	flush(adapters, adapter_count);
}

static enum kg_status probe_write(struct dispatch *dispatch)
{
	struct store *store = dispatch->options.store;
	struct statvfs disk;
	enum kg_status status;

	if (statvfs(store_folder(store), &disk) == 0 &&
	    (uint64_t)disk.f_bavail * disk.f_frsize < SPACE_FLOOR) {
		return KG_FULL;
	}
	status = tx_begin(store);
	if (status == KG_OK) {
		status = told_once(store, "disk.probe", clock_now());
	}
	if (status == KG_OK) {
		status = told_forget(store, "disk.probe");
	}
	return dispatch_settle(dispatch, status);
}

static void probe(struct dispatch *dispatch)
{
	enum kg_status status;
	struct job *job;

	if (!dispatch->is_full || clock_monotonic_ms() < dispatch->probe_at) {
		return;
	}
	dispatch->probe_at = clock_monotonic_ms() + PROBE_MS;
	status = probe_write(dispatch);
	if (status == KG_FULL) {
		return;
	}
	if (status != KG_OK) {
		dispatch_failed(dispatch, status, "probe");
		return;
	}
	dispatch->is_full = false;
	dispatch_alarm(dispatch, "alarm=disk_full state=over held=%zu", dispatch->held.count);
	while ((job = dispatch_list_take(&dispatch->held)) != NULL) {
		dispatch_list_add(&dispatch->queue, job);
	}
}

void dispatch_turn(struct dispatch *dispatch)
{
	struct job_list group = { .count = 0 };

	if (dispatch->is_ended) {
		return;
	}
	probe(dispatch);
	while (group.count < TURN_MAX && dispatch->queue.first != NULL) {
		dispatch_list_add(&group, dispatch_list_take(&dispatch->queue));
	}
	if (group.count > 0) {
		run_group(dispatch, &group);
	}
	timers_run(dispatch);
	if (dispatch->queue.first != NULL) {
		dispatch->options.wake(dispatch->options.user);
	}
}

void dispatch_drain(struct dispatch *dispatch)
{
	int64_t until = clock_monotonic_ms() + DRAIN_MS;

	while (dispatch->queue.first != NULL && !dispatch->is_ended &&
	       clock_monotonic_ms() < until) {
		dispatch_turn(dispatch);
	}
}

/* --- the outside --- */

struct dispatch *dispatch_create(const struct dispatch_options *options)
{
	struct dispatch *dispatch = mem_alloc(sizeof(*dispatch));

	dispatch->options = *options;
	return dispatch;
}

void dispatch_on_marks(
    struct dispatch *dispatch, bool (*admit)(void *user, const struct event *event), void *user)
{
	dispatch->admit = admit;
	dispatch->admit_user = user;
}

void dispatch_destroy(struct dispatch *dispatch)
{
	struct job *job;

	if (dispatch == NULL) {
		return;
	}
	while ((job = dispatch_list_take(&dispatch->queue)) != NULL) {
		drop(job);
	}
	while ((job = dispatch_list_take(&dispatch->held)) != NULL) {
		drop(job);
	}
	free(dispatch);
}

void *job_create(struct dispatch *dispatch, const struct job_impl *impl, size_t size)
{
	struct job *job = mem_alloc(size);

	job->impl = impl;
	job->dispatch = dispatch;
	return job;
}

void dispatch_push(struct dispatch *dispatch, struct job *job)
{
	dispatch_list_add(&dispatch->queue, job);
	dispatch->options.wake(dispatch->options.user);
}

int64_t dispatch_wait_ms(const struct dispatch *dispatch)
{
	int64_t wait = SLEEP_MAX_MS;

	if (dispatch->queue.first != NULL) {
		return 0;
	}
	if (dispatch->is_full && dispatch->probe_at - clock_monotonic_ms() < wait) {
		wait = dispatch->probe_at - clock_monotonic_ms();
	}
	if (timers_may_run(dispatch) && dispatch->next_due.ms - clock_now().ms < wait) {
		wait = dispatch->next_due.ms - clock_now().ms;
	}
	return wait < 0 ? 0 : wait;
}

bool dispatch_is_idle(const struct dispatch *dispatch)
{
	bool due = kg_time_is_set(dispatch->next_due) && !dispatch->is_skewed &&
	           dispatch->next_due.ms <= clock_now().ms;

	return dispatch->queue.first == NULL && dispatch->held.first == NULL && !due;
}

bool dispatch_is_full(const struct dispatch *dispatch)
{
	return dispatch->is_full;
}

size_t dispatch_queued(const struct dispatch *dispatch)
{
	return dispatch->queue.count + dispatch->held.count;
}

uint64_t dispatch_commits(const struct dispatch *dispatch)
{
	return dispatch->commits;
}

void dispatch_clock_skew(struct dispatch *dispatch, int64_t ms)
{
	bool is_skewed = ms > SKEW_MAX_MS || ms < -SKEW_MAX_MS;

	if (is_skewed == dispatch->is_skewed) {
		return;
	}
	dispatch->is_skewed = is_skewed;
	dispatch_alarm(dispatch, "alarm=clock_skew state=%s skew_ms=%" PRId64,
	    is_skewed ? "deadlines_held" : "over", ms);
	dispatch->options.wake(dispatch->options.user);
}
