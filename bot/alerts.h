#ifndef KAIGI_BOT_ALERTS_H
#define KAIGI_BOT_ALERTS_H

/*
 * The door for alerts: POST /alerts/NAME over HTTP/1.1, one request a connection. An adapter
 * like the networks, so that an alert goes the same road: 200 is said after its COMMIT, 503
 * when the disk is full, and a sender that hears neither says it again. Workspace 0; it sends
 * nothing.
 */

#include "bot/adapter.h"
#include "bot/alert_sign.h"
#include "config/settings.h"

struct loop;

struct alert_source {
	const char *name; /* borrowed for the adapter's life */
	enum alert_kind kind;
	struct secret token;
	struct secret hmac; /* bytes NULL: none */
	struct sign_book book;
};

struct alerts_options {
	struct loop *loop;
	const struct settings_alerts *settings; /* borrowed for the adapter's life */
	struct alert_source *sources;           /* malloc'd: the adapter's from now on */
	size_t source_count;
	const struct adapter_events *events;
	void *user;
};

struct adapter *alerts_create(const struct alerts_options *options);
void alert_source_finish(struct alert_source *source); /* wipes */

#endif
