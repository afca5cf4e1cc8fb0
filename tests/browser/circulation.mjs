// From the command that 庶務 types to the numbered resolution, by several people in one browser, with the bot behind the
// page. The environment is people.mjs's. Prints PASS or FAIL per check; exit 1 on any FAIL.

import { COUNCIL, direct, done, ensure, OFFICE, open, out, pass, play, rows, shows, SIZES, tap, until } from "./people.mjs";
import { findOverflow, findTofu } from "./tofu.mjs";

const MEMBERS = ["U0VICE", "U0M1", "U0M2", "U0M3", "U0M4", "U0M5", "U0M6", "U0M7"];
const TITLE = "○○システムの停止後の対応方針について";

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

await play([["form-with-faults", draft], ["review-and-put", put], ["card-in-channel", opened], ["eight-seals", ballots], ["resolution", resolved], ["pictures", pictures]]);
