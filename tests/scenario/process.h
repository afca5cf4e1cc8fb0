#ifndef KAIGI_TESTS_PROCESS_H
#define KAIGI_TESTS_PROCESS_H

/* Child processes of a scenario: started with files for their output, ended by their id, never
 * by name. */

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct process {
	pid_t pid; /* 0: not running */
	FILE *to;  /* with pipes only */
	FILE *from;
};

struct process_options {
	const char *const *argv;        /* NULL-terminated, argv[0] is the program's path */
	const char *const *environment; /* "NAME=value", NULL-terminated; may be NULL */
	const char *log; /* file that stderr (and stdout without pipes) is appended to */
	bool pipes;      /* stdin and stdout are ours */
};

bool process_start(const struct process_options *options, struct process *out);
/* True when it has ended by itself; then it is reaped and *out_code is its exit code, or 128 +
 * signal. */
bool process_ended(struct process *process, int *out_code);
/* Sends the signal and waits; after `ms` SIGKILL. False when it had to be killed. */
bool process_stop(struct process *process, int signum, int ms, int *out_code);
/* Runs to its end and gives the exit code, -1 when it can't be run or takes longer than 60 s.
 */
int process_run(const char *const *argv, const char *const *environment, const char *log);

void pause_ms(int ms); /* between two looks at something; never instead of looking */

#endif
