"""What stands on a certificate: from its stored facts, for the page and for the PDF alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from docctl import content as contents
from docctl import word
from docctl.legal.paths import label_of
from docctl.legal.presumption import Evidence
from docctl.legal.rules import Action
from docctl.legal.standing import Standing
from docctl.signatures.rules import Meaning, Method
from docctl.timemachine.models import Certificate
from docctl.timemachine.rules import Nothing, written_code
from docctl.web.language import write_day, write_moment
from docctl.web.standing_words import evidence_word
from docctl.web.words import (
    meaning_word,
    method_word,
    nothing_word,
    role_words,
    standing_word,
    suffered_word,
)

Json = Mapping[str, Any]
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the paper: heading, columns, rows; `empty` is said when there are none."""

    heading: str
    columns: Sequence[str]
    rows: Rows
    empty: str
    widths: Sequence[int] = ()  # of the columns, as the paper shares them out


@dataclass(frozen=True, slots=True)
class Paper:
    """All that is printed, in the language of the request."""

    agency: str
    title: str
    statement: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    proof: Sequence[tuple[str, str]]
    note: str


def paper_of(certificate: Certificate, check_address: str) -> Paper:
    """Write a certificate out in the language of the request."""
    facts = certificate.facts
    return Paper(
        agency=facts["agency"],
        title=_("Certificate: document and legal bases on %(day)s", day=_day(facts["on"])),
        statement=_statement(facts),
        facts=_version(facts["version"], facts["document"]["code"]),
        tables=(
            Table(
                _("Signatures under this version"),
                (_("Meaning"), _("Name"), _("Role at that time"), _("When"), _("How")),
                [_signature(one) for one in facts["signatures"]],
                _adopted(facts["version"]),
            ),
            Table(
                _("Legal bases on %(day)s", day=_day(facts["on"])),
                (_("No."), _("Legal text"), _("State on that day"), _("Changes that counted")),
                [_basis(place, one) for place, one in enumerate(facts["bases"], start=1)],
                _("The version cites no registered legal text."),
                (36, 210, 220, 174),
            ),
            Table(
                _("Mentions nobody can answer for"),
                (_("As written"), _("Why")),
                [
                    (
                        one["quote"],
                        standing_word(
                            Standing.AMBIGUOUS if one["ambiguous"] else Standing.UNREGISTERED
                        ),
                    )
                    for one in facts["unbound"]
                ],
                _("None: every mention is bound to a registered text."),
            ),
        ),
        proof=(
            (_("As known"), _known(certificate)),
            (_("Printed by"), f"{certificate.issued_by}, {write_moment(certificate.issued_at)}"),
            (_("Check code"), written_code(certificate.code)),
            (_("Check at"), check_address),
            (_("SHA-256 of these facts"), certificate.facts_hash),
        ),
        note=_(
            "Made by the document control system from its records; who wants to know whether it"
            " still holds enters the check code there."
        ),
    )


def docx_of(paper: Paper) -> bytes:
    """Give the paper as a Word file, from which the PDF is made."""
    blocks: list[Json] = [
        _line(paper.title.upper(), kind="heading", align="center"),
        _line(paper.statement),
        _pairs(paper.facts),
    ]
    for table in paper.tables:
        blocks.append(_line(table.heading, kind="heading", level=2))
        if table.rows:
            rows = [[_cell(one) for one in row] for row in table.rows]
            blocks.append(_table(table.columns, rows, table.widths))
        else:
            blocks.append(_line(table.empty))
    blocks += [_line(_("Proof"), kind="heading", level=2), _pairs(paper.proof), _line(paper.note)]
    header = word.PageHeader(paper.agency, paper.title, paper.proof[2:3], _("Page"))
    return word.write(contents.parse({"type": "doc", "content": blocks}), header=header)


def part_word(part: str) -> str:
    """Name a part of a certificate that is told otherwise now."""
    words = {
        "document": _("the document"),
        "on": _("the day"),
        "known_on": _("the day of knowledge"),
        "nothing": _("whether a version counted"),
        "version": _("the version and its days"),
        "during": _("versions that counted for a part of the day"),
        "signatures": _("the signatures"),
        "bases": _("the state of the legal bases"),
        "unbound": _("mentions without a text"),
    }
    return str(words[part])


def _statement(facts: Json) -> str:
    code, day, version = facts["document"]["code"], _day(facts["on"]), facts["version"]
    if version is None:
        why = nothing_word(Nothing(facts["nothing"]))
        return str(
            _(
                "On %(day)s no version of %(code)s was in force: %(why)s",
                day=day,
                code=code,
                why=why,
            )
        )
    return str(
        _(
            "On %(day)s the version of %(code)s in force was %(label)s, “%(title)s”.",
            day=day,
            code=code,
            label=version["label"],
            title=version["title"],
        )
    )


def _version(version: Json | None, code: str) -> list[tuple[str, str]]:
    if version is None:
        return [(_("Code"), code)]
    until = _moment(version["until"])
    return [
        (_("Code"), code),
        (_("Title"), version["title"]),
        (_("Issue/revision"), version["label"]),
        (_("Issued on"), _day(version["issued_on"])),
        (_("In force from"), _moment(version["since"])),
        (_("In force until"), until or _("no end known")),
        (_("SHA-256 of the text"), version["content_hash"]),
    ]


def _adopted(version: Json | None) -> str:
    if version is not None and version["adopted"]:
        return str(_("Taken over as approved before this system; the signatures are on paper."))
    return str(_("No signature."))


def _signature(one: Json) -> tuple[str, ...]:
    return (
        meaning_word(Meaning(one["meaning"])),
        one["name"],
        role_words(one["roles"]),
        _moment(one["at"]),
        method_word(Method(one["method"])),
    )


def _basis(place: int, one: Json) -> tuple[str, ...]:
    names = one["names"]
    label = f"{names['type']} {names['number']}".strip() or names["title"]
    issued = f" ({_day(names['issued_on'])})" if names["issued_on"] else ""
    lines = [_force(one["force"])]
    lines += [f"{'; '.join(paths)}: {said}" for said, paths in _alike(one["parts"])]
    if one["incidental"]:
        lines.append(_("only named in the title of another text"))
    title = "" if names["title"] in label else names["title"]
    return (
        str(place),
        "\n".join(filter(None, (f"{label}{issued}", title))),
        "\n".join(lines),
        "\n".join(_change(change) for change in one["counted"]) or "–",
    )


def _alike(parts: Sequence[Json]) -> list[tuple[str, list[str]]]:
    """Give what is said of provisions, with all of which it is said."""
    said: dict[str, list[str]] = {}
    for part in parts:
        said.setdefault(_force(part["force"]), []).append(label_of(part["path"]))
    return list(said.items())


def _force(force: Json) -> str:
    standing = Standing(force["standing"])
    names, said = force["names"], [standing_word(standing)]
    if force["since"]:
        said.append(_("from %(day)s", day=_day(force["since"])))
    by = [names[str(one)] for one in force["by"] if str(one) in names]
    if by:
        said.append(_("under %(texts)s", texts=", ".join(by)))
    if force["evidence"]:
        said.append(evidence_word(Evidence(force["evidence"])))
    later = [
        names[str(one)]
        for one in force["successors"]
        if str(one) in names and one not in force["by"]
    ]
    if later:
        said.append(_("now: %(texts)s", texts=", ".join(later)))
    return ", ".join(map(str, said))


def _change(change: Json) -> str:
    where = "; ".join(label_of(path) for path in change["paths"][:6])
    more = "…" if len(change["paths"]) > 6 else ""
    parts = [
        f"{suffered_word(Action(change['action']))} {change['names']['by']}",
        _("from %(day)s", day=_day(change["on"])) if change["on"] else _("day not recorded"),
        f"{where}{more}",
    ]
    return ", ".join(filter(None, parts))


def _known(certificate: Certificate) -> str:
    if certificate.known_day is not None:
        return str(_("at the end of %(day)s", day=write_day(certificate.known_day)))
    return str(_("when it was printed, %(moment)s", moment=write_moment(certificate.known_at)))


def _day(said: str) -> str:
    return write_day(date.fromisoformat(said)) if said else ""


def _moment(said: str) -> str:
    return write_moment(datetime.fromisoformat(said)) if said else ""


def _line(text: str, *, kind: str = "paragraph", align: str = "left", level: int = 1) -> Json:
    attributes: dict[str, Any] = {"align": align}
    if kind == "heading":
        attributes["level"] = level
    return {"type": kind, "attrs": attributes, "content": _words(text)}


def _words(text: str, *, bold: bool = False) -> list[Json]:
    marks = {"marks": [{"type": "bold"}]} if bold else {}
    found: list[Json] = []
    for place, line in enumerate(text.split("\n")):
        if place:
            found.append({"type": "hardBreak"})
        if line:
            found.append({"type": "text", "text": line, **marks})
    return found


def _cell(text: str, *, bold: bool = False, kind: str = "tableCell") -> Json:
    paragraph = {"type": "paragraph", "content": _words(text, bold=bold)}
    return {"type": kind, "content": [paragraph]}


def _pairs(rows: Sequence[tuple[str, str]]) -> Json:
    return _table((), [[_cell(name, bold=True), _cell(value)] for name, value in rows], (160, 480))


def _table(
    columns: Sequence[str], rows: Sequence[Sequence[Json]], widths: Sequence[int] = ()
) -> Json:
    head = [[_cell(name, bold=True, kind="tableHeader") for name in columns]] if columns else []
    listed = [
        {"type": "tableRow", "content": [_wide(cell, widths, n) for n, cell in enumerate(row)]}
        for row in (*head, *rows)
    ]
    return {"type": "table", "content": listed}


def _wide(cell: Json, widths: Sequence[int], place: int) -> Json:
    return {**cell, "attrs": {"colwidth": [widths[place]]}} if widths else cell
