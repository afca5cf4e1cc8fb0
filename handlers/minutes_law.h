#ifndef KAIGI_HANDLERS_MINUTES_LAW_H
#define KAIGI_HANDLERS_MINUTES_LAW_H

/*
 * 議事録 as a page: values in, bytes out, the same for ever. Nothing here looks at a clock, a
 * time zone, a name that may change or anything else than what it is given.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/problems.h"
#include "store/actions.h"
#include "store/meetings.h"

struct minutes_document { /* 資料 of an agenda item */
	int position;
	const char *name;
};

struct minutes_values {
	const struct meeting *meeting;
	const struct sitting *sitting; /* as of the version's entry */
	int version;
	struct kg_time opened, closed; /* as of then */
	const char *presider;          /* the person; "" */
	const char *presider_capacity; /* 議長, 議長職務代理者, 幹事長 … */
	const char *const *staff;      /* 庶務 by name */
	size_t staff_count;
	const struct action *actions;
	size_t action_count;
	const struct minutes_document *documents;
	size_t document_count;
	const struct meeting_minutes *versions; /* from 1 to this one */
	size_t version_count;
	/* The confirmed copy of a version names who confirmed, and the version's hash; NULL:
	 * the version itself. */
	const struct meeting_minutes *confirmed;
	const char *confirmed_name;
};

enum minutes_form { MINUTES_TEXT, MINUTES_HTML };

void minutes_write(const struct minutes_values *values, enum minutes_form form,
    enum language language, struct arena *arena, struct buf *out);

/* 令和8年度第3回情報セキュリティ管理会議 */
const char *minutes_meeting_name(
    const struct meeting *meeting, enum language language, struct arena *arena);
/* 議案第3号 基準の一部改正について */
const char *minutes_item_name(
    const struct meeting_item *item, enum language language, struct arena *arena);
/* 可決(異議なし)・令和8年度第5号 */
const char *minutes_result_words(
    const struct meeting_result *result, enum language language, struct arena *arena);
/* 担当:庶務、期限:令和8年12月20日(日) */
const char *minutes_action_words(
    const struct action *action, enum language language, struct arena *arena);
size_t minutes_count_present(const struct sitting *sitting);
size_t minutes_count_filled(const struct sitting *sitting);

#endif
