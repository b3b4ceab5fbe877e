"""A law was put off and approved versions would come before it: who is told, what people can do.

Nothing happens by itself. The day that was signed stands; people hear of it at once, and again
shortly before. They stop versions, or hand their texts in again for another day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from docctl.actors import SYSTEM, Permission
from docctl.campaigns import ahead, queries
from docctl.campaigns.ahead import Waiting
from docctl.campaigns.models import Campaign, Case
from docctl.campaigns.rules import is_soon
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.errors import Refused, Sentence, say
from docctl.identity import queries as identity
from docctl.impact import evidence
from docctl.impact import service as impact
from docctl.outbox import Message, MessageRow
from docctl.runtime import Transaction
from docctl.workflow import queries as tasks
from docctl.workflow import service as workflow
from docctl.workflow.batches import MOST, Handed, submit_batch, tell_as_one
from docctl.workflow.holding import hold_version
from docctl.workflow.models import Batch

KIND = "versions.put_off"
Told = dict[int, list[str]]  # version: its day, the law's day, whether it was near


@dataclass(slots=True)
class _News:
    """What a person has to be told of one law: versions before it, and in order again."""

    ahead: list[Waiting] = field(default_factory=list)
    again: list[Waiting] = field(default_factory=list)


def tell_put_off(tx: Transaction, *, effect_ids: Collection[int] | None = None) -> None:
    """Tell people of versions that would come before their law, or no longer do.

    One message per person, law and change: what a person was told last is compared with what is.
    Without `effect_ids` all laws are looked at, as when a day begins.
    """
    waiting = ahead.list_waiting(tx.session, actor=SYSTEM, now=tx.now, effect_ids=effect_ids)
    by_law: dict[int, list[Waiting]] = defaultdict(list)
    for one in waiting:
        by_law[one.source_id].append(one)
    names = ahead.names_of_law(tx.session, waiting)
    for source_id, some in sorted(by_law.items()):
        queries.lock_source(tx.session, source_id)  # who looks at the same time tells nothing twice
        people = _people(tx, source_id, some)
        told = _told(tx, source_id, people)
        for user_id, own in sorted(people.items()):
            news = _news(tx, own, told[user_id])
            if news.ahead or news.again:
                tx.send(_message(tx, user_id, source_id, names[source_id], news))


def hold(tx: Transaction, *, version_ids: Collection[int], reason: str) -> list[Version]:
    """Stop versions that wait for their day; all or none. Their people are told once each."""
    tx.actor.must(Permission.WITHDRAW)
    found = list[Sentence]()
    if not version_ids:
        found.append(say("Choose at least one version."))
    if len(set(version_ids)) > MOST:
        found.append(say("Choose at most %(count)s versions at once.", count=MOST))
    if not reason.strip():
        found.append(say("Give the reason."))
    if found:
        raise Refused(*found)
    versions = [
        hold_version(tx, version_id=version_id, reason=reason, quiet=len(version_ids) > 1)
        for version_id in sorted(set(version_ids))
    ]
    if len(version_ids) > 1:
        _tell_held(tx, versions, reason.strip())
        tell_as_one(tx)
    return versions


def take_up(tx: Transaction, *, version_id: int, reason: str = "") -> Version:
    """Open a draft with the text of a version that was stopped, for the findings that are live."""
    tx.actor.must(Permission.DRAFT)
    held = documents.get_version(tx.session, version_id, actor=tx.actor, now=tx.now)
    if not held.held:
        raise Refused(say("This version was not stopped before its day."))
    draft = workflow.open_change(
        tx,
        document_id=held.document_id,
        reason=reason.strip() or held.reason or held.change_summary,
        text_of=held,
    )
    if evidence.list_of_documents(tx.session, [held.document_id]):
        impact.start_revision(tx, document_id=held.document_id, reason=draft.reason)
    return draft


def hand_in_again(
    tx: Transaction,
    *,
    version_ids: Collection[int],
    effective_on: date | None,
    reason: str,
    name: str,
    reviewer_id: int | None,
    approver_id: int | None,
) -> Batch:
    """Stop versions and hand their texts in again, as one, to take effect on another day.

    The day is part of what the approver decided, so it is decided anew: one review, one signing.
    """
    tx.actor.must(Permission.DRAFT)
    if effective_on is None or effective_on <= tx.today:
        raise Refused(say("Give the new day of effect; it must lie ahead."))
    held = hold(tx, version_ids=version_ids, reason=reason)
    drafts = [
        Handed(
            version_id=take_up(tx, version_id=one.id, reason=reason).id,
            change_summary=one.change_summary,
        )
        for one in held
    ]
    return submit_batch(
        tx,
        name=name,
        drafts=drafts,
        reviewer_id=reviewer_id,
        approver_id=approver_id,
        effective_on=effective_on,
    )


def _people(
    tx: Transaction, source_id: int, waiting: Sequence[Waiting]
) -> dict[int, list[Waiting]]:
    """Give whom the versions of a law concern: owners, who approved them, who runs the campaign."""
    campaigns = {
        one.agency_id: one
        for one in tx.session.scalars(
            select(Campaign)
            .where(Campaign.source_id == source_id, Campaign.closed_at.is_(None))
            .order_by(Campaign.id)
        )
    }
    agencies = {one.version.document.agency_id for one in waiting}
    secretaries = identity.list_holder_ids(
        tx.session, Permission.DECIDE_FINDINGS, agency_ids=agencies
    )
    approvers = tasks.list_approvers(tx.session, {one.version.id for one in waiting})
    owners = _owners(tx, campaigns.values())
    found: dict[int, list[Waiting]] = defaultdict(list)
    for one in waiting:
        agency_id, document = one.version.document.agency_id, one.version.document
        campaign = campaigns.get(agency_id)
        keepers = set(secretaries[agency_id])
        if campaign is not None and campaign.opened_by_id in keepers:
            keepers = {campaign.opened_by_id}
        owner = owners.get(document.id, document.owner_id)
        for user_id in {owner, approvers.get(one.version.id), *keepers} - {None}:
            assert user_id is not None
            found[user_id].append(one)
    return found


def _owners(tx: Transaction, campaigns: Iterable[Campaign]) -> dict[int, int]:
    rows = tx.session.execute(
        select(Case.document_id, Case.owner_id).where(
            Case.campaign_id.in_({one.id for one in campaigns}), Case.owner_id.is_not(None)
        )
    )
    return {row.document_id: row.owner_id for row in rows if row.owner_id is not None}


def _told(tx: Transaction, source_id: int, people: Iterable[int]) -> dict[int, Told]:
    """Give what each person was told last of each version that waits for a law."""
    found: dict[int, Told] = {user_id: {} for user_id in people}
    rows = tx.session.execute(
        select(MessageRow.recipient_id, MessageRow.params)
        .where(MessageRow.recipient_id.in_(found), MessageRow.kind == KIND)
        .order_by(MessageRow.id)
    )
    for user_id, params in rows:
        if params["source"] == source_id:
            found[user_id] |= {one[0]: one[1:] for one in params["versions"]}
    return found


def _news(tx: Transaction, waiting: Iterable[Waiting], told: Told) -> _News:
    news = _News()
    for one in waiting:
        before = told.get(one.version.id)
        if one.ahead and before != _said(tx, one):
            news.ahead.append(one)
        elif not one.ahead and before is not None and before[1] != _IN_ORDER:
            news.again.append(one)
    return news


_IN_ORDER = "in order"


def _said(tx: Transaction, one: Waiting) -> list[str]:
    law_on = "" if one.law_on is None else one.law_on.isoformat()
    soon = "soon" if is_soon(one.on, tx.today) else ""
    return [one.on.isoformat(), law_on if one.ahead else _IN_ORDER, soon]


def _message(tx: Transaction, user_id: int, source_id: int, law: str, news: _News) -> Message:
    days = {one.law_on for one in news.ahead}
    both = news.ahead + news.again
    document_ids = {one.version.document_id for one in both}
    law_on = next(iter(days)) if len(days) == 1 else None
    params: dict[str, Any] = {
        "source": source_id,
        "text": law,
        "documents": len(news.ahead),
        "again": len(news.again),
        "on": min(one.on for one in both).isoformat(),
        "law_on": "" if law_on is None else law_on.isoformat(),
        "stopped": days == {None},
        "versions": [[one.version.id, *_said(tx, one)] for one in both],
    }
    return Message(
        to=user_id,
        kind=KIND,
        key=f"text:{source_id}:{tx.now.isoformat()}",
        params=params,
        document_id=min(document_ids) if len(document_ids) == 1 else None,
    )


def _tell_held(tx: Transaction, versions: Sequence[Version], reason: str) -> None:
    own: dict[int, int] = defaultdict(int)
    for one in versions:
        for user_id in {one.author_id, one.document.owner_id} - {None, tx.actor.id}:
            assert user_id is not None
            own[user_id] += 1
    for user_id, count in sorted(own.items()):
        tx.send(
            Message(
                to=user_id,
                kind="versions.held",
                key=f"versions:{versions[0].id}:{tx.now.isoformat()}",
                params={"documents": count, "by": tx.actor.name, "reason": reason},
            )
        )
