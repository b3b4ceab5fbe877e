"""`docctl search`: what a person would see, or everything."""

import json

from flask import Flask

from docctl.runtime import Runtime
from docctl.search import service
from tests.conftest import People
from tests.support.make import MakeVersion
from tests.web.conftest import app

__all__ = ["app"]  # a fixture


def test_it_answers_as_that_person_would_see_it(
    app: Flask, runtime: Runtime, people: People, make_version: MakeVersion
) -> None:
    make_version("Đăng ký khai sinh", code="QT-7")
    service.rebuild(runtime)
    runner = app.test_cli_runner()

    def total(*words: str) -> int:
        answer = runner.invoke(args=["search", "khai sinh", "--json", *words])
        assert answer.exit_code == 0, answer.output
        return int(json.loads(answer.stdout)["total"])

    assert total() == total("--as", "drafter") == 1
    assert total("--as", "reader") == 0  # a draft of others


def test_an_unknown_login_is_named_as_unknown(app: Flask, people: People) -> None:
    answer = app.test_cli_runner().invoke(args=["search", "x", "--as", "khongco"])
    assert answer.exit_code == 1
    assert "There is no account khongco." in answer.stderr
