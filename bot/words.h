#ifndef KAIGI_BOT_WORDS_H
#define KAIGI_BOT_WORDS_H

/* The words of `kaigi`: each does its work and gives the exit code. */

#include <stdbool.h>

#include "config/problems.h"

struct words {
	const char *settings; /* path of the settings file */
	const char *path; /* import: roster; resume: workspace; backup, export: folder; init:
	                     file; NULL: none */
	bool chat;        /* verify: compares with the announcements too */
	enum language language;
};

int word_run(const struct words *words);
int word_check(const struct words *words);
int word_import(const struct words *words);
int word_resume(const struct words *words);
int word_doctor(const struct words *words);
int word_verify(const struct words *words);
int word_export(const struct words *words);
int word_backup(const struct words *words);
int word_init(const struct words *words);

#endif
