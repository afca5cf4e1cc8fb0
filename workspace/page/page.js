// The page: who it is, where it is, and what a push changes. Keeps true: person, channel and thread are in the address
// after "#", so a reload comes back to them and two windows are two people.

import { Composer } from "./composer.js";
import { h, iconButton } from "./dom.js";
import { lang, setLang, t } from "./i18n.js";
import { MessageList } from "./messages.js";
import { closePopup } from "./popup.js";
import { drawChannels, drawSwitcher, openMembers } from "./sidebar.js";
import { Socket } from "./socket.js";
import { app, bot, channelName, clearUnread, countNote, countUnread, isBot, isDm, isMember, membersOf, othersOf, people, state, takeHello, takeView, visibleChannels } from "./state.js";
import { drawHome, showViews } from "./views.js";

const token = new URLSearchParams(location.search).get("token") || "";
const at = (id) => document.getElementById(id);
const lists = { main: null, thread: null };
let connection = "connecting";
let noticeTimer = 0;

const socket = new Socket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/page/ws?token=${encodeURIComponent(token)}`, {
	person: () => state.as,
	state: (next) => {
		connection = next;
		drawBanner();
	},
	ready: (hello, reset) => ready(hello, reset),
	push: (push) => take(push),
});

app.act = (act) => socket.act(act);
app.fileAddress = (id) => `/page/file/${encodeURIComponent(id)}?token=${encodeURIComponent(token)}`;
app.upload = upload;
app.go = go;
app.showThread = (ts) => go({ thread: ts });
// Who sends something wants to see what comes of it.
app.sent = (place) => (place.threadTs ? lists.thread : lists.main)?.toEnd();
app.notice = notice;

async function upload(file) {
	try {
		const address = `/page/upload?token=${encodeURIComponent(token)}&user=${encodeURIComponent(state.as)}&name=${encodeURIComponent(file.name)}`;
		const answer = await fetch(address, { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } });

		return await answer.json();
	} catch (error) {
		return { ok: false, error: error.name };
	}
}

/* ---- where the page is ---- */

function readAddress() {
	const [person, channel, thread] = location.hash.slice(1).split("/").map(decodeURIComponent);

	return { as: person || sessionStorage.getItem("kaigi.person"), channel: channel || sessionStorage.getItem("kaigi.channel"), thread: /^\d/.test(thread || "") ? thread : null, tab: thread === "home" ? "home" : "messages" };
}

function writeAddress() {
	const third = state.tab === "home" ? "/home" : state.thread ? `/${state.thread}` : "";

	history.replaceState(null, "", `#${state.as}/${state.channel || ""}${third}`);
	sessionStorage.setItem("kaigi.person", state.as || "");
	sessionStorage.setItem("kaigi.channel", state.channel || "");
}

// Goes to another person, channel, thread or tab; what is not named stays if it still can.
function go(to) {
	const before = { as: state.as, channel: state.channel };

	closePopup();
	state.as = state.users.has(to.as) && !isBot(state.users.get(to.as)) ? to.as : state.users.has(state.as) ? state.as : people()[0]?.id ?? null;
	const wanted = to.channel ?? state.channel;
	const seen = visibleChannels();
	state.channel = seen.some((channel) => channel.id === wanted) ? wanted : (seen.find((channel) => isMember(channel) && !isDm(channel)) || seen[0])?.id ?? null;
	const moved = before.as !== state.as || before.channel !== state.channel;
	state.thread = "thread" in to ? to.thread : moved ? null : state.thread;
	state.tab = to.tab ?? (moved ? "messages" : state.tab);
	if (to.thread) {
		state.tab = "messages";
	}
	clearUnread(state.channel);
	writeAddress();
	document.body.classList.remove("drawer-open");
	drawFrame();
	if (moved || to.channel || to.tab || to.fresh) {
		openMain(to.fresh);
	}
	if (moved || "thread" in to || to.fresh) {
		openThread();
	}
	if (before.as !== state.as) {
		syncViews();
	}
}

/* ---- drawing ---- */

function drawFrame() {
	const channel = state.channels.get(state.channel);

	document.documentElement.lang = lang();
	document.title = channel ? `${channelName(channel)} – ${t("workspace")}` : t("workspace");
	at("workspace-name").textContent = state.team?.name || t("workspace");
	at("stand-in").textContent = t("standIn");
	at("skip").textContent = t("skip");
	drawSwitcher(at("switcher"));
	drawChannels(at("channels"));
	drawStatus();
	drawLanguage();
	drawHead(channel);
	drawBanner();
	at("sidebar").setAttribute("aria-label", t("channels"));
	at("menu").replaceChildren(iconButton("menu", t("menu"), () => drawer(true), { "data-test": "menu" }));
	at("drawer-close").replaceChildren(iconButton("close", t("closeMenu"), () => drawer(false), { "data-test": "menu-close" }));
}

function drawer(open) {
	document.body.classList.toggle("drawer-open", open);
	at(open ? "drawer-close" : "menu").querySelector("button").focus();
}

function drawStatus() {
	const k = state.sockets;
	const node = at("bot-status");

	node.hidden = k === null || k === undefined;
	node.className = k > 0 ? "bot-status on" : "bot-status off";
	node.textContent = k > 0 ? t("botOnline", k) : t("botOffline");
}

function drawLanguage() {
	at("language").replaceChildren(h("button.language", { type: "button", "data-test": "language", lang: lang() === "ja" ? "en" : "ja", title: t("languageLabel"), "aria-label": t("languageLabel"), onclick: () => {
		setLang(lang() === "ja" ? "en" : "ja");
		go({ fresh: true });
	} }, t("language")));
}

function drawHead(channel) {
	const head = at("channel-head");

	if (!channel) {
		head.replaceChildren(h("p.quiet", {}, t("noChannel")));
		return;
	}
	const name = h("h1", {}, h("span.channel-sign", { "aria-hidden": "true" }, isDm(channel) ? "" : "#"), h("bdi", { "data-test": "channel-title" }, channelName(channel)));
	const withBot = channel.is_im && isBot(state.users.get(othersOf(channel)[0]));
	const tabs = withBot ? h("div.tabs", { role: "tablist" }, tab("home"), tab("messages")) : null;
	const topic = channel.topic?.value ?? channel.topic;
	const members = iconButton("people", t("membersTitle"), () => openMembers(channel), { class: "icon-button members", "data-test": "members" });

	members.append(h("span", {}, t("members", membersOf(channel).length)));
	head.replaceChildren(h("div.head-words", {}, name, typeof topic === "string" && topic ? h("bdi.topic", {}, topic) : null), ...(tabs ? [tabs] : []), members);
}

function tab(name) {
	return h("button.tab", { type: "button", role: "tab", "aria-selected": String(state.tab === name), "data-test": `tab-${name}`, onclick: () => go({ tab: name }) }, t(name));
}

function drawBanner() {
	const banner = at("banner");

	banner.hidden = connection === "open";
	banner.dataset.state = connection;
	banner.textContent = { lost: t("lost"), refused: t("tokenHint"), connecting: t("connecting"), open: "" }[connection];
}

function openMain(fresh) {
	const channel = state.channels.get(state.channel);
	const home = state.tab === "home";

	lists.main?.drop();
	lists.main = null;
	at("home").hidden = !home;
	at("messages").hidden = home;
	at("composer").hidden = home;
	if (!channel) {
		at("messages").replaceChildren();
		at("composer").replaceChildren();
		return;
	}
	if (channel.is_im && isBot(state.users.get(othersOf(channel)[0]))) {
		openedApp(channel);
	}
	if (home) {
		drawHome(at("home"));
		return;
	}
	lists.main = new MessageList(at("messages"), channel.id, null);
	lists.main.load();
	drawComposer(channel, fresh);
}

function drawComposer(channel, quiet) {
	const holder = at("composer");
	const mayWrite = isMember(channel) && !channel.is_archived;

	if (mayWrite) {
		const composer = new Composer({ channel: channel.id, threadTs: null }, t("writeTo", isDm(channel) ? channelName(channel) : `#${channelName(channel)}`));
		holder.replaceChildren(composer.node);
		lists.main.composer = composer;
		if (!quiet && window.matchMedia("(hover: hover) and (min-width: 800px)").matches && !document.querySelector("dialog[open]")) {
			composer.focus();
		}
		return;
	}
	holder.replaceChildren(h("div.no-composer", {}, t(channel.is_archived ? "archived" : "notMember"), channel.is_archived ? null : h("button.button.primary", { type: "button", "data-test": "join", onclick: () =>
		app.act({ do: "channel", as: state.as, what: "join", channel: channel.id }) }, t("join"))));
}

// Slack tells an app when its DM or Home is opened; a server that does not know the act just says so.
function openedApp(channel) {
	app.act({ do: "home", as: state.as, channel: channel.id, tab: state.tab }).then((answer) => {
		if (answer.ok && answer.view) {
			takeHome(state.as, answer.view);
		}
	});
}

function openThread() {
	const panel = at("thread");

	lists.thread?.drop();
	lists.thread = null;
	panel.hidden = !state.thread || !state.channel;
	document.body.classList.toggle("thread-open", !panel.hidden);
	if (panel.hidden) {
		return;
	}
	at("thread-head").replaceChildren(iconButton("back", t("back"), () => go({ thread: null }), { class: "icon-button thread-back", "data-test": "thread-back" }),
		h("h2", {}, t("thread"), h("bdi.topic", {}, channelName(state.channels.get(state.channel)))), iconButton("close", t("close"), () => go({ thread: null }), { class: "icon-button thread-close", "data-test": "thread-close" }));
	lists.thread = new MessageList(at("thread-list"), state.channel, state.thread);
	lists.thread.load();
	const channel = state.channels.get(state.channel);
	if (isMember(channel) && !channel.is_archived) {
		const composer = new Composer({ channel: state.channel, threadTs: state.thread }, t("writeReply"));
		at("thread-composer").replaceChildren(composer.node);
		composer.focus();
	} else {
		at("thread-composer").replaceChildren();
	}
	panel.setAttribute("aria-label", t("thread"));
}

function notice(text) {
	const node = at("notice");

	node.textContent = text;
	node.hidden = false;
	clearTimeout(noticeTimer);
	noticeTimer = setTimeout(() => {
		node.hidden = true;
	}, 6000);
}

/* ---- what the workspace says ---- */

function ready(hello, reset) {
	const first = !state.as;

	takeHello(hello, reset);
	if (first) {
		const from = readAddress();
		go({ ...from, fresh: false, channel: from.channel || undefined });
		syncViews();
		return;
	}
	if (reset) {
		go({ fresh: true });
		syncViews();
		return;
	}
	drawFrame();
	both().forEach((list) => list.failed && list.load());
}

// Which modals are open is asked for, because a reload has forgotten them.
async function syncViews() {
	const person = state.as;

	showViews();
	const answer = await app.act({ do: "views", as: person });
	if (answer.ok && Array.isArray(answer.views)) {
		const home = answer.views.find((view) => view.type === "home");

		state.views.set(person, answer.views.filter((view) => view !== home));
		if (home) {
			takeHome(person, home);
		}
		showViews();
	}
}

const both = () => [lists.main, lists.thread].filter(Boolean);
const here = (push) => both().filter((list) => list.channel === push.channel);

const isOpen = (channel) => channel === state.channel && state.tab !== "home" && document.visibilityState === "visible";

function takeHome(user, view) {
	state.homes.set(user, view);
	if (user === state.as && state.tab === "home") {
		drawHome(at("home"));
	}
}

const TAKE = {
	message: (push) => {
		here(push).forEach((list) => list.upsert(push.message));
		if (!/^(channel|group)_/.test(push.message.subtype || "")) {
			countUnread(push.channel, push.message, isOpen(push.channel));
		}
		drawChannels(at("channels"));
	},
	changed: (push) => here(push).forEach((list) => list.find(push.message.ts) >= 0 && list.upsert(push.message)),
	deleted: (push) => here(push).forEach((list) => list.remove(push.message.ts)),
	reaction: (push) => here(push).forEach((list) => list.change(push.ts, () => ({ reactions: push.reactions }))),
	ephemeral: (push) => {
		const ts = push.ts ?? push.message.ts;
		const note = state.ephemerals.find((kept) => kept.user === push.user && kept.channel === push.channel && kept.message.ts === ts);

		if (!push.message) {
			state.ephemerals = state.ephemerals.filter((kept) => kept !== note);
			here(push).forEach((list) => push.user === state.as && list.remove(ts));
			return;
		}
		if (note) {
			note.message = push.message;
		} else {
			state.ephemerals.push({ user: push.user, channel: push.channel, message: push.message });
			countNote(push.user, push.channel, push.user === state.as && isOpen(push.channel));
			drawChannels(at("channels"));
		}
		here(push).forEach((list) => list.takeEphemeral(push));
	},
	view: (push) => {
		if (push.view?.type === "home") {
			takeHome(push.user, push.view);
			return;
		}
		takeView(push.user, push.view, push.view_id);
		if (push.user === state.as) {
			showViews();
		}
	},
	home: (push) => takeHome(push.user, push.view),
	channel: (push) => {
		const old = state.channels.get(push.channel.id);
		if (push.channel.gone) {
			state.channels.delete(push.channel.id);
			go({ fresh: true });
			return;
		}
		state.channels.set(push.channel.id, push.channel);
		drawFrame();
		if (push.channel.id === state.channel && (isMemberOf(old) !== isMemberOf(push.channel) || Boolean(old?.is_archived) !== Boolean(push.channel.is_archived))) {
			go({ fresh: true });
		}
	},
	user: (push) => {
		const old = state.users.get(push.user.id);
		state.users.set(push.user.id, push.user);
		drawFrame();
		if (old && JSON.stringify(old.profile) !== JSON.stringify(push.user.profile)) {
			both().forEach((list) => list.rows.forEach((row, n) => (row.message.user === push.user.id ? list.redraw(n, row.message) : null)));
		}
	},
	socket: (push) => {
		state.sockets = push.sockets;
		drawStatus();
	},
};

const isMemberOf = (channel) => membersOf(channel).includes(state.as);

function take(push) {
	TAKE[push.what]?.(push);
}

/* ---- the page as a whole ---- */

document.addEventListener("click", (event) => {
	const link = event.target.closest?.("[data-channel-link]");

	if (link) {
		event.preventDefault();
		go({ channel: link.dataset.channelLink });
	}
});

document.addEventListener("keydown", (event) => {
	if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) {
		if (document.body.classList.contains("drawer-open")) {
			drawer(false);
		} else if (state.thread) {
			go({ thread: null });
		}
	}
});

at("skip").addEventListener("click", () => at(state.tab === "home" ? "home" : "messages").focus());
at("veil").addEventListener("click", () => drawer(false));

for (const type of ["dragenter", "dragover"]) {
	document.addEventListener(type, (event) => {
		if (event.dataTransfer?.types.includes("Files")) {
			event.preventDefault();
			at("drop").textContent = t("dropHere");
			at("drop").hidden = false;
		}
	});
}

document.addEventListener("dragleave", (event) => {
	if (!event.relatedTarget) {
		at("drop").hidden = true;
	}
});

document.addEventListener("drop", (event) => {
	at("drop").hidden = true;
	if (event.dataTransfer?.files.length) {
		event.preventDefault();
		lists.main?.composer?.upload([...event.dataTransfer.files]);
	}
});

document.addEventListener("visibilitychange", () => {
	if (state.channel && isOpen(state.channel)) {
		clearUnread(state.channel);
		drawChannels(at("channels"));
	}
});

window.addEventListener("hashchange", () => {
	if (state.as) {
		const { as, channel, thread, tab: wanted } = readAddress();
		go({ as, channel, thread, tab: wanted });
	}
});

drawFrame();
socket.connect();
