/*
 * `kaigi init [FILE]`: a few questions, then settings with comments. Asks nothing that it can
 * know, asks for no token, and overwrites nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "bot/exit.h"
#include "bot/words.h"
#include "config/secret.h"

enum { ANSWER_SIZE = 256, FILE_MAX = 16384 };

struct question {
	const char *key;
	const char *ja;
	const char *en;
	const char *preset; /* "" must be answered */
};

static const struct question questions[] = {
	{ "council", "会議の名前(半角英小文字とハイフン。後から変えられません)",
	    "the council's key (a-z and hyphens; never changes)", "kawasaki-infosec" },
	{ "state", "データベースと添付資料を置くフォルダ", "folder for database and files",
	    "/var/lib/kaigi" },
	{ "charter", "要綱のデータ(charter.yaml)の場所", "path of charter.yaml",
	    "charter.yaml" },
	{ "language", "既定の言語(ja または en)", "language (ja or en)", "ja" },
	{ "council_channel", "管理会議のチャンネルID(C で始まります)",
	    "id of the council's channel", "" },
	{ "secretariat_channel", "庶務のチャンネルID", "id of the secretariat's channel", "" },
	{ "alarm_channel", "警報のチャンネルID(なければ庶務と同じ)",
	    "id of the alarm channel (none: the secretariat's)", "-" },
	{ "proxy", "プロキシのアドレス(なければ空のまま)", "proxy address (empty: none)", "-" },
};

enum { QUESTION_COUNT = sizeof(questions) / sizeof(questions[0]) };

/* What would break out of its line in the YAML, or is a token, is asked again. */
static bool is_fit(const char *answer)
{
	return strpbrk(answer, "\"'\\#{}[]&*!|>%@`\t") == NULL && !secret_looks_like(answer);
}

static bool ask(
    const struct words *words, const struct question *question, char out[ANSWER_SIZE])
{
	const char *preset = strcmp(question->preset, "-") == 0 ? "" : question->preset;
	bool may_be_empty = strcmp(question->preset, "-") == 0;

	for (int tries = 0; tries < 5; tries++) {
		(void)fprintf(stderr,
		    "%s%s%s%s: ", words->language == LANGUAGE_JA ? question->ja : question->en,
		    preset[0] == '\0' ? "" : " [", preset, preset[0] == '\0' ? "" : "]");
		if (fgets(out, ANSWER_SIZE, stdin) == NULL) {
			return false;
		}
		out[strcspn(out, "\r\n")] = '\0';
		if (out[0] == '\0') {
			(void)snprintf(out, ANSWER_SIZE, "%s", preset);
		}
		if ((out[0] != '\0' || may_be_empty) && is_fit(out)) {
			return true;
		}
	}
	return false;
}

static void draft(char answers[QUESTION_COUNT][ANSWER_SIZE], struct buf *out)
{
	const char *alarm = answers[6][0] == '\0' ? answers[5] : answers[6];

	buf_printf(out,
	    "# kaigi の設定です。変更は、次に kaigi を起動したときから効きます。点検は kaigi "
	    "check -c このファイル。\n"
	    "# Paths are relative to this file. Tokens never stand here.\n\n"
	    "# 会議の名前。最初の起動でデータベースに記録され、以後は変えられません。\n"
	    "council: %s\n\n"
	    "# データベースと添付資料を置くフォルダ(kaigi だけが読めるようにしてください)\n"
	    "state: %s\n\n"
	    "# 要綱のデータ\ncharter: %s\n\n"
	    "# 既定の言語(ja または en)\nlanguage: %s\n\n",
	    answers[0], answers[1], answers[2], answers[3]);
	if (answers[7][0] == '\0') {
		buf_puts(out, "# 庁内のプロキシ(要るときは行頭の # を消してください)\n"
		              "#proxy: http://proxy.example.jp:8080\n\n");
	} else {
		buf_printf(out, "# 庁内のプロキシ\nproxy: %s\n\n", answers[7]);
	}
	buf_puts(out, "# 庁内の認証局を使う場合の証明書(PEM)\n#ca_file: "
	              "/etc/ssl/certs/ca-certificates.crt\n\n");
	buf_printf(out,
	    "# 警報の宛先(ワークスペースの名前:チャンネルのID)\nalarm_channel: slack:%s\n\n"
	    "workspaces:\n"
	    "  # name は名簿の accounts にある workspace と同じにしてください。\n"
	    "  - name: slack\n"
	    "    kind: slack\n"
	    "    # トークンを1行だけ書いたファイル(chmod 600)\n"
	    "    token_file: slack-bot-token     # ボットのトークン\n"
	    "    app_token_file: slack-app-token # アプリレベルのトークン(connections:write)\n"
	    "    channels:\n"
	    "      - { role: council, channel: %s, language: %s }\n"
	    "      - { role: secretariat, channel: %s, language: %s }\n",
	    alarm, answers[4], answers[3], answers[5], answers[3]);
	if (strcmp(alarm, answers[5]) != 0) {
		buf_printf(out, "      - { role: alarm, channel: %s, language: %s }\n", alarm,
		    answers[3]);
	}
}

static int write_new(const char *path, const struct buf *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool is_fine;

	if (fd < 0) {
		(void)fprintf(stderr, "kaigi: %s: %s\n", path, kg_errno_text(errno));
		return EXIT_AGAIN;
	}
	is_fine =
	    write(fd, bytes->bytes, bytes->size) == (ssize_t)bytes->size && fsync(fd) == 0;
	(void)close(fd);
	return is_fine ? EXIT_FINE : EXIT_AGAIN;
}

int word_init(const struct words *words)
{
	static char answers[QUESTION_COUNT][ANSWER_SIZE];
	const char *path = words->path == NULL ? "settings.yaml" : words->path;
	KG_AUTO_BUF struct buf bytes = { .size = 0 };
	bool is_ja = words->language == LANGUAGE_JA;
	int code;

	if (access(path, F_OK) == 0) {
		(void)fprintf(stderr,
		    is_ja ? "kaigi: %s は既にあります。上書きしません。\n"
		          : "kaigi: %s exists already; nothing is overwritten.\n",
		    path);
		return EXIT_DIFFERENCE;
	}
	for (int i = 0; i < QUESTION_COUNT; i++) {
		if (!ask(words, &questions[i], answers[i])) {
			(void)fputs(
			    is_ja ? "\nkaigi: 中止しました。\n" : "\nkaigi: given up.\n",
			    stderr);
			return EXIT_DIFFERENCE;
		}
	}
	buf_init(&bytes, FILE_MAX);
	draft(answers, &bytes);
	code = write_new(path, &bytes);
	if (code == EXIT_FINE) {
		(void)printf(is_ja ? "%s を書きました。次は kaigi check -c %s です。\n"
		                   : "Wrote %s. Next: kaigi check -c %s\n",
		    path, path);
	}
	return code;
}
