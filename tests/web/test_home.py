"""The first page: what waits for the person."""

from typing import Any

from docctl.runtime import Runtime
from tests.conftest import People
from tests.support.make import MakeVersion
from tests.web.conftest import ClientAs
from tests.web.journey import submitted


def test_everybody_has_a_first_page(client_as: ClientAs, people: People) -> None:
    for role in ("admin", "secretary", "drafter", "reviewer", "approver", "auditor", "reader"):
        assert "<h1>" in client_as(getattr(people, role)).page("/"), role
