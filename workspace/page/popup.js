// Small panels that belong to a button: menus, the picker. Keeps true: one at a time; Escape or a press elsewhere closes
// it and gives the focus back. On a phone the style sheet makes it a sheet at the lower edge.

import { h } from "./dom.js";

let open = null;

export function closePopup() {
	open?.();
}

// Shows NODE beside ANCHOR. Returns close().
export function popup(anchor, node, label) {
	closePopup();
	const panel = h("div.popup", { role: "dialog", "aria-label": label }, node);
	const veil = h("div.popup-veil");
	const close = (refocus = true) => {
		if (open !== close) {
			return;
		}
		open = null;
		panel.remove();
		veil.remove();
		anchor.setAttribute("aria-expanded", "false");
		if (refocus && anchor.isConnected) {
			anchor.focus();
		}
	};

	open = close;
	anchor.setAttribute("aria-expanded", "true");
	veil.addEventListener("pointerdown", (event) => {
		event.preventDefault();
		close();
	});
	panel.addEventListener("keydown", (event) => {
		if (event.key === "Escape") {
			event.stopPropagation();
			close();
		} else {
			moveFocus(panel, event);
		}
	});
	document.body.append(veil, panel);
	place(anchor, panel);
	// On a touch screen a focused search box would bring the keyboard up over the panel.
	const first = window.matchMedia("(hover: none)").matches ? panel.querySelector("button") : panel.querySelector("[autofocus], input") || panel.querySelector("button");
	first?.focus();
	return close;
}

function place(anchor, panel) {
	const at = anchor.getBoundingClientRect();
	const width = panel.offsetWidth;
	const height = panel.offsetHeight;
	const left = Math.max(8, Math.min(at.right - width, window.innerWidth - width - 8));
	const below = at.bottom + 6 + height <= window.innerHeight - 8;
	const top = below ? at.bottom + 6 : Math.max(8, at.top - height - 6);

	panel.style.setProperty("--left", `${left}px`);
	panel.style.setProperty("--top", `${top}px`);
}

// Arrow keys walk the buttons; in a grid up and down go by rows.
function moveFocus(panel, event) {
	const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
	const inText = document.activeElement?.matches("input[type=search], input[type=text]");

	if (!step || (inText && event.key !== "ArrowDown")) {
		return;
	}
	const items = [...panel.querySelectorAll("button:not([disabled])")].filter((item) => item.offsetParent);
	const at = items.indexOf(document.activeElement);
	let next = at + step;

	if (at >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
		const here = items[at].getBoundingClientRect();
		const rows = items.filter((item) => Math.abs(item.getBoundingClientRect().left - here.left) < here.width / 2);
		const target = rows[rows.indexOf(items[at]) + step];
		next = target ? items.indexOf(target) : next;
	}
	items[Math.max(0, Math.min(items.length - 1, next))]?.focus();
	event.preventDefault();
}
