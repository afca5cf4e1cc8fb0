/*
 * A connection lives until its pipe is closed and its ack is back, whichever comes last. The
 * socket's path may be longer than an address can hold: it is reached through /proc/self/fd.
 */
#include "bot/local.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "bot/loop.h"

enum { HEAD_MAX = 512, NAME_SIZE = 256, PATH_SIZE = 64, READ_SIZE = 65536, QUEUE = 4 };

struct local;

struct ack { /* a connection */
	uv_pipe_t pipe;
	uv_write_t write;
	struct local *local;
	struct buf in;
	struct buf out;
	char room[READ_SIZE];
	bool is_asked; /* dispatch holds it */
	bool is_closing;
	bool is_closed;
	struct ack *next;
};

struct local {
	struct adapter adapter;
	struct loop *loop;
	struct loop_timer *farewell;
	enum kg_status (*on_resume)(void *user, const char *name);
	uv_pipe_t listener;
	int folder_fd;
	struct ack *connections;
	bool is_listening;
	bool is_stopping;
	bool is_said;
};

static void say_closed(struct local *local)
{
	if (!local->is_stopping || local->is_said || local->is_listening ||
	    local->connections != NULL) {
		return;
	}
	local->is_said = true;
	loop_timer_start(local->farewell, 0);
}

/* An upcall may not come from inside stop: it comes a turn later. */
static void on_farewell(void *user)
{
	struct local *local = user;

	local->adapter.events->on_closed(local->adapter.user, &local->adapter);
}

static void connection_free(struct ack *connection)
{
	struct local *local = connection->local;
	struct ack **place = &local->connections;

	if (!connection->is_closed || connection->is_asked) {
		return;
	}
	while (*place != connection) {
		place = &(*place)->next;
	}
	*place = connection->next;
	buf_finish(&connection->in);
	buf_finish(&connection->out);
	free(connection);
	say_closed(local);
}

static void on_pipe_closed(uv_handle_t *handle)
{
	struct ack *connection = handle->data;

	connection->is_closed = true;
	connection_free(connection);
}

static void connection_close(struct ack *connection)
{
	if (!connection->is_closing) {
		connection->is_closing = true;
		uv_close((uv_handle_t *)&connection->pipe, on_pipe_closed);
	}
}

static void on_written(uv_write_t *write, int status)
{
	(void)status;
	connection_close(write->data);
}

static void answer(struct ack *connection, const char *word, const char *text)
{
	uv_buf_t bytes;

	if (connection->is_closing) {
		return;
	}
	buf_printf(&connection->out, "%s\n%s\n", word, text);
	bytes = uv_buf_init(connection->out.bytes, (unsigned int)connection->out.size);
	connection->write.data = connection;
	if (uv_write(&connection->write, (uv_stream_t *)&connection->pipe, &bytes, 1,
	        on_written) != 0) {
		connection_close(connection);
	}
}

/* --- a request --- */

static void ask(struct ack *connection, const char *name, const char *bytes)
{
	struct local *local = connection->local;
	struct event event = {
		.kind = EVENT_IMPORT,
		.action = name,
		.text = bytes,
		.when = clock_now(),
	};

	(void)uv_read_stop((uv_stream_t *)&connection->pipe);
	connection->is_asked = true;
	local->adapter.events->on_event(
	    local->adapter.user, &local->adapter, &event, connection);
}

static void resume(struct ack *connection, const char *name)
{
	struct local *local = connection->local;
	const char *word = "refused";
	const char *text = "unknown";

	(void)uv_read_stop((uv_stream_t *)&connection->pipe);
	switch (local->on_resume(local->adapter.user, name)) {
	case KG_OK:
		word = "ok";
		text = "resumed";
		break;
	case KG_NOT_FOUND:
		text = "running";
		break;
	case KG_INVALID:
	case KG_CONFLICT:
	case KG_FULL:
	case KG_BUSY:
	case KG_IO:
	case KG_NEWER:
	case KG_FOREIGN:
	case KG_DENIED:
		break;
	}
	answer(connection, word, text);
}

/* "import NAME SIZE\n", "resume NAME 0\n" */
static bool read_head(
    const char *head, char name[NAME_SIZE], size_t *out_size, bool *out_is_resume)
{
	static const char import_word[] = "import ";
	static const char resume_word[] = "resume ";
	size_t name_size;
	char *end;

	*out_is_resume = strncmp(head, resume_word, sizeof(resume_word) - 1) == 0;
	if (!*out_is_resume && strncmp(head, import_word, sizeof(import_word) - 1) != 0) {
		return false;
	}
	head += sizeof(import_word) - 1; /* both have the same length */
	name_size = strcspn(head, " \n");
	if (name_size == 0 || name_size >= NAME_SIZE || head[name_size] != ' ') {
		return false;
	}
	memcpy(name, head, name_size);
	name[name_size] = '\0';
	*out_size = strtoul(head + name_size + 1, &end, 10);
	return *end == '\n' && *out_size <= LOCAL_BYTES_MAX;
}

/* Nothing yet, a whole request, or nonsense. */
static void look(struct ack *connection)
{
	char name[NAME_SIZE];
	const struct buf *in = &connection->in;
	const char *line_end = memchr(in->bytes, '\n', in->size);
	size_t size = 0;
	size_t head;
	bool is_resume = false;

	if (line_end == NULL) {
		if (in->size > HEAD_MAX) {
			answer(connection, "refused", "no such request");
		}
		return;
	}
	head = (size_t)(line_end - in->bytes) + 1;
	if (!read_head(in->bytes, name, &size, &is_resume)) {
		answer(connection, "refused", "no such request");
		return;
	}
	if (in->size - head < size) {
		return;
	}
	if (in->size - head > size || !utf8_is_valid(in->bytes + head, size) ||
	    !utf8_is_valid(name, strlen(name))) {
		answer(connection, "refused",
		    "ファイルが UTF-8 ではないため、取り込めません。(The file is not UTF-8.)");
		return;
	}
	if (is_resume) {
		resume(connection, name);
	} else {
		ask(connection, name, in->bytes + head);
	}
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *out)
{
	struct ack *connection = handle->data;

	(void)wanted;
	*out = uv_buf_init(connection->room, sizeof(connection->room));
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *bytes)
{
	struct ack *connection = stream->data;

	if (size < 0) {
		connection_close(connection);
		return;
	}
	buf_add(&connection->in, bytes->base, (size_t)size);
	if (connection->in.overflow) {
		(void)uv_read_stop(stream);
		answer(connection, "refused",
		    "ファイルが大きすぎます(1 MB まで)。(The file is larger than 1 MB.)");
		return;
	}
	if (size > 0) {
		look(connection);
	}
}

static void on_connection(uv_stream_t *listener, int status)
{
	struct local *local = listener->data;
	struct ack *connection;

	if (status != 0 || local->is_stopping) {
		return;
	}
	connection = mem_alloc(sizeof(*connection));
	connection->local = local;
	connection->next = local->connections;
	local->connections = connection;
	buf_init(&connection->in, LOCAL_BYTES_MAX + HEAD_MAX);
	buf_init(&connection->out, LOCAL_BYTES_MAX);
	(void)uv_pipe_init(loop_uv(local->loop), &connection->pipe, 0);
	connection->pipe.data = connection;
	if (uv_accept(listener, (uv_stream_t *)&connection->pipe) != 0 ||
	    uv_read_start((uv_stream_t *)&connection->pipe, on_room, on_read) != 0) {
		connection_close(connection);
	}
}

/* --- the adapter's table --- */

static struct local *local_of(struct adapter *adapter)
{
	return (struct local *)adapter;
}

static enum kg_status local_start(struct adapter *adapter)
{
	struct local *local = local_of(adapter);
	char path[PATH_SIZE];
	int rc;

	(void)unlinkat(local->folder_fd, LOCAL_SOCKET, 0);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d/" LOCAL_SOCKET, local->folder_fd);
	(void)uv_pipe_init(loop_uv(local->loop), &local->listener, 0);
	local->listener.data = local;
	local->is_listening = true;
	rc = uv_pipe_bind(&local->listener, path);
	if (rc == 0 && fchmodat(local->folder_fd, LOCAL_SOCKET, 0600, 0) != 0) {
		rc = UV_EPERM;
	}
	if (rc == 0) {
		rc = uv_listen((uv_stream_t *)&local->listener, QUEUE, on_connection);
	}
	if (rc != 0) {
		log_error("event=local_socket error=%s", uv_err_name(rc));
		return KG_IO;
	}
	return KG_OK;
}

static enum kg_status local_send(struct adapter *adapter, const struct send *send)
{
	(void)adapter;
	(void)send;
	return KG_INVALID;
}

static void give_back(struct ack *connection, const char *word, const struct reply *reply)
{
	struct buf text = { .size = 0 };

	buf_init(&text, LOCAL_BYTES_MAX / 2);
	for (size_t i = 0; reply->kind == REPLY_FAULTS && i < reply->fault_count; i++) {
		buf_printf(&text, "%s%s", i == 0 ? "" : "\n", reply->faults[i].text);
	}
	if (reply->kind == REPLY_TEXT) {
		card_plain(reply->card, &text);
	}
	connection->is_asked = false;
	answer(connection, word, text.bytes);
	buf_finish(&text);
	connection_free(connection);
}

static void local_acknowledge(
    struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	(void)adapter;
	give_back(ack, reply->kind == REPLY_TEXT ? "ok" : "refused", reply);
}

static void local_refuse(struct adapter *adapter, struct ack *ack, const struct reply *reply)
{
	(void)adapter;
	give_back(ack, "refused", reply);
}

static void local_drop(struct adapter *adapter, struct ack *ack)
{
	(void)adapter;
	ack->is_asked = false;
	connection_close(ack);
	connection_free(ack);
}

static void local_flush(struct adapter *adapter)
{
	(void)adapter;
}

static void on_listener_closed(uv_handle_t *handle)
{
	struct local *local = handle->data;

	local->is_listening = false;
	say_closed(local);
}

static void local_stop(struct adapter *adapter)
{
	struct local *local = local_of(adapter);

	if (local->is_stopping) {
		return;
	}
	local->is_stopping = true;
	(void)unlinkat(local->folder_fd, LOCAL_SOCKET, 0);
	if (local->is_listening) {
		uv_close((uv_handle_t *)&local->listener, on_listener_closed);
	}
	for (struct ack *c = local->connections; c != NULL; c = c->next) {
		if (!c->is_asked && c->out.size == 0) {
			connection_close(c);
		}
	}
	say_closed(local);
}

static void local_destroy(struct adapter *adapter)
{
	struct local *local = (struct local *)adapter;

	if (local == NULL) {
		return;
	}
	loop_timer_destroy(local->farewell);
	if (local->folder_fd >= 0) {
		(void)close(local->folder_fd);
	}
	free(local);
}

static void local_post_alarm(struct adapter *adapter, const char *channel, const char *text)
{
	(void)adapter;
	(void)channel;
	(void)text; /* no channel lies here */
}

static enum kg_status local_resume(struct adapter *adapter)
{
	(void)adapter;
	return KG_NOT_FOUND;
}

static const struct adapter_impl local_impl = {
	.name = "local",
	.start = local_start,
	.send = local_send,
	.acknowledge = local_acknowledge,
	.refuse = local_refuse,
	.drop = local_drop,
	.flush = local_flush,
	.post_alarm = local_post_alarm,
	.resume = local_resume,
	.stop = local_stop,
	.destroy = local_destroy,
};

struct adapter *local_create(const struct local_options *options)
{
	struct local *local = mem_alloc(sizeof(*local));

	local->adapter = (struct adapter){
		.impl = &local_impl,
		.events = options->events,
		.user = options->user,
		.workspace = 0,
		.name = "local",
	};
	local->loop = options->loop;
	local->on_resume = options->on_resume;
	local->farewell = loop_timer_create(options->loop, on_farewell, local);
	local->folder_fd = open(options->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return &local->adapter;
}
