// Finds tofu: characters for which the machine has no glyph, drawn as an empty box. Runs in the page: every grapheme of
// the visible text is drawn on a canvas in the font of its element and compared with what the same font draws for code
// points that no font has. Returns the graphemes that came out the same.

export async function findTofu(page, root = "body") {
	return page.evaluate((selector) => {
		const MISSING = ["\u0378", "\u{10fffd}", "\u{e0080}"];
		const canvas = document.createElement("canvas");
		const pen = canvas.getContext("2d", { willReadFrequently: true });
		const drawn = new Map();
		const found = new Set();

		canvas.width = 64;
		canvas.height = 48;
		const picture = (text, font) => {
			const key = `${font} ${text}`;

			if (!drawn.has(key)) {
				pen.clearRect(0, 0, 64, 48);
				pen.font = font;
				pen.fillText(text, 4, 36);
				const data = pen.getImageData(0, 0, 64, 48).data;
				drawn.set(key, data.some((value) => value) ? String(data) : null);
			}
			return drawn.get(key);
		};
		const check = (text, element) => {
			const style = getComputedStyle(element);
			const font = `${style.fontWeight} 24px ${style.fontFamily}`;
			const boxes = MISSING.map((point) => picture(point, font)).filter(Boolean);

			for (const { segment } of new Intl.Segmenter("ja", { granularity: "grapheme" }).segment(text)) {
				if (/^[\s\p{Cf}]*$/u.test(segment)) {
					continue;
				}
				const mine = picture(segment, font);
				if (mine && boxes.includes(mine)) {
					found.add(segment);
				}
			}
		};
		const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);

		while (walker.nextNode()) {
			const element = walker.currentNode.parentElement;
			if (element.checkVisibility?.() ?? true) {
				check(walker.currentNode.data, element);
			}
		}
		for (const field of document.querySelector(selector).querySelectorAll("input, textarea")) {
			check(field.value + field.placeholder, field);
		}
		return [...found];
	}, root);
}

// What sticks out sideways: visible elements beyond the window's edge, scrollers that scroll sideways. Boxes that are
// meant to scroll by themselves (pre, wide tables) and the closed drawer are left out.
export async function findOverflow(page) {
	return page.evaluate(() => {
		const wide = [];
		const root = document.scrollingElement;

		if (root.scrollWidth > window.innerWidth) {
			wide.push(`page ${root.scrollWidth}`);
		}
		for (const element of document.body.querySelectorAll("*")) {
			if (element.closest("pre, .table-scroll, .visually-hidden, option, svg") || !element.checkVisibility({ checkVisibilityCSS: true })) {
				continue;
			}
			const { left, right, width } = element.getBoundingClientRect();
			if (width && (right > window.innerWidth + 0.5 || left < -0.5)) {
				wide.push(`${element.tagName}.${element.className} ${Math.round(left)}–${Math.round(right)}`);
			}
			if (/auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1 && element.tagName !== "TEXTAREA") {
				wide.push(`${element.tagName}.${element.className} scrolls`);
			}
		}
		return [...new Set(wide)];
	});
}
