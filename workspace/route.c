#include "workspace/route.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "workspace/act.h"
#include "workspace/api.h"
#include "workspace/assets.h"
#include "workspace/fault.h"
#include "workspace/files.h"
#include "workspace/hook.h"
#include "workspace/journal.h"
#include "workspace/jx.h"
#include "workspace/push.h"
#include "workspace/socketmode.h"

static const char *page_token;

void route_set_token(const char *token)
{
	page_token = token;
}

static bool begins(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool has_token(const json_t *query)
{
	const char *token = jx_text_or(query, "token", "");

	return strlen(token) == strlen(page_token) &&
	       CRYPTO_memcmp(token, page_token, strlen(page_token)) == 0;
}

/* A browser always says where a script comes from; other programs say nothing. */
static bool is_own_origin(const char *origin)
{
	char local[80];

	if (origin == NULL || strcmp(origin, server_base(false)) == 0 ||
	    strcmp(origin, server_base(true)) == 0) {
		return true;
	}
	for (int secure = 0; secure < 2; secure++) {
		(void)snprintf(local, sizeof(local), "http%s://localhost:%d",
		    secure == 1 ? "s" : "", server_port(secure == 1));
		if (strcmp(origin, local) == 0) {
			return true;
		}
	}
	return false;
}

static void answer_status(const struct server_request *request, int status, const char *text)
{
	server_answer(request->id,
	    &(struct server_answer){
	        .status = status, .type = "text/plain", .body = text, .size = strlen(text) });
}

static void answer_json(const struct server_request *request, json_t *body)
{
	server_answer_json(request->id, 200, body);
	json_decref(body);
}

static void run_act(const struct server_request *request)
{
	json_t *act = json_loadb(request->body, request->size, JSON_REJECT_DUPLICATES, NULL);

	if (json_is_object(act)) {
		act_run(request->id, false, act);
	} else {
		answer_json(request, jx_pack("{sb ss}", "ok", 0, "error", "invalid_json"));
	}
	json_decref(act);
}

static void arm_fault(const struct server_request *request)
{
	json_t *order = json_loadb(request->body, request->size, JSON_REJECT_DUPLICATES, NULL);
	bool armed = json_is_object(order) && fault_arm(order);

	json_decref(order);
	answer_json(request, armed ? jx_pack("{sb}", "ok", 1)
	                           : jx_pack("{sb ss}", "ok", 0, "error", "unknown_fault"));
}

static void control(const struct server_request *request)
{
	const char *what = request->path + strlen("/control/");

	if (strcmp(what, "act") == 0) {
		run_act(request);
	} else if (strcmp(what, "fault") == 0) {
		arm_fault(request);
	} else if (strcmp(what, "log") == 0) {
		answer_json(request, journal_since(jx_int(request->query, "since", 0)));
	} else if (strcmp(what, "pending") == 0) {
		answer_json(
		    request, jx_pack("{sb si si}", "ok", 1, "pending", socketmode_pending(),
		                 "sockets", socketmode_sockets()));
	} else {
		answer_status(request, 404, "no such control");
	}
}

static void page(const struct server_request *request)
{
	if (strcmp(request->path, "/page/upload") == 0) {
		files_take_page_upload(request);
	} else if (begins(request->path, "/page/file/")) {
		files_send_page(request);
	} else {
		answer_status(request, 404, "no such page");
	}
}

static void asset(const struct server_request *request)
{
	const struct asset *found = assets_find(request->path);
	json_t *headers;

	if (found == NULL) {
		answer_status(request, 404, "not here");
		return;
	}
	headers = jx_pack("{ss ss}", "content-security-policy",
	    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
	    "connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action "
	    "'none'",
	    "referrer-policy", "no-referrer");
	server_answer(request->id, &(struct server_answer){ .status = 200,
	                               .type = found->type,
	                               .body = (const char *)found->bytes,
	                               .size = found->size,
	                               .headers = headers });
	json_decref(headers);
}

static void on_request(const struct server_request *request)
{
	const char *path = request->path;

	if (begins(path, "/api/")) {
		api_handle(request);
	} else if (begins(path, "/files-pri/")) {
		files_send_private(request);
	} else if (begins(path, "/upload/v1/")) {
		files_take_upload(request);
	} else if (begins(path, "/hooks/")) {
		hook_handle(request);
	} else if (begins(path, "/control/") || begins(path, "/page/")) {
		if (!has_token(request->query) || !is_own_origin(request->origin)) {
			answer_status(request, 403, "wrong token or origin");
		} else if (begins(path, "/control/")) {
			control(request);
		} else {
			page(request);
		}
	} else {
		asset(request);
	}
}

static bool is_upload(const char *path)
{
	return begins(path, "/upload/v1/") || strcmp(path, "/page/upload") == 0;
}

static int upgrade(const char *path, const json_t *query, const char *origin, bool secure)
{
	(void)secure;
	if (begins(path, "/link")) {
		return socketmode_upgrade(query);
	}
	if (strcmp(path, "/page/ws") != 0) {
		return 404;
	}
	return has_token(query) && is_own_origin(origin) ? 0 : 403;
}

static void opened(uint64_t id, const char *path, const json_t *query, bool secure)
{
	(void)secure;
	if (begins(path, "/link")) {
		socketmode_opened(id, query);
	}
}

static void received(uint64_t id, const char *text, size_t size)
{
	json_t *act;

	if (socketmode_received(id, text, size)) {
		return;
	}
	act = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(act)) {
		act_run(id, true, act);
	}
	json_decref(act);
}

static void ponged(uint64_t id)
{
	(void)id; /* Slack's rule for silent clients is not known; a dead connection closes by
	             itself */
}

static void closed(uint64_t id)
{
	push_leave(id);
	socketmode_closed(id);
}

const struct server_handlers route_handlers = {
	.request = on_request,
	.is_upload = is_upload,
	.upgrade = upgrade,
	.opened = opened,
	.received = received,
	.ponged = ponged,
	.closed = closed,
};
