// An incident reported on a phone: the warning and everything that is required on the first screen, and nothing typed is lost
// by a refusal.

import { COUNCIL, direct, done, ensure, open, out, play, rows, SIZES, until } from "./people.mjs";
import { findOverflow, findTofu } from "./tofu.mjs";

const TYPED = { text: "通知の控え 123456789018 を別の方に送付した", noticed: "今日 8:40", department: "健康福祉局障害保健課", phone: "内線1234" };
const REQUIRED = ["text", "medium", "noticed", "department", "phone"];
const field = (page, block) => page.locator(`[data-test=modal] [data-test=field][data-block="${block}"]`);

async function report() {
	const page = await open("U0STAFF", await direct("U0STAFF"), SIZES.phone);

	await page.fill("[data-test=composer]", "/kaigi 事故");
	await page.keyboard.press("Enter");
	await page.waitForSelector("[data-test=modal]");
	await page.evaluate(() => document.fonts.ready);
	ensure((await page.innerText("[data-test=modal]")).includes("住民の氏名などは書かないでください"), "the warning is missing");
	const required = await page.locator("[data-test=modal] [data-test=field][required], [data-test=modal] [data-test=field][aria-required=true]").evaluateAll((all) => all.map((one) => one.dataset.block));
	ensure(required.length <= 6 && REQUIRED.every((one) => required.includes(one)), `required are ${required}`);
	const foot = await page.locator("[data-test=submit]").boundingBox();
	for (const one of REQUIRED) {
		const box = await field(page, one).boundingBox();
		ensure(box.y >= 0 && box.y + box.height <= foot.y && box.x >= 0 && box.x + box.width <= SIZES.phone.width, `${one} is not on the first screen: ${JSON.stringify(box)}, the foot at ${foot.y}`);
	}
	const wide = await findOverflow(page);
	ensure(wide.length === 0, `it scrolls sideways: ${wide}`);
	const tofu = await findTofu(page);
	ensure(tofu.length === 0, `no glyph for ${tofu.join(" ")}`);
	await page.screenshot({ path: `${out}/incident-390.png` });
	for (const [block, text] of Object.entries(TYPED)) {
		await field(page, block).fill(text);
	}
	await field(page, "medium").selectOption({ index: 1 });
	await page.click("[data-test=submit]");
	await until("a fault beside the text", () => page.locator('[data-test=field-error][data-block="text"]').isVisible());
	for (const [block, text] of Object.entries(TYPED)) {
		ensure((await field(page, block).inputValue()) === text, `${block} is gone after a fault`);
	}
	await page.screenshot({ path: `${out}/incident-fault-390.png` });
	await field(page, "text").fill("通知を別の方に送付した");
	await page.click("[data-test=submit]");
	await until("the form to close", async () => (await page.locator("[data-test=modal]").count()) === 0);
	await until("the answer", async () => (await rows(page, "【事故 事R8-001】ご報告を承りました").count()) > 0);
	await done(page);
	const member = await open("U0M1", COUNCIL);
	await member.waitForTimeout(1000);
	ensure((await rows(member, "事R8-001").count()) === 0, "the council's channel tells of it");
	await done(member);
}

await play([["report", report]]);
