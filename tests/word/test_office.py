"""LibreOffice behind its door: missing, slow, fed with junk, and never on the network."""

import socketserver
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from docctl.errors import Refused
from docctl.word import Imported, Limits, convert_many, office_program, read_file, read_files
from docctl.word import office as office_module
from docctl.word.gate import OLE2
from tests.word.make import docx, p, png, r


@pytest.fixture
def real_office() -> None:
    if office_program() is None:
        pytest.fail("LibreOffice is not installed: make system")


RTF = rb"{\rtf1\ansi{\b 1. MUC DICH}\par Noi dung\par}"
JUNK = OLE2 + b"\0" * 500 + "WordDocument".encode("utf-16-le") + b"\1\2\3" * 5000


@pytest.fixture(autouse=True)
def no_temporary_files_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.glob("docctl-*")) == []


def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program of ours in the place of LibreOffice."""
    path = tmp_path / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    monkeypatch.setattr(office_module, "office_program", lambda: str(path))


def test_without_libreoffice_old_files_are_refused_and_new_ones_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(office_module, "office_program", lambda: None)
    old, new = read_files([(RTF, "a.doc"), (docx(p(r("x"))), "b.docx")])
    assert isinstance(old, Refused)
    assert "LibreOffice" in str(old)
    assert isinstance(new, Imported)


def test_a_hanging_conversion_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, monkeypatch, "sleep 600 & wait")
    with pytest.raises(Refused, match="could not convert"):
        read_file(RTF, "a.rtf", limits=Limits(convert_seconds=-1))


def test_the_converter_sees_no_environment_and_its_own_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    program(tmp_path, monkeypatch, "mkdir out; env > out/00000.docx")
    (seen,) = convert_many([RTF])
    assert seen is not None
    lines = seen.decode().splitlines()
    assert not any("SECRET" in line for line in lines)
    assert any(line.startswith(f"HOME={tmp_path}/docctl-office-") for line in lines)


def test_what_a_converter_hands_back_passes_the_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, monkeypatch, "mkdir -p out; echo PK-junk > out/00000.docx")
    with pytest.raises(Refused):
        read_file(RTF, "a.rtf")


@pytest.mark.usefixtures("real_office")
def test_many_files_are_converted_with_one_start_and_junk_does_not_harm_its_neighbours() -> None:
    results = read_files([(RTF, "a.rtf"), (JUNK, "b.doc"), (RTF, "c.doc")])
    assert isinstance(results[0], Imported)
    assert isinstance(results[2], Imported)
    texts = [node["type"] for node in results[0].content["content"]]
    assert texts == ["heading", "paragraph"]


@pytest.mark.usefixtures("real_office")
def test_nothing_is_fetched_from_the_network_while_converting() -> None:
    hits: list[bytes] = []

    class Canary(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            hits.append(self.request.recv(1000))

    server = socketserver.TCPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    picture = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{address}/p.png" \\d}}{{\fldrslt x}}}}'
    text = rf'{{\field{{\*\fldinst INCLUDETEXT "{address}/t.docx"}}{{\fldrslt y}}}}'
    rtf = rf"{{\rtf1{{\*\template {address}/t.dotm}} a {picture}{text}\par}}"
    try:
        read_files([(rtf.encode(), "a.rtf")])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert hits == []


def test_what_is_converted_sees_no_files_and_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("bí mật")
    server = socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler)
    port = server.server_address[1]
    tries = (
        "mkdir out; exec > out/00000.docx 2>/dev/null; echo began; "
        f"cat {secret}; ls {tmp_path}; echo x > {tmp_path}/written; "
        f"{sys.executable} -I -S -c 'import socket; "
        f'socket.create_connection(("127.0.0.1", {port})); print("connected")\'; echo ended'
    )
    program(tmp_path, monkeypatch, tries)
    try:
        assert convert_many([RTF]) == [b"began\nended\n"]
    finally:
        server.server_close()
    assert not (tmp_path / "written").exists()


@pytest.mark.usefixtures("real_office")
@pytest.mark.parametrize("word", [r"INCLUDEPICTURE", r"INCLUDE\'50ICTURE"])
@pytest.mark.parametrize("defused", [True, False])
def test_pictures_of_the_server_do_not_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, *, defused: bool
) -> None:
    if not defused:
        monkeypatch.setattr(office_module, "defused", lambda data: data)
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(3, 4))
    field = rf'{{\field{{\*\fldinst {word} "{secret.as_uri()}" \\d}}{{\fldrslt cũ}}}}'
    result = read_file(rf"{{\rtf1 Lời {field}\par}}".encode(), "a.rtf")
    assert result.images == {}


def test_fields_that_take_in_files_become_unknown_in_every_spelling() -> None:
    for name in ("INCLUDEPICTURE", "includetext"):
        assert name.encode() not in office_module.defused(f"a {name} b".encode())
        wide = f"a {name} b".encode("utf-16-le")
        assert len(office_module.defused(wide)) == len(wide)
        assert name not in office_module.defused(wide).decode("utf-16-le")
    assert office_module.defused(b"includes pictures") == b"includes pictures"
