"""Opening a campaign, deciding what becomes of each document, handing out work, ending it."""

from collections.abc import Collection, Sequence
from datetime import date

from docctl.actors import Permission
from docctl.audit import service as audit
from docctl.campaigns import queries
from docctl.campaigns.members import Member
from docctl.campaigns.models import Campaign, Case, Note
from docctl.campaigns.rules import Verdict, objections_to_verdict
from docctl.campaigns.telling import tell_owners
from docctl.documents import queries as documents
from docctl.documents.models import Version
from docctl.errors import Forbidden, Refused, Sentence, say
from docctl.identity import queries as identity
from docctl.impact import queries as findings
from docctl.impact import service as impact
from docctl.impact import triage
from docctl.impact.rules import Overlap
from docctl.impact.states import Decision, FindingState, may_turn
from docctl.legal import queries as legal
from docctl.runtime import Transaction
from docctl.vietnamese import one_line
from docctl.workflow import service as workflow

MOST = 500  # documents one decision takes


def open_campaign(tx: Transaction, *, source_id: int, name: str = "") -> Campaign:
    """Open the campaign of a legal text, or give the one that is open; its owners are told."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    if tx.actor.agency_id is None:
        raise Forbidden("only people of an agency open campaigns")
    text = legal.get_text(tx.session, source_id)
    queries.lock_source(tx.session, source_id)
    known = queries.find_open(tx.session, agency_id=tx.actor.agency_id, source_id=source_id)
    if known is not None:
        return known
    campaign = Campaign(
        agency_id=tx.actor.agency_id,
        source_id=source_id,
        name=one_line(name) or text.number or text.title,
        opened_at=tx.now,
        opened_by_id=tx.actor.user_id,
    )
    tx.session.add(campaign)
    tx.session.flush()  # campaign.id
    progress = queries.progress_of(tx.session, campaign, actor=tx.actor, now=tx.now)
    if not progress.inside and not progress.weak:
        raise Refused(say("No document in effect is hurt by what this text does."))
    audit.record(
        tx,
        action="campaign.opened",
        subject=f"campaign:{campaign.id}",
        text=source_id,
        name=campaign.name,
        documents=[one.document_id for one in progress.inside],
        weak=len(progress.weak),
    )
    tell_owners(tx, campaign)
    return campaign


def give_verdict(
    tx: Transaction,
    *,
    campaign_id: int,
    document_ids: Collection[int],
    verdict: str,
    reason_code: str = "",
    reason: str = "",
) -> list[Case]:
    """Say what becomes of documents; kept ones have their findings of this change closed.

    Another verdict on a kept document opens its findings again. All or none.
    """
    campaign = _open(tx, campaign_id)
    members = _members(tx, campaign, document_ids)
    decides = tx.actor.may(Permission.DECIDE_FINDINGS)
    owns = tx.actor.may(Permission.DRAFT) and all(one.owner_id == tx.actor.id for one in members)
    if objections := objections_to_verdict(
        verdict, code=reason_code, reason=reason, owns=owns, decides=decides
    ):
        raise Refused(*objections)
    chosen = Verdict(verdict)
    cases = []
    for one in members:
        member, case = one, _case(tx, campaign, one.document_id)
        before = case.verdict
        if before is Verdict.KEEP and chosen is not Verdict.KEEP:
            if not decides:
                raise Refused(say("Only the secretary opens closed findings again."))
            _open_again(tx, campaign, member.document_id, reason or _WHY_AGAIN)
            member = _members(tx, campaign, [member.document_id])[0]
        if decides and chosen in _DECISIONS:
            decision = Decision(
                to=_DECISIONS[chosen],
                code=reason_code if chosen is Verdict.KEEP else "",
                reason=reason,
            )
            _decide_findings(tx, member, decision)
        case.verdict, case.reason = chosen, reason.strip()
        case.reason_code = reason_code if chosen is Verdict.KEEP else ""
        case.decided_by, case.decided_at = tx.actor.name, tx.now
        audit.record(
            tx,
            action="campaign.verdict_given",
            subject=f"campaign:{campaign.id}",
            reason=reason.strip(),
            document=member.document_id,
            before=None if before is None else before.value,
            after=chosen.value,
            code=case.reason_code,
        )
        cases.append(case)
    tx.session.flush()
    tell_owners(tx, campaign)
    return cases


_WHY_AGAIN = "Another verdict was given in the campaign."
_DECISIONS = {
    Verdict.KEEP: FindingState.NOT_AFFECTED,
    Verdict.AMEND: FindingState.NEEDS_UPDATE,
    Verdict.REPLACE: FindingState.NEEDS_UPDATE,
    Verdict.WITHDRAW: FindingState.NEEDS_UPDATE,
}


def _decide_findings(tx: Transaction, member: Member, decision: Decision) -> None:
    """Decide on the live findings as a verdict says; what may not go there stays where it is.

    Keeping asks a second person where the rules of findings ask for one.
    """
    groups: dict[tuple[int, Overlap], list[int]] = {}
    for one in findings.list_shown(tx.session, member.finding_ids, actor=tx.actor, now=tx.now):
        weak = one.overlap is Overlap.ELSEWHERE
        kept = decision.to is FindingState.NOT_AFFECTED
        if may_turn(one.state, decision.to) and (kept or not (member.strong and weak)):
            groups.setdefault((one.change.effect_id, one.overlap), []).append(one.id)
    for _, finding_ids in sorted(groups.items()):
        triage.decide(tx, finding_ids=finding_ids, decision=decision)


def assign(
    tx: Transaction,
    *,
    campaign_id: int,
    document_ids: Collection[int],
    owner_id: int | None = None,
    due_on: date | None = None,
) -> None:
    """Give documents to a person, or another day; None leaves what is there."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    campaign = _open(tx, campaign_id)
    members = _members(tx, campaign, document_ids)
    objections: list[Sentence] = []
    drafters = identity.list_holders(tx.session, Permission.DRAFT, agency_id=campaign.agency_id)
    if owner_id is None and due_on is None:
        objections.append(say("Choose a person or a day."))
    if owner_id is not None and owner_id not in {user.id for user in drafters}:
        objections.append(say("Choose a person who may draft."))
    if due_on is not None and due_on < tx.today:
        objections.append(say("The day must not lie in the past."))
    if objections:
        raise Refused(*objections)
    for member in members:
        case = _case(tx, campaign, member.document_id)
        if owner_id is not None:
            case.owner_id = owner_id
        if due_on is not None:
            case.due_on = due_on
        audit.record(
            tx,
            action="campaign.assigned",
            subject=f"campaign:{campaign.id}",
            document=member.document_id,
            owner=owner_id,
            due=None if due_on is None else due_on.isoformat(),
        )
    tx.session.flush()
    tell_owners(tx, campaign)


def add_note(tx: Transaction, *, campaign_id: int, document_id: int, text: str) -> Note:
    """Write a note on a document of a campaign: its owner, and who decides on findings."""
    campaign = _open(tx, campaign_id)
    member = _members(tx, campaign, [document_id])[0]
    if not tx.actor.may(Permission.DECIDE_FINDINGS):
        tx.actor.must(Permission.DRAFT)
        if member.owner_id != tx.actor.id:
            raise Forbidden("only the owner and the secretary write notes")
    if not text.strip():
        raise Refused(say("Write the note first."))
    note = Note(
        campaign_id=campaign.id,
        document_id=document_id,
        author_id=tx.actor.user_id,
        author_name=tx.actor.name,
        at=tx.now,
        text=text.strip(),
    )
    tx.session.add(note)
    audit.record(
        tx,
        action="campaign.noted",
        subject=f"campaign:{campaign.id}",
        reason=text.strip(),
        document=document_id,
    )
    return note


def start_draft(tx: Transaction, *, campaign_id: int, document_id: int) -> Version:
    """Open the change a verdict asks for, or join the one that is open.

    A document to be replaced gets a new issue, any other the next revision.
    """
    tx.actor.must(Permission.DRAFT)
    campaign = _open(tx, campaign_id)
    member = _members(tx, campaign, [document_id])[0]
    if member.verdict is Verdict.WITHDRAW:
        raise Refused(say("This document is to be withdrawn; it needs no new version."))
    if not member.finding_ids:
        raise Refused(say("Nothing of this change waits for the document any more."))
    if member.verdict is Verdict.REPLACE and documents.find_open(tx.session, document_id) is None:
        workflow.open_change(tx, document_id=document_id, reason=campaign.name, reissue=True)
    return impact.start_revision(
        tx, document_id=document_id, reason=campaign.name, finding_ids=member.finding_ids
    )


def close_campaign(tx: Transaction, *, campaign_id: int, reason: str) -> Campaign:
    """End a campaign by hand with a reason; what its documents still need stays in the findings."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    campaign = _open(tx, campaign_id)
    progress = queries.progress_of(tx.session, campaign, actor=tx.actor, now=tx.now)
    if not reason.strip():
        raise Refused(say("Give the reason."))
    campaign.closed_at, campaign.closed_by = tx.now, tx.actor.name
    campaign.closed_reason = reason.strip()
    audit.record(
        tx,
        action="campaign.closed",
        subject=f"campaign:{campaign.id}",
        reason=reason.strip(),
        waiting=progress.waiting,
        done=progress.done,
    )
    return campaign


def reopen_campaign(tx: Transaction, *, campaign_id: int, reason: str) -> Campaign:
    """Take a campaign up again that was ended by hand."""
    tx.actor.must(Permission.DECIDE_FINDINGS)
    source_id = queries.get_campaign(tx.session, campaign_id, actor=tx.actor).source_id
    queries.lock_source(tx.session, source_id)
    campaign = queries.lock_campaign(tx.session, campaign_id, actor=tx.actor)
    objections = []
    if campaign.closed_at is None:
        objections.append(say("This campaign is open."))
    elif queries.find_open(tx.session, agency_id=campaign.agency_id, source_id=campaign.source_id):
        objections.append(say("Another campaign of this text is open."))
    if not reason.strip():
        objections.append(say("Give the reason."))
    if objections:
        raise Refused(*objections)
    campaign.closed_at, campaign.closed_by, campaign.closed_reason = None, "", ""
    audit.record(
        tx,
        action="campaign.reopened",
        subject=f"campaign:{campaign.id}",
        reason=reason.strip(),
    )
    return campaign


def tell_newcomers(
    tx: Transaction, *, effect_ids: Collection[int] = (), document_ids: Collection[int] = ()
) -> None:
    """Tell the owners of documents that came into an open campaign after it was opened."""
    if effect_ids:
        for campaign in queries.list_open_of_effects(tx.session, effect_ids):
            tell_owners(tx, campaign)
    if document_ids:
        for campaign in queries.list_open_of_documents(tx.session, document_ids):
            tell_owners(tx, campaign, document_ids=document_ids)


def _open(tx: Transaction, campaign_id: int) -> Campaign:
    campaign = queries.lock_campaign(tx.session, campaign_id, actor=tx.actor)
    if campaign.closed_at is not None:
        raise Refused(say("This campaign is closed."))
    return campaign


def _members(
    tx: Transaction, campaign: Campaign, document_ids: Collection[int]
) -> Sequence[Member]:
    wanted = sorted(set(document_ids))
    if not wanted:
        raise Refused(say("Choose at least one document."))
    if len(wanted) > MOST:
        raise Refused(say("Choose at most %(count)s documents at once.", count=MOST))
    return [
        queries.find_member(tx.session, campaign, one, actor=tx.actor, now=tx.now) for one in wanted
    ]


def _case(tx: Transaction, campaign: Campaign, document_id: int) -> Case:
    case = queries.find_case(tx.session, campaign.id, document_id)
    if case is None:
        case = Case(campaign_id=campaign.id, document_id=document_id)
        tx.session.add(case)
    return case


def _open_again(tx: Transaction, campaign: Campaign, document_id: int, reason: str) -> None:
    for finding_id in queries.list_kept(
        tx.session, source_id=campaign.source_id, document_id=document_id
    ):
        impact.reopen(tx, finding_id=finding_id, reason=reason)
