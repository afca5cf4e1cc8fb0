// The page's own words in Japanese and English, and times. Keeps true: every time on the page is Japan time, whatever
// the browser's zone, and the chosen language is remembered for the next visit.

const WORDS = {
	workspace: ["市役所ワークスペース", "City workspace"],
	standIn: ["試行用", "stand-in"],
	channels: ["チャンネル", "Channels"],
	directMessages: ["ダイレクトメッセージ", "Direct messages"],
	home: ["ホーム", "Home"],
	messages: ["メッセージ", "Messages"],
	appHome: ["{0} のホーム", "{0} home"],
	homeEmpty: ["ホームにはまだ何もありません。", "There is nothing on Home yet."],
	menu: ["チャンネル一覧を開く", "Open the channel list"],
	closeMenu: ["チャンネル一覧を閉じる", "Close the channel list"],
	skip: ["本文へ移動", "Skip to messages"],
	language: ["English", "日本語"],
	languageLabel: ["Switch to English", "日本語に切り替える"],
	person: ["利用者の切り替え", "Switch person"],
	personNow: ["利用者: {0}。押すと切り替えます", "You are {0}. Press to become somebody else"],
	beThis: ["この方として操作する", "Be this person"],
	findPerson: ["名前・職名で探す", "Find by name or post"],
	nobody: ["該当する方がいません", "Nobody found"],
	guest: ["ゲスト", "guest"],
	app: ["アプリ", "APP"],
	deactivated: ["利用停止", "deactivated"],
	unknownUser: ["不明な利用者", "unknown person"],
	newDm: ["ダイレクトメッセージを始める", "Start a direct message"],
	newChannel: ["チャンネルを作成する", "Create a channel"],
	channelName: ["チャンネル名", "Channel name"],
	privateChannel: ["非公開チャンネルにする", "Make it private"],
	create: ["作成", "Create"],
	start: ["開始", "Start"],
	choosePeople: ["相手を選んでください(複数可)", "Choose one or more people"],
	members: ["{0}人", "{0} people"],
	membersTitle: ["参加者", "Members"],
	addMember: ["参加者を追加", "Add a member"],
	add: ["追加", "Add"],
	removeMember: ["{0} を外す", "Remove {0}"],
	leave: ["退出する", "Leave"],
	join: ["参加する", "Join"],
	notMember: ["このチャンネルに参加していません。", "You are not in this channel."],
	archived: ["このチャンネルはアーカイブされています。", "This channel is archived."],
	shared: ["外部共有", "shared"],
	writeTo: ["{0} へのメッセージ", "Message {0}"],
	writeReply: ["返信を入力", "Reply"],
	send: ["送信", "Send"],
	chooseFiles: ["ファイルを選ぶ", "Choose files"],
	attach: ["ファイルを添付", "Attach a file"],
	dropHere: ["ここにファイルを置くと添付します", "Drop files here to attach them"],
	removeFile: ["{0} を取り消す", "Remove {0}"],
	uploading: ["アップロード中…", "Uploading…"],
	uploadFailed: ["{0} をアップロードできませんでした({1})", "{0} could not be uploaded ({1})"],
	shortcuts: ["ショートカット", "Shortcuts"],
	commandList: ["スラッシュコマンドの候補", "Slash commands"],
	mentionList: ["メンションの候補", "People to mention"],
	noCommand: ["{0} というコマンドはありません。", "{0} is not a command here."],
	noCommandInThread: ["スレッドではコマンドを使えません。", "Commands cannot be used in threads."],
	react: ["リアクションを付ける", "Add a reaction"],
	reactWith: ["{0} を付ける", "React with {0}"],
	reactedBy: ["{0} {1}件: {2}", "{0} {1}: {2}"],
	pressToggle: ["押すと付け外しします", "Press to toggle"],
	findEmoji: ["名前で探す(例: o, raising_hand, 承認)", "Search by name (o, raising_hand …)"],
	noEmoji: ["見つかりません", "Nothing found"],
	ballotMarks: ["よく使う印", "Marks of the ballot"],
	allEmoji: ["すべて", "All"],
	customEmoji: ["カスタム絵文字 :{0}: を付ける", "React with custom emoji :{0}:"],
	skinTone: ["肌の色 {0}", "Skin tone {0}"],
	reply: ["スレッドで返信", "Reply in thread"],
	replies: ["{0}件の返信", "{0} replies"],
	oneReply: ["1件の返信", "1 reply"],
	thread: ["スレッド", "Thread"],
	alsoChannel: ["チャンネルにも投稿", "Also sent to the channel"],
	inThread: ["スレッドへの返信", "Replied to a thread"],
	back: ["戻る", "Back"],
	close: ["閉じる", "Close"],
	more: ["その他の操作", "More actions"],
	edit: ["編集", "Edit"],
	remove: ["削除", "Delete"],
	save: ["保存", "Save"],
	cancel: ["キャンセル", "Cancel"],
	confirmDelete: ["このメッセージを削除しますか。", "Delete this message?"],
	edited: ["(編集済み)", "(edited)"],
	onlyYou: ["あなただけに表示されています", "Only visible to you"],
	dismiss: ["表示を消す", "Dismiss"],
	deletedMessage: ["このメッセージは削除されました。", "This message was deleted."],
	loadingOlder: ["以前のメッセージを読み込んでいます…", "Loading older messages…"],
	beginning: ["ここが {0} の最初です。", "This is the very beginning of {0}."],
	empty: ["まだメッセージはありません。", "No messages yet."],
	newBelow: ["新しいメッセージ", "New messages"],
	unread: ["未読 {0}件", "{0} unread"],
	connecting: ["接続しています…", "Connecting…"],
	lost: ["接続が切れました。再接続しています…", "Connection lost. Reconnecting…"],
	tokenHint: ["接続できません。印刷されたアドレス(token 付き)で開き直してください。", "Cannot connect. Please open the address that was printed, with its token."],
	botOnline: ["アプリ接続中({0})", "App connected ({0})"],
	botOffline: ["アプリ未接続", "App not connected"],
	failed: ["送信できませんでした({0})", "Could not be sent ({0})"],
	failedLost: ["接続が切れたため、送信を確認できませんでした。", "The connection was lost, so it is not known whether this was sent."],
	event_join: ["{0} さんが参加しました。", "{0} joined."],
	event_leave: ["{0} さんが退出しました。", "{0} left."],
	event_archive: ["{0} さんがアーカイブしました。", "{0} archived this channel."],
	event_unarchive: ["{0} さんがアーカイブを解除しました。", "{0} unarchived this channel."],
	error_operation_timeout: ["アプリから時間内に応答がありませんでした。", "The app did not answer in time."],
	error_dispatch_failed: ["アプリに接続されていないため、実行できませんでした。", "The app is not connected, so this could not be done."],
	error_not_in_channel: ["このチャンネルに参加していません。", "You are not in this channel."],
	error_is_archived: ["このチャンネルはアーカイブされています。", "This channel is archived."],
	error_disconnected: ["接続が切れています。", "The connection is lost."],
	error_timeout: ["応答がありません。", "There was no answer."],
	error_channel_not_found: ["このチャンネルは見られません。", "This channel cannot be seen."],
	error_message_not_found: ["このメッセージはもうありません。", "This message is gone."],
	error_view_not_found: ["この画面はもう使えません。開き直してください。", "This form is no longer valid. Please open it again."],
	error_thread_not_found: ["このスレッドはもうありません。", "This thread is gone."],
	error_file_not_found: ["ファイルがありません。", "The file is gone."],
	error_user_disabled: ["利用停止中のため、操作できません。", "This account is deactivated."],
	error_not_allowed: ["この操作は許可されていません。", "This is not allowed."],
	error_not_yours: ["ほかの方のメッセージは変更できません。", "This message is somebody else's."],
	error_invalid_name: ["その名前は使えません。", "That name cannot be used."],
	error_too_many_emoji: ["リアクションの種類が多すぎます。", "There are too many kinds of reactions."],
	error_too_many_reactions: ["リアクションが多すぎます。", "You have added too many reactions."],
	error_name_taken: ["同じ名前のチャンネルがあります。", "There is already a channel of that name."],
	required: ["入力してください。", "Please fill this in."],
	requiredChoice: ["選択してください。", "Please choose."],
	tooShort: ["{0}文字以上で入力してください。", "Please enter at least {0} characters."],
	tooLong: ["{0}文字以内で入力してください(現在 {1}文字)。", "Please enter at most {0} characters (now {1})."],
	tooManyFiles: ["ファイルは {0}件までです。", "At most {0} files."],
	tooManyItems: ["{0}件まで選べます。", "Choose at most {0}."],
	checkFields: ["入力内容をご確認ください。", "Please check what you entered."],
	optional: ["任意", "optional"],
	choose: ["選択してください", "Choose"],
	none: ["(選択なし)", "(none)"],
	submit: ["送信", "Submit"],
	sending: ["送信しています…", "Sending…"],
	files: ["ファイル", "Files"],
	download: ["{0} を開く({1})", "Open {0} ({1})"],
	fileDeleted: ["削除されたファイル", "Deleted file"],
	unknownBlock: ["表示できない部品: {0}", "Cannot show this block: {0}"],
	image: ["画像: {0}", "Image: {0}"],
	yes: ["はい", "Yes"],
	japanTime: ["日本時間", "Japan time"],
	noChannel: ["チャンネルを選んでください。", "Choose a channel."],
};

const ZONE = "Asia/Tokyo";
const KEY = "kaigi.language";
let language = remembered();
let formats = makeFormats();

function remembered() {
	try {
		return localStorage.getItem(KEY) === "en" ? "en" : "ja";
	} catch {
		return "ja";
	}
}

export function lang() {
	return language;
}

export function setLang(next) {
	language = next === "en" ? "en" : "ja";
	formats = makeFormats();
	try {
		localStorage.setItem(KEY, language);
	} catch {
		// Storage may be forbidden; the choice then lasts as long as the page.
	}
}

// The words for KEY with {0}, {1} … filled in.
export function t(key, ...values) {
	const pair = WORDS[key];
	const words = pair ? pair[language === "en" ? 1 : 0] : key;

	return words.replace(/\{(\d)\}/g, (all, n) => String(values[Number(n)] ?? ""));
}

// What an error name means, in words where there are some.
export function errorWords(name) {
	return WORDS[`error_${name}`] ? t(`error_${name}`) : t("failed", name);
}

function makeFormats() {
	const make = (options) => new Intl.DateTimeFormat(language === "en" ? "en-GB" : "ja-JP", { timeZone: ZONE, ...options });

	return {
		time: make({ hour: "numeric", minute: "2-digit" }),
		seconds: make({ hour: "numeric", minute: "2-digit", second: "2-digit" }),
		day: make({ month: "long", day: "numeric", weekday: "short" }),
		long: make({ year: "numeric", month: "long", day: "numeric", weekday: "long" }),
		date: make({ year: "numeric", month: "long", day: "numeric" }),
		short: make({ year: "numeric", month: "short", day: "numeric" }),
		num: make({ year: "numeric", month: "2-digit", day: "2-digit" }),
		iso: new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" }),
		hm: new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" }),
	};
}

const dateOf = (ts) => new Date(Math.round(Number(ts) * 1000));

export const timeOf = (ts) => formats.time.format(dateOf(ts));
export const dayOf = (ts) => formats.day.format(dateOf(ts));
export const dayKey = (ts) => formats.iso.format(dateOf(ts));
export const fullTime = (ts) => `${formats.long.format(dateOf(ts))} ${formats.seconds.format(dateOf(ts))} (${t("japanTime")})`;
export const localInput = (unix) => `${formats.iso.format(dateOf(unix))}T${formats.hm.format(dateOf(unix))}`;

// A datetime-local value read as Japan time, in Unix seconds, or null.
export function unixOf(value) {
	const ms = value ? Date.parse(`${value}:00+09:00`) : NaN;

	return Number.isNaN(ms) ? null : Math.round(ms / 1000);
}

// Slack's <!date^ts^format|fallback> with its tokens, in Japan time.
export function dateToken(unix, format) {
	const date = dateOf(unix);

	if (Number.isNaN(date.getTime())) {
		return null;
	}
	const words = {
		date_num: () => formats.iso.format(date), date: () => formats.date.format(date), date_short: () => formats.short.format(date),
		date_long: () => formats.long.format(date), date_pretty: () => formats.date.format(date),
		date_short_pretty: () => formats.short.format(date), date_long_pretty: () => formats.long.format(date),
		date_long_full: () => formats.long.format(date), date_slash: () => formats.num.format(date),
		day_divider_pretty: () => formats.day.format(date), time: () => formats.time.format(date), time_secs: () => formats.seconds.format(date),
		ago: () => formats.date.format(date),
	};
	return format.replace(/\{(\w+)\}/g, (all, name) => (words[name] ? words[name]() : all));
}

export function sizeOf(bytes) {
	const n = Number(bytes) || 0;

	if (n < 1024) {
		return `${n} B`;
	}
	return n < 1024 * 1024 ? `${(n / 1024).toFixed(1)} KB` : `${(n / 1024 / 1024).toFixed(1)} MB`;
}
