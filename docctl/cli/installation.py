"""Set up, check and fill an installation."""

import json
import os
import secrets
import sys

import click
from flask.cli import with_appcontext

from docctl.actors import SYSTEM
from docctl.cli.people import refuse
from docctl.current import runtime
from docctl.errors import Refused
from docctl.identity import queries as identity
from docctl.installation import checkpoints, migrate, service
from docctl.installation.verify import verify_all
from docctl.search import service as search

PASSWORD_FILE = "passwords.txt"  # noqa: S105  # a file's name


@click.command("init")
@click.option("--agency", required=True, help="The agency's name.")
@click.option("--province", default="", help="Its province, for local legal texts.")
@with_appcontext
def init(agency: str, province: str) -> None:
    """Create the database, the agency and its administrator, without questions."""
    prepare_home()
    migrate.upgrade(runtime().engine)
    password = secrets.token_urlsafe(12)
    try:
        with runtime().transaction(SYSTEM) as tx:
            service.set_up(
                tx,
                agency=agency,
                province=province,
                units=(),
                login="quantri",
                name="Quản trị hệ thống",
                password=password,
                repeated=password,
            )
    except Refused as refused:
        refuse(refused)
    search.rebuild(runtime())
    keep_passwords({"quantri": password})
    click.echo(f"{agency}: login quantri, password {password}")
    click.echo(f"(kept in {runtime().settings.home / PASSWORD_FILE}, readable by you only)")


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Bring the database to the schema of this program."""
    prepare_home()
    before = migrate.found(runtime().engine)
    migrate.upgrade(runtime().engine)
    click.echo(f"{before or 'empty'} → {migrate.found(runtime().engine)}")


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def verify(*, as_json: bool) -> None:
    """Check every invariant; exit status 1 when one does not hold."""
    with runtime().reading() as session:
        report = verify_all(session, runtime().blobs, now=runtime().now())
    faults = [
        {"invariant": fault.invariant, "subject": fault.subject, "what": fault.what}
        for fault in report.faults
    ]
    faults += [
        {"invariant": "I4", "subject": "audit", "what": what}
        for what in checkpoints.faults(runtime())
    ]
    if as_json:
        click.echo(json.dumps({"checked": report.checked, "faults": faults}, ensure_ascii=False))
    else:
        for name, count in report.checked.items():
            click.echo(f"  {name:<12}{count:>9}")
        for fault in faults:
            click.echo("✗ {invariant} {subject}: {what}".format(**fault), err=True)
        click.echo("everything holds" if not faults else f"{len(faults)} faults")
    sys.exit(1 if faults else 0)


@click.command("demo")
@with_appcontext
def demo_command() -> None:
    """Load the sample agency once; an installation with people in it is left alone."""
    prepare_home()
    migrate.upgrade(runtime().engine)
    load_demo()


def load_demo() -> bool:
    """Load the sample data unless somebody can sign in already; say whether it was loaded."""
    with runtime().reading() as session:
        if identity.has_users(session):
            click.echo("• This installation is in use; its data stays as it is")
            return False
    from docctl.demo import load  # noqa: PLC0415  # heavy, and only this once

    passwords = load.load(runtime(), progress=lambda line: click.echo(f"• {line}"))
    keep_passwords(passwords)
    return True


def prepare_home() -> None:
    """Make the data folder, for this user only."""
    home = runtime().settings.home
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)


def keep_passwords(passwords: dict[str, str]) -> None:
    """Write generated passwords to a file of mode 0600."""
    path = runtime().settings.home / PASSWORD_FILE
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for login, password in passwords.items():
            file.write(f"{login}\t{password}\n")


COMMANDS = (init, migrate_command, verify, demo_command)
