"""How an effect is put into a sentence, and what is said where words of a law are not known."""

from flask_babel import gettext

from docctl.legal.before_after import Lacking
from docctl.legal.models import Effect, LegalText
from docctl.legal.rules import ON_ITSELF, Extent, Origin
from docctl.web.marking import mark as _
from docctl.web.proposal_words import scope_words
from docctl.web.words import action_word


def what_changed(effect: Effect) -> str:
    """Say in one sentence what an effect does; its day is told beside it."""
    target, paths = name_of(effect.target), [one.path for one in effect.paths]
    if effect.action in ON_ITSELF:
        words = f"{target} {action_word(effect.action)}"
        return f"{words}: {scope_words(effect.extent, paths)}" if paths else words
    if effect.extent is Extent.PARTS:
        where = gettext(
            "%(parts)s of %(text)s", parts=scope_words(effect.extent, paths), text=target
        )
    elif effect.extent is Extent.UNSPECIFIED:
        where = gettext("some provisions of %(text)s", text=target)
    else:
        where = target
    return f"{name_of(effect.source)} {action_word(effect.action)} {where}"


def name_of(text: LegalText) -> str:
    """Name a text by type and number, or by its title."""
    return f"{text.type} {text.number}".strip() if text.number else (text.title or text.type)


def origin_word(origin: Origin) -> str:
    """Say who read or recorded it."""
    words = {
        Origin.AUTO: _("read by the program from the words of the law"),
        Origin.HUMAN: _("recorded by a person"),
        Origin.REGISTER: _("from a register that was imported"),
    }
    return str(gettext(words[origin]))


def lacking_word(lacking: Lacking) -> str:
    """Say why words are not known."""
    words = {
        Lacking.NOT_STORED: _("the words of this law are not stored here"),
        Lacking.NO_PROVISION: _("the stored words of the law have no such provision"),
        Lacking.NO_EVIDENCE: _("no sentence of the law is noted as evidence"),
        Lacking.NO_SENTENCE: _("the sentence noted as evidence does not stand once in the law"),
        Lacking.NOT_QUOTED: _("the sentence gives no new words for this provision by itself"),
        Lacking.NO_LIKENESS: _("no provision of the new law is like this one"),
        Lacking.NOT_APPLIED: _("the phrases that change do not stand in the words known before"),
    }
    return str(gettext(words[lacking]))


def alike_word(alike: float) -> str:
    """Say how much an old and a new provision have in common."""
    return str(gettext("%(share)s%% of the words in common", share=round(alike * 100)))
