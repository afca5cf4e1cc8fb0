// The peer: Slack's Bolt doing the same with node:sqlite, WAL and synchronous=FULL. MODE is
//   shipped   Bolt as it comes: it acks an event before any listener runs
//   durable   the ack is held until after COMMIT, one transaction an event
//   group     the same, and what one turn of the loop brought shares a transaction
const { App, LogLevel } = require("@slack/bolt");
const { DatabaseSync } = require("node:sqlite");

const mode = process.env.MODE;
const db = new DatabaseSync(process.env.DATABASE);

db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
	CREATE TABLE inbox (event_id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, received_at INTEGER NOT NULL) STRICT;
	CREATE TABLE mark (channel TEXT, ts TEXT, person TEXT, name TEXT, at TEXT, PRIMARY KEY (channel, ts, person, name)) STRICT`);
const insert = db.prepare("INSERT INTO inbox VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
const mark = db.prepare("INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?, ?)");
const unmark = db.prepare("DELETE FROM mark WHERE channel = ? AND ts = ? AND person = ? AND name = ?");

function store(body) {
	const event = body.event;

	insert.run(body.event_id, event.type, JSON.stringify(body), Date.now());
	if (event.type === "reaction_added") {
		mark.run(event.item.channel, event.item.ts, event.user, event.reaction, event.event_ts);
	} else {
		unmark.run(event.item.channel, event.item.ts, event.user, event.reaction);
	}
}

function commit(bodies) {
	db.exec("BEGIN IMMEDIATE");
	bodies.forEach(store);
	db.exec("COMMIT");
}

const app = new App({ token: process.env.BOT_TOKEN, appToken: process.env.APP_TOKEN, socketMode: true, logLevel: LogLevel.ERROR,
	clientOptions: { slackApiUrl: process.env.API } });
let waiting = [];

async function listen({ body }) {
	if (mode === "group") {
		await new Promise((done) => {
			if (waiting.push({ body, done }) === 1) {
				setImmediate(() => {
					const group = waiting;

					waiting = [];
					commit(group.map((one) => one.body));
					group.forEach((one) => one.done());
				});
			}
		});
	} else {
		commit([body]);
	}
}

app.event("reaction_added", listen);
app.event("reaction_removed", listen);
if (mode !== "shipped") {
	const process_event = app.processEvent.bind(app);

	// Bolt calls this ack itself, before the listeners; it goes out when they are through.
	app.processEvent = async (event) => {
		let acked = null;

		await process_event({ ...event, ack: async (answer) => { acked = { answer }; } });
		if (acked) {
			await event.ack(acked.answer);
		}
	};
}
app.start().catch((error) => { console.log(`start ${error}`); process.exit(1); });
