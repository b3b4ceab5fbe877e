"""Legal packs from the command line, between a sender's file and this installation."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask.testing import FlaskCliRunner

from docctl import create_app
from docctl.legal import queries as register
from docctl.packs.keys import PublicKey
from docctl.runtime import Runtime
from tests.conftest import People
from tests.packs.forge import Sender, effect, text
from tests.support.make import MakeText

OLD, NEW = "61/2018/NĐ-CP", "118/2025/NĐ-CP"


@pytest.fixture
def commands(runtime: Runtime) -> FlaskCliRunner:
    return create_app(runtime).test_cli_runner()


def run(commands: FlaskCliRunner, *args: object) -> Result:
    return commands.invoke(args=["legal", "pack", *map(str, args)])


def said(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_a_pack_goes_from_a_file_into_the_register(
    runtime: Runtime, people: People, commands: FlaskCliRunner, tmp_path: Path
) -> None:
    sender = Sender(tmp_path / "sender")
    pack = tmp_path / "goi.lawpack"
    pack.write_bytes(sender.pack([text(1, OLD), text(2, NEW)], [effect(2, 1)]))
    assert "Nobody here knows the key" in run(commands, "import", pack).stderr
    key = tmp_path / "so.lawkey"
    key.write_text(PublicKey(sender.pair.public.raw, "Sở Tư pháp").line)
    listed = said(run(commands, "keys", "--add", key, "--as", "secretary", "--json"))
    assert [one["state"] for one in listed["senders"]] == ["waits"]
    own = run(commands, "keys", "--confirm", 1, "--as", "secretary")
    assert "another person must compare it" in own.stderr
    assert "counts" in run(commands, "keys", "--confirm", 1, "--as", "admin").stdout
    seen = said(run(commands, "import", pack, "--json"))
    assert seen["texts"] == {"new": 2}
    with runtime.reading() as session:
        assert register.find_by_number(session, NEW) == []
    taken = said(run(commands, "import", pack, "--take", "--json"))["taken"]
    assert (taken["texts_new"], taken["effects_new"]) == (2, 1)
    with runtime.reading() as session:
        assert len(register.find_by_number(session, NEW)) == 1
    assert "was taken in already" in run(commands, "import", pack).stderr


def test_packs_are_written_to_a_file_or_a_folder(
    people: People, commands: FlaskCliRunner, tmp_path: Path, make_text: MakeText
) -> None:
    assert run(commands, "export", tmp_path).exit_code == 1
    make_text(OLD)
    make_text(NEW)
    assert "no. 1, 2 texts, 0 effects" in run(commands, "export", tmp_path).stdout
    assert (tmp_path / "goi-luat-ubnd-xa-thu-0001.lawpack").is_file()
    chosen = tmp_path / "chosen.lawpack"
    assert "no. 2, 1 texts" in run(commands, "export", chosen, "--text", NEW).stdout
    assert NEW in chosen.read_text()
    assert OLD not in chosen.read_text()
    assert "no. 3" in run(commands, "export", chosen, "--since-last").stdout
    assert "no. 4" in run(commands, "export", chosen, "--since", "2026-01-01").stdout
    wrong = run(commands, "export", chosen, "--text", "9/9/XX")
    assert "Choose at least one text" in wrong.stderr
