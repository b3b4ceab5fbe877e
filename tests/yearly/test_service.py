"""Yearly lists beside the register, and what taking one in writes."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from docctl.audit.models import AuditEntry
from docctl.errors import Forbidden, NotFound, Refused
from docctl.impact import receivers
from docctl.impact.models import Finding
from docctl.installation.verify import verify_all
from docctl.jobs.working import work_once
from docctl.legal import queries as register
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.models import Effect, LegalText
from docctl.legal.rules import Action, EffectState, Extent, Origin
from docctl.runtime import Runtime
from docctl.work.registry import handlers
from docctl.yearly import service
from docctl.yearly.comparing import Verdict, compare
from docctl.yearly.lines import lines_of_words
from docctl.yearly.service import Kept
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion

OLD, NEW = "61/2018/NĐ-CP", "118/2025/NĐ-CP"
HEAD = (
    "Danh mục văn bản hết hiệu lực năm 2025\nSTT\tTên loại\tSố, ký hiệu; ngày ban hành; trích yếu"
    "\tNội dung, quy định hết hiệu lực\tLý do hết hiệu lực\tNgày hết hiệu lực\n"
)
WHOLE = "1\tNghị định\t61/2018/NĐ-CP ngày 23/4/2018 về một cửa\tToàn bộ\t{}\t{}\n"
BY_NEW = "Được thay thế bởi Nghị định số 118/2025/NĐ-CP ngày 09/6/2025"
PART = (
    "2\tNghị định\t61/2018/NĐ-CP ngày 23/4/2018\t{}\tBãi bỏ bởi Nghị định số 118/2025/NĐ-CP\t{}\n"
)
Keep = Callable[[str], tuple[str, Kept]]


@pytest.fixture
def keep(runtime: Runtime) -> Keep:
    def kept(words: str) -> tuple[str, Kept]:
        blob = service.keep_list(
            runtime.blobs,
            lines_of_words(HEAD + words),
            name="danh muc.xlsx",
            issuer="UBND tỉnh Nghệ An",
            day=date(2026, 1, 1),
        )
        return blob, service.get_list(runtime.blobs, blob)

    return kept


@pytest.fixture
def both(make_text: MakeText) -> tuple[int, int]:
    """Give two decrees, the older and the newer."""
    old = make_text(OLD)
    new = make_text(NEW, issued_on=date(2025, 6, 9), effective_on=date(2025, 7, 1))
    return old, new


def verdicts(runtime: Runtime, kept: Kept) -> list[tuple[str, str]]:
    """Give verdict and notes of each row."""
    with runtime.reading() as session:
        found = compare(session, kept.listed.rows, asker=service.asker_of(kept))
    return [(one.verdict.value, " ".join(map(str, one.notes))) for one in found]


def take(
    runtime: Runtime, people: People, blob: str, kept: Kept, *, register: bool = False
) -> dict[str, int]:
    places = [row.place for row in kept.listed.rows]
    with runtime.transaction(people.secretary) as tx:
        job = service.start_taking(tx, blob=blob, kept=kept, places=places, with_missing=register)
    while work_once(runtime, {service.KIND: handlers()[service.KIND]}):
        pass
    with runtime.reading() as session:
        done = session.get(type(job), job.id)
        assert done is not None
        assert done.state.value == "done", done.error
        return dict(done.lines[-1]["yearly"])


def effects(runtime: Runtime) -> list[Effect]:
    with runtime.reading() as session:
        return list(session.scalars(select(Effect).order_by(Effect.id)))


def test_a_whole_end_becomes_an_effect_with_its_row_as_evidence(
    runtime: Runtime, people: People, keep: Keep, both: tuple[int, int]
) -> None:
    blob, kept = keep(WHOLE.format(BY_NEW, "01/7/2025"))
    assert verdicts(runtime, kept) == [("new", "")]
    assert take(runtime, people, blob, kept)["effects"] == 1
    (effect,) = effects(runtime)
    assert (effect.source_id, effect.target_id) == (both[1], both[0])
    assert (effect.action, effect.extent) == (Action.REPLACES, Extent.WHOLE)
    assert (effect.effective_on, effect.state) == (date(2025, 7, 1), EffectState.CONFIRMED)
    assert effect.origin is Origin.REGISTER
    assert "Danh mục văn bản hết hiệu lực năm 2025 (danh muc.xlsx, 3)" in effect.evidence
    assert BY_NEW in effect.evidence
    assert verdicts(runtime, kept) == [("known", "")]
    assert take(runtime, people, blob, kept) == {"known": 1}
    with runtime.reading() as session:
        assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()


def test_parts_are_repealed_in_their_provisions_and_hurt_who_cites_them(
    runtime: Runtime, people: People, keep: Keep, both: tuple[int, int], make_version: MakeVersion
) -> None:
    receivers.connect()
    make_version("Theo khoản 1 Điều 5 Nghị định số 61/2018/NĐ-CP.", effective_on=date(2025, 1, 1))
    blob, kept = keep(PART.format("Khoản 1 Điều 5; Điều 7", "01/7/2025"))
    take(runtime, people, blob, kept)
    (effect,) = effects(runtime)
    assert [path.path for path in effect.paths] == ["d0005.k001.", "d0007."]
    assert effect.action is Action.REPEALS
    with runtime.reading() as session:
        assert len(session.scalars(select(Finding)).all()) == 1


def test_provisions_in_words_only_wait_as_a_proposal(
    runtime: Runtime, people: People, keep: Keep, both: tuple[int, int]
) -> None:
    blob, kept = keep(PART.format("Các quy định về phí", "01/7/2025"))
    assert verdicts(runtime, kept)[0][0] == "unsure"
    assert take(runtime, people, blob, kept)["proposals"] == 1
    (effect,) = effects(runtime)
    assert (effect.state, effect.extent) == (EffectState.PROPOSED, Extent.UNSPECIFIED)
    with runtime.reading() as session:
        assert register.count_proposals(session).unsure == 1


def test_an_end_by_itself_is_a_stated_end(
    runtime: Runtime, people: People, keep: Keep, both: tuple[int, int]
) -> None:
    blob, kept = keep(WHOLE.format("Hết thời hạn có hiệu lực", "01/9/2025"))
    assert verdicts(runtime, kept)[0][0] == "new"
    assert take(runtime, people, blob, kept)["ends"] == 1
    with runtime.reading() as session:
        assert register.get_text(session, both[0]).expires_on == date(2025, 9, 1)
    assert verdicts(runtime, kept) == [("known", "")]


def test_what_the_register_says_otherwise_is_named_and_left_alone(
    runtime: Runtime, people: People, keep: Keep, both: tuple[int, int], make_text: MakeText
) -> None:
    old, new = both
    with runtime.transaction(people.secretary) as tx:
        said = EffectSaid(target_id=old, action=Action.REPLACES, effective_on=date(2025, 8, 1))
        effect = legal.record_effects(tx, source_id=new, effects=[said])[0].id
    blob, kept = keep(WHOLE.format(BY_NEW, "01/7/2025"))
    assert verdicts(runtime, kept) == [("contradicts", "Recorded here from 01/08/2025.")]
    assert take(runtime, people, blob, kept) == {"contradicts": 1}
    assert effects(runtime)[0].effective_on == date(2025, 8, 1)
    make_text("99/2025/NĐ-CP", issued_on=date(2025, 5, 1), effective_on=date(2025, 8, 1))
    _blob, other = keep(WHOLE.format("Bãi bỏ bởi Nghị định số 99/2025/NĐ-CP", "01/8/2025"))
    assert verdicts(runtime, other)[0][1] == f"Recorded here as ended that day by “{NEW}”."
    _blob, early = keep(WHOLE.format(BY_NEW, "01/7/2017"))
    assert verdicts(runtime, early)[0][0] == "contradicts"
    with runtime.transaction(people.secretary) as tx:
        legal.withdraw_effect(tx, effect_id=effect, reason="nhầm")
    assert "withdrawn" in verdicts(runtime, kept)[0][1]


def test_a_text_that_cannot_be_told_is_matched_to_none(
    runtime: Runtime, keep: Keep, make_text: MakeText
) -> None:
    for issuer in ("UBND tỉnh Hà Tĩnh", "UBND tỉnh Nghệ An"):
        make_text("05/2020/QĐ-UBND", type="Quyết định", issuer=issuer, issued_on=date(2020, 2, 12))
    rows = "1\tQuyết định\t05/2020/QĐ-UBND ngày 12/02/2020\tToàn bộ\tHết thời hạn\t01/6/2025\n"
    _blob, kept = keep(rows)
    with runtime.reading() as session:
        (ours,) = compare(session, kept.listed.rows, asker=service.asker_of(kept))
        assert ours.target is not None
        assert ours.target.issuer == "UBND tỉnh Nghệ An"
        nobody = service.Kept(name="x", issuer="", day=kept.day, listed=kept.listed)
        (theirs,) = compare(session, kept.listed.rows, asker=service.asker_of(nobody))
        assert (theirs.verdict, theirs.target) == (Verdict.UNMATCHED, None)
        assert len(theirs.candidates) == 2


def test_missing_texts_are_registered_when_a_person_asks_for_it(
    runtime: Runtime, people: People, keep: Keep
) -> None:
    blob, kept = keep(WHOLE.format(BY_NEW, "01/7/2025") + PART.format("Điều 3", "01/7/2025"))
    assert [one[0] for one in verdicts(runtime, kept)] == ["unmatched", "unmatched"]
    assert take(runtime, people, blob, kept) == {"unmatched": 2}
    counts = take(runtime, people, blob, kept, register=True)
    assert (counts["texts"], counts["effects"]) == (2, 2)
    with runtime.reading() as session:
        texts = {text.number: text for text in session.scalars(select(LegalText))}
    assert texts[OLD].title == "về một cửa"
    assert texts[NEW].certainty == "stub"
    assert texts[NEW].issuer == "Chính phủ"


def test_local_texts_are_registered_as_those_of_whose_list_it_is(
    runtime: Runtime, people: People, keep: Keep
) -> None:
    rows = (
        "1\tQuyết định\t05/2020/QĐ-UBND ngày 12/02/2020\tToàn bộ\tHết thời hạn\t01/6/2025\n"
        "2\tNghị quyết\t07/2020/NQ-HĐND ngày 10/7/2020\tToàn bộ\tHết thời hạn\t01/6/2025\n"
    )
    blob, kept = keep(rows)
    take(runtime, people, blob, kept, register=True)
    with runtime.reading() as session:
        issuers = session.scalars(select(LegalText.issuer).order_by(LegalText.number)).all()
    assert issuers == ["Ủy ban nhân dân tỉnh Nghệ An", "Hội đồng nhân dân tỉnh Nghệ An"]


def test_taking_in_is_for_the_secretary_and_in_the_trail(
    runtime: Runtime, people: People, keep: Keep, both: tuple[int, int]
) -> None:
    blob, kept = keep(WHOLE.format(BY_NEW, "01/7/2025"))
    with pytest.raises(Forbidden), runtime.transaction(people.drafter) as tx:
        service.start_taking(tx, blob=blob, kept=kept, places=["3"], with_missing=False)
    for places in ([], ["99"]):
        with pytest.raises(Refused), runtime.transaction(people.secretary) as tx:
            service.start_taking(tx, blob=blob, kept=kept, places=places, with_missing=False)
    take(runtime, people, blob, kept)
    with runtime.reading() as session:
        (entry,) = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "yearly_list.taken")
        ).all()
    assert (entry.actor_id, entry.detail["rows"]) == (people.secretary.id, ["3"])


def test_a_name_that_is_no_kept_list_is_not_found(runtime: Runtime) -> None:
    other = runtime.blobs.put(b'{"kind": "law-reading/1"}')
    for name in ("x", "0" * 64, other, runtime.blobs.put(b"x")):
        with pytest.raises(NotFound):
            service.get_list(runtime.blobs, name)
