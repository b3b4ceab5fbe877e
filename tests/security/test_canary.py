"""T26: what stands in a draft is nowhere to be seen for those who may not see it."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest

from docctl.campaigns import service as campaigns
from docctl.workflow import service as workflow
from tests.conftest import People
from tests.security.conftest import CANARY, Scene, on_both
from tests.security.test_matrix import addresses, rules
from tests.support.make import MakeVersion, paragraphs
from tests.web.conftest import ClientAs

VARYING = re.compile("nonce|csrf|request-id")
OUTSIDERS = ("admin", "reviewer", "approver", "reader")
# Which pages one may see is decided by the role, what is on them by the database: on PostgreSQL
# `make test` asks who may do most there and who may do least, `make test-long` the others too.
ASKED = [
    *(("sqlite", who) for who in OUTSIDERS),
    *(("postgresql", who) for who in ("admin", "reader")),
    *(pytest.param("postgresql", who, marks=pytest.mark.slow) for who in ("reviewer", "approver")),
]
MORE = (
    f"/search?q={CANARY}",
    "/search?q=noi+dung",
    "/search?q=QT-99",
    f'/search?q="{CANARY}"',
    f"/documents?q={CANARY}",
    "/documents?q=QT-99",
    "/documents?state=draft",
    "/registers?state=draft",
    "/registers/internal.docx",
    "/registers/external.xlsx",
    "/findings/list?state=open",
    f"/legal?q={CANARY}",
    "/admin/trail?page=1",
    "/admin/trail?action=version",
)


def pages(scene: Scene) -> Iterator[str]:
    for method, rule in rules(scene):
        if method == "GET":
            yield from (path for _, path in addresses(scene, rule))
    yield from MORE


def content(data: bytes) -> bytes:
    """Give everything an answer says, also inside a zipped office file."""
    if data[:2] != b"PK":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(("database_url", "who"), ASKED, indirect=["database_url"])
def test_no_page_shows_the_word_of_a_draft_to_an_outsider(scene: Scene, who: str) -> None:
    client = scene.client(who)
    for path in pages(scene):
        if CANARY in path:
            continue
        answer = client.get(path)
        assert CANARY.encode() not in content(answer.data), path
        assert b"QT-99" not in content(answer.data) or "QT-99" in path, path


@on_both
@pytest.mark.parametrize("path", [path for path in MORE if CANARY in path])
def test_a_search_for_the_word_finds_nothing_and_looks_as_for_any_other(
    scene: Scene, path: str
) -> None:
    for who in OUTSIDERS:
        asked = scene.client(who).get(path).text
        other = scene.client(who).get(path.replace(CANARY, "khongcotunay")).text
        assert strip(asked).replace(CANARY, "khongcotunay") == strip(other), who


def strip(page: str) -> str:
    """Leave out what differs on every answer."""
    lines = [line for line in page.splitlines() if not VARYING.search(line)]
    return "\n".join(lines)


@on_both
def test_the_people_of_the_draft_do_find_it(scene: Scene) -> None:
    for who in ("drafter", "secretary", "auditor"):
        assert "QT-99" in scene.client(who).get("/documents").text, who
        assert "/versions/" in scene.client(who).get(f"/search?q={CANARY}").text, who


@on_both
def test_the_name_of_a_field_only_a_hidden_draft_has_is_offered_to_nobody_else(
    make_version: MakeVersion, client_as: ClientAs, people: People
) -> None:
    make_version("Một.", field="Linh vuc kin")
    for path in ("/documents", "/registers"):
        assert "Linh vuc kin" not in client_as(people.reader).page(path)
    assert "Linh vuc kin" in client_as(people.drafter).page("/documents")


@on_both
def test_a_draft_of_a_campaign_is_hidden_and_so_is_its_number(scene: Scene, people: People) -> None:
    """The campaign itself is everybody's; what is being written for it is not."""
    campaign, document = (scene.shown[name] for name in ("campaign_id", "document_id"))
    assert isinstance(campaign, int)
    assert isinstance(document, int)
    with scene.runtime.transaction(people.drafter) as tx:
        version = campaigns.start_draft(tx, campaign_id=campaign, document_id=document)
        text = f"Theo Nghị định số 61/2018/NĐ-CP, {CANARY}."
        workflow.save_draft(
            tx, version_id=version.id, content=paragraphs(text), revision=version.revision
        )
        label = version.label
    client = scene.client("reader")
    for path in (path for path in pages(scene) if CANARY not in path):
        assert CANARY.encode() not in content(client.get(path).data), path
    for path in (f"/campaigns/{campaign}", f"/campaigns/{campaign}/documents/{document}"):
        assert f">{label}<" not in client.get(path).text, path
    assert f">{label}<" in scene.client("drafter").get(f"/campaigns/{campaign}").text
