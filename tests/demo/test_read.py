"""The sample data is true, whole and reads as the document model."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from docctl.content import compare, parse, project
from docctl.demo.model import (
    OPEN_STATES,
    DemoDocument,
    DemoLegalText,
    DemoVersion,
    Json,
)
from docctl.demo.read import read_agency, read_documents, read_legal
from docctl.vietnamese import fold_code, natural_key

DOCUMENTS = read_documents()
LEGAL = read_legal()
AGENCY = read_agency()
VERSIONS = [
    pytest.param(document, version, id=f"{document.code} {version.issue_no}-{version.revision_no}")
    for document in DOCUMENTS
    for version in document.versions
]
PAIRS = [(document, version) for document in DOCUMENTS for version in document.versions]

# True texts that the sample register lacks on purpose: so the state "not registered" is seen.
NOT_REGISTERED = {"37/2012/TTLT-BLĐTBXH-BYT-BTC-BGDĐT", "879/VTLTNN-NVĐP"}

# A fixed day on which the sample is looked at; the standard of 2008 was replaced, not dated out.
DAY = date(2026, 6, 1)
DEAD = {text.number for text in LEGAL if text.expired and text.expired <= DAY} | {
    "TCVN ISO 9001:2008"
}
ENDING = {text.number for text in LEGAL if text.expired and text.expired > DAY}

NUMBER = re.compile(
    r"\b\d+/\d{4}/[A-ZĐ][A-ZĐa-z]*\d*(?:-[A-ZĐ][A-ZĐa-z]*)*"  # 61/2018/NĐ-CP, 60/2014/QH13
    r"|\b\d+/QĐ-[A-ZĐ][A-ZĐa-z]+"  # 101/QĐ-BKHCN
    r"|\b\d+/VTLTNN-NVĐP"
    r"|TCVN ISO \d+:\d{4}"
)


def text_of(node: Json) -> str:
    if node["type"] == "text":
        return str(node["text"])
    return "\n".join(text_of(child) for child in node.get("content", ()))


def inline_text(version: DemoVersion) -> str:
    return "\n".join(block.text for block in project(parse(version.content)).blocks)


def tables(node: Json) -> Iterator[Json]:
    if node["type"] == "table":
        yield node
    for child in node.get("content", ()):
        yield from tables(child)


def cited(version: DemoVersion) -> set[str]:
    return set(NUMBER.findall(inline_text(version)))


def by_number() -> dict[str, list[DemoLegalText]]:
    found: dict[str, list[DemoLegalText]] = {}
    for text in LEGAL:
        found.setdefault(text.number, []).append(text)
    return found


@pytest.mark.parametrize(("document", "version"), VERSIONS)
def test_every_content_is_a_valid_document(document: DemoDocument, version: DemoVersion) -> None:
    assert project(parse(version.content)).blocks


@pytest.mark.parametrize(("document", "version"), VERSIONS)
def test_parsing_changes_no_uid(document: DemoDocument, version: DemoVersion) -> None:
    uids = [block.uid for block in project(parse(version.content)).blocks]
    assert uids == re.findall(r"'uid': '([^']+)'", str(version.content))
    assert len(uids) == len(set(uids))


def test_reading_twice_gives_the_same() -> None:
    assert read_documents() == DOCUMENTS


def test_a_block_that_is_only_reworded_keeps_its_uid() -> None:
    document = next(one for one in DOCUMENTS if one.code == "QT-ISO-01")
    old, new = (
        [block for block in project(parse(version.content)).blocks if block.topic != "revisions"]
        for version in document.versions[1:]
    )
    reworded = [(a.text, b.text) for a, b in zip(old, new, strict=True) if a.text != b.text]
    assert [block.uid for block in old] == [block.uid for block in new]
    assert [("01/2011/QH13" in a, "33/2024/QH15" in b) for a, b in reworded][:1] == [(True, True)]


def test_a_procedure_opens_with_a_row_for_each_version_so_far() -> None:
    document = next(one for one in DOCUMENTS if one.code == "QT 01/HT")
    for count, version in enumerate(document.versions, 1):
        heading, table = version.content["content"][:2]
        assert text_of(heading) == "SỬA ĐỔI TÀI LIỆU"
        assert len(table["content"]) == 1 + count
    assert [text_of(cell) for cell in table["content"][-1]["content"]][-2:] == [
        "02/01",
        "20/10/2025",
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.code)
def test_consecutive_versions_differ(document: DemoDocument) -> None:
    texts = [inline_text(version) for version in document.versions]
    assert all(old != new for old, new in itertools.pairwise(texts))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.code)
def test_the_revision_table_names_exactly_the_sections_that_changed(
    document: DemoDocument,
) -> None:
    for old, new in itertools.pairwise(document.versions):
        if document.kind == "form" or new.part == "Toàn bộ":
            continue
        sections = compare(parse(old.content), parse(new.content)).sections
        changed = [section.section.split(" ")[0].rstrip(".") for section in sections]
        assert changed[0] == "SỬA"
        assert new.part == "Mục " + ", ".join(changed[1:])


def test_every_cited_number_is_registered_or_left_out_on_purpose() -> None:
    numbers = set().union(*(cited(version) for _, version in PAIRS))
    assert numbers - {text.number for text in LEGAL} == NOT_REGISTERED


@pytest.mark.parametrize(("document", "version"), VERSIONS)
def test_no_version_cites_a_text_younger_than_itself(
    document: DemoDocument, version: DemoVersion
) -> None:
    issued = version.issued_on or date.max
    known = by_number()
    younger = {
        number
        for number in cited(version) - NOT_REGISTERED
        if all(text.issued and text.issued > issued for text in known[number])
    }
    assert younger == set()


def test_only_the_versions_meant_to_be_are_stale_on_the_day_they_are_issued() -> None:
    deaths = {text.number: text.expired for text in LEGAL if text.expired}
    deaths["TCVN ISO 9001:2008"] = date(2015, 12, 31)
    born_stale = {
        (document.code, version.issue_no, version.revision_no): numbers
        for document, version in PAIRS
        if (day := version.issued_on)
        and (numbers := {n for n in cited(version) & deaths.keys() if deaths[n] <= day})
    }
    assert born_stale == {
        ("QT-ISO-01", 2, 0): {"01/2011/QH13", "01/2013/NĐ-CP"},
        ("QT-ISO-03", 1, 0): {"TCVN ISO 9001:2008"},
        ("QT-ISO-04", 1, 0): {"TCVN ISO 9001:2008"},
        ("QT-ISO-04", 1, 1): {"TCVN ISO 9001:2008"},
        ("QT-ISO-05", 1, 0): {"07/2014/TT-TTCP"},
        ("QT 01/HKD", 1, 0): {"01/2021/NĐ-CP", "01/2021/TT-BKHĐT", "02/2023/TT-BKHĐT"},
        ("QT 01/VTLT", 1, 0): {"TCVN ISO 9001:2008"},
    }


def test_effective_versions_still_cite_dead_law_so_that_findings_show() -> None:
    stale = {
        doc.code for doc, version in PAIRS if version.state == "effective" if cited(version) & DEAD
    }
    assert {"QT-ISO-03", "QT-ISO-04", "QT 02/HT", "QT 01/HKD", "QT 01/ĐĐ", "BM-01/MC"} <= stale


def test_most_effective_procedures_cite_living_law_only() -> None:
    effective = [version for _, version in PAIRS if version.state == "effective"]
    assert sum(not cited(version) & DEAD for version in effective) >= len(effective) // 2


def test_some_effective_versions_cite_law_whose_end_is_known_and_ahead() -> None:
    ahead = [
        doc.code
        for doc, version in PAIRS
        if version.state == "effective"
        if cited(version) & ENDING
    ]
    assert "QT 01/HT" in ahead


def test_open_drafts_cite_no_dead_law() -> None:
    opened = [version for _, version in PAIRS if version.state in OPEN_STATES]
    assert [cited(version) & DEAD for version in opened] == [set()] * len(opened)


def test_the_newest_versions_cover_every_state() -> None:
    assert {document.newest.state for document in DOCUMENTS} == {
        "effective",
        "withdrawn",
        *OPEN_STATES,
    }


def test_codes_are_unique_in_their_field() -> None:
    codes = Counter((document.field, fold_code(document.code)) for document in DOCUMENTS)
    assert codes.most_common(1)[0][1] == 1


def test_a_form_names_an_existing_procedure_and_carries_its_code() -> None:
    codes = {document.code for document in DOCUMENTS if document.kind == "procedure"}
    parents = {d.code: d.parent for d in DOCUMENTS if d.parent}
    assert parents
    assert all(parent in codes and code.endswith("/" + parent) for code, parent in parents.items())


def test_internal_codes_in_the_text_are_documents_of_the_sample() -> None:
    named = re.compile(r"\b(?:QT-ISO-\d\d|QT \d\d/[A-ZĐ]+|BM-\d\d/(?:QT-ISO-\d\d|[A-ZĐ]+))\b")
    found = set().union(*(named.findall(inline_text(version)) for _, version in PAIRS))
    assert found <= {document.code for document in DOCUMENTS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.code)
def test_the_history_is_ordered_and_its_days_agree(document: DemoDocument) -> None:
    numbers = [(version.issue_no, version.revision_no) for version in document.versions]
    assert numbers == sorted(set(numbers))
    assert all(b == (a[0], a[1] + 1) or b == (a[0] + 1, 0) for a, b in itertools.pairwise(numbers))
    assert numbers[0] == (1, 0)
    days = [version.effective_on for version in document.versions if version.effective_on]
    assert days == sorted(set(days))
    for version in document.versions:
        if version.state in OPEN_STATES:
            assert version.issued_on is None
            assert version.effective_on is None
        else:
            assert version.issued_on is not None
            assert version.effective_on is not None
            assert version.issued_on <= version.effective_on
        assert (version.effective_in_days is not None) == (version.state == "approved_future")
        assert (version.withdrawn_on is not None) == (version.state == "withdrawn")
        assert bool(version.note) == (version.state in ("returned", "withdrawn"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.code)
def test_at_most_one_version_is_effective_and_only_the_newest_is_open(
    document: DemoDocument,
) -> None:
    states = [version.state for version in document.versions]
    *earlier, newest = states
    effective = states.count("effective")
    assert effective <= 1
    assert not set(earlier) & {*OPEN_STATES, "withdrawn"}
    assert effective == 1 or newest == "withdrawn" or states == [newest]
    assert "effective" not in earlier or newest in OPEN_STATES


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.code)
def test_people_units_and_fields_are_those_of_the_agency(document: DemoDocument) -> None:
    names = {account.name: account.role for account in AGENCY.accounts}
    assert document.field in {field.name for field in AGENCY.fields}
    assert document.unit in {unit.name for unit in AGENCY.units}
    assert document.owner in names
    assert names[document.approver] == "approver"
    assert names[document.reviewer] == "reviewer"
    assert names[document.drafter] in ("drafter", "iso_secretary")
    assert len({document.drafter, document.reviewer, document.approver}) == 3


def test_accounts_belong_to_units_and_logins_are_unique() -> None:
    assert {account.unit for account in AGENCY.accounts} <= {unit.code for unit in AGENCY.units}
    assert len({account.login for account in AGENCY.accounts}) == len(AGENCY.accounts)


def test_every_unit_is_headed_by_somebody_who_belongs_to_it() -> None:
    units = {account.login: account.unit for account in AGENCY.accounts}
    assert [units[unit.head] for unit in AGENCY.units] == [unit.code for unit in AGENCY.units]


def width(row: Json) -> int:
    return sum(cell["attrs"]["colspan"] for cell in row["content"])


@pytest.mark.parametrize(("document", "version"), VERSIONS)
def test_every_table_is_rectangular(document: DemoDocument, version: DemoVersion) -> None:
    for table in tables(version.content):
        slots = Counter[int]()
        for number, row in enumerate(table["content"]):
            for cell in row["content"]:
                for line in range(number, number + cell["attrs"]["rowspan"]):
                    slots[line] += cell["attrs"]["colspan"]
        assert set(slots) == set(range(len(table["content"])))
        assert len(set(slots.values())) == 1


SECTIONS = (
    "MỤC ĐÍCH",
    "PHẠM VI",
    "TÀI LIỆU VIỆN DẪN",
    "ĐỊNH NGHĨA/VIẾT TẮT",
    "NỘI DUNG QUY TRÌNH",
    "BIỂU MẪU",
    "HỒ SƠ CẦN LƯU",
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.code)
def test_a_procedure_has_the_seven_sections_and_its_legal_basis(document: DemoDocument) -> None:
    if document.kind == "form":
        return
    headings = [
        text_of(node) for node in document.newest.content["content"] if node["type"] == "heading"
    ]
    assert [f"{n}. {name}" for n, name in enumerate(SECTIONS, 1)] == [
        heading for heading in headings if re.match(r"\d\. ", heading)
    ]
    assert "5.1. Cơ sở pháp lý" in headings


def test_documents_come_by_field_and_natural_code() -> None:
    keys = [(document.field, natural_key(document.code)) for document in DOCUMENTS]
    assert keys == sorted(keys)


AMOUNT = re.compile(r"(\d+(?:,\d+)?) (ngày|giờ)")


def days(match: re.Match[str]) -> float:
    amount = float(match[1].replace(",", "."))
    return amount if match[2] == "ngày" else amount / 8


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.code)
def test_the_steps_take_no_longer_than_the_time_promised(document: DemoDocument) -> None:
    if not document.public_service_code:
        return
    assert re.fullmatch(r"[12]\.\d{6}", document.public_service_code)
    blocks = project(parse(document.newest.content)).blocks
    promise = next(
        block.text
        for block in blocks
        if block.section.startswith("5.4") and block.row is None and block.kind != "heading"
    )
    found = None if promise.startswith("Ngay trong ngày") else AMOUNT.search(promise)
    steps = [
        days(match)
        for block in blocks
        if block.section.startswith("5.7")
        and block.column == 3
        and (match := AMOUNT.fullmatch(block.text))
    ]
    assert len(steps) >= 5
    assert sum(steps) <= (days(found) if found else 1)
