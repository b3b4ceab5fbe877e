"""Every route × everybody: what each answers is declared in one table, and denied means untouched.

A route that is not in the table fails here; so does one that left it. `MATRIX` holds the answers
to anonymous people and to the seven roles in the order of `WHO`. Routes about a version or a
document are asked about a hidden draft (its author is the drafter) and about what is effective.
On PostgreSQL everybody is asked by `make test-long`; `make test` asks one of all who are answered
alike, and the search for the canary reads every page there as two outsiders. Who is to be denied
asks for JSON: it is the same answer without the page around it, which takes most of the time.
"""

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.conftest import ROLES, Scene
from tests.security.matrix import MATRIX
from tests.web.conftest import hidden

WHO = ("anonymous", *ROLES)
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
DENIED = {401, 403, 404}
BRIEFLY = {"Accept": "application/json"}
COUNTS_WRONG_TRIES = {"account.start_session", "workflow.approve"}
ABOUT_VERSIONS = {"document_id", "version_id", "citation_id", "code"}
PARTS = {  # so that workers share them; by the first letter of the blueprint
    "accounts to campaigns": "abc",
    "documents to imports": "defghijk",
    "legal": "l",
    "notices to workflow": "mnopqrstuvwxyz",
}
ONE_OF_EACH = {  # the last of all who get the same answer
    key: set({said: who for who, said in zip(WHO, row, strict=True)}.values())
    for key, row in MATRIX.items()
}


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


def ask(
    scene: Scene, who: str, method: str, path: str, *, token: bool = True, denied: bool = False
) -> TestResponse:
    client, headers = scene.client(who), dict(BRIEFLY) if denied else {}
    if token and method in UNSAFE:
        own = scene.browsers[who].csrf or hidden(client.get("/sign-in").text, "csrf_token")
        headers["X-CSRF-Token"] = own
    if method == "PUT":
        return client.put(path, json={}, headers=headers)
    return client.open(path, method=method, headers=headers)


def answers(scene: Scene, part: str, *, sparing: bool) -> dict[str, tuple[int | None, ...]]:
    """Ask the routes of a part and give their answers; `sparing` asks one for all alike."""
    found: dict[str, tuple[int | None, ...]] = {}
    kept, before, trace = scene.keep(), scene.state(), scene.trace()
    for method, rule in rules(scene):
        if rule.endpoint[0] not in PARTS[part]:
            continue
        for about, path in addresses(scene, rule):
            key = f"{method} {about} {rule.endpoint}"
            given: list[int | None] = []
            for who, said in zip(WHO, MATRIX.get(key, WHO), strict=True):
                if sparing and who not in ONE_OF_EACH.get(key, ()):
                    given.append(None)
                    continue
                with scene.writing() as written:
                    status = ask(scene, who, method, path, denied=said in {403, 404}).status_code
                given.append(status)
                if not written or scene.state() == before:
                    continue
                assert method != "GET", f"reading {path} as {who} changed data"
                if rule.endpoint not in COUNTS_WRONG_TRIES:
                    assert status not in DENIED, f"denied {method} {path} as {who} changed data"
                scene.restore(kept)
            if scene.trace() != trace:
                assert scene.state() == before, f"{method} {path} changed data unseen"
                trace = scene.trace()
            found[key] = tuple(given)
    return found


def declared(part: str) -> dict[str, tuple[int, ...]]:
    return {key: row for key, row in MATRIX.items() if key.split()[2][0] in PARTS[part]}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)],
    indirect=True,
)
def test_every_route_answers_everybody_as_declared(scene: Scene, part: str) -> None:
    assert answers(scene, part, sparing=False) == declared(part)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("part", PARTS)
def test_on_postgresql_one_of_all_who_get_the_same_answer_gets_it(scene: Scene, part: str) -> None:
    assert answers(scene, part, sparing=True) == {
        key: tuple(
            said if who in ONE_OF_EACH[key] else None for who, said in zip(WHO, row, strict=True)
        )
        for key, row in declared(part).items()
    }


def test_the_parts_hold_every_route(scene: Scene) -> None:
    for _, rule in rules(scene):
        assert sum(rule.endpoint[0] in letters for letters in PARTS.values()) == 1, rule.endpoint


def test_no_unsafe_request_is_heard_without_the_token(scene: Scene) -> None:
    """T13."""
    before = scene.state()
    for method, rule in rules(scene):
        if method in UNSAFE:
            for _, path in addresses(scene, rule):
                for who in ("drafter", "secretary", "admin"):
                    answer = ask(scene, who, method, path, token=False, denied=True)
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
                    path, method=method, headers={"X-CSRF-Token": token, **headers, **BRIEFLY}
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
