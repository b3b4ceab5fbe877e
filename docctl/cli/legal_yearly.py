"""A yearly list of expired texts from the command line: compare it, and take in what is new."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.cli.people import acting, refuse
from docctl.current import runtime
from docctl.days import day_of
from docctl.errors import Refused
from docctl.yearly import service
from docctl.yearly.comparing import Compared, Verdict, compare
from docctl.yearly.lines import lines_of

BATCH = 50


@click.command("yearly")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--issuer", default="", help="Whose list it is.")
@click.option("--day", type=click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"]), help="As of.")
@click.option("--take", is_flag=True, help="Take in what is new; without it nothing is written.")
@click.option("--register", is_flag=True, help="With --take: register the texts that are missing.")
@click.option("--as", "login", help="Login of the person who answers for it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def yearly(
    file: Path,
    *,
    issuer: str,
    day: datetime | None,
    take: bool,
    register: bool,
    login: str | None,
    as_json: bool,
) -> None:
    """Compare a yearly list of expired texts (Excel, Word, text) with the register."""
    person = acting(Permission.REGISTER_LAW, login)
    on = day_of(runtime().now()) if day is None else day.date()
    try:
        blob = service.keep_list(
            runtime().blobs,
            lines_of(file.read_bytes(), file.name),
            name=file.name,
            issuer=issuer,
            day=on,
        )
    except Refused as refused:
        refuse(refused)
    kept = service.get_list(runtime().blobs, blob)
    with runtime().reading() as session:
        agency = agencies.find_agency(session)
        own = (agency.province, agency.name) if agency else ()
        asker = service.asker_of(kept, *own)
        rows = [_plain(one) for one in compare(session, kept.listed.rows, asker=asker)]
    report: dict[str, Any] = {
        "title": kept.listed.title,
        "rows": rows,
        "unread": [
            {"row": one.place, "words": one.words, "reasons": list(map(str, one.reasons))}
            for one in kept.listed.unread
        ],
    }
    if take:
        news = {Verdict.NEW, Verdict.UNSURE} | ({Verdict.UNMATCHED} if register else set())
        places = [row["row"] for row in rows if row["verdict"] in news]
        taken: dict[str, int] = {}
        for start in range(0, len(places), BATCH):
            with runtime().transaction(person) as tx:
                counts = service.take_rows(
                    tx,
                    kept=kept,
                    asker=asker,
                    places=frozenset(places[start : start + BATCH]),
                    with_missing=register,
                )
            taken = {name: taken.get(name, 0) + counts[name] for name in {*taken, *counts}}
        report["taken"] = taken
    _tell(report, as_json=as_json)


def _plain(one: Compared) -> dict[str, Any]:
    return {
        "row": one.row.place,
        "verdict": one.verdict.value,
        "type": one.row.type,
        "number": one.row.number,
        "ends": one.row.ends_on.isoformat() if one.row.ends_on else None,
        "action": one.why.action.value,
        "by": [said.words for said in one.why.sources],
        "paths": list(one.row.paths),
        "text_id": one.target.id if one.target else None,
        "source_id": one.source.id if one.source else None,
        "notes": list(map(str, one.notes)),
    }


def _tell(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    click.echo(report["title"])
    for row in report["rows"]:
        notes = f" – {' '.join(row['notes'])}" if row["notes"] else ""
        click.echo(f"  {row['row']:<12}{row['verdict']:<12}{row['type']} {row['number']}{notes}")
    for row in report["unread"]:
        click.echo(f"  {row['row']:<12}unread      {' '.join(row['reasons'])}")
    if "taken" in report:
        counted = ", ".join(f"{count} {name}" for name, count in sorted(report["taken"].items()))
        click.echo(f"Taken in: {counted or 'nothing'}")
    else:
        click.echo("Nothing was written; take in what is new with --take, or on its page.")
