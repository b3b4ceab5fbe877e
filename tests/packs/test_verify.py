"""`docctl verify` finds what was changed past the program."""

from datetime import date

import pytest
from sqlalchemy import update

from docctl.installation.verify import verify_all
from docctl.packs.models import IssuedPack, SaidEffect
from tests.packs.conftest import Office
from tests.packs.test_round_trip import a_register


@pytest.fixture
def kind() -> str:
    return "sqlite"


def invariants(office: Office) -> list[str]:
    with office.runtime.reading() as session:
        report = verify_all(session, office.runtime.blobs, now=office.runtime.now())
    return sorted({fault.invariant for fault in report.faults})


def test_a_pack_that_was_taken_out_of_the_chain_is_found(higher: Office) -> None:
    a_register(higher)
    for _number in range(3):
        higher.pack()
    assert invariants(higher) == []
    with higher.runtime.engine.begin() as connection:
        connection.execute(IssuedPack.metadata.tables["issued_pack"].delete().where(
            IssuedPack.number == 2
        ))  # fmt: skip
    assert invariants(higher) == ["G1"]


def test_an_effect_that_differs_from_what_its_pack_wrote_is_found(
    higher: Office, lower: Office
) -> None:
    a_register(higher)
    lower.take(higher.pack())
    assert invariants(lower) == []
    with lower.runtime.engine.begin() as connection:
        connection.execute(update(SaidEffect).values(effective_on=date(1999, 1, 1)))
    assert invariants(lower) == ["G3"]


def test_the_file_of_a_pack_that_is_gone_is_found(higher: Office, lower: Office) -> None:
    a_register(higher)
    data = higher.pack()
    received = lower.receive(data)
    name = received.sha256
    (lower.runtime.settings.home / "blobs" / name[:2] / name).unlink()
    assert invariants(lower) == ["I5"]
