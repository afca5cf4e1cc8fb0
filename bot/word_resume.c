/*
 * `kaigi resume`: the operator has looked at a network that forgot what it had told us, and
 * says that what it has now is what counts. The running bot does it; this only carries the
 * word.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/exit.h"
#include "bot/local.h"
#include "bot/setup.h"

static int say(const struct words *words, int code, const char *ja, const char *en)
{
	(void)fprintf(code == EXIT_FINE ? stdout : stderr, "kaigi: %s\n",
	    words->language == LANGUAGE_JA ? ja : en);
	return code;
}

/* The name stands in a line of the socket's protocol. */
static bool is_name(const char *name)
{
	return *name != '\0' && strlen(name) < 64 && strpbrk(name, " \t\r\n") == NULL;
}

static int tell(const struct words *words, enum kg_status status, const char *text)
{
	if (status == KG_OK) {
		return say(words, EXIT_FINE,
		    "再開します。未完了の案件は、掲示と押印を読み直します(見当たらない掲示は出し直します)。",
		    "Going on: open matters are read back, and cards that are gone are posted anew.");
	}
	if (status != KG_DENIED) {
		return say(words, EXIT_AGAIN,
		    "動作中の kaigi に接続できません。先に `kaigi run` を起動してください。",
		    "No running kaigi answers; start `kaigi run` first.");
	}
	if (strncmp(text, "running", 7) == 0) {
		return say(words, EXIT_DIFFERENCE, "止まっていません。再開の必要はありません。",
		    "It was not halted; there is nothing to resume.");
	}
	return say(words, EXIT_DIFFERENCE, "その名前の workspace は設定にありません。",
	    "The settings have no workspace of that name.");
}

int word_resume(const struct words *words)
{
	struct setup setup = { .is_loopback = false };
	struct buf nothing = { .size = 0 };
	KG_AUTO_FREE char *text = NULL;
	enum kg_status status = KG_DENIED;
	int code = setup_load(words, &setup);

	if (code == EXIT_FINE && is_name(words->path)) {
		status =
		    local_ask(setup.settings.state, "resume", words->path, &nothing, &text);
	}
	setup_finish(&setup);
	return code == EXIT_FINE ? tell(words, status, text == NULL ? "" : text) : code;
}
