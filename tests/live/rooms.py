#!/usr/bin/python3
"""tests/live/rooms.py BUILD [FOLDER [NAME…]]: what becomes of rooms on a real Synapse.

Direct rooms made once, encryption, a room that takes another's place, kicks, power, who leaves. What counts is what a person's
own client sees, read with that person's token, and kaigi's ledger.
"""

import os
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE) + "/lib"]

from meeting import AT_ONCE, MEMBERS, Meeting, main, wait_for  # noqa: E402
from synapse import Refused  # noqa: E402

ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}
SECRET = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEnACgAkLmt6qF84IK", "device_id": "D", "sender_key": "k",
          "session_id": "s"}


def quoted(text):
    return urllib.parse.quote(text, safe="")


def test_direct_once(build, folder):
    """Eight members asked at once, the answers to three rooms' making lost: each has one room, and one card in it."""
    place = Meeting(build, folder, between=True)
    try:
        place.start_with_roster()
        place.between.rule("POST .*/createRoom", after=True, cut=True, count=3)
        place.open()
        for who in ("vice", "m1", "m2", "m3", "m4", "m5", "m6", "m7"):
            place.card_of(who)
            assert len(place.rooms_of(who)) == 1, "%s has %d rooms" % (who, len(place.rooms_of(who)))
        assert place.between.faults >= 3
        made = [line for line, status in place.between.told if "createRoom" in line and status == 200]
        aliases = {place.alias_of(who) for who in ("vice", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "chair", "shomu", "review")}
        assert len(made) + 3 >= len(aliases)
    finally:
        place.close()


def test_alias_again(build, folder):
    """The store has forgotten its direct rooms: the next message finds the same room by its alias."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        place.command("shomu", "一覧")
        wait_for(lambda: place.words_to("shomu"), "a word to 庶務")
        before = place.rooms_of("shomu")
        count = len(place.words_to("shomu"))
        assert place.stop() == 0
        place.write_rows("DELETE FROM direct")
        place.start()
        place.command("shomu", "一覧")
        wait_for(lambda: len(place.words_to("shomu")) > count, "another word")
        assert place.rooms_of("shomu") == before and len(before) == 1
    finally:
        place.close()


def test_alias_taken(build, folder):
    """Somebody else made a room behind the alias meant for 委員1: nothing is written there."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        alias = place.alias_of("m1")
        trap = place.as_person("m7", "POST", "createRoom", {"room_alias_name": alias.split(":")[0][1:], "preset": "public_chat",
                                                            "is_direct": True, "invite": [place.user]})["room_id"]
        wait_for(lambda: place.user in place.members(trap, "m7"), "its coming in")
        place.open()
        place.card_of("m2")
        wait_for(lambda: "direct_alias_taken" in place.log(), "the alarm")
        assert not [e for e in place.history(trap, "m7") if e["sender"] == place.user and e["type"] == "m.room.message"]
    finally:
        place.close()


def test_left_and_back(build, folder):
    """Who left the direct room is asked in again by the next message; no second room is made."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        place.command("shomu", "一覧")
        wait_for(lambda: place.words_to("shomu"), "a word to 庶務")
        room = place.rooms_of("shomu")[0]
        place.as_person("shomu", "POST", "rooms/%s/leave" % room, {})
        place.command("shomu", "一覧")
        wait_for(lambda: room in place.invites_of("shomu"), "the invitation")
        assert place.rooms_of("shomu") == [room]
    finally:
        place.close()


def test_unknown_account(build, folder):
    """An account that was never registered: refused for good, 庶務 hears whose seat can't be reached."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster(replace={"@m3:": "@nobody:"})
        place.open(check=False)
        wait_for(lambda: any("お届けできません" in one or "届けられません" in one or "使えなくなりました" in one
                             for one in place.words_to("shomu")), "the word to 庶務")
    finally:
        place.close()


def test_gone(build, folder):
    """A member's account is deactivated; later it is back: both stand in the ledger, once."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        place.server.deactivate(place.server.user("m2"))
        wait_for(lambda: place.entries("account.state"), "the entry")
        assert place.stop() == 0
        place.start()
        place.server.reactivate(place.server.user("m2"))
        place.tokens["m2"] = place.server.login("m2")["access_token"]
        council = place.rooms["C0COUNCIL"]
        place.as_person("shomu", "POST", "rooms/%s/invite" % council, {"user_id": place.server.user("m2")})
        place.as_person("m2", "POST", "join/%s" % council, {})
        wait_for(lambda: len(place.entries("account.state")) == 2, "the second entry")
        time.sleep(0.5)
        assert len(place.entries("account.state")) == 2
    finally:
        place.close()


def test_encrypted_direct(build, folder):
    """A person writes in an encrypted room of two: one plain word with the way to the bot's own room, never again there."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        room = place.as_person("m1", "POST", "createRoom", {
            "preset": "trusted_private_chat", "is_direct": True, "invite": [place.user],
            "initial_state": [{"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}]})["room_id"]
        wait_for(lambda: place.user in place.members(room, "m1"), "its coming in")

        def words():
            return [e for e in place.history(room, "m1") if e["sender"] == place.user and e["type"] == "m.room.message"]
        for turn in range(3):
            place.as_person("m1", "PUT", "rooms/%s/send/m.room.encrypted/%d" % (room, turn), SECRET)
        wait_for(words, "the word")
        own = place.invites_of("m1")
        assert len(own) == 1 and quoted(own[0]) in words()[0]["content"]["body"]
        assert words()[0]["content"]["msgtype"] == "m.notice"
        assert place.stop() == 0
        place.start()
        place.as_person("m1", "PUT", "rooms/%s/send/m.room.encrypted/again" % room, SECRET)
        place.settle()
        assert len(words()) == 1, "%d words" % len(words())
    finally:
        place.close()


def test_plain_direct(build, folder):
    """A person's own unencrypted room of two, with a restart in between: a command there is heard, the answer comes into ours."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        room = place.as_person("shomu", "POST", "createRoom", {"preset": "trusted_private_chat", "is_direct": True,
                                                               "invite": [place.user]})["room_id"]
        wait_for(lambda: place.user in place.members(room, "shomu"), "its coming in")
        place.say("shomu", "!kaigi 一覧", room)
        wait_for(lambda: place.words_to("shomu"), "the answer")
        count = len(place.words_to("shomu"))
        assert place.stop() == 0
        place.start()
        place.say("shomu", "!kaigi 一覧", room)
        wait_for(lambda: len(place.words_to("shomu")) > count, "the answer after a restart")
        assert room not in place.rooms_of("shomu")
    finally:
        place.close()


def test_stranger_room(build, folder):
    """Asked into a named room that is none of the settings': unanswered."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        room = place.as_person("m1", "POST", "createRoom", {"preset": "private_chat", "name": "雑談",
                                                            "invite": [place.user]})["room_id"]
        wait_for(lambda: "invitation_left room=" + room in place.log(), "its line")
        assert place.user not in place.members(room, "m1")
    finally:
        place.close()


def test_encrypted_council(build, folder):
    """Encryption switched on in the council's room: an alarm, one notice there, also over a restart."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        council = place.rooms["C0COUNCIL"]
        place.as_person("shomu", "PUT", "rooms/%s/state/m.room.encryption" % council, ENCRYPTION)

        def words():
            return [e for e in place.by_bot() if "暗号化されている" in e["content"].get("body", "")]
        wait_for(words, "the notice")
        place.wait_log("matrix=encrypted room=" + council)
        assert place.stop() == 0
        place.start()
        place.settle()
        assert len(words()) == 1
    finally:
        place.close()


def test_tombstone(build, folder):
    """The council's room is replaced: the bot follows, cards come into the new one, also after a restart."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        old = place.rooms["C0COUNCIL"]
        new = place.as_person("shomu", "POST", "rooms/%s/upgrade" % old, {"new_version": "12"})["replacement_room"]
        for who in ("kaigi", "chair", "vice", "m1"):
            place.as_person("shomu", "POST", "rooms/%s/invite" % quoted(new), {"user_id": place.server.user(who)})
        wait_for(lambda: place.user in place.members(new, "shomu"), "its coming into the new room")
        wait_for(lambda: place.kept("moved:" + old) == new, "the note")
        place.settle()
        assert place.stop() == 0
        place.start()
        place.open()
        wait_for(lambda: [e for e in place.history(new) if e["sender"] == place.user and e["type"] == "m.room.message" and
                          "回R8-001" in e["content"]["body"]], "the card in the new room")
        assert not [e for e in place.history(old) if e["sender"] == place.user and e["type"] == "m.room.message"]
    finally:
        place.close()


def test_kick(build, folder):
    """Put out of the council's room: alarm and word to 庶務; asked in again: it comes by itself."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        council = place.rooms["C0COUNCIL"]
        place.as_person("shomu", "POST", "rooms/%s/kick" % council, {"user_id": place.user})
        place.wait_log("matrix=left room=" + council)
        wait_for(lambda: any("外されました" in one for one in place.words_to("shomu")), "the word")
        place.as_person("shomu", "POST", "rooms/%s/invite" % council, {"user_id": place.user})
        wait_for(lambda: any("参加しました" in one for one in place.words_to("shomu")), "the word that it is back")
        assert len([one for one in place.words_to("shomu") if "外されました" in one]) == 1
    finally:
        place.close()


def test_pins(build, folder):
    """The card is pinned beside what people pinned."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        council = place.rooms["C0COUNCIL"]
        human = place.say("m1", "留意事項")
        place.as_person("shomu", "PUT", "rooms/%s/state/m.room.pinned_events" % council, {"pinned": [human]})
        place.open()
        card = place.council_card()
        pinned = wait_for(lambda: [p for p in [place.as_person("m1", "GET", "rooms/%s/state/m.room.pinned_events" % council)["pinned"]]
                                   if card in p], "the pin")[0]
        assert pinned == [human, card], pinned
    finally:
        place.close()


def test_no_power(build, folder):
    """The bot's power is taken away: one alarm that names the room and what is missing; the circulation goes on."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        council = place.rooms["C0COUNCIL"]
        levels = place.as_person("shomu", "GET", "rooms/%s/state/m.room.power_levels" % council)
        levels["users"][place.user] = 0
        place.as_person("shomu", "PUT", "rooms/%s/state/m.room.power_levels" % council, levels)
        place.wait_log("matrix=power room=%s lacks=pin" % council)
        place.open()
        place.council_card()
        place.settle()
        assert place.log().count("matrix=power room=%s" % council) == 1
    finally:
        place.close()


def test_power_back(build, folder):
    """No power to write in the council's room when a matter closes; given back, also while the bot is down: the result stands once."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster(replace=AT_ONCE)
        council = place.rooms["C0COUNCIL"]
        place.open()
        card = place.council_card()
        given = place.as_person("shomu", "GET", "rooms/%s/state/m.room.power_levels" % council)

        def power(level):
            users = {**given["users"], place.user: level}
            users.update({place.server.user(who): 50 for who in ("chair", *MEMBERS)})
            place.as_person("shomu", "PUT", "rooms/%s/state/m.room.power_levels" % council,
                            {**given, "users": users, "events_default": 10})

        def results():
            return [e for e in place.by_bot() if "決裁を終え" in e["content"].get("body", "") and e["content"].get(
                "m.relates_to", {}).get("rel_type") != "m.replace"]

        def told(text):
            return [one for one in place.words_to("shomu") if text in one]
        power(0)
        place.wait_log("matrix=power room=%s lacks=send" % council)
        for who in MEMBERS:
            place.react(who, card, "⭕")
        room, event = place.card_of("chair", "ご決裁をお願いいたします")
        place.react("chair", event, "⭕", room)
        wait_for(lambda: place.entries("resolution"), "the resolution")
        wait_for(lambda: told("チャンネルへの掲示(回R8-001)ができませんでした"), "the word to 庶務")
        assert not results()
        assert place.stop() == 0
        place.start()  # still without it
        place.settle()
        assert not results() and len(told("ができませんでした")) == 1, "it was tried again in vain"
        power(50)
        wait_for(results, "the result")
        wait_for(lambda: told("再びできるようになりました"), "the word that it is there")
        assert place.stop() == 0
        power(0)
        power(50)
        place.start()
        place.settle()
        power(0)
        power(50)
        place.settle()
        assert len(results()) == 1 and len(told("再びできるようになりました")) == 1
        assert place.stop() == 0 and place.kaigi("verify").returncode == 0
    finally:
        place.close()


def test_power_back_meanwhile(build, folder):
    """The power comes back while the bot is down: nothing tells of it, and the result is posted at the start, once."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster(replace=AT_ONCE)
        council = place.rooms["C0COUNCIL"]
        place.open()
        card = place.council_card()
        given = place.as_person("shomu", "GET", "rooms/%s/state/m.room.power_levels" % council)
        mute = {**given, "events_default": 10, "users": {**given["users"], place.user: 0,
                                                         **{place.server.user(who): 50 for who in ("chair", *MEMBERS)}}}
        place.as_person("shomu", "PUT", "rooms/%s/state/m.room.power_levels" % council, mute)
        place.wait_log("matrix=power room=%s lacks=send" % council)
        for who in MEMBERS:
            place.react(who, card, "⭕")
        room, event = place.card_of("chair", "ご決裁をお願いいたします")
        place.react("chair", event, "⭕", room)
        wait_for(lambda: [one for one in place.words_to("shomu") if "(回R8-001)ができませんでした" in one], "the word to 庶務")
        assert place.stop() == 0
        place.as_person("shomu", "PUT", "rooms/%s/state/m.room.power_levels" % council, given)

        def results():
            return [e for e in place.by_bot() if "決裁を終え" in e["content"].get("body", "") and e["content"].get(
                "m.relates_to", {}).get("rel_type") != "m.replace"]
        place.start()
        wait_for(results, "the result")
        assert place.stop() == 0
        place.start()
        place.settle()
        assert len(results()) == 1
    finally:
        place.close()


def test_impostors(build, folder):
    """The same display name, a Cyrillic а, a re-registered localpart elsewhere: none of them counts."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        council = place.rooms["C0COUNCIL"]
        name = place.as_person("m1", "GET", "profile/" + quoted(place.server.user("m1")))["displayname"]
        for who, shown in (("m1x", name), ("rn1", name.replace("a", "а")), ("m1-", name)):
            place.tokens[who] = place.server.register(who, displayname=shown)["access_token"]
            place.as_person("shomu", "POST", "rooms/%s/invite" % council, {"user_id": place.server.user(who)})
            place.as_person(who, "POST", "join/%s" % council, {})
        place.open()
        card = place.council_card()
        for who in ("m1x", "rn1", "m1-"):
            place.react(who, card, "⭕")
        place.react("m1", card, "⭕")
        wait_for(lambda: place.entries("seal"), "委員1's seal")
        place.settle()
        assert len(place.entries("seal")) == 1
    finally:
        place.close()


if __name__ == "__main__":
    sys.exit(main(globals(), "live-rooms", Refused))
