/*
 * The load: keeps K Socket Mode envelopes in flight on websockets that somebody else opened,
 * and times each from its sending to its ack. Shares nothing with kaigi, so that it can't be
 * slow with it.
 *
 *   generator TEMPLATES K SECONDS COUNT WARM-UP FD…   COUNT envelopes, or SECONDS of them when
 * 0 generator null FD                                  a client that acks and does nothing else
 *
 * TEMPLATES has one event a line, sent in turn; @E @V @T stand for envelope, event and time.
 * Prints one line of JSON. An ack that nobody waits for, a second one, or a closed socket ends
 * it with 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	LINES_MAX = 64,
	SOCKETS_MAX = 4,
	WINDOW = 4096, /* more than K ever is */
	SAMPLES_MAX = 4000000,
	OUT_SIZE = 1 << 20,
	IN_SIZE = 1 << 18,
	PING_US = 5000000,
	EVENT_US = 100,
	IDS_BEGIN = 24, /* of 00000000-0000-4000-8000-000000000000 */
};

struct line {
	char *text;
};

struct link {
	int fd;
	size_t out_begin, out_end, in_end;
	unsigned char out[OUT_SIZE], in[IN_SIZE];
};

static struct line lines[LINES_MAX];
static size_t line_count;
static struct link links[SOCKETS_MAX];
static size_t link_count;
static int64_t sent_at[WINDOW]; /* 0: not in flight */
static uint64_t sent, acked, warm_up;
static uint32_t *samples;
static size_t sample_count;
static int64_t first_event_us;

static void fail(const char *what)
{
	fprintf(stderr, "generator: %s (sent %llu, acked %llu)\n", what,
	    (unsigned long long)sent, (unsigned long long)acked);
	exit(1);
}

static int64_t now_us(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void read_templates(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	while (file != NULL && line_count < LINES_MAX && getline(&text, &size, file) > 1) {
		text[strcspn(text, "\n")] = '\0';
		lines[line_count++].text = text;
		text = NULL;
	}
	if (line_count == 0) {
		fail("no templates");
	}
	fclose(file);
}

/* One event from its template into out; its size. */
static size_t write_event(const char *text, uint64_t number, char *out, size_t size)
{
	size_t length = 0;
	int64_t time = first_event_us + (int64_t)number * EVENT_US;

	for (; *text != '\0' && length + 64 < size; text++) {
		if (text[0] == '@' && text[1] == 'E') {
			length += (size_t)snprintf(out + length, size - length,
			    "00000000-0000-4000-8000-%012llx", (unsigned long long)number);
			text++;
		} else if (text[0] == '@' && text[1] == 'V') {
			length += (size_t)snprintf(
			    out + length, size - length, "%010llX", (unsigned long long)time);
			text++;
		} else if (text[0] == '@' && text[1] == 'T') {
			length += (size_t)snprintf(out + length, size - length, "%lld.%06lld",
			    (long long)(time / 1000000), (long long)(time % 1000000));
			text++;
		} else {
			out[length++] = *text;
		}
	}
	return length;
}

static void flush(struct link *link)
{
	while (link->out_begin < link->out_end) {
		ssize_t done = write(
		    link->fd, link->out + link->out_begin, link->out_end - link->out_begin);

		if (done < 0 && (errno == EAGAIN || errno == EINTR)) {
			return;
		}
		if (done <= 0) {
			fail("the client's socket is gone");
		}
		link->out_begin += (size_t)done;
	}
	link->out_begin = link->out_end = 0;
}

static bool put_frame(
    struct link *link, unsigned char opcode, const char *text, size_t length, bool masked)
{
	unsigned char head[8] = { (unsigned char)(0x80 | opcode) };
	size_t head_size = 2;

	if (link->out_end + length + sizeof(head) > OUT_SIZE) {
		return false;
	}
	if (length < 126) {
		head[1] = (unsigned char)length;
	} else {
		head[1] = 126;
		head[2] = (unsigned char)(length >> 8);
		head[3] = (unsigned char)length;
		head_size = 4;
	}
	if (masked) { /* with zeroes: the text stays as it is */
		head[1] |= 0x80;
		memset(head + head_size, 0, 4);
		head_size += 4;
	}
	memcpy(link->out + link->out_end, head, head_size);
	memcpy(link->out + link->out_end + head_size, text, length);
	link->out_end += head_size + length;
	return true;
}

static void send_one(void)
{
	char text[4096];
	struct link *link = &links[sent % link_count];
	size_t length = write_event(lines[sent % line_count].text, sent, text, sizeof(text));

	if (!put_frame(link, 1, text, length, false)) {
		fail("the client does not read");
	}
	sent_at[sent % WINDOW] = now_us(CLOCK_MONOTONIC);
	sent++;
}

static void take_ack(const char *text)
{
	const char *found = strstr(text, "\"envelope_id\"");
	const char *id = found == NULL ? NULL : strchr(found + 13, '"');
	uint64_t number;
	int64_t *at;

	if (id == NULL || strlen(id) < IDS_BEGIN + 13) {
		return; /* no ack: some client's pings are texts */
	}
	number = strtoull(id + 1 + IDS_BEGIN, NULL, 16);
	at = &sent_at[number % WINDOW];
	if (number >= sent || sent - number > WINDOW || *at == 0) {
		fail("an ack for nothing, or a second one");
	}
	if (acked++ >= warm_up && sample_count < SAMPLES_MAX) {
		samples[sample_count++] = (uint32_t)(now_us(CLOCK_MONOTONIC) - *at);
	}
	*at = 0;
}

static void take_frame(
    struct link *link, unsigned char opcode, char *text, size_t length, bool is_null)
{
	const char *id;
	char ack[128];

	if (opcode == 8) {
		fail("the client closed its socket");
	}
	if (opcode == 9) {
		put_frame(link, 10, text, length, is_null);
	}
	if (opcode != 1) {
		return;
	}
	if (!is_null) {
		take_ack(text);
		return;
	}
	id = strstr(text, "\"envelope_id\":\"");
	if (id != NULL) {
		int size = snprintf(ack, sizeof(ack), "{\"envelope_id\":\"%.36s\"}", id + 15);

		put_frame(link, 1, ack, (size_t)size, true);
	}
}

/* Every whole frame that has come; what is left stays. */
static void take_frames(struct link *link, bool is_null)
{
	size_t at = 0;

	for (;;) {
		unsigned char *frame = link->in + at, *mask = NULL, kept;
		size_t rest = link->in_end - at, head = 2, length;

		if (rest < 2) {
			break;
		}
		length = frame[1] & 0x7f;
		if (length == 127) {
			fail("a frame too long");
		}
		if (length == 126) {
			head = 4;
			length = rest < 4 ? SIZE_MAX / 2 : (size_t)frame[2] << 8 | frame[3];
		}
		if (frame[1] & 0x80) {
			mask = frame + head;
			head += 4;
		}
		if (rest < head + length) {
			break;
		}
		for (size_t i = 0; mask != NULL && i < length; i++) {
			frame[head + i] ^= mask[i % 4];
		}
		kept = frame[head + length];
		frame[head + length] = '\0'; /* in[] has a byte to spare */
		take_frame(link, frame[0] & 0x0f, (char *)frame + head, length, is_null);
		frame[head + length] = kept;
		at += head + length;
	}
	memmove(link->in, link->in + at, link->in_end - at);
	link->in_end -= at;
}

static bool take(struct link *link, bool is_null)
{
	ssize_t got = read(link->fd, link->in + link->in_end, IN_SIZE - 1 - link->in_end);

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return true;
	}
	if (got <= 0) {
		return false;
	}
	link->in_end += (size_t)got;
	take_frames(link, is_null);
	return true;
}

/* Clients hang up on a server that does not ping. */
static void ping(void)
{
	static int64_t last;
	int64_t now = now_us(CLOCK_MONOTONIC);

	if (last != 0 && now - last < PING_US) {
		return;
	}
	for (size_t i = 0; i < link_count; i++) {
		put_frame(&links[i], 9, "bench", 5, false);
	}
	last = now;
}

static void turn(bool is_null)
{
	struct pollfd polled[SOCKETS_MAX];

	if (!is_null) {
		ping();
	}
	for (size_t i = 0; i < link_count; i++) {
		flush(&links[i]);
		polled[i] = (struct pollfd){ .fd = links[i].fd, .events = POLLIN };
		if (links[i].out_end > 0) {
			polled[i].events |= POLLOUT;
		}
	}
	if (poll(polled, link_count, 10000) == 0) {
		if (is_null) {
			exit(0);
		}
		fail("no ack for 10 s");
	}
	for (size_t i = 0; i < link_count; i++) {
		if (polled[i].revents != 0 && !take(&links[i], is_null)) {
			if (is_null) {
				exit(0);
			}
			fail("the client went away");
		}
	}
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void report(int64_t took, uint64_t counted)
{
	qsort(samples, sample_count, sizeof(*samples), compare);
	printf(
	    "{\"acked\": %llu, \"counted\": %llu, \"seconds\": %.6f, \"rate\": %.1f, \"p50\": %u, \"p99\": %u, "
	    "\"max\": %u}\n",
	    (unsigned long long)acked, (unsigned long long)counted, (double)took / 1e6,
	    (double)counted * 1e6 / (double)took, samples[sample_count / 2],
	    samples[sample_count * 99 / 100], samples[sample_count - 1]);
}

static void measure(uint64_t in_flight, double seconds, uint64_t count)
{
	int64_t begun = 0, took = 0;
	bool is_over = false;

	while (!is_over || acked < sent) {
		while (!is_over && sent - acked < in_flight) {
			send_one();
		}
		turn(false);
		if (begun == 0 && acked >= warm_up) {
			begun = now_us(CLOCK_MONOTONIC);
		}
		if (begun != 0 && !is_over) {
			took = now_us(CLOCK_MONOTONIC) - begun;
			is_over = count > 0 ? sent >= count : (double)took >= seconds * 1e6;
			if (is_over) {
				count = acked - warm_up;
			}
		}
	}
	for (size_t i = 0; i < link_count; i++) {
		flush(&links[i]);
		if (links[i].in_end > 0) {
			fail("half a frame at the end");
		}
	}
	report(took, count);
}

static void add_link(const char *word)
{
	struct link *link = &links[link_count++];

	link->fd = (int)strtol(word, NULL, 10);
	if (fcntl(link->fd, F_SETFL, O_NONBLOCK) != 0) {
		fail("no such descriptor");
	}
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "null") == 0) {
		add_link(argv[2]);
		for (;;) {
			turn(true);
		}
	}
	if (argc < 8 || argc > 7 + SOCKETS_MAX) {
		fail("generator TEMPLATES K SECONDS COUNT WARM-UP BEGIN FD…");
	}
	for (int i = 7; i < argc; i++) {
		add_link(argv[i]);
	}
	read_templates(argv[1]);
	warm_up = strtoull(argv[5], NULL, 10);
	samples = malloc(SAMPLES_MAX * sizeof(*samples));
	if (samples == NULL) {
		fail("no memory");
	}
	first_event_us = strtoll(argv[6], NULL, 10);
	measure(
	    strtoull(argv[2], NULL, 10), strtod(argv[3], NULL), strtoull(argv[4], NULL, 10));
	return 0;
}
