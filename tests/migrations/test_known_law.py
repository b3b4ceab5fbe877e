"""Migration 0011 fills the records of what was known, and keeps what hangs on effects."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from docctl.db import open_engine
from docctl.installation import migrate

THEN, LATER, LAST = "2026-01-05 03:00:00", "2026-02-05 03:00:00", "2026-03-05 03:00:00"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give a database as it was before the records."""
    engine = open_engine(database_url)
    migrate.downgrade(engine, to="0010")
    yield engine
    engine.dispose()


def fill(engine: Engine) -> None:
    """Three texts: one corrected once, one with a stated end; a withdrawn and a proposed effect."""
    texts = [
        (1, "61/2018/NĐ-CP", "2018-06-21", None, ""),
        (2, "118/2025/NĐ-CP", "2025-07-01", None, "Còn hiệu lực"),
        (3, "5/2020/NĐ-CP", "2020-01-01", "2025-01-01", ""),
    ]
    effects = [
        (1, 2, 1, "replaces", "confirmed", None),
        (2, 2, 3, "amends", "withdrawn", LAST),
        (3, 1, 3, "repeals", "proposed", None),
    ]
    facts = {"type": "Nghị định", "number": "61/2018/NĐ-CP", "expires_on": None}
    corrected = json.dumps(
        {
            "before": facts | {"issued_on": "2018-04-23", "effective_on": "2018-06-01"},
            "after": facts | {"issued_on": "2018-04-23", "effective_on": "2018-06-21"},
        }
    )
    with engine.execution_options(write=True).begin() as connection:
        for _number, name, begins, ends, status in texts:
            connection.execute(
                text(
                    "INSERT INTO legal_text (text_key, type, number, number_norm, issuer,"
                    " issuer_norm, title, title_folded, signer, issued_on, effective_on,"
                    " expires_on, stated_status, source, certainty, created_at, created_by)"
                    " VALUES (:name, 'Nghị định', :name, :name, '', '', '', '', '',"
                    " '2018-04-23', :begins, :ends, :status, 'form', '', :at, 'Thư ký')"
                ),
                {
                    "name": name,
                    "begins": begins,
                    "ends": ends,
                    "status": status,
                    "at": THEN,
                },
            )
        for _number, source, target, action, state, decided in effects:
            connection.execute(
                text(
                    "INSERT INTO effect (source_id, target_id, action, extent, scope_key,"
                    " evidence, origin, confidence, state, recorded_at, recorded_by, decided_at,"
                    " decided_by) VALUES (:source, :target, :action, 'whole', 'whole', '',"
                    " 'human', 1.0, :state, :at, 'Thư ký', :decided, 'Thư ký')"
                ),
                {
                    "source": source,
                    "target": target,
                    "action": action,
                    "state": state,
                    "at": THEN,
                    "decided": decided,
                },
            )
        connection.execute(text("INSERT INTO effect_path (effect_id, path) VALUES (2, 'd0005.')"))
        connection.execute(
            text(
                "INSERT INTO audit_entry (seq, at, actor_name, action, subject, reason, detail,"
                " request_id, algorithm, previous_hash, hash) VALUES (1, :at, 'Thư ký',"
                " 'legal_text.corrected', 'legal_text:1', 'Công báo', :detail, '', '', '', '')"
            ),
            {"at": LATER, "detail": corrected},
        )


def rows(engine: Engine, statement: str) -> list[tuple[str, ...]]:
    with engine.connect() as connection:
        return [tuple(map(str, row)) for row in connection.execute(text(statement))]


def test_what_was_known_is_filled_from_rows_and_trail(engine: Engine) -> None:
    fill(engine)
    migrate.upgrade(engine)
    texts = rows(engine, "SELECT text_id, effective_on, reason FROM legal_text_record ORDER BY id")
    assert texts == [
        ("1", "2018-06-01", ""),
        ("1", "2018-06-21", "Công báo"),
        ("2", "2025-07-01", ""),
        ("3", "2020-01-01", ""),
    ]
    effects = rows(
        engine, "SELECT effect_id, state FROM effect_record ORDER BY effect_id, recorded_at"
    )
    assert effects == [
        ("1", "confirmed"),
        ("2", "confirmed"),
        ("2", "withdrawn"),
        ("3", "proposed"),
        ("4", "confirmed"),
    ]
    assert rows(engine, "SELECT stated_on FROM legal_text ORDER BY id") == [
        ("None",),
        ("2026-01-05",),
        ("None",),
    ]


def test_a_stated_end_becomes_an_effect_and_what_hangs_on_effects_stays(engine: Engine) -> None:
    fill(engine)
    migrate.upgrade(engine)
    own = rows(
        engine,
        "SELECT source_id, target_id, action, effective_on, state FROM effect"
        " WHERE source_id = target_id",
    )
    assert own == [("3", "3", "expires", "2025-01-01", "confirmed")]
    assert rows(engine, "SELECT effect_id, path FROM effect_path") == [("2", "d0005.")]
    migrate.downgrade(engine, to="0010")
    assert rows(engine, "SELECT id FROM effect ORDER BY id") == [("1",), ("2",), ("3",)]
    assert rows(engine, "SELECT effect_id, path FROM effect_path") == [("2", "d0005.")]
