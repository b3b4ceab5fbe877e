"""The web: forms in, pages out. No rules live here."""

from flask import Flask

from docctl.web import (
    account,
    addresses,
    admin,
    assets,
    auth,
    badges,
    batches,
    campaigns,
    certificates,
    csrf,
    documents,
    editing,
    errors,
    findings,
    headers,
    home,
    imports,
    inspection,
    language,
    legal,
    legal_packs,
    notices,
    put_off,
    radar,
    ready,
    recommendations,
    redrafts,
    registers,
    search,
    shell,
    timemachine,
    workflow,
)

BLUEPRINTS = (
    account.bp,
    home.bp,
    documents.bp,
    timemachine.bp,
    certificates.bp,
    inspection.bp,
    badges.bp,
    editing.bp,
    workflow.bp,
    imports.bp,
    legal.bp,
    legal_packs.bp,
    findings.bp,
    radar.bp,
    recommendations.bp,
    campaigns.bp,
    redrafts.bp,
    batches.bp,
    put_off.bp,
    notices.bp,
    registers.bp,
    search.bp,
    admin.bp,
)


def attach(app: Flask) -> None:
    """Join everything a request passes: language, person, forgery check, headers, errors."""
    addresses.attach(app)
    ready.attach(app)
    language.attach(app)
    assets.init_assets(app)
    headers.attach(app)
    auth.attach(app)
    csrf.attach(app)
    errors.attach(app)
    shell.attach(app)
    for bp in BLUEPRINTS:
        app.register_blueprint(bp)
