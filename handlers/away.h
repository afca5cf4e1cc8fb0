#ifndef KAIGI_HANDLERS_AWAY_H
#define KAIGI_HANDLERS_AWAY_H

/*
 * May the chair end a circulation without reading back a network that does not answer? Pure.
 * tests/unit/law/away.tsv is its law in rows.
 *
 * A circulation ends when every card's marks were read back. A network that can't be read holds
 * it up, and first it is waited for. The chair is offered to go on without it only when each
 * network that holds it up has been away for the rule's minutes, and at least one network was
 * read: with none read nothing is known, and nothing is decided.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/time.h"

struct away_network {        /* one that has cards of the circulation */
	bool unread;         /* its cards were not all read back yet */
	struct kg_time down; /* its link broke then; 0: it is up */
};

enum away_state {
	AWAY_NONE,  /* all was read */
	AWAY_WAIT,  /* a reading is on its way, or the time has not come */
	AWAY_OFFER, /* the chair may choose */
};

struct away {
	enum away_state state;
	struct kg_time look; /* AWAY_WAIT: by time alone it is an offer then; 0: it never is */
};

struct away away_decide(
    const struct away_network *networks, size_t count, int minutes, struct kg_time now);

#endif
