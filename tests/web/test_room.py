"""How much a request may bring, and what it is told when there is no room for it."""

import errno
import os
from io import BytesIO
from typing import Any, NoReturn

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from docctl.runtime import Runtime
from docctl.web import auth
from tests.conftest import People
from tests.web.conftest import Browser, ClientAs

BIG = 5 * 1024 * 1024
HEAD = "Số ký hiệu,Loại văn bản,Trích yếu,Cơ quan ban hành,Ngày ban hành\r\n"
ROW = "61/2018/NĐ-CP,Nghị định,Một cửa,Chính phủ,23/04/2018\r\n"


def form(browser: Browser, path: str, **fields: Any) -> TestResponse:
    """Send a form as a page without scripts does: the token is one of its fields."""
    boundary, body = encode_multipart({"csrf_token": browser.csrf, **fields})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.client.post(path, data=body, content_type=kind)


def test_a_register_of_many_texts_is_previewed_however_the_token_comes(
    people: People, client_as: ClientAs
) -> None:
    register = (HEAD + ROW).encode() + b"\r\n" * (BIG // 2)
    file = FileStorage(BytesIO(register), "danh-muc.csv")
    answer = form(client_as(people.secretary), "/legal/import", file=file)
    assert answer.status_code == 200
    assert '<span class="figure-number">1</span>' in answer.text


def test_a_long_law_text_is_read(people: People, client_as: ClientAs) -> None:
    text = "Điều 1. Phạm vi\n" + "Nội dung quy định. " * 60_000
    answer = form(client_as(people.secretary), "/legal/paste", text=text)
    assert answer.status_code == 302
    assert "/jobs/" in answer.headers["Location"]


@pytest.mark.parametrize("path", ["/account/password", "/documents/new", "/sign-in"])
def test_other_pages_take_no_more_than_they_need(
    people: People, client_as: ClientAs, path: str
) -> None:
    answer = form(client_as(people.secretary), path, file=FileStorage(BytesIO(b"x" * BIG), "a.csv"))
    assert answer.status_code == 413


def test_who_is_not_signed_in_sends_nothing_large(people: People, client_as: ClientAs) -> None:
    stranger = Browser(client_as(people.reader).client.application.test_client(), "")
    answer = form(stranger, "/legal/import", file=FileStorage(BytesIO(b"x" * BIG), "a.csv"))
    assert answer.status_code == 401


def test_a_full_disk_is_said_and_leaves_nothing(
    runtime: Runtime, people: People, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    browser = client_as(people.secretary)
    monkeypatch.setattr(os, "fsync", full)
    answer = browser.upload("/imports", files=(BytesIO(b"PK"), "a.docx"))
    assert answer.status_code == 507
    assert list(runtime.blobs.names()) == []


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.0"),
        ("::ffff:10.1.2.3", "10.1.2.0"),
        ("2001:db8::a:b:c:d", "2001:db8::"),
        ("2001:db8::1", "2001:db8::"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
    ],
)
def test_the_network_of_an_address(app: Flask, address: str, network: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert auth.network() == network
