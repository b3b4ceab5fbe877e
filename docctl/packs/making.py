"""Making packs: what the register says, signed with the installation's key."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from docctl.actors import Permission
from docctl.agencies import queries as agencies
from docctl.audit import queries as trail
from docctl.audit import service as audit
from docctl.blobs import Blobs
from docctl.errors import Forbidden, Refused, Sentence, say
from docctl.packs import queries
from docctl.packs.body import MOST_LINES, Manifest, Scope, key_of, write_body
from docctl.packs.collecting import Wish, collect
from docctl.packs.envelope import ENDING, LARGEST, seal
from docctl.packs.keys import KeyPair, find_own_key, make_own_key
from docctl.packs.models import IssuedPack
from docctl.packs.saying import effect_line, text_line, write_line
from docctl.recommendations.service import export_recommendations
from docctl.runtime import Transaction
from docctl.vietnamese import fold

# What was being written while the last pack was made comes again in the next; it changes nothing.
OVERLAP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The sections of a pack, read before anything is locked."""

    wish: Wish
    sections: dict[str, tuple[bytes, ...]]
    left_out: int


def since_last(session: Session) -> datetime | None:
    """Give the instant from which a pack must reach to follow the last one; None without one."""
    last = queries.find_last_issued(session)
    return None if last is None else last.made_at - OVERLAP


def prepare(session: Session, wish: Wish) -> Prepared:
    """Read what a pack will hold; Refused when that is nothing, or too much for one."""
    found = collect(session, wish)
    recommended = _recommended(session, wish, {key_of(one) for one in found.texts})
    if not found.texts and not found.effects and not recommended:
        raise Refused(say("Nothing was recorded that such a pack would hold."))
    if len(found.texts) + len(found.effects) + len(recommended) > MOST_LINES:
        raise Refused(_too_much())
    sections = {
        "texts": tuple(write_line(text_line(one)) for one in found.texts),
        "effects": tuple(write_line(effect_line(one)) for one in found.effects),
        "recommendations": tuple(map(write_line, recommended)),
    }
    return Prepared(wish, sections, found.left_out)


def _recommended(session: Session, wish: Wish, keys: Collection[str]) -> list[dict[str, Any]]:
    """Give the recommended decisions that go along; of chosen texts those on one of them."""
    since = wish.since if wish.scope is Scope.SINCE else None
    lines = export_recommendations(session, since=since)
    if wish.scope is not Scope.CHOSEN:
        return lines
    return [one for one in lines if {one["source"], one["target"]} & set(keys)]


def ensure_own_key(tx: Transaction, *, home: Path) -> KeyPair:
    """Give the installation's key pair; the first to ask makes it."""
    if not (tx.actor.may(Permission.REGISTER_LAW) or tx.actor.may(Permission.CONFIRM_RIGHTS)):
        raise Forbidden("neither makes packs nor looks after keys")
    pair = find_own_key(home)
    if pair is None:
        pair = make_own_key(home)
        audit.record(tx, action="pack_key.made", subject="installation:1", key=pair.public.id)
    return pair


def make_pack(tx: Transaction, *, prepared: Prepared, home: Path, blobs: Blobs) -> IssuedPack:
    """Make a pack: number it, name the one before, sign and keep it."""
    tx.actor.must(Permission.REGISTER_LAW)
    pair = ensure_own_key(tx, home=home)
    trail.lock_head(tx.session)  # numbers follow each other
    agency = agencies.find_agency(tx.session)
    last = queries.find_last_issued(tx.session)
    manifest = Manifest(
        agency=agency.name if agency else "docctl",
        made_at=tx.now,
        number=last.number + 1 if last else 1,
        previous=last.sha256 if last else "",
        scope=prepared.wish.scope,
        since=prepared.wish.since,
    )
    data = seal(write_body(manifest, prepared.sections), pair)
    if len(data) > LARGEST:
        raise Refused(_too_much())
    issued = IssuedPack(
        number=manifest.number,
        sha256=blobs.put(data),
        previous=manifest.previous,
        key_id=pair.public.id,
        scope=manifest.scope,
        since=manifest.since,
        texts=len(prepared.sections["texts"]),
        effects=len(prepared.sections["effects"]),
        made_at=tx.now,
        made_by=tx.actor.name,
    )
    tx.session.add(issued)
    tx.session.flush()  # issued.id
    audit.record(
        tx,
        action="pack.made",
        subject=f"issued_pack:{issued.id}",
        number=issued.number,
        sha256=issued.sha256,
        scope=issued.scope.value,
        texts=issued.texts,
        effects=issued.effects,
        recommendations=len(prepared.sections["recommendations"]),
        left_out=prepared.left_out,
    )
    return issued


def file_name(agency: str, issued: IssuedPack) -> str:
    """Name the file of a pack: `goi-luat-so-tu-phap-0003.lawpack`."""
    slug = "-".join("".join(c if c.isalnum() else " " for c in fold(agency)).split())[:60]
    return f"goi-luat-{slug or 'docctl'}-{issued.number:04}{ENDING}"


def wish_for(
    session: Session, scope: Scope, *, since: datetime | None, text_ids: frozenset[int]
) -> Wish:
    """Give what a person asks a pack to hold; without a day, `since` follows the last pack."""
    if scope is Scope.CHOSEN and not text_ids:
        raise Refused(say("Choose at least one text."))
    if scope is Scope.SINCE:
        since = since or since_last(session)
        if since is None:
            raise Refused(say("No pack was made yet; make one of the whole register first."))
        return Wish(scope, since)
    return Wish(scope, None, text_ids if scope is Scope.CHOSEN else frozenset())


def _too_much() -> Sentence:
    return say(
        "This is more than one pack holds (%(lines)s lines, %(size)s MB); choose texts, or a day.",
        lines=MOST_LINES,
        size=LARGEST // 2**20,
    )
