#!/usr/bin/python3
"""websocket.py BUILD_DIR [name…]: Matrix over the appservice websocket, on a real Synapse.

The proxy between Synapse and the bot is tests/lib/wsproxy.py, written from the protocol, because the Go module proxy does not
give out mautrix-wsproxy; with MAUTRIX_WSPROXY=BINARY the real one takes its place, in the tests that can do without faults
of its own. What is held true is looked for in the rooms, as people see them.
"""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))

import council  # noqa: E402
from between import Between  # noqa: E402
from rig import START, instant, report  # noqa: E402
from synapse import SOURCE, Absent, Refused, die_with_parent  # noqa: E402
from wsproxy import PATH, WsProxy  # noqa: E402
from wsproxy_real import RealWsProxy  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
ONLY = sys.argv[2:]
REAL = os.environ.get("MAUTRIX_WSPROXY", "")
AS_TOKEN, HS_TOKEN = "as-token-of-the-test", "hs-token-of-the-test"
HELP = "!kaigi ヘルプ"
results = []


def check(name, held, what=""):
    print("%s %s %s" % ("ok" if held else "not ok", name, "" if held else what), flush=True)
    results.append(bool(held))


def wait_for(what, claim, seconds=20):
    end = time.monotonic() + seconds
    while True:
        value = claim()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError("waited %d s for %s" % (seconds, what))
        time.sleep(0.02)


class World:
    def __init__(self, name, ids=False):
        self.folder = "%s/websocket/%s" % (BUILD, name)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder + "/state", 0o700)
        self.proxy = (RealWsProxy(REAL, self.folder, AS_TOKEN, HS_TOKEN) if name == "real"
                      else WsProxy(AS_TOKEN, HS_TOKEN, ids=ids))
        with open(self.folder + "/registration.yaml", "w", encoding="utf-8") as file:
            json.dump({"id": "kaigi-websocket", "url": "http://127.0.0.1:%d" % self.proxy.port, "as_token": AS_TOKEN,
                       "hs_token": HS_TOKEN, "sender_localpart": "kaigi-websocket", "rate_limited": False,
                       "namespaces": {"users": [{"exclusive": False, "regex": "@kaigi:council\\.test"}], "rooms": [],
                                      "aliases": []}}, file)
        self.server, self.made = council.prepare(
            self.folder + "/synapse", more={"app_service_config_files": [self.folder + "/registration.yaml"]})
        self.server.start()
        self.between = Between(self.server.port)
        self.bot = None
        self.sent = 0
        self.since, self.directs = {}, {}
        self.clock = self.folder + "/clock"
        with open(self.clock, "w", encoding="ascii") as file:
            now = int(time.time() * 1000)
            file.write("0 %d\n" % (instant(START) - now))  # also what was said before
        self.write_files()

    def write(self, name, text):
        with open("%s/%s" % (self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod("%s/%s" % (self.folder, name), 0o600)

    def write_files(self, as_token=AS_TOKEN):
        self.write("token", self.token("kaigi") + "\n")
        self.write("as-token", as_token + "\n")
        text = council.settings_text(self.between.address, self.folder + "/state", self.made["rooms"], self.folder + "/token")
        extra = "    websocket: %s\n    websocket_token_file: %s/as-token\n" % (self.proxy.address, self.folder)
        self.write("settings.yaml", text.replace("    channels:\n", extra + "    channels:\n", 1))
        with open(SOURCE + "/config/kawasaki/roster.yaml", encoding="utf-8") as file:
            self.write("roster.yaml", council.roster_text(file.read(), self.server))

    # ---- the bot

    def environment(self, **more):
        environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        environment.update(KAIGI_TEST_CLOCK=self.clock, **more)
        return environment

    def start_bot(self, **environment):
        before = len(self.proxy.heads)
        with open(self.folder + "/bot.log", "ab") as log:
            self.bot = subprocess.Popen([BUILD + "/bin/kaigi", "run", "-c", self.folder + "/settings.yaml"],
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment(**environment),
                                        preexec_fn=die_with_parent)
        if not environment:
            wait_for("the bot's websocket", lambda: len(self.proxy.heads) > before or self.bot.poll() is not None)
            self.rest()

    def kaigi(self, *words):
        run = subprocess.run([BUILD + "/bin/kaigi", words[0], "-c", self.folder + "/settings.yaml", *words[1:]],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                             env=self.environment(), check=False)
        if run.returncode != 0:
            raise RuntimeError("kaigi %s ended with %d: %s" % (words[0], run.returncode, run.stdout.decode("utf-8", "replace")))

    def begin(self):
        self.start_bot()
        self.kaigi("import", self.folder + "/roster.yaml")
        self.rest()

    def stop_bot(self, number=signal.SIGTERM):
        bot, self.bot = self.bot, None
        if bot is None or bot.poll() is not None:
            return bot and bot.returncode
        bot.send_signal(number)
        try:
            return bot.wait(5)
        except subprocess.TimeoutExpired:
            bot.kill()
            bot.wait()
            return "no end within 5 s"

    def idle(self):
        try:
            with open(self.clock + ".idle", encoding="ascii") as file:
                return int(file.read().strip() or 0)
        except (OSError, ValueError):
            return -1

    def rest(self, seconds=20):
        """Nothing queued or on its way to the server (but a long poll), twice in a row."""
        for _ in range(2):
            wait_for("no request", lambda: self.between.look()[0] == 0, seconds)
            before = self.idle()
            wait_for("the bot's rest", lambda at=before: self.idle() >= at + 2 or self.bot.poll() is not None, seconds)
            if self.bot.poll() is not None:
                raise RuntimeError("the bot ended with %s; see %s/bot.log" % (self.bot.returncode, self.folder))

    def close(self):
        self.stop_bot()
        self.between.close()
        self.proxy.kill()
        self.server.stop()

    def inbox(self, event):
        db = sqlite3.connect("file:%s/state/kaigi.db?mode=ro" % self.folder, uri=True, timeout=5)
        try:
            return db.execute("SELECT count(*) FROM inbox WHERE event_id = ?", (event,)).fetchone()[0]
        finally:
            db.close()

    def order(self, *events):
        db = sqlite3.connect("file:%s/state/kaigi.db?mode=ro" % self.folder, uri=True, timeout=5)
        try:
            return [row[0] for row in db.execute("SELECT event_id FROM inbox ORDER BY id").fetchall() if row[0] in events]
        finally:
            db.close()

    # ---- people

    def token(self, who):
        return self.made["tokens"][who]["access_token"]

    def room(self, name="C0SHOMU"):
        return self.made["rooms"][name]

    def say(self, who, text, room=None):
        self.sent += 1
        path = "/_matrix/client/v3/rooms/%s/send/m.room.message/test%d" % (urllib.parse.quote(room or self.room(), safe=""), self.sent)
        return self.server.call("PUT", path, {"msgtype": "m.text", "body": text}, self.token(who))["event_id"]

    def history(self, who, room):
        path = "/_matrix/client/v3/rooms/%s/messages?dir=b&limit=100" % urllib.parse.quote(room, safe="")
        return self.server.call("GET", path, token=self.token(who))["chunk"][::-1]

    def answers(self, who):
        """What the bot said to this person alone; invitations are accepted."""
        since = "&since=" + self.since[who] if who in self.since else ""  # without it Synapse would repeat its first answer
        said = self.server.call("GET", "/_matrix/client/v3/sync?timeout=0" + since, token=self.token(who))
        self.since[who] = said["next_batch"]
        rooms = self.directs.setdefault(who, set())
        for room in said.get("rooms", {}).get("invite", {}):
            self.server.call("POST", "/_matrix/client/v3/join/%s" % urllib.parse.quote(room, safe=""), {}, self.token(who))
            rooms.add(room)
        return [event["content"].get("body", "") for room in sorted(rooms) for event in self.history(who, room)
                if event["type"] == "m.room.message" and event["sender"] == self.server.user("kaigi")]

    def helps(self, who="shomu"):
        return sum("持ち回り" in text for text in self.answers(who))

    def syncs(self):
        return [line for line, _ in self.between.told if "/sync?" in line]

    def alarms(self):
        return [e["content"].get("body", "") for e in self.history("shomu", self.room("C0ALARM")) if e["type"] == "m.room.message"]


def ask_for_help(world, before, seconds=15, who="shomu"):
    """An event that leads to one answer; both are waited for."""
    event = world.say(who, HELP)
    wait_for("the answer to %s" % event, lambda: world.helps(who) > before, seconds)
    return event


# ---- what must hold

def over_the_websocket(world):
    head = [line.lower() for line in world.proxy.heads[-1].split("\r\n")]
    check("the upgrade carries the appservice's token and the version", "authorization: bearer %s" % AS_TOKEN in head and
          "x-mautrix-websocket-version: 3" in head and PATH in head[0], head)
    wait_for("the ping", lambda: any(f["frame"].get("command") == "ping" for f in world.proxy.frames))
    check("no long poll beside a live websocket", world.between.look()[1] == [], world.between.look())
    world.between.hide = lambda room, event: event["type"] == "m.room.message"
    before = world.helps()
    event = ask_for_help(world, before)
    check("an event arrives over the websocket while /sync leaves it out", world.inbox(event) == 1)
    world.rest()
    check("still no long poll", world.between.look()[1] == [], world.between.look())
    world.between.clear()
    check("one answer", world.helps() == before + 1, world.helps())


def odd_frames(world):
    link = world.proxy.link
    link.send({"id": 4711, "command": "http_proxy", "data": {}})
    wait_for("the refusal", lambda: 4711 in world.proxy.responses)
    check("an unknown command is answered with an error", world.proxy.responses[4711]["command"] == "error")
    link.send({"command": "syncproxy_error", "data": {}})
    link.send({"status": "ok", "txn_id": "odd", "events": [7, {"type": 5}, {"room_id": "!nowhere", "type": "m.room.message"}]})
    pad = [{"type": "x.pad", "content": {"pad": "あ" * 1000}}] * 14000  # 40 MB and more
    before = world.helps()
    world.proxy.swallow = world.server.user("shomu")
    event = world.say("shomu", HELP)
    wait_for("its transaction", lambda: world.proxy.seen(event))
    whole = [t for t in world.proxy.transactions if any(e.get("event_id") == event for e in t["events"])][-1]
    link.send({"status": "ok", "txn_id": "big", "events": whole["events"], "ephemeral": pad}, pieces=97)
    wait_for("the answer", lambda: world.helps() > before)
    check("40 MB in 97 pieces are one transaction", world.inbox(event) == 1 and world.proxy.link is link)


def caught_up_after_a_loss(world):
    """A frame that the proxy took and nobody got, while the connection stands."""
    before = world.helps()
    world.proxy.swallow = world.server.user("shomu")
    lost = world.say("shomu", HELP)
    wait_for("its transaction", lambda: world.proxy.seen(lost))
    time.sleep(1)
    check("the proxy said 200 for what it lost", world.proxy.seen(lost) == [200] and world.inbox(lost) == 0, world.proxy.seen(lost))
    world.proxy.link.send(b'{"txn_id":')  # something is amiss
    wait_for("the answer", lambda: world.helps() > before)
    world.rest()
    check("the catch-up finds it, once", world.inbox(lost) == 1 and world.helps() == before + 1, world.helps())


def killed_before_commit(world):
    """The frame is written, the homeserver has its 200, the bot dies before it has stored anything."""
    before = world.helps()
    world.stop_bot()
    world.start_bot(KAIGI_TEST_DIE="event_in:1")
    wait_for("the websocket", world.proxy.is_connected)
    wait_for("the catch-up", lambda: [s for s in world.syncs() if "timeout=0" in s] and world.between.look() == (0, []))
    time.sleep(0.3)
    world.between.rule("GET .*/sync", delay_ms=3000, count=1)
    event = world.say("shomu", HELP)
    wait_for("its transaction", lambda: world.proxy.seen(event))
    code = world.bot.wait(10)
    check("the bot died of it", code == 137, code)
    check("the homeserver was told that it arrived", world.proxy.seen(event) == [200], world.proxy.seen(event))
    check("nothing was stored", world.inbox(event) == 0)
    world.between.clear()
    world.start_bot()
    wait_for("the answer", lambda: world.helps() > before)
    world.rest()
    time.sleep(1)
    check("the catch-up finds the event, and it runs once", world.inbox(event) == 1 and world.helps() == before + 1,
          (world.inbox(event), world.helps()))
    check("the proxy was not asked again", world.proxy.seen(event) == [200], world.proxy.seen(event))


def order_is_kept(world):
    """What a new connection brings waits for the catch-up that comes before it."""
    before, count = world.helps(), len(world.proxy.links)
    world.between.rule("GET .*/sync", delay_ms=4000, count=1000)
    world.proxy.link.close(1012, b'{"command":"disconnect","status":"server_shutting_down"}')
    wait_for("the new connection", lambda: len(world.proxy.links) == count + 1 and world.proxy.is_connected())
    check("after 1012 it comes back", True)
    world.proxy.swallow = world.server.user("shomu")
    lost = world.say("shomu", HELP)
    wait_for("its transaction", lambda: world.proxy.seen(lost))
    brought = world.say("shomu", HELP)
    wait_for("its transaction", lambda: world.proxy.seen(brought))
    check("the proxy lost the first and brought the second", (world.proxy.seen(lost), world.proxy.seen(brought)) == ([200], [200]))
    wait_for("the answers", lambda: world.helps() >= before + 2)
    world.between.clear()
    world.rest()
    check("in the order in which they were said", world.order(lost, brought) == [lost, brought], world.order(lost, brought))
    check("each once", world.helps() == before + 2, world.helps() - before)


def proxy_killed(world):
    before = world.helps()
    world.proxy.kill()
    event = ask_for_help(world, before)
    check("without the proxy /sync brings it", world.inbox(event) == 1)
    heads = len(world.proxy.heads)
    world.proxy.start_again()
    wait_for("the new connection", lambda: len(world.proxy.heads) > heads and world.proxy.is_connected(), 40)
    wait_for("the homeserver's next try", lambda: 200 in world.proxy.seen(event), 60)
    time.sleep(1)
    world.rest()
    check("what comes again is not done again", world.inbox(event) == 1 and world.helps() == before + 1, world.helps())
    event = ask_for_help(world, before + 1)
    check("and the websocket works again", world.inbox(event) == 1 and 200 in world.proxy.seen(event))


def closed_by_the_proxy(world):
    count = len(world.proxy.links)
    world.proxy.link.close(1001, b'{"command":"disconnect","status":"server_shutting_down"}')
    wait_for("the new connection", lambda: len(world.proxy.links) == count + 1 and world.proxy.is_connected(), 40)
    check("after 1001 it comes back", True)
    world.rest()


def silent_proxy(world):
    count = len(world.proxy.links)
    world.proxy.deaf = True
    world.proxy.link.close(1012)
    wait_for("the new connection", lambda: len(world.proxy.links) == count + 1, 40)
    began = time.monotonic()
    wait_for("its end", world.proxy.links[-1].closed.is_set, 40)
    check("a ping without an answer ends it after 10 s", 9 < time.monotonic() - began < 15, time.monotonic() - began)
    world.proxy.deaf = False


def replaced(world):
    before, heads = world.helps(), len(world.proxy.heads)
    with socket.create_connection(("127.0.0.1", world.proxy.port)) as other:
        other.sendall(("GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGVzdCB0ZXN0IHRlc3QgdA==\r\nAuthorization: Bearer %s\r\n\r\n" % (PATH, AS_TOKEN)).encode())
        wait_for("the other one's place", lambda: len(world.proxy.heads) == heads + 1)
        event = ask_for_help(world, before)
        check("replaced, it goes on with /sync", world.inbox(event) == 1)
        time.sleep(6)
        check("it does not fight for its place", len(world.proxy.heads) == heads + 1, len(world.proxy.heads) - heads)
    told = wait_for("the alarm", lambda: [t for t in world.alarms() if "4001" in t])
    check("the operator is told, once", len(told) == 1, told)
    world.stop_bot()
    world.start_bot()
    wait_for("its place at the next start", world.proxy.is_connected)
    check("the next start has its place again", True)


def wrong_token(world):
    before = world.helps()
    world.stop_bot()
    world.write_files(as_token="another")
    heads = len(world.proxy.heads)
    world.start_bot()
    wait_for("the refusal", lambda: len(world.proxy.heads) > heads)
    wait_for("the alarm", lambda: [t for t in world.alarms() if "403" in t])
    event = ask_for_help(world, before)
    check("a refused token is alarmed, and /sync brings what there is", world.inbox(event) == 1)
    world.stop_bot()
    world.write_files()
    world.start_bot()


def answered_after_commit(world):
    """A server that wants each transaction answered."""
    stored = []
    before = world.helps()
    event = ask_for_help(world, before)
    transaction = wait_for("its transaction", lambda: [t for t in world.proxy.transactions
                                                       if any(e.get("event_id") == event for e in t["events"])])[-1]
    stored.append(world.inbox(event))
    check("answered, and stored by then", transaction["status"] == 200 and stored == [1], (transaction["status"], stored))
    # It dies between the frame and its commit: no answer, and the homeserver tries again.
    world.stop_bot()
    world.start_bot(KAIGI_TEST_DIE="event_in:1")
    wait_for("the websocket", world.proxy.is_connected)
    wait_for("the catch-up", lambda: world.between.look() == (0, []))
    time.sleep(0.5)
    before = world.helps()
    event = world.say("shomu", HELP)
    code = world.bot.wait(10)
    check("the bot died of it", code == 137, code)
    wait_for("the homeserver's failure", lambda: world.proxy.seen(event))
    check("what was not stored was not answered", world.proxy.seen(event)[0] == 502, world.proxy.seen(event))
    world.start_bot()
    wait_for("the answer", lambda: world.helps() > before)
    wait_for("the homeserver's next try", lambda: 200 in world.proxy.seen(event), 60)
    time.sleep(1)
    world.rest()
    check("found by the catch-up and brought again: once", world.inbox(event) == 1 and world.helps() == before + 1,
          world.helps())


def tokens_apart(world):
    """The appservice's token is for the websocket alone."""
    with open(world.folder + "/bot.log", encoding="utf-8", errors="replace") as file:
        log = file.read()
    check("no token in the log", AS_TOKEN not in log and world.token("kaigi") not in log)
    users = {e["sender"] for room in world.made["rooms"].values() for e in world.history("kaigi", room)}
    check("nobody but kaigi spoke for it", world.server.user("kaigi-websocket") not in users, users)
    devices = {d["device_id"] for d in world.server.as_admin("GET", "v2/users/%s/devices" % world.server.user("kaigi"))["devices"]}
    check("its own device, and no other", len(devices) == 1, devices)


# ---- the real mautrix-wsproxy

def real_brings(world):
    world.between.hide = lambda room, event: event["type"] == "m.room.message"
    before = world.helps()
    event = ask_for_help(world, before)
    check("mautrix-wsproxy brings what /sync leaves out", world.inbox(event) == 1)
    check("no long poll beside it", world.between.look()[1] == [], world.between.look())
    world.between.clear()
    wait_for("a ping that it understands", lambda: world.proxy.lines(r"Received ping from \S+ in"), 40)
    world.rest()
    check("one answer", world.helps() == before + 1, world.helps())


def real_loses(world):
    """It has written the frame and told the homeserver so; the bot dies before it has stored anything."""
    before = world.helps()
    world.stop_bot()
    world.start_bot(KAIGI_TEST_DIE="event_in:1")
    wait_for("the websocket", world.proxy.is_connected)
    wait_for("the catch-up", lambda: [s for s in world.syncs() if "timeout=0" in s] and world.between.look() == (0, []))
    time.sleep(0.3)
    world.between.rule("GET .*/sync", delay_ms=3000, count=1)
    sent = world.proxy.sent()
    event = world.say("shomu", HELP)
    code = world.bot.wait(10)
    wait_for("its word that the frame was sent", lambda: world.proxy.sent() > sent)
    check("the bot died of it, and nothing was stored", code == 137 and world.inbox(event) == 0, (code, world.inbox(event)))
    world.between.clear()
    world.start_bot()
    wait_for("the answer", lambda: world.helps() > before)
    world.rest()
    time.sleep(1)
    check("the catch-up finds it, and it runs once", world.inbox(event) == 1 and world.helps() == before + 1,
          (world.inbox(event), world.helps()))


def real_killed(world):
    before = world.helps()
    world.proxy.kill()
    event = ask_for_help(world, before)
    check("without the proxy /sync brings it", world.inbox(event) == 1)
    heads = len(world.proxy.heads)
    world.proxy.start_again()
    wait_for("the new connection", lambda: len(world.proxy.heads) > heads, 60)
    event = ask_for_help(world, before + 1)
    check("and the websocket works again, nothing twice", world.inbox(event) == 1 and world.helps() == before + 2, world.helps())


def real_refuses(world):
    before = world.helps()
    world.stop_bot()
    world.write_files(as_token="another")
    world.start_bot(KAIGI_TEST_REFUSED="1")  # no websocket to wait for
    wait_for("the alarm", lambda: [t for t in world.alarms() if "403" in t])
    event = ask_for_help(world, before)
    check("a token that it does not know is alarmed, and /sync brings what there is", world.inbox(event) == 1)
    world.stop_bot()
    world.write_files()
    world.start_bot()


REAL_ONES = (real_brings, real_loses, real_killed, replaced, real_refuses, tokens_apart)


# Each connection lost makes the next wait longer; those behind silent_proxy begin with a start of the bot.
PLAIN = (over_the_websocket, odd_frames, caught_up_after_a_loss, order_is_kept, closed_by_the_proxy, silent_proxy,
         killed_before_commit, proxy_killed, replaced, wrong_token, tokens_apart)
WITH_IDS = (answered_after_commit,)


def play(name, tests, ids):
    tests = [test for test in tests if not ONLY or test.__name__ in ONLY]
    if not tests:
        return
    world = World(name, ids)
    try:
        world.begin()
        for test in tests:
            try:
                test(world)
            except (TimeoutError, RuntimeError, Refused, OSError, subprocess.TimeoutExpired) as error:
                check(test.__name__, False, "%s: %s" % (type(error).__name__, error))
        check("%s: the proxy understood everything" % name, world.proxy.errors == [], world.proxy.errors)
        code = world.stop_bot()
        check("%s: a clean end" % name, code == 0, code)
    finally:
        world.close()


def main():
    if not REAL:
        print("skip wsproxy: mautrix-wsproxy itself is not at hand; its stand-in (tests/lib/wsproxy.py) takes its place")
    try:
        if REAL:
            play("real", REAL_ONES, False)
        play("plain", PLAIN, False)
        play("ids", WITH_IDS, True)
    except Absent as error:
        print("skip synapse: %s" % error)
        print("0 passed, 0 failed")
        return
    report(sum(results), len(results) - sum(results))


if __name__ == "__main__":
    main()
