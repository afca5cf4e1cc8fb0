// rich_text blocks as nodes: sections, lists, quotes, preformatted text and their leaves.

import { bdi, h } from "./dom.js";
import { emojiText } from "./emoji.js";
import { dateToken, fullTime } from "./i18n.js";
import { link, mention } from "./mrkdwn.js";

export function richText(block, names) {
	const root = h("div.rich-text");

	for (const element of block.elements || []) {
		root.append(part(element, names));
	}
	return root;
}

function part(element, names) {
	switch (element.type) {
	case "rich_text_list": {
		const list = h(element.style === "ordered" ? "ol" : "ul", { class: `indent-${Math.min(4, element.indent || 0)}` });

		for (const item of element.elements || []) {
			list.append(h("li", {}, leaves(item, names)));
		}
		return list;
	}
	case "rich_text_quote":
		return h("blockquote", {}, leaves(element, names));
	case "rich_text_preformatted":
		return h("pre", {}, leaves(element, names));
	default:
		return h("div", {}, leaves(element, names));
	}
}

function leaves(element, names) {
	return (element.elements || []).map((leaf) => styled(leafNode(leaf, names), leaf.style));
}

function leafNode(leaf, names) {
	switch (leaf.type) {
	case "text":
		return document.createTextNode(leaf.text ?? "");
	case "user":
		return mention(leaf.user_id, names, null);
	case "channel":
		return h("a.mention.channel-link", { href: "#", "data-channel-link": leaf.channel_id }, bdi(`#${names.channel(leaf.channel_id) || leaf.channel_id}`));
	case "emoji":
		return h("span.emoji", { role: "img", "aria-label": leaf.name }, emojiText(leaf.skin_tone ? `${leaf.name}::skin-tone-${leaf.skin_tone}` : leaf.name));
	case "link":
		return link(leaf.url, leaf.text || leaf.url);
	case "date":
		return h("time", { title: fullTime(leaf.timestamp) }, dateToken(leaf.timestamp, leaf.format || "{date_num}") ?? leaf.fallback ?? "");
	case "broadcast":
		return h("span.mention.mention-all", {}, `@${leaf.range}`);
	case "usergroup":
		return h("span.mention", {}, `@${leaf.usergroup_id}`);
	case "color":
		return document.createTextNode(leaf.value ?? "");
	default:
		return document.createTextNode(leaf.text ?? "");
	}
}

function styled(node, style) {
	const tags = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

	for (const [name, tag] of Object.entries(tags)) {
		if (style?.[name]) {
			node = h(tag, {}, node);
		}
	}
	return node;
}
