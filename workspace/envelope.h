#ifndef KAIGI_WORKSPACE_ENVELOPE_H
#define KAIGI_WORKSPACE_ENVELOPE_H

/* The envelopes under way; used by socketmode.c alone, which knows the sockets. */

#include <jansson.h>
#include <stdint.h>

void envelope_acked(const char *id, int socket_number, const json_t *payload);
void envelope_socket_closed(int socket_number);
void envelope_finish(void);

/* The socket whose turn it is: its number, 0 when there is none, -1 for a ghost that swallows.
 */
int socketmode_pick(uint64_t *out_socket);

#endif
