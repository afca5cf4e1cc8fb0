// Slack's own SDK against the stand-in. Every check looks at the effect on the other side: what the SDK does is read back
// over the control interface, what people do must reach the SDK's listeners.
//
//     node sdk.mjs LABEL FOLDER_WITH_node_modules STATE_FOLDER

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [label, folder, stateFolder] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const { App, LogLevel } = require("@slack/bolt");
const read = (name) => readFileSync(join(stateFolder, name), "utf8").trim();
const port = /http=(\d+)/.exec(read("ports"))[1];
const base = `http://127.0.0.1:${port}`;
const token = read("token");
const channel = "C0COUNCIL";
const person = "U0CHAIR";
let failures = 0;

async function control(path, body) {
	const answer = await fetch(`${base}/control/${path}?token=${token}`, { method: "POST", body: JSON.stringify(body) });

	return answer.json();
}

const act = (fields) => control("act", { as: person, ...fields });
const fault = (fields) => control("fault", fields);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what, look, ms = 8000) {
	const end = Date.now() + ms;

	while (Date.now() < end) {
		const found = await look();
		if (found) {
			return found;
		}
		await pause(50);
	}
	throw new Error(`never: ${what}`);
}

function claim(held, what) {
	if (!held) {
		throw new Error(`not so: ${what}`);
	}
}

async function check(name, run) {
	try {
		await run();
		console.log(`PASS sdk ${label} ${name}`);
	} catch (error) {
		failures += 1;
		console.log(`FAIL sdk ${label} ${name}: ${error.message}`);
	}
}

const heard = { events: [], actions: [], views: [], closed: [], commands: [] };
const app = new App({
	token: read("bot-token"),
	appToken: read("app-token"),
	socketMode: true,
	logLevel: LogLevel.ERROR,
	clientOptions: { slackApiUrl: `${base}/api/`, retryConfig: { retries: 2, minTimeout: 100, maxTimeout: 500 } },
});

app.error(async (error) => console.error(`# ${label}: ${error.message}`));
for (const name of ["reaction_added", "reaction_removed", "app_mention", "member_joined_channel", "app_home_opened"]) {
	app.event(name, async ({ event, body }) => heard.events.push({ ...event, body }));
}
app.message(async ({ message, body }) => heard.events.push({ ...message, body }));
app.action("press", async ({ ack, body, respond }) => {
	await ack();
	heard.actions.push(body);
	await respond({ text: "pressed", replace_original: true });
});
app.view("report", async ({ ack, view }) => {
	heard.views.push(view);
	const text = view.state.values.sum.txt.value;
	await ack(text === "bad" ? { response_action: "errors", errors: { sum: "too short" } } : undefined);
});
app.command("/kaigi", async ({ command, ack, client }) => {
	heard.commands.push(command);
	if (command.text === "form") {
		await ack();
		await client.views.open({ trigger_id: command.trigger_id, view: form("report") });
	} else if (command.text === "late") {
		await pause(1200);
		await ack("late");
	} else {
		await ack(`echo ${command.text}`);
	}
});

function form(callbackId) {
	return {
		type: "modal", callback_id: callbackId, title: { type: "plain_text", text: "報告" }, submit: { type: "plain_text", text: "送る" },
		blocks: [{ type: "input", block_id: "sum", label: { type: "plain_text", text: "概要" }, element: { type: "plain_text_input", action_id: "txt" } }],
	};
}

const lastEphemerals = async () => (await act({ do: "ephemerals", channel })).messages;
const said = async (text) => (await lastEphemerals()).some((message) => message.text === text);
const inChannel = async (ts) => (await act({ do: "history", channel, limit: 50 })).messages.find((message) => message.ts === ts);
const eventWith = (what, test) => until(what, () => heard.events.find(test));

async function commandWorks(word) {
	await act({ do: "command", channel, text: `/kaigi ${word}` });
	await until(`an answer to ${word}`, () => said(`echo ${word}`));
}

await fault({ fault: "clear" });
await check("starts", async () => {
	await app.start();
	await until("a socket", async () => (await control("pending", {})).sockets === 1);
});
await check("answers a command", () => commandWorks(`${label}-first`));
await check("gets text with names and escapes", async () => {
	await act({ do: "command", channel, text: "/kaigi a<b & <@U0DESK>" });
	await until("the command", () => heard.commands.find((command) => command.text === "a&lt;b &amp; <@U0DESK|desk>"));
});
await check("posts, updates and deletes", async () => {
	const posted = await app.client.chat.postMessage({ channel, text: "one", metadata: { event_type: "t", event_payload: { oid: "7" } } });
	claim((await inChannel(posted.ts)).text === "one", "the message is in the channel");
	await app.client.chat.update({ channel, ts: posted.ts, text: "two" });
	claim((await inChannel(posted.ts)).text === "two", "the update is seen");
	const history = await app.client.conversations.history({ channel, include_all_metadata: true, limit: 5 });
	claim(history.messages.find((message) => message.ts === posted.ts).metadata.event_payload.oid === "7", "metadata comes back");
	await app.client.chat.delete({ channel, ts: posted.ts });
	claim((await inChannel(posted.ts)) === undefined, "it is gone");
});
await check("receives reactions", async () => {
	const posted = await app.client.chat.postMessage({ channel, text: "vote" });
	await act({ do: "react", channel, ts: posted.ts, name: "o" });
	const added = await eventWith("reaction_added", (event) => event.type === "reaction_added" && event.item.ts === posted.ts);
	claim(added.user === person && added.reaction === "o" && added.body.event_id.startsWith("Ev"), "who and what");
	await act({ do: "unreact", channel, ts: posted.ts, name: "o" });
	await eventWith("reaction_removed", (event) => event.type === "reaction_removed" && event.item.ts === posted.ts);
});
await check("hears messages and mentions", async () => {
	const { ts } = await act({ do: "post", channel, text: "hi <@U0KAIGI> <b>" });
	const message = await eventWith("the message", (event) => event.type === "message" && event.ts === ts);
	claim(message.text === "hi <@U0KAIGI> &lt;b&gt;", "its text");
	await eventWith("the mention", (event) => event.type === "app_mention" && event.ts === ts);
});
await check("opens a view and gets its submission", async () => {
	await act({ do: "command", channel, text: "/kaigi form" });
	const view = await until("the view", async () => (await act({ do: "views" })).views.find((one) => one.callback_id === "report"));
	const empty = await act({ do: "submit", view_id: view.id, values: {} });
	claim(empty.ok === false && empty.errors.sum && heard.views.length === 0, "an empty field is refused before it is sent");
	const refused = await act({ do: "submit", view_id: view.id, values: { sum: { txt: { value: "bad" } } } });
	claim(refused.ok === false && refused.errors.sum === "too short", "the app's errors come back");
	const taken = await act({ do: "submit", view_id: view.id, values: { sum: { txt: { value: "good" } } } });
	claim(taken.ok === true && heard.views.at(-1).state.values.sum.txt.value === "good", "the value arrives");
	claim((await act({ do: "views" })).views.every((one) => one.type === "home"), "it is closed");
});
await check("uses a trigger once and in time", async () => {
	const trigger = heard.commands.at(-1).trigger_id;
	const error = await app.client.views.open({ trigger_id: trigger, view: form("again") }).catch((fault) => fault.data.error);
	claim(error === "exchanged_trigger_id", `second use says ${error}`);
});
await check("presses a button and replaces the message", async () => {
	const posted = await app.client.chat.postMessage({ channel, text: "press", blocks: [{ type: "actions", block_id: "b", elements: [{ type: "button", action_id: "press", text: { type: "plain_text", text: "押す" }, value: "v7" }] }] });
	const pressed = await act({ do: "button", channel, ts: posted.ts, action_id: "press", block_id: "b" });
	claim(pressed.ok, "the press was acknowledged");
	claim(heard.actions.at(-1).actions[0].value === "v7", "its value");
	await until("the replacement", async () => (await inChannel(posted.ts)).text === "pressed");
});
await check("publishes Home", async () => {
	await app.client.views.publish({ user_id: person, view: { type: "home", blocks: [{ type: "section", text: { type: "mrkdwn", text: "案件" } }] } });
	const opened = await act({ do: "home", tab: "home" });
	claim(opened.view.blocks[0].text.text === "案件", "the person sees it");
	await eventWith("app_home_opened", (event) => event.type === "app_home_opened" && event.view?.id === opened.view.id);
});
await check("uploads a file and fetches it back", async () => {
	const bytes = Buffer.from(Array.from({ length: 70000 }, (_, n) => n % 251));
	const answer = await app.client.files.uploadV2({ channel_id: channel, file: bytes, filename: "議案.pdf", title: "議案" });
	const id = answer.files[0].files[0].id;
	const { file } = await app.client.files.info({ file: id });
	const fetched = await fetch(file.url_private_download, { headers: { Authorization: `Bearer ${read("bot-token")}` } });
	claim(Buffer.compare(Buffer.from(await fetched.arrayBuffer()), bytes) === 0, "the same bytes");
	claim(file.name === "議案.pdf" && file.size === bytes.length, "name and size");
	const stranger = await fetch(file.url_private_download);
	claim(stranger.headers.get("content-type").startsWith("text/html"), "without the token it is a login page");
});
await check("direct messages and pages", async () => {
	const { channel: direct } = await app.client.conversations.open({ users: person });
	const posted = await app.client.chat.postMessage({ channel: direct.id, text: "こっそり" });
	claim((await act({ do: "history", channel: direct.id })).messages.some((message) => message.ts === posted.ts), "it is there");
	const seen = [];
	for await (const page of app.client.paginate("users.list", { limit: 2 })) {
		seen.push(...page.members.map((member) => member.id));
	}
	claim(seen.length >= 3 && new Set(seen).size === seen.length, "all people over several pages");
});
await check("is told a missing scope", async () => {
	await act({ do: "app", what: "scope_remove", scope: "reactions:write" });
	const error = await app.client.reactions.add({ channel, timestamp: "1.000001", name: "o" }).catch((caught) => caught.data);
	await act({ do: "app", what: "scope_add", scope: "reactions:write" });
	claim(error.error === "missing_scope" && error.needed === "reactions:write", JSON.stringify(error));
});
await check("honours 429", async () => {
	await fault({ fault: "status_429", method: "chat.postMessage", retry_after: 1 });
	const start = Date.now();
	const posted = await app.client.chat.postMessage({ channel, text: "patience" });
	claim(posted.ok && Date.now() - start >= 900, "it waited and posted");
});
await check("gets a dropped event again", async () => {
	await fault({ fault: "ack_window", value: 300 });
	await fault({ fault: "drop", count: 1 });
	const { ts } = await act({ do: "post", channel, text: "dropped" });
	await eventWith("the retry", (event) => event.ts === ts && event.text === "dropped");
	await fault({ fault: "ack_window", value: 3000 });
});
await check("shows a late command as timed out", async () => {
	await fault({ fault: "ack_window", value: 500 });
	await act({ do: "command", channel, text: "/kaigi late" });
	await until("operation_timeout", async () => (await lastEphemerals()).some((message) => message.error === "operation_timeout"));
	await fault({ fault: "ack_window", value: 3000 });
});
for (const reason of ["warning", "refresh_requested", "too_many_websockets", "link_disabled"]) {
	await check(`survives disconnect ${reason}`, async () => {
		await fault({ fault: "disconnect", reason, which: "all", ms: 200 });
		await pause(400);
		await until("a new socket", async () => (await control("pending", {})).sockets >= 1, 20000);
		await pause(200);
		await commandWorks(`${label}-${reason}`);
	});
}
for (const how of ["close", "reset"]) {
	await check(`survives ${how}`, async () => {
		await fault({ fault: how, which: "all" });
		await until("the socket's end", async () => (await control("pending", {})).sockets === 0);
		await until("a new socket", async () => (await control("pending", {})).sockets >= 1, 20000);
		await pause(200);
		await commandWorks(`${label}-${how}`);
	});
}
await check("stops", async () => {
	await app.stop();
	await until("no socket", async () => (await control("pending", {})).sockets === 0);
});
process.exit(failures > 0 ? 1 : 0);
