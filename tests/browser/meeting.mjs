// A meeting from the typed command to the confirmed minutes, with the bot behind the page: drafted, reviewed, convened,
// answered, held, closed; the page of the minutes opened as a file. Pictures of the notice, the attendance card, the card
// of the room and the minutes, at both sizes, each looked over for tofu and for what sticks out.

import { COUNCIL, direct, done, ensure, language, OFFICE, open, out, pass, play, rows, shows, SIZES, tap, until } from "./people.mjs";
import { findOverflow, findTofu } from "./tofu.mjs";

const NUMBER = "招R8-001";
const TRIANGLE = "small_red_triangle";
const REPLIES = { U0CHAIR: "o", U0VICE: "o", U0M1: "o", U0M2: "o", U0M3: "x", U0M4: "o", U0M5: TRIANGLE, U0M6: "o", U0M7: "o" };
const TEXTS = {
	ja: {
		items: ["/kaigi 審議事項 件名=情報セキュリティ基準の一部改正について 号=3 本文=「別紙のとおり、情報セキュリティ基準の一部を改正する。」",
			"/kaigi 審議事項 件名=令和8年度の職員研修の計画について 号=5 本文=「全職員を対象に、年2回の研修を行う。」"],
		convene: "/kaigi 招集 日時=12月9日(水) 14:00-15:00 場所=本庁舎第2会議室 議題=審R8-001、審R8-002 期限=12月4日(金)17:00",
		notice: ["令和8年度第1回会議の開催について(通知)", "12月9日(水)", "本庁舎第2会議室", "議案第1号", "⭕", "❌", "🔺"],
		counts: "現在数9・出席7・欠席1・未定1・未回答0",
		open: "/kaigi 開会",
		said: ["/kaigi 発言 席=委員1 議案=1 本文=旧様式の経過措置はいつまでか。", "/kaigi 発言 席=庶務 議案=1 本文=年度末までを予定している。",
			"/kaigi 採決 議案=2 結果=可決 反対=委員2 少数意見=「年1回で足りるとの意見」", "/kaigi 宿題追加 議案=1 担当=委員6 期限=12月18日 本文=区役所への周知の日程を作る"],
		sitting: ["開会", "成立", "議案第1号"],
		minutes: ["議案第1号", "令和8年度第1号", "令和8年度第2号"], final: "確定しました",
		page: ["議事録", "本庁舎第2会議室", "旧様式の経過措置はいつまでか。", "令和8年度第2号", "年1回で足りるとの意見", "区役所への周知の日程を作る"],
	},
	en: {
		items: ['/kaigi item title="Amending the security standards" class=3 body="The standards are amended as attached."',
			'/kaigi item title="Training of the staff in Reiwa 8" class=5 body="All of the staff are trained twice a year."'],
		convene: '/kaigi convene held="2026-12-09 14:00-15:00" place="Main building, room 2" agenda=審R8-001,審R8-002 deadline="2026-12-04 17:00"',
		notice: ["Main building, room 2", "Amending the security standards", "⭕", "❌", "🔺"],
		counts: "members 9, attending 7, absent 1, not sure 1, no reply 0",
		open: "/kaigi open",
		said: ['/kaigi speak seat=委員1 item=1 body="Until when may the old forms be used?"', '/kaigi speak seat=庶務 item=1 body="Until the end of the fiscal year."',
			'/kaigi vote item=2 result=可決 against=委員2 dissent="Once a year is enough."', '/kaigi newaction item=1 owner=委員6 due=2026-12-18 body="Dates for telling the ward offices"'],
		sitting: ["Amending the security standards"],
		minutes: ["Amending the security standards", "令和8年度第1号", "令和8年度第2号"], final: "confirmed",
		page: ["Main building, room 2", "Until when may the old forms be used?", "Once a year is enough.", "Dates for telling the ward offices"],
	},
};
const texts = TEXTS[language];

async function type(page, text) {
	await page.fill("[data-test=composer]", text);
	await page.keyboard.press("Enter");
	await until(`${text} to be taken`, async () => (await page.inputValue("[data-test=composer]")) === "");
}

// The newest message with the number that holds a thing.
const holding = (page, selector) => rows(page, NUMBER).filter({ has: page.locator(selector) }).last();

async function press(page, action) {
	const button = holding(page, `[data-action^="${action}"]`).locator(`[data-action^="${action}"]`).first();

	await button.waitFor({ timeout: 15000 });
	await button.click();
}

const has = (text, parts) => parts.forEach((part) => ensure(text.includes(part), `${part} is missing in: ${text}`));

async function look(page, name) {
	await page.evaluate(() => document.fonts.ready);
	await page.screenshot({ path: `${out}/${name}.png` });
	const wide = await findOverflow(page);
	ensure(!wide || wide.length === 0, `${name} scrolls sideways: ${wide}`);
	const tofu = await findTofu(page);
	ensure(tofu.length === 0, `${name} has no glyph for ${tofu.join(" ")}`);
}

// The message FIND(page) of a channel at both sizes, its head at the top.
async function picture(name, user, channel, find) {
	for (const size of Object.values(SIZES)) {
		const page = await open(user, channel, size);
		const row = find(page);

		await row.waitFor({ timeout: 15000 });
		await page.evaluate(() => document.fonts.ready);
		await until("the message's head at the top", async () => {
			await row.evaluate((node) => node.scrollIntoView({ block: "start" }));
			await page.waitForTimeout(200); // the list holds its end while it grows
			const box = await row.boundingBox();
			return box && box.y >= 0 && box.y < size.height / 3;
		});
		await look(page, `${name}-${language}-${size.width}`);
		await done(page);
	}
}

async function convene() {
	const office = await open("U0SHOMU", OFFICE);
	for (const text of [...texts.items, texts.convene]) {
		await type(office, text);
	}
	await shows(office, NUMBER);
	await done(office);
	for (const user of ["U0REVIEW", "U0CHAIR"]) {
		const page = await open(user, await direct(user));

		await tap(page, NUMBER, "o");
		await done(page);
	}
}

async function notice() {
	const mark = `[data-test=reaction][data-name="${TRIANGLE}"]`;
	const page = await open("U0M1", COUNCIL);

	await holding(page, mark).waitFor({ timeout: 15000 });
	has(await holding(page, mark).innerText(), texts.notice);
	await done(page);
	await picture("notice", "U0M1", COUNCIL, (one) => holding(one, mark));
}

async function replies() {
	for (const [user, name] of Object.entries(REPLIES)) {
		const page = await open(user, await direct(user), user === "U0M5" ? SIZES.phone : SIZES.desk);
		const card = holding(page, `[data-test=reaction][data-name="${TRIANGLE}"]`);
		const mark = card.locator(`[data-test=reaction][data-name="${name}"]`);

		await mark.first().waitFor({ timeout: 15000 });
		await mark.first().click();
		await until("the mark to be one's own", async () => (await mark.first().getAttribute("aria-pressed")) === "true");
		await done(page);
	}
	const office = await open("U0SHOMU", OFFICE);
	await shows(office, texts.counts);
	await done(office);
	await picture("attendance", "U0SHOMU", OFFICE, (page) => rows(page, texts.counts).last());
}

async function sitting() {
	pass(8 * 24 * 60 + 5 * 60);
	const chair = await open("U0CHAIR", await direct("U0CHAIR"));
	await type(chair, texts.open);
	await press(chair, "sitting.attend");
	await chair.waitForSelector("[data-test=modal]");
	await look(chair, `attendees-${language}-1366`);
	await chair.click("[data-test=submit]");
	await until("the form to close", async () => (await chair.locator("[data-test=modal]").count()) === 0);
	await press(chair, "sitting.agreed");
	const office = await open("U0SHOMU", OFFICE);
	for (const text of texts.said) {
		await type(office, text);
	}
	await done(office);
	await until("the vote", async () => (await holding(chair, '[data-action^="sitting.close"]').locator('[data-action^="sitting.agreed"]').count()) === 0);
	has(await holding(chair, '[data-action^="sitting.close"]').innerText(), texts.sitting);
	await picture("room", "U0CHAIR", await direct("U0CHAIR"), (page) => holding(page, '[data-action^="sitting.close"]'));
	pass(58);
	await press(chair, "sitting.close");
	await done(chair);
}

async function minutes() {
	const page = await open("U0M1", COUNCIL);
	const card = rows(page, "SHA-256").filter({ has: page.locator("[data-test=thread-link]") }).last();
	const file = page.locator("[data-test=thread] [data-test=file]").last();

	await card.waitFor({ timeout: 15000 });
	has(await card.innerText(), texts.minutes);
	await card.locator("[data-test=thread-link]").click();
	await file.waitFor({ timeout: 15000 });
	const href = await file.evaluate((node) => node.href);
	await done(page);
	await picture("minutes", "U0M1", COUNCIL, (one) => rows(one, "SHA-256").last());
	const chair = await open("U0CHAIR", await direct("U0CHAIR"));
	await press(chair, "minutes.ok");
	await done(chair);
	const council = await open("U0M1", COUNCIL);
	await shows(council, texts.final);
	await done(council);
	const bytes = await (await fetch(href)).text();
	for (const size of Object.values(SIZES)) {
		const sheet = await open("U0M1", COUNCIL, size);

		await sheet.setContent(bytes);
		has(await sheet.innerText("body"), texts.page);
		await look(sheet, `minutes-page-${language}-${size.width}`);
		await done(sheet);
	}
}

await play([["convened", convene], ["notice", notice], ["replies", replies], ["sitting", sitting], ["minutes", minutes]]);
