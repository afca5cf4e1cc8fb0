/* One run over all files: a fault in the settings hides none in the charter. */
#include "config/roster.h"
#include "config/settings.h"

static bool is_account_home(const struct settings *settings, const char *workspace)
{
	for (size_t i = 0; i < settings->workspace_count; i++) {
		const char *name = settings->workspaces[i].name;

		for (size_t j = 0; name[j] == workspace[j]; j++) {
			if (name[j] == '\0') {
				return true;
			}
		}
	}
	return false;
}

/* A typing slip in a workspace's name would leave a person without an account that works. */
static void check_homes(
    const struct settings *settings, const struct roster *roster, struct problems *problems)
{
	for (size_t i = 0; i < roster->person_count; i++) {
		const struct roster_person *person = &roster->persons[i];

		for (size_t j = 0; j < person->account_count; j++) {
			const char *workspace = person->accounts[j].workspace;

			if (!is_account_home(settings, workspace)) {
				problems_add(problems, settings->roster, 0, 0,
				    "%s のアカウントの workspace「%s」は、設定の workspaces "
				    "にありません。",
				    "%s has an account in '%s', which is not among the "
				    "settings' "
				    "workspaces",
				    person->id, workspace);
			}
		}
	}
}

/* Every status that is not KG_OK comes with a problem: the list says it all. */
enum kg_status config_check(const char *settings_path, struct problems *problems)
{
	struct settings settings = { 0 };
	struct charter charter = { 0 };
	struct roster roster = { 0 };
	size_t before = problems->count + problems->dropped;
	enum kg_status st = settings_load(settings_path, problems, &settings);

	if (settings.charter != NULL && *settings.charter != '\0' &&
	    charter_load(settings.charter, problems, &charter) != KG_OK) {
		st = KG_INVALID;
	}
	if (settings.roster != NULL && *settings.roster != '\0' &&
	    roster_load(settings.roster, &charter, problems, &roster) != KG_OK) {
		st = KG_INVALID;
	}
	if (st == KG_OK) {
		check_homes(&settings, &roster, problems);
	}
	roster_finish(&roster);
	charter_finish(&charter);
	settings_finish(&settings);
	return problems->count + problems->dropped > before ? KG_INVALID : KG_OK;
}
