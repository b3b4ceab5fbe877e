"""Every route × everybody: what each answers is declared in one table, and denied means untouched.

A route that is not in the table fails here; so does one that left it. `MATRIX` holds the answers
to anonymous people and to the seven roles in the order of `WHO`. Routes about a version or a
document are asked about a hidden draft (its author is the drafter) and about what is effective.
"""

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.conftest import ROLES, Scene, on_both
from tests.security.matrix import MATRIX
from tests.web.conftest import hidden

WHO = ("anonymous", *ROLES)
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
DENIED = {401, 403, 404}
COUNTS_WRONG_TRIES = {"account.start_session", "workflow.approve"}
ABOUT_VERSIONS = {"document_id", "version_id", "citation_id", "code"}


def rules(scene: Scene) -> Iterator[tuple[str, Rule]]:
    for rule in scene.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def addresses(scene: Scene, rule: Rule) -> list[tuple[str, str]]:
    """Give the addresses of a route: of what is shown and, if it can be, of what is hidden."""
    kinds = {"shown": scene.shown}
    if rule.arguments & ABOUT_VERSIONS or rule.endpoint == "documents.media":
        kinds["hidden"] = scene.hidden
    found = []
    with scene.app.test_request_context():
        for about, values in kinds.items():
            built = rule.build({key: values[key] for key in rule.arguments})
            assert built is not None
            found.append((about, built[1]))
    return found


def ask(scene: Scene, who: str, method: str, path: str, *, token: bool = True) -> TestResponse:
    client, headers = scene.client(who), {}
    if token and method in UNSAFE:
        own = scene.browsers[who].csrf or hidden(client.get("/sign-in").text, "csrf_token")
        headers["X-CSRF-Token"] = own
    if method == "PUT":
        return client.put(path, json={}, headers=headers)
    return client.open(path, method=method, headers=headers)


@on_both
def test_every_route_answers_everybody_as_declared(scene: Scene) -> None:
    found: dict[str, tuple[int, ...]] = {}
    kept, before = scene.keep(), scene.state()
    for method, rule in rules(scene):
        for about, path in addresses(scene, rule):
            answers = []
            for who in WHO:
                with scene.writing() as written:
                    status = ask(scene, who, method, path).status_code
                answers.append(status)
                if not written or scene.state() == before:
                    continue
                assert method != "GET", f"reading {path} as {who} changed data"
                if rule.endpoint not in COUNTS_WRONG_TRIES:
                    assert status not in DENIED, f"denied {method} {path} as {who} changed data"
                scene.restore(kept)
            assert scene.state() == before, f"{method} {path} changed data unseen"
            found[f"{method} {about} {rule.endpoint}"] = tuple(answers)
    assert found == MATRIX


def test_no_unsafe_request_is_heard_without_the_token(scene: Scene) -> None:
    """T13."""
    before = scene.state()
    for method, rule in rules(scene):
        if method in UNSAFE:
            for _, path in addresses(scene, rule):
                for who in ("drafter", "secretary", "admin"):
                    answer = ask(scene, who, method, path, token=False)
                    assert answer.status_code == 403, (method, path, who)
    assert scene.state() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_no_unsafe_request_of_another_site_is_heard_even_with_the_token(
    scene: Scene, headers: dict[str, str]
) -> None:
    before = scene.state()
    token = scene.browsers["secretary"].csrf
    for method, rule in rules(scene):
        if method in UNSAFE:
            for _, path in addresses(scene, rule):
                answer = scene.client("secretary").open(
                    path, method=method, headers={"X-CSRF-Token": token, **headers}
                )
                assert answer.status_code == 403, (method, path)
    assert scene.state() == before


def test_a_token_of_another_session_is_not_heard(scene: Scene) -> None:
    stolen = scene.browsers["reader"].csrf
    answer = scene.client("admin").post("/sign-out", headers={"X-CSRF-Token": stolen})
    assert answer.status_code == 403


def test_head_answers_like_get_without_a_body(scene: Scene) -> None:
    for method, rule in rules(scene):
        if method == "GET":
            for _, path in addresses(scene, rule):
                client = scene.client("reader")
                head = client.head(path)
                assert head.status_code == client.get(path).status_code, path
                assert head.data == b"", path
