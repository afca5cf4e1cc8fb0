/* Keeps true: every child that was started is reaped once. */

#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

void pause_ms(int ms)
{
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000L };

	(void)nanosleep(&time, NULL);
}

static void become(const struct process_options *options, const int in[2], const int out[2])
{
	int log = open(options->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (log < 0 || null < 0) {
		_exit(126);
	}
	(void)dup2(options->pipes ? in[0] : null, STDIN_FILENO);
	(void)dup2(options->pipes ? out[1] : log, STDOUT_FILENO);
	(void)dup2(log, STDERR_FILENO);
	for (const char *const *pair = options->environment; pair != NULL && *pair != NULL;
	     pair++) {
		(void)putenv(strdup(*pair));
	}
	(void)execv(options->argv[0], (char *const *)(uintptr_t)options->argv);
	_exit(127);
}

bool process_start(const struct process_options *options, struct process *out)
{
	int in[2] = { -1, -1 };
	int from[2] = { -1, -1 };

	*out = (struct process){ 0 };
	if (options->pipes && (pipe2(in, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)) {
		return false;
	}
	out->pid = fork();
	if (out->pid == 0) {
		become(options, in, from);
	}
	if (options->pipes) {
		(void)close(in[0]);
		(void)close(from[1]);
		out->to = fdopen(in[1], "w");
		out->from = fdopen(from[0], "r");
	}
	return out->pid > 0;
}

static int code_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool process_ended(struct process *process, int *out_code)
{
	int status;

	if (process->pid == 0 || waitpid(process->pid, &status, WNOHANG) != process->pid) {
		return false;
	}
	process->pid = 0;
	*out_code = code_of(status);
	return true;
}

bool process_stop(struct process *process, int signum, int ms, int *out_code)
{
	int64_t end = clock_monotonic_ms() + ms;
	int status;

	if (process->pid == 0) {
		return false;
	}
	(void)kill(process->pid, signum);
	while (clock_monotonic_ms() < end) {
		if (process_ended(process, out_code)) {
			return true;
		}
		pause_ms(5);
	}
	(void)kill(process->pid, SIGKILL);
	(void)waitpid(process->pid, &status, 0);
	process->pid = 0;
	*out_code = code_of(status);
	return false;
}

int process_run(const char *const *argv, const char *const *environment, const char *log)
{
	struct process process;
	int64_t end = clock_monotonic_ms() + 60000;
	int code = -1;

	if (!process_start(
	        &(struct process_options){
	            .argv = argv, .environment = environment, .log = log },
	        &process)) {
		return -1;
	}
	while (clock_monotonic_ms() < end) {
		if (process_ended(&process, &code)) {
			return code;
		}
		pause_ms(5);
	}
	(void)process_stop(&process, SIGKILL, 1000, &code);
	return -1;
}
