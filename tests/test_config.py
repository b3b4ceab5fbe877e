"""Every unsafe setting is refused with its own sentence."""

from pathlib import Path

import pytest

from config import Settings, Unsafe

SECRET = "k" * 40


def read(home: Path, **env: str) -> Settings:
    return Settings.from_env({"DOCCTL_HOME": str(home), **env})


def test_an_empty_environment_gives_a_safe_local_installation(tmp_path: Path) -> None:
    settings = read(tmp_path / "var")
    assert settings.host == "127.0.0.1"
    assert settings.database_url == f"sqlite:///{tmp_path / 'var' / 'docctl.db'}"
    assert settings.failpoints == ""
    assert not settings.testing
    assert settings.index_dir == tmp_path / "var" / "index"


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "var"
    first, second = read(home), read(home)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"DOCCTL_SECRET_KEY": "short"}, "DOCCTL_SECRET_KEY"),
        ({"DOCCTL_SECRET_KEY": "changeme"}, "DOCCTL_SECRET_KEY"),
        ({"DOCCTL_BASE_URL": "ftp://tailieu.example"}, "http:// or https://"),
        ({"DOCCTL_BASE_URL": "tailieu.example"}, "http:// or https://"),
        ({"DOCCTL_BASE_URL": "http://tailieu.example"}, "must be https://"),
        ({"DOCCTL_HOST": "0.0.0.0"}, "without TLS"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ({"DOCCTL_SMTP_HOST": "mail.example"}, "DOCCTL_MAIL_FROM"),
        ({"DOCCTL_FAILPOINTS": "mail.before_send=raise"}, "for tests only"),
        ({"DOCCTL_SEARCH": "elastic"}, "must be one of: whoosh, postgresql"),
        ({"DOCCTL_SEARCH": "postgresql"}, "needs a DATABASE_URL of PostgreSQL"),
        ({"DOCCTL_PORT": "eighty"}, "DOCCTL_PORT must be a whole number"),
        ({"DOCCTL_PORT": "-1"}, "DOCCTL_PORT must be a whole number"),
    ],
)
def test_an_unsafe_value_is_refused_with_one_sentence(
    tmp_path: Path, env: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Unsafe) as caught:
        read(tmp_path, **env)
    assert len(caught.value.reasons) == 1
    assert sentence in caught.value.reasons[0]


def test_all_reasons_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(Unsafe) as caught:
        read(
            tmp_path,
            DOCCTL_SECRET_KEY="dev",
            DATABASE_URL="oracle://",
            DOCCTL_FAILPOINTS="mail.before_send=kill",
        )
    assert len(caught.value.reasons) == 3


@pytest.mark.parametrize(
    "env",
    [
        {"DOCCTL_BASE_URL": "https://tailieu.example"},
        {
            "DOCCTL_HOST": "0.0.0.0",
            "DOCCTL_BASE_URL": "https://a.example",
            "DOCCTL_PROXY_HOPS": "1",
        },
        {"DATABASE_URL": "postgresql+psycopg://u@h/d"},
        {"DOCCTL_SMTP_HOST": "mail.example", "DOCCTL_MAIL_FROM": "iso@a.example"},
        {"DOCCTL_FAILPOINTS": "mail.before_send=raise", "DOCCTL_TESTING": "1"},
    ],
)
def test_a_safe_value_is_taken(tmp_path: Path, env: dict[str, str]) -> None:
    assert read(tmp_path, DOCCTL_SECRET_KEY=SECRET, **env).objections() == ()


def test_cookies_are_secure_exactly_over_tls(tmp_path: Path) -> None:
    assert read(tmp_path, DOCCTL_BASE_URL="https://a.example").secure_cookies
    assert not read(tmp_path).secure_cookies


def test_the_settings_cannot_be_changed_while_running(tmp_path: Path) -> None:
    settings = read(tmp_path)
    with pytest.raises(AttributeError):
        settings.testing = True  # type: ignore[misc]  # that it fails is the point
