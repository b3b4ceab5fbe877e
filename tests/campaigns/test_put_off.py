"""A law is put off after versions for it were approved: people are told, and decide."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM, Actor
from docctl.campaigns import ahead, put_off, receivers, service
from docctl.campaigns.ahead import Waiting
from docctl.days import start_of
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.documents.rules import State, Status
from docctl.errors import Forbidden, Refused
from docctl.impact import service as impact
from docctl.impact.models import Finding
from docctl.installation.verify import verify_all
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.models import Effect
from docctl.legal.rules import Action
from docctl.outbox import MessageRow
from docctl.runtime import Runtime
from docctl.signals import FindingsRaised
from docctl.timemachine import queries as timemachine
from docctl.worker import remind
from docctl.workflow import batches
from docctl.workflow import service as workflow
from docctl.workflow.holding import hold_version
from docctl.workflow.models import BatchItem
from tests.campaigns.conftest import LAW_DAY, Scene
from tests.campaigns.drafting import approve, in_a_batch, pass_on
from tests.conftest import Clock
from tests.support.planting import planted

LATER = date(2027, 1, 1)
BEFORE, AFTER = start_of(LAW_DAY) - timedelta(hours=1), start_of(LAW_DAY)


def approved_for_the_law(scene: Scene, count: int = 1) -> tuple[int, list[int]]:
    """Take redrafts of documents to their approval for the day of a law; give the law, them."""
    return planted(scene.runtime, approval_of(count), scene)


@cache
def approval_of(count: int) -> Callable[[Runtime, Scene], tuple[int, list[int]]]:
    def make(_: Runtime, scene: Scene) -> tuple[int, list[int]]:
        source, wanted, *_more, batch = in_a_batch(scene, count)
        pass_on(scene, batch)
        approve(scene, batch)
        scene.find()
        return source, wanted

    return make


def put_off_by(scene: Scene, source: int, action: Action, until: date | None) -> list[int]:
    """Let a resolution postpone or suspend a law, and follow it; give the effects concerned."""
    resolution = scene.make_text(
        f"{until or '09'}/NQ-CP", type="Nghị quyết", issued_on=TODAY, effective_on=TODAY
    )
    said = EffectSaid(target_id=source, action=action, until=until)
    with scene.runtime.transaction(SYSTEM) as tx:
        made = legal.record_effects(tx, source_id=resolution, effects=[said])[0].id
    with scene.runtime.transaction(SYSTEM) as tx:
        impact.raise_findings(tx, effect_ids=[made])
        ids = tx.session.scalars(select(Effect.id).where(Effect.source_id == source)).all()
    return [*ids, made]


TODAY = date(2026, 3, 2)


def tell(scene: Scene, effect_ids: list[int] | None = None) -> None:
    with scene.runtime.transaction(SYSTEM) as tx:
        put_off.tell_put_off(tx, effect_ids=effect_ids)


def told(scene: Scene) -> list[tuple[int, int, int, str]]:
    with scene.runtime.reading() as session:
        rows = session.scalars(
            select(MessageRow).where(MessageRow.kind == put_off.KIND).order_by(MessageRow.id)
        )
        return [
            (one.recipient_id, one.params["documents"], one.params["again"], one.params["law_on"])
            for one in rows
        ]


def waiting(scene: Scene, actor: Actor | None = None) -> list[Waiting]:
    with scene.runtime.reading() as session:
        return ahead.list_waiting(
            session, actor=actor or scene.people.secretary, now=scene.runtime.now()
        )


def version_ids(scene: Scene) -> list[int]:
    return [one.version.id for one in waiting(scene)]


def states_at_both(scene: Scene, document: int) -> list[State]:
    """Give by number what each version of a document is when the old day of the law has come."""
    with scene.runtime.reading() as session:
        versions = session.scalars(
            select(Version).where(Version.document_id == document).order_by(Version.number)
        )
        return [one.state_at(AFTER) for one in versions]


def assert_whole(scene: Scene) -> None:
    with scene.runtime.reading() as session:
        report = verify_all(session, scene.runtime.blobs, now=scene.runtime.now())
    assert report.faults == ()


def test_a_law_on_its_day_is_told_to_nobody(scene: Scene) -> None:
    approved_for_the_law(scene)
    assert [(one.ahead, one.law_on, one.on) for one in waiting(scene)] == [
        (False, LAW_DAY, LAW_DAY)
    ]
    tell(scene)
    assert told(scene) == []


@pytest.mark.parametrize(
    ("action", "until", "law_on"),
    [
        (Action.POSTPONES, LATER, LATER.isoformat()),
        (Action.SUSPENDS, date(2026, 12, 31), LATER.isoformat()),
        (Action.SUSPENDS, None, ""),
    ],
)
def test_owner_approver_and_secretary_are_told_once_of_a_law_put_off(
    scene: Scene, action: Action, until: date | None, law_on: str
) -> None:
    source, _ = approved_for_the_law(scene, count=3)
    effects = put_off_by(scene, source, action, until)
    for _again in range(2):
        tell(scene, effects)
        tell(scene)
    people = scene.people
    expected = sorted([people.drafter.user_id, people.approver.user_id, people.secretary.user_id])
    assert sorted(told(scene)) == [(user_id, 3, 0, law_on) for user_id in expected]


def test_an_effect_taken_back_is_told_too(scene: Scene) -> None:
    source, _ = approved_for_the_law(scene)
    with scene.runtime.transaction(scene.people.secretary) as tx:
        effect = tx.session.scalars(select(Effect.id).where(Effect.source_id == source)).one()
        legal.withdraw_effect(tx, effect_id=effect, reason="Ghi nhầm.")
    with scene.runtime.transaction(SYSTEM) as tx:
        impact.raise_findings(tx, effect_ids=[effect])
    receivers.on_findings_raised(scene.runtime, event=FindingsRaised((effect,)))
    assert {one[1:] for one in told(scene)} == {(1, 0, "")}


def test_effects_of_another_law_tell_nothing(scene: Scene) -> None:
    source, _ = approved_for_the_law(scene)
    put_off_by(scene, source, Action.POSTPONES, LATER)
    other = scene.amending("d0018.")
    with scene.runtime.reading() as session:
        ids = list(session.scalars(select(Effect.id).where(Effect.source_id == other)))
    tell(scene, ids)
    assert told(scene) == []


def test_each_change_is_told_anew_and_that_the_law_is_back(scene: Scene, clock: Clock) -> None:
    source, _ = approved_for_the_law(scene)
    secretary = scene.people.secretary.user_id

    def to_secretary() -> list[tuple[int, int, str]]:
        return [one[1:] for one in told(scene) if one[0] == secretary]

    tell(scene, put_off_by(scene, source, Action.POSTPONES, date(2026, 9, 1)))
    clock.set(clock.now + timedelta(minutes=1))
    tell(scene, put_off_by(scene, source, Action.POSTPONES, LATER))
    assert to_secretary() == [(1, 0, "2026-09-01"), (1, 0, "2027-01-01")]
    with scene.runtime.transaction(scene.people.secretary) as tx:
        acts = tx.session.scalars(select(Effect).where(Effect.action == Action.POSTPONES)).all()
        ids = [legal.withdraw_effect(tx, effect_id=one.id, reason="Bỏ.").id for one in acts]
    with scene.runtime.transaction(SYSTEM) as tx:
        impact.raise_findings(tx, effect_ids=ids)
    clock.set(clock.now + timedelta(minutes=1))
    tell(scene)
    tell(scene)
    assert to_secretary()[2:] == [(0, 1, "")]


def test_shortly_before_the_day_people_are_reminded_once(scene: Scene, clock: Clock) -> None:
    source, (document,) = approved_for_the_law(scene)
    put_off_by(scene, source, Action.POSTPONES, LATER)
    remind(scene.runtime)
    count = len(told(scene))
    clock.set(start_of(LAW_DAY - timedelta(days=4)))
    remind(scene.runtime)
    assert len(told(scene)) == count
    for left in (3, 2, 1):
        clock.set(start_of(LAW_DAY - timedelta(days=left)))
        remind(scene.runtime)
    assert len(told(scene)) == 2 * count
    clock.set(AFTER)
    remind(scene.runtime)
    assert len(told(scene)) == 2 * count
    assert states_at_both(scene, document) == [State.SUPERSEDED, State.EFFECTIVE]


def test_a_stopped_version_never_counts_and_the_one_before_goes_on(
    scene: Scene, clock: Clock
) -> None:
    source, (document,) = approved_for_the_law(scene)
    put_off_by(scene, source, Action.SUSPENDS, None)
    with scene.runtime.transaction(scene.people.approver) as tx:
        (held,) = put_off.hold(tx, version_ids=version_ids(scene), reason="Luật tạm ngưng.")
    assert held.held
    assert states_at_both(scene, document) == [State.EFFECTIVE, State.WITHDRAWN]
    assert waiting(scene) == []
    assert_whole(scene)
    clock.set(AFTER)
    assert_whole(scene)
    with scene.runtime.reading() as session:
        row = session.scalars(select(MessageRow).where(MessageRow.kind == "version.held")).all()
        assert {one.recipient_id for one in row} == {
            scene.people.drafter.user_id,
            scene.people.secretary.user_id,
        }
        then = timemachine.answer(
            session, document, on=LAW_DAY, actor=scene.people.secretary, now=clock.now
        )
        assert then.version is not None
        assert (then.version.number, then.until) == (1, None)


def test_the_text_of_a_stopped_version_is_taken_up_for_the_findings(scene: Scene) -> None:
    source, (document,) = approved_for_the_law(scene)
    put_off_by(scene, source, Action.POSTPONES, LATER)
    with scene.runtime.transaction(scene.people.secretary) as tx:
        (held,) = put_off.hold(tx, version_ids=version_ids(scene), reason="Lùi.")
    with scene.runtime.transaction(scene.people.secretary) as tx:
        draft = put_off.take_up(tx, version_id=held.id)
    assert (draft.status, draft.content_hash, draft.label) == (
        Status.DRAFT,
        held.content_hash,
        held.label,
    )
    with scene.runtime.reading() as session:
        counting = documents.find_open_ended(session, document)
        assert counting is not None
        assert draft.based_on_id == counting.id != held.id
        assert set(session.scalars(select(Finding.draft_id))) == {draft.id}
        actor, now = scene.people.secretary, scene.runtime.now()
        assert ahead.list_held(session, actor=actor, now=now) == []
    with pytest.raises(Refused), scene.runtime.transaction(scene.people.secretary) as tx:
        put_off.take_up(tx, version_id=counting.id)
    assert_whole(scene)


def test_texts_are_handed_in_again_for_the_new_day_and_signed_once_more(
    scene: Scene, clock: Clock
) -> None:
    source, wanted = approved_for_the_law(scene, count=3)
    put_off_by(scene, source, Action.POSTPONES, LATER)
    people = scene.people
    with scene.runtime.transaction(people.secretary) as tx:
        batch = put_off.hand_in_again(
            tx,
            version_ids=version_ids(scene),
            effective_on=LATER,
            reason="Luật lùi ngày.",
            name="118/2025/NĐ-CP",
            reviewer_id=people.reviewer.id,
            approver_id=people.approver.id,
        ).id
    with scene.runtime.reading() as session:
        items = session.scalars(select(BatchItem).where(BatchItem.batch_id == batch)).all()
        assert len(items) == 3
    pass_on(scene, batch)
    approve(scene, batch, key="k2", on=LATER)
    scene.find()
    assert [(one.ahead, one.on) for one in waiting(scene)] == [(False, LATER)] * 3
    assert_whole(scene)
    clock.set(start_of(LATER))
    for document in wanted:
        with scene.runtime.reading() as session:
            effective = documents.find_effective(session, document, at=clock.now)
            assert effective is not None
            assert effective.number == 3


def test_only_who_may_withdraw_stops_and_all_or_none(scene: Scene) -> None:
    source, wanted = approved_for_the_law(scene, count=2)
    put_off_by(scene, source, Action.POSTPONES, LATER)
    ids = version_ids(scene)
    for actor in (scene.people.drafter, scene.people.reviewer):
        with pytest.raises(Forbidden), scene.runtime.transaction(actor) as tx:
            put_off.hold(tx, version_ids=ids, reason="x")
    with pytest.raises(Forbidden), scene.runtime.transaction(scene.people.approver) as tx:
        put_off.hand_in_again(
            tx,
            version_ids=ids,
            effective_on=LATER,
            reason="x",
            name="x",
            reviewer_id=None,
            approver_id=None,
        )
    secretary = scene.people.secretary
    for chosen, reason in (([], "x"), (ids, " "), (range(1, 400), "x"), ([*ids, 1], "x")):
        with pytest.raises(Refused), scene.runtime.transaction(secretary) as tx:
            put_off.hold(tx, version_ids=chosen, reason=reason)
    for day in (None, scene.runtime.now().date()):
        with pytest.raises(Refused), scene.runtime.transaction(secretary) as tx:
            put_off.hand_in_again(
                tx,
                version_ids=ids,
                effective_on=day,
                reason="x",
                name="x",
                reviewer_id=None,
                approver_id=None,
            )
    assert version_ids(scene) == ids
    assert states_at_both(scene, wanted[0]) == [State.SUPERSEDED, State.EFFECTIVE]


def test_a_version_stopped_between_two_leaves_no_gap(scene: Scene) -> None:
    source, (document,) = approved_for_the_law(scene)
    put_off_by(scene, source, Action.POSTPONES, LATER)
    (second,) = version_ids(scene)
    with scene.runtime.transaction(scene.people.secretary) as tx:
        handed = workflow.open_change(tx, document_id=document, reason="thêm")
        third = batches.Handed(version_id=handed.id, change_summary="Thêm.")
        batch = batches.submit_batch(
            tx,
            name="Thêm",
            drafts=[third],
            reviewer_id=scene.people.reviewer.id,
            approver_id=scene.people.approver.id,
        ).id
    pass_on(scene, batch)
    approve(scene, batch, key="k3", on=LATER)
    with scene.runtime.transaction(scene.people.approver) as tx:
        hold_version(tx, version_id=second, reason="Lùi.")
    with scene.runtime.reading() as session:
        first = session.scalars(
            select(Version).where(Version.document_id == document, Version.number == 1)
        ).one()
        assert first.effective_to == start_of(LATER)
    assert_whole(scene)
    with pytest.raises(Refused), scene.runtime.transaction(scene.people.approver) as tx:
        hold_version(tx, version_id=second, reason="Lại.")


def test_who_gave_the_campaign_another_owner_has_that_one_told(scene: Scene) -> None:
    source, (document,) = approved_for_the_law(scene)
    campaign = scene.open(source)
    with scene.runtime.transaction(scene.people.secretary) as tx:
        service.assign(
            tx,
            campaign_id=campaign,
            document_ids=[document],
            owner_id=scene.people.secretary.id,
        )
    tell(scene, put_off_by(scene, source, Action.POSTPONES, LATER))
    assert {one[0] for one in told(scene)} == {
        scene.people.secretary.user_id,
        scene.people.approver.user_id,
    }


def test_the_first_version_of_a_document_is_stopped_too(scene: Scene, runtime: Runtime) -> None:
    version = scene.make_version("Nội dung.", code="QT-9")
    people = scene.people
    with runtime.transaction(people.drafter) as tx:
        batch = batches.submit_batch(
            tx,
            name="Mới",
            drafts=[batches.Handed(version_id=version, change_summary="Mới.")],
            reviewer_id=people.reviewer.id,
            approver_id=people.approver.id,
        ).id
    pass_on(scene, batch)
    approve(scene, batch, on=LAW_DAY)
    with runtime.transaction(people.approver) as tx:
        held = hold_version(tx, version_id=version, reason="Chưa.")
    with runtime.transaction(people.drafter) as tx:
        draft = put_off.take_up(tx, version_id=held.id)
    assert (draft.based_on_id, draft.label) == (None, held.label)
    assert_whole(scene)
