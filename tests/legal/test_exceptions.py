"""What an ending leaves out: read from its words, kept when it is confirmed, let go with it."""

from datetime import date

import pytest

from docctl.actors import Actor
from docctl.impact import rules as impact
from docctl.installation.checks import Place
from docctl.installation.verify_law import law_is_remembered
from docctl.legal import queries
from docctl.legal import service as legal
from docctl.legal.exceptions import left_out
from docctl.legal.readings import Proposal, TargetSaid
from docctl.legal.rules import Action, EffectState, Extent
from docctl.legal.standing import Standing
from docctl.runtime import Runtime
from tests.support.make import MakeText

OLD, NEW = "61/2018/NĐ-CP", "118/2025/NĐ-CP"
CLAUSE_2, CLAUSE_3, ARTICLE_7 = "d0005.k002.", "d0005.k003.", "d0007."
TODAY = date(2025, 8, 1)


@pytest.mark.parametrize(
    ("words", "paths", "kept"),
    [
        ("khoản 2 Điều 5", (), (CLAUSE_2,)),
        ("quy định tại khoản 2, khoản 3 Điều 5 và Điều 7", (), (CLAUSE_2, CLAUSE_3, ARTICLE_7)),
        ("Điều 7 đến Điều 8", (), (ARTICLE_7, "d0008.")),
        ("khoản 2", ("d0005.",), (CLAUSE_2,)),
        ("khoản 2", (), ()),  # of which Điều?
        ("khoản 2 Điều 5", ("d0006.",), ()),  # not in what ends
        ("trường hợp quy định tại khoản 2 Điều này", ("d0005.",), ()),
        ("các hồ sơ đã nhận trước ngày 01/7/2025", (), ()),
        ("", (), ()),
    ],
)
def test_provisions_named_by_an_exception_are_read(
    words: str, paths: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    assert left_out(Action.REPEALS, words, paths) == kept
    assert left_out(Action.AMENDS, words, paths) == ()


def proposed(runtime: Runtime, actor: Actor, source: int, exception: str) -> int:
    one = Proposal(
        target=TargetSaid(type="nghị định", number=OLD),
        action=Action.REPLACES,
        exception=exception,
        evidence=f"Thay thế Nghị định số {OLD}, trừ {exception}.",
    )
    with runtime.transaction(actor) as tx:
        return legal.propose_effects(tx, source_id=source, proposals=[one]).effects[0].id


def standings(runtime: Runtime, text_id: int) -> list[Standing]:
    with runtime.reading() as session:
        law = queries.load_law(session, [text_id])
        place = Place(session=session, blobs=runtime.blobs, now=runtime.now())
        assert [one for one in law_is_remembered(place) if not isinstance(one, int)] == []
        return [law.force_on(text_id, TODAY, path).standing for path in ("", CLAUSE_2, ARTICLE_7)]


def test_confirming_an_ending_keeps_what_it_leaves_out_until_it_is_withdrawn(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    old, new = make_text(OLD), make_text(NEW, effective_on=date(2025, 7, 1))
    effect = proposed(runtime, secretary, new, "khoản 2 Điều 5")
    alive, kept_alive, gone = Standing.IN_FORCE, Standing.AMENDED_ELSEWHERE, Standing.REPLACED
    assert standings(runtime, old) == [alive, alive, alive]
    with runtime.transaction(secretary) as tx:
        legal.decide_effect(tx, effect_id=effect)
    assert standings(runtime, old) == [gone, kept_alive, gone]
    with runtime.reading() as session:
        kept = next(e for e in queries.list_effects_on(session, old) if e.id != effect)
        assert (kept.action, kept.extent, kept.scope_key) == (
            Action.CONTINUES,
            Extent.PARTS,
            CLAUSE_2,
        )
    with runtime.transaction(secretary) as tx:
        legal.withdraw_effect(tx, effect_id=effect, reason="đọc nhầm")
    assert standings(runtime, old) == [alive, alive, alive]
    with runtime.reading() as session:
        states = {one.state for one in queries.list_effects_on(session, old)}
        assert states == {EffectState.WITHDRAWN}
    with runtime.transaction(secretary) as tx:
        legal.confirm_effects(tx, effect_ids=[effect])
    assert standings(runtime, old) == [gone, kept_alive, gone]


def test_a_person_may_say_what_is_left_out(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    old, new = make_text(OLD), make_text(NEW, effective_on=date(2025, 7, 1))
    effect = proposed(runtime, secretary, new, "các trường hợp chuyển tiếp")
    changes = {"action": Action.REPLACES, "extent": Extent.WHOLE, "exception": "Điều 7"}
    with runtime.transaction(secretary) as tx:
        legal.decide_effect(tx, effect_id=effect, changes=changes)
    gone = Standing.REPLACED
    assert standings(runtime, old) == [gone, gone, Standing.AMENDED_ELSEWHERE]


def test_a_citation_of_what_is_left_out_is_not_hurt() -> None:
    ending = impact.Cause(Action.REPLACES, Extent.WHOLE, kept=frozenset({CLAUSE_2}))

    def met(*paths: str) -> impact.Overlap | None:
        return impact.overlap_of(ending, impact.Mention(frozenset(paths)))

    assert met(CLAUSE_2) is None
    assert met(CLAUSE_2 + "p01.") is None
    assert met(CLAUSE_2, ARTICLE_7) is impact.Overlap.WHOLE_TEXT
    assert met("d0005.") is impact.Overlap.WHOLE_TEXT
    assert met() is impact.Overlap.WHOLE_TEXT
