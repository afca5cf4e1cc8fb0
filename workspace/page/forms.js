// The elements people fill in or press. Keeps true: each has {node, value(), empty(), focus()}, and value() has the shape
// of Slack's view.state.values. SURFACE is the blocks.js context: names, people(), channels(), fire(), upload().

import { h, icon, iconButton, openDialog, safeName } from "./dom.js";
import { dayOf, localInput, sizeOf, t, timeOf, unixOf } from "./i18n.js";
import { appendText, mrkdwn, plainText } from "./mrkdwn.js";

const MOST_TYPED = 3000;
let nextId = 1;

export const freshId = (prefix) => `${prefix}-${nextId++}`;

// The text of a plain_text or mrkdwn object.
export function textOf(object, names) {
	return object?.type === "mrkdwn" ? mrkdwn(object.text, names) : plainText(object);
}

// KEPT is an earlier value() of the same block and action, so that an update leaves typed input alone.
export function makeElement(element, block, surface, kept) {
	const make = MAKERS[element.type];

	if (!make) {
		const node = h("span.unknown", {}, t("unknownBlock", element.type));

		return { node, value: () => null, empty: () => false, focus: () => {} };
	}
	const place = { element, block, surface, kept, data: { "data-block": block.block_id, "data-action": element.action_id, "data-test": "field" } };
	const made = make(place);

	made.element = element;
	if (element.focus_on_load) {
		made.wantsFocus = true;
	}
	return made;
}

function fire(place, made) {
	if (place.block.type !== "input" || place.block.dispatch_action) {
		place.surface.fire(place.block, place.element, made.value());
	}
}

function textInput(place) {
	const { element, kept, data } = place;
	const attributes = { ...data, placeholder: element.placeholder?.text, maxlength: null, autocomplete: "off" };
	const node = element.multiline ? h("textarea.input", { ...attributes, rows: 4 }) : h("input.input", { ...attributes, type: "text" });

	node.value = kept?.value ?? element.initial_value ?? "";
	const made = {
		node,
		value: () => ({ type: element.type, value: node.value === "" ? null : node.value }),
		empty: () => node.value.trim() === "",
		focus: () => node.focus(),
		check: () => lengthFault(node.value, element),
	};
	node.addEventListener("change", () => fire(place, made));
	return made;
}

function lengthFault(value, element) {
	const length = [...value].length;

	if (element.min_length && length < element.min_length) {
		return t("tooShort", element.min_length);
	}
	const most = element.max_length || MOST_TYPED;
	return length > most ? t("tooLong", most, length) : null;
}

// Typed as plain lines; what goes out is the rich_text block that Slack would send for them.
function richInput(place) {
	const { element, kept, data } = place;
	const first = kept?.rich_text_value ?? element.initial_value;
	const node = h("textarea.input", { ...data, rows: 5, placeholder: element.placeholder?.text });
	const leaves = (parts) => (parts || []).map((part) => part.text ?? leaves(part.elements)).join("");

	node.value = leaves(first?.elements);
	return {
		node,
		value: () => ({ type: element.type, rich_text_value: node.value === "" ? null : { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: node.value }] }] } }),
		empty: () => node.value.trim() === "",
		focus: () => node.focus(),
	};
}

function numberInput(place) {
	const { element, kept, data } = place;
	const node = h("input.input", { ...data, type: "text", inputmode: "decimal", placeholder: element.placeholder?.text });

	node.value = kept?.value ?? element.initial_value ?? "";
	return { node, value: () => ({ type: element.type, value: node.value || null }), empty: () => node.value === "", focus: () => node.focus() };
}

function dated(type, key, toState, toInput) {
	return (place) => {
		const { element, kept, data } = place;
		const input = h("input.input.input-date", { ...data, type });
		const echo = h("span.hint", { "aria-live": "polite" });
		const node = h("div.dated", {}, input, echo);
		const first = kept ? kept[key] : element[`initial_${key.replace("selected_", "")}`];

		// Browsers write dates in their own way; the words under the field say which day was meant.
		const draw = () => {
			echo.textContent = echoOf(type, input.value);
		};
		input.value = first ? toInput(first) : "";
		draw();
		const made = {
			node,
			value: () => ({ type: element.type, [key]: toState(input.value), ...(element.timezone ? { timezone: element.timezone } : {}) }),
			empty: () => input.value === "",
			focus: () => input.focus(),
		};
		input.addEventListener("input", draw);
		input.addEventListener("change", () => fire(place, made));
		return made;
	};
}

function echoOf(type, value) {
	const unix = unixOf(type === "date" ? `${value}T12:00` : type === "time" ? "" : value);

	return value && unix !== null ? (type === "date" ? dayOf(unix) : `${dayOf(unix)} ${timeOf(unix)} (${t("japanTime")})`) : "";
}

const same = (value) => value || null;

function flatOptions(element) {
	return element.options || (element.option_groups || []).flatMap((group) => group.options || []);
}

function optionNode(option, index) {
	return h("option", { value: String(index) }, option.text?.text ?? option.value);
}

function staticSelect(place) {
	const { element, kept, data } = place;
	const options = flatOptions(element);
	const node = h("select.input", data, h("option", { value: "" }, element.placeholder?.text || t("choose")));
	let index = 0;

	for (const group of element.option_groups || [null]) {
		const rows = (group ? group.options : element.options || []).map((option) => optionNode(option, index++));

		node.append(...(group ? [h("optgroup", { label: group.label?.text ?? "" }, rows)] : rows));
	}
	const first = kept ? kept.selected_option : element.initial_option;
	const at = first ? options.findIndex((option) => option.value === first.value) : -1;
	node.value = at < 0 ? "" : String(at);
	const made = {
		node,
		value: () => ({ type: element.type, selected_option: node.value === "" ? null : options[Number(node.value)] }),
		empty: () => node.value === "",
		focus: () => node.focus(),
	};
	node.addEventListener("change", () => fire(place, made));
	return made;
}

// A select over people or channels, which Slack fills in itself.
function listSelect(key, rowsOf) {
	return (place) => {
		const { element, kept, data } = place;
		const node = h("select.input", data, h("option", { value: "" }, element.placeholder?.text || t("choose")));
		const first = kept ? kept[key] : element[`initial_${key.replace("selected_", "")}`];

		for (const row of rowsOf(place)) {
			node.append(h("option", { value: row.id }, row.label));
		}
		node.value = first || "";
		const made = {
			node,
			value: () => ({ type: element.type, [key]: node.value || null }),
			empty: () => node.value === "",
			focus: () => node.focus(),
		};
		node.addEventListener("change", () => fire(place, made));
		return made;
	};
}

const peopleRows = (place) => place.surface.people();
const channelRows = (place) => place.surface.channels(place.element.filter);

function choiceList(place, type, first) {
	const { element, data, surface } = place;
	const name = freshId("choice");
	const boxes = flatOptions(element).map((option) => {
		const box = h("input", { type, name, ...data, "data-value": option.value, checked: first.includes(option.value) });

		return { box, option };
	});
	const node = h(`div.choices`, { role: type === "radio" ? "radiogroup" : "group" }, boxes.map(({ box, option }) =>
		h("label.choice", {}, box, h("span", {}, textOf(option.text, surface.names),
			option.description ? h("span.choice-note", {}, textOf(option.description, surface.names)) : null))));
	const chosen = () => boxes.filter(({ box }) => box.checked).map(({ option }) => option);

	return { node, chosen, boxes, empty: () => chosen().length === 0, focus: () => boxes[0]?.box.focus() };
}

function radioButtons(place) {
	const first = place.kept ? place.kept.selected_option : place.element.initial_option;
	const made = choiceList(place, "radio", first ? [first.value] : []);

	made.value = () => ({ type: place.element.type, selected_option: made.chosen()[0] ?? null });
	made.node.addEventListener("change", () => fire(place, made));
	return made;
}

function checkboxes(place) {
	const first = place.kept ? place.kept.selected_options : place.element.initial_options;
	const made = choiceList(place, "checkbox", (first || []).map((option) => option.value));

	made.value = () => ({ type: place.element.type, selected_options: made.chosen() });
	made.node.addEventListener("change", () => fire(place, made));
	return made;
}

// Many of a list: a search box over checkboxes, with what is chosen shown above.
function multiSelect(place, key, rows, first, toState) {
	const { element, data } = place;
	const search = h("input.input", { ...data, type: "search", placeholder: element.placeholder?.text || t("choose"), autocomplete: "off" });
	const chips = h("div.chips", { "aria-live": "polite" });
	const boxes = rows.map((row) => ({ row, box: h("input", { type: "checkbox", "data-value": row.id, checked: first.includes(row.id) }) }));
	const list = h("div.multi-list", { role: "group" }, boxes.map(({ row, box }) => h("label.choice", {}, box, h("span", {}, row.label))));
	const node = h("div.multi", {}, chips, search, list);
	const chosen = () => boxes.filter(({ box }) => box.checked).map(({ row }) => row);
	const made = { node, value: () => ({ type: element.type, [key]: chosen().map(toState) }), empty: () => chosen().length === 0, focus: () => search.focus() };

	made.check = () => (element.max_selected_items && chosen().length > element.max_selected_items ? t("tooManyItems", element.max_selected_items) : null);
	const drawChips = () => chips.replaceChildren(...chosen().map((row) => h("span.chip", {}, row.label)));
	search.addEventListener("input", () => {
		for (const { row, box } of boxes) {
			box.parentElement.hidden = !row.label.toLowerCase().includes(search.value.trim().toLowerCase());
		}
	});
	list.addEventListener("change", () => {
		drawChips();
		fire(place, made);
	});
	drawChips();
	return made;
}

function multiStatic(place) {
	const rows = flatOptions(place.element).map((option) => ({ id: option.value, label: option.text?.text ?? option.value, option }));
	const first = (place.kept ? place.kept.selected_options : place.element.initial_options) || [];

	return multiSelect(place, "selected_options", rows, first.map((option) => option.value), (row) => row.option);
}

function multiUsers(place) {
	const first = (place.kept ? place.kept.selected_users : place.element.initial_users) || [];

	return multiSelect(place, "selected_users", peopleRows(place), first, (row) => row.id);
}

function multiConversations(place) {
	const key = place.element.type === "multi_channels_select" ? "selected_channels" : "selected_conversations";
	const first = (place.kept ? place.kept[key] : place.element[`initial_${key.replace("selected_", "")}`]) || [];

	return multiSelect(place, key, channelRows(place), first, (row) => row.id);
}

function fileInput(place) {
	const { element, data, surface, kept } = place;
	const files = [...(kept?.files || [])];
	const most = element.max_files || 10;
	const accept = (element.filetypes || []).map((type) => `.${type}`).join(",");
	const input = h("input.visually-hidden", { ...data, type: "file", multiple: most > 1, accept: accept || null });
	const pick = h("label.button.file-pick", {}, icon("clip"), t("chooseFiles"), input);
	const list = h("ul.file-list", { "aria-live": "polite" });
	const made = { node: h("div.file-input", {}, pick, list), busy: 0, focus: () => input.focus(), empty: () => files.length === 0 };

	const draw = () => list.replaceChildren(...files.map((file, index) => h("li", {}, icon("file"), h("bdi", {}, safeName(file.name)), ` ${sizeOf(file.size)}`,
		iconButton("close", t("removeFile", file.name), () => {
			files.splice(index, 1);
			draw();
		}))), ...(made.busy ? [h("li.quiet", {}, t("uploading"))] : []));
	made.value = () => ({ type: element.type, files: files.map((file) => ({ ...file })) });
	made.check = () => (made.busy ? t("uploading") : files.length > most ? t("tooManyFiles", most) : null);
	input.addEventListener("change", async () => {
		const picked = [...input.files];

		made.busy += 1;
		draw();
		for (const file of picked) {
			const answer = await surface.upload(file);
			if (answer.ok) {
				files.push(answer.file);
			} else {
				surface.complain(t("uploadFailed", file.name, answer.error));
			}
		}
		made.busy -= 1;
		input.value = "";
		draw();
	});
	draw();
	return made;
}

function button(place) {
	const { element, block, surface, data } = place;
	const style = element.style === "primary" ? "button.button.primary" : element.style === "danger" ? "button.button.danger" : "button.button";
	const node = h(style, { type: "button", ...data, "data-test": "button", "data-value": element.value, "aria-label": element.accessibility_label });

	node.append(plainText(element.text));
	node.addEventListener("click", async () => {
		if (!(await confirmed(element.confirm, surface.names))) {
			return;
		}
		if (/^https?:\/\//.test(element.url || "")) {
			window.open(element.url, "_blank", "noopener,noreferrer");
		}
		node.disabled = true;
		node.classList.add("pending");
		await surface.fire(block, element, { type: "button", value: element.value ?? "" });
		node.disabled = false;
		node.classList.remove("pending");
	});
	return { node, value: () => null, empty: () => false, focus: () => node.focus() };
}

function overflow(place) {
	const { element, block, surface } = place;
	const list = h("div.menu", { role: "menu" });
	const node = h("details.overflow", {}, h("summary.icon-button", { "aria-label": t("more"), ...place.data }, icon("dots")), list);

	for (const option of element.options || []) {
		list.append(h("button", { type: "button", role: "menuitem", "data-value": option.value, onclick: () => {
			node.open = false;
			surface.fire(block, element, { type: "overflow", selected_option: option });
		} }, plainText(option.text)));
	}
	return { node, value: () => null, empty: () => false, focus: () => {} };
}

function image(place) {
	return { node: h("span.alt-image", {}, t("image", place.element.alt_text || "")), value: () => null, empty: () => false, focus: () => {} };
}

// Slack's confirm object: resolves to whether the person went on. No object: yes.
export function confirmed(confirm, names) {
	if (!confirm) {
		return Promise.resolve(true);
	}
	return new Promise((resolve) => {
		let answer = false;
		const dialog = openDialog(confirm.title?.text || "", "confirm", t("close"), (body, close) => {
			const text = h("div.pre", {}, textOf(confirm.text, names));
			const yes = h(confirm.style === "danger" ? "button.button.danger" : "button.button.primary", { type: "button", "data-test": "confirm-yes", onclick: () => {
				answer = true;
				close();
			} });
			const no = h("button.button", { type: "button", "data-test": "confirm-no", onclick: close });

			appendText(yes, confirm.confirm?.text || t("yes"), true);
			appendText(no, confirm.deny?.text || t("cancel"), true);
			body.append(text, h("div.dialog-buttons", {}, no, yes));
		});
		dialog.addEventListener("close", () => resolve(answer));
	});
}

const MAKERS = {
	plain_text_input: textInput,
	email_text_input: textInput,
	url_text_input: textInput,
	number_input: numberInput,
	rich_text_input: richInput,
	static_select: staticSelect,
	multi_static_select: multiStatic,
	users_select: listSelect("selected_user", peopleRows),
	multi_users_select: multiUsers,
	conversations_select: listSelect("selected_conversation", channelRows),
	channels_select: listSelect("selected_channel", channelRows),
	multi_conversations_select: multiConversations,
	multi_channels_select: multiConversations,
	radio_buttons: radioButtons,
	checkboxes,
	datepicker: dated("date", "selected_date", same, same),
	timepicker: dated("time", "selected_time", same, same),
	datetimepicker: dated("datetime-local", "selected_date_time", unixOf, localInput),
	file_input: fileInput,
	button,
	overflow,
	image,
};
