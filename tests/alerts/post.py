"""What a monitoring system says to the bot's door for alerts, and the rig that has such a door."""

import hashlib
import hmac
import json
import os
import socket
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE) + "/lib")

from rig import Rig, free_port  # noqa: E402

TOKENS = {"mon": "generic-token-0123456789", "am": "alertmanager-token-0123456789",
          "graf": "grafana-token-0123456789", "waz": "wazuh-token-0123456789"}
HMAC_KEY = "grafana-signs-with-this"
KINDS = {"mon": "generic", "am": "alertmanager", "graf": "grafana", "waz": "wazuh"}
SECONDS = 2


class Door(Rig):
    """A rig whose bot listens for alerts."""

    def __init__(self, build, folder, tls=None, **more):
        super().__init__(build, folder, **more)
        self.door = free_port()
        lines = ["alerts:", "  port: %d" % self.door, "  seconds: %d" % SECONDS, "  body_kb: 64"]
        if tls:
            lines += ["  certificate: %s" % tls[0], "  key: %s" % tls[1]]
        lines += ["  sources:"]
        for name, token in TOKENS.items():
            self.secret(name + "-token", token)
            lines += ["    - name: " + name, "      kind: " + KINDS[name], "      token_file: %s/%s-token" % (folder, name)]
        self.secret("graf-hmac", HMAC_KEY)
        at = lines.index("    - name: graf")
        lines.insert(at + 3, "      hmac_file: %s/graf-hmac" % folder)
        self.more_settings = "\n".join(lines)

    def secret(self, name, text):
        descriptor = os.open("%s/%s" % (self.folder, name), os.O_WRONLY | os.O_CREAT, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")

    def head(self, source, size, token=None, more=(), method="POST", kind="application/json"):
        lines = ["%s /alerts/%s HTTP/1.1" % (method, source), "Host: 127.0.0.1:%d" % self.door]
        token = TOKENS.get(source) if token is None else token
        if token:
            lines.append("Authorization: Bearer " + token)
        if kind:
            lines.append("Content-Type: " + kind)
        if size is not None:
            lines.append("Content-Length: %d" % size)
        return ("\r\n".join(lines + list(more)) + "\r\n\r\n").encode()

    def connect(self, seconds=10):
        return socket.create_connection(("127.0.0.1", self.door), seconds)

    def post(self, source, body, **more):
        """The status; 0: the connection ended without one."""
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        with self.connect() as line:
            try:
                line.sendall(self.head(source, len(data), **more) + data)
            except OSError:
                pass  # refused before its end: the answer is there
            return status(line)

    def signed(self, body, at=None, key=HMAC_KEY):
        data = json.dumps(body, ensure_ascii=False).encode()
        time = str(self.now() // 1000 if at is None else at)
        sign = hmac.new(key.encode(), time.encode() + b":" + data, hashlib.sha256).hexdigest()
        return data, ["X-Grafana-Alerting-Timestamp: " + time, "X-Grafana-Alerting-Signature: " + sign]

    def incidents(self):
        return self.rows("SELECT count(*) FROM incident")[0][0]

    def count(self, source):
        found = self.rows("SELECT sum(count) FROM alert_group WHERE source = ?", (source,))[0][0]
        return found or 0


def status(line):
    answer = b""
    try:
        while True:
            got = line.recv(4096)
            if not got:
                break
            answer += got
    except OSError:
        pass
    first = answer.split(b"\r\n", 1)[0].split(b" ")
    return int(first[1]) if len(first) > 1 and first[0].startswith(b"HTTP/") else 0


def group(key, state="firing", name="HostDown", summary="応答がありません", alerts=1, version="4", **more):
    """The body that Alertmanager and Grafana share."""
    one = {"status": state, "labels": {"alertname": name, "instance": "web"}, "annotations": {"summary": summary},
           "startsAt": "2026-04-10T00:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "f00", "generatorURL": ""}
    return dict({"version": version, "groupKey": key, "truncatedAlerts": 0, "status": state, "receiver": "kaigi",
                 "groupLabels": {"alertname": name}, "commonLabels": {"alertname": name},
                 "commonAnnotations": {"summary": summary}, "externalURL": "http://am", "alerts": [one] * alerts}, **more)


WAZUH = {"timestamp": "2026-04-10T00:00:00.000+0000", "id": "1775779200.1", "full_log": "x", "location": "/var/log/auth.log",
         "rule": {"level": 10, "description": "sshd: brute force trying to get access to the system", "id": "5712",
                  "groups": ["syslog", "sshd"]},
         "agent": {"id": "003", "name": "web01", "ip": "192.0.2.4"}, "manager": {"name": "wazuh"}}
