#ifndef KAIGI_WORKSPACE_FAULT_H
#define KAIGI_WORKSPACE_FAULT_H

/*
 * Faults armed over the control interface. A fault is a name, a number of times left, an
 * optional Web API method it waits for, and its numbers. Whoever can fail asks fault_take at
 * the place where it would fail.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Arms what is counted, or acts at once (disconnect, close, reset, ghost, …). False: no such
 * fault. */
bool fault_arm(const json_t *order);

/*
 * Uses up one time of the fault; NULL when it is not armed for this method (NULL: no method).
 * The order that armed it is returned, a new reference.
 */
json_t *fault_take(const char *name, const char *method);

/* The same for a call with these arguments: an order with "users" is meant only for calls whose
 * argument `users` is the same. */
json_t *fault_take_call(const char *name, const char *method, const json_t *args);

int64_t fault_ack_window_ms(void);
int64_t fault_retry_delay_ms(int attempt); /* before attempt 1, 2, 3; scaled */
void fault_finish(void);

#endif
