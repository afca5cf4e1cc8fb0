#ifndef KAIGI_WORKSPACE_SOCKETMODE_H
#define KAIGI_WORKSPACE_SOCKETMODE_H

/*
 * Slack's Socket Mode, the server's side: tickets, sockets, envelopes, acknowledgements,
 * retries. An envelope goes to one socket; an event that is not acknowledged goes again, a
 * command or a press does not.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum socketmode_outcome {
	SOCKETMODE_ACKED,
	SOCKETMODE_TIMED_OUT, /* delivered to a socket, no answer in the window */
	SOCKETMODE_NO_SOCKET,
};

/* Payload is NULL when the ack bore none; borrowed. Called once, and never for events. */
typedef void socketmode_done(void *arg, enum socketmode_outcome outcome, const json_t *payload);

void socketmode_send_event(json_t *payload); /* takes payload */
/* type: "slash_commands" or "interactive". Takes payload. */
void socketmode_send(
    const char *type, json_t *payload, bool wants_payload, socketmode_done *done, void *arg);

char *socketmode_new_ticket(bool secure); /* the whole wss:// address; free it */

/* The websocket's life; upgrade answers an HTTP status or 0. */
int socketmode_upgrade(const json_t *query);
void socketmode_opened(uint64_t socket, const json_t *query);
bool socketmode_received(
    uint64_t socket, const char *text, size_t size); /* false: not one of ours */
void socketmode_closed(uint64_t socket);

void socketmode_disturb(const json_t *order); /* the disconnect and close faults */
void socketmode_ghosts(int count);            /* registrations without a socket */
int socketmode_sockets(void);
int socketmode_pending(void);  /* envelopes not acknowledged yet or waiting for a retry */
void socketmode_disable(void); /* link_disabled to everybody */
void socketmode_hang_up(void); /* closes every socket without a word */
void socketmode_finish(void);

#endif
