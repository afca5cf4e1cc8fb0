"""A small forward proxy for tests: CONNECT only, with Basic authentication, on a loopback address of its own."""

import base64
import select
import socket
import threading


class Proxy:
    """Counts what it was asked: `tunnels` (host:port of each granted CONNECT) and `refused` (no or wrong password)."""

    def __init__(self, user=None, password=None, host="127.0.0.1"):
        self.wanted = None
        if user is not None:
            self.wanted = "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()
        self.tunnels, self.refused = [], 0
        self.down = False
        self.hosts = {}  # name: where it really is
        self.listener = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def close(self):
        self.listener.close()

    def serve(self, client):
        with client:
            head = b""
            while b"\r\n\r\n" not in head and len(head) < 65536:
                more = client.recv(4096)
                if not more:
                    return
                head += more
            lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            words = lines[0].split(" ")
            headers = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines[1:] if ":" in line}
            if self.down:
                client.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
            elif self.wanted and self.credentials(headers) != self.wanted:
                self.refused += 1
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                               b"Proxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n")
            elif words[0] != "CONNECT":
                client.sendall(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
            else:
                self.tunnel(client, words[1])

    @staticmethod
    def credentials(headers):
        """The scheme's case is free (RFC 9110 11.1): libwebsockets writes it small."""
        scheme, _, rest = headers.get("proxy-authorization", "").partition(" ")
        return scheme.capitalize() + " " + rest

    def tunnel(self, client, where):
        host, _, port = where.rpartition(":")
        try:
            server = socket.create_connection((self.hosts.get(host, host.strip("[]")), int(port)), timeout=10)
        except OSError:
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        self.tunnels.append(where)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        server.settimeout(None)
        with server:
            while True:
                for side in select.select([client, server], [], [])[0]:
                    try:
                        data = side.recv(65536)
                    except OSError:
                        data = b""
                    if not data:
                        return
                    (server if side is client else client).sendall(data)
