#!/usr/bin/python3
"""tests/live/dev_run.py BUILD: ./dev run matrix as a newcomer meets it: it starts, says how to join, one joins, Ctrl-C ends it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, SOURCE + "/tests/lib")
import synapse  # noqa: E402

synapse.use_venv()

import nio  # noqa: E402
from matrix_people import Person, run  # noqa: E402

START_SECONDS = 240  # the release may have to be built first


def heed_interrupt():
    """Whoever runs the tests in the background has SIGINT ignored, and a shell never traps what it began with ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Life:
    """One ./dev run matrix, from its start to Ctrl-C."""

    def __init__(self, folder):
        self.port = synapse.free_port()
        environment = dict(os.environ, KAIGI_PORT=str(self.port - 8), KAIGI_RUN=folder)
        self.process = subprocess.Popen([SOURCE + "/dev", "run", "matrix"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=environment, start_new_session=True,
                                        preexec_fn=heed_interrupt)
        self.said = ""
        os.set_blocking(self.process.stdout.fileno(), False)
        end = time.monotonic() + START_SECONDS
        while "Ctrl-C" not in self.said:
            self.said += (self.process.stdout.read() or b"").decode("utf-8", "replace")
            assert self.process.poll() is None, "it ended: %s" % self.said
            assert time.monotonic() < end, "it never said how to join: %s" % self.said
            time.sleep(0.05)

    def pids(self):
        out = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [int(word) for word in out.stdout.split()]

    def interrupt(self):
        """(exit code, seconds, who is left)"""
        children = self.pids()
        begun = time.monotonic()
        os.kill(self.process.pid, signal.SIGINT)
        code = self.process.wait(20)
        took = time.monotonic() - begun
        return code, took, [pid for pid in children if os.path.exists("/proc/%d" % pid)]

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def join(life):
    """Somebody who only has what was printed."""
    address = re.search(r"http://127\.0\.0\.1:\d+", life.said).group(0)
    name = re.search(r"(?m)^ +(\w+) +議長", life.said).group(1)
    password = re.search(r"password of them all: ([\w-]+)", life.said).group(1)

    async def login():
        client = nio.AsyncClient(address, name)
        answer = await client.login(password)
        await client.close()
        return answer

    answer = run(login())
    assert isinstance(answer, nio.LoginResponse), answer
    person = Person(address, {"user_id": answer.user_id, "device_id": answer.device_id, "access_token": answer.access_token})
    names = {person.get_state(room, "m.room.name")["name"]: room for room in person.rooms()}
    assert "管理会議" in names, names
    assert "@kaigi:council.test" in person.members(names["管理会議"])
    person.say(names["管理会議"], "!kaigi ヘルプ")
    end = time.monotonic() + 30
    while not any("kaigi" in message.body for room in person.rooms() for message in person.history(room)
                  if message.sender == "@kaigi:council.test"):
        assert time.monotonic() < end, "the bot does not answer"
        for room in run(person.client.sync(0)).rooms.invite:
            person.join(room)
        time.sleep(0.1)
    person.close()


def play(folder):
    shutil.rmtree(folder, ignore_errors=True)
    for turn in ("first", "second"):  # the second time everything is there already
        life = Life(folder)
        try:
            join(life)
            code, took, left = life.interrupt()
            assert code == 130, "exit %s" % code
            assert took < 2, "Ctrl-C took %.1f s" % took
            assert not left, "left behind: %s" % left
            print("ok %s-start" % turn, flush=True)
        finally:
            life.close()


def main():
    folder = os.path.abspath(sys.argv[1]) + "/live-dev-run"
    try:
        play(folder)
        print("2 passed, 0 failed")
        return 0
    except Exception as error:
        print("not ok dev-run: %s: %s" % (type(error).__name__, error))
        print("0 passed, 1 failed")
        return 1


if __name__ == "__main__":
    sys.exit(main())
