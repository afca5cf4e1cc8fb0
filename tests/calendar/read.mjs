// Reads a calendar file with ical.js, as Thunderbird and Nextcloud do, and prints what it found as one JSON line.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/node_modules/x.js");
const loaded = require("ical.js");
const ICAL = loaded.default ?? loaded;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[3], "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
const ends = event.component.getFirstPropertyValue("dtend");
console.log(JSON.stringify({
  method: calendar.getFirstPropertyValue("method"),
  uid: event.uid,
  sequence: event.sequence,
  status: event.component.getFirstPropertyValue("status"),
  summary: event.summary,
  location: event.location ?? "",
  description: event.description ?? "",
  zone: event.startDate.zone.tzid,
  starts: event.startDate.toJSDate().toISOString(),
  ends: ends ? ends.toJSDate().toISOString() : "",
  stamp: event.component.getFirstPropertyValue("dtstamp").toJSDate().toISOString(),
  zones: calendar.getAllSubcomponents("vtimezone").length,
}));
