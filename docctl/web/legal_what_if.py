"""What if: paste or upload a draft of a law and see whom it would hurt; nothing is stored."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused, say
from docctl.impact.rules import Overlap
from docctl.impact.what_if import what_if
from docctl.web import auth, room
from docctl.web.forms import sent_name
from docctl.web.language import translate
from docctl.web.legal_paste import ENDINGS
from docctl.web.legal_review import words
from docctl.web.words import overlap_word
from docctl.work import reading_law

LONGEST = 600_000  # code points that are read while the person waits
SHOWN = 100  # effects, documents


@auth.needs(Permission.REQUEST_CHANGE)
def ask() -> ResponseReturnValue:
    """Show the place to paste a draft or to choose its file."""
    return _form("", [])


@auth.needs(Permission.REQUEST_CHANGE)
@room.takes(files=1, text=LONGEST * 3)
def answer() -> ResponseReturnValue:
    """Read the draft and show the answer on the spot: it has no address, for it is kept nowhere."""
    pasted = request.form.get("text", "")
    try:
        draft = _draft(pasted.strip())
    except Refused as refused:
        return _form(pasted, [translate(reason) for reason in refused.reasons]), 409
    with runtime().reading() as session:
        found = what_if(session, draft, actor=auth.actor(), now=runtime().now(), most=SHOWN)
        return render_template(
            "legal/what_if.html",
            found=found,
            strong=[one for one in found.hurt if one.strong],
            weak=[one for one in found.hurt if not one.strong],
            most=SHOWN,
            missing=sum(one.text is None for one in found.suppositions),
            overlap_word={one: overlap_word(one) for one in Overlap}.__getitem__,
            **words(),
        )


def _draft(pasted: str) -> str:
    file = request.files.get("file")
    if file is not None and file.filename:
        name = sent_name(file)
        if not name.lower().endswith(ENDINGS):
            kinds = ", ".join(ENDINGS)
            raise Refused(say("Choose a file of one of these kinds: %(kinds)s.", kinds=kinds))
        pasted = reading_law.words_of(file.stream.read(runtime().settings.upload_limit), name)
    if not pasted:
        raise Refused(say("Paste the text of the law, or choose its file."))
    if len(pasted) > LONGEST:
        raise Refused(say("The text is too long; paste it without its annexes."))
    return pasted


def _form(text: str, reasons: list[str]) -> str:
    return render_template(
        "legal/what_if_form.html",
        text=text,
        reasons=reasons,
        endings=ENDINGS,
        limit=runtime().settings.upload_limit,
    )
