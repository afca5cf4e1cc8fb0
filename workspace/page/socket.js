// The page's socket. Keeps true: pushes reach the page once each and in order of their number; after a lost connection
// it asks for what it missed by the last number seen, and on a gap or a refusal it asks for everything anew.

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;
const ANSWER_WITHIN = 15000;
const QUIET_FOR = 20000;

export class Socket {
	// HANDLERS: push(push), ready(hello, reset), state("connecting"|"open"|"lost"|"refused"), person() for the hello.
	constructor(address, handlers) {
		this.address = address;
		this.handlers = handlers;
		this.waiting = new Map();
		this.nextId = 1;
		this.seq = null;
		this.tries = 0;
		this.everOpen = false;
		this.ready = false;
		window.addEventListener("online", () => this.reconnectNow());
		setInterval(() => this.checkAlive(), QUIET_FOR / 4);
	}

	connect() {
		const ws = new WebSocket(this.address);

		clearTimeout(this.timer);
		this.ws = ws;
		this.lastHeard = Date.now();
		this.probed = false;
		ws.onopen = () => this.opened(ws);
		ws.onmessage = (event) => this.heard(ws, event.data);
		ws.onclose = () => this.closed(ws);
	}

	async opened(ws) {
		this.everOpen = true;
		const since = this.seq;
		const answer = await this.sendOn(ws, { do: "hello", since, as: this.handlers.person() });

		if (this.ws !== ws) {
			return;
		}
		if (!answer.ok) {
			ws.close();
			return;
		}
		const reset = since === null || Boolean(answer.reset);
		if (reset) {
			this.seq = answer.seq ?? this.seq;
		}
		this.ready = true;
		this.tries = 0;
		this.handlers.state("open");
		this.handlers.ready(answer, reset);
		this.flushEarly();
	}

	heard(ws, data) {
		if (this.ws !== ws) {
			return;
		}
		this.lastHeard = Date.now();
		this.probed = false;
		const frame = JSON.parse(data);

		if (frame.push) {
			this.pushed(frame);
		} else if (this.waiting.has(frame.re)) {
			const { resolve, timer } = this.waiting.get(frame.re);

			clearTimeout(timer);
			this.waiting.delete(frame.re);
			resolve(frame);
		}
	}

	// Pushes that come before hello's answer was worked in wait for it, or they would be laid under an older state.
	pushed(frame) {
		if (!this.ready) {
			(this.early ||= []).push(frame);
			return;
		}
		if (this.seq !== null && frame.seq !== undefined) {
			if (frame.seq <= this.seq) {
				return;
			}
			if (frame.seq > this.seq + 1) {
				this.ws.close();
				return;
			}
		}
		this.seq = frame.seq ?? this.seq;
		this.handlers.push(frame.push);
	}

	flushEarly() {
		const early = this.early || [];

		this.early = null;
		for (const frame of early) {
			this.pushed(frame);
		}
	}

	closed(ws) {
		if (this.ws !== ws) {
			return;
		}
		this.ready = false;
		this.early = null;
		for (const { resolve, timer } of this.waiting.values()) {
			clearTimeout(timer);
			resolve({ ok: false, error: "disconnected" });
		}
		this.waiting.clear();
		this.tries += 1;
		this.handlers.state(!this.everOpen && this.tries > 2 ? "refused" : "lost");
		const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.tries - 1)) * (0.8 + Math.random() * 0.2);
		this.timer = setTimeout(() => this.connect(), wait);
	}

	reconnectNow() {
		if (!this.ready && this.ws?.readyState === WebSocket.CLOSED) {
			this.connect();
		}
	}

	// A connection can be dead without a word; any answer, even a refusal, shows that it lives.
	checkAlive() {
		if (!this.ready || Date.now() - this.lastHeard < QUIET_FOR) {
			return;
		}
		if (this.probed) {
			const ws = this.ws;

			ws.onclose = null;
			ws.close();
			this.closed(ws);
			return;
		}
		this.probed = true;
		this.ws.send(JSON.stringify({ do: "ping", id: this.nextId++ }));
	}

	// One act; resolves to its answer, and to {ok:false,error} when there is none. Never rejects.
	act(act) {
		if (!this.ready) {
			return Promise.resolve({ ok: false, error: "disconnected" });
		}
		return this.sendOn(this.ws, act);
	}

	sendOn(ws, act) {
		const id = this.nextId++;

		return new Promise((resolve) => {
			const timer = setTimeout(() => {
				this.waiting.delete(id);
				resolve({ ok: false, error: "timeout" });
			}, ANSWER_WITHIN);
			this.waiting.set(id, { resolve, timer });
			ws.send(JSON.stringify({ ...act, id }));
		});
	}
}
