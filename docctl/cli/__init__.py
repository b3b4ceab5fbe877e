"""Commands for operators: `docctl …`, the same as `flask --app wsgi …`."""

import gc
import os
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import OperationalError

from config import Settings, Unsafe


def attach(app: Flask) -> None:
    """Give the application its commands; who only imports `main` does not load them all."""
    from docctl.cli import documents, installation, legal, search, serving  # noqa: PLC0415

    for command in (
        *installation.COMMANDS,
        *serving.COMMANDS,
        documents.group,
        legal.group,
        search.search,
    ):
        app.cli.add_command(command)


def create() -> Flask:
    """Build the application from the environment, for the console command."""
    from docctl import create_app  # noqa: PLC0415  # docctl.app imports this module
    from docctl.runtime import Runtime  # noqa: PLC0415

    app = create_app(Runtime.start(Settings.from_env()))
    keep_what_is_loaded()
    return app


def keep_what_is_loaded() -> None:
    """Leave the program itself out of every search for garbage, and search less often from now on.

    What is loaded by now is most of what there is and stays until the end; looking through it again
    and again took a sixth of the time of a page.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def main() -> None:
    """Run the console command; unsafe settings are told in one sentence each."""
    gc.disable()  # what is loaded now stays: nothing to search for until it is (`create`)
    group = FlaskGroup(
        name="docctl",
        create_app=create,
        add_default_commands=False,
        load_dotenv=False,
        set_debug_flag=False,
        help="Controlled documents and the law they stand on.",
    )
    os.umask(0o077)  # database, trail and index are this user's alone, whatever the folder says
    try:
        Settings.from_env()
    except Unsafe as unsafe:
        for reason in unsafe.reasons:
            click.echo(f"✗ {reason}", err=True)
        sys.exit(2)
    try:
        group.main(prog_name="docctl")
    except OperationalError as error:
        click.echo(f"✗ The database did not answer ({error.orig}). What was done stays;", err=True)
        click.echo("  run the command again: it goes on where it stopped.", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
