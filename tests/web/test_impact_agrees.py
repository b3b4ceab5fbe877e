"""`docctl legal impact --json` and the pages tell the same documents and passages."""

import json
import re
from datetime import date

from flask import Flask

from docctl.actors import SYSTEM
from docctl.impact import service as impact
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action
from docctl.runtime import Runtime
from tests.conftest import NOW, People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs

OLD = "61/2018/NĐ-CP"
CODE = re.compile(r"QT-\d\d")


def test_command_and_pages_agree_on_who_is_concerned(
    *,
    app: Flask,
    runtime: Runtime,
    people: People,
    client_as: ClientAs,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    old, other = make_text(OLD), make_text("45/2020/NĐ-CP")
    new = make_text("118/2025/NĐ-CP", effective_on=NOW.date())
    for code, *lines in (
        ("QT-11", f"Theo Nghị định số {OLD}.", f"Căn cứ khoản 2 Điều 5 Nghị định số {OLD};"),
        ("QT-12", f"Theo Điều 9 Nghị định số {OLD}."),
        ("QT-13", "Theo Nghị định số 45/2020/NĐ-CP."),
    ):
        make_version(*lines, code=code, effective_on=date(2020, 1, 1))
    with runtime.transaction(SYSTEM) as tx:
        said = EffectSaid(target_id=old, action=Action.REPLACES)
        (effect,) = legal.record_effects(tx, source_id=new, effects=[said])
        impact.raise_findings(tx, effect_ids=[effect.id])
    run = app.test_cli_runner().invoke(args=["legal", "impact", OLD, "--json"])
    answer = json.loads(run.stdout)
    told = {one["code"] for one in answer["versions"]}
    passages = sorted(
        passage["context"] for one in answer["versions"] for passage in one["passages"]
    )
    browser = client_as(people.secretary)
    page = browser.page(f"/legal/{old}")
    listed = browser.page(f"/findings/list?target={old}")
    assert told == {"QT-11", "QT-12"}
    assert set(CODE.findall(page)) == told
    assert set(CODE.findall(listed)) == told
    assert answer["passages"] == 3
    for words in passages:
        assert words in page
        assert words in listed
    assert answer["texts"][0]["standing"] == "replaced"
    assert set(CODE.findall(browser.page(f"/legal/{other}"))) == {"QT-13"}
