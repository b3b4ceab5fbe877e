"""The check of an installation finds what is damaged, and names it."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import text

from docctl.db import GUARDS
from docctl.installation.verify import CHECKS, verify_all
from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeVersion
from tests.web import journey


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
def installation(runtime: Runtime, people: People, make_version: MakeVersion) -> Installation:
    return Installation(
        runtime=runtime,
        approved=journey.approved(runtime, people, make_version("một", code="QT-1")),
        submitted=journey.submitted(runtime, people, make_version("hai", code="QT-2")),
        imported=make_version("ba", code="QT-3", effective_on=date(2020, 1, 1)),
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


def test_a_damaged_file_is_found(installation: Installation) -> None:
    (name,) = list(installation.runtime.blobs.names())
    path = installation.runtime.settings.home / "blobs" / name[:2] / name
    path.write_bytes(path.read_bytes() + b"!")
    assert ("I5", "the file was changed") in faults(installation.runtime)
