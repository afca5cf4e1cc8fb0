#include "bot/alerts_setup.h"

#include <stdlib.h>

#include "bot/alerts.h"
#include "bot/exit.h"
#include "bot/setup.h"

int alerts_setup(const struct alerts_place *place, struct adapter **out)
{
	const struct settings_alerts *settings = place->settings;
	struct alert_source *sources = mem_alloc(settings->source_count * sizeof(*sources));
	struct alerts_options options = {
		.loop = place->loop,
		.settings = settings,
		.sources = sources,
		.source_count = settings->source_count,
		.events = place->events,
		.user = place->user,
	};
	int code = EXIT_FINE;

	for (size_t i = 0; i < settings->source_count && code == EXIT_FINE; i++) {
		sources[i].name = settings->sources[i].name;
		sources[i].kind = settings->sources[i].kind;
		code = setup_secret(settings->sources[i].token_file, &sources[i].token);
		if (code == EXIT_FINE) {
			code = setup_secret(settings->sources[i].hmac_file, &sources[i].hmac);
		}
	}
	if (code == EXIT_FINE) {
		*out = alerts_create(&options);
		return code;
	}
	for (size_t i = 0; i < settings->source_count; i++) {
		alert_source_finish(&sources[i]);
	}
	free(sources);
	return code;
}
