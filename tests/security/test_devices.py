"""A browser in which a person signed in before is known; its cookie opens nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from docctl.runtime import Runtime
from tests.conftest import PASSWORD, People
from tests.web.conftest import Browser, ClientAs, hidden

DEVICE = "docctl-device"
WRONG = "mat-khau-sai-99"


def sign_in(client: FlaskClient, login: str, password: str) -> int:
    token = hidden(client.get("/sign-in").text, "csrf_token")
    form = {"csrf_token": token, "login": login, "password": password}
    return client.post("/sign-in", data=form).status_code


def signed_out(client: FlaskClient) -> FlaskClient:
    client.delete_cookie("docctl-session")
    return client


@pytest.fixture
def known(app: Flask, people: People) -> FlaskClient:
    client = app.test_client()
    assert sign_in(client, "reader", PASSWORD) == 302
    return signed_out(client)


def test_strangers_block_strangers_and_not_who_signed_in_here_before(
    app: Flask, known: FlaskClient
) -> None:
    stranger = app.test_client()
    assert [sign_in(stranger, "reader", WRONG) for _ in range(6)] == [401] * 5 + [429]
    assert sign_in(stranger, "reader", PASSWORD) == 429
    assert sign_in(known, "reader", PASSWORD) == 302


def test_the_cookie_alone_opens_nothing_and_is_known_for_its_people_only(
    app: Flask, known: FlaskClient
) -> None:
    assert known.get("/account").status_code == 302
    stranger = app.test_client()
    assert [sign_in(stranger, "drafter", WRONG) for _ in range(5)] == [401] * 5
    assert sign_in(known, "drafter", PASSWORD) == 429


def test_two_people_at_one_browser_are_both_known(app: Flask, known: FlaskClient) -> None:
    assert sign_in(known, "drafter", PASSWORD) == 302
    signed_out(known)
    stranger = app.test_client()
    for login in ("reader", "drafter"):
        assert [sign_in(stranger, login, WRONG) for _ in range(5)] == [401] * 5
        assert sign_in(known, login, PASSWORD) == 302
        signed_out(known)


@pytest.mark.parametrize("forged", ["", "x", "a-b", "a-" + "0" * 64, "....", "-", "é-é"])
def test_a_forged_cookie_is_that_of_a_stranger(app: Flask, people: People, forged: str) -> None:
    client = app.test_client()
    client.set_cookie(DEVICE, forged)
    assert [sign_in(client, "reader", WRONG) for _ in range(6)] == [401] * 5 + [429]


def test_a_changed_password_makes_browsers_unknown(
    app: Flask, known: FlaskClient, people: People, client_as: ClientAs, runtime: Runtime
) -> None:
    browser: Browser = client_as(people.reader)
    browser.post("/account/password", current=PASSWORD, new="mat-khau-moi-2")
    stranger = app.test_client()
    assert [sign_in(stranger, "reader", WRONG) for _ in range(5)] == [401] * 5
    assert sign_in(known, "reader", "mat-khau-moi-2") == 429
