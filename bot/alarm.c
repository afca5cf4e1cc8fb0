#include "bot/alarm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

enum { RECENT_MAX = 32, LINE_SIZE = 256, QUIET_MS = 10 * KG_MINUTE, POST_SIZE = 1024 };

struct recent {
	char line[LINE_SIZE];
	int64_t at; /* monotonic */
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
	    "保存先の空き容量をご確認ください。空きができるまで受付をお断りし、自動で再開します"
	    "。",
	    "Please look at the disk: kaigi refuses politely until there is room, then goes on "
	    "by itself." },
	{ "storage_failed",
	    "保存先で入出力エラーが起きたため、停止します。媒体をご確認のうえ、再起動してくださ"
	    "い。",
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

void alarm_destroy(struct alarm_desk *desk)
{
	if (desk != NULL) {
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

static bool is_recent(struct alarm_desk *desk, const char *line, int64_t now)
{
	struct recent *slot;

	for (size_t i = 0; i < RECENT_MAX; i++) {
		slot = &desk->recent[i];
		if (slot->line[0] != '\0' && now - slot->at < QUIET_MS &&
		    strncmp(slot->line, line, LINE_SIZE - 1) == 0) {
			return true;
		}
	}
	slot = &desk->recent[desk->next++ % RECENT_MAX];
	(void)snprintf(slot->line, sizeof(slot->line), "%.*s", LINE_SIZE - 1, line);
	slot->at = now;
	return false;
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
	char text[POST_SIZE];

	log_error("%s", line);
	if (desk->adapter == NULL || is_recent(desk, line, clock_monotonic_ms())) {
		return;
	}
	(void)snprintf(text, sizeof(text), "%s\n%s\n%.*s",
	    desk->language == LANGUAGE_JA ? "【kaigi 警報】" : "[kaigi alarm]",
	    advice_for(desk, line), LINE_SIZE * 2, line);
	desk->post(desk->adapter, desk->channel, text);
}
