"""What can be checked in the sources without a browser."""

import json
import re

import pytest

from docctl.web.assets import Assets
from tests.browser.front_end.pages import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = ROOT / "docctl" / "static" / "src" / "icons" / "icons.txt"


def icons() -> set[str]:
    """Give the names in the sprite."""
    lines = SPRITE.read_text(encoding="utf-8").splitlines()
    return {name for line in lines if (name := line.partition("#")[0].strip())}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_needs_what_the_policy_forbids(path: object) -> None:
    source = (ROOT / str(path)).read_text(encoding="utf-8")
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\sstyle\s*=", source)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", source)
    assert "javascript:" not in source


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_icon_a_template_names_is_in_the_sprite(path: object) -> None:
    source = (ROOT / str(path)).read_text(encoding="utf-8")
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    named = re.findall(r"""\bicon(?:_name)?\s*[(=]\s*["']([a-z0-9-]+)["']""", source)
    assert set(named) <= icons()


def test_the_lock_file_names_versions_and_hashes_but_no_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_wanted_versions_are_exact() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    versions = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_a_manifest_that_appears_or_breaks_later_is_noticed(tmp_path: object) -> None:
    folder = ROOT / str(tmp_path)
    assets = Assets(folder)
    assert assets.find("app.css") is None
    assert not assets.built
    (folder / "manifest.json").write_text('{"app.css": "app-1.css"}', encoding="utf-8")
    assert assets.find("app.css") == "app-1.css"
    (folder / "manifest.json").write_text("[]", encoding="utf-8")
    assert assets.find("app.css") is None
    (folder / "manifest.json").unlink()
    assert not assets.built
