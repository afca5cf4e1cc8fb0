// One message as a node: who, when, text or blocks, files, reactions, thread. Keeps true: a reaction pill carries the
// name and count as the server has them, and pressing it asks for the opposite of what it shows for this person.

import { drawBlocks } from "./blocks.js";
import { append, bdi, h, icon, iconButton, isComposing, openDialog, safeName } from "./dom.js";
import { emojiText } from "./emoji.js";
import { dayOf, errorWords, fullTime, sizeOf, t, timeOf } from "./i18n.js";
import { mrkdwn } from "./mrkdwn.js";
import { openPicker } from "./picker.js";
import { popup } from "./popup.js";
import { app, channelName, hueOf, initialOf, isBot, isDm, isGuest, isMember, nameOf, names, state, titleOf } from "./state.js";
import { fromWire, toWire } from "./wire.js";

export function avatar(id, name, extra = "") {
	return h(`span.avatar.hue-${hueOf(id)}${extra}`, { "aria-hidden": "true" }, initialOf(name));
}

// Buttons and menus of MESSAGE (or of a view, with target {view_id}) as acts.
export function surfaceFor(target, valuesOf) {
	return {
		names,
		people: () => [...state.users.values()].filter((user) => !user.deleted).map((user) => ({ id: user.id, label: personLabel(user) })),
		channels: (filter) => channelRows(filter),
		upload: (file) => app.upload(file),
		complain: (text) => app.notice(text),
		fire: async (block, element, value) => {
			const chosen = value?.selected_option?.value ?? value?.value ?? "";
			const answer = await app.act({ do: "button", as: state.as, ...target, action_id: element.action_id, block_id: block.block_id, value: chosen,
				type: element.type, action: value, state: { values: valuesOf() } });

			if (!answer.ok) {
				app.notice(errorWords(answer.error));
			}
		},
	};
}

function personLabel(user) {
	return titleOf(user) ? `${nameOf(user)}\u3000${titleOf(user)}` : nameOf(user);
}

function channelRows(filter) {
	const kinds = filter?.include;
	const kindOf = (channel) => (channel.is_im ? "im" : channel.is_mpim ? "mpim" : channel.is_private ? "private" : "public");

	return [...state.channels.values()].filter((channel) => isMember(channel) || !channel.is_private)
		.filter((channel) => !kinds || kinds.includes(kindOf(channel)))
		.filter((channel) => !isDm(channel) || isMember(channel))
		.map((channel) => ({ id: channel.id, label: isDm(channel) ? channelName(channel) : `#${channelName(channel)}` }));
}

// LIST: {channel, threadTs, remove(ts)}. A row's day line and compactness are set by the list through classes.
export function drawMessage(message, list, isEphemeral) {
	const author = message.user || message.bot_id || "";
	const quiet = /^(channel_|group_|bot_add|bot_remove)/.test(message.subtype || "");
	const node = h("article.message", { "data-test": "message", "data-ts": message.ts, "data-user": author, tabindex: "-1" });
	const body = h("div.message-body", {}, isEphemeral ? ephemeralMark(message, list) : null, head(message, author), content(message, list, isEphemeral),
		files(message), isEphemeral ? null : reactions(message, list), thread(message, list));

	node.append(h("div.day", {}, h("span", {}, dayOf(message.ts))),
		h("div.message-row", {}, h("div.message-side", {}, avatar(author, authorName(message)), h("span.side-time", { "aria-hidden": "true" }, timeOf(message.ts))),
			body, isEphemeral || quiet ? null : tools(message, list)));
	node.classList.toggle("ephemeral", Boolean(isEphemeral));
	node.classList.toggle("event", quiet);
	return node;
}

function authorName(message) {
	return message.username || nameOf(message.user) || (message.user === "USLACKBOT" ? "Slackbot" : null) || message.bot_profile?.name || t("unknownUser");
}

function head(message, author) {
	const user = state.users.get(author);
	const badge = isBot(user) || message.bot_id ? h("span.badge", {}, t("app")) : isGuest(user) ? h("span.badge", {}, t("guest")) : null;
	const time = h("time.time", { title: fullTime(message.ts), datetime: new Date(Number(message.ts) * 1000).toISOString() }, timeOf(message.ts));

	return h("header.message-head", {}, bdi(authorName(message), "author"), badge, time, titleOf(user) ? bdi(titleOf(user), "post-title") : null);
}

function ephemeralMark(message, list) {
	return h("div.ephemeral-mark", { "data-test": "ephemeral-mark" }, icon("eye"), t("onlyYou"),
		h("button.text-button", { type: "button", onclick: () => list.remove(message.ts) }, t("dismiss")));
}

function content(message, list, isEphemeral) {
	const box = h("div.content", { "data-test": "message-text" });

	if (message.error) {
		box.append(h("p.error-text", { "data-error": message.error }, errorWords(message.error)));
		append(box, [message.text ? h("p.quiet", {}, message.text) : null]);
		return box;
	}
	if (message.thread_ts && message.thread_ts !== message.ts && !list.threadTs) {
		box.append(h("button.text-button.in-thread", { type: "button", onclick: () => app.showThread(message.thread_ts) }, icon("reply"), t("inThread")));
	}
	if (message.blocks?.length && !onlyRichText(message)) {
		const target = { channel: list.channel, ts: message.ts, ...(isEphemeral ? { ephemeral: true } : {}) };
		const drawn = drawBlocks(message.blocks, surfaceFor(target, () => drawn.values()));

		drawn.node.classList.add("card");
		box.append(drawn.node);
	} else if (eventWords(message)) {
		box.append(h("div.text.pre", {}, eventWords(message)));
	} else if (message.text) {
		box.append(h("div.text.pre", {}, message.mrkdwn === false ? message.text : mrkdwn(message.text, names)));
	}
	for (const attachment of message.attachments || []) {
		box.append(h("div.attachment", {}, attachment.title ? h("strong", {}, attachment.title) : null,
			h("div.pre", {}, mrkdwn(attachment.text || attachment.fallback || "", names)),
			attachment.blocks ? drawBlocks(attachment.blocks, surfaceFor({ channel: list.channel, ts: message.ts }, () => ({}))).node : null));
	}
	if (message.edited) {
		box.append(h("span.edited", { title: fullTime(message.edited.ts || message.ts) }, t("edited")));
	}
	return box;
}

// What the workspace says of comings and goings, in the reader's language.
function eventWords(message) {
	const event = /^(?:channel|group)_(join|leave|archive|unarchive)$/.exec(message.subtype || "");

	return event ? bdi(t(`event_${event[1]}`, authorName(message))) : null;
}

// What people type comes with a rich_text copy of its text; the text is the original.
function onlyRichText(message) {
	return !message.bot_id && message.text && message.blocks.every((block) => block.type === "rich_text");
}

function files(message) {
	if (!message.files?.length) {
		return null;
	}
	return h("ul.files", { "aria-label": t("files") }, message.files.map((file) => h("li", {}, fileCard(file))));
}

function fileCard(file) {
	const name = safeName(file.name || file.title || file.id);

	if (file.mode === "tombstone" || file.deleted) {
		return h("span.file-card.gone", { "data-test": "file", "data-file": file.id }, icon("file"), t("fileDeleted"));
	}
	return h("a.file-card", { href: app.fileAddress(file.id), target: "_blank", rel: "noopener", "data-test": "file", "data-file": file.id,
		"aria-label": t("download", name, sizeOf(file.size)) }, icon("file"), h("span.file-words", {}, bdi(name, "file-name"), h("span.quiet", {}, sizeOf(file.size))));
}

function reactions(message, list) {
	const box = h("div.reactions", { "data-test": "reactions" });

	for (const reaction of message.reactions || []) {
		box.append(pill(reaction, message, list));
	}
	if (box.childElementCount) {
		box.append(iconButton("smile", t("react"), (event) => openPicker(event.currentTarget, (name) => react(message, list, name, true)), { "data-test": "reaction-add", class: "icon-button add-reaction" }));
	}
	return box;
}

function pill(reaction, message, list) {
	const users = reaction.users || [];
	const mine = users.includes(state.as);
	const who = users.map((id) => nameOf(id) || id).join("、");
	const label = t("reactedBy", emojiText(reaction.name), reaction.count ?? users.length, who);

	return h("button.pill", { type: "button", "data-test": "reaction", "data-name": reaction.name, "data-count": reaction.count ?? users.length, "aria-pressed": String(mine),
		"aria-label": `${label} ${t("pressToggle")}`, title: `${who} :${reaction.name}:`, onclick: () => react(message, list, reaction.name, !mine) },
	h("span.emoji", {}, emojiText(reaction.name)), h("span.count", {}, String(reaction.count ?? users.length)));
}

async function react(message, list, name, add) {
	const answer = await app.act({ do: add ? "react" : "unreact", as: state.as, channel: list.channel, ts: message.ts, name });

	if (!answer.ok && answer.error !== "already_reacted" && answer.error !== "no_reaction") {
		app.notice(errorWords(answer.error));
	}
}

function thread(message, list) {
	const count = message.reply_count || 0;

	if (list.threadTs || !count) {
		return null;
	}
	return h("button.thread-link", { type: "button", "data-test": "thread-link", "data-count": count, onclick: () => app.showThread(message.ts) },
		icon("reply"), count === 1 ? t("oneReply") : t("replies", count));
}

function tools(message, list) {
	const inThread = Boolean(list.threadTs);

	return h("div.tools", {}, iconButton("smile", t("react"), (event) => openPicker(event.currentTarget, (name) => react(message, list, name, true)), { "data-test": "reaction-add" }),
		inThread ? null : iconButton("reply", t("reply"), () => app.showThread(message.thread_ts || message.ts), { "data-test": "reply" }),
		iconButton("dots", t("more"), (event) => openMore(event.currentTarget, message, list), { "data-test": "more", "aria-haspopup": "menu" }));
}

function openMore(anchor, message, list) {
	const items = state.shortcuts.filter((shortcut) => shortcut.type === "message").map((shortcut) => menuItem(shortcut.name, () =>
		runShortcut(shortcut, { channel: list.channel, ts: message.ts }), { "data-callback": shortcut.callback_id }));

	if (message.user === state.as) {
		items.push(menuItem(t("edit"), () => editMessage(message, list), { "data-test": "edit" }));
		items.push(menuItem(t("remove"), () => deleteMessage(message, list), { "data-test": "delete", class: "menu-danger" }));
	}
	if (!items.length || !list.threadTs) {
		items.unshift(menuItem(t("reply"), () => app.showThread(message.thread_ts || message.ts)));
	}
	const close = popup(anchor, h("div.menu", { role: "menu" }, items), t("more"));
	for (const item of items) {
		item.addEventListener("click", () => close(false));
	}
}

export function menuItem(label, onclick, attributes = {}) {
	return h("button", { type: "button", role: "menuitem", onclick, ...attributes }, bdi(label));
}

export async function runShortcut(shortcut, target) {
	const answer = await app.act({ do: "shortcut", as: state.as, callback_id: shortcut.callback_id, ...target });

	if (!answer.ok) {
		app.notice(errorWords(answer.error));
	}
}

function deleteMessage(message, list) {
	openDialog(t("remove"), "confirm", t("close"), (body, close) => {
		const go = async () => {
			close();
			const answer = await app.act({ do: "delete", as: state.as, channel: list.channel, ts: message.ts });
			if (!answer.ok) {
				app.notice(errorWords(answer.error));
			}
		};

		body.append(h("p", {}, t("confirmDelete")), h("div.dialog-buttons", {}, h("button.button", { type: "button", onclick: close }, t("cancel")),
			h("button.button.danger", { type: "button", onclick: go, "data-test": "confirm-yes" }, t("remove"))));
	});
}

function editMessage(message, list) {
	openDialog(t("edit"), "edit", t("close"), (body, close) => {
		const text = h("textarea.input", { rows: 5, autofocus: true, "data-test": "edit-text", "aria-label": t("edit"), value: fromWire(message.text || "") });
		const save = async () => {
			const answer = await app.act({ do: "edit", as: state.as, channel: list.channel, ts: message.ts, text: toWire(text.value) });
			if (answer.ok) {
				close();
			} else {
				app.notice(errorWords(answer.error));
			}
		};

		text.addEventListener("keydown", (event) => {
			if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) {
				event.preventDefault();
				save();
			}
		});
		body.append(text, h("div.dialog-buttons", {}, h("button.button", { type: "button", onclick: close }, t("cancel")),
			h("button.button.primary", { type: "button", onclick: save, "data-test": "edit-save" }, t("save"))));
	});
}
