"""Merge the catalogue's parts (docctl/translations/vi/*.po) and compile them for gettext.

The parts are kept per area so that each stays small; the compiled file is not committed.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parent.parent / "docctl" / "translations"


def merged(language: str) -> tuple[Catalog, list[str]]:
    """Give all parts as one catalogue, and every message two parts translate differently."""
    whole = Catalog(locale=language, project="docctl", charset="utf-8")
    clashes: list[str] = []
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id or not message.string:
                    continue
                known = whole.get(message.id, message.context)
                if known is not None and known.string and known.string != message.string:
                    clashes.append(f"{path.name}: {message.id!r}")
                    continue
                whole.add(message.id, message.string, context=message.context)
    return whole, clashes


def main() -> int:
    """Write messages.mo for every language; report clashes."""
    status = 0
    for folder in sorted(path for path in FOLDER.iterdir() if path.is_dir()):
        catalog, clashes = merged(folder.name)
        target = folder / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, catalog)
        if "--quiet" not in sys.argv:
            print(f"{folder.name}: {len(catalog)} messages")
        for clash in clashes:
            print(f"translated differently elsewhere: {clash}", file=sys.stderr)
            status = 1 if "--strict" in sys.argv else status
    return status


if __name__ == "__main__":
    sys.exit(main())
