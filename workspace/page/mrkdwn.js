// Slack's mrkdwn as nodes. Keeps true: everything becomes text nodes and known elements; what is not understood is shown
// as it was typed. Like Slack, a mark (*bold* …) counts only where a word begins and ends: beside kana or kanji with no
// space it stays a character, so that a card that looks right here looks right there.

import { bdi, h } from "./dom.js";
import { emojiChar } from "./emoji.js";
import { dateToken, fullTime } from "./i18n.js";

const TAGS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

// NAMES: {user(id) → name or null, channel(id) → name or null, isMe(id)}.
export function mrkdwn(text, names) {
	const out = document.createDocumentFragment();
	const parts = String(text ?? "").split("```");

	parts.forEach((part, index) => {
		const closed = index < parts.length - 1;

		if (index % 2 === 1 && closed) {
			out.append(h("pre", {}, inlineCode(part.replace(/^\n|\n$/g, ""), names)));
		} else {
			out.append(lines(index % 2 === 1 ? "```" + part : part, names, index > 0));
		}
	});
	return out;
}

// A plain_text object: no marks, only :emoji: when the object allows it.
export function plainText(object) {
	const out = document.createDocumentFragment();

	appendText(out, String(object?.text ?? ""), object?.emoji !== false);
	return out;
}

export function unescape(text) {
	return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function escape(text) {
	return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function lines(part, names, afterPre) {
	const out = document.createDocumentFragment();
	const rows = (afterPre ? part.replace(/^\n/, "") : part).split("\n");
	let quote = null;

	rows.forEach((row, index) => {
		const quoted = /^(?:&gt;|>) ?(.*)$/s.exec(row);

		if (quoted) {
			if (quote) {
				quote.append("\n");
			} else {
				quote = h("blockquote");
				out.append(quote);
			}
			quote.append(inline(quoted[1], names));
			return;
		}
		if (index > 0 && !quote) {
			out.append("\n");
		}
		quote = null;
		out.append(inline(row, names));
	});
	return out;
}

function inline(text, names) {
	const out = document.createDocumentFragment();
	let plain = "";
	let at = 0;

	const flush = () => {
		appendText(out, unescape(plain), true);
		plain = "";
	};
	while (at < text.length) {
		const found = nodeAt(text, at, names);

		if (found) {
			flush();
			out.append(found.node);
			at = found.end;
		} else {
			plain += text[at];
			at += 1;
		}
	}
	flush();
	return out;
}

// The element that begins at AT, with where it ends, or null when the character stands for itself.
function nodeAt(text, at, names) {
	const char = text[at];

	if (char === "<") {
		return entityAt(text, at, names);
	}
	if (char === "`") {
		const end = text.indexOf("`", at + 1);

		return end > at + 1 ? { node: h("code", {}, inlineCode(text.slice(at + 1, end), names)), end: end + 1 } : null;
	}
	if (char in TAGS) {
		return markAt(text, at, names);
	}
	if (char === "h" && /^https?:\/\//.test(text.slice(at, at + 8)) && !/[A-Za-z0-9]/.test(text[at - 1] ?? "")) {
		return bareLinkAt(text, at);
	}
	return null;
}

function markAt(text, at, names) {
	const mark = text[at];

	if (isWordBefore(text, at) || /\s/.test(text[at + 1] ?? " ") || text[at + 1] === mark) {
		return null;
	}
	for (let end = text.indexOf(mark, at + 1); end !== -1; end = text.indexOf(mark, end + 1)) {
		if (!/\s/.test(text[end - 1]) && !isWordAfter(text, end) && text[end + 1] !== mark) {
			return { node: h(TAGS[mark], {}, inline(text.slice(at + 1, end), names)), end: end + 1 };
		}
	}
	return null;
}

function isWordBefore(text, at) {
	return at > 0 && WORD.test([...text.slice(Math.max(0, at - 2), at)].pop());
}

function isWordAfter(text, at) {
	return at + 1 < text.length && WORD.test(String.fromCodePoint(text.codePointAt(at + 1)));
}

function bareLinkAt(text, at) {
	const url = /^https?:\/\/[^\s<>"'」』)】、。|`]+/u.exec(text.slice(at))[0].replace(/[.,;:!?*_~]+$/, "");

	return url.length > 8 ? { node: link(unescape(url), unescape(url)), end: at + url.length } : null;
}

function entityAt(text, at, names) {
	const match = /^<([@#!]?)([^<>|\n]+)(?:\|([^<>\n]*))?>/.exec(text.slice(at, at + 4200));
	const node = match && entity(match[1], match[2], match[3] === undefined ? null : unescape(match[3]), names);

	return node ? { node, end: at + match[0].length } : null;
}

function entity(sigil, body, label, names) {
	if (sigil === "@" && /^[UWB][A-Z0-9]+$/.test(body)) {
		return mention(body, names, label);
	}
	if (sigil === "#" && /^[CGD][A-Z0-9]+$/.test(body)) {
		return h("a.mention.channel-link", { href: "#", "data-channel-link": body }, bdi(`#${names.channel(body) || label || body}`));
	}
	if (sigil === "!") {
		return special(body, label);
	}
	if (!sigil && /^(https?:\/\/|mailto:|tel:)/.test(body)) {
		return link(unescape(body), label || unescape(body).replace(/^(mailto|tel):/, ""));
	}
	return null;
}

function special(body, label) {
	const date = /^date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(body);

	if (date) {
		const words = dateToken(date[1], unescape(date[2])) ?? label ?? "";
		const node = h("time", { title: fullTime(date[1]), datetime: new Date(date[1] * 1000).toISOString() }, words);

		return date[3] ? link(unescape(date[3]), node) : node;
	}
	if (/^(channel|here|everyone)$/.test(body)) {
		return h("span.mention.mention-all", {}, `@${body}`);
	}
	return /^subteam\^/.test(body) ? h("span.mention", {}, bdi(label || "@group")) : null;
}

export function mention(id, names, label) {
	const className = names.isMe(id) ? "span.mention.mention-me" : "span.mention";

	return h(className, { "data-user": id }, bdi(`@${names.user(id) || label || id}`));
}

export function link(url, label) {
	if (!/^(https?:|mailto:|tel:)/.test(url)) {
		return h("span", {}, label);
	}
	return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, typeof label === "string" ? bdi(label) : label);
}

// Inside code only entities are read; the rest is as typed.
function inlineCode(text, names) {
	const out = document.createDocumentFragment();

	for (const part of text.split(/(<[^<>\n]+>)/)) {
		const found = part.startsWith("<") ? entityAt(part, 0, names) : null;

		out.append(found ? found.node : unescape(part));
	}
	return out;
}

// Text with :names: drawn as emoji where the name is known; all else as typed.
export function appendText(out, text, emoji) {
	if (!emoji) {
		out.append(text);
		return;
	}
	let from = 0;

	for (const match of text.matchAll(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g)) {
		const char = emojiChar(match[1]);

		if (char) {
			out.append(text.slice(from, match.index), h("span.emoji", { role: "img", "aria-label": match[1], title: match[0] }, char));
			from = match.index + match[0].length;
		}
	}
	out.append(text.slice(from));
}
