"""Makers of rows, through the services, so that what tests build is true in every register."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from docctl import content as contents
from docctl.actors import SYSTEM, Actor, Role
from docctl.documents import queries as documents
from docctl.documents import service as drafting
from docctl.documents.rules import Kind
from docctl.documents.service import Original
from docctl.legal import service as legal
from docctl.runtime import Runtime
from docctl.workflow import decisions


def paragraphs(*texts: str) -> dict[str, Any]:
    """Give a content of plain paragraphs."""
    blocks = [
        {"type": "paragraph", "content": [{"type": "text", "text": text}] if text else []}
        for text in texts
    ]
    return contents.parse({"type": "doc", "content": blocks})


@dataclass(frozen=True)
class MakeDocument:
    """Registers a document and gives its id."""

    runtime: Runtime
    agency_id: int
    owner: Actor

    def __call__(
        self,
        code: str = "QT-01",
        title: str = "Quy trình thử",
        *,
        field: str = "Hệ thống ISO",
        kind: Kind = Kind.PROCEDURE,
        parent_id: int | None = None,
    ) -> int:
        with self.runtime.transaction(_clerk(self.owner)) as tx:
            return drafting.create_document(
                tx,
                field=field,
                kind=kind,
                code=code,
                title=title,
                owner_id=self.owner.id,
                parent_id=parent_id,
            ).id


@dataclass(frozen=True)
class MakeVersion:
    """Makes a draft, or with `effective_on` an effective version, of a document; gives its id."""

    runtime: Runtime
    agency_id: int
    owner: Actor

    def __call__(
        self,
        *texts: str,
        code: str = "QT-01",
        title: str = "Quy trình thử",
        content: dict[str, Any] | None = None,
        effective_on: date | None = None,
        issued_on: date | None = None,
        field: str = "Hệ thống ISO",
        document_id: int | None = None,
    ) -> int:
        document_id = document_id or MakeDocument(self.runtime, self.agency_id, self.owner)(
            code, title, field=field
        )
        original = (
            None
            if effective_on is None
            else Original(blob=self.runtime.blobs.put(code.encode()), name="a.docx", source={})
        )
        with self.runtime.transaction(_clerk(self.owner)) as tx:
            version = drafting.add_version(
                tx,
                document=documents.lock_document(tx.session, document_id),
                content=content or paragraphs(*(texts or ("Nội dung.",))),
                issue_no=1,
                revision_no=0,
                original=original,
            )
            legal.bind_version(tx, version_id=version.id)
            if effective_on is not None:
                decisions.adopt_version(
                    tx,
                    version=version,
                    issued_on=issued_on or effective_on,
                    effective_on=effective_on,
                    statement="before docctl",
                )
            return version.id


@dataclass(frozen=True)
class MakeText:
    """Registers a legal text and gives its id."""

    runtime: Runtime

    def __call__(
        self,
        number: str = "61/2018/NĐ-CP",
        *,
        type: str = "Nghị định",  # noqa: A002  # the register's own word
        title: str = "Về thực hiện cơ chế một cửa",
        issuer: str = "Chính phủ",
        issued_on: date | None = date(2018, 4, 23),
        effective_on: date | None = date(2018, 6, 21),
        **more: Any,
    ) -> int:
        with self.runtime.transaction(SYSTEM) as tx:
            return legal.register_text(
                tx,
                number=number,
                type=type,
                title=title,
                issuer=issuer,
                issued_on=issued_on,
                effective_on=effective_on,
                **more,
            ).id


def _clerk(owner: Actor) -> Actor:
    """Give the owner with the rights of a secretary, for setting things up."""
    return Actor(
        id=owner.id,
        name=owner.name,
        agency_id=owner.agency_id,
        roles=owner.roles | {Role.SECRETARY},
    )
