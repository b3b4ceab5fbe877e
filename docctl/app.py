"""The only place where parts are joined."""

from pathlib import Path

from flask import Flask

from docctl import cli, web
from docctl.campaigns import receivers as campaign_receivers
from docctl.impact import receivers as impact_receivers
from docctl.runtime import Runtime
from docctl.search import receivers as search_receivers

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent


def build(runtime: Runtime) -> Flask:
    """Build one application around one Runtime."""
    templates = CHECKOUT / "templates"
    app = Flask(
        "docctl",
        root_path=str(HERE),
        template_folder=str(templates if templates.is_dir() else HERE / "_templates"),
        static_folder=str(HERE / "static"),
    )
    app.config.update(
        SECRET_KEY=runtime.settings.secret_key,
        MAX_CONTENT_LENGTH=4 * 1024 * 1024,  # uploads raise it for their own request
        MAX_FORM_PARTS=200,
        TESTING=runtime.settings.testing,
    )
    app.extensions["docctl"] = runtime
    connect()
    web.attach(app)
    cli.attach(app)
    return app


def connect() -> None:
    """Let the features hear of each other."""
    for receivers in (impact_receivers, campaign_receivers, search_receivers):
        receivers.connect()
