"""Files of legal texts: read loosely, refused with reasons, imported once however often."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from docctl.actors import SYSTEM, Actor
from docctl.audit.models import AuditEntry
from docctl.errors import Forbidden, Refused
from docctl.legal import importing, queries, sheets
from docctl.legal import service as legal
from docctl.legal.bodies import body_key
from docctl.legal.models import Effect, LegalName, LegalText
from docctl.legal.numbers import number_norm
from docctl.legal.relating import Target, Targets
from docctl.legal.rows import Relation, Row, RowError, field_of, read_row
from docctl.legal.rules import Action, EffectState, Extent, Origin, Resolution
from docctl.legal.sheets import read_rows
from docctl.legal.standing import Standing
from docctl.runtime import Runtime
from tests.support.make import MakeText, MakeVersion
from tests.support.shared import SHARED, needs_shared

REGISTER = SHARED / "data" / "legal" / "register.jsonl"
OLD = {
    "number": "61/2018/NĐ-CP",
    "type": "Nghị định",
    "title": "Về cơ chế một cửa",
    "issuer": "Chính phủ",
    "issued": "2018-04-23",
    "effective": "2018-06-21",
    "tier": "A",
}
NEW = {
    "number": "118/2025/NĐ-CP",
    "type": "Nghị định",
    "title": "Về cơ chế một cửa",
    "issuer": "Chính phủ",
    "issued": "2025-06-09",
    "effective": "2025-07-01",
    "tier": "A",
    "relations": [{"type": "thay thế", "target_number": "61/2018/NĐ-CP"}],
}


def lines(*records: Mapping[str, Any]) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def imported(
    runtime: Runtime, *records: Mapping[str, Any], name: str = "a.jsonl"
) -> dict[str, Any]:
    return importing.import_file(runtime, SYSTEM, lines(*records), name).as_json()


def counts(session: Session) -> list[int]:
    return [
        session.scalar(select(func.count()).select_from(table)) or 0
        for table in (LegalText, LegalName, Effect, AuditEntry)
    ]


def excel(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_texts_and_their_relations_are_imported(runtime: Runtime) -> None:
    report = imported(runtime, OLD, NEW)
    assert (report["new"], report["effects"], report["refused"]) == (2, 1, 0)
    with runtime.reading() as session:
        (old,) = queries.find_by_number(session, "61/2018/nd-cp")
        assert queries.standing_of_text(session, old.id, date(2025, 6, 30)) is Standing.WILL_EXPIRE
        assert queries.standing_of_text(session, old.id, date(2025, 7, 1)) is Standing.REPLACED
        (effect,) = queries.list_effects_on(session, old.id)
        assert (effect.action, effect.state) == (Action.REPLACES, EffectState.CONFIRMED)


def test_importing_again_changes_nothing(runtime: Runtime) -> None:
    imported(runtime, OLD, NEW)
    with runtime.reading() as session:
        before = counts(session)
    report = imported(runtime, OLD, NEW)
    assert (report["new"], report["changed"], report["same"]) == (0, 0, 2)
    assert (report["effects"], report["effects_same"]) == (0, 1)
    with runtime.reading() as session:
        assert counts(session) == before


def test_the_order_of_rows_does_not_matter_for_relations(runtime: Runtime) -> None:
    assert imported(runtime, NEW, OLD)["unresolved"] == 0


def test_a_relation_stated_at_both_ends_is_one_effect(runtime: Runtime) -> None:
    back = {"number": "118/2025/NĐ-CP", "type": "thay thế", "effective": "2025-07-01"}
    report = imported(runtime, {**OLD, "superseded_by": [back]}, NEW)
    assert (report["effects"], report["effects_same"]) == (1, 1)


def test_rows_that_say_one_text_are_merged_the_surer_first(runtime: Runtime) -> None:
    report = imported(
        runtime,
        {**OLD, "number": "61/2018/ND-CP", "tier": "C", "title": "Khác", "issued": "2018-04-24"},
        {**OLD, "effective": None},
    )
    assert (report["new"], report["merged"]) == (1, 1)
    with runtime.reading() as session:
        (text,) = queries.find_by_number(session, "61/2018/NĐ-CP")
        assert (text.title, text.issued_on) == ("Về cơ chế một cửa", date(2018, 4, 23))
        assert text.effective_on == date(2018, 6, 21)


def test_a_corrected_file_corrects_what_an_import_wrote(runtime: Runtime) -> None:
    imported(runtime, OLD)
    report = imported(runtime, {**OLD, "effective": "2018-06-22"})
    assert (report["new"], report["changed"]) == (0, 1)
    with runtime.reading() as session:
        (text,) = queries.find_by_number(session, "61/2018/NĐ-CP")
        assert text.effective_on == date(2018, 6, 22)


def test_what_a_person_wrote_stays(runtime: Runtime, make_text: MakeText) -> None:
    text_id = make_text(title="Tên do người nhập", effective_on=None)
    report = imported(runtime, OLD)
    assert (report["changed"], report["differing"]) == (1, 1)
    with runtime.reading() as session:
        text = queries.get_text(session, text_id)
        assert text.title == "Tên do người nhập"
        assert text.effective_on == date(2018, 6, 21)  # was empty


def test_local_numbers_of_two_provinces_or_years_stay_apart(runtime: Runtime) -> None:
    base = {"number": "504/QĐ-UBND", "type": "Quyết định", "issued": "2021-03-16"}
    report = imported(
        runtime,
        {**base, "issuer": "UBND tỉnh Trà Vinh"},
        {**base, "issuer": "UBND tỉnh Nghệ An"},
        {**base, "issuer": "UBND tỉnh Nghệ An", "issued": "2022-03-16"},
        {**base, "issuer": "Ủy ban nhân dân tỉnh Nghệ An"},
    )
    assert (report["new"], report["merged"]) == (3, 1)


def test_an_unregistered_target_becomes_a_stub_that_a_later_file_fills(runtime: Runtime) -> None:
    assert imported(runtime, NEW)["stubs"] == 1
    with runtime.reading() as session:
        (stub,) = queries.find_by_number(session, "61/2018/NĐ-CP")
        assert (stub.certainty, stub.title, stub.issuer_norm) == ("stub", "", "chinh phu")
    report = imported(runtime, OLD)
    assert (report["new"], report["changed"]) == (0, 1)
    with runtime.reading() as session:
        (text,) = queries.find_by_number(session, "61/2018/NĐ-CP")
        assert (text.id, text.certainty, text.effective_on) == (stub.id, "A", date(2018, 6, 21))
        assert queries.find_text_by_key(session, text.text_key) is not None


def test_a_target_that_a_number_does_not_tell_waits_for_a_person(runtime: Runtime) -> None:
    record = {**NEW, "relations": [{"type": "bãi bỏ", "target_number": "504/QĐ-UBND"}]}
    report = imported(runtime, record)
    assert report["unresolved_targets"] == [{"line": 1, "number": "504/QĐ-UBND"}]
    assert (report["effects"], report["stubs"], report["effects_loose"]) == (0, 0, 1)
    assert imported(runtime, record)["effects_loose"] == 0
    with runtime.reading() as session:
        (waiting,) = queries.list_loose(session)
        (source,) = queries.find_by_number(session, "118/2025/NĐ-CP")
        assert (waiting.source_id, waiting.number) == (source.id, "504/QĐ-UBND")
        assert (waiting.action, waiting.origin) == (Action.REPEALS, Origin.REGISTER)


@pytest.mark.parametrize("number", ["504/QĐ-UBND", "540/QĐ-UBND"])
def test_what_a_person_decided_on_an_unknown_target_is_not_asked_again(
    runtime: Runtime, secretary: Actor, make_text: MakeText, number: str
) -> None:
    record = {**NEW, "relations": [{"type": "bãi bỏ", "target_number": "504/QĐ-UBND"}]}
    imported(runtime, record)
    meant = make_text(number, type="Quyết định", issuer="UBND tỉnh Nghệ An")
    with runtime.transaction(secretary) as tx:
        ids = [one.id for one in queries.list_loose(tx.session)]
        effects = legal.choose_target(tx, loose_ids=ids, text_id=meant) if ids else []
        legal.confirm_effects(tx, effect_ids=[one.id for one in effects])
    with runtime.reading() as session:
        before = counts(session)
    assert imported(runtime, record)["effects_loose"] == 0
    with runtime.reading() as session:
        assert counts(session) == before
        assert len(queries.list_effects_on(session, meant)) == 1


def test_a_rejected_relation_is_not_proposed_again(runtime: Runtime, secretary: Actor) -> None:
    record = {**NEW, "relations": [{"type": "bãi bỏ", "target_number": "504/QĐ-UBND"}]}
    imported(runtime, record)
    with runtime.transaction(secretary) as tx:
        (one,) = queries.list_loose(tx.session)
        legal.decide_loose(tx, loose_id=one.id, reason="không rõ tỉnh nào")
    assert imported(runtime, record)["effects_loose"] == 0
    with runtime.reading() as session:
        assert list(queries.list_loose(session)) == []


def test_an_effect_on_a_higher_or_later_text_waits_for_a_person(runtime: Runtime) -> None:
    law = {"number": "60/2014/QH13", "type": "Luật", "title": "Hộ tịch", "issued": "2014-11-20"}
    later = {**OLD, "number": "9/2026/NĐ-CP", "issued": "2026-01-01"}
    relations = [
        {"type": "bãi bỏ", "target_number": "60/2014/QH13", "target_articles": ["Điều 5"]},
        {"type": "thay thế", "target_number": "9/2026/NĐ-CP"},
        {"type": "hướng dẫn, quy định chi tiết", "target_number": "60/2014/QH13"},
    ]
    report = imported(runtime, law, later, {**NEW, "relations": relations})
    assert (report["effects"], report["effects_proposed"]) == (3, 2)
    with runtime.reading() as session:
        waiting = queries.list_effects(session, state=EffectState.PROPOSED)
        assert {effect.target.number for effect in waiting} == {"60/2014/QH13", "9/2026/NĐ-CP"}


def test_every_refused_row_is_told_with_its_line_and_all_reasons(runtime: Runtime) -> None:
    data = lines({"number": "", "issued": "31/02/2020"}, OLD) + b"\n{broken\n[1]"
    report = importing.import_file(runtime, SYSTEM, data, "a.jsonl").as_json()
    assert report["new"] == 1
    assert report["refused_rows"] == [
        {
            "line": 1,
            "number": "",
            "reasons": [
                "“31/02/2020” is no date; write day/month/year.",
                "Give the number of the text.",
                "Give the type of the text; its number does not say it.",
            ],
        },
        {"line": 3, "number": "", "reasons": ["Line 3 is not JSON."]},
        {"line": 4, "number": "", "reasons": ["Line 4 is not JSON."]},
    ]


def test_a_preview_writes_nothing(runtime: Runtime) -> None:
    imported(runtime, OLD)
    with runtime.reading() as session:
        before = counts(session)
    shown = importing.preview(
        runtime, lines({**OLD, "title": "Mới"}, NEW, {"number": 1}), "a.jsonl"
    )
    assert (shown.new, shown.changed, shown.same, len(shown.refused)) == (1, 1, 0, 1)
    assert shown.first[0].number == "118/2025/NĐ-CP"
    assert shown.changes[0][1] == {"title": "Mới"}
    with runtime.reading() as session:
        assert counts(session) == before


def test_an_import_is_audited_once_per_batch(runtime: Runtime) -> None:
    imported(runtime, OLD, NEW)
    with runtime.reading() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert [action for action in actions if action.startswith(("legal", "eff"))] == [
        "legal_texts.imported",
        "effects.imported",
    ]


def test_progress_is_told_after_each_batch(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    seen: list[tuple[int, int]] = []
    importing.import_file(
        runtime,
        SYSTEM,
        lines(OLD, NEW),
        "a.jsonl",
        progress=lambda done, of: seen.append((done, of)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_an_import_that_broke_off_is_completed_by_the_next(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.import_file(runtime, SYSTEM, lines(OLD, NEW), "a.jsonl", progress=stop)
    report = imported(runtime, OLD, NEW)
    assert (report["new"], report["same"], report["effects"]) == (1, 1, 1)


def test_only_who_registers_law_imports(runtime: Runtime, drafter: Actor) -> None:
    with pytest.raises(Forbidden):
        importing.import_file(runtime, drafter, lines(OLD), "a.jsonl")


def test_importing_binds_what_was_cited_before(runtime: Runtime, make_version: MakeVersion) -> None:
    version = make_version("Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ.")
    with runtime.reading() as session:
        (citation,) = queries.list_citations(session, version)
        assert citation.resolution is Resolution.UNMATCHED
    assert imported(runtime, OLD)["citations_bound"] == 1
    with runtime.reading() as session:
        (citation,) = queries.list_citations(session, version)
        assert citation.text is not None
        assert citation.text.number == "61/2018/NĐ-CP"


HEADER = [
    "STT",
    "Số, ký hiệu",
    "Loại văn bản",
    "Trích yếu",
    "Cơ quan ban hành",
    "Ngày ban hành",
    "Ngày hiệu lực",
    "Thay thế",
    "Bị bãi bỏ một phần bởi",
]
CELLS = [
    "1",
    "118/2025/NĐ-CP",
    "nghị định",
    "Về cơ chế một cửa",
    "Chính phủ",
    "09/06/2025",
    "1/7/2025",
    "Nghị định số 61/2018/NĐ-CP; Điều 3 Nghị định số 107/2021/NĐ-CP",
    "9/2026/NĐ-CP",
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_lists_of_agencies_are_read(delimiter: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(
        [["DANH MỤC VĂN BẢN"], HEADER, [f"({n})" for n in range(1, 10)], CELLS]
    )
    rows, errors = read_rows(stream.getvalue().encode("utf-8-sig"), "a.csv")
    assert errors == []
    (row,) = rows
    assert (row.number, row.type, row.line) == ("118/2025/NĐ-CP", "Nghị định", 4)
    assert (row.issued_on, row.effective_on) == (date(2025, 6, 9), date(2025, 7, 1))
    assert [
        (one.number, one.action, one.extent, one.paths, one.reverse) for one in row.relations
    ] == [
        ("61/2018/NĐ-CP", Action.REPLACES, Extent.WHOLE, (), False),
        ("107/2021/NĐ-CP", Action.REPLACES, Extent.PARTS, ("d0003.",), False),
        ("9/2026/NĐ-CP", Action.REPEALS, Extent.UNSPECIFIED, (), True),
    ]


def test_excel_lists_are_read_with_date_cells() -> None:
    cells = [*CELLS[:5], datetime(2025, 6, 9), date(2025, 7, 1)]  # noqa: DTZ001  # as Excel has it
    rows, errors = read_rows(excel(["DANH MỤC"], [], HEADER[:7], cells), "a.xlsx")
    assert (errors, rows[0].line) == ([], 4)
    assert (rows[0].issued_on, rows[0].effective_on) == (date(2025, 6, 9), date(2025, 7, 1))


def test_the_annual_list_of_dead_texts_is_read() -> None:
    data = excel(
        ["STT", "Tên loại văn bản", "Số, ký hiệu; ngày, tháng, năm ban hành", "Ngày hết hiệu lực"],
        [1, "Quyết định", "35/2012/QĐ-UBND, ngày 10/8/2012", "01/01/2024"],
    )
    ((row,), errors) = read_rows(data, "a.xlsx")
    assert errors == []
    assert (row.number, row.issued_on) == ("35/2012/QĐ-UBND", date(2012, 8, 10))
    assert row.expires_on == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"a,b\n1,2\n", "a.csv"),
        (b"PK nothing", "a.xlsx"),
        (b"x", "a.pdf"),
        ("Số hiệu\n1".encode("cp1258", "replace"), "a.csv"),
        (b"[", "a.json"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(data: bytes, name: str) -> None:
    with pytest.raises(Refused):
        read_rows(data, name)


def test_a_workbook_with_a_document_type_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(Refused):
        read_rows(stream.getvalue(), "a.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_UNPACKED", 1000)
    with pytest.raises(Refused) as refused:
        read_rows(excel(HEADER), "a.xlsx")
    assert "too large" in str(refused.value)


def test_a_file_beyond_the_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    with pytest.raises(Refused):
        read_rows(lines(OLD, NEW), "a.jsonl")
    monkeypatch.setattr(sheets, "LARGEST", 10)
    with pytest.raises(Refused):
        read_rows(lines(OLD), "a.jsonl")


def test_a_json_array_is_read_like_lines() -> None:
    rows, errors = read_rows(json.dumps([OLD, 1, NEW]).encode("utf-16"), "a.json")
    assert ([row.line for row in rows], [error.line for error in errors]) == ([1, 3], [2])


def test_unknown_columns_and_relations_are_told_apart() -> None:
    assert field_of("Ghi chú") is None
    assert field_of("SỐ KÝ HIỆU") == "number"
    assert field_of("Được thay thế bởi") == "relation:duoc thay the boi"
    read = read_row({**OLD, "relations": [{"type": "yêu", "target_number": "1"}]}, 7)
    assert isinstance(read, RowError)
    assert [str(reason) for reason in read.reasons] == ["Nobody knows the relation “yêu”."]


def test_detailing_is_no_suspension() -> None:
    read = read_row(
        {**OLD, "relations": [{"type": "quy định chi tiết", "target_number": "60/2014/QH13"}]}, 1
    )
    assert isinstance(read, Row)
    assert read.relations[0].action is Action.DETAILS


def target(text_id: int, number: str, kind: str, issuer: str, issued: date | None) -> Target:
    return Target(text_id, kind, number_norm(number), body_key(issuer), issued)


def test_a_relation_means_the_text_of_the_same_issuer_issued_before() -> None:
    own = target(1, "9/QĐ-UBND", "Quyết định", "UBND tỉnh Nghệ An", date(2022, 1, 1))
    nghe_an = target(2, "504/QĐ-UBND", "Quyết định", "UBND tỉnh Nghệ An", date(2021, 3, 16))
    later = target(3, "504/QĐ-UBND", "Quyết định", "UBND tỉnh Nghệ An", date(2022, 3, 16))
    elsewhere = target(4, "504/QĐ-UBND", "Quyết định", "UBND tỉnh Trà Vinh", date(2021, 3, 16))
    undated = target(5, "504/QĐ-UBND", "Quyết định", "UBND tỉnh Nghệ An", None)
    relation = Relation(Action.REPLACES, "504/QĐ-UBND")
    back = Relation(Action.REPLACES, "504/QĐ-UBND", reverse=True)
    assert Targets([own, nghe_an, later, elsewhere]).match(relation, own) == nghe_an
    assert Targets([own, nghe_an, later, elsewhere]).match(back, own) == later
    assert Targets([own, elsewhere]).match(relation, own) is None
    assert Targets([own, undated]).match(relation, own) == undated
    earlier = target(6, "504/QĐ-UBND", "Quyết định", "UBND tỉnh Nghệ An", date(2020, 3, 16))
    assert Targets([own, nghe_an, earlier]).match(relation, own) is None


def test_of_two_texts_with_one_central_number_the_type_in_the_number_decides() -> None:
    own = target(1, "9/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 1, 1))
    decree = target(2, "61/2018/NĐ-CP", "Nghị định", "Chính phủ", None)
    slip = target(3, "61/2018/NĐ-CP", "Thông tư", "Chính phủ", None)
    relation = Relation(Action.REPLACES, "61/2018/NĐ-CP")
    assert Targets([own, decree, slip]).match(relation, own) == decree


def test_a_merged_row_keeps_the_days_that_fit_together(runtime: Runtime) -> None:
    relation = {"type": "bãi bỏ", "target_number": "1/2001/NĐ-CP"}
    report = imported(
        runtime,
        {**OLD, "relations": [relation]},
        {
            **OLD,
            "tier": "C",
            "effective": "2010-01-01",
            "expired": "2015-01-01",
            "relations": [{**relation, "effective": "2018-06-21"}],
        },
    )
    assert (report["new"], report["merged"], report["effects"]) == (1, 1, 1)
    with runtime.reading() as session:
        (text,) = queries.find_by_number(session, "61/2018/NĐ-CP")
        assert text.expires_on is None
        (effect,) = queries.list_effects_by(session, text.id)
        assert effect.effective_on == date(2018, 6, 21)


def test_a_day_a_later_file_knows_is_added_to_the_effect(runtime: Runtime) -> None:
    relation = {"type": "thay thế", "target_number": "61/2018/NĐ-CP"}
    imported(runtime, OLD, {**NEW, "relations": [relation]})
    imported(runtime, {**NEW, "relations": [{**relation, "effective": "2025-08-01"}]})
    with runtime.reading() as session:
        (text,) = queries.find_by_number(session, "118/2025/NĐ-CP")
        (effect,) = queries.list_effects_by(session, text.id)
        assert effect.effective_on == date(2025, 8, 1)


_VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text())


@given(
    st.dictionaries(
        st.sampled_from([*OLD, "relations", "superseded_by", "thay thế", "x"]),
        _VALUES | st.lists(st.dictionaries(st.sampled_from(["type", "target_number"]), _VALUES)),
    )
)
def test_whatever_a_record_holds_it_is_read_or_refused(record: dict[str, Any]) -> None:
    assert isinstance(read_row(record, 1), Row | RowError)


@needs_shared
def test_a_sample_of_the_real_register_imports_once(runtime: Runtime) -> None:
    rows = REGISTER.read_bytes().splitlines()
    _imports_once(runtime, b"\n".join(rows[:: len(rows) // 500]))


@pytest.mark.slow
@needs_shared
def test_the_whole_real_register_imports_once(runtime: Runtime) -> None:
    report = _imports_once(runtime, REGISTER.read_bytes())
    assert report["new"] + report["merged"] + report["refused"] == 17597
    assert report["refused"] == 15
    with runtime.reading() as session:
        (law,) = queries.find_by_number(session, "60/2014/QH13")
        assert [name.name_folded for name in law.names] == ["luat ho tich"]


def _imports_once(runtime: Runtime, data: bytes) -> dict[str, Any]:
    first = importing.import_file(runtime, SYSTEM, data, "register.jsonl").as_json()
    with runtime.reading() as session:
        before = counts(session)
    again = importing.import_file(runtime, SYSTEM, data, "register.jsonl").as_json()
    assert (again["new"], again["changed"], again["stubs"], again["effects"]) == (0, 0, 0, 0)
    assert again["same"] == first["new"]
    assert again["effects_loose"] == 0
    with runtime.reading() as session:
        assert counts(session) == before
    return first


def test_a_person_corrects_and_the_file_does_not_undo_it(
    runtime: Runtime, secretary: Actor
) -> None:
    imported(runtime, OLD)
    with runtime.transaction(secretary) as tx:
        (text,) = queries.find_by_number(tx.session, "61/2018/NĐ-CP")
        legal.correct_text(
            tx,
            text_id=text.id,
            reason="công báo",
            number=text.number,
            type=text.type,
            title=text.title,
            issuer=text.issuer,
            issued_on=text.issued_on,
            effective_on=date(2018, 6, 20),
        )
    report = imported(runtime, OLD)
    assert (report["changed"], report["differing"]) == (0, 1)
    with runtime.reading() as session:
        (text,) = queries.find_by_number(session, "61/2018/NĐ-CP")
        assert text.effective_on == date(2018, 6, 20)
