// Where people type. Keeps true: Enter sends, Shift+Enter makes a line, and a key that belongs to an input method does
// neither; what could not be sent comes back into the box; a draft stays with its person and place.

import { h, icon, iconButton, isComposing, safeName } from "./dom.js";
import { freshId } from "./forms.js";
import { errorWords, sizeOf, t } from "./i18n.js";
import { avatar, menuItem, runShortcut } from "./message.js";
import { popup } from "./popup.js";
import { app, isBot, nameOf, state, titleOf } from "./state.js";
import { toWire } from "./wire.js";

const MOST = 8;
const drafts = new Map();

export class Composer {
	// PLACE: {channel, threadTs}. The node is this.node.
	constructor(place, placeholder) {
		this.place = place;
		this.key = `${state.as} ${place.channel} ${place.threadTs || ""}`;
		this.files = [];
		this.choices = [];
		this.text = h("textarea.composer-text", { rows: 1, placeholder, "aria-label": placeholder, "data-test": place.threadTs ? "thread-composer" : "composer",
			autocomplete: "off", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", value: drafts.get(this.key) || "" });
		this.send = iconButton("send", t("send"), () => this.submit(), { class: "icon-button send", "data-test": place.threadTs ? "thread-send" : "send" });
		this.pick = h("input", { type: "file", multiple: true, class: "visually-hidden", "data-test": "file-input", "aria-label": t("attach"), tabindex: "-1" });
		this.attached = h("ul.attached", { "aria-live": "polite" });
		this.listId = freshId("completions");
		this.text.setAttribute("aria-controls", this.listId);
		this.list = h("div.completions", { id: this.listId, role: "listbox", "data-test": "completions", hidden: true });
		this.notice = h("p.composer-notice", { role: "alert", "data-test": "composer-error", hidden: true });
		this.node = h("div.composer", {}, this.list, this.notice, this.attached, h("div.composer-box", {},
			iconButton("clip", t("attach"), () => this.pick.click(), { "data-test": "attach" }),
			place.threadTs ? null : this.shortcutButton(), this.pick, this.text, this.send));
		this.listen();
		queueMicrotask(() => this.fit());
	}

	listen() {
		this.text.addEventListener("keydown", (event) => this.keyed(event));
		this.text.addEventListener("input", () => this.typed());
		this.text.addEventListener("blur", () => setTimeout(() => this.showChoices([]), 150));
		this.text.addEventListener("paste", (event) => {
			if (event.clipboardData?.files.length) {
				event.preventDefault();
				this.upload(event.clipboardData.files);
			}
		});
		this.pick.addEventListener("change", () => {
			this.upload([...this.pick.files]);
			this.pick.value = "";
		});
	}

	shortcutButton() {
		const all = state.shortcuts.filter((shortcut) => shortcut.type === "global");

		if (!all.length) {
			return null;
		}
		return iconButton("bolt", t("shortcuts"), (event) => {
			const items = all.map((shortcut) => menuItem(shortcut.name, () => runShortcut(shortcut, {}), { "data-callback": shortcut.callback_id }));
			const close = popup(event.currentTarget, h("div.menu", { role: "menu" }, items), t("shortcuts"));
			for (const item of items) {
				item.addEventListener("click", () => close(false));
			}
		}, { "data-test": "shortcuts", "aria-haspopup": "menu" });
	}

	focus() {
		this.text.focus();
	}

	keyed(event) {
		if (isComposing(event)) {
			return;
		}
		if (this.choices.length && this.keyedChoice(event)) {
			event.preventDefault();
			return;
		}
		if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey) {
			event.preventDefault();
			this.submit();
		}
	}

	keyedChoice(event) {
		if (event.key === "ArrowDown" || event.key === "ArrowUp") {
			this.select((this.selected + (event.key === "ArrowDown" ? 1 : -1) + this.choices.length) % this.choices.length);
			return true;
		}
		if (event.key === "Escape") {
			this.showChoices([]);
			return true;
		}
		const enter = event.key === "Enter" && !event.shiftKey;
		const choice = this.choices[this.selected];
		if (event.key === "Tab" || (enter && choice.insert.trim() !== choice.typed.trim())) {
			this.accept(choice);
			return true;
		}
		return false;
	}

	typed() {
		drafts.set(this.key, this.text.value);
		this.notice.hidden = true;
		this.fit();
		this.showChoices(this.wanted());
	}

	fit() {
		this.text.style.height = "auto";
		this.text.style.height = `${Math.min(this.text.scrollHeight, window.innerHeight * 0.4)}px`;
	}

	// What the word before the cursor could become: a command at the start, a person after "@".
	wanted() {
		const before = this.text.value.slice(0, this.text.selectionStart);
		const slash = /^\/(\S*)$/.exec(before);

		if (slash && !this.place.threadTs) {
			return state.commands.map((command) => ({ command, name: commandName(command) })).filter(({ name }) => name.startsWith(before)).slice(0, MOST)
				.map(({ command, name }) => ({ typed: before, insert: `${name} `, from: 0, label: name, hint: command.usage_hint || "", note: command.description || "" }));
		}
		const at = /(^|\s)@([^\s@]*)$/u.exec(before);
		if (!at) {
			return [];
		}
		const wanted = at[2].toLowerCase();
		return [...state.users.values()].filter((user) => !user.deleted && `${nameOf(user)} ${user.name} ${titleOf(user)}`.toLowerCase().includes(wanted)).slice(0, MOST)
			.map((user) => ({ typed: `@${at[2]}`, insert: `@${nameOf(user)} `, from: before.length - at[2].length - 1, label: nameOf(user), hint: "", note: titleOf(user) || (isBot(user) ? t("app") : ""), user }));
	}

	showChoices(choices) {
		this.choices = choices;
		this.list.hidden = !choices.length;
		this.text.setAttribute("aria-expanded", String(Boolean(choices.length)));
		this.list.setAttribute("aria-label", choices[0]?.user ? t("mentionList") : t("commandList"));
		this.list.replaceChildren(...choices.map((choice, index) => h("button.completion", { type: "button", role: "option", id: `${this.listId}-${index}`, tabindex: "-1", "data-test": "completion",
			"data-insert": choice.insert.trim(), onpointerdown: (event) => event.preventDefault(), onclick: () => this.accept(this.choices[index]) },
		choice.user ? avatar(choice.user.id, choice.label, ".small") : null, h("bdi.completion-name", {}, choice.label), choice.hint ? h("span.completion-hint", {}, choice.hint) : null, h("span.completion-note", {}, choice.note))));
		this.select(0);
	}

	select(index) {
		this.selected = index;
		[...this.list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
		this.text.setAttribute("aria-activedescendant", this.list.children[index]?.id ?? "");
		this.list.children[index]?.scrollIntoView({ block: "nearest" });
	}

	accept(choice) {
		const end = this.text.selectionStart;
		const value = this.text.value;

		this.text.value = value.slice(0, choice.from) + choice.insert + value.slice(end);
		this.text.selectionStart = this.text.selectionEnd = choice.from + choice.insert.length;
		this.text.focus();
		this.typed();
	}

	async upload(files) {
		for (const file of files) {
			const row = { name: file.name, size: file.size, id: null };

			this.files.push(row);
			this.drawFiles();
			const answer = await app.upload(file);
			if (answer.ok) {
				row.id = answer.file.id;
			} else {
				this.files.splice(this.files.indexOf(row), 1);
				this.say(t("uploadFailed", file.name, answer.error));
			}
			this.drawFiles();
		}
	}

	drawFiles() {
		this.attached.replaceChildren(...this.files.map((row) => h("li", { "data-test": "attached", "data-ready": String(Boolean(row.id)) }, icon("file"), h("bdi.file-name", {}, safeName(row.name)),
			h("span.quiet", {}, row.id ? sizeOf(row.size) : t("uploading")), iconButton("close", t("removeFile", row.name), () => {
				this.files.splice(this.files.indexOf(row), 1);
				this.drawFiles();
			}))));
	}

	say(text) {
		this.notice.textContent = text;
		this.notice.hidden = false;
	}

	async submit() {
		const text = this.text.value;
		const files = this.files;

		if ((!text.trim() && !files.length) || files.some((row) => !row.id)) {
			return;
		}
		const act = this.actOf(text, files);
		if (!act) {
			return;
		}
		this.put("", []);
		app.sent(this.place);
		const answer = await app.act(act);
		if (!answer.ok) {
			this.giveBack(text, files);
			this.say(answer.error === "disconnected" ? t("failedLost") : errorWords(answer.error));
		}
	}

	put(text, files) {
		this.text.value = text;
		this.files = files;
		this.showChoices([]);
		this.drawFiles();
		this.typed();
		this.showChoices([]);
	}

	giveBack(text, files) {
		if (!this.text.value && !this.files.length) {
			this.put(text, files);
		}
	}

	actOf(text, files) {
		const { channel, threadTs } = this.place;
		const slash = /^(\/[^\s/]+)(?:\s|$)/.exec(text);

		if (slash && !files.length) {
			if (threadTs) {
				this.say(t("noCommandInThread"));
				return null;
			}
			if (state.commands.some((command) => commandName(command) === slash[1])) {
				return { do: "command", as: state.as, channel, text: text.trim() };
			}
			this.say(t("noCommand", slash[1]));
			return null;
		}
		return { do: "post", as: state.as, channel, text: toWire(text.replace(/\s+$/, "")), ...(threadTs ? { thread_ts: threadTs } : {}), ...(files.length ? { files: files.map((row) => row.id) } : {}) };
	}
}

const commandName = (command) => command.command || command.name || String(command);
