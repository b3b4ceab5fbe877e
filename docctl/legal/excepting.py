"""What an ending leaves out, kept as an effect beside it: those provisions continue.

Confirming an ending whose words name exceptions confirms a `continues` of the same text and day on
them; withdrawing the ending withdraws it too. `docctl.legal.exceptions` reads the words.
"""

from collections.abc import Iterable

from docctl.legal import queries
from docctl.legal.exceptions import left_out
from docctl.legal.models import Effect, EffectPath
from docctl.legal.rules import Action, EffectState, Extent, scope_key
from docctl.runtime import Transaction


def keep_out(tx: Transaction, effects: Iterable[Effect]) -> list[Effect]:
    """Let what confirmed endings leave out continue; give the effects that count from now on."""
    found = []
    for ending in effects:
        paths = kept_by(ending)
        if not paths:
            continue
        row = _known(tx, ending, paths)
        if row is None:
            row = _made(tx, ending, paths)
            tx.session.add(row)
        elif row.state is EffectState.CONFIRMED:
            continue
        row.state, row.decided_at, row.decided_by = EffectState.CONFIRMED, tx.now, tx.actor.name
        row.effective_on, row.until, row.reason = ending.effective_on, None, ""
        found.append(row)
    tx.session.flush()  # ids
    return found


def let_go(tx: Transaction, ending: Effect) -> list[Effect]:
    """Withdraw, with an ending that no longer counts, what it left out; give what was changed."""
    paths = kept_by(ending)
    row = _known(tx, ending, paths) if paths else None
    if row is None or row.state is not EffectState.CONFIRMED:
        return []
    row.state, row.decided_at, row.decided_by = EffectState.WITHDRAWN, tx.now, tx.actor.name
    row.reason = ending.reason
    return [row]


def kept_by(ending: Effect) -> tuple[str, ...]:
    """Give the provisions that an ending leaves out by its words."""
    return left_out(ending.action, ending.exception, [one.path for one in ending.paths])


def _known(tx: Transaction, ending: Effect, paths: tuple[str, ...]) -> Effect | None:
    return queries.find_effect(
        tx.session,
        source_id=ending.source_id,
        target_id=ending.target_id,
        action=Action.CONTINUES,
        scope_key=scope_key(Extent.PARTS, paths),
    )


def _made(tx: Transaction, ending: Effect, paths: tuple[str, ...]) -> Effect:
    row = Effect(
        source_id=ending.source_id,
        target_id=ending.target_id,
        action=Action.CONTINUES,
        extent=Extent.PARTS,
        scope_key=scope_key(Extent.PARTS, paths),
        evidence=ending.evidence,
        quote=ending.quote,
        origin=ending.origin,
        confidence=ending.confidence,
        state=EffectState.CONFIRMED,
        recorded_at=tx.now,
        recorded_by=tx.actor.name,
    )
    row.paths = [EffectPath(path=path) for path in paths]
    return row
