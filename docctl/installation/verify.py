"""Check every invariant that data alone can show (`docs/security.md`, table of invariants)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from docctl.blobs import Blobs
from docctl.installation import verify_batches as batches
from docctl.installation import verify_campaigns as campaigns
from docctl.installation import verify_decisions as decisions
from docctl.installation import verify_findings as findings
from docctl.installation import verify_law as law
from docctl.installation import verify_packs as packs
from docctl.installation import verify_paper as paper
from docctl.installation import verify_recommended as recommended
from docctl.installation import verify_storage as storage
from docctl.installation import verify_trail as trail
from docctl.installation import verify_versions as versions
from docctl.installation.checks import Check, Fault, Place

__all__ = ["CHECKS", "Fault", "Report", "verify_all"]


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was wrong."""

    checked: dict[str, int]
    faults: tuple[Fault, ...]


CHECKS: dict[str, Check] = {
    "contents": versions.contents_hold,
    "approvals": versions.approvals_are_one,
    "entries": versions.entries_say_the_same,
    "periods": versions.periods_follow,
    "histories": versions.histories_are_walks,
    "duties": versions.duties_are_parted,
    "tasks": versions.tasks_fit,
    "batches": batches.batches_hold,
    "handed": batches.batches_hold_what_was_handed_in,
    "saves": versions.saves_follow,
    "signatures": trail.signatures_are_recorded,
    "facts": trail.facts_are_recorded,
    "withdrawals": trail.withdrawals_are_recorded,
    "documents": trail.documents_are_recorded,
    "rights": trail.rights_are_recorded,
    "authors": trail.authors_are_recorded,
    "law": law.law_is_remembered,
    "provisions": law.provisions_name_their_texts,
    "findings": findings.findings_are_recorded,
    "decisions": decisions.decisions_are_recorded,
    "rules": decisions.rules_are_recorded,
    "signals": decisions.signals_are_recorded,
    "campaigns": campaigns.campaigns_are_recorded,
    "certificates": paper.certificates_are_recorded,
    "statements": recommended.statements_are_recorded,
    "recommendations": recommended.recommendations_are_recorded,
    "packs": packs.packs_follow,
    "senders": packs.senders_are_known,
    "taken": packs.packs_say_what_they_wrote,
    "conflicts": packs.conflicts_are_recorded,
    "received": packs.packs_came,
    "said": packs.packs_hold_what_was_kept,
    "audit": storage.trail_holds,
    "files": storage.files_hold,
    "codes": storage.codes_are_single,
    "messages": storage.messages_hold,
    "sessions": storage.nobody_disabled_is_in,
    "guards": storage.guards_stand,
    "pages": storage.pages_hold,
}


def verify_all(session: Session, blobs: Blobs, *, now: datetime) -> Report:
    """Run every check over the whole installation; reads only, any size."""
    place = Place(session=session, blobs=blobs, now=now)
    checked: dict[str, int] = {}
    faults: list[Fault] = []
    for name, check in CHECKS.items():
        checked[name] = 0
        for result in check(place):
            if isinstance(result, Fault):
                faults.append(result)
            else:
                checked[name] += result
    return Report(checked=checked, faults=tuple(faults))
