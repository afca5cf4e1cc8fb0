"""One circulation as people live it, step by step, and what is left of it: for kill sweeps, refreshes and TLS."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from rig import MARKS, Died, Refused, Rig, instant, plain, report, wait_for  # noqa: E402,F401

NUMBER = "回R8-001"
DRAFT = ("持ち回り 件名=○○システムの停止後の対応方針について 号=7 理由=本日中に案内方針を定める必要があるため "
         "期限=4月14日(火)17:00 本文=復旧までの間は窓口で受け付ける。")
MEMBERS = ["副議長", "委員1", "委員2", "委員3", "委員4", "委員5", "委員6", "委員7"]
RECORDS = ["circular", "circular_seat", "seal", "seal_history", "mark", "seen", "opinion", "circular_step", "resolution",
           "person", "account", "tenure"]


def steps(rig):
    """(name, act, is_command): what people do; None between two of them is a step of time."""
    yield "draft", lambda: rig.command("庶務", DRAFT, rig.channels["庶務"]), True
    yield "review", lambda: rig.mark("審査", "⭕", NUMBER, "庶務内確認をお願い"), False
    yield "confirm", lambda: rig.mark("議長", "⭕", *CONFIRM), False
    yield "09:30", lambda: rig.go_to(instant("2026-04-10 10:30")), False
    for i, who in enumerate(MEMBERS):
        yield who, lambda who=who, i=i: ballot(rig, who, "⭕" if who != "委員3" else "❌", i % 2 == 0), False
    yield "ask", lambda: press(rig, "委員3", "理由"), True
    yield "reason", lambda: rig.answer("委員3", reason="体制が示されていないため"), True
    yield "go on", lambda: press(rig, "議長", "続行"), True
    yield "change", lambda: change(rig), False
    yield "10:00", lambda: rig.go_to(instant("2026-04-10 11:00")), False
    yield "final", lambda: rig.mark("議長", "⭕", *FINAL), False


CONFIRM = (NUMBER, "付してよろしいか")
FINAL = (NUMBER, "ご決裁をお願いいたします")
CARD = (NUMBER, "持ち回りでお諮りします")


def ballot(rig, who, mark, on_card):
    if on_card:
        channel = rig.channels["管理会議"]
        for message in reversed(rig.people.history(rig.user(who), channel)):
            if all(n in rig.people.text(message) for n in CARD):
                return react(rig, who, mark, channel, message["ts"])
        raise Refused("%s sees no card in the channel" % who)
    return rig.mark(who, mark, *CARD)


def react(rig, who, mark, channel, ts):
    try:
        rig.people.act("react", **{"as": rig.user(who), "channel": channel, "ts": ts, "name": MARKS[mark]})
    except Refused as refused:
        if "already_reacted" not in str(refused):
            raise


def change(rig):
    """委員3 takes ❌ off and puts ⭕ on, wherever the ❌ stands."""
    user = rig.user("委員3")
    places = [rig.people.dm(user), rig.channels["管理会議"]]
    for channel in places:
        for message in rig.people.history(user, channel):
            for reaction in message.get("reactions") or []:
                if reaction["name"] == "x" and user in reaction["users"]:
                    rig.people.act("unreact", **{"as": user, "channel": channel, "ts": message["ts"], "name": "x"})
                    return react(rig, "委員3", "⭕", channel, message["ts"])
    return ballot(rig, "委員3", "⭕", True)


def press(rig, who, label):
    user = rig.user(who)
    for message in reversed(rig.private(who)):
        if message["private"] != "dm":
            continue
        for block in message.get("blocks") or []:
            elements = list(block.get("elements") or []) + ([block["accessory"]] if block.get("accessory") else [])
            for element in elements:
                if element.get("type") == "button" and label in element["text"]["text"]:
                    return rig.people.act("button", **{
                        "as": user, "channel": message["channel"], "ts": message["ts"],
                        "action_id": element["action_id"], "block_id": block.get("block_id"),
                        "value": element.get("value", "")})
    raise Refused("%s sees no button %s: %s" % (who, label, rig.texts(who)[-3:]))


def failures(rig, who):
    """How often this person was told that a command, button or form came to nothing."""
    return sum(message.get("error") is not None or "operation_timeout" in (message.get("text") or "")
               or "dispatch_failed" in (message.get("text") or "")
               for message in rig.private(who) if message["private"] == "ephemeral")


def left(rig):
    """Records, announcements and everybody's view, without what may differ: times, keys, salts, head digits."""
    view = {"records %s" % table: [plain(row) for row in rig.table(table)] for table in RECORDS}
    view["channel"] = [plain(text) for text in rig.channel_texts()]
    for role in ("議長", *MEMBERS, "庶務", "審査", "職員"):
        view[role] = sorted(plain(rig.people.text(message)) for message in rig.private(role)
                            if message["private"] == "dm" and message.get("metadata"))
    view["marks"] = marks(rig)
    return view


def marks(rig):
    """The bot's own marks and everybody's, on every message, by the message's place in its conversation."""
    out = []
    for role in ("議長", *MEMBERS):
        for message in rig.people.history(rig.user(role), rig.people.dm(rig.user(role))):
            for reaction in message.get("reactions") or []:
                out.append("%s %s %s" % (role, plain(rig.people.text(message))[:60], sorted(reaction["users"])))
    for message in rig.people.history(rig.user("議長"), rig.channels["管理会議"]):
        for reaction in message.get("reactions") or []:
            out.append("管理会議 %s %s %s" % (plain(rig.people.text(message))[:60], reaction["name"], sorted(reaction["users"])))
    return sorted(out)


def hints(rig):
    """
    Ephemeral words and answers to a form by person and text, with how often: none may come twice. An answer that is
    no posting of the outbox (it bears no key in its metadata) goes out once, after its acknowledgement.
    """
    out = {}
    for role in ("議長", *MEMBERS, "庶務", "審査", "職員"):
        for message in rig.private(role):
            passing = message["private"] == "ephemeral" or not message.get("metadata")
            if passing and not message.get("error"):
                key = (role, plain(rig.people.text(message)))
                out[key] = out.get(key, 0) + 1
    return out


def differences(plain_run, killed_run):
    out = []
    for key in plain_run:
        if plain_run[key] != killed_run[key]:
            missing = [row for row in plain_run[key] if row not in killed_run[key]]
            extra = [row for row in killed_run[key] if row not in plain_run[key]]
            if not missing and not extra:
                extra = ["the same in another order or number: %d, %d" % (len(plain_run[key]), len(killed_run[key]))]
            out.append("%s: missing %s, extra %s" % (key, [m[:300] for m in missing[:3]], [e[:300] for e in extra[:3]]))
    return out


def run_plain(rig):
    for _, act, _ in steps(rig):
        act()
        rig.settle()


def re_number(text):
    """The serial number that a probing command carried and its answer repeats."""
    found = re.search(r"回R8-(\d{4,6})", text)
    return found.group(1) if found else None
