#ifndef KAIGI_BOT_ALERTS_SETUP_H
#define KAIGI_BOT_ALERTS_SETUP_H

/* From the settings and the files of secrets to a door for alerts. */

#include "bot/adapter.h"
#include "config/settings.h"

struct loop;

struct alerts_place { /* all borrowed for the adapter's life */
	struct loop *loop;
	const struct settings_alerts *settings;
	const struct adapter_events *events;
	void *user;
};

/* The exit code: 0, or why not; prints what to do. */
int alerts_setup(const struct alerts_place *place, struct adapter **out);

#endif
