/* The words people type, in one table. */
#include "handlers/commands.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "handlers/grammar.h"
#include "handlers/text.h"
#include "handlers/words.h"

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define EXAMPLES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct command_word words[] = {
	{ .verb = VERB_CIRCULATE,
	    .name = "持ち回り",
	    .aliases = WORDS("持回り", "持ち廻り", "持廻り", "もちまわり", "モチマワリ",
	        "持ち回り決裁", "持回り決裁", "持ち回り審議", "mochimawari", "circulate",
	        "circulation"),
	    .capability = CAN_CIRCULATE,
	    .form = "circulate.new",
	    .article = "6",
	    .help =
	        TR_NOOP("要綱第6条の持ち回りを起案します。引数がなければ入力画面を開きます。"),
	    .usage = TR_NOOP("持ち回り 件名=… 号=… 理由=… 期限=… 資料=… 本文=…"),
	    .examples = EXAMPLES(TR_NOOP("持ち回り"),
	        TR_NOOP(
	            "持ち回り 件名=「○○システムの停止後の対応方針について」 号=7 期限=明日 17時"),
	        TR_NOOP(
	            "持ち回り 件名=基準の一部改正について 号=3 理由=「施行日が迫っているため」 期限=12月1日(火)17:00 資料=直前 本文=「別紙のとおり改正する。」")) },
	{ .verb = VERB_STATUS,
	    .name = "状況",
	    .aliases = WORDS("じょうきょう", "一覧", "いちらん", "ステータス", "jokyo",
	        "joukyou", "status", "list"),
	    .capability = CAN_STATUS,
	    .help = TR_NOOP("進行中の案件を、ご自身の回答待ちから期限の近い順に表示します。"),
	    .usage = TR_NOOP("状況 [番号] [ページ]"),
	    .examples =
	        EXAMPLES(TR_NOOP("状況"), TR_NOOP("状況 回R8-001"), TR_NOOP("状況 2")) },
	{ .verb = VERB_HISTORY,
	    .name = "経緯",
	    .aliases = WORDS("けいい", "履歴", "りれき", "keii", "history"),
	    .capability = CAN_HISTORY,
	    .help = TR_NOOP(
	        "一つの案件の経緯(だれが、いつ、どの資格で、どの規定により)を表示します。"),
	    .usage = TR_NOOP("経緯 番号 [ファイル]"),
	    .examples = EXAMPLES(TR_NOOP("経緯 回R8-001"), TR_NOOP("経緯 令和8年度第5号")) },
	{ .verb = VERB_REVIEW,
	    .name = "確認",
	    .aliases = WORDS("かくにん", "庶務内確認", "kakunin", "review"),
	    .capability = CAN_REVIEW,
	    .article = "7",
	    .help = TR_NOOP("起案の庶務内確認をします。確認後に議長へお伺いします。"),
	    .usage = TR_NOOP("確認 番号"),
	    .examples = EXAMPLES(TR_NOOP("確認 回R8-001")) },
	{ .verb = VERB_APPROVE,
	    .name = "承認",
	    .aliases = WORDS("しょうにん", "shonin", "shounin", "approve"),
	    .capability = CAN_APPROVE,
	    .article = "6",
	    .help = TR_NOOP("持ち回りを承認します。カードの ⭕ と同じです。"),
	    .usage = TR_NOOP("承認 番号 [意見]"),
	    .examples = EXAMPLES(TR_NOOP("承認 回R8-001")) },
	{ .verb = VERB_REJECT,
	    .name = "否認",
	    .aliases = WORDS("ひにん", "hinin", "reject"),
	    .capability = CAN_REJECT,
	    .form = "circulate.reason",
	    .article = "6",
	    .help =
	        TR_NOOP("持ち回りを否認します。理由をお書きください。カードの ❌ と同じです。"),
	    .usage = TR_NOOP("否認 番号 理由=…"),
	    .examples =
	        EXAMPLES(TR_NOOP("否認 回R8-001 理由=「影響の見積りが不足しているため」")) },
	{ .verb = VERB_MEETING,
	    .name = "会議希望",
	    .aliases = WORDS("会議の開催を希望", "会議開催希望", "かいぎきぼう", "kaigikibo",
	        "kaigikibou", "meeting"),
	    .capability = CAN_MEETING,
	    .form = "circulate.reason",
	    .article = "3(1)",
	    .help = TR_NOOP(
	        "会議の開催を希望します。理由をお書きください。カードの 🙋 と同じです。"),
	    .usage = TR_NOOP("会議希望 番号 理由=…"),
	    .examples =
	        EXAMPLES(TR_NOOP("会議希望 回R8-001 理由=「直接の説明を伺いたいため」")) },
	{ .verb = VERB_CONTINUE,
	    .name = "続行",
	    .aliases = WORDS("ぞっこう", "zokko", "zokkou", "continue"),
	    .capability = CAN_CONTINUE,
	    .article = "6",
	    .help = TR_NOOP("(議長)否認や会議希望があった持ち回りを続けます。"),
	    .usage = TR_NOOP("続行 番号"),
	    .examples = EXAMPLES(TR_NOOP("続行 回R8-001")) },
	{ .verb = VERB_RETURN,
	    .name = "差戻し",
	    .aliases = WORDS("差し戻し", "差戻", "さしもどし", "sashimodoshi", "return"),
	    .capability = CAN_RETURN,
	    .form = "choice.reason",
	    .article = "6",
	    .help =
	        TR_NOOP("(議長・確認者)理由を付けて庶務に差し戻します。番号と経緯は残ります。"),
	    .usage = TR_NOOP("差戻し 番号 理由=…"),
	    .examples = EXAMPLES(TR_NOOP("差戻し 回R8-001 理由=「資料を補ってください」")) },
	{ .verb = VERB_REFER,
	    .name = "付議",
	    .aliases = WORDS("会議へ付議", "会議付議", "ふぎ", "fugi", "refer"),
	    .capability = CAN_REFER,
	    .article = "3(1)",
	    .help = TR_NOOP("(議長)持ち回りをやめ、会議に付議します。"),
	    .usage = TR_NOOP("付議 番号 [理由=…]"),
	    .examples = EXAMPLES(TR_NOOP("付議 回R8-001")) },
	{ .verb = VERB_FAIL,
	    .name = "不成立",
	    .aliases = WORDS("ふせいりつ", "fuseiritsu", "fail"),
	    .capability = CAN_FAIL,
	    .article = "6",
	    .help = TR_NOOP("(議長)承認がそろわなかった持ち回りを不成立として閉じます。"),
	    .usage = TR_NOOP("不成立 番号 [理由=…]"),
	    .examples = EXAMPLES(TR_NOOP("不成立 回R8-001")) },
	{ .verb = VERB_WITHDRAW,
	    .name = "取下げ",
	    .aliases = WORDS("取り下げ", "取下", "とりさげ", "torisage", "withdraw"),
	    .capability = CAN_WITHDRAW,
	    .form = "choice.reason",
	    .article = "6",
	    .help = TR_NOOP("案件を取り下げます。開始前は庶務、開始後は議長が行います。"),
	    .usage = TR_NOOP("取下げ 番号 理由=…"),
	    .examples = EXAMPLES(TR_NOOP("取下げ 回R8-001 理由=「事情が変わったため」")) },
	{ .verb = VERB_EXTEND,
	    .name = "延長",
	    .aliases = WORDS("期限延長", "えんちょう", "encho", "enchou", "extend"),
	    .capability = CAN_EXTEND,
	    .form = "choice.extend",
	    .article = "6",
	    .help = TR_NOOP("(議長)期限が過ぎた持ち回りの期限を延ばします。"),
	    .usage = TR_NOOP("延長 番号 期限=…"),
	    .examples = EXAMPLES(TR_NOOP("延長 回R8-001 期限=明日 17時")) },
	{ .verb = VERB_KOUETSU,
	    .name = "後閲",
	    .aliases = WORDS("こうえつ", "koetsu", "kouetsu"),
	    .capability = CAN_KOUETSU,
	    .form = "choice.kouetsu",
	    .help =
	        TR_NOOP("(議長)不在の委員を後閲とします。表決には算入せず、結果に明示します。"),
	    .usage = TR_NOOP("後閲 番号 席=…"),
	    .examples = EXAMPLES(TR_NOOP("後閲 回R8-001 席=委員3")) },
	{ .verb = VERB_UNCHECKED,
	    .name = "未確認終了",
	    .aliases = WORDS("みかくにんしゅうりょう", "確認省略", "mikakunin", "unchecked"),
	    .capability = CAN_UNCHECKED,
	    .help = TR_NOOP(
	        "(議長)長くつながらない連絡網の印を確かめずに、持ち回りを先へ進めます。"),
	    .usage = TR_NOOP("未確認終了 番号"),
	    .examples = EXAMPLES(TR_NOOP("未確認終了 回R8-001")) },
	{ .verb = VERB_ERRATA,
	    .name = "正誤",
	    .aliases = WORDS("正誤表", "せいご", "seigo", "errata", "erratum"),
	    .capability = CAN_ERRATA,
	    .form = "circulate.errata",
	    .article = "7",
	    .help = TR_NOOP(
	        "明らかな誤記に正誤表を付けます。議長が軽微な訂正として認めたときに付きます。"),
	    .usage = TR_NOOP("正誤 番号 本文=…"),
	    .examples =
	        EXAMPLES(TR_NOOP("正誤 回R8-001 本文=「3行目「11月」を「12月」に訂正」")) },
	{ .verb = VERB_VERSION,
	    .name = "改版",
	    .aliases = WORDS("新版", "かいはん", "kaihan", "revise", "version"),
	    .capability = CAN_VERSION,
	    .form = "circulate.version",
	    .article = "6",
	    .help = TR_NOOP("内容を改めた新しい版で、あらためて持ち回りにします。"),
	    .usage = TR_NOOP("改版 番号 [本文=…] [期限=…]"),
	    .examples = EXAMPLES(TR_NOOP("改版 回R8-001")) },
	{ .verb = VERB_PAPER,
	    .name = "紙決裁",
	    .aliases = WORDS("紙の決裁", "書面決裁", "電話決裁", "代理記録", "かみけっさい",
	        "kamikessai", "paper"),
	    .capability = CAN_PAPER,
	    .form = "paper.new",
	    .article = "7",
	    .help = TR_NOOP(
	        "書面又は電話による回答を証拠とともに記録します。入力した方以外の確認を要します。"),
	    .usage = TR_NOOP(
	        "紙決裁 番号 [席=… 回答=… 方法=書面|電話 受領=… 資料=直前 発信者=… 受信者=… 理由=…] [確認|差戻し|異議|書面送付]"),
	    .examples = EXAMPLES(TR_NOOP("紙決裁 回R8-001"),
	        TR_NOOP(
	            "紙決裁 回R8-001 席=委員3 回答=承認 方法=電話 受領=「本日 10:30」 発信者=庶務 受信者=ご本人"),
	        TR_NOOP("紙決裁 回R8-001 確認 席=委員3"),
	        TR_NOOP("紙決裁 回R8-001 書面送付 席=委員3")) },
	{ .verb = VERB_INQUIRY,
	    .name = "照会",
	    .aliases = WORDS("意見照会", "しょうかい", "shokai", "shoukai", "inquiry"),
	    .capability = CAN_INQUIRY,
	    .form = "inquiry.new",
	    .article = "7",
	    .help = TR_NOOP(
	        "意見を照会し、回答を一つの表にまとめます。決裁ではなく、議決番号も付きません。"),
	    .usage = TR_NOOP(
	        "照会 [番号] [件名=… 本文=… 宛先=… 期限=… 資料=… 議案=…] [締切|取下げ|審議等として扱う]"),
	    .examples = EXAMPLES(TR_NOOP("照会"),
	        TR_NOOP(
	            "照会 件名=基準の改正案について 宛先=幹事会 期限=12月3日 17時 本文=「別紙のとおりでよろしいか伺います。」"),
	        TR_NOOP("照会 照R8-001"), TR_NOOP("照会 照R8-001 締切")) },
	{ .verb = VERB_NOTICE,
	    .name = "供覧",
	    .aliases = WORDS("きょうらん", "回覧", "kyoran", "kyouran", "notice"),
	    .capability = CAN_NOTICE,
	    .form = "inquiry.new",
	    .article = "7",
	    .help =
	        TR_NOOP("資料などを供覧し、閲覧を一つの表にまとめます。回答は閲覧だけです。"),
	    .usage = TR_NOOP("供覧 [番号] [件名=… 本文=… 宛先=… 期限=… 資料=…] [締切|取下げ]"),
	    .examples = EXAMPLES(TR_NOOP("供覧"),
	        TR_NOOP(
	            "供覧 件名=注意喚起について 宛先=管理会議 本文=「別添のとおりです。」")) },
	{ .verb = VERB_ITEM,
	    .name = "審議事項",
	    .aliases = WORDS("議案", "付議事項", "しんぎじこう", "ぎあん", "shingijiko",
	        "shingijikou", "gian", "item", "items", "matter"),
	    .capability = CAN_ITEM,
	    .form = "item.new",
	    .article = "4",
	    .help =
	        TR_NOOP("要綱第4条の審議事項を登録し、一覧・特に重要の別・経過を表示します。"),
	    .usage = TR_NOOP(
	        "審議事項 [番号] [件名=… 号=… 本文=… 資料=… 特に重要=はい|いいえ 理由=…]"),
	    .examples = EXAMPLES(TR_NOOP("審議事項"), TR_NOOP("審議事項 登録"),
	        TR_NOOP(
	            "審議事項 件名=基準の一部改正について 号=3 本文=「別紙のとおり改正する。」"),
	        TR_NOOP("審議事項 審R8-001 特に重要=はい"), TR_NOOP("審議事項 報告事項")) },
	{ .verb = VERB_COMMITTEE,
	    .name = "幹事会",
	    .aliases = WORDS("かんじかい", "kanjikai", "committee"),
	    .capability = CAN_COMMITTEE,
	    .form = "report.held",
	    .article = "3-3(4)",
	    .help = TR_NOOP(
	        "幹事会の開催を記録します。議長への報告(第3条の3第4項)の期限を管理します。"),
	    .usage = TR_NOOP("幹事会 開催=… 回=… 議題=…"),
	    .examples = EXAMPLES(TR_NOOP("幹事会"),
	        TR_NOOP("幹事会 開催=11月24日 14:00 回=第6回 議題=審R8-001、審R8-003")) },
	{ .verb = VERB_REPORT,
	    .name = "報告",
	    .aliases = WORDS("幹事会報告", "ほうこく", "hokoku", "houkoku", "report"),
	    .capability = CAN_REPORT,
	    .form = "report.line",
	    .article = "3-3(4)",
	    .help = TR_NOOP("幹事会の審議結果を議題ごとに記入し、議長に報告します。"),
	    .usage = TR_NOOP("報告 番号 [議題=… 結果=… 修正=… 少数意見=… 集約意見=…] [提出]"),
	    .examples = EXAMPLES(TR_NOOP("報告"),
	        TR_NOOP("報告 報R8-001 議題=審R8-001 結果=原案のとおり適当"),
	        TR_NOOP("報告 報R8-001 提出")) },
	{ .verb = VERB_RECEIVE,
	    .name = "報告を受けた",
	    .aliases = WORDS("報告受け", "受けた", "ほうこくをうけた", "receive", "received"),
	    .capability = CAN_RECEIVE,
	    .article = "3-3(4)",
	    .help = TR_NOOP("(議長)幹事会の報告を受けたことを記録します。議決にはなりません。"),
	    .usage = TR_NOOP("報告を受けた 番号 [議題=…]"),
	    .examples = EXAMPLES(TR_NOOP("報告を受けた 報R8-001 議題=審R8-001")) },
	{ .verb = VERB_OPEN,
	    .name = "開会",
	    .aliases = WORDS("かいかい", "kaikai", "open", "startmeeting"),
	    .capability = CAN_OPEN,
	    .article = "3(1)",
	    .help = TR_NOOP(
	        "会議の開会を記録します。主宰者は、その時刻の議長・幹事長又は職務代理者です。"),
	    .usage = TR_NOOP("開会 [番号] [時刻=…] [欠席=…] [代理=…]"),
	    .examples = EXAMPLES(TR_NOOP("開会 招R8-001"),
	        TR_NOOP("開会 招R8-001 時刻=14:02 欠席=委員3、委員5")) },
	{ .verb = VERB_SUSPEND,
	    .name = "休憩",
	    .aliases = WORDS("中断", "延会", "きゅうけい", "kyukei", "suspend"),
	    .capability = CAN_SUSPEND,
	    .article = "3(1)",
	    .help = TR_NOOP("会議の休憩・延会を記録します。"),
	    .usage = TR_NOOP("休憩 [番号] [時刻=…]"),
	    .examples = EXAMPLES(TR_NOOP("休憩 招R8-001")) },
	{ .verb = VERB_RESUME,
	    .name = "再開",
	    .aliases = WORDS("さいかい", "saikai", "resume"),
	    .capability = CAN_RESUME,
	    .article = "3(1)",
	    .help = TR_NOOP("休憩した会議の再開を記録します。"),
	    .usage = TR_NOOP("再開 [番号] [時刻=…]"),
	    .examples = EXAMPLES(TR_NOOP("再開 招R8-001")) },
	{ .verb = VERB_CLOSE,
	    .name = "閉会",
	    .aliases = WORDS("へいかい", "heikai", "close", "endmeeting"),
	    .capability = CAN_CLOSE,
	    .article = "3(1)",
	    .help = TR_NOOP(
	        "会議の閉会を記録します。可決された議案に議決の番号が付き、幹事会では議長への報告の期限が始まります。"),
	    .usage = TR_NOOP("閉会 [番号] [時刻=…] [理由=…]"),
	    .examples =
	        EXAMPLES(TR_NOOP("閉会 招R8-001"), TR_NOOP("閉会 招R8-001 時刻=15:20")) },
	{ .verb = VERB_ATTENDANCE,
	    .name = "出席者",
	    .aliases = WORDS("出席者名簿", "しゅっせきしゃ", "shussekisha", "attendance"),
	    .capability = CAN_ATTENDANCE,
	    .form = "sitting.attend",
	    .article = "3(1)",
	    .help = TR_NOOP("会議の出席者を一つの表で記録し、定足数を確かめます。"),
	    .usage = TR_NOOP("出席者 [番号] [全員|欠席=… 代理=席:氏名] [理由=…]"),
	    .examples = EXAMPLES(TR_NOOP("出席者"), TR_NOOP("出席者 全員"),
	        TR_NOOP("出席者 欠席=委員3、委員5 代理=委員7:田中係長")) },
	{ .verb = VERB_VOTE,
	    .name = "採決",
	    .aliases = WORDS("異議なし", "表決", "さいけつ", "saiketsu", "vote", "noobjection"),
	    .capability = CAN_VOTE,
	    .form = "sitting.result",
	    .article = "3(1)",
	    .help = TR_NOOP(
	        "議題の結果を記録します。異議なしは「異議なし」、異議があるときは反対と棄権の方を一覧で記入します。"),
	    .usage = TR_NOOP(
	        "採決 [番号] 議案=… [異議なし|結果=… 反対=… 棄権=… 裁決=… 修正=… 少数意見=… 集約意見=…] [時刻=…] [理由=…]"),
	    .examples = EXAMPLES(TR_NOOP("異議なし 議案=1"),
	        TR_NOOP("採決 議案=審R8-001 結果=可決 反対=委員3"),
	        TR_NOOP("採決 議案=2 結果=継続審議")) },
	{ .verb = VERB_SPEAK,
	    .name = "発言",
	    .aliases = WORDS("議事", "はつげん", "hatsugen", "speak", "statement"),
	    .capability = CAN_SPEAK,
	    .article = "3(3)",
	    .help = TR_NOOP("会議での発言の要旨を議事に記録します。"),
	    .usage = TR_NOOP("発言 [番号] [席=…|氏名=…] [議案=…] [時刻=…] 本文=… | 発言 取消"),
	    .examples = EXAMPLES(
	        TR_NOOP("発言 席=委員3 本文=経過措置が必要ではないか"), TR_NOOP("発言 取消")) },
	{ .verb = VERB_GUEST,
	    .name = "入退室",
	    .aliases = WORDS("入室", "退室", "にゅうたいしつ", "guest"),
	    .capability = CAN_GUEST_TIME,
	    .article = "3(3)",
	    .help = TR_NOOP("出席を求められた方(議決権なし)の入室と退室を記録します。"),
	    .usage = TR_NOOP("入退室 [番号] 氏名=… [入室=…] [退室=…]"),
	    .examples = EXAMPLES(TR_NOOP("入室 氏名=伊東恵"), TR_NOOP("退室 氏名=伊東恵"),
	        TR_NOOP("入退室 氏名=伊東恵 入室=14:10 退室=14:30")) },
	{ .verb = VERB_NEW_ACTION,
	    .name = "宿題追加",
	    .aliases = WORDS("宿題の追加", "宿題登録", "しゅくだいついか", "newaction"),
	    .capability = CAN_NEW_ACTION,
	    .article = "3(1)",
	    .help = TR_NOOP("会議の宿題を担当と期限を添えて記録します。"),
	    .usage = TR_NOOP("宿題追加 [番号] [議案=…] 担当=… 期限=… 本文=…"),
	    .examples =
	        EXAMPLES(TR_NOOP("宿題追加 担当=委員3 期限=12月1日 本文=影響を調べる")) },
	{ .verb = VERB_HELD,
	    .name = "会議記録",
	    .aliases = WORDS("事後記録", "会議の記録", "かいぎきろく", "kaigikiroku", "held"),
	    .capability = CAN_ENTER_MEETING,
	    .form = "sitting.held",
	    .article = "7",
	    .help = TR_NOOP("すでに開催した会議を、実際の時刻で後から記録します。"),
	    .usage = TR_NOOP("会議記録 会議体=… 回=… 日時=… 終了=… 場所=… 議題=…"),
	    .examples = EXAMPLES(TR_NOOP("会議記録"),
	        TR_NOOP(
	            "会議記録 会議体=幹事会 回=第6回 日時=「11月24日 14:00」 終了=15:20 場所=第2会議室 議題=審R8-001、審R8-003")) },
	{ .verb = VERB_REGISTER,
	    .name = "議決",
	    .aliases = WORDS("議決簿", "ぎけつ", "giketsu", "resolution", "resolutions"),
	    .capability = CAN_REGISTER,
	    .help = TR_NOOP("議決の一覧(番号、議決日、根拠、審議事項)又は一件を表示します。"),
	    .usage = TR_NOOP("議決 [年度|番号]"),
	    .examples = EXAMPLES(
	        TR_NOOP("議決"), TR_NOOP("議決 令和8年度"), TR_NOOP("議決 令和8年度第1号")) },
	{ .verb = VERB_MINUTES,
	    .name = "議事録",
	    .aliases = WORDS("ぎじろく", "会議録", "gijiroku", "minutes"),
	    .capability = CAN_MINUTES,
	    .form = "minutes.comment",
	    .article = "8",
	    .help = TR_NOOP(
	        "会議の議事録と各版を表示し、ご意見を承ります。主宰された方が確認します。"),
	    .usage = TR_NOOP("議事録 [番号] [版=…] [意見=…] [確認] [改版 理由=…]"),
	    .examples = EXAMPLES(TR_NOOP("議事録"), TR_NOOP("議事録 招R8-003"),
	        TR_NOOP("議事録 招R8-003 版=1"),
	        TR_NOOP("議事録 招R8-003 意見=「議案第3号の発言の趣旨を補ってください」"),
	        TR_NOOP("議事録 招R8-003 改版 理由=「発言者の職名の訂正」")) },
	{ .verb = VERB_ACTIONS,
	    .name = "宿題",
	    .aliases = WORDS("しゅくだい", "shukudai", "action", "actions"),
	    .capability = CAN_ACTIONS,
	    .help = TR_NOOP("済んでいない宿題を、ご自身のものから期限の近い順に表示します。"),
	    .usage = TR_NOOP(
	        "宿題 [番号] [済|取下げ 理由=…|担当=… 期限=…] 又は 宿題 本文=… 担当=… 期限=…"),
	    .examples = EXAMPLES(TR_NOOP("宿題"), TR_NOOP("宿題 宿R8-001 済"),
	        TR_NOOP("宿題 本文=影響範囲を調べる 担当=委員3 期限=12月18日")) },
	{ .verb = VERB_AHEAD,
	    .name = "予定",
	    .aliases = WORDS("よてい", "今後の予定", "yotei", "ahead", "coming"),
	    .capability = CAN_AHEAD,
	    .help = TR_NOOP("会議、期限、報告、議事録、宿題の予定を、近い順に表示します。"),
	    .usage = TR_NOOP("予定"),
	    .examples = EXAMPLES(TR_NOOP("予定")) },
	{ .verb = VERB_YEAR,
	    .name = "年間",
	    .aliases = WORDS("ねんかん", "年間実績", "nenkan", "year"),
	    .capability = CAN_YEAR,
	    .help =
	        TR_NOOP("一年度の会議、議決、回答までの時間、期限を過ぎた報告を表示します。"),
	    .usage = TR_NOOP("年間 [年度]"),
	    .examples = EXAMPLES(TR_NOOP("年間"), TR_NOOP("年間 令和8年度")) },
	{ .verb = VERB_POLL,
	    .name = "日程調整",
	    .aliases =
	        WORDS("日程", "候補日", "にっていちょうせい", "nitteichosei", "poll", "dates"),
	    .capability = CAN_POLL,
	    .form = "poll.new",
	    .article = "3(1)",
	    .help = TR_NOOP(
	        "会議の候補日を、まず招集する方(又は秘書)に、次にほかの構成員にお尋ねします。"),
	    .usage = TR_NOOP("日程調整 [番号] [会議体=… 候補=… 件名=… 議題=… 期限=…] [取下げ]"),
	    .examples = EXAMPLES(TR_NOOP("日程調整"),
	        TR_NOOP("日程調整 候補=「12月8日 14:00〜15:00、12月9日 10:00〜11:00」"),
	        TR_NOOP("日程調整 日R8-001")) },
	{ .verb = VERB_ABSENCE,
	    .name = "不在",
	    .aliases = WORDS("ふざい", "fuzai", "absence", "absent"),
	    .capability = CAN_ABSENCE,
	    .form = "absence",
	    .help = TR_NOOP("不在の期間を届け出ます。先の日付もできます。"),
	    .usage = TR_NOOP("不在 期間 理由 [席=…] | 不在 終了 | 不在 一覧"),
	    .examples = EXAMPLES(TR_NOOP("不在 12/1 9:00-17:00 航空機搭乗中"),
	        TR_NOOP("不在 終了"), TR_NOOP("不在 12/1〜12/3 出張 席=委員3")) },
	{ .verb = VERB_ACTING,
	    .name = "職務代理",
	    .aliases = WORDS("代理", "しょくむだいり", "shokumudairi", "acting", "deputise"),
	    .capability = CAN_ACTING,
	    .article = "3(2)",
	    .help =
	        TR_NOOP("議長・幹事長に事故があるときの職務代理を表示し、始め、又は終えます。"),
	    .usage = TR_NOOP(
	        "職務代理 [開始 理由=… から=… まで=… | 終了 | 連絡 手段=… 結果=…] [会議体=幹事会]"),
	    .examples = EXAMPLES(TR_NOOP("職務代理"),
	        TR_NOOP("職務代理 開始 理由=議長の出張のため から=12月1日 9:00 まで=12月3日"),
	        TR_NOOP("職務代理 終了"),
	        TR_NOOP("職務代理 連絡 手段=電話(公用携帯) 結果=応答なし")) },
	{ .verb = VERB_ROSTER,
	    .name = "名簿",
	    .aliases = WORDS("めいぼ", "meibo", "roster"),
	    .capability = CAN_ROSTER,
	    .article = "2",
	    .help = TR_NOOP(
	        "構成員の職名と氏名、欠員、不在、職務代理を表示します。庶務は登録・終了・訂正をします。"),
	    .usage = TR_NOOP(
	        "名簿 [日付 | 登録 席=… 氏名=… アカウント=… 開始=… 公表=… 種別=… | 終了 席=… まで=… | 訂正 席=… 理由=… | アカウント 氏名=… アカウント=…]"),
	    .examples = EXAMPLES(TR_NOOP("名簿"), TR_NOOP("名簿 2026-04-01"),
	        TR_NOOP("名簿 終了 席=委員4 まで=2027-03-31"),
	        TR_NOOP(
	            "名簿 登録 席=委員4 氏名=「架空 花子」 アカウント=U0123ABCD 開始=2027-04-01")) },
	{ .verb = VERB_NOMINATE,
	    .name = "指名",
	    .aliases = WORDS("副幹事長", "しめい", "nominate"),
	    .capability = CAN_NOMINATE,
	    .article = "3-2(3)",
	    .help = TR_NOOP("(幹事長)幹事の中から副幹事長を指名します。"),
	    .usage = TR_NOOP("指名 席 [文書=…]"),
	    .examples = EXAMPLES(TR_NOOP("指名 委員3")) },
	{ .verb = VERB_RULES,
	    .name = "規則",
	    .aliases = WORDS("きそく", "運営規則", "議長決定", "kisoku", "rule", "rules"),
	    .capability = CAN_RULES,
	    .form = "rule.new",
	    .article = "8",
	    .help = TR_NOOP(
	        "要綱第8条により議長が定めた事項と既定値を表示します。庶務は議長への提案もできます。"),
	    .usage = TR_NOOP(
	        "規則 [日付|項目] 又は 規則 提案 項目=… 値=… [会議体=…] [施行日=…] [文書番号=…] 理由=…"),
	    .examples = EXAMPLES(TR_NOOP("規則"), TR_NOOP("規則 令和8年4月1日"),
	        TR_NOOP("規則 定足数"), TR_NOOP("規則 案"), TR_NOOP("規則 要綱"),
	        TR_NOOP(
	            "規則 提案 項目=定足数 値=3分の2以上 施行日=令和9年4月1日 理由=「審議を慎重にするため」")) },
	{ .verb = VERB_INCIDENT,
	    .name = "事故",
	    .aliases = WORDS("じこ", "事故報告", "jiko", "incident", "incidents"),
	    .capability = CAN_INCIDENT,
	    .form = "incident.new",
	    .article = "5",
	    .help = TR_NOOP(
	        "情報セキュリティ事故(書類の誤送付や紛失を含みます)を報告し、状況を表示します。"),
	    .usage = TR_NOOP("事故 [何が起きたか] 又は 事故 番号 又は 事故 一覧"),
	    .examples =
	        EXAMPLES(TR_NOOP("事故"), TR_NOOP("事故 事R8-001"), TR_NOOP("事故 一覧")) },
	{ .verb = VERB_CLOCKS,
	    .name = "期限",
	    .aliases = WORDS("きげん", "時計", "とけい", "kigen", "tokei", "clock", "clocks",
	        "deadline", "deadlines"),
	    .capability = CAN_CLOCKS,
	    .article = "5",
	    .help =
	        TR_NOOP("事故のときの連絡先と期限を、根拠・数え方・確度とともに表示します。"),
	    .usage = TR_NOOP("期限 [連絡先又は記号]"),
	    .examples = EXAMPLES(TR_NOOP("期限"), TR_NOOP("期限 ppc-appi-flash"),
	        TR_NOOP("期限 神奈川県警察")) },
	{ .verb = VERB_CONVENE,
	    .name = "招集",
	    .aliases = WORDS("会議招集", "開催通知", "しょうしゅう", "shoshu", "shoshuu",
	        "shousyuu", "convene", "call"),
	    .capability = CAN_CONVENE,
	    .form = "meeting.new",
	    .article = "3(1)",
	    .help = TR_NOOP(
	        "会議の開催通知を起案します。招集は議長(幹事会は幹事長)の ⭕ によります。"),
	    .usage = TR_NOOP(
	        "招集 [番号] [会議体=管理会議|幹事会 日時=… 場所=… リンク=… 議題=… 招請=… 期限=… 理由=…] | 招集 依頼 理由=… [会議体=…]"),
	    .examples = EXAMPLES(TR_NOOP("招集"),
	        TR_NOOP(
	            "招集 日時=12月8日(火) 14:00-15:00 場所=本庁舎 第2会議室 議題=審R8-001"),
	        TR_NOOP("招集 依頼 理由=「対応方針を協議するため」")) },
	{ .verb = VERB_ATTEND,
	    .name = "出席",
	    .aliases = WORDS("しゅっせき", "shusseki", "syusseki", "attend", "attending"),
	    .capability = CAN_ATTEND,
	    .article = "3(1)",
	    .help = TR_NOOP(
	        "会議に出席と回答します。通知の ⭕ と同じです。庶務・秘書は 席=… で代理入力できます。"),
	    .usage = TR_NOOP("出席 [番号] [席=…] [理由=…]"),
	    .examples = EXAMPLES(TR_NOOP("出席"), TR_NOOP("出席 招R8-001 席=委員3")) },
	{ .verb = VERB_DECLINE,
	    .name = "欠席",
	    .aliases = WORDS("けっせき", "kesseki", "decline"),
	    .capability = CAN_DECLINE,
	    .article = "3(1)",
	    .help = TR_NOOP("会議に欠席と回答します。通知の ❌ と同じです。"),
	    .usage = TR_NOOP("欠席 [番号] [席=…] [代理=…] [理由=…]"),
	    .examples = EXAMPLES(TR_NOOP("欠席 招R8-001 出張のため")) },
	{ .verb = VERB_UNDECIDED,
	    .name = "未定",
	    .aliases = WORDS("みてい", "mitei", "undecided", "unsure"),
	    .capability = CAN_UNDECIDED,
	    .article = "3(1)",
	    .help = TR_NOOP("会議の出欠を未定と回答します。通知の 🔺 と同じです。"),
	    .usage = TR_NOOP("未定 [番号] [席=…] [理由=…]"),
	    .examples = EXAMPLES(TR_NOOP("未定")) },
	{ .verb = VERB_CHANGE,
	    .name = "変更",
	    .aliases = WORDS("会議変更", "へんこう", "henko", "henkou", "change"),
	    .capability = CAN_CHANGE,
	    .article = "3(1)",
	    .help = TR_NOOP(
	        "通知した会議の日時・場所などを改めます。招集された方の ⭕ で新しい版の通知となります。"),
	    .usage = TR_NOOP("変更 番号 [日時=… 場所=… リンク=… 期限=…] 理由=…"),
	    .examples =
	        EXAMPLES(TR_NOOP("変更 招R8-001 場所=第3会議室 理由=「会議室の都合により」")) },
	{ .verb = VERB_POSTPONE,
	    .name = "延期",
	    .aliases = WORDS("会議延期", "えんき", "enki", "postpone"),
	    .capability = CAN_POSTPONE,
	    .article = "3(1)",
	    .help = TR_NOOP("通知した会議を後の日時に延期します。"),
	    .usage = TR_NOOP("延期 番号 日時=… [期限=…] 理由=…"),
	    .examples = EXAMPLES(TR_NOOP(
	        "延期 招R8-001 日時=12月15日(火) 14:00-15:00 理由=「資料の準備のため」")) },
	{ .verb = VERB_CANCEL,
	    /* 中止 alone is how a guided exchange is left. */
	    .name = "会議中止",
	    .aliases = WORDS("中止", "ちゅうし", "chushi", "chuushi", "cancel"),
	    .capability = CAN_CANCEL,
	    .article = "3(1)",
	    .help = TR_NOOP("通知した会議を中止します。回の番号は欠番となります。"),
	    .usage = TR_NOOP("中止 番号 理由=…"),
	    .examples = EXAMPLES(TR_NOOP("中止 招R8-001 理由=「案件が解消したため」")) },
	{ .verb = VERB_LANGUAGE,
	    .name = "言語",
	    .aliases = WORDS("げんご", "gengo", "language", "lang"),
	    .capability = CAN_LANGUAGE,
	    .help = TR_NOOP("ご自身への表示を日本語又は英語に切り替えます。"),
	    .usage = TR_NOOP("言語 日本語|English"),
	    .examples = EXAMPLES(TR_NOOP("言語 English")) },
	{ .verb = VERB_HELP,
	    .name = "ヘルプ",
	    .aliases = WORDS("へるぷ", "使い方", "つかいかた", "herupu", "help", "?"),
	    .capability = CAN_HELP,
	    .help = TR_NOOP("コマンドの一覧、又は一つのコマンドの使い方を表示します。"),
	    .usage = TR_NOOP("ヘルプ [コマンド]"),
	    .examples = EXAMPLES(TR_NOOP("ヘルプ"), TR_NOOP("ヘルプ 持ち回り")) },
};

enum { WORD_COUNT = sizeof(words) / sizeof(words[0]) };

static const struct {
	const char *key;
	const char *const *spellings; /* the first is the one that people are offered */
} keys[] = {
	{ "title", WORDS("件名", "題名", "けんめい", "kenmei", "title", "subject") },
	{ "class", WORDS("号", "区分", "条号", "ごう", "go", "gou", "class") },
	{ "reason", WORDS("理由", "りゆう", "riyu", "riyuu", "reason") },
	{ "deadline", WORDS("期限", "締切", "締め切り", "締切り", "きげん", "しめきり", "kigen",
	                  "deadline", "due") },
	{ "documents", WORDS("資料", "添付", "添付資料", "しりょう", "shiryo", "shiryou",
	                   "document", "documents", "file", "files", "証拠") },
	{ "body", WORDS("本文", "審議事項", "内容", "ほんぶん", "honbun", "body", "text") },
	{ "important", WORDS("特に重要", "重要", "important") },
	{ "number", WORDS("番号", "ばんごう", "bango", "number") },
	{ "seat", WORDS("席", "職", "構成員", "委員", "seat", "member") },
	{ "period", WORDS("期間", "きかん", "kikan", "period") },
	{ "opinion", WORDS("意見", "いけん", "iken", "opinion") },
	{ "language", WORDS("言語", "げんご", "language", "lang") },
	{ "item",
	    WORDS("議題", "議案", "付議事項", "ぎだい", "gidai", "item", "items", "agenda") },
	{ "held", WORDS("開催", "開催日時", "日時", "kaisai", "held") },
	{ "session", WORDS("回", "開催回", "session") },
	{ "place", WORDS("場所", "ばしょ", "basho", "place") },
	{ "result", WORDS("結果", "審議結果", "けっか", "kekka", "result") },
	{ "amendment", WORDS("修正", "修正内容", "shusei", "amendment") },
	{ "dissent", WORDS("少数意見", "dissent") },
	{ "consensus", WORDS("集約意見", "集約", "consensus") },
	{ "addressees",
	    WORDS("宛先", "あて先", "照会先", "供覧先", "addressees", "addressee") },
	{ "answer", WORDS("回答", "かいとう", "kaito", "kaitou", "answer") },
	{ "received", WORDS("受領", "受領日時", "received") },
	{ "caller", WORDS("発信者", "caller") },
	{ "callee", WORDS("受信者", "callee") },
	{ "person", WORDS("氏名", "しめい", "shimei", "person", "name") },
	{ "from", WORDS("から", "開始", "from", "start") },
	{ "to", WORDS("まで", "終了", "to", "until") },
	{ "account", WORDS("アカウント", "account", "accounts") },
	{ "published", WORDS("公表", "公表日時", "published") },
	{ "kind", WORDS("種別", "kind") },
	{ "appointed", WORDS("辞令", "辞令日", "appointed") },
	{ "document", WORDS("文書", "指名書", "docno") },
	{ "undo", WORDS("取消", "undo") },
	{ "means", WORDS("手段", "方法", "means") },
	{ "for", WORDS("会議体", "対象", "機関", "for", "organ") },
	{ "rule", WORDS("項目", "こうもく", "komoku", "koumoku", "rule", "key") },
	{ "value", WORDS("値", "あたい", "atai", "value") },
	{ "decree", WORDS("文書番号", "bunshobango", "decree") },
	{ "effective", WORDS("施行日", "施行", "shikobi", "effective") },
	{ "dates", WORDS("候補", "候補日程", "koho", "candidates") },
	{ "version", WORDS("版", "はん", "han", "version") },
	{ "owner", WORDS("担当", "担当者", "たんとう", "tanto", "owner") },
	{ "absent", WORDS("欠席", "欠席者", "absent") },
	{ "proxy", WORDS("代理", "代理出席", "代理者", "proxy") },
	{ "at", WORDS("時刻", "じこく", "jikoku", "at", "time") },
	{ "against", WORDS("反対", "against") },
	{ "abstained", WORDS("棄権", "abstained", "abstain") },
	{ "casting", WORDS("裁決", "主宰者", "casting") },
	{ "in", WORDS("入室", "in") },
	{ "out", WORDS("退室", "out") },
	{ "link", WORDS("リンク", "url", "オンライン", "link") },
	{ "guests", WORDS("招請", "招請者", "出席を求める者", "guests", "guest") },
	{ "incident", WORDS("事故", "事故番号", "jiko", "incident") },
};

enum { KEY_COUNT = sizeof(keys) / sizeof(keys[0]) };

const struct command_word *commands_list(size_t *out_count)
{
	*out_count = WORD_COUNT;
	return words;
}

static bool is_among(const char *const *list, const char *word)
{
	for (; *list != NULL; list++) {
		if (strcmp(*list, word) == 0) {
			return true;
		}
	}
	return false;
}

const struct command_word *commands_find(const char *word)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *normal = text_title_key(word, &arena);

	for (size_t i = 0; i < WORD_COUNT; i++) {
		if (strcmp(words[i].name, normal) == 0 || is_among(words[i].aliases, normal)) {
			return &words[i];
		}
	}
	return NULL;
}

const struct command_word *commands_of(enum verb verb)
{
	for (size_t i = 0; i < WORD_COUNT; i++) {
		if (words[i].verb == verb) {
			return &words[i];
		}
	}
	return NULL;
}

struct nearest {
	const char *word;
	size_t distance;
	const char *found;
};

/* True when this one is nearer than what there was. A word of which hardly a sign is right is
 * another word. */
static bool offer(struct nearest *nearest, const char *candidate)
{
	size_t distance = grammar_distance(nearest->word, candidate);

	if (distance >= nearest->distance || distance * 2 > utf8_count(candidate)) {
		return false;
	}
	nearest->distance = distance;
	nearest->found = candidate;
	return true;
}

const struct command_word *commands_nearest(const char *word, const char **out_spelling)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct nearest nearest = { .word = text_title_key(word, &arena),
		.distance = GRAMMAR_REACH + 1 };
	const struct command_word *found = NULL;

	for (size_t i = 0; i < WORD_COUNT; i++) {
		if (offer(&nearest, words[i].name)) {
			found = &words[i];
		}
		for (const char *const *alias = words[i].aliases; *alias != NULL; alias++) {
			if (offer(&nearest, *alias)) {
				found = &words[i];
			}
		}
	}
	*out_spelling = nearest.found;
	return found;
}

const char *commands_key(const char *key)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	const char *normal = text_title_key(key, &arena);

	for (size_t i = 0; i < KEY_COUNT; i++) {
		if (is_among(keys[i].spellings, normal)) {
			return keys[i].key;
		}
	}
	return NULL;
}

const char *commands_key_nearest(const char *key)
{
	KG_AUTO_ARENA struct arena arena = { 0 };
	struct nearest nearest = { .word = text_title_key(key, &arena),
		.distance = GRAMMAR_REACH + 1 };
	const char *found = NULL;

	for (size_t i = 0; i < KEY_COUNT; i++) {
		for (const char *const *spelling = keys[i].spellings; *spelling != NULL;
		     spelling++) {
			if (offer(&nearest, *spelling)) {
				found = keys[i].spellings[0];
			}
		}
	}
	return found;
}
