"""One council in two networks: one bot on one database, Slack's stand-in and a real Synapse beside each other.

`world.slack` and `world.matrix` have the same words: what people do there, and what then stands on their screens. People are
known by the localpart ("chair", "m3"). Texts are compared as `plain()` has them. Call synapse.use_venv() before this is imported.
"""

import re
import sqlite3
import time
import unicodedata

import council
import rig as rigs
from between import Between
from matrix_people import Person, Refused
from stand_in import MARKS, Refused as SlackRefused

SLACK_IDS = {local: slack for slack, local in council.LOCALPARTS.items()}
KEYCAP = "\ufe0f\u20e3"
PATIENCE = 60


def plain(text):
    """Widths and blanks are no difference between two networks."""
    return re.sub(r"[ \t\u3000]+", "", unicodedata.normalize("NFKC", text))


def wait_for(what, look, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError("waited %d s for %s" % (seconds, what))
        time.sleep(0.1)


class Note:
    """A message of the bot's as it stands: `place` and `id` for the network, `key` its outbox key."""

    def __init__(self, text, place, name, key, source):
        self.text, self.place, self.id, self.key, self.source = plain(text), place, name, key, source

    def __contains__(self, words):
        return plain(words) in self.text


class Side:
    name = ""

    def __init__(self, world):
        self.world = world

    def count(self, who, *needles):
        """who: a person, or None for the council's channel."""
        notes = self.council() if who is None else self.private(who)
        return sum(all(one in note for one in needles) for note in notes)

    def look(self, who, *needles):
        notes = self.council() if who is None else self.private(who)
        found = [note for note in notes if all(one in note for one in needles)]
        return found[-1] if found else None

    def find(self, who, *needles):
        return wait_for("%s in %s sees %s" % (who or "the channel", self.name, needles), lambda: self.look(who, *needles))

    def card(self):
        return self.find(None, "回R8-001", "持ち回りでお諮りします")

    def sheet(self, who):
        """The person's own message."""
        return self.find(who, "回R8-001", "持ち回りでお諮りします")


class Slack(Side):
    name = "slack"

    @property
    def people(self):
        return self.world.rig.people

    def note(self, message, channel):
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        return Note(self.people.text(message), channel, message["ts"], payload.get("key"), message)

    def council(self):
        channel, out = self.world.rig.channels["管理会議"], []
        for message in self.people.history("U0SHOMU", channel):
            if self.people.is_bots(message):
                out.append(self.note(message, channel))
            if message.get("reply_count"):
                out += [self.note(one, channel) for one in self.people.history("U0SHOMU", channel, message["ts"])
                        if one["ts"] != message["ts"] and self.people.is_bots(one)]
        return out

    def private(self, who):
        return [self.note(message, message["channel"]) for message in self.people.private(SLACK_IDS[who])]

    def act(self, do, who, **fields):
        try:
            return self.people.act(do, **{"as": SLACK_IDS[who], **fields})
        except SlackRefused as refused:
            if "already_reacted" not in str(refused):
                raise
            return {}

    def mark(self, who, key, note):
        self.act("react", who, channel=note.place, ts=note.id, name=MARKS[key])

    def unmark(self, who, key, note):
        self.act("unreact", who, channel=note.place, ts=note.id, name=MARKS[key])

    def command(self, who, text):
        self.act("command", who, channel=self.people.dm(SLACK_IDS[who]), text="/kaigi " + text)

    def press(self, who, label, note):
        for block in note.source.get("blocks") or []:
            for element in list(block.get("elements") or []) + [block.get("accessory") or {}]:
                if element.get("type") == "button" and label in element["text"]["text"]:
                    self.act("button", who, channel=note.place, ts=note.id, action_id=element["action_id"],
                             block_id=block.get("block_id"), value=element.get("value", ""))
                    return
        raise AssertionError("no button %s in %s" % (label, note.text))

    def unheard(self):
        """The next mark stands in Slack and the bot is not told of it."""
        for fault in ({"fault": "ack_window", "value": 20}, {"fault": "retry_scale", "value": 1000000}, {"fault": "drop", "count": 4}):
            self.people.fault(fault)

    def down(self):
        wait_for("what Slack gave up to tell", lambda: self.people.pending()["pending"] == 0)
        workspace = self.world.rig.workspace
        workspace.kill()
        workspace.wait()

    def up(self):
        self.world.rig.start_workspace()
        self.people.fault({"fault": "retry_scale", "value": 100})  # what finds no socket yet comes again in a second, not in a minute


class Matrix(Side):
    name = "matrix"

    def __init__(self, world):
        super().__init__(world)
        self.persons, self.put = {}, {}

    def person(self, who):
        if who not in self.persons:
            self.persons[who] = Person(self.world.server.address, self.world.tokens[who])
        return self.persons[who]

    def accept(self):
        """Whoever is invited by the bot goes in."""
        with sqlite3.connect("file:%s/hs.db?mode=ro" % self.world.server.folder, uri=True, timeout=10) as db:
            rows = db.execute("SELECT m.room_id, m.user_id FROM local_current_membership m JOIN events e ON e.event_id = m.event_id "
                              "WHERE m.membership = 'invite' AND e.sender = ?", (self.world.user,)).fetchall()
        db.close()
        for room, user in rows:
            try:
                self.person(user[1:].split(":")[0]).join(room)
            except Refused:
                pass

    def notes(self, who, room):
        return [Note(m.text, room, m.id, m.first.get("kaigi.key"), m) for m in self.person(who).history(room)
                if m.sender == self.world.user]

    def council(self):
        return self.notes("shomu", self.world.rooms["C0COUNCIL"])

    def private(self, who):
        self.accept()
        rooms = [room for room in self.person(who).rooms() if room not in self.world.rooms.values()]
        return [note for room in rooms for note in self.notes(who, room)]

    def mark(self, who, key, note):
        self.put[who, key, note.id] = self.person(who).react(note.place, note.id, key)

    def unmark(self, who, key, note):
        self.person(who).redact(note.place, self.put.pop((who, key, note.id)))

    def command(self, who, text):
        self.person(who).say(self.world.rooms["C0SHOMU"] if who == "shomu" else self.sheet(who).place, "!kaigi " + text)

    def press(self, who, label, note):
        """By the mark with its number."""
        for number, name in re.findall(r"(?m)^(\d+)(\S+)$", note.text):
            if label in name:
                self.mark(who, number + KEYCAP, note)
                return
        raise AssertionError("no button %s in %s" % (label, note.text))

    def unheard(self):
        """From now on the bot can't reach it; people can."""
        self.world.between.down = True

    def down(self):
        self.world.server.kill()
        self.world.between.down = False

    def up(self):
        self.world.server.start()


class World:
    """roster: the shipped one, but whom `matrix` names has an account there alone, whom `both` names one in each."""

    def __init__(self, build, folder, matrix, both, start="2026-04-10 09:30"):
        self.rig = rigs.Rig(build, folder, start=start)
        self.server, made = council.prepare(folder + "/synapse")
        self.rooms, self.tokens = made["rooms"], made["tokens"]
        self.user = self.server.user(council.BOT)
        self.members = {"matrix": set(matrix), "both": set(both)}
        with open(self.rig.clock, "w", encoding="ascii") as file:
            file.write("0 %d\n" % self.rig.offset)  # the rooms are older than this minute
        self.between = None
        self.slack, self.matrix = Slack(self), Matrix(self)

    def begin(self):
        """Everything runs; close() ends what did, also when this failed."""
        self.server.start()
        self.between = Between(self.server.port)
        self.rig.start_workspace()
        self.rig.write_settings()
        self.write_token()
        with open(self.rig.folder + "/settings.yaml", "a", encoding="utf-8") as file:
            file.write(council.workspace_text(self.between.address, self.rooms, self.rig.folder + "/matrix-token"))
        self.start_bot()
        code, said = self.rig.kaigi("import", self.write_roster())
        assert code == 0, said

    def write_token(self):
        council.write(self.rig.folder + "/matrix-token", self.tokens[council.BOT]["access_token"] + "\n")

    def write_roster(self):
        path = self.rig.folder + "/roster.yaml"
        with open(rigs.SOURCE + "/config/kawasaki/roster.yaml", encoding="utf-8") as file:
            text = file.read()
        for who in sorted(self.members["matrix"] | self.members["both"]):
            slack = "{ workspace: slack, account: %s }" % SLACK_IDS[who]
            there = '{ workspace: matrix, account: "%s" }' % self.server.user(who)
            assert text.count(slack) == 1, who
            text = text.replace(slack, there if who in self.members["matrix"] else slack + ", " + there)
        council.write(path, text)
        return path

    # ---- the bot

    def log(self):
        with open(self.rig.folder + "/bot.log", "rb") as file:
            return file.read().decode("utf-8", "replace")

    def start_bot(self):
        before = self.log().count("matrix=link state=up") if self.rig.idle() >= 0 else 0
        self.rig.start_bot(wait=False)
        wait_for("both links", lambda: self.rig.check_alive() or (
            self.log().count("matrix=link state=up") > before and self.rig.people.pending()["sockets"] > 0))

    def kill_bot(self):
        """SIGKILL, and again."""
        bot, self.rig.bot = self.rig.bot, None
        bot.kill()
        bot.wait()
        self.start_bot()

    def close(self):
        for person in self.matrix.persons.values():
            person.close()
        if self.between is not None:
            self.between.close()
        self.server.kill()
        self.rig.close(keep=True)

    # ---- time and rest

    def quiet(self, *sides):
        """Nothing is on its way in these networks, and the bot has been idle behind it. Both when none is named."""
        for _ in range(2):
            for side in sides or (self.slack, self.matrix):
                wait_for("rest in %s; %s; %s" % (side.name, self.rig.state_line(), self.rig.people.pending()), lambda s=side: self.rig.check_alive() or self.is_heard(s))
            before = self.rig.idle()
            wait_for("the bot's rest: %s" % self.rig.state_line(), lambda b=before: self.rig.check_alive() or self.rig.idle() >= b + 2)

    def is_heard(self, side):
        if side is self.slack:
            pending = self.rig.people.pending()
            return pending["pending"] == 0 and pending["sockets"] > 0
        with sqlite3.connect("file:%s/hs.db?mode=ro" % self.server.folder, uri=True, timeout=10) as db:
            newest = db.execute("SELECT max(e.stream_ordering) FROM events e JOIN local_current_membership m ON m.room_id = e.room_id "
                                "WHERE m.user_id = ? AND m.membership = 'join'", (self.user,)).fetchone()[0]
        db.close()
        others, since = self.between.look()
        return others == 0 and any(one and int(one.lstrip("s").split("_")[0]) >= newest for one in since)

    def clock(self, text):
        self.rig.set_clock(rigs.instant(text) if isinstance(text, str) else text)

    def answered(self, side, who):
        """A command was asked and answered: what came before it is through. For when the other network is away."""
        def replies():
            return side.count(who, "回R8-001", "経緯")
        before = replies()
        side.command(who, "経緯 回R8-001")
        wait_for("an answer for %s in %s" % (who, side.name), lambda: self.rig.check_alive() or replies() > before)

    # ---- a matter's way

    def open(self):
        """Drafted in Matrix, reviewed in Slack, put by the chair in Matrix."""
        self.matrix.command("shomu", "持ち回り 件名=○○システムの停止後の対応方針について 号=7 "
                            "理由=本日中に案内方針を定める必要があるため 期限=4月14日(火)17:00 本文=復旧までの間は窓口で受け付ける。")
        self.slack.mark("review", "⭕", self.slack.find("review", "庶務内確認をお願い"))
        self.matrix.mark("chair", "⭕", self.matrix.find("chair", "付してよろしいか"))
        self.slack.card()
        self.matrix.card()

    def home(self, who):
        return self.matrix if who in self.members["matrix"] else self.slack

    def approve(self, *who):
        for one in who:
            side = self.home(one)
            side.mark(one, "⭕", side.sheet(one))

    def both_show(self, *needles):
        for side in (self.slack, self.matrix):
            side.find(None, "回R8-001", "持ち回りでお諮りします", *needles)

    def one(self, table, where="1"):
        return self.rig.rows("SELECT count(*) FROM %s WHERE %s" % (table, where))[0][0]

    def finish(self):
        """Stops well, and the ledger is whole."""
        code = self.rig.stop_bot()
        assert code == 0, "the bot ended with %s" % code
        code, said = self.rig.kaigi("verify")
        assert code == 0, said
