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

enum answer {
	COUNCIL,
	STATE,
	CHARTER,
	LANGUAGE,
	NETWORK,
	HOMESERVER,
	COUNCIL_CHANNEL,
	SECRETARIAT_CHANNEL,
	ALARM_CHANNEL,
	PROXY,
	ANSWER_COUNT
};

struct question {
	const char *ja;
	const char *en;
	const char *preset;  /* "" must be answered, "-" may stay empty */
	const char *room_ja; /* in Matrix; NULL: the same */
	const char *room_en;
};

static const struct question questions[ANSWER_COUNT] = {
	[COUNCIL] = { "会議の名前(半角英小文字とハイフン。後から変えられません)",
	    "the council's key (a-z and hyphens; never changes)", "kawasaki-infosec", NULL,
	    NULL },
	[STATE] = { "データベースと添付資料を置くフォルダ", "folder for database and files",
	    "/var/lib/kaigi", NULL, NULL },
	[CHARTER] = { "要綱のデータ(charter.yaml)の場所", "path of charter.yaml",
	    "charter.yaml", NULL, NULL },
	[LANGUAGE] = { "既定の言語(ja または en)", "language (ja or en)", "ja", NULL, NULL },
	[NETWORK] = { "使うネットワーク(slack または matrix)", "network (slack or matrix)",
	    "slack", NULL, NULL },
	[HOMESERVER] = { "ホームサーバーのアドレス(https:// で始まり「/」で終わります)",
	    "the homeserver's address (https://…/)", "", NULL, NULL },
	[COUNCIL_CHANNEL] = { "管理会議のチャンネルID(C で始まります)",
	    "id of the council's channel", "", "管理会議のルームID(! で始まります)",
	    "id of the council's room (!…)" },
	[SECRETARIAT_CHANNEL] = { "庶務のチャンネルID", "id of the secretariat's channel", "",
	    "庶務のルームID", "id of the secretariat's room" },
	[ALARM_CHANNEL] = { "警報のチャンネルID(なければ庶務と同じ)",
	    "id of the alarm channel (none: the secretariat's)", "-",
	    "警報のルームID(なければ庶務と同じ)",
	    "id of the alarm room (none: the secretariat's)" },
	[PROXY] = { "プロキシのアドレス(なければ空のまま)", "proxy address (empty: none)", "-",
	    NULL, NULL },
};

static bool is_matrix(char answers[ANSWER_COUNT][ANSWER_SIZE])
{
	return strcmp(answers[NETWORK], "matrix") == 0;
}

static bool is_channel(enum answer which)
{
	return which == COUNCIL_CHANNEL || which == SECRETARIAT_CHANNEL ||
	       which == ALARM_CHANNEL;
}

/* What would break out of its line in the YAML, or is a token, is asked again. Rooms are
 * written in quotes. */
static bool is_fit(enum answer which, bool matrix, const char *answer)
{
	const char *rest = matrix && is_channel(which) && *answer == '!' ? answer + 1 : answer;

	if (which == NETWORK && strcmp(answer, "slack") != 0 && strcmp(answer, "matrix") != 0) {
		return false;
	}
	return strpbrk(rest, "\"'\\#{}[]&*!|>%@`\t") == NULL && !secret_looks_like(answer);
}

static bool ask(
    const struct words *words, enum answer which, bool matrix, char out[ANSWER_SIZE])
{
	const struct question *question = &questions[which];
	bool is_ja = words->language == LANGUAGE_JA;
	bool may_be_empty = strcmp(question->preset, "-") == 0;
	const char *preset = may_be_empty ? "" : question->preset;
	const char *text = is_ja ? question->ja : question->en;

	if (matrix && question->room_ja != NULL) {
		text = is_ja ? question->room_ja : question->room_en;
	}
	for (int tries = 0; tries < 5; tries++) {
		(void)fprintf(stderr, "%s%s%s%s: ", text, preset[0] == '\0' ? "" : " [", preset,
		    preset[0] == '\0' ? "" : "]");
		if (fgets(out, ANSWER_SIZE, stdin) == NULL) {
			return false;
		}
		out[strcspn(out, "\r\n")] = '\0';
		if (out[0] == '\0') {
			(void)snprintf(out, ANSWER_SIZE, "%s", preset);
		}
		if ((out[0] != '\0' || may_be_empty) && is_fit(which, matrix, out)) {
			return true;
		}
	}
	return false;
}

static void draft_head(char answers[ANSWER_COUNT][ANSWER_SIZE], struct buf *out)
{
	buf_printf(out,
	    "# kaigi の設定です。変更は、次に kaigi を起動したときから効きます。点検は kaigi "
	    "check -c このファイル。\n"
	    "# Paths are relative to this file. Tokens never stand here.\n\n"
	    "# 会議の名前。最初の起動でデータベースに記録され、以後は変えられません。\n"
	    "council: %s\n\n"
	    "# データベースと添付資料を置くフォルダ(kaigi だけが読めるようにしてください)\n"
	    "state: %s\n\n"
	    "# 要綱のデータ\ncharter: %s\n\n"
	    "# 事故のときの連絡先と期限(要るときは行頭の # を消してください)\n#clocks: "
	    "clocks.yaml\n\n"
	    "# 既定の言語(ja または en)\nlanguage: %s\n\n",
	    answers[COUNCIL], answers[STATE], answers[CHARTER], answers[LANGUAGE]);
	if (answers[PROXY][0] == '\0') {
		buf_puts(out, "# 庁内のプロキシ(要るときは行頭の # を消してください)\n"
		              "#proxy: http://proxy.example.jp:8080\n\n");
	} else {
		buf_printf(out, "# 庁内のプロキシ\nproxy: %s\n\n", answers[PROXY]);
	}
	buf_puts(out, "# 庁内の認証局を使う場合の証明書(PEM)\n#ca_file: "
	              "/etc/ssl/certs/ca-certificates.crt\n\n");
}

static void draft_channel(
    struct buf *out, const char *role, const char *channel, const char *language)
{
	buf_printf(out, "      - { role: %s, channel: \"%s\", language: %s }\n", role, channel,
	    language);
}

static void draft(char answers[ANSWER_COUNT][ANSWER_SIZE], struct buf *out)
{
	const char *alarm =
	    answers[answers[ALARM_CHANNEL][0] == '\0' ? SECRETARIAT_CHANNEL : ALARM_CHANNEL];
	const char *network = answers[NETWORK];

	draft_head(answers, out);
	buf_printf(out,
	    "# 警報の宛先(ワークスペースの名前:チャンネルのID)\nalarm_channel: \"%s:%s\"\n\n"
	    "workspaces:\n"
	    "  # name は名簿の accounts にある workspace と同じにしてください。\n"
	    "  - name: %s\n"
	    "    kind: %s\n",
	    network, alarm, network, network);
	if (is_matrix(answers)) {
		buf_printf(out,
		    "    api: %s # ホームサーバー\n"
		    "    # アクセストークンを1行だけ書いたファイル(chmod 600)\n"
		    "    token_file: matrix-token\n"
		    "    # 又は、最初の一度だけパスワードでログインします(token_file "
		    "の代わりに)。\n"
		    "    #user: \"@kaigi:example.jp\"\n"
		    "    #password_file: matrix-password\n",
		    answers[HOMESERVER]);
	} else {
		buf_puts(out, "    # トークンを1行だけ書いたファイル(chmod 600)\n"
		              "    token_file: slack-bot-token     # ボットのトークン\n"
		              "    app_token_file: slack-app-token # "
		              "アプリレベルのトークン(connections:write)\n");
	}
	buf_puts(out, "    channels:\n");
	draft_channel(out, "council", answers[COUNCIL_CHANNEL], answers[LANGUAGE]);
	draft_channel(out, "secretariat", answers[SECRETARIAT_CHANNEL], answers[LANGUAGE]);
	if (strcmp(alarm, answers[SECRETARIAT_CHANNEL]) != 0) {
		draft_channel(out, "alarm", alarm, answers[LANGUAGE]);
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
	static char answers[ANSWER_COUNT][ANSWER_SIZE];
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
	for (int i = 0; i < ANSWER_COUNT; i++) {
		if (i == HOMESERVER && !is_matrix(answers)) {
			continue;
		}
		if (!ask(words, (enum answer)i, is_matrix(answers), answers[i])) {
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
