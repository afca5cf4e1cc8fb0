#!/usr/bin/python3
"""A real Synapse on loopback, for tests: installed under the build folder, started, killed, put back, asked as its administrator.

As a module (system Python suffices; nothing of Synapse is imported):

    from synapse import Synapse, use_venv
    use_venv()                       # when the script wants matrix-nio: goes on in the environment's Python
    server = Synapse("/a/folder")    # profile="strict": Synapse's own limits; more={…}: further settings
    server.start()
    chair = server.register("chair") # {"user_id", "access_token", "device_id"}
    server.kill(); server.start(); server.stop()

As a command: synapse.py install · synapse.py run FOLDER [--port N] [--profile strict] (ends with its parent, on SIGTERM or
when its standard input ends, if that is a pipe; takes orders on FOLDER/control).
SYNAPSE_WHEELS=dir takes the wheels from there instead of PyPI.
"""

import argparse
import ctypes
import fcntl
import hashlib
import hmac
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
HOME = os.environ.get("KAIGI_SYNAPSE_HOME") or SOURCE + "/build/synapse"  # the environment and the template
REQUIREMENTS = HERE + "/synapse-requirements.txt"
SERVER_NAME = "council.test"
SECRET = "only-for-tests"
PASSWORD = "kaigi-test"
START_SECONDS = 60


class Refused(Exception):
    def __init__(self, status, body, what=""):
        super().__init__("%s: %s %s" % (what, status, json.dumps(body, ensure_ascii=False)[:300]))
        self.status, self.body = status, body
        self.code = body.get("errcode", "") if isinstance(body, dict) else ""


class Absent(Exception):
    """Synapse can't be had on this machine; the sentence says why."""


# ---- the environment

def python():
    return HOME + "/venv/bin/python"


def install(say=lambda text: None):
    """Makes the environment unless it is there as pinned. Raises Absent."""
    os.makedirs(HOME, exist_ok=True)
    with open(REQUIREMENTS, "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    stamp = HOME + "/venv/.installed"
    with open(HOME + "/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with open(stamp, encoding="ascii") as file:
                if file.read() == wanted:
                    return
        except OSError:
            pass
        say("installing Synapse into %s" % HOME)
        shutil.rmtree(HOME + "/venv", ignore_errors=True)
        command = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:",
                   "-r", REQUIREMENTS]
        wheels = os.environ.get("SYNAPSE_WHEELS")
        if wheels:
            command += ["--no-index", "--find-links", wheels]
        with open(HOME + "/install.log", "wb") as log:
            for step in ([sys.executable if not sys.prefix.startswith(HOME) else "/usr/bin/python3", "-m", "venv", HOME + "/venv"],
                         command):
                try:
                    code = subprocess.run(step, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=600, check=False).returncode
                except (OSError, subprocess.TimeoutExpired) as error:
                    code = error
                if code != 0:
                    raise Absent("Synapse can't be installed (%s ended with %s; see %s/install.log; SYNAPSE_WHEELS=dir "
                                 "for a place without PyPI)" % (" ".join(step[1:4]), code, HOME))
        with open(stamp, "w", encoding="ascii") as file:
            file.write(wanted)


def use_venv():
    """Goes on in the environment's Python, where matrix-nio is. Call it first."""
    if os.path.realpath(sys.prefix) != os.path.realpath(HOME + "/venv"):
        install()
        os.execv(python(), [python(), *sys.argv])


# ---- processes

def die_with_parent():
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def plain_environment():
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment.pop("KAIGI_TEST_CLOCK", None)
    environment["PYTHONUNBUFFERED"] = "1"  # what it says before it gives up stands in its log
    return environment


UNLIMITED = {"per_second": 9999, "burst_count": 9999}


def limits(profile):
    """`fast` has none. `strict` leaves what Synapse has by itself, but for people's logins and registrations."""
    out = {"rc_registration": UNLIMITED,
           "rc_login": {"address": UNLIMITED, "account": UNLIMITED, "failed_attempts": UNLIMITED}}
    if profile == "fast":
        out.update(rc_message=UNLIMITED, rc_joins={"local": UNLIMITED, "remote": UNLIMITED}, rc_joins_per_room=UNLIMITED,
                   rc_invites={"per_room": UNLIMITED, "per_user": UNLIMITED, "per_issuer": UNLIMITED},
                   rc_room_creation=UNLIMITED, rc_admin_redaction=UNLIMITED)
    return out


class Ended(RuntimeError):
    """It ended before it answered."""


class Synapse:
    def __init__(self, folder, profile="fast", port=0, more=None, name=SERVER_NAME):
        self.folder, self.profile, self.name = os.path.abspath(folder), profile, name
        self.port = port or free_port()  # kept over its restarts
        self.may_move = not port  # until it has answered once: then others know the address
        self.more = more or {}
        self.process = None
        self.admin = None  # the token of an administrator, made when first needed
        self.connection = None

    @property
    def address(self):
        return "http://127.0.0.1:%d" % self.port

    def user(self, localpart):
        return "@%s:%s" % (localpart, self.name)

    # ---- files

    def write_config(self):
        f = self.folder
        config = {
            "server_name": self.name, "report_stats": False, "pid_file": f + "/hs.pid",
            "signing_key_path": f + "/signing.key", "media_store_path": f + "/media", "log_config": f + "/log.yaml",
            "public_baseurl": self.address + "/",
            "listeners": [{"port": self.port, "type": "http", "tls": False, "bind_addresses": ["127.0.0.1"],
                           "resources": [{"names": ["client"], "compress": False}]}],
            "database": {"name": "sqlite3", "args": {"database": f + "/hs.db"}},
            "trusted_key_servers": [], "federation_domain_whitelist": [],
            "registration_shared_secret": SECRET, "macaroon_secret_key": SECRET, "form_secret": SECRET,
            "enable_registration": False, "bcrypt_rounds": 4, "presence": {"enabled": False},
            "suppress_key_server_warning": True, "background_updates": {"sleep_enabled": False},
        }
        config.update(limits(self.profile))
        config.update(self.more)
        log = {"version": 1, "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
               "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
               "root": {"level": "WARNING", "handlers": ["err"]}, "disable_existing_loggers": False}
        for name, value in (("homeserver.yaml", config), ("log.yaml", log)):  # JSON is YAML
            with open("%s/%s" % (f, name), "w", encoding="utf-8") as file:
                json.dump(value, file, indent=1)

    def prepare(self):
        """The folder as for a first start: from the template, which is made once for a build folder."""
        install()
        if os.path.exists(self.folder + "/hs.db"):
            self.write_config()
            return
        os.makedirs(self.folder, 0o700, exist_ok=True)
        template = "%s/template-%s" % (HOME, self.name)
        with open(HOME + "/lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not os.path.exists(template + "/signing.key"):
                make_template(template, self.name)
        for name in ("signing.key", "hs.db"):
            shutil.copy("%s/%s" % (template, name), "%s/%s" % (self.folder, name))
        self.write_config()

    # ---- life

    def spawn(self):
        with open(self.folder + "/synapse.log", "ab") as log:
            self.process = subprocess.Popen([python(), "-m", "synapse.app.homeserver", "-c", self.folder + "/homeserver.yaml"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=plain_environment(),
                                            cwd=self.folder, preexec_fn=die_with_parent)

    def start(self):
        """Comes back when it answers. A port that was free a moment ago may be somebody's by now: then another one."""
        self.prepare()
        self.spawn()
        try:
            self.wait()
        except Ended:
            if not self.may_move:
                raise
            self.may_move = False
            self.port = free_port()
            self.write_config()
            self.spawn()
            self.wait()
        self.may_move = False
        return self

    def wait(self):
        end = time.monotonic() + START_SECONDS
        while True:
            if self.process.poll() is not None:
                raise Ended("Synapse ended with %s; see %s/synapse.log" % (self.process.returncode, self.folder))
            try:
                if self.call("GET", "/health", raw=True) == b"OK":
                    return
            except (OSError, http.client.HTTPException, Refused):
                pass
            if time.monotonic() > end:
                self.kill()
                raise RuntimeError("Synapse does not answer; see %s/synapse.log" % self.folder)
            time.sleep(0.05)

    def is_up(self):
        return self.process is not None and self.process.poll() is None

    def end(self, number, seconds):
        process, self.process = self.process, None
        self.drop_connection()
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGCONT)
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop(self):
        self.end(signal.SIGTERM, 10)

    def kill(self):
        self.end(signal.SIGKILL, 10)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def snapshot(self, path):
        """A copy of its database, also while it runs."""
        with sqlite3.connect(self.folder + "/hs.db") as db, sqlite3.connect(path) as copy:
            db.backup(copy)
        db.close()
        copy.close()

    def put_back(self, path):
        """An earlier copy in place of its database; it runs again afterwards when it ran before."""
        ran = self.is_up()
        self.kill()
        for end in ("", "-wal", "-shm"):
            if os.path.exists(self.folder + "/hs.db" + end):
                os.unlink(self.folder + "/hs.db" + end)
        shutil.copy(path, self.folder + "/hs.db")
        if ran:
            self.start()

    # ---- asking

    def drop_connection(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def call(self, method, path, body=None, token=None, raw=False, content_type="application/json"):
        """The answer's body; Refused for everything but 200."""
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        headers = {"Content-Type": content_type}
        if token:
            headers["Authorization"] = "Bearer " + token
        for turn in (0, 1):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                self.connection.request(method, path, body=body, headers=headers)
                answer = self.connection.getresponse()
                data = answer.read()
                break
            except (http.client.HTTPException, OSError) as error:
                self.drop_connection()
                if turn == 1 or not isinstance(error, (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)):
                    raise
        if raw and answer.status == 200:
            return data
        try:
            said = json.loads(data or b"{}")
        except ValueError:
            said = {"error": data[:200].decode("utf-8", "replace")}
        if answer.status != 200:
            raise Refused(answer.status, said, "%s %s" % (method, path.split("?")[0]))
        return said

    def register(self, localpart, admin=False, password=PASSWORD, displayname=None):
        nonce = self.call("GET", "/_synapse/admin/v1/register")["nonce"]
        text = b"\0".join((nonce.encode(), localpart.encode(), password.encode(), b"admin" if admin else b"notadmin"))
        body = {"nonce": nonce, "username": localpart, "password": password, "admin": admin,
                "mac": hmac.new(SECRET.encode(), text, hashlib.sha1).hexdigest()}
        if displayname:
            body["displayname"] = displayname
        return self.call("POST", "/_synapse/admin/v1/register", body)

    def login(self, localpart, password=PASSWORD, device=None):
        body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": localpart}, "password": password}
        if device:
            body["device_id"] = device
        return self.call("POST", "/_matrix/client/v3/login", body)

    def admin_token(self):
        if self.admin is None:
            try:
                self.admin = self.register("test-operator", admin=True)["access_token"]
            except Refused:
                self.admin = self.login("test-operator")["access_token"]
        return self.admin

    def as_admin(self, method, path, body=None):
        """path behind /_synapse/admin/"""
        return self.call(method, "/_synapse/admin/" + path, body, self.admin_token())

    def override_ratelimit(self, user):
        """No limit on this account's messages."""
        return self.as_admin("POST", "v1/users/%s/override_ratelimit" % user, {"messages_per_second": 0, "burst_count": 0})

    def logout(self, user):
        """Every device of the account's: their tokens are unknown from now on."""
        devices = [one["device_id"] for one in self.as_admin("GET", "v2/users/%s/devices" % user)["devices"]]
        return self.as_admin("POST", "v2/users/%s/delete_devices" % user, {"devices": devices})

    def deactivate(self, user, erase=False):
        return self.as_admin("POST", "v1/deactivate/%s" % user, {"erase": erase})

    def reactivate(self, user, password=PASSWORD):
        return self.as_admin("PUT", "v2/users/%s" % user, {"deactivated": False, "password": password})

    def lock(self, user, locked=True):
        return self.as_admin("PUT", "v2/users/%s" % user, {"locked": locked})

    def suspend(self, user, suspended=True):
        return self.as_admin("PUT", "v1/suspend/%s" % user, {"suspend": suspended})

    def position(self, token):
        """The stream position of what is visible to this account now: the first number of next_batch."""
        batch = self.call("GET", "/_matrix/client/v3/sync?timeout=0&filter=%7B%22room%22:%7B%22timeline%22:%7B%22limit%22:0%7D%7D%7D",
                          token=token)["next_batch"]
        return int(batch.lstrip("s").split("_")[0])


def make_template(folder, name):
    """A database with its schema and a key, so that a fresh server needs to make neither."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, 0o700)
    server = Synapse(folder, name=name)
    server.write_config()
    made = subprocess.run([python(), "-m", "synapse.app.homeserver", "-c", folder + "/homeserver.yaml", "--generate-keys"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=plain_environment(),
                          timeout=120, check=False)
    if made.returncode != 0:
        raise RuntimeError("Synapse makes no key: %s" % made.stdout.decode("utf-8", "replace")[-500:])
    key = folder + "/signing.key"
    os.rename(key, key + ".new")  # its presence says that the template is whole
    shutil.copy(key + ".new", key)
    server.spawn()
    server.wait()
    with sqlite3.connect(folder + "/hs.db", timeout=20) as db:
        end = time.monotonic() + START_SECONDS
        while db.execute("SELECT count(*) FROM background_updates").fetchone()[0] and time.monotonic() < end:
            time.sleep(0.05)  # some tables have their indexes only after these
    server.stop()
    with sqlite3.connect(folder + "/hs.db") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


# ---- as a command

ORDERS = ("kill", "stop", "start", "freeze", "thaw", "snapshot", "put_back")


def serve(server, listener):
    """Orders, one a connection: `WORD [ARGUMENT]` → `ok` or `no why`; until the signal, or the end of standard input."""
    poll = __import__("select").poll()
    poll.register(listener, 1)
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        poll.register(0, 16 | 1)
    while True:
        for number, _ in poll.poll():
            if number == 0:
                if os.read(0, 100) == b"":
                    return
                continue
            client, _ = listener.accept()
            with client:
                client.settimeout(30)
                word, _, argument = client.recv(4096).decode().strip().partition(" ")
                try:
                    if word not in ORDERS:
                        raise ValueError("no such order: %s" % word)
                    getattr(server, word)(*([argument] if argument else []))
                    client.sendall(b"ok\n")
                except Exception as error:  # the other side's to report
                    client.sendall(("no %s: %s\n" % (type(error).__name__, error)).encode())


def order(folder, text, seconds=90):
    """Asks a `synapse.py run` for something: order(folder, "kill")."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(seconds)
        client.connect(folder + "/control")
        client.sendall(text.encode() + b"\n")
        answer = client.recv(4096).decode().strip()
    if answer != "ok":
        raise RuntimeError("Synapse, told to %s: %s" % (text, answer))


class Remote(Synapse):
    """A server that a `synapse.py run` elsewhere looks after."""

    def __init__(self, folder):
        with open(folder + "/ready", encoding="ascii") as file:
            port = int(file.read().split("port=")[1].split()[0])
        super().__init__(folder, port=port)

    def start(self):
        order(self.folder, "start")

    def stop(self):
        self.drop_connection()
        order(self.folder, "stop")

    def kill(self):
        self.drop_connection()
        order(self.folder, "kill")

    def freeze(self):
        order(self.folder, "freeze")

    def thaw(self):
        order(self.folder, "thaw")

    def put_back(self, path):
        self.drop_connection()
        order(self.folder, "put_back " + path)


def run_server(server):
    """In the foreground, until the signal or the parent's end."""
    die_with_parent()
    os.makedirs(server.folder, 0o700, exist_ok=True)
    for name in ("ready", "control"):
        if os.path.exists("%s/%s" % (server.folder, name)):
            os.unlink("%s/%s" % (server.folder, name))

    def on_signal(_number, _frame):
        sys.exit(0)

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    try:
        server.start()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(server.folder + "/control")
            listener.listen(8)
            with open(server.folder + "/ready.new", "w", encoding="ascii") as file:
                file.write("port=%d\n" % server.port)
            os.rename(server.folder + "/ready.new", server.folder + "/ready")
            serve(server, listener)
    finally:
        server.end(signal.SIGTERM, 3)


def main():
    parser = argparse.ArgumentParser(description="A real Synapse on loopback, for tests.")
    words = parser.add_subparsers(dest="word", required=True)
    words.add_parser("install")
    one = words.add_parser("run")
    one.add_argument("folder")
    one.add_argument("--port", type=int, default=0)
    one.add_argument("--profile", choices=("fast", "strict"), default="fast")
    options = parser.parse_args()
    try:
        if options.word == "install":
            install(lambda text: print(text, flush=True))
        else:
            run_server(Synapse(options.folder, options.profile, options.port))
    except Absent as error:
        print("synapse.py: %s" % error, file=sys.stderr)
        sys.exit(69)


if __name__ == "__main__":
    main()
