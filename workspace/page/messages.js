// A channel's or a thread's messages in their scroller. Keeps true: rows are in order of ts with one row per ts; what is
// being read stays where it is when older ones are added above; new ones scroll into view only for who is at the end.

import { h, icon } from "./dom.js";
import { dayKey, errorWords, t } from "./i18n.js";
import { drawMessage } from "./message.js";
import { app, channelName, state } from "./state.js";

const PAGE = 50;
const NEAR_TOP = 600;
const NEAR_END = 80;
const ONE_BREATH = 300;

export class MessageList {
	// SCROLLER is emptied and owned until drop().
	constructor(scroller, channel, threadTs) {
		this.channel = channel;
		this.threadTs = threadTs || null;
		this.scroller = scroller;
		this.rows = [];
		this.oldest = null;
		this.more = false;
		this.busy = false;
		this.failed = false;
		this.dropped = false;
		this.top = h("div.list-top", { "aria-live": "off" });
		this.log = h("div.log", { role: "log", "aria-live": "polite", "aria-relevant": "additions", "data-test": threadTs ? "thread-messages" : "messages" });
		this.jump = h("button.jump", { type: "button", hidden: true, onclick: () => this.toEnd() }, icon("arrowDown"), t("newBelow"));
		this.onscroll = () => this.scrolled();
		this.onkey = (event) => this.keyed(event);
		scroller.replaceChildren(this.top, this.log, this.jump);
		scroller.addEventListener("scroll", this.onscroll, { passive: true });
		scroller.addEventListener("keydown", this.onkey);
		this.observer = new ResizeObserver(() => this.resized());
		this.observer.observe(scroller);
	}

	drop() {
		this.dropped = true;
		this.observer.disconnect();
		this.scroller.removeEventListener("scroll", this.onscroll);
		this.scroller.removeEventListener("keydown", this.onkey);
	}

	async load() {
		this.log.setAttribute("aria-busy", "true");
		const answer = await this.ask(null);

		if (this.dropped) {
			return;
		}
		this.rows = [];
		this.log.replaceChildren();
		if (answer.ok) {
			this.takePage(answer);
			for (const note of state.ephemerals) {
				this.takeEphemeral(note);
			}
		} else {
			this.top.replaceChildren(h("p.quiet", {}, errorWords(answer.error)));
		}
		this.failed = !answer.ok;
		this.log.removeAttribute("aria-busy");
		this.toEnd();
	}

	ask(before) {
		return app.act({ do: "history", as: state.as, channel: this.channel, ...(this.threadTs ? { thread_ts: this.threadTs } : {}), ...(before ? { before } : {}), limit: this.threadTs ? 1000 : PAGE });
	}

	takePage(answer) {
		const messages = answer.messages || [];
		const had = this.rows.length;

		this.more = Boolean(answer.more);
		this.oldest = messages[0]?.ts ?? this.oldest;
		const fresh = messages.filter((message) => this.accepts(message) && this.find(message.ts) < 0).map((message) => this.row(message, false));
		if (had && fresh.length && fresh.at(-1).ts < this.rows[0].ts) {
			this.rows.unshift(...fresh);
			this.log.prepend(...fresh.map((row) => row.node));
		} else {
			for (const row of fresh) {
				this.insert(row);
			}
		}
		this.decorate(0, fresh.length + 1);
		this.drawTop();
	}

	// Older ones come in above; the height they add is given back to the scroll position.
	async loadOlder() {
		if (this.busy || !this.more || this.dropped) {
			return;
		}
		this.busy = true;
		this.top.replaceChildren(h("p.quiet", { "data-test": "loading-older" }, t("loadingOlder")));
		const answer = await this.ask(this.oldest);
		if (!this.dropped && answer.ok) {
			const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
			this.takePage(answer);
			this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
		}
		this.busy = false;
		if (answer.ok && this.scroller.scrollTop < NEAR_TOP) {
			this.loadOlder();
		}
	}

	drawTop() {
		const channel = state.channels.get(this.channel);

		if (this.more || this.threadTs) {
			this.top.replaceChildren();
		} else {
			this.top.replaceChildren(h("p.quiet.beginning", { "data-test": "beginning" }, this.rows.length ? t("beginning", channelName(channel)) : t("empty")));
		}
	}

	accepts(message) {
		if (this.threadTs) {
			return message.ts === this.threadTs || message.thread_ts === this.threadTs;
		}
		return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
	}

	row(message, ephemeral) {
		return { ts: message.ts, message, ephemeral, node: drawMessage(message, this, ephemeral) };
	}

	find(ts) {
		let low = 0;
		let high = this.rows.length - 1;

		while (low <= high) {
			const middle = (low + high) >> 1;
			if (this.rows[middle].ts === ts) {
				return middle;
			}
			if (this.rows[middle].ts < ts) {
				low = middle + 1;
			} else {
				high = middle - 1;
			}
		}
		return -1 - low;
	}

	insert(row) {
		const at = -1 - this.find(row.ts);

		this.rows.splice(at, 0, row);
		this.log.insertBefore(row.node, this.rows[at + 1]?.node ?? null);
		return at;
	}

	// Adds or redraws MESSAGE if it belongs here.
	upsert(message, ephemeral = false) {
		if (!this.accepts(message) && !(ephemeral && !this.threadTs)) {
			return;
		}
		const stay = this.atEnd();
		const at = this.find(message.ts);

		if (at >= 0) {
			this.redraw(at, message);
		} else if (this.more && this.oldest && message.ts < this.oldest) {
			return;
		} else {
			const now = this.insert(this.row(message, ephemeral));
			this.decorate(now, now + 2);
			this.drawTop();
			this.jump.hidden = stay || message.user === state.as;
		}
		if (stay || (at < 0 && message.user === state.as)) {
			this.toEnd();
		}
	}

	redraw(at, message) {
		const row = this.rows[at];
		const focus = row.node.contains(document.activeElement) ? document.activeElement : null;
		const name = focus?.dataset.name;
		const test = focus?.dataset.test;
		const node = drawMessage(message, this, row.ephemeral);

		row.node.replaceWith(node);
		Object.assign(row, { message, node });
		this.decorate(at, at + 1);
		if (focus) {
			const twin = [...node.querySelectorAll("button")].find((button) => button.dataset.test === test && button.dataset.name === name);
			(twin || node).focus({ preventScroll: true });
		}
	}

	remove(ts) {
		const at = this.find(ts);

		if (at >= 0) {
			this.rows[at].node.remove();
			this.rows.splice(at, 1);
			this.decorate(at, at + 1);
		}
		state.ephemerals = state.ephemerals.filter((note) => note.message.ts !== ts || note.user !== state.as);
	}

	change(ts, edit) {
		const at = this.find(ts);

		if (at >= 0) {
			const stay = this.atEnd();
			this.redraw(at, { ...this.rows[at].message, ...edit(this.rows[at].message) });
			if (stay) {
				this.toEnd();
			}
		}
	}

	takeEphemeral(note) {
		const thread = note.message.thread_ts || null;

		if (note.user === state.as && note.channel === this.channel && (thread === this.threadTs || (!this.threadTs && !thread))) {
			this.upsert(note.message, true);
		}
	}

	// Day lines and the compact form of a run of messages by one author.
	decorate(from, to) {
		for (let at = Math.max(0, from); at < Math.min(to + 1, this.rows.length); at++) {
			const row = this.rows[at];
			const before = this.rows[at - 1];
			const newDay = !before || dayKey(before.ts) !== dayKey(row.ts);
			const run = before && !newDay && !row.ephemeral && !before.ephemeral && before.message.user === row.message.user && before.message.username === row.message.username
				&& !row.message.blocks?.length && !row.message.subtype && !before.message.subtype && Number(row.ts) - Number(before.ts) < ONE_BREATH;

			row.node.classList.toggle("new-day", newDay && !this.threadTs);
			row.node.classList.toggle("compact", Boolean(run));
		}
	}

	atEnd() {
		return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < NEAR_END;
	}

	toEnd() {
		this.scroller.scrollTop = this.scroller.scrollHeight;
		this.jump.hidden = true;
		this.stuck = true;
	}

	scrolled() {
		this.stuck = this.atEnd();
		if (this.stuck) {
			this.jump.hidden = true;
		}
		if (this.scroller.scrollTop < NEAR_TOP) {
			this.loadOlder();
		}
	}

	// Up and down walk the messages; Tab then goes through the buttons of the one that has the focus.
	keyed(event) {
		const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
		const here = event.target === this.scroller ? this.rows.length : this.rows.findIndex((row) => row.node === event.target);

		if (!step || here < 0) {
			return;
		}
		const next = this.rows[Math.min(here + step, this.rows.length - 1)];
		if (next) {
			event.preventDefault();
			next.node.focus({ preventScroll: true });
			next.node.scrollIntoView({ block: "nearest" });
		}
	}

	resized() {
		if (this.stuck) {
			this.scroller.scrollTop = this.scroller.scrollHeight;
		}
	}
}
