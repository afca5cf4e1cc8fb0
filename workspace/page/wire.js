// Between what a person types and what Slack's client sends: &, < and > escaped, @names and #channels as <@U…> and
// <#C…|name>, addresses in <>. Keeps true: fromWire undoes toWire, so that an edit starts from what was typed.

import { escape, unescape } from "./mrkdwn.js";
import { channelName, isDm, nameOf, state } from "./state.js";

export function toWire(text) {
	return text.split(/(```[\s\S]*?```|`[^`\n]+`)/).map((part, index) => (index % 2 ? escape(part) : escapePart(part))).join("");
}

function escapePart(part) {
	return part.split(/(https?:\/\/[^\s<>"'」』)】、。|`]+)/u).map((piece, index) => (index % 2 ? `<${escape(piece)}>` : mentions(escape(piece)))).join("");
}

function mentions(text) {
	return text.replace(/(^|[\s、。((「])([@#])(\S.*)/gu, (all, before, sigil, rest) => {
		const found = sigil === "@" ? findPerson(rest) : findChannel(rest);

		return found ? `${before}${found.wire}${mentions(rest.slice(found.length))}` : all.slice(0, before.length + 1) + mentions(rest);
	});
}

function longestFirst(rows) {
	return rows.filter((row) => row.name).sort((a, b) => b.name.length - a.name.length);
}

function match(rows, rest) {
	return rows.find((row) => rest.startsWith(row.name) && !(/\w$/.test(row.name) && /^\w/.test(rest.slice(row.name.length))));
}

function findPerson(rest) {
	const all = [...state.users.values()];
	const rows = longestFirst([...all.map((user) => ({ id: user.id, name: escape(nameOf(user) || "") })), ...all.map((user) => ({ id: user.id, name: user.name }))]);
	const hit = match(rows, rest);

	return hit ? { wire: `<@${hit.id}>`, length: hit.name.length } : broadcast(rest);
}

function broadcast(rest) {
	const word = /^(channel|here|everyone)\b/.exec(rest);

	return word ? { wire: `<!${word[1]}>`, length: word[1].length } : null;
}

function findChannel(rest) {
	const rows = longestFirst([...state.channels.values()].filter((channel) => !isDm(channel)).map((channel) => ({ id: channel.id, name: escape(channelName(channel)) })));
	const hit = match(rows, rest);

	return hit ? { wire: `<#${hit.id}|${hit.name}>`, length: hit.name.length } : null;
}

export function fromWire(text) {
	const plain = text.replace(/<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g, (all, sigil, body, label) => {
		if (sigil === "@") {
			return `@${nameOf(body) || body}`;
		}
		if (sigil === "#") {
			return `#${label || body}`;
		}
		return sigil === "!" ? `@${body}` : body;
	});

	return unescape(plain);
}
