"""Issuing, taking back, adopting and carrying recommended decisions."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.audit import service as audit
from docctl.errors import NotFound, Refused, say
from docctl.impact import queries as impact
from docctl.impact import triage
from docctl.impact.models import Finding
from docctl.impact.shown import Shown
from docctl.impact.states import Decision, FindingState, ReasonCode
from docctl.legal import queries as legal
from docctl.legal.rules import EffectState
from docctl.recommendations import queries
from docctl.recommendations.models import Adoption, Recommendation
from docctl.recommendations.rules import Said, objections_to, read_line
from docctl.runtime import Transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the recommendations of a file."""

    new: int
    withdrawn: int
    same: int


def recommend(
    tx: Transaction,
    *,
    effect_id: int,
    reason_code: str,
    reason: str,
    codes: Collection[str] = (),
    paths: Collection[str] = (),
) -> Recommendation:
    """Issue a recommendation: why the effect does not concern documents of these codes."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    effect = legal.get_effect(tx.session, effect_id)
    confirmed = effect.state is EffectState.CONFIRMED
    if objections := objections_to(
        code=reason_code, reason=reason, codes=codes, confirmed=confirmed
    ):
        raise Refused(*objections)
    agency = agencies.find_agency(tx.session)
    made = Recommendation(
        ref=secrets.token_hex(16),
        issuer="" if agency is None else agency.name,
        issued_by=tx.actor.name,
        issued_at=tx.now,
        source_key=effect.source.text_key,
        target_key=effect.target.text_key,
        source_id=effect.source_id,
        target_id=effect.target_id,
        action=effect.action,
        scope_key=effect.scope_key,
        codes=list(codes),
        paths=sorted(paths),
        reason_code=ReasonCode(reason_code),
        reason=reason.strip(),
    )
    tx.session.add(made)
    tx.session.flush()  # the id
    audit.record(
        tx,
        action="recommendation.issued",
        subject=f"recommendation:{made.id}",
        reason=made.reason,
        effect=effect_id,
        code=reason_code,
        codes=list(codes),
        paths=sorted(paths),
    )
    return made


def withdraw(tx: Transaction, *, recommendation_id: int, reason: str) -> Recommendation:
    """Take back a recommendation of our own; what adopted it stays decided and says so."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    one = queries.lock_recommendation(tx.session, recommendation_id)
    objections = []
    if not one.own:
        objections.append(say("Only the agency that issued it can take it back."))
    if one.withdrawn_at is not None:
        objections.append(say("It was already taken back."))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    _withdraw(tx, one, at=tx.now, reason=reason.strip())
    return one


def adopt(
    tx: Transaction, *, recommendation_id: int, finding_ids: Collection[int]
) -> tuple[Finding, ...]:
    """Decide findings as recommended; each keeps where its reason comes from.

    The decision is that of who adopts: what is critical waits for a second person as always.
    """
    tx.actor.must(Permission.DECIDE_FINDINGS)
    known = queries.know(tx.session, recommendation_id, actor=tx.actor, now=tx.now)
    one = known.recommendation
    chosen = [finding for finding in known.waiting if finding.id in set(finding_ids)]
    if one.withdrawn_at is not None:
        raise Refused(say("The recommendation was taken back."))
    if not chosen or len(chosen) != len(set(finding_ids)):
        raise Refused(say("Choose findings the recommendation speaks of and that are still open."))
    decision = Decision(to=FindingState.NOT_AFFECTED, code=one.reason_code.value, reason=one.reason)
    decided: list[Finding] = []
    for group in _batches(chosen):
        decided += triage.decide(tx, finding_ids=group, decision=decision)
    tx.session.add_all(
        Adoption(
            recommendation_id=one.id,
            finding_id=finding.id,
            adopted_by=tx.actor.name,
            adopted_at=tx.now,
        )
        for finding in decided
        if one.id
        not in {two.recommendation_id for two in queries.list_adoptions(tx.session, finding.id)}
    )
    audit.record(
        tx,
        action="recommendation.adopted",
        subject=f"recommendation:{one.id}",
        reason=one.reason,
        issuer=one.issuer,
        sender=one.sender,
        findings=[finding.id for finding in decided],
    )
    return tuple(decided)


def adopt_on_finding(tx: Transaction, *, recommendation_id: int, finding_id: int) -> Finding:
    """Adopt a recommendation on one finding `actor` may see."""
    impact.get_finding(tx.session, finding_id, actor=tx.actor, now=tx.now)
    (finding,) = adopt(tx, recommendation_id=recommendation_id, finding_ids=[finding_id])
    return finding


def export_recommendations(
    session: "Session", *, since: datetime | None = None
) -> list[dict[str, Any]]:
    """Give what this agency issued, and took back, as lines for a signed file; only reads."""
    return [_said(one).line() for one in queries.list_own(session, since=since)]


def import_recommendations(
    tx: Transaction,
    lines: Iterable[Mapping[str, Any]],
    *,
    sender: str,
    pack: str = "",
    texts: Mapping[str, int] = MappingProxyType({}),
) -> Imported:
    """Take in the recommendations of a file whose signature was checked; again changes nothing.

    `sender` is the id of the key that signed it; `texts` says which registered text the sender
    means by a key, where that is known better than by the key itself. A sender speaks for itself:
    what it took back is taken back here, and a line never changes one that is known.
    """
    tx.actor.must(Permission.REGISTER_LAW)
    if not sender:
        raise Refused(say("Recommended decisions come from a sender that is known."))
    said = [read_line(line) for line in lines]
    new, withdrawn, same = 0, 0, 0
    for one in said:
        known = queries.find_by_ref(tx.session, sender=sender, ref=one.ref)
        if known is None:
            _receive(tx, one, sender=sender, pack=pack, texts=texts)
            new += 1
        elif one.withdrawn_at is not None and known.withdrawn_at is None:
            _withdraw(tx, known, at=one.withdrawn_at, reason=one.withdrawn_reason)
            withdrawn += 1
        else:
            same += 1
    return Imported(new, withdrawn, same)


def _receive(
    tx: Transaction, one: Said, *, sender: str, pack: str, texts: Mapping[str, int]
) -> None:
    known = {**queries.list_texts_by_key(tx.session, [one.source, one.target]), **texts}
    row = Recommendation(
        ref=one.ref,
        sender=sender,
        pack=pack,
        issuer=one.issuer,
        issued_by=one.issued_by,
        issued_at=one.at,
        source_key=one.source,
        target_key=one.target,
        source_id=known.get(one.source),
        target_id=known.get(one.target),
        action=one.action,
        scope_key=one.scope,
        codes=list(one.codes),
        paths=list(one.paths),
        reason_code=one.reason_code,
        reason=one.reason,
        received_at=tx.now,
        withdrawn_at=one.withdrawn_at,
        withdrawn_reason=one.withdrawn_reason,
    )
    tx.session.add(row)
    tx.session.flush()  # the id
    audit.record(
        tx,
        action="recommendation.received",
        subject=f"recommendation:{row.id}",
        reason=one.reason,
        issuer=one.issuer,
        sender=sender,
        pack=pack,
        code=one.reason_code.value,
        codes=list(one.codes),
        paths=list(one.paths),
    )


def _withdraw(tx: Transaction, one: Recommendation, *, at: datetime, reason: str) -> None:
    one.withdrawn_at, one.withdrawn_reason = at, reason
    tx.session.flush()
    audit.record(
        tx,
        action="recommendation.withdrawn",
        subject=f"recommendation:{one.id}",
        reason=reason,
    )


def _said(one: Recommendation) -> Said:
    if not one.own:
        raise NotFound(f"own recommendation {one.id}")
    return Said(
        ref=one.ref,
        at=one.issued_at,
        issuer=one.issuer,
        issued_by=one.issued_by,
        source=one.source_key,
        target=one.target_key,
        action=one.action,
        scope=one.scope_key,
        codes=tuple(one.codes),
        paths=tuple(one.paths),
        reason_code=one.reason_code,
        reason=one.reason,
        withdrawn_at=one.withdrawn_at,
        withdrawn_reason=one.withdrawn_reason,
    )


def _batches(chosen: Sequence[Shown]) -> list[list[int]]:
    """Group findings as one decision may cover them: same change, same meeting, same unit."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for one in chosen:
        groups.setdefault((one.change.effect_id, one.overlap, one.unit_id), []).append(one.id)
    return list(groups.values())
