"""Bringing a legal text in from its own words: pasted or as a file, read here or in a job."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from docctl.actors import Permission
from docctl.current import runtime
from docctl.errors import Refused, say
from docctl.jobs import service as jobs
from docctl.web import auth, room
from docctl.web.acts import acting
from docctl.web.forms import sent_name
from docctl.web.language import translate
from docctl.work import reading_law
from docctl.work.registry import READ_LAW

AT_ONCE = 60_000  # code points that are read while the person waits; longer texts are a job
LARGE_FILE = 200_000  # octets
ENDINGS = (".docx", ".doc", ".rtf", ".pdf", ".html", ".htm", ".txt")
_QUICK = (".docx", ".html", ".htm", ".txt")  # no other program has to convert them


@auth.needs(Permission.REGISTER_LAW)
def paste() -> ResponseReturnValue:
    """Show the place to paste a law text or to choose its file."""
    return _page("", [])


@auth.needs(Permission.REGISTER_LAW)
@room.takes(files=1, text=reading_law.LONGEST * 3)
def read() -> ResponseReturnValue:
    """Read what was given, now or in a job, and lead to what was read."""
    pasted = request.form.get("text", "")
    try:
        name, data = _given(pasted.strip())
        if name:
            words = _words_now(name, data)
        else:
            words = pasted.strip() if len(pasted) <= AT_ONCE else None
        original = runtime().blobs.put(data)
        if words is not None:
            reading = reading_law.keep_reading(runtime(), words, original=original, name=name)
            return redirect(url_for("legal.reading_show", name=reading))
    except Refused as refused:
        return _page(pasted, [translate(reason) for reason in refused.reasons]), 409
    with acting() as tx:
        job = jobs.enqueue(tx, kind=READ_LAW, params={"original": original, "name": name}, total=1)
    return redirect(url_for("legal.import_job", job_id=job.id))


def _given(pasted: str) -> tuple[str, bytes]:
    """Give the file's name and octets; the name is empty when the words were pasted."""
    file = request.files.get("file")
    if file is not None and file.filename:
        name = sent_name(file)
        if not name.lower().endswith(ENDINGS):
            raise Refused(say("Choose a file of one of these kinds: %(kinds)s.", kinds=_kinds()))
        return name, file.stream.read(runtime().settings.upload_limit)
    if not pasted:
        raise Refused(say("Paste the text of the law, or choose its file."))
    if len(pasted) > reading_law.LONGEST:
        raise Refused(say("The text is too long; paste it without its annexes."))
    return "", pasted.encode()


def _words_now(name: str, data: bytes) -> str | None:
    """Give the words of a file that is read at once, None when that would take long."""
    if len(data) > LARGE_FILE or not name.lower().endswith(_QUICK):
        return None
    words = reading_law.words_of(data, name)
    return words if len(words) <= AT_ONCE else None


def _kinds() -> str:
    return ", ".join(ENDINGS)


def _page(text: str, reasons: list[str]) -> str:
    return render_template(
        "legal/paste.html",
        text=text,
        reasons=reasons,
        endings=ENDINGS,
        limit=runtime().settings.upload_limit,
    )
