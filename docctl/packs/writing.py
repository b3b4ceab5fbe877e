"""Writing what a pack says into the register: new rows, corrections, conflicts, who said it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docctl.audit import service as audit
from docctl.legal import queries as legal
from docctl.legal.bind import rebind_for_texts
from docctl.legal.ends import settle_ends
from docctl.legal.facts import copy_facts, iso, make_text
from docctl.legal.loose_effects import bind_loose_effects
from docctl.legal.models import Effect, EffectPath, LegalName, LegalText
from docctl.legal.proposing import effect_json
from docctl.legal.recording import remember_effects, remember_texts
from docctl.legal.rules import EffectState
from docctl.packs import queries
from docctl.packs.meeting import LISTED, EffectMet, TextMet, facts_here, facts_said, last_written
from docctl.packs.models import PackConflict, ReceivedPack, SaidEffect, SaidText
from docctl.packs.rules import KEPT, STATED, EffectFacts, Outcome, facts_of
from docctl.packs.saying import FACTS, EffectSaid, TextSaid, write_plain
from docctl.runtime import Transaction
from docctl.signals import EffectsConfirmed

EFFECT = "effect"  # the field of a conflict about an effect
_NEW = Outcome.NEW
_IDENTITY = ("number", "type", "issuer", "issued_on")  # what tells a text from all others


@dataclass(slots=True)
class Written:
    """What a batch did: counts by name, and the ids of texts that are new or changed."""

    counts: dict[str, int] = field(default_factory=dict)
    text_ids: tuple[int, ...] = ()

    def count(self, name: str, by: int = 1) -> None:
        """Count something."""
        self.counts[name] = self.counts.get(name, 0) + by


@dataclass(frozen=True, slots=True)
class Dispute:
    """One conflict on its way to its row."""

    subject: str
    text_id: int
    effect_id: int | None
    field: str
    ours: dict[str, Any]
    theirs: dict[str, Any]


# --- texts --------------------------------------------------------------------------------------


def write_texts(tx: Transaction, received: ReceivedPack, met: Sequence[TextMet]) -> Written:
    """Write the texts of a batch; give what that did."""
    done = Written()
    source = f"pack:{received.sender.name} ({received.number})"
    for one in met:
        done.count(f"texts_{one.on.outcome.value}")
    fresh = [(one, _new_text(tx, one.said, source)) for one in met if one.on.outcome is _NEW]
    keys = {text.text_key for _one, text in fresh}
    stands = [
        (one, one.here, _apply(tx, one, one.here, source, keys))
        for one in met
        if one.here is not None and one.on.outcome is not Outcome.OLDER
    ]
    tx.session.add_all(text for _one, text in fresh)
    tx.session.flush()  # ids
    _remember_said(
        tx,
        received,
        [
            *((one, text, frozenset(KEPT)) for one, text in fresh),
            *((one, text, did.written(one.was)) for one, text, did in stands),
        ],
    )
    disputes = [_dispute(text, name, one) for one, text, did in stands for name in did.conflicts]
    subjects = {_subject(text, name) for _one, text, _did in stands for name in FACTS}
    done.count("conflicts", _keep(tx, received, disputes, subjects))
    changed = [(text, did) for _one, text, did in stands if did.changes]
    rows = [*(text for _one, text in fresh), *(text for text, _did in changed)]
    if rows:
        done.text_ids = tuple(text.id for text in rows)
        remember_texts(tx, rows, reason=source)
        settle_ends(tx, text_ids=done.text_ids)
        audit.record(
            tx,
            action="pack.texts_taken",
            subject=f"received_pack:{received.id}",
            source=source,
            new=len(fresh),
            first=min(done.text_ids),
            last=max(done.text_ids),
            changed=[
                {"text": text.id, "before": did.before, "after": write_plain(did.changes)}
                for text, did in changed
            ],
        )
        done.count("citations", rebind_for_texts(tx, text_ids=done.text_ids))
        bind_loose_effects(tx, text_ids=done.text_ids)
    return done


@dataclass(frozen=True, slots=True)
class _Did:
    """What was changed of a text, how it was before, and what a person must decide."""

    changes: Mapping[str, Any]
    before: dict[str, str]
    conflicts: tuple[str, ...]

    def written(self, was: SaidText | None) -> frozenset[str]:
        """Give the facts whose value here comes from the packs of this sender from now on."""
        before = frozenset(was.written if was else ())
        return (before | frozenset(self.changes)) - frozenset(self.conflicts)


def _new_text(tx: Transaction, said: TextSaid, source: str) -> LegalText:
    return _text_of(tx, facts_of(said), said.names, source)


def _text_of(
    tx: Transaction, facts: Mapping[str, Any], names: Iterable[str], source: str
) -> LegalText:
    values = {name: value for name, value in facts.items() if name != "stated_on"}
    text = make_text(tx, **values, names=names, source=source)
    text.stated_on = facts["stated_on"]
    return text


def _apply(tx: Transaction, one: TextMet, text: LegalText, source: str, keys: set[str]) -> _Did:
    """Write into a registered text what the pack changes; add the names the sender knows it by."""
    facts = {name: getattr(text, name) for name in KEPT}
    by = source if text.source.startswith(LISTED) else text.source
    changes, conflicts = dict(one.on.changes), one.on.conflicts
    wanted = _text_of(tx, facts | changes, one.said.names, by)
    same = legal.find_text_by_key(tx.session, wanted.text_key)
    if wanted.text_key in keys or (same is not None and same.id != text.id):
        # two texts would have the same facts: a person must say which is which
        clash = [name for name in _IDENTITY if name in changes]
        changes = {name: value for name, value in changes.items() if name not in clash}
        conflicts = (*conflicts, *clash)
        wanted = _text_of(tx, facts | changes, one.said.names, by)
    keys.add(wanted.text_key)
    before = write_plain({name: facts[name] for name in changes})
    if changes:
        copy_facts(text, wanted)
        for name in (*STATED, "certainty"):
            setattr(text, name, getattr(wanted, name))
    else:
        has = {name.name_folded for name in text.names}
        text.names.extend(
            LegalName(name_folded=name.name_folded)
            for name in wanted.names
            if name.name_folded not in has
        )
    return _Did(changes, before, conflicts)


def _remember_said(
    tx: Transaction,
    received: ReceivedPack,
    said: Iterable[tuple[TextMet, LegalText, frozenset[str]]],
) -> None:
    for one, text, written in said:
        facts = write_plain(facts_of(one.said))
        if one.was is None:
            tx.session.add(
                SaidText(
                    sender_id=received.sender_id,
                    ref=one.said.ref,
                    text_id=text.id,
                    pack_id=received.id,
                    at=one.said.at,
                    facts=facts,
                    written=sorted(written),
                )
            )
        elif one.said.at > one.was.at or written != set(one.was.written):
            one.was.facts, one.was.at, one.was.pack_id = facts, one.said.at, received.id
            one.was.written = sorted(written)


# --- effects ------------------------------------------------------------------------------------


def write_effects(tx: Transaction, received: ReceivedPack, met: Sequence[EffectMet]) -> Written:
    """Write the effects of a batch; give what that did."""
    done = Written()
    rows: list[tuple[EffectMet, Effect]] = []
    before: list[dict[str, Any]] = []
    disputes: list[Dispute] = []
    subjects: set[str] = set()
    stands: list[tuple[EffectMet, Effect, bool]] = []
    for one in met:
        done.count(f"effects_{one.outcome.value}")
        if one.outcome is _NEW:
            rows.append((one, _new_effect(tx, one)))
        elif one.here is not None and one.outcome is not Outcome.OLDER:
            subjects.add(_effect_subject(one.here))
            if one.outcome is Outcome.CHANGES:
                before.append(effect_json(one.here) | {"state": one.here.state.value})
                put_effect(tx, one.here, facts_said(one.said), one.said.reason)
                rows.append((one, one.here))
            elif one.outcome is Outcome.CONFLICT:
                disputes.append(_effect_dispute(one, one.here))
            stands.append((one, one.here, one.outcome is Outcome.CHANGES))
    tx.session.add_all(row for _one, row in rows)
    tx.session.flush()  # ids
    written = [row for _one, row in rows]
    remember_effects(tx, written, reason=f"pack:{received.sender.name} ({received.number})")
    tx.session.flush()
    stands += [(one, row, True) for one, row in rows if one.outcome is _NEW]
    _remember_said_effects(tx, received, stands)
    done.count("conflicts", _keep(tx, received, disputes, subjects))
    if written:
        settle_ends(tx, text_ids={row.target_id for row in written})
        audit.record(
            tx,
            action="pack.effects_taken",
            subject=f"received_pack:{received.id}",
            new=sum(one.outcome is _NEW for one, _row in rows),
            effects=[effect_json(row) | {"state": row.state.value} for row in written],
            before=before,
        )
        tx.announce(EffectsConfirmed(tuple(row.id for row in written)))
    return done


def put_effect(tx: Transaction, row: Effect, facts: EffectFacts, reason: str) -> None:
    """Let an effect stand as somebody says; the caller remembers it and tells of it."""
    row.state, row.effective_on, row.until = facts.state, facts.effective_on, facts.until
    row.decided_at, row.decided_by = tx.now, tx.actor.name
    row.reason = reason if facts.state is EffectState.WITHDRAWN else ""


def _new_effect(tx: Transaction, one: EffectMet) -> Effect:
    said = one.said
    assert one.source_id is not None
    assert one.target_id is not None
    row = Effect(
        source_id=one.source_id,
        target_id=one.target_id,
        action=said.action,
        extent=said.extent,
        scope_key=said.scope_key,
        evidence=said.evidence,
        quote=said.quote,
        exception=said.exception,
        origin=said.origin,
        confidence=said.confidence,
        state=said.state,
        recorded_at=tx.now,
        recorded_by=tx.actor.name,
    )
    put_effect(tx, row, facts_said(said), said.reason)
    row.paths = [EffectPath(path=path) for path in said.paths]
    return row


def _remember_said_effects(
    tx: Transaction, received: ReceivedPack, stands: Iterable[tuple[EffectMet, Effect, bool]]
) -> None:
    listed = list(stands)
    records = last_written(tx.session, [row.id for _one, row, wrote in listed if wrote])
    for one, row, wrote in listed:
        said, was = one.said, one.was
        if was is None:
            was = SaidEffect(
                sender_id=received.sender_id,
                effect_id=row.id,
                pack_id=received.id,
                at=said.at,
                state=said.state,
                effective_on=said.effective_on,
                until=said.until,
                decided_by=said.decided_by,
                decided_at=said.decided_at,
                record_id=None,
                number=said.number,
                successor=said.successor,
            )
            tx.session.add(was)
        elif said.at > was.at or wrote or _names_anew(said, was):
            if not wrote and facts_said(said) != EffectFacts(
                was.state, was.effective_on, was.until
            ):
                was.record_id = None  # what its pack wrote is no longer what it says
            was.pack_id, was.at, was.state = received.id, said.at, said.state
            was.effective_on, was.until = said.effective_on, said.until
            was.decided_by, was.decided_at = said.decided_by, said.decided_at
            if said.number:  # a pack of the time before takes no number back
                was.number, was.successor = said.number, said.successor
        if wrote:
            was.record_id = records[row.id]


def _names_anew(said: EffectSaid, was: SaidEffect) -> bool:
    """Say whether the sender says the same as before, and now its numbers too."""
    named = (said.number, said.successor)
    return said.at == was.at and bool(said.number) and named != (was.number, was.successor)


# --- conflicts ----------------------------------------------------------------------------------


def _dispute(text: LegalText, name: str, one: TextMet) -> Dispute:
    return Dispute(
        subject=_subject(text, name),
        text_id=text.id,
        effect_id=None,
        field=name,
        ours=write_plain({name: getattr(text, name)}),
        theirs=write_plain({name: getattr(one.said, name)}),
    )


def _effect_dispute(one: EffectMet, here: Effect) -> Dispute:
    return Dispute(
        subject=_effect_subject(here),
        text_id=here.target_id,
        effect_id=here.id,
        field=EFFECT,
        ours=effect_values(facts_here(here), here.reason),
        theirs=effect_values(facts_said(one.said), one.said.reason),
    )


def effect_values(facts: EffectFacts, reason: str) -> dict[str, str]:
    """Give how an effect stands as JSON values."""
    return {
        "state": facts.state.value,
        "effective_on": iso(facts.effective_on) or "",
        "until": iso(facts.until) or "",
        "reason": reason,
    }


def _subject(text: LegalText, name: str) -> str:
    return f"legal_text:{text.id}:{name}"


def _effect_subject(effect: Effect) -> str:
    return f"effect:{effect.id}"


def _keep(
    tx: Transaction, received: ReceivedPack, disputes: Sequence[Dispute], looked_at: set[str]
) -> int:
    """Keep conflicts for a person, once each; those that are gone lapse. Give how many are new."""
    still_open = queries.list_open_conflicts(tx.session, received.sender_id, looked_at)
    kept = queries.list_kept(tx.session, received.sender_id, [one.subject for one in disputes])
    fresh = 0
    for one in disputes:
        row = still_open.pop(one.subject, None)
        if row is not None:
            row.ours, row.theirs, row.pack_id = one.ours, one.theirs, received.id
        elif one.theirs not in kept.get(one.subject, ()):
            fresh += 1
            tx.session.add(
                PackConflict(
                    sender_id=received.sender_id,
                    pack_id=received.id,
                    subject=one.subject,
                    text_id=one.text_id,
                    effect_id=one.effect_id,
                    field=one.field,
                    ours=one.ours,
                    theirs=one.theirs,
                    found_at=tx.now,
                )
            )
    for row in still_open.values():  # both sides say the same by now
        row.decided_at, row.decided_by = tx.now, tx.actor.name
    tx.session.flush()
    return fresh
