#ifndef KAIGI_TESTS_UNIT_COUNCIL_NET_H
#define KAIGI_TESTS_UNIT_COUNCIL_NET_H

/* What the world asks of its pretended servers. Private to this folder. */

#include "world.h"

extern const struct adapter_impl net_impl; /* `user` is the struct net */

/* As the server tells it: its workspace, and its time when the event has none. */
void net_hand_in(struct net *net, const struct event *event);
void net_copy(char out[WORD], const char *text); /* NULL: "" */

#endif
