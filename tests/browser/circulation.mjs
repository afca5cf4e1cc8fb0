// From the command that 庶務 types to the numbered resolution, by several people in one browser, with the bot behind the
// page. PAGE_URL is the printed address, OUT the folder for README's pictures, KAIGI_TEST_CLOCK the clock file.
// Prints PASS or FAIL per check; exit 1 on any FAIL.

import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { findOverflow, findTofu } from "./tofu.mjs";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const address = new URL(process.env.PAGE_URL);
const out = process.env.OUT || "pictures";
const clock = process.env.KAIGI_TEST_CLOCK;
const token = address.searchParams.get("token");
const SIZES = { desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
const COUNCIL = "C0COUNCIL";
const OFFICE = "C0SHOMU";
const MEMBERS = ["U0VICE", "U0M1", "U0M2", "U0M3", "U0M4", "U0M5", "U0M6", "U0M7"];
const TITLE = "○○システムの停止後の対応方針について";
let browser;
let failed = 0;
const rooms = {};

function ensure(condition, what) {
	if (!condition) {
		throw new Error(what);
	}
}

async function until(what, condition, ms = 15000) {
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

// The bot's direct channel with a person, as the page would open it.
async function direct(user) {
	if (!rooms[user]) {
		const hello = await act({ do: "hello", since: null });
		const bot = Object.values(hello.users).find((one) => one.is_bot && one.name === "kaigi").id;
		const opened = await act({ do: "open_dm", as: user, users: [bot] });

		ensure(opened.ok, `open_dm: ${JSON.stringify(opened)}`);
		rooms[user] = opened.channel.id ?? opened.channel;
	}
	return rooms[user];
}

// Civil minutes go by: the clock both programs read.
function pass(minutes) {
	const [real, offset] = readFileSync(clock, "utf8").trim().split("\n").at(-1).split(" ").map(Number);

	ensure(Number.isFinite(real), "the clock file is empty");
	appendFileSync(clock, `${Date.now()} ${offset + minutes * 60000}\n`);
}

async function open(user, channel, size = SIZES.desk) {
	const context = await browser.newContext({ viewport: size, locale: "ja-JP", timezoneId: "Asia/Tokyo", hasTouch: size === SIZES.phone });
	const page = await context.newPage();

	page.faults = [];
	page.on("pageerror", (error) => page.faults.push(String(error)));
	await page.goto(`${address.origin}/?token=${token}#${user}/${channel}`);
	await page.waitForSelector(`[data-test=person-switcher][data-user="${user}"]`, { state: "attached" });
	await page.waitForSelector("[data-test=composer]");
	return page;
}

const rows = (page, text) => page.locator("[data-test=messages] [data-test=message]", { hasText: text });
const shows = (page, text) => until(`${text} to show`, async () => (await rows(page, text).count()) > 0);

// A finger on the seeded mark under the newest message that holds the text.
async function tap(page, text, name) {
	await shows(page, text);
	const row = rows(page, text).last();
	const mark = row.locator(`[data-test=reaction][data-name="${name}"]`);

	await until(`the mark ${name}`, async () => (await mark.count()) > 0);
	await mark.first().click();
	// The last seal redraws its card at once, in other words: gone from here, it was taken.
	await until("the mark to be one's own", async () => (await mark.count()) === 0 || (await mark.first().getAttribute("aria-pressed", { timeout: 1000 }).catch(() => "gone")) !== "false");
}

async function done(page) {
	ensure(page.faults.length === 0, `errors in the page: ${page.faults.join(" / ")}`);
	await page.context().close();
}

async function draft() {
	const page = await open("U0SHOMU", OFFICE);
	const field = (block) => page.locator(`[data-test=modal] [data-test=field][data-block="${block}"]`);

	await page.fill("[data-test=composer]", "/kaigi 持ち回り");
	await page.keyboard.press("Enter");
	await page.waitForSelector("[data-test=modal]");
	await page.screenshot({ path: `${out}/form-1366.png` });
	await field("title").fill(TITLE);
	await field("class").selectOption({ index: 7 });
	await field("reason").fill("本日中に市民への案内方針を定める必要があり、構成員の参集が困難なため");
	await field("body").fill("停止した○○システムについて、復旧までの間は窓口で受け付け、市民への案内は市ホームページで行う。");
	await field("deadline").fill("2月30日");
	await page.click("[data-test=submit]");
	await until("a fault beside the deadline", () => page.locator('[data-test=field-error][data-block="deadline"]').isVisible());
	ensure((await field("title").inputValue()) === TITLE, "what was typed is gone after a fault");
	await field("deadline").fill("4月14日(火)17:00");
	await page.click("[data-test=submit]");
	await until("the form to close", async () => (await page.locator("[data-test=modal]").count()) === 0);
	await done(page);
}

async function put() {
	const reviewer = await open("U0REVIEW", await direct("U0REVIEW"));
	await tap(reviewer, "庶務内確認をお願い", "o");
	await done(reviewer);
	const chair = await open("U0CHAIR", await direct("U0CHAIR"));
	await tap(chair, "付してよろしいか", "o");
	await done(chair);
}

async function opened() {
	const page = await open("U0M3", COUNCIL);

	await shows(page, "持ち回りでお諮りします");
	const text = await rows(page, "持ち回りでお諮りします").last().innerText();
	for (const part of ["回R8-001", TITLE, "第4条第7号", "いとまがない理由", "期限", "⭕ 承認", "❌ 否認", "🙋 会議の開催を希望", "承認とはみなしません"]) {
		ensure(text.includes(part), `the card lacks ${part}: ${text}`);
	}
	await done(page);
	for (const size of Object.values(SIZES)) {
		const other = await open("U0M3", COUNCIL, size);

		await shows(other, "持ち回りでお諮りします");
		await other.evaluate(() => document.fonts.ready);
		await rows(other, "持ち回りでお諮りします").last().evaluate((node) => node.scrollIntoView({ block: "start" }));
		await other.screenshot({ path: `${out}/card-${size.width}.png` });
		await done(other);
	}
}

async function ballots() {
	pass(90);
	for (const user of MEMBERS) {
		const onPhone = user === "U0M3";
		const page = await open(user, await direct(user), onPhone ? SIZES.phone : SIZES.desk);

		await tap(page, "持ち回りでお諮りします", "o");
		await shows(page, "承認として記録しました");
		if (onPhone) {
			await page.screenshot({ path: `${out}/member-390.png` });
			const wide = await findOverflow(page);
			ensure(!wide || wide.length === 0, `scrolls sideways: ${wide}`);
		}
		await done(page);
	}
}

async function resolved() {
	const chair = await open("U0CHAIR", await direct("U0CHAIR"));
	await tap(chair, "ご決裁をお願いいたします", "o");
	await done(chair);
	const page = await open("U0SHOMU", COUNCIL);
	await shows(page, "議決となりました");
	const text = await rows(page, "議決となりました").last().innerText();
	for (const part of ["回R8-001", "令和8年度第1号", "承認9・否認0", "要綱第6条"]) {
		ensure(text.includes(part), `the announcement lacks ${part}: ${text}`);
	}
	ensure(/記録:[0-9a-f]{20}/.test(text), `no twenty digits of the head: ${text}`);
	await done(page);
}

async function pictures() {
	for (const [name, size] of Object.entries(SIZES)) {
		const page = await open("U0VICE", COUNCIL, size);

		await shows(page, "議決となりました");
		await page.evaluate(() => document.fonts.ready);
		await page.screenshot({ path: `${out}/council-${size.width}.png` });
		const tofu = await findTofu(page);
		ensure(tofu.length === 0, `no glyph for ${tofu.join(" ")} (${name})`);
		const wide = await findOverflow(page);
		ensure(!wide || wide.length === 0, `scrolls sideways (${name}): ${wide}`);
		await done(page);
	}
}

async function check(name, body) {
	try {
		await body();
		console.log(`PASS ${name}`);
		return true;
	} catch (error) {
		failed += 1;
		console.log(`FAIL ${name}: ${error.message}`);
		return false;
	}
}

async function main() {
	mkdirSync(out, { recursive: true });
	browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
	// Each step needs the one before.
	for (const [name, body] of [["form-with-faults", draft], ["review-and-put", put], ["card-in-channel", opened], ["eight-seals", ballots], ["resolution", resolved], ["pictures", pictures]]) {
		if (!(await check(name, body))) {
			break;
		}
	}
	await browser.close();
	process.exit(failed ? 1 : 0);
}

await main();
