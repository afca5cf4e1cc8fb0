// What people and owners do, and the events that the app gets of it; forms and their stack.
//
//     node events.mjs STATE_FOLDER

import { act, api, channel, check, claim, done, fault, link, pause, post, until } from "./client.mjs";

const events = (client, type) => client.envelopes().filter((one) => one.payload.event?.type === type).map((one) => one.payload.event);
const heard = (client, type, test = () => true) => until(type, () => events(client, type).find(test));
const subtype = (client, name) => until(name, () => events(client, "message").find((event) => event.subtype === name));
const ok = async (promise) => {
	const answer = await promise;

	claim(answer.ok, JSON.stringify(answer));
	return answer;
};

await check("editing and deleting", async (keep) => {
	const client = await link(keep);
	const ts = await post("before");
	await ok(act({ do: "edit", channel, ts, text: "after" }));
	const changed = await subtype(client, "message_changed");
	claim(changed.hidden && changed.message.text === "after" && changed.previous_message.text === "before" && changed.message.edited.user === "U0CHAIR", "the texts");
	claim(changed.user === undefined && changed.text === undefined && changed.channel_type === "channel", "nothing of the message outside");
	await ok(act({ do: "delete", channel, ts }));
	const deleted = await subtype(client, "message_deleted");
	claim(deleted.deleted_ts === ts && deleted.previous_message.text === "after", "which");
});
await check("a parent with replies leaves a tombstone", async (keep) => {
	const client = await link(keep);
	const ts = await post("parent");
	const reply = await ok(act({ do: "post", channel, text: "reply", thread_ts: ts }));
	await heard(client, "message", (event) => event.ts === reply.ts && event.thread_ts === ts && event.parent_user_id === "U0CHAIR");
	await ok(act({ do: "delete", channel, ts }));
	const changed = await subtype(client, "message_changed");
	claim(changed.message.subtype === "tombstone" && changed.message.user === "USLACKBOT", "the tombstone");
	await ok(act({ do: "delete", channel, ts: reply.ts }));
	await until("both gone", () => events(client, "message").filter((event) => event.subtype === "message_deleted").length === 2);
	claim(events(client, "message").at(-1).previous_message.subtype === "tombstone", "the tombstone goes last");
});
await check("an edit of the app's own comes too, with its bot_id", async (keep) => {
	const client = await link(keep);
	const { body } = await api("chat.postMessage", { channel, text: "mine" });
	await api("chat.update", { channel, ts: body.ts, text: "mine, better" });
	const changed = await subtype(client, "message_changed");
	claim(changed.message.bot_id === "B0KAIGI" && changed.message.text === "mine, better", "bot_id");
});
await check("joining, leaving, renaming, topic", async (keep) => {
	const client = await link(keep);
	await ok(act({ do: "channel", what: "invite", channel, user: "U0OUT" }));
	const joined = await heard(client, "member_joined_channel", (event) => event.user === "U0OUT");
	claim(joined.inviter === "U0CHAIR" && joined.channel_type === "C" && joined.team === "T0CITY", "who and where");
	await subtype(client, "channel_join");
	await ok(act({ do: "channel", as: "U0OUT", what: "leave", channel }));
	await heard(client, "member_left_channel", (event) => event.user === "U0OUT");
	await ok(act({ do: "channel", what: "rename", channel, name: "shingi" }));
	const renamed = await heard(client, "channel_rename");
	claim(renamed.channel.id === channel && renamed.channel.name === "shingi", "the new name");
	await ok(act({ do: "channel", what: "rename", channel, name: "council" }));
});
await check("nothing from where the bot is not", async (keep) => {
	const client = await link(keep);
	await ok(act({ do: "post", channel: "C0OTHER", text: "unheard" }));
	await ok(act({ do: "post", channel: "C0SECRET", text: "unheard" }));
	const ts = await post("heard");
	await heard(client, "message", (event) => event.ts === ts);
	claim(events(client, "message").every((event) => event.text !== "unheard"), "no message of other channels");
});
await check("nothing without the scope", async (keep) => {
	const client = await link(keep);
	const ts = await post("vote");
	await ok(act({ do: "app", what: "scope_remove", scope: "reactions:read" }));
	await ok(act({ do: "react", channel, ts, name: "o" }));
	await ok(act({ do: "app", what: "scope_add", scope: "reactions:read" }));
	await ok(act({ do: "react", channel, ts, name: "x" }));
	await heard(client, "reaction_added", (event) => event.reaction === "x");
	claim(events(client, "reaction_added").length === 1, "only the second came");
});
await check("aliases and skin tones", async (keep) => {
	const client = await link(keep);
	const ts = await post("thumbs");
	await ok(act({ do: "react", channel, ts, name: "thumbsup" }));
	await ok(act({ do: "react", as: "U0DESK", channel, ts, name: "+1::skin-tone-3" }));
	claim((await act({ do: "react", channel, ts, name: "+1" })).error === "already_reacted", "thumbsup is +1");
	claim((await act({ do: "react", channel, ts, name: "+1::skin-tone-9" })).error === "invalid_name", "no such tone");
	await heard(client, "reaction_added", (event) => event.reaction === "+1::skin-tone-3" && event.user === "U0DESK");
	const { body } = await api("reactions.get", { channel, timestamp: ts, full: "true" });
	claim(body.message.reactions.map((one) => `${one.name} ${one.count} ${one.users}`).join() === "+1 1 U0CHAIR,+1::skin-tone-3 1 U0DESK", JSON.stringify(body.message.reactions));
});
await check("a kicked bot hears channel_left, and comes back", async (keep) => {
	const client = await link(keep);
	await ok(act({ do: "channel", what: "kick", channel, user: "U0KAIGI" }));
	const left = await heard(client, "channel_left");
	claim(left.channel === channel && left.actor_id === "U0CHAIR", "where and by whom");
	claim((await api("chat.postMessage", { channel, text: "?" })).body.error === "not_in_channel", "it may not post");
	await ok(act({ do: "channel", what: "invite", channel, user: "U0KAIGI" }));
	await heard(client, "member_joined_channel", (event) => event.user === "U0KAIGI");
});
await check("archiving and sharing", async (keep) => {
	const client = await link(keep);
	const made = await ok(act({ do: "channel", what: "create", name: "jian-1", private: true, members: ["U0KAIGI"] }));
	await ok(act({ do: "channel", what: "archive", channel: made.channel.id }));
	await heard(client, "group_archive", (event) => event.channel === made.channel.id && event.user === "U0CHAIR");
	await ok(act({ do: "channel", what: "unarchive", channel: made.channel.id }));
	await heard(client, "group_unarchive");
	await ok(act({ do: "channel", what: "share", channel: made.channel.id, new_id: "C0SHARED" }));
	const moved = await heard(client, "channel_id_changed");
	claim(moved.old_channel_id === made.channel.id && moved.new_channel_id === "C0SHARED", "the ids");
	claim((await api("conversations.info", { channel: "C0SHARED" })).body.channel.is_ext_shared === true, "is_ext_shared");
	const { ts } = await ok(act({ do: "post", channel: "C0SHARED", text: "shared" }));
	await heard(client, "message", (event) => event.ts === ts);
	claim(client.event(ts)[0].payload.is_ext_shared_channel === true, "the event says so");
});
await check("people come, change and go", async (keep) => {
	const client = await link(keep);
	const { user } = await ok(act({ do: "person", what: "create", name: "shin", real_name: "新任 四郎" }));
	await heard(client, "team_join", (event) => event.user.id === user.id && event.user.team_id === "T0CITY");
	await ok(act({ do: "person", what: "rename", user: user.id, display_name: "新任四郎" }));
	await heard(client, "user_change", (event) => event.user.profile.display_name === "新任四郎");
	await ok(act({ do: "person", what: "guest", user: user.id }));
	await heard(client, "user_change", (event) => event.user.is_restricted === true);
	await ok(act({ do: "person", what: "deactivate", user: user.id }));
	await heard(client, "user_change", (event) => event.user.id === user.id && event.user.deleted === true);
	claim((await act({ do: "history", as: user.id, channel })).error === "user_disabled", "who left acts no more");
	await ok(act({ do: "person", what: "dnd", user: "U0DESK", dnd: { dnd_enabled: true, next_dnd_start_ts: 1, next_dnd_end_ts: 2 } }));
	await heard(client, "dnd_updated_user", (event) => event.user === "U0DESK" && event.dnd_status.dnd_enabled === true);
	await ok(act({ do: "person", what: "emoji_add", name: "maru" }));
	await heard(client, "emoji_changed", (event) => event.subtype === "add" && event.name === "maru");
});
await check("files: shared, changed, deleted", async (keep) => {
	const client = await link(keep);
	const { base, token } = await import("./client.mjs");
	const { file } = await (await fetch(`${base}/page/upload?token=${token}&user=U0CHAIR&name=${encodeURIComponent("議案.pdf")}`, { method: "POST", body: "PDF" })).json();
	claim((await api("files.info", { file: file.id })).body.error === "file_not_found", "unseen before it is shared");
	const { ts } = await ok(act({ do: "post", channel, text: "資料", files: [file.id] }));
	const event = await heard(client, "message", (one) => one.ts === ts);
	claim(event.subtype === "file_share" && event.files[0].name === "議案.pdf" && event.files[0].mimetype === "application/pdf", "the message");
	await heard(client, "file_shared", (one) => one.file_id === file.id && one.channel_id === channel);
	claim((await api("files.info", { file: file.id })).body.file.size === 3, "seen now");
	await ok(act({ do: "file", what: "replace", file: file.id, bytes_base64: Buffer.from("other").toString("base64") }));
	await heard(client, "file_change", (one) => one.file_id === file.id);
	claim((await api("files.info", { file: file.id })).body.file.size === 5, "other bytes");
	await ok(act({ do: "file", what: "delete", file: file.id }));
	await heard(client, "file_deleted", (one) => one.file_id === file.id);
	claim((await api("files.info", { file: file.id })).body.error === "file_deleted", "gone");
});

const plain = (text) => ({ type: "plain_text", text });
const modal = (callbackId, more = {}) => ({ type: "modal", callback_id: callbackId, title: plain("t"), submit: plain("s"), blocks: [
	{ type: "input", block_id: "q", label: plain("l"), element: { type: "plain_text_input", action_id: "a" } },
	{ type: "actions", block_id: "b", elements: [{ type: "button", action_id: "press", text: plain("p"), value: "v" }] }], ...more });
const views = async () => (await act({ do: "views" })).views.filter((view) => view.type === "modal");
const top = async () => (await views()).at(-1);
const typed = { q: { a: { value: "x" } } };

// The app of these checks: acks what comes in, with what ANSWER says.
function serve(client, answer = () => undefined) {
	const take = client.take.bind(client);

	client.take = (opcode, payload) => {
		const before = client.frames.length;
		take(opcode, payload);
		const envelope = client.frames.slice(before).find((one) => one.envelope_id);
		if (envelope) {
			client.ack(envelope, answer(envelope.payload));
		}
	};
}

async function opened(client, view = modal("first")) {
	const before = client.envelopes().length;
	await act({ do: "command", channel, text: "/kaigi form" });
	const envelope = await until("the command", () => client.envelopes().slice(before).find((one) => one.type === "slash_commands"));
	const { body } = await api("views.open", { trigger_id: envelope.payload.trigger_id, view: JSON.stringify(view) });

	claim(body.ok, JSON.stringify(body));
	return body.view;
}

async function pressed(client) {
	const before = client.envelopes().length;
	await ok(act({ do: "button", view_id: (await top()).id, action_id: "press" }));

	return client.envelopes().slice(before).find((one) => one.payload.type === "block_actions").payload;
}

await check("a form is answered by update, push, clear", async (keep) => {
	const client = await link(keep);
	let answer;
	serve(client, (payload) => (payload.type === "view_submission" ? answer : undefined));
	const first = await opened(client);
	answer = { response_action: "update", view: modal("updated") };
	await ok(act({ do: "submit", view_id: first.id, values: typed }));
	claim((await top()).callback_id === "updated" && (await top()).id === first.id && (await top()).hash !== first.hash, "updated in place");
	claim((await top()).state.values.q.a.value === "x", "what was typed stays");
	answer = { response_action: "push", view: modal("second") };
	await ok(act({ do: "submit", view_id: first.id, values: typed }));
	const second = await top();
	claim((await views()).length === 2 && second.previous_view_id === first.id && second.root_view_id === first.id, "pushed");
	answer = undefined;
	await ok(act({ do: "submit", view_id: second.id, values: typed }));
	claim((await views()).length === 1, "closed one");
	answer = { response_action: "clear" };
	await ok(act({ do: "submit", view_id: first.id, values: typed }));
	claim((await views()).length === 0, "cleared");
});
await check("a bad answer to a form closes nothing", async (keep) => {
	const client = await link(keep);
	let answer = { response_action: "errors", errors: { nowhere: "no such block" } };
	serve(client, (payload) => (payload.type === "view_submission" ? answer : undefined));
	const view = await opened(client);
	claim((await act({ do: "submit", view_id: view.id, values: typed })).error === "dispatch_failed", "errors for no block");
	answer = { response_action: "update", view: { type: "modal" } };
	claim((await act({ do: "submit", view_id: view.id, values: typed })).error === "dispatch_failed", "an invalid view");
	claim((await top()).id === view.id, "still open");
});
await check("an unanswered form times out and stays", async (keep) => {
	const client = await link(keep);
	const view = await opened(client);
	await fault({ fault: "ack_window", value: 200 });
	claim((await act({ do: "submit", view_id: view.id, values: typed })).error === "operation_timeout", "operation_timeout");
	claim((await top()).id === view.id, "still open");
});
await check("three modals and no more; hash; not_found", async (keep) => {
	const client = await link(keep);
	serve(client);
	const first = await opened(client);
	for (const name of ["second", "third"]) {
		const { body } = await api("views.push", { trigger_id: (await pressed(client)).trigger_id, view: JSON.stringify(modal(name)) });
		claim(body.ok, JSON.stringify(body));
	}
	const { body } = await api("views.push", { trigger_id: (await pressed(client)).trigger_id, view: JSON.stringify(modal("fourth")) });
	claim(body.error === "push_limit_reached", body.error);
	const view = JSON.stringify(modal("first again"));
	claim((await api("views.update", { view_id: first.id, hash: "1.wrong", view })).body.error === "hash_conflict", "hash_conflict");
	claim((await api("views.update", { view_id: first.id, hash: first.hash, view })).body.ok, "the right hash");
	claim((await api("views.update", { view_id: first.id, hash: first.hash, view })).body.error === "hash_conflict", "it changed with that");
	await ok(act({ do: "close_view", view_id: first.id, is_cleared: true }));
	claim((await api("views.update", { view_id: first.id, view })).body.error === "not_found", "closed is gone");
});
await check("a trigger dies after three seconds", async (keep) => {
	const client = await link(keep);
	serve(client);
	await act({ do: "command", channel, text: "/kaigi slow" });
	const envelope = await until("the command", () => client.envelopes().find((one) => one.payload.text === "slow"));
	await pause(3100);
	claim((await api("views.open", { trigger_id: envelope.payload.trigger_id, view: JSON.stringify(modal("late")) })).body.error === "expired_trigger_id", "expired_trigger_id");
});
await check("view_closed when asked for", async (keep) => {
	const client = await link(keep);
	serve(client);
	const view = await opened(client, modal("watched", { notify_on_close: true, private_metadata: "m" }));
	await ok(act({ do: "close_view", view_id: view.id }));
	await until("view_closed", () => client.envelopes().find((one) => one.payload.type === "view_closed" && one.payload.view.private_metadata === "m" && one.payload.is_cleared === false));
});
await check("tokens revoked, Socket Mode off, app gone", async (keep) => {
	const client = await link(keep);
	await ok(act({ do: "app", what: "revoke_bot" }));
	await heard(client, "tokens_revoked", (event) => event.tokens.bot[0] === "U0KAIGI");
	claim((await api("auth.test")).body.error === "token_revoked", "token_revoked");
	await ok(act({ do: "app", what: "enable" }));
	claim((await api("auth.test")).body.ok, "back again");
	await ok(act({ do: "app", what: "disable_socket_mode" }));
	await until("link_disabled", () => client.frames.some((one) => one.type === "disconnect" && one.reason === "link_disabled"));
	await until("the close", () => client.end === "close 1000");
	await ok(act({ do: "app", what: "enable" }));
	const second = await link(keep);
	await ok(act({ do: "app", what: "uninstall" }));
	await heard(second, "app_uninstalled");
	claim((await api("auth.test")).body.error === "account_inactive", "account_inactive");
	await ok(act({ do: "app", what: "enable" }));
});
done();
