"""The typed values the sample data is read as; `docctl.demo.read` says what the files hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

Json = dict[str, Any]
Kind = Literal["procedure", "form"]
State = Literal[
    "superseded",
    "effective",
    "withdrawn",
    "draft",
    "returned",
    "in_review",
    "in_approval",
    "approved_future",
]
OPEN_STATES: Final = ("draft", "returned", "in_review", "in_approval", "approved_future")


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit of the agency; `head` is the login of who heads it."""

    code: str
    name: str
    head: str


@dataclass(frozen=True, slots=True)
class DemoField:
    """A field of work, within which a document code is unique."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account named after a role."""

    login: str
    name: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """The invented agency with its units, fields of work and accounts."""

    name: str
    level: str
    units: tuple[DemoUnit, ...]
    fields: tuple[DemoField, ...]
    accounts: tuple[DemoAccount, ...]


@dataclass(frozen=True, slots=True)
class DemoRelation:
    """What a legal text does to another one, in the words of the register."""

    type: str
    target_number: str
    target_articles: tuple[str, ...]
    effective: date | None


@dataclass(frozen=True, slots=True)
class DemoLegalText:
    """A legal text as facts; `certain` is false where a fact waits for a second source."""

    number: str
    type: str
    title: str | None
    issuer: str | None
    issued: date | None
    effective: date | None
    expired: date | None
    status: str | None
    relations: tuple[DemoRelation, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class DemoVersion:
    """One version of a document with its content as ProseMirror JSON."""

    issue_no: int
    revision_no: int
    state: State
    issued_on: date | None
    effective_on: date | None
    effective_in_days: int | None
    withdrawn_on: date | None
    summary: str
    request: str | None
    part: str | None
    note: str | None
    content: Json


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """A controlled document and its versions, oldest first."""

    code: str
    title: str
    kind: Kind
    field: str
    unit: str
    owner: str
    drafter: str
    reviewer: str
    approver: str
    parent: str | None
    public_service_code: str | None
    review_months: int
    versions: tuple[DemoVersion, ...]

    @property
    def newest(self) -> DemoVersion:
        """Give the version that was written last, open or not."""
        return self.versions[-1]
