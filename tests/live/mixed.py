#!/usr/bin/python3
"""tests/live/mixed.py BUILD [FOLDER [TEST…]]: one council in Slack and Matrix at once.

The chair sits in Matrix, the vice-chair in Slack, two members have accounts in both. What counts is what stands in the two
channels and the direct conversations, read as their people do.
"""

import collections
import os
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
sys.path.insert(0, HERE)
import synapse  # noqa: E402

synapse.use_venv()

from meeting import main  # noqa: E402
from mixed_world import World, wait_for  # noqa: E402

IN_MATRIX = ("chair", "m5", "m6", "m7", "shomu")
IN_BOTH = ("m3", "m4")
IN_SLACK = ("vice", "m1", "m2")
EIGHT = IN_SLACK + IN_BOTH + ("m5", "m6", "m7")
PERSONS = ("sakuraba", "minazuki", "aoyagi", "kurusu", "shirakawa", "tokunaga", "hayase", "yoshida", "yamazaki")
BALLOT = ("回R8-001", "持ち回りでお諮りします")
RESULT = ("持ち回り 回R8-001", "要綱第6条の規定により管理会議の議決となりました(令和8年度第1号)")
FINAL = ("回R8-001", "ご決裁をお願いいたします")
OFFER = "一方の連絡網を確かめずに"
TOLD = "異なる回答の印"
MINUTE = 60 * 1000


def note(network):
    return "連絡網「%s」には" % network


def seals_on(card):
    """The lines of those who approved, as they stand on the card."""
    return sorted(line for line in card.text.split("\n") if line.startswith("⭕") and ":承認(" in line)


def decided(world):
    """The announcement, once in each channel, and both cards alike."""
    for side in (world.slack, world.matrix):
        side.find(None, *RESULT)
    world.both_show("管理会議の議決となりました(令和8年度第1号)")
    world.quiet()
    cards = [side.card() for side in (world.slack, world.matrix)]
    for side, card in zip((world.slack, world.matrix), cards):
        assert side.count(None, *RESULT) == 1, "%s: announced %d times" % (side.name, side.count(None, *RESULT))
        assert side.count(None, *BALLOT) == 1, "%s: %d cards" % (side.name, side.count(None, *BALLOT))
        assert len(seals_on(card)) == 9, card.text
    assert seals_on(cards[0]) == seals_on(cards[1]), "%s\n%s" % (cards[0].text, cards[1].text)
    assert world.one("resolution") == 1
    assert {row[0] for row in world.rig.rows("SELECT person FROM seal WHERE answer = 'approve'")} == set(PERSONS)


def nothing_twice(world, least=9):
    """Every outbox key stands once in all that anybody sees."""
    for side, people in ((world.slack, IN_SLACK + IN_BOTH + ("review",)), (world.matrix, IN_MATRIX + IN_BOTH)):
        notes = {(one.place, one.id): one for who in people for one in side.private(who)}
        notes.update({(one.place, one.id): one for one in side.council()})
        keys = collections.Counter(one.key for one in notes.values() if one.key)
        assert len(keys) >= least, "%s: only %d messages have a key" % (side.name, len(keys))
        assert max(keys.values()) == 1, "%s, twice: %s" % (side.name, keys.most_common(3))


def play(build, folder, story, matrix=IN_MATRIX, both=IN_BOTH):
    world = World(build, folder, matrix, both)
    try:
        world.begin()
        story(world)
        world.finish()
    finally:
        world.close()


def test_circulation(build, folder):
    """To the resolution: each is asked where he is, the chair last and in Matrix; one number, announced once in each channel."""
    def story(world):
        world.open()
        for side, here in ((world.slack, IN_SLACK + IN_BOTH), (world.matrix, ("m5", "m6", "m7") + IN_BOTH)):
            for who in here:
                side.sheet(who)
        world.approve(*EIGHT[:-1])
        world.both_show("承認7・")
        world.quiet()
        assert world.matrix.count("chair", *FINAL) == 0, "the chair was asked before all had answered"
        world.approve(EIGHT[-1])
        final = world.matrix.find("chair", *FINAL)
        world.quiet()
        assert world.slack.count("chair", "回R8-001") == 0, "the chair has no account in Slack"
        for side, here in ((world.slack, IN_SLACK + IN_BOTH), (world.matrix, ("m5", "m6", "m7") + IN_BOTH)):
            for who in EIGHT:
                asked = side.count(who, *BALLOT)
                assert asked == (who in here), "%s was asked %d times in %s" % (who, asked, side.name)
        world.matrix.mark("chair", "⭕", final)
        world.both_show("承認9・")
        world.quiet()
        assert world.one("resolution") == 0, "within the hour that everybody has"
        world.clock("2026-04-10 10:45")
        decided(world)
        nothing_twice(world)

    play(build, folder, story)


def test_one_ballot(build, folder):
    """Marks of one person in both networks count once, stand by each other, and contradict each other."""
    def story(world):
        world.open()
        slack, matrix = world.slack, world.matrix
        here, there = slack.card(), matrix.sheet("m3")
        slack.mark("m3", "⭕", here)
        world.both_show("承認1・")
        matrix.mark("m3", "⭕", there)
        world.quiet()
        world.both_show("承認1・")
        slack.unmark("m3", "⭕", here)
        world.quiet()
        world.both_show("承認1・")
        matrix.unmark("m3", "⭕", there)
        world.both_show("承認0・")
        # ❌ here and ⭕ there.
        slack.mark("m4", "⭕", slack.sheet("m4"))
        world.both_show("承認1・")
        objection = matrix.card()
        matrix.mark("m4", "❌", objection)
        world.both_show("承認0・")
        slack.find("m4", TOLD)
        matrix.find("m4", TOLD)
        world.quiet()
        for side in (slack, matrix):
            assert side.count("m4", TOLD) == 1 and side.count("m3", TOLD) == 0, side.name
            assert "否認0" in side.card(), side.card().text
        matrix.unmark("m4", "❌", objection)
        world.both_show("承認1・", "否認0")

    play(build, folder, story)


def away_minutes(world, network):
    """When the bot noticed that it is away."""
    return int(wait_for("%s is missed" % network, lambda: world.rig.rows(
        "SELECT k.value FROM keep k JOIN workspace w ON w.id = k.workspace WHERE k.name = 'link.down' AND w.name = ?",
        (network,)))[0][0])


def chair_ends(world, gone, side, absent_mark):
    """All have sealed where `side` is; `gone` is away with a mark nobody heard of. The chair ends it without."""
    chair = side
    world.clock("2026-04-10 10:25")
    world.quiet()
    gone.unheard()
    who, card = absent_mark
    gone.mark(who, "❌", card)
    gone.down()
    down = away_minutes(world, gone.name)
    # The other one goes on.
    last = "m7" if side is world.matrix else "m2"
    world.approve(last)
    side.find(None, *BALLOT, "承認8・")
    chair.mark("chair", "⭕", chair.find("chair", *FINAL))
    side.find(None, *BALLOT, "承認9・")
    world.clock("2026-04-10 10:40")  # the hour that everybody has is over, that of the absence is not
    wait_for("the closing", lambda: world.one("circular", "state = 'closing'"))
    world.clock(down + 58 * MINUTE)
    world.answered(side, "chair")
    assert chair.count("chair", OFFER) == 0, "offered within the hour"
    assert side.count(None, *RESULT) == 0, "closed without having read %s" % gone.name
    world.clock(down + 61 * MINUTE)
    offer = chair.find("chair", OFFER)
    assert "60分を超えて" in offer and gone.name in offer, offer.text
    world.answered(side, "chair")
    assert chair.count("chair", OFFER) == 1
    assert side.count(None, *RESULT) == 0, "closed before the chair had chosen"
    chair.press("chair", OFFER, offer)
    result = side.find(None, *RESULT)
    assert note(gone.name) in result, result.text
    assert world.rig.rows("SELECT workspace, person, capacity FROM circular_unchecked") == [(gone.name, "sakuraba", "議長")]
    wait_for("the end of the offer", lambda: chair.count("chair", OFFER) == 0)
    gone.up()
    assert note(gone.name) in gone.find(None, *RESULT)
    gone.find(who, "結果は変わりません")
    decided(world)
    assert gone.count(who, "結果は変わりません") == 1
    assert world.one("circular_step", "step = 'late' AND text LIKE '終了後%'") == 1
    assert world.one("seal", "answer = 'reject'") == 0
    nothing_twice(world)


def test_slack_away(build, folder):
    """Slack is away for more than an hour: Matrix goes on, the chair ends it with the note; what lay in Slack comes after the end."""
    def story(world):
        world.open()
        world.approve(*EIGHT[:-1])
        world.both_show("承認7・")
        chair_ends(world, world.slack, world.matrix, ("m1", world.slack.sheet("m1")))

    play(build, folder, story)


def test_matrix_away(build, folder):
    """The same with Matrix away; the chair has an account in Slack too and is asked there."""
    def story(world):
        world.open()
        world.approve(*(who for who in EIGHT if who != "m2"))
        world.both_show("承認7・")
        chair_ends(world, world.matrix, world.slack, ("m6", world.matrix.sheet("m6")))

    play(build, folder, story, matrix=("m5", "m6", "m7", "shomu"), both=("chair",) + IN_BOTH)


def test_slack_back(build, folder):
    """Slack comes back first: the ❌ that lay there is found and contradicts; when it is gone the matter closes by itself."""
    def story(world):
        world.open()
        world.approve(*EIGHT[:-1])
        world.both_show("承認7・")
        slack, matrix = world.slack, world.matrix
        sheet = slack.sheet("m1")
        slack.unheard()
        slack.mark("m1", "❌", sheet)
        slack.down()
        down = away_minutes(world, "slack")
        world.approve("m7")
        matrix.mark("chair", "⭕", matrix.find("chair", *FINAL))
        matrix.find(None, *BALLOT, "承認9・")
        world.clock("2026-04-10 10:40")
        world.clock(max(world.rig.now(), down + 55 * MINUTE))
        world.answered(matrix, "chair")
        assert matrix.count(None, *RESULT) == 0, "closed without having read Slack"
        slack.up()
        slack.find("m1", TOLD)
        world.quiet()
        for side in (slack, matrix):
            assert side.count(None, *RESULT) == 0, "an answer that stood in Slack was not counted"
        slack.unmark("m1", "❌", sheet)
        final = wait_for("the chair's turn again, or the end", lambda: matrix.look("chair", *FINAL) or matrix.look(None, *RESULT))
        if not matrix.look(None, *RESULT):
            matrix.mark("chair", "⭕", final)
        decided(world)
        for side in (slack, matrix):
            assert side.count(None, note("slack")) == 0, "nothing was left unread"
        assert matrix.count("chair", OFFER) == 0
        assert world.one("circular_unchecked") == 0
        nothing_twice(world)

    play(build, folder, story)


def test_matrix_back(build, folder):
    """Synapse stands still for an hour: Slack goes on; what was sealed in Matrix meanwhile counts when it is read back."""
    def story(world):
        world.open()
        slack, matrix = world.slack, world.matrix
        world.approve(*(who for who in EIGHT if who not in ("m2", "m6")))
        world.both_show("承認6・")
        world.quiet()
        matrix.unheard()
        matrix.mark("m6", "⭕", matrix.sheet("m6"))
        world.server.freeze()
        world.between.down = False
        world.approve("m2")
        slack.find(None, *BALLOT, "承認7・")
        world.clock("2026-04-10 10:50")
        world.answered(slack, "m1")
        assert slack.count(None, *RESULT) == 0 and "承認7・" in slack.card()
        world.server.thaw()
        world.both_show("承認8・")
        matrix.mark("chair", "⭕", matrix.find("chair", *FINAL))
        decided(world)
        for side in (slack, matrix):
            assert side.count(None, note("matrix")) == 0
        nothing_twice(world)

    play(build, folder, story)


def test_edit_again(build, folder):
    """An edit was made and its answer got lost: what is drawn when it goes again stands in Matrix, not the first drawing."""
    def story(world):
        world.open()
        world.quiet()
        first, second = world.slack.sheet("m1"), world.slack.sheet("m2")
        room = urllib.parse.quote(world.rooms["C0COUNCIL"])
        world.between.rule("PUT .*/rooms/%s/send/m.room.message/" % room, after=True, status=502, body="<html>Bad Gateway</html>")
        world.slack.mark("m1", "⭕", first)
        wait_for("the edit that goes again", lambda: world.between.faults == 1 and world.one("outbox", "state = 0 AND attempts > 0"))
        world.slack.mark("m2", "⭕", second)
        world.both_show("承認2・")
        nothing_twice(world, least=7)

    play(build, folder, story)


def test_killed(build, folder):
    """The bot is killed again and again on the way: nothing stands twice in either network."""
    def story(world):
        world.open()
        world.kill_bot()
        for who in EIGHT:
            world.approve(who)
            if who in ("m1", "m4", "m6"):
                world.kill_bot()
        final = world.matrix.find("chair", *FINAL)
        world.matrix.mark("chair", "⭕", final)
        world.kill_bot()
        world.both_show("承認9・")
        world.clock("2026-04-10 10:45")
        wait_for("the resolution", lambda: world.one("resolution"))
        world.kill_bot()
        decided(world)
        for side, here in ((world.slack, IN_SLACK + IN_BOTH), (world.matrix, ("m5", "m6", "m7") + IN_BOTH)):
            for who in here:
                assert side.count(who, *BALLOT) == 1, "%s in %s: %d" % (who, side.name, side.count(who, *BALLOT))
        assert world.matrix.count("chair", *FINAL) <= 1
        nothing_twice(world)

    play(build, folder, story)


if __name__ == "__main__":
    sys.exit(main(globals(), "live-mixed"))
