"""The front end before the demo server; the browser all tests share, a fresh context for each."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page
from werkzeug.serving import make_server

from tests.browser.front_end.desk import FakeDesk
from tests.browser.front_end.pages import DIST, demo_app
from tests.browser.person import CHROMIUM


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here, and skip it where it cannot run, with the reason."""
    here = Path(__file__).parent
    reason = "" if Path(CHROMIUM).exists() else "no Chromium"
    if not (DIST / "manifest.json").exists():
        reason = "no bundle: run `node tools/build_front_end.mjs`"
    for item in items:
        if here in item.path.parents and item.path.name != "test_sources.py":
            item.add_marker(pytest.mark.browser)
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[str, FakeDesk]]:
    desk = FakeDesk()
    server = make_server("127.0.0.1", 0, demo_app(desk), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", desk
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(served: tuple[str, FakeDesk]) -> FakeDesk:
    served[1].reset()
    return served[1]


@pytest.fixture
def problems() -> list[str]:
    """Give what the page complained about: script errors, broken security policy."""
    return []


@pytest.fixture
def page(
    chromium: Browser, served: tuple[str, FakeDesk], desk: FakeDesk, problems: list[str]
) -> Iterator[Page]:
    """Give a page on a desk-sized screen; any script or policy error fails the test."""
    context = chromium.new_context(
        base_url=served[0],
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def editor(page: Page) -> Page:
    """Open the editor page and wait until it can be typed in."""
    page.goto("/editor")
    page.wait_for_selector(".ProseMirror")
    return page


@pytest.fixture
def keys(editor: Page) -> CDPSession:
    """Give the protocol session through which input methods write."""
    return editor.context.new_cdp_session(editor)
