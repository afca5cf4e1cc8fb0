#!/usr/bin/python3
"""tests/live/marks.py BUILD [FOLDER [NAME…]]: marks on a real Synapse, where each is an event that others may redact.

People act with their own tokens; what counts is kaigi's ledger and what people's own clients see.
"""

import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE) + "/lib"]

import council  # noqa: E402
from meeting import AT_ONCE, MEMBERS, Meeting, main, wait_for  # noqa: E402

MODERATOR = council.LOCALPARTS[council.FOUNDER]


class Ballot(Meeting):
    def begin(self):
        self.start_with_roster(replace=AT_ONCE)
        self.open()
        self.card = self.council_card()
        return self

    def seals(self, answer):
        return self.rows("SELECT count(*) FROM seal WHERE answer = ?", (answer,))[0][0]

    def wait_seals(self, answer, count):
        wait_for(lambda: self.seals(answer) == count, "%d %s" % (count, answer))

    def redact(self, who, event, room="C0COUNCIL"):
        room = self.rooms.get(room, room)
        self.as_person(who, "PUT", "rooms/%s/redact/%s/%d" % (room, event, time.monotonic_ns()), {})

    def standing(self):
        return self.rows("SELECT count(*) FROM mark")[0][0]


def test_three_colours(build, folder):
    """One person, three clients, three colours of skin: one mark, until the last of them is taken off."""
    place = Ballot(build, folder)
    try:
        place.begin()
        put = []
        for tone in ("🏻", "🏽", "🏿"):
            place.tokens["m7"] = place.server.login("m7")["access_token"]
            put.append(place.react("m7", place.card, "🙋" + tone))
        wait_for(lambda: place.rows("SELECT count(*) FROM reaction WHERE user = ?", (place.server.user("m7"),))[0][0] == 3, "three")
        assert place.seals("meeting") == 1 and place.standing() == 1
        place.redact("m7", put[0])
        place.redact("m7", put[2])
        wait_for(lambda: place.rows("SELECT count(*) FROM reaction WHERE removed_by <> ''")[0][0] == 2, "two are off")
        assert place.seals("meeting") == 1
        place.redact("m7", put[1])
        place.wait_seals("meeting", 0)
        assert place.standing() == 0
    finally:
        place.close()


def test_whose_hand(build, folder):
    """His own redaction withdraws; a moderator's leaves the seal, and the giver and the chair are told once."""
    place = Ballot(build, folder)
    try:
        place.begin()
        own = place.react("m1", place.card, "⭕")
        other = place.react("m2", place.card, "⭕\uFE0F")
        place.wait_seals("approve", 2)
        place.redact("m1", own)
        place.wait_seals("approve", 1)
        place.redact(MODERATOR, other)
        wait_for(lambda: place.entries("mark.removed_by_other"), "the entry")
        place.settle()
        assert place.seals("approve") == 1
        assert len([one for one in place.words_to("m2") if "ご回答はそのまま有効です" in one]) == 1
        assert len([one for one in place.words_to("chair") if "回答は有効のまま扱い" in one]) == 1
        actor = place.rows("SELECT value FROM ledger_value WHERE name = 'actor'")
        assert actor == [(place.server.user(MODERATOR),)], actor
        assert place.stop() == 0
        place.start()  # reads the cards back: it is missed there, and stands
        place.settle()
        assert place.seals("approve") == 1 and len(place.entries("mark.removed_by_other")) == 1
        place.command("m2", "承認 回R8-001 取消", place.card_of("m2")[0])
        place.wait_seals("approve", 0)
    finally:
        place.close()


def test_while_away(build, folder):
    """Both redacted while kaigi is down: the reading at the start tells whose hand it was."""
    place = Ballot(build, folder)
    try:
        place.begin()
        own = place.react("m1", place.card, "⭕")
        other = place.react("m2", place.card, "⭕")
        place.wait_seals("approve", 2)
        assert place.stop() == 0
        place.redact("m1", own)
        place.redact(MODERATOR, other)
        place.start()
        place.wait_seals("approve", 1)
        wait_for(lambda: place.entries("mark.removed_by_other"), "the entry")
        place.settle()
        assert place.seals("approve") == 1 and len(place.entries("mark.removed_by_other")) == 1
    finally:
        place.close()


def test_card_deleted(build, folder):
    """A moderator deletes the card: it is posted again, and the answers stand."""
    place = Ballot(build, folder)
    try:
        place.begin()
        place.react("m1", place.card, "⭕")
        place.react("m2", place.card, "⭕")
        place.wait_seals("approve", 2)
        place.redact(MODERATOR, place.card)
        wait_for(lambda: place.entries("circular.posted"), "the entry")
        again = wait_for(lambda: place.council_card() != place.card and place.council_card(), "the card again")
        place.react("m3", again, "⭕")
        place.wait_seals("approve", 3)
        assert len(place.entries("circular.posted")) == 1
    finally:
        place.close()


def test_hidden(build, folder):
    """A proxy swallows one ❌ on its way: it is found when the cards are read back, and nothing closes."""
    place = Ballot(build, folder, between=True)
    try:
        place.begin()
        m3 = place.server.user("m3")
        for who in MEMBERS:
            place.react(who, place.card, "⭕")
        place.wait_seals("approve", 8)
        room, event = place.card_of("chair", "ご決裁をお願いいたします")
        place.between.hide = lambda _, e: e["sender"] == m3 and e["type"] == "m.reaction"
        hidden = place.react("m3", place.card, "❌")
        place.react("chair", event, "⭕", room)
        wait_for(lambda: [one for one in place.words_to("m3") if "異なる回答の印" in one], "the word to 委員3", 60)
        place.settle()
        assert not place.entries("resolution"), "closed over a mark that it had not heard of"
        assert place.rows("SELECT count(*) FROM inbox WHERE event_id = ?", (hidden,))[0][0] == 0, "it was not hidden"
    finally:
        place.close()


def test_card_while_closing(build, folder):
    """A moderator deletes the card while the marks are read back for the close: the new card is read too, and it closes."""
    place = Ballot(build, folder, between=True)
    try:
        place.begin()
        for who in MEMBERS:
            place.react(who, place.card, "⭕")
        place.wait_seals("approve", 8)
        room, event = place.card_of("chair", "ご決裁をお願いいたします")
        place.settle()
        place.between.rule("GET .*/relations/", delay_ms=6000, count=1000)
        place.react("chair", event, "⭕", room)
        wait_for(lambda: place.rows("SELECT 1 FROM circular WHERE state = 'closing'"), "the closing")
        place.redact(MODERATOR, place.card)
        again = wait_for(lambda: place.council_card() != place.card and place.council_card(), "the card again")
        assert not place.entries("resolution"), "it had closed before: the test shows nothing"
        place.between.clear()
        wait_for(lambda: place.entries("resolution"), "the resolution", 120)
        assert again != place.card
    finally:
        place.close()


def test_other_mark(build, folder):
    """A mark of a client's own, a smile: who has not answered hears once that it is none; who has is left alone."""
    place = Ballot(build, folder)
    try:
        place.begin()
        place.react("m1", place.card, "⭕")
        place.wait_seals("approve", 1)
        place.react("m1", place.card, "🎉")
        room, event = place.card_of("m2")
        place.react("m2", place.card, "mxc://council.test/abcdef")
        place.react("m2", event, "承知", room)
        place.react("m3", place.card, "👍")
        last = place.react("m4", place.card, "🎉")

        def told(who):
            return [one for one in place.words_to(who) if "回答の印ではないため" in one]
        wait_for(lambda: last in place.taken() and told("m4"), "the word to 委員4")
        place.settle()
        assert [len(told(who)) for who in ("m1", "m2", "m3", "m4")] == [0, 1, 0, 1]
        assert place.seals("approve") == 1
        place.react("m2", place.card, "⭕")
        place.wait_seals("approve", 2)
    finally:
        place.close()


def test_parked(build, folder):
    """A mark that can't be handled is kept, and who gave it hears so once; so does who typed a command."""
    place = Ballot(build, folder)
    try:
        place.begin()
        assert place.stop() == 0
        place.write_rows("CREATE TRIGGER broken BEFORE INSERT ON mark BEGIN SELECT RAISE(ABORT, 'broken'); END")
        place.start()
        mark = place.react("m1", place.card, "⭕")

        def told(who):
            return [one for one in place.words_to(who) if "内容は保管し" in one]
        wait_for(lambda: told("m1"), "the word to 委員1")
        place.command("m2", "承認 回R8-001", "C0COUNCIL")
        wait_for(lambda: told("m2"), "the word to 委員2")
        place.settle()
        assert place.rows("SELECT count(*) FROM inbox WHERE parked IS NOT NULL AND event_id = ?", (mark,))[0][0] == 1, "not kept"
        assert place.seals("approve") == 0
        assert [len(told(who)) for who in ("m1", "m2", "m3")] == [1, 1, 0], [told(who) for who in ("m1", "m2", "m3")]
    finally:
        place.close()


def test_sticker(build, folder):
    """A sticker, /me: in a form the question comes again, a command in it runs nothing; with no form nobody answers."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        place.command("shomu", "状況")
        room, _ = place.card_of("shomu", "")
        place.settle()
        before = len(place.words_to("shomu"))

        def send(kind, content):
            return place.as_person("shomu", "PUT", "rooms/%s/send/%s/%d" % (room, kind, time.monotonic_ns()), content)["event_id"]
        sticker = {"body": "お辞儀", "url": "mxc://council.test/sticker", "info": {}}
        last = send("m.sticker", sticker)
        wait_for(lambda: last in place.taken(), "the sticker")
        place.settle()
        assert len(place.words_to("shomu")) == before, "a sticker was answered"
        place.command("shomu", "持ち回り", room)
        wait_for(lambda: len(place.words_to("shomu")) > before, "the first question")
        place.settle()
        asked = place.words_to("shomu")

        def again():
            return place.words_to("shomu")[len(asked):]
        send("m.sticker", sticker)
        wait_for(lambda: len(again()) == 1, "the question again")
        send("m.room.message", {"msgtype": "m.emote", "body": "!kaigi 中止"})
        wait_for(lambda: len(again()) == 2, "and again")
        assert all("読み取れません" in one and "件名" in one for one in again()), again()
        place.say("shomu", "○○の件", room)
        wait_for(lambda: len(again()) == 3, "the next question")
        assert "読み取れません" not in again()[2]
    finally:
        place.close()


def test_impostors(build, folder):
    """The same name, a Cyrillic letter in it, nearly the same account: other ids, and nothing else is looked at."""
    place = Ballot(build, folder)
    try:
        place.begin()
        shown = place.as_person("m7", "GET", "profile/%s/displayname" % place.server.user("m7"))["displayname"]
        for name, display in (("m7_", shown), ("rn7", shown.replace("a", "а")), ("m.7", shown + " ")):
            place.tokens[name] = place.server.register(name, displayname=display)["access_token"]
            council_room = place.rooms["C0COUNCIL"]
            place.as_person(MODERATOR, "POST", "rooms/%s/invite" % council_room, {"user_id": place.server.user(name)})
            place.as_person(name, "POST", "join/%s" % council_room, {})
            place.react(name, place.card, "⭕")
        place.react("m1", place.card, "⭕")
        place.react("m2", place.card, "mxc://council.test/abcdef")
        place.react("m4", place.card, "o")
        place.wait_seals("approve", 1)
        wait_for(lambda: place.rows("SELECT count(DISTINCT user) FROM reaction")[0][0] >= 6, "all have come")
        assert place.seals("approve") == 1
        people = place.rows("SELECT DISTINCT account FROM mark WHERE mark = '⭕'")
        assert people == [(place.server.user("m1"),)], people
    finally:
        place.close()


if __name__ == "__main__":
    sys.exit(main(globals(), "live-marks"))
