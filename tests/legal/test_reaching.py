"""Which citations a provision meets: the range of the index answers as the rules do."""

import pytest
from sqlalchemy import select, text

from docctl.actors import SYSTEM
from docctl.impact.rules import Cause, Mention, Overlap, overlap_of
from docctl.installation.checks import Fault, Place
from docctl.installation.verify_law import provisions_name_their_texts
from docctl.legal import reaching
from docctl.legal import service as legal
from docctl.legal.models import Citation
from docctl.legal.reaching import MOST_RANGES, citing_parts, versions_citing_parts
from docctl.legal.rules import Action, Extent
from docctl.runtime import Runtime
from tests.support.make import MakeText, MakeVersion

OLD, OTHER = "61/2018/NĐ-CP", "99/2019/NĐ-CP"
PLACES = ("", "Điều 1", "Điều 12", "Điều 12a", "khoản 3 Điều 12", "khoản 30 Điều 12", "Điều 120")
ASKED = (
    *({one} for one in ("d0012.", "d0012.k003.", "d0012.k003.p05.", "d0012a.", "d0001.", "d0121.")),
    {"d0001.", "d0012.k003.", "d0012.k003.p05."},
    {"d0012.", "d0012.k003.p05.", ""},
    {""},
)


@pytest.mark.parametrize("asked", ASKED)
def test_the_index_and_the_rules_say_the_same(
    runtime: Runtime,
    make_text: MakeText,
    make_version: MakeVersion,
    monkeypatch: pytest.MonkeyPatch,
    asked: set[str],
) -> None:
    old = make_text(OLD, title="Văn bản cũ")
    make_text(OTHER, title="Văn bản khác")
    versions = [
        make_version(
            *(f"Thực hiện theo {place} Nghị định số {law}." for law in (OLD, OTHER)),
            code=f"QT-{number:02d}",
        )
        for number, place in enumerate(PLACES)
    ]
    cause = Cause(Action.AMENDS, Extent.PARTS, frozenset(asked - {""}))
    with runtime.reading() as session:
        rows = session.scalars(select(Citation).where(Citation.text_id == old)).all()
        meant = {
            one.id: one.version_id
            for one in rows
            if overlap_of(cause, Mention(frozenset(path.path for path in one.paths)))
            in {Overlap.EXACT, Overlap.INSIDE_CHANGED, Overlap.PART_CHANGED}
        }
        for most in (MOST_RANGES, 0):
            monkeypatch.setattr(reaching, "MOST_RANGES", most)
            assert sorted(session.scalars(citing_parts(old, asked))) == sorted(meant)
            for least in (0, versions[2]):
                citing = session.scalars(versions_citing_parts(old, asked, after=least)).all()
                assert sorted(citing) == sorted(one for one in meant.values() if one > least)


def test_a_citation_bound_anew_takes_its_provisions_along(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    old, other = make_text(OLD, title="Văn bản cũ"), make_text(OTHER, title="Văn bản khác")
    make_version(f"Thực hiện theo khoản 2 Điều 5 Nghị định số {OLD}.")
    with runtime.transaction(SYSTEM) as tx:
        citation = tx.session.scalars(select(Citation)).one().id
        legal.decide_citation(tx, citation_id=citation, text_id=other, reason="nhầm số")
    with runtime.reading() as session:
        assert list(session.scalars(citing_parts(other, ["d0005."]))) == [citation]
        assert list(session.scalars(citing_parts(old, ["d0005."]))) == []


@pytest.mark.parametrize("column", ["text_id", "version_id", "agency_id"])
def test_verify_sees_a_provision_kept_under_another_text_version_or_agency(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion, column: str
) -> None:
    make_text(OLD, title="Văn bản cũ")
    make_version(f"Thực hiện theo khoản 2 Điều 5 Nghị định số {OLD}.")
    assert [one for one in checked(runtime) if isinstance(one, Fault)] == []
    with runtime.transaction(SYSTEM) as tx:
        tx.session.execute(text(f"UPDATE citation_path SET {column} = 999"))
    assert [one.invariant for one in checked(runtime) if isinstance(one, Fault)] == ["L3"]


def checked(runtime: Runtime) -> list[Fault | int]:
    with runtime.reading() as session:
        place = Place(session=session, blobs=runtime.blobs, now=runtime.now())
        return list(provisions_name_their_texts(place))
