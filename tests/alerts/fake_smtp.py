"""A mail server for tests: takes mail, refuses, hangs up, or sleeps, as a test wants."""

import email
import email.policy
import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from threading import Lock, Thread


class FakeSmtp(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port; `mode` says how it behaves.

    Modes: ok · busy (4xx at RCPT) · refuse (5xx at RCPT) · sender (5xx at MAIL) · drop (hangs up at
    DATA) · slow (answers DATA late) · deaf (never says a word).
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mode = "ok"
        self.mails: list[EmailMessage] = []
        self.heard: list[str] = []
        self.lock = Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: FakeSmtp

    def handle(self) -> None:
        if self.server.mode == "deaf":
            time.sleep(1)
            return
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            with self.server.lock:
                self.server.heard.append(line)
            if not self._answer(line.split(" ")[0].upper()):
                return

    def _answer(self, verb: str) -> bool:
        mode = self.server.mode
        if verb == "QUIT":
            self._say("221 bye")
            return False
        if verb == "DATA":
            return self._data()
        if verb == "MAIL" and mode == "sender":
            self._say("550 unknown sender")
        elif verb == "RCPT" and mode in {"busy", "refuse"}:
            self._say("450 later" if mode == "busy" else "550 no such user")
        else:
            self._say("250 ok")
        return True

    def _data(self) -> bool:
        if self.server.mode == "drop":
            return False
        if self.server.mode == "slow":
            time.sleep(0.2)
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        with self.server.lock:
            self.server.mails.append(message)
        self._say("250 taken")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def serving() -> Iterator[FakeSmtp]:
    """Run a server for the length of a test."""
    with FakeSmtp() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
