/*
 * An adapter's note as a job. It stands behind the events it speaks of: nothing is ever noted
 * as read before it is stored.
 */
#include "bot/dispatch_parts.h"

#include <stdlib.h>

#include "store/network.h"

struct keep_job {
	struct job job;
	int64_t workspace;
	char *name;
	char *value;
};

static enum kg_status keep_run(struct job *job, struct desk *desk)
{
	struct keep_job *self = (struct keep_job *)job;

	return keep_set(desk->store, self->workspace, self->name, self->value);
}

/* What is not noted is read again; the inbox knows it. */
static enum kg_status keep_park(struct job *job, struct desk *desk, const char *why)
{
	(void)job;
	(void)desk;
	(void)why;
	return KG_OK;
}

static void keep_finish(struct job *job, bool committed)
{
	struct keep_job *self = (struct keep_job *)job;

	(void)committed;
	free(self->name);
	free(self->value);
}

static const struct job_impl keep_impl = {
	.run = keep_run,
	.park = keep_park,
	.finish = keep_finish,
};

void dispatch_keep(struct dispatch *dispatch, struct adapter *adapter, const char *name,
    const char *value, struct ack *ack)
{
	struct keep_job *self = job_create(dispatch, &keep_impl, sizeof(*self));

	self->workspace = adapter->workspace;
	self->name = mem_strdup(name);
	self->value = mem_strdup(value);
	self->job.adapter = adapter;
	self->job.ack = ack;
	dispatch_push(dispatch, &self->job);
}
