"""Editing a text searches and writes only what was edited, and comes to the same as all anew."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from docctl import content as contents
from docctl.actors import SYSTEM, Actor
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.errors import Refused
from docctl.legal import mentions, queries
from docctl.legal import service as legal
from docctl.legal.find import Citation as Found
from docctl.legal.find import find
from docctl.legal.models import Citation, Scan
from docctl.legal.ordering import STEP, ordinals
from docctl.legal.rules import Resolution
from docctl.runtime import Runtime
from tests.conftest import Clock
from tests.support.make import MakeText, MakeVersion, paragraphs

Json = dict[str, Any]
LAW: Json = {"type": "Luật", "issuer": "Quốc hội"}
SENTENCES = (
    "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;",
    "Thực hiện theo khoản 2 Điều 15 Luật Hộ tịch.",
    "Theo Luật Đất đai và điểm a khoản 1 Điều 3 Nghị định số 61/2018/NĐ-CP.",
    "Luật Hộ tịch, Luật Hộ tịch và Luật Hộ tịch năm 2014.",
    "Công chức tiếp nhận hồ sơ và trả kết quả trong ngày.",
    "Quyết định số 504/QĐ-UBND về việc công bố danh mục thủ tục hành chính.",
    "Thông tư số 04/2020/TT-BTP của Bộ Tư pháp.",
    "",
)


# --- the order ----------------------------------------------------------------------------------


def test_what_comes_in_between_takes_a_number_between() -> None:
    assert ordinals([10, None, None, 40]) == [10, 20, 30, 40]
    assert ordinals([None, 10]) == [5, 10]
    assert ordinals([10, None]) == [10, 10 + STEP]
    assert ordinals([]) == []


def test_only_what_moved_is_numbered_anew() -> None:
    assert ordinals([10, 40, 20, 30]) == [10, 15, 20, 30]
    assert ordinals([0, 10]) == [5, 10]  # the numbers of before docctl counted with gaps


def test_when_no_number_is_left_all_are_numbered_anew() -> None:
    assert ordinals([1, None, 2]) == [STEP, 2 * STEP, 3 * STEP]


def test_the_numbers_always_rise_and_few_change() -> None:
    pick = random.Random(5)
    for _ in range(200):
        before = sorted(pick.sample(range(1, 10_000), 12))
        line: list[int | None] = [*before]
        line.insert(pick.randrange(13), line.pop(pick.randrange(12)))
        line.insert(pick.randrange(13), None)
        given = ordinals(line)
        assert given == sorted(set(given))
        assert min(given) > 0
        kept = sum(old == new for old, new in zip(line, given, strict=True))
        assert kept >= 11 or given == [STEP * (place + 1) for place in range(13)]


# --- editing ------------------------------------------------------------------------------------


@pytest.fixture
def register(make_text: MakeText) -> list[int]:
    return [
        make_text(),
        make_text("60/2014/QH13", title="Hộ tịch", issued_on=date(2014, 11, 20), **LAW),
        make_text("45/2013/QH13", title="Đất đai", issued_on=date(2013, 11, 29), **LAW),
        make_text("31/2024/QH15", title="Đất đai", issued_on=date(2024, 1, 18), **LAW),
    ]


def paragraph(text: str, uid: str | None = None, level: int = 0) -> Json:
    block: Json = {"type": "heading" if level else "paragraph", "attrs": {"uid": uid}}
    if level:
        block["attrs"]["level"] = level
    if text:
        block["content"] = [{"type": "text", "text": text}]
    return block


def text_of(block: Json) -> str:
    return "".join(run["text"] for run in block.get("content", ()))


def cell(*texts: str) -> Json:
    return {"type": "tableCell", "content": [paragraph(text) for text in texts]}


def edited(blocks: list[Json], pick: random.Random) -> list[Json]:
    """Do to a text what people do: write, delete, move, double, split, join, cut a table in."""
    blocks = list(blocks)
    at = pick.randrange(len(blocks)) if blocks else 0
    act = pick.choice(("write", "insert", "delete", "move", "double", "split", "join", "table"))
    if not blocks or act == "insert":
        level = pick.choice((0, 0, 0, 2))
        title = pick.choice(("1. Mục đích", "2. Căn cứ pháp lý", "Phụ lục Luật Hộ tịch"))
        blocks.insert(at, paragraph(title if level else pick.choice(SENTENCES), level=level))
    elif act == "table":
        row = {"type": "tableRow", "content": [cell(pick.choice(SENTENCES)) for _ in range(2)]}
        blocks.insert(at, {"type": "table", "content": [row, row]})
    elif act == "delete":
        del blocks[at]
    elif act == "move":
        blocks.insert(pick.randrange(len(blocks)), blocks.pop(at))
    elif act == "double":
        blocks.insert(pick.randrange(len(blocks) + 1), blocks[at])
    elif act == "join" and at and "uid" in blocks[at].get("attrs", ()):
        first = blocks[at - 1]
        if "uid" in first.get("attrs", ()):
            joined = f"{text_of(first)} {text_of(blocks[at])}".strip()
            level = first["attrs"].get("level", 0)
            blocks[at - 1 : at + 1] = [paragraph(joined, first["attrs"]["uid"], level)]
    elif "uid" in blocks[at].get("attrs", ()):
        text, uid = text_of(blocks[at]), blocks[at]["attrs"]["uid"]
        level = blocks[at]["attrs"].get("level", 0)
        cut = pick.randrange(len(text) + 1)
        if act == "split":
            blocks[at : at + 1] = [paragraph(text[:cut], uid, level), paragraph(text[cut:])]
        else:
            blocks[at] = paragraph(
                f"{text[:cut].strip()} {pick.choice(SENTENCES)}".strip(), uid, level
            )
    return blocks


def save(
    runtime: Runtime, actor: Actor, version_id: int, blocks: list[Json], *, whole: bool = False
) -> None:
    with runtime.transaction(actor) as tx:
        version = tx.session.get_one(Version, version_id)
        content = version.content | {"content": blocks or [paragraph("")]}
        edit = drafting.save_content(
            tx, version_id=version_id, content=content, revision=version.revision
        )
        legal.bind_version(tx, version_id=version_id, edit=None if whole else edit)


def blocks_of(runtime: Runtime, version_id: int) -> list[Json]:
    with runtime.reading() as session:
        return list(session.get_one(Version, version_id).content["content"])


def rows_of(runtime: Runtime, version_id: int) -> list[Citation]:
    with runtime.reading() as session:
        return list(queries.list_citations(session, version_id))


def said(runtime: Runtime, version_id: int) -> list[tuple[Any, ...]]:
    """Give everything the rows of a version say, in reading order."""
    left_out = {"id", "version_id", "ordinal", "decided_at"}
    names = [column.key for column in Citation.__table__.columns if column.key not in left_out]
    return [
        (*(getattr(row, name) for name in names), sorted(path.path for path in row.paths))
        for row in rows_of(runtime, version_id)
    ]


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))]
)
def test_any_sequence_of_edits_comes_to_the_same_as_finding_all_anew(
    runtime: Runtime,
    secretary: Actor,
    register: list[int],
    make_version: MakeVersion,
    seed: int,
) -> None:
    pick = random.Random(seed)
    step, whole = (make_version(*SENTENCES, *SENTENCES, code=code) for code in ("QT-01", "QT-02"))
    for number in range(40):
        blocks = edited(blocks_of(runtime, step), pick)
        save(runtime, secretary, step, blocks)
        save(runtime, secretary, whole, blocks, whole=True)
        assert said(runtime, step) == said(runtime, whole)
        orders = [row.ordinal for row in rows_of(runtime, step)]
        assert orders == sorted(set(orders))
        rows = rows_of(runtime, step)
        if number % 5 == 4 and rows:
            at = pick.randrange(len(rows))
            for one in (rows[at], rows_of(runtime, whole)[at]):
                with runtime.transaction(secretary) as tx:
                    legal.decide_citation(tx, citation_id=one.id, ignored=True, reason="ví dụ")
    with runtime.reading() as session:
        assert session.get_one(Scan, step).rows == len(rows_of(runtime, step))


@contextmanager
def written(runtime: Runtime) -> Iterator[list[str]]:
    """Collect the statements that write citations."""
    seen: list[str] = []

    def note(*given: Any) -> None:
        statement: str = given[2]
        if not statement.startswith("SELECT") and " citation " in statement.replace("\n", " "):
            seen.append(statement.split(" ", 1)[0])

    event.listen(runtime.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(runtime.engine, "before_cursor_execute", note)


def test_only_the_edited_paragraph_is_searched_and_written(
    runtime: Runtime,
    drafter: Actor,
    register: list[int],
    make_version: MakeVersion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    version = make_version(*SENTENCES)
    before = {row.id: row for row in rows_of(runtime, version)}
    searched: list[str] = []

    def noting(text: str) -> list[Found]:
        searched.append(text)
        return find(text)

    monkeypatch.setattr(mentions, "find", noting)
    blocks = blocks_of(runtime, version)
    blocks[1] = paragraph("Nay làm theo Luật Hộ tịch.", blocks[1]["attrs"]["uid"])
    with written(runtime) as statements:
        save(runtime, drafter, version, blocks)
    assert searched == ["Nay làm theo Luật Hộ tịch."]
    assert statements == ["UPDATE"]
    changed = [row for row in rows_of(runtime, version) if row.start != before[row.id].start]
    assert [row.quote for row in changed] == ["Luật Hộ tịch"]


def test_an_edit_without_law_writes_no_citation(
    runtime: Runtime, drafter: Actor, register: list[int], make_version: MakeVersion
) -> None:
    version = make_version(*SENTENCES)
    blocks = blocks_of(runtime, version)
    blocks[4] = paragraph("Công chức trả kết quả.", blocks[4]["attrs"]["uid"])
    with written(runtime) as statements:
        save(runtime, drafter, version, blocks)
    assert statements == []


def test_a_new_heading_reaches_the_citations_under_it(
    runtime: Runtime, drafter: Actor, register: list[int], make_version: MakeVersion
) -> None:
    version = make_version(content=contents.parse({
        "type": "doc",
        "content": [paragraph("1. Mục đích", level=1), paragraph(SENTENCES[0])],
    }))  # fmt: skip
    blocks = blocks_of(runtime, version)
    blocks[0] = paragraph("2. Căn cứ pháp lý", blocks[0]["attrs"]["uid"], 1)
    save(runtime, drafter, version, blocks)
    assert [row.section for row in rows_of(runtime, version)] == ["2. Căn cứ pháp lý"]


def test_a_decision_goes_with_its_sentence_when_a_paragraph_is_split(
    runtime: Runtime,
    secretary: Actor,
    register: list[int],
    make_version: MakeVersion,
) -> None:
    version = make_version(f"Mở đầu. {SENTENCES[1]}")
    (row,) = rows_of(runtime, version)
    with runtime.transaction(secretary) as tx:
        legal.decide_citation(tx, citation_id=row.id, text_id=register[0])
    (block,) = blocks_of(runtime, version)
    split = [paragraph("Mở đầu.", block["attrs"]["uid"]), paragraph(SENTENCES[1])]
    save(runtime, secretary, version, split)
    (kept,) = rows_of(runtime, version)
    assert (kept.id, kept.text_id, kept.rule) == (row.id, register[0], "person")


def test_a_decision_does_not_pass_to_other_words_or_another_sentence(
    runtime: Runtime,
    secretary: Actor,
    register: list[int],
    make_version: MakeVersion,
) -> None:
    version = make_version("Theo Luật Đất đai.", "Theo Luật Hộ tịch.")
    for row in rows_of(runtime, version):
        with runtime.transaction(secretary) as tx:
            legal.decide_citation(tx, citation_id=row.id, ignored=True, reason="ví dụ")
    first, second = blocks_of(runtime, version)
    blocks = [
        paragraph("Theo Luật Đất đai năm 2013.", first["attrs"]["uid"]),
        paragraph("Không có gì.", second["attrs"]["uid"]),
        paragraph("Một câu khác về Luật Hộ tịch."),
    ]
    save(runtime, secretary, version, blocks)
    assert {row.resolution for row in rows_of(runtime, version)} == {Resolution.BOUND}


def test_on_another_day_all_is_bound_again(
    runtime: Runtime,
    drafter: Actor,
    clock: Clock,
    make_text: MakeText,
    make_version: MakeVersion,
) -> None:
    coming = make_text(
        "99/2026/QH16", title="Hộ tịch", issued_on=clock.now.date() + timedelta(days=9), **LAW
    )
    now = make_text("60/2014/QH13", title="Hộ tịch", issued_on=date(2014, 11, 20), **LAW)
    version = make_version("Theo Luật Hộ tịch.", "Không có gì.")
    assert rows_of(runtime, version)[0].text_id == now
    clock.set(clock.now + timedelta(days=10))
    first, second = blocks_of(runtime, version)
    save(runtime, drafter, version, [first, paragraph("Vẫn không.", second["attrs"]["uid"])])
    assert rows_of(runtime, version)[0].text_id == coming


def test_a_text_changed_behind_the_scan_is_searched_whole(
    runtime: Runtime, drafter: Actor, register: list[int], make_version: MakeVersion
) -> None:
    version = make_version("Không có gì.")
    with runtime.transaction(drafter) as tx:  # saved without binding
        content = paragraphs("Theo Luật Hộ tịch.", "Không có gì.")
        drafting.save_content(tx, version_id=version, content=content, revision=1)
    blocks = blocks_of(runtime, version)
    blocks[1] = paragraph("Vẫn không.", blocks[1]["attrs"]["uid"])
    save(runtime, drafter, version, blocks)
    assert [row.quote for row in rows_of(runtime, version)] == ["Luật Hộ tịch"]


def test_correcting_a_text_lets_go_of_what_open_versions_cite_no_more(
    runtime: Runtime,
    secretary: Actor,
    register: list[int],
    make_version: MakeVersion,
) -> None:
    draft = make_version(SENTENCES[0])
    approved = make_version(SENTENCES[0], code="QT-02", effective_on=date(2020, 1, 1))
    with runtime.transaction(secretary) as tx:
        legal.correct_text(
            tx,
            text_id=register[0],
            reason="gõ nhầm số",
            number="62/2018/NĐ-CP",
            type="Nghị định",
            title="Về thực hiện cơ chế một cửa",
            issuer="Chính phủ",
            issued_on=date(2018, 4, 23),
            effective_on=date(2018, 6, 21),
        )
    assert rows_of(runtime, draft)[0].resolution is Resolution.UNMATCHED
    assert rows_of(runtime, approved)[0].text_id == register[0]


def test_an_approved_version_is_not_searched_again(
    runtime: Runtime, register: list[int], make_version: MakeVersion
) -> None:
    version = make_version("Không có gì.", effective_on=date(2020, 1, 1))
    with (
        pytest.raises(Refused, match="stay as they were approved"),
        runtime.transaction(SYSTEM) as tx,
    ):
        legal.bind_version(tx, version_id=version)
