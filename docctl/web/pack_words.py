"""Words for legal packs: their states, the facts they speak of, what they do."""

from collections.abc import Mapping

from flask_babel import gettext as _

from docctl.legal.paths import label_of
from docctl.legal.rules import EffectState, Extent
from docctl.packs.body import Scope
from docctl.packs.models import IssuedPack, ReceivedPack
from docctl.packs.rules import PackState
from docctl.packs.saying import EffectSaid
from docctl.web.language import write_day, write_moment


def state_of_pack(state: PackState) -> tuple[str, str, str]:
    """Give word, tone and icon of what became of a pack."""
    return {
        PackState.READY: (_("To be looked at"), "amber", "hourglass"),
        PackState.TAKING: (_("Being taken in"), "blue", "progress"),
        PackState.TAKEN: (_("Taken in"), "green", "circle-check"),
        PackState.DISMISSED: (_("Put aside"), "slate", "archive"),
    }[state]


def scope_of_pack(pack: IssuedPack | ReceivedPack) -> str:
    """Say how much of its sender's register a pack holds."""
    if pack.scope is Scope.ALL:
        return str(_("The whole register"))
    if pack.scope is Scope.CHOSEN:
        return str(_("Chosen texts"))
    return str(_("Recorded since %(moment)s", moment=write_moment(pack.since)))


def fact_word(name: str) -> str:
    """Name a fact of a text."""
    words = {
        "number": _("Number"),
        "type": _("Type"),
        "title": _("Subject line"),
        "issuer": _("Issuer"),
        "signer": _("Signed by"),
        "issued_on": _("Issued on"),
        "effective_on": _("Effective from"),
        "expires_on": _("Stated end"),
        "stated_status": _("Claimed by the source"),
        "stated_on": _("Claimed on"),
        "certainty": _("Certainty"),
        "effect": _("Effect"),
    }
    return str(words.get(name, name))


def fact_value(value: object) -> str:
    """Write the value of a fact for people."""
    if not value:
        return str(_("unknown"))
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    return write_day(value) if not isinstance(value, str) else value  # type: ignore[arg-type]


def effect_state_word(state: EffectState | str) -> str:
    """Say whether an effect counts."""
    words = {
        EffectState.PROPOSED: _("proposed"),
        EffectState.CONFIRMED: _("confirmed"),
        EffectState.WITHDRAWN: _("withdrawn"),
    }
    return str(words[EffectState(state)])


def effect_values_word(values: Mapping[str, str]) -> str:
    """Write how an effect stands on one side of a conflict."""
    said = [effect_state_word(values["state"])]
    if values["effective_on"]:
        said.append(_("from %(day)s", day=fact_value(values["effective_on"])))
    if values["until"]:
        said.append(_("until %(day)s", day=fact_value(values["until"])))
    if values["reason"]:
        said.append(f"“{values['reason']}”")
    return ", ".join(said)


def said_scope(said: EffectSaid) -> str:
    """Say which part of the text an effect touches."""
    if said.extent is Extent.PARTS:
        return ", ".join(label_of(path) for path in said.paths)
    return str(_("the whole text")) if said.extent is Extent.WHOLE else _("some provisions")


WORDS = {
    "state_of_pack": state_of_pack,
    "scope_of_pack": scope_of_pack,
    "fact_word": fact_word,
    "fact_value": fact_value,
    "effect_state_word": effect_state_word,
    "effect_values_word": effect_values_word,
    "said_scope": said_scope,
}
