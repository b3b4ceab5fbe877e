"""What every answer carries, whatever its kind, and what no input can make it say."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, Response
from werkzeug.test import TestResponse

from config import Settings
from docctl import create_app
from docctl.runtime import Runtime
from tests.conftest import PASSWORD, People
from tests.security.conftest import SESSION, Scene
from tests.web.conftest import hidden

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DIRECTIVES = (
    "default-src 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
)
CANARY = "zqxw<script>alert(7)</script>zqxw"


def sign_in(app: Flask, path: str = "/sign-in", login: str = "reader") -> TestResponse:
    client = app.test_client()
    token = hidden(client.get("/sign-in").text, "csrf_token")
    return client.post(path, data={"csrf_token": token, "login": login, "password": PASSWORD})


def boom() -> Response:
    raise RuntimeError(f"secret inside {Path(__file__)}")


@pytest.fixture
def answers(scene: Scene) -> dict[int, TestResponse]:
    scene = replace(scene, app=create_app(scene.runtime))
    scene.app.add_url_rule("/boom", "boom", boom)
    reader = scene.client("reader")
    (bundle,) = sorted(Path(str(scene.app.static_folder)).glob("src/**/*.js"))[:1]
    static = bundle.relative_to(str(scene.app.static_folder))
    return {
        200: reader.get("/documents"),
        302: scene.app.test_client().get("/documents"),
        401: scene.app.test_client().post("/sign-in", data={}),
        403: reader.get("/admin/people"),
        404: reader.get(f"/nowhere/{CANARY}"),
        405: reader.put("/documents"),
        500: reader.get("/boom"),
        1: reader.get(f"/static/{static}", buffered=True),
    }


def test_every_kind_of_answer_carries_the_headers(answers: dict[int, TestResponse]) -> None:
    for kind, answer in answers.items():
        for name, value in ALWAYS.items():
            assert answer.headers[name] == value, (kind, name)
        policy = answer.headers["Content-Security-Policy"]
        for directive in DIRECTIVES:
            assert directive in policy, (kind, directive)
        assert "unsafe" not in policy
        assert "Permissions-Policy" in answer.headers
        if kind != 1:
            assert "no-store" in answer.headers["Cache-Control"], kind
        assert "X-Powered-By" not in answer.headers


def test_the_kinds_of_answers_are_what_they_are_called(answers: dict[int, TestResponse]) -> None:
    for kind, answer in answers.items():
        if kind == 401:
            assert answer.status_code == 403  # no token: refused before the password is looked at
        elif kind == 405:
            assert answer.status_code in {403, 405}
        elif kind != 1:
            assert answer.status_code == kind
    assert answers[1].status_code == 200


def test_a_nonce_is_used_once(scene: Scene) -> None:
    client = scene.client("reader")
    nonces = {
        re.findall(r"nonce-([\w-]+)", client.get("/").headers["Content-Security-Policy"])[0]
        for _ in range(5)
    }
    assert len(nonces) == 5


def test_an_error_page_says_nothing_about_the_inside(answers: dict[int, TestResponse]) -> None:
    for kind in (403, 404, 405, 500):
        text = answers[kind].text
        for inside in ("Traceback", "RuntimeError", "secret inside", "/docctl/", "site-packages"):
            assert inside not in text, (kind, inside)
    assert answers[500].headers["X-Request-Id"] in answers[500].text


REFLECTING = [
    "/{}",
    "/documents/{}",
    "/documents?q={}&kind={}&state={}&unit={}",
    "/registers/{}.xlsx",
    "/registers/internal.{}",
    "/media/{}",
    "/legal?q={}",
    "/legal/{}",
    "/search?q={}",
    "/search?q=a&kind={}",
    "/findings/list?state={}",
    "/admin/trail?action={}",
    "/sign-in?next={}",
    "/static/{}",
]


def test_no_page_reflects_markup(scene: Scene) -> None:
    """T16, T19."""
    for path in REFLECTING:
        asked = path.replace("{}", CANARY)
        for who in ("anonymous", "reader", "secretary"):
            answer = scene.client(who).get(asked)
            assert answer.status_code < 500, (asked, who)
            if answer.mimetype == "text/html":
                assert "<script>alert(7)" not in answer.text, (asked, who)
            if answer.status_code >= 400:
                assert "zqxw" not in answer.text, (asked, who)


NEXT = [
    "https://evil.example",
    "http://evil.example/a",
    "//evil.example",
    "///evil.example",
    "////evil.example/a",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "evil.example",
    "@evil.example",
    "/%0d%0aSet-Cookie:a=b",
    "/\r\nSet-Cookie: a=b",
    "/\tevil",
    "\t//evil.example",
    " //evil.example",
    "http:///evil.example",
    "https://127.0.0.1@evil.example",
    "//127.0.0.1@evil.example",
    "//evil%E3%80%82example",
    "//\u3002evil.example",
    "ftp://evil.example",
    "file:///etc/passwd",
    "mailto:a@evil.example",
    "/..//evil.example/../",
    "./evil",
    "?next=//evil.example",
    "#//evil.example",
    "http:\\\\evil.example",
    "/\x0b/evil.example",
    "",
    " ",
    "/documents/../../..//evil.example",
]


def test_no_address_leads_to_another_site(scene: Scene) -> None:
    """T15."""
    for target in NEXT:
        client = scene.app.test_client()
        token = hidden(client.get("/sign-in").text, "csrf_token")
        answer = client.post(
            "/sign-in",
            query_string={"next": target},
            data={"csrf_token": token, "login": "reader", "password": PASSWORD},
        )
        assert answer.status_code == 302, target
        location = answer.headers["Location"]
        assert location.startswith("/"), target
        assert location[1:2] not in {"/", "\\"}, target
        assert not any(ord(character) < 32 for character in location), target
        assert "Set-Cookie: a=b" not in str(answer.headers), target


def test_a_path_of_this_site_is_gone_back_to(scene: Scene) -> None:
    asked = scene.app.test_client().get("/documents?kind=form")
    assert asked.headers["Location"] == "/sign-in?next=/documents?kind%3Dform"
    answer = sign_in(scene.app, asked.headers["Location"])
    assert answer.headers["Location"] == "/documents?kind=form"


def test_the_session_cookie_is_out_of_reach_of_scripts(scene: Scene) -> None:
    cookies = sign_in(scene.app).headers.getlist("Set-Cookie")
    (session,) = [cookie for cookie in cookies if cookie.startswith(SESSION)]
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in session
    for cookie in cookies:
        assert "HttpOnly" in cookie


def test_over_tls_cookies_are_bound_to_the_host(runtime: Runtime, people: People) -> None:
    settings = Settings(
        home=runtime.settings.home,
        secret_key="s" * 48,
        database_url=runtime.settings.database_url,
        base_url="https://tailieu.example",
        testing=True,
    )
    app = create_app(
        Runtime(settings=settings, engine=runtime.engine, blobs=runtime.blobs, now=runtime.now)
    )
    client = app.test_client()
    base = {"base_url": "https://tailieu.example"}
    page = client.get("/sign-in", **base)
    answer = client.post(
        "/sign-in",
        data={
            "csrf_token": hidden(page.text, "csrf_token"),
            "login": "reader",
            "password": PASSWORD,
        },
        base_url="https://tailieu.example",
    )
    assert answer.status_code == 302
    for cookie in answer.headers.getlist("Set-Cookie"):
        if "docctl-session" in cookie or "docctl-flash" in cookie:
            assert cookie.startswith("__Host-")
            assert "Secure" in cookie
            assert "Domain" not in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_a_session_cookie_is_dead_after_signing_out(scene: Scene) -> None:
    """T07."""
    reader = scene.browsers["reader"]
    stolen = scene.client("reader")
    assert stolen.get("/documents").status_code == 200
    reader.post("/sign-out")
    assert stolen.get("/documents").status_code == 302
    assert stolen.post("/notices/read", headers={"X-CSRF-Token": reader.csrf}).status_code == 401


def test_a_session_cookie_is_dead_after_the_password_or_the_roles_changed(scene: Scene) -> None:
    reader, admin = scene.browsers["reader"], scene.browsers["admin"]
    stolen = scene.client("reader")
    reader.post("/account/password", current=PASSWORD, new="mat-khau-moi-22")
    assert stolen.get("/documents").status_code == 302
    auditor = scene.client("auditor")
    admin.post("/admin/people/6/roles", roles="reader")
    assert auditor.get("/documents").status_code == 302


def test_signing_in_gives_a_new_session(scene: Scene) -> None:
    """T06: a planted session id is not taken over."""
    client = scene.app.test_client()
    client.set_cookie(SESSION, "planted")
    token = hidden(client.get("/sign-in").text, "csrf_token")
    answer = client.post(
        "/sign-in", data={"csrf_token": token, "login": "reader", "password": PASSWORD}
    )
    assert answer.status_code == 302
    cookie = client.get_cookie(SESSION)
    assert cookie is not None
    assert cookie.value != "planted"


@pytest.mark.parametrize("cookie", ["", "x", "a" * 4000, "' OR 1=1 --", "\u00e1", "%00"])
def test_an_invented_session_is_nobodys(scene: Scene, cookie: str) -> None:
    client = scene.app.test_client()
    client.set_cookie(SESSION, cookie)
    assert client.get("/documents").status_code == 302


def test_a_host_that_is_not_ours_is_refused(scene: Scene) -> None:
    """T05."""
    scene.app.config["TRUSTED_HOSTS"] = ["tailieu.example"]
    for host in (
        "evil.example",
        "tailieu.example.evil.example",
        "evil.example:80",
        "xtailieu.example",
    ):
        answer = scene.app.test_client().get("/sign-in", headers={"Host": host})
        assert answer.status_code == 400, host
    good = scene.app.test_client().get("/sign-in", headers={"Host": "tailieu.example"})
    assert good.status_code == 200


@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/console", "/static/", "/secret_key"])
def test_nothing_of_the_machine_is_served(scene: Scene, path: str) -> None:
    """T72."""
    assert scene.client("admin").get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "DELETE"])
def test_other_methods_are_not_answered(scene: Scene, method: str) -> None:
    assert scene.client("admin").open("/documents", method=method).status_code in {403, 405}
