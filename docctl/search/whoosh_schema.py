"""The form of the Whoosh index, and the proof that the right Whoosh is installed.

Whoosh pickles the schema into its table of contents; this module's name must therefore stay, and a
change of what is written here or of the analyzer must raise `VERSION`. When reading, our own schema
is used and the pickled one skipped.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from typing import Any

from whoosh import columns, fields, formats

from docctl.search.index import Field

VERSION = 1
"""Part of the directory's name: an index of another version is simply not there."""

_DISTRIBUTION = "whoosh-reloaded"


class Terms(fields.FieldType):  # type: ignore[misc]  # Whoosh is untyped
    """A field whose terms and their weights are counted by our analyzer, not by Whoosh."""

    def __init__(self) -> None:
        self.analyzer = None
        self.format = formats.Existence()
        self.scorable = False
        self.stored = False
        self.unique = False
        self.column_type = None

    def index(
        self, value: Mapping[str, float], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Give (term, frequency, weight, payload) for Whoosh's writer."""
        for term, weight in value.items():
            yield term.encode("utf-8", "surrogatepass"), 1, weight, b""

    def to_bytes(self, value: str | bytes) -> bytes:
        """Encode a term as `index` does."""
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")

    def from_bytes(self, value: bytes) -> str:
        """Decode a term."""
        return value.decode("utf-8", "surrogatepass")


def make_schema() -> Any:
    """Make the schema: the terms of each field, the key and kind, the words for exact phrases."""
    return fields.Schema(
        key=Terms(),
        kind=Terms(),
        **{field.value: Terms() for field in Field},
        key_column=fields.COLUMN(columns.VarBytesColumn()),
        digest_column=fields.COLUMN(columns.VarBytesColumn()),
        words_column=fields.COLUMN(columns.CompressedBytesColumn()),
    )


@cache  # the packages of a running program do not change, and looking through them is slow
def assert_distribution() -> None:
    """Refuse to start on another package that installs a module of the same name.

    Raises RuntimeError with what to do.
    """
    owners = set(metadata.packages_distributions().get("whoosh", ()))
    names = {owner.lower().replace("_", "-") for owner in owners}
    if names != {_DISTRIBUTION}:
        others = ", ".join(sorted(names - {_DISTRIBUTION})) or "nothing known"
        raise RuntimeError(
            f"The module `whoosh` must come from {_DISTRIBUTION} alone, but it comes from "
            f"{others}: uninstall that and install {_DISTRIBUTION}."
        )
