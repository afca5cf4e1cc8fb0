/* The rows as the file has them: not by the table of the law, which is what they judge. */
#include "cells.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { BEFORE_CELLS = 5, COLUMNS = BEFORE_CELLS + CAPACITIES, LINE = 1024 };

static const struct persona usual[] = {
	{ "U0CHAIR", AS_CHAIR, false },
	{ "U0VICE", AS_VICE, false },
	{ "U0M5", AS_MEMBER, false },
	{ "U0M6", AS_MEMBER | AS_VICE_CHIEF, false },
	{ "U0M3", AS_MEMBER | AS_DISCLOSURE, false },
	{ "U0SHOMU", AS_SECRETARIAT, false },
	{ "U0REVIEW", AS_REVIEWER, false },
	{ "U0CISO", AS_CISO, false },
	{ "U0DEPUTY", AS_DEPUTY_CISO, false },
	{ "U0HISHO", AS_SECRETARY, false },
	{ "U0MADO", AS_WINDOW, false },
	{ "U0AUDIT", AS_AUDITOR, false },
	{ "U0FORMER", AS_FORMER, false },
	{ "U0EXCHAIR", AS_FORMER, false },
	{ "U0STAFF", AS_EMPLOYEE, false },
	{ "U0NOBODY", AS_EMPLOYEE, false },
	{ "U0GUEST", AS_GUEST, false },
	{ "U0ELSEWHERE", AS_STRANGER, true },
	{ NULL, 0, false },
};
static const struct persona chair_away[] = {
	{ "U0CHAIR", AS_CHAIR_AWAY, false },
	{ "U0VICE", AS_VICE | AS_ACTING_CHAIR, false },
	{ "U0M5", AS_MEMBER, false },
	{ "U0M6", AS_MEMBER | AS_VICE_CHIEF, false },
	{ "U0SHOMU", AS_SECRETARIAT, false },
	{ NULL, 0, false },
};
static const struct persona chief_away[] = {
	{ "U0CHAIR", AS_CHAIR, false },
	{ "U0VICE", AS_VICE_AWAY, false },
	{ "U0M5", AS_MEMBER, false },
	{ "U0M6", AS_MEMBER | AS_VICE_CHIEF | AS_ACTING_CHIEF, false },
	{ NULL, 0, false },
};

const struct persona *personas_of(enum situation situation)
{
	static const struct persona *const all[SITUATIONS] = {
		[USUAL] = usual, [CHAIR_AWAY] = chair_away, [CHIEF_AWAY] = chief_away
	};

	return all[situation];
}

const char *situation_name(enum situation situation)
{
	static const char *const names[SITUATIONS] = {
		[USUAL] = "usual", [CHAIR_AWAY] = "chair away", [CHIEF_AWAY] = "chief away"
	};

	return names[situation];
}

void situation_nominate(struct world *world)
{
	world_say(world, SLACK, "U0VICE", "指名 委員6");
}

void situation_begin(struct world *world, enum situation situation)
{
	if (situation == CHAIR_AWAY) {
		world_say(world, SLACK, "U0SHOMU", "不在 4/10 9:00-18:00 出張 席=議長");
		world_say(world, SLACK, "U0VICE", "職務代理 開始 理由=議長の出張のため");
		world_is(world, 1, "SELECT count(*) FROM acting WHERE body = 'council'");
	}
	if (situation == CHIEF_AWAY) {
		world_say(world, SLACK, "U0SHOMU", "不在 4/10 9:00-18:00 出張 席=副議長");
		world_say(world, SLACK, "U0M6",
		    "職務代理 開始 会議体=幹事会 理由=幹事長の出張のため");
		world_is(world, 1, "SELECT count(*) FROM acting WHERE body = 'committee'");
	}
}

static bool read_line(char *line, struct cells *out)
{
	char *columns[COLUMNS];
	int k = 0;

	while (k < COLUMNS && (columns[k] = strsep(&line, "\t\n")) != NULL) {
		k++;
	}
	if (k < COLUMNS) {
		return false;
	}
	(void)snprintf(out->name, sizeof(out->name), "%s", columns[0]);
	(void)snprintf(out->refusal, sizeof(out->refusal), "%s", columns[BEFORE_CELLS - 1]);
	for (int c = 0; c < CAPACITIES; c++) {
		out->cell[c] = columns[BEFORE_CELLS + c][0];
	}
	return strcmp(out->name, "key") != 0;
}

int cells_each(void (*call)(const struct cells *cells))
{
	FILE *file = fopen(CELLS, "r");
	char line[LINE];
	int count = 0;

	ck_assert(file != NULL);
	while (fgets(line, sizeof(line), file) != NULL) {
		struct cells cells;

		if (line[0] != '#' && read_line(line, &cells)) {
			call(&cells);
			count++;
		}
	}
	(void)fclose(file);
	return count;
}

static const char *wanted;
static struct cells found;

static void find(const struct cells *cells)
{
	if (strcmp(cells->name, wanted) == 0) {
		found = *cells;
	}
}

void cells_of(const char *name, struct cells *out)
{
	wanted = name;
	found = (struct cells){ .name = "" };
	(void)cells_each(find);
	ck_assert_msg(found.name[0] != '\0', "no row %s", name);
	*out = found;
}

char cells_allow(const struct cells *cells, unsigned as)
{
	char allowed = '-';

	for (int c = 0; c < CAPACITIES; c++) {
		if ((as & (1U << c)) != 0 && cells->cell[c] != '-') {
			allowed = allowed == 'y' ? 'y' : cells->cell[c];
		}
	}
	return allowed;
}
