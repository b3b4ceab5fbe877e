"""What a page complains about: broken scripts, a broken policy, answers nobody asked for."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page

FAILED = re.compile(r"Failed to load resource: .*?(?:\bstatus of (\d{3})\b|(net::ERR_\w+))")


class Complaints:
    """Collects the errors of pages; a refusal the test itself asks for is announced first."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._asked_for: set[tuple[str, str]] = set()

    def ask_for(self, answer: int | str, pattern: str) -> None:
        """Let an answer (a status or net::ERR_…) from paths like `pattern` pass from now on."""
        self._asked_for.add((str(answer), pattern))

    def listen(self, page: Page) -> None:
        """Collect what `page` complains about."""
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        place = message.location
        failed = FAILED.match(message.text)
        if failed is not None and self._was_asked_for(failed[1] or failed[2], place["url"]):
            return
        self.found.append(f"{message.text} ({place['url']}:{place['lineNumber']})")

    def _was_asked_for(self, answer: str, url: str) -> bool:
        path = urlsplit(url).path
        return any(
            answer == wanted and re.fullmatch(pattern, path) for wanted, pattern in self._asked_for
        )
