"""Debian's own Alertmanager before the bot's door, and 10,000 alerts in a minute."""

import http.client
import json
import os
import shutil
import subprocess
import threading
import time

from post import TOKENS
from rig import free_port
from stand_in import wait_for

ALERTMANAGER = "prometheus-alertmanager"
FLOOD, SENDERS = 10_000, 8
MORE_MEMORY, MORE_DATABASE = 16 * 1024 * 1024, 20_000_000

CONFIG = """route:
  receiver: kaigi
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: kaigi
    webhook_configs:
      - url: http://127.0.0.1:%d/alerts/am
        send_resolved: true
        http_config: { authorization: { credentials_file: %s/am-token } }
"""


class Alertmanager:
    def __init__(self, rig):
        self.port, folder = free_port(), rig.folder + "/alertmanager"
        os.makedirs(folder)
        with open(folder + "/config.yml", "w", encoding="utf-8") as file:
            file.write(CONFIG % (rig.door, rig.folder))
        with open(folder + "/log", "wb") as log:
            self.process = subprocess.Popen(
                [ALERTMANAGER, "--config.file", folder + "/config.yml", "--storage.path", folder,
                 "--web.listen-address", "127.0.0.1:%d" % self.port, "--cluster.listen-address", ""],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=rig.environment())
        wait_for("Alertmanager", self.is_up, 30, 0.1)

    def ask(self, method, path, body=None):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        line.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
        return line.getresponse().status

    def is_up(self):
        try:
            return self.ask("GET", "/-/ready") == 200
        except OSError:
            return False

    def say(self, name, instances=1, is_over=False):
        """Prometheus' part: alerts that fire, or have ended."""
        alerts = []
        for n in range(instances):
            alert = {"labels": {"alertname": name, "instance": "web%d" % n}, "annotations": {"summary": "応答がありません"}}
            if is_over:
                alert["endsAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            alerts.append(alert)
        return self.ask("POST", "/api/v2/alerts", alerts)

    def close(self):
        self.process.terminate()
        self.process.wait()


def alertmanager(rig, check):
    if shutil.which(ALERTMANAGER) is None:
        print("skip alertmanager: Debian's package %s is not installed" % ALERTMANAGER)
        return
    rig.begin()
    place = Alertmanager(rig)
    try:
        check("it takes an alert", place.say("InstanceDown", 3) == 200)
        wait_for("its webhook", lambda: rig.count("am") >= 3, 20)
        check("three instances, one incident", rig.incidents() == 1)
        rig.settle()
        check("庶務 is told", any("InstanceDown: 応答がありません" in t for t in rig.texts("庶務") + rig.channel_texts("庶務")))
        check("it takes the end", place.say("InstanceDown", 3, is_over=True) == 200)
        wait_for("the resolve", lambda: rig.rows("SELECT 1 FROM alert_group WHERE resolved_ms > 0"), 20)
        rig.settle()
        check("the incident stays open", rig.rows("SELECT state FROM incident") == [("reported",)])
        check("the recovery is shown", any("復旧の知らせがありました" in t for t in rig.texts("庶務") + rig.channel_texts("庶務")))
        check("the bot stops", rig.stop_bot() == 0)
        check("it takes one more", place.say("DiskFull") == 200)
        rig.start_bot()
        wait_for("the alert said again", lambda: rig.incidents() == 2, 60)
        check("an alert of an outage arrives", True)
    finally:
        place.close()


def memory(rig, name):
    with open("/proc/%d/status" % rig.bot.pid, encoding="ascii") as file:
        return int(next(line for line in file if line.startswith(name)).split()[1]) * 1024


def database(rig):
    return sum(os.path.getsize(rig.state + "/" + name) for name in os.listdir(rig.state) if name.startswith("kaigi.db"))


def send_share(rig, body, count, refused):
    data = json.dumps(body, ensure_ascii=False).encode()
    head = rig.head("mon", len(data))
    for _ in range(count):
        with rig.connect(30) as line:
            line.sendall(head + data)
            answer = line.recv(4096)
            if not answer.startswith(b"HTTP/1.1 200"):
                refused.append(answer[:60])


def flood(rig, check):
    rig.begin()
    body = {"title": "不審な通信を検知しました", "text": "IDS の検知です。", "fingerprint": "flood", "status": "firing"}
    for _ in range(20):
        rig.post("mon", body)
    rig.settle()
    rss, size = memory(rig, "VmRSS"), database(rig)
    refused = []
    begun = time.monotonic()
    threads = [threading.Thread(target=send_share, args=(rig, body, FLOOD // SENDERS, refused)) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    rig.settle(60)
    rss, size = memory(rig, "VmRSS") - rss, database(rig) - size
    print("# %d alerts in %.1f s: resident memory %+.1f MiB, database %+.1f MB" % (FLOOD, took, rss / 2**20, size / 1e6), flush=True)
    check("all are taken", not refused, refused[:3])
    check("within a minute", took < 60, took)
    check("one incident", (rig.incidents(), rig.count("mon")) == (1, FLOOD + 20), rig.count("mon"))
    check("a line with a count", any("監視の警報(mon):%d件" % (FLOOD + 20) in t for t in rig.texts("庶務") + rig.channel_texts("庶務")))
    check("memory", rss < MORE_MEMORY, rss)
    check("database", size < MORE_DATABASE, size)
    check("verify", rig.kaigi("verify")[0] == 0)
