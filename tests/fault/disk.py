#!/usr/bin/python3
"""disk.py BUILD_DIR: the bot on a tmpfs of 16 MB that fills up in mid-run. Nothing may be acknowledged that isn't
stored, the person gets a private word, and the bot goes on by itself when space is back.
"""

import subprocess
import time

import story
from story import Refused, Rig, os, report, sys

BUILD = os.path.abspath(sys.argv[1])
results = []


def check(name, held, what=""):
    print("%s %s %s" % ("ok" if held else "not ok", name, what), flush=True)
    results.append(bool(held))


def fill(state):
    with open(state + "/ballast", "wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass


def ephemerals(rig, who):
    return [rig.people.text(m) for m in rig.private(who) if m["private"] == "ephemeral"]


def draft(n):
    return story.DRAFT.replace("○○", "その%d・" % n) + "あ" * 3000


def fill_up(rig):
    """SQLite writes into pages that it has already, for a while: drafts until there are none left."""
    for n in range(200):
        before = len(ephemerals(rig, "庶務"))
        rig.command("庶務", draft(n), rig.channels["庶務"])
        story.wait_for("an answer", lambda known=before: len(ephemerals(rig, "庶務")) > known, 15)
        if any("空き容量" in t for t in ephemerals(rig, "庶務")[before:]):
            return n
    return None


def live(rig):
    rig.start_workspace()
    rig.people.fault({"fault": "retry_scale", "ms": 60})
    rig.write_settings()
    rig.start_bot()
    rig.import_roster()
    rig.settle()
    rig.command("庶務", story.DRAFT, rig.channels["庶務"])
    rig.settle()
    fill(rig.state)
    drafts = fill_up(rig)
    check("a private word", drafts is not None, "after %s drafts: %s" % (drafts, ephemerals(rig, "庶務")[-1][:80]))
    before = rig.rows("SELECT count(*) FROM ledger")[0][0]
    check("it lives", rig.bot.poll() is None)
    # a mark that comes while the disk is full: not acknowledged, delivered again later
    since = rig.people.log()["next"]
    rig.mark("審査", "⭕", story.NUMBER, "庶務内確認をお願い")
    time.sleep(2)  # long enough for a wrong acknowledgement to come
    acked = [entry["event_id"] for entry in rig.people.log(since)["entries"] if entry["what"] == "ack" and entry["n"] >= since]
    stored = {row[0] for row in rig.rows("SELECT event_id FROM inbox")}
    check("nothing acknowledged that is not stored", set(acked) <= stored, "%d acked" % len(acked))
    check("nothing written", rig.rows("SELECT count(*) FROM ledger")[0][0] == before)
    os.unlink(rig.state + "/ballast")
    story.wait_for("the mark to arrive after all",
                   lambda: rig.rows("SELECT state FROM circular WHERE number = ?", (story.NUMBER,)) == [("confirm",)], 60)
    check("goes on by itself", True)
    rig.command("庶務", draft(drafts), rig.channels["庶務"])
    rig.settle(40)
    check("the repeated command is taken", rig.rows("SELECT count(*) FROM circular")[0][0] == drafts + 2)
    check("verify", rig.kaigi("verify")[0] == 0)
    check("ends", rig.stop_bot() == 0)


def main():
    state = BUILD + "/disk/state"
    os.makedirs(state, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m,mode=0700", "tmpfs", state], check=False,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if mounted.returncode != 0:
        print("skip tmpfs: %s" % mounted.stderr.decode().strip())
        print("0 passed, 0 failed")
        return
    rig = Rig(BUILD, BUILD + "/disk/rig", state=state)
    try:
        live(rig)
    except (OSError, RuntimeError, TimeoutError, Refused, story.Died) as error:
        check("the disk fills up", False, "%s: %s" % (type(error).__name__, error))
    finally:
        rig.close(not all(results))
        subprocess.run(["umount", state], check=False)
    report(sum(results), len(results) - sum(results))


if __name__ == "__main__":
    main()
