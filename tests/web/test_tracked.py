"""The page on which the tracked changes of a draft are accepted or rejected."""

import io
import zipfile

import pytest

from docctl import content as contents
from docctl.content import Proposal
from docctl.runtime import Runtime
from docctl.workflow import service
from tests.conftest import People
from tests.support.make import MakeVersion
from tests.web import journey
from tests.web.conftest import Browser, ClientAs


@pytest.fixture
def draft(runtime: Runtime, people: People, make_version: MakeVersion) -> int:
    make_version("Theo Nghị định cũ.", code="QT-01", effective_on=journey.LONG_AGO)
    with runtime.transaction(people.drafter) as tx:
        version = service.open_change(tx, document_id=1, reason="thử")
        uid = contents.project(version.content).blocks[0].uid
        proposals = [Proposal("a", uid, 5, 14, "Luật"), Proposal("b", uid, 15, 17, "mới")]
        text = contents.propose(version.content, proposals, author="Thư ký ISO", date="")
        service.save_draft(tx, version_id=version.id, content=text, revision=version.revision)
        return version.id


@pytest.fixture
def drafter(client_as: ClientAs, people: People) -> Browser:
    return client_as(people.drafter)


def test_the_editor_leads_to_the_changes_and_they_are_decided_there(
    drafter: Browser, draft: int
) -> None:
    assert "2 đề xuất sửa đổi chờ quyết định" in drafter.page(f"/versions/{draft}/edit")
    address = f"/versions/{draft}/changes"
    page = drafter.page(address)
    assert "<del>Nghị định</del><ins>Luật</ins>" in page
    assert drafter.post(address).status_code == 409
    stale = drafter.post(address, accept="a", revision="1")
    assert (stale.status_code, "Hãy xem lại các đề xuất" in stale.text) == (409, True)
    assert drafter.post(address, accept="a", revision="2").location == address
    assert "<del>Nghị định</del>" not in drafter.page(address)
    assert drafter.post(address, reject="all").location.endswith("/edit")
    assert "Không còn đề xuất nào chờ" in drafter.page(address)


def test_the_word_file_of_the_draft_has_them_as_tracked_changes(
    drafter: Browser, draft: int
) -> None:
    data = drafter.get(f"/documents/1/versions/{draft}/word").data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    assert xml.count("<w:ins ") == xml.count("<w:del ") == 2
    assert "<w:delText" in xml


def test_the_comparison_shows_the_proposed_words(drafter: Browser, draft: int) -> None:
    page = drafter.page(f"/documents/1/versions/{draft}/compare")
    assert "<del>Nghị định" in page
