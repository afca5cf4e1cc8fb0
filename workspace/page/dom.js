// Building nodes. Keeps true: what people or programs typed reaches the page as text nodes only, never as markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
	menu: "M4 6h16M4 12h16M4 18h16",
	close: "M6 6l12 12M18 6L6 18",
	back: "M15 5l-7 7 7 7",
	hash: "M5 9h15M4 15h15M10 4L8 20M16 4l-2 16",
	lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
	send: "M4 12l16-8-6 16-3-7z",
	clip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4L14.5 7.3",
	smile: "M20.5 9.5a9 9 0 1 1-6-6M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5v.5M15 9.5v.5M19 2v6M16 5h6",
	reply: "M4 5h16v11H11l-5 4v-4H4z",
	dots: "M4.3 12a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M11.3 12a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M18.3 12a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0",
	plus: "M12 5v14M5 12h14",
	home: "M4 11l8-7 8 7M6 10v10h12V10",
	file: "M6 3h8l4 4v14H6zM14 3v4h4",
	people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5a6.5 6.5 0 0 1 3.5 5.5",
	down: "M6 9l6 6 6-6",
	arrowDown: "M12 5v14M6 13l6 6 6-6",
	bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
	eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
	check: "M5 12.5l4.5 4.5L19 7",
};

// h("div.card", {attributes}, children…): text and numbers become text nodes, null is left out, "on…" are listeners.
export function h(spec, attributes = {}, ...children) {
	const [tag, ...classes] = spec.split(".");
	const node = document.createElement(tag || "div");

	if (classes.length) {
		node.className = classes.join(" ");
	}
	for (const [name, value] of Object.entries(attributes)) {
		setAttribute(node, name, value);
	}
	append(node, children);
	return node;
}

function setAttribute(node, name, value) {
	if (value === null || value === undefined || value === false) {
		return;
	}
	if (name.startsWith("on")) {
		node.addEventListener(name.slice(2), value);
	} else if (name === "value" || name === "checked" || name === "selected") {
		node[name] = value;
	} else {
		node.setAttribute(name, value === true ? "" : String(value));
	}
}

export function append(node, children) {
	for (const child of children.flat(Infinity)) {
		if (child !== null && child !== undefined && child !== false) {
			node.append(child);
		}
	}
	return node;
}

export function icon(name) {
	const svg = document.createElementNS(SVG, "svg");
	const path = document.createElementNS(SVG, "path");

	svg.setAttribute("viewBox", "0 0 24 24");
	svg.setAttribute("class", "icon");
	svg.setAttribute("aria-hidden", "true");
	path.setAttribute("d", ICONS[name]);
	svg.append(path);
	return svg;
}

export function iconButton(name, label, onclick, attributes = {}) {
	return h("button.icon-button", { type: "button", "aria-label": label, title: label, onclick, ...attributes }, icon(name));
}

// Text of unknown direction, kept from reordering what stands beside it.
export function bdi(text, className = "") {
	return h(className ? `bdi.${className}` : "bdi", {}, text);
}

// A file's name with what would turn its letters round made visible: "exe.pdf" must not be what "fdp.exe" looks like.
export function safeName(name) {
	return String(name).replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) => `〔U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}〕`);
}

// A key that belongs to an input method is never a command: 229 is what some browsers still send without isComposing.
export function isComposing(event) {
	return event.isComposing || event.keyCode === 229;
}

// A small dialog of the page's own. FILL(body, close) adds the content; focus goes back where it was.
export function openDialog(title, className, closeLabel, fill) {
	const heading = h("h2", {}, title);
	const body = h("div.dialog-body");
	const dialog = h(`dialog.dialog.${className}`, { "aria-label": title, "data-test": `dialog-${className}` },
		h("header.dialog-head", {}, heading, iconButton("close", closeLabel, () => dialog.close())), body);

	dialog.addEventListener("close", () => dialog.remove());
	dialog.addEventListener("click", (event) => {
		if (event.target === dialog) {
			dialog.close();
		}
	});
	fill(body, () => dialog.close());
	document.body.append(dialog);
	dialog.showModal();
	return dialog;
}
