"""A person before the program: signs in, reads Vietnamese words, fills forms, presses buttons."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.complaints import Complaints
from tests.browser.house import ROOT

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "mat khau dai cho nguoi dung"
TRANSLATIONS = ROOT / "docctl" / "translations"
WIDE = (1440, 900)
NARROW = (390, 844)
PATIENCE = 30_000  # milliseconds; a busy machine with two cores needs them

expect.set_options(timeout=PATIENCE)


def word(msgid: str, **values: Any) -> str:
    """Give the Vietnamese of a sentence; a sentence without one fails the test."""
    catalogue = gettext.translation("messages", TRANSLATIONS, languages=["vi"])
    said = catalogue.gettext(msgid)
    assert said != msgid, f"no Vietnamese for {msgid!r}"
    return said % values if values else said


class Person:
    """One browser with one person at it; what its pages complain about is collected."""

    def __init__(
        self, browser: Browser, base: str, size: tuple[int, int] = WIDE, **options: Any
    ) -> None:
        self.base = base
        self.complaints = Complaints()
        self.context: BrowserContext = browser.new_context(
            base_url=base,
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
            **options,
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.another_tab()

    def another_tab(self) -> Page:
        """Open a page whose complaints are collected."""
        page = self.context.new_page()
        self.complaints.listen(page)
        return page

    def sign_in(self, login: str, password: str = PASSWORD) -> "Person":
        """Sign in and arrive at the person's tasks."""
        self.page.goto("/sign-in")
        self.fill(login=login, password=password)
        self.press(word("Sign in"))
        expect(self.heading(word("My tasks"))).to_be_visible()
        return self

    @contextmanager
    def next_page(self) -> Iterator[None]:
        """Do inside what leads to another page; come out when that page is whole.

        A click does not wait for where it leads: without this the next look could still be at the
        page one came from.
        """
        self.page.evaluate("document.documentElement.dataset.left = 'yes'")
        yield
        expect(self.page.locator("html:not([data-left])")).to_be_attached()
        self.page.wait_for_load_state("load")

    def open(self, words: str) -> None:
        """Follow an entry of the navigation."""
        with self.next_page():
            self.page.locator("#navigation").get_by_text(words, exact=True).last.click()
        expect(self.page.locator("h1")).to_be_visible()

    def heading(self, words: str) -> Locator:
        """Give the page's heading that says `words`."""
        return self.page.get_by_role("heading", level=1, name=words)

    def fill(self, **values: str) -> None:
        """Fill fields of the page's form by their names."""
        for name, value in values.items():
            field = self.page.locator(f"main [name='{name}']").first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def press(self, words: str) -> None:
        """Press a button of the page's content that leads to another page."""
        with self.next_page():
            self.press_here(words)

    def press_here(self, words: str) -> None:
        """Press a button of the page's content that leaves the page standing."""
        self.page.locator("main").get_by_role("button", name=words, exact=True).first.click()

    def follow(self, words: str) -> None:
        """Follow a link of the page's content."""
        with self.next_page():
            self.page.locator("main").get_by_role("link", name=words).first.click()

    def will_be_refused(self, pattern: str, answer: int | str = 409) -> None:
        """Say that such answers from paths like `pattern` are what the test asks for."""
        self.complaints.ask_for(answer, pattern)

    def sees(self, *sentences: str) -> None:
        """Wait until the page's content shows each sentence."""
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)

    def leave(self) -> None:
        """Close the browser; a page that complained fails the test."""
        self.context.close()
        assert not self.complaints.found, "\n".join(self.complaints.found)
