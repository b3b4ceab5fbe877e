"""Find the built front-end files by name: `asset("app.css")` gives the address with its hash."""

import json
from pathlib import Path

from flask import Flask, url_for

MANIFEST = "manifest.json"


class Assets:
    """The names in `static/dist/manifest.json`, read again when the bundle was built anew."""

    def __init__(self, folder: Path) -> None:
        self._manifest = folder / MANIFEST
        self._stamp: tuple[int, int] | None = None
        self._files: dict[str, str] = {}

    def find(self, name: str) -> str | None:
        """Give the built file's name, or None when there is no bundle or no such file in it."""
        self._refresh()
        return self._files.get(name)

    @property
    def built(self) -> bool:
        """Say whether there is a bundle at all."""
        self._refresh()
        return bool(self._files)

    def _refresh(self) -> None:
        try:
            status = self._manifest.stat()
        except OSError:
            self._stamp, self._files = None, {}
            return
        stamp = (status.st_mtime_ns, status.st_size)
        if stamp != self._stamp:
            self._files = _read(self._manifest)
            self._stamp = stamp


def _read(manifest: Path) -> dict[str, str]:
    # A broken manifest is treated as no bundle: the plain page says so and the work goes on.
    try:
        names = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in names.items()} if isinstance(names, dict) else {}


def init_assets(app: Flask) -> Assets:
    """Give templates the global `asset(name)`: an address, or "" when it was not built.

    Files under `static/dist/` carry a hash in their names, so they may be cached for ever.
    """
    assets = Assets(Path(app.static_folder or "static") / "dist")

    def asset(name: str) -> str:
        file = assets.find(name)
        return url_for("static", filename=f"dist/{file}") if file else ""

    app.jinja_env.globals["asset"] = asset
    return assets
