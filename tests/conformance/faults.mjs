// The stand-in's socket side and its faults.
//
//     node faults.mjs STATE_FOLDER

import { randomBytes } from "node:crypto";
import { act, api, base, channel, check, claim, control, dial, done, fault, frame, link, log, open, pause, pending, post, read, token, until } from "./client.mjs";

await check("ticket works once", async (keep) => {
	const url = await open();
	keep(await dial(url));
	claim((await dial(url)) === 401, "the second use is refused");
	claim((await dial(url.replace(/ticket=\w+/, "ticket=none"))) === 401, "an unknown ticket is refused");
});
await check("hello says what is held", async (keep) => {
	const first = await link(keep);
	const second = await link(keep, "&debug_reconnects=true");
	claim(first.hello.num_connections === 1 && second.hello.num_connections === 2, "num_connections");
	claim(first.hello.debug_info.approximate_connection_time === 18060 && second.hello.debug_info.approximate_connection_time === 360, "the time it lasts");
	claim(first.hello.connection_info.app_id === "A0KAIGI", "app_id");
});
await check("eleventh socket is refused by a frame", async (keep) => {
	for (let n = 0; n < 10; n++) {
		await link(keep);
	}
	const late = keep(await dial(await open()));
	const word = await until("a disconnect", () => late.frames.find((one) => one.type === "disconnect"));
	claim(word.reason === "too_many_websockets", word.reason);
	await until("its close", () => late.end === "close 1000");
});
await check("ping body comes back byte for byte", async (keep) => {
	const client = await link(keep);
	const body = Buffer.concat([Buffer.from("Ping from client (1764000000.123) \0"), randomBytes(80)]);
	client.socket.write(frame(9, body));
	await until("the pong", () => client.pongs.some((pong) => pong.equals(body)));
});
await check("server pings", async (keep) => {
	const client = await link(keep);
	await until("a ping", () => client.pings.some((ping) => ping.startsWith("Ping from applink-")), 7000);
});
await check("each envelope goes to one socket, and all get some", async (keep) => {
	const both = [await link(keep), await link(keep)];
	const all = await Promise.all(Array.from({ length: 10 }, (_, n) => post(`spread ${n}`)));
	await until("all of them", () => all.every((ts) => both[0].event(ts).length + both[1].event(ts).length === 1));
	claim(both.every((one) => one.envelopes().length >= 3), "neither is left out");
	both.forEach((one) => one.envelopes().forEach((envelope) => one.ack(envelope)));
	await until("nothing pending", async () => (await pending()).pending === 0);
});
await check("an event comes four times, a command once", async (keep) => {
	const client = await link(keep);
	await fault({ fault: "ack_window", value: 100 });
	await fault({ fault: "retry_scale", value: 1000 });
	const ts = await post("unanswered");
	await act({ do: "command", channel, text: "/kaigi unanswered" });
	await until("four attempts", () => client.event(ts).length === 4);
	claim(client.event(ts).map((one) => one.retry_attempt).join() === "0,1,2,3", "retry_attempt counts");
	claim(client.event(ts)[0].retry_reason === "" && client.event(ts)[1].retry_reason === "timeout", "retry_reason");
	claim(new Set(client.event(ts).map((one) => one.payload.event_id)).size === 1, "one event_id");
	await until("nothing pending", async () => (await pending()).pending === 0);
	claim(client.envelopes().filter((one) => one.type === "slash_commands").length === 1, "the command came once");
	claim((await act({ do: "ephemerals", channel })).messages.at(-1).error === "operation_timeout", "the person is told");
});
await check("a command with nobody there fails at once", async () => {
	await act({ do: "command", channel, text: "/kaigi nobody" });
	await until("dispatch_failed", async () => (await act({ do: "ephemerals", channel })).messages.at(-1)?.error === "dispatch_failed", 1000);
});
await check("drop", async (keep) => {
	const client = await link(keep);
	await fault({ fault: "drop", count: 1 });
	const [lost, kept] = [await post("lost"), await post("kept")];
	await until("the second", () => client.event(kept).length === 1);
	claim(client.event(lost).length === 0, "the first did not come");
	claim((await log()).entries.some((entry) => entry.what === "sent" && entry.event === "message"), "the log says it was sent");
});
await check("delay, duplicate, reorder, burst", async (keep) => {
	const client = await link(keep);
	await fault({ fault: "delay", ms: 300 });
	const late = await post("late");
	await pause(100);
	claim(client.event(late).length === 0, "it is held back");
	await until("it comes", () => client.event(late).length === 1);
	await fault({ fault: "duplicate" });
	const twice = await post("twice");
	await until("two of it", () => client.event(twice).length === 2);
	claim(new Set(client.event(twice).map((one) => one.envelope_id)).size === 1, "under one envelope_id");
	await fault({ fault: "reorder" });
	const [first, second] = [await post("first"), await post("second")];
	await until("both", () => client.event(first).length && client.event(second).length);
	const order = client.envelopes().map((one) => one.payload.event.ts);
	claim(order.indexOf(second) < order.indexOf(first), "the second came first");
	await fault({ fault: "burst", copies: 5 });
	const many = await post("many");
	await until("five", () => client.event(many).length === 5);
	claim(new Set(client.event(many).map((one) => one.payload.event_id)).size === 5, "five event ids");
});
await check("reset and half_open on the next envelope", async (keep) => {
	const client = await link(keep);
	await fault({ fault: "reset" });
	await post("cut");
	await until("a reset without a close frame", () => client.end === "ECONNRESET");
	const second = await link(keep);
	await fault({ fault: "half_open" });
	await post("into the void");
	second.socket.write(frame(9, "anybody?"));
	await pause(300);
	claim(second.end === null && second.envelopes().length === 0 && second.pongs.length === 0, "silence, but no end");
});
await check("refuse_upgrade and no_hello", async (keep) => {
	await fault({ fault: "refuse_upgrade", status: 409 });
	claim((await dial(await open())) === 409, "409");
	await fault({ fault: "no_hello" });
	const mute = keep(await dial(await open()));
	await pause(200);
	claim(mute.frames.length === 0 && mute.end === null, "open without hello");
});
await check("disconnect: close, no_close, reset, which", async (keep) => {
	const [oldest, newest] = [await link(keep), await link(keep)];
	await fault({ fault: "disconnect", reason: "warning", which: "oldest", ms: 300 });
	await until("its word", () => oldest.frames.some((one) => one.type === "disconnect" && one.reason === "warning"));
	claim(oldest.end === null, "not closed yet");
	const ts = await post("to the other");
	await until("the event", () => newest.event(ts).length === 1);
	await until("the close", () => oldest.end === "close 1000");
	claim(newest.end === null, "the newer one stays");
	await fault({ fault: "no_close", reason: "refresh_requested", which: "newest" });
	await until("its word", () => newest.frames.some((one) => one.reason === "refresh_requested"));
	await pause(200);
	claim(newest.end === null, "never closed");
	const third = await link(keep);
	await fault({ fault: "disconnect", reason: "refresh_requested", name: "reset", which: "newest" });
	await until("a reset", () => third.end !== null);
	claim(third.end === "ECONNRESET" || third.end === "eof", third.end);
});
await check("ghosts take a share and show in num_connections", async (keep) => {
	await fault({ fault: "ghost", count: 2 });
	const client = await link(keep);
	claim(client.hello.num_connections === 3, `num_connections ${client.hello.num_connections}`);
	const all = [await post("g1"), await post("g2"), await post("g3")];
	await pause(200);
	claim(all.filter((ts) => client.event(ts).length).length === 1, "one in three arrives");
});
await check("429, 5xx, error and hang come before the effect", async () => {
	const count = async () => (await act({ do: "history", channel, limit: 500 })).messages.length;
	const before = await count();
	const message = { channel, text: "never" };
	await fault({ fault: "status_429", method: "chat.postMessage", retry_after: 7 });
	const limited = await api("chat.postMessage", message);
	claim(limited.status === 429 && limited.retryAfter === "7" && limited.body.error === "ratelimited", "429");
	await fault({ fault: "status_5xx", method: "chat.postMessage" });
	claim((await api("chat.postMessage", message)).status === 503, "503");
	await fault({ fault: "error", method: "chat.postMessage", name: "fatal_error" });
	claim((await api("chat.postMessage", message)).body.error === "fatal_error", "fatal_error");
	await fault({ fault: "hang", method: "chat.postMessage" });
	const hung = await Promise.race([api("chat.postMessage", message).then(() => "answered"), pause(300).then(() => "hung")]);
	claim(hung === "hung", "no answer");
	claim((await count()) === before, "nothing was posted");
});
await check("after_effect posts, then loses the answer", async () => {
	const has = async (text) => (await act({ do: "history", channel, limit: 500 })).messages.filter((message) => message.text === text).length;
	await fault({ fault: "after_effect", method: "chat.postMessage", skip: 1 });
	claim((await api("chat.postMessage", { channel, text: "skipped" })).body.ok, "skip lets one pass");
	claim((await api("chat.postMessage", { channel, text: "lost 5xx" })).status === 500, "500");
	await fault({ fault: "after_effect", method: "chat.postMessage", name: "reset" });
	claim((await api("chat.postMessage", { channel, text: "lost reset" }).catch((error) => error.cause?.code)) === "ECONNRESET", "a reset");
	claim((await has("lost 5xx")) === 1 && (await has("lost reset")) === 1, "both are there");
});
await check("clock_skew moves the Date header and the stamps", async () => {
	await fault({ fault: "clock_skew", value: 120000 });
	const answer = await fetch(`${base}/api/api.test`);
	claim(Math.abs(Date.parse(answer.headers.get("date")) - Date.now() - 120000) < 3000, "Date");
});
await check("control and page sockets want the token and their own origin", async () => {
	claim((await fetch(`${base}/control/pending?token=wrong`)).status === 403, "a wrong token");
	claim((await fetch(`${base}/control/pending?token=${token}`, { headers: { Origin: "https://evil.example" } })).status === 403, "a foreign origin");
	claim((await dial(`${base}/page/ws?token=wrong`)) === 403, "a page socket without the token");
});
await check("a page goes on where it was", async (keep) => {
	const page = keep(await dial(`${base}/page/ws?token=${token}`));
	page.send({ do: "hello", id: 1, since: null });
	const hello = await until("hello", () => page.frames.find((one) => one.re === 1));
	claim(hello.reset === true && hello.users.length >= 4, "a fresh start");
	await post("pushed");
	await until("the push", () => page.frames.some((one) => one.push?.message?.text === "pushed"));
	page.destroy();
	await post("missed");
	const again = keep(await dial(`${base}/page/ws?token=${token}`));
	again.send({ do: "hello", id: 2, since: hello.seq });
	await until("what was missed", () => again.frames.some((one) => one.push?.message?.text === "missed"));
	const seqs = again.frames.filter((one) => one.seq && one.push).map((one) => one.seq);
	claim(seqs.every((seq, n) => seq === hello.seq + 1 + n), "without a gap");
});
await check("answers late, doubled or invented are seen and harmless", async (keep) => {
	const client = await link(keep);
	client.send({ envelope_id: "no-such-envelope" });
	client.socket.write(frame(1, "this is no JSON"));
	client.socket.write(frame(1, "[]"));
	await until("the log", async () => (await log()).entries.some((entry) => entry.what === "ack_unknown"));
	claim(client.end === null, "still open");
});
await check("bad input is answered, not fatal", async () => {
	const raw = (path, body, type) => fetch(`${base}${path}`, { method: "POST", body, headers: { "Content-Type": type, Authorization: `Bearer ${read("bot-token")}` } });
	claim((await (await raw("/api/chat.postMessage", "\xff\xfe{", "application/json")).json()).error === "invalid_json", "JSON");
	claim((await raw("/api/chat.postMessage", "x".repeat(5 * 1024 * 1024), "application/x-www-form-urlencoded")).status === 413, "too large a body");
	claim((await (await raw("/control/act?token=" + token, "[1,2]", "text/plain")).json()).error === "invalid_json", "an act that is no object");
	claim((await (await raw("/control/act?token=" + token, '{"do":"nonsense"}', "text/plain")).json()).error === "unknown_act", "an unknown act");
	claim((await raw("/hooks/actions/T0CITY/1/none", "{}", "application/json")).status === 404, "an unknown hook");
	claim((await fetch(`${base}/files-pri/T0CITY-F0NONE/x`)).headers.get("content-type").startsWith("text/html"), "an unknown file is a login page");
});
await check("an upload of 55 MB", async () => {
	const bytes = Buffer.alloc(55 * 1024 * 1024, "kaigi");
	const answer = await (await fetch(`${base}/page/upload?token=${token}&user=U0CHAIR&name=${encodeURIComponent("大きい.bin")}`, { method: "POST", body: bytes })).json();
	claim(answer.ok && answer.file.size === bytes.length && answer.file.name === "大きい.bin", "size and name");
	const back = Buffer.from(await (await fetch(`${base}/page/file/${answer.file.id}?token=${token}`)).arrayBuffer());
	claim(back.equals(bytes), "the same bytes");
});
await check("response_url works five times", async (keep) => {
	const client = await link(keep);
	await act({ do: "command", channel, text: "/kaigi url" });
	const envelope = await until("the command", () => client.envelopes().find((one) => one.payload.text === "url"));
	client.ack(envelope);
	const use = (body) => fetch(envelope.payload.response_url, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
	for (let n = 1; n <= 5; n++) {
		claim((await use({ text: `use ${n}`, response_type: n === 5 ? "in_channel" : "ephemeral" })).status === 200, `use ${n}`);
	}
	claim((await use({ text: "use 6" })).status === 404, "the sixth is refused");
	claim((await act({ do: "ephemerals", channel })).messages.some((message) => message.text === "use 1"), "private by default");
	claim((await act({ do: "history", channel })).messages.at(-1).text === "use 5", "in_channel is for all");
});
done();
