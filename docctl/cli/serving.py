"""Serve pages and do background work."""

import socket
import threading
from pathlib import Path

import click
import waitress
from flask import current_app
from flask.cli import with_appcontext

from docctl import worker
from docctl.cli.installation import PASSWORD_FILE, load_demo, prepare_home
from docctl.cli.people import stop
from docctl.current import runtime
from docctl.identity import queries as identity
from docctl.installation import migrate, selfcheck
from docctl.work import handlers

# Connections that say nothing are let go soon, and many fit: nobody shuts others out by holding
# some open. Slow sending and long answers are not cut off.
CONNECTIONS = {"connection_limit": 900, "channel_timeout": 20, "cleanup_interval": 5}


@click.command("serve")
@click.option("--no-worker", is_flag=True, help="Do background work elsewhere (docctl worker).")
@with_appcontext
def serve(*, no_worker: bool) -> None:
    """Serve the pages, and do background work in the same process."""
    if reasons := objections():
        stop(*reasons)
    settings = runtime().settings
    ending = threading.Event()
    if not no_worker:
        thread = threading.Thread(
            target=worker.run,
            args=(runtime(), handlers()),
            kwargs={"stop": ending},
            name="docctl-worker",
            daemon=True,
        )
        thread.start()
    if settings.testing:
        click.echo("✗ DOCCTL_TESTING is set: this is no installation for work.", err=True)
    click.echo(f"• Serving on {settings.base_url} (stop with Ctrl+C)")
    try:
        waitress.serve(
            current_app._get_current_object(),  # type: ignore[attr-defined]  # noqa: SLF001  # the application itself, not its proxy
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            max_request_body_size=settings.upload_limit * 40,
            ident=None,
            asyncore_use_poll=True,
            **CONNECTIONS,
        )
    finally:
        ending.set()


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due and end.")
@with_appcontext
def worker_command(*, once: bool) -> None:
    """Do background work: imports, mail, the daily sweep."""
    if reasons := objections(serving=False):
        stop(*reasons)
    worker.run(runtime(), handlers(), once=once)


@click.command("run")
@click.option("--sample/--no-sample", envvar="SAMPLE", default=True, help="Load the sample agency.")
@click.pass_context
@with_appcontext
def run(context: click.Context, *, sample: bool) -> None:
    """Prepare everything and serve: what `make run` does after setting up."""
    settings = runtime().settings
    if not port_is_free(settings.host, settings.port):
        stop(
            f"Port {settings.port} is taken. Choose another one: DOCCTL_PORT=8001 make run",
        )
    prepare_home()
    click.echo("• Preparing the database")
    migrate.upgrade(runtime().engine)
    loaded = sample and load_demo()
    tell_how_to_sign_in(first_time=loaded)
    context.invoke(serve, no_worker=False)


def tell_how_to_sign_in(*, first_time: bool) -> None:
    """Print where to go and with which account; generated passwords are printed once."""
    settings = runtime().settings
    with runtime().reading() as session:
        used = identity.has_users(session)
    click.echo(f"• Open {settings.base_url} in your browser")
    path = settings.home / PASSWORD_FILE
    if not used:
        click.echo("• The first page lets you create your agency and its administrator")
    elif not first_time and path.exists():
        click.echo(f"• The accounts and first passwords are in {_short(path)}")
    elif path.exists():
        click.echo(f"• Sign in with one of these accounts (kept in {_short(path)}):")
        for line in path.read_text(encoding="utf-8").splitlines():
            login, _, password = line.partition("\t")
            click.echo(f"    {login:<20} {password}")


def objections(*, serving: bool = True) -> tuple[str, ...]:
    """Give every reason not to start on this machine and this database."""
    found = list(selfcheck.objections(runtime()))
    if current_app.debug:
        found.append("Debug mode is on; it shows the program's inside to everybody.")
    settings = runtime().settings
    if serving and not port_is_free(settings.host, settings.port):
        found.append(f"Port {settings.port} is taken; choose another with DOCCTL_PORT.")
    return tuple(found)


def port_is_free(host: str, port: int) -> bool:
    """Say whether nobody listens there yet."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


COMMANDS = (serve, worker_command, run)
