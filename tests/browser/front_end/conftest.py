"""The front end before the demo server; a fresh page for each test."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from werkzeug.serving import make_server

from tests.browser.complaints import Complaints
from tests.browser.front_end.desk import FakeDesk
from tests.browser.front_end.pages import demo_app
from tests.browser.person import PATIENCE


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
def complaints() -> Complaints:
    """Give what the page complains about; refusals a test asks for are announced to it."""
    return Complaints()


@pytest.fixture(scope="session")
def visit(chromium: Browser, served: tuple[str, FakeDesk]) -> Iterator[BrowserContext]:
    """Give what the pages of all tests are opened in; they keep nothing there but cookies."""
    context = chromium.new_context(
        base_url=served[0],
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(visit: BrowserContext, desk: FakeDesk, complaints: Complaints) -> Iterator[Page]:
    """Give a page on a desk-sized screen; any script or policy error fails the test."""
    visit.clear_cookies()
    visit.set_offline(offline=False)
    page = visit.new_page()
    complaints.listen(page)
    yield page
    page.close()
    assert page.context.pages == [], "a page was left open"
    assert not complaints.found, "\n".join(complaints.found)


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
