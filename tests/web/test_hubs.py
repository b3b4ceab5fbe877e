"""Pages of a law that many cite: cut, counted, and with a bar while findings are looked for."""

from datetime import date

import pytest

from docctl.actors import SYSTEM, Actor
from docctl.impact import batches
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action, EffectState, Extent
from docctl.runtime import Runtime
from docctl.web import legal as legal_page
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs

OLD = "61/2018/NĐ-CP"
PAST, LATER = date(2025, 1, 1), date(2027, 1, 1)


def test_the_page_of_a_law_names_the_first_who_cite_it_and_leads_to_all(
    client_as: ClientAs,
    secretary: Actor,
    make_text: MakeText,
    make_version: MakeVersion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(legal_page, "MOST_CITING", 2)
    text = make_text(OLD)
    for number in range(3):
        make_version(f"Theo Nghị định số {OLD}.", code=f"QT-{number}", effective_on=PAST)
    page = client_as(secretary).get(f"/legal/{text}").text
    assert "QT-0" in page
    assert "QT-1" in page
    assert "QT-2" not in page
    assert "Tất cả tài liệu đang hiệu lực viện dẫn văn bản này" in page


def test_the_page_of_a_law_shows_what_waits_and_the_newest_effects_all_on_request(
    runtime: Runtime,
    client_as: ClientAs,
    secretary: Actor,
    make_text: MakeText,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(legal_page, "MOST_EFFECTS", 2)
    old = make_text(OLD)
    for number in range(1, 6):
        said = EffectSaid(
            target_id=old,
            action=Action.AMENDS,
            extent=Extent.PARTS,
            paths=(f"d000{number}.",),
            effective_on=date(2020 + number, 1, 1),
        )
        source = make_text(f"{number}/2020/NĐ-CP")
        with runtime.transaction(SYSTEM) as tx:
            legal.record_effects(
                tx,
                source_id=source,
                effects=[said],
                state=EffectState.PROPOSED if number == 1 else EffectState.CONFIRMED,
            )
    client = client_as(secretary)
    numbers = [f"{number}/2020/NĐ-CP" for number in range(1, 6)]
    shown = listed(client.page(f"/legal/{old}"))
    assert [number in shown for number in numbers] == [True, False, False, True, True]
    assert "Tất cả 5 tác động" in shown
    everything = listed(client.page(f"/legal/{old}?effects=all"))
    assert all(number in everything for number in numbers)


def listed(page: str) -> str:
    """Give the part of the page that tells what others do to the text."""
    return page.partition('id="inward"')[2].partition('id="outward"')[0]


def test_a_bar_shows_that_findings_are_still_looked_for_and_loads_the_page_at_the_end(
    client_as: ClientAs,
    secretary: Actor,
    make_text: MakeText,
    make_version: MakeVersion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "INLINE", 0)
    client = client_as(secretary)
    old = make_text(OLD)
    make_version(f"Theo Nghị định số {OLD}.", effective_on=PAST)
    assert client.get("/findings/raising").headers["HX-Refresh"] == "true"
    said = EffectSaid(target_id=old, action=Action.REPLACES, effective_on=LATER)
    source = make_text("118/2025/NĐ-CP")
    with make_text.runtime.transaction(SYSTEM) as tx:
        legal.record_effects(tx, source_id=source, effects=[said])
    for address in ("/findings", "/findings/list", f"/legal/{old}", "/findings/raising"):
        answer = client.get(address)
        assert 'hx-get="/findings/raising"' in answer.text, address
        assert "HX-Refresh" not in answer.headers
