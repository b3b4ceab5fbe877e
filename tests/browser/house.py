"""A real installation: its own data folder, its own `docctl` processes, a free loopback port."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("DOCCTL_", "DATABASE_URL", "SAMPLE", "PGDATABASE", "FLASK_")
PATIENCE = 60.0
PROGRAM = "from docctl.cli import main; main()"


class House:
    """One installation in `home`; commands and the server see nothing of the tester's own one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """Give the file the server writes to."""
        return self.home.parent / f"{self.home.name}.log"

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *words],
            cwd=ROOT,
            env=self._env(),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, *words: str) -> None:
        """Start the server and wait until it answers."""
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *words],
                cwd=ROOT,
                env=self._env(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(self.log.read_text(encoding="utf-8"))
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the server as a service manager does."""
        if self._server is None:
            return
        self._server.terminate()
        try:
            self._server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None

    def passwords(self) -> dict[str, str]:
        """Read the generated passwords by login."""
        lines = (self.home / "passwords.txt").read_text(encoding="utf-8").splitlines()
        return {login: password for login, _, password in (line.partition("\t") for line in lines)}

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/sign-in", timeout=2):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _env(self) -> dict[str, str]:
        env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return env | {"DOCCTL_HOME": str(self.home), "DOCCTL_PORT": str(self.port)}


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
