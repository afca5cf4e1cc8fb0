"""mautrix-wsproxy itself, where somebody has a binary of it: MAUTRIX_WSPROXY=PATH.

What websocket.py asks of the stand-in and the real one can answer is read from the real one's log.
"""

import os
import re
import signal
import socket
import subprocess

from synapse import die_with_parent


class RealWsProxy:
    def __init__(self, binary, folder, as_token, hs_token):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.binary, self.log = binary, folder + "/wsproxy.log"
        self.environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        self.environment.update(LISTEN_ADDRESS="127.0.0.1:%d" % self.port, APPSERVICE_ID="kaigi-websocket", AS_TOKEN=as_token,
                                HS_TOKEN=hs_token)
        self.errors = []
        self.start_again()

    @property
    def address(self):
        return "ws://127.0.0.1:%d" % self.port

    def start_again(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.binary, "-config", "env"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=self.environment, preexec_fn=die_with_parent)

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(5)

    def lines(self, pattern):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return re.findall(pattern, file.read())

    @property
    def heads(self):
        return self.lines(r"connected to websocket")

    def is_connected(self):
        return len(self.lines(r" connected to websocket")) > len(self.lines(r"disconnected from websocket"))

    def sent(self):
        """How many transactions were written into the websocket."""
        return len(self.lines(r"Sent .* successfully"))
