"""One installation serves one agency; units and fields are known by name however it is typed."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docctl.actors import SYSTEM, Actor
from docctl.agencies import queries, service
from docctl.agencies.rules import chain_up, nearest_of
from docctl.audit.models import AuditEntry
from docctl.errors import Forbidden, NotFound, Refused
from docctl.runtime import Runtime
from tests.conftest import People

UNITS = st.integers(1, 6)


def test_a_second_agency_is_refused(runtime: Runtime, people: People) -> None:
    with pytest.raises(Refused), runtime.transaction(SYSTEM) as tx:
        service.create_agency(tx, name="Sở khác")


def test_an_agency_needs_a_name(runtime: Runtime) -> None:
    with pytest.raises(Refused), runtime.transaction(SYSTEM) as tx:
        service.create_agency(tx, name="  ")


def test_only_who_manages_the_agency_creates_it(runtime: Runtime) -> None:
    nobody = Actor(id=1, name="Ai đó")
    with pytest.raises(Forbidden), runtime.transaction(nobody) as tx:
        service.create_agency(tx, name="Sở Tư pháp")


def test_a_new_agency_has_a_field_for_what_belongs_to_none(
    runtime: Runtime, people: People
) -> None:
    with runtime.reading() as session:
        names = [f.name for f in queries.list_fields(session, agency_id=people.agency_id)]
    assert names == [service.GENERAL_FIELD]


@pytest.mark.parametrize("typed", ["Hộ tịch", "HỘ TỊCH", "  hộ  tịch ", "ho tich"])
def test_a_field_is_known_however_it_is_typed(runtime: Runtime, people: People, typed: str) -> None:
    with runtime.transaction(SYSTEM) as tx:
        first = service.ensure_field(tx, agency_id=people.agency_id, name="Hộ tịch")
        assert service.ensure_field(tx, agency_id=people.agency_id, name=typed).id == first.id


@pytest.mark.parametrize("typed", ["Phòng Tư pháp", "PHÒNG TƯ PHÁP", "phong tu phap"])
def test_a_unit_is_known_however_it_is_typed(runtime: Runtime, people: People, typed: str) -> None:
    with runtime.transaction(SYSTEM) as tx:
        first = service.ensure_unit(tx, agency_id=people.agency_id, name="Phòng Tư pháp")
        assert service.ensure_unit(tx, agency_id=people.agency_id, name=typed).id == first.id


def test_a_unit_and_a_field_need_a_name(runtime: Runtime, people: People) -> None:
    with runtime.transaction(SYSTEM) as tx:
        with pytest.raises(Refused):
            service.ensure_unit(tx, agency_id=people.agency_id, name=" ")
        with pytest.raises(Refused):
            service.ensure_field(tx, agency_id=people.agency_id, name="")


def test_a_unit_is_listed_in_its_time_only(runtime: Runtime, people: People) -> None:
    with runtime.transaction(SYSTEM) as tx:
        unit = service.ensure_unit(tx, agency_id=people.agency_id, name="Phòng Nội vụ")
        unit.valid_from, unit.valid_to = date(2025, 7, 1), date(2026, 1, 1)
    with runtime.reading() as session:
        for day, there in (
            (date(2025, 6, 30), False),
            (date(2025, 7, 1), True),
            (date(2025, 12, 31), True),
            (date(2026, 1, 1), False),
        ):
            listed = queries.list_units(session, agency_id=people.agency_id, day=day)
            assert (len(listed) == 1) is there


def test_an_unknown_agency_is_not_found(runtime: Runtime) -> None:
    with runtime.reading() as session, pytest.raises(NotFound):
        queries.get_agency(session, 99)


def test_the_agency_takes_another_name_and_the_trail_says_so(
    runtime: Runtime, people: People
) -> None:
    with runtime.transaction(people.admin) as tx:
        service.describe_agency(
            tx, agency_id=people.agency_id, name="UBND phường Mới", province="Tỉnh Mẫu"
        )
    with runtime.reading() as session:
        agency = queries.get_agency(session, people.agency_id)
        assert (agency.name, agency.province) == ("UBND phường Mới", "Tỉnh Mẫu")


def test_an_agency_keeps_a_name(runtime: Runtime, people: People) -> None:
    with pytest.raises(Refused), runtime.transaction(people.admin) as tx:
        service.describe_agency(tx, agency_id=people.agency_id, name=" ", province="")


def test_only_who_manages_the_agency_renames_it(runtime: Runtime, people: People) -> None:
    with pytest.raises(Forbidden), runtime.transaction(people.secretary) as tx:
        service.describe_agency(tx, agency_id=people.agency_id, name="Khác", province="")


def test_a_unit_is_renamed_unless_another_has_the_name(runtime: Runtime, people: People) -> None:
    with runtime.transaction(people.admin) as tx:
        first = service.ensure_unit(tx, agency_id=people.agency_id, name="Văn phòng").id
        service.ensure_unit(tx, agency_id=people.agency_id, name="Phòng Kinh tế")
    with runtime.transaction(people.admin) as tx:
        service.rename_unit(
            tx, agency_id=people.agency_id, unit_id=first, name="Văn phòng HĐND và UBND"
        )
    for wrong in ("phong kinh te", " "):
        with pytest.raises(Refused), runtime.transaction(people.admin) as tx:
            service.rename_unit(tx, agency_id=people.agency_id, unit_id=first, name=wrong)
    with runtime.reading() as session:
        unit = queries.get_unit(session, first, agency_id=people.agency_id)
        assert unit.name == "Văn phòng HĐND và UBND"


def test_a_unit_stands_under_another_and_never_under_itself(
    runtime: Runtime, people: People
) -> None:
    with runtime.transaction(people.admin) as tx:
        top, office, team = (
            service.ensure_unit(tx, agency_id=people.agency_id, name=name).id
            for name in ("Lãnh đạo", "Văn phòng", "Tổ")
        )
    for unit, parent in ((team, office), (office, top), (office, top)):
        placed(runtime, people, unit, parent)
    for unit, parent in ((top, top), (top, office), (top, team), (office, team)):
        with pytest.raises(Refused):
            placed(runtime, people, unit, parent)
    with pytest.raises(NotFound):
        placed(runtime, people, team, 999)
    with pytest.raises(Forbidden), runtime.transaction(people.secretary) as tx:
        service.place_unit(tx, agency_id=people.agency_id, unit_id=team, parent_id=None)
    placed(runtime, people, office, None)
    with runtime.reading() as session:
        above = queries.list_above(session, agency_id=people.agency_id)
        acts = session.query(AuditEntry).filter_by(action="unit.placed").all()
    assert above == {top: None, office: None, team: office}
    assert [(one.detail["before"], one.detail["after"]) for one in acts] == [
        (None, office),
        (None, top),
        (top, None),
    ]


def placed(runtime: Runtime, people: People, unit_id: int, parent_id: int | None) -> None:
    with runtime.transaction(people.admin) as tx:
        service.place_unit(tx, agency_id=people.agency_id, unit_id=unit_id, parent_id=parent_id)


@given(above=st.dictionaries(UNITS, st.none() | UNITS), unit=UNITS)
def test_the_way_up_ends_whatever_stands_above_what(
    above: dict[int, int | None], unit: int
) -> None:
    chain = list(chain_up(unit, above))
    assert chain[0] == unit
    assert len(set(chain)) == len(chain)
    assert all(above[one] == upper for one, upper in pairwise(chain))
    last = above.get(chain[-1])
    assert last is None or last in chain
    assert nearest_of(unit, above, chain[-1:]) == chain[-1]
    assert nearest_of(unit, above, ()) is None


def test_a_unit_of_nobody_is_not_found(runtime: Runtime, people: People) -> None:
    with pytest.raises(NotFound), runtime.transaction(people.admin) as tx:
        service.rename_unit(tx, agency_id=people.agency_id, unit_id=999, name="X")
