#!/usr/bin/python3
"""tests/live/faults.py BUILD [FOLDER [TEST…]]: a whole circulation while three of ten requests go wrong.

A proxy between the bot and Synapse delays, cuts and answers 429 or 502, before the effect and behind it; Synapse is killed in
the middle. When the dust has settled the records must equal the room, as matrix-nio reads it, and nothing may stand twice.
"""

import collections
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
sys.path.insert(0, HERE)
import synapse  # noqa: E402

synapse.use_venv()

from matrix_people import Person  # noqa: E402
from meeting import main  # noqa: E402
from transport import CARD, DRAFT, Place, wait_for  # noqa: E402

PERSONS = {"chair": "sakuraba", "vice": "minazuki", "m1": "aoyagi", "m2": "kurusu", "m3": "shirakawa", "m4": "tokunaga",
           "m5": "hayase", "m6": "yoshida", "m7": "yamazaki"}
MEANING = {"⭕": "approve"}
SEED = int(os.environ.get("KAIGI_SEED") or 20260410) % 2 ** 31
PATIENCE = 240
UNSENT = "SELECT count(*) FROM outbox WHERE state IN (0, 1)"


def nothing_twice(place, people):
    """Every row's key stands once in all rooms that these people see; no edit of a card is missing its card."""
    keys = collections.Counter()
    seen = set()
    for person in people.values():
        for room in person.rooms():
            for source in person.sources(room) if room not in seen else ():
                key = (source.get("content") or {}).get("kaigi.key")
                if source["sender"] == place.user and source["type"] == "m.room.message" and key:
                    keys[key] += 1
            seen.add(room)
    assert len(keys) > 40, "only %d messages have a key" % len(keys)
    assert not [key for key, count in keys.items() if count != 1], "twice: %s" % keys.most_common(3)


def standing(place, people, card):
    """Who has approved, by the reactions that stand under the card and under each person's own message."""
    out = set()
    for who, person in people.items():
        if who not in PERSONS:
            continue
        for room in person.rooms():
            for message in person.history(room):
                about = message.id == card[1] or (message.sender == place.user and room not in place.rooms.values() and
                                                  ("持ち回りでお諮りします" in message.text or "ご決裁" in message.text))
                out |= {PERSONS[who] for _, sender, key in message.reactions
                        if about and sender == person.user and MEANING.get(key) == "approve"}
    return out


def open_rooms(place):
    """Everybody has met the bot before: its direct rooms are there."""
    asking = [who for who in (*PERSONS, "shomu", "review")]
    for who in asking:
        place.say(who, "!kaigi 状況")
    for who in asking:
        wait_for(lambda who=who: place.look(who, ""), "%s hears of the bot" % who, PATIENCE)


def find(place, who, *needles):
    return wait_for(lambda: place.look(who, *needles), "%s sees %s" % (who, needles), PATIENCE)


def council_card(place):
    found = [event["event_id"] for event in place.by_bot() if CARD[1] in event["content"].get("body", "")]
    return (place.rooms["C0COUNCIL"], found[0]) if found else None


def circulate(place, middle):
    """All approve, one by one; one takes the mark off and puts it on again; the chair last."""
    place.say("shomu", "!kaigi " + DRAFT, "C0SHOMU")
    place.mark("review", "⭕", find(place, "review", "庶務内確認をお願い"))
    place.mark("chair", "⭕", find(place, "chair", "付してよろしいか"))
    card = wait_for(lambda: council_card(place), "the council's card", PATIENCE)
    members = [who for who in PERSONS if who != "chair"]
    for number, who in enumerate(members):
        where = find(place, who, *CARD) if number % 2 else card
        mark = place.mark(who, "⭕", where)
        if who == "m4":
            wait_for(lambda: "tokunaga" in place.seals(), "the seal of m4", PATIENCE)
            place.server.call("PUT", "/_matrix/client/v3/rooms/%s/redact/%s/off" % (where[0], mark), {}, place.tokens[who])
            wait_for(lambda: "tokunaga" not in place.seals(), "the seal of m4 taken off", PATIENCE)
            place.mark(who, "⭕", where)
        if who == "m5":
            middle()
    final = find(place, "chair", "ご決裁をお願いいたします")
    place.mark("chair", "⭕", final)
    wait_for(lambda: "sakuraba" in place.seals(), "the chair's seal", PATIENCE)
    place.set_clock("2026-04-10 10:45")  # an hour for everybody has passed
    wait_for(lambda: place.rows("SELECT 1 FROM resolution"), "the resolution", PATIENCE)
    return card


def check(place, card):
    place.between.clear()
    wait_for(lambda: place.rows(UNSENT)[0][0] == 0, "all is sent", PATIENCE)
    people = {who: Person(place.server.address, {"user_id": place.server.user(who), "device_id": "READER", "access_token": token})
              for who, token in place.tokens.items() if who != "kaigi"}
    try:
        equal(place, people, card)
    finally:
        for person in people.values():
            person.close()
    assert place.stop() == 0
    assert place.kaigi("verify").returncode == 0


def equal(place, people, card):
    assert place.seals() == set(PERSONS.values()), "sealed by %s" % sorted(place.seals())
    assert standing(place, people, card) == place.seals(), "the room says %s" % sorted(standing(place, people, card))
    nothing_twice(place, people)
    council = people["shomu"].history(place.rooms["C0COUNCIL"])
    told = [message.text for message in council if message.sender == place.user]
    assert sum("持ち回りでお諮りします" in text for text in told) == 1, told
    assert sum("決裁を終え" in text for text in told) == 1, told
    assert len(place.rows("SELECT 1 FROM ledger WHERE kind = 'resolution'")) == 1


def play(build, folder, middle):
    print("# seed %d" % SEED, flush=True)
    place = Place(build, folder, between=True)
    try:
        place.set_clock("2026-04-10 09:30")
        place.start()
        place.import_roster()
        open_rooms(place)
        place.between.trouble(share=0.3, seed=SEED)
        card = circulate(place, lambda: middle(place))
        assert place.between.faults > 30, "only %d requests went wrong" % place.between.faults
        check(place, card)
    finally:
        place.close()


def test_third_goes_wrong(build, folder):
    """Synapse and the bot are killed in the middle of it too."""
    def middle(place):
        place.server.kill()
        place.server.start()
        place.bot.kill()
        place.ended()
        place.start(up=False)

    play(build, folder, middle)


if __name__ == "__main__":
    sys.exit(main(globals(), "live-faults"))
