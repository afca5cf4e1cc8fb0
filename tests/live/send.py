#!/usr/bin/python3
"""tests/live/send.py BUILD [FOLDER [NAME…]]: what goes out, to a real Synapse and back.

Once out, whatever is cut or killed in between; within Synapse's own limits nine people are reached and marks of ours come last;
files go both ways byte for byte; marks are read back with who took them off. What counts is what a person's client sees.
"""

import hashlib
import os
import re
import signal
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE) + "/lib"]

from meeting import DRAFT, MEMBERS, Meeting, main, wait_for  # noqa: E402

RATE, BURST = 0.2, 10  # Synapse's rc_message by itself
NINE = MEMBERS + ("chair",)


def keys(place, room, who):
    """kaigi.key of each message of the bot's in a room, edits too."""
    return [e["content"]["kaigi.key"] for e in place.history(room, who)
            if e["sender"] == place.user and e["type"] == "m.room.message" and "kaigi.key" in e["content"]]


def assert_once(place, rooms):
    for room, who in rooms:
        found = keys(place, room, who)
        assert len(found) == len(set(found)), "sent twice into %s" % room


def test_server_killed(build, folder):
    """Synapse is killed between a PUT that it has done and its answer: exactly one message."""
    place = Meeting(build, folder, between=True)
    try:
        place.start_with_roster()
        place.command("m1", "一覧", "C0COUNCIL")
        place.card_of("m1", "")
        before = len(place.words_to("m1"))
        room = place.rooms_of("m1")[0]
        place.between.rule("PUT .*/send/m.room.message", after=True, cut=True, late_ms=5000)
        place.command("m1", "一覧", "C0COUNCIL")
        wait_for(lambda: len(place.words_to("m1")) == before + 1, "it is done", 30)
        place.between.down = True
        place.server.kill()
        place.server.start()
        place.between.down = False
        place.command("m1", "一覧", "C0COUNCIL")
        wait_for(lambda: len(place.words_to("m1")) >= before + 2, "both answers", 60)
        place.settle()
        assert len(place.words_to("m1")) == before + 2
        assert_once(place, [(room, "m1")])
    finally:
        place.close()


def test_both_killed(build, folder):
    """Bot and Synapse are killed between a card's PUT and its answer, and Synapse has forgotten the transaction: one card."""
    place = Meeting(build, folder, between=True)
    try:
        place.start_with_roster()
        place.command("review", "一覧", "C0SHOMU")
        room, _ = place.card_of("review", "")
        place.settle()
        # The rule counts as soon as it is chosen: only the card in the room says that Synapse is done.
        place.between.rule("PUT .*/rooms/%s/send/m.room.message" % re.escape(urllib.parse.quote(room)), after=True, cut=True,
                           late_ms=20000)
        place.command("shomu", DRAFT)
        _, event = place.card_of("review")  # done, and the bot waits for its answer
        place.stop(signal.SIGKILL)
        place.server.kill()
        place.forget_transactions()
        place.server.start()
        assert not place.rows("SELECT id FROM posting WHERE message = ?", (event,)), "the bot knows its card already"
        place.start()
        wait_for(lambda: place.rows("SELECT id FROM posting WHERE message = ?", (event,)), "the card being known", 60)
        place.settle()
        assert_once(place, [(room, "review")])
        place.react("review", event, "⭕", room)
        place.card_of("chair")
    finally:
        place.close()


def test_late_answer(build, folder):
    """The answer to the card's PUT is lost and the next try limited; the mark put on it meanwhile counts."""
    place = Meeting(build, folder, between=True)
    try:
        place.start_with_roster()
        place.command("review", "一覧", "C0SHOMU")
        room, _ = place.card_of("review", "")
        place.settle()
        # That room's alone, and until the mark lies on it: neither other messages nor a slow machine use it up.
        there = "PUT .*/rooms/%s/send/m.room.message" % re.escape(urllib.parse.quote(room))
        place.between.rule(there, after=True, cut=True)
        place.between.rule(there, status=429, count=1000, body={"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1000})
        room, event = place.draft()
        assert not place.rows("SELECT id FROM posting WHERE message = ?", (event,)), "the bot knows its card already"
        mark = place.react("review", event, "⭕", room)
        wait_for(lambda: mark in place.taken(), "the mark being heard")
        assert not place.rows("SELECT id FROM posting WHERE message = ?", (event,)), "the bot knows its card already"
        place.between.clear()
        place.card_of("chair")
    finally:
        place.close()


def test_trouble(build, folder):
    """Three of ten requests delayed, cut, 429 or 502 through a whole start: each message once, all marks there."""
    place = Meeting(build, folder, between=True)
    try:
        place.start_with_roster()
        place.between.trouble(share=0.3, seed=5)
        place.draft_patiently()
        for who in MEMBERS:
            place.card_of(who, seconds=120)
        card = place.council_card(60)
        wait_for(lambda: len(place.marks_of_bot(card)) == 3, "three marks", 120)
        place.between.clear()
        place.settle()
        assert_once(place, [(place.rooms["C0COUNCIL"], "shomu")] + [(place.rooms_of(who)[0], who) for who in NINE])
        assert all(len(place.rooms_of(who)) == 1 for who in NINE)
    finally:
        place.close()


def test_seeds(build, folder):
    """Three marks on the council's card, in their base form, none on direct ones; the key of an earlier copy counts as done."""
    place = Meeting(build, folder, between=True)
    try:
        place.start_with_roster()
        place.between.rule("PUT .*/send/m.reaction", after=True, cut=True, count=2)
        place.open()
        card = place.council_card()
        wait_for(lambda: len(place.marks_of_bot(card)) >= 3, "three marks")
        place.settle()
        assert sorted(place.marks_of_bot(card)) == sorted(["⭕", "❌", "🙋"]), place.marks_of_bot(card)
        room, event = place.card_of("m1")
        assert not place.relations(room, event, "m1")
    finally:
        place.close()


def test_read_back(build, folder):
    """Hidden from every /sync: one withdraws his mark, a moderator redacts another's, two come. All is read back, with its actor."""
    place = Meeting(build, folder, between=True)
    try:
        place.start_with_roster()
        place.open()
        card = place.council_card()
        council = place.rooms["C0COUNCIL"]
        own = place.react("m1", card, "⭕")
        other = place.react("m2", card, "⭕")
        wait_for(lambda: len(place.entries("seal")) == 2, "two seals")
        assert place.stop() == 0
        for who, event in (("m1", own), ("shomu", other)):
            place.as_person(who, "PUT", "rooms/%s/redact/%s/%d" % (council, urllib.parse.quote(event), time.monotonic_ns()), {})
        place.between.hide = lambda room, event: event["type"] in ("m.room.redaction", "m.reaction")
        place.react("m3", card, "⭕️")
        place.react("m4", card, "❌")
        place.start()
        wait_for(lambda: {r[0]: r[1] for r in place.rows("SELECT seat, answer FROM seal")}.get("m3"), "委員3's seal")
        place.settle()
        removed = dict(place.rows("SELECT user, removed_by FROM reaction WHERE removed_by <> ''"))
        assert removed == {place.server.user("m1"): place.server.user("m1"),
                           place.server.user("m2"): place.server.user("shomu")}, removed
    finally:
        place.close()


def test_card_redacted(build, folder):
    """A moderator redacts the card while the bot is down: it is posted again, with the seals that stand."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        place.open()
        card = place.council_card()
        council = place.rooms["C0COUNCIL"]
        place.react("m1", card, "⭕")
        wait_for(lambda: place.entries("seal"), "a seal")
        place.settle()
        assert place.stop() == 0
        place.as_person("shomu", "PUT", "rooms/%s/redact/%s/1" % (council, urllib.parse.quote(card)), {})
        place.start()
        wait_for(lambda: [e for e in place.by_bot() if "回R8-001" in e["content"].get("body", "") and e["event_id"] != card and
                          e["content"].get("m.relates_to", {}).get("rel_type") != "m.replace"], "another card")
        assert len(place.entries("seal")) == 1
    finally:
        place.close()


def test_files(build, folder):
    """A document comes in and is kept byte for byte; a long text goes out as a file into the card's thread."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        data = os.urandom(300000)
        uri = place.server.call("POST", "/_matrix/media/v3/upload?filename=a.pdf", data, place.tokens["shomu"],
                                content_type="application/pdf")["content_uri"]
        place.as_person("shomu", "PUT", "rooms/%s/send/m.room.message/f1" % place.rooms["C0SHOMU"], {
            "msgtype": "m.file", "body": "a.pdf", "filename": "a.pdf", "url": uri,
            "info": {"size": len(data), "mimetype": "application/pdf"}})
        text = "規定の案です。" * 2000
        place.command("shomu", "持ち回り 件名=資料の件 号=1 理由=急ぐため 本文=%s 資料=直前" % text)
        room, event = place.card_of("review")
        path = "%s/files/%s" % (place.state, hashlib.sha256(data).hexdigest())
        wait_for(lambda: os.path.exists(path), "the document's bytes")
        with open(path, "rb") as file:
            assert file.read() == data
        place.react("review", event, "⭕", room)
        room, event = place.card_of("chair")
        place.react("chair", event, "⭕", room)

        def files():
            return [e for e in place.by_bot() if e["content"].get("msgtype") == "m.file"]
        wait_for(files, "a file in the council's room", 60)
        place.settle()
        bodies = {}
        for one in files():
            server, media = one["content"]["url"][6:].split("/")
            bodies[one["content"]["filename"]] = place.server.call(
                "GET", "/_matrix/client/v1/media/download/%s/%s" % (server, media), token=place.tokens["m1"], raw=True)
            assert one["content"]["m.relates_to"]["event_id"] == place.council_card()
            assert one["content"]["info"]["size"] == len(bodies[one["content"]["filename"]])
        assert any(body.decode("utf-8", "replace").strip() == text for body in bodies.values()), list(bodies)
        stored = {row[0] for row in place.rows("SELECT sha256 FROM circular_document")}
        assert all(hashlib.sha256(body).hexdigest() in stored for body in bodies.values())
    finally:
        place.close()


def test_refused_file(build, folder):
    """A file that the server has not: the matter is told so, and nothing waits for ever."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        place.as_person("shomu", "PUT", "rooms/%s/send/m.room.message/f1" % place.rooms["C0SHOMU"], {
            "msgtype": "m.file", "body": "a.pdf", "filename": "a.pdf", "url": "mxc://council.test/nothinghere",
            "info": {"size": 10, "mimetype": "application/pdf"}})
        place.command("shomu", "持ち回り 件名=資料の件 号=1 理由=急ぐため 本文=本文。 資料=直前")
        wait_for(lambda: place.rows("SELECT state FROM circular_document WHERE state = 'refused'"), "the refusal", 60)
    finally:
        place.close()


def bucket(times, now):
    """What of the burst is used at `now`, after sends at these times (seconds)."""
    used, last = 0.0, None
    for at in times:
        if last is not None:
            used = max(0.0, used - (at - last) * RATE)
        used, last = used + 1, at
    return max(0.0, used - (now - last) * RATE) if times else 0.0


def test_strict(build, folder):
    """Synapse's own limits: nine people reached within the computed minimum + 20 %, marks of ours behind all of them."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        for who in NINE + ("shomu", "review"):
            place.command(who, "一覧", "C0SHOMU" if who in ("shomu", "review") else "C0COUNCIL")
        for who in NINE + ("shomu", "review"):
            place.card_of(who, "")
        place.server.kill()
        place.server.profile = "strict"
        place.server.start()
        restarted = time.time()
        place.draft_patiently()
        wait_for(lambda: place.entries("circular.open"), "the start", 120)
        for who in MEMBERS:
            place.card_of(who, seconds=180)
        place.settle(180)
        sent = sorted((e["origin_server_ts"] / 1000, e["type"], e["content"].get("body", ""), room)
                      for room, who in [(place.rooms["C0COUNCIL"], "shomu")] +
                      [(place.rooms_of(who)[0], who) for who in NINE + ("shomu", "review")]
                      for e in place.history(room, who) if e["sender"] == place.user and
                      e["type"] in ("m.room.message", "m.reaction", "m.room.pinned_events"))
        opened = place.rows("SELECT at FROM ledger WHERE kind = 'circular.open'")[0][0] / 1000
        before = [one[0] for one in sent if restarted < one[0] < opened]
        after = [one for one in sent if one[0] >= opened]
        asks = [one for one in after if one[1] == "m.room.message" and "回R8-001" in one[2] and not one[2].startswith("* ")]
        reached = {}
        for one in asks:
            reached.setdefault(one[3], one[0])
        chair = place.rooms_of("chair")[0]
        assert chair in reached and len(reached) >= 10, reached
        last = max(reached.values())
        least = max(0.0, (bucket(before, opened) + len(reached) - BURST) / RATE)
        marks = [one[0] for one in after if one[1] != "m.room.message" or one[2].startswith("* ")]
        print("# least %.1f s, taken %.1f s, %d before" % (least, last - opened, len(before)), flush=True)
        assert last - opened <= least * 1.2 + 2, "%.1f s, least %.1f s" % (last - opened, least)
        assert all(at > last for at in marks), "a mark or an edit went before a person"
    finally:
        place.close()


def test_limited(build, folder):
    """429 with three seconds: kept to, and the second try has the same transaction id."""
    place = Meeting(build, folder, between=True)
    try:
        place.start_with_roster()
        place.command("m1", "一覧", "C0COUNCIL")
        place.card_of("m1", "")
        before = len(place.words_to("m1"))
        place.between.rule("PUT .*/send/m.room.message", status=429, body={"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 3000})
        place.command("m1", "一覧", "C0COUNCIL")
        wait_for(lambda: place.between.faults, "the 429")
        at, count = time.monotonic(), len([one for one in place.between.told if "/send/" in one[0]])
        wait_for(lambda: len(place.words_to("m1")) == before + 1, "the answer")
        assert time.monotonic() - at > 2.5
        tries = [one[0].split("/send/")[1] for one in place.between.told if "/send/" in one[0]][count - 1:]
        assert tries[0] in tries[1:], "another transaction id at the second try"
    finally:
        place.close()


if __name__ == "__main__":
    sys.exit(main(globals(), "live-send"))
