/* One run over all files: a fault in the settings hides none in the charter. */
#include <string.h>

#include "config/clocks.h"
#include "config/roster.h"
#include "config/settings_check.h"

static const struct settings_workspace *find_home(
    const struct settings *settings, const char *workspace)
{
	for (size_t i = 0; i < settings->workspace_count; i++) {
		if (strcmp(settings->workspaces[i].name, workspace) == 0) {
			return &settings->workspaces[i];
		}
	}
	return NULL;
}

/* Old accounts may have other letters; those of today's roster may not: а is not a. */
static bool is_ascii(const char *id)
{
	while (*id > 0x20 && *id < 0x7F) {
		id++;
	}
	return *id == '\0';
}

/* Ids are compared as bytes: one that merely looks right would never count. */
static void check_account(const struct settings *settings, const struct roster_person *person,
    const struct settings_workspace *home, const char *account, struct problems *problems)
{
	bool is_matrix = home->kind == WORKSPACE_MATRIX;

	if (is_matrix ? settings_is_matrix_user(account) && is_ascii(account)
	              : *account != '@') {
		return;
	}
	problems_add(problems, settings->roster, 0, 0,
	    "%s の「%s」のアカウントは、%s のアカウントのIDではありません。",
	    "%s: the account in '%s' is not the id of an account of %s", person->id, home->name,
	    is_matrix ? "Matrix" : "Slack");
	if (!is_matrix) {
		problems_hint(problems, "U0123ABCD のようなIDを書いてください",
		    "write an id like U0123ABCD");
	} else if (!is_ascii(account)) {
		problems_hint(problems,
		    "半角英数字に似た別の文字(キリル文字や全角文字)が入っています。アカウントのIDは、プロフィールから写してください",
		    "there are letters in it that only look like a-z (Cyrillic, full width): "
		    "copy the id from the profile");
	} else {
		problems_hint(problems, "@user:example.jp の形で書いてください",
		    "write it like @user:example.jp");
	}
}

/* A typing slip in a workspace's name would leave a person without an account that works. */
static void check_homes(
    const struct settings *settings, const struct roster *roster, struct problems *problems)
{
	for (size_t i = 0; i < roster->person_count; i++) {
		const struct roster_person *person = &roster->persons[i];

		for (size_t j = 0; j < person->account_count; j++) {
			const char *workspace = person->accounts[j].workspace;
			const struct settings_workspace *home = find_home(settings, workspace);

			if (home != NULL) {
				check_account(settings, person, home,
				    person->accounts[j].account, problems);
			} else {
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
	struct charters charters = { 0 };
	struct charter none = { 0 };
	struct roster roster = { 0 };
	struct clocks clocks = { 0 };
	size_t before = problems->count + problems->dropped;
	enum kg_status st = settings_load(settings_path, problems, &settings);

	if (settings.charters != NULL && charters_load((const char *const *)settings.charters,
	                                     problems, &charters) != KG_OK) {
		st = KG_INVALID;
	}
	if (settings.roster != NULL && *settings.roster != '\0' &&
	    roster_load(settings.roster, charters.count > 0 ? charters.list : &none, problems,
	        &roster) != KG_OK) {
		st = KG_INVALID;
	}
	if (settings.clocks != NULL && *settings.clocks != '\0' &&
	    clocks_load(settings.clocks, problems, &clocks) != KG_OK) {
		st = KG_INVALID;
	}
	if (st == KG_OK) {
		check_homes(&settings, &roster, problems);
	}
	clocks_finish(&clocks);
	roster_finish(&roster);
	charters_finish(&charters);
	settings_finish(&settings);
	return problems->count + problems->dropped > before ? KG_INVALID : KG_OK;
}
