"""Who is told of new findings: the owners and the secretaries, once per effect and day.

One message sums up all that a person has to know from one change of law; weak findings are never
told, they wait in the lists. Findings that come from a version or a sweep, not from a new effect,
are told at most once a day. Only numbers of legal texts and counts are in the message. A finding
whose people were told carries the instant, so that a change of law raised in batches is told when
it is complete, and once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.days import start_of
from docctl.db import among
from docctl.documents.models import Document
from docctl.identity import queries as identity
from docctl.impact import effect_queries, evidence
from docctl.impact.meetings import chunks
from docctl.impact.models import Finding
from docctl.impact.queries import is_quiet, rank_on
from docctl.impact.rules import FindingState, Severity, severity_of
from docctl.impact.shown import RANKS
from docctl.legal.models import Effect
from docctl.outbox import Message, MessageRow
from docctl.runtime import Transaction

KIND = "findings.raised"
NAMED = 5  # texts a message names; the list has them all
News = tuple[int, int]  # effect and document of a finding


def tell_of(tx: Transaction, findings: Iterable[Finding], *, cause: str) -> None:
    """Queue one message per person of what is critical; `cause` is law, version or sweep.

    The rest waits for the digest.
    """
    findings = evidence.list_loud(tx.session, findings, today=tx.today)
    actions = effect_queries.list_actions(tx.session, {finding.effect_id for finding in findings})
    loud = [
        finding
        for finding in findings
        if finding.state is FindingState.OPEN
        and severity_of(
            actions[finding.effect_id],
            finding.overlap,
            finding.due_on,
            tx.today,
            basis=finding.basis,
            promoted=finding.promoted_at is not None,
        )
        is Severity.CRITICAL
    ]
    for finding in loud:
        finding.told_at = tx.now
    tx.session.flush()
    _tell(tx, [(finding.effect_id, finding.document_id) for finding in loud], cause=cause)


def tell_untold(tx: Transaction, *, effect_ids: Collection[int]) -> None:
    """Queue one message per person about the findings of a change of law nobody was told of."""
    news: list[News] = []
    critical = rank_on(tx.today) == RANKS.index(Severity.CRITICAL)
    for part in chunks(effect_ids):
        untold = (
            select(Finding.id)
            .join(Effect, Effect.id == Finding.effect_id)
            .join(Document, Document.id == Finding.document_id)
            .where(
                among(tx.session, Finding.effect_id, part or ()),
                Finding.told_at.is_(None),
                Finding.state == FindingState.OPEN,
                critical,
                ~is_quiet(tx.today),
            )
        )
        told = (
            update(Finding)
            .where(Finding.id.in_(untold))
            .values(told_at=tx.now)
            .returning(Finding.effect_id, Finding.document_id)
            .execution_options(synchronize_session=False)
        )
        news += [(row.effect_id, row.document_id) for row in tx.session.execute(told)]
    _tell(tx, news, cause="law")


def _tell(tx: Transaction, news: Collection[News], *, cause: str) -> None:
    if not news:
        return
    by_person = _by_recipient(tx.session, news)
    told = _told(tx, by_person)
    facts = _facts(tx.session, {effect_id for effect_id, _ in news})
    own = {
        user_id: [one for one in some if one[0] not in told[user_id]]
        for user_id, some in sorted(by_person.items())
    }
    tx.send_all(
        _message(tx, user_id, some, facts, cause=cause) for user_id, some in own.items() if some
    )


def _by_recipient(session: Session, news: Collection[News]) -> dict[int, list[News]]:
    by_document: dict[int, list[News]] = defaultdict(list)
    for one in news:
        by_document[one[1]].append(one)
    owners = evidence.list_owners(session, by_document)
    secretaries = identity.list_holder_ids(
        session, Permission.DECIDE_FINDINGS, agency_ids={agency_id for _, agency_id, _ in owners}
    )
    found: dict[int, list[News]] = defaultdict(list)
    for document_id, agency_id, owner_id in owners:
        own = set[int]() if owner_id is None else {owner_id}
        for user_id in secretaries[agency_id] | own:
            found[user_id] += by_document[document_id]
    return found


def _told(tx: Transaction, user_ids: Collection[int]) -> dict[int, set[int]]:
    """Give the effects each person was already told of today."""
    found: dict[int, set[int]] = defaultdict(set)
    for part in chunks(user_ids):
        for user_id, params in tx.session.execute(
            select(MessageRow.recipient_id, MessageRow.params).where(
                among(tx.session, MessageRow.recipient_id, part or ()),
                MessageRow.kind == KIND,
                MessageRow.created_at >= start_of(tx.today),
            )
        ):
            found[user_id] |= set(params.get("effects", ()))
    return found


def _facts(session: Session, effect_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Give what effects do, in the order in which a message names them."""
    found = list(effect_queries.describe_each(session, effect_ids))
    return dict(sorted(found, key=lambda one: (one[1]["text"], one[1]["by"], one[1]["action"])))


def _message(
    tx: Transaction,
    user_id: int,
    news: Collection[News],
    facts: Mapping[int, dict[str, Any]],
    *,
    cause: str,
) -> Message:
    causes = {effect_id for effect_id, _ in news}
    effect_ids = sorted(causes)
    document_ids = {document_id for _, document_id in news}
    own = [fact for effect_id, fact in facts.items() if effect_id in causes]
    key = f"{effect_ids[0]}-{effect_ids[-1]}" if cause == "law" else "found"
    return Message(
        to=user_id,
        kind=KIND,
        key=f"{tx.today.isoformat()}:{key}",
        params={
            "cause": cause,
            "findings": len(news),
            "documents": len(document_ids),
            "effects": effect_ids,
            "texts": own[:NAMED],
            "more": max(0, len(own) - NAMED),
        },
        document_id=min(document_ids) if len(document_ids) == 1 else None,
    )
