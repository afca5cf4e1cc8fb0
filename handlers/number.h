#ifndef KAIGI_HANDLERS_NUMBER_H
#define KAIGI_HANDLERS_NUMBER_H

/*
 * The numbers that people see. 回R8-012 and its kind stand on every message; 令和8年度第5号 is
 * a resolution's; 持ち回り第1号 stands on documents. The year is the fiscal year.
 */

#include <stdbool.h>

#include "base/mem.h"

enum number_kind {
	NUMBER_ANY, /* parsed from "R8-012": the letter was left out */
	NUMBER_CIRCULATION,
	NUMBER_MEETING,
	NUMBER_REPORT,
	NUMBER_INCIDENT,
	NUMBER_ITEM,    /* 審R8-001: the register of matters, 審議事項 */
	NUMBER_INQUIRY, /* 照R8-001: 照会 and 供覧 */
	NUMBER_RULING,  /* 規R8-001: what is proposed under article 8 */
	NUMBER_ACTION,  /* 宿R8-001: 宿題 */
	NUMBER_POLL,    /* 日R8-001: 日程調整 */
	NUMBER_RESOLUTION,
	NUMBER_CIRCULATION_DOCUMENT, /* 持ち回り第1号; formats only */
};

struct number {
	enum number_kind kind;
	int fiscal_year; /* 2026 */
	int serial;      /* from 1 */
};

/* Fiscal years from 2019 (令和) on. */
const char *number_format(
    enum number_kind kind, int fiscal_year, int serial, struct arena *arena);

/*
 * Takes 回R8-012, 回r8-12, and every NFKC and dash variant of them, R8-012 (NUMBER_ANY),
 * 令和8年度第5号, 令和八年度第五号, R8年度第5号. The whole text must be a number. False when it
 * is none.
 */
bool number_parse(const char *text, struct number *out);

#endif
