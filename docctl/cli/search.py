"""Search from the command line."""

import json

import click
from flask.cli import with_appcontext

from docctl.actors import Permission
from docctl.cli.people import acting
from docctl.current import runtime
from docctl.search import service


@click.command("search")
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--as", "login", help="Login of the person who asks; sees what they may see.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="Results at the most.")
@with_appcontext
def search(query: str, *, as_json: bool, login: str | None, limit: int) -> None:
    """Search documents and legal texts."""
    person = acting(Permission.READ if login else Permission.READ_ALL_VERSIONS, login)
    with runtime().reading() as session:
        found = service.find(
            session, runtime(), text=query, actor=person, now=runtime().now(), limit=limit
        )
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    shown = len(found.results)
    more = f", the first {shown}" if shown < found.total else ""
    click.echo(f"{found.total} results{more}")
    for result in found.results:
        click.echo(f"  {result.code:<24} {result.title}  [{result.kind}]")
