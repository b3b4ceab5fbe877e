"""A signature is personal, fresh, under exactly these bytes, and never changes."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from docctl.actors import SYSTEM, Actor
from docctl.errors import Forbidden, Refused
from docctl.identity.rules import Proof
from docctl.runtime import Runtime
from docctl.signatures import queries, service
from docctl.signatures.models import Signature
from docctl.signatures.rules import Meaning, Method
from tests.conftest import NOW, People
from tests.support.make import MakeVersion

HASH = "a" * 64


def sign(
    runtime: Runtime, actor: Actor, version_id: int, proof: Proof | None, submission: int = 1
) -> Signature:
    with runtime.transaction(actor) as tx:
        return service.sign(
            tx,
            version_id=version_id,
            submission=submission,
            content_hash=HASH,
            meaning=Meaning.APPROVED,
            proof=proof,
        )


def proof_of(actor: Actor, age: timedelta = timedelta(0)) -> Proof:
    return Proof(user_id=actor.user_id, at=NOW - age)


def test_a_signature_says_who_in_which_role_when_and_how(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version()
    sign(runtime, people.approver, version_id, proof_of(people.approver))
    with runtime.reading() as session:
        found = queries.find_approval(session, version_id)
        assert found is not None
        assert (found.signer_name, found.signer_title) == ("Chủ tịch", "Chủ tịch")
        assert (found.signer_roles, found.method) == ("approver", Method.PASSWORD)
        assert (found.content_hash, found.signed_at) == (HASH, NOW)


@pytest.mark.parametrize("age", [timedelta(0), timedelta(minutes=5)])
def test_a_fresh_proof_is_taken(
    runtime: Runtime, people: People, make_version: MakeVersion, age: timedelta
) -> None:
    assert sign(runtime, people.approver, make_version(), proof_of(people.approver, age)).id


@pytest.mark.parametrize("age", [timedelta(minutes=5, microseconds=1), timedelta(seconds=-1)])
def test_an_old_or_future_proof_is_refused(
    runtime: Runtime, people: People, make_version: MakeVersion, age: timedelta
) -> None:
    version_id = make_version()
    with pytest.raises(Refused):
        sign(runtime, people.approver, version_id, proof_of(people.approver, age))


def test_an_approval_without_proof_or_with_anothers_is_forbidden(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version()
    with pytest.raises(Forbidden):
        sign(runtime, people.approver, version_id, None)
    with pytest.raises(Forbidden):
        sign(runtime, people.approver, version_id, proof_of(people.reviewer))


def test_the_system_signs_nothing(runtime: Runtime, make_version: MakeVersion) -> None:
    version_id = make_version()
    with pytest.raises(Forbidden):
        sign(runtime, SYSTEM, version_id, None)
    with pytest.raises(Forbidden):
        sign(runtime, SYSTEM, version_id, Proof(user_id=0, at=NOW))


def test_a_version_has_one_approval_for_ever(
    runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    version_id = make_version()
    sign(runtime, people.approver, version_id, proof_of(people.approver))
    with pytest.raises(IntegrityError):
        sign(runtime, people.approver, version_id, proof_of(people.approver), submission=2)
    with pytest.raises(IntegrityError):
        sign(runtime, people.reviewer, version_id, proof_of(people.reviewer), submission=3)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signature SET content_hash = 'b'",
        "UPDATE signature SET signer_name = 'x'",
        "DELETE FROM signature",
    ],
)
def test_the_database_refuses_to_change_a_signature(
    runtime: Runtime, people: People, make_version: MakeVersion, statement: str
) -> None:
    sign(runtime, people.approver, make_version(), proof_of(people.approver))
    with (
        pytest.raises(DatabaseError, match="a signature never changes"),
        runtime.engine.execution_options(write=True).begin() as connection,
    ):
        connection.execute(text(statement))
