"""Importing files of legal texts: preview, apply in batches, run again without doubling.

Relations become effects. Their target is known by its number only, so it is matched: among the
registered texts of that number exactly one must be possible (not the source itself, not issued
after it; for numbers that many bodies use, of the same issuer). A target that is not registered
becomes a stub, a text with a number and nothing else (`certainty` "stub"), but only where the
number alone tells the text; its citations are then bound, and an ending known of it is shown. The
facts arrive when a later file or a person brings them: the stub is filled, not doubled. Every other
target that cannot be matched is told with its line and kept as a proposal on an unknown text
(`unmatched`), where a person says which text it is; registering the text binds it.

What a file says is confirmed by importing it, except effects that cannot be as they are said: on a
text issued later than their source, or on one that stands higher (a decree does not repeal an
article of a law). Those wait as proposed for a person to look at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import Any

from docctl.actors import Actor, Permission
from docctl.audit import service as audit
from docctl.legal import queries
from docctl.legal.bind import rebind_for_texts
from docctl.legal.ends import settle_ends
from docctl.legal.facts import make_text, text_key
from docctl.legal.loose_effects import bind_loose_effects
from docctl.legal.models import Effect, EffectPath, LegalName, LegalText
from docctl.legal.naming import names_of
from docctl.legal.planning import STUB, Wanted, can_be_stub, plan
from docctl.legal.ranks import may_change
from docctl.legal.recording import remember_effects, remember_texts
from docctl.legal.relating import Target, Targets
from docctl.legal.rows import Relation, Row, RowError
from docctl.legal.rules import Action, EffectState, Extent, Origin, scope_key
from docctl.legal.sheets_apart import read_rows_apart
from docctl.legal.unmatched import Unmatched, keep_unmatched
from docctl.runtime import Runtime, Transaction
from docctl.signals import EffectsConfirmed, LegalTextsRegistered
from docctl.vietnamese import fold

_HARMLESS = frozenset({Action.DETAILS, Action.CORRECTS})
BATCH = 250  # each holds the write lock, and people are waiting to save
TOLD = 2000  # texts of which the followers hear at once: the index writes many in little time
SHOWN = 20
Progress = Callable[[int, int], None]  # done, of all


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing a file would do; the first rows of each kind are shown."""

    new: int
    changed: int
    same: int
    merged: int
    relations: int
    first: tuple[Row, ...]
    changes: tuple[tuple[Row, dict[str, Any]], ...]
    refused: tuple[RowError, ...]

    @property
    def rows(self) -> int:
        """Give how many rows the file has: new, changed, same, merged and refused ones."""
        return self.new + self.changed + self.same + self.merged + len(self.refused)


@dataclass(slots=True)
class Imported:
    """What importing a file did."""

    new: int = 0
    changed: int = 0
    same: int = 0
    merged: int = 0
    differing: int = 0  # texts with facts that differ and were left as they are
    stubs: int = 0
    effects: int = 0
    effects_same: int = 0
    effects_proposed: int = 0
    effects_loose: int = 0  # on texts that cannot be told; they wait for a person
    unresolved: list[tuple[int, str]] = field(default_factory=list)  # line, number of the target
    citations_bound: int = 0
    refused: tuple[RowError, ...] = ()
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Give the counts, the refused rows with their reasons, the unresolved targets."""
        return {
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "merged": self.merged,
            "differing": self.differing,
            "stubs": self.stubs,
            "effects": self.effects,
            "effects_same": self.effects_same,
            "effects_proposed": self.effects_proposed,
            "effects_loose": self.effects_loose,
            "citations_bound": self.citations_bound,
            "refused": len(self.refused),
            "unresolved": len(self.unresolved),
            "seconds": round(self.seconds, 2),
            "refused_rows": [refused_json(error) for error in self.refused],
            "unresolved_targets": [
                {"line": line, "number": number} for line, number in self.unresolved
            ],
        }


def refused_json(error: RowError) -> dict[str, Any]:
    """Give a refused row as plain values, with the reasons in English."""
    reasons = [str(reason) for reason in error.reasons]
    return {"line": error.line, "number": error.number, "reasons": reasons}


def preview(runtime: Runtime, data: bytes, filename: str) -> Preview:
    """Say what importing a file would do, without doing it."""
    rows, errors = read_rows_apart(data, filename)
    with runtime.reading() as session:
        made = plan(rows, queries.list_known(session, {row.number for row in rows}))
    return Preview(
        new=len(made.new),
        changed=len(made.changed),
        same=len(made.same),
        merged=made.merged,
        relations=sum(len(want.row.relations) for want in made.wanted),
        first=tuple(want.row for want in made.new[:SHOWN]),
        changes=tuple((want.row, want.changes) for want in made.changed[:SHOWN]),
        refused=tuple(errors),
    )


def import_file(
    runtime: Runtime,
    actor: Actor,
    data: bytes,
    filename: str,
    *,
    progress: Progress | None = None,
) -> Imported:
    """Import a file in batches, each its own transaction; running it again changes nothing.

    A crash between batches loses nothing: the next run goes on where this one stopped. Raises
    Refused when the file as a whole cannot be read; refused rows are in the answer.
    """
    actor.must(Permission.REGISTER_LAW)
    began = monotonic()
    rows, errors = read_rows_apart(data, filename)
    with runtime.reading() as session:
        made = plan(rows, queries.list_known(session, {row.number for row in rows}))
    result = Imported(
        same=len(made.same),
        merged=made.merged,
        differing=sum(bool(want.differs) for want in made.wanted),
        refused=tuple(errors),
    )
    todo = made.new + made.changed
    sources = [want for want in made.wanted if want.row.relations]
    total, done = len(todo) + len(sources), 0
    untold: list[int] = []
    for batch in queries.chunks(todo, BATCH):
        done += len(batch)
        with runtime.transaction(actor) as tx:
            untold += write_texts(tx, batch, source=f"import:{filename}", result=result)
            if untold and (len(untold) >= TOLD or done == len(todo)):
                tx.announce(LegalTextsRegistered(tuple(untold)))
                untold = []
        if progress:
            progress(done, total)
    for batch in queries.chunks(sources, BATCH):
        with runtime.transaction(actor) as tx:
            write_effects(tx, batch, source=f"import:{filename}", result=result)
        done += len(batch)
        if progress:
            progress(done, total)
    result.seconds = monotonic() - began
    return result


# --- texts --------------------------------------------------------------------------------------


def write_texts(
    tx: Transaction, batch: Sequence[Wanted], *, source: str, result: Imported
) -> tuple[int, ...]:
    """Write new and changed texts of a plan, bind what cites them; give their ids.

    One audit entry. The caller announces them, several batches at once.
    """
    known = queries.list_texts_of(tx.session, [one.known.id for one in batch if one.known])
    fresh = [_new_text(tx, one.row, source) for one in batch if one.known is None]
    tx.session.add_all(fresh)
    changed = []
    for want in batch:
        if want.known is not None and want.changes:
            _change(known[want.known.id], want, source, on=tx.today)
            changed.append(want.known.id)
    tx.session.flush()
    result.new += len(fresh)
    result.changed += len(changed)
    ids = tuple(text.id for text in fresh) + tuple(changed)
    if not ids:
        return ()
    remember_texts(tx, [*fresh, *(known[text_id] for text_id in changed)])
    settle_ends(tx, text_ids=ids)
    audit.record(
        tx,
        action="legal_texts.imported",
        subject="legal_text:several",
        source=source,
        new=len(fresh),
        changed=len(changed),
        first=min(ids),
        last=max(ids),
    )
    result.citations_bound += rebind_for_texts(tx, text_ids=ids)
    bind_loose_effects(tx, text_ids=ids)
    return ids


def _new_text(tx: Transaction, row: Row, source: str) -> LegalText:
    return make_text(
        tx,
        number=row.number,
        type=row.type,
        title=row.title,
        issuer=row.issuer,
        signer=row.signer,
        issued_on=row.issued_on,
        effective_on=row.effective_on,
        expires_on=row.expires_on,
        stated_status=row.stated_status,
        certainty=row.certainty,
        source=source,
    )


def _change(text: LegalText, want: Wanted, source: str, *, on: date) -> None:
    for name, value in want.changes.items():
        setattr(text, name, value)
    if text.source.startswith("import:"):
        text.source = source
    if "stated_status" in want.changes:
        text.stated_on = on
    text.title_folded = fold(text.title)
    text.issuer_norm = text.issuer_norm or want.issuer
    text.text_key = text_key(text.type, text.number, text.issuer_norm, text.issued_on)
    has = {name.name_folded for name in text.names}
    text.names.extend(
        LegalName(name_folded=key) for key in names_of(text.type, text.title) if key not in has
    )


# --- effects ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    """A relation whose both ends are found."""

    source: Target
    target: Target
    relation: Relation

    @property
    def key(self) -> tuple[int, int, str, str]:
        relation = self.relation
        scope = scope_key(relation.extent, relation.paths)
        return self.source.id, self.target.id, relation.action.value, scope

    @property
    def plausible(self) -> bool:
        """Say whether the target was issued no later than the source, and stands no higher."""
        issued, by = self.target.issued_on, self.source.issued_on
        if issued is not None and by is not None and issued > by:
            return False
        return self.relation.action in _HARMLESS or may_change(
            (self.source.type, self.source.number), (self.target.type, self.target.number)
        )


def write_effects(
    tx: Transaction, batch: Sequence[Wanted], *, source: str, result: Imported
) -> None:
    """Write the relations of a plan's rows as effects; one audit entry."""
    said, unmatched = _matched(tx, batch, source, result)
    loose = keep_unmatched(tx, unmatched)
    result.effects_loose += loose
    known = queries.list_effect_keys(tx.session, {one.source.id for one in said})
    fresh: dict[tuple[int, int, str, str], Effect] = {}
    dated: dict[int, date] = {}
    for one in said:
        day = one.relation.effective_on
        if one.key in fresh:
            fresh[one.key].effective_on = fresh[one.key].effective_on or day
            result.effects_same += 1
        elif one.key in known:
            effect_id, has = known[one.key]
            if day is not None and has is None:
                dated.setdefault(effect_id, day)
            result.effects_same += 1
        else:
            fresh[one.key] = _new_effect(tx, one)
    tx.session.add_all(fresh.values())
    later = [queries.get_effect(tx.session, effect_id) for effect_id in dated]
    for effect in later:
        effect.effective_on = dated[effect.id]
    tx.session.flush()
    remember_effects(tx, [*fresh.values(), *later])
    settle_ends(tx, text_ids={row.target_id for row in [*fresh.values(), *later]})
    ids = tuple(row.id for row in fresh.values() if row.state is EffectState.CONFIRMED)
    result.effects += len(fresh)
    result.effects_proposed += len(fresh) - len(ids)
    if fresh or dated or loose:
        audit.record(
            tx,
            action="effects.imported",
            subject="effect:several",
            source=source,
            new=len(fresh),
            proposed=len(fresh) - len(ids),
            dated=len(dated),
            loose=loose,
        )
    if fresh or dated:
        tx.announce(EffectsConfirmed(ids + tuple(dated)))


def _matched(
    tx: Transaction, batch: Sequence[Wanted], source: str, result: Imported
) -> tuple[list[_Said], list[Unmatched]]:
    said = {want.row.number for want in batch}
    said |= {relation.number for want in batch for relation in want.row.relations}
    targets = Targets(queries.list_targets(tx.session, said))
    _add_stubs(tx, batch, targets, source, result)
    found: list[_Said] = []
    unmatched: list[Unmatched] = []
    for want in batch:
        own = targets.own(want.row, want.issuer)
        for relation in want.row.relations:
            other = own and targets.match(relation, own)
            if own is None or other is None:
                result.unresolved.append((want.row.line, relation.number))
                if own is not None and not relation.reverse:
                    unmatched.append(Unmatched(own.id, relation, targets.possible(relation, own)))
            elif relation.reverse:
                found.append(_Said(other, own, relation))
            else:
                found.append(_Said(own, other, relation))
    return found, unmatched


def _add_stubs(
    tx: Transaction, batch: Sequence[Wanted], targets: Targets, source: str, result: Imported
) -> None:
    missing: dict[str, LegalText] = {}
    for want in batch:
        for relation in want.row.relations:
            if targets.knows(relation.number) or not can_be_stub(relation.number):
                continue
            stub = make_text(tx, number=relation.number, source=source, certainty=STUB)
            if stub.type:
                missing.setdefault(stub.number_norm, stub)
    tx.session.add_all(missing.values())
    tx.session.flush()
    remember_texts(tx, missing.values())
    result.stubs += len(missing)
    for stub in missing.values():
        targets.add(Target(stub.id, stub.type, stub.number_norm, stub.issuer_norm, None))
    if missing:
        ids = tuple(stub.id for stub in missing.values())
        result.citations_bound += rebind_for_texts(tx, text_ids=ids)
        bind_loose_effects(tx, text_ids=ids)
        tx.announce(LegalTextsRegistered(ids))


def _new_effect(tx: Transaction, said: _Said) -> Effect:
    relation = said.relation
    row = Effect(
        source_id=said.source.id,
        target_id=said.target.id,
        action=relation.action,
        extent=relation.extent,
        scope_key=said.key[3],
        effective_on=relation.effective_on,
        evidence=relation.evidence,
        origin=Origin.REGISTER,
        state=EffectState.CONFIRMED if said.plausible else EffectState.PROPOSED,
        recorded_at=tx.now,
        recorded_by=tx.actor.name,
    )
    if relation.extent is Extent.PARTS:
        row.paths = [EffectPath(path=path) for path in relation.paths]
    return row
