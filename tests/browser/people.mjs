// Several people in one browser, with the bot behind the page. PAGE_URL is the printed address, OUT the folder for README's
// pictures, KAIGI_TEST_CLOCK the clock file, KAIGI_LANGUAGE the page's language (the bot's is its settings').

import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const address = new URL(process.env.PAGE_URL);
const clock = process.env.KAIGI_TEST_CLOCK;
const token = address.searchParams.get("token");
const rooms = {};
let browser;
let failed = 0;

export const out = process.env.OUT || "pictures";
export const language = process.env.KAIGI_LANGUAGE || "ja";
export const SIZES = { desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
export const COUNCIL = "C0COUNCIL";
export const OFFICE = "C0SHOMU";

export function ensure(condition, what) {
	if (!condition) {
		throw new Error(what);
	}
}

export async function until(what, condition, ms = 15000) {
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
export async function direct(user) {
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
export function pass(minutes) {
	const [real, offset] = readFileSync(clock, "utf8").trim().split("\n").at(-1).split(" ").map(Number);

	ensure(Number.isFinite(real), "the clock file is empty");
	appendFileSync(clock, `${Date.now()} ${offset + minutes * 60000}\n`);
}

export async function open(user, channel, size = SIZES.desk) {
	const context = await browser.newContext({ viewport: size, locale: language === "en" ? "en-GB" : "ja-JP", timezoneId: "Asia/Tokyo", hasTouch: size === SIZES.phone });
	const page = await context.newPage();

	page.faults = [];
	page.on("pageerror", (error) => page.faults.push(String(error)));
	await page.addInitScript((wanted) => localStorage.setItem("kaigi.language", wanted), language);
	await page.goto(`${address.origin}/?token=${token}#${user}/${channel}`);
	await page.waitForSelector(`[data-test=person-switcher][data-user="${user}"]`, { state: "attached" });
	await page.waitForSelector("[data-test=composer]");
	return page;
}

export const rows = (page, text) => page.locator("[data-test=messages] [data-test=message]", { hasText: text });
export const shows = (page, text) => until(`${text} to show`, async () => (await rows(page, text).count()) > 0);

// A finger on the seeded mark under the newest message that holds the text.
export async function tap(page, text, name) {
	await shows(page, text);
	const row = rows(page, text).last();
	const mark = row.locator(`[data-test=reaction][data-name="${name}"]`);

	await until(`the mark ${name}`, async () => (await mark.count()) > 0);
	await mark.first().click();
	// The last seal redraws its card at once, in other words: gone from here, it was taken.
	await until("the mark to be one's own", async () => (await mark.count()) === 0 || (await mark.first().getAttribute("aria-pressed", { timeout: 1000 }).catch(() => "gone")) !== "false");
}

export async function done(page) {
	ensure(page.faults.length === 0, `errors in the page: ${page.faults.join(" / ")}`);
	await page.context().close();
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

// STEPS: [name, body]; each needs the one before. Ends the process.
export async function play(steps) {
	mkdirSync(out, { recursive: true });
	browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
	for (const [name, body] of steps) {
		if (!(await check(name, body))) {
			break;
		}
	}
	await browser.close();
	process.exit(failed ? 1 : 0);
}
