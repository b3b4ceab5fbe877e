import gettext
import io
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from docctl import app
from docctl.alerts.rendering import HOME, PATHS, Renderer
from docctl.campaigns import receivers as campaign_receivers
from docctl.impact import receivers as impact_receivers
from docctl.runtime import Runtime
from docctl.search import receivers as search_receivers
from tests.conftest import settings_for

ROOT = Path(__file__).parents[2]
VERSION = {"code": "QT-01", "title": "Kiểm soát tài liệu", "label": "01/02", "by": "Trưởng phòng"}
REASONED = VERSION | {"reason": "Thiếu căn cứ"}
CHANGE = {
    "text": "123/2015/NĐ-CP",
    "by": "18/2026/NĐ-CP",
    "action": "replaces",
    "on": "2026-07-01",
}
RAISED = {"cause": "law", "findings": 3, "documents": 2, "effects": [1, 2], "more": 4}
EXAMPLES: list[tuple[str, dict[str, Any]]] = [
    ("findings.raised", RAISED | {"texts": [CHANGE | {"number": "TD-2026-00042"}]}),
    ("findings.raised", RAISED | {"texts": [CHANGE, CHANGE | {"action": "amends", "on": ""}]}),
    (
        "version.held",
        {"code": "QT-01", "title": "A", "label": "01/01", "by": "Lê C", "reason": "Luật bị lùi."},
    ),
    ("versions.held", {"documents": 12, "by": "Lê C", "reason": "Luật bị lùi."}),
    *(
        (
            "versions.put_off",
            {
                "text": "118/2025/NĐ-CP",
                "documents": documents,
                "again": again,
                "on": "2026-07-01",
                "law_on": law_on,
                "stopped": stopped,
            },
        )
        for documents, again, law_on, stopped in (
            (3, 0, "2027-01-01", False),
            (3, 0, "", True),
            (2, 1, "", False),
            (0, 4, "", False),
        )
    ),
    ("findings.raised", RAISED | {"cause": "version", "texts": [CHANGE], "more": 0}),
    (
        "findings.digest",
        {
            "bundles": [
                {
                    "code": "QT-01",
                    "on": on,
                    "step": step,
                    "findings": 2,
                    "effects": ["TD-2026-00042"],
                }
                for on, step in (
                    ("2026-07-01", "late_law"),
                    ("2026-07-01", "late_head"),
                    ("2026-07-01", "overdue"),
                    ("2026-07-01", "t0"),
                    ("2026-07-01", "t10"),
                    ("2026-07-01", "t30"),
                    ("2026-07-01", "t45"),
                    ("", "new"),
                )
            ],
            "more": 3,
            "counts": {"overdue": 1, "late_law": 1, "late_head": 1},
            "documents": 9,
            "why": ["above", "head", "law", "no_head", "owner", "secretary"],
            "signals": 4,
            "changes": [CHANGE | {"number": "TD-2026-00042"}],
            "changes_more": 2,
        },
    ),
    (  # written before effects were named
        "findings.digest",
        {
            "bundles": [{"code": "QT-01", "on": "", "step": "new", "findings": 2}],
            "more": 0,
            "counts": {"new": 1},
            "documents": 1,
            "why": ["owner"],
            "signals": 0,
        },
    ),
    (
        "findings.digest",
        {
            "bundles": [],
            "more": 0,
            "counts": {},
            "documents": 0,
            "why": [],
            "signals": 0,
            "kind": "requests",
            "asked": 9,
            "requests": [
                {"words": "99/2030/NĐ-CP", "code": "QT-01", "quote": "theo", "documents": n}
                for n in (1, 2)
            ],
            "asked_more": 7,
        },
    ),
    (
        "findings.digest",
        {
            "bundles": [],
            "more": 0,
            "counts": {},
            "documents": 0,
            "why": [],
            "signals": 0,
            "kind": "folded",
            "folded": [4, 5],
            "cap": 5,
            "headlines": [],
            "folded_more": 1,
        },
    ),
    *(
        ("finding.asked", {"by": "Thư ký", "to": to, "reason": "dẫn lại", "findings": 3})
        for to in ("ignored", "not_affected")
    ),
    *(
        (
            "finding.answered",
            {"by": "Chủ tịch", "to": "ignored", "agreed": agreed, "reason": "vì", "findings": 1},
        )
        for agreed in (True, False)
    ),
    *(
        (
            "signal.handed_over",
            {
                "by": "Thư ký",
                "tasks": [{"code": "QT-02", "names": "QT-01 Khai sinh"}],
                "more": more,
                "reason": reason,
            },
        )
        for reason, more in (("xem bước 3", 0), ("", 2))
    ),
    (
        "campaign.opened",
        {"campaign": 4, "name": "12/2026/QH16", "documents": 7, "due": "2026-06-16", "on": ""},
    ),
    (
        "campaign.opened",
        {
            "campaign": 4,
            "name": "12/2026/QH16",
            "documents": 7,
            "due": "2026-06-16",
            "on": "2026-07-01",
        },
    ),
    *(
        (
            kind,
            {
                "batch": 2,
                "name": "12/2026/QH16",
                "by": "Thư ký",
                "documents": 12,
                "on": "2026-07-01",
            },
        )
        for kind in ("batch.review", "batch.approve", "batch.approved")
    ),
    (
        "import.finished",
        {
            "job": 5,
            "kind": "campaigns.redraft",
            "done": 12,
            "total": 12,
            "failed": False,
            "reasons": [],
        },
    ),
    ("pack.found", {"pack": 3, "name": "Sở Tư pháp", "number": 12}),
    ("pack_sender.asked", {"name": "Sở Tư pháp", "by": "Quản trị", "fingerprint": "ab12 cd34"}),
    ("task.review", VERSION),
    ("task.approve", VERSION),
    ("version.returned", REASONED),
    ("version.approved", VERSION),
    ("version.cancelled", REASONED),
    *(
        (kind, {"name": "Công chức", "by": "Quản trị", "roles": ["approver"]})
        for kind in ("rights.asked", "rights.given", "rights.refused")
    ),
    (
        "version.copy_kept",
        {"code": "QT-01", "title": "Kiểm soát tài liệu", "label": "01/02", "copy": 3},
    ),
    ("document.withdrawn", {"code": "QT-01", "title": "Kiểm soát tài liệu", "reason": "Gộp"}),
    (
        "import.finished",
        {"job": 5, "kind": "x", "done": 20, "total": 20, "failed": False, "reasons": []},
    ),
    (
        "import.finished",
        {
            "job": 5,
            "kind": "x",
            "done": 2,
            "total": 20,
            "failed": True,
            "reasons": [["The work broke off %(count)s times.", {"count": "5"}]],
        },
    ),
]


def vietnamese() -> gettext.GNUTranslations:
    with (ROOT / "docctl/translations/vi/alerts.po").open("rb") as file:
        catalogue = read_po(file, locale="vi")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def make_renderer(folder: Path = ROOT / "templates/mail") -> Renderer:
    return Renderer(
        folder,
        base_url="https://iso.example.vn/",
        translations={"vi": vietnamese(), "en": gettext.NullTranslations()},
    )


@pytest.mark.parametrize(("kind", "params"), EXAMPLES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_has_its_own_subject_and_a_link(
    kind: str, params: dict[str, Any], language: str
) -> None:
    renderer = make_renderer()
    unknown = renderer.render("nothing.known", {}, language=language)
    rendered = renderer.render(kind, params, language=language, version_id=7, document_id=3)
    assert rendered.subject
    assert rendered.subject != unknown.subject
    assert f"https://iso.example.vn{rendered.path}" in rendered.body
    assert "%(" not in rendered.subject + rendered.body
    why = r"nhận (thư|được thông báo) này vì" if language == "vi" else "You receive this because"
    assert re.search(why, rendered.body), "every mail says why one gets it"


@pytest.mark.parametrize(("kind", "params"), EXAMPLES)
def test_no_english_is_left_in_a_vietnamese_message(kind: str, params: dict[str, Any]) -> None:
    renderer = make_renderer()
    english = renderer.render(kind, params, language="en", version_id=7, document_id=3)
    rendered = renderer.render(kind, params, language="vi", version_id=7, document_id=3)
    assert not set(filter(None, english.body.splitlines()[:-1])) & set(
        rendered.body.splitlines()
    ) - {"--"}
    assert rendered.subject != english.subject


def test_every_kind_with_a_path_has_templates_and_the_other_way_round() -> None:
    kinds = {path.name.removesuffix(".txt") for path in (ROOT / "templates/mail").glob("*.txt")}
    with_path = {kind.split("/")[0] for kind in PATHS}
    assert {kind for kind in kinds if not kind.startswith("_")} == with_path
    assert {kind for kind, _ in EXAMPLES} == with_path


def test_every_path_leads_to_a_page_of_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for receivers in (impact_receivers, campaign_receivers, search_receivers):
        monkeypatch.setattr(receivers, "connect", lambda: None)  # other tests listen to nothing
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path / 'docctl.db'}")
    routes = app.build(Runtime.start(settings)).url_map.bind("localhost")
    for pattern in (HOME, *PATHS.values()):
        path = pattern.format(version=1, document=1, job=1, copy=1, campaign=1, batch=1, pack=1)
        assert routes.test(path.partition("?")[0], method="GET"), path


def test_the_end_of_a_job_leads_to_where_that_kind_of_job_is_shown() -> None:
    kind, params = EXAMPLES[-1]
    law = params | {"kind": "legal.import"}
    assert make_renderer().render(kind, params, language="vi").path == "/imports"
    assert make_renderer().render(kind, law, language="vi").path == "/legal/import/jobs/5"


def test_the_app_shows_the_text_without_what_only_a_mail_needs() -> None:
    rendered = make_renderer().render("task.review", VERSION, language="vi", version_id=7)
    assert rendered.body.startswith(rendered.text)
    assert "http" not in rendered.text
    assert "không trả lời" in rendered.body
    assert "không trả lời" not in rendered.text


def test_a_digest_in_which_nothing_is_overdue_is_written_as_well() -> None:
    params = {
        "bundles": [{"code": "QT-01", "on": "2026-07-01", "step": "t10", "findings": 2}],
        "more": 0,
        "counts": {"t10": 1},
        "documents": 1,
        "why": ["owner"],
        "signals": 0,
    }
    rendered = make_renderer().render("findings.digest", params, language="vi")
    assert rendered.subject == "1 tài liệu cần rà soát do pháp luật thay đổi"
    assert "QT-01, 01/07/2026" in rendered.text
    assert rendered.path == "/findings/days"


def test_a_change_of_law_names_texts_and_days() -> None:
    kind, params = EXAMPLES[0]
    rendered = make_renderer().render(kind, params, language="vi")
    assert "123/2015/NĐ-CP được thay thế bởi 18/2026/NĐ-CP, từ ngày 01/07/2026" in rendered.body
    assert "và 4 thay đổi khác" in rendered.body
    assert rendered.path == "/findings"


def test_a_message_that_lacks_parameters_becomes_a_neutral_one() -> None:
    renderer = make_renderer()
    neutral = renderer.render("nothing.known", {}, language="vi")
    broken = renderer.render("version.returned", {"code": "QT-01"}, language="vi", version_id=7)
    assert broken.subject == neutral.subject


def test_a_subject_with_line_breaks_stays_one_line() -> None:
    params = VERSION | {"title": "a\r\nBcc: b@c.vn"}
    rendered = make_renderer().render("task.review", params, language="vi", version_id=7)
    assert "\n" not in rendered.subject
    assert "Bcc: b@c.vn" in rendered.subject


def test_a_message_without_the_id_its_link_needs_leads_to_the_notices() -> None:
    assert make_renderer().render("task.review", VERSION, language="vi").path == "/notices"


def test_a_digest_leads_to_the_page_of_each_effect() -> None:
    (params,) = (said for kind, said in EXAMPLES if kind == "findings.digest" and "changes" in said)
    text = make_renderer().render("findings.digest", params, language="vi").text
    lines = text.splitlines()
    assert "- QT-01, 01/07/2026: quá hạn (2 viện dẫn): TD-2026-00042" in lines
    assert any(line.endswith("/legal/effects/TD-2026-00042") for line in lines)
    assert "- và 2 thay đổi khác" in lines
