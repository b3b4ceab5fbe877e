"""Settings: read from the environment once, by `wsgi.py` and the command line.

Every value has a safe default for one machine; unsafe combinations are refused with one sentence
each. Names and meanings: `docs/settings.md`.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SECRET_BYTES = 32
SEARCHES = ("whoosh", "postgresql")
KNOWN_SECRETS = frozenset({"dev", "secret", "changeme", "change-me", "test"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Unsafe(ValueError):
    """The settings may not be used; `reasons` says why, one sentence each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation can choose."""

    home: Path
    secret_key: str
    database_url: str
    base_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    threads: int = 8
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: bool = True
    mail_from: str = ""
    mail_cap: int = 5
    soffice: str = "soffice"
    search: str = "whoosh"
    upload_limit: int = 25 * 1024 * 1024
    pack_folder: Path | None = None
    pack_private: bool = False
    failpoints: str = ""
    testing: bool = False

    @property
    def secure_cookies(self) -> bool:
        """Say whether browsers reach us over TLS."""
        return self.base_url.startswith("https://")

    @property
    def index_dir(self) -> Path:
        """Give the folder of the embedded search index."""
        return self.home / "index"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read `DOCCTL_*` and `DATABASE_URL`; raise Unsafe with all reasons at once."""
        home = Path(env.get("DOCCTL_HOME") or "var").absolute()
        port = _number(env, "DOCCTL_PORT", 8000)
        settings = cls(
            home=home,
            secret_key=env.get("DOCCTL_SECRET_KEY") or _kept_secret(home),
            database_url=env.get("DATABASE_URL") or f"sqlite:///{home / 'docctl.db'}",
            base_url=(env.get("DOCCTL_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
            host=env.get("DOCCTL_HOST", "127.0.0.1"),
            port=port,
            trusted_hosts=tuple(filter(None, env.get("DOCCTL_TRUSTED_HOSTS", "").split(","))),
            proxy_hops=_number(env, "DOCCTL_PROXY_HOPS", 0),
            threads=_number(env, "DOCCTL_THREADS", 8),
            smtp_host=env.get("DOCCTL_SMTP_HOST", ""),
            smtp_port=_number(env, "DOCCTL_SMTP_PORT", 587),
            smtp_user=env.get("DOCCTL_SMTP_USER", ""),
            smtp_password=env.get("DOCCTL_SMTP_PASSWORD", ""),
            smtp_tls=env.get("DOCCTL_SMTP_TLS", "1") != "0",
            mail_from=env.get("DOCCTL_MAIL_FROM", ""),
            mail_cap=_number(env, "DOCCTL_MAIL_CAP", 5),
            soffice=env.get("DOCCTL_SOFFICE", "soffice"),
            search=env.get("DOCCTL_SEARCH") or "whoosh",
            upload_limit=_number(env, "DOCCTL_UPLOAD_LIMIT_MB", 25) * 1024 * 1024,
            pack_folder=_folder(env, "DOCCTL_PACK_FOLDER"),
            pack_private=env.get("DOCCTL_PACK_PRIVATE", "0") == "1",
            failpoints=env.get("DOCCTL_FAILPOINTS", ""),
            testing=env.get("DOCCTL_TESTING", "") == "1",
        )
        if reasons := settings.objections():
            raise Unsafe(*reasons)
        return settings

    def objections(self) -> tuple[str, ...]:
        """Give every reason not to run with these settings."""
        base = urlsplit(self.base_url)
        checks = (
            (
                len(self.secret_key.encode()) < SECRET_BYTES
                or self.secret_key.lower() in KNOWN_SECRETS,
                f"DOCCTL_SECRET_KEY must be at least {SECRET_BYTES} random bytes.",
            ),
            (
                base.scheme not in {"http", "https"} or not base.hostname,
                "DOCCTL_BASE_URL must be the http:// or https:// address people type.",
            ),
            (
                base.scheme == "http" and (base.hostname or "") not in LOOPBACK,
                "DOCCTL_BASE_URL must be https:// when the address is not this machine's own.",
            ),
            (
                self.host not in LOOPBACK and self.proxy_hops == 0 and not self.secure_cookies,
                "DOCCTL_HOST opens the server to the network without TLS; put a TLS proxy in front"
                " (DOCCTL_PROXY_HOPS, DOCCTL_BASE_URL).",
            ),
            (
                not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")),
                "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.",
            ),
            (
                self.search not in SEARCHES,
                f"DOCCTL_SEARCH must be one of: {', '.join(SEARCHES)}.",
            ),
            (
                self.search == "postgresql" and self.database_url.startswith("sqlite"),
                "DOCCTL_SEARCH=postgresql needs a DATABASE_URL of PostgreSQL.",
            ),
            (
                bool(self.smtp_host) and not self.mail_from,
                "DOCCTL_MAIL_FROM must name the sender when DOCCTL_SMTP_HOST is set.",
            ),
            (
                bool(self.failpoints) and not self.testing,
                "DOCCTL_FAILPOINTS is for tests only (DOCCTL_TESTING=1).",
            ),
        )
        return tuple(sentence for wrong, sentence in checks if wrong)


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    return Path(env[name]).absolute() if env.get(name) else None


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "") or str(default)
    if not text.isdigit():
        raise Unsafe(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _kept_secret(home: Path) -> str:
    """Read the installation's secret, or make one (file of mode 0600)."""
    path = home / "secret_key"
    if path.exists():
        return path.read_text().strip()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")
    return secret
