#ifndef KAIGI_WORKSPACE_ACT_H
#define KAIGI_WORKSPACE_ACT_H

/*
 * What people do, as the page and the control interface say it. An act answers now or, when it
 * waits for the app, later; an answer to somebody who is gone goes nowhere.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "workspace/model.h"

struct act {
	const json_t *fields; /* borrowed for the call */
	const char *as;       /* the person; NULL when the act names none */
	uint64_t to;          /* a websocket or a request */
	bool is_socket;
	json_t *re; /* the act's id, or NULL */
};

void act_run(uint64_t to, bool is_socket, const json_t *fields);

/* For the handlers. An act that was kept has a reference to re and no fields. */
void act_answer(const struct act *act, json_t *body); /* takes body; sets ok and re */
void act_fail(const struct act *act, const char *error);
void act_done(const struct act *act, const char *error); /* NULL: ok */
struct act *act_keep(const struct act *act);
void act_free(struct act *kept);
/* The channel named, if this person may see it; answers the failure and gives NULL otherwise.
 */
struct channel *act_channel(const struct act *act, bool must_be_member);

/* Handlers, by the file they are in. */
void act_hello(const struct act *act);
void act_history(const struct act *act);
void act_open_dm(const struct act *act);
void act_post(const struct act *act);
void act_edit(const struct act *act);
void act_delete(const struct act *act);
void act_react(const struct act *act);
void act_unreact(const struct act *act);
void act_ephemerals(const struct act *act);
void act_command(const struct act *act);
void act_button(const struct act *act);
void act_submit(const struct act *act);
void act_close_view(const struct act *act);
void act_shortcut(const struct act *act);
void act_home(const struct act *act);
void act_views(const struct act *act);
void act_channel_change(const struct act *act);
void act_person(const struct act *act);
void act_file(const struct act *act);
void act_app(const struct act *act);

#endif
