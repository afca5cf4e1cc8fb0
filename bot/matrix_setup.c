/* Everything is read once, before the network is asked for anything. */
#include "bot/matrix_setup.h"

#include "base/log.h"
#include "base/mem.h"
#include "bot/exit.h"
#include "bot/setup.h"
#include "store/network.h"

const char *matrix_token_path(
    struct arena *arena, const struct settings *settings, const char *workspace)
{
	return arena_printf(arena, "%s/%s.token", settings->state, workspace);
}

/* Nothing kept is NULL. */
static enum kg_status kept(
    const struct matrix_place *place, const char *name, struct arena *arena, const char **out)
{
	char *value = NULL;
	enum kg_status status = keep_get(place->store, place->workspace, name, arena, &value);

	*out = status == KG_OK ? value : NULL;
	return status == KG_NOT_FOUND ? KG_OK : status;
}

static enum kg_status read_rooms(
    const struct matrix_place *place, struct arena *arena, struct matrix_options *options)
{
	const struct settings_workspace *workspace = &place->settings->workspaces[place->index];
	const char **channels =
	    arena_alloc(arena, (workspace->channel_count + 1) * sizeof(*channels));
	struct matrix_moved *moved =
	    arena_alloc(arena, (workspace->channel_count + 1) * sizeof(*moved));
	struct direct_room *directs = NULL;
	enum kg_status status = direct_list(
	    place->store, place->workspace, arena, &directs, &options->direct_count);

	for (size_t i = 0; i < workspace->channel_count && status == KG_OK; i++) {
		const char *old = workspace->channels[i].channel;
		const char *now = NULL;
		channels[i] = old;
		status = kept(place, arena_printf(arena, "moved:%s", old), arena, &now);
		if (now != NULL && *now != '\0') {
			moved[options->moved_count++] =
			    (struct matrix_moved){ .old_id = old, .new_id = now };
		}
	}
	options->directs = directs;
	options->channels = channels;
	options->channel_count = workspace->channel_count;
	options->moved = moved;
	return status;
}

static enum kg_status read_store(
    const struct matrix_place *place, struct arena *arena, struct matrix_options *options)
{
	enum kg_status status = kept(place, "sync", arena, &options->position);

	if (status == KG_OK) {
		status = kept(place, "newest", arena, &options->newest);
	}
	if (status == KG_OK) {
		status = kept(place, "gone", arena, &options->gone);
	}
	return status == KG_OK ? read_rooms(place, arena, options) : status;
}

int matrix_setup(const struct matrix_place *place, struct adapter **out)
{
	const struct settings *settings = place->settings;
	const struct settings_workspace *workspace = &settings->workspaces[place->index];
	struct arena arena KG_AUTO_ARENA = { 0 };
	struct tokens tokens = { .bot = { NULL, 0 } };
	struct matrix_options options = {
		.loop = place->loop,
		.http = place->http,
		.api = workspace->api,
		.user = workspace->user,
		.token_path = matrix_token_path(&arena, settings, workspace->name),
		.websocket = workspace->websocket,
		.proxy = place->proxy,
		.no_proxy = settings->no_proxy,
		.ca_file = settings->ca_file,
		.files = settings->state,
		.events = place->events,
		.user_data = place->user,
		.workspace = place->workspace,
		.name = workspace->name,
		.language = settings->language,
	};
	int code = setup_tokens(settings, place->index, &tokens);

	if (code == EXIT_FINE && read_store(place, &arena, &options) != KG_OK) {
		log_error("event=start workspace=%s error=\"the state can't be read\"",
		    workspace->name);
		code = EXIT_AGAIN;
	}
	if (code == EXIT_FINE) {
		options.token = tokens.bot.bytes;
		options.password = tokens.password.bytes;
		options.websocket_token = tokens.websocket.bytes;
		*out = matrix_create(&options);
	}
	tokens_finish(&tokens);
	return code;
}
