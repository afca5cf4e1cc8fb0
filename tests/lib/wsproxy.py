"""A stand-in for mautrix-wsproxy: an appservice's transactions come in by HTTP and go out over one websocket (fi.mau.as_sync).

Written from the protocol alone, not from its source, and not the real thing: what a test shows with it is "not verified against
the real mautrix-wsproxy". As that one does it, a transaction is answered 200 as soon as its frame is written, and 502 when there
is no websocket. With `ids` it behaves like servers that want each transaction answered: the homeserver's 200 waits for it.
"""

import base64
import hashlib
import json
import os
import socket
import struct
import sys
import threading
import time
import urllib.parse

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "net"))

from ws_server import GUID, Client, frame  # noqa: E402

PATH = "/_matrix/client/unstable/fi.mau.as_sync"
REASONS = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 502: "Bad Gateway", 200: "OK"}


def answer(sock, status, body):
    data = json.dumps(body).encode()
    sock.sendall(("HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                  % (status, REASONS[status], len(data))).encode() + data)


class Link:
    """One websocket of the bot's."""

    def __init__(self, client, head):
        self.client, self.head = client, head
        self.lock = threading.Lock()
        self.closed = threading.Event()

    def send(self, body, pieces=1):
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        size = len(data) // pieces + 1
        with self.lock:
            for at in range(0, len(data), size):
                self.client.sock.sendall(frame(0 if at else 1, data[at:at + size], at + size >= len(data)))

    def close(self, code, reason=b""):
        with self.lock:
            try:
                self.client.sock.sendall(frame(8, struct.pack(">H", code) + reason))
            except OSError:
                pass


class WsProxy:
    def __init__(self, as_token, hs_token, port=0, ids=False):
        self.as_token, self.hs_token, self.ids = as_token, hs_token, ids
        self.hello = {"status": "connected"}
        self.deaf = False          # answers no ping
        self.swallow = None        # sender: one transaction with a message of theirs is answered 200 and reaches nobody
        self.patience = 5          # seconds for the bot's answer, with ids
        self.links, self.heads = [], []
        self.link = None
        self.transactions = []     # {"id", "events", "status", "at"} as the homeserver brought them
        self.frames = []           # what the bot said: {"at", "frame"}
        self.responses = {}        # id: the bot's frame
        self.errors = []
        self.next_id = 0
        self.changed = threading.Condition()
        self.sockets = set()
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    @property
    def address(self):
        return "ws://127.0.0.1:%d" % self.port

    # ---- life

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.sockets.add(sock)
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def kill(self):
        """As by SIGKILL: no close frame, nothing listens any more."""
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        self.thread.join(5)
        for sock in list(self.sockets):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        with self.changed:
            self.link = None
            self.changed.notify_all()

    def start_again(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def serve(self, sock):
        client = Client(sock)
        try:
            sock.settimeout(300)
            while True:
                head = client.head()
                method, target, _ = head.split("\r\n")[0].split(" ")
                headers = {}
                for line in head.split("\r\n")[1:]:
                    name, _, value = line.partition(":")
                    headers[name.strip().lower()] = value.strip()
                body = client.take(int(headers.get("content-length", 0)))
                path = urllib.parse.urlsplit(target)
                if path.path.endswith(PATH) and method == "GET":
                    self.upgrade(client, head, headers)
                    return
                self.transaction(sock, method, path, headers, body)
        except (OSError, EOFError):
            pass
        except Exception as error:  # for the test to see
            self.errors.append(repr(error))
        finally:
            self.sockets.discard(sock)
            sock.close()

    # ---- the homeserver's side

    def transaction(self, sock, method, path, headers, body):
        token = headers.get("authorization", "").removeprefix("Bearer ")
        token = token or urllib.parse.parse_qs(path.query).get("access_token", [""])[0]
        parts = path.path.split("/")
        if method != "PUT" or parts[-2:-1] != ["transactions"]:
            answer(sock, 404, {"errcode": "M_UNRECOGNIZED"})
            return
        if token != self.hs_token:
            answer(sock, 403, {"errcode": "M_FORBIDDEN"})
            return
        content = json.loads(body)
        record = {"id": urllib.parse.unquote(parts[-1]), "events": content.get("events", []), "status": 0, "at": time.monotonic()}
        record["status"] = self.forward(record["id"], content)
        with self.changed:
            self.transactions.append(record)
            self.changed.notify_all()
        answer(sock, record["status"],
               {} if record["status"] == 200 else {"errcode": "FI.MAU.WS_NOT_CONNECTED", "error": "no websocket"})

    def forward(self, txn, content):
        if self.swallow and any(e.get("type") == "m.room.message" and e.get("sender") == self.swallow for e in content.get("events", [])):
            self.swallow = None
            return 200
        link = self.link
        if link is None:
            return 502
        body = {"status": "ok", "txn_id": txn, **content}
        number = None
        if self.ids:
            with self.changed:
                self.next_id += 1
                number = self.next_id
            body.update(id=number, command="transaction")
        try:
            link.send(body)
        except OSError:
            return 502
        if number is None:
            return 200
        with self.changed:
            if not self.changed.wait_for(lambda: number in self.responses or link.closed.is_set(), self.patience):
                link.close(4002, b'{"command":"disconnect","status":"transactions_not_acknowledged"}')
            said = self.responses.get(number)
        return 200 if said and said.get("command") == "response" and said["data"]["txn_id"] == txn else 502

    # ---- the bot's side

    def upgrade(self, client, head, headers):
        self.heads.append(head)
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if token != self.as_token:
            answer(client.sock, 403, {"errcode": "M_UNKNOWN_TOKEN" if token else "M_MISSING_TOKEN", "error": "no"})
            return
        accept = base64.b64encode(hashlib.sha1((headers["sec-websocket-key"] + GUID).encode()).digest()).decode()
        client.sock.sendall(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: %s\r\n\r\n" % accept).encode())
        link = Link(client, head)
        with self.changed:
            before, self.link = self.link, link
            self.links.append(link)
            self.changed.notify_all()
        if before is not None:
            before.close(4001, b'{"command":"disconnect","status":"conn_replaced"}')
        if self.hello is not None:
            link.send(self.hello)
        try:
            self.listen(link)
        finally:
            link.closed.set()
            with self.changed:
                if self.link is link:
                    self.link = None
                self.changed.notify_all()

    def listen(self, link):
        while True:
            opcode, data = link.client.frame()
            if opcode == 8:
                link.close(struct.unpack(">H", data[:2])[0] if len(data) >= 2 else 1000)
                return
            if opcode == 9:
                with link.lock:
                    link.client.sock.sendall(frame(10, data))
            if opcode != 1:
                continue
            said = json.loads(data)
            with self.changed:
                self.frames.append({"at": time.monotonic(), "frame": said})
                if said.get("command") in ("response", "error"):
                    self.responses[said.get("id")] = said
                self.changed.notify_all()
            if said.get("command") == "ping" and not self.deaf:
                link.send({"id": said["id"], "command": "response", "data": {"timestamp": int(time.time() * 1000)}})

    # ---- for tests

    def is_connected(self):
        return self.link is not None

    def seen(self, event):
        """The statuses with which transactions that hold this event were answered."""
        return [one["status"] for one in self.transactions if any(e.get("event_id") == event for e in one["events"])]
