"""Databases of `bench/impact.py` that are kept: written once, measured in copies.

In a folder lie SQLite files by size, or beside the PostgreSQL database of the address others of its
server by size, and how far the made-up country had been written then. What is measured changes a
copy that is thrown away, so that measuring again starts from the same rows.
"""

import os
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from impact_data import Country
from sqlalchemy import create_engine, make_url, text

AT_WORK = f"at_work_{os.getpid()}"


class Kept:
    """The databases of one dialect in a folder."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder = folder
        self.url = url
        folder.mkdir(parents=True, exist_ok=True)

    def has(self, name: str) -> bool:
        """Say whether a database was kept."""
        return self._state(name).exists()

    def load(self, name: str) -> Country:
        """Give how far the country of a kept database was written; only what `keep` wrote."""
        loaded: Country = pickle.loads(self._state(name).read_bytes())  # noqa: S301
        return loaded

    def keep(self, name: str, country: Country) -> None:
        """Keep the database at work, which nobody is connected to, under a name."""
        self._copy(AT_WORK, name)
        self._state(name).write_bytes(pickle.dumps(country))

    @contextmanager
    def at_work(self, name: str | None = None) -> Iterator[str]:
        """Give the address of a copy of a kept database, or of an empty one; remove it after."""
        self._remove(AT_WORK)
        if name is not None:
            self._copy(name, AT_WORK)
        elif self.url is not None:
            self._administer(f'CREATE DATABASE "{self._name(AT_WORK)}"')
        try:
            yield self._address()
        finally:
            self._remove(AT_WORK)

    def _state(self, name: str) -> Path:
        return self.folder / f"{'sqlite' if self.url is None else 'postgresql'}_{name}.pickle"

    def _address(self) -> str:
        if self.url is None:
            return f"sqlite:///{self._file(AT_WORK)}"
        there = make_url(self.url).set(database=self._name(AT_WORK))
        return there.render_as_string(hide_password=False)

    def _file(self, name: str) -> Path:
        return self.folder / f"impact_{name}.db"

    def _name(self, name: str) -> str:
        return f"impact_{name}"

    def _copy(self, of: str, to: str) -> None:
        if self.url is None:
            shutil.copyfile(self._file(of), self._file(to))
            os.sync()  # what is measured next would wait for it
            return
        self._administer(
            f'DROP DATABASE IF EXISTS "{self._name(to)}" WITH (FORCE)',
            f'CREATE DATABASE "{self._name(to)}" TEMPLATE "{self._name(of)}" STRATEGY FILE_COPY',
        )
        os.sync()

    def _remove(self, name: str) -> None:
        if self.url is not None:
            self._administer(f'DROP DATABASE IF EXISTS "{self._name(name)}" WITH (FORCE)')
            return
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{self._file(name)}{ending}").unlink(missing_ok=True)

    def _administer(self, *statements: str) -> None:
        engine = create_engine(str(self.url), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()
