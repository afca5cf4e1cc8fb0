#ifndef KAIGI_BOT_SLACK_H
#define KAIGI_BOT_SLACK_H

/*
 * The Slack adapter: Socket Mode and the Web API behind bot/adapter.h. It keeps no truth. An
 * ack goes out on the socket its envelope came in on; when that socket is gone Slack delivers
 * again and the inbox knows the event.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "bot/adapter.h"
#include "bot/doctor.h"
#include "config/charter.h"

struct loop;
struct http;

/* Exit codes given to on_fatal: systemd must not start again on these. */
enum { SLACK_EXIT_REVOKED = 77, SLACK_EXIT_CONFIG = 78 };

struct slack_options { /* strings are copied */
	struct loop *loop;
	struct http *http;
	const char *api; /* "https://slack.com/api/" */
	const char *bot_token;
	const char *app_token;
	const char *proxy; /* as in http_options */
	const char *no_proxy;
	const char *ca_file;
	const char *files; /* the folder in which files/ lies: fetched into and uploaded from */
	const struct adapter_events *events;
	void *user;
	int64_t workspace;
	const char *name;
	enum language language; /* of the adapter's own few words */
};

/* Never NULL. Talks to nobody before adapter->impl->start. Its destroy comes after loop_run. */
struct adapter *slack_create(const struct slack_options *options);

/* A plain line into a channel, at once, no outbox: for alarms. Failures are logged only. */
void slack_post_alarm(struct adapter *adapter, const char *channel, const char *text);

/* Slack's clock less ours, from the last answer; false: none yet. */
bool slack_clock_skew(struct adapter *adapter, int64_t *out_ms);

/* `kaigi doctor`: asks and opens no event socket. */
struct slack_doctor_options {
	struct loop *loop;
	struct http *http;
	const char *api;
	const char *bot_token;
	const char *app_token;
	const char *const *channels; /* ids from the settings */
	size_t channel_count;
	const char *const *accounts; /* ids from the roster */
	size_t account_count;
};

/*
 * `topic`: "token", "scope", "channel", "account", "clock", "network"; `subject`: the scope,
 * channel or account concerned
 * ("" none); `what`: a short English word ("missing", "archived", "guest", "skew_ms=4200" …).
 * `on_done` comes last, once.
 */
void slack_doctor(const struct slack_doctor_options *options,
    void (*on_finding)(void *user, enum finding_level level, const char *topic,
        const char *subject, const char *what),
    void (*on_done)(void *user), void *user);

#endif
