"""Digests: once a day or a week each person hears, in one mail, what came near or was missed.

What is already critical is told at once (`telling`); everything else waits for the digest, bundled
by document and day of effect. Weak signals are only counted, for who decides on them. Who keeps
the register hears here of texts that are cited and not registered, each once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from docctl import outbox
from docctl.actors import SYSTEM, Actor, Permission
from docctl.days import day_of
from docctl.identity import queries as identity
from docctl.impact import bundles, effect_queries, weak
from docctl.impact.bundles import Waiting
from docctl.impact.digest_rules import Bundle, Step, Why, digest_is_due, step_since, went_up
from docctl.impact.escalation import Escalation, load_escalation
from docctl.impact.weak_ground import Scope
from docctl.legal import queries as legal
from docctl.legal.requesting import Request
from docctl.outbox import Message, MessageRow
from docctl.runtime import Runtime, Transaction

KIND = "findings.digest"
NAMED = 20  # bundles a mail names, and changes; the list has them all
MOST_NUMBERS = 5  # effects named in the line of a bundle
ASKED = 5  # texts asked for that a mail names, each with one quotation
ORDER = tuple(Step)
QUOTED = 200  # signs of a quotation
REQUESTS = "requests"  # a digest of nothing else leads to the citations without a text
FOLDED = "folded"  # one of nothing but messages beyond the day's mails leads to the notices


@dataclass(frozen=True, slots=True)
class Told:
    """A bundle in a digest, what happened to it, and why this person hears of it."""

    bundle: Bundle
    step: Step
    why: frozenset[Why]
    effects: frozenset[int]


def send_digests(runtime: Runtime) -> int:
    """Write every digest that is due, one transaction per person; give how many had news."""
    now = runtime.now()
    with runtime.reading() as session:
        folded = outbox.list_with_folded(session)
        due = [
            user.id
            for user in identity.list_active(session)
            if digest_is_due(
                user.digest, last=user.digested_on, today=day_of(now), folded=user.id in folded
            )
        ]
        signals = _count_signals(runtime) if due else {}
    sent = 0
    for user_id in due:
        with runtime.transaction(SYSTEM) as tx:
            sent += send_digest(
                tx,
                user_id=user_id,
                signals=signals.get(user_id, 0),
                cap=runtime.settings.mail_cap,
            )
    return sent


def send_digest(tx: Transaction, *, user_id: int, signals: int = 0, cap: int = 0) -> bool:
    """Write a person's digest for today, if there is news; doing it again writes nothing.

    What went beyond the `cap` of the person's immediate mails of a day is gathered in it.
    """
    user = identity.lock_user(tx.session, user_id)
    folded = user_id in outbox.list_with_folded(tx.session)
    if not digest_is_due(user.digest, last=user.digested_on, today=tx.today, folded=folded):
        return False
    last = user.digested_on or day_of(user.created_at) - timedelta(days=1)
    actor = user.actor
    news = _news(tx, actor, last=last)
    asked, heard = _asked(tx, actor)
    user.digested_on = tx.today
    tx.session.flush()
    key = tx.today.isoformat()
    gathered = list(outbox.fold(tx.session, recipient_id=user_id, key=key))
    new = any(one.id > heard for one in asked)
    if not (news or new or gathered):
        return False
    params = _findings(actor, news, signals=signals) | _requests(asked, heard)
    params |= _changes(tx.session, news[:NAMED], params["bundles"])
    params |= {"folded": gathered, "cap": cap}
    if not news:
        params["kind"] = REQUESTS if new else FOLDED
    tx.send(Message(to=actor.user_id, kind=KIND, key=key, params=params))
    return True


def _asked(tx: Transaction, actor: Actor) -> tuple[list[Request], int]:
    """Give the texts asked for, to who registers law, and the request heard of last.

    What somebody heard of is not told again because they kept no register for a while.
    """
    heard = _heard(tx.session, actor)
    if not actor.may(Permission.REGISTER_LAW):
        return [], heard
    return legal.list_requests(tx.session, actor=actor, now=tx.now), heard


def _heard(session: Session, actor: Actor) -> int:
    last = session.scalar(
        select(MessageRow.params)
        .where(MessageRow.recipient_id == actor.user_id, MessageRow.kind == KIND)
        .order_by(MessageRow.id.desc())
        .limit(1)
    )
    return int((last or {}).get("asked_upto", 0))


def _requests(asked: list[Request], heard: int) -> dict[str, Any]:
    """Say what is asked for: how much in all, and the newly asked, each with one quotation."""
    new = [one for one in asked if one.id > heard]
    return {
        "asked": len(asked),
        "asked_upto": max([heard, *(one.id for one in asked)]),
        "requests": [
            {
                "words": one.words,
                "code": one.document_code,
                "quote": _shortened(one.citation.context or one.citation.quote),
                "documents": one.documents,
            }
            for one in new[:ASKED]
        ],
        "asked_more": max(0, len(new) - ASKED),
    }


def _shortened(words: str) -> str:
    return words if len(words) <= QUOTED else words[: QUOTED - 1].rstrip() + "…"


def _news(tx: Transaction, actor: Actor, *, last: date) -> list[Told]:
    found = []
    escalation = load_escalation(tx.session, agency_id=actor.agency_id or 0)
    for waiting in bundles.list_waiting(tx.session, actor=actor, now=tx.now):
        steps = _steps(actor, waiting, escalation, last=last, today=tx.today)
        if steps:
            step = min(steps.values(), key=ORDER.index)
            found.append(Told(waiting.bundle, step, frozenset(steps), waiting.effects))
    return sorted(
        found,
        key=lambda one: (
            ORDER.index(one.step),
            one.bundle.due_on or date.max,
            one.bundle.code,
        ),
    )


def _steps(
    actor: Actor, waiting: Waiting, escalation: Escalation, *, last: date, today: date
) -> dict[Why, Step]:
    """Say why the news of a bundle is a person's, and what happened to it for them.

    Heads of units, who stands in for them, and the legal department hear only of what stayed
    overdue until it is theirs.
    """
    found: dict[Why, Step] = {}
    own = step_since(waiting.bundle, last=last, today=today)
    if own is not None and waiting.owner_id == actor.id:
        found[Why.OWNER] = own
    if own is not None and actor.may(Permission.DECIDE_FINDINGS):
        found[Why.SECRETARY] = own
    up = went_up(waiting.bundle, last=last, today=today, late=escalation.late)
    if Step.LATE_HEAD in up and waiting.head_id == actor.id:
        own_unit = waiting.head_unit_id == waiting.unit_id
        found[Why.HEAD if own_unit else Why.ABOVE] = Step.LATE_HEAD
    if Step.LATE_HEAD in up and waiting.head_id is None and actor.id in escalation.secretary_ids:
        found[Why.NO_HEAD] = Step.LATE_HEAD
    if Step.LATE_LAW in up and actor.id in escalation.law_ids:
        found[Why.LAW] = Step.LATE_LAW
    return found


def _findings(actor: Actor, news: list[Told], *, signals: int) -> dict[str, Any]:
    counts: dict[str, int] = defaultdict(int)
    for one in news:
        counts[one.step.value] += 1
    return {
        "bundles": [_line(one) for one in news[:NAMED]],
        "more": max(0, len(news) - NAMED),
        "counts": dict(counts),
        "documents": len({one.bundle.document_id for one in news}),
        "why": sorted({why.value for one in news for why in one.why}),
        "signals": signals if actor.may(Permission.DECIDE_FINDINGS) else 0,
    }


def _changes(session: Session, news: list[Told], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Say once what the effects behind the named bundles do; their numbers stand in the lines.

    Only findings somebody may see make news for them, and every reader may open an effect's page.
    """
    effect_ids = {effect_id for one in news for effect_id in one.effects}
    facts = dict(effect_queries.describe_each(session, effect_ids))
    for one, line in zip(news, lines, strict=True):
        numbers = sorted(facts[effect_id]["number"] for effect_id in one.effects)
        line["effects"] = numbers[:MOST_NUMBERS]
    told = sorted(facts.values(), key=lambda one: (one["text"], one["by"], one["number"]))
    return {"changes": told[:NAMED], "changes_more": max(0, len(told) - NAMED)}


def _line(one: Told) -> dict[str, Any]:
    due = one.bundle.due_on
    return {
        "code": one.bundle.code,
        "on": "" if due is None else due.isoformat(),
        "step": one.step.value,
        "findings": one.bundle.findings,
    }


def _count_signals(runtime: Runtime) -> dict[int, int]:
    """Count the weak signals for everybody who decides on them."""
    with runtime.reading() as session:
        found: dict[int, int] = {}
        for user in _deciders(identity.list_active(session)):
            scope = Scope(actor=user, now=runtime.now())
            found[user.user_id] = len(weak.list_weak(session, runtime.blobs, scope=scope))
    return found


def _deciders(users: Iterable[Any]) -> list[Actor]:
    actors = [user.actor for user in users]
    return [actor for actor in actors if actor.may(Permission.DECIDE_FINDINGS)]
