/*
 * `kaigi verify`: recomputes everything the database says of itself; --chat asks the
 * announcements too, which alone show a cut tail or a ledger rewritten by who holds both
 * database and key. Reads only.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bot/chat_witness.h"
#include "bot/exit.h"
#include "store/ledger.h"
#include "store/stmt.h"
#include "store/store.h"

STMT(verify_witness, "SELECT seq FROM ledger WHERE hash >= :low AND hash < :high");

struct comparing {
	struct store *store;
	bool is_ja;
	int witnesses;
	int differences;
};

static void on_difference(void *user, const char *row, const char *what)
{
	(void)user;
	(void)printf("%s: %s\n", row, what);
}

static enum kg_status find_witness(struct store *store, const char *digits, int64_t *out_seq)
{
	char high[LEDGER_WITNESS_HEX + 2];
	KG_AUTO_STMT struct stmt *stmt = stmt_use(store, &verify_witness);
	enum kg_status status;

	/* 'g' follows 'f': every hash that begins with the digits lies between. */
	(void)snprintf(high, sizeof(high), "%sg", digits);
	stmt_text(stmt, "low", digits);
	stmt_text(stmt, "high", high);
	status = stmt_step(stmt);
	if (status == KG_OK) {
		*out_seq = stmt_column_int(stmt, 0);
	}
	return status;
}

static void on_witness(void *user, const char *digits, const char *place)
{
	struct comparing *comparing = user;
	int64_t seq = 0;

	comparing->witnesses++;
	if (find_witness(comparing->store, digits, &seq) != KG_OK) {
		comparing->differences++;
		(void)printf(
		    comparing->is_ja
		        ? "witness %s (message %s): この記録値に当たる台帳の行がありません\n"
		        : "witness %s (message %s): no row of the ledger has it\n",
		    digits, place);
	}
}

static int compare_chat(const struct setup *setup, struct comparing *comparing)
{
	const struct settings *settings = &setup->settings;
	int code = EXIT_FINE;

	for (size_t i = 0; i < settings->workspace_count && code == EXIT_FINE; i++) {
		const struct settings_workspace *workspace = &settings->workspaces[i];

		for (size_t j = 0; j < workspace->channel_count && code == EXIT_FINE; j++) {
			int messages = 0;

			if (strcmp(workspace->channels[j].role, "council") == 0) {
				code = chat_witnesses(setup, i, workspace->channels[j].channel,
				    on_witness, comparing, &messages);
			}
		}
	}
	return code;
}

static int report(
    const struct words *words, const struct comparing *comparing, struct store *store)
{
	char head[LEDGER_HASH_HEX + 1] = "";
	int64_t seq = 0;

	if (comparing->differences > 0) {
		(void)fprintf(stderr,
		    comparing->is_ja ? "kaigi: 不一致が%d件あります。\n"
		                     : "kaigi: %d differences.\n",
		    comparing->differences);
		return EXIT_DIFFERENCE;
	}
	if (ledger_head(store, head, &seq) != KG_OK) {
		return EXIT_DIFFERENCE;
	}
	(void)printf(comparing->is_ja ? "一致しました。台帳 %" PRId64 "行、記録:%.20s\n"
	                              : "All agree. %" PRId64 " rows, record: %.20s\n",
	    seq, head);
	if (words->chat) {
		(void)printf(comparing->is_ja ? "チャットの記録値 %d件と一致しました。\n"
		                              : "%d witnesses in the chat agree.\n",
		    comparing->witnesses);
	}
	return EXIT_FINE;
}

int word_verify(const struct words *words)
{
	struct setup setup = { .is_loopback = false };
	struct comparing comparing = { .is_ja = words->language == LANGUAGE_JA };
	int code;

	setup_harden();
	code = setup_load(words, &setup);
	if (code == EXIT_FINE) {
		code = setup_open_store(&setup, true, &comparing.store);
	}
	if (code != EXIT_FINE) {
		setup_finish(&setup);
		return code;
	}
	if (ledger_verify(comparing.store, on_difference, NULL, &comparing.differences) !=
	    KG_OK) {
		code = EXIT_AGAIN;
	}
	if (code == EXIT_FINE && words->chat) {
		code = compare_chat(&setup, &comparing);
	}
	if (code == EXIT_FINE || comparing.differences > 0) {
		code = report(words, &comparing, comparing.store);
	}
	store_close(comparing.store);
	setup_finish(&setup);
	return code;
}
