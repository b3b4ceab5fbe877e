"""Public badges: how current the legal bases of a procedure are, for everybody, as policy allows.

`/badges/CODE` for people, `.svg` for a picture on another site, `.json` for programs; a code that
ends so itself is asked for with `?form=page`. Whatever is not public is the same short answer,
whoever asks; no cookie is read or set.
"""

from typing import cast

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from docctl.agencies.rules import PublicBadges
from docctl.current import runtime
from docctl.days import day_of
from docctl.documents.models import Document
from docctl.impact.public_badges import PublicBadge, find_public_badge, is_public, is_single
from docctl.web import auth
from docctl.web.forms import number_arg
from docctl.web.language import LANGUAGES
from docctl.web.limits import WINDOW, Limiter

bp = Blueprint("badges", __name__, url_prefix="/badges")
MOST = 120  # requests of one network in a minute
MINUTES = 5  # how long a copy may be kept elsewhere
ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
PAGE, _FORMS = "page", ("svg", "json")
_COLOURS = {"green": "#15803d", "amber": "#a16207", "slate": "#475569"}
_LETTER = 6.6  # wide, on the average, at eleven pixels; `textLength` fits the rest
LIMITER = "docctl_badge_limiter"


@bp.record_once
def _count(state: BlueprintSetupState) -> None:
    state.app.extensions[LIMITER] = Limiter(MOST)


@bp.get("/<path:named>")
@auth.open_to_all
def public(named: str) -> Response:
    """Show a badge, as a page, a picture or data, if it is public."""
    now = runtime().now()
    limiter = cast("Limiter", current_app.extensions[LIMITER])
    if not limiter.allows(auth.network(), now=now):
        answer = _plain("Quá nhiều lượt hỏi, hãy thử lại sau một phút (too many requests)", 429)
        answer.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return answer
    code, form = _read(named)
    if request.args.get("form") == PAGE:
        code, form = named, PAGE
    with runtime().reading() as session:
        found = find_public_badge(session, code, now=now, field_id=number_arg("field"))
    if found is None:
        return _shared(_plain("Không tìm thấy (not found)", 404))
    language = request.args.get("lang", "vi")
    with force_locale(language if language in LANGUAGES else "vi"):
        return _shared(_written(found, form))


def addresses(session: Session, document: Document) -> dict[str, str]:
    """Give the public addresses of a document's badge by form, or nothing when it has none."""
    if not is_public(session, document.id):
        return {}
    field = None if is_single(session, document.code_folded) else document.field_id
    code, base = document.code, runtime().settings.base_url
    plain = _read(code) == (code, PAGE)
    page = url_for("badges.public", named=code, field=field, form=None if plain else PAGE)
    return {
        PAGE: base + page,
        **{
            form: base + url_for("badges.public", named=f"{code}.{form}", field=field)
            for form in _FORMS
        },
    }


def _read(named: str) -> tuple[str, str]:
    """Read the code and the form an address names."""
    code, dot, form = named.rpartition(".")
    return (code, form) if dot and form in _FORMS else (named, PAGE)


def _written(badge: PublicBadge, form: str) -> Response:
    if form == "json":
        until = badge.until
        answer = jsonify(
            code=badge.code,
            title=badge.title,
            legal_bases_up_to=None if until is None else until.isoformat(),
            open=badge.currency.points,
            cites_law=not badge.currency.nothing_cited,
            as_of=day_of(runtime().now()).isoformat(),
        )
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer
    if form == "svg":
        words = str(render_template("badges/words.txt", currency=badge.currency)).strip()
        left, right = _width(badge.code), _width(words)
        picture = render_template(
            "badges/badge.svg",
            badge=badge,
            words=words,
            left=left,
            right=right,
            colour=_COLOURS[_tone(badge)],
        )
        answer = Response(picture, content_type="image/svg+xml; charset=utf-8")
        answer.headers["Content-Security-Policy"] = ALONE
        return answer
    return Response(render_template("badges/page.html", badge=badge, tone=_tone(badge)))


def _shared(answer: Response) -> Response:
    """Let others keep a copy for some minutes and show it on their pages."""
    answer.headers["Cache-Control"] = f"public, max-age={MINUTES * 60}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _plain(words: str, status: int) -> Response:
    answer = Response(f"{words}\n", status, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Security-Policy"] = ALONE
    return answer


def _width(words: str) -> int:
    return round(len(words) * _LETTER) + 16


def _tone(badge: PublicBadge) -> str:
    """Say in one colour whether something is open, and nothing of what it is."""
    currency = badge.currency
    if currency.nothing_cited:
        return "slate"
    if currency.points:
        return "amber"
    return "green" if currency.until else "slate"


def choices() -> list[tuple[str, str]]:
    """Give what an agency may choose to be public."""
    return [
        (PublicBadges.NONE.value, _("No badge is public")),
        (PublicBadges.SERVICES.value, _("Procedures of public services (with a code)")),
        (PublicBadges.PROCEDURES.value, _("All procedures in force")),
    ]
