"""A small server for looking at the front-end by itself: the real templates, invented content.

`python -m tests.browser.front_end.pages` serves it on 127.0.0.1:8765 for work on the design.
"""

import datetime as dt
import json
import tempfile
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, render_template, render_template_string, request
from flask_babel import Babel

from docctl.web.assets import init_assets
from docctl.web.language import write_day, write_figure
from tests.browser.front_end.desk import FakeDesk

ROOT = Path(__file__).parents[3]
DIST = ROOT / "docctl" / "static" / "dist"
DEMO = ROOT / "docctl" / "static" / "src" / "demo"
NONCE = "b64-nonce-of-the-demo"
CSP = (
    f"default-src 'none'; script-src 'self' 'nonce-{NONCE}'; style-src 'self' 'nonce-{NONCE}'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
TODAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 3, 32, tzinfo=dt.UTC)


def demo_app(
    desk: FakeDesk | None = None, *, static_folder: Path | None = None, locale: str = "vi"
) -> Flask:
    """Build an app with the house's templates, filters and headers, and no feature behind them."""
    app = Flask(
        "demo",
        static_folder=str(static_folder or ROOT / "docctl" / "static"),
        template_folder=str(ROOT / "templates"),
    )
    app.secret_key = "demo only"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = _compiled()
    Babel(app, locale_selector=lambda: locale)
    init_assets(app)
    app.jinja_env.filters.update(day=write_day, figure=write_figure)
    app.jinja_env.globals.update(csrf_token=lambda: "token-of-the-demo", csp_nonce=lambda: NONCE)
    app.context_processor(_frame)
    app.after_request(_headers)
    desk = desk or FakeDesk()
    desk.attach(app)
    app.add_url_rule("/", "demo", _render_demo)
    app.add_url_rule("/editor", "editor", lambda: _render_editor(desk))
    app.add_url_rule("/errors/<name>", "error", _render_error)
    app.add_url_rule("/progress", "progress", lambda: ("", 204))  # still running, says the bar
    return app


def _compiled() -> str:
    merged = Catalog(locale="vi")
    for fragment in sorted((ROOT / "docctl" / "translations" / "vi").glob("*.po")):
        for message in read_po(BytesIO(fragment.read_bytes()), locale="vi"):
            if message.id:
                merged.add(message.id, message.string, flags=message.flags)
    folder = Path(tempfile.mkdtemp()) / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, merged)
    return str(folder.parents[1])


def _headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _frame() -> dict[str, Any]:
    frame: dict[str, Any] = json.loads((DEMO / "frame.json").read_text(encoding="utf-8"))
    return {**frame, "request_id": "01JD6Z3M8Q"}


def _render_demo() -> str:
    days = SimpleNamespace(today=TODAY, now=NOW, soon=TODAY + dt.timedelta(days=24))
    source = (DEMO / "demo.html").read_text(encoding="utf-8")
    return render_template_string(source, days=days, page_url=lambda page: f"?page={page}")


def _render_editor(desk: FakeDesk) -> str:
    source = (DEMO / "editor.html").read_text(encoding="utf-8")
    return render_template_string(
        source,
        content=desk.content,
        citations=desk.citations,
        readonly=desk.readonly,
        save_url=f"/save/{desk.turn}",
        read_view="Bản đọc của tài liệu.",
    )


def _render_error(name: str) -> str:
    reasons = ["Bản này đã được gửi đi phê duyệt.", "Người soạn thảo không được tự phê duyệt."]
    alone = (
        {"shell": {"languages": _frame()["shell"]["languages"]}} if "alone" in request.args else {}
    )
    return render_template(
        f"errors/{name}.html", **alone, reasons=reasons, limit="25 MB", retry_after=45
    )


if __name__ == "__main__":
    demo_app().run(port=8765)
