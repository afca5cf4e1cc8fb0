#ifndef KAIGI_WORKSPACE_TLS_H
#define KAIGI_WORKSPACE_TLS_H

/*
 * The private certificate authority of one workspace, made at the first run: ca.pem, ca.key,
 * server.pem and server.key in the state folder; the server's certificate is for 127.0.0.1, ::1
 * and localhost.
 */

#include "base/status.h"

KG_MUST_CHECK enum kg_status tls_prepare(const char *directory, struct kg_error *err);

#endif
