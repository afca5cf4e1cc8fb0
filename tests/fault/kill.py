#!/usr/bin/python3
"""kill.py BUILD_DIR [POINT…] [--all] [--only POINT:N]: one circulation with the bot killed at the N-th commit, at the
N-th frame in (with --all also every frame out and every write), for each N until a run comes through alive. The bot is
started again, people repeat what they saw no acknowledgement for, and what is left must equal the unkilled run.
Then the same with a committee's report whose two lines take two numbers of the register (--report alone: only that).

Without --all a sample: every N up to 5, then as many as fit into KAIGI_KILL_SECONDS (150), spread evenly; of the report commits alone, in KAIGI_KILL_REPORT_SECONDS (30).
"""

import random
import time

import report_story
import story
from story import Died, Refused, Rig, os, report, sys

BUILD = os.path.abspath(sys.argv[1])
ALL = "--all" in sys.argv
POINTS = [word for word in sys.argv[2:] if word in ("commit", "frame_in", "frame_out", "write", "event_in")]
SECONDS = float(story.os.environ.get("KAIGI_KILL_SECONDS", "150"))
REPORT_SECONDS = float(story.os.environ.get("KAIGI_KILL_REPORT_SECONDS", "30"))


TYPISTS = ("庶務", "議長", "委員3")


def attempt(rig, act, is_command):
    """One act of a person, repeated by him while he is told that it came to nothing."""
    for turn in range(4):
        before = sum(story.failures(rig, who) for who in TYPISTS) if is_command else 0
        lost = False
        try:
            answer = act()
            lost = isinstance(answer, dict) and not answer.get("ok") and not answer.get("errors")
            rig.settle()
        except Died as died:
            if died.code != 137:
                raise
            rig.deaths += 1
            rig.start_bot()
            rig.settle()
        except (Refused, IndexError):
            if rig.bot.poll() == 137:  # refused because nobody was there to acknowledge: said again
                rig.bot = None
                rig.deaths += 1
                rig.start_bot()
                rig.settle()
                continue
            if turn == 0:
                raise
            return  # the first try took effect after all: the button or form is no longer there
        if not is_command or (not lost and sum(story.failures(rig, who) for who in TYPISTS) == before):
            return
    raise RuntimeError("repeated four times in vain")


def live(name, die=None, told=story):
    """(what is left, hints, deaths) of one story."""
    rig = Rig(BUILD, "%s/kill/%s" % (BUILD, name))
    rig.deaths = 0
    keep = True
    try:
        rig.start_workspace()
        rig.people.fault({"fault": "retry_scale", "ms": 60})
        rig.people.fault({"fault": "ack_window", "ms": 1500})
        rig.write_settings()
        rig.start_bot()
        rig.import_roster()
        rig.settle()
        if told is report_story:
            told.prepare(rig)
        if die is not None:
            # counted from here on: a start under the counter, so that its own commits are among them
            rig.stop_bot()
            try:
                rig.start_bot(KAIGI_TEST_DIE=die)
                rig.settle()
            except Died:
                rig.deaths += 1
                rig.start_bot()
                rig.settle()
        else:
            rig.stop_bot()
            rig.start_bot()
            rig.settle()
        for _, act, is_command in told.steps(rig):
            attempt(rig, act, is_command)
        result = told.left(rig), story.hints(rig), rig.deaths
        code, said = rig.kaigi("verify")
        if code != 0:
            raise RuntimeError("verify: %s" % said)
        keep = False
        return result
    finally:
        rig.close(keep)


def compare(wanted, wanted_hints, die, told=story):
    """None when this death did no harm; a sentence otherwise; and whether the run died at all."""
    try:
        got, got_hints, deaths = live("%s-%s" % (told.__name__, die.replace(":", "-")), die, told)
    except (Died, Refused, RuntimeError, TimeoutError, OSError) as error:
        return "%s: %s: %s" % (die, type(error).__name__, error), True
    faults = story.differences(wanted, got)
    doubled = [key for key, count in got_hints.items() if count > max(1, wanted_hints.get(key, 1)) and "受け付けました" not in key[1]]
    if doubled:
        faults.append("hints twice: %s" % doubled[:2])
    return ("%s: %s" % (die, "; ".join(faults)) if faults else None), deaths > 0


def sample(limit, seed):
    """Every count up to 5, then all others in an order that spreads evenly."""
    first = list(range(1, min(5, limit) + 1))
    rest = list(range(6, limit + 1))
    random.Random(seed).shuffle(rest)
    return first + rest


def sweep(point, wanted, wanted_hints, end, seed, told=story):
    passed = failed = 0
    n = 0
    tried = set()
    limit = 320 if not ALL else 100000
    order = iter(range(1, 100000)) if ALL else iter(sample(limit, seed))
    last_death = 0
    for n in order:
        if not ALL and time.monotonic() > end:
            break
        if n > limit:
            continue
        fault, died = compare(wanted, wanted_hints, "%s:%d" % (point, n), told)
        tried.add(n)
        if not died:
            limit = min(limit, n - 1)
            if ALL:
                break
        if fault:
            failed += 1
            print("not ok %s" % fault, flush=True)
        elif died:
            passed += 1
            last_death = max(last_death, n)
    print("# %s %s: %d deaths tried (highest %d), %d harmless, %d harmful%s" % (
        told.__name__, point, passed + failed, last_death, passed, failed, ", whole sweep" if ALL else ", sample, seed %d" % seed), flush=True)
    return passed, failed


def sweep_report(seed):
    """Every commit from the sitting to both numbers; without --all a sample within its seconds."""
    begun = time.monotonic()
    wanted, wanted_hints, _ = live("report-plain", told=report_story)
    return sweep("commit", wanted, wanted_hints, begun + REPORT_SECONDS, seed, report_story)


def main():
    if "--only" in sys.argv:
        die = sys.argv[sys.argv.index("--only") + 1]
        wanted, wanted_hints, _ = live("plain")
        print(compare(wanted, wanted_hints, die))
        return
    seed = int(story.os.environ.get("KAIGI_SEED", str(int(time.time()) % 100000)))
    if "--report" in sys.argv:
        report(*sweep_report(seed))
        return
    points = POINTS or (["commit", "frame_in", "frame_out", "write"] if ALL else ["commit", "frame_in"])
    begun = time.monotonic()
    wanted, wanted_hints, _ = live("plain")
    again, _, _ = live("plain-again")
    passed = failed = 0
    same = story.differences(wanted, again)
    if same:
        print("not ok two unkilled runs differ: %s" % same)
        failed += 1
    else:
        print("ok two unkilled runs are alike (%.1f s each)" % ((time.monotonic() - begun) / 2))
        passed += 1
    for i, point in enumerate(points):
        end = begun + SECONDS * (i + 1) / len(points)
        good, bad = sweep(point, wanted, wanted_hints, end, seed)
        passed, failed = passed + good, failed + bad
    good, bad = sweep_report(seed)
    passed, failed = passed + good, failed + bad
    report(passed, failed)


if __name__ == "__main__":
    main()
