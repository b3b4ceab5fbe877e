"""A real server with a home of its own, which can be killed, and the client that approves there."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-c", "from docctl.cli import main; main()")
PATIENCE = 240.0


class Gone(Exception):
    """The server is not there (any more); what was asked has an unknown outcome."""


@dataclass
class Server:
    """One process of `docctl serve` on a loopback port."""

    home: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    cookies: dict[str, str] = field(default_factory=dict)
    forms: dict[int, dict[str, str]] = field(default_factory=dict)

    def start(self) -> None:
        """Start and wait until pages are served."""
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, "serve"],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.ask("GET", "/sign-in")[0] in {200, 302}:
                    return
            except Gone:
                assert self.process.poll() is None, (self.home / "server.log").read_text()
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """End the process as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def verify(self) -> dict[str, object]:
        """Run `docctl verify --json` and give what it says; it must find nothing."""
        done = subprocess.run(
            [*PROGRAM, "verify", "--json"],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
        report: dict[str, object] = json.loads(done.stdout)
        return report

    def environment(self) -> dict[str, str]:
        """Give the environment of the server's own installation."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOCCTL", "DATABASE"))}
        return {
            **clean,
            "DOCCTL_HOME": str(self.home),
            "DOCCTL_PORT": str(self.port),
            "DOCCTL_TESTING": "1",
        }

    def ask(self, method: str, path: str, **form: str) -> tuple[int, str]:
        """Send one request as the signed-in person; raise Gone when nobody answers to the end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = urlencode(form) if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            with closing(connection):
                connection.request(method, path, body=body, headers=headers)
                answer = connection.getresponse()
                text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def sign_in(self, login: str, password: str) -> None:
        """Sign a person in."""
        self.cookies.clear()
        token = field_of(self.ask("GET", "/sign-in")[1], "csrf_token")
        status, _ = self.ask("POST", "/sign-in", csrf_token=token, login=login, password=password)
        assert status == 302, status

    def approve(self, version_id: int, password: str) -> int:
        """Sign an approval; asked again, send the very same form again, key included."""
        if version_id not in self.forms:
            status, page = self.ask("GET", f"/versions/{version_id}/approve")
            assert status == 200, status
            shown = {name: field_of(page, name) for name in ("shown_hash", "shown_round", "key")}
            self.forms[version_id] = shown
        token = field_of(self.ask("GET", "/account")[1], "csrf_token")
        return self.ask(
            "POST",
            f"/versions/{version_id}/approve",
            csrf_token=token,
            password=password,
            **self.forms[version_id],
        )[0]


def field_of(page: str, name: str) -> str:
    """Give the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, (name, page[:500])
    return found[1]
