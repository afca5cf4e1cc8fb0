#!/usr/bin/python3
"""tests/live/doctor.py BUILD [FOLDER [NAME…]]: `kaigi doctor` and `kaigi verify --chat` on a real Synapse.

The doctor is asked about rooms and accounts that are as they should be, then about each thing that is not; verify about a
database that was put back to before the resolution which stands in the room.
"""

import os
import shutil
import subprocess
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE) + "/lib"]

from meeting import MEMBERS, Meeting, main, wait_for  # noqa: E402
from transport import CARD  # noqa: E402


def doctor(place, **environment):
    run = subprocess.run([place.build + "/bin/kaigi", "doctor", "-c", place.settings, "--lang", "en"], stdin=subprocess.DEVNULL,
                         capture_output=True, env=place.environment(**environment), text=True, timeout=60, check=False)
    return run.returncode, run.stdout + run.stderr


def line(said, *needles):
    found = [one for one in said.splitlines() if all(needle in one for needle in needles)]
    assert found, "no line with %s in:\n%s" % (needles, said)
    return found[0]


def test_content(build, folder):
    """Nothing is wrong: no fault, and what Synapse does not tell is said as a warning with its figures."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster()
        place.command("shomu", "一覧")
        place.find("shomu", "進行中の案件")
        place.settle()
        assert place.stop() == 0
        code, said = doctor(place)
        assert code == 0 and "0 faults" in said, said
        assert line(said, "[fine] network", "v1.")
        assert line(said, "[fine] clock", "skew_ms=")
        assert line(said, "[fine] token", place.user)
        assert line(said, "[warning] room", place.rooms["C0COUNCIL"], "m.federate")
        assert line(said, "[fine] account", "@shomu:", ": fine")
        assert line(said, "[fine] account", "@m3:", "is made with the first message")
        # 1 card, the charter's marks and 16 people: (17 + marks - 10) at one each 5 s
        assert "0.2 a second" in line(said, "[warning] rate")
        before = [event["event_id"] for event in place.history("C0COUNCIL", "shomu")]
        doctor(place)
        assert [event["event_id"] for event in place.history("C0COUNCIL", "shomu")] == before, "the doctor wrote something"
    finally:
        place.close()


def test_rooms(build, folder):
    """Encrypted, not joined, no power, replaced, open to the world: each is named."""
    place = Meeting(build, folder)
    try:
        def state(room, kind, content):
            place.as_person("shomu", "PUT", "rooms/%s/state/%s/" % (urllib.parse.quote(place.rooms[room]), kind), content)

        state("C0COUNCIL", "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
        power = place.as_person("shomu", "GET", "rooms/%s/state/m.room.power_levels/" % urllib.parse.quote(place.rooms["C0SHOMU"]))
        power["users"].pop(place.user)
        power["events"]["m.reaction"] = 25
        state("C0SHOMU", "m.room.power_levels", power)
        state("C0GENERAL", "m.room.history_visibility", {"history_visibility": "world_readable"})
        place.as_person("shomu", "POST", "rooms/%s/kick" % urllib.parse.quote(place.rooms["C0ALARM"]), {"user_id": place.user})
        code, said = doctor(place)
        assert code == 1, said
        assert line(said, "[fault] room", place.rooms["C0COUNCIL"], "it is encrypted")
        assert line(said, "[fault] room", place.rooms["C0SHOMU"], "may not write or react")
        assert line(said, "[warning] room", place.rooms["C0SHOMU"], "may not pin")
        assert line(said, "[fault] room", place.rooms["C0GENERAL"], "world_readable")
        assert line(said, "[fault] room", place.rooms["C0ALARM"], "kaigi is not in it")
        place.as_person("shomu", "POST", "rooms/%s/upgrade" % urllib.parse.quote(place.rooms["C0GENERAL"]), {"new_version": "11"})
        assert line(doctor(place)[1], "[fault] room", place.rooms["C0GENERAL"], "was replaced by !")
    finally:
        place.close()


def test_accounts(build, folder):
    """Out of the council's room, never registered: who it is stands in the line."""
    place = Meeting(build, folder)
    try:
        place.start_with_roster(replace={"@m3:": "@nobody:"})
        assert place.stop() == 0
        place.as_person("m2", "POST", "rooms/%s/leave" % urllib.parse.quote(place.rooms["C0COUNCIL"]), {})
        code, said = doctor(place)
        assert code == 1, said
        assert line(said, "[fault] account", "@nobody:", "no such account")
        assert line(said, "[warning] account", "@m2:", "not in the council's room")
        assert not [one for one in said.splitlines() if "@m4:" in one and "[fine]" not in one], said
    finally:
        place.close()


def test_token(build, folder):
    """A token that was logged out, one of another account's, none yet."""
    place = Meeting(build, folder)
    try:
        place.write("token", "syt_bm9ib2R5_nothing_of_the_kind_0000")
        code, said = doctor(place)
        assert code == 1 and "put a new token into the token file" in line(said, "[fault] token", "M_UNKNOWN_TOKEN"), said
        assert "syt_" not in said
        place.write("token", place.tokens["m1"])
        with open(place.settings, encoding="utf-8") as file:
            text = file.read()
        with open(place.settings, "w", encoding="utf-8") as file:
            file.write(text.replace("    token_file: token\n", '    token_file: token\n    user: "%s"\n' % place.user))
        assert line(doctor(place)[1], "[fault] token", "belongs to another account")
        with open(place.settings, "w", encoding="utf-8") as file:
            file.write(text.replace("    token_file: token\n", '    user: "%s"\n    password_file: password\n' % place.user))
        code, said = doctor(place)
        assert code == 0 and line(said, "[warning] token", "none yet"), said
        place.start()
        assert place.stop() == 0
        assert line(doctor(place)[1], "[fine] token", place.user)
    finally:
        place.close()


def test_server(build, folder):
    """No server at all."""
    place = Meeting(build, folder)
    try:
        place.server.stop()
        code, said = doctor(place)
        assert code == 1 and line(said, "[fault] network"), said
    finally:
        place.close()


def verify(place):
    run = place.kaigi("verify", "--chat")
    return run.returncode, run.stdout + run.stderr


def seal(place):
    """From the draft to the chair's own card."""
    place.circulate()
    card = place.find("shomu", *CARD)
    for who in MEMBERS:
        place.mark(who, "⭕", card)
    wait_for(lambda: len(place.rows("SELECT 1 FROM seal WHERE answer = 'approve'")) >= 8, "eight seals")
    return place.find("chair", "ご決裁をお願いいたします")


def test_witness(build, folder):
    """The announcement's twenty digits against the ledger; then against one that was put back to before it."""
    place = Meeting(build, folder)
    try:
        place.set_clock("2026-04-13 10:00")
        place.start_with_roster()
        room, event = seal(place)
        place.settle()
        assert place.stop() == 0
        shutil.copytree(place.state, folder + "/earlier")
        place.set_clock("2026-04-13 13:00")
        place.start()
        place.mark("chair", "⭕", (room, event))
        wait_for(lambda: [one for one in place.by_bot() if "管理会議の議決となりました" in one["content"]["body"]],
                 "the announcement", 60)
        place.settle()
        assert place.stop() == 0
        place.say("m1", "記録:ffffffffffffffffffff")  # anybody can write that
        code, said = verify(place)
        assert code == 0 and "1 witnesses in the chat agree" in said, said
        shutil.rmtree(place.state)
        shutil.copytree(folder + "/earlier", place.state)
        assert place.kaigi("verify").returncode == 0, "the earlier copy is sound in itself"
        code, said = verify(place)
        assert code == 1 and "no row of the ledger has it" in said, said
        assert "ffffffffffffffffffff" not in said, said
    finally:
        place.close()


if __name__ == "__main__":
    sys.exit(main(dict(globals()), "live-doctor"))
