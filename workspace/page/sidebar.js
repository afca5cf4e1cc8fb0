// The person switcher, the channel list and the dialogs around channels. Keeps true: only what the current person may
// see is listed, and each person in the switcher shows how many messages wait for them.

import { bdi, h, icon, iconButton, isComposing, openDialog } from "./dom.js";
import { errorWords, t } from "./i18n.js";
import { avatar } from "./message.js";
import { closePopup, popup } from "./popup.js";
import { app, bot, channelName, isBot, isDm, isGuest, isMember, me, membersOf, nameOf, othersOf, people, state, titleOf, unreadIn, unreadOf, visibleChannels } from "./state.js";

function unreadBadge(count) {
	return count ? h("span.unread", { "aria-label": t("unread", count), "data-test": "unread" }, count > 99 ? "99+" : String(count)) : null;
}

function personWords(user) {
	return h("span.person-words", {}, bdi(nameOf(user), "person-name"), titleOf(user) || isGuest(user) || user.deleted
		? bdi(user.deleted ? t("deactivated") : titleOf(user) || t("guest"), "person-title") : null);
}

// The button in the top bar that says who the page is.
export function drawSwitcher(holder) {
	const user = me();

	if (!user) {
		holder.replaceChildren();
		return;
	}
	holder.replaceChildren(h("button.switcher", { type: "button", "data-test": "person-switcher", "data-user": user.id, "aria-haspopup": "dialog", "aria-expanded": "false",
		"aria-label": t("personNow", `${nameOf(user)} ${titleOf(user)}`), title: t("person"), onclick: (event) => openPeople(event.currentTarget) },
	avatar(user.id, nameOf(user)), personWords(user), icon("down")));
}

function openPeople(anchor) {
	const search = h("input.input", { type: "search", placeholder: t("findPerson"), "aria-label": t("findPerson"), autocomplete: "off" });
	const list = h("div.people", { "aria-label": t("beThis") });
	const draw = () => {
		const wanted = search.value.trim().toLowerCase();
		const rows = people().filter((user) => `${nameOf(user)} ${user.name} ${titleOf(user)}`.toLowerCase().includes(wanted));

		list.replaceChildren(...rows.map((user) => h("button.person", { type: "button", "data-test": "person", "data-user": user.id, "aria-current": user.id === state.as ? "true" : null,
			onclick: () => {
				closePopup();
				app.go({ as: user.id });
			} }, avatar(user.id, nameOf(user)), personWords(user), unreadBadge(unreadOf(user.id)), user.id === state.as ? icon("check") : null)));
		if (!rows.length) {
			list.append(h("p.quiet", {}, t("nobody")));
		}
	};

	search.addEventListener("input", draw);
	draw();
	popup(anchor, h("div.people-panel", { "data-test": "people" }, h("p.panel-title", {}, t("beThis")), search, list), t("person"));
}

export function drawChannels(holder) {
	const seen = visibleChannels();
	const rooms = seen.filter((channel) => !isDm(channel) && (!channel.is_archived || channel.id === state.channel));
	const dms = seen.filter(isDm);
	const focus = holder.contains(document.activeElement) ? document.activeElement.dataset.channel : null;

	holder.replaceChildren(
		group(t("channels"), rooms.map(channelItem), iconButton("plus", t("newChannel"), createChannel, { "data-test": "new-channel" })),
		group(t("directMessages"), [...botRow(dms), ...dms.map(channelItem)], iconButton("plus", t("newDm"), startDm, { "data-test": "new-dm" })));
	if (focus) {
		holder.querySelector(`[data-channel="${CSS.escape(focus)}"]`)?.focus();
	}
}

function group(title, items, add) {
	return h("section.channel-group", {}, h("div.group-head", {}, h("h2", {}, title), add), h("ul", {}, items));
}

// The app is always offered, though nobody has written to it yet.
function botRow(dms) {
	const app_ = bot();

	if (!app_ || dms.some((channel) => channel.is_im && othersOf(channel).includes(app_.id))) {
		return [];
	}
	return [h("li", {}, h("button.channel-item", { type: "button", "data-test": "open-bot", onclick: () => openDm([app_.id]) }, avatar(app_.id, nameOf(app_), ".small"), bdi(nameOf(app_), "channel-name"), h("span.badge", {}, t("app"))))];
}

function channelItem(channel) {
	const others = othersOf(channel);
	const name = channelName(channel);
	const current = channel.id === state.channel;
	const count = unreadIn(channel.id);
	const mark = isDm(channel) ? avatar(others[0] || state.as, name, ".small") : icon(channel.is_private ? "lock" : "hash");
	const app_ = channel.is_im && isBot(state.users.get(others[0])) ? h("span.badge", {}, t("app")) : null;
	const classes = `button.channel-item${count ? ".has-unread" : ""}${isMember(channel) ? "" : ".not-member"}`;

	return h("li", {}, h(classes, { type: "button", "data-test": "channel", "data-channel": channel.id, "data-name": name, "aria-current": current ? "page" : null,
		onclick: () => app.go({ channel: channel.id }) }, mark, bdi(name, "channel-name"), app_, channel.is_ext_shared ? h("span.badge", {}, t("shared")) : null, unreadBadge(count)));
}

export async function openDm(users) {
	const answer = await app.act({ do: "open_dm", as: state.as, users });

	if (!answer.ok) {
		app.notice(errorWords(answer.error));
		return;
	}
	const id = typeof answer.channel === "object" ? answer.channel.id : answer.channel;
	if (typeof answer.channel === "object") {
		state.channels.set(id, answer.channel);
	}
	app.go({ channel: id });
}

function startDm() {
	openDialog(t("newDm"), "new-dm", t("close"), (body, close) => {
		const boxes = [...state.users.values()].filter((user) => user.id !== state.as && !user.deleted).map((user) => ({ user, box: h("input", { type: "checkbox", "data-user": user.id }) }));
		const start = h("button.button.primary", { type: "button", disabled: true, "data-test": "dm-start", onclick: () => {
			close();
			openDm(boxes.filter(({ box }) => box.checked).map(({ user }) => user.id));
		} }, t("start"));
		const list = h("div.people", {}, boxes.map(({ user, box }) => h("label.person", {}, box, avatar(user.id, nameOf(user)), personWords(user))));

		list.addEventListener("change", () => {
			start.disabled = !boxes.some(({ box }) => box.checked);
		});
		body.append(h("p.quiet", {}, t("choosePeople")), list, h("div.dialog-buttons", {}, start));
	});
}

function createChannel() {
	openDialog(t("newChannel"), "new-channel", t("close"), (body, close) => {
		const name = h("input.input", { type: "text", maxlength: 80, autofocus: true, "aria-label": t("channelName"), placeholder: t("channelName"), "data-test": "channel-name" });
		const secret = h("input", { type: "checkbox", "data-test": "channel-private" });
		const error = h("p.field-error", { role: "alert", hidden: true });
		const go = async () => {
			if (!name.value.trim()) {
				return;
			}
			const answer = await app.act({ do: "channel", as: state.as, what: "create", name: name.value.trim(), private: secret.checked });
			if (answer.ok) {
				close();
				const id = answer.channel?.id ?? answer.channel;
				if (id && state.channels.has(id)) {
					app.go({ channel: id });
				}
			} else {
				error.textContent = errorWords(answer.error);
				error.hidden = false;
			}
		};

		name.addEventListener("keydown", (event) => {
			if (event.key === "Enter" && !isComposing(event)) {
				go();
			}
		});
		body.append(name, error, h("label.choice", {}, secret, h("span", {}, t("privateChannel"))), h("div.dialog-buttons", {}, h("button.button.primary", { type: "button", onclick: go, "data-test": "channel-create" }, t("create"))));
	});
}

export function openMembers(channel) {
	openDialog(t("membersTitle"), "members", t("close"), (body, close) => {
		const act = async (what, user) => {
			const answer = await app.act({ do: "channel", as: state.as, what, channel: channel.id, ...(user ? { user } : {}) });
			if (!answer.ok) {
				app.notice(errorWords(answer.error));
			}
			close();
		};
		const rows = membersOf(channel).map((id) => state.users.get(id)).filter(Boolean).map((user) => h("div.person", { "data-user": user.id }, avatar(user.id, nameOf(user)), personWords(user),
			isDm(channel) || user.id === state.as ? null : iconButton("close", t("removeMember", nameOf(user)), () => act("kick", user.id), { "data-test": "kick" })));

		body.append(h("div.people", {}, rows));
		if (!isDm(channel)) {
			const others = [...state.users.values()].filter((user) => !user.deleted && !membersOf(channel).includes(user.id));
			const pick = h("select.input", { "aria-label": t("addMember"), "data-test": "invite-user" }, h("option", { value: "" }, t("addMember")), others.map((user) => h("option", { value: user.id }, `${nameOf(user)} ${titleOf(user)}`)));

			body.append(h("div.add-member", {}, pick, h("button.button.primary", { type: "button", "data-test": "invite", onclick: () => pick.value && act("invite", pick.value) }, t("add"))),
				isMember(channel) ? h("button.button", { type: "button", "data-test": "leave", onclick: () => act("leave") }, t("leave")) : null ?? "");
		}
	});
}
