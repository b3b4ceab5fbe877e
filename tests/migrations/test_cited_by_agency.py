"""Migration 0040 fills the agency of cited provisions, and keeps what findings wait for."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from docctl.db import open_engine
from docctl.installation import migrate

AT = "2026-01-05 03:00:00"
ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("agency", {"id": 7, "name": "UBND xã", "province": "", "created_at": AT}),
    ("field", {"id": 1, "agency_id": 7, "name": "Tư pháp", "name_folded": "tu phap"}),
    (
        "user_account",
        {"id": 1, "agency_id": 7, "login": "u", "name": "Người", "title": "", "email": ""}
        | {"password_hash": "-", "language": "vi", "created_at": AT},
    ),
    (
        "document",
        {"id": 1, "agency_id": 7, "field_id": 1, "kind": "procedure", "code": "Q", "title": "Q"}
        | {"code_folded": "q", "created_at": AT, "withdrawn_reason": ""}
        | {"public_service_code": ""},
    ),
    (
        "version",
        {"id": 1, "document_id": 1, "number": 1, "issue_no": 1, "revision_no": 0, "title": "Q"}
        | {"content": "{}", "content_hash": "0" * 64, "plain_text": "", "revision": 1, "round": 0}
        | {"status": "draft", "reason": "", "change_summary": "", "imported": False}
        | {"original_name": "", "source": "{}", "author_id": 1, "created_at": AT, "updated_at": AT},
    ),
    *(
        (
            "legal_text",
            {"id": key, "text_key": str(key), "type": "Luật", "number": "", "number_norm": ""}
            | {"issuer": "", "issuer_norm": "", "title": "", "title_folded": "", "signer": ""}
            | {"stated_status": "", "source": "", "certainty": "", "original_name": ""}
            | {"created_at": AT, "created_by": "u"},
        )
        for key in (1, 2)
    ),
    (
        "effect",
        {"id": 1, "source_id": 2, "target_id": 1, "action": "replaces", "extent": "whole"}
        | {"scope_key": "whole", "evidence": "", "quote": "", "exception": "", "origin": "manual"}
        | {"confidence": 1.0, "state": "confirmed", "recorded_at": AT, "recorded_by": "u"}
        | {"decided_by": "", "reason": ""},
    ),
    *(
        (
            "citation",
            {"id": key, "version_id": 1, "ordinal": key, "block_uid": "b", "start": 0, "end": 1}
            | {"quote": "", "context": "", "section": "", "form": "number", "type": "Luật"}
            | {"number": "", "number_norm": "", "name": "", "name_folded": "", "issuer": ""}
            | {"articles": "[]", "embedded": False, "resolution": "bound", "rule": ""}
            | {
                "text_id": 1,
                "candidates": "[]",
                "origin": "auto",
                "extractor": "",
                "decided_by": "",
            },
        )
        for key in (1, 2, 3)
    ),
    ("citation_path", {"citation_id": 1, "path": "d0001."}),
    *(
        (
            "finding",
            {"id": key, "effect_id": 1, "citation_id": key, "version_id": 1, "document_id": 1}
            | {"overlap": "exact", "state": state, "opened_at": AT, "reason_code": "", "reason": ""}
            | {"decided_by": "", "confirmed_by": "", "ignored_until": until, "asked_code": ""}
            | {"ignored_event": event, "asked_event": asked, "asked_reason": "", "asked_by": ""},
        )
        for key, state, until, event, asked in (
            (1, "ignored", "2026-09-01", "guidance_issued", ""),
            (2, "open", None, "guidance_begins", "guidance_issued"),
            (3, "open", None, "", ""),
        )
    ),
    (
        "weak_decision",
        {"id": 1, "key": "k", "kind": "document_hurt", "document_id": 1, "finding_id": 1}
        | {"outcome": "promoted", "reason": "", "decided_at": AT, "decided_by": "u"},
    ),
)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give a database of before, with findings that wait and one that only says so."""
    engine = open_engine(database_url)
    migrate.downgrade(engine, to="0038")
    with engine.execution_options(write=True).begin() as connection:
        for table, row in ROWS:
            names = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
    yield engine
    engine.dispose()


def waiting(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        query = text("SELECT ignored_event, asked_event FROM finding ORDER BY id")
        return [tuple(row) for row in connection.execute(query)]


def test_what_is_there_passes_and_what_nobody_waits_for_is_forgotten(engine: Engine) -> None:
    migrate.upgrade(engine)
    assert waiting(engine) == [("guidance_issued", ""), ("", ""), ("", "")]
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT agency_id FROM citation_path")) == 7
        assert connection.scalar(text("SELECT finding_id FROM weak_decision")) == 1
    migrate.downgrade(engine, to="0038")
    assert waiting(engine) == [("guidance_issued", ""), ("", ""), ("", "")]


@pytest.mark.parametrize(
    "change",
    [
        "ignored_event = 'guidance_issued'",
        "asked_event = 'guidance_issued'",
        "asked_event = 'guidance_issued', state = 'under_review', asked_for = 'not_affected',"
        " asked_by_id = 1, asked_at = '2026-01-05 03:00:00'",
    ],
)
def test_only_what_is_put_off_waits_for_an_event(engine: Engine, change: str) -> None:
    migrate.upgrade(engine)
    with (
        pytest.raises(IntegrityError, match="_event"),
        engine.execution_options(write=True).begin() as connection,
    ):
        connection.execute(text(f"UPDATE finding SET {change} WHERE id = 3"))


def test_a_row_of_the_law_moves_with_its_document(engine: Engine) -> None:
    migrate.upgrade(engine)
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(
            text("INSERT INTO agency (id, name, province, created_at) VALUES (8, 'B', '', :at)"),
            {"at": AT},
        )
        connection.execute(text("UPDATE document SET agency_id = 8"))
        assert connection.scalar(text("SELECT agency_id FROM citation_path")) == 8
