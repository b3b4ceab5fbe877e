"""A real installation: its own data folder, its own `docctl` processes, a free loopback port."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
OURS = ("DOCCTL_", "DATABASE_URL", "SAMPLE", "PGDATABASE", "FLASK_")
PATIENCE = 240.0  # seconds; a busy machine with two cores needs them
PROGRAM = "from docctl.cli import main; main()"


class House:
    """One installation in `home`; commands and the server see nothing of the tester's own one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = 0
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        """Give the address of the server that was started."""
        return f"http://127.0.0.1:{self.port}"

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
            timeout=900,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, *words: str) -> None:
        """Start the server and wait until it answers; take another port if one was snatched."""
        for _ in range(3):
            self.port = free_port()
            with self.log.open("ab") as log:
                self._server = subprocess.Popen(
                    [sys.executable, "-c", PROGRAM, *words],
                    cwd=ROOT,
                    env=self._env(),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            if self._comes_up(self._server):
                return
        raise AssertionError(self.log.read_text(encoding="utf-8"))

    def _comes_up(self, server: "subprocess.Popen[bytes]") -> bool:
        deadline = time.monotonic() + PATIENCE
        while server.poll() is None:
            if self._answers():
                return True
            if time.monotonic() > deadline:
                self.stop()
                raise AssertionError(self.log.read_text(encoding="utf-8"))
            time.sleep(0.1)
        return False

    def stop(self) -> None:
        """Stop the server as a service manager does."""
        if self._server is None:
            return
        self._server.terminate()
        try:
            self._server.wait(timeout=60)
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
            with urllib.request.urlopen(f"{self.base}/sign-in", timeout=10):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _env(self) -> dict[str, str]:
        env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return env | {"DOCCTL_HOME": str(self.home), "DOCCTL_PORT": str(self.port)}
