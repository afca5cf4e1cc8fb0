#!/usr/bin/python3
"""refresh.py BUILD_DIR [--count N] [--https]: N (10) refreshes of every kind under 20 commands, 50 reactions and 10
messages a second. Nothing may be lost and nothing doubled, but for envelopes that the stand-in cut off on a dead socket,
counted apart; of those, reactions and messages must still arrive by retry or read-back. Where Node and Slack's Bolt are
at hand, the same is done to Bolt and printed beside, for comparison only.
"""

import collections
import http.client
import itertools
import json
import random
import shutil
import subprocess
import threading
import time

import story
from story import MARKS, Refused, Rig, instant, os, report, sys

BUILD = os.path.abspath(sys.argv[1])
# Ten in one life of the bot: opens that follow a failure are ten in ten minutes at most, so that more would only show it
# waiting. More than ten are several lives, each with its own seed.
COUNT = 10
LIVES = int(sys.argv[sys.argv.index("--count") + 1]) // COUNT if "--count" in sys.argv else 1
PAUSE = 1.0  # seconds of load before and after
SPACING = 6.0  # seconds from one refresh to the next, at least: for Bolt too
PATIENCE = 90.0  # seconds in which both sockets must be back
TYPISTS = ("庶務", "審査")  # two: the stand-in keeps a person's last thousand private notes
KINDS = [
    ("warning", {"fault": "disconnect", "reason": "warning", "ms": 700}),
    ("refresh requested", {"fault": "disconnect", "reason": "refresh_requested", "ms": 0}),
    ("no close frame", {"fault": "disconnect", "reason": "refresh_requested", "then": "no_close"}),
    ("reset", {"fault": "reset", "which": "oldest"}),
    ("reset with a word", {"fault": "disconnect", "reason": "refresh_requested", "then": "reset"}),
]


class Stream(threading.Thread):
    """Acts at a steady rate on a connection of its own; `make(n)` gives the n-th act or None."""

    def __init__(self, rig, rate, make):
        super().__init__(daemon=True)
        self.rig, self.rate, self.make = rig, rate, make
        self.stop = threading.Event()
        self.done, self.faults = [], []

    def run(self):
        connection = http.client.HTTPConnection(self.rig.listen, self.rig.port, timeout=30)
        begun = time.monotonic()
        for n in itertools.count():
            delay = begun + n / self.rate - time.monotonic()
            if delay > 0 and self.stop.wait(delay) or self.stop.is_set():
                break
            act = self.make(n)
            try:
                connection.request("POST", "/control/act?token=" + self.rig.people.token, json.dumps(act).encode(),
                                   {"Content-Type": "application/json"})
                answer = json.loads(connection.getresponse().read())
            except (OSError, http.client.HTTPException) as error:
                self.faults.append(str(error))
                connection.close()
                continue
            if answer.get("ok"):
                self.done.append((n, answer))
            else:
                self.faults.append(json.dumps(answer))
        connection.close()


class Journal(threading.Thread):
    """Follows the stand-in's log: it keeps the last ten thousand lines only."""

    def __init__(self, rig):
        super().__init__(daemon=True)
        self.rig, self.stop, self.entries, self.next = rig, threading.Event(), [], 0

    def look(self):
        answer = self.rig.people.log(self.next)
        self.entries += [entry for entry in answer["entries"] if entry["n"] >= self.next]
        self.next = answer["next"]

    def run(self):
        while not self.stop.wait(0.3):
            self.look()

    def ready(self):
        """Sockets that take envelopes: opened, and neither told to go nor gone."""
        held = set()
        for entry in list(self.entries):
            if entry["what"] == "open":
                held.add(entry["socket"])
            elif entry["what"] in ("disconnect", "close"):
                held.discard(entry["socket"])
        return len(held)

    def count(self, what, **fields):
        return [entry for entry in self.entries
                if entry["what"] == what and all(entry.get(key) == value for key, value in fields.items())]


def streams(rig, card):
    council, office = rig.channels["管理会議"], rig.channels["庶務"]
    standing = set()

    def command(n):
        return {"do": "command", "as": rig.user(TYPISTS[n % 2]), "channel": office, "text": "/kaigi 経緯 回R8-%d" % (1000 + n)}

    def reaction(n):
        who = story.MEMBERS[n % len(story.MEMBERS)]
        do = "unreact" if who in standing else "react"
        standing.symmetric_difference_update({who})
        return {"do": do, "as": rig.user(who), "channel": council, "ts": card, "name": "o"}

    def message(n):
        return {"do": "post", "as": rig.user("委員%d" % (n % 7 + 1)), "channel": council,
                "text": "連絡その%d。" % (1000 + n)}

    return Stream(rig, 20, command), Stream(rig, 50, reaction), Stream(rig, 10, message), standing


def refreshes(rig, journal, count, seed):
    """Disturbs one socket after the other, each when both are held again; the kinds in a random order."""
    told = collections.Counter()
    kinds = [KINDS[i % len(KINDS)] for i in range(count)]
    random.Random(seed).shuffle(kinds)
    waits = []
    for name, order in kinds:
        begun = time.monotonic()
        story.wait_for("two sockets", lambda: journal.ready() >= 2, PATIENCE, 0.1)
        waits.append(time.monotonic() - begun)
        rig.people.fault(dict(order))
        told[name] += 1
        time.sleep(max(PAUSE, begun + SPACING - time.monotonic()))  # the load goes on and has to come through
    story.wait_for("two sockets", lambda: journal.ready() >= 2, PATIENCE, 0.1)
    print("# until both sockets were back: %s s" % " ".join("%.1f" % wait for wait in waits))
    return told


def answers(rig):
    """How often each command was answered, by its number; and how many were told that they failed."""
    seen, failed = collections.Counter(), 0
    for message in itertools.chain.from_iterable(rig.private(who) for who in TYPISTS):
        if message["private"] != "ephemeral":
            continue
        text = rig.people.text(message)
        if message.get("error") or "operation_timeout" in text or "dispatch_failed" in text:
            failed += 1
            continue
        found = story.re_number(text)
        if found:
            seen[found] += 1
    return seen, failed


def under_load(rig, journal, card, seed):
    commands, reactions, messages, standing = streams(rig, card)
    journal.start()
    for stream in (commands, reactions, messages):
        stream.start()
    time.sleep(PAUSE)
    told = refreshes(rig, journal, COUNT, seed)
    for stream in (commands, reactions, messages):
        stream.stop.set()
    for stream in (commands, reactions, messages):
        stream.join()
    journal.stop.set()
    journal.join()
    rig.settle(60)
    rig.go_to(rig.now() + 30000)
    journal.look()
    return commands, reactions, messages, standing, told


def check(name, held, what, results):
    print("%s %s: %s" % ("ok" if held else "not ok", name, what), flush=True)
    results.append(bool(held))


def kaigi(seed):
    results = []
    rig = Rig(BUILD, BUILD + "/refresh/kaigi", https="--https" in sys.argv, host="localhost" if "--https" in sys.argv else None)
    if "--https" in sys.argv:
        rig.more_settings = "ca_file: %s/workspace/ca.pem" % rig.folder
    keep = True
    try:
        rig.start_workspace()
        rig.people.fault({"fault": "retry_scale", "ms": 20})
        rig.people.fault({"fault": "rate", "name": "off"})
        rig.write_settings()
        rig.start_bot()
        rig.import_roster()
        rig.settle()
        open_one(rig)
        journal = Journal(rig)
        journal.look()
        card = next(m["ts"] for m in rig.people.history(rig.user("議長"), rig.channels["管理会議"])
                    if "持ち回りでお諮りします" in rig.people.text(m))
        commands, reactions, messages, standing, told = under_load(rig, journal, card, seed)
        cut = journal.count("cut_off")
        cut_commands = [entry for entry in cut if entry["type"] == "slash_commands"]
        print("# refreshes: %s" % ", ".join("%s %d" % item for item in sorted(told.items())))
        print("# envelopes cut off by the stand-in on a dead socket: %d (%d of commands), opens: %d" % (
            len(cut), len(cut_commands), len(journal.count("open"))))
        for stream, what in ((commands, "commands"), (reactions, "reactions"), (messages, "messages")):
            check("%s sent" % what, len(stream.done) > COUNT * 5 and not stream.faults,
                  "%d, faults %s" % (len(stream.done), stream.faults[:2]), results)
        tell_sockets(journal)
        seen, failed = answers(rig)
        lost = [1000 + n for n, _ in commands.done if seen["%d" % (1000 + n)] == 0]
        double = [number for number, count in seen.items() if count > 1]
        check("commands answered", len(lost) <= len(cut_commands) and failed <= len(cut_commands),
              "%d of %d; %d not, %d cut off" % (len(seen), len(commands.done), len(lost), len(cut_commands)), results)
        homeless = journal.count("no_socket", type="slash_commands")
        check("never without a socket", not homeless, "%d commands found none" % len(homeless), results)
        check("no command answered twice", not double, "%s" % double[:5], results)
        given = [entry for entry in journal.count("given_up") + journal.count("no_socket") if entry["type"] == "events_api"]
        check("no event given up", not given, "%d" % len(given), results)
        texts = collections.Counter(word for row in rig.rows("SELECT CAST(payload AS TEXT) FROM inbox WHERE kind = 'message'")
                                    for word in story.re.findall("連絡その[0-9]+。", row[0]))
        wanted = ["連絡その%d。" % (1000 + n) for n, _ in messages.done]
        check("every message once", [t for t in wanted if texts[t] != 1] == [] and len(texts) == len(wanted),
              "%d of %d" % (len(texts), len(wanted)), results)
        sealed = {row[0] for row in rig.rows("SELECT person FROM seal WHERE answer = 'approve'")}
        accounts = dict(rig.rows("SELECT person, account FROM account"))
        stand = {rig.user(who) for who in standing}
        check("seals are what stands on the card", {accounts[p] for p in sealed} == stand,
              "sealed %s, standing %s" % (sorted(accounts[p] for p in sealed), sorted(stand)), results)
        check("sockets", rig.people.pending()["sockets"] in (2, 3), "%d held" % rig.people.pending()["sockets"], results)
        code, said = rig.kaigi("verify")
        check("verify", code == 0, said.strip()[-200:], results)
        latency(journal)
        check("ends in time", rig.stop_bot() == 0, "exit 0", results)
        keep = not all(results)
    finally:
        rig.close(keep)
    return results


def latency(journal):
    sent = {}
    took = []
    for entry in journal.entries:
        key = entry.get("envelope_id")
        if entry["what"] == "sent":
            sent[key] = entry["mono"]
        elif entry["what"] == "ack" and key in sent:
            took.append(entry["mono"] - sent[key])
    took.sort()
    if took:
        print("# from delivery to ack: median %d ms, 99th of 100 %d ms, longest %d ms over %d envelopes" % (
            took[len(took) // 2], took[len(took) * 99 // 100], took[-1], len(took)))


def tell_sockets(journal):
    """When sockets came and went, and when commands found none: for whoever has to find out why."""
    begun = journal.entries[0]["mono"] if journal.entries else 0
    words, homeless = [], 0
    for entry in journal.entries:
        if entry["what"] == "no_socket":
            homeless += 1
        elif entry["what"] in ("open", "close", "disconnect"):
            if homeless:
                words.append("(%d homeless)" % homeless)
                homeless = 0
            words.append("%.1f %s %s" % ((entry["mono"] - begun) / 1000, entry["what"], entry["socket"]))
    print("# sockets: " + ", ".join(words))


def open_one(rig):
    for name, act, _ in story.steps(rig):
        if name == "09:30":
            return
        act()
        rig.settle()


def bolt(seed):
    """Bolt under the same refreshes and load: what it answered, and how long it had no socket."""
    node = os.environ.get("KAIGI_NODE") or shutil.which("node")
    module = next((path for path in (BUILD + "/node_modules", BUILD + "/sdk/node_modules", BUILD + "/npm/node_modules",
                                     os.path.dirname(BUILD) + "/node_modules") if os.path.isdir(path + "/@slack/bolt")), None)
    if node is None or module is None:
        print("skip bolt: Node or @slack/bolt is not in the build folder")
        return
    with open(module + "/@slack/bolt/package.json", encoding="utf-8") as file:
        version = json.load(file)["version"]
    rig = Rig(BUILD, BUILD + "/refresh/bolt")
    process = None
    try:
        rig.start_workspace()
        rig.people.fault({"fault": "retry_scale", "ms": 20})
        rig.people.fault({"fault": "rate", "name": "off"})
        tokens = {name: open("%s/workspace/%s" % (rig.folder, name), encoding="ascii").read().strip()
                  for name in ("bot-token", "app-token")}
        with open(rig.folder + "/bolt.log", "wb") as log:
            process = subprocess.Popen([node, os.path.dirname(os.path.abspath(__file__)) + "/bolt.cjs"], stdout=log, stderr=log,
                                       env=dict(os.environ, NODE_PATH=module, BOT_TOKEN=tokens["bot-token"],
                                                APP_TOKEN=tokens["app-token"], API="http://127.0.0.1:%d/api/" % rig.port))
        story.wait_for("Bolt's socket", lambda: rig.people.pending()["sockets"] > 0, 30)
        card = rig.people.act("post", **{"as": rig.user("議長"), "channel": rig.channels["管理会議"], "text": "card"})["ts"]
        journal = Journal(rig)
        journal.look()
        commands, reactions, messages, _ = streams(rig, card)
        journal.start()
        for stream in (commands, reactions, messages):
            stream.start()
        time.sleep(PAUSE)
        for i in range(COUNT):
            story.wait_for("Bolt's socket", lambda: rig.people.pending()["sockets"] > 0, PATIENCE, 0.1)
            rig.people.fault(dict(KINDS[i % len(KINDS)][1]))
            time.sleep(SPACING)
        for stream in (commands, reactions, messages):
            stream.stop.set()
            stream.join()
        time.sleep(8)
        journal.stop.set()
        journal.join()
        journal.look()
        seen, _ = answers(rig)
        with open(rig.folder + "/bolt.log", encoding="utf-8", errors="replace") as file:
            text = file.read()
        got = collections.Counter(line for line in text.splitlines() if line.startswith("message "))
        cut = [entry for entry in journal.count("cut_off") if entry["type"] == "slash_commands"]
        print("# Bolt %s beside it: %d of %d commands answered (%d cut off by the stand-in), %d of %d messages seen, %d of "
              "them twice or more, %d commands found no socket" % (
                  version, len(seen), len(commands.done), len(cut), len(got), len(messages.done),
                  sum(count > 1 for count in got.values()), len(journal.count("no_socket", type="slash_commands"))))
    except (OSError, TimeoutError, RuntimeError, Refused) as error:
        print("# Bolt %s beside it: %s: %s" % (version, type(error).__name__, error))
    finally:
        if process is not None:
            process.terminate()
            process.wait()
        rig.close()


def main():
    seed = int(os.environ.get("KAIGI_SEED", str(int(time.time()) % 100000)))
    results = []
    for life in range(LIVES):
        print("# seed %d" % (seed + life), flush=True)
        results += kaigi(seed + life)
    if "--https" not in sys.argv:
        bolt(seed)
    report(sum(results), len(results) - sum(results))


if __name__ == "__main__":
    main()
