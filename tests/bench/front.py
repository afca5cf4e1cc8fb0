"""The door of the benchmark: answers apps.connections.open, holds the websockets, lends them to the generator, and lets
every other Web API call through to the stand-in. One thread a connection; nothing here is in the measured path."""

import base64
import hashlib
import http.client
import json
import select
import socket
import struct
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
EVENT_US = 100  # as in generator.c
HOP = ("connection", "keep-alive", "transfer-encoding", "host", "content-length")


def frame(opcode, data):
    head = bytes([0x80 | opcode]) + (bytes([len(data)]) if len(data) < 126 else b"\x7e" + struct.pack(">H", len(data)))
    return head + data


class Socket:
    """One websocket. While nobody has borrowed it, pings are answered and acks of nothing thrown away."""

    def __init__(self, connection, front):
        self.connection, self.front = connection, front
        self.lent = threading.Event()
        self.idle = threading.Event()
        self.gone = False
        self.buffer = b""

    def hold(self):
        pinged = time.monotonic()
        while not self.gone:
            if not self.lent.is_set() and time.monotonic() > pinged + 5:
                pinged = time.monotonic()
                self.connection.sendall(frame(9, b"bench"))
            if self.lent.is_set() and not self.buffer:
                self.idle.set()
                time.sleep(0.02)
                continue
            self.idle.clear()
            if not select.select([self.connection], [], [], 0.05)[0]:
                continue
            try:
                got = self.connection.recv(65536)
            except OSError:
                got = b""
            if not got:
                break
            self.buffer += got
            self.take()
        self.gone = True

    def take(self):
        while len(self.buffer) >= 6:
            size, at = self.buffer[1] & 0x7F, 2
            if size == 126:
                size, at = struct.unpack(">H", self.buffer[2:4])[0], 4
            if len(self.buffer) < at + 4 + size:
                return
            opcode = self.buffer[0] & 0x0F
            mask, data = self.buffer[at:at + 4], self.buffer[at + 4:at + 4 + size]
            data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
            self.buffer = self.buffer[at + 4 + size:]
            if opcode == 9:
                self.connection.sendall(frame(10, data))
            elif opcode == 8:
                self.gone = True
                self.connection.sendall(frame(8, data))
                return


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self.upgrade()
        else:
            self.forward()

    def do_POST(self):
        if self.path.endswith("/apps.connections.open"):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.answer(200, {"Content-Type": "application/json"}, json.dumps(
                {"ok": True, "url": "ws://127.0.0.1:%d/link/?ticket=t&app_id=A0KAIGI" % self.server.server_port}).encode())
        else:
            self.forward()

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        through = http.client.HTTPConnection(*self.server.front.behind, timeout=30)
        try:
            through.request(self.command, self.path, body or None,
                            {k: v for k, v in self.headers.items() if k.lower() not in HOP})
            got = through.getresponse()
            data = got.read()
            self.answer(got.status, {k: v for k, v in got.getheaders() if k.lower() not in HOP}, data)
        except OSError:
            self.close_connection = True
        finally:
            through.close()

    def upgrade(self):
        key = base64.b64encode(hashlib.sha1((self.headers["Sec-WebSocket-Key"] + MAGIC).encode()).digest()).decode()
        front = self.server.front
        self.connection.sendall(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                 "Sec-WebSocket-Accept: %s\r\n\r\n" % key).encode())
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        held = Socket(self.connection, front)
        with front.lock:
            front.sockets.append(held)
            count = len([one for one in front.sockets if not one.gone])
        self.connection.sendall(frame(1, json.dumps({
            "type": "hello", "num_connections": count, "connection_info": {"app_id": "A0KAIGI"},
            "debug_info": {"host": "bench", "approximate_connection_time": 18060}}).encode()))
        if front.first_hello is None:
            front.first_hello = time.monotonic()
        held.hold()
        self.close_connection = True


class Front:
    def __init__(self, host, port):
        self.behind = (host, port)
        self.sockets, self.first_hello = [], None
        self.next_event = 0  # us: no two events of one client are of one moment
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.front = self
        self.api = "http://127.0.0.1:%d/api/" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def alive(self):
        with self.lock:
            return [one for one in self.sockets if not one.gone]

    def wait_sockets(self, count, seconds):
        end = time.monotonic() + seconds
        while len(self.alive()) < count:
            if time.monotonic() > end:
                raise TimeoutError("the client has opened %d sockets of %d" % (len(self.alive()), count))
            time.sleep(0.001)

    def generate(self, program, lines, flight, seconds, count, warm_up):
        """Lends every socket to the generator and takes them back; its figures."""
        lent = self.alive()
        for one in lent:
            one.lent.set()
        for one in lent:
            one.idle.wait(5)
        numbers = [one.connection.fileno() for one in lent]
        self.next_event = max(self.next_event, int(time.time() * 1e6))
        try:
            done = subprocess.run([program, lines, str(flight), str(seconds), str(count), str(warm_up),
                                   str(self.next_event), *map(str, numbers)],
                                  pass_fds=numbers, stdout=subprocess.PIPE, text=True, timeout=180, check=True)
        finally:
            for one in lent:
                one.connection.setblocking(True)
                one.lent.clear()
        figures = json.loads(done.stdout)
        self.next_event += (figures["acked"] + 1) * EVENT_US
        return figures

    def close(self):
        for one in self.alive():
            one.gone = True
        self.server.shutdown()
        self.server.server_close()


def null_pair():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        near = socket.create_connection(listener.getsockname())
        far = listener.accept()[0]
    for one in (near, far):
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return near, far
