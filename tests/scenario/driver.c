/* Keeps true: one line out, one line in. */

#include "driver.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

json_t *driver_ask(struct driver *driver, const char *word, json_t *order, char **out_error)
{
	char *text = json_dumps(order, JSON_COMPACT);
	char *line = NULL;
	size_t room = 0;
	ssize_t size;
	json_t *answer;

	json_decref(order);
	*out_error = NULL;
	(void)fprintf(driver->process.to, "%s %s\n", word, text != NULL ? text : "{}");
	(void)fflush(driver->process.to);
	free(text);
	size = getline(&line, &room, driver->process.from);
	if (size < 3) {
		free(line);
		*out_error = strdup("the driver said nothing");
		return NULL;
	}
	answer = json_loads(line + 3, JSON_DECODE_ANY, NULL);
	if (strncmp(line, "ok ", 3) != 0 || answer == NULL) {
		const char *why = json_string_value(json_object_get(answer, "error"));

		*out_error = strdup(why != NULL ? why : line);
		json_decref(answer);
		answer = NULL;
	}
	free(line);
	return answer;
}

bool driver_start(const char *path, const char *log, struct driver *out)
{
	return process_start(
	    &(struct process_options){
	        .argv = (const char *const[]){ path, NULL }, .log = log, .pipes = true },
	    &out->process);
}

void driver_stop(struct driver *driver)
{
	int code;

	if (driver->process.pid == 0) {
		return;
	}
	(void)fclose(driver->process.to);
	(void)fclose(driver->process.from);
	(void)process_stop(&driver->process, SIGTERM, 2000, &code);
}
