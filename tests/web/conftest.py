"""The application on each database, and people who are signed in to it."""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from docctl import create_app
from docctl.actors import SYSTEM, Actor
from docctl.app import connect
from docctl.identity import queries as identity
from docctl.identity import service as signing_in
from docctl.identity.attempts import Whence
from docctl.runtime import Runtime
from docctl.web import auth
from tests.conftest import PASSWORD


@dataclass(frozen=True)
class Browser:
    """A signed-in person's browser: requests carry the session and the forgery token."""

    client: FlaskClient
    csrf: str

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, **form: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.csrf, **form})

    def put(self, path: str, json: object) -> TestResponse:
        return self.client.put(path, json=json, headers={"X-CSRF-Token": self.csrf})

    def upload(self, path: str, **form: Any) -> TestResponse:
        return self.client.post(
            path,
            data=form,
            content_type="multipart/form-data",
            headers={"X-CSRF-Token": self.csrf, "Accept": "application/json"},
        )

    def page(self, path: str) -> str:
        """Give the page at `path`, which must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text


ClientAs = Callable[[Actor], Browser]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave pages on PostgreSQL to `make test-long`.

    What they read and write is tested on both databases everywhere else, and the matrix of rights
    and the search for the canary ask every page on PostgreSQL too.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "postgresql" in item.name:
            item.add_marker(pytest.mark.slow)


class CompiledTemplates(BytecodeCache):
    """What templates compile to, for all applications of this process."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = CompiledTemplates()
_spare: list[tuple[Flask, tuple[object, ...]]] = []


def look(app: Flask) -> tuple[object, ...]:
    """Give what a test can change of an application."""
    heard = [len(those) for those in app.before_request_funcs.values()]
    rules = len(list(app.url_map.iter_rules()))
    return dict(app.config), rules, heard, dict(app.jinja_env.globals)


@pytest.fixture
def app(runtime: Runtime) -> Iterator[Flask]:
    """Give the application; one that no test has changed serves the next test's Runtime."""
    if _spare:
        app, born = _spare.pop()
        app.extensions["docctl"] = runtime
        connect()
    else:
        app = create_app(runtime)
        app.jinja_env.bytecode_cache = TEMPLATES
        born = look(app)
    yield app
    if look(app) == born:
        _spare.append((app, born))


@pytest.fixture
def client_as(app: Flask, runtime: Runtime) -> ClientAs:
    """Sign a person in through the service and give their browser."""

    def sign_in(actor: Actor) -> Browser:
        with runtime.reading() as session:
            login = identity.get_user(session, actor.user_id).login
        return browser_of(app, signed_in(runtime, login))

    return sign_in


def signed_in(runtime: Runtime, login: str) -> str:
    """Sign a person in through the service and give the session."""
    with runtime.transaction(SYSTEM) as tx:
        started = signing_in.sign_in(tx, login=login, password=PASSWORD, whence=Whence("test"))
    assert started is not None
    return started[0]


def browser_of(app: Flask, session: str) -> Browser:
    """Give the browser that has the cookie of a session."""
    client = app.test_client()
    client.set_cookie(auth.cookie_name("session", secure=False), session)
    key = str(app.config["SECRET_KEY"]).encode()
    token = hmac.new(key, b"csrf:" + session.encode(), hashlib.sha256).hexdigest()
    return Browser(client, token)


def hidden(page: str, name: str) -> str:
    """Give the value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]
