"""The omnibus redraft: many documents get drafts in which every citation is proposed anew.

Each document is done in a transaction of its own; one that cannot be done says why and leaves
nothing behind. What is proposed are tracked changes; nothing is rewritten silently.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docctl import content as contents
from docctl import faults
from docctl.actors import Actor, Permission
from docctl.audit import service as audit
from docctl.campaigns import queries, redraft_queries
from docctl.campaigns.models import Campaign, Passage, Redraft, RedraftItem
from docctl.campaigns.planning import Plan, facts_of, list_replaced, make_plan
from docctl.campaigns.rewriting import is_called, places_of, read_mapping, summary_of
from docctl.campaigns.rules import Amending, Verdict
from docctl.content import Json, Proposal
from docctl.documents.models import Version
from docctl.errors import Forbidden, NotFound, Refused, Sentence, say
from docctl.impact import service as impact
from docctl.jobs import service as queueing
from docctl.legal.models import LegalText
from docctl.runtime import Runtime, Transaction
from docctl.workflow import service as workflow
from docctl.workflow.batches import Handed, submit_batch, tell_as_one
from docctl.workflow.models import Batch
from docctl.workflow.tracked import decide_changes

KIND = "campaigns.redraft"
MOST = 200
Report = Callable[[int, int, Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class Tracked:
    """The text of a draft with what is proposed, and the ids of the proposals by passage."""

    content: Json
    ids: tuple[str, ...]


def start_redraft(
    tx: Transaction,
    *,
    campaign_id: int,
    document_ids: Collection[int],
    amending: Amending,
    mapping: str = "",
) -> Redraft:
    """Queue the redraft of documents of a campaign; the worker drafts them one by one."""
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    campaign = queries.lock_campaign(tx.session, campaign_id, actor=tx.actor)
    pairs, objections = _mapping_of(tx, campaign, mapping)
    wanted = sorted(set(document_ids))
    if campaign.closed_at is not None:
        objections.append(say("This campaign is closed."))
    if not wanted:
        objections.append(say("Choose at least one document."))
    if len(wanted) > MOST:
        objections.append(say("Choose at most %(count)s documents at once.", count=MOST))
    if objections:
        raise Refused(*objections)
    for document_id in wanted:
        queries.find_member(tx.session, campaign, document_id, actor=tx.actor, now=tx.now)
    redraft = Redraft(
        campaign_id=campaign.id,
        amending=amending,
        mapping=pairs,
        author_id=tx.actor.user_id,
        made_at=tx.now,
    )
    tx.session.add(redraft)
    tx.session.flush()  # redraft.id
    tx.session.add_all(
        RedraftItem(redraft_id=redraft.id, document_id=document_id) for document_id in wanted
    )
    job = queueing.enqueue(tx, kind=KIND, params={"redraft": redraft.id}, total=len(wanted))
    redraft.job_id = job.id
    audit.record(
        tx,
        action="redraft.started",
        subject=f"redraft:{redraft.id}",
        campaign=campaign.id,
        documents=wanted,
        amending=amending.value,
        mapping=redraft.mapping,
    )
    return redraft


def _mapping_of(
    tx: Transaction, campaign: Campaign, lines: str
) -> tuple[list[list[Any]], list[Sentence]]:
    """Read a mapping into old path, new path and, where a line names it, the id of the old text.

    Where the text of the campaign replaces several, each line has to say of which it speaks.
    """
    said, wrong = read_mapping(lines)
    replaced = list_replaced(tx.session, campaign.source_id)
    source = facts_of(tx.session.get_one(LegalText, campaign.source_id))
    objections = [
        say("This line does not say which provision follows which: %(line)s", line=line)
        for line in wrong
    ]
    pairs: list[list[Any]] = []
    for one in said:
        meant = [key for key, text in replaced.items() if is_called(text, one.of)]
        if one.by and not is_called(source, one.by):
            objections.append(
                say("The right side of this line names another law: %(line)s", line=one.line)
            )
        elif one.of and not meant:
            objections.append(
                say("The text does not replace the law of this line: %(line)s", line=one.line)
            )
        elif not one.of and len(replaced) > 1:
            objections.append(
                say(
                    "The text replaces %(count)s laws; name in this line the one it speaks of:"
                    " %(line)s",
                    count=len(replaced),
                    line=one.line,
                )
            )
        else:
            pairs += [[one.old, one.new, key] for key in meant] or [[one.old, one.new]]
    return sorted(pairs), objections


def run(runtime: Runtime, actor: Actor, *, redraft_id: int, report: Report) -> None:
    """Draft every document of a redraft that is not done yet, each in its own transaction."""
    with runtime.reading() as session:
        waiting = [item.id for item in redraft_queries.list_waiting(session, redraft_id)]
        total = redraft_queries.count_items(session, redraft_id)
    for number, item_id in enumerate(waiting, start=total - len(waiting) + 1):
        try:
            with runtime.transaction(actor) as tx:
                draft_document(tx, item_id=item_id)
            faults.reach("redraft.after_document")
        except (Refused, NotFound, Forbidden) as error:
            with runtime.transaction(actor) as tx:
                refuse_document(tx, item_id=item_id, error=error)
        report(number, total, [])


def draft_document(tx: Transaction, *, item_id: int) -> RedraftItem:
    """Open or join the draft of one document and propose the changes in it; done twice is once."""
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    item = redraft_queries.lock_item(tx.session, item_id)
    if item.done_at is not None:
        return item
    redraft = tx.session.get_one(Redraft, item.redraft_id)
    campaign = queries.get_campaign(tx.session, redraft.campaign_id, actor=tx.actor)
    version = _open_draft(tx, campaign, item.document_id)
    waiting = {change.uid for change in contents.changes_in(version.content)}
    projection = contents.project(version.content)
    plan = make_plan(
        tx.session,
        version_id=version.id,
        source_id=campaign.source_id,
        projection=projection,
        amending=redraft.amending,
        mapping=redraft.mapping,
        undecided=waiting,
    )
    if not plan.passages:
        raise Refused(say("No passage of this document cites what the text changes."))
    item.summary = summary_of(plan.replaced, plan.amended)
    tracked = _track(tx, version, plan, item)
    workflow.save_draft(
        tx, version_id=version.id, content=tracked.content, revision=version.revision
    )
    _note_passages(tx, plan, tracked, item)
    item.version_id, item.done_at, item.reasons = version.id, tx.now, []
    audit.record(
        tx,
        action="redraft.drafted",
        subject=f"version:{version.id}",
        reason=item.summary,
        redraft=redraft.id,
        proposed=sum(one.edit is not None for one in plan.passages),
        marked=sum(one.mark is not None for one in plan.passages),
    )
    tx.session.flush()
    tell_as_one(tx)
    return item


def refuse_document(tx: Transaction, *, item_id: int, error: Exception) -> RedraftItem:
    """Note why a document of a redraft was not drafted."""
    item = redraft_queries.lock_item(tx.session, item_id)
    reasons = (
        error.reasons
        if isinstance(error, Refused)
        else (say("You may not write in a draft of this document."),)
    )
    item.reasons = [[one.msgid, dict(one.params)] for one in reasons]
    item.done_at = tx.now
    audit.record(
        tx,
        action="redraft.refused",
        subject=f"document:{item.document_id}",
        reason="; ".join(map(str, reasons)),
        redraft=item.redraft_id,
    )
    return item


def retry_refused(tx: Transaction, *, redraft_id: int) -> Redraft:
    """Try the documents again that could not be drafted."""
    tx.actor.must(Permission.MANAGE_DOCUMENTS)
    redraft = redraft_queries.get_redraft(tx.session, redraft_id, actor=tx.actor)
    items = [item for item in redraft_queries.list_all(tx.session, redraft_id) if item.reasons]
    if not items:
        raise Refused(say("Every document of this redraft was drafted."))
    for item in items:
        item.reasons, item.done_at = [], None
    job = queueing.enqueue(tx, kind=KIND, params={"redraft": redraft.id}, total=len(items))
    redraft.job_id = job.id
    audit.record(
        tx,
        action="redraft.tried_again",
        subject=f"redraft:{redraft.id}",
        documents=[item.document_id for item in items],
    )
    return redraft


def decide_proposals(
    tx: Transaction, *, redraft_id: int, accepted: Collection[str], rejected: Collection[str]
) -> int:
    """Accept or reject proposals of a redraft, in as many drafts as they stand in; all or none."""
    redraft = redraft_queries.get_redraft(tx.session, redraft_id, actor=tx.actor)
    yes, no, decided = set(accepted), set(rejected), 0
    for version_id, waiting in redraft_queries.list_pending(tx.session, redraft.id):
        mine = (yes & waiting, no & waiting)
        if any(mine):
            decide_changes(tx, version_id=version_id, accepted=mine[0], rejected=mine[1])
            decided += len(mine[0] | mine[1])
    if not decided:
        raise Refused(say("Choose changes that still wait for a decision."))
    tell_as_one(tx)
    return decided


def look_at(tx: Transaction, *, redraft_id: int, passage_ids: Collection[int]) -> int:
    """Note that a person has looked at passages that were left to a human."""
    tx.actor.must(Permission.DRAFT)
    redraft_queries.get_redraft(tx.session, redraft_id, actor=tx.actor)
    passages = redraft_queries.list_passages(tx.session, redraft_id, ids=passage_ids)
    open_ones = [one for one in passages if one.mark and one.looked_at is None]
    if not open_ones:
        raise Refused(say("Choose passages that wait for a human."))
    for one in open_ones:
        one.looked_by, one.looked_at = tx.actor.name, tx.now
    audit.record(
        tx,
        action="redraft.looked_at",
        subject=f"redraft:{redraft_id}",
        passages=sorted(one.id for one in open_ones),
    )
    return len(open_ones)


def hand_in(
    tx: Transaction,
    *,
    redraft_id: int,
    document_ids: Collection[int],
    reviewer_id: int | None,
    approver_id: int | None,
    dead_reason: str = "",
) -> Batch:
    """Hand the drafts of a redraft in as one batch, to take effect the day the law does."""
    redraft = redraft_queries.get_redraft(tx.session, redraft_id, actor=tx.actor)
    chosen = set(document_ids)
    items = [
        item
        for item in redraft_queries.list_all(tx.session, redraft_id)
        if item.version_id is not None and item.document_id in chosen
    ]
    unseen = redraft_queries.count_unseen(tx.session, [item.id for item in items])
    if unseen:
        raise Refused(
            say(
                "Passages that were left to a human have not been looked at: %(count)s.",
                count=unseen,
            )
        )
    campaign = queries.get_campaign(tx.session, redraft.campaign_id, actor=tx.actor)
    progress = queries.progress_of(
        tx.session,
        campaign,
        actor=tx.actor,
        now=tx.now,
        document_ids=sorted(chosen),
    )
    day = progress.effective_on
    return submit_batch(
        tx,
        name=campaign.name,
        drafts=[
            Handed(version_id=item.version_id, change_summary=item.summary)
            for item in items
            if item.version_id is not None
        ],
        reviewer_id=reviewer_id,
        approver_id=approver_id,
        effective_on=day if day is not None and day > tx.today else None,
        dead_reason=dead_reason,
    )


def _open_draft(tx: Transaction, campaign: Campaign, document_id: int) -> Version:
    member = queries.find_member(tx.session, campaign, document_id, actor=tx.actor, now=tx.now)
    if member.verdict in {Verdict.KEEP, Verdict.WITHDRAW}:
        raise Refused(say("Its verdict asks for no new text."))
    if not member.finding_ids:
        raise Refused(say("Nothing of this change waits for the document any more."))
    return impact.start_revision(
        tx, document_id=document_id, reason=campaign.name, finding_ids=member.finding_ids
    )


def _track(tx: Transaction, version: Version, plan: Plan, item: RedraftItem) -> Tracked:
    """Write the plan into the text as tracked changes, and the row of its table of revisions."""
    edits = [one for one in plan.passages if one.edit is not None]
    ids = tuple(f"r{item.id}-{number}" for number in range(1, len(edits) + 1))
    date = _instant(tx.now)
    proposals = [
        Proposal(name, one.uid, one.edit.start, one.edit.end, one.edit.text)
        for name, one in zip(ids, edits, strict=True)
        if one.edit is not None
    ]
    row = {
        "label": version.label,
        "day": f"{tx.today:%d/%m/%Y}",
        "where": places_of([one.section for one in edits]),
        "reason": plan.request,
        "summary": item.summary,
    }
    content = contents.redrafted(
        version.content,
        proposals,
        author=tx.actor.name,
        date=date,
        row=row,
        row_id=f"r{item.id}-0",
    )
    return Tracked(content, ids)


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _note_passages(tx: Transaction, plan: Plan, tracked: Tracked, item: RedraftItem) -> None:
    names = iter(tracked.ids)
    for ordinal, one in enumerate(plan.passages, start=1):
        tx.session.add(
            Passage(
                item_id=item.id,
                ordinal=ordinal,
                change_id=next(names) if one.edit is not None else "",
                mark="" if one.mark is None else one.mark.value,
                block_uid=one.uid,
                section=one.section,
                context=one.context,
                before=one.before,
                after=one.after,
            )
        )
    tx.session.flush()
