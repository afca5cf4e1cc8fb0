#include "workspace/rate.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

enum { GENEROSITY = 10 };

struct bucket {
	struct bucket *next;
	char key[96];
	double level;
	int64_t then_ms;
};

static struct bucket *buckets;
static double factor = GENEROSITY;

bool rate_set(const char *mode)
{
	if (strcmp(mode, "off") == 0) {
		factor = 0;
	} else if (strcmp(mode, "slack") == 0) {
		factor = 1;
	} else if (strcmp(mode, "generous") == 0) {
		factor = GENEROSITY;
	} else {
		return false;
	}
	rate_finish();
	return true;
}

static struct bucket *find(const char *key, double full)
{
	struct bucket *bucket = buckets;

	while (bucket != NULL && strcmp(bucket->key, key) != 0) {
		bucket = bucket->next;
	}
	if (bucket == NULL) {
		bucket = mem_alloc(sizeof(*bucket));
		(void)snprintf(bucket->key, sizeof(bucket->key), "%s", key);
		bucket->level = full;
		bucket->then_ms = clock_monotonic_ms();
		bucket->next = buckets;
		buckets = bucket;
	}
	return bucket;
}

int rate_take(const char *key, double per_minute, double burst)
{
	double per_ms = per_minute * factor / 60000;
	int64_t now_ms = clock_monotonic_ms();
	struct bucket *bucket;

	if (factor <= 0) {
		return 0;
	}
	bucket = find(key, burst * factor);
	bucket->level += (double)(now_ms - bucket->then_ms) * per_ms;
	bucket->then_ms = now_ms;
	if (bucket->level > burst * factor) {
		bucket->level = burst * factor;
	}
	if (bucket->level >= 1) {
		bucket->level -= 1;
		return 0;
	}
	return 1 + (int)((1 - bucket->level) / per_ms / 1000);
}

void rate_finish(void)
{
	while (buckets != NULL) {
		struct bucket *next = buckets->next;

		free(buckets);
		buckets = next;
	}
}
