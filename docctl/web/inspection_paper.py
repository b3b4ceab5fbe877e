"""The readable part of an inspection file: a Word paper written from what the file itself says."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from docctl.actors import SYSTEM
from docctl.documents.rules import State
from docctl.impact.states import FindingState, ReasonCode
from docctl.legal.rules import ON_ITSELF, Action
from docctl.signatures.rules import Meaning
from docctl.web.certificate_paper import Paper, Table, docx_of
from docctl.web.language import write_day, write_moment
from docctl.web.words import (
    finding_word,
    meaning_word,
    reason_word,
    role_words,
    state_word,
    suffered_word,
)

Json = Mapping[str, Any]


def paper_of(files: Mapping[str, bytes], about: Json) -> bytes:
    """Write the paper, in the language of the request."""
    document = json.loads(files["document.json"])
    findings = json.loads(files["findings.json"])
    versions = document["versions"]
    return docx_of(
        Paper(
            agency=about["agency"],
            title=_("Inspection file: %(code)s", code=document["code"]),
            statement=document["title"],
            facts=_facts(document),
            tables=(
                Table(
                    _("Versions"),
                    (_("Version"), _("State"), _("In force"), _("SHA-256 of the text")),
                    [_version(one) for one in versions],
                    "–",
                    (80, 140, 160, 260),
                ),
                Table(
                    _("Signatures"),
                    (_("Version"), _("Meaning"), _("Name"), _("Role at that time"), _("When")),
                    [
                        _signature(version, one)
                        for version in versions
                        for one in version["signatures"]
                    ],
                    _("No signature."),
                ),
                Table(
                    _("Findings"),
                    (_("Change of law"), _("As written"), _("State"), _("Who decided what")),
                    [_finding(one) for one in findings],
                    _("No change of law has met what this document cites."),
                    (180, 160, 110, 190),
                ),
            ),
            proof=(
                (_("Made by"), f"{about['exported_by']['name']}, {_moment(about['exported_at'])}"),
                (_("Program"), about["program"]),
                (_("Code"), document["code"]),
                (
                    _("End of the audit trail"),
                    f"{about['audit_head']['seq']}: {about['audit_head']['hash']}",
                ),
            ),
            note=_(
                "This paper is for reading. What counts are the files beside it: each statement"
                " with its source, and the signed manifest that names them all."
            ),
        )
    )


def _facts(document: Json) -> list[tuple[str, str]]:
    bases = document["legal_bases"]
    until = "" if bases is None else bases["up_to"]
    return [
        (_("Code"), document["code"]),
        (_("Field"), document["field"]),
        (_("Unit"), document["unit"] or "–"),
        (_("Owner"), document["owner"] or "–"),
        (_("Legal bases up to"), _day(until) or _("not known")),
        (_("Withdrawn"), _moment(document["withdrawn_at"]) or _("no")),
    ]


def _version(one: Json) -> tuple[str, ...]:
    since, until = _moment(one["effective_from"]), _moment(one["effective_to"])
    return (
        one["facts"]["label"] or "",
        state_word(State(one["state"])),
        f"{since} – {until or '…'}" if since else "–",
        one["content_hash"],
    )


def _signature(version: Json, one: Json) -> tuple[str, ...]:
    return (
        version["facts"]["label"] or "",
        meaning_word(Meaning(one["meaning"])),
        one["said_by"]["name"],
        role_words(one["roles"]),
        _moment(one["said_by"]["at"]),
    )


def _finding(one: Json) -> tuple[str, ...]:
    effect = one["effect"]
    action = Action(effect["action"])
    by = "" if action in ON_ITSELF else effect["by"]
    change = f"{effect['of']} {suffered_word(action)} {by}".rstrip()
    due = one["found"]["due_on"]
    return (
        "\n".join(filter(None, (change, effect["number"], _day(due)))),
        one["quote"],
        finding_word(FindingState(one["state"])),
        _decision(one["decision"]) or "–",
    )


def _decision(said: Json | None) -> str:
    if said is None:
        return ""
    code = reason_word(ReasonCode(said["reason_code"])) if said["reason_code"] else ""
    name = said["said_by"]["name"]
    name = _("System") if name == SYSTEM.name else name
    who = f"{name}, {_moment(said['said_by']['at'])}".rstrip(", ")
    second = _("confirmed by %(name)s", name=said["confirmed_by"]) if said["confirmed_by"] else ""
    return "\n".join(filter(None, (who, code, said["reason"], str(second))))


def _day(said: str | None) -> str:
    return write_day(date.fromisoformat(said)) if said else ""


def _moment(said: str | datetime | None) -> str:
    if isinstance(said, str):
        said = datetime.fromisoformat(said)
    return write_moment(said)
