"""Messages as text in the recipient's language (the one door to mail templates).

`templates/mail/<kind>.subject` and `.txt`; a kind without templates gets a neutral text, so that
one unknown message never holds up the others. Parameters by kind, besides what is said there:

- findings.raised: cause (law, version, sweep), findings, documents, effects (ids), texts (text, by,
  action, on, number of the effect) and more (texts not named)
- findings.digest: bundles (code, on, step, findings, numbers of effects), more, counts by step,
  documents, why, changes (as texts of findings.raised), changes_more, signals, asked (texts that
  are not registered), requests (the new: words, code, quote, documents), asked_more (new ones not
  named), folded (ids), cap, headlines, folded_more
- finding.asked: by, to (state), reason, findings; finding.answered: the same and agreed
- signal.handed_over: by, tasks (code, names: another document), more (tasks not named), reason
- campaign.opened: campaign, name, documents, due, on
- batch.review, batch.approve, batch.approved: batch, name, by, documents, on
- task.review, task.approve, version.approved: code, title, label, by
- version.returned, version.cancelled: the same and reason
- version.held: code, title, label, by, reason; versions.held: documents, by, reason
- versions.put_off: text, documents (before the law), again (in order again), on, law_on, stopped
- version.copy_kept: code, title, label, copy
- document.withdrawn: code, title, reason
- rights.asked, rights.given, rights.refused: name, by, roles
- pack.found: pack, name, number
- pack_sender.asked: name, by, fingerprint
- import.finished: job, kind, done, total, failed, reasons
"""

import gettext
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from docctl.alerts.rules import body, header

HOME = "/notices"
# Where the subject of a message is in the app; filled from the message and its parameters.
PATHS: Mapping[str, str] = {
    "findings.raised": "/findings",
    "findings.digest": "/findings/days",
    "findings.digest/folded": "/notices",
    "findings.digest/requests": "/legal/unbound?kind=unmatched",
    "finding.asked": "/findings/to-confirm",
    "finding.answered": "/findings/list",
    "signal.handed_over": "/",
    "campaign.opened": "/campaigns/{campaign}",
    "batch.review": "/batches/{batch}",
    "batch.approve": "/batches/{batch}",
    "batch.approved": "/batches/{batch}",
    "task.review": "/versions/{version}",
    "task.approve": "/versions/{version}",
    "version.returned": "/versions/{version}",
    "version.approved": "/versions/{version}",
    "version.copy_kept": "/versions/{version}/copies/{copy}",
    "version.cancelled": "/versions/{version}",
    "version.held": "/versions/{version}",
    "versions.held": "/put-off",
    "versions.put_off": "/put-off",
    "document.withdrawn": "/documents/{document}",
    "rights.asked": "/admin/rights",
    "rights.given": "/account",
    "rights.refused": "/account",
    "pack.found": "/legal/packs/{pack}",
    "pack_sender.asked": "/legal/packs/keys",
    "import.finished": "/imports",
    "import.finished/legal.import": "/legal/import/jobs/{job}",  # by kind of job
    "import.finished/legal.rerun": "/legal/rerun",
    "import.finished/legal.yearly": "/legal/import/jobs/{job}",
    "import.finished/campaigns.redraft": "/redrafts/jobs/{job}",
    "import.finished/legal.packs.look": "/legal/packs/watch",
    "import.finished/legal.pack": "/legal/packs",
    "import.finished/legal.read": "/legal/import/jobs/{job}",
    "import.finished/legal.propose": "/legal/import/jobs/{job}",
    "import.finished/legal.confirm": "/legal/import/jobs/{job}",
}
logger = logging.getLogger(__name__)
UNKNOWN = "_unknown"
LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as people read it: `text` in the app, `body` by mail, with link and footer.

    `path` leads to its subject inside the app.
    """

    subject: str
    text: str
    body: str
    path: str


class Renderer:
    """Renders messages; `translations` gives a gettext catalogue per language."""

    def __init__(
        self,
        folder: Path,
        *,
        base_url: str,
        translations: Mapping[str, gettext.NullTranslations],
        paths: Mapping[str, str] = PATHS,
    ) -> None:
        self._base_url, self._paths = base_url.rstrip("/"), paths
        self._environments = {
            language: _environment(folder, catalogue)
            for language, catalogue in translations.items()
        }

    def render(
        self,
        kind: str,
        params: Mapping[str, Any],
        *,
        language: str,
        version_id: int | None = None,
        document_id: int | None = None,
    ) -> Rendered:
        """Write a message in `language` (Vietnamese when it is not offered)."""
        environment = self._environments.get(language) or self._environments["vi"]
        places = {"version": version_id, "document": document_id, **params}
        pattern = self._paths.get(f"{kind}/{params.get('kind')}") or self._paths.get(kind, HOME)
        path = _path(pattern, places)
        base = self._base_url
        context = {"p": params, "kind": kind, "url": base + path, "base": base}
        try:
            return _render(environment, kind, context, path)
        except (TemplateError, ValueError, TypeError, LookupError):
            logger.exception("a message of kind %s cannot be rendered", kind)
            return _render(environment, UNKNOWN, context, path)


def open_renderer(*, base_url: str, package: Path | None = None) -> Renderer:
    """Open the templates and catalogues the program was shipped with."""
    package = package or Path(__file__).resolve().parents[1]
    checkout = package.parent / "templates"
    folder = checkout if checkout.is_dir() else package / "_templates"
    catalogues = {
        language: gettext.translation(
            "messages", package / "translations", languages=[language], fallback=True
        )
        for language in LANGUAGES
    }
    return Renderer(folder / "mail", base_url=base_url, translations=catalogues)


def _environment(folder: Path, catalogue: gettext.NullTranslations) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=False,  # noqa: S701  # plain text; the app escapes it where it shows it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.filters["day"] = _day
    environment.globals["sentence"] = lambda pair: catalogue.gettext(pair[0]) % dict(pair[1])
    return environment


def _render(environment: Environment, kind: str, context: Mapping[str, Any], path: str) -> Rendered:
    subject, text, footer = (
        environment.get_template(name).render(context)
        for name in (f"{kind}.subject", f"{kind}.txt", "_footer.txt")
    )
    text = body(text).strip()
    return Rendered(header(subject), text, f"{text}\n\n{body(footer).strip()}\n", path)


def _path(pattern: str, places: Mapping[str, Any]) -> str:
    """Fill a path; one that lacks its id leads to the list of notices."""
    names = [name for _, name, _, _ in Formatter().parse(pattern) if name]
    if any(places.get(name) is None for name in names):
        return HOME
    return pattern.format_map({name: int(places[name]) for name in names})


def _day(iso: str) -> str:
    return date.fromisoformat(iso).strftime("%d/%m/%Y")
