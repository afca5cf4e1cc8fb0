// Modals and Home. Keeps true: the dialog shows the top of this person's stack; typed text stays through an error and
// through an update; a submitted form stays open until the app has answered.

import { drawBlocks } from "./blocks.js";
import { h, iconButton } from "./dom.js";
import { appendText } from "./mrkdwn.js";
import { errorWords, t } from "./i18n.js";
import { surfaceFor } from "./message.js";
import { app, state } from "./state.js";

let shown = null;
const typed = new Map();

// Makes the screen agree with the stack of the person the page is.
export function showViews() {
	const stack = state.views.get(state.as) || [];
	const top = stack.at(-1);

	if (!top) {
		drop();
		return;
	}
	if (shown && shown.view.id === top.id && shown.person === state.as) {
		update(top);
		return;
	}
	if (shown) {
		typed.set(shown.view.id, shown.drawn.values());
		drop();
	}
	open(top);
}

function drop() {
	const old = shown;

	shown = null;
	if (old) {
		old.dialog.close();
		old.dialog.remove();
		if (old.back?.isConnected) {
			old.back.focus();
		}
	}
}

function open(view) {
	const dialog = h("dialog.modal", { "data-test": "modal", "data-view": view.id, "aria-labelledby": "modal-title" });

	shown = { view, dialog, person: state.as, back: document.activeElement };
	dialog.addEventListener("cancel", (event) => {
		event.preventDefault();
		close(false);
	});
	draw(typed.get(view.id) || {});
	typed.delete(view.id);
	document.body.append(dialog);
	dialog.showModal();
	shown.drawn.focusFirst();
}

function update(view) {
	if (shown.view === view) {
		return;
	}
	const kept = shown.drawn.values();
	const focus = document.activeElement?.dataset ?? {};

	shown.view = view;
	draw(kept);
	const twin = focus.action && shown.dialog.querySelector(`[data-action="${CSS.escape(focus.action)}"]`);
	(twin || shown.dialog).focus();
}

function words(node, object, otherwise) {
	appendText(node, object?.text || otherwise, true);
	return node;
}

function draw(kept) {
	const { view, dialog } = shown;
	const drawn = drawBlocks(view.blocks, surfaceFor({ view_id: view.id }, () => drawn.values()), kept);
	const note = h("p.modal-note", { role: "alert", "data-test": "modal-error", hidden: true });
	const hasInput = (view.blocks || []).some((block) => block.type === "input");
	const submit = view.submit || hasInput ? words(h("button.button.primary", { type: "submit", "data-test": "submit" }), view.submit, t("submit")) : null;
	const cancel = words(h("button.button", { type: "button", "data-test": "cancel", onclick: () => close(false) }), view.close, submit ? t("cancel") : t("close"));
	const form = h("form.modal-form", { novalidate: true, method: "dialog" },
		h("header.modal-head", {}, words(h("h2", { id: "modal-title" }), view.title, ""), iconButton("close", t("close"), () => close(true), { "data-test": "modal-close" })),
		h("div.modal-body", {}, drawn.node), h("footer.modal-foot", {}, note, h("div.dialog-buttons", {}, cancel, submit)));

	form.addEventListener("submit", (event) => {
		event.preventDefault();
		send();
	});
	form.addEventListener("keydown", (event) => {
		// Enter in a one-line field submits; while an input method is at work it must not.
		if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
			event.preventDefault();
		}
	});
	Object.assign(shown, { drawn, note, submit, form });
	dialog.replaceChildren(form);
}

function complain(text) {
	shown.note.textContent = text;
	shown.note.hidden = !text;
}

async function send() {
	const now = shown;
	const faults = now.drawn.check();

	now.drawn.showErrors(faults);
	if (Object.keys(faults).length) {
		complain(t("checkFields"));
		return;
	}
	complain("");
	now.submit.disabled = true;
	now.submit.setAttribute("aria-busy", "true");
	const answer = await app.act({ do: "submit", as: state.as, view_id: now.view.id, values: now.drawn.values() });
	if (shown !== now) {
		return;
	}
	now.submit.disabled = false;
	now.submit.removeAttribute("aria-busy");
	if (answer.ok) {
		return;
	}
	const left = answer.errors ? Object.values(now.drawn.showErrors(answer.errors)) : [];
	complain(answer.errors ? [t("checkFields"), ...left].join("\n") : errorWords(answer.error));
}

async function close(all) {
	const person = state.as;
	const id = shown?.view.id;

	if (!id) {
		return;
	}
	const stack = state.views.get(person) || [];
	state.views.set(person, all ? [] : stack.filter((view) => view.id !== id));
	showViews();
	await app.act({ do: "close_view", as: person, view_id: id, ...(all ? { is_cleared: true } : {}) });
}

// Home of the app for this person, into NODE.
export function drawHome(node) {
	const view = state.homes.get(state.as);

	if (!view) {
		node.replaceChildren(h("p.quiet.beginning", {}, t("homeEmpty")));
		return;
	}
	const drawn = drawBlocks(view.blocks, surfaceFor({ view_id: view.id }, () => drawn.values()));
	drawn.node.classList.add("home");
	node.replaceChildren(drawn.node);
}
