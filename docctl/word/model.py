"""What comes out of a Word file: content, pictures, what its tables say about it, warnings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from docctl.content import Json
from docctl.errors import Sentence
from docctl.word.carried import Carried, Stamp


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of the machine (bytes, seconds, counts)."""

    file_bytes: int = 25 * 2**20
    entries: int = 2_000
    unpacked_bytes: int = 200 * 2**20
    part_bytes: int = 30 * 2**20
    ratio: int = 300
    elements: int = 300_000
    depth: int = 100
    text_bytes: int = 5 * 2**20
    pixels: int = 40_000_000
    memory_bytes: int = 512 * 2**20
    cpu_seconds: int = 20
    wall_seconds: int = 30
    convert_seconds: int = 120


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture as they stood in the file, and their media type."""

    data: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Revision:
    """A row of the revision table, as written."""

    what: str
    where: str = ""
    basis: str = ""
    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the approval block, as written there."""

    name: str
    position: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """What a file says about itself; "" and None mean that it does not say.

    `kind` is procedure, instruction, regulation, form, manual, policy, plan, legal_text or other.
    `field` is a proposal (Hộ tịch, Chứng thực, …); `field_sure` tells that the title names it.
    """

    code: str = ""
    title: str = ""
    kind: str = "other"
    agency: str = ""
    issue_no: int | None = None
    revision_no: int | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    drafter: Person | None = None
    reviewer: Person | None = None
    approver: Person | None = None
    revisions: tuple[Revision, ...] = ()
    field: str = ""
    field_sure: bool = False
    service_code: str = ""
    forms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A Word file as content (valid, with uids), its pictures by SHA-256, and what was read.

    A file that we wrote brings back `stamp` and the citations it `carried`. `tracked` are the uids
    of blocks that hold tracked changes, `changes` how many of them each author made.
    """

    content: Json
    images: Mapping[str, Picture] = field(default_factory=dict)
    meta: Meta = field(default_factory=Meta)
    warnings: tuple[Sentence, ...] = ()
    stamp: Stamp | None = None
    carried: tuple[Carried, ...] = ()
    tracked: frozenset[str] = frozenset()
    changes: tuple[tuple[str, int], ...] = ()
