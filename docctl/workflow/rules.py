"""Which moves exist and what speaks against an approval. Pure."""

import re
from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

from docctl.days import day_of
from docctl.documents.rules import Status
from docctl.errors import Refused, Sentence, say

MOST_NAMED = 5  # citations named in one sentence


class Move(StrEnum):
    """What people do with a version."""

    SUBMIT = "submitted"
    PASS_ON = "handed_on"  # noqa: S105  # the reviewer hands it to the approver
    RETURN = "returned"
    TAKE_BACK = "taken_back"
    APPROVE = "approved"
    CANCEL = "cancelled"


class Step(StrEnum):
    """Whose turn it is."""

    REVIEW = "review"
    APPROVE = "approve"


class Outcome(StrEnum):
    """How a task ended."""

    PASSED = "passed"
    APPROVED = "approved"
    RETURNED = "returned"
    LAPSED = "lapsed"  # the version was taken back, cancelled, or given to another


MOVES: dict[tuple[Status, Move], Status] = {
    (Status.DRAFT, Move.SUBMIT): Status.IN_REVIEW,
    (Status.DRAFT, Move.CANCEL): Status.CANCELLED,
    (Status.IN_REVIEW, Move.PASS_ON): Status.IN_APPROVAL,
    (Status.IN_REVIEW, Move.RETURN): Status.DRAFT,
    (Status.IN_REVIEW, Move.TAKE_BACK): Status.DRAFT,
    (Status.IN_REVIEW, Move.CANCEL): Status.CANCELLED,
    (Status.IN_APPROVAL, Move.APPROVE): Status.APPROVED,
    (Status.IN_APPROVAL, Move.RETURN): Status.DRAFT,
    (Status.IN_APPROVAL, Move.TAKE_BACK): Status.DRAFT,
    (Status.IN_APPROVAL, Move.CANCEL): Status.CANCELLED,
}


def status_after(status: Status, move: Move) -> Status:
    """Say where `move` leads from `status`; refuse a move that does not exist."""
    try:
        return MOVES[status, move]
    except KeyError:
        raise Refused(
            say("This version has moved on meanwhile. Load the page again to see its state.")
        ) from None


def objections_to_submission(
    *,
    author_ids: Collection[int],
    reviewer_id: int | None,
    approver_id: int | None,
    change_summary: str,
    undecided: int = 0,
    dead: Collection[str] = (),
    dead_reason: str = "",
) -> tuple[Sentence, ...]:
    """Give every reason not to submit.

    `undecided` counts the tracked changes of the text; `dead` are its citations of law no longer in
    force, which may stay for a reason. Nothing else that is wrong with a citation holds it back.
    """
    found: list[Sentence] = []
    if dead and not dead_reason.strip():
        found.append(
            say(
                "The text cites law that is no longer in force: %(texts)s. Put it right, or say"
                " why it stays.",
                texts="; ".join(list(dict.fromkeys(dead))[:MOST_NAMED]),
            )
        )
    if undecided:
        found.append(
            say(
                "Proposed changes in the text wait for a decision: %(count)s. Accept or reject"
                " them first.",
                count=undecided,
            )
        )
    if not change_summary.strip():
        found.append(say("Say in a sentence what was changed and why."))
    if reviewer_id is None:
        found.append(say("Choose who reviews this version."))
    if approver_id is None:
        found.append(say("Choose who approves this version."))
    if reviewer_id in author_ids:
        found.append(say("Who drafted this version cannot review it."))
    if approver_id in author_ids:
        found.append(say("Who drafted this version cannot approve it."))
    if approver_id is not None and approver_id == reviewer_id:
        found.append(say("Reviewer and approver must be two people."))
    return tuple(found)


def objections_to_approval(
    *,
    approver_id: int,
    assigned_id: int | None,
    author_ids: Collection[int],
    shown_hash: str,
    stored_hash: str,
    recomputed_hash: str,
    effective_on: date | None,
    today: date,
    open_since: datetime | None,
    effective_from: datetime,
) -> tuple[Sentence, ...]:
    """Give every reason not to approve.

    `open_since` is when the version now without end begins to count, effective or scheduled.
    """
    found: list[Sentence] = []
    if approver_id in author_ids:
        found.append(say("Who drafted or edited this version cannot approve it."))
    if assigned_id != approver_id:
        found.append(say("The approval of this version is not your task."))
    if shown_hash != stored_hash or stored_hash != recomputed_hash:
        found.append(say("The text is not the one you were shown. Load the page again."))
    if effective_on is not None and effective_on < today:
        found.append(say("The day of effect must not lie in the past."))
    if open_since is not None and effective_from <= open_since:
        found.append(
            say(
                "Another approved version takes effect on %(day)s; choose a later day.",
                day=day_of(open_since).strftime("%d/%m/%Y"),
            )
        )
    return tuple(found)


def names_code(text: str, code: str) -> bool:
    """Say whether `code` stands in `text` as a word of its own, with or without its spaces.

    `QT-01` is not named by `XQT-01` nor `QT-012`, but by `QT-01a` and `BM.01/QT-01`.
    """
    return any(
        not _goes_on(text, found.start()) and not _goes_on(text, found.end())
        for spelling in dict.fromkeys((code, code.replace(" ", "")))
        if spelling
        for found in re.finditer(re.escape(spelling), text)
    )


def _goes_on(text: str, at: int) -> bool:
    """Say whether a run of letters or of digits runs across the place `at`."""
    around = text[max(at - 1, 0) : at + 1]
    return 0 < at < len(text) and (around.isalpha() or around.isdigit())
