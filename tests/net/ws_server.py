"""A websocket server that misbehaves on request, written from RFC 6455; and a private CA, made by openssl."""

import base64
import hashlib
import os
import socket
import ssl
import struct
import subprocess
import threading
import time

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame(opcode, data=b"", final=True):
    head = bytes([(0x80 if final else 0) | opcode])
    if len(data) < 126:
        head += bytes([len(data)])
    elif len(data) < 65536:
        head += struct.pack(">BH", 126, len(data))
    else:
        head += struct.pack(">BQ", 127, len(data))
    return head + data


class Client:
    def __init__(self, sock):
        self.sock, self.buffer = sock, b""

    def take(self, size):
        while len(self.buffer) < size:
            more = self.sock.recv(65536)
            if not more:
                raise EOFError
            self.buffer += more
        out, self.buffer = self.buffer[:size], self.buffer[size:]
        return out

    def head(self):
        while b"\r\n\r\n" not in self.buffer:
            more = self.sock.recv(65536)
            if not more:
                raise EOFError
            self.buffer += more
        out, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        return out.decode("latin-1")

    def frame(self):
        first, second = self.take(2)
        size = second & 127
        if size == 126:
            size = struct.unpack(">H", self.take(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.take(8))[0]
        assert second & 128, "a client masks"
        mask = self.take(4)
        return first & 15, bytes(b ^ mask[i % 4] for i, b in enumerate(self.take(size)))


class Server:
    """`behave(client)` is called after the upgrade; `refuse` is answered instead of one; `deaf` answers nothing."""

    def __init__(self, behave=None, refuse=None, deaf=False, tls=None, host="127.0.0.1"):
        self.behave, self.refuse, self.deaf, self.tls = behave, refuse, deaf, tls
        self.heads, self.got, self.names = [], [], []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.create_server((host, 0), family=family)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def serve(self, sock):
        try:
            if self.tls:
                self.tls.sni_callback = lambda _, name, __: self.names.append(name)
                sock = self.tls.wrap_socket(sock, server_side=True)
            client = Client(sock)
            head = client.head()
            self.heads.append(head)
            if self.deaf:
                time.sleep(5)
                return
            if self.refuse:
                sock.sendall(self.refuse.encode())
                return
            key = [line.split(":", 1)[1].strip() for line in head.split("\r\n") if line.lower().startswith("sec-websocket-key")][0]
            accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
            sock.sendall(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n\r\n" % accept).encode())
            self.behave(self, client)
        except (OSError, EOFError, AssertionError) as error:
            self.got.append(("error", str(error)))
        finally:
            sock.close()

    def collect(self, client, seconds=3):
        """Reads what the client sends until it closes; pings are answered when the client sent them."""
        client.sock.settimeout(seconds)
        while True:
            opcode, data = client.frame()
            self.got.append((opcode, data))
            if opcode == 9:
                client.sock.sendall(frame(10, data))
            if opcode == 8:
                client.sock.sendall(frame(8, data[:2]))
                return


class Authority:
    def __init__(self, folder):
        self.folder = folder
        self.run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
                 "-out", "ca.pem", "-days", "30", "-subj", "/CN=test CA")

    def run(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def context(self, name, names, days=30, signed=True):
        with open(os.path.join(self.folder, name + ".ext"), "w", encoding="ascii") as file:
            file.write("subjectAltName=%s\n" % names)
        self.run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out",
                 name + ".csr", "-subj", "/CN=" + name)
        if signed:
            self.run("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                     name + ".pem", "-days", str(days), "-extfile", name + ".ext")
        else:
            self.run("x509", "-req", "-in", name + ".csr", "-signkey", name + ".key", "-out", name + ".pem", "-extfile",
                     name + ".ext")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(self.folder, name + ".pem"), os.path.join(self.folder, name + ".key"))
        return context
