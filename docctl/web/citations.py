"""Citations of a version as a page shows them: where they stand, their colour, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.blobs import Blobs
from docctl.content import Note
from docctl.days import day_of
from docctl.documents.models import Version
from docctl.documents.rules import OPEN
from docctl.legal.citations import law_of, list_rows, stand_under
from docctl.legal.models import Citation, LegalText
from docctl.legal.queries import list_texts_of
from docctl.legal.remarking import remark
from docctl.legal.remarks import MALFORMED
from docctl.legal.remarks import Note as Remarked
from docctl.legal.standing import GONE, Force, Standing
from docctl.web.language import write_day
from docctl.web.remark_words import remark_word
from docctl.web.standing_words import FINE, Link, review_words, standing_parts
from docctl.web.words import standing_word

# The marks of the reading view and the editor know fewer colours than the law has standings.
CSS = {
    Standing.AMENDED_ELSEWHERE: "in_force",
    Standing.AMENDED_HERE: "amended",
    Standing.WILL_EXPIRE: "partly_expired",
    Standing.PRESUMED: "in_force",
    Standing.NEVER: "expired",
}
TONES = {
    Standing.AMENDED_ELSEWHERE: "green",
    Standing.IN_FORCE: "green",
    Standing.PRESUMED: "green",
    Standing.AMENDED: "amber",
    Standing.AMENDED_HERE: "amber",
    Standing.AMBIGUOUS: "amber",
    Standing.WILL_EXPIRE: "orange",
    Standing.PARTLY_EXPIRED: "orange",
    Standing.NOT_YET: "blue",
    Standing.SUSPENDED: "violet",
    Standing.NEVER: "red",
    Standing.EXPIRED: "red",
    Standing.REPLACED: "red",
}
_UNSURE = frozenset({Standing.AMBIGUOUS, Standing.UNREGISTERED, Standing.UNKNOWN})
_CHANGED = frozenset({Standing.AMENDED, Standing.AMENDED_HERE, Standing.PARTLY_EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A citation as shown.

    `words` say how it stands, since when, and what came after; `detail` is the same without the
    first words, which the badge says.
    """

    id: int
    uid: str
    start: int
    end: int
    quote: str
    section: str
    standing: Standing
    words: str
    detail: str
    reviews: tuple[str, ...]  # parents of the text that are gone: somebody has to look
    text: Link | None
    successors: tuple[Link, ...]
    candidates: tuple[Link, ...]
    known: bool  # the law was so already when the version was issued
    then: str = ""  # how it stood when the text was last issued, where that was otherwise
    remarks: tuple[str, ...] = ()  # what is wrong with how the text is cited
    letter: str = ""  # beside the mark in a draft: u, no registered text; m, contradicts it

    @property
    def decide_url(self) -> str:
        """Give where a person says which text is meant."""
        return url_for("legal.binding_choose", citation_id=self.id)

    @property
    def status(self) -> str:
        """Give the colour of the mark (`cite-…`)."""
        return CSS.get(self.standing, self.standing.value)

    @property
    def tone(self) -> str:
        """Give the colour of the badge."""
        return TONES.get(self.standing, "slate")

    @property
    def word(self) -> str:
        """Give the word of the badge."""
        return standing_word(self.standing)

    @property
    def gone(self) -> bool:
        """Say whether the text is no longer in force."""
        return self.standing in GONE

    @property
    def unsure(self) -> bool:
        """Say whether somebody has to look which text is meant, or what became of it."""
        return self.standing in _UNSURE

    @property
    def css(self) -> str:
        """Give the classes of the mark."""
        letter = f" cite-letter-{self.letter}" if self.letter else ""
        return f"cite cite-{self.status}{letter}"

    @property
    def title(self) -> str:
        """Give what the mark says when one points at it, a line each: today, then, remarks."""
        return "\n".join(filter(None, (self.words, self.then, *self.remarks)))

    @property
    def to_check(self) -> bool:
        """Say whether the words are to be put right; a dead text is to be left out anyway."""
        return not self.gone and bool(self.remarks or self.standing is Standing.NOT_YET)

    @property
    def fine(self) -> bool:
        """Say whether the text is in force as cited, without a badge to say more."""
        return self.standing in FINE

    @property
    def quiet(self) -> bool:
        """Say whether nobody has to do anything about it."""
        if self.reviews or self.remarks:
            return False
        return self.fine or (self.known and self.standing in _CHANGED)


def list_cited(
    session: Session,
    version: Version,
    *,
    on: date,
    known_at: datetime | None = None,
    blobs: Blobs | None = None,
) -> list[Cited]:
    """List the citations of a version in reading order, as the law stands on a day.

    `known_at` asks for what was known of the law then. With `blobs`, where the words of texts are,
    what a drafter has to put right is remarked.
    """
    found = list_rows(session, version.id)
    law = law_of(session, found, known_at=known_at)
    forces = stand_under(law, found, on)
    issued_on = issued_day(session, version)
    before = stand_under(law, found, issued_on) if issued_on < on else {}
    remarks = {} if blobs is None else remark(session, blobs, found, day=on)
    shown = [citation for citation in found if citation.id in forces]
    wanted = {text_id for one in shown for text_id in _texts_of(one, forces[one.id])}
    wanted |= {by for one in before.values() for by in one.by}
    texts = list_texts_of(session, wanted)
    links = {text_id: link_to(text) for text_id, text in texts.items()}
    return [
        _cited(
            one,
            forces[one.id],
            links,
            issued_on,
            then=_then(before.get(one.id), forces[one.id], links, issued_on),
            remarks=remarks.get(one.id, ()),
            draft=blobs is not None,
        )
        for one in shown
    ]


def issued_day(session: Session, version: Version) -> date:
    """Give the day the text of a version was last issued; of a draft, that of its base."""
    last = version
    if version.status in OPEN and version.based_on_id is not None:
        last = session.get_one(Version, version.based_on_id)
    return last.issued_on or day_of(last.effective_from or last.created_at)


def _then(before: Force | None, now: Force, links: Mapping[int, Link], day: date) -> str:
    """Say how a citation stood on the day its text was issued, if otherwise than now."""
    if before is None or before.standing is now.standing:
        return ""
    by = tuple(links[text_id] for text_id in before.by if text_id in links)
    words = " – ".join(standing_parts(before, by, ()))
    return str(_("When last issued, %(day)s: %(standing)s", day=write_day(day), standing=words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Citations of one text that stand alike; `places` are (block, section), in reading order."""

    first: Cited
    places: tuple[tuple[str, str], ...]


def grouped(cited: Sequence[Cited]) -> list[Group]:
    """Put together what cites the same text and is told alike, so that a list stays short."""
    groups: dict[tuple[str, str], list[Cited]] = {}
    for one in cited:
        key = (one.text.url if one.text else one.quote, one.title)
        groups.setdefault(key, []).append(one)
    return [
        Group(
            first=some[0],
            places=tuple({one.section: (one.uid, one.section) for one in reversed(some)}.values())[
                ::-1
            ],
        )
        for some in groups.values()
    ]


def notes(cited: Sequence[Cited]) -> dict[str, list[Note]]:
    """Give the marks of a text, by block."""
    found: dict[str, list[Note]] = {}
    for one in cited:
        note = Note(
            start=one.start,
            end=one.end,
            css=one.css,
            title=one.title,
            href=one.text.url if one.text else one.decide_url,
            id=str(one.id),
        )
        found.setdefault(one.uid, []).append(note)
    return found


def for_editor(cited: Sequence[Cited]) -> list[dict[str, Any]]:
    """Give the marks as the editor takes them."""
    return [
        {
            "id": one.id,
            "uid": one.uid,
            "start": one.start,
            "end": one.end,
            "status": one.status,
            "letter": one.letter,
            "check": one.to_check,
            "title": one.title,
        }
        for one in cited
    ]


def _texts_of(citation: Citation, force: Force) -> set[int]:
    own = set() if citation.text_id is None else {citation.text_id}
    parents = {one.parent_id for one in force.reviews}
    parents |= {later for one in force.reviews for later in one.successors}
    return own | parents | set(force.by) | set(force.successors) | set(citation.candidates)


def _cited(
    citation: Citation,
    force: Force,
    known: Mapping[int, Link],
    issued_on: date,
    *,
    then: str = "",
    remarks: Sequence[Remarked] = (),
    draft: bool = False,
) -> Cited:
    def links(ids: Sequence[int]) -> tuple[Link, ...]:
        return tuple(known[text_id] for text_id in ids if text_id in known)

    how, *more = standing_parts(
        force, links(force.by), links(force.successors), len(citation.candidates)
    )
    reviews = tuple(
        review_words(one, links([one.parent_id]), links(one.successors)) for one in force.reviews
    )
    return Cited(
        id=citation.id,
        uid=citation.block_uid,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        section=citation.section,
        standing=force.standing,
        words=" – ".join((how, *more, *reviews)),
        detail=" – ".join(more),
        reviews=reviews,
        text=known.get(citation.text_id or 0),
        successors=links(force.successors),
        candidates=links(citation.candidates),
        known=force.since is not None and force.since <= issued_on,
        then=then,
        remarks=tuple(remark_word(one) for one in remarks),
        letter=_letter(force, remarks) if draft else "",
    )


def _letter(force: Force, remarks: Sequence[Remarked]) -> str:
    if force.standing in GONE:
        return ""  # it has its own sign
    if any(one.remark in MALFORMED for one in remarks):
        return "m"
    return "u" if force.standing is Standing.UNREGISTERED else ""


def link_to(text: LegalText) -> Link:
    """Give the link to a legal text, under its type and number."""
    label = f"{text.type} {text.number}".strip() if text.number else text.title
    return Link(label=label, url=url_for("legal.page", text_id=text.id), title=text.title)
