/*
 * What raises an alarm may do so with every frame: neither the log nor the channel is flooded
 * by one cause, and no repetition goes untold.
 */
#include "bot/alarm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

enum {
	RECENT_MAX = 32,
	LINE_SIZE = 256,
	LOG_QUIET_MS = KG_MINUTE,
	POST_QUIET_MS = 10 * KG_MINUTE,
	POST_SIZE = 1024,
};

struct recent {
	char line[LINE_SIZE];
	int64_t logged_at; /* monotonic, as the next one */
	int64_t posted_at;
	bool is_posted;
	unsigned long held; /* times it was raised since it was last logged */
};

struct alarm_desk {
	struct adapter *adapter;
	char *channel;
	enum language language;
	void (*post)(struct adapter *adapter, const char *channel, const char *text);
	struct recent recent[RECENT_MAX];
	size_t next;
};

/* What the operator is asked to do; the line follows it. */
static const struct {
	const char *word;
	const char *ja;
	const char *en;
} advice[] = {
	{ "disk_full",
	    "保存先の空き容量をご確認ください。空きができるまで受付をお断りし、自動で再開します。",
	    "Please look at the disk: kaigi refuses politely until there is room, then goes on "
	    "by itself." },
	{ "storage_failed",
	    "保存先で入出力エラーが起きたため、停止します。媒体をご確認のうえ、再起動してください。",
	    "The storage failed; kaigi stops. Please check it and start kaigi again." },
	{ "event_parked",
	    "処理できない出来事が1件あり、保留しました。`kaigi doctor` をご確認ください。",
	    "One event could not be handled and was put aside. See `kaigi doctor`." },
	{ "timer_parked", "期日の処理に失敗し、保留しました。`kaigi doctor` をご確認ください。",
	    "A timer could not be run and was put aside. See `kaigi doctor`." },
	{ "clock_skew",
	    "サーバーと1分を超える時刻のずれがあります。直るまで期限の処理を止めます。",
	    "The clock is more than a minute off; deadlines are held until it is mended." },
};

struct alarm_desk *alarm_create(void)
{
	return mem_alloc(sizeof(struct alarm_desk));
}

static void log_held(const struct recent *recent)
{
	if (recent->held > 0) {
		log_error("%s repeated=%lu", recent->line, recent->held);
	}
}

void alarm_destroy(struct alarm_desk *desk)
{
	if (desk != NULL) {
		for (size_t i = 0; i < RECENT_MAX; i++) {
			log_held(&desk->recent[i]);
		}
		free(desk->channel);
		free(desk);
	}
}

void alarm_bind(struct alarm_desk *desk, struct adapter *adapter, const char *channel,
    enum language language,
    void (*post)(struct adapter *adapter, const char *channel, const char *text))
{
	free(desk->channel);
	desk->adapter = adapter;
	desk->channel = mem_strdup(channel);
	desk->language = language;
	desk->post = post;
}

void alarm_unbind(struct alarm_desk *desk)
{
	desk->adapter = NULL;
}

/* An alarm that nobody raised of late takes the place of the oldest. */
static struct recent *find_recent(struct alarm_desk *desk, const char *line, bool *out_is_new)
{
	struct recent *slot;

	*out_is_new = false;
	for (size_t i = 0; i < RECENT_MAX; i++) {
		slot = &desk->recent[i];
		if (slot->line[0] != '\0' && strncmp(slot->line, line, LINE_SIZE - 1) == 0) {
			return slot;
		}
	}
	slot = &desk->recent[desk->next++ % RECENT_MAX];
	log_held(slot);
	*slot = (struct recent){ .held = 0 };
	(void)snprintf(slot->line, sizeof(slot->line), "%.*s", LINE_SIZE - 1, line);
	*out_is_new = true;
	return slot;
}

static void write_log(struct recent *recent, const char *line, bool is_new, int64_t now)
{
	if (!is_new && now - recent->logged_at < LOG_QUIET_MS) {
		recent->held++;
		return;
	}
	if (recent->held > 0) {
		log_error("%s repeated=%lu", line, recent->held + 1);
	} else {
		log_error("%s", line);
	}
	recent->held = 0;
	recent->logged_at = now;
}

static const char *advice_for(const struct alarm_desk *desk, const char *line)
{
	bool is_ja = desk->language == LANGUAGE_JA;

	for (size_t i = 0; i < sizeof(advice) / sizeof(advice[0]); i++) {
		size_t size = strlen(advice[i].word);

		if (strncmp(line, "alarm=", 6) == 0 &&
		    strncmp(line + 6, advice[i].word, size) == 0 &&
		    (line[6 + size] == ' ' || line[6 + size] == '\0')) {
			return is_ja ? advice[i].ja : advice[i].en;
		}
	}
	return is_ja ? "運用担当の方は、次の事象をご確認ください。"
	             : "Operators, please look at this:";
}

void alarm_raise(struct alarm_desk *desk, const char *line)
{
	int64_t now = clock_monotonic_ms();
	char text[POST_SIZE];
	bool is_new;
	struct recent *recent = find_recent(desk, line, &is_new);

	write_log(recent, line, is_new, now);
	if (desk->adapter == NULL ||
	    (recent->is_posted && now - recent->posted_at < POST_QUIET_MS)) {
		return;
	}
	recent->is_posted = true;
	recent->posted_at = now;
	(void)snprintf(text, sizeof(text), "%s\n%s\n%.*s",
	    desk->language == LANGUAGE_JA ? "【kaigi 警報】" : "[kaigi alarm]",
	    advice_for(desk, line), LINE_SIZE * 2, line);
	desk->post(desk->adapter, desk->channel, text);
}
