#ifndef KAIGI_WORKSPACE_ROUTE_H
#define KAIGI_WORKSPACE_ROUTE_H

/* Which address goes where, and who may: the app's addresses, the page's, the control
 * interface's. */

#include "workspace/server.h"

extern const struct server_handlers route_handlers;

/* Token and own origins must be set before the first request; the token stays the caller's. */
void route_set_token(const char *token);

#endif
