"""Documents from the command line."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from docctl.actors import Permission
from docctl.cli.people import acting, stop
from docctl.current import runtime
from docctl.documents import queries as documents
from docctl.errors import Forbidden, Refused
from docctl.inspection.queries import gather
from docctl.inspection.rules import check
from docctl.inspection.service import seal_inspection
from docctl.vietnamese import fold, one_line
from docctl.work.importing import BATCH, Taken, take_in

group = AppGroup("documents", help="Controlled documents.")
SUFFIXES = (".doc", ".docx")


@group.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line per file.")
@click.option("--as", "login", help="Login of the person who answers for the import.")
def import_(path: Path, *, as_json: bool, login: str | None) -> None:
    """Take in Word files: one, or all of a folder.

    What cannot be taken in without a decision (a code its field already has, no code, unreadable)
    waits under “Import documents” and is told here.
    """
    person = acting(Permission.MANAGE_DOCUMENTS, login)
    found = [path] if path.is_file() else sorted(f for f in path.rglob("*") if f.is_file())
    files = [f for f in found if path.is_file() or f.suffix.lower() in SUFFIXES]
    for skipped in sorted(set(found).difference(files)):
        click.echo(f"• {skipped.relative_to(path)} is no Word file and was left out", err=True)
    if not files:
        stop(f"There is no Word file in {path}.")
    click.echo(f"• Reading {len(files)} files, {BATCH} at a time", err=True)
    for taken in take_in(runtime(), person, ((file.name, file.read_bytes()) for file in files)):
        click.echo(json.dumps(as_line(taken), ensure_ascii=False) if as_json else as_text(taken))


@group.command("inspection")
@click.argument("code")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--field", help="The field, where several use the code.")
@click.option("--as", "login", help="Login of the person who takes it out.")
def inspection(code: str, out: Path, *, field: str | None, login: str | None) -> None:
    """Write the inspection file of a document: a signed ZIP without the Word paper."""
    person = acting(Permission.READ_ALL_VERSIONS, login)
    running = runtime()
    with running.reading() as session:
        found = documents.find_by_code(session, agency_id=person.agency_id or 0, code=code)
        known = [one for one in found if field is None or one.field.name_folded == fold(field)]
        if len(known) != 1:
            several = "several fields use this code; give --field" if known else "no such document"
            stop(f"{code}: {several}.")
        try:
            files, about = gather(session, known[0].id, actor=person, now=running.now())
        except (LookupError, Forbidden):
            stop(f"{code}: no such document, or {person.name} may not see all of it.")
    with running.transaction(person) as tx:
        data = seal_inspection(tx, home=running.settings.home, files=files, about=about)
    out.write_bytes(data)
    click.echo(f"• {out}: {len(files)} files, {about['findings']} findings")


@group.command("check-inspection")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_inspection(file: Path) -> None:
    """Check an inspection file against its manifest and signature; needs no database of its own."""
    try:
        manifest, key = check(file.read_bytes())
    except Refused as refused:
        stop(*(str(reason) for reason in refused.reasons))
    code, at = one_line(manifest["document"]["code"]), one_line(manifest["exported_at"])
    click.echo(f"• {code}, {at}: nothing was changed")
    click.echo(f"• signed with the key {key}; compare it with the one you know")


def as_line(taken: Taken) -> dict[str, Any]:
    """Give the JSON line of a file (contract: README)."""
    return {
        "file": taken.file,
        "code": taken.code,
        "title": taken.title,
        "field": taken.field,
        "issue_no": taken.issue_no,
        "revision_no": taken.revision_no,
        "issued_on": None if taken.issued_on is None else taken.issued_on.isoformat(),
        "citations": taken.citations,
        "state": taken.state,
        "version_id": taken.version_id,
        "warnings": [str(warning) for warning in taken.warnings],
    }


def as_text(taken: Taken) -> str:
    """Give one line for people."""
    day = "" if taken.issued_on is None else date.strftime(taken.issued_on, "%d/%m/%Y")
    line = f"{taken.state:<9} {taken.file}: {taken.code} {taken.title} {day}".rstrip()
    return "\n".join([line, *(f"          {warning}" for warning in taken.warnings)])
