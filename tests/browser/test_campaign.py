"""A law changes one article from a day to come; twelve procedures are repaired by that day."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from docctl.days import ZONE
from docctl.installation.verify import verify_all
from tests.browser.clocked import Clocked, served
from tests.browser.house import House
from tests.browser.person import NARROW, WIDE, Person
from tests.browser.steps import campaigning
from tests.browser.test_pages import AXE, OVERFLOW, RUN_AXE
from tests.support.shared import needs_shared

pytestmark = [needs_shared]


@pytest.fixture
def sample(sample_home: Path, tmp_path: Path) -> Iterator[tuple[Clocked, dict[str, str]]]:
    """Give the sample agency, served with a clock of its own, and its passwords."""
    house = House(tmp_path / "home")
    shutil.copytree(sample_home, house.home)
    with served(house.home, campaigning.take_real_things_in) as clocked:
        yield clocked, house.passwords()


def _looks(page: Page, name: str) -> None:
    """Let every step's page be usable by everybody, on a wide screen and on a phone."""
    for width, height in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(OVERFLOW) <= 0, f"{name} is cut off at {width}"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN_AXE) == [], name


def test_from_a_changed_law_to_finished_work(
    sample: tuple[Clocked, dict[str, str]], enter: Callable[..., Person]
) -> None:
    house, passwords = sample
    today = datetime.now(ZONE).date()
    campaigning.run(
        house,
        lambda login: enter(house).sign_in(login, passwords[login]),
        passwords=passwords,
        see=_looks,
        days=(today - timedelta(days=5), today + timedelta(days=60)),
    )
    with house.runtime.reading() as session:
        report = verify_all(session, house.runtime.blobs, now=house.runtime.now())
    assert report.faults == ()
