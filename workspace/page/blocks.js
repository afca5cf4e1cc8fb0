// Block Kit as nodes, for messages, modals and Home. Keeps true: one drawn surface knows the value of each of its
// elements and where the error of each block goes; an update repeats what was typed where block and action are the same.

import { h } from "./dom.js";
import { freshId, makeElement, textOf } from "./forms.js";
import { t } from "./i18n.js";
import { mrkdwn } from "./mrkdwn.js";
import { richText } from "./richtext.js";

// SURFACE: names, people(), channels(filter), fire(block, element, value), upload(file), complain(text).
// Returns {node, values(), check(), showErrors(errors), focusFirst()}.
export function drawBlocks(blocks, surface, kept = {}) {
	const drawn = { node: h("div.blocks"), elements: [], errors: new Map() };

	(blocks || []).forEach((block, index) => {
		const named = { ...block, block_id: block.block_id || `block-${index}` };
		const place = { surface, drawn, kept: kept[named.block_id] || {} };
		const node = (DRAW[block.type] || unknown)(named, place);

		node.classList.add("block", `block-${block.type}`);
		drawn.node.append(node);
	});
	drawn.values = () => values(drawn);
	drawn.check = () => check(drawn);
	drawn.showErrors = (errors) => showErrors(drawn, errors);
	drawn.focusFirst = () => focusFirst(drawn);
	return drawn;
}

function element(spec, block, place) {
	const made = makeElement(spec, block, place.surface, place.kept[spec.action_id]);

	made.block = block;
	place.drawn.elements.push(made);
	return made;
}

function section(block, place) {
	const text = block.text ? h("div.block-text.pre", {}, textOf(block.text, place.surface.names)) : null;
	const fields = block.fields ? h("div.fields", {}, block.fields.map((field) => h("div.pre", {}, textOf(field, place.surface.names)))) : null;
	const accessory = block.accessory ? h("div.accessory", {}, element(block.accessory, block, place).node) : null;

	return h("div", {}, h("div.section-main", {}, text, fields), accessory);
}

function context(block, place) {
	return h("div", {}, (block.elements || []).map((part) => (part.type === "image"
		? h("span.alt-image", {}, t("image", part.alt_text || ""))
		: h("span.pre", {}, textOf(part, place.surface.names)))));
}

function actions(block, place) {
	return h("div", {}, (block.elements || []).map((spec) => element(spec, block, place).node));
}

function input(block, place) {
	const made = element(block.element || {}, block, place);
	const label = freshId("label");
	const error = h("p.field-error", { id: freshId("error"), role: "alert", "data-test": "field-error", "data-block": block.block_id, hidden: true });
	const hint = block.hint ? h("p.hint", { id: freshId("hint") }, textOf(block.hint, place.surface.names)) : null;

	for (const node of labelled(made.node)) {
		node.setAttribute("aria-labelledby", label);
		node.setAttribute("aria-describedby", [hint?.id, error.id].filter(Boolean).join(" "));
		if (!block.optional) {
			node.setAttribute("aria-required", "true");
		}
	}
	place.drawn.errors.set(block.block_id, { error, made, block });
	return h("div.field", { "data-field": block.block_id }, h("div.label", { id: label, onclick: () => made.focus() }, textOf(block.label, place.surface.names),
		block.optional ? h("span.optional", {}, t("optional")) : null), made.node, hint, error);
}

function labelled(node) {
	if (node.matches("input, textarea, select, [role=radiogroup], [role=group]")) {
		return [node];
	}
	return [...node.querySelectorAll("input[type=search], input[type=file], .input-date")];
}

function unknown(block) {
	return h("div.unknown", {}, t("unknownBlock", block.type));
}

const DRAW = {
	section,
	context,
	actions,
	input,
	divider: () => h("hr"),
	header: (block, place) => h("h3", {}, textOf(block.text, place.surface.names)),
	rich_text: (block, place) => h("div.pre", {}, richText(block, place.surface.names)),
	markdown: (block, place) => h("div.pre", {}, mrkdwn(block.text.replace(/\*\*(.+?)\*\*/g, "*$1*"), place.surface.names)),
	image: (block) => h("div.alt-image", {}, t("image", block.alt_text || "")),
	file: (block) => h("div.unknown", {}, block.external_id || block.file_id || ""),
	table: (block, place) => h("div.table-scroll", { tabindex: "0" }, h("table", {}, (block.rows || []).map((row) =>
		h("tr", {}, row.map((cell) => h("td", {}, cell.type === "rich_text" ? richText(cell, place.surface.names) : String(cell.text ?? ""))))))),
};

function values(drawn) {
	const out = {};

	for (const made of drawn.elements) {
		const value = made.value();
		if (value && made.element.action_id) {
			(out[made.block.block_id] ||= {})[made.element.action_id] = value;
		}
	}
	return out;
}

// What Slack's client refuses before it asks the app: empty required fields and lengths. {} when all is well.
function check(drawn) {
	const faults = {};

	for (const [id, { made, block }] of drawn.errors) {
		const choice = !/text_input|number/.test(made.element.type);
		const fault = !block.optional && made.empty() ? t(choice ? "requiredChoice" : "required") : made.empty() ? null : made.check?.();

		if (made.busy) {
			faults[id] = t("uploading");
		} else if (fault) {
			faults[id] = fault;
		}
	}
	return faults;
}

// Shows ERRORS beside their fields, clears the others, goes to the first. Returns those that have no field here.
function showErrors(drawn, errors) {
	const left = { ...errors };
	let first = null;

	for (const [id, { error, made }] of drawn.errors) {
		const text = errors[id];

		error.hidden = !text;
		error.textContent = text || "";
		error.parentElement.classList.toggle("has-error", Boolean(text));
		for (const node of labelled(made.node)) {
			node.setAttribute("aria-invalid", text ? "true" : "false");
		}
		first ||= text ? made : null;
		delete left[id];
	}
	if (first) {
		first.node.scrollIntoView({ block: "center" });
		first.focus();
	}
	return left;
}

function focusFirst(drawn) {
	const wanted = drawn.elements.find((made) => made.wantsFocus) || drawn.elements.find((made) => drawn.errors.has(made.block.block_id));

	wanted?.focus();
}
