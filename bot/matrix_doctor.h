#ifndef KAIGI_BOT_MATRIX_DOCTOR_H
#define KAIGI_BOT_MATRIX_DOCTOR_H

/* `kaigi doctor` for a Matrix workspace: asks, never syncs, writes nothing. */

#include <stdbool.h>
#include <stddef.h>

#include "bot/doctor.h"
#include "config/charter.h"
#include "store/network.h"

struct http;

struct matrix_doctor_options { /* copied but for http */
	struct http *http;
	const char *api;
	const char *token; /* "" or NULL: none yet, the first start will log in */
	const char *user;  /* as in the settings; "" none */
	const char *const *channels;
	size_t channel_count;
	const char *council; /* the council's room among them; NULL: none */
	const char *const *accounts;
	size_t account_count;
	const struct direct_room *directs;
	size_t direct_count;
	size_t seeds; /* marks that the bot puts on a channel's card */
	bool has_websocket;
	enum language language;
};

/*
 * `topic`: "network", "clock", "token", "room", "account", "rate", "transport"; `subject`: the
 * room or account concerned; `what`: a sentence in the language asked for. on_done comes last,
 * once.
 */
void matrix_doctor(const struct matrix_doctor_options *options,
    void (*on_finding)(void *user, enum finding_level level, const char *topic,
        const char *subject, const char *what),
    void (*on_done)(void *user), void *user);

#endif
