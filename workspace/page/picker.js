// The reaction picker: the ballot's marks first, then everything, with a search by Slack's short names. A well-formed
// name that the table lacks can be given as a custom emoji, as in a workspace that has defined one.

import { h } from "./dom.js";
import { BALLOT, TONES, emojiChar, searchEmoji, takesTone, withTone } from "./emoji.js";
import { t } from "./i18n.js";
import { popup } from "./popup.js";

let tone = 1;

export function openPicker(anchor, onpick) {
	const search = h("input.input", { type: "search", placeholder: t("findEmoji"), "aria-label": t("findEmoji"), autocomplete: "off", autofocus: true, "data-test": "emoji-search" });
	const ballot = h("div.emoji-row", { role: "group", "aria-label": t("ballotMarks") });
	const grid = h("div.emoji-grid", { role: "group", "aria-label": t("allEmoji"), "data-test": "emoji-grid" });
	const tones = h("div.tones", { role: "group" });
	const node = h("div.picker", { "data-test": "picker" }, ballot, search, grid, tones);
	let close = () => {};

	const choose = (name) => {
		close();
		onpick(takesTone(name) && tone > 1 ? `${name}::skin-tone-${tone}` : name);
	};
	const cell = (name) => h("button.emoji-cell", { type: "button", title: `:${name}:`, "aria-label": t("reactWith", name), "data-name": name, onclick: () => choose(name) },
		takesTone(name) ? withTone(emojiChar(name), tone) : emojiChar(name));
	const draw = () => {
		const query = search.value.trim();
		const hits = searchEmoji(query);

		ballot.replaceChildren(...BALLOT.map(cell));
		grid.replaceChildren(...hits.map((entry) => cell(entry.names[0])));
		if (/^:?[a-z0-9_+'-]{1,100}:?$/.test(query) && !hits.some((entry) => entry.names.includes(bare(query)))) {
			grid.append(h("button.custom-emoji", { type: "button", "data-name": bare(query), onclick: () => choose(bare(query)) }, t("customEmoji", bare(query))));
		} else if (!hits.length) {
			grid.append(h("p.quiet", {}, t("noEmoji")));
		}
		tones.replaceChildren(...TONES.map((n) => h("button.tone", { type: "button", "aria-label": t("skinTone", n), "aria-pressed": String(n === tone), "data-tone": n, onclick: () => {
			tone = n;
			draw();
		} }, withTone("✋", n))));
	};
	search.addEventListener("input", draw);
	search.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && !event.isComposing) {
			event.preventDefault();
			grid.querySelector("button")?.click();
		}
	});
	draw();
	close = popup(anchor, node, t("react"));
}

const bare = (query) => query.trim().toLowerCase().replace(/^:|:$/g, "");
