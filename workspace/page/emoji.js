// Emoji by Slack's short names. Keeps true: a name that is not in the table is shown as :name:, never guessed at, and a
// ::skin-tone-N suffix changes the picture only of an emoji that can take one ("*" in the table). The first ten are the
// marks of a ballot; the picker shows them first.

const TABLE = `
⭕ o, ❌ x, 🙋* raising_hand, 👀 eyes, ✅ white_check_mark, 👍* +1 thumbsup, 🔺 small_red_triangle, 🙆* ok_woman,
🙅* no_good, ✋* hand raised_hand, 👎* -1 thumbsdown, 👏* clap, 🙏* pray, 🙇* bow, 🙌* raised_hands, 👌* ok_hand,
💪* muscle, 👋* wave, ☝️* point_up, 👉* point_right, 👈* point_left, 👇* point_down, 👆* point_up_2, ✌️* v,
🤝* handshake, ✍️* writing_hand, 👐* open_hands, ✊* fist, 👊* facepunch punch, 🤙* call_me_hand,
🤞* crossed_fingers hand_with_index_and_middle_fingers_crossed, 😄 smile, 😃 smiley, 😀 grinning, 😁 grin,
😆 laughing satisfied, 😅 sweat_smile, 😂 joy, 🙂 slightly_smiling_face, 😊 blush, 😉 wink, ☺️ relaxed,
🤔 thinking_face, 😐 neutral_face, 😑 expressionless, 😶 no_mouth, 🙄 face_with_rolling_eyes, 😏 smirk, 😌 relieved,
😔 pensive, 😪 sleepy, 😴 sleeping, 😫 tired_face, 😕 confused, 😟 worried, 🙁 slightly_frowning_face, 😢 cry, 😭 sob,
😱 scream, 😳 flushed, 😨 fearful, 😰 cold_sweat, 😓 sweat, 😠 angry, 😡 rage, 😤 triumph,
🤯 exploding_head shocked_face_with_exploding_head, 🤪 zany_face grinning_face_with_one_large_and_one_small_eye,
🤓 nerd_face, 😎 sunglasses, 🤗 hugging_face, 🤫 shushing_face face_with_finger_covering_closed_lips,
🧐 face_with_monocle, 🥳 partying_face, 🫠 melting_face, 🫡 saluting_face, 😇 innocent, 😍 heart_eyes,
🙃 upside_down_face, 😷 mask, 🤒 face_with_thermometer, 🆖 ng, 🙇‍♀️* woman-bowing, 🙇‍♂️* man-bowing,
🙋‍♀️* woman-raising-hand, 🙋‍♂️* man-raising-hand, 🙆‍♀️* woman-gesturing-ok, 💁* information_desk_person, 🤷* shrug,
🤦* face_palm, 👤 bust_in_silhouette, 👥 busts_in_silhouette, 🧑‍💼* office_worker, 🧑‍💻* technologist, 🚓 police_car,
👮* cop, 👷* construction_worker, ✔️ heavy_check_mark, ☑️ ballot_box_with_check, ❎ negative_squared_cross_mark,
✖️ heavy_multiplication_x, ⛔ no_entry, 🚫 no_entry_sign, ⚠️ warning, ❗ exclamation heavy_exclamation_mark, ❓ question,
❔ grey_question, ‼️ bangbang, ⁉️ interrobang, 🆗 ok, 🆕 new, 🆙 up, 🆒 cool, 🆓 free, 🆘 sos, 🆔 id, ♻️ recycle,
💯 100, ♾️ infinity, 🔴 red_circle, 🟡 large_yellow_circle, 🟢 large_green_circle, 🔵 large_blue_circle,
⚪ white_circle, ⚫ black_circle, 🟠 large_orange_circle, 🔹 small_blue_diamond, 🔸 small_orange_diamond,
🔻 small_red_triangle_down, ➡️ arrow_right, ⬅️ arrow_left, ⬆️ arrow_up, ⬇️ arrow_down, 🔄 arrows_counterclockwise,
➕ heavy_plus_sign, ➖ heavy_minus_sign, 1️⃣ one, 2️⃣ two, 3️⃣ three, 4️⃣ four, 5️⃣ five, 6️⃣ six, 7️⃣ seven, 8️⃣ eight,
9️⃣ nine, 🔟 keycap_ten, 0️⃣ zero, ❤️ heart, 💔 broken_heart, ✨ sparkles, ⭐ star, 🔥 fire, 🎉 tada, 🎊 confetti_ball,
🎯 dart, 🏆 trophy, 🎖️ medal, 🎁 gift, 💡 bulb, 🔔 bell, 🔕 no_bell, 📣 mega, 📢 loudspeaker, 💬 speech_balloon,
💭 thought_balloon, 💤 zzz, 🚨 rotating_light, 🚒 fire_engine, 🚑 ambulance, 🛡️ shield, 🔒 lock, 🔓 unlock,
🔐 closed_lock_with_key, 🔑 key, 🔍 mag, 🐛 bug, 💻 computer, ⌨️ keyboard, 🖥️ desktop_computer, 🖨️ printer,
📱 iphone, ☎️ telephone phone, 📞 telephone_receiver, 🔌 electric_plug, 📡 satellite_antenna, 💾 floppy_disk, 💿 cd,
🌐 globe_with_meridians, ☁️ cloud, 📝 memo pencil, ✏️ pencil2, 📋 clipboard, 📄 page_facing_up, 📑 bookmark_tabs,
📁 file_folder, 📂 open_file_folder, 🗂️ card_index_dividers, 📆 calendar, 📅 date, 🗓️ spiral_calendar_pad,
📌 pushpin, 📍 round_pushpin, 📎 paperclip, 🔗 link, ✂️ scissors, 🗑️ wastebasket, 📥 inbox_tray, 📤 outbox_tray,
📦 package, ✉️ email envelope, 📮 postbox, 📰 newspaper, 📚 books, 📖 book open_book, 📈 chart_with_upwards_trend,
📊 bar_chart, 🖋️ lower_left_fountain_pen, 🏷️ label, ⚖️ scales, ⌛ hourglass, ⏳ hourglass_flowing_sand, ⏰ alarm_clock,
⌚ watch, 🕒 clock3, ⏱️ stopwatch, ☀️ sunny, ☂️ umbrella, ❄️ snowflake, ⚡ zap, 🌊 ocean, 🌸 cherry_blossom, 🌱 seedling,
🍁 maple_leaf, ☕ coffee, 🍵 tea, 🍙 rice_ball, 🍱 bento, 🍣 sushi, 🏢 office, 🏛️ classical_building, 🏫 school,
🏥 hospital, 🏣 post_office, 🏦 bank, 🇯🇵 jp flag-jp, 🎌 crossed_flags, 🚩 triangular_flag_on_post, 🏁 checkered_flag,
🚋 train, 🚌 bus, 🚗 car red_car, 🚲 bike, ✈️ airplane, 🐶 dog, 🐱 cat, 🐧 penguin, 🐰 rabbit, 🐢 turtle, 🐸 frog,
🐒 monkey, 🙈 see_no_evil, 🙉 hear_no_evil, 🙊 speak_no_evil, 🤖 robot_face, 👽 alien, 👻 ghost
`;

// Words people here would search by, for the marks that matter.
const WORDS = {
	o: "まる 丸 承認 出席", x: "ばつ 否認 欠席", raising_hand: "挙手 会議 希望", eyes: "目 確認 見ました", white_check_mark: "チェック 確認 済",
	"+1": "いいね 確認 了解", small_red_triangle: "三角 さんかく 未定", ok_woman: "オーケー 可", no_good: "だめ 不可", hand: "手 挙手",
	pray: "お願い ありがとう", bow: "お辞儀 申し訳", clap: "拍手", warning: "警告 注意", rotating_light: "緊急 事故", tada: "お祝い",
	memo: "メモ 記録", calendar: "予定 日程", bulb: "案", fire: "火", question: "質問", exclamation: "重要", lock: "鍵", key: "鍵",
	red_circle: "赤", large_blue_circle: "青", heart: "ハート", coffee: "休憩", office: "庁舎", telephone_receiver: "電話", hourglass: "期限",
};

const list = [];
const byName = new Map();

for (const item of TABLE.trim().split(/,\s*/)) {
	const [first, ...names] = item.split(" ");
	const tones = first.endsWith("*");
	const entry = { char: tones ? first.slice(0, -1) : first, names, tones };
	entry.words = names.join(" ") + " " + (WORDS[names[0]] || "");
	list.push(entry);
	for (const name of names) {
		byName.set(name, entry);
	}
}

export const BALLOT = ["o", "x", "raising_hand", "eyes", "white_check_mark", "+1", "small_red_triangle", "ok_woman", "no_good", "hand"];
export const TONES = [1, 2, 3, 4, 5, 6];

// The picture of a name (with or without ::skin-tone-N), or null when the name is not known here.
export function emojiChar(name) {
	const match = /^(.+?)(?:::skin-tone-([2-6]))?$/.exec(name);
	const entry = match && byName.get(match[1]);

	if (!entry) {
		return null;
	}
	if (!match[2] || !entry.tones) {
		return entry.char;
	}
	return withTone(entry.char, Number(match[2]));
}

export function takesTone(name) {
	return Boolean(byName.get(name)?.tones);
}

export function withTone(char, tone) {
	if (tone < 2) {
		return char;
	}
	const points = [...char];
	const rest = points.slice(1);

	// A variation selector after the base would make the modifier a box of its own.
	if (rest[0] === "\ufe0f") {
		rest.shift();
	}
	return points[0] + String.fromCodePoint(0x1f3fb + tone - 2) + rest.join("");
}

// What to show for a reaction or :name: — the picture, or the name between colons.
export function emojiText(name) {
	return emojiChar(name) ?? `:${name}:`;
}

export function searchEmoji(query) {
	const wanted = query.trim().toLowerCase().replace(/^:|:$/g, "");

	if (!wanted) {
		return list;
	}
	const hits = list.filter((entry) => entry.words.includes(wanted) || entry.char === wanted);
	return hits.sort((a, b) => rank(a, wanted) - rank(b, wanted));
}

function rank(entry, wanted) {
	if (entry.names.includes(wanted)) {
		return 0;
	}
	return entry.names.some((name) => name.startsWith(wanted)) ? 1 : 2;
}
