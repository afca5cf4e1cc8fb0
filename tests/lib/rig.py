"""Both programs in a folder of their own, on a test clock, for the fault tests. Waits by looking, never by sleeping."""

import calendar
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time

from stand_in import MARKS, Refused, StandIn, form_values, wait_for

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
START = "2026-04-10 09:00"


def free_port(host="127.0.0.1"):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as found:
        found.bind((host, 0))
        return found.getsockname()[1]


def instant(text):
    """Japan's civil time as ms UTC."""
    return (calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M")) - 9 * 3600) * 1000


class Died(Exception):
    def __init__(self, code):
        super().__init__("the bot ended with %s" % code)
        self.code = code


class Rig:
    def __init__(self, build, folder, start=START, https=False, listen="127.0.0.1", host=None, state=None):
        self.build, self.folder = build, folder
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder + "/workspace", 0o700)
        self.state = state or folder + "/state"
        os.makedirs(self.state, 0o700, exist_ok=True)
        self.clock = folder + "/clock"
        self.listen = listen
        self.host = host or ("[%s]" % listen if ":" in listen else listen)
        self.https = https
        self.port = self.tls_port = 0  # the stand-in chooses, and keeps them over its restarts
        self.workspace = self.bot = self.people = None
        self.offset = instant(start) - self.real()
        self.more_settings = ""
        self.language = "ja"
        self.commits = 0
        with open(self.clock, "w", encoding="ascii") as file:
            file.write("%d %d\n" % (self.real() - 1000, self.offset))
        with open(SOURCE + "/tests/lib/roles.json", encoding="utf-8") as file:
            roles = json.load(file)
        self.roles, self.channels = roles["people"], roles["channels"]

    @staticmethod
    def real():
        return int(time.time() * 1000)

    def now(self):
        return self.real() + self.offset

    # ---- programs

    def environment(self, **more):
        environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        environment.update(KAIGI_TEST_CLOCK=self.clock, **more)
        return environment

    def start_workspace(self, extra=()):
        command = [self.build + "/bin/kaigi-workspace", "--state", self.folder + "/workspace", "--http", str(self.port),
                   "--https", str(self.tls_port),
                   "--seed", SOURCE + "/config/kawasaki/workspace-seed.json", "--manifest", SOURCE + "/config/slack-manifest.yaml",
                   "--rate", "off"]
        if self.listen != "127.0.0.1":
            command += ["--listen", self.listen]
        ports = self.folder + "/workspace/ports"
        if os.path.exists(ports):
            os.unlink(ports)
        with open(self.folder + "/workspace.log", "ab") as log:
            self.workspace = subprocess.Popen(command + list(extra), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                              env=self.environment())
        wait_for("the stand-in", lambda: self.listens(ports) or self.workspace.poll() is not None)
        if self.workspace.poll() is not None:
            raise RuntimeError("kaigi-workspace ended with %s; see %s/workspace.log" % (self.workspace.returncode, self.folder))
        with open(self.folder + "/workspace/token", encoding="ascii") as file:
            token = file.read().strip()
        self.people = StandIn("http://%s:%d" % (self.host_in_url(), self.port), token)

    def host_in_url(self):
        return "[%s]" % self.listen if ":" in self.listen else self.listen

    def listens(self, path):
        try:
            with open(path, encoding="ascii") as file:
                ports = dict(line.strip().split("=") for line in file if "=" in line)
        except OSError:
            return False
        if "https" not in ports:
            return False
        self.port, self.tls_port = int(ports["http"]), int(ports["https"])
        return True

    def write_settings(self, api=None):
        with open(SOURCE + "/tests/lib/settings.yaml", encoding="utf-8") as file:
            text = file.read()
        if api is None:
            api = ("https://%s:%d/api/" % (self.host, self.tls_port) if self.https
                   else "http://%s:%d/api/" % (self.host, self.port))
        text = text.replace("state: @DIR@/state", "state: " + self.state).replace("@API@", api)
        text = text.replace("@DIR@", self.folder).replace("@SOURCE@", SOURCE).replace("#@MORE@", self.more_settings)
        text = text.replace("language: ja", "language: " + self.language)
        with open(self.folder + "/settings.yaml", "w", encoding="utf-8") as file:
            file.write(text)

    def start_bot(self, wait=True, **environment):
        before = self.idle()
        with open(self.folder + "/bot.log", "ab") as log:
            self.bot = subprocess.Popen([self.build + "/bin/kaigi", "run", "-c", self.folder + "/settings.yaml"],
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                        env=self.environment(**environment))
        if wait:
            wait_for("the bot's start", lambda: self.idle() > before or self.bot.poll() is not None, 15)
            self.check_alive()
            wait_for("the bot's sockets", lambda: self.people.pending()["sockets"] > 0 or self.bot.poll() is not None, 15)
            self.check_alive()

    def check_alive(self):
        if self.bot is not None and self.bot.poll() is not None:
            code, self.bot = self.bot.returncode, None
            raise Died(code)

    def kaigi(self, *words):
        run = subprocess.run([self.build + "/bin/kaigi", words[0], "-c", self.folder + "/settings.yaml", *words[1:]],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                             env=self.environment(), check=False)
        return run.returncode, run.stdout.decode("utf-8", "replace")

    def import_roster(self):
        code, said = self.kaigi("import", SOURCE + "/config/kawasaki/roster.yaml")
        if code != 0:
            self.check_alive()
            raise RuntimeError("kaigi import ended with %d: %s" % (code, said))

    def begin(self, **environment):
        self.start_workspace()
        self.write_settings()
        self.start_bot(**environment)
        self.import_roster()
        self.settle()

    def stop_bot(self, number=signal.SIGTERM):
        bot, self.bot = self.bot, None
        bot.send_signal(number)
        try:
            return bot.wait(3)
        except subprocess.TimeoutExpired:
            bot.kill()
            bot.wait()
            return "no end within 3 s"

    def close(self, keep=False):
        for process in (self.bot, self.workspace):
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(3)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    # ---- rest and time

    def idle(self):
        try:
            with open(self.clock + ".idle", encoding="ascii") as file:
                return int(file.read().strip() or 0)
        except (OSError, ValueError):
            return -1

    def settle(self, seconds=20):
        end = time.monotonic() + seconds
        for _ in range(2):
            while True:
                self.check_alive()
                pending = self.people.pending()
                if pending["pending"] == 0 and pending["sockets"] > 0:
                    break
                if time.monotonic() > end:
                    raise TimeoutError("not at rest: %s; %s" % (pending, self.state_line()))
                time.sleep(0.01)
            before = self.idle()
            while self.idle() < before + 2:
                self.check_alive()
                if time.monotonic() > end:
                    raise TimeoutError("the bot does not come to rest: %s" % self.state_line())
                time.sleep(0.005)

    def state_line(self):
        try:
            with open(self.clock + ".state", encoding="utf-8") as file:
                return file.read().strip()
        except OSError:
            return "no state"

    def set_clock(self, ms):
        real = self.real()
        if ms > real + self.offset:
            self.offset = ms - real
            with open(self.clock, "a", encoding="ascii") as file:
                file.write("%d %d\n" % (real, self.offset))

    def next_due(self):
        found = self.rows("SELECT min(due) FROM (SELECT min(due) AS due FROM timer UNION ALL "
                          "SELECT min(due) FROM outbox WHERE state = 0 AND due > 0)")
        return found[0][0]

    def go_to(self, ms):
        for _ in range(500):
            due = self.next_due()
            if due is None or due > ms:
                break
            self.set_clock(due + 1)
            self.settle()
        self.set_clock(ms)
        self.settle()

    # ---- records

    def rows(self, sql, values=()):
        db = sqlite3.connect("file:%s/kaigi.db?mode=ro" % self.state, uri=True, timeout=5)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def table(self, name, without=()):
        db = sqlite3.connect("file:%s/kaigi.db?mode=ro" % self.state, uri=True, timeout=5)
        try:
            cursor = db.execute("SELECT * FROM %s" % name)
            columns = [column[0] for column in cursor.description]
            keep = [i for i, column in enumerate(columns)
                    if not column.endswith("_ms") and column not in ("entry", "posting", "rule_entry", *without)]
            return sorted(repr([row[i] for i in keep]) for row in cursor.fetchall())
        finally:
            db.close()

    # ---- people

    def user(self, role):
        return self.roles[role]

    def private(self, role):
        return self.people.private(self.user(role))

    def texts(self, role):
        return [self.people.text(message) for message in self.private(role)]

    def channel_texts(self, name="管理会議", who="庶務"):
        return [self.people.text(m) for m in self.people.history(self.user(who), self.channels[name])]

    def find(self, role, *needles):
        """The newest message visible to this person, direct or in the council's channel, that holds every needle."""
        for message in reversed(self.private(role)):
            if all(n in self.people.text(message) for n in needles):
                return message["channel"], message["ts"], message
        channel = self.channels["管理会議"]
        for message in reversed(self.people.history(self.user(role), channel)):
            if all(n in self.people.text(message) for n in needles):
                return channel, message["ts"], message
        raise Refused("%s sees nothing with %s; private: %s" % (role, needles, [t[:200] for t in self.texts(role)[-5:]]))

    def command(self, role, text, channel=None):
        return self.people.act("command", **{"as": self.user(role), "channel": channel or self.people.dm(self.user(role)),
                                             "text": "/kaigi " + text})

    def mark(self, role, mark, *needles):
        channel, ts, _ = self.find(role, *needles)
        try:
            self.people.act("react", **{"as": self.user(role), "channel": channel, "ts": ts, "name": MARKS[mark]})
        except Refused as refused:
            if "already_reacted" not in str(refused):
                raise

    def answer(self, role, **pairs):
        user = self.user(role)
        view = self.people.views(user)[-1]
        return self.people.call("/control/act", {"do": "submit", "as": user, "view_id": view["id"],
                                                 "values": form_values(view, pairs)})


def plain(text):
    """A text without what may differ between two runs: times of day, random keys, head digits."""
    text = re.sub(r"\b[0-9a-f]{20,64}\b", "<hex>", text)
    return re.sub(r"\d{1,2}:\d{2}", "<time>", text)


def report(passed, failed):
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed or not passed else 0)
