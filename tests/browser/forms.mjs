// Cards and forms on the page, with this test in the app's place: it stands between the page and the workspace, pushes
// views and messages of its own and answers what the page asks of the app. Everything else goes to the real server.

const plain = (text) => ({ type: "plain_text", text });
const mark = (text) => ({ type: "mrkdwn", text });
const input = (block_id, label, element, more = {}) => ({ type: "input", block_id, label: plain(label), element, ...more });
const option = (value, text, more = {}) => ({ value, text: plain(text), ...more });

export function formView(person, more = {}) {
	return { id: "V0TEST", type: "modal", callback_id: "test", title: plain("持ち回りの起案"), submit: plain("起案する"), close: plain("やめる"), blocks: [
		{ type: "section", block_id: "intro", text: mark("要綱第6条の規定により、*持ち回り* に付す件を記入してください。") },
		input("title", "件名", { type: "plain_text_input", action_id: "a", max_length: 100 }),
		input("reason", "会議を開催するいとまがない理由", { type: "plain_text_input", action_id: "a", multiline: true, min_length: 3 }, { hint: plain("要綱第6条により必要です。") }),
		input("item", "審議事項", { type: "static_select", action_id: "a", options: [option("i6", "第4条第6号"), option("i7", "第4条第7号")] }),
		input("rule", "決し方", { type: "radio_buttons", action_id: "a", options: [option("all", "全員一致"), option("half", "過半数")] }),
		input("flags", "扱い", { type: "checkboxes", action_id: "a", options: [option("grave", "特に重要", { description: plain("幹事会の意見が必要です") })] }, { optional: true }),
		input("due", "期限", { type: "datetimepicker", action_id: "a" }),
		input("day", "開催日", { type: "datepicker", action_id: "a", initial_date: "2026-12-01" }, { optional: true }),
		input("at", "時刻", { type: "timepicker", action_id: "a", initial_time: "09:30" }, { optional: true }),
		input("who", "担当者", { type: "users_select", action_id: "a", initial_user: person }, { optional: true }),
		input("whom", "関係者", { type: "multi_users_select", action_id: "a" }, { optional: true }),
		input("where", "投稿先", { type: "conversations_select", action_id: "a" }, { optional: true }),
		input("papers", "資料", { type: "file_input", action_id: "a", max_files: 3 }, { optional: true }),
		{ type: "divider", block_id: "line" },
		{ type: "context", block_id: "note", elements: [mark("※ 送信後、庶務内の確認に回ります。")] },
	], ...more };
}

export function cardMessage(bot, ts) {
	const lines = "件名:○○システムの停止後の対応方針について(第4条第7号)\n会議を開催するいとまがない理由:本日中に市民への案内方針を定める必要があり、構成員の参集が困難なため\n付議:議長(12月1日 9:30)\n資料:2件(第1版)\n期限:<!date^1796112000^{date_long} {time}|12月1日(火)17:00>";

	return { type: "message", ts, user: bot, bot_id: "B0TEST", text: "【管理会議・持ち回り 回R8-001】", reactions: ["o", "x", "raising_hand"].map((name) => ({ name, users: [bot], count: 1 })), blocks: [
		{ type: "header", block_id: "head", text: plain("【管理会議・持ち回り 回R8-001】") },
		{ type: "section", block_id: "lines", text: mark(lines) },
		{ type: "section", block_id: "seats", fields: [mark("議長 未"), mark("副議長 ⭕ 9:41"), mark("総務企画局長 ⭕ 9:52"), mark("財政局長 未")] },
		{ type: "context", block_id: "legend", elements: [mark("⭕ 承認 ❌ 否認(理由をお伺いします) 🙋 会議の開催を希望\n※👀・👍・✅ は「確認」として記録し、承認には数えません。")] },
		{ type: "actions", block_id: "acts", elements: [
			{ type: "button", action_id: "give", value: "v1", style: "primary", text: plain("理由を記入") },
			{ type: "button", action_id: "drop", value: "v2", style: "danger", text: plain("取下げ"), confirm: { title: plain("取下げの確認"), text: mark("番号と経過は残ります。"), confirm: plain("取り下げる"), deny: plain("戻る"), style: "danger" } },
			{ type: "static_select", action_id: "judge", placeholder: plain("ご判断"), options: [option("go", "続行"), option("back", "差戻し")] }] }] };
}

// Puts the test between PAGE and the workspace. `own` says which acts it answers: do → (act) => answer.
export async function standBetween(page) {
	const between = { acts: [], own: {}, push: null };

	await page.routeWebSocket(/\/page\/ws/, (socket) => {
		const server = socket.connectToServer();

		between.push = (push) => socket.send(JSON.stringify({ push }));
		socket.onMessage((text) => {
			const act = JSON.parse(text);

			between.acts.push(act);
			if (between.own[act.do]) {
				socket.send(JSON.stringify({ re: act.id, ...between.own[act.do](act) }));
			} else {
				server.send(text);
			}
		});
		server.onMessage((text) => socket.send(text));
	});
	return between;
}

const field = (page, block) => page.locator(`[data-test=modal] [data-block="${block}"][data-action="a"]`);
const fault = (page, block) => page.locator(`[data-test=field-error][data-block="${block}"]`);

// TOOLS: ensure, until, and `one` (the person). PAGE is open as that person with BETWEEN in place.
export async function checkForm(page, between, { ensure, until, one }) {
	const answers = [{ ok: false, errors: { title: "同じ件名の案件が進行中です(回R8-001)。", due: "期限が過ぎています。" } }, { ok: true }];

	between.own = { submit: () => answers.shift(), close_view: () => ({ ok: true }) };
	between.push({ what: "view", user: one.id, view: formView(one.id) });
	await page.waitForSelector("[data-test=modal]");
	await page.click("[data-test=submit]");
	ensure(await fault(page, "title").isVisible(), "an empty required field was not refused");
	ensure(!(await fault(page, "flags").isVisible()), "an optional field was refused");
	ensure(!between.acts.some((act) => act.do === "submit"), "an incomplete form was sent");

	const typed = { title: "<b>件名</b> \u{20bb7}", reason: "一行目\n二行目" };
	await field(page, "title").fill(typed.title);
	await field(page, "reason").fill(typed.reason);
	await field(page, "item").selectOption({ label: "第4条第7号" });
	await page.check('[data-test=modal] [data-block=rule][data-value="half"]');
	await page.check('[data-test=modal] [data-block=flags][data-value="grave"]');
	await field(page, "due").fill("2026-12-01T17:00");
	await page.check(`[data-test=modal] .multi-list [data-value="${one.id}"]`);
	await field(page, "papers").setInputFiles({ name: "資料.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") });
	await until("the file", async () => (await page.locator("[data-test=modal] .file-list .icon-button").count()) === 1);
	await field(page, "title").dispatchEvent("keydown", { key: "Enter", isComposing: true });
	ensure(!between.acts.some((act) => act.do === "submit"), "a composing Enter submitted");
	await page.click("[data-test=submit]");
	await until("the app's errors", () => fault(page, "title").isVisible());
	ensure((await fault(page, "title").innerText()) === "同じ件名の案件が進行中です(回R8-001)。", "the wrong words beside 件名");
	ensure(await fault(page, "due").isVisible(), "no words beside 期限");
	ensure((await field(page, "title").inputValue()) === typed.title, "typed text did not survive the error");
	ensure((await field(page, "reason").inputValue()) === typed.reason, "typed lines did not survive the error");
	checkValues(between.acts.find((act) => act.do === "submit"), one, ensure);

	between.push({ what: "view", user: one.id, view: formView(one.id, { title: plain("持ち回りの修正") }) });
	await until("the update", async () => (await page.locator("#modal-title").innerText()) === "持ち回りの修正");
	ensure((await field(page, "title").inputValue()) === typed.title, "typed text did not survive the update");
	ensure((await field(page, "due").inputValue()) === "2026-12-01T17:00", "the date did not survive the update");
	await page.click("[data-test=submit]");
	await until("the second submit", () => Promise.resolve(answers.length === 0));
	ensure(await page.locator("[data-test=modal]").isVisible(), "closed before the workspace said so");
	between.push({ what: "view", user: one.id, view: null, view_id: "V0TEST" });
	await until("the form to close", async () => (await page.locator("[data-test=modal]").count()) === 0);

	between.push({ what: "view", user: one.id, view: formView(one.id) });
	await page.waitForSelector("[data-test=modal]");
	await page.keyboard.press("Escape");
	await until("close_view", () => Promise.resolve(between.acts.some((act) => act.do === "close_view" && act.view_id === "V0TEST")));
	between.push({ what: "view", user: "U0SOMEBODY", view: formView(one.id) });
	await page.waitForTimeout(200);
	ensure((await page.locator("[data-test=modal]").count()) === 0, "another person's form was shown");
}

function checkValues(act, one, ensure) {
	const values = act.values;
	const is = (got, wanted, what) => ensure(got === wanted, `${what}: ${JSON.stringify(got)}`);

	is(act.as, one.id, "as");
	is(values.title.a.type, "plain_text_input", "type");
	is(values.title.a.value, "<b>件名</b> \u{20bb7}", "title");
	is(values.item.a.selected_option.value, "i7", "item");
	is(values.rule.a.selected_option.value, "half", "rule");
	is(values.flags.a.selected_options[0].value, "grave", "flags");
	is(values.due.a.selected_date_time, Date.parse("2026-12-01T08:00:00Z") / 1000, "due, typed in Japan time");
	is(values.day.a.selected_date, "2026-12-01", "day");
	is(values.at.a.selected_time, "09:30", "at");
	is(values.who.a.selected_user, one.id, "who");
	is(values.whom.a.selected_users.join(), one.id, "whom");
	is(values.where.a.selected_conversation, null, "where");
	is(values.papers.a.files[0].name, "資料.pdf", "papers");
}

export async function checkCard(page, between, room, { ensure, until, one, bot }) {
	const ts = "9999999999.000100";
	const card = page.locator(`[data-test=message][data-ts="${ts}"]`);

	between.own = { button: () => ({ ok: true }), react: () => ({ ok: true }) };
	between.push({ what: "message", channel: room, message: cardMessage(bot, ts) });
	await card.waitFor();
	ensure((await card.locator("h3").innerText()) === "【管理会議・持ち回り 回R8-001】", "the heading");
	ensure((await card.innerText()).includes("2026年12月1日火曜日 17:00"), "the deadline is not in Japan time");
	const buttons = () => between.acts.filter((act) => act.do === "button");
	await card.locator("[data-action=give]").click();
	await until("the press", () => Promise.resolve(buttons().length === 1));
	const [first] = buttons();
	ensure(first.as === one.id && first.channel === room && first.ts === ts && first.block_id === "acts" && first.action_id === "give" && first.value === "v1", JSON.stringify(first));
	await card.locator("[data-action=drop]").click();
	await page.click("[data-test=confirm-no]");
	ensure(buttons().length === 1, "pressed although the person said no");
	await card.locator("[data-action=drop]").click();
	await page.click("[data-test=confirm-yes]");
	await until("the confirmed press", () => Promise.resolve(buttons().length === 2));
	await card.locator("select").selectOption({ label: "差戻し" });
	await until("the choice", () => Promise.resolve(buttons().length === 3));
	ensure(buttons()[2].value === "back", JSON.stringify(buttons()[2]));
	await card.locator("[data-test=reaction][data-name=o]").click();
	await until("the mark", () => Promise.resolve(between.acts.some((act) => act.do === "react" && act.ts === ts && act.name === "o")));

	between.push({ what: "ephemeral", user: one.id, channel: room, message: { ts: "9999999999.000200", user: bot, bot_id: "B0TEST", text: "本件は数えられませんでした。" } });
	await until("the private line", () => page.locator("[data-test=ephemeral-mark]").isVisible());
	between.push({ what: "ephemeral", user: "U0SOMEBODY", channel: room, message: { ts: "9999999999.000300", user: bot, text: "他の方あて" } });
	await page.waitForTimeout(200);
	ensure(!(await page.innerText("[data-test=messages]")).includes("他の方あて"), "another person's private line was shown");
}

// Pictures of card, form and errors, each looked over for tofu and for what sticks out.
export async function pictureForms(page, between, room, { lookAt, one, bot }, name) {
	between.own = { submit: () => ({ ok: false, errors: { title: "同じ件名の案件が進行中です(回R8-001)。" } }), close_view: () => ({ ok: true }) };
	between.push({ what: "message", channel: room, message: cardMessage(bot, "9999999999.000100") });
	await page.locator(".card").first().waitFor();
	await page.locator(".card").first().evaluate((node) => node.scrollIntoView({ block: "start" }));
	await lookAt(page, `${name}-card`);
	between.push({ what: "view", user: one.id, view: formView(one.id) });
	await page.waitForSelector("[data-test=modal]");
	await lookAt(page, `${name}-form`);
	await page.click("[data-test=submit]");
	await lookAt(page, `${name}-form-errors`);
	await page.keyboard.press("Escape");
	await page.fill("[data-test=composer]", "/");
	await lookAt(page, `${name}-slash`);
	await page.fill("[data-test=composer]", "");
}
