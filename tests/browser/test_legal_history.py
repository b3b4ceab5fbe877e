"""Walking the history of real laws: Luật Đất đai of 2003, 2013 and 2024, from box to box."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.person import NARROW, WIDE, Person, word
from tests.support.shared import SHARED, needs_shared

pytestmark = needs_shared
Enter = Callable[..., Person]
LAWS = ("13/2003/QH11", "45/2013/QH13", "31/2024/QH15", "66/2006/QH11")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def land_law(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give an installation with the land laws of the real register."""
    lines = (SHARED / "data" / "legal" / "register.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if json.loads(line)["number"] in LAWS]
    assert len(rows) >= len(LAWS)
    folder = tmp_path_factory.mktemp("land-law")
    file = folder / "dat-dai.jsonl"
    file.write_text("\n".join(rows), encoding="utf-8")
    house = House(folder / "home")
    house.run("init", "--agency", "UBND xã Mẫu")
    house.run("legal", "import", str(file))
    house.start("serve", "--no-worker")
    yield house
    house.stop()


def signed_in(house: House, enter: Enter, **options: object) -> Person:
    return enter(house, **options).sign_in("quantri", house.passwords()["quantri"])


def open_history(page: Page, number: str) -> None:
    page.goto(f"/legal?q={number}")
    page.locator("main td.code a", has_text=number).first.click()
    page.get_by_role("link", name=word("History"), exact=True).click()
    expect(page.locator("svg.law-diagram").first).to_be_attached()


def node(page: Page, number: str) -> str:
    """Give the selector of the box of a text in the drawing that is shown."""
    shown = "wide" if page.viewport_size and page.viewport_size["width"] > 900 else "narrow"
    return f"svg.law-{shown} a.law-node:has(text:text-is('Luật {number}'))"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_one_walks_from_law_to_law_by_keyboard(
    land_law: House, enter: Enter, size: tuple[int, int]
) -> None:
    person = signed_in(land_law, enter, size=size)
    page = person.page
    open_history(page, "45/2013/QH13")
    main = page.locator("main")
    expect(main).to_contain_text("01/07/2014")
    expect(main).to_contain_text(word("Expired"))
    assert page.evaluate(OVERFLOW) <= 0
    for number in ("31/2024/QH15", "45/2013/QH13", "13/2003/QH11"):
        box = page.locator(node(page, number))
        box.focus()
        with person.next_page():
            page.keyboard.press("Enter")
        expect(page.locator(f"{node(page, number)}[aria-current=page]")).to_be_visible()
        assert page.evaluate(OVERFLOW) <= 0
    expect(page.locator("main .law-moments")).to_contain_text("45/2013/QH13")


def test_the_drawing_works_without_script(land_law: House, enter: Enter) -> None:
    person = signed_in(land_law, enter, java_script_enabled=False)
    page = person.page
    page.goto("/legal?q=45/2013/QH13")
    page.locator("main td.code a").first.click()
    page.get_by_role("link", name=word("History"), exact=True).click()
    page.locator(node(page, "31/2024/QH15")).click()
    expect(page.locator("h1")).to_contain_text("2024")


def test_the_page_answers_for_the_day_one_asks_about(land_law: House, enter: Enter) -> None:
    person = signed_in(land_law, enter)
    page = person.page
    open_history(page, "45/2013/QH13")
    page.locator("main [name=on]").fill("2014-01-01")
    person.press(word("Show"))
    expect(page.locator("main .sheet").first).to_contain_text(word("Not yet in force"))
