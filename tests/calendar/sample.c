/* Writes the calendar files that tests/calendar/run has read by others: sample FOLDER. */

#include <stdio.h>
#include <stdlib.h>

#include "handlers/ics.h"

enum { FILE_MAX = 64 * 1024, PATH_LENGTH = 4096 };

static struct kg_time at(int day, int hour)
{
	struct kg_date date;

	if (!kg_date_make(2026, 12, day, &date)) {
		exit(EXIT_FAILURE);
	}
	return kg_time_at(date, hour, 0);
}

static bool put(const char *folder, const char *name, const struct ics_entry *entry)
{
	KG_AUTO_BUF struct buf text;
	char path[PATH_LENGTH];
	FILE *file;
	bool done;

	buf_init(&text, FILE_MAX);
	ics_write(entry, &text);
	(void)snprintf(path, sizeof(path), "%s/%s.ics", folder, name);
	file = fopen(path, "wb");
	if (file == NULL || text.overflow) {
		return false;
	}
	done = fwrite(text.bytes, 1, text.size, file) == text.size;
	return fclose(file) == 0 && done;
}

int main(int argc, char **argv)
{
	struct ics_entry entry = { .uid = "kaigi-meeting-R8-003@kawasaki-infosec",
		.summary = "令和8年度第3回;情報,セキュリティ\\管理会議\n(𠮷田)",
		.location = "本庁舎;第2会議室,3階",
		.description =
		    "議案第3号 情報セキュリティ基準の一部改正について;とても長い題名なので折り返されるはずです。𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷\n報告第1号 a,b;c\\d",
		.organizer = "議長(情報監理者);\"試\"",
		.starts = at(8, 14),
		.ends = at(8, 15),
		.stamp = at(1, 8) };

	if (argc != 2 || !put(argv[1], "first", &entry)) {
		return EXIT_FAILURE;
	}
	entry.starts = at(10, 0); /* the day before, in UTC */
	entry.ends = (struct kg_time){ 0 };
	entry.sequence = 1;
	if (!put(argv[1], "changed", &entry)) {
		return EXIT_FAILURE;
	}
	entry.sequence = 2;
	entry.cancelled = true;
	entry.location = "";
	entry.description = "";
	return put(argv[1], "cancelled", &entry) ? EXIT_SUCCESS : EXIT_FAILURE;
}
