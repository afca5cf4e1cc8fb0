// What the page knows of the workspace. Keeps true: it is filled from hello and pushes alone, and what is shown of people
// and channels is worked out here, for the person the page is.

import { t } from "./i18n.js";

export const state = {
	users: new Map(),
	channels: new Map(),
	commands: [],
	shortcuts: [],
	homes: new Map(),
	views: new Map(),
	ephemerals: [],
	unread: new Map(),
	sockets: null,
	as: null,
	channel: null,
	thread: null,
	tab: "messages",
};

// Filled by page.js: act(act), upload(file), fileAddress(id), go({…}), showThread(ts), sent(place), notice(text).
export const app = {};

const rowsOf = (value) => (Array.isArray(value) ? value : Object.values(value || {}));

export function takeHello(hello, reset) {
	state.users = new Map(rowsOf(hello.users).map((user) => [user.id, user]));
	state.channels = new Map(rowsOf(hello.channels).map((channel) => [channel.id, channel]));
	state.commands = rowsOf(hello.commands);
	state.shortcuts = rowsOf(hello.shortcuts);
	state.sockets = hello.sockets ?? state.sockets;
	state.team = hello.team ?? state.team;
	if (reset) {
		state.unread.clear();
		state.views.clear();
		state.ephemerals = [];
	}
}

export const me = () => state.users.get(state.as);
export const isBot = (user) => Boolean(user?.is_bot);
export const isGuest = (user) => Boolean(user?.is_restricted || user?.is_ultra_restricted);
export const bot = () => [...state.users.values()].find((user) => isBot(user) && !user.deleted);

export function nameOf(id) {
	const user = typeof id === "object" ? id : state.users.get(id);
	const profile = user?.profile || {};

	return profile.display_name || profile.real_name || user?.real_name || user?.name || null;
}

export const titleOf = (user) => user?.profile?.title || "";

// Everybody a person can be: bots cannot, and those who left come last.
export function people() {
	const rows = [...state.users.values()].filter((user) => !isBot(user) && user.id !== "USLACKBOT");

	return rows.sort((a, b) => Number(Boolean(a.deleted)) - Number(Boolean(b.deleted)));
}

export const initialOf = (name) => [...(name || "?")][0].toUpperCase();

// One of twelve colours, the same for one id everywhere.
export function hueOf(id) {
	let sum = 0;

	for (const char of String(id)) {
		sum = (sum * 31 + char.codePointAt(0)) >>> 0;
	}
	return sum % 12;
}

export const isDm = (channel) => Boolean(channel?.is_im || channel?.is_mpim);
export const isPrivate = (channel) => Boolean(channel?.is_private && !isDm(channel));
export const membersOf = (channel) => channel?.members || [];
export const isMember = (channel) => membersOf(channel).includes(state.as) || (Boolean(channel?.is_im) && channel.user === state.as);
export const othersOf = (channel) => [...new Set([...membersOf(channel), ...(channel.user ? [channel.user] : [])])].filter((id) => id !== state.as);

export function channelName(channel) {
	if (!isDm(channel)) {
		return channel?.name || channel?.id || "";
	}
	const names = othersOf(channel).map((id) => nameOf(id) || t("unknownUser"));

	return names.join("、") || nameOf(state.as) || "";
}

export function visibleChannels() {
	const seen = [...state.channels.values()].filter((channel) => isMember(channel) || !(isDm(channel) || channel.is_private));

	return seen.sort((a, b) => channelName(a).localeCompare(channelName(b), "ja"));
}

// Names for text: what <@U…> and <#C…> are called.
export const names = {
	user: (id) => nameOf(id),
	channel: (id) => {
		const channel = state.channels.get(id);

		return channel && (isMember(channel) || !channel.is_private) ? channelName(channel) : null;
	},
	isMe: (id) => id === state.as,
};

const unreadKey = (user, channel) => `${user} ${channel}`;

export function countUnread(channelId, message, isOpen) {
	const channel = state.channels.get(channelId);

	for (const id of membersOf(channel)) {
		const user = state.users.get(id);
		if (id !== message.user && user && !isBot(user) && !(id === state.as && isOpen)) {
			const key = unreadKey(id, channelId);
			state.unread.set(key, (state.unread.get(key) || 0) + 1);
		}
	}
}

export function countNote(user, channel, isOpen) {
	if (!isOpen) {
		const key = unreadKey(user, channel);
		state.unread.set(key, (state.unread.get(key) || 0) + 1);
	}
}

export const clearUnread = (channel) => state.unread.delete(unreadKey(state.as, channel));
export const unreadIn = (channel) => state.unread.get(unreadKey(state.as, channel)) || 0;

export function unreadOf(user) {
	let sum = 0;

	for (const [key, n] of state.unread) {
		sum += key.startsWith(`${user} `) ? n : 0;
	}
	return sum;
}

// A pushed view laid on the person's stack: an update in place, a push on top of the one it names, or a fresh stack.
export function takeView(user, view, closedId) {
	const stack = state.views.get(user) || [];

	if (!view) {
		const at = closedId ? stack.findIndex((open) => open.id === closedId) : stack.length - 1;
		state.views.set(user, at < 0 ? [] : stack.slice(0, at));
		return;
	}
	const at = stack.findIndex((open) => open.id === view.id);
	if (at >= 0) {
		stack[at] = view;
	} else if (view.previous_view_id && stack.at(-1)?.id === view.previous_view_id) {
		stack.push(view);
	} else {
		stack.splice(0, stack.length, view);
	}
	state.views.set(user, stack);
}
