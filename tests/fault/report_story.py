"""A committee's report with two lines that the chair approves: two numbers of one register, for the kill sweep."""

import story
from story import Refused, instant

NUMBER = "報R8-001"
RECORDS = ["item", "item_way", "item_step", "report", "report_line", "report_answer", "report_step", "resolution", "resolution_rule"]
RESOLVED = ["令和8年度第1号", "令和8年度第2号"]


def steps(rig):
    """As story.steps; the matters are registered before the counting begins."""
    yield "sitting", lambda: rig.command("庶務", "幹事会 開催=\"4月10日 8:30\" 回=第1回 議題=審R8-001、審R8-002", rig.channels["庶務"]), True
    for item in ("審R8-001", "審R8-002"):
        yield item, lambda item=item: rig.command(
            "庶務", "報告 %s 議題=%s 結果=原案のとおり適当" % (NUMBER, item), rig.channels["庶務"]), True
    yield "hand in", lambda: rig.command("庶務", "報告 %s 提出" % NUMBER, rig.channels["庶務"]), True
    yield "review", lambda: rig.mark("審査", "⭕", NUMBER, "庶務内確認をお願い"), False
    yield "report", lambda: rig.mark("副議長", "⭕", NUMBER, "議長に報告してよろしいか"), False
    yield "rest", lambda: story.press(rig, "議長", "残りすべて承認"), True
    yield "10:00", lambda: rig.go_to(instant("2026-04-10 10:00")), False


def prepare(rig):
    for title in ("研修の計画について", "手順の見直しについて"):
        rig.command("庶務", "審議事項 件名=%s 号=5 本文=「%sの本文。」" % (title, title), rig.channels["庶務"])
        rig.settle()


def left(rig):
    """Besides what story.left looks at: the records of matters and reports, and that each number stands once."""
    numbers = sorted(row[0] for row in rig.rows("SELECT number FROM resolution"))
    if numbers != RESOLVED:
        raise Refused("the register holds %s" % numbers)
    view = story.left(rig)
    view.update({"records %s" % table: [story.plain(row) for row in rig.table(table)] for table in RECORDS})
    return view
