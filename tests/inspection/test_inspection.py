"""Inspection files: all that was said of a document with source or person, signed, nothing else."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from docctl import content as contents
from docctl import create_app
from docctl.actors import SYSTEM, Actor
from docctl.agencies.models import Agency
from docctl.audit.models import AuditEntry
from docctl.documents.models import Version
from docctl.errors import Forbidden, NotFound, Refused
from docctl.impact import triage
from docctl.impact.states import Decision, FindingState
from docctl.inspection.queries import gather
from docctl.inspection.rules import KEY, MANIFEST, SIGNATURE, check, seal
from docctl.inspection.service import seal_inspection
from docctl.packs.keys import find_own_key, make_own_key, write_signature
from docctl.runtime import Runtime
from docctl.timemachine.service import issue_certificate
from tests.conftest import People
from tests.impact.conftest import NEW, OLD, Law, law, quiet
from tests.support.make import MakeVersion
from tests.support.planting import planted

DAY = date(2025, 1, 1)
CITES = f"Theo Nghị định số {OLD} của Chính phủ."
__all__ = ["law", "quiet"]  # fixtures

SECRET = "chuyện-kín-của-nơi-khác"


@pytest.fixture
def document(law: Law, runtime: Runtime, people: People, make_version: MakeVersion) -> int:
    """Give a document with a decided finding, a certificate and a draft."""
    return planted(runtime, make_inspected, law, people, make_version)


def make_inspected(runtime: Runtime, law: Law, people: People, make_version: MakeVersion) -> int:
    version = make_version(CITES, "Theo Thông tư số 9/2020/TT-XX.", effective_on=DAY)
    make_version(f"{CITES} {SECRET}", code="QT-02", effective_on=DAY)
    law.raise_for(law.effect(law.text(NEW), law.text(OLD), on=DAY))
    with runtime.reading() as session:
        document_id = session.get_one(Version, version).document_id
    finding = next(one for one in law.findings() if one.document_id == document_id)
    decision = Decision(to=FindingState.NEEDS_UPDATE, reason="dẫn lại nghị định mới")
    with runtime.transaction(people.secretary) as tx:
        triage.decide(tx, finding_ids=[finding.id], decision=decision)
        issue_certificate(tx, document_id=document_id, on=DAY)
    return document_id


def export(runtime: Runtime, actor: Actor, document_id: int) -> bytes:
    with runtime.reading() as session:
        files, about = gather(session, document_id, actor=actor, now=runtime.now())
    with runtime.transaction(actor) as tx:
        return seal_inspection(tx, home=runtime.settings.home, files=files, about=about)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def statements(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "said_by" in value:
            yield value["said_by"]
        for one in value.values():
            yield from statements(one)
    elif isinstance(value, list):
        for one in value:
            yield from statements(one)


def test_every_statement_has_a_source_rule_and_version_or_a_person_and_a_time(
    runtime: Runtime, people: People, document: int
) -> None:
    files = unpacked(export(runtime, people.auditor, document))
    kinds = set()
    for name in ("document", "citations", "law", "findings", "traces", "decisions", "certificates"):
        for said in statements(json.loads(files[f"{name}.json"])):
            kinds.add((name, said["kind"]))
            if said["kind"] == "machine":
                assert all(said[key] for key in ("source", "rule", "version")), (name, said)
            else:
                assert said["name"], (name, said)
                assert said["at"], (name, said)
    assert {("citations", "machine"), ("findings", "machine"), ("law", "person")} <= kinds
    assert ("certificates", "person") in kinds
    (finding,) = json.loads(files["findings.json"])
    assert finding["effect"]["by"] == NEW
    assert finding["quote"].endswith(OLD)
    assert finding["state"] == "needs_update"
    assert finding["decision"]["said_by"] == {
        "kind": "person",
        "name": people.secretary.name,
        "at": runtime.now().isoformat(),
    }
    traced = json.loads(files["traces.json"])
    assert [line["finding"] for one in traced for line in one["lines"]] == [finding["id"]]


def test_texts_entries_and_hashes_can_be_computed_again_from_the_file_alone(
    runtime: Runtime, people: People, document: int
) -> None:
    files = unpacked(export(runtime, people.secretary, document))
    for version in json.loads(files["document.json"])["versions"]:
        assert hashlib.sha256(files[version["file"]]).hexdigest() == version["content_hash"]
    lines = [json.loads(line) for line in files["audit.jsonl"].splitlines()]
    assert {"version.adopted", "certificate.issued"} <= {one["fact"]["action"] for one in lines}
    for one in lines:
        fact = json.dumps(
            one["fact"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
        digest = hashlib.sha256(b"\x00" + bytes.fromhex(one["previous_hash"]) + fact)
        assert digest.hexdigest() == one["hash"]
    manifest = json.loads(files[MANIFEST])
    assert {one["name"] for one in manifest["files"]} == set(files) - {MANIFEST, SIGNATURE}
    for one in manifest["files"]:
        assert hashlib.sha256(files[one["name"]]).hexdigest() == one["sha256"]


def test_the_signature_holds_and_every_change_is_found(
    runtime: Runtime, people: People, document: int
) -> None:
    data = export(runtime, people.secretary, document)
    manifest, key = check(data)
    pair = find_own_key(runtime.settings.home)
    assert pair is not None
    assert manifest["key"] == pair.public.id
    assert key.replace(" ", "") == pair.public.id[:32]
    files = unpacked(data)
    for name in files:
        with pytest.raises(Refused):
            check(packed(files | {name: files[name] + b" "}))
        with pytest.raises(Refused):
            check(packed({one: some for one, some in files.items() if one != name}))
    with pytest.raises(Refused):
        check(packed(files | {"more.json": b"{}"}))
    with pytest.raises(Refused):
        check(b"PK")
    other = packed(files | {KEY: files[KEY].replace(b" ", b"  ", 1)})
    with pytest.raises(Refused):
        check(other)


def test_a_damaged_file_is_refused_and_never_breaks_the_check(
    runtime: Runtime, people: People, document: int
) -> None:
    data = export(runtime, people.secretary, document)
    fields = data.index(b"PK\1\2")  # of the first file in the directory: version, flags, packing
    wicked = [
        data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        for place in (fields + 6, fields + 8, fields + 10, *range(40, 400, 3))
    ]
    pair = find_own_key(runtime.settings.home)
    assert pair is not None
    files = unpacked(data)
    manifest = json.loads(files[MANIFEST])
    for told in (
        b"[" * 100_000,
        json.dumps({**manifest, "document": None}).encode(),
        json.dumps({**manifest, "exported_at": 1}).encode(),
        json.dumps({**manifest, "files": [*manifest["files"], {"name": 1, "sha256": ""}]}).encode(),
    ):
        signed = write_signature(pair.sign(told)) + b"\n"
        wicked.append(packed(files | {MANIFEST: told, SIGNATURE: signed}))
    for one in (*wicked, b"#!/bin/sh\n" + data, data + b"more"):
        with pytest.raises(Refused):
            check(one)


def test_what_a_file_says_of_itself_forges_no_line_of_the_answer(
    runtime: Runtime, people: People, document: int, tmp_path: Path
) -> None:
    with runtime.reading() as session:
        files, about = gather(session, document, actor=people.secretary, now=runtime.now())
    about = {**about, "document": {"code": "QT-01\n• signed with the key 0000\x1b[8m"}}
    pair = make_own_key(runtime.settings.home)
    out = tmp_path / "x.zip"
    out.write_bytes(seal(files, about, pair)[0])
    told = (
        create_app(runtime)
        .test_cli_runner()
        .invoke(args=["documents", "check-inspection", str(out)])
    )
    assert told.exit_code == 0
    assert len(told.output.splitlines()) == 2
    assert "\x1b" not in told.output


def test_only_who_reads_everything_takes_it_out_and_the_trail_tells(
    runtime: Runtime, people: People, document: int
) -> None:
    for name in ("admin", "drafter", "reviewer", "approver", "reader"):
        with pytest.raises((Forbidden, NotFound)):
            export(runtime, getattr(people, name), document)
    data = export(runtime, people.auditor, document)
    with runtime.reading() as session:
        (act,) = session.query(AuditEntry).filter_by(action="inspection.exported").all()
    assert (act.actor_id, act.subject) == (people.auditor.id, f"document:{document}")
    assert act.detail["manifest"] == hashlib.sha256(unpacked(data)[MANIFEST]).hexdigest()


def test_nothing_of_other_documents_or_agencies_is_in_it(
    runtime: Runtime, people: People, law: Law, document: int
) -> None:
    files = unpacked(export(runtime, people.secretary, document))
    assert not [name for name, data in files.items() if SECRET.encode() in data]
    assert not [name for name, data in files.items() if b"QT-02" in data]
    raised = [json.loads(one) for one in files["audit.jsonl"].splitlines()]
    shared = [one for one in raised if one.get("fact", {}).get("subject", "").startswith("effect:")]
    with runtime.transaction(SYSTEM) as tx:
        elsewhere = Agency(name="UBND xã Khác", created_at=tx.now)
        tx.session.add(elsewhere)
        tx.session.flush()
        other = next(one for one in law.findings() if one.document_id != document)
        tx.session.get_one(Version, other.version_id).document.agency_id = elsewhere.id
    again = [
        json.loads(one)
        for one in unpacked(export(runtime, people.secretary, document))["audit.jsonl"].splitlines()
    ]
    assert shared
    withheld = {one["seq"] for one in again if "fact" not in one}
    assert withheld == {one["seq"] for one in shared}
    with pytest.raises(NotFound):
        export(runtime, people.secretary, other.document_id)


def test_a_draft_is_in_it_with_its_text(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version = make_version("Dự thảo.", code="QT-09")
    with runtime.reading() as session:
        found = session.get_one(Version, version)
        document_id, content = found.document_id, found.content
    files = unpacked(export(runtime, people.secretary, document_id))
    assert files["versions/001.json"] == contents.canonical(content)
    assert json.loads(files["traces.json"]) == []


def test_the_command_writes_what_the_other_command_checks(
    runtime: Runtime, document: int, tmp_path: Path
) -> None:
    assert document
    out = tmp_path / "ho-so.zip"
    runner: FlaskCliRunner = create_app(runtime).test_cli_runner()
    made = runner.invoke(args=["documents", "inspection", "QT-01", str(out), "--as", "secretary"])
    assert made.exit_code == 0, made.output
    good = runner.invoke(args=["documents", "check-inspection", str(out)])
    assert (good.exit_code, "nothing was changed" in good.output) == (0, True)
    files = unpacked(out.read_bytes())
    out.write_bytes(packed(files | {"law.json": b"[]\n"}))
    bad = runner.invoke(args=["documents", "check-inspection", str(out)])
    assert (bad.exit_code, "law.json" in bad.output) == (1, True)
    none = runner.invoke(args=["documents", "inspection", "QT-77", str(out)])
    assert none.exit_code == 1
