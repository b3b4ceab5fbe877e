"""Legal texts and citations from the command line."""

import json
import sys
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Any

import click
from flask.cli import AppGroup

from docctl import word
from docctl.actors import Actor, Permission
from docctl.cli import legal_packs, legal_yearly
from docctl.cli.people import acting, refuse, stop
from docctl.current import runtime
from docctl.days import day_of
from docctl.errors import Refused
from docctl.impact import what_if
from docctl.installation import statistics
from docctl.jobs import queries as jobs
from docctl.jobs.working import work_once
from docctl.legal import impact_query, importing, queries, rerun, service
from docctl.legal.effects_jsonl import effect_lines
from docctl.legal.jsonl import found_lines
from docctl.legal.law_json import law_as_json
from docctl.legal.paths import label_of, paths_of
from docctl.legal.read import read_law
from docctl.legal.structure import structure_of
from docctl.work import handlers

SECONDS_BETWEEN = 1.0
group = AppGroup("legal", help="Legal texts and citations.")
group.add_command(legal_packs.group)
group.add_command(legal_yearly.yearly)


@group.command("find", with_appcontext=False)
@click.option("--jsonl", is_flag=True, required=True, help="JSON lines in, JSON lines out.")
def find(*, jsonl: bool) -> None:
    """Find the citations in texts: stdin {"id","text"} → stdout {"id","citations"}."""
    try:
        for line in found_lines(sys.stdin):
            click.echo(line)
    except Refused as refused:
        refuse(refused)


@group.command("effects", with_appcontext=False)
@click.option("--jsonl", is_flag=True, required=True, help="JSON lines in, JSON lines out.")
def effects(*, jsonl: bool) -> None:
    """Read what texts do to others: stdin {"id","text","source_number"?} → {"id","effects"}."""
    try:
        for line in effect_lines(sys.stdin):
            click.echo(line)
    except Refused as refused:
        refuse(refused)


@group.command("read", with_appcontext=False)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def read(file: Path, *, as_json: bool) -> None:
    """Read a law text from a file: its facts, its structure, and what it does to other texts."""
    try:
        text, silent = word.words_of_file(file.name, file.read_bytes())
    except Refused as refused:
        refuse(refused)
    if silent:
        click.echo(f"• pages without text, not read: {', '.join(map(str, silent))}", err=True)
    law = law_as_json(read_law(text), structure_of(text))
    if as_json:
        click.echo(json.dumps(law, ensure_ascii=False))
        return
    _print_law(law)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "login", help="Login of the person who answers for the import.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_(file: Path, *, login: str | None, as_json: bool) -> None:
    """Register legal texts from JSON Lines, CSV or XLSX; running it again changes nothing."""
    person = acting(Permission.REGISTER_LAW, login)
    try:
        click.echo(f"• Reading {file.name}", err=True)
        result = importing.import_file(
            runtime(), person, file.read_bytes(), file.name, progress=_tell_progress
        )
    except Refused as refused:
        refuse(refused)
    statistics.refresh(runtime())
    report = result.as_json()
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        if not isinstance(value, list):
            click.echo(f"  {name:<20}{value}")
    for row in report.get("refused_rows", [])[:20]:
        click.echo(f"  line {row['line']} {row['number']}: {'; '.join(row['reasons'])}")


def _tell_progress(done: int, total: int) -> None:
    click.echo(f"• {done} of {total} steps written", err=True)


@group.command("rerun")
@click.option("--as", "login", help="Login of the person who answers for the run.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def rerun_(*, login: str | None, as_json: bool) -> None:
    """Run the engine again over every version; a run that was broken off is taken up."""
    person = acting(Permission.REGISTER_LAW, login)
    job_id = _unfinished_run() or _started_run(person)
    while rerun.is_waiting(runtime(), job_id):
        if not work_once(runtime(), {rerun.KIND: handlers()[rerun.KIND]}):
            sleep(SECONDS_BETWEEN)  # a worker has it, or one that fell silent still holds the lease
    statistics.refresh(runtime())
    with runtime().reading() as session:
        report = queries.report_of(session, job_id, actor=person, now=runtime().now())
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for name, value in report.items():
            if name not in {"differences", "unreadable"}:
                click.echo(f"  {name:<20}{value}")
        for one in report["differences"]:
            counts = f"+{one['added']} -{one['gone']} ~{one['changed']}"
            click.echo(f"  {one['code']} {one['label']}: {counts} ({one['state']})")
    if report["state"] != "done":
        stop(*report["reasons"])


def _unfinished_run() -> int | None:
    with runtime().reading() as session:
        job = jobs.find_unfinished(session, kind=rerun.KIND)
        return None if job is None else job.id


def _started_run(person: Actor) -> int:
    try:
        with runtime().transaction(person) as tx:
            return service.start_rerun(tx).id
    except Refused as refused:
        refuse(refused)


@group.command("impact")
@click.argument("number", required=False)
@click.option(
    "--draft",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ask about a draft of a law, as it reads; nothing is stored.",
)
@click.option("--on", type=click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"]), help="The day.")
@click.option("--as", "login", help="Login of the person who asks.")
@click.option("--most", type=click.IntRange(min=1), help="Name only so many versions, by code.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def impact(
    number: str | None,
    *,
    draft: Path | None,
    on: datetime | None,
    login: str | None,
    most: int | None,
    as_json: bool,
) -> None:
    """Tell which versions and passages cite a legal text, by number or name, or a draft hurts."""
    if (number is None) == (draft is None):
        raise click.UsageError("Give a number, or --draft FILE.")
    person = acting(Permission.READ_ALL_VERSIONS, login)
    if draft is not None:
        _print_draft(_supposed(draft, person), as_json=as_json)
        return
    assert number is not None
    day = day_of(runtime().now()) if on is None else on.date()
    with runtime().reading() as session:
        answer = impact_query.impact(session, number=number, on=day, actor=person, most=most)
    if not answer.as_json()["texts"]:
        click.echo(f"✗ The register has no text “{number}”.", err=True)
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False))
        return
    _print(answer.as_json())


def _supposed(file: Path, person: Actor) -> dict[str, Any]:
    try:
        words = word.text_of_file(file.name, file.read_bytes())
    except Refused as refused:
        refuse(refused)
    with runtime().reading() as session:
        return what_if.what_if(session, words, actor=person, now=runtime().now()).as_json()


def _print_draft(answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for effect in answer["effects"]:
        known = "" if effect["text"] else " (not in the register)"
        scope = ", ".join(effect["provisions"]) or "–"
        click.echo(f"{effect['action']} {effect['target']}{known}: {scope}")
    for document in answer["documents"]:
        strength = "strong" if document["strong"] else "weak"
        click.echo(f"  {document['code']} {document['title']} ({strength}; {document['owner']})")
        for passage in document["passages"]:
            click.echo(f"    {passage['context']}")


def _print_law(law: dict[str, Any]) -> None:
    for name in ("number", "type", "title", "issuer", "signer", "office", "issued", "effective"):
        click.echo(f"  {name:<12}{law[name] or '–'}")
    counted = [f"{level} {count}" for level, count in law["structure"].items() if count]
    click.echo(f"  {'structure':<12}{', '.join(counted) or '–'}")
    for one in law["basis"]:
        click.echo(f"  {'basis':<12}{one['type']} {one['number'] or one['name']}")
    for one in law["effects"]:
        scope = one["scope"] if isinstance(one["scope"], str) else _places(one["scope"])
        target = one["target_number"] or one["target_name"]
        click.echo(f"  {one['action']:<12}{target}: {scope}; {one['effective'] or '–'}")


def _places(scope: list[dict[str, str | None]]) -> str:
    return ", ".join(label_of(path) or "…" for place in scope for path in paths_of(place))


def _print(answer: dict[str, Any]) -> None:
    if not answer["versions"]:
        click.echo("No version cites it.")
    for text in answer["texts"]:
        click.echo(f"{text['type']} {text['number']} – {text['title']}: {text['standing']}")
    for version in answer["versions"]:
        click.echo(f"  {version['code']} {version['title']} ({version['label']})")
        for passage in version["passages"]:
            click.echo(f"    {passage['context']}")
