"""`docctl verify` finds what was changed past the program."""

from datetime import date

import pytest
from sqlalchemy import text, update

from docctl.installation.verify import verify_all
from docctl.packs import queries, service
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
    assert invariants(lower) == ["G3", "G6"]


def test_the_file_of_a_pack_that_is_gone_is_found(higher: Office, lower: Office) -> None:
    a_register(higher)
    data = higher.pack()
    received = lower.receive(data)
    name = received.sha256
    (lower.runtime.settings.home / "blobs" / name[:2] / name).unlink()
    assert invariants(lower) == ["I5"]


KEPT = {
    "a conflict decided by nobody": (
        "G4",
        "UPDATE pack_conflict SET taken = 1, decided_at = found_at",
    ),
    "a conflict decided otherwise": ("G4", "UPDATE pack_conflict SET taken = 1 - taken"),
    "a lost conflict": ("G4", "DELETE FROM pack_conflict"),
    "another pack": ("G5", "UPDATE received_pack SET sha256 = replace(sha256, 'a', 'b')"),
    "another address": ("G5", "UPDATE pack_watch SET address = 'http://evil.example/'"),
    "another confirmation": ("G6", "UPDATE said_effect SET decided_by = 'x'"),
    "another day of it": ("G6", "UPDATE said_effect SET decided_at = '2020-01-01 00:00:00'"),
    "another number": ("G6", "UPDATE said_effect SET number = 'TD-2020-00001'"),
    "another successor": ("G6", "UPDATE said_effect SET successor = 'TD-2020-00001'"),
    "other facts": ("G6", "UPDATE said_text SET facts = json_set(facts, '$.title', 'x')"),
}


@pytest.mark.parametrize("damage", KEPT)
def test_what_is_kept_of_packs_is_what_they_say(damage: str, higher: Office, lower: Office) -> None:
    a_register(higher)
    lower.text(title="Tên khác hẳn")
    lower.take(higher.pack())
    with lower.runtime.transaction(lower.admin) as tx:
        service.watch_address(tx, address="https://example.gov.vn/goi.lawpack")
    with lower.runtime.transaction(lower.secretary) as tx:
        (conflict, *_) = queries.list_conflicts(tx.session)
        if "by nobody" not in damage:
            service.decide_conflicts(tx, conflict_ids=[conflict.id], take=False)
    assert invariants(lower) == []
    invariant, statement = KEPT[damage]
    with lower.runtime.engine.execution_options(write=True).begin() as connection:
        connection.execute(text(statement))
    assert invariant in invariants(lower)
