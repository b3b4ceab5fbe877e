"""The public door for reading: bytes of a Word file in, content and what it says of itself out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from docctl.content import parse
from docctl.errors import Refused, Sentence, say
from docctl.word.carried import Carried, stamp_from
from docctl.word.gate import check_zip, kind_of
from docctl.word.model import Imported, Limits, Meta, Person, Picture, Revision
from docctl.word.office import convert_many
from docctl.word.pictures import shape_of
from docctl.word.sandbox import parse_apart, sentence_from


def read_file(data: bytes, filename: str, *, limits: Limits | None = None) -> Imported:
    """Read a .docx, or a legacy .doc or .rtf through LibreOffice.

    Parsing happens in a child process with limits. Tracked changes are read as accepted, comments
    left out; both are said in `warnings`. Raises Refused with all reasons when the file is unsafe,
    damaged or no Word file.
    """
    result = read_files([(data, filename)], limits=limits)[0]
    if isinstance(result, Refused):
        raise result
    return result


def read_files(
    files: Sequence[tuple[bytes, str]], *, limits: Limits | None = None
) -> list[Imported | Refused]:
    """Read many files with one start of LibreOffice; a refusal stands in the place of its file."""
    limits = limits or Limits()
    kinds = [_kind(data, name, limits) for data, name in files]
    old = [place for place, kind in enumerate(kinds) if kind == "office"]
    converted: dict[int, bytes | Refused | None] = {}
    try:
        converted.update(
            zip(old, convert_many([files[p][0] for p in old], limits=limits), strict=True)
        )
    except Refused as refused:
        converted.update(dict.fromkeys(old, refused))
    results: list[Imported | Refused] = []
    for place, ((data, name), kind) in enumerate(zip(files, kinds, strict=True)):
        try:
            if isinstance(kind, Refused):
                results.append(kind)
            elif kind == "office":
                results.append(_read_converted(converted[place], name, limits))
            else:
                results.append(_read(data, name, kind, limits))
        except Refused as refused:
            results.append(refused)
    return results


def _kind(data: bytes, filename: str, limits: Limits) -> str | Refused:
    try:
        kind = kind_of(data, filename, limits)
        if kind == "docx":
            check_zip(data, limits)
    except Refused as refused:
        return refused
    return kind


def _read_converted(data: bytes | Refused | None, filename: str, limits: Limits) -> Imported:
    if isinstance(data, Refused):
        raise data
    if data is None:
        raise Refused(say("LibreOffice could not convert the file; save it as .docx."))
    more: list[Sentence] = []
    if check_zip(data, limits, converted=True):
        more.append(say("Embedded objects were left out; only their picture was kept."))
    return _read(data, filename, "docx", limits, converted=True, more=more)


def _read(
    data: bytes,
    filename: str,
    kind: str,
    limits: Limits,
    *,
    converted: bool = False,
    more: Sequence[Sentence] = (),
) -> Imported:
    answer, blobs = parse_apart(data, kind, limits, converted=converted, filename=filename[:200])
    try:
        content = parse(answer["content"])
        warnings = dict.fromkeys((*map(sentence_from, answer["warnings"]), *more))
        images = {}
        for (name, *_), blob in zip(answer["images"], blobs, strict=True):
            shape = shape_of(blob)
            if shape is not None:
                images[str(name)] = Picture(blob, *shape)
        stamp = answer.get("stamp")
        return Imported(
            content,
            images,
            _meta(answer["meta"]),
            tuple(warnings),
            stamp=None if stamp is None else stamp_from(stamp, stamp.get("outline")),
            carried=tuple(
                Carried(int(number), str(uid), int(start), int(end))
                for number, uid, start, end in answer.get("carried", ())
            ),
            tracked=frozenset(map(str, answer.get("tracked", ()))),
            changes=tuple((str(who), int(count)) for who, count in answer.get("changes", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(say("The file is damaged or not a Word document.")) from error


def _meta(found: dict[str, Any]) -> Meta:
    people = {role: _person(facts) for role, facts in found["people"].items()}
    return Meta(
        code=str(found["code"]),
        title=str(found["title"]),
        kind=str(found["kind"]),
        agency=str(found["agency"]),
        issue_no=found["issue_no"],
        revision_no=found["revision_no"],
        issued_on=_day(found["issued_on"]),
        effective_on=_day(found["effective_on"]),
        drafter=people.get("drafter"),
        reviewer=people.get("reviewer"),
        approver=people.get("approver"),
        revisions=tuple(
            Revision(
                what=row["what"],
                where=row.get("where", ""),
                basis=row.get("basis", ""),
                number=row.get("number", ""),
                on=_day(row.get("on")),
            )
            for row in found["revisions"]
        ),
        field=str(found["field"]),
        field_sure=bool(found["field_sure"]),
        service_code=str(found["service_code"]),
        forms=tuple((str(code), str(name)) for code, name in found["forms"]),
    )


def _person(facts: dict[str, Any]) -> Person:
    return Person(facts["name"], facts.get("position", ""), _day(facts.get("on")))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
