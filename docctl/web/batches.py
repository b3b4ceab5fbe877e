"""One batch to review and to approve: every change of every document on one page, one decision."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl import content as contents
from docctl.actors import Permission
from docctl.campaigns.redraft_queries import Fate, Told, sheets_of_versions
from docctl.content.kept import Kept
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents.models import Version
from docctl.documents.queries import list_by_id
from docctl.errors import Refused, say
from docctl.identity import queries as people
from docctl.web import auth
from docctl.web.acts import NOTHING_WRONG, acting, refusal
from docctl.web.forms import Form
from docctl.web.redraft_words import fate_word, mark_word
from docctl.web.signing import proof_of_signer
from docctl.workflow import batch_queries, batches, service
from docctl.workflow import queries as tasks
from docctl.workflow.models import Batch, DeadLawKept
from docctl.workflow.rules import Outcome, Step

MOST_UNFOLDED = 5  # documents; of a longer batch each is unfolded by who reads it
bp = Blueprint("batches", __name__, url_prefix="/batches")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A paragraph that differs from the version in force and was not proposed by the redraft."""

    section: str
    before: str
    after: str


Difference = tuple[tuple[Otherwise, ...], tuple[str, ...]]
_DIFFERENCES: Kept[Difference] = Kept(2000)


@dataclass(frozen=True, slots=True)
class Row:
    """One document of a batch: what was proposed, what a human looked at, what else changed."""

    version: Version
    inside: bool  # still in this submission
    passages: tuple[Told, ...]
    others: tuple[Otherwise, ...]
    history: tuple[str, ...]  # what was written into the text's own table of revisions
    returned: str  # why it was taken out
    dead_law_kept: DeadLawKept | None

    @property
    def mechanical(self) -> list[Told]:
        """Give the passages that were rewritten as proposed."""
        return [one for one in self.passages if one.fate is Fate.ACCEPTED]

    @property
    def human(self) -> list[Told]:
        """Give the passages that were left to a human."""
        return [one for one in self.passages if one.passage.mark]


@bp.get("/<int:batch_id>")
def page(batch_id: int) -> ResponseReturnValue:
    """Show all changes of all documents of a batch, and the decision that waits for the person."""
    return _page(batch_id, **NOTHING_WRONG)


@bp.post("/<int:batch_id>/pass-on")
@auth.needs(Permission.REVIEW)
def pass_on(batch_id: int) -> ResponseReturnValue:
    """Finish the review of all that is left in the batch."""
    form = Form()
    try:
        comment, shown = form.text("comment", limit=4000), form.text("shown", limit=64)
        form.done()
        with acting() as tx:
            batches.pass_batch_on(tx, batch_id=batch_id, shown=shown, comment=comment)
    except Refused as refused:
        return _page(batch_id, **refusal(refused, form)), 409
    flash(_("The review of the batch is done; the approver has it now."), "success")
    return redirect(url_for("home.mine"))


@bp.post("/<int:batch_id>/approve")
@auth.needs(Permission.APPROVE)
def approve(batch_id: int) -> ResponseReturnValue:
    """Prove once who signs (wrong passwords are counted), then approve all that is left."""
    form = Form()
    try:
        given = _decision(form)
        proof = proof_of_signer(form)
        with acting() as tx:
            batches.approve_batch(tx, batch_id=batch_id, proof=proof, **given)
    except Refused as refused:
        return _page(batch_id, **refusal(refused, form)), 409
    flash(_("The batch is approved; every version is signed."), "success")
    return redirect(url_for("batches.page", batch_id=batch_id))


@bp.post("/<int:batch_id>/return")
def give_back(batch_id: int) -> ResponseReturnValue:
    """Take one document out of the batch: it goes back to its drafters with a reason."""
    form = Form()
    version_id = form.number("version_id")
    try:
        reason = form.text("reason", limit=4000)
        form.done()
        with acting() as tx:
            batch_queries.lock_batch(tx.session, batch_id, actor=tx.actor)
            service.return_version(tx, version_id=version_id or 0, reason=reason)
    except Refused as refused:
        return _page(batch_id, **refusal(refused, form)), 409
    flash(_("The document was taken out of the batch and returned with your reason."), "success")
    return redirect(url_for("batches.page", batch_id=batch_id))


def _decision(form: Form) -> dict[str, Any]:
    later = form.text("when") == "on_day"
    day = form.day("effective_on") if later else None
    if later and day is None and not form.errors:
        form.refuse("effective_on", say("Give the day from which the version counts."))
    return {
        "shown": form.text("shown", limit=64),
        "key": form.text("key", limit=100),
        "effective_on": day,
        "comment": form.text("comment", limit=4000),
    }


def _page(batch_id: int, **wrong: Any) -> str:
    actor, now = auth.actor(), runtime().now()
    with runtime().reading() as session:
        items = batch_queries.list_items(session, batch_id, actor=actor, now=now)
        batch = session.get_one(Batch, batch_id)
        step, mine = _step(session, batch_id)
        versions = [version for _, version in items]
        told = sheets_of_versions(session, [version.id for version in versions])
        differences = _differences(session, versions, told)
        rows = []
        for item, version in items:
            inside = batches.is_open(version, item) or (
                version.round == item.round and version.approved_at is not None
            )
            others, history = differences[version.id]
            rows.append(
                Row(
                    version=version,
                    inside=inside,
                    passages=told.get(version.id, ()),
                    others=others,
                    history=history,
                    returned="" if inside else _returned(session, version, item.round),
                    dead_law_kept=tasks.find_dead_law_kept(session, version, submission=item.round),
                )
            )
        return render_template(
            "batches/page.html",
            batch=batch,
            author=people.names_of(session, [batch.author_id])[batch.author_id],
            rows=rows,
            unfolded=request.args.get("open", "all" if len(rows) <= MOST_UNFOLDED else "") == "all",
            step=None if step is None else step.value,
            mine={version.id for version in mine},
            shown=batches.shown_as(mine),
            key=request.form.get("key") or secrets.token_urlsafe(16),
            now=now,
            today=day_of(now),
            fate_word=fate_word,
            mark_word=mark_word,
            typed=request.form,
            **wrong,
        )


def _step(session: Session, batch_id: int) -> tuple[Step | None, Sequence[Version]]:
    for step in (Step.REVIEW, Step.APPROVE):
        waiting = batch_queries.list_waiting_versions(
            session, batch_id, actor=auth.actor(), step=step
        )
        if waiting:
            return step, waiting
    return None, ()


def _returned(session: Session, version: Version, submission: int) -> str:
    done = [
        task
        for task in tasks.list_tasks(session, version.id)
        if task.round == submission and task.outcome is Outcome.RETURNED
    ]
    return done[-1].comment if done else ""


def _differences(
    session: Session, versions: Sequence[Version], told: Mapping[int, Sequence[Told]]
) -> dict[int, Difference]:
    """Give by version what differs from before and no passage tells.

    Texts are read only of what was not compared yet: a batch is opened by every one who decides.
    """
    bases = list_by_id(session, {one.based_on_id for one in versions if one.based_on_id})
    found: dict[int, Difference] = {}
    for version in versions:
        base = bases.get(version.based_on_id or 0)
        if base is None:
            found[version.id] = ((), ())
            continue
        passages = told.get(version.id, ())
        known = frozenset(one.passage.block_uid for one in passages if one.fate is Fate.ACCEPTED)
        found[version.id] = _DIFFERENCES.get(
            (base.content_hash, version.content_hash, known),
            partial(_otherwise, base, version, known),
        )
    return found


def _otherwise(base: Version, version: Version, known: Collection[str]) -> Difference:
    """Give what differs from before outside of the known blocks, and the rows of revisions."""
    before, after = contents.project(base.content), contents.project(version.content)
    was = {uid: block.text for uid, block in before.by_uid.items()}
    new = [
        block
        for block in after.blocks
        if block.uid not in known
        and was.get(block.uid, "") != block.text
        and (block.text.strip() or block.uid in was)
    ]
    gone = [
        Otherwise(block.section, block.text, "")
        for block in before.blocks
        if block.uid not in after.by_uid and block.text.strip()
    ]
    others = [
        Otherwise(block.section, was.get(block.uid, ""), block.text)
        for block in new
        if not block.history
    ]
    return (*others, *gone), tuple(block.text for block in new if block.history)
