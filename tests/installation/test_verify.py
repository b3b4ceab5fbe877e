"""The check of an installation finds what is damaged, and names it."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import text

from docctl.db import GUARDS
from docctl.documents import service as drafting
from docctl.installation import selfcheck
from docctl.installation.verify import CHECKS, verify_all
from docctl.runtime import Runtime
from docctl.workflow import decisions
from tests.conftest import People
from tests.support.make import MakeVersion
from tests.support.planting import planted
from tests.web import journey
from tests.word.make import png


def faults(runtime: Runtime) -> set[tuple[str, str]]:
    with runtime.reading() as session:
        report = verify_all(session, runtime.blobs, now=runtime.now())
        assert set(report.checked) == set(CHECKS)
        return {(fault.invariant, fault.what) for fault in report.faults}


@dataclass
class Installation:
    """A small installation with one of each thing, whose guards can be taken away."""

    runtime: Runtime
    approved: int
    submitted: int
    imported: int

    def sql(self, *statements: str) -> None:
        with self.runtime.engine.execution_options(write=True).begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def unguard(self) -> None:
        """Take every trigger away, as one with the database's own rights can."""
        if self.runtime.engine.dialect.name == "sqlite":
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            drop = "DROP TRIGGER {}"
        else:
            names = (
                "SELECT tgname || ' ON ' || relname FROM pg_trigger"
                " JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
            )
            drop = "DROP TRIGGER {}"
        with self.runtime.engine.connect() as connection:
            found = [row[0] for row in connection.execute(text(names))]
        self.sql(*(drop.format(name) for name in found))


@pytest.fixture
def installation(runtime: Runtime, people: People) -> Installation:
    approved, submitted, imported = planted(runtime, make_versions, people)
    return Installation(runtime=runtime, approved=approved, submitted=submitted, imported=imported)


def make_versions(runtime: Runtime, people: People) -> tuple[int, int, int]:
    """Make one version that is approved here, one that is submitted, one that came approved."""
    make_version = MakeVersion(runtime, people.agency_id, people.drafter)
    return (
        journey.approved(runtime, people, make_version("một", code="QT-1")),
        journey.submitted(runtime, people, make_version("hai", code="QT-2")),
        make_version("ba", code="QT-3", effective_on=date(2020, 1, 1)),
    )


def test_a_whole_installation_has_no_faults(installation: Installation) -> None:
    assert faults(installation.runtime) == set()


APPROVED = "UPDATE version SET {} WHERE id = :approved"
DAMAGES: dict[str, tuple[str, str]] = {
    "a changed text": ("I1", APPROVED.format("plain_text = 'x'")),
    "a changed hash": ("I1", APPROVED.format("content_hash = '0'")),
    "a lost signature": ("I2", "DELETE FROM signature WHERE meaning = 'approved'"),
    "another signer": ("I2", "UPDATE signature SET signer_id = 1 WHERE meaning = 'approved'"),
    "another instant": ("I2", APPROVED.format("effective_from = '2020-01-01 00:00:00'")),
    "an end and no successor": ("I3", APPROVED.format("effective_to = '2027-01-01 00:00:00'")),
    "a changed entry": ("I4", "UPDATE audit_entry SET actor_name = 'x' WHERE seq = 3"),
    "a missing entry": ("I4", "DELETE FROM audit_entry WHERE seq = 2"),
    "a cut tail": (
        "I4",
        "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",
    ),
    "a missing file": ("I5", "UPDATE version SET original = 'a' WHERE id = :imported"),
    "an invented status": ("I6", "UPDATE version SET status = 'draft' WHERE id = :submitted"),
    "a right nobody had": ("I6", "UPDATE signature SET signer_roles = 'reader'"),
    "an approver who wrote": (
        "I6",
        "INSERT INTO participant (version_id, user_id, part, since)"
        " SELECT version_id, signer_id, 'editor', signed_at FROM signature"
        " WHERE meaning = 'approved'",
    ),
    "another title": ("I1", APPROVED.format("title = 'x'")),
    "another number": ("I1", APPROVED.format("issue_no = 9")),
    "another author": ("I1", APPROVED.format("author_id = 1")),
    "another signer's name": ("I2", "UPDATE signature SET signer_name = 'x'"),
    "another word at a signature": ("I2", "UPDATE signature SET comment = 'x'"),
    "another time of signing": ("I2", "UPDATE signature SET signed_at = '2020-01-01 00:00:00'"),
    "lost reviews": ("I2", "DELETE FROM signature WHERE meaning <> 'approved'"),
    "a review by another person": (
        "I2",
        "UPDATE signature SET signer_id = 1 WHERE meaning = 'reviewed'",
    ),
    "a withdrawal nobody made": (
        "I3",
        "UPDATE document SET withdrawn_at = '2026-01-01 00:00:00' WHERE code = 'QT-3'",
    ),
    "another code": ("I8", "UPDATE document SET code = 'QT-GIA' WHERE code = 'QT-1'"),
    "another title of a document": ("I8", "UPDATE document SET title = 'x' WHERE code = 'QT-3'"),
    "another day of issue": ("I1", APPROVED.format("issued_on = '2020-01-01'")),
    "another summary": ("I1", APPROVED.format("change_summary = 'x'")),
    "a right nobody gave": (
        "I6",
        "INSERT INTO user_role (user_id, role, granted_at)"
        " SELECT id, 'approver', created_at FROM user_account WHERE login = 'reader'",
    ),
    "an account closed by nobody": (
        "I6",
        "UPDATE user_account SET disabled_at = '2026-01-01 00:00:00' WHERE login = 'reader'",
    ),
    "authors forgotten": ("I6", "DELETE FROM participant WHERE part = 'author'"),
    "a lost task": ("I6", "DELETE FROM task WHERE version_id = :submitted"),
    "an unseen save": ("I7", "UPDATE version SET revision = 5 WHERE id = :submitted"),
    "a message too early": ("I9", "UPDATE message SET sent_at = '2020-01-01 00:00:00'"),
}


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_every_kind_of_damage_is_found(installation: Installation, damage: str) -> None:
    """F47: past the triggers, the check still finds it."""
    invariant, statement = DAMAGES[damage]
    for name in ("approved", "submitted", "imported"):
        statement = statement.replace(f":{name}", str(getattr(installation, name)))
    installation.unguard()
    installation.sql(statement)
    found = faults(installation.runtime)
    assert invariant in {name for name, _ in found}, found


def test_a_missing_guard_is_found(installation: Installation) -> None:
    installation.unguard()
    missing = [what for name, what in faults(installation.runtime) if name == "F47"]
    assert len(missing) >= len(GUARDS) - 1


def test_an_emptied_guard_under_its_own_name_is_found(installation: Installation) -> None:
    if installation.runtime.engine.dialect.name == "sqlite":
        installation.sql(
            "DROP TRIGGER signature_no_update",
            "CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature BEGIN SELECT 1; END",
        )
    else:
        installation.sql(
            "CREATE OR REPLACE FUNCTION signature_frozen() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN NEW; END $$"
        )
    assert [what for name, what in faults(installation.runtime) if name == "F47"]
    assert any("is changed" in reason for reason in selfcheck.objections(installation.runtime))


def test_a_withdrawn_document_put_back_into_force_is_found(
    installation: Installation, people: People
) -> None:
    document_id = journey.document_of(installation.runtime, installation.imported)
    with installation.runtime.transaction(people.approver) as tx:
        decisions.withdraw_document(tx, document_id=document_id, reason="Hết hiệu lực")
    assert faults(installation.runtime) == set()
    installation.sql(
        f"UPDATE version SET effective_to = NULL WHERE id = {installation.imported}",
        f"UPDATE document SET withdrawn_at = NULL WHERE id = {document_id}",
    )
    assert len([name for name, _ in faults(installation.runtime) if name == "I3"]) == 2


def test_a_damaged_file_is_found(installation: Installation) -> None:
    (name,) = list(installation.runtime.blobs.names())
    path = installation.runtime.settings.home / "blobs" / name[:2] / name
    path.write_bytes(path.read_bytes() + b"!")
    assert ("I5", "the file was changed") in faults(installation.runtime)


def test_a_picture_of_a_text_that_was_taken_away_is_found(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    """I5."""
    version_id = make_version("Một.")
    blob = runtime.blobs.put(png(3, 4))
    shown = {"type": "doc", "content": [{"type": "image", "attrs": {"src": blob}}]}
    with runtime.transaction(people.drafter) as tx:
        drafting.add_picture(tx, version_id=version_id, blob=blob, media_type="image/png", size=40)
        drafting.save_content(tx, version_id=version_id, content=shown, revision=1)
    assert faults(runtime) == set()
    with runtime.engine.begin() as connection:
        connection.execute(text("DELETE FROM picture"))
    assert faults(runtime) == {("I5", "the text shows a picture that the version does not have")}
