// A websocket client that does only what it is told, with no library between, and the stand-in's addresses around it.

import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { basename, join } from "node:path";

const stateFolder = process.argv[2];
const group = basename(process.argv[1], ".mjs");
export const read = (name) => readFileSync(join(stateFolder, name), "utf8").trim();
export const base = `http://127.0.0.1:${/http=(\d+)/.exec(read("ports"))[1]}`;
export const token = read("token");
export const channel = "C0COUNCIL";
let failures = 0;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const control = async (path, body) => (await fetch(`${base}/control/${path}?token=${token}`, { method: "POST", body: JSON.stringify(body) })).json();
export const act = (fields) => control("act", { as: "U0CHAIR", ...fields });
export const fault = async (fields) => claim((await control("fault", fields)).ok, `fault ${fields.fault} is known`);
export const pending = () => control("pending", {});
export const log = async (since = 0) => (await (await fetch(`${base}/control/log?token=${token}&since=${since}`)).json());

export async function api(method, args = {}, bearer = read("bot-token")) {
	const answer = await fetch(`${base}/api/${method}`, { method: "POST", body: new URLSearchParams(args), headers: { Authorization: `Bearer ${bearer}` } });

	return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body: await answer.text().then((text) => { try { return JSON.parse(text); } catch { return text; } }) };
}

export function claim(held, what) {
	if (!held) {
		throw new Error(`not so: ${what}`);
	}
}

export async function until(what, look, ms = 4000) {
	for (const end = Date.now() + ms; Date.now() < end; await pause(20)) {
		const found = await look();
		if (found) {
			return found;
		}
	}
	throw new Error(`never: ${what}`);
}

export async function check(name, run) {
	const own = [];

	try {
		await control("fault", { fault: "clear" });
		await run((socket) => own.push(socket) && socket);
		console.log(`PASS ${group} ${name}`);
	} catch (error) {
		failures += 1;
		console.log(`FAIL ${group} ${name}: ${error.message}`);
	}
	own.forEach((socket) => socket.destroy());
	await until("all sockets gone", async () => (await pending()).sockets === 0).catch(() => {});
}

// A frame of RFC 6455, masked as a client must.
export function frame(opcode, payload) {
	const body = Buffer.from(payload);
	const mask = randomBytes(4);
	const head = body.length < 126 ? Buffer.from([0x80 | opcode, 0x80 | body.length]) : Buffer.from([0x80 | opcode, 0xfe, body.length >> 8, body.length & 255]);

	return Buffer.concat([head, mask, body.map((byte, n) => byte ^ mask[n % 4])]);
}

class Client {
	constructor(socket, head) {
		this.socket = socket;
		this.bytes = Buffer.alloc(0);
		this.frames = [];
		this.pongs = [];
		this.pings = [];
		this.end = null;
		socket.on("data", (data) => this.read(data));
		socket.on("error", (error) => (this.end ??= error.code));
		socket.on("close", () => (this.end ??= "eof"));
		this.read(head);
	}

	read(data) {
		this.bytes = Buffer.concat([this.bytes, data]);
		for (;;) {
			if (this.bytes.length < 2) {
				return;
			}
			const short = this.bytes[1] & 127;
			const start = short === 126 ? 4 : short === 127 ? 10 : 2;
			if (this.bytes.length < start) {
				return;
			}
			const size = short === 126 ? this.bytes.readUInt16BE(2) : short === 127 ? Number(this.bytes.readBigUInt64BE(2)) : short;
			if (this.bytes.length < start + size) {
				return;
			}
			this.take(this.bytes[0] & 15, this.bytes.subarray(start, start + size));
			this.bytes = this.bytes.subarray(start + size);
		}
	}

	take(opcode, payload) {
		if (opcode === 1) {
			this.frames.push(JSON.parse(payload));
		} else if (opcode === 8) {
			this.end = `close ${payload.length ? payload.readUInt16BE(0) : "bare"}`;
		} else if (opcode === 9) {
			this.pings.push(payload.toString());
		} else if (opcode === 10) {
			this.pongs.push(Buffer.from(payload));
		}
	}

	send(value) {
		this.socket.write(frame(1, JSON.stringify(value)));
	}

	ack(envelope, payload) {
		this.send({ envelope_id: envelope.envelope_id, ...(payload ? { payload } : {}) });
	}

	envelopes() {
		return this.frames.filter((one) => one.envelope_id);
	}

	event(ts) {
		return this.envelopes().filter((one) => one.payload.event?.ts === ts);
	}

	destroy() {
		this.socket.destroy();
	}
}

// Resolves to a Client, or to the status that refused.
export function dial(url) {
	const address = new URL(url.replace(/^ws/, "http"));
	const key = randomBytes(16).toString("base64");

	return new Promise((resolve, reject) => {
		const call = request(address, { headers: { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key } });

		call.on("upgrade", (answer, socket, head) => {
			const wanted = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
			claim(answer.headers["sec-websocket-accept"] === wanted, "the key was answered");
			resolve(new Client(socket, head));
		});
		call.on("response", (answer) => { answer.resume(); resolve(answer.statusCode); });
		call.on("error", reject);
		call.end();
	});
}

export const open = async () => (await api("apps.connections.open", {}, read("app-token"))).body.url;

export async function link(keep, extra = "") {
	const client = keep(await dial((await open()) + extra));

	client.hello = await until("hello", () => client.frames.find((one) => one.type === "hello"));
	return client;
}

export const post = async (text) => (await act({ do: "post", channel, text })).ts;

export const done = () => process.exit(failures > 0 ? 1 : 0);
