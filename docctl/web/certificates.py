"""Certificates: on screen and paper, as a PDF, and the check whether they still hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.orm import Session

from docctl import word
from docctl.current import runtime
from docctl.errors import Refused, say
from docctl.timemachine import checking, queries
from docctl.timemachine.models import Certificate
from docctl.timemachine.rules import read_code, written_code
from docctl.web import auth
from docctl.web.certificate_paper import docx_of, paper_of, part_word
from docctl.web.files import download
from docctl.web.language import LANGUAGES, select

bp = Blueprint("certificates", __name__, url_prefix="/certificates")
PDF = "application/pdf"
_AT_ONCE = BoundedSemaphore(2)  # each PDF starts a LibreOffice
_WAIT = 20  # seconds


@bp.get("")
def find() -> ResponseReturnValue:
    """Ask for the code on a paper; a known one leads to its check."""
    typed = request.args.get("code", "").strip()[:60]
    code = read_code(typed)
    if typed:
        with runtime().reading() as session:
            try:
                queries.get_certificate(session, code, actor=auth.actor(), now=runtime().now())
            except LookupError:
                return render_template("certificates/find.html", typed=typed, unknown=True), 404
        return redirect(url_for("certificates.check", code=code))
    return render_template("certificates/find.html", typed="", unknown=False)


@bp.get("/<code>")
def page(code: str) -> ResponseReturnValue:
    """Show a certificate as it was made, to be printed."""
    with _spoken(), runtime().reading() as session:
        certificate = _certificate(session, code)
        return render_template(
            "certificates/page.html",
            certificate=certificate,
            paper=paper_of(certificate, _check_address(certificate)),
            code=written_code(certificate.code),
            language=_language(),
            languages=LANGUAGES,
        )


@bp.get("/<code>/pdf")
def pdf(code: str) -> ResponseReturnValue:
    """Give a certificate as a PDF file."""
    with _spoken():
        with runtime().reading() as session:
            certificate = _certificate(session, code)
            data = docx_of(paper_of(certificate, _check_address(certificate)))
            name = f"{certificate.facts['document']['code']} {certificate.on_day.isoformat()}.pdf"
        if not _AT_ONCE.acquire(timeout=_WAIT):
            raise Refused(say("Many PDFs are being made just now; try again in a minute."))
        try:
            made = word.pdf_of(data)
        finally:
            _AT_ONCE.release()
    return download(made, name, PDF)


@bp.get("/<code>/check")
def check(code: str) -> ResponseReturnValue:
    """Say whether a certificate still agrees with the trail and the law as it was known."""
    with runtime().reading() as session:
        certificate = _certificate(session, code)
        checked = checking.check(session, certificate, now=runtime().now())
        return render_template(
            "certificates/check.html",
            certificate=certificate,
            code=written_code(certificate.code),
            checked=checked,
            part_word=part_word,
        )


@contextmanager
def _spoken() -> Iterator[None]:
    """Speak the language asked for with `?lang=`, else that of the person."""
    with force_locale(_language()):
        yield


def _language() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else select()


def _certificate(session: Session, code: str) -> Certificate:
    return queries.get_certificate(
        session, read_code(code), actor=auth.actor(), now=runtime().now()
    )


def _check_address(certificate: Certificate) -> str:
    return runtime().settings.base_url + url_for("certificates.check", code=certificate.code)
