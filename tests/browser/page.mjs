// The stand-in's page in a real browser. PAGE_URL is the printed address (with its token), OUT the folder for pictures;
// playwright-core is taken from NODE_PATH or a node_modules above. Prints PASS or FAIL per check; exit 1 on any FAIL.

import { mkdirSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { checkCard, checkForm, pictureForms, standBetween } from "./forms.mjs";
import { findOverflow, findTofu } from "./tofu.mjs";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const address = new URL(process.env.PAGE_URL);
const out = process.env.OUT || "page-pictures";
const token = address.searchParams.get("token");
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1366, height: 768 } };
const MANY = 5000;
const run = Date.now().toString(36);
let failed = 0;
let browser;
let one;
let two;
let room;
let bot;

function ensure(condition, what) {
	if (!condition) {
		throw new Error(what);
	}
}

async function until(what, condition, ms = 8000) {
	const end = Date.now() + ms;

	for (;;) {
		const value = await condition();
		if (value) {
			return value;
		}
		ensure(Date.now() < end, `waited in vain: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

async function act(body) {
	const answer = await fetch(new URL(`/control/act?token=${token}`, address), { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

	return answer.json();
}

async function must(body) {
	const answer = await act(body);

	ensure(answer.ok, `${body.do} answered ${JSON.stringify(answer)}`);
	return answer;
}

async function makeRoom(name, members = [one, two]) {
	const made = await must({ do: "channel", as: members[0].id, what: "create", name: `${name}-${run}`, private: true });
	const id = made.channel.id ?? made.channel;

	for (const user of members.slice(1)) {
		await must({ do: "channel", as: members[0].id, what: "invite", channel: id, user: user.id });
	}
	return id;
}

const place = (user, channel) => `${address.origin}/?token=${token}#${user.id}/${channel}`;

// PREPARE(page), if given, runs before the page is loaded.
async function open(context, user, channel, prepare) {
	const page = await context.newPage();

	page.faults = [];
	page.on("pageerror", (error) => page.faults.push(String(error)));
	page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
	await prepare?.(page);
	await page.goto(place(user, channel));
	await page.waitForSelector(`[data-test=person-switcher][data-user="${user.id}"]`);
	await page.waitForSelector("[data-test=composer]");
	await until("connected", () => page.locator("[data-test=connection-banner]").isHidden());
	return page;
}

const texts = (page) => page.locator("[data-test=messages] [data-test=message-text]").allInnerTexts();
const sees = (page, text) => until(`${text} to show`, async () => (await texts(page)).includes(text));

async function twoWindows() {
	const context = await browser.newContext({ viewport: SIZES.desk });
	const left = await open(context, one, room);
	const right = await open(context, two, room);

	await left.fill("[data-test=composer]", "こちらは一人目です");
	await left.keyboard.press("Enter");
	await sees(right, "こちらは一人目です");
	await right.fill("[data-test=composer]", "二人目です");
	await right.click("[data-test=send]");
	await sees(left, "二人目です");
	const authors = await left.locator("[data-test=messages] [data-test=message]").evaluateAll((nodes) => nodes.slice(-2).map((node) => node.dataset.user));
	ensure(authors[0] === one.id && authors[1] === two.id, `authors ${authors}`);

	const row = right.locator("[data-test=messages] [data-test=message]").last();
	await row.hover();
	await row.locator("[data-test=reaction-add]").first().click();
	await right.click("[data-test=picker] [data-name=o] >> nth=0");
	const pill = (page) => page.locator("[data-test=reaction][data-name=o][data-count='1']");
	await until("the mark in both windows", async () => (await pill(left).count()) === 1 && (await pill(right).count()) === 1);
	ensure((await pill(right).getAttribute("aria-pressed")) === "true", "own mark not highlighted");
	ensure((await pill(left).getAttribute("aria-pressed")) === "false", "another's mark highlighted");
	await pill(left).click();
	const double = right.locator("[data-test=reaction][data-name=o][data-count='2']");
	await until("both marks counted", async () => (await double.count()) === 1);
	await double.click();
	await until("the mark taken back", async () => (await pill(left).count()) === 1);
	ensure((await pill(left).getAttribute("aria-pressed")) === "true", "the remaining mark is one's own");
	await noFaults(left, right);
	await context.close();
}

async function noFaults(...pages) {
	for (const page of pages) {
		ensure(page.faults.length === 0, `console: ${page.faults.join(" / ")}`);
	}
}

async function reloadStays() {
	const context = await browser.newContext({ viewport: SIZES.desk });
	const other = await makeRoom("keeps");
	const page = await open(context, one, room);

	await page.click("[data-test=person-switcher]");
	await page.click(`[data-test=person][data-user="${two.id}"]`);
	await page.click(`[data-test=channel][data-channel="${other}"]`);
	await until("the other channel", async () => (await page.locator(`[data-test=channel][data-channel="${other}"]`).getAttribute("aria-current")) === "page");
	for (const again of [() => page.reload(), () => page.goto(`${address.origin}/?token=${token}`)]) {
		await again();
		await page.waitForSelector(`[data-test=person-switcher][data-user="${two.id}"]`);
		await page.waitForSelector(`[data-test=channel][data-channel="${other}"][aria-current=page]`);
	}
	await context.close();
}

// The page's socket is cut and kept cut while others write, mark, edit and delete; then everything must be there once.
async function lostConnection() {
	const context = await browser.newContext({ viewport: SIZES.desk });
	const page = await context.newPage();
	let cut = false;
	let route = null;

	await page.routeWebSocket(/\/page\/ws/, (socket) => {
		if (cut) {
			socket.close({ code: 1001 });
			return;
		}
		route = socket;
		socket.connectToServer();
	});
	await page.goto(place(one, room));
	await page.waitForSelector("[data-test=composer]");
	const banner = page.locator("[data-test=connection-banner]");
	await until("connected", () => banner.isHidden());
	const doomed = await must({ do: "post", as: two.id, channel: room, text: `消える ${run}` });
	const changing = await must({ do: "post", as: two.id, channel: room, text: `直す前 ${run}` });
	await sees(page, `直す前 ${run}`);

	cut = true;
	await route.close({ code: 1001 });
	await until("the banner", () => banner.isVisible());
	const missed = [];
	for (let n = 1; n <= 7; n++) {
		missed.push(`切断中 ${n} ${run}`);
		await must({ do: "post", as: two.id, channel: room, text: missed.at(-1) });
	}
	await must({ do: "edit", as: two.id, channel: room, ts: changing.ts, text: `直した後 ${run}` });
	await must({ do: "react", as: two.id, channel: room, ts: changing.ts, name: "eyes" });
	await must({ do: "delete", as: two.id, channel: room, ts: doomed.ts });
	await page.fill("[data-test=composer]", "切れている間の文");
	await page.keyboard.press("Enter");
	await until("the refusal", () => page.locator("[data-test=composer-error]").isVisible());
	ensure((await page.inputValue("[data-test=composer]")) === "切れている間の文", "what could not be sent was lost");

	cut = false;
	await until("the banner to go", () => banner.isHidden(), 8000);
	await sees(page, missed.at(-1));
	const now = await texts(page);
	const seen = now.filter((text) => text.startsWith("切断中"));
	ensure(JSON.stringify(seen) === JSON.stringify(missed), `gap or repeat: ${seen}`);
	ensure(!now.includes(`消える ${run}`), "the deleted one is still there");
	ensure(now.some((text) => text.startsWith(`直した後 ${run}`)), "the edit is missing");
	await until("the mark", async () => (await page.locator(`[data-ts="${changing.ts}"] [data-test=reaction][data-name=eyes]`).count()) === 1);
	await context.close();
}

async function composing() {
	const context = await browser.newContext({ viewport: SIZES.desk });
	const page = await open(context, one, room);
	const key = (init) => page.locator("[data-test=composer]").evaluate((node, given) =>
		node.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...given })), init);

	await page.fill("[data-test=composer]", `変換中 ${run}`);
	await key({ isComposing: true });
	await key({ keyCode: 229 });
	await page.keyboard.press("Shift+Enter");
	await page.waitForTimeout(300);
	ensure((await page.inputValue("[data-test=composer]")) === `変換中 ${run}\n`, "a composing Enter was not left to the input method");
	ensure(!(await texts(page)).includes(`変換中 ${run}`), "a composing Enter sent");
	await key({});
	await sees(page, `変換中 ${run}`);
	await context.close();
}

async function fillRoom(channel) {
	let next = 1;
	const author = (n) => (n % 3 ? one.id : two.id);

	// One after the other per worker keeps the order; the order between rows is the server's, so one worker it is.
	while (next <= MANY) {
		await must({ do: "post", as: author(next), channel, text: `番号 ${next}` });
		next += 1;
	}
}

async function paging() {
	const channel = await makeRoom("many");

	await fillRoom(channel);
	const context = await browser.newContext({ viewport: SIZES.desk });
	const page = await open(context, one, channel);
	await sees(page, `番号 ${MANY}`);
	const rows = () => page.locator("[data-test=messages] [data-test=message]").count();
	ensure((await rows()) < 300, `${await rows()} rows at the start`);
	ensure(await page.locator("[data-test=scroller]").evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight < 5), "does not begin at the end");

	for (let turn = 0; turn < 300 && (await page.locator("[data-test=beginning]").count()) === 0; turn++) {
		const moved = await page.locator("[data-test=scroller]").evaluate(async (node) => {
			const count = () => node.querySelectorAll("[data-test=message]").length;
			const before = count();
			const edge = node.getBoundingClientRect().top;

			node.scrollTop = 500;
			const anchor = [...node.querySelectorAll("[data-test=message]")].find((row) => row.getBoundingClientRect().top >= edge);
			const at = anchor.getBoundingClientRect().top;
			for (let frame = 0; frame < 300 && count() === before && !node.querySelector("[data-test=beginning]"); frame++) {
				await new Promise((resolve) => requestAnimationFrame(resolve));
			}
			return Math.abs(anchor.getBoundingClientRect().top - at);
		});
		ensure(moved <= 2, `what was being read moved by ${moved}px`);
	}
	await until("the beginning", async () => (await page.locator("[data-test=beginning]").count()) === 1);
	const all = await texts(page);
	const numbers = all.filter((text) => /^番号 \d+$/.test(text));
	ensure(numbers.length === MANY, `${numbers.length} of ${MANY} shown`);
	ensure(numbers.every((text, n) => text === `番号 ${n + 1}`), "out of order");
	await must({ do: "post", as: two.id, channel, text: "まだ動く" });
	await sees(page, "まだ動く");
	await noFaults(page);
	await context.close();
}

async function asTyped() {
	const context = await browser.newContext({ viewport: SIZES.phone, hasTouch: true });
	const page = await open(context, one, room);
	const typed = [
		"<b>太字</b> <img src=x onerror=alert(1)> <script>alert(1)</script>",
		"&lt;b&gt; &amp; <@U0NOBODY9> <!channel>".replace("<!channel>", "&copy;"),
		"RLO \u202Egnp.exe と続き",
		"𠮷野家 👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 ⭕ ❌ 🙋",
		"一行目\n  二行目 <i>\n三行目",
		"あいうえお漢字かな0123456789 ".repeat(500).slice(0, 10000 - 1) + "終",
	];

	for (const text of typed) {
		await page.fill("[data-test=composer]", text);
		await page.keyboard.press("Enter");
		await until("the box to empty", async () => (await page.inputValue("[data-test=composer]")) === "");
		const row = page.locator("[data-test=messages] [data-test=message] .text").last();
		await until(`as typed: ${text.slice(0, 30)}`, async () => (await row.evaluate((node) => node.textContent)) === text);
		const markup = await row.evaluate((node) => [...node.querySelectorAll("*")].map((child) => child.tagName));
		ensure(markup.length === 0, `markup came of it: ${markup}`);
		ensure(/isolate|plaintext/.test(await row.evaluate((node) => getComputedStyle(node).unicodeBidi)), "direction is not isolated");
	}
	ensure((await findOverflow(page)).length === 0, `sticks out: ${await findOverflow(page)}`);
	await rloName(page);
	await rloFile(page);
	await noFaults(page);
	await context.close();
}

// A name with an RLO must not turn round what stands beside it.
async function rloName(page) {
	const old = two.name;

	await must({ do: "person", user: two.id, what: "rename", name: old, display_name: "山田\u202E太郎" });
	await must({ do: "post", as: two.id, channel: room, text: "名前の確認" });
	await sees(page, "名前の確認");
	const order = await page.locator(`[data-test=message][data-user="${two.id}"] .message-head`).last().evaluate((head) =>
		[...head.children].map((child) => child.getBoundingClientRect()).every((box, n, all) => n === 0 || box.left >= all[n - 1].right - 1 || box.top > all[n - 1].top + 5));
	await must({ do: "post", as: one.id, channel: room, text: `確認 <@${two.id}> さんの後` });
	const line = page.locator("[data-test=messages] .mention").last();
	await line.waitFor();
	const straight = await line.evaluate((mention) => {
		const after = document.createRange();
		after.selectNode(mention.nextSibling);
		return mention.previousSibling.textContent === "確認 " && after.getBoundingClientRect().left >= mention.getBoundingClientRect().right - 1;
	});
	ensure(straight, "a mentioned name turned round the rest of the line");
	await must({ do: "person", user: two.id, what: "rename", name: old, display_name: two.display });
	ensure(order, "a name reordered its line");
}

// A file's name is the one place where an RLO is shown as a mark: it would hide what kind of file this is.
async function rloFile(page) {
	const file = await upload("資料\u202Efdp.exe");

	await must({ do: "post", as: two.id, channel: room, text: "添付", files: [file.id] });
	await sees(page, "添付");
	const shown = await page.locator("[data-test=file]").last().innerText();
	ensure(shown.includes("資料〔U+202E〕fdp.exe"), `a file's name shows as ${shown}`);
}

async function lookAt(page, name) {
	const wide = await findOverflow(page);
	const tofu = await findTofu(page);

	await page.screenshot({ path: `${out}/${name}.png` });
	ensure(wide.length === 0, `${name} sticks out: ${wide.slice(0, 5).join("; ")}`);
	ensure(tofu.length === 0, `${name} shows tofu for ${tofu.map((text) => `${text} U+${text.codePointAt(0).toString(16)}`).join(", ")}`);
}

async function pictures() {
	const file = await upload("とても長い名前の資料_令和八年度_情報セキュリティ管理会議_持ち回り審議_参考資料_最終版.pdf");

	await must({ do: "post", as: two.id, channel: room, text: "資料です。 <https://www.example.lg.jp/a/very/long/address/that/never/ends/and/has/no/place/to/break.html>\n```\nx = " + "y".repeat(200) + "\n```", files: [file.id] });
	for (const [size, viewport] of Object.entries(SIZES)) {
		for (const language of ["ja", "en"]) {
			await pictureOne(`${size}-${language}`, viewport, language);
		}
	}
}

async function upload(name) {
	const where = new URL(`/page/upload?token=${token}&user=${two.id}&name=${encodeURIComponent(name)}`, address);
	const answer = await (await fetch(where, { method: "POST", body: Buffer.from("%PDF-1.4 見本"), headers: { "Content-Type": "application/octet-stream" } })).json();

	ensure(answer.ok, `upload answered ${JSON.stringify(answer)}`);
	return answer.file;
}

async function formsAndCards() {
	const context = await browser.newContext({ viewport: SIZES.desk });
	let between;
	const page = await open(context, one, room, async (fresh) => {
		between = await standBetween(fresh);
	});

	await checkForm(page, between, { ensure, until, one });
	await checkCard(page, between, room, { ensure, until, one, bot });
	await noFaults(page);
	await context.close();
}

async function pictureOne(name, viewport, language) {
	const context = await browser.newContext({ viewport, hasTouch: viewport.width < 500 });
	let between;
	const page = await open(context, one, room, async (fresh) => {
		between = await standBetween(fresh);
	});

	if (language === "en") {
		await page.click("[data-test=language]");
		await until("English", async () => (await page.locator("html").getAttribute("lang")) === "en");
	}
	await page.waitForSelector("[data-test=file]");
	await lookAt(page, `${name}-channel`);
	await page.click("[data-test=person-switcher]");
	await lookAt(page, `${name}-people`);
	await page.keyboard.press("Escape");
	const last = page.locator("[data-test=messages] [data-test=message]").last();
	await last.hover();
	await last.locator("[data-test=reaction-add]").first().click();
	await lookAt(page, `${name}-picker`);
	await page.keyboard.press("Escape");
	await last.hover();
	await last.locator("[data-test=reply]").click();
	await page.waitForSelector("[data-test=thread-composer]");
	await lookAt(page, `${name}-thread`);
	if (viewport.width < 500) {
		await page.click("[data-test=thread-back]");
		await page.click("[data-test=menu]");
		await page.waitForTimeout(300);
		await lookAt(page, `${name}-drawer`);
		await page.click("[data-test=menu-close]");
		await until("the drawer to slide out", () => page.locator("[data-test=sidebar]").isHidden());
	} else {
		await page.click("[data-test=thread-close]");
	}
	await pictureForms(page, between, room, { lookAt, one, bot }, name);
	await noFaults(page);
	await context.close();
}

// The detector must see a box where there is one, or its silence means nothing.
async function tofuDetector() {
	const context = await browser.newContext({ viewport: SIZES.desk });
	const page = await open(context, one, room);

	ensure((await findTofu(page)).length === 0, `tofu on a plain page: ${await findTofu(page)}`);
	await page.evaluate(() => document.querySelector("#channel-head h1").append("\u0379"));
	ensure((await findTofu(page)).includes("\u0379"), "a missing glyph was not noticed");
	await context.close();
}

// The status that an upgrade of PATH gets; 101 is a socket.
function upgrade(path, origin) {
	return new Promise((resolve, reject) => {
		const request = http.request({ host: address.hostname, port: address.port, path, headers: { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13",
			"Sec-WebSocket-Key": Buffer.from("0123456789abcdef").toString("base64"), ...(origin ? { Origin: origin } : {}) } });

		request.setTimeout(5000, () => request.destroy(new Error("no answer")));
		request.on("upgrade", (answer, socket) => {
			socket.destroy();
			resolve(answer.statusCode);
		});
		request.on("response", (answer) => {
			answer.resume();
			resolve(answer.statusCode);
		});
		request.on("error", (error) => (error.code === "ECONNRESET" ? resolve(0) : reject(error)));
		request.end();
	});
}

async function strangers() {
	const path = `/page/ws?token=${token}`;

	ensure((await upgrade(path, address.origin)) === 101, "the page's own socket is refused");
	ensure((await upgrade(path, "https://evil.example")) !== 101, "a foreign Origin got a socket");
	ensure((await upgrade(path, "null")) !== 101, "Origin null got a socket");
	ensure((await upgrade("/page/ws", address.origin)) !== 101, "a socket without a token");
	ensure((await upgrade("/page/ws?token=wrong", address.origin)) !== 101, "a socket with a wrong token");
	const post = (query, origin) => fetch(new URL(`/control/act${query}`, address), { method: "POST", body: JSON.stringify({ do: "hello" }), headers: { "Content-Type": "application/json", ...(origin ? { Origin: origin } : {}) } });
	ensure((await post(`?token=${token}`)).ok, "control refuses its own token");
	ensure(!(await post("")).ok, "control without a token");
	ensure(!(await post("?token=wrong")).ok, "control with a wrong token");
	ensure(!(await post(`?token=${token}`, "https://evil.example")).ok, "control for a foreign Origin");
	ensure(!(await fetch(new URL("/page/file/F0", address))).ok, "a file without a token");
}

// ONLY=name runs one check.
async function check(name, body) {
	if (process.env.ONLY && process.env.ONLY !== name) {
		return;
	}
	try {
		await body();
		console.log(`PASS ${name}`);
	} catch (error) {
		failed += 1;
		console.log(`FAIL ${name}: ${error.message}`);
	}
}

async function main() {
	mkdirSync(out, { recursive: true });
	const hello = await must({ do: "hello", since: null });
	const humans = Object.values(hello.users).filter((user) => !user.is_bot && !user.deleted && !user.is_restricted);
	const known = (user) => ({ id: user.id, name: user.name, display: user.profile.display_name || user.real_name });

	ensure(humans.length >= 2, "two people are needed");
	[one, two] = humans.slice(0, 2).map(known);
	bot = Object.values(hello.users).find((user) => user.is_bot).id;
	room = await makeRoom("room");
	browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
	await check("strangers-refused", strangers);
	await check("two-windows", twoWindows);
	await check("reload-stays", reloadStays);
	await check("lost-connection", lostConnection);
	await check("composing", composing);
	await check("as-typed", asTyped);
	await check("forms-and-cards", formsAndCards);
	await check("tofu-detector", tofuDetector);
	await check("pictures", pictures);
	await check("paging", paging);
	await browser.close();
	process.exit(failed ? 1 : 0);
}

await main();
