"""Seconds to import a register of legal texts into a fresh database, and to import it again.

python bench/legal_import.py FILE [DATABASE_URL]
"""

import json
import sys
import tempfile
from pathlib import Path

from sqlalchemy import Engine

from config import Settings
from docctl import schema
from docctl.actors import SYSTEM
from docctl.legal import importing
from docctl.runtime import Runtime


def main(path: Path, url: str | None) -> None:
    """Import `path` twice and print both reports without the lists of rows."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = Settings(
            home=home, secret_key="s" * 48, database_url=url or f"sqlite:///{home / 'bench.db'}"
        )
        runtime = Runtime.start(settings)
        create(runtime.engine)
        for name in ("first", "again"):
            result = importing.import_file(runtime, SYSTEM, path.read_bytes(), path.name)
            counts = {k: v for k, v in result.as_json().items() if not isinstance(v, list)}
            print(name, json.dumps(counts))


def create(engine: Engine) -> None:
    """Create the tables in an empty database."""
    schema.metadata.create_all(engine)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
