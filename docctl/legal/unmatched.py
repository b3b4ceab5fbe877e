"""Relations of a register whose target cannot be told: kept as proposals on an unknown text.

They wait like what was read of a law's words, and bind once their text is registered or a person
says which it is. What was kept, bound or rejected before is not asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from docctl.legal.models import LooseEffect
from docctl.legal.numbers import number_norm, type_of_number
from docctl.legal.proposals import list_register_keys
from docctl.legal.readings import TargetSaid
from docctl.legal.rows import Relation
from docctl.legal.rules import EffectState, Origin, scope_key
from docctl.runtime import Transaction

Key = tuple[int, str, str, str]  # source, number, action, scope


@dataclass(frozen=True, slots=True)
class Unmatched:
    """What a registered text does to one that its number does not tell."""

    source_id: int
    relation: Relation
    candidates: tuple[int, ...]

    @property
    def key(self) -> Key:
        """Give what tells it from the other relations of the register."""
        one = self.relation
        scope = scope_key(one.extent, one.paths)
        return self.source_id, number_norm(one.number), one.action.value, scope


def keep_unmatched(tx: Transaction, said: Sequence[Unmatched]) -> int:
    """Write the relations down that are not kept yet; give how many are new."""
    known = list_register_keys(tx.session, {one.source_id for one in said})
    fresh: dict[Key, LooseEffect] = {}
    for one in said:
        if one.key not in known and one.key not in fresh:
            fresh[one.key] = _loose(tx, one)
    tx.session.add_all(fresh.values())
    return len(fresh)


def _loose(tx: Transaction, one: Unmatched) -> LooseEffect:
    relation = one.relation
    said = TargetSaid(type=type_of_number(relation.number) or "", number=relation.number)
    return LooseEffect(
        source_id=one.source_id,
        target_key=said.key,
        type=said.type,
        number=said.number,
        number_norm=number_norm(said.number),
        name="",
        name_folded="",
        year=None,
        issued_on=None,
        issuer="",
        candidates=list(one.candidates),
        action=relation.action,
        extent=relation.extent,
        paths=list(relation.paths),
        scope_key=one.key[3],
        effective_on=relation.effective_on,
        until=None,
        evidence=relation.evidence,
        quote=relation.number,
        exception="",
        origin=Origin.REGISTER,
        confidence=1.0,
        state=EffectState.PROPOSED,
        recorded_at=tx.now,
        recorded_by=tx.actor.name,
    )
