"""A reverse proxy between the bot and its homeserver: what is under way is seen, and faults are put in.

    between = Between(server_port); between.port
    between.rule("POST .*/createRoom", status=403, body={"errcode": "M_FORBIDDEN"}, count=1, skip=1)
    between.rule("PUT .*/send/", after=True, cut=True)      # done, but its answer got lost
    between.rule("PUT .*/send/", after=True, cut=True, late_ms=5000)    # … and so long nobody knows
    between.trouble(share=0.3, seed=7)                      # so many requests delayed, cut, 429 or 502
    between.hide = lambda room, event: …                    # taken out of every /sync
    between.late_ms = 4000                                  # the next /sync with events comes late
    between.down = True                                     # connections end at once
"""

import http.client
import http.server
import json
import random
import re
import select
import socket
import socketserver
import threading
import time
import urllib.parse


class Rule:
    def __init__(self, pattern, status=0, body=None, after=False, cut=False, delay_ms=0, late_ms=0, count=1, skip=0, holds=""):
        self.pattern = re.compile(pattern)
        self.status, self.body, self.after, self.cut, self.delay_ms = status, body, after, cut, delay_ms
        self.late_ms, self.count, self.skip = late_ms, count, skip
        self.holds = holds.encode()  # only requests whose body holds it


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # a side that went away


class Between:
    def __init__(self, target, host="127.0.0.1", port=0):
        self.target = target
        self.rules, self.under_way, self.told = [], {}, []
        self.turn = threading.Lock()
        self.hide = None
        self.late_ms = 0  # the next /sync that has events comes so much later
        self.down = False
        self.random, self.share = None, 0.0
        self.faults = 0
        self.next_id = 0
        handler = type("Handler", (Handler,), {"between": self})
        self.server = Server((host, port), handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()

    @property
    def address(self):
        return "http://127.0.0.1:%d/" % self.port

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def rule(self, pattern, **what):
        with self.turn:
            self.rules.append(Rule(pattern, **what))

    def clear(self):
        with self.turn:
            self.rules = []
            self.hide = None
            self.random = None

    def trouble(self, share, seed):
        self.random, self.share = random.Random(seed), share

    def choose(self, line, body=b""):
        """The rule that is meant for this request, or None."""
        with self.turn:
            for rule in self.rules:
                if not rule.pattern.search(line) or rule.holds not in (body or b""):
                    continue
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                rule.count -= 1
                if rule.count <= 0:
                    self.rules.remove(rule)
                self.faults += 1
                return rule
            if self.random is None or self.random.random() >= self.share:
                return None
            self.faults += 1
            return self.random.choice((
                Rule("", delay_ms=self.random.randrange(50, 900)),
                Rule("", cut=True), Rule("", after=True, cut=True),
                Rule("", status=429, body={"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests",
                                           "retry_after_ms": self.random.randrange(100, 900)}),
                Rule("", status=502, body="<html>Bad Gateway</html>"),
                Rule("", after=True, status=502, body="<html>Bad Gateway</html>")))

    def begin(self, line):
        with self.turn:
            self.next_id += 1
            self.under_way[self.next_id] = line
            return self.next_id

    def end(self, number, line, status):
        with self.turn:
            self.under_way.pop(number, None)
            self.told.append((line, status))

    def look(self):
        """(requests under way that are no /sync, the `since` of every /sync under way)"""
        with self.turn:
            lines = list(self.under_way.values())
        others, since = 0, []
        for line in lines:
            path, _, query = line.split(" ", 1)[1].partition("?")
            if path.endswith("/sync"):
                since.append(urllib.parse.parse_qs(query).get("since", [""])[0])
            else:
                others += 1
        return others, since


class Gone(Exception):
    pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    between = None
    upstream = None

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def finish(self):
        super().finish()
        self.drop()

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass

    def drop(self):
        if self.upstream is not None:
            self.upstream.close()
            self.upstream = None

    def ask(self, body):
        """The server's answer; Gone when either side is."""
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection", "expect", "accept-encoding")}
        try:
            if self.upstream is None:
                self.upstream = http.client.HTTPConnection("127.0.0.1", self.between.target, timeout=120)
                self.upstream.connect()
                self.upstream.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.upstream.request(self.command, self.path, body=body, headers=headers)
            while True:
                ready = select.select([self.upstream.sock, self.connection], [], [], 120)[0]
                if self.connection in ready and self.connection.recv(1, socket.MSG_PEEK) == b"":
                    raise Gone
                if self.upstream.sock in ready:
                    break
                if not ready or self.connection in ready:
                    time.sleep(0.005)
            answer = self.upstream.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error

    def give(self, status, headers, data):
        head = ["HTTP/1.1 %d %s" % (status, http.client.responses.get(status, ""))]
        for key, value in headers:
            if key.lower() not in ("connection", "transfer-encoding", "content-length", "keep-alive"):
                head.append("%s: %s" % (key, value))
        head.append("Content-Length: %d" % len(data))
        self.wfile.write(("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + data)

    def cut(self):
        self.close_connection = True
        self.drop()
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def serve(self):
        between, line = self.between, "%s %s" % (self.command, self.path)
        number = between.begin(line)
        status = 0
        try:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
            if between.down:
                return self.cut()
            rule = between.choose(line, body)
            if rule is not None and rule.delay_ms:
                time.sleep(rule.delay_ms / 1000)
            if rule is not None and not rule.after and (rule.cut or rule.status):
                answer = None
            else:
                answer = self.ask(body)
            if rule is not None and rule.late_ms:
                time.sleep(rule.late_ms / 1000)
            if rule is not None and rule.cut:
                return self.cut()
            if rule is not None and rule.status:
                text = rule.body if isinstance(rule.body, str) else json.dumps(rule.body or {})
                answer = rule.status, [("Content-Type", "application/json" if not isinstance(rule.body, str) else "text/html")], text.encode()
            status, headers, data = answer
            if between.late_ms and b'"timeline"' in data and self.path.partition("?")[0].endswith("/sync"):
                late, between.late_ms = between.late_ms, 0
                time.sleep(late / 1000)
            if between.hide is not None and status == 200 and self.path.partition("?")[0].endswith("/sync"):
                data = json.dumps(self.without(json.loads(data))).encode()
            return self.give(status, headers, data)
        except (Gone, OSError):
            return self.cut()
        finally:
            between.end(number, line, status)

    def without(self, said):
        for room, part in ((said.get("rooms") or {}).get("join") or {}).items():
            timeline = part.get("timeline") or {}
            if "events" in timeline:
                timeline["events"] = [e for e in timeline["events"] if not self.between.hide(room, e)]
        return said

    do_GET = do_POST = do_PUT = do_DELETE = serve
