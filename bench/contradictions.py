"""Seconds to list the contradictions of a register, the standing of all its texts included or not.

python bench/contradictions.py FILE [DATABASE_URL]
"""

import json
import sys
import tempfile
from pathlib import Path
from time import process_time

from sqlalchemy import select

from config import Settings
from docctl import schema
from docctl.actors import SYSTEM
from docctl.days import day_of
from docctl.legal import importing, queries
from docctl.legal.models import LegalText
from docctl.legal.register_view import count_by_kind, list_contradictions
from docctl.runtime import Runtime


def main(path: Path, url: str | None) -> None:
    """Import `path` into a fresh database, then measure three times (best)."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = Settings(
            home=home, secret_key="s" * 48, database_url=url or f"sqlite:///{home / 'bench.db'}"
        )
        runtime = Runtime.start(settings)
        schema.metadata.create_all(runtime.engine)
        importing.import_file(runtime, SYSTEM, path.read_bytes(), path.name)
        lists, standings = [], []
        for _again in range(3):
            with runtime.reading() as session:
                began = process_time()
                found = list_contradictions(session, runtime.blobs)
                lists.append(process_time() - began)
                began = process_time()
                ids = list(session.scalars(select(LegalText.id)))
                law, day = queries.load_law(session, ids), day_of(runtime.now())
                for text_id in ids:
                    law.force_on(text_id, day)
                standings.append(process_time() - began)
        print(f"{len(ids)} texts: list {min(lists):.2f} s, all standings {min(standings):.2f} s")
        print(json.dumps({kind.value: count for kind, count in count_by_kind(found).items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
