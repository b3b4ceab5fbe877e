"""The register's acts: what they write, refuse, announce and leave in the trail."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor
from docctl.audit.models import AuditEntry
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.errors import Forbidden, NotFound, Refused
from docctl.legal import queries
from docctl.legal import service as legal
from docctl.legal.mentions import sentence_around
from docctl.legal.models import Citation
from docctl.legal.rules import Action, EffectState, Extent, Origin, Resolution
from docctl.legal.service import EffectSaid
from docctl.legal.standing import Standing
from docctl.runtime import Runtime
from docctl.signals import EffectsConfirmed, LegalTextsRegistered, VersionChanged
from tests.conftest import People
from tests.support.make import MakeText, MakeVersion, paragraphs

TODAY = date(2026, 3, 2)
DECREE = "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;"
LAW: dict[str, Any] = {
    "number": "60/2014/QH13",
    "type": "Luật",
    "title": "Hộ tịch",
    "issuer": "Quốc hội",
    "issued_on": date(2014, 11, 20),
    "effective_on": date(2016, 1, 1),
}


def citations(runtime: Runtime, version_id: int) -> list[Citation]:
    with runtime.reading() as session:
        return list(queries.list_citations(session, version_id))


def save(runtime: Runtime, actor: Actor, version_id: int, content: dict[str, Any]) -> None:
    with runtime.transaction(actor) as tx:
        revision = tx.session.get_one(Version, version_id).revision
        edit = drafting.save_content(tx, version_id=version_id, content=content, revision=revision)
        legal.bind_version(tx, version_id=version_id, edit=edit)


def actions(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


# --- texts --------------------------------------------------------------------------------------


def test_registering_says_so_in_the_trail_and_to_listeners(
    runtime: Runtime, secretary: Actor
) -> None:
    with runtime.transaction(secretary) as tx:
        text = legal.register_text(tx, **LAW)
        assert LegalTextsRegistered((text.id,)) in tx.events
    assert "legal_text.registered" in actions(runtime)
    with runtime.reading() as session:
        stored = queries.get_text(session, text.id)
        assert stored.text_key == "luat|60/2014/qh13|quoc hoi|2014-11-20"
        assert [name.name_folded for name in stored.names] == ["luat ho tich"]
        assert stored.created_by == "Thư ký ISO"


def test_all_reasons_against_a_text_are_given_at_once(runtime: Runtime, secretary: Actor) -> None:
    with pytest.raises(Refused) as refused, runtime.transaction(secretary) as tx:
        legal.register_text(
            tx,
            number="",
            effective_on=date(2020, 1, 2),
            expires_on=date(2020, 1, 1),
            issued_on=date(1900, 1, 1),
            effects=[EffectSaid(target_id=99, action=Action.REPLACES, extent=Extent.PARTS)],
        )
    assert [str(reason) for reason in refused.value.reasons] == [
        "Give the number of the text.",
        "Give the type of the text; its number does not say it.",
        "The year 1900 cannot be right.",
        "A text cannot expire before it takes effect.",
        "The text no. 99 is not in the register.",
        "Name the provisions when, and only when, parts are affected.",
    ]


def test_the_same_text_is_refused_with_the_one_that_is_there(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    known = make_text()
    with pytest.raises(Refused) as refused, runtime.transaction(secretary) as tx:
        legal.register_text(
            tx,
            number="61/2018/nđ-cp",
            type="nghị định",
            issuer="Chính phủ",
            issued_on=date(2018, 4, 23),
        )
    assert refused.value.reasons[0].params[-1] == ("id", str(known))


def test_only_who_registers_law_may(runtime: Runtime, drafter: Actor, make_text: MakeText) -> None:
    text = make_text()
    with pytest.raises(Forbidden), runtime.transaction(drafter) as tx:
        legal.register_text(tx, **LAW)
    with pytest.raises(Forbidden), runtime.transaction(drafter) as tx:
        legal.correct_text(tx, text_id=text, reason="x", number="1")
    with pytest.raises(Forbidden), runtime.transaction(drafter) as tx:
        legal.record_effects(tx, source_id=text, effects=[])
    with pytest.raises(Forbidden), runtime.transaction(drafter) as tx:
        legal.confirm_effects(tx, effect_ids=[])
    with pytest.raises(Forbidden), runtime.transaction(drafter) as tx:
        legal.withdraw_effect(tx, effect_id=1, reason="x")


def test_a_correction_keeps_old_and_new_in_the_trail(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    text = make_text(**LAW)
    with runtime.transaction(secretary) as tx:
        legal.correct_text(tx, text_id=text, reason="Công báo", **(LAW | {"title": "Đất đai"}))
    with runtime.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "legal_text.corrected")
        ).one()
        assert entry.reason == "Công báo"
        assert (entry.detail["before"]["title"], entry.detail["after"]["title"]) == (
            "Hộ tịch",
            "Đất đai",
        )
        names = {name.name_folded for name in queries.get_text(session, text).names}
        assert names == {"luat ho tich", "luat dat dai"}


def test_a_correction_that_changes_nothing_leaves_no_trace(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    text = make_text(**LAW)
    before = actions(runtime)
    with runtime.transaction(secretary) as tx:
        legal.correct_text(tx, text_id=text, reason="xem lại", **LAW)
    assert actions(runtime) == before


def test_a_correction_needs_a_reason_and_true_facts(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    text = make_text()
    with pytest.raises(Refused) as refused, runtime.transaction(secretary) as tx:
        legal.correct_text(tx, text_id=text, reason=" ", number="")
    assert len(refused.value.reasons) == 3


# --- effects ------------------------------------------------------------------------------------


def test_a_registered_decree_ends_the_one_it_replaces(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    old = make_text()
    with runtime.transaction(secretary) as tx:
        new = legal.register_text(
            tx,
            number="118/2025/NĐ-CP",
            issuer="Chính phủ",
            issued_on=date(2025, 6, 9),
            effective_on=date(2025, 7, 1),
            effects=[EffectSaid(target_id=old, action=Action.REPLACES, evidence="Điều 40")],
        )
        assert new.type == "Nghị định"  # read from the number
        assert any(isinstance(event, EffectsConfirmed) for event in tx.events)
    with runtime.reading() as session:
        (effect,) = queries.list_effects_by(session, new.id)
        assert (effect.target_id, effect.origin, effect.evidence) == (old, Origin.HUMAN, "Điều 40")
        law = queries.load_law(session, [old])
        assert law.force_on(old, TODAY).successors == (new.id,)


def test_a_proposed_effect_counts_once_confirmed_and_not_once_withdrawn(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    old, new = make_text(), make_text("118/2025/NĐ-CP", effective_on=date(2025, 7, 1))

    def standing() -> Standing:
        with runtime.reading() as session:
            return queries.standing_of_text(session, old, TODAY)

    said = EffectSaid(target_id=old, action=Action.REPEALS)
    with runtime.transaction(secretary) as tx:
        (effect,) = legal.record_effects(
            tx, source_id=new, effects=[said], state=EffectState.PROPOSED, origin=Origin.AUTO
        )
        assert not any(isinstance(event, EffectsConfirmed) for event in tx.events)
    assert standing() is Standing.IN_FORCE
    with runtime.transaction(secretary) as tx:
        legal.confirm_effects(tx, effect_ids=[effect.id])
        assert EffectsConfirmed((effect.id,)) in tx.events
    assert standing() is Standing.EXPIRED
    with runtime.transaction(secretary) as tx:
        legal.withdraw_effect(tx, effect_id=effect.id, reason="đọc nhầm")
        assert EffectsConfirmed((effect.id,)) in tx.events
    assert standing() is Standing.IN_FORCE
    with pytest.raises(Refused) as refused, runtime.transaction(secretary) as tx:
        legal.withdraw_effect(tx, effect_id=effect.id, reason="")
    assert len(refused.value.reasons) == 2


def test_recording_an_effect_again_confirms_it_and_does_not_double_it(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    old, new = make_text(), make_text("118/2025/NĐ-CP")
    first = EffectSaid(
        target_id=old, action=Action.AMENDS, extent=Extent.PARTS, paths=("d0005.", "d0003.")
    )
    again = EffectSaid(
        target_id=old,
        action=Action.AMENDS,
        extent=Extent.PARTS,
        paths=("d0003.", "d0005."),
        effective_on=date(2025, 7, 1),
    )
    with runtime.transaction(secretary) as tx:
        legal.record_effects(tx, source_id=new, effects=[first], state=EffectState.PROPOSED)
        legal.record_effects(tx, source_id=new, effects=[again])
    with runtime.reading() as session:
        (effect,) = queries.list_effects_on(session, old)
        assert (effect.state, effect.effective_on) == (EffectState.CONFIRMED, date(2025, 7, 1))
        assert {path.path for path in effect.paths} == {"d0003.", "d0005."}


def test_an_effect_on_itself_or_ending_before_it_begins_is_refused(
    runtime: Runtime, secretary: Actor, make_text: MakeText
) -> None:
    text = make_text()
    said = EffectSaid(
        target_id=text,
        action=Action.SUSPENDS,
        effective_on=date(2025, 7, 1),
        until=date(2025, 6, 1),
    )
    with pytest.raises(Refused) as refused, runtime.transaction(secretary) as tx:
        legal.record_effects(tx, source_id=text, effects=[said])
    assert len(refused.value.reasons) == 2


# --- citations ----------------------------------------------------------------------------------


def test_a_citation_by_number_and_one_by_name_are_bound(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    decree, law = make_text(), make_text(**LAW)
    version = make_version(DECREE, "Thực hiện theo khoản 2 Điều 15 Luật Hộ tịch.")
    by_number, by_name = citations(runtime, version)
    assert (by_number.text_id, by_number.rule) == (decree, "number+date")
    assert (by_name.text_id, by_name.rule) == (law, "name-as-of")
    assert [path.path for path in by_number.paths] == [""]
    assert [path.path for path in by_name.paths] == ["d0015.k002."]
    assert by_name.context == "Thực hiện theo khoản 2 Điều 15 Luật Hộ tịch."


def test_offsets_point_into_the_block(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text()
    version = make_version("Mở đầu.", DECREE)
    (one,) = citations(runtime, version)
    assert DECREE[one.start : one.end] == one.quote == "Nghị định số 61/2018/NĐ-CP"


def test_binding_again_keeps_the_rows(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text()
    version = make_version(DECREE, DECREE)
    before = [(one.id, one.ordinal, one.text_id) for one in citations(runtime, version)]
    with runtime.transaction(SYSTEM) as tx:
        assert legal.bind_version(tx, version_id=version) == 2
    assert [(one.id, one.ordinal, one.text_id) for one in citations(runtime, version)] == before


def test_an_edit_moves_adds_and_drops_citations(
    runtime: Runtime, drafter: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    make_text()
    version = make_version(DECREE, "Theo Luật Hộ tịch.")
    first, second = citations(runtime, version)
    with runtime.reading() as session:
        content = session.get_one(Version, version).content
    blocks = content["content"]
    moved = [
        blocks[1] | {"content": [{"type": "text", "text": "Nay theo Luật Hộ tịch."}]},
        *paragraphs("Theo Luật Đất đai.")["content"],
    ]
    save(runtime, drafter, version, content | {"content": moved})
    kept, fresh = citations(runtime, version)
    assert (kept.id, kept.ordinal, kept.start) == (second.id, second.ordinal, 9)
    assert fresh.name == "Luật Đất đai"
    assert first.id not in {kept.id, fresh.id}


def test_a_number_registered_later_binds_what_cited_it(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    version = make_version(DECREE, "Theo Luật Hộ tịch năm 2014.")
    assert {one.resolution for one in citations(runtime, version)} == {Resolution.UNMATCHED}
    decree, law = make_text(), make_text(**LAW)
    assert [one.text_id for one in citations(runtime, version)] == [decree, law]
    assert actions(runtime).count("citations.bound_again") == 2


def test_a_number_cut_short_is_bound_later_too(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    version = make_version("Quyết định số 19/2014 của Thủ tướng Chính phủ.")
    (one,) = citations(runtime, version)
    assert one.number_norm == "19/2014"
    text = make_text(
        "19/2014/QĐ-TTg",
        type="Quyết định",
        issuer="Thủ tướng Chính phủ",
        issued_on=date(2014, 3, 5),
    )
    assert citations(runtime, version)[0].text_id == text


def test_a_missing_law_of_the_name_takes_its_citations_back(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    land: dict[str, Any] = {"type": "Luật", "title": "Đất đai", "issuer": "Quốc hội"}
    make_text("13/2003/QH11", issued_on=date(2003, 11, 26), **land)
    version = make_version("Theo Luật Đất đai.")
    newer = make_text("31/2024/QH15", issued_on=date(2024, 1, 18), **land)
    assert citations(runtime, version)[0].text_id == newer


def test_several_candidates_stay_ambiguous(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    local: dict[str, Any] = {"type": "Quyết định", "effective_on": None}
    one = make_text("504/QĐ-UBND", issuer="UBND tỉnh Trà Vinh", **local)
    other = make_text("504/QĐ-UBND", issuer="UBND tỉnh Nghệ An", **local)
    version = make_version("Quyết định số 504/QĐ-UBND về việc công bố danh mục.")
    (citation,) = citations(runtime, version)
    assert citation.resolution is Resolution.AMBIGUOUS
    assert citation.candidates == [one, other]


def test_a_decision_survives_binding_again_and_later_registrations(
    runtime: Runtime, secretary: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    chosen = make_text(**LAW)
    version = make_version(DECREE)
    (one,) = citations(runtime, version)
    with runtime.transaction(secretary) as tx:
        legal.decide_citation(tx, citation_id=one.id, text_id=chosen)
    make_text()
    with runtime.transaction(SYSTEM) as tx:
        legal.bind_version(tx, version_id=version)
    (one,) = citations(runtime, version)
    assert (one.text_id, one.rule, one.origin) == (chosen, "person", Origin.HUMAN)
    assert one.decided_by == "Thư ký ISO"
    assert "citation.decided" in actions(runtime)


def test_a_decision_is_inherited_by_the_version_based_on_it(
    runtime: Runtime,
    secretary: Actor,
    drafter: Actor,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    chosen = make_text(**LAW)
    version = make_version(DECREE, effective_on=date(2026, 1, 5))
    (one,) = citations(runtime, version)
    with runtime.transaction(secretary) as tx:
        legal.decide_citation(tx, citation_id=one.id, text_id=chosen)
    with runtime.transaction(drafter) as tx:
        based = tx.session.get_one(Version, version)
        draft = drafting.add_version(
            tx,
            document=based.document,
            content=based.content,
            issue_no=1,
            revision_no=1,
            based_on_id=based.id,
        )
        legal.bind_version(tx, version_id=draft.id)
    (inherited,) = citations(runtime, draft.id)
    assert (inherited.text_id, inherited.origin) == (chosen, Origin.HUMAN)


def test_a_mention_can_be_ignored_with_a_reason_and_given_back(
    runtime: Runtime, secretary: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    decree = make_text()
    version = make_version(DECREE)
    (one,) = citations(runtime, version)
    with pytest.raises(Refused), runtime.transaction(secretary) as tx:
        legal.decide_citation(tx, citation_id=one.id, ignored=True)
    with runtime.transaction(secretary) as tx:
        legal.decide_citation(tx, citation_id=one.id, ignored=True, reason="tên biểu mẫu")
    (one,) = citations(runtime, version)
    assert (one.resolution, one.text_id) == (Resolution.IGNORED, None)
    with runtime.reading() as session:
        assert queries.count_citations(session, version) == 0
        assert queries.standing_of_citations(session, version, TODAY) == {}
    with runtime.transaction(secretary) as tx:
        legal.decide_citation(tx, citation_id=one.id)
    assert citations(runtime, version)[0].text_id == decree


def test_authors_decide_in_their_open_version_only(
    runtime: Runtime, people: People, make_text: MakeText, make_version: MakeVersion
) -> None:
    decree = make_text()
    draft = make_version(DECREE)
    effective = make_version(DECREE, code="QT-02", effective_on=date(2026, 1, 5))
    (in_draft,), (in_effect,) = citations(runtime, draft), citations(runtime, effective)
    with runtime.transaction(people.drafter) as tx:
        legal.decide_citation(tx, citation_id=in_draft.id, text_id=decree)
    with pytest.raises(Forbidden), runtime.transaction(people.drafter) as tx:
        legal.decide_citation(tx, citation_id=in_effect.id, text_id=decree)
    with pytest.raises(NotFound), runtime.transaction(people.reader) as tx:
        legal.decide_citation(tx, citation_id=in_draft.id, text_id=decree)
    with pytest.raises(Forbidden), runtime.transaction(people.reader) as tx:
        legal.decide_citation(tx, citation_id=in_effect.id, text_id=decree)


def test_findings_can_follow_what_is_bound_in_an_approved_version(
    runtime: Runtime, secretary: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    version = make_version(DECREE, effective_on=date(2026, 1, 5))
    (one,) = citations(runtime, version)
    with runtime.transaction(secretary) as tx:
        text = legal.register_text(
            tx, number="61/2018/NĐ-CP", issuer="Chính phủ", issued_on=date(2018, 4, 23)
        )
        assert any(isinstance(event, VersionChanged) for event in tx.events)
    with runtime.transaction(secretary) as tx:
        legal.decide_citation(tx, citation_id=one.id, text_id=text.id)
        assert [type(event) for event in tx.events] == [VersionChanged]


def test_the_citations_of_an_approved_version_stay(
    runtime: Runtime, make_version: MakeVersion
) -> None:
    version = make_version(DECREE, effective_on=date(2026, 1, 5))
    with pytest.raises(Refused), runtime.transaction(SYSTEM) as tx:
        legal.bind_version(tx, version_id=version)


def test_bare_names_mean_the_law_of_the_day_asked(
    runtime: Runtime, make_text: MakeText, make_version: MakeVersion
) -> None:
    land: dict[str, Any] = {"type": "Luật", "title": "Đất đai", "issuer": "Quốc hội"}
    old = make_text("45/2013/QH13", issued_on=date(2013, 11, 29), **land)
    new = make_text("31/2024/QH15", issued_on=date(2024, 1, 18), **land)
    version = make_version("Theo Luật Đất đai.")
    assert citations(runtime, version)[0].text_id == new
    with runtime.transaction(SYSTEM) as tx:
        legal.bind_version(tx, version_id=version, day=date(2020, 1, 1))
    assert citations(runtime, version)[0].text_id == old


def test_the_sentence_around_a_mention_is_cut_to_a_length() -> None:
    text = "Câu một. Theo Luật Hộ tịch thì đúng. Câu ba."
    start = text.index("Luật")
    assert sentence_around(text, start, start + 12) == "Theo Luật Hộ tịch thì đúng."
    long = "a " * 1000 + "Luật Hộ tịch" + " b" * 1000
    cut = sentence_around(long, 2000, 2012)
    assert "Luật Hộ tịch" in cut
    assert len(cut) <= 420


def test_a_registration_at_another_time_is_dated_by_the_clock(
    runtime: Runtime, make_text: MakeText
) -> None:
    text = make_text()
    with runtime.reading() as session:
        assert queries.get_text(session, text).created_at == datetime(2026, 3, 2, 3, tzinfo=UTC)
