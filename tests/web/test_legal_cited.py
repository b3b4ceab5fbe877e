"""The reverse view of a legal text: the tree, the documents, the passages."""

from datetime import date

from docctl.actors import Actor
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs

OLD = "61/2018/NĐ-CP"


def test_a_law_opens_to_its_provisions_and_to_who_cites_them(
    client_as: ClientAs, reader: Actor, make_text: MakeText, make_version: MakeVersion
) -> None:
    text = make_text()
    empty = make_text("1/2020/NĐ-CP")
    make_version(f"Theo khoản 2 Điều 5 Nghị định số {OLD}.", code="QT-01",
                 effective_on=date(2025, 1, 1))  # fmt: skip
    make_version(f"Căn cứ Nghị định số {OLD};", code="QT-02", effective_on=date(2025, 1, 1))
    make_version(f"Theo Điều 9 Nghị định số {OLD}.", code="QT-77")
    browser = client_as(reader)
    assert f'href="/legal/{text}/cited"' in browser.page(f"/legal/{text}")
    page = browser.page(f"/legal/{text}/cited")
    for words in ("QT-01", "QT-02", "Điều 5", "toàn bộ văn bản", "2 tài liệu", "heat-5"):
        assert words in page, words
    assert "QT-77" not in page  # a draft of somebody else
    assert 'style="' not in page
    one = browser.page(f"/legal/{text}/cited?path=d0005.")
    assert "QT-01" in one
    assert "QT-02" not in one
    assert "khoản 2 Điều 5" in one
    whole = browser.page(f"/legal/{text}/cited?path=whole")
    assert "QT-02" in whole
    assert "QT-01" not in whole
    assert "Không có tài liệu đang hiệu lực" in browser.page(f"/legal/{empty}/cited")
    assert browser.get(f"/legal/{text}/cited?path=x").status_code == 404
    assert browser.get("/legal/999/cited").status_code == 404
