"""Legal packs from the command line: keys, making one, looking at one and taking it in."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Any

import click
from flask.cli import AppGroup

from docctl.actors import Actor, Permission
from docctl.agencies import queries as agencies
from docctl.cli.people import acting, refuse, stop
from docctl.current import runtime
from docctl.days import start_of
from docctl.errors import Refused
from docctl.installation import statistics
from docctl.jobs import queries as jobs
from docctl.jobs import service as queueing
from docctl.jobs.models import JobState
from docctl.jobs.working import work_once
from docctl.legal import queries as register
from docctl.packs import making, previewing, queries, receiving, service, taking
from docctl.packs.body import Scope
from docctl.packs.keys import LONGEST, find_own_key, fingerprint, read_public_key
from docctl.packs.models import ReceivedPack
from docctl.packs.rules import PackState
from docctl.work import handlers

group = AppGroup("pack", help="Legal packs: signed files for other installations.")
SECONDS_BETWEEN = 1.0
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("export")
@click.argument("out", type=click.Path(path_type=Path, writable=True))
@click.option("--text", "numbers", multiple=True, help="Number of a text; may be given again.")
@click.option("--since", type=click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"]), help="The day.")
@click.option("--since-last", is_flag=True, help="What was recorded since the last pack.")
@click.option("--as", "login", help="Login of the person who answers for it.")
def export(
    out: Path,
    *,
    numbers: tuple[str, ...],
    since: datetime | None,
    since_last: bool,
    login: str | None,
) -> None:
    """Make a pack of the whole register, of chosen texts, or since a day, and write it to OUT."""
    person = acting(Permission.REGISTER_LAW, login)
    scope = Scope.CHOSEN if numbers else Scope.SINCE if since or since_last else Scope.ALL
    moment = start_of(since.date()) if since else None
    try:
        with runtime().reading() as session:
            ids = frozenset(
                text.id for number in numbers for text in register.find_by_number(session, number)
            )
            wish = making.wish_for(session, scope, since=moment, text_ids=ids)
            prepared = making.prepare(session, wish)
        with runtime().transaction(person) as tx:
            issued = service.make_pack(
                tx, prepared=prepared, home=runtime().settings.home, blobs=runtime().blobs
            )
    except Refused as refused:
        refuse(refused)
    with runtime().reading() as session:
        agency = agencies.find_agency(session)
    path = out / making.file_name(agency.name if agency else "", issued) if out.is_dir() else out
    path.write_bytes(runtime().blobs.get(issued.sha256))
    click.echo(f"{path}: no. {issued.number}, {issued.texts} texts, {issued.effects} effects")
    click.echo(f"SHA-256 {issued.sha256}")


@group.command("import")
@click.argument("file", type=_FILE)
@click.option("--take", is_flag=True, help="Take it in; without it nothing is written.")
@click.option("--as", "login", help="Login of the person who answers for it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_(file: Path, *, take: bool, login: str | None, as_json: bool) -> None:
    """Check a pack and tell what it would change; with --take, take it in."""
    person = acting(Permission.REGISTER_LAW, login)
    data = file.read_bytes()
    try:
        with runtime().reading() as session:
            opened = receiving.open_pack(session, data)
        with runtime().transaction(person) as tx:
            received = service.receive_pack(
                tx, opened=opened, data=data, name=file.name, blobs=runtime().blobs
            )
        with runtime().reading() as session:
            again = queries.get_received(session, received.id)
            seen = previewing.preview(session, again, opened.pack)
        report: dict[str, Any] = {
            "pack": received.id,
            "sender": opened.sender.name,
            "number": received.number,
            "sha256": received.sha256,
            "texts": dict(seen.texts),
            "effects": dict(seen.effects),
            "missing": seen.missing,
        }
        if take:
            report["taken"] = _take(person, received)
    except Refused as refused:
        refuse(refused)
    _tell(report, as_json=as_json)


@group.command("keys")
@click.option("--add", "file", type=_FILE, help="File with the public key of a sender.")
@click.option("--name", default="", help="Name of the sender.")
@click.option("--confirm", "confirm_id", type=int, help="Number of a sender; compare it first.")
@click.option("--as", "login", help="Login of the person who answers for it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def keys(
    *, file: Path | None, name: str, confirm_id: int | None, login: str | None, as_json: bool
) -> None:
    """Print the own public key (made on first use) and the senders; add or confirm one."""
    person = acting(Permission.CONFIRM_RIGHTS, login)
    home = runtime().settings.home
    try:
        with runtime().transaction(person) as tx:
            pair = service.ensure_own_key(tx, home=home)
            if file is not None:
                key = read_public_key(file.read_text("utf-8", "replace")[:LONGEST])
                own = find_own_key(home)
                service.ask_for_sender(
                    tx, name=name or key.name, key=key, own=own.public.id if own else ""
                )
            if confirm_id is not None:
                service.decide_sender(tx, sender_id=confirm_id, confirmed=True)
    except Refused as refused:
        refuse(refused)
    with runtime().reading() as session:
        senders = [
            {
                "id": one.id,
                "name": one.name,
                "fingerprint": fingerprint(one.key_id),
                "state": "counts" if one.counts else "waits" if one.waits else "removed",
            }
            for one in queries.list_senders(session)
        ]
    report = {
        "key": pair.public.line.strip(),
        "fingerprint": fingerprint(pair.public.id),
        "senders": senders,
    }
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    click.echo(report["key"])
    click.echo(f"fingerprint {report['fingerprint']}")
    for one in senders:
        click.echo(f"  {one['id']:<4}{one['state']:<8}{one['fingerprint']}  {one['name']}")


def _take(person: Actor, received: ReceivedPack) -> Mapping[str, Any]:
    with runtime().transaction(person) as tx:
        started = service.start_taking(tx, pack_id=received.id)
        job_id = started.job_id
    assert job_id is not None
    while _goes_on(person, job_id):
        if not work_once(runtime(), {taking.KIND: handlers()[taking.KIND]}):
            sleep(SECONDS_BETWEEN)  # a worker has it
    statistics.refresh(runtime())
    with runtime().reading() as session:
        done = queries.get_received(session, received.id)
        if done.state is not PackState.TAKEN:
            failed = queueing.errors_of(jobs.get_job(session, job_id, actor=person))
            stop(*map(str, failed))
        return dict(done.counts)


def _goes_on(person: Actor, job_id: int) -> bool:
    with runtime().reading() as session:
        state = jobs.get_job(session, job_id, actor=person).state
    return state in {JobState.QUEUED, JobState.RUNNING}


def _tell(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    click.echo(f"Pack no. {report['number']} of {report['sender']}, SHA-256 {report['sha256']}")
    for name in ("texts", "effects"):
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(report[name].items()))
        click.echo(f"  {name:<10}{counted or '–'}")
    if report["missing"]:
        click.echo(f"  Pack no. {report['missing']} is missing; take both in, in any order.")
    if "taken" in report:
        click.echo(f"Taken in; {report['taken'].get('conflicts', 0)} conflicts wait for a person.")
    else:
        click.echo("Nothing was written to the register; take it in with --take, or on its page.")
