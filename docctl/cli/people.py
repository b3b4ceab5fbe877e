"""On whose behalf commands act: the secretary's account, so that every act has a person."""

import sys
from typing import NoReturn

import click

from docctl.actors import Actor, Permission
from docctl.agencies import queries as agencies
from docctl.current import runtime
from docctl.errors import Refused
from docctl.identity import queries as identity


def acting(permission: Permission, login: str | None = None) -> Actor:
    """Give the person called `login`, or the first who may; end the command when nobody may."""
    with runtime().reading() as session:
        agency = agencies.find_agency(session)
        if agency is None:
            return stop("There is no agency yet: run `docctl init --agency NAME` first.")
        people = identity.list_holders(session, permission, agency_id=agency.id)
        for user in people:
            if login is None or user.login == login.lower():
                return user.actor
        known = login is None or identity.find_user(session, login.lower()) is not None
    if login is None:
        return stop("Nobody may do this.")
    return stop(f"{login} may not do this." if known else f"There is no account {login}.")


def stop(*sentences: str) -> NoReturn:
    """End the command with its reasons."""
    for sentence in sentences:
        click.echo(f"✗ {sentence}", err=True)
    sys.exit(1)


def refuse(refused: Refused) -> NoReturn:
    """End the command with everything that was refused."""
    stop(*(str(reason) for reason in refused.reasons))
