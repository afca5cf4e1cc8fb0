"""What the scenario runner's drivers share: how a posting is known, and lines `WORD JSON` in, `ok JSON` or `no JSON` out."""

import json
import os
import re
import sys
import time

# A posting is found by the words that tell a person what it is. `private`: in the person's direct messages; `channel`: the council's; else that one.
KINDS = {
    "card": ("channel", ("持ち回りでお諮りします", "put to you by circulation")),
    "inquiry": ("private", ("次の件について照会します", "次の件を供覧します")),
    "dm": ("private", ("持ち回りでお諮りします", "put to you by circulation")),
    "review": ("private", ("庶務内確認をお願い",)),
    "make": ("private", ("議長に報告してよろしいか",)),
    "ask": ("private", ("定めてよろしいか、お伺いします",)),
    "report": ("private", ("幹事会の審議結果について報告がありました",)),
    "kouetsu": ("private", ("後閲をお願いいたします",)),
    "flag": ("private", ("特に重要な事案に当たるかどうか、ご判断",)),
    "confirm": ("private", ("付してよろしいか",)),
    "final": ("private", ("ご決裁をお願いいたします", "】議長のご決裁")),
    "choice": ("private", ("取扱いをお決めください",)),
    "reason": ("private", ("理由をお聞かせください",)),
    "intake": ("private", ("事故の報告がありました",)),
    "told": ("private", ("情報セキュリティ事故を認定しました",)),
    "notice": ("private", ("会議の開催について(通知)", "会議の変更について(通知)", "会議の延期について(通知)", "会議の中止について(通知)")),
    "posted": ("channel", ("会議の開催について(通知)", "会議の変更について(通知)", "会議の延期について(通知)", "会議の中止について(通知)")),
    "convene": ("private", ("を招集してよろしいか、お伺いします",)),
    "change": ("private", ("としてよろしいか、お伺いします",)),
    "remind": ("private", ("ご回答を確認できておりません",)),
    "attendance": ("channel", ("出欠一覧",)),
    "guest": ("private", ("会議へのご出席について(依頼)",)),
    "pinned": ("事故対応", ("変更のつど書き換えます",)),
    "result": ("channel", ("議決となりました",)),
}

# Accounts that nobody has yet, as `@NAME` in a command: the number that stands in their id on every network.
STRANGERS = {"新任": "0777", "二つ目": "0778"}


def squeeze(text):
    """Blanks within a line tell nothing apart."""
    return re.sub(r"[ \t\u3000]+", "", text)


def serve(driver):
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        begun = time.monotonic()
        try:
            answer = getattr(driver, word)(json.loads(rest or "{}"))
            sys.stdout.write("ok %s\n" % json.dumps(answer or {}, ensure_ascii=False))
        except Exception as error:  # every fault is the scenario's to report
            sys.stdout.write("no %s\n" % json.dumps({"error": "%s: %s" % (type(error).__name__, error)}, ensure_ascii=False))
        sys.stdout.flush()
        if "KAIGI_TEST_TRACE" in os.environ:
            sys.stderr.write("%.3f %.3f %s\n" % (begun, time.monotonic() - begun, line.strip()[:150]))
