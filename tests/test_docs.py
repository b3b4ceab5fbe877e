"""What an operator or a developer can name is written down: settings, commands, rights, events."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import click

from config import Settings
from docctl import create_app, faults
from docctl.actors import GRANTS, Permission, Role
from docctl.installation.verify import CHECKS
from docctl.runtime import Runtime
from docctl.signals import SIGNAL_FOR

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
NOT_SET = {"home", "secret_key", "database_url"}  # read under their own names, checked below


def written(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    text = written("settings.md")
    source = (ROOT / "config.py").read_text(encoding="utf-8")
    names = set(re.findall(r'"((?:DOCCTL_|DATABASE_)[A-Z_]+)"', source))
    assert len(names) >= len(dataclasses.fields(Settings)) - 2
    for name in names:
        assert f"`{name}`" in text, name


def test_no_setting_is_documented_that_does_not_exist() -> None:
    source = (ROOT / "config.py").read_text(encoding="utf-8")
    for name in set(re.findall(r"`(DOCCTL_[A-Z_]+)`", written("settings.md"))):
        assert f'"{name}"' in source, name


def commands(group: click.Group, prefix: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}"


def test_every_command_is_documented(runtime: Runtime) -> None:
    text = written("commands.md")
    found = list(commands(create_app(runtime).cli))
    assert "verify" in found
    for name in found:
        assert f"`docctl {name}" in text, name


def test_every_role_and_permission_is_documented_with_what_it_grants() -> None:
    text = written("architecture.md")
    for permission in Permission:
        assert f"`{permission.value}`" in text, permission
    for role in Role:
        line = next(line for line in text.splitlines() if line.startswith(f"| `{role.value}`"))
        assert set(re.findall(r"`([a-z-]+)`", line.split("|")[3])) == {
            permission.value for permission in GRANTS[role]
        }, role


def test_every_event_is_documented() -> None:
    text = written("architecture.md")
    for event in SIGNAL_FOR:
        assert f"`{event.__name__}`" in text, event


def test_every_prefix_of_a_route_is_documented(runtime: Runtime) -> None:
    text = written("architecture.md")
    prefixes = {
        "/" + str(rule).split("/")[1].split("<")[0]
        for rule in create_app(runtime).url_map.iter_rules()
    }
    for prefix in prefixes:
        assert f"`{prefix}`" in text, prefix


def test_every_failpoint_and_check_is_documented() -> None:
    text = written("security.md")
    for name in faults.NAMES:
        assert f"`{name}`" in text, name
    for name in CHECKS:
        assert f"`{name}`" in text, name


def test_every_test_the_security_page_names_exists() -> None:
    text = written("security.md")
    named = set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text))
    assert len(named) > 20
    for path, function in named:
        source = ROOT / path
        assert source.is_file(), path
        assert f"def {function}" in source.read_text(encoding="utf-8"), (path, function)


def test_every_term_of_the_roles_is_in_the_glossary() -> None:
    text = written("glossary.md")
    for term in ("quản trị hệ thống", "thư ký ISO", "người soạn thảo", "người xem xét"):
        assert term in text
    for term in ("người phê duyệt", "đánh giá viên nội bộ", "lĩnh vực", "căn cứ pháp lý"):
        assert term in text
