"""A council on its own Synapse in which matters go round: what tests/live/rooms.py and send.py share.

People act and read with their own tokens; a room's history is what Synapse gives them.
"""

import hashlib
import os
import sqlite3
import sys
import time
import urllib.parse

import council
from synapse import Absent
from transport import PATIENCE, Place, SOURCE, wait_for

V3 = "/_matrix/client/v3/"
DRAFT = "持ち回り 件名=○○システムの停止後の対応方針について 号=7 理由=本日中に方針を定める必要があり、構成員の参集が困難なため 本文=窓口で受け付け、市民への案内は市ホームページで行う。"
AT_ONCE = {"rules: []": "rules: [{ key: circulation_minimum_minutes, value: 0, document: 試1号, from: 2026-04-01 }]"}
MEMBERS = ("vice", "m1", "m2", "m3", "m4", "m5", "m6", "m7")


class Meeting(Place):
    def start_with_roster(self, replace=None):
        with open(SOURCE + "/config/kawasaki/roster.yaml", encoding="utf-8") as file:
            text = council.roster_text(file.read(), self.server)
        for old, new in (replace or {}).items():
            assert old in text, old
            text = text.replace(old, new)
        with open(self.folder + "/roster.yaml", "w", encoding="utf-8") as file:
            file.write(text)
        self.start()
        told = self.kaigi("import", self.folder + "/roster.yaml")
        assert told.returncode == 0, told.stdout + told.stderr
        return self

    # ---- people

    def as_person(self, who, method, path, body=None):
        return self.server.call(method, V3 + path, body, self.tokens[who])

    def command(self, who, text, room="C0SHOMU"):
        return self.say(who, "!kaigi " + text, room)

    def react(self, who, event, key, room="C0COUNCIL"):
        """The reaction's id."""
        return self.as_person(who, "PUT", "rooms/%s/send/m.reaction/%d" % (self.rooms.get(room, room), time.monotonic_ns()), {
            "m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": key}})["event_id"]

    def members(self, room, who):
        return list(self.as_person(who, "GET", "rooms/%s/joined_members" % urllib.parse.quote(room))["joined"])

    def invites_of(self, who):
        # Synapse keeps the answer to a first sync for two minutes: no two are asked in the same words.
        nowhere = '{"room":{"rooms":["!%d:none.invalid"]}}' % time.monotonic_ns()
        answer = self.as_person(who, "GET", "sync?timeout=0&filter=" + urllib.parse.quote(nowhere))
        return list(answer.get("rooms", {}).get("invite", {}))

    def rooms_of(self, who):
        """The rooms of two that the bot made for somebody; he goes into those that he is asked into."""
        for room in self.invites_of(who):
            self.as_person(who, "POST", "join/" + urllib.parse.quote(room), {})
        out = []
        for room in self.as_person(who, "GET", "joined_rooms")["joined_rooms"]:
            state = self.as_person(who, "GET", "rooms/%s/state" % urllib.parse.quote(room))
            if any(e["type"] == "m.room.create" and e["sender"] == self.user for e in state):
                out.append(room)
        return sorted(out)

    def to(self, who):
        """The bot's messages to somebody, edits left out, oldest first."""
        return [(room, e) for room in self.rooms_of(who) for e in self.history(room, who)
                if e["sender"] == self.user and e["type"] == "m.room.message" and
                e["content"].get("m.relates_to", {}).get("rel_type") != "m.replace"]

    def words_to(self, who):
        return [e["content"].get("body", "") for _, e in self.to(who)]

    def alias_of(self, who):
        return "#%s_dm_%s:%s" % (council.BOT, hashlib.sha256(self.server.user(who).encode()).hexdigest()[:12], self.server.name)

    # ---- a matter's way

    def card_of(self, who, text="回R8-001", seconds=PATIENCE):
        """(room, event id) of the newest message to somebody in which `text` stands."""
        found = wait_for(lambda: [(room, e["event_id"]) for room, e in self.to(who) if text in e["content"].get("body", "")],
                         "%s has %s" % (who, text), seconds)
        return found[-1]

    def council_card(self, seconds=PATIENCE):
        def look():
            return [e["event_id"] for e in self.by_bot() if "回R8-001" in e["content"].get("body", "") and
                    e["content"].get("m.relates_to", {}).get("rel_type") != "m.replace"]
        return wait_for(look, "the council's card", seconds)[0]

    def draft(self):
        self.command("shomu", DRAFT)
        room, event = self.card_of("review")
        return room, event

    def open(self, check=True):
        """Drafted, reviewed, put: the members are asked."""
        room, event = self.draft()
        self.react("review", event, "⭕", room)
        room, event = self.card_of("chair")
        self.react("chair", event, "⭕", room)
        if check:
            wait_for(lambda: self.entries("circular.open"), "the start", PATIENCE)

    def draft_patiently(self):
        """open() while requests fail or wait: the same, with more patience."""
        self.command("shomu", DRAFT)
        for who in ("review", "chair"):
            room, event = self.card_of(who, seconds=180)
            self.react(who, event, "⭕", room)
        wait_for(lambda: self.entries("circular.open"), "the start", 180)

    def relations(self, room, event, who="shomu"):
        """[(sender, key)] of the reactions on an event."""
        told = self.server.call("GET", "/_matrix/client/v1/rooms/%s/relations/%s/m.annotation/m.reaction?limit=500" % (
            urllib.parse.quote(room), urllib.parse.quote(event)), token=self.tokens[who])
        return [(e["sender"], e["content"]["m.relates_to"]["key"]) for e in told["chunk"]]

    def marks_of_bot(self, event, room=None):
        return [key for sender, key in self.relations(room or self.rooms["C0COUNCIL"], event) if sender == self.user]

    def forget_transactions(self):
        """As after a day: while the server is down, what it knows of transaction ids goes."""
        with sqlite3.connect(self.server.folder + "/hs.db") as db:
            db.execute("DELETE FROM event_txn_id_device_id")
        db.close()

    # ---- kaigi's own

    def entries(self, kind):
        return self.rows("SELECT seq FROM ledger WHERE kind = ?", (kind,))

    def write_rows(self, sql):
        """While it is down."""
        with sqlite3.connect(self.state + "/kaigi.db") as db:
            db.execute(sql)
        db.close()

    def settle(self, seconds=PATIENCE):
        """Nothing is on its way out."""
        time.sleep(0.5)
        wait_for(lambda: self.rows("SELECT count(*) FROM outbox WHERE state < 2 AND due <= ?",
                                   (int(time.time() * 1000),))[0][0] == 0, "the outbox is empty", seconds)


def main(names, folder_name, *_):
    build = os.path.abspath(sys.argv[1])
    folder = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else "%s/%s" % (build, folder_name)
    wanted = sys.argv[3:]
    passed = failed = 0
    for name, test in list(names.items()):
        if not name.startswith("test_") or (wanted and name[5:] not in wanted):
            continue
        try:
            test(build, "%s/%s" % (folder, name[5:]))
            print("ok %s" % name[5:], flush=True)
            passed += 1
        except Absent:
            raise
        except Exception as error:  # told, and the next one runs
            print("not ok %s: %s: %s" % (name[5:], type(error).__name__, error), flush=True)
            failed += 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0
