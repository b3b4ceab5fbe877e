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
