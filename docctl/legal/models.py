"""The register of legal texts, what they do to each other, and who cites them.

After `legal-engine.md` §2 in its essential shape: a number alone is never a key; effects are
records with date, scope and evidence; a citation is anchored in a block of a version.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from docctl.db import Base, Id, Sha256, guard
from docctl.documents.models import Version
from docctl.legal.rules import (
    Action,
    DifferenceState,
    EffectState,
    Extent,
    Origin,
    Resolution,
    effect_number,
)


class LegalText(Base, kw_only=True):
    """A legal text as facts, each possibly unknown (None or empty).

    `text_key` = type | normalised number | normalised issuer | issue date; `expires_on` is an end
    the register itself states without naming an ending text, the first day without the text;
    `stated_status` is what a source claimed on `stated_on`, kept as evidence, never as the status.
    """

    __tablename__ = "legal_text"
    __table_args__ = (
        UniqueConstraint("text_key"),
        Index("ix_legal_text_number", "number_norm"),
        Index("ix_legal_text_title", "title_folded"),
        # The order of the list, and of one type in it.
        Index("ix_legal_text_issued", "issued_on", "id"),
        Index("ix_legal_text_type", "type", "issued_on", "id"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    text_key: Mapped[str]
    type: Mapped[str]
    number: Mapped[str]
    number_norm: Mapped[str]
    issuer: Mapped[str]
    issuer_norm: Mapped[str]
    title: Mapped[str]
    title_folded: Mapped[str]
    signer: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None] = mapped_column(default=None)
    effective_on: Mapped[date | None] = mapped_column(default=None)
    expires_on: Mapped[date | None] = mapped_column(default=None)
    stated_status: Mapped[str] = mapped_column(default="")
    stated_on: Mapped[date | None] = mapped_column(default=None)
    source: Mapped[str] = mapped_column(default="")  # where the facts come from
    certainty: Mapped[str] = mapped_column(default="")  # register tier, "check", "stub", …
    original: Mapped[Sha256 | None] = mapped_column(default=None)  # pasted or uploaded text
    original_name: Mapped[str] = mapped_column(default="")  # of the file; empty when pasted
    created_at: Mapped[datetime]
    created_by: Mapped[str]

    names: Mapped[list["LegalName"]] = relationship(
        init=False, default_factory=list, cascade="all, delete-orphan"
    )


class LegalName(Base, kw_only=True):
    """A name under which a text is cited without number: `luat ho tich`."""

    __tablename__ = "legal_name"
    __table_args__ = (Index("ix_legal_name_name", "name_folded"),)

    text_id: Mapped[int] = mapped_column(ForeignKey("legal_text.id"), primary_key=True, init=False)
    name_folded: Mapped[str] = mapped_column(primary_key=True)


class Effect(Base, kw_only=True):
    """What `source` does to `target`, from a day, with evidence.

    `effective_on` None means the day the source takes effect. An end that a text states for itself
    is an effect of the text on itself (`ends` keeps it), and so is the day of its own on which a
    part of it begins (`own_parts`). What is changed here is remembered in
    `record_models`.
    """

    __tablename__ = "effect"
    __table_args__ = (
        Index("ix_effect_target", "target_id", "state", "action"),
        Index("ix_effect_source", "source_id"),
        UniqueConstraint("source_id", "target_id", "action", "scope_key"),
        CheckConstraint(
            "(source_id = target_id) = (action IN ('expires', 'begins'))", name="itself"
        ),
        CheckConstraint(
            "action <> 'begins' OR (extent = 'parts' AND effective_on IS NOT NULL)",
            name="begins_in_parts",
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    source_id: Mapped[int] = mapped_column(ForeignKey("legal_text.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("legal_text.id"))
    action: Mapped[Action]
    extent: Mapped[Extent]
    scope_key: Mapped[str]  # the paths joined by spaces, or the extent
    effective_on: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)  # last day of a suspension, …
    evidence: Mapped[str] = mapped_column(default="")
    quote: Mapped[str] = mapped_column(default="")  # how the evidence writes the target
    exception: Mapped[str] = mapped_column(default="")  # the words of "trừ …", what is left out
    origin: Mapped[Origin]
    confidence: Mapped[float] = mapped_column(default=1.0)
    state: Mapped[EffectState]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # why it does not count

    source: Mapped[LegalText] = relationship(init=False, foreign_keys=[source_id])
    target: Mapped[LegalText] = relationship(init=False, foreign_keys=[target_id])
    paths: Mapped[list["EffectPath"]] = relationship(
        init=False, default_factory=list, cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def number(self) -> str:
        """Give the number under which people cite it, for good."""
        return effect_number(self.id, self.recorded_at)


class EffectPath(Base, kw_only=True):
    """One provision an effect touches (`docctl.legal.paths`)."""

    __tablename__ = "effect_path"

    effect_id: Mapped[int] = mapped_column(ForeignKey("effect.id"), primary_key=True, init=False)
    path: Mapped[str] = mapped_column(primary_key=True)


class SupersededEffect(Base, kw_only=True):
    """Which effect took the place of a withdrawn one, as a person said; it is no chain of law.

    What a later law did to the same provisions follows from the effects themselves (`around`).
    """

    __tablename__ = "superseded_effect"
    __table_args__ = (CheckConstraint("effect_id <> by_id", name="by_another"),)

    effect_id: Mapped[int] = mapped_column(
        ForeignKey("effect.id"), primary_key=True, autoincrement=False
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("effect.id"), index=True)
    said_at: Mapped[datetime]
    said_by: Mapped[str]


class LooseEffect(Base, kw_only=True):
    """What `source` was read to do to a text that is not registered, or that several may be.

    It counts for nothing. Once the text it means is known it becomes a proposed Effect; `state` is
    proposed or, when a person said that it was read wrongly, withdrawn.
    """

    __tablename__ = "loose_effect"
    __table_args__ = (
        UniqueConstraint("source_id", "target_key", "action", "scope_key"),
        Index("ix_loose_effect_number", "number_norm"),
        Index("ix_loose_effect_name", "name_folded"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    source_id: Mapped[int] = mapped_column(ForeignKey("legal_text.id"))
    target_key: Mapped[str]  # what is said of the target: number or name, year
    type: Mapped[str]
    number: Mapped[str]
    number_norm: Mapped[str]
    name: Mapped[str]
    name_folded: Mapped[str]
    year: Mapped[int | None]
    issued_on: Mapped[date | None]
    issuer: Mapped[str]
    candidates: Mapped[list[Any]]  # ids of legal texts, when several may be meant
    action: Mapped[Action]
    extent: Mapped[Extent]
    paths: Mapped[list[Any]]
    scope_key: Mapped[str]
    effective_on: Mapped[date | None]
    until: Mapped[date | None]
    evidence: Mapped[str]
    quote: Mapped[str]
    exception: Mapped[str]
    origin: Mapped[Origin]
    confidence: Mapped[float]
    state: Mapped[EffectState]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")

    source: Mapped[LegalText] = relationship(init=False)


class Citation(Base, kw_only=True):
    """One mention of a legal text in a version, anchored in a block by code-point offsets."""

    __tablename__ = "citation"
    __table_args__ = (
        UniqueConstraint("version_id", "ordinal"),
        Index("ix_citation_text", "text_id", "version_id"),
        Index("ix_citation_number", "number_norm"),
        Index("ix_citation_name", "name_folded"),
        CheckConstraint("(resolution = 'bound') = (text_id IS NOT NULL)", name="bound_has_text"),
    )

    id: Mapped[Id] = mapped_column(init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    ordinal: Mapped[int]  # reading order, with gaps (`docctl.legal.ordering`)
    block_uid: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str]  # the mention itself
    context: Mapped[str]  # the sentence around it, for lists
    section: Mapped[str]  # heading of the section it stands in
    form: Mapped[str]
    type: Mapped[str]
    number: Mapped[str]
    number_norm: Mapped[str]
    name: Mapped[str]
    name_folded: Mapped[str]
    year: Mapped[int | None]
    issued_on: Mapped[date | None]
    issuer: Mapped[str]
    articles: Mapped[list[Any]]
    embedded: Mapped[bool]
    resolution: Mapped[Resolution]
    rule: Mapped[str]  # which rule bound it, or why none did
    text_id: Mapped[int | None] = mapped_column(ForeignKey("legal_text.id"))
    candidates: Mapped[list[Any]]  # ids of legal texts, when ambiguous
    origin: Mapped[Origin]
    extractor: Mapped[str]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    version: Mapped[Version] = relationship(init=False)
    text: Mapped[LegalText | None] = relationship(init=False, lazy="joined")
    paths: Mapped[list["CitationPath"]] = relationship(
        init=False, default_factory=list, cascade="all, delete-orphan", lazy="selectin"
    )


class Scan(Base, kw_only=True):
    """How the citations of a version were last looked for: what the rows are the answer to.

    A save that began from this text, on the same day, needs to look only at what it changed.
    """

    __tablename__ = "citation_scan"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    extractor: Mapped[str]
    content_hash: Mapped[Sha256]
    day: Mapped[date]  # whose law bare names meant
    province: Mapped[str]  # whose local numbers were meant
    rows: Mapped[int]


class Difference(Base, kw_only=True):
    """What a re-run found otherwise than the rows of one version say.

    `changes` are for reading (`docctl.legal.changes`); accepting finds them again and compares
    `digest`, so that nothing is applied that was not shown.
    """

    __tablename__ = "citation_difference"
    __table_args__ = (
        Index("ix_citation_difference_job", "job_id"),
        Index("ix_citation_difference_state", "state", "version_id"),
        Index(
            "uq_citation_difference_one_proposed",
            "version_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[Id] = mapped_column(init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    extractor: Mapped[str]
    digest: Mapped[Sha256]
    changes: Mapped[list[Any]]
    added: Mapped[int]
    gone: Mapped[int]
    changed: Mapped[int]
    state: Mapped[DifferenceState]
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")

    version: Mapped[Version] = relationship(init=False)


class CitationPath(Base, kw_only=True):
    """One provision a citation names; the empty path stands for the whole text.

    `text_id` and `version_id` are those of the citation, `agency_id` that of the document, kept by
    the database (triggers): "which versions cite this provision of this text", and which of one
    agency do, is then one range of one index, also for texts that everybody cites. Paths are
    compared byte by byte, so that what lies inside a provision is a range.
    """

    __tablename__ = "citation_path"
    __table_args__ = (
        Index("ix_citation_path_text", "text_id", "path", "version_id", "citation_id"),
        Index(
            "ix_citation_path_agency",
            *("text_id", "agency_id", "path", "version_id", "citation_id"),
        ),
    )

    citation_id: Mapped[int] = mapped_column(
        ForeignKey("citation.id"), primary_key=True, init=False
    )
    path: Mapped[str] = mapped_column(
        Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True
    )
    text_id: Mapped[int | None] = mapped_column(init=False, default=None)
    version_id: Mapped[int | None] = mapped_column(init=False, default=None)
    agency_id: Mapped[int | None] = mapped_column(init=False, default=None)


guard(
    CitationPath.metadata.tables["citation_path"],
    sqlite=(
        "CREATE TRIGGER citation_path_text AFTER INSERT ON citation_path BEGIN"
        " UPDATE citation_path SET (text_id, version_id, agency_id)"
        " = (SELECT c.text_id, c.version_id, d.agency_id FROM citation c"
        " JOIN version v ON v.id = c.version_id JOIN document d ON d.id = v.document_id"
        " WHERE c.id = NEW.citation_id)"
        " WHERE citation_id = NEW.citation_id AND path = NEW.path; END",
        "CREATE TRIGGER document_agency_moved AFTER UPDATE OF agency_id ON document"
        " WHEN NEW.agency_id IS NOT OLD.agency_id BEGIN"
        " UPDATE citation_path SET agency_id = NEW.agency_id WHERE citation_id IN"
        " (SELECT c.id FROM citation c JOIN version v ON v.id = c.version_id"
        " WHERE v.document_id = NEW.id); END",
        "CREATE TRIGGER citation_text_moved AFTER UPDATE OF text_id ON citation"
        " WHEN NEW.text_id IS NOT OLD.text_id BEGIN"
        " UPDATE citation_path SET text_id = NEW.text_id WHERE citation_id = NEW.id; END",
    ),
    postgresql=(
        "CREATE FUNCTION citation_path_texts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " SELECT c.text_id, c.version_id, d.agency_id"
        " INTO NEW.text_id, NEW.version_id, NEW.agency_id"
        " FROM citation c JOIN version v ON v.id = c.version_id"
        " JOIN document d ON d.id = v.document_id WHERE c.id = NEW.citation_id;"
        " RETURN NEW; END $$",
        "CREATE TRIGGER citation_path_text BEFORE INSERT ON citation_path"
        " FOR EACH ROW EXECUTE FUNCTION citation_path_texts()",
        "CREATE FUNCTION citation_texts_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " UPDATE citation_path SET text_id = NEW.text_id WHERE citation_id = NEW.id;"
        " RETURN NEW; END $$",
        "CREATE TRIGGER citation_text_moved AFTER UPDATE OF text_id ON citation"
        " FOR EACH ROW WHEN (NEW.text_id IS DISTINCT FROM OLD.text_id)"
        " EXECUTE FUNCTION citation_texts_moved()",
        "CREATE FUNCTION document_agencies_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " UPDATE citation_path SET agency_id = NEW.agency_id WHERE citation_id IN"
        " (SELECT c.id FROM citation c JOIN version v ON v.id = c.version_id"
        " WHERE v.document_id = NEW.id);"
        " RETURN NEW; END $$",
        "CREATE TRIGGER document_agency_moved AFTER UPDATE OF agency_id ON document"
        " FOR EACH ROW WHEN (NEW.agency_id IS DISTINCT FROM OLD.agency_id)"
        " EXECUTE FUNCTION document_agencies_moved()",
    ),
)
