"""The facts of a legal text: made into a row with its keys and names, checked, compared."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from docctl.errors import Sentence, say
from docctl.legal import queries
from docctl.legal.bodies import body_key, body_of_number
from docctl.legal.models import LegalName, LegalText
from docctl.legal.naming import name_key, names_of
from docctl.legal.numbers import number_norm, type_norm, type_of_number
from docctl.legal.rules import objections_to_facts
from docctl.runtime import Transaction
from docctl.vietnamese import fold, one_line


def make_text(
    tx: Transaction,
    *,
    number: str,
    type: str = "",  # noqa: A002  # the register's word
    title: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    effective_on: date | None = None,
    expires_on: date | None = None,
    signer: str = "",
    stated_status: str = "",
    source: str = "",
    certainty: str = "",
    original: str | None = None,
    names: Iterable[str] = (),
) -> LegalText:
    """Make a text with its keys and names from facts as written; it is not yet in the register.

    A missing type is read from the number; the issuer's key is what the number says, if it does.
    """
    number, title, issuer = one_line(number), one_line(title), one_line(issuer)
    kind = type_norm(type) if type.strip() else type_of_number(number) or ""
    issuer_key = body_of_number(number) or body_key(issuer)
    text = LegalText(
        text_key=text_key(kind, number, issuer_key, issued_on),
        type=kind,
        number=number,
        number_norm=number_norm(number),
        issuer=issuer,
        issuer_norm=issuer_key,
        title=title,
        title_folded=fold(title),
        signer=one_line(signer),
        issued_on=issued_on,
        effective_on=effective_on,
        expires_on=expires_on,
        stated_status=one_line(stated_status),
        stated_on=tx.today if stated_status.strip() else None,
        source=source,
        certainty=certainty,
        original=original,
        created_at=tx.now,
        created_by=tx.actor.name,
    )
    keys = {*names_of(kind, title), *(name_key(name) for name in names)} - {""}
    text.names = [LegalName(name_folded=key) for key in sorted(keys)]
    return text


def text_key(type: str, number: str, issuer_key: str, issued_on: date | None) -> str:  # noqa: A002
    """Write what tells a text from all others: type, number, issuer, day of issue."""
    day = issued_on.isoformat() if issued_on else ""
    return f"{fold(type)}|{number_norm(number)}|{issuer_key}|{day}"


def objections_to(
    tx: Transaction, text: LegalText, *, but: int | None = None
) -> Iterator[Sentence]:
    """Give every reason why a text cannot be registered as it is; `but` is the text itself."""
    yield from objections_to_facts(
        number=text.number,
        type=text.type,
        issued_on=text.issued_on,
        effective_on=text.effective_on,
        expires_on=text.expires_on,
    )
    same = queries.find_text_by_key(tx.session, text.text_key)
    if same is not None and same.id != but:
        yield say(
            "%(type)s %(number)s is already in the register (no. %(id)s).",
            type=same.type,
            number=same.number,
            id=same.id,
        )


def copy_facts(text: LegalText, wanted: LegalText) -> None:
    """Write the facts of `wanted` into `text` for a person, so that no import changes them back.

    Names are only added, old citations use them.
    """
    text.source = wanted.source
    for field in (
        "text_key",
        "type",
        "number",
        "number_norm",
        "issuer",
        "issuer_norm",
        "title",
        "title_folded",
        "signer",
        "issued_on",
        "effective_on",
        "expires_on",
    ):
        setattr(text, field, getattr(wanted, field))
    known = {name.name_folded for name in text.names}
    text.names.extend(
        LegalName(name_folded=name.name_folded)
        for name in wanted.names
        if name.name_folded not in known
    )


def facts_json(text: LegalText) -> dict[str, Any]:
    """Give the facts for the audit trail."""
    return {
        "number": text.number,
        "type": text.type,
        "title": text.title,
        "issuer": text.issuer,
        "signer": text.signer,
        "issued_on": iso(text.issued_on),
        "effective_on": iso(text.effective_on),
        "expires_on": iso(text.expires_on),
    }


def iso(day: date | None) -> str | None:
    """Write a day for JSON."""
    return day.isoformat() if day else None
