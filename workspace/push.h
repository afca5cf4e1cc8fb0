#ifndef KAIGI_WORKSPACE_PUSH_H
#define KAIGI_WORKSPACE_PUSH_H

/*
 * What every page is told, numbered without gaps. The last few thousand are kept, so that a
 * page that lost its connection goes on where it was.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Takes body, adds "what" and sends it to every page. */
void push_send(const char *what, json_t *body);

void push_join(uint64_t socket); /* a page's socket wants pushes from now on */
void push_leave(uint64_t socket);
bool push_knows(int64_t since); /* whether all that came after it is still here */
void push_replay(uint64_t socket, int64_t since); /* sends it again */
void push_finish(void);

#endif
